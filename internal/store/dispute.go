package store

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/dispute"
)

const (
	caseCols     = `id, unit, no, forum, request, subject, court, their_no, received_on, notice_on, simple, due, replied_on, result, closed_on`
	caseStepCols = `no, kind, on_date, at, person, result, digest, said`
)

func caseFields(d *dispute.Case) []any {
	return []any{
		&d.ID, &d.Unit, &d.No, &d.Forum, &d.Request, &d.Subject, &d.Court, &d.TheirNo, &d.ReceivedOn, &d.NoticeOn, &d.Simple, &d.Due, &d.RepliedOn, &d.Result, &d.ClosedOn,
	}
}

func caseStepFields(s *dispute.Step) []any {
	return []any{&s.No, &s.Kind, &s.On, millis{&s.At}, &s.By, &s.Result, &s.Digest, &s.Said}
}

// AddCase implements dispute.Store.
func (db *DB) AddCase(ctx context.Context, d *dispute.Case, year int, fn func() (act.Act, error)) error {
	given := d.No
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		id, err := c.next(ctx, "dispute", 1)
		if err != nil {
			return err
		}
		d.ID, d.No = dispute.ID(id), given
		if given == "" {
			n, err := c.next(ctx, fmt.Sprintf("dispute %d", year), 1)
			if err != nil {
				return err
			}
			d.No = fmt.Sprintf("复诉%d-%04d", year, n)
		}
		deed, err := fn()
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.exec(ctx, `INSERT INTO dispute (`+caseCols+`) VALUES (`+marks(15)+`)`,
			d.ID, d.Unit, d.No, d.Forum, d.Request, d.Subject, d.Court, d.TheirNo, d.ReceivedOn.String(), d.NoticeOn.String(), flag(d.Simple), d.Due.String(), d.RepliedOn.String(),
			d.Result, d.ClosedOn.String()); err != nil {
			return fmt.Errorf("insert dispute: %w", err)
		}
		if err := c.addCaseSteps(ctx, d, 0); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

func (c conn) addCaseSteps(ctx context.Context, d *dispute.Case, from int) error {
	for _, s := range d.Steps[from:] {
		if err := c.exec(ctx, `INSERT INTO dispute_step (dispute, `+caseStepCols+`) VALUES (`+marks(9)+`)`,
			d.ID, s.No, s.Kind, s.On.String(), ms(s.At), s.By, s.Result, s.Digest, s.Said); err != nil {
			return fmt.Errorf("insert step %d of dispute %d: %w", s.No, d.ID, err)
		}
	}
	return nil
}

// UpdateCase implements dispute.Store. Two who take a step at once cannot both take the same number.
func (db *DB) UpdateCase(ctx context.Context, id dispute.ID, fn func(*dispute.Case) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		d, err := c.disputeCase(ctx, id)
		if err != nil {
			return fmt.Errorf("dispute %d: %w", id, err)
		}
		steps := len(d.Steps)
		deed, err := fn(d)
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.execOne(ctx, `UPDATE dispute SET notice_on = ?, due = ?, replied_on = ?, result = ?, closed_on = ? WHERE id = ?`,
			d.NoticeOn.String(), d.Due.String(), d.RepliedOn.String(), d.Result, d.ClosedOn.String(), id); err != nil {
			return fmt.Errorf("dispute %d: %w", id, err)
		}
		if err := c.addCaseSteps(ctx, d, steps); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// Case implements dispute.Store.
func (db *DB) Case(ctx context.Context, id dispute.ID) (*dispute.Case, error) {
	return db.reader().disputeCase(ctx, id)
}

func (c conn) disputeCase(ctx context.Context, id dispute.ID) (*dispute.Case, error) {
	d, err := one(ctx, c, caseFields, dispute.ErrNotFound, `SELECT `+caseCols+` FROM dispute WHERE id = ?`, id)
	if err != nil {
		return nil, err
	}
	d.Steps, err = all(ctx, c, caseStepFields, `SELECT `+caseStepCols+` FROM dispute_step WHERE dispute = ? ORDER BY no`, id)
	return d, err
}

// CaseList implements dispute.Store.
func (db *DB) CaseList(ctx context.Context, f dispute.Filter) ([]dispute.Case, int, error) {
	w := where{}
	w.when(f.Unit != 0, `unit = ?`, f.Unit)
	w.when(f.Request != 0, `request = ?`, f.Request)
	w.when(f.Open, `result = ''`)
	w.when(f.Ended, `result <> ''`)
	c := db.reader()
	var n int
	if err := c.row(ctx, `SELECT COUNT(*) FROM dispute`+w.text, w.args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	list, err := all(ctx, c, caseFields, `SELECT `+caseCols+` FROM dispute`+w.text+
		` ORDER BY CASE WHEN result <> '' THEN 3 WHEN replied_on <> '' THEN 2 WHEN due = '' THEN 1 ELSE 0 END, due, closed_on DESC, id DESC LIMIT ? OFFSET ?`,
		append(w.args, limit(f.Limit), f.Offset)...)
	return list, n, err
}
