package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/request"
)

// urgency orders open requests: those to be confirmed, then by due day, then those that stand still. An index has the same words.
const urgency = `CASE WHEN due = '' AND state <> 'filed' THEN '9999' ELSE due END`

const (
	requestCols = `id, unit, no, applicant, channel, subject, form, secret, applicant_key, filed, received_on, officer, state, due, outcome, closed_on, erased, form_digest`
	stepCols    = `no, kind, on_date, at, person, days, until, about, party, opinion, code, doc_no, said, said_digest, files_erased`
)

func requestFields(req *request.Request) []any {
	return []any{
		&req.ID, &req.Unit, &req.No, &req.Applicant, &req.Channel, &req.Subject, &req.Form, &req.Secret, &req.Who,
		millis{&req.FiledAt},
		&req.ReceivedOn,
		&req.Officer, &req.State, &req.Due, &req.Outcome, &req.ClosedOn, &req.Erased, &req.FormDigest,
	}
}

func stepFields(s *request.Step) []any {
	return []any{&s.No, &s.Kind, &s.On, millis{&s.At}, &s.By, &s.Days, &s.Until, &s.About, &s.Party, &s.Opinion, &s.Code, &s.DocNo, &s.Said, &s.SaidDigest, &s.FilesErased}
}

// addSteps inserts the steps of requests, many rows in one statement.
func (c conn) addSteps(ctx context.Context, of ...request.Request) error {
	var rows, files []any
	for _, req := range of {
		for _, s := range req.Steps {
			rows = append(rows, req.ID, s.No, s.Kind, s.On.String(), ms(s.At), s.By, s.Days, s.Until.String(), s.About, s.Party, s.Opinion, s.Code, s.DocNo, s.Said, s.SaidDigest, s.FilesErased.String())
			for _, digest := range s.Files {
				files = append(files, req.ID, s.No, digest)
			}
		}
	}
	if err := c.insertRows(ctx, `INSERT INTO request_step (request, `+stepCols+`) VALUES `, 16, rows); err != nil {
		return fmt.Errorf("insert steps of requests: %w", err)
	}
	return c.insertRows(ctx, `INSERT INTO request_file (request, step, digest) VALUES `, 3, files)
}

// UpdateRequest implements request.Store. Two who take a step at once cannot both take the same number.
func (db *DB) UpdateRequest(ctx context.Context, id request.ID, fn func(*request.Request, request.Serial) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		req, err := c.request(ctx, `id = ?`, id)
		if err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
		steps, state := len(req.Steps), req.State
		deed, err := fn(req, func(unit int64, year int) (int64, error) {
			return c.next(ctx, fmt.Sprintf("letter %d %d", unit, year), 1)
		})
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.execOne(ctx, `UPDATE request SET subject = ?, received_on = ?, officer = ?, state = ?, due = ?, outcome = ?, closed_on = ? WHERE id = ? AND state = ?`,
			req.Subject, req.ReceivedOn.String(), req.Officer, req.State, req.Due.String(), req.Outcome, req.ClosedOn.String(), id, state); err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
		added := *req
		added.Steps = req.Steps[steps:]
		if err := c.addSteps(ctx, added); err != nil {
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
	return db.reader().request(ctx, `form_key = ? AND form_key <> ''`, key)
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

// RequestList implements request.Store. Each of its three views has an index to follow, and counting ends where nobody looks any more.
func (db *DB) RequestList(ctx context.Context, f request.Filter) ([]request.Request, int, error) {
	w := requestWhere(f)
	c := db.reader()
	var n int
	if err := c.row(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM request%s LIMIT %d) AS seen`, w.text, request.MaxCounted+1), w.args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	order := `id DESC`
	switch {
	case f.Open:
		order = urgency + `, id`
	case f.Ended:
		order = `closed_on DESC, id DESC`
	}
	list, err := all(ctx, c, requestFields, `SELECT `+requestCols+` FROM request`+w.text+` ORDER BY `+order+` LIMIT ? OFFSET ?`, append(w.args, limit(f.Limit), f.Offset)...)
	return list, n, err
}

// RequestsAbout implements request.Store.
func (db *DB) RequestsAbout(ctx context.Context, terms []string) ([]request.Request, error) {
	var conditions []string
	var args []any
	for _, t := range terms {
		conditions = append(conditions, `subject LIKE ? ESCAPE '\'`)
		args = append(args, containing(t))
	}
	if len(conditions) == 0 {
		return nil, nil
	}
	return all(ctx, db.reader(), requestFields, `SELECT `+requestCols+` FROM request WHERE `+strings.Join(conditions, ` OR `)+` ORDER BY id DESC LIMIT 300`, args...)
}

// RequestsOfApplicant implements request.Store.
func (db *DB) RequestsOfApplicant(ctx context.Context, who string, from, to time.Time) (int, error) {
	var n int
	err := db.reader().row(ctx, `SELECT COUNT(*) FROM request WHERE applicant_key = ? AND applicant_key <> '' AND filed >= ? AND filed < ?`, who, ms(from), ms(to)).Scan(&n)
	return n, err
}
