package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"gongkai/internal/blob"
	"gongkai/internal/store"
)

// Archive is a backup whose every byte has been found to be as it was written.
type Archive struct {
	Manifest
	file *os.File
	size int64 // before the trailer
}

// Open opens a backup and reads all of it once. It returns ErrDamaged if any bit is not as it was written.
func Open(ctx context.Context, name string, told Progress) (a *Archive, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open backup: %w", err)
	}
	a = &Archive{file: f, size: info.Size() - int64(len(trailer(sha256.New())))}
	if err := a.check(ctx, told); err != nil {
		return nil, fmt.Errorf("open backup: %w", err)
	}
	if err := a.each(func(name string, r io.Reader) error {
		if name != manifestName {
			return nil
		}
		return json.NewDecoder(r).Decode(&a.Manifest)
	}); err != nil || a.Format != format {
		return nil, fmt.Errorf("open backup: manifest of format %d: %w", a.Format, errors.Join(ErrDamaged, err))
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

func (a *Archive) check(ctx context.Context, told Progress) error {
	if a.size <= 0 {
		return fmt.Errorf("too short: %w", ErrDamaged)
	}
	sum := sha256.New()
	const step = 4 << 20
	for done := int64(0); done < a.size; done += step {
		if err := ctx.Err(); err != nil {
			return err
		}
		told("核对备份", done, a.size)
		if _, err := io.Copy(sum, io.NewSectionReader(a.file, done, min(step, a.size-done))); err != nil {
			return err
		}
	}
	want := trailer(sum)
	have := make([]byte, len(want))
	if _, err := a.file.ReadAt(have, a.size); err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return fmt.Errorf("sum differs: %w", ErrDamaged)
	}
	return nil
}

// each calls fn with every member.
func (a *Archive) each(fn func(name string, r io.Reader) error) error {
	t := tar.NewReader(io.NewSectionReader(a.file, 0, a.size))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(h.Name, t); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
}

// Restore fills an empty store and an empty folder of files, and compares them with the list. Only if they are equal does the store keep
// what was loaded; otherwise it returns ErrDiffers.
func (a *Archive) Restore(ctx context.Context, db *store.DB, files *blob.Dir, told Progress) error {
	if err := a.mayJoin(ctx, files); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := db.MigrateTo(ctx, a.Schema); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	n := 0
	if err := a.each(func(name string, r io.Reader) error {
		if path.Dir(name)+"/" != fileFolder {
			return nil
		}
		told("文件", int64(n), int64(a.Files))
		n++
		b, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		d, err := files.Put(ctx, b)
		if err == nil && string(d) != path.Base(name) {
			err = ErrDamaged
		}
		return err
	}); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	err := db.Load(ctx, func(l *store.Loading) error { return a.load(ctx, l, told) }, func(s *store.Snapshot) error {
		have, err := Describe(ctx, s, files, told)
		if err == nil && have.Hash != a.Hash {
			err = ErrDiffers
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// mayJoin returns nil if a folder has no other files than this backup's: an earlier attempt may have left some.
func (a *Archive) mayJoin(ctx context.Context, files *blob.Dir) error {
	ours := map[string]bool{}
	if err := a.each(func(name string, _ io.Reader) error {
		ours[path.Base(name)] = true
		return nil
	}); err != nil {
		return err
	}
	there, err := files.All(ctx)
	for _, d := range there {
		if !ours[string(d)] {
			return ErrOtherFiles
		}
	}
	return err
}

func (a *Archive) load(ctx context.Context, l *store.Loading, told Progress) error {
	tables := map[string]store.Table{}
	for i, t := range a.Tables {
		tables[tableName(i, t.Name)] = t.Table
	}
	n := 0
	return a.each(func(name string, r io.Reader) error {
		if !strings.HasPrefix(name, tableFolder) {
			return nil
		}
		t, ok := tables[name]
		if !ok {
			return fmt.Errorf("not in the list: %w", ErrDamaged)
		}
		told("数据表", int64(n), int64(len(a.Tables)))
		n++
		lines, err := gzip.NewReader(r)
		if err != nil {
			return err
		}
		return l.Rows(ctx, t, lines)
	})
}
