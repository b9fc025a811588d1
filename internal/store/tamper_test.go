package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/ledger"
	"gongkai/internal/ledger/ledgertest"
	"gongkai/internal/store"
)

// kept is a log as its tables have it.
type kept struct {
	leaves [][]byte
	idx    []int64 // of each leaf
	hashes ledgertest.Hashes
	size   int64
}

func asKept(leaves [][]byte) kept {
	k := kept{leaves: leaves, hashes: ledgertest.HashesOf(leaves), size: int64(len(leaves))}
	for i := range leaves {
		k.idx = append(k.idx, int64(i))
	}
	return k
}

// put writes a log past all our code, as an intruder with the database would.
func (k kept) put(t *testing.T, db *store.DB) {
	t.Helper()
	tx, err := db.Writer().BeginTx(t.Context(), nil)
	must(t, err)
	exec := func(text string, args ...any) {
		t.Helper()
		for i := range args {
			if db.Postgres() != nil {
				text = strings.Replace(text, "?", fmt.Sprintf("$%d", i+1), 1)
			}
		}
		_, err := tx.ExecContext(t.Context(), text, args...)
		must(t, err)
	}
	exec(`DELETE FROM ledger_entry WHERE log = 'release'`)
	exec(`DELETE FROM ledger_hash WHERE log = 'release'`)
	for i, l := range k.leaves {
		e, err := ledger.ParseLeaf(ledger.Release, l)
		must(t, err)
		exec(`INSERT INTO ledger_entry (log, idx, leaf, ref, at) VALUES ('release', ?, ?, ?, ?)`, k.idx[i], l, e.Ref.String(), e.At.UnixMilli())
	}
	for i, h := range k.hashes {
		exec(`INSERT INTO ledger_hash (log, idx, hash) VALUES ('release', ?, ?)`, i, h[:])
	}
	exec(`UPDATE ledger_head SET size = ? WHERE log = 'release'`, k.size)
	must(t, tx.Commit())
}

// TestEveryForgeryInTheStoreIsFound changes the tables of a log at random, with the hashes made anew and without: given a copy from before,
// the first entry that is not what it was is named every time; given one checkpoint, that something is wrong; and nothing is, where nothing
// was changed.
func TestEveryForgeryInTheStoreIsFound(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		rnd := rand.New(rand.NewPCG(7, 2026))
		trials := ledgertest.Trials(150)
		for trial := range trials {
			size := 1 + rnd.IntN(40)
			known := 1 + rnd.IntN(size)
			leaves := ledgertest.Leaves(ledger.Release, 0, size)
			good := asKept(leaves)
			root, err := tlog.TreeHash(int64(known), good.hashes)
			must(t, err)
			before := ledger.Known{Head: ledger.Head{Size: int64(known), Root: root}}
			copied := before
			for _, l := range leaves[:known] {
				copied.Leaves = append(copied.Leaves, tlog.RecordHash(l))
			}
			if trial%10 == 0 {
				good.put(t, db)
				if _, err := db.VerifyLedger(t.Context(), ledger.Release, before, copied); err != nil {
					t.Fatalf("trial %d: false alarm: %v", trial, err)
				}
			}
			f := ledgertest.Forge(rnd, ledger.Release, leaves, known)
			bad := asKept(f.Leaves)
			if rnd.IntN(2) == 0 { // the hashes as they were
				f.What += ", hashes left"
				bad.hashes, bad.size = good.hashes, good.size
			}
			bad.put(t, db)
			h, err := db.VerifyLedger(t.Context(), ledger.Release, copied)
			if !errors.Is(err, ledger.ErrTampered) || h.Size != int64(f.First) {
				t.Fatalf("trial %d: %d entries, %d known, %s: first %d, %v; want %d", trial, size, known, f.What, h.Size, err, f.First)
			}
			if _, err := db.VerifyLedger(t.Context(), ledger.Release, before); !errors.Is(err, ledger.ErrTampered) {
				t.Fatalf("trial %d: %d entries, %d known, %s, with the checkpoint alone: %v", trial, size, known, f.What, err)
			}
		}
		t.Logf("%d forgeries found, each by its first entry; no false alarm", trials)
	})
}

// TestSingleRowsOfALogAreFound: a row changed, taken out or moved without a checkpoint from before.
func TestSingleRowsOfALogAreFound(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		good := asKept(ledgertest.Leaves(ledger.Release, 0, 23))
		for _, c := range []struct {
			text  string
			first int64
		}{
			{`DELETE FROM ledger_entry WHERE log = 'release' AND idx = 7`, 7},
			{`DELETE FROM ledger_entry WHERE log = 'release' AND idx = 22`, 22},
			{`DELETE FROM ledger_hash WHERE log = 'release' AND idx = 0`, 0},
			{`UPDATE ledger_entry SET ref = 'item:99' WHERE log = 'release' AND idx = 3`, 3},
			{`UPDATE ledger_entry SET at = at + 1 WHERE log = 'release' AND idx = 4`, 4},
			{`UPDATE ledger_entry SET idx = 100 WHERE log = 'release' AND idx = 22`, 22},
			{`UPDATE ledger_head SET size = 20 WHERE log = 'release'`, 20},
			{`UPDATE ledger_head SET size = 30 WHERE log = 'release'`, 23},
		} {
			good.put(t, db)
			var res sql.Result
			res, err := db.Writer().ExecContext(t.Context(), c.text)
			must(t, err)
			if n, err := res.RowsAffected(); err != nil || n != 1 {
				t.Fatalf("%s: %d rows, %v", c.text, n, err)
			}
			if h, err := db.VerifyLedger(t.Context(), ledger.Release); !errors.Is(err, ledger.ErrTampered) || h.Size != c.first {
				t.Errorf("%s: first %d, %v; want %d", c.text, h.Size, err, c.first)
			}
		}
	})
}
