package store

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/publication"
)

// IndexRules implements publication.Store.
func (db *DB) IndexRules(ctx context.Context) ([]publication.IndexRule, error) {
	return all(ctx, db.reader(), func(r *publication.IndexRule) []any { return []any{&r.Unit, &r.From, &r.Template} },
		`SELECT unit, from_year, template FROM index_rule ORDER BY from_year DESC, unit`)
}

// SetIndexRule implements publication.Store.
func (db *DB) SetIndexRule(ctx context.Context, r publication.IndexRule, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		var begun int
		if err := c.row(ctx, `SELECT COUNT(*) FROM item WHERE released_on >= ? AND (unit = ? OR ? = 0 AND unit NOT IN (SELECT unit FROM index_rule WHERE from_year <= ?))`,
			fmt.Sprintf("%04d-01-01", r.From), r.Unit, r.Unit, r.From).Scan(&begun); err != nil {
			return fmt.Errorf("numbers of %d: %w", r.From, err)
		}
		if begun > 0 {
			return fmt.Errorf("index rule from %d: %w", r.From, publication.ErrYearBegun)
		}
		if err := c.exec(ctx, `INSERT INTO index_rule (unit, from_year, template) VALUES (?, ?, ?)
			ON CONFLICT (unit, from_year) DO UPDATE SET template = excluded.template`, r.Unit, r.From, r.Template); err != nil {
			return fmt.Errorf("set index rule: %w", err)
		}
		return c.save(ctx, a)
	})
}
