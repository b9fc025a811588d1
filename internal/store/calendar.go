package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/workday"
)

// Notices returns the holiday notices entered at the desk, beyond those the program knows.
func (db *DB) Notices(ctx context.Context) ([]workday.Notice, error) {
	texts, err := all(ctx, db.reader(), func(s *string) []any { return []any{s} }, `SELECT notice FROM holiday_notice ORDER BY year`)
	if err != nil {
		return nil, err
	}
	out := make([]workday.Notice, len(texts))
	for i, s := range texts {
		if err := json.Unmarshal([]byte(s), &out[i]); err != nil {
			return nil, fmt.Errorf("read holiday notice: %w", err)
		}
	}
	return out, nil
}

// SaveNotice keeps a year's notice, with the act that entered it and all it moves.
func (db *DB) SaveNotice(ctx context.Context, n workday.Notice, a act.Act) error {
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		c.touch("calendar")
		if err := c.exec(ctx, `INSERT INTO holiday_notice (year, notice) VALUES (?, ?) ON CONFLICT (year) DO UPDATE SET notice = excluded.notice`, n.Year, string(text)); err != nil {
			return fmt.Errorf("save notice %d: %w", n.Year, err)
		}
		return c.save(ctx, a)
	})
}
