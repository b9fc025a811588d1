package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gongkai/internal/upkeep"
)

// keptRuns is how many runs of a kind are kept: more than a year of nights.
const keptRuns = 400

// Begin implements upkeep.Store.
func (db *DB) Begin(ctx context.Context, kind upkeep.Kind, at, since time.Time) (id int64, err error) {
	err = db.tx(ctx, func(ctx context.Context, c conn) error {
		if id, err = c.next(ctx, "upkeep", 1); err != nil {
			return err
		}
		var begun int // the number above is given to one at a time: whoever waited for it sees what the other began
		if err := c.row(ctx, `SELECT COUNT(*) FROM upkeep WHERE kind = ? AND began >= ? AND (ended <> 0 OR began > ?)`, kind, ms(since), ms(at.Add(-upkeep.Longest))).Scan(&begun); err != nil {
			return err
		}
		if begun > 0 && !since.IsZero() {
			return upkeep.ErrBegun
		}
		if err := c.exec(ctx, `INSERT INTO upkeep (id, kind, began) VALUES (?, ?, ?)`, id, kind, ms(at)); err != nil {
			return err
		}
		return c.exec(ctx, `DELETE FROM upkeep WHERE kind = ? AND id NOT IN (SELECT id FROM upkeep WHERE kind = ? ORDER BY id DESC LIMIT ?)`, kind, kind, keptRuns)
	})
	if err != nil {
		return 0, fmt.Errorf("begin %s: %w", kind, err)
	}
	return id, nil
}

// End implements upkeep.Store.
func (db *DB) End(ctx context.Context, r upkeep.Run) error {
	facts, err := json.Marshal(r.Facts)
	if err != nil {
		return fmt.Errorf("end %s: %w", r.Kind, err)
	}
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.execOne(ctx, `UPDATE upkeep SET ended = ?, problem = ?, facts = ? WHERE id = ?`, ms(r.Ended), r.Problem, string(facts), r.ID)
	})
}

// Runs implements upkeep.Store.
func (db *DB) Runs(ctx context.Context, kind upkeep.Kind, n int) ([]upkeep.Run, error) {
	type row struct {
		r     upkeep.Run
		facts string
	}
	rows, err := all(ctx, db.reader(), func(r *row) []any {
		return []any{&r.r.ID, &r.r.Kind, millis{&r.r.Began}, millis{&r.r.Ended}, &r.r.Problem, &r.facts}
	}, `SELECT id, kind, began, ended, problem, facts FROM upkeep WHERE kind = ? ORDER BY id DESC LIMIT ?`, kind, n)
	if err != nil {
		return nil, fmt.Errorf("runs of %s: %w", kind, err)
	}
	out := make([]upkeep.Run, len(rows))
	for i, r := range rows {
		out[i] = r.r
		if err := json.Unmarshal([]byte(r.facts), &out[i].Facts); err != nil {
			return nil, fmt.Errorf("run %d: %w", r.r.ID, err)
		}
	}
	return out, nil
}
