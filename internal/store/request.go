package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/request"
)

const (
	requestCols = `id, unit, no, applicant, channel, subject, form, secret, applicant_key, filed, received_on, officer, state, due, outcome, closed_on`
	stepCols    = `no, kind, on_date, at, person, days, until, about, party, opinion, code, said`
)

func requestFields(req *request.Request) []any {
	return []any{
		&req.ID, &req.Unit, &req.No, &req.Applicant, &req.Channel, &req.Subject, &req.Form, &req.Secret, &req.Who,
		millis{&req.FiledAt},
		&req.ReceivedOn,
		&req.Officer, &req.State, &req.Due, &req.Outcome, &req.ClosedOn,
	}
}

func stepFields(s *request.Step) []any {
	return []any{&s.No, &s.Kind, &s.On, millis{&s.At}, &s.By, &s.Days, &s.Until, &s.About, &s.Party, &s.Opinion, &s.Code, &s.Said}
}

// AddRequest implements request.Store.
func (db *DB) AddRequest(ctx context.Context, req *request.Request, key string, year int, fn func() (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if key != "" {
			there, err := one(ctx, c, func(no *string) []any { return []any{no} }, request.ErrNotFound, `SELECT no FROM request WHERE form_key = ?`, key)
			if err == nil {
				return fmt.Errorf("request %s: %w", *there, request.ErrFiled)
			}
			if !errors.Is(err, request.ErrNotFound) {
				return err
			}
		}
		id, err := c.next(ctx, "request", 1)
		if err != nil {
			return err
		}
		n, err := c.next(ctx, fmt.Sprintf("request %d", year), 1)
		if err != nil {
			return err
		}
		req.ID, req.No = request.ID(id), fmt.Sprintf("%d-%04d", year, n)
		deed, err := fn()
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.exec(ctx, `INSERT INTO request (`+requestCols+`, form_key) VALUES (`+marks(17)+`)`,
			req.ID, req.Unit, req.No, req.Applicant, req.Channel, req.Subject, req.Form, req.Secret, req.Who, ms(req.FiledAt), req.ReceivedOn.String(),
			req.Officer, req.State, req.Due.String(), req.Outcome, req.ClosedOn.String(), key); err != nil {
			return fmt.Errorf("insert request: %w", err)
		}
		if err := c.addSteps(ctx, req, 0); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

func (c conn) addSteps(ctx context.Context, req *request.Request, from int) error {
	for _, s := range req.Steps[from:] {
		if err := c.exec(ctx, `INSERT INTO request_step (request, `+stepCols+`) VALUES (`+marks(13)+`)`,
			req.ID, s.No, s.Kind, s.On.String(), ms(s.At), s.By, s.Days, s.Until.String(), s.About, s.Party, s.Opinion, s.Code, s.Said); err != nil {
			return fmt.Errorf("insert step %d of request %d: %w", s.No, req.ID, err)
		}
		for _, digest := range s.Files {
			if err := c.exec(ctx, `INSERT INTO request_file (request, step, digest) VALUES (?, ?, ?)`, req.ID, s.No, digest); err != nil {
				return fmt.Errorf("insert file of step %d of request %d: %w", s.No, req.ID, err)
			}
		}
	}
	return nil
}

// UpdateRequest implements request.Store. Two who take a step at once cannot both take the same number.
func (db *DB) UpdateRequest(ctx context.Context, id request.ID, fn func(*request.Request) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		req, err := c.request(ctx, `id = ?`, id)
		if err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
		steps, state := len(req.Steps), req.State
		deed, err := fn(req)
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.execOne(ctx, `UPDATE request SET subject = ?, received_on = ?, officer = ?, state = ?, due = ?, outcome = ?, closed_on = ? WHERE id = ? AND state = ?`,
			req.Subject, req.ReceivedOn.String(), req.Officer, req.State, req.Due.String(), req.Outcome, req.ClosedOn.String(), id, state); err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
		if err := c.addSteps(ctx, req, steps); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// Request implements request.Store.
func (db *DB) Request(ctx context.Context, id request.ID) (*request.Request, error) {
	return db.reader().request(ctx, `id = ?`, id)
}

// RequestByNo implements request.Store.
func (db *DB) RequestByNo(ctx context.Context, no string) (*request.Request, error) {
	return db.reader().request(ctx, `no = ?`, no)
}

// RequestByKey implements request.Store.
func (db *DB) RequestByKey(ctx context.Context, key string) (*request.Request, error) {
	return db.reader().request(ctx, `form_key = ?`, key)
}

func (c conn) request(ctx context.Context, where string, arg any) (*request.Request, error) {
	req, err := one(ctx, c, requestFields, request.ErrNotFound, `SELECT `+requestCols+` FROM request WHERE `+where, arg)
	if err != nil {
		return nil, err
	}
	if req.Steps, err = all(ctx, c, stepFields, `SELECT `+stepCols+` FROM request_step WHERE request = ? ORDER BY no`, req.ID); err != nil {
		return nil, err
	}
	type file struct {
		step   int
		digest string
	}
	files, err := all(ctx, c, func(f *file) []any { return []any{&f.step, &f.digest} }, `SELECT step, digest FROM request_file WHERE request = ? ORDER BY step, digest`, req.ID)
	for _, f := range files {
		if f.step > 0 && f.step <= len(req.Steps) {
			req.Steps[f.step-1].Files = append(req.Steps[f.step-1].Files, f.digest)
		}
	}
	return req, err
}

func requestWhere(f request.Filter) where {
	w := where{}
	w.when(f.Unit != 0, `unit = ?`, f.Unit)
	w.when(f.Officer != 0, `officer = ?`, f.Officer)
	w.when(f.State != "", `state = ?`, f.State)
	w.when(f.Open, `outcome = ''`)
	w.when(f.Ended, `outcome <> ''`)
	w.when(!f.DueBy.IsZero(), `outcome = '' AND due <> '' AND due <= ?`, f.DueBy.String())
	w.when(f.Year != 0, `no LIKE ?`, fmt.Sprintf("%d-%%", f.Year))
	return w
}

// RequestList implements request.Store.
func (db *DB) RequestList(ctx context.Context, f request.Filter) ([]request.Request, int, error) {
	w := requestWhere(f)
	c := db.reader()
	var n int
	if err := c.row(ctx, `SELECT COUNT(*) FROM request`+w.text, w.args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	list, err := all(ctx, c, requestFields, `SELECT `+requestCols+` FROM request`+w.text+
		` ORDER BY CASE WHEN outcome <> '' THEN 2 WHEN due = '' THEN 1 ELSE 0 END, due, closed_on DESC, id DESC LIMIT ? OFFSET ?`, append(w.args, limit(f.Limit), f.Offset)...)
	return list, n, err
}

// RequestsOfApplicant implements request.Store.
func (db *DB) RequestsOfApplicant(ctx context.Context, who string, from, to time.Time) (int, error) {
	var n int
	err := db.reader().row(ctx, `SELECT COUNT(*) FROM request WHERE applicant_key = ? AND filed >= ? AND filed < ?`, who, ms(from), ms(to)).Scan(&n)
	return n, err
}
