package store

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/dialogue"
)

const correctionCols = `id, code, unit, item, page, kind, written, contact, received, due, outcome, answer, answered, person, contact_erased`

func correctionFields(x *dialogue.Correction) []any {
	return []any{
		&x.ID, &x.Code, &x.Unit, &x.Item, &x.Page, &x.Kind, &x.Text, &x.Contact, millis{&x.Received}, &x.Due, &x.Outcome, &x.Answer, millis{&x.Answered}, &x.By, &x.ContactErased,
	}
}

// AddCorrection implements dialogue.Store.
func (db *DB) AddCorrection(ctx context.Context, x *dialogue.Correction, a func() (act.Act, error)) error {
	return db.create(ctx, "correction", (*int64)(&x.ID), a, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO correction (`+correctionCols+`) VALUES (`+marks(15)+`)`,
			x.ID, x.Code, x.Unit, x.Item, x.Page, x.Kind, x.Text, x.Contact, ms(x.Received), x.Due.String(), x.Outcome, x.Answer, ms(x.Answered), x.By, x.ContactErased.String())
	})
}

// UpdateCorrection implements dialogue.Store.
func (db *DB) UpdateCorrection(ctx context.Context, id dialogue.ID, fn func(*dialogue.Correction) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		x, err := c.correction(ctx, id)
		if err != nil {
			return err
		}
		before := x.Outcome
		deed, err := fn(x)
		if err != nil {
			return err
		}
		if err := c.execOne(ctx, `UPDATE correction SET outcome = ?, answer = ?, answered = ?, person = ? WHERE id = ? AND outcome = ?`,
			x.Outcome, x.Answer, ms(x.Answered), x.By, id, before); err != nil {
			return fmt.Errorf("correction %d: %w", id, err)
		}
		return c.save(ctx, deed)
	})
}

// Correction implements dialogue.Store.
func (db *DB) Correction(ctx context.Context, id dialogue.ID) (*dialogue.Correction, error) {
	return db.reader().correction(ctx, id)
}

func (c conn) correction(ctx context.Context, id dialogue.ID) (*dialogue.Correction, error) {
	x, err := one(ctx, c, correctionFields, dialogue.ErrNotFound, `SELECT `+correctionCols+` FROM correction WHERE id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("correction %d: %w", id, err)
	}
	return x, nil
}

// Corrections implements dialogue.Store.
func (db *DB) Corrections(ctx context.Context, f dialogue.Filter) ([]dialogue.Correction, int, error) {
	w := where{}
	w.when(f.Unit != 0, `unit = ?`, f.Unit)
	c := db.reader()
	var n int
	if err := c.row(ctx, `SELECT COUNT(*) FROM correction`+w.text, w.args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	list, err := all(ctx, c, correctionFields, `SELECT `+correctionCols+` FROM correction`+w.text+
		` ORDER BY CASE WHEN outcome = '' THEN due ELSE '`+openEnd+`' END, answered DESC, id LIMIT ? OFFSET ?`, append(w.args, limit(f.Limit), f.Offset)...)
	return list, n, err
}
