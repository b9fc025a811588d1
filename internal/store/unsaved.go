package store

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/publication"
)

// unsavedDays is how long what was typed and never saved is kept.
const unsavedDays = 30

// KeepUnsaved implements publication.UnsavedStore. It also forgets what nobody has come back for.
func (db *DB) KeepUnsaved(ctx context.Context, person int64, item publication.ID, at time.Time, sealed []byte) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `DELETE FROM unsaved WHERE at < ?`, ms(at.AddDate(0, 0, -unsavedDays))); err != nil {
			return fmt.Errorf("forget what is unsaved: %w", err)
		}
		return c.exec(ctx, `INSERT INTO unsaved (person, item, at, form) VALUES (?, ?, ?, ?) ON CONFLICT (person, item) DO UPDATE SET at = excluded.at, form = excluded.form`,
			person, item, ms(at), sealed)
	})
}

// Unsaved implements publication.UnsavedStore.
func (db *DB) Unsaved(ctx context.Context, person int64, item publication.ID) (time.Time, []byte, error) {
	type row struct {
		at   time.Time
		form []byte
	}
	r, err := one(ctx, db.reader(), func(r *row) []any { return []any{millis{&r.at}, &r.form} }, publication.ErrNoUnsaved,
		`SELECT at, form FROM unsaved WHERE person = ? AND item = ?`, person, item)
	if err != nil {
		return time.Time{}, nil, fmt.Errorf("unsaved form of item %d: %w", item, err)
	}
	return r.at, r.form, nil
}

// DropUnsaved implements publication.UnsavedStore.
func (db *DB) DropUnsaved(ctx context.Context, person int64, item publication.ID) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `DELETE FROM unsaved WHERE person = ? AND item = ?`, person, item)
	})
}
