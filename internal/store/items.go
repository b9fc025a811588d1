package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// Items implements publication.Store.
func (db *DB) Items(ctx context.Context, f publication.Filter) ([]publication.Item, int, error) {
	w := where{}
	w.when(f.Public, `i.public_no > 0`)
	w.when(f.Unit != 0, `i.unit = ?`, f.Unit)
	columns := columnsOf(f)
	w.when(f.Column != 0, `i.col IN (`+marks(len(columns))+`)`, columns...)
	if f.Year != 0 {
		from, to := yearOf(f.Year)
		w.when(true, `i.released_on BETWEEN ? AND ?`, from, to)
	}
	counted := w.text // what is narrowed by more is not in the tallies
	w.when(f.Writer != 0, `i.writer = ?`, f.Writer)
	if len(f.States) > 0 {
		args := make([]any, len(f.States))
		for i, s := range f.States {
			args[i] = string(s)
		}
		w.when(true, `i.state IN (`+marks(len(args))+`)`, args...)
	}
	w.when(!f.Until.IsZero(), `i.released <= ?`, ms(f.Until))
	w.when(f.Genre != "", `i.genre = ?`, f.Genre)
	w.when(f.Subject != "", `i.subject = ?`, f.Subject)
	w.when(f.Validity == publication.Valid, `(i.ended = '' OR i.ended > ?)`, f.On.String())
	w.when(f.Validity == publication.Invalid, `i.ended <> '' AND i.ended <= ?`, f.On.String())
	w.when(f.IndexNo != "", `i.index_no = ?`, f.IndexNo)
	w.when(f.Entry != "", `i.id IN (SELECT item FROM item_entry WHERE entry = ?)`, f.Entry)
	w.when(f.Title != "", `i.title LIKE ? ESCAPE '\'`, containing(f.Title))
	face, order := selectItem, ` ORDER BY i.changed DESC, i.id DESC`
	if f.Public {
		face, order = selectPublic, ` ORDER BY i.released DESC, i.id DESC`
	}
	if f.ByFormed {
		order = ` ORDER BY i.formed_on DESC, i.id DESC`
	}
	c := db.reader()
	count, args := `SELECT COUNT(*) FROM item i`+w.text, w.args
	if f.CountTo > 0 {
		count, args = `SELECT COUNT(*) FROM (SELECT 1 FROM item i`+w.text+` LIMIT ?) AS counted`, append(slices.Clone(w.args), f.CountTo+1)
	}
	var n int
	var err error
	switch {
	case f.Uncounted:
	case f.Public && w.text == counted:
		n, err = c.tallied(ctx, f)
	default:
		err = c.row(ctx, count, args...).Scan(&n)
	}
	if err != nil {
		return nil, 0, err
	}
	// The rows are found by their numbers first, so that only what is shown is read whole.
	items, err := c.items(ctx, face+` WHERE i.id IN (SELECT i.id FROM item i`+w.text+order+` LIMIT ? OFFSET ?)`+order, append(w.args, limit(f.Limit), f.Offset)...)
	return items, n, err
}

func (c conn) items(ctx context.Context, text string, args ...any) ([]publication.Item, error) {
	rows, err := all(ctx, c, (*itemRow).fields, text, args...)
	if err != nil {
		return nil, err
	}
	out := make([]publication.Item, len(rows))
	for i := range rows {
		if out[i], err = rows[i].value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PublicItems returns those of some items that the public sees now, in no order.
func (db *DB) PublicItems(ctx context.Context, ids []publication.ID) ([]publication.Item, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.reader().items(ctx, selectPublic+` WHERE i.public_no > 0 AND i.id IN (`+marks(len(ids))+`)`, args...)
}

// ItemStandings says how those items stand that were first released at some places of the public log and that the public sees now, in no
// order.
func (db *DB) ItemStandings(ctx context.Context, entries []int64) ([]publication.Standing, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	args := make([]any, len(entries))
	for i, e := range entries {
		args[i] = e
	}
	type row struct {
		s        publication.Standing
		validity string
	}
	rows, err := all(ctx, db.reader(), func(r *row) []any { return []any{&r.s.Entry, &r.s.ID, &r.s.Version, &r.validity} },
		`SELECT entry, id, public_no, validity FROM item WHERE public_no > 0 AND entry IN (`+marks(len(entries))+`)`, args...)
	if err != nil {
		return nil, err
	}
	out := make([]publication.Standing, len(rows))
	for i, r := range rows {
		out[i] = r.s
		if err := optional(r.validity, &out[i].Validity); err != nil {
			return nil, fmt.Errorf("validity of item %d: %w", r.s.ID, err)
		}
	}
	return out, nil
}

// Last implements publication.Store.
func (db *DB) Last(ctx context.Context) (id publication.ID, err error) {
	err = db.reader().row(ctx, `SELECT COALESCE(MAX(id), 0) FROM item`).Scan(&id)
	return id, err
}

// Subjects implements publication.Store.
func (db *DB) Subjects(ctx context.Context) ([]string, error) {
	return all(ctx, db.reader(), func(s *string) []any { return []any{s} }, `SELECT DISTINCT subject FROM item WHERE public_no > 0 AND subject <> '' ORDER BY subject`)
}

// Newest implements publication.Store.
func (db *DB) Newest(ctx context.Context, column int64, n int) ([]publication.Heading, error) {
	return all(ctx, db.reader(), func(h *publication.Heading) []any { return []any{&h.ID, &h.Title, &h.Keywords} },
		`SELECT id, title, keywords FROM item WHERE col = ? AND public_no > 0 ORDER BY released DESC, id DESC LIMIT ?`, column, n)
}

// Addresses implements publication.Store.
func (db *DB) Addresses(ctx context.Context, from, to publication.ID) ([]publication.Address, error) {
	return all(ctx, db.reader(), func(a *publication.Address) []any { return []any{&a.ID, millis{&a.Changed}} },
		`SELECT id, CASE WHEN corrected > released THEN corrected ELSE released END FROM item WHERE id >= ? AND id <= ? AND public_no > 0 ORDER BY id`, from, to)
}

// Neighbours implements publication.Store.
func (db *DB) Neighbours(ctx context.Context, it *publication.Item) (older, newer *publication.Item, err error) {
	at := ms(it.Released)
	find := func(cond, order string) (*publication.Item, error) {
		items, err := db.reader().items(ctx, selectPublic+` WHERE i.public_no > 0 AND i.col = ? AND `+cond+` ORDER BY `+order+` LIMIT 1`, it.Version.Column, at, at, it.ID)
		if err != nil || len(items) == 0 {
			return nil, err
		}
		return &items[0], nil
	}
	if older, err = find(`i.released <= ? AND (i.released < ? OR i.id < ?)`, `i.released DESC, i.id DESC`); err != nil {
		return nil, nil, err
	}
	newer, err = find(`i.released >= ? AND (i.released > ? OR i.id > ?)`, `i.released, i.id`)
	return older, newer, err
}

// Waiting implements publication.Store: the rules of Item.CanDecide, as a condition.
func (db *DB) Waiting(ctx context.Context, by *agency.Person, q publication.Queue) ([]publication.Queued, int, error) {
	if len(by.Roles) == 0 {
		return nil, 0, nil
	}
	roles := make([]any, len(by.Roles))
	for i, r := range by.Roles {
		roles[i] = string(r)
	}
	w := where{}
	w.when(true, `i.state = 'review'`)
	w.when(true, `i.next_role IN (`+marks(len(roles))+`)`, roles...)
	w.when(true, `i.unit = ? AND i.writer <> ? AND i.prior <> ? AND (i.assigned = 0 OR i.assigned = ?)`, by.Unit, by.ID, by.ID, by.ID)
	w.when(true, `i.authors NOT LIKE ?`, fmt.Sprintf("%%,%d,%%", by.ID))
	c := db.reader()
	var total int
	if err := c.row(ctx, `SELECT COUNT(*) FROM item i`+w.text, w.args...).Scan(&total); err != nil || total == 0 || q.Limit == 0 {
		return nil, total, err
	}
	first := `SELECT i.id, '' FROM item i` + w.text + ` ORDER BY i.changed, i.id LIMIT ?`
	if q.ByDue {
		first = `SELECT i.id, COALESCE(o.due, '') FROM item i LEFT JOIN obligation o ON o.subject = 'item:' || CAST(i.id AS TEXT) AND o.rule = 'publish' AND o.met_on = ''` +
			w.text + ` ORDER BY COALESCE(o.due, '9999-12-31'), i.changed, i.id LIMIT ?`
	}
	type line struct {
		id  publication.ID
		due workday.Date
	}
	lines, err := all(ctx, c, func(l *line) []any { return []any{&l.id, &l.due} }, first, append(w.args, q.Limit)...)
	if err != nil {
		return nil, 0, err
	}
	ids, at := make([]any, len(lines)), map[publication.ID]int{}
	for i, l := range lines {
		ids[i], at[l.id] = l.id, i
	}
	items, err := c.items(ctx, selectItem+` WHERE i.id IN (`+marks(len(ids))+`)`, ids...)
	out := make([]publication.Queued, len(items))
	for _, it := range items {
		i := at[it.ID]
		out[i] = publication.Queued{Item: it, Due: lines[i].due}
	}
	return out, total, err
}

// ScheduledBy implements publication.Store.
func (db *DB) ScheduledBy(ctx context.Context, now time.Time) ([]publication.ID, error) {
	return all(ctx, db.reader(), func(id *publication.ID) []any { return []any{id} },
		`SELECT id FROM item WHERE state = 'scheduled' AND scheduled <= ? ORDER BY scheduled, id LIMIT 100`, ms(now))
}

// NoticesEndedBefore implements publication.Store.
func (db *DB) NoticesEndedBefore(ctx context.Context, day workday.Date) ([]publication.ID, error) {
	return all(ctx, db.reader(), func(id *publication.ID) []any { return []any{id} },
		`SELECT id FROM item WHERE notice_ends <> '' AND notice_ends < ? AND public_no > 0 ORDER BY notice_ends, id LIMIT 100`, day.String())
}

// Interpretations implements publication.Store.
func (db *DB) Interpretations(ctx context.Context, id publication.ID) ([]publication.Item, error) {
	return db.reader().items(ctx, selectPublic+` WHERE i.public_no > 0 AND i.id IN (SELECT item FROM item_link WHERE target = ?) ORDER BY i.released DESC, i.id DESC`, id)
}
