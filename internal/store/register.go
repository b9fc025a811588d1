package store

import (
	"context"

	"gongkai/internal/act"
	"gongkai/internal/budget"
	"gongkai/internal/credit"
)

// AddFeeItem implements budget.Store.
func (db *DB) AddFeeItem(ctx context.Context, f *budget.FeeItem, a func() (act.Act, error)) error {
	return db.create(ctx, "fee_item", &f.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.exec(ctx, `INSERT INTO fee_item (id, unit, name, basis, from_date, to_date) VALUES (?, ?, ?, ?, ?, ?)`,
			f.ID, f.Unit, f.Name, f.Basis, f.From.String(), endOf(f.To))
	})
}

// AddFeeReceipt implements budget.Store.
func (db *DB) AddFeeReceipt(ctx context.Context, r *budget.FeeReceipt, a func() (act.Act, error)) error {
	return db.create(ctx, "fee_receipt", &r.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.exec(ctx, `INSERT INTO fee_receipt (id, unit, item, name, received_on, amount) VALUES (?, ?, ?, ?, ?, ?)`,
			r.ID, r.Unit, r.Item, r.Name, r.ReceivedOn.String(), r.Amount)
	})
}

// AddProcurement implements budget.Store.
func (db *DB) AddProcurement(ctx context.Context, p *budget.Procurement, a func() (act.Act, error)) error {
	return db.create(ctx, "procurement", &p.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.exec(ctx, `INSERT INTO procurement (id, unit, name, signed_on, amount) VALUES (?, ?, ?, ?, ?)`, p.ID, p.Unit, p.Name, p.SignedOn.String(), p.Amount)
	})
}

// AddDecision implements credit.Store.
func (db *DB) AddDecision(ctx context.Context, d *credit.Decision, a func() (act.Act, error)) error {
	return db.create(ctx, "decision", &d.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.exec(ctx, `INSERT INTO decision (id, unit, category, doc_no, title, decided_on) VALUES (?, ?, ?, ?, ?, ?)`,
			d.ID, d.Unit, d.Category, d.DocNo, d.Title, d.DecidedOn.String())
	})
}
