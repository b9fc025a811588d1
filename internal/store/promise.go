package store

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/obligation"
	"gongkai/internal/report"
)

const promiseCols = `id, unit, year, text, done_on, done, person`

func promiseFields(p *report.Promise) []any {
	return []any{&p.ID, &p.Unit, &p.Year, &p.Text, &p.DoneOn, &p.Done, &p.Person}
}

// Promises implements report.Store.
func (db *DB) Promises(ctx context.Context, unit int64, year int) ([]report.Promise, error) {
	return all(ctx, db.reader(), promiseFields, `SELECT `+promiseCols+` FROM promise WHERE unit = ? AND year = ? ORDER BY id`, unit, year)
}

// Promise implements report.Store.
func (db *DB) Promise(ctx context.Context, id int64) (*report.Promise, error) {
	return db.reader().promise(ctx, id)
}

func (c conn) promise(ctx context.Context, id int64) (*report.Promise, error) {
	p, err := one(ctx, c, promiseFields, report.ErrNoPromise, `SELECT `+promiseCols+` FROM promise WHERE id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("promise %d: %w", id, err)
	}
	return p, nil
}

// UpdatePromise implements report.Store.
func (db *DB) UpdatePromise(ctx context.Context, id int64, fn func(*report.Promise) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		p, err := c.promise(ctx, id)
		if err != nil {
			return err
		}
		deed, err := fn(p)
		if err != nil {
			return err
		}
		if err := c.execOne(ctx, `UPDATE promise SET done_on = ?, done = ?, person = ? WHERE id = ? AND done_on = ''`, p.DoneOn.String(), p.Done, p.Person, id); err != nil {
			return fmt.Errorf("promise %d: %w", id, err)
		}
		return c.save(ctx, deed)
	})
}

// addPromises keeps what a report promises and did not before, and opens what is owed for it.
func (c conn) addPromises(ctx context.Context, e report.Promised) error {
	var owed []obligation.Obligation
	for _, text := range e.Texts {
		var n int
		if err := c.row(ctx, `SELECT COUNT(*) FROM promise WHERE unit = ? AND year = ? AND text = ?`, e.Unit, e.Year, text).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		id, err := c.next(ctx, "promise", 1)
		if err != nil {
			return err
		}
		if err := c.exec(ctx, `INSERT INTO promise (id, unit, year, text) VALUES (?, ?, ?, ?)`, id, e.Unit, e.Year, text); err != nil {
			return err
		}
		owed = append(owed, e.Duty(id, text))
	}
	if len(owed) == 0 {
		return nil
	}
	return c.openObligations(ctx, owed)
}
