// Package backup saves a whole store in one file, reads it back, and proves that what was read back is what was saved.
//
// The file is a tar archive that every tool can open: the tables, a compressed file of lines each, the files by their digests, a list of
// both, and last the SHA-256 of everything before it. It is the same for both engines, so that it also leads from one to the other. It
// holds no key: what is sealed stays sealed.
package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/store"
)

// What a backup must be like.
var (
	ErrDamaged    = fault.New(fault.Invalid, "backup-damaged", "备份文件已损坏或不完整，没有恢复任何内容。请换一份备份。")
	ErrOtherFiles = fault.New(fault.Conflict, "files-not-empty", "目标的文件目录里有不属于这份备份的文件，没有恢复。请换一个空目录。")
	ErrDiffers    = fault.New(fault.Unavailable, "backup-differs", "恢复出来的内容与备份清单不一致，已放弃恢复，没有留下任何内容。请换一份备份并联系系统管理员。")
)

// Saved is a table within a backup.
type Saved struct {
	store.Table
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of its lines
}

// Manifest says what a store holds.
type Manifest struct {
	Format int       `json:"format"`
	Made   time.Time `json:"made"`
	Schema int64     `json:"schema"` // number of the last migration
	Demo   bool      `json:"demo"`   // of a demo, whose passwords everybody knows
	Tables []Saved   `json:"tables"`
	Files  int       `json:"files"`
	Bytes  int64     `json:"bytes"` // of the files
	Hash   string    `json:"hash"`  // over every table and file: equal for equal content, on either engine
}

// Rows returns how many rows there are in all.
func (m *Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

const (
	format       = 1
	manifestName = "gongkai/manifest.json"
	tableFolder  = "gongkai/tables/"
	fileFolder   = "gongkai/files/"
	sumName      = "gongkai/SHA256"
)

// contents is the hash over every table and file.
type contents struct{ hash.Hash }

func newContents(schema int64) contents {
	h := sha256.New()
	fmt.Fprintf(h, "schema %d\n", schema)
	return contents{h}
}

func (c contents) table(t Saved) { fmt.Fprintf(c, "table %s %d %s\n", t.Name, t.Rows, t.SHA256) }
func (c contents) file(d blob.Digest, size int64) {
	fmt.Fprintf(c, "file %s %d\n", d, size)
}
func (c contents) String() string { return hex.EncodeToString(c.Sum(nil)) }

// Progress is told what has been done of what there is, in bytes of files and rows of tables.
type Progress func(step string, done, of int64)

// Source is what is saved.
type Source struct {
	DB    *store.DB
	Files *blob.Dir
	Demo  bool
}

// Write saves a store into a file, which is there whole or not at all. Others may go on writing meanwhile: what is saved is the store as
// it was when Write began.
func Write(ctx context.Context, name string, from Source, now time.Time, told Progress) (m *Manifest, err error) {
	out, err := os.CreateTemp(filepath.Dir(name), ".gongkai-backup-*")
	if err != nil {
		return nil, fmt.Errorf("make backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("make backup: %w", errors.Join(err, ignoreGone(os.Remove(out.Name()))))
		}
	}()
	err = from.DB.Snapshot(ctx, func(s *store.Snapshot) error {
		w := newWriter(out)
		if m, err = save(ctx, w, s, from, now, told); err != nil {
			return err
		}
		return w.close()
	})
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(out.Name(), name); err != nil {
		return nil, err
	}
	return m, blob.SyncDir(filepath.Dir(name))
}

func ignoreGone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// sink takes what a store holds.
type sink interface {
	table(ctx context.Context, s *store.Snapshot, t store.Table, i int) (Saved, error)
	file(name string, b []byte) error
}

func save(ctx context.Context, w *writer, s *store.Snapshot, from Source, now time.Time, told Progress) (*Manifest, error) {
	m, err := survey(ctx, w, s, from.Files, told)
	if err != nil {
		return nil, err
	}
	m.Demo, m.Made = from.Demo, now.UTC().Truncate(time.Second)
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return m, w.file(manifestName, append(b, '\n'))
}

// Describe says what a store holds now, as Write would save it.
func Describe(ctx context.Context, s *store.Snapshot, files *blob.Dir, told Progress) (*Manifest, error) {
	return survey(ctx, onlySums{}, s, files, told)
}

func survey(ctx context.Context, to sink, s *store.Snapshot, files *blob.Dir, told Progress) (*Manifest, error) {
	m := &Manifest{Format: format, Schema: s.Schema}
	sum := newContents(s.Schema)
	for i, t := range s.Tables {
		told("数据表", int64(i), int64(len(s.Tables)))
		saved, err := to.table(ctx, s, t, i)
		if err != nil {
			return nil, err
		}
		m.Tables = append(m.Tables, saved)
		sum.table(saved)
	}
	// A row is written after the files it names: whatever the snapshot names is here by now.
	digests, err := files.All(ctx)
	if err != nil {
		return nil, err
	}
	for i, d := range digests {
		told("文件", int64(i), int64(len(digests)))
		b, err := files.Get(ctx, d)
		if errors.Is(err, blob.ErrNotFound) {
			continue // removed meanwhile: nothing names it
		}
		if err != nil {
			return nil, err
		}
		if err := to.file(fileFolder+string(d), b); err != nil {
			return nil, err
		}
		m.Files++
		m.Bytes += int64(len(b))
		sum.file(d, int64(len(b)))
	}
	m.Hash = sum.String()
	return m, nil
}

// onlySums keeps nothing.
type onlySums struct{}

func (onlySums) table(ctx context.Context, s *store.Snapshot, t store.Table, _ int) (Saved, error) {
	h := sha256.New()
	n, err := s.Rows(ctx, t, h)
	return Saved{t, n, hex.EncodeToString(h.Sum(nil))}, err
}

func (onlySums) file(string, []byte) error { return nil }

// writer writes an archive and its sum.
type writer struct {
	out io.Writer
	sum hash.Hash
	tar *tar.Writer
}

func newWriter(out io.Writer) *writer {
	w := &writer{out: out, sum: sha256.New()}
	w.tar = tar.NewWriter(io.MultiWriter(out, w.sum))
	return w
}

func (w *writer) file(name string, b []byte) error {
	if err := w.tar.WriteHeader(header(name, int64(len(b)))); err != nil {
		return err
	}
	_, err := w.tar.Write(b)
	return err
}

// header leaves out whatever would make two backups of the same content differ.
func header(name string, size int64) *tar.Header {
	return &tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
}

// table goes by way of a temporary file: its compressed size stands before it.
func (w *writer) table(ctx context.Context, s *store.Snapshot, t store.Table, i int) (saved Saved, err error) {
	tmp, err := os.CreateTemp("", "gongkai-table-*")
	if err != nil {
		return saved, err
	}
	defer func() { err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name())) }()
	h := sha256.New()
	zip := gzip.NewWriter(tmp)
	n, err := s.Rows(ctx, t, io.MultiWriter(zip, h))
	if err := errors.Join(err, zip.Close()); err != nil {
		return saved, err
	}
	size, err := tmp.Seek(0, io.SeekCurrent)
	if err != nil {
		return saved, err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return saved, err
	}
	if err := w.tar.WriteHeader(header(tableName(i, t.Name), size)); err != nil {
		return saved, err
	}
	if _, err := io.Copy(w.tar, tmp); err != nil {
		return saved, err
	}
	return Saved{t, n, hex.EncodeToString(h.Sum(nil))}, nil
}

func tableName(i int, name string) string {
	return fmt.Sprintf("%s%03d-%s.jsonl.gz", tableFolder, i, name)
}

func (w *writer) close() error {
	if err := w.tar.Flush(); err != nil {
		return err
	}
	_, err := w.out.Write(trailer(w.sum))
	return err
}

// trailer is the last member of an archive and its end.
func trailer(sum hash.Hash) []byte {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	text := hex.EncodeToString(sum.Sum(nil)) + "\n"
	if err := errors.Join(t.WriteHeader(header(sumName, int64(len(text)))), write(t, text), t.Close()); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

func write(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}
