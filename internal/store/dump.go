package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Table is a table as it leaves the store: the same on both engines.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"` // by name
	Key     []string `json:"key"`     // the order of its rows
	texts   []string // columns that the engine might order by a language's rules
	needs   []string // tables its rows refer to
}

// Snapshot reads the whole store as of one moment, while others go on writing.
type Snapshot struct {
	Schema int64   // number of the last migration
	Tables []Table // none before one its rows refer to
	c      conn
}

// Snapshot calls fn with the store as of now.
func (db *DB) Snapshot(ctx context.Context, fn func(*Snapshot) error) error {
	schema, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	tx, err := db.r.BeginTx(ctx, &sql.TxOptions{Isolation: db.dialect.snapshot(), ReadOnly: true})
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	s := &Snapshot{Schema: schema, c: conn{q: tx, db: db}}
	if s.Tables, err = s.c.tables(ctx); err == nil {
		err = fn(s)
	}
	if err := errors.Join(err, ignoreDone(tx.Rollback())); err != nil { // there is nothing to commit
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

// column is one of a table, as the engine has it.
type column struct {
	table, name, kind string
	key               int // its place in the key, from 1
}

func (c conn) columns(ctx context.Context) ([]column, error) {
	return all(ctx, c, func(x *column) []any { return []any{&x.table, &x.name, &x.kind, &x.key} }, c.db.dialect.columns())
}

// tables lists what is ours: not the job queue's, which only wakes what the rows say anyway, nor the migrations' own.
func (c conn) tables(ctx context.Context) ([]Table, error) {
	cols, err := c.columns(ctx)
	if err != nil {
		return nil, err
	}
	type reference struct{ from, to string }
	refs, err := all(ctx, c, func(r *reference) []any { return []any{&r.from, &r.to} }, c.db.dialect.references())
	if err != nil {
		return nil, err
	}
	byName := map[string]*Table{}
	var names []string
	keys := map[string][]column{}
	for _, x := range cols {
		if strings.HasPrefix(x.table, "river_") || strings.HasPrefix(x.table, "goose_") || strings.HasPrefix(x.table, "sqlite_") {
			continue
		}
		t := byName[x.table]
		if t == nil {
			t = &Table{Name: x.table}
			byName[x.table], names = t, append(names, x.table)
		}
		t.Columns = append(t.Columns, x.name)
		if strings.EqualFold(x.kind, "text") {
			t.texts = append(t.texts, x.name)
		}
		if x.key > 0 {
			keys[x.table] = append(keys[x.table], x)
		}
	}
	for _, r := range refs {
		if t := byName[r.from]; t != nil && r.from != r.to {
			t.needs = append(t.needs, r.to)
		}
	}
	for name, t := range byName {
		slices.Sort(t.Columns)
		slices.SortFunc(keys[name], func(a, b column) int { return a.key - b.key })
		for _, k := range keys[name] {
			t.Key = append(t.Key, k.name)
		}
		if len(t.Key) == 0 {
			t.Key = t.Columns
		}
	}
	slices.Sort(names)
	return inOrder(names, byName)
}

// inOrder puts tables after those they refer to, and by name where that leaves a choice.
func inOrder(names []string, byName map[string]*Table) ([]Table, error) {
	var out []Table
	done := map[string]bool{}
	for len(out) < len(names) {
		before := len(out)
		for _, name := range names {
			if done[name] || slices.ContainsFunc(byName[name].needs, func(need string) bool { return !done[need] }) {
				continue
			}
			done[name], out = true, append(out, *byName[name])
		}
		if len(out) == before {
			return nil, errors.New("tables refer to each other in a circle")
		}
	}
	return out, nil
}

// Rows writes a table, a row a line, by its key: each a JSON array of whole numbers, texts, null, and bytes as {"b64": …}. Equal rows
// give equal lines on both engines. It returns how many there are.
func (s *Snapshot) Rows(ctx context.Context, t Table, w io.Writer) (n int64, err error) {
	order := make([]string, len(t.Key))
	for i, k := range t.Key {
		if order[i] = quoted(k); slices.Contains(t.texts, k) {
			order[i] += s.c.db.dialect.byBytes()
		}
	}
	rows, err := s.c.query(ctx, `SELECT `+quotedAll(t.Columns)+` FROM `+quoted(t.Name)+` ORDER BY `+strings.Join(order, ", "))
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", t.Name, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below has the reason
	values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	var line bytes.Buffer
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, fmt.Errorf("read %s: %w", t.Name, err)
		}
		line.Reset()
		if err := writeRow(&line, values); err != nil {
			return n, fmt.Errorf("row %d of %s: %w", n+1, t.Name, err)
		}
		if _, err := w.Write(line.Bytes()); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

func writeRow(b *bytes.Buffer, values []any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	sep := byte('[')
	for _, v := range values {
		b.WriteByte(sep)
		sep = ','
		switch x := v.(type) {
		case nil, int64:
		case string:
			if !utf8.ValidString(x) {
				return errors.New("a text is not UTF-8")
			}
		case []byte:
			v = bytesCell{base64.StdEncoding.EncodeToString(x)}
		default:
			return fmt.Errorf("a value is %T", v)
		}
		if err := enc.Encode(v); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the encoder's line end
	}
	b.WriteString("]\n")
	return nil
}

// bytesCell is how bytes stand in a line.
type bytesCell struct {
	Base64 string `json:"b64"`
}

func quoted(name string) string { return `"` + name + `"` }

func quotedAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quoted(n)
	}
	return strings.Join(out, ", ")
}
