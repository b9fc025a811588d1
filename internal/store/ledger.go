package store

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/ledger"
	"gongkai/internal/ref"
)

// Head returns the size and root of a log.
func (db *DB) Head(ctx context.Context, log ledger.Log) (ledger.Head, error) {
	size, err := db.Size(ctx, log)
	if err != nil {
		return ledger.Head{}, err
	}
	h := ledger.Head{Size: size}
	if h.Root, err = tlog.TreeHash(h.Size, hashReader{ctx, db.reader(), log}); err != nil {
		return h, fmt.Errorf("root of %s log: %w", log, err)
	}
	return h, nil
}

// Size returns how many entries a log has.
func (db *DB) Size(ctx context.Context, log ledger.Log) (n int64, err error) {
	if err = db.reader().row(ctx, `SELECT size FROM ledger_head WHERE log = ?`, log).Scan(&n); err != nil {
		return 0, fmt.Errorf("size of %s log: %w", log, err)
	}
	return n, nil
}

// Entry returns one entry and its leaf, or ledger.ErrNoEntry.
func (db *DB) Entry(ctx context.Context, log ledger.Log, index int64) (ledger.Entry, []byte, error) {
	leaf, err := one(ctx, db.reader(), func(b *[]byte) []any { return []any{b} }, ledger.ErrNoEntry,
		`SELECT leaf FROM ledger_entry WHERE log = ? AND idx = ?`, log, index)
	if err != nil {
		return ledger.Entry{}, nil, fmt.Errorf("entry %d of %s log: %w", index, log, err)
	}
	e, err := ledger.ParseLeaf(log, *leaf)
	return e, *leaf, err
}

// Leaves returns the leaves of some entries of a log, or ledger.ErrNoEntry if it has not all of them.
func (db *DB) Leaves(ctx context.Context, log ledger.Log, from int64, n int) ([][]byte, error) {
	out, err := all(ctx, db.reader(), func(b *[]byte) []any { return []any{b} },
		`SELECT leaf FROM ledger_entry WHERE log = ? AND idx >= ? AND idx < ? ORDER BY idx`, log, from, from+int64(n))
	if err == nil && len(out) < n {
		err = ledger.ErrNoEntry
	}
	if err != nil {
		return nil, fmt.Errorf("entries %d to %d of %s log: %w", from, from+int64(n)-1, log, err)
	}
	return out, nil
}

// Hashes reads the stored hashes of a log.
func (db *DB) Hashes(ctx context.Context, log ledger.Log) tlog.HashReader {
	return hashReader{ctx, db.reader(), log}
}

// Prove returns the proof of an entry in the log as it is now.
func (db *DB) Prove(ctx context.Context, log ledger.Log, index int64) (ledger.Proof, error) {
	h, err := db.Head(ctx, log)
	if err != nil {
		return ledger.Proof{}, err
	}
	return ledger.Prove(h, index, hashReader{ctx, db.reader(), log})
}

// Find looks through a log, newest first, and returns what matches and the index before which to go on, or -1 at its end.
func (db *DB) Find(ctx context.Context, s ledger.Search) ([]ledger.Line, int64, error) {
	const chunk = 500
	type row struct {
		i    int64
		leaf []byte
	}
	var out []ledger.Line
	before := s.Before
	for scanned := 0; scanned < s.Scan; scanned += chunk {
		w := where{}
		w.when(true, `log = ?`, s.Log)
		w.when(before >= 0, `idx < ?`, before)
		w.when(!s.Since.IsZero(), `at >= ?`, ms(s.Since))
		w.when(!s.Until.IsZero(), `at < ?`, ms(s.Until))
		rows, err := all(ctx, db.reader(), func(r *row) []any { return []any{&r.i, &r.leaf} },
			`SELECT idx, leaf FROM ledger_entry`+w.text+` ORDER BY idx DESC LIMIT ?`, append(w.args, chunk)...)
		if err != nil {
			return nil, -1, err
		}
		for _, r := range rows {
			before = r.i
			e, err := ledger.ParseLeaf(s.Log, r.leaf)
			if err != nil {
				return nil, -1, err
			}
			if !s.Match(e) {
				continue
			}
			if len(out) == s.Limit {
				return out, r.i + 1, nil
			}
			out = append(out, ledger.Line{Index: r.i, Entry: e})
		}
		if len(rows) < chunk {
			return out, -1, nil
		}
	}
	return out, before, nil
}

// Since returns entries of a log from an index on, the oldest first.
func (db *DB) Since(ctx context.Context, log ledger.Log, from int64, n int) ([]ledger.Line, error) {
	return db.reader().lines(ctx, log, `SELECT idx, leaf FROM ledger_entry WHERE log = ? AND idx >= ? ORDER BY idx LIMIT ?`, log, from, n)
}

// Lines returns the newest entries of a log, or those about one record.
func (db *DB) Lines(ctx context.Context, log ledger.Log, about ref.Ref, n int) ([]ledger.Line, error) {
	w := where{}
	w.when(true, `log = ?`, log)
	w.when(!about.IsZero(), `ref = ?`, about.String())
	return db.reader().lines(ctx, log, `SELECT idx, leaf FROM ledger_entry`+w.text+` ORDER BY idx DESC LIMIT ?`, append(w.args, n)...)
}

func (c conn) lines(ctx context.Context, log ledger.Log, text string, args ...any) ([]ledger.Line, error) {
	type row struct {
		i    int64
		leaf []byte
	}
	rows, err := all(ctx, c, func(r *row) []any { return []any{&r.i, &r.leaf} }, text, args...)
	if err != nil {
		return nil, err
	}
	out := make([]ledger.Line, len(rows))
	for i, r := range rows {
		out[i].Index = r.i
		if out[i].Entry, err = ledger.ParseLeaf(log, r.leaf); err != nil {
			return nil, err
		}
	}
	return out, nil
}
