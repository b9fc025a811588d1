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

// Verify recomputes a log from its leaves, compares every stored hash, and the head at the size of each known checkpoint.
// The error names the first entry that is not what it was, whose index is then the head's size; it is ErrOtherPast too when a
// checkpoint tells of another past.
func Verify(leaves iter.Seq2[[]byte, error], hashes tlog.HashReader, known ...Head) (Head, error) {
	var all stored
	var h Head
	for leaf, err := range leaves {
		if err != nil {
			return h, fmt.Errorf("read entry %d: %w", h.Size, err)
		}
		first := int64(len(all))
		hs, err := tlog.StoredHashes(h.Size, leaf, all)
		if err != nil {
			return h, fmt.Errorf("hash entry %d: %w", h.Size, err)
		}
		indexes := make([]int64, len(hs))
		for i := range hs {
			indexes[i] = first + int64(i)
		}
		kept, err := hashes.ReadHashes(indexes)
		if err != nil {
			return h, fmt.Errorf("entry %d: %w: %w", h.Size, ErrTampered, err)
		}
		for i := range hs {
			if hs[i] != kept[i] {
				return h, fmt.Errorf("entry %d: %w", h.Size, ErrTampered)
			}
		}
		all = append(all, hs...)
		h.Size++
	}
	for _, k := range known {
		if k.Size > h.Size {
			return h, fmt.Errorf("log has %d entries, checkpoint %d: %w: %w", h.Size, k.Size, ErrTampered, ErrOtherPast)
		}
		root, err := tlog.TreeHash(k.Size, all)
		if err != nil {
			return h, fmt.Errorf("root at %d: %w", k.Size, err)
		}
		if root != k.Root {
			return h, fmt.Errorf("root at %d entries differs: %w: %w", k.Size, ErrTampered, ErrOtherPast)
		}
	}
	root, err := tlog.TreeHash(h.Size, all)
	if err != nil {
		return h, fmt.Errorf("root: %w", err)
	}
	h.Root = root
	return h, nil
}

// LeafHash returns a leaf's hash in the tree, in hex.
func LeafHash(leaf []byte) string {
	h := tlog.RecordHash(leaf)
	return fmt.Sprintf("%x", h[:])
}
