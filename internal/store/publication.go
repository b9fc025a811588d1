package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// itemRow is an item as its row has it: the version and the result of screening as JSON, which nothing searches.
type itemRow struct {
	it                              publication.Item
	route, screened, version, shown string
	withdrawal, validity, authors   string
	indexNo                         sql.NullString
}

const itemCols = `SELECT i.id, i.unit, i.writer, i.authors, i.assigned, i.state, i.route, i.stage, i.screened, i.public_no, i.created, i.changed, i.index_no, i.released, i.entry,
	i.scheduled, i.problem, i.corrected, i.withdrawal, i.validity, i.notice_ends, `

// The two faces of an item: as the desk works on it, with what the public sees beside it where that is another version,
// and as the public sees it.
const (
	selectItem = itemCols + `v.version, COALESCE(s.version, '') FROM item i JOIN item_version v ON v.item = i.id AND v.no = i.version_no
		LEFT JOIN item_version s ON s.item = i.id AND s.no = i.public_no AND i.public_no <> i.version_no`
	selectPublic = itemCols + `COALESCE(v.version, '{}'), '' FROM item i LEFT JOIN item_version v ON v.item = i.id AND v.no = i.public_no`
)

func (r *itemRow) fields() []any {
	it := &r.it
	return []any{
		&it.ID, &it.Unit, &it.Writer, &r.authors, &it.Assigned, &it.State, &r.route, &it.Stage, &r.screened, &it.Public,
		millis{&it.Created},
		millis{&it.Changed},
		&r.indexNo,
		millis{&it.Released},
		&it.Entry,
		millis{&it.Scheduled},
		&it.Problem,
		millis{&it.Corrected},
		&r.withdrawal, &r.validity, &it.NoticeEnds, &r.version, &r.shown,
	}
}

func (r *itemRow) value() (publication.Item, error) {
	r.it.IndexNo = r.indexNo.String
	err := errors.Join(
		json.Unmarshal([]byte(r.route), &r.it.Route),
		json.Unmarshal([]byte(r.screened), &r.it.Screened),
		json.Unmarshal([]byte(r.version), &r.it.Version),
		optional(r.withdrawal, &r.it.Withdrawal),
		optional(r.validity, &r.it.Validity),
		optional(r.shown, &r.it.Shown),
	)
	for id := range strings.FieldsFuncSeq(r.authors, func(c rune) bool { return c == ',' }) {
		n, e := strconv.ParseInt(id, 10, 64)
		r.it.Authors, err = append(r.it.Authors, n), errors.Join(err, e)
	}
	if r.it.Public > 0 && r.shown == "" {
		r.it.Shown = r.it.Version
	}
	if err != nil {
		err = fmt.Errorf("read item %d: %w", r.it.ID, err)
	}
	return r.it, err
}

// optional reads JSON that may not be there.
func optional(text string, v any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), v)
}

func (c conn) item(ctx context.Context, id publication.ID) (*publication.Item, error) {
	r, err := one(ctx, c, (*itemRow).fields, publication.ErrNotFound, selectItem+` WHERE i.id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("item %d: %w", id, err)
	}
	it, err := r.value()
	if err != nil {
		return nil, err
	}
	type row struct {
		s       publication.Step
		passed  int
		remarks string
	}
	steps, err := all(ctx, c, func(r *row) []any {
		return []any{&r.s.Stage, &r.s.By, &r.s.Name, millis{&r.s.At}, &r.passed, &r.s.Opinion, &r.s.Basis, &r.s.Digest, &r.remarks}
	}, `SELECT stage, person, name, at, passed, opinion, basis, digest, remarks FROM item_step WHERE item = ? ORDER BY no`, id)
	if err != nil {
		return nil, fmt.Errorf("steps of item %d: %w", id, err)
	}
	for _, r := range steps {
		r.s.Passed = r.passed != 0
		if err := optional(r.remarks, &r.s.Remarks); err != nil {
			return nil, fmt.Errorf("remarks on item %d: %w", id, err)
		}
		it.Steps = append(it.Steps, r.s)
	}
	return &it, nil
}

// Item implements publication.Store.
func (db *DB) Item(ctx context.Context, id publication.ID) (*publication.Item, error) {
	return db.reader().item(ctx, id)
}

// PublicItem implements publication.Store.
func (db *DB) PublicItem(ctx context.Context, id publication.ID) (*publication.Item, error) {
	r, err := one(ctx, db.reader(), (*itemRow).fields, publication.ErrNotFound, selectPublic+` WHERE i.id = ? AND i.released > 0`, id)
	if err != nil {
		return nil, fmt.Errorf("public item %d: %w", id, err)
	}
	it, err := r.value()
	return &it, err
}

// Releases implements publication.Store.
func (db *DB) Releases(ctx context.Context, id publication.ID) ([]publication.Release, error) {
	type row struct {
		r       publication.Release
		version string
	}
	rows, err := all(ctx, db.reader(), func(r *row) []any { return []any{&r.r.No, millis{&r.r.At}, &r.r.Entry, &r.version} },
		`SELECT no, released, entry, version FROM item_version WHERE item = ? AND released > 0 ORDER BY no`, id)
	if err != nil {
		return nil, fmt.Errorf("releases of item %d: %w", id, err)
	}
	out := make([]publication.Release, len(rows))
	for i, r := range rows {
		var v publication.Version
		if err := json.Unmarshal([]byte(r.version), &v); err != nil {
			return nil, fmt.Errorf("version %d of item %d: %w", r.r.No, id, err)
		}
		out[i] = r.r
		out[i].Reason = v.Reason
	}
	return out, nil
}

// Version implements publication.Store.
func (db *DB) Version(ctx context.Context, id publication.ID, no int) (*publication.Version, error) {
	text, err := one(ctx, db.reader(), func(s *string) []any { return []any{s} }, publication.ErrNotFound,
		`SELECT version FROM item_version WHERE item = ? AND no = ?`, id, no)
	if err != nil {
		return nil, fmt.Errorf("version %d of item %d: %w", no, id, err)
	}
	var v publication.Version
	if err := json.Unmarshal([]byte(*text), &v); err != nil {
		return nil, fmt.Errorf("version %d of item %d: %w", no, id, err)
	}
	return &v, nil
}

// Create implements publication.Store.
func (db *DB) Create(ctx context.Context, key string, fn func(id publication.ID) (*publication.Item, act.Act, error)) (publication.ID, error) {
	var id publication.ID
	err := db.tx(ctx, func(ctx context.Context, c conn) error {
		n, err := c.next(ctx, "item", 1) // first: whoever sends the same form now waits here
		if err != nil {
			return err
		}
		earlier, err := c.used(ctx, key)
		if err != nil || !earlier.IsZero() {
			id = publication.ID(earlier.ID)
			return err
		}
		id = publication.ID(n)
		it, deed, err := fn(id)
		if err != nil {
			return err
		}
		if err := c.use(ctx, key, ref.To(publication.Ref, id), ms(deed.At)); err != nil {
			return err
		}
		if err := c.insertItem(ctx, it); err != nil {
			return fmt.Errorf("insert item: %w", err)
		}
		return c.save(ctx, deed)
	})
	return id, err
}

// used returns what a one-time key made already, or the zero Ref.
func (c conn) used(ctx context.Context, key string) (ref.Ref, error) {
	if key == "" {
		return ref.Ref{}, nil
	}
	var text string
	err := c.row(ctx, `SELECT ref FROM used_key WHERE key = ?`, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return ref.Ref{}, nil
	}
	if err != nil {
		return ref.Ref{}, err
	}
	return ref.Parse(text)
}

func (c conn) use(ctx context.Context, key string, r ref.Ref, at int64) error {
	if key == "" {
		return nil
	}
	return c.exec(ctx, `INSERT INTO used_key (key, ref, at) VALUES (?, ?, ?)`, key, r.String(), at)
}

// itemJSON returns the parts of an item that are kept as JSON.
func itemJSON(it *publication.Item) (route, screened, version string, err error) {
	r, err1 := json.Marshal(it.Route)
	s, err2 := json.Marshal(it.Screened)
	v, err3 := json.Marshal(it.Version)
	return string(r), string(s), string(v), errors.Join(err1, err2, err3)
}

func (c conn) insertItem(ctx context.Context, it *publication.Item) error {
	route, screened, version, err := itemJSON(it)
	if err != nil {
		return err
	}
	v := it.Version
	if err := c.exec(ctx, `INSERT INTO item (id, unit, col, writer, state, route, stage, version_no, title, formed_on, genre, subject, keywords, norm, ended, screened, created, changed)
		VALUES (`+marks(18)+`)`, it.ID, it.Unit, v.Column, it.Writer, it.State, route, it.Stage, v.No, v.Title, v.FormedOn.String(), v.Genre, v.Subject, v.Keywords, v.Norm, v.Ends(publication.Validity{}).String(),
		screened, ms(it.Created), ms(it.Changed)); err != nil {
		return err
	}
	return c.exec(ctx, `INSERT INTO item_version (item, no, digest, version) VALUES (?, ?, ?, ?)`, it.ID, v.No, v.Digest(), version)
}

// Update implements publication.Store.
func (db *DB) Update(ctx context.Context, id publication.ID, fn func(*publication.Item) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error { return c.updateItem(ctx, id, fn) })
}

// Release implements publication.Store.
func (db *DB) Release(ctx context.Context, id publication.ID, year int, fn func(*publication.Item, int) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.updateItem(ctx, id, func(it *publication.Item) (act.Act, error) {
			serial, err := c.next(ctx, fmt.Sprintf("index-no/%d/%d", it.Unit, year), 1)
			if err != nil {
				return act.Act{}, err
			}
			return fn(it, int(serial))
		})
	})
}

func (c conn) updateItem(ctx context.Context, id publication.ID, fn func(*publication.Item) (act.Act, error)) error {
	it, err := c.item(ctx, id)
	if err != nil {
		return err
	}
	state, changed, steps, was := it.State, it.Changed, len(it.Steps), tallyOf(it)
	deed, err := fn(it)
	if err != nil {
		return err
	}
	route, screened, version, err := itemJSON(it)
	if err != nil {
		return err
	}
	v, public := it.Version, it.Version
	if it.IsPublic() {
		public = it.Shown
	}
	withdrawal, err1 := optionalJSON(it.Withdrawal, it.Withdrawal.IsZero())
	validity, err2 := optionalJSON(it.Validity, it.Validity == publication.Validity{})
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	var indexNo any
	released := ""
	if it.IndexNo != "" {
		indexNo, released = it.IndexNo, workday.DateOf(it.Released).String()
	}
	next, prior := agency.Role(""), int64(0)
	if it.State == publication.InReview && it.Stage < len(it.Route) {
		next, prior = it.Route[it.Stage].Role, it.Before(it.Route[it.Stage].Stage)
	}
	if err := c.execOne(ctx, `UPDATE item SET col = ?, writer = ?, authors = ?, assigned = ?, state = ?, route = ?, stage = ?, next_role = ?, prior = ?, version_no = ?, public_no = ?, title = ?,
		formed_on = ?, genre = ?, subject = ?, keywords = ?, norm = ?, ended = ?, screened = ?, changed = ?, index_no = ?, released = ?, released_on = ?, scheduled = ?, problem = ?, corrected = ?, withdrawal = ?,
		validity = ?, notice_ends = ? WHERE id = ? AND state = ? AND changed = ?`,
		public.Column, it.Writer, authorList(it.Authors), it.Assigned, it.State, route, it.Stage, next, prior, v.No, it.Public, public.Title, public.FormedOn.String(), public.Genre, public.Subject, public.Keywords, public.Norm,
		public.Ends(it.Validity).String(), screened, ms(it.Changed), indexNo, ms(it.Released), released, ms(it.Scheduled), it.Problem, ms(it.Corrected), withdrawal, validity,
		it.NoticeEnds.String(), id, state,
		ms(changed)); err != nil {
		return fmt.Errorf("update item %d: %w", id, err)
	}
	if err := c.recount(ctx, was, tallyOf(it)); err != nil {
		return fmt.Errorf("update item %d: %w", id, err)
	}
	if err := c.exec(ctx, `INSERT INTO item_version (item, no, digest, version) VALUES (?, ?, ?, ?)
		ON CONFLICT (item, no) DO UPDATE SET digest = excluded.digest, version = excluded.version WHERE item_version.released = 0`, id, v.No, v.Digest(), version); err != nil {
		return fmt.Errorf("version %d of item %d: %w", v.No, id, err)
	}
	for i := steps; i < len(it.Steps); i++ {
		s := it.Steps[i]
		remarks, err := optionalJSON(s.Remarks, len(s.Remarks) == 0)
		if err != nil {
			return err
		}
		if err := c.exec(ctx, `INSERT INTO item_step (item, no, stage, person, name, writer, prior, at, passed, opinion, basis, digest, remarks) VALUES (`+marks(13)+`)`,
			id, i, s.Stage, s.By, s.Name, it.Writer, it.Before(s.Stage), ms(s.At), flag(s.Passed), s.Opinion, s.Basis, s.Digest, remarks); err != nil {
			return fmt.Errorf("step %d of item %d: %w", i, id, err)
		}
	}
	return c.save(ctx, deed)
}

// authorList writes numbers with a comma around each, so that one can be looked for.
func authorList(ids []int64) string {
	if len(ids) == 0 {
		return ""
	}
	b := []byte{','}
	for _, id := range ids {
		b = append(strconv.AppendInt(b, id, 10), ',')
	}
	return string(b)
}

func optionalJSON(v any, none bool) (string, error) {
	if none {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// publish gives a released version its place in the public log.
func (c conn) publish(ctx context.Context, e publication.Published, entry int64) error {
	c.touchPublic(e.Column, e.Unit)
	if err := c.execOne(ctx, `UPDATE item_version SET released = ?, entry = ? WHERE item = ? AND no = ? AND released = 0`, ms(e.At), entry, e.Item, e.Version); err != nil {
		return err
	}
	if err := c.exec(ctx, `UPDATE item SET entry = ? WHERE id = ? AND entry < 0`, entry, e.Item); err != nil {
		return err
	}
	if err := c.linkEntries(ctx, e.Item, e.Entries); err != nil {
		return err
	}
	return c.link(ctx, e.Item, e.Interprets)
}

// link keeps what a released item explains; pages of what it explained before show it no more.
func (c conn) link(ctx context.Context, item publication.ID, targets []publication.ID) error {
	if err := c.touchLinked(ctx, item); err != nil {
		return err
	}
	if err := c.exec(ctx, `DELETE FROM item_link WHERE item = ?`, item); err != nil {
		return err
	}
	for _, t := range targets {
		if err := c.exec(ctx, `INSERT INTO item_link (item, target) VALUES (?, ?) ON CONFLICT DO NOTHING`, item, t); err != nil {
			return err
		}
	}
	return c.touchLinked(ctx, item)
}

// touchLinked drops the pages that name an item because one explains the other.
func (c conn) touchLinked(ctx context.Context, item publication.ID) error {
	ids, err := all(ctx, c, func(id *publication.ID) []any { return []any{id} },
		`SELECT target FROM item_link WHERE item = ? UNION SELECT item FROM item_link WHERE target = ?`, item, item)
	for _, id := range ids {
		c.touch(ref.To(publication.Ref, id).String())
	}
	return err
}

// touchPublic drops what lists the items of a column and a unit.
func (c conn) touchPublic(column, unit int64) {
	c.touch(fmt.Sprintf("column:%d", column), fmt.Sprintf("unit:%d", unit), "items", "report")
}

// RouteOf implements publication.Store.
func (db *DB) RouteOf(ctx context.Context, unit int64) (publication.Route, error) {
	var text string
	if err := db.reader().row(ctx, `SELECT route FROM unit WHERE id = ?`, unit).Scan(&text); err != nil {
		return nil, fmt.Errorf("route of unit %d: %w", unit, err)
	}
	var r publication.Route
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("route of unit %d: %w", unit, err)
	}
	return r, nil
}

// SetRoute implements publication.Store.
func (db *DB) SetRoute(ctx context.Context, unit int64, r publication.Route, a act.Act) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.execOne(ctx, `UPDATE unit SET route = ? WHERE id = ?`, string(text), unit); err != nil {
			return fmt.Errorf("route of unit %d: %w", unit, err)
		}
		return c.save(ctx, a)
	})
}
