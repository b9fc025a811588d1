package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/ref"
)

func entries(n int) [][]byte {
	var out [][]byte
	for i := range n {
		e := Entry{
			Release, "released",
			ref.Ref{Kind: "item", ID: int64(i + 1)},
			fmt.Sprintf("%064x", i),
			time.Date(2026, 11, 20, 0, 30, i%60, 0, time.UTC), "unit", "标题",
		}
		out = append(out, e.Leaf())
	}
	return out
}

func seq(rows [][]byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func hashesOf(rows [][]byte) stored {
	var t Tree
	for _, row := range rows {
		t.Add(row)
	}
	return t.hashes
}

func rootOf(rows [][]byte) string {
	var t Tree
	for _, row := range rows {
		t.Add(row)
	}
	return t.Root()
}

func headOf(t *testing.T, rows [][]byte) Head {
	t.Helper()
	root, err := tlog.TreeHash(int64(len(rows)), hashesOf(rows))
	if err != nil {
		t.Fatal(err)
	}
	return Head{int64(len(rows)), root}
}

func TestLeafReadsBack(t *testing.T) {
	t.Parallel()
	want := Entry{Acts, "publication.release", ref.Ref{Kind: "item", ID: 7}, "ab", time.UnixMilli(1605830400123).UTC(), "12", "理由"}
	got, err := ParseLeaf(Acts, want.Leaf())
	if err != nil || got != want {
		t.Errorf("ParseLeaf = %+v, %v", got, err)
	}
}

func TestVerifyFindsEveryChange(t *testing.T) {
	t.Parallel()
	rows := entries(23)
	hashes, head := hashesOf(rows), headOf(t, rows)
	if got, err := Verify(seq(rows), hashes, Known{Head: head}, Known{Head: headOf(t, rows[:9])}); err != nil || got != head {
		t.Fatalf("untouched log: %+v, %v", got, err)
	}
	other := entries(24)[23]
	for i := range rows {
		for name, bad := range map[string][][]byte{
			"edited":  replaced(rows, i, append(bytes.Clone(rows[i]), ' ')),
			"swapped": replaced(rows, i, rows[(i+1)%len(rows)]),
			"deleted": append(append([][]byte{}, rows[:i]...), rows[i+1:]...),
			"forged":  replaced(rows, i, other),
			"cut":     rows[:i],
		} {
			if _, err := Verify(seq(bad), hashes, Known{Head: head}); !errors.Is(err, ErrTampered) {
				t.Errorf("%s at %d: %v", name, i, err)
			}
			// A forger who recomputes every hash is caught by the checkpoint he does not hold.
			if _, err := Verify(seq(bad), hashesOf(bad), Known{Head: head}); !errors.Is(err, ErrTampered) {
				t.Errorf("%s at %d with fresh hashes: %v", name, i, err)
			}
		}
	}
}

func replaced(rows [][]byte, i int, row []byte) [][]byte {
	out := append([][]byte{}, rows...)
	out[i] = row
	return out
}

func TestProofHoldsForItsEntryOnly(t *testing.T) {
	t.Parallel()
	rows := entries(11)
	for i := range rows {
		p, err := Prove(headOf(t, rows), int64(i), hashesOf(rows))
		if err != nil {
			t.Fatal(err)
		}
		if !p.Holds(rows[i]) || p.Holds(rows[(i+1)%len(rows)]) {
			t.Errorf("proof of %d", i)
		}
	}
}

func TestCheckpointIsSignedAndReadBack(t *testing.T) {
	t.Parallel()
	s, err := NewSigner("jyj.example.gov.cn/ledger", bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	head := headOf(t, entries(5))
	b, err := s.Checkpoint(Release, head, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if log, got, err := s.Open(b); err != nil || log != Release || got != head {
		t.Errorf("Open = %s %+v %v", log, got, err)
	}
	forged := bytes.Replace(b, []byte("\n5\n"), []byte("\n6\n"), 1)
	if _, _, err := s.Open(forged); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("forged: %v", err)
	}
}

func TestTreeRootDependsOnEveryRowAndItsPlace(t *testing.T) {
	t.Parallel()
	rows := entries(6)
	root := rootOf(rows)
	for i := range rows {
		if rootOf(replaced(rows, i, []byte("x"))) == root {
			t.Errorf("row %d does not count", i)
		}
	}
	if rootOf(append(append([][]byte{}, rows[1:]...), rows[0])) == root {
		t.Error("order does not count")
	}
}
