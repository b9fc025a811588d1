package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A log is handed out in tiles, as C2SP's tlog-tiles has it: files of 256 hashes of a level of the tree, and bundles of 256 entries. A
// full tile never changes, so a copy of a log grows by what is new.

// tileHeight is that of a tile: 2 to its power hashes.
const tileHeight = 8

// TileSize is how many entries or hashes a full tile has.
const TileSize = 1 << tileHeight

// Tile is a part of a log.
type Tile struct{ t tlog.Tile }

// Entries reports whether a tile holds entries; otherwise it holds hashes.
func (t Tile) Entries() bool { return t.t.L < 0 }

// Full reports whether a tile will never change.
func (t Tile) Full() bool { return t.t.W == TileSize }

// First returns the first entry of a bundle, and how many it has.
func (t Tile) First() (first int64, n int) { return t.t.N << tileHeight, t.t.W }

// Within reports whether a log of a size has what a tile holds.
func (t Tile) Within(size int64) bool {
	have := size
	for range max(0, t.t.L) {
		have >>= tileHeight
	}
	return t.t.N<<tileHeight+int64(t.t.W) <= have
}

// Path returns the address of a tile below that of its log: tile/0/x001/234 or tile/entries/000.p/17.
func (t Tile) Path() string {
	path := t.t.Path() // that of Go's checksum database, which says the height too
	if t.Entries() {
		return "tile/entries" + strings.TrimPrefix(path, fmt.Sprintf("tile/%d/data", tileHeight))
	}
	return "tile" + strings.TrimPrefix(path, fmt.Sprintf("tile/%d", tileHeight))
}

// ParseTile reads an address.
func ParseTile(path string) (Tile, error) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok {
		return Tile{}, fmt.Errorf("%q is no tile", path)
	}
	if after, entries := strings.CutPrefix(rest, "entries/"); entries {
		rest = "data/" + after
	}
	t, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", tileHeight, rest))
	if err != nil {
		return Tile{}, fmt.Errorf("read tile path: %w", err)
	}
	if out := (Tile{t}); out.Path() == path {
		return out, nil
	}
	return Tile{}, fmt.Errorf("%q is no tile", path)
}

// NewTiles lists the tiles that a copy of a log needs when it has grown from one size to another.
func NewTiles(from, to int64) []Tile {
	var out []Tile
	for _, t := range tlog.NewTiles(tileHeight, from, to) {
		out = append(out, Tile{t})
		if t.L == 0 {
			t.L = -1
			out = append(out, Tile{t})
		}
	}
	return out
}

// Hashes returns the content of a tile of hashes.
func (t Tile) Hashes(hashes tlog.HashReader) ([]byte, error) {
	b, err := tlog.ReadTileData(t.t, hashes)
	if err != nil {
		return nil, fmt.Errorf("tile %s: %w", t.Path(), err)
	}
	return b, nil
}

// Bundle returns the content of a tile of entries: before each its length in two bytes.
func Bundle(leaves [][]byte) ([]byte, error) {
	var out []byte
	for _, l := range leaves {
		if len(l) > 1<<16-1 {
			return nil, errors.New("an entry is too long for a bundle")
		}
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(l))), l...)
	}
	return out, nil
}
