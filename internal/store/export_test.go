package store

import (
	"context"

	"gongkai/internal/ledger"
)

// RunInTx lets a test be inside a transaction.
func (db *DB) RunInTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return db.tx(ctx, func(ctx context.Context, _ conn) error { return fn(ctx) })
}

// SinceOldest reports whether an SQLite engine may be used.
func SinceOldest(version string) bool { return sinceOldest(version) }

// Forge changes an entry behind the ledger's back, as an intruder with the database would.
func (db *DB) Forge(ctx context.Context, log ledger.Log, index int64, leaf []byte) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `UPDATE ledger_entry SET leaf = ? WHERE log = ? AND idx = ?`, leaf, log, index)
	})
}
