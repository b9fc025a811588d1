package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// itemRow is an item as its row has it: the version and the result of screening as JSON, which nothing searches.
type itemRow struct {
	it                       publication.Item
	route, screened, version string
	indexNo                  sql.NullString
}

const itemCols = `i.id, i.unit, i.writer, i.state, i.route, i.stage, i.screened, i.created, i.changed, i.index_no, i.released, i.entry, v.version`

const itemFrom = ` FROM item i JOIN item_version v ON v.item = i.id AND v.no = i.version_no`

func (r *itemRow) fields() []any {
	it := &r.it
	return []any{
		&it.ID, &it.Unit, &it.Writer, &it.State, &r.route, &it.Stage, &r.screened,
		millis{&it.Created},
		millis{&it.Changed},
		&r.indexNo,
		millis{&it.Released},
		&it.Entry, &r.version,
	}
}

func (r *itemRow) value() (publication.Item, error) {
	r.it.IndexNo = r.indexNo.String
	err := errors.Join(
		json.Unmarshal([]byte(r.route), &r.it.Route),
		json.Unmarshal([]byte(r.screened), &r.it.Screened),
		json.Unmarshal([]byte(r.version), &r.it.Version),
	)
	if err != nil {
		err = fmt.Errorf("read item %d: %w", r.it.ID, err)
	}
	return r.it, err
}

func (c conn) item(ctx context.Context, id publication.ID) (*publication.Item, error) {
	r, err := one(ctx, c, (*itemRow).fields, publication.ErrNotFound, `SELECT `+itemCols+itemFrom+` WHERE i.id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("item %d: %w", id, err)
	}
	it, err := r.value()
	if err != nil {
		return nil, err
	}
	type row struct {
		s      publication.Step
		passed int
	}
	steps, err := all(ctx, c, func(r *row) []any {
		return []any{&r.s.Stage, &r.s.By, &r.s.Name, millis{&r.s.At}, &r.passed, &r.s.Opinion, &r.s.Basis, &r.s.Digest}
	}, `SELECT stage, person, name, at, passed, opinion, basis, digest FROM item_step WHERE item = ? ORDER BY no`, id)
	if err != nil {
		return nil, fmt.Errorf("steps of item %d: %w", id, err)
	}
	for _, r := range steps {
		r.s.Passed = r.passed != 0
		it.Steps = append(it.Steps, r.s)
	}
	return &it, nil
}

// Item implements publication.Store.
func (db *DB) Item(ctx context.Context, id publication.ID) (*publication.Item, error) {
	return db.reader().item(ctx, id)
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
	if err := c.exec(ctx, `INSERT INTO item (id, unit, col, writer, state, route, stage, version_no, title, formed_on, norm, expires, screened, created, changed)
		VALUES (`+marks(15)+`)`, it.ID, it.Unit, v.Column, it.Writer, it.State, route, it.Stage, v.No, v.Title, v.FormedOn.String(), v.Norm, v.Expires.String(),
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
	state, changed, steps := it.State, it.Changed, len(it.Steps)
	deed, err := fn(it)
	if err != nil {
		return err
	}
	route, screened, version, err := itemJSON(it)
	if err != nil {
		return err
	}
	v := it.Version
	var indexNo any
	released := ""
	if it.IndexNo != "" {
		indexNo, released = it.IndexNo, workday.DateOf(it.Released).String()
	}
	next := agency.Role("")
	if it.State == publication.InReview && it.Stage < len(it.Route) {
		next = it.Route[it.Stage].Role
	}
	if err := c.execOne(ctx, `UPDATE item SET col = ?, state = ?, route = ?, stage = ?, next_role = ?, version_no = ?, title = ?, formed_on = ?, norm = ?,
		expires = ?, screened = ?, changed = ?, index_no = ?, released = ?, released_on = ? WHERE id = ? AND state = ? AND changed = ?`,
		v.Column, it.State, route, it.Stage, next, v.No, v.Title, v.FormedOn.String(), v.Norm, v.Expires.String(), screened, ms(it.Changed), indexNo,
		ms(it.Released), released, id, state, ms(changed)); err != nil {
		return fmt.Errorf("update item %d: %w", id, err)
	}
	if err := c.exec(ctx, `INSERT INTO item_version (item, no, digest, version) VALUES (?, ?, ?, ?)
		ON CONFLICT (item, no) DO UPDATE SET digest = excluded.digest, version = excluded.version`, id, v.No, v.Digest(), version); err != nil {
		return fmt.Errorf("version %d of item %d: %w", v.No, id, err)
	}
	for i := steps; i < len(it.Steps); i++ {
		s := it.Steps[i]
		if err := c.exec(ctx, `INSERT INTO item_step (item, no, stage, person, name, writer, at, passed, opinion, basis, digest) VALUES (`+marks(11)+`)`,
			id, i, s.Stage, s.By, s.Name, it.Writer, ms(s.At), flag(s.Passed), s.Opinion, s.Basis, s.Digest); err != nil {
			return fmt.Errorf("step %d of item %d: %w", i, id, err)
		}
	}
	return c.save(ctx, deed)
}

// publish gives a released item its place in the public log.
func (c conn) publish(ctx context.Context, e publication.Published, entry int64) error {
	c.touch(fmt.Sprintf("column:%d", e.Column), fmt.Sprintf("unit:%d", e.Unit), "items", "report")
	return c.execOne(ctx, `UPDATE item SET entry = ? WHERE id = ?`, entry, e.Item)
}

// Items implements publication.Store.
func (db *DB) Items(ctx context.Context, f publication.Filter) ([]publication.Item, int, error) {
	w := where{}
	w.when(f.Unit != 0, `i.unit = ?`, f.Unit)
	w.when(f.Column != 0, `i.col = ?`, f.Column)
	w.when(f.Writer != 0, `i.writer = ?`, f.Writer)
	if len(f.States) > 0 {
		args := make([]any, len(f.States))
		for i, s := range f.States {
			args[i] = string(s)
		}
		w.when(true, `i.state IN (`+marks(len(args))+`)`, args...)
	}
	if f.Year != 0 {
		w.when(true, `i.released_on BETWEEN ? AND ?`, fmt.Sprintf("%d-01-01", f.Year), fmt.Sprintf("%d-12-31", f.Year))
	}
	w.when(f.Title != "", `i.title LIKE ? ESCAPE '\'`, containing(f.Title))
	order := ` ORDER BY i.released DESC, i.id DESC`
	if len(f.States) == 0 || f.States[0] != publication.Released {
		order = ` ORDER BY i.changed DESC, i.id DESC`
	}
	if f.ByFormed {
		order = ` ORDER BY i.formed_on DESC, i.id DESC`
	}
	c := db.reader()
	var n int
	if err := c.row(ctx, `SELECT COUNT(*) FROM item i`+w.text, w.args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	items, err := c.items(ctx, w.text+order+` LIMIT ? OFFSET ?`, append(w.args, limit(f.Limit), f.Offset)...)
	return items, n, err
}

func (c conn) items(ctx context.Context, tail string, args ...any) ([]publication.Item, error) {
	rows, err := all(ctx, c, (*itemRow).fields, `SELECT `+itemCols+itemFrom+tail, args...)
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

// Neighbours implements publication.Store.
func (db *DB) Neighbours(ctx context.Context, it *publication.Item) (older, newer *publication.Item, err error) {
	at := ms(it.Released)
	find := func(cond, order string) (*publication.Item, error) {
		items, err := db.reader().items(ctx, ` WHERE i.state = 'released' AND i.col = ? AND `+cond+` ORDER BY `+order+` LIMIT 1`, it.Version.Column, at, at, it.ID)
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

// Waiting implements publication.Store. The items come with their steps.
func (db *DB) Waiting(ctx context.Context, roles []agency.Role, unit int64) ([]publication.Item, error) {
	if len(roles) == 0 {
		return nil, nil
	}
	args := []any{}
	for _, r := range roles {
		args = append(args, string(r))
	}
	c := db.reader()
	ids, err := all(ctx, c, func(id *publication.ID) []any { return []any{id} },
		`SELECT id FROM item WHERE state = 'review' AND next_role IN (`+marks(len(args))+`) AND (? = 0 OR unit = ?) ORDER BY changed, id LIMIT 200`,
		append(args, unit, unit)...)
	if err != nil {
		return nil, err
	}
	out := make([]publication.Item, len(ids))
	for i, id := range ids {
		it, err := c.item(ctx, id)
		if err != nil {
			return nil, err
		}
		out[i] = *it
	}
	return out, nil
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
