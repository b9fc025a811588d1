package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

var update = flag.Bool("update", false, "write docs/schema.sql as the migrations make it")

const schemaFile = "../../docs/schema.sql"

// schemaHead stands before the schema in docs.
const schemaHead = `-- The schema that the migrations make, as SQLite keeps it. On PostgreSQL INTEGER PRIMARY KEY is BIGINT PRIMARY KEY and BLOB is
-- BYTEA; all else is the same. The tables of the job queue and of the migrations themselves are left out.
-- Written by go test ./internal/store -run TestSchema -update; a test compares both engines with it.
`

// TestSchemaIsTheOneInDocs keeps docs/schema.sql true: SQLite has its text, and PostgreSQL the same tables, columns,
// keys, checks, indexes and triggers as SQLite.
func TestSchemaIsTheOneInDocs(t *testing.T) {
	t.Parallel()
	lite := storetest.SQLite(t)
	got := schemaHead + statements(t, lite)
	if *update {
		must(t, os.WriteFile(schemaFile, []byte(got), 0o644))
	}
	want, err := os.ReadFile(schemaFile)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/schema.sql (-docs +migrations); rewrite it with -update:\n%s", diff)
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		pg := pgTables(t, storetest.Postgres(t).Writer())
		if diff := cmp.Diff(liteTables(t, lite.Writer()), pg); diff != "" {
			t.Errorf("the engines differ (-sqlite +postgres):\n%s", diff)
		}
	})
}

// statements returns what makes the schema, in the order it was made.
func statements(t *testing.T, db *store.DB) string {
	t.Helper()
	var b strings.Builder
	for _, r := range query(t, db.Writer(), 3, `SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid`) {
		if !ours(r[1]) {
			continue
		}
		if r[0] == "table" {
			b.WriteByte('\n')
		}
		b.WriteString(r[2] + ";\n")
	}
	return b.String()
}

// ours tells the tables of this schema from those of the job queue, the migrations and the engine.
func ours(table string) bool {
	for _, other := range []string{"river_", "goose_", "sqlite_"} {
		if strings.HasPrefix(table, other) {
			return false
		}
	}
	return true
}

// table is what both engines can say of one.
type table struct {
	Columns []string // name, class of type, null or not, default
	Primary string   // columns of the key
	Unique  []string // columns of each unique constraint
	Foreign []string
	Indexes []string
	Checks  int
	Guards  []string // triggers
}

// query reads n columns of text; NULL is the text NULL.
func query(t *testing.T, db *sql.DB, n int, text string, args ...any) [][]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text, args...)
	must(t, err)
	defer func() { _ = rows.Close() }() // rows.Err below has the reason
	var out [][]string
	for rows.Next() {
		cells, ptrs := make([]sql.NullString, n), make([]any, n)
		for i := range cells {
			ptrs[i] = &cells[i]
		}
		must(t, rows.Scan(ptrs...))
		line := make([]string, n)
		for i, c := range cells {
			if line[i] = c.String; !c.Valid {
				line[i] = "NULL"
			}
		}
		out = append(out, line)
	}
	must(t, rows.Err())
	return out
}

// column describes a column in words that both engines share.
func column(name, typ string, null bool, def string) string {
	class, ok := map[string]string{"integer": "int", "bigint": "int", "text": "text", "blob": "bytes", "bytea": "bytes"}[strings.ToLower(typ)]
	if !ok {
		class = "unexpected type " + typ
	}
	if !null {
		class += " not null"
	}
	if def != "NULL" {
		def, _, _ = strings.Cut(def, "::")
		class += " default " + strings.Trim(def, "'")
	}
	return name + " " + class
}

func liteTables(t *testing.T, db *sql.DB) map[string]table {
	t.Helper()
	out := map[string]table{}
	for _, r := range query(t, db, 2, `SELECT name, sql FROM sqlite_master WHERE type = 'table'`) {
		name := r[0]
		if !ours(name) {
			continue
		}
		x := table{Checks: strings.Count(r[1], "CHECK (")}
		key := map[string]string{}
		for _, c := range query(t, db, 5, `SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?) ORDER BY cid`, name) {
			x.Columns = append(x.Columns, column(c[0], c[1], c[2] == "0" && c[4] == "0", c[3]))
			if c[4] != "0" {
				key[c[4]] = c[0]
			}
		}
		for i := range len(key) {
			x.Primary = strings.TrimPrefix(x.Primary+","+key[fmt.Sprint(i+1)], ",")
		}
		for _, f := range query(t, db, 3, `SELECT group_concat("from"), "table", group_concat("to")
			FROM (SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq) GROUP BY id, "table"`, name) {
			x.Foreign = append(x.Foreign, f[0]+" → "+f[1]+"."+f[2])
		}
		for _, i := range query(t, db, 4, `SELECT name, origin, "unique", partial FROM pragma_index_list(?)`, name) {
			var cols []string
			for _, c := range query(t, db, 1, `SELECT name FROM pragma_index_info(?) WHERE name IS NOT NULL ORDER BY seqno`, i[0]) {
				cols = append(cols, c[0])
			}
			x.index(i[0], i[1], i[2] == "1", i[3] == "1", strings.Join(cols, ","))
		}
		for _, g := range query(t, db, 1, `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?`, name) {
			x.Guards = append(x.Guards, g[0])
		}
		x.sort()
		out[name] = x
	}
	return out
}

// index files an index by where it comes from: c for CREATE INDEX, u for a unique constraint, pk for the key.
func (x *table) index(name, origin string, unique, partial bool, cols string) {
	switch origin {
	case "u":
		x.Unique = append(x.Unique, cols)
	case "c":
		x.Indexes = append(x.Indexes, fmt.Sprintf("%s (%s) unique %v partial %v", name, cols, unique, partial))
	}
}

func (x *table) sort() {
	slices.Sort(x.Unique)
	slices.Sort(x.Foreign)
	slices.Sort(x.Indexes)
	slices.Sort(x.Guards)
}

func pgTables(t *testing.T, db *sql.DB) map[string]table {
	t.Helper()
	out := map[string]table{}
	for _, c := range query(t, db, 5, `SELECT table_name, column_name, data_type, is_nullable, column_default
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`) {
		if !ours(c[0]) {
			continue
		}
		x := out[c[0]]
		x.Columns = append(x.Columns, column(c[1], c[2], c[3] == "YES", c[4]))
		out[c[0]] = x
	}
	const cols = `(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(%s) WITH ORDINALITY k(num, n)
		JOIN pg_attribute a ON a.attrelid = %s AND a.attnum = k.num)`
	for _, c := range query(t, db, 5, `SELECT c.conrelid::regclass::text, c.contype::text, `+fmt.Sprintf(cols, "c.conkey", "c.conrelid")+`,
			CASE WHEN c.confrelid = 0 THEN '' ELSE c.confrelid::regclass::text END, `+fmt.Sprintf(cols, "c.confkey", "c.confrelid")+`
		FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.conrelid <> 0`) {
		x, ok := out[c[0]]
		if !ok {
			continue
		}
		switch c[1] {
		case "p":
			x.Primary = c[2]
		case "u":
			x.Unique = append(x.Unique, c[2])
		case "f":
			x.Foreign = append(x.Foreign, c[2]+" → "+c[3]+"."+c[4])
		case "c":
			x.Checks++
		}
		out[c[0]] = x
	}
	for _, i := range query(t, db, 5, `SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, i.indisunique::int::text, (i.indpred IS NOT NULL)::int::text,
			`+fmt.Sprintf(cols, "i.indkey::int2[]", "i.indrelid")+`
		FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
		WHERE r.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`) {
		if x, ok := out[i[0]]; ok {
			x.index(i[1], "c", i[2] == "1", i[3] == "1", i[4])
			out[i[0]] = x
		}
	}
	for _, g := range query(t, db, 2, `SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal`) {
		if x, ok := out[g[0]]; ok {
			x.Guards = append(x.Guards, g[1])
			out[g[0]] = x
		}
	}
	for name, x := range out {
		x.sort()
		out[name] = x
	}
	return out
}
