package store

import (
	"context"
	"fmt"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

func departmentFields(d *agency.Department) []any { return []any{&d.ID, &d.Unit, &d.Name, &d.Phone} }

// AddDepartment implements agency.Store.
func (db *DB) AddDepartment(ctx context.Context, d *agency.Department, a func() (act.Act, error)) error {
	return db.create(ctx, "department", (*int64)(&d.ID), a, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO department (id, unit, name, phone) VALUES (?, ?, ?, ?)`, d.ID, d.Unit, d.Name, d.Phone)
	})
}

// Departments implements agency.Store.
func (db *DB) Departments(ctx context.Context, unit agency.UnitID) ([]agency.Department, error) {
	return all(ctx, db.reader(), departmentFields, `SELECT id, unit, name, phone FROM department WHERE ? = 0 OR unit = ? ORDER BY unit, id`, int64(unit), int64(unit))
}

// UpdateDepartment implements agency.Store.
func (db *DB) UpdateDepartment(ctx context.Context, id agency.DepartmentID, fn func(*agency.Department) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		d, err := one(ctx, c, departmentFields, agency.ErrNoDepartment, `SELECT id, unit, name, phone FROM department WHERE id = ?`, id)
		if err != nil {
			return err
		}
		name, phone := d.Name, d.Phone
		deed, err := fn(d)
		if err != nil {
			return err
		}
		err = c.execOne(ctx, `UPDATE department SET name = ?, phone = ? WHERE id = ? AND name = ? AND phone = ?`, d.Name, d.Phone, id, name, phone)
		if err != nil {
			return fmt.Errorf("update department %d: %w", id, err)
		}
		return c.save(ctx, deed)
	})
}

const personCols = `p.id, p.unit, p.department, p.name, p.title, p.left_on`

func personFields(p *agency.Person) []any {
	return []any{&p.ID, &p.Unit, &p.Department, &p.Name, &p.Title, &p.Left}
}

// AddPerson implements agency.Store.
func (db *DB) AddPerson(ctx context.Context, p *agency.Person, appointments []agency.Appointment, a func() (act.Act, error)) error {
	return db.create(ctx, "person", (*int64)(&p.ID), a, func(ctx context.Context, c conn) error { return c.addPerson(ctx, p, appointments) })
}

func (c conn) addPerson(ctx context.Context, p *agency.Person, appointments []agency.Appointment) error {
	err := c.exec(ctx, `INSERT INTO person (id, unit, department, name, title) VALUES (?, ?, ?, ?, ?)`, p.ID, p.Unit, p.Department, p.Name, p.Title)
	if err != nil {
		return err
	}
	return c.appoint(ctx, p.ID, appointments)
}

// appoint writes all appointments of a person, with the chain of terms that keeps two sides apart (see the migration). They
// are few: all are written anew.
func (c conn) appoint(ctx context.Context, person agency.PersonID, appointments []agency.Appointment) error {
	for _, table := range []string{"appointment", "term"} {
		if err := c.exec(ctx, `DELETE FROM `+table+` WHERE person = ?`, person); err != nil {
			return err
		}
	}
	terms := agency.Terms(appointments)
	var after any // NULL: nothing before the first
	for _, t := range terms {
		if err := c.exec(ctx, `INSERT INTO term (person, side, from_date, to_date, after) VALUES (?, ?, ?, ?, ?)`,
			person, t.Side, t.From.String(), endOf(t.To), after); err != nil {
			return fmt.Errorf("term of person %d: %w", person, err)
		}
		after = endOf(t.To)
	}
	for _, a := range appointments {
		for _, t := range terms {
			if !t.Holds(a) {
				continue
			}
			if err := c.exec(ctx, `INSERT INTO appointment (person, role, from_date, to_date, side, term_from, term_to) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				person, a.Role, a.From.String(), endOf(a.To), t.Side, t.From.String(), endOf(t.To)); err != nil {
				return fmt.Errorf("appointment of person %d: %w", person, err)
			}
			break
		}
	}
	return nil
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

// Staff implements agency.Store.
func (db *DB) Staff(ctx context.Context, id agency.PersonID) (*agency.Staff, error) {
	return db.reader().staff(ctx, id)
}

func (c conn) staff(ctx context.Context, id agency.PersonID) (*agency.Staff, error) {
	p, err := one(ctx, c, personFields, agency.ErrNoPerson, `SELECT `+personCols+` FROM person p WHERE p.id = ?`, id)
	if err != nil {
		return nil, err
	}
	s := &agency.Staff{Person: *p}
	s.Appointments, err = all(ctx, c, func(a *agency.Appointment) []any { return []any{&a.Person, &a.Role, &a.From, end{&a.To}} },
		`SELECT person, role, from_date, to_date FROM appointment WHERE person = ? ORDER BY from_date, role`, id)
	return s, err
}

// end is the last day of a span as endOf stores it.
type end struct{ *workday.Date }

func (e end) Scan(v any) error {
	if v == openEnd {
		*e.Date = workday.Date{}
		return nil
	}
	return e.Date.Scan(v)
}

// UpdateStaff implements agency.Store. Touching the row first makes others wait: two appointments of one person are decided
// one after another.
func (db *DB) UpdateStaff(ctx context.Context, id agency.PersonID, fn func(*agency.Staff) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `UPDATE person SET name = name WHERE id = ?`, id); err != nil {
			return err
		}
		s, err := c.staff(ctx, id)
		if err != nil {
			return err
		}
		deed, err := fn(s)
		if err != nil {
			return err
		}
		err = c.execOne(ctx, `UPDATE person SET unit = ?, department = ?, name = ?, title = ?, left_on = ? WHERE id = ?`,
			s.Unit, s.Department, s.Name, s.Title, s.Left.String(), id)
		if err != nil {
			return fmt.Errorf("update person %d: %w", id, err)
		}
		if err := c.appoint(ctx, id, s.Appointments); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// People implements agency.Store.
func (db *DB) People(ctx context.Context, f agency.Filter, on workday.Date) ([]agency.Person, int, error) {
	var where []string
	var args []any
	add := func(text string, values ...any) { where, args = append(where, text), append(args, values...) }
	day := on.String()
	if f.Unit != 0 {
		add(`p.unit = ?`, f.Unit)
	}
	if !f.Gone {
		add(`(p.left_on = '' OR p.left_on >= ?)`, day)
	}
	if f.Name != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Name) + "%"
		add(`(p.name LIKE ? ESCAPE '\' OR p.title LIKE ? ESCAPE '\')`, like, like)
	}
	if f.Role != "" {
		add(`EXISTS (SELECT 1 FROM appointment a WHERE a.person = p.id AND a.role = ? AND a.from_date <= ? AND a.to_date >= ?)`, f.Role, day, day)
	}
	cond := ""
	if len(where) > 0 {
		cond = ` WHERE ` + strings.Join(where, " AND ")
	}
	c := db.reader()
	var total int
	if err := c.row(ctx, `SELECT COUNT(*) FROM person p`+cond, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	if f.Limit == 0 {
		f.Limit = total
	}
	ps, err := all(ctx, c, personFields, `SELECT `+personCols+` FROM person p JOIN unit u ON u.id = p.unit`+cond+` ORDER BY u.sort, u.id, p.id LIMIT ? OFFSET ?`,
		append(args, f.Limit, f.Offset)...)
	if err != nil || len(ps) == 0 {
		return nil, total, err
	}
	return ps, total, c.rolesOf(ctx, ps, day)
}

// rolesOf reads the roles that people hold on a day.
func (c conn) rolesOf(ctx context.Context, ps []agency.Person, day string) error {
	at := map[agency.PersonID]int{}
	args := []any{day, day}
	for i := range ps {
		at[ps[i].ID] = i
		args = append(args, ps[i].ID)
	}
	type held struct {
		person agency.PersonID
		role   agency.Role
	}
	list, err := all(ctx, c, func(h *held) []any { return []any{&h.person, &h.role} },
		`SELECT person, role FROM appointment WHERE from_date <= ? AND to_date >= ? AND person IN (`+marks(len(ps))+`) ORDER BY person, role`, args...)
	for _, h := range list {
		p := &ps[at[h.person]]
		p.Roles = append(p.Roles, h.role)
	}
	return err
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
