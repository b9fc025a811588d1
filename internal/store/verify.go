package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/blob"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/secret"
)

// VerifyLedger recomputes a log and compares it with every stored hash and the known heads.
func (db *DB) VerifyLedger(ctx context.Context, log ledger.Log, known ...ledger.Known) (h ledger.Head, err error) {
	err = db.Snapshot(ctx, func(s *Snapshot) error {
		h, err = s.VerifyLedger(ctx, log, known...)
		return err
	})
	return h, err
}

// VerifyLedger recomputes a log as of the snapshot; see ledger.Verify.
func (s *Snapshot) VerifyLedger(ctx context.Context, log ledger.Log, known ...ledger.Known) (ledger.Head, error) {
	h, err := ledger.Verify(s.leaves(ctx, log), &ahead{hashReader: hashReader{ctx, s.c, log}}, known...)
	if err != nil {
		return h, fmt.Errorf("%s log: %w", log, err)
	}
	var size int64
	if err := s.c.row(ctx, `SELECT size FROM ledger_head WHERE log = ?`, log).Scan(&size); err != nil {
		return h, fmt.Errorf("size of %s log: %w", log, err)
	}
	if size != h.Size {
		h.Size = min(size, h.Size)
		return h, fmt.Errorf("%s log: head says %d entries: %w", log, size, ledger.ErrTampered)
	}
	return h, nil
}

// row is an entry with what stands beside its leaf to find it by.
type entryRow struct {
	idx, at int64
	leaf    []byte
	ref     string
}

// rows reads a log from its first entry, some at a time, so that others may be asked between.
func (s *Snapshot) rows(ctx context.Context, log ledger.Log) iter.Seq2[entryRow, error] {
	const chunk = 1000
	return func(yield func(entryRow, error) bool) {
		for from := int64(-1); ; {
			rows, err := all(ctx, s.c, func(r *entryRow) []any { return []any{&r.idx, &r.leaf, &r.ref, &r.at} },
				`SELECT idx, leaf, ref, at FROM ledger_entry WHERE log = ? AND idx > ? ORDER BY idx LIMIT ?`, log, from, chunk)
			if err != nil {
				yield(entryRow{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
				from = r.idx
			}
			if len(rows) < chunk {
				return
			}
		}
	}
}

// leaves are the leaves of a log. One whose place or whose columns say otherwise than it does itself is none.
func (s *Snapshot) leaves(ctx context.Context, log ledger.Log) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		next := int64(0)
		for r, err := range s.rows(ctx, log) {
			if err == nil {
				e, bad := ledger.ParseLeaf(log, r.leaf)
				if bad != nil || r.idx != next || e.Ref.String() != r.ref || ms(e.At) != r.at {
					err = errors.Join(ledger.ErrTampered, bad)
				}
			}
			if !yield(r.leaf, err) || err != nil {
				return
			}
			next++
		}
	}
}

// ahead reads the hashes of a log in the order in which they were stored, many at a time.
type ahead struct {
	hashReader
	from int64
	have []tlog.Hash
}

func (a *ahead) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	const chunk = 4000
	out := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		if i < a.from || i >= a.from+int64(len(a.have)) {
			type row struct {
				i int64
				h []byte
			}
			rows, err := all(a.ctx, a.c, func(r *row) []any { return []any{&r.i, &r.h} },
				`SELECT idx, hash FROM ledger_hash WHERE log = ? AND idx >= ? AND idx < ? ORDER BY idx`, a.log, i, i+chunk)
			if err != nil {
				return nil, err
			}
			a.from, a.have = i, a.have[:0]
			for _, r := range rows {
				if r.i != a.from+int64(len(a.have)) {
					break // one is missing
				}
				a.have = append(a.have, tlog.Hash(slices.Concat(r.h, make([]byte, tlog.HashSize))[:tlog.HashSize]))
			}
			if len(a.have) == 0 {
				return nil, fmt.Errorf("%s log: hash %d is missing", a.log, i)
			}
		}
		out[k] = a.have[i-a.from]
	}
	return out, nil
}

// Disagreements returns in what the records of what was published differ from the public log, a sentence each. With no keys, the words of
// the rows of batches are not compared.
func (s *Snapshot) Disagreements(ctx context.Context, keys *secret.Keys) (out []string, err error) {
	var a publication.Agreement
	for r, err := range s.rows(ctx, ledger.Release) {
		if err != nil {
			return nil, err
		}
		e, err := ledger.ParseLeaf(ledger.Release, r.leaf)
		if err != nil {
			return nil, err
		}
		a.Hear(ledger.Line{Index: r.idx, Entry: e})
	}
	for from := publication.ID(-1); ; {
		kept, err := s.kept(ctx, from)
		if err != nil {
			return nil, err
		}
		for _, k := range kept {
			out = append(out, a.Compare(k)...)
		}
		if len(kept) == 0 {
			missing := a.Missing()
			slices.Sort(missing)
			out = append(out, missing...)
			rows, err := s.rowsDisagree(ctx, a.Carried(), keys)
			if err != nil {
				return nil, err
			}
			requests, err := s.requestsDisagree(ctx)
			return append(append(out, rows...), requests...), err
		}
		from = kept[len(kept)-1].ID
	}
}

// kept reads items after one, with their versions; none at the end.
func (s *Snapshot) kept(ctx context.Context, after publication.ID) ([]publication.Kept, error) {
	items, err := all(ctx, s.c, func(k *publication.Kept) []any {
		return []any{&k.ID, &k.State, &k.Public, millis{&k.Released}, &k.ReleasedOn, &k.Entry}
	}, `SELECT id, state, public_no, released, released_on, entry FROM item WHERE id > ? ORDER BY id LIMIT 500`, after)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	type row struct {
		item publication.ID
		v    publication.KeptVersion
		text string
	}
	versions, err := all(ctx, s.c, func(r *row) []any {
		return []any{&r.item, &r.v.No, &r.v.Noted, &r.text, millis{&r.v.Released}, &r.v.Entry}
	}, `SELECT item, no, digest, version, released, entry FROM item_version WHERE item > ? AND item <= ? ORDER BY item, no`, after, items[len(items)-1].ID)
	if err != nil {
		return nil, err
	}
	i := 0
	for _, r := range versions {
		for i < len(items) && items[i].ID < r.item {
			i++
		}
		if i == len(items) || items[i].ID != r.item {
			continue
		}
		var v publication.Version
		if err := json.Unmarshal([]byte(r.text), &v); err == nil {
			r.v.Digest, r.v.Cargo = v.Digest(), v.Cargo
		}
		items[i].Versions = append(items[i].Versions, r.v)
	}
	return items, nil
}

// Named returns every file that a record names, once, in order; not those that were erased.
func (s *Snapshot) Named(ctx context.Context) ([]blob.Digest, error) {
	text := `SELECT DISTINCT blob FROM delivery ORDER BY blob`
	keeps, err := s.has(ctx, "request_step", "files_erased")
	if err != nil {
		return nil, err
	}
	if keeps {
		text = `SELECT blob FROM delivery UNION SELECT f.digest FROM request_file f JOIN request_step s ON s.request = f.request AND s.no = f.step
			WHERE s.files_erased = '' ORDER BY 1`
	}
	out, err := all(ctx, s.c, func(d *blob.Digest) []any { return []any{d} }, text)
	if err != nil {
		return nil, err
	}
	for from := publication.ID(-1); ; {
		type row struct {
			item publication.ID
			text string
		}
		rows, err := all(ctx, s.c, func(r *row) []any { return []any{&r.item, &r.text} },
			`SELECT item, version FROM item_version WHERE item > ? AND item <= ? + 500 ORDER BY item`, from, from)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			var v publication.Version
			if err := json.Unmarshal([]byte(r.text), &v); err != nil {
				return nil, fmt.Errorf("version of item %d: %w", r.item, err)
			}
			for _, f := range v.Files {
				out = append(out, f.Digest)
			}
		}
		from += 500
		var more int
		if err := s.c.row(ctx, `SELECT COUNT(*) FROM item WHERE id > ?`, from).Scan(&more); err != nil {
			return nil, err
		}
		if more == 0 {
			slices.Sort(out)
			return slices.Compact(out), nil
		}
	}
}

// Damage returns what SQLite itself finds wrong with its file, a line each; PostgreSQL watches over its own.
func (s *Snapshot) Damage(ctx context.Context) (out []string, err error) {
	if s.c.db.pool != nil {
		return nil, nil
	}
	lines, err := all(ctx, s.c, func(l *string) []any { return []any{l} }, `PRAGMA integrity_check`)
	if err != nil {
		return nil, err
	}
	if len(lines) == 1 && lines[0] == "ok" {
		lines = nil
	}
	loose, err := all(ctx, s.c, func(l *string) []any { return []any{l} }, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	for _, t := range loose {
		lines = append(lines, "表 "+t+" 中有记录指向不存在的记录")
	}
	return lines, err
}
