package store

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this release. Commands never do it by themselves.
func (db *DB) Migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Ready returns ErrSchema unless the schema is that of this release.
func (db *DB) Ready(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w: %w", ErrSchema, err)
	}
	if pending {
		return fmt.Errorf("migrations pending: %w", ErrSchema)
	}
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	kind := goose.DialectSQLite3
	if db.pool != nil {
		kind = goose.DialectPostgres
	}
	p, err := goose.NewProvider(kind, db.w, filled{sub, db.dialect.words()})
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// filled is a file system whose files have a few words replaced by the engine's own.
type filled struct {
	fs.FS
	words *strings.Replacer
}

func (f filled) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return file, err
	}
	b, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return &filledFile{file, bytes.NewReader([]byte(f.words.Replace(string(b))))}, nil
}

type filledFile struct {
	fs.File
	r *bytes.Reader
}

func (f *filledFile) Read(b []byte) (int, error) { return f.r.Read(b) }
