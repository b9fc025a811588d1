package store

import (
	"context"
	"fmt"

	"gongkai/internal/catalog"
)

// InForce implements catalog.EditionStore.
func (db *DB) InForce(ctx context.Context, kind catalog.EditionKind) ([]catalog.Edition, error) {
	type row struct {
		e       catalog.Edition
		content string
	}
	rows, err := all(ctx, db.reader(), func(r *row) []any { return append(editionFields(&r.e), &r.content) },
		`SELECT `+editionCols+`, content FROM edition WHERE kind = ? AND state = 'in-force' ORDER BY unit`, kind)
	if err != nil {
		return nil, fmt.Errorf("editions of %s in force: %w", kind, err)
	}
	out := make([]catalog.Edition, len(rows))
	for i, r := range rows {
		out[i] = r.e
		out[i].Content = []byte(r.content)
	}
	return out, nil
}

// followPowers brings the register of 权责清单事项 to what a released list says.
func (c conn) followPowers(ctx context.Context, e catalog.PowersReleased) error {
	current, err := c.powersInForce(ctx, e.Unit)
	if err != nil {
		return err
	}
	changes := e.Follow(current)
	for _, p := range changes.Ended {
		if err := c.execOne(ctx, `UPDATE power_item SET to_date = ? WHERE id = ?`, p.To.String(), p.ID); err != nil {
			return fmt.Errorf("end power item %s: %w", p.Code, err)
		}
	}
	for _, p := range changes.Renamed {
		if err := c.execOne(ctx, `UPDATE power_item SET name = ? WHERE id = ?`, p.Name, p.ID); err != nil {
			return fmt.Errorf("rename power item %s: %w", p.Code, err)
		}
	}
	for _, p := range changes.Begun {
		if p.ID, err = c.next(ctx, "power_item", 1); err != nil {
			return err
		}
		if err := c.addPowerItem(ctx, &p); err != nil {
			return fmt.Errorf("begin power item %s: %w", p.Code, err)
		}
	}
	c.touch("report")
	return nil
}

// powersInForce lists the 权责清单事项 of a unit that are in force.
func (c conn) powersInForce(ctx context.Context, unit int64) ([]catalog.PowerItem, error) {
	current, err := all(ctx, c, func(p *catalog.PowerItem) []any { return []any{&p.ID, &p.Unit, &p.Code, &p.Name, &p.Category, &p.From} },
		`SELECT id, unit, code, name, category, from_date FROM power_item WHERE unit = ? AND to_date = ? ORDER BY id`, unit, openEnd)
	if err != nil {
		return nil, fmt.Errorf("power items of unit %d: %w", unit, err)
	}
	return current, nil
}

func (c conn) addPowerItem(ctx context.Context, p *catalog.PowerItem) error {
	return c.exec(ctx, `INSERT INTO power_item (id, unit, code, name, category, from_date, to_date) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Unit, p.Code, p.Name, p.Category, p.From.String(), endOf(p.To))
}
