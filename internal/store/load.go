package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai/internal/fault"
)

// What a store must be like for a backup to be loaded into it.
var (
	ErrNotEmpty = fault.New(fault.Conflict, "store-not-empty", "目标数据库里已有数据，没有恢复。请换一个空的数据目录或空的数据库。")
	ErrNewer    = fault.New(fault.Invalid, "backup-newer", "备份由更新的版本制作，本版本读不了。请先升级程序再恢复。")
)

// MigrateTo makes the schema of an earlier release, to load what was saved under it.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	if sources := p.ListSources(); version > sources[len(sources)-1].Version {
		return fmt.Errorf("schema %d: %w", version, ErrNewer)
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate to %d: %w", version, err)
	}
	return nil
}

// SchemaVersion returns the number of the last migration.
func (db *DB) SchemaVersion(ctx context.Context) (int64, error) {
	p, err := db.provider()
	if err != nil {
		return 0, err
	}
	v, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return v, nil
}

// Loading fills an empty store within one transaction.
type Loading struct{ c conn }

// Load calls fn with a store that has its schema and nothing else, and keeps what fn loaded only if fn and check return nil.
func (db *DB) Load(ctx context.Context, fn func(*Loading) error, check func(*Snapshot) error) error {
	schema, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		tables, err := c.tables(ctx)
		if err != nil {
			return err
		}
		for _, name := range []string{"unit", "ledger_entry"} { // whoever has begun has both
			var n int
			if err := c.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+name+` LIMIT 1) AS begun`).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return ErrNotEmpty
			}
		}
		guards, err := c.unguarded(ctx)
		if err != nil {
			return err
		}
		for _, t := range slices.Backward(tables) { // what the migrations put in
			if err := c.exec(ctx, `DELETE FROM `+quoted(t.Name)); err != nil {
				return fmt.Errorf("empty %s: %w", t.Name, err)
			}
		}
		if err := fn(&Loading{c}); err != nil {
			return err
		}
		for _, g := range guards {
			if err := c.exec(ctx, g.text); err != nil {
				return fmt.Errorf("guard %s: %w", g.table, err)
			}
		}
		c.touch(All)
		return check(&Snapshot{Schema: schema, Tables: tables, c: c})
	})
}

// guard is a trigger.
type guard struct{ name, table, text string }

// unguarded takes the triggers away and returns them. They judge what happens against what is so now; what is loaded happened when
// other things were so.
func (c conn) unguarded(ctx context.Context) ([]guard, error) {
	guards, err := all(ctx, c, func(g *guard) []any { return []any{&g.name, &g.table, &g.text} }, c.db.dialect.guards())
	if err != nil {
		return nil, fmt.Errorf("read guards: %w", err)
	}
	for _, g := range guards {
		if err := c.exec(ctx, c.db.dialect.dropGuard(g.name, g.table)); err != nil {
			return nil, fmt.Errorf("set guard %s aside: %w", g.name, err)
		}
	}
	return guards, nil
}

// maxArgs is how many values go into one statement; both engines take more.
const maxArgs = 8000

// Rows reads what Snapshot.Rows wrote of a table.
func (l *Loading) Rows(ctx context.Context, t Table, r io.Reader) error {
	known, err := l.c.tables(ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(known, func(k Table) bool { return k.Name == t.Name }); i < 0 || !slices.Equal(known[i].Columns, t.Columns) {
		return fmt.Errorf("table %s is not of this schema", t.Name)
	}
	row := `(` + marks(len(t.Columns)) + `)`
	insert := func(args []any) error {
		if len(args) == 0 {
			return nil
		}
		rows := strings.Repeat(row+`,`, len(args)/len(t.Columns))
		return l.c.exec(ctx, `INSERT INTO `+quoted(t.Name)+` (`+quotedAll(t.Columns)+`) VALUES `+rows[:len(rows)-1], args...)
	}
	most := max(1, maxArgs/len(t.Columns)) * len(t.Columns)
	args := make([]any, 0, most)
	in := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			break
		}
		if err != nil {
			return fmt.Errorf("row %d of %s: %w", n, t.Name, err)
		}
		values, err := readRow(line)
		if err != nil || len(values) != len(t.Columns) {
			return fmt.Errorf("row %d of %s: %w", n, t.Name, errors.Join(errors.New("not as it was written"), err))
		}
		if args = append(args, values...); len(args) < most {
			continue
		}
		if err := insert(args); err != nil {
			return fmt.Errorf("load %s: %w", t.Name, err)
		}
		args = args[:0]
	}
	if err := insert(args); err != nil {
		return fmt.Errorf("load %s: %w", t.Name, err)
	}
	return nil
}

func readRow(line []byte) ([]any, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var out []any
	if err := dec.Decode(&out); err != nil {
		return nil, err
	}
	for i, v := range out {
		var err error
		switch x := v.(type) {
		case json.Number:
			out[i], err = x.Int64()
		case map[string]any:
			text, _ := x["b64"].(string) // anything else is no base64 either
			out[i], err = base64.StdEncoding.DecodeString(text)
		case nil, string:
		default:
			err = fmt.Errorf("a value is %T", v)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
