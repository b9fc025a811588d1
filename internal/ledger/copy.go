package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/blob"
)

// CheckpointFile is the newest checkpoint in a copy of a log.
const CheckpointFile = "checkpoint"

// CheckpointName is where the checkpoint of a size stays in a copy.
func CheckpointName(size int64) string {
	return filepath.Join("checkpoints", fmt.Sprintf("%012d.txt", size))
}

// Copied is a log that can be copied.
type Copied struct {
	Hashes tlog.HashReader
	Leaves func(from int64, n int) ([][]byte, error) // nil: the copy is of hashes alone
}

// WriteCopy adds to a copy of a log in a folder what came since a size, up to a head whose checkpoint is given. The checkpoint is written
// last: whatever it speaks of is there.
func WriteCopy(dir string, from int64, h Head, c Copied, checkpoint []byte) error {
	for _, t := range NewTiles(from, h.Size) {
		if t.Entries() && c.Leaves == nil {
			continue
		}
		b, err := c.Content(t)
		if err == nil {
			err = blob.WriteWhole(filepath.Join(dir, filepath.FromSlash(t.Path())), b, 0o644)
		}
		if err != nil {
			return fmt.Errorf("write copy of the log: %w", err)
		}
	}
	for _, name := range []string{CheckpointName(h.Size), CheckpointFile} {
		if err := blob.WriteWhole(filepath.Join(dir, name), checkpoint, 0o644); err != nil {
			return fmt.Errorf("write checkpoint: %w", err)
		}
	}
	return nil
}

// Content returns what is in a tile.
func (c Copied) Content(t Tile) ([]byte, error) {
	if !t.Entries() {
		return t.Hashes(c.Hashes)
	}
	leaves, err := c.Leaves(t.First())
	if err != nil {
		return nil, err
	}
	return Bundle(leaves)
}

// ReadCopy reads what a copy in a folder, or a checkpoint alone in a file, tells of a log. It returns ErrCheckpoint if the signature is not
// ours or the copy is not whole, and fs.ErrNotExist if there is none.
func (s *Signer) ReadCopy(name string) (Log, Known, error) {
	at := name
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		at = filepath.Join(name, CheckpointFile)
	}
	b, err := os.ReadFile(at)
	if err != nil {
		return "", Known{}, fmt.Errorf("read checkpoint: %w", err)
	}
	log, h, err := s.Open(b)
	if err != nil || at == name {
		return log, Known{Head: h}, err
	}
	k := Known{Head: h}
	if k.Leaves, err = readLeaves(name, h.Size); err != nil {
		return log, k, fmt.Errorf("read copy of the log: %w: %w", ErrCheckpoint, err)
	}
	var t Tree
	for _, l := range k.Leaves {
		t.addHash(l)
	}
	if root, err := tlog.TreeHash(h.Size, t.hashes); err != nil || root != h.Root {
		return log, k, fmt.Errorf("read copy of the log: tiles are not the checkpoint's: %w", ErrCheckpoint)
	}
	return log, k, nil
}

// readLeaves reads the hashes of the first entries from the tiles of a copy. A tile may have grown since: of that the beginning is taken.
func readLeaves(dir string, size int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, size)
	for n := int64(0); n<<tileHeight < size; n++ {
		want := int(min(TileSize, size-n<<tileHeight))
		full := Tile{tlog.Tile{H: tileHeight, N: n, W: TileSize}}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(full.Path())))
		if errors.Is(err, fs.ErrNotExist) {
			part := Tile{tlog.Tile{H: tileHeight, N: n, W: want}}
			b, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(part.Path())))
		}
		if err != nil {
			return nil, err
		}
		if len(b) < want*tlog.HashSize {
			return nil, fmt.Errorf("tile %d is too short", n)
		}
		for i := range want {
			out = append(out, tlog.Hash(b[i*tlog.HashSize:(i+1)*tlog.HashSize]))
		}
	}
	return out, nil
}
