package store

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"regexp"
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
	p, err := goose.NewProvider(kind, db.w, filled{sub, db.dialect})
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// filled is a file system whose files have a few words replaced by the engine's own.
type filled struct {
	fs.FS
	dialect dialect
}

// guardForm is @guard(name, INSERT, table) condition; a trigger that refuses what the condition holds for.
var guardForm = regexp.MustCompile(`(?s)@guard\((\w+), (\w+), (\w+)\)\s+(.*?);`)

// unguardForm is @unguard(name, table); it takes away what @guard made.
var unguardForm = regexp.MustCompile(`@unguard\((\w+), (\w+)\);`)

func (f filled) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return file, err
	}
	b, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	text := guardForm.ReplaceAllStringFunc(f.dialect.words().Replace(string(b)), func(s string) string {
		part := guardForm.FindStringSubmatch(s)
		return f.dialect.guard(part[1], part[2], part[3], part[4])
	})
	text = unguardForm.ReplaceAllStringFunc(text, func(s string) string {
		part := unguardForm.FindStringSubmatch(s)
		return f.dialect.unguard(part[1], part[2])
	})
	return &filledFile{file, strings.NewReader(text)}, nil
}

type filledFile struct {
	fs.File
	r *strings.Reader
}

func (f *filledFile) Read(b []byte) (int, error) { return f.r.Read(b) }
