package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

// create gives a new record its number, inserts it, and saves the act that made it.
func (db *DB) create(ctx context.Context, kind string, id *int64, a func() (act.Act, error), insert func(ctx context.Context, c conn) error) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		n, err := c.next(ctx, kind, 1)
		if err != nil {
			return err
		}
		*id = n
		deed, err := a()
		if err != nil {
			return err
		}
		if err := insert(ctx, c); err != nil {
			return fmt.Errorf("insert %s: %w", kind, err)
		}
		return c.save(ctx, deed)
	})
}

// AddUnit implements agency.Store.
func (db *DB) AddUnit(ctx context.Context, u *agency.Unit, a func() (act.Act, error)) error {
	return db.create(ctx, "unit", (*int64)(&u.ID), a, func(ctx context.Context, c conn) error { return c.addUnit(ctx, u) })
}

func (c conn) addUnit(ctx context.Context, u *agency.Unit) error {
	c.touch("units")
	return c.exec(ctx, `INSERT INTO unit (`+unitCols+`) VALUES (`+marks(14)+`)`,
		u.ID, u.Code, u.USCC, u.Name, u.Short, u.Kind, u.Duty, u.Parent, u.Functions, u.Head, u.Address, u.Hours, u.Phone, u.Order)
}

const unitCols = `id, code, uscc, name, short, kind, duty, parent, functions, head, address, hours, phone, sort`

func unitFields(u *agency.Unit) []any {
	return []any{&u.ID, &u.Code, &u.USCC, &u.Name, &u.Short, &u.Kind, &u.Duty, &u.Parent, &u.Functions, &u.Head, &u.Address, &u.Hours, &u.Phone, &u.Order}
}

// AddLeadingGroup implements agency.Store.
func (db *DB) AddLeadingGroup(ctx context.Context, g *agency.LeadingGroup, a func() (act.Act, error)) error {
	members, err := json.Marshal(g.Members)
	if err != nil {
		return err
	}
	return db.create(ctx, "leading_group", &g.ID, a, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO leading_group (id, unit, name, doc_no, from_date, to_date, members) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			g.ID, g.Unit, g.Name, g.DocNo, g.From.String(), endOf(g.To), string(members))
	})
}

// Units implements agency.Store.
func (db *DB) Units(ctx context.Context) ([]agency.Unit, error) {
	return all(ctx, db.reader(), unitFields, `SELECT `+unitCols+` FROM unit ORDER BY sort, id`)
}

// Unit implements agency.Store.
func (db *DB) Unit(ctx context.Context, id agency.UnitID) (*agency.Unit, error) {
	return one(ctx, db.reader(), unitFields, agency.ErrNoUnit, `SELECT `+unitCols+` FROM unit WHERE id = ?`, id)
}

// UpdateUnit implements agency.Store. What was read must still be there: somebody else may have been faster.
func (db *DB) UpdateUnit(ctx context.Context, id agency.UnitID, fn func(*agency.Unit) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		u, err := one(ctx, c, unitFields, agency.ErrNoUnit, `SELECT `+unitCols+` FROM unit WHERE id = ?`, id)
		if err != nil {
			return err
		}
		name, functions := u.Name, u.Functions
		deed, err := fn(u)
		if err != nil {
			return err
		}
		err = c.execOne(ctx, `UPDATE unit SET name = ?, short = ?, kind = ?, duty = ?, functions = ?, head = ?, address = ?, hours = ?, phone = ?
			WHERE id = ? AND name = ? AND functions = ?`,
			u.Name, u.Short, u.Kind, u.Duty, u.Functions, u.Head, u.Address, u.Hours, u.Phone, id, name, functions)
		if err != nil {
			return fmt.Errorf("update unit %d: %w", id, err)
		}
		c.touch("units", fmt.Sprintf("unit:%d", id))
		return c.save(ctx, deed)
	})
}

// UnitByCode implements agency.Store.
func (db *DB) UnitByCode(ctx context.Context, code string) (*agency.Unit, error) {
	return one(ctx, db.reader(), unitFields, agency.ErrNoUnit, `SELECT `+unitCols+` FROM unit WHERE code = ?`, code)
}

// one reads the single row of a query, or returns missing.
func one[T any](ctx context.Context, c conn, scan func(*T) []any, missing error, text string, args ...any) (*T, error) {
	var v T
	err := c.row(ctx, text, args...).Scan(scan(&v)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// LeadingGroups implements agency.Store.
func (db *DB) LeadingGroups(ctx context.Context, unit agency.UnitID) ([]agency.LeadingGroup, error) {
	type row struct {
		g       agency.LeadingGroup
		to      string
		members string
	}
	rows, err := all(ctx, db.reader(), func(r *row) []any {
		return []any{&r.g.ID, &r.g.Unit, &r.g.Name, &r.g.DocNo, &r.g.From, &r.to, &r.members}
	}, `SELECT id, unit, name, doc_no, from_date, to_date, members FROM leading_group WHERE unit = ? ORDER BY from_date DESC`, unit)
	if err != nil {
		return nil, err
	}
	out := make([]agency.LeadingGroup, len(rows))
	for i, r := range rows {
		if r.to != openEnd {
			if r.g.To, err = workday.ParseDate(r.to); err != nil {
				return nil, err
			}
		}
		if err := json.Unmarshal([]byte(r.members), &r.g.Members); err != nil {
			return nil, fmt.Errorf("members of leading group %d: %w", r.g.ID, err)
		}
		out[i] = r.g
	}
	return out, nil
}
