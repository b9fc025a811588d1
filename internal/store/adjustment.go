package store

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/report"
)

const adjustmentCols = `id, unit, year, applicant, cell, difference, reason, proposer, proposed, signer, signed, taken_back`

func adjustmentFields(x *report.Adjustment) []any {
	return []any{
		&x.ID, &x.Unit, &x.Year, &x.Applicant, &x.Cell, &x.Difference, &x.Reason, &x.ProposedBy, millis{&x.ProposedAt}, &x.SignedBy, millis{&x.SignedAt}, millis{&x.TakenBack},
	}
}

// Adjustments implements report.Store.
func (db *DB) Adjustments(ctx context.Context, unit int64, year int) ([]report.Adjustment, error) {
	return all(ctx, db.reader(), adjustmentFields, `SELECT `+adjustmentCols+` FROM adjustment WHERE unit = ? AND year = ? ORDER BY id`, unit, year)
}

// Adjustment implements report.Store.
func (db *DB) Adjustment(ctx context.Context, id int64) (*report.Adjustment, error) {
	return db.reader().adjustment(ctx, id)
}

func (c conn) adjustment(ctx context.Context, id int64) (*report.Adjustment, error) {
	x, err := one(ctx, c, adjustmentFields, report.ErrNoAdjustment, `SELECT `+adjustmentCols+` FROM adjustment WHERE id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("adjustment %d: %w", id, err)
	}
	return x, nil
}

// AddAdjustment implements report.Store.
func (db *DB) AddAdjustment(ctx context.Context, x *report.Adjustment, a func() (act.Act, error)) error {
	return db.create(ctx, "adjustment", &x.ID, a, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO adjustment (`+adjustmentCols+`) VALUES (`+marks(12)+`)`,
			x.ID, x.Unit, x.Year, x.Applicant, x.Cell, x.Difference, x.Reason, x.ProposedBy, ms(x.ProposedAt), x.SignedBy, ms(x.SignedAt), ms(x.TakenBack))
	})
}

// UpdateAdjustment implements report.Store.
func (db *DB) UpdateAdjustment(ctx context.Context, id int64, fn func(*report.Adjustment) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		x, err := c.adjustment(ctx, id)
		if err != nil {
			return err
		}
		deed, err := fn(x)
		if err != nil {
			return err
		}
		if err := c.execOne(ctx, `UPDATE adjustment SET signer = ?, signed = ?, taken_back = ? WHERE id = ? AND signer = 0 AND taken_back = 0`,
			x.SignedBy, ms(x.SignedAt), ms(x.TakenBack), id); err != nil {
			return fmt.Errorf("adjustment %d: %w", id, err)
		}
		return c.save(ctx, deed)
	})
}
