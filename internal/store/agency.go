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
	return db.create(ctx, "unit", (*int64)(&u.ID), a, func(ctx context.Context, c conn) error {
		c.touch("units")
		return c.exec(ctx, `INSERT INTO unit (`+unitCols+`) VALUES (`+marks(14)+`)`,
			u.ID, u.Code, u.USCC, u.Name, u.Short, u.Kind, u.Duty, u.Parent, u.Functions, u.Head, u.Address, u.Hours, u.Phone, u.Order)
	})
}

const unitCols = `id, code, uscc, name, short, kind, duty, parent, functions, head, address, hours, phone, sort`

func unitFields(u *agency.Unit) []any {
	return []any{&u.ID, &u.Code, &u.USCC, &u.Name, &u.Short, &u.Kind, &u.Duty, &u.Parent, &u.Functions, &u.Head, &u.Address, &u.Hours, &u.Phone, &u.Order}
}

// AddDepartment implements agency.Store.
func (db *DB) AddDepartment(ctx context.Context, d *agency.Department, a func() (act.Act, error)) error {
	return db.create(ctx, "department", (*int64)(&d.ID), a, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO department (id, unit, name, phone) VALUES (?, ?, ?, ?)`, d.ID, d.Unit, d.Name, d.Phone)
	})
}

// AddPerson implements agency.Store.
func (db *DB) AddPerson(ctx context.Context, p *agency.Person, appointments []agency.Appointment, a func() (act.Act, error)) error {
	return db.create(ctx, "person", (*int64)(&p.ID), a, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `INSERT INTO person (id, unit, department, name, title) VALUES (?, ?, ?, ?, ?)`,
			p.ID, p.Unit, p.Department, p.Name, p.Title); err != nil {
			return err
		}
		for _, ap := range appointments {
			if err := c.exec(ctx, `INSERT INTO appointment (person, role, from_date, to_date) VALUES (?, ?, ?, ?)`,
				p.ID, ap.Role, ap.From.String(), endOf(ap.To)); err != nil {
				return err
			}
		}
		return nil
	})
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

// Departments implements agency.Store.
func (db *DB) Departments(ctx context.Context, unit agency.UnitID) ([]agency.Department, error) {
	return all(ctx, db.reader(), func(d *agency.Department) []any { return []any{&d.ID, &d.Unit, &d.Name, &d.Phone} },
		`SELECT id, unit, name, phone FROM department WHERE unit = ? ORDER BY id`, unit)
}

const personCols = `p.id, p.unit, p.department, p.name, p.title`

func personFields(p *agency.Person) []any {
	return []any{&p.ID, &p.Unit, &p.Department, &p.Name, &p.Title}
}

// Person implements agency.Store.
func (db *DB) Person(ctx context.Context, id agency.PersonID, on workday.Date) (*agency.Person, error) {
	c := db.reader()
	p, err := one(ctx, c, personFields, agency.ErrNoPerson, `SELECT `+personCols+` FROM person p WHERE p.id = ?`, id)
	if err != nil {
		return nil, err
	}
	p.Roles, err = all(ctx, c, func(r *agency.Role) []any { return []any{r} },
		`SELECT role FROM appointment WHERE person = ? AND from_date <= ? AND to_date >= ? ORDER BY role`, id, on.String(), on.String())
	return p, err
}

// Holders implements agency.Store.
func (db *DB) Holders(ctx context.Context, role agency.Role, unit agency.UnitID, on workday.Date) ([]agency.Person, error) {
	ps, err := all(ctx, db.reader(), personFields, `SELECT `+personCols+` FROM person p JOIN appointment a ON a.person = p.id
		WHERE a.role = ? AND a.from_date <= ? AND a.to_date >= ? AND (? = 0 OR p.unit = ?) ORDER BY p.id`,
		role, on.String(), on.String(), int64(unit), int64(unit))
	for i := range ps {
		ps[i].Roles = []agency.Role{role}
	}
	return ps, err
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
