package ledger

import (
	"errors"
	"fmt"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/fault"
)

// Proof shows that one entry is in the log that a head fixes.
type Proof struct {
	Index int64
	Head  Head
	Path  tlog.RecordProof
}

// Prove makes the proof of entry index in the log of that head from its stored hashes.
func Prove(h Head, index int64, hashes tlog.HashReader) (Proof, error) {
	path, err := tlog.ProveRecord(h.Size, index, hashes)
	if err != nil {
		return Proof{}, fmt.Errorf("prove entry %d of %d: %w", index, h.Size, err)
	}
	return Proof{index, h, path}, nil
}

// Holds reports whether the proof is right for that leaf.
func (p Proof) Holds(leaf []byte) bool {
	return tlog.CheckRecord(p.Path, p.Head.Size, p.Head.Root, p.Index, tlog.RecordHash(leaf)) == nil
}

// ErrTampered reports a log that is not what it was.
var ErrTampered = fault.New(fault.Unavailable, "ledger-tampered", "账本与留存的检查点不符，记录可能被改动过。请立即停止发布并联系系统管理员。")

// ErrOtherPast reports, together with ErrTampered, a log that is consistent in itself and not the one of a known checkpoint.
var ErrOtherPast = errors.New("log differs from checkpoint")

// ErrCut reports, together with ErrTampered, a log that has fewer entries than it had.
var ErrCut = errors.New("log is shorter than it was")

// Known is what somebody outside knows of a log: its head at some time, and perhaps the hash of every entry until then.
type Known struct {
	Head
	Leaves []tlog.Hash // one for each entry; nil: not known
}

// Verify recomputes a log from its leaves, and compares every stored hash, and what is known outside. The error names the first entry that
// is not what it was, whose index is then the head's size. It is ErrOtherPast too when the log is another one than was known, and what is
// known does not tell from which entry on.
func Verify(leaves iter.Seq2[[]byte, error], hashes tlog.HashReader, known ...Known) (Head, error) {
	var all stored
	var h Head
	var broken error
	for leaf, err := range leaves {
		if err == nil {
			all, err = checked(all, h.Size, leaf, hashes)
		}
		if err != nil {
			broken = fmt.Errorf("entry %d: %w", h.Size, err)
			break
		}
		h.Size++
	}
	// An entry may have been changed together with every hash: then the first is one that only those outside know.
	for _, k := range known {
		if err := k.compare(all, h.Size, broken != nil); err != nil {
			first := Head{Size: err.at}
			return first, err.error
		}
	}
	if broken != nil {
		return h, broken
	}
	root, err := tlog.TreeHash(h.Size, all)
	if err != nil {
		return h, fmt.Errorf("root: %w", err)
	}
	h.Root = root
	return h, nil
}

// checked adds the hashes of an entry, if they are those that are stored.
func checked(all stored, i int64, leaf []byte, hashes tlog.HashReader) (stored, error) {
	hs, err := tlog.StoredHashes(i, leaf, all)
	if err != nil {
		return all, err
	}
	indexes := make([]int64, len(hs))
	for k := range hs {
		indexes[k] = int64(len(all) + k)
	}
	kept, err := hashes.ReadHashes(indexes)
	if err != nil {
		return all, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	for k := range hs {
		if hs[k] != kept[k] {
			return all, ErrTampered
		}
	}
	return append(all, hs...), nil
}

// differs is from which entry on a log is another one.
type differs struct {
	at int64
	error
}

// compare returns nil if the first entries of a log are what is known. Where entries are missing because the next one is broken anyway,
// that they are fewer says nothing.
func (k Known) compare(all stored, size int64, broken bool) *differs {
	for i := range min(size, int64(len(k.Leaves))) {
		if all[tlog.StoredHashIndex(0, i)] != k.Leaves[i] {
			return &differs{i, fmt.Errorf("entry %d: %w", i, ErrTampered)}
		}
	}
	switch {
	case size < k.Size && broken:
		return nil
	case size < k.Size:
		return &differs{size, fmt.Errorf("log has %d entries, checkpoint %d: %w: %w", size, k.Size, ErrTampered, ErrCut)}
	}
	root, err := tlog.TreeHash(k.Size, all)
	if err != nil {
		return &differs{size, fmt.Errorf("root at %d: %w", k.Size, err)}
	}
	if root != k.Root {
		return &differs{size, fmt.Errorf("root at %d entries differs: %w: %w", k.Size, ErrTampered, ErrOtherPast)}
	}
	return nil
}

// LeafHash returns a leaf's hash in the tree, in hex.
func LeafHash(leaf []byte) string {
	h := tlog.RecordHash(leaf)
	return fmt.Sprintf("%x", h[:])
}
