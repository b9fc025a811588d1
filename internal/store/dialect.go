package store

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// dialect is all that differs between the engines.
type dialect interface {
	numbered() bool           // placeholders are $1, $2 …
	words() *strings.Replacer // of the migrations
	again(error) bool         // the transaction lost a race and may simply run again
	translate(error) error    // driver errors to ours
	lockHead() string         // reads the heads of both logs and keeps others from appending
	claim() string            // claims deliveries: (now, n, now, lease end)

	guard(name, event, table, refused string) string // makes a trigger that refuses rows before an event
	unguard(name, table string) string               // takes away what guard made
	guards() string                                  // name, table, and what makes it, of every trigger
	dropGuard(name, table string) string

	snapshot() sql.IsolationLevel // at which a transaction sees one moment
	columns() string              // table, column, type, place in the key from 1, for every table
	references() string           // table, table its rows refer to
	byBytes() string              // orders a text by its bytes
}

type sqlite struct{}

func (sqlite) numbered() bool { return false }

func (sqlite) words() *strings.Replacer {
	return strings.NewReplacer("@id", "INTEGER PRIMARY KEY", "@bytes", "BLOB", "@next(expires)", "date(expires, '+1 day')",
		"@days(NEW.files_erased, a.on_date)", "julianday(NEW.files_erased) - julianday(a.on_date)",
		"@genre(v.version)", "json_extract(v.version, '$.Genre')", "@subject(v.version)", "json_extract(v.version, '$.Subject')", "@keywords(v.version)", "json_extract(v.version, '$.Keywords')")
}

func (sqlite) guard(name, event, table, refused string) string {
	return "CREATE TRIGGER " + name + " BEFORE " + event + " ON " + table + " WHEN " + refused + "\nBEGIN SELECT RAISE(ABORT, '" + name + "'); END;"
}

func (d sqlite) unguard(name, table string) string { return d.dropGuard(name, table) + ";" }

func (sqlite) guards() string {
	return `SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name`
}

func (sqlite) dropGuard(name, _ string) string { return `DROP TRIGGER ` + quoted(name) }

func (sqlite) again(error) bool { return false }

func (sqlite) translate(err error) error {
	var e *sqlitedriver.Error
	if !errors.As(err, &e) {
		return common(err)
	}
	switch e.Code() & 0xff {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		return errors.Join(ErrBusy, err)
	case sqlitelib.SQLITE_CONSTRAINT:
		return errors.Join(ErrConflict, err)
	case sqlitelib.SQLITE_FULL:
		return errors.Join(ErrFull, err)
	case sqlitelib.SQLITE_IOERR, sqlitelib.SQLITE_CANTOPEN:
		return errors.Join(ErrDisk, err)
	}
	return err
}

// The writer's transaction is immediate: nobody else appends.
func (sqlite) lockHead() string { return `SELECT log, size FROM ledger_head ORDER BY log` }

func (sqlite) claim() string {
	return `UPDATE delivery SET state = 'sending', next_at = ? WHERE id IN (
		SELECT id FROM delivery WHERE state IN ('waiting', 'sending') AND next_at <= ? ORDER BY next_at, id LIMIT ?) RETURNING `
}

func (sqlite) snapshot() sql.IsolationLevel { return sql.LevelDefault }

func (sqlite) columns() string {
	return `SELECT t.name, c.name, c.type, c.pk FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid`
}

func (sqlite) references() string {
	return `SELECT DISTINCT t.name, k."table" FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table' ORDER BY 1, 2`
}

func (sqlite) byBytes() string { return "" }

type postgres struct{}

func (postgres) numbered() bool { return true }

func (postgres) words() *strings.Replacer {
	return strings.NewReplacer("@id", "BIGINT PRIMARY KEY", "@bytes", "BYTEA", "@next(expires)", "CAST(CAST(expires AS DATE) + 1 AS TEXT)",
		"@days(NEW.files_erased, a.on_date)", "CAST(NEW.files_erased AS DATE) - CAST(a.on_date AS DATE)",
		"@genre(v.version)", "CAST(v.version AS JSON) ->> 'Genre'", "@subject(v.version)", "CAST(v.version AS JSON) ->> 'Subject'", "@keywords(v.version)", "CAST(v.version AS JSON) ->> 'Keywords'")
}

// A condition of a trigger of PostgreSQL may not read tables; a function may.
func (postgres) guard(name, event, table, refused string) string {
	return "CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF " + refused + " THEN RAISE EXCEPTION '" + name +
		"' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN COALESCE(NEW, OLD); END $$;\n" +
		"CREATE TRIGGER " + name + " BEFORE " + event + " ON " + table + " FOR EACH ROW EXECUTE FUNCTION " + name + "();"
}

func (d postgres) unguard(name, table string) string {
	return d.dropGuard(name, table) + ";\nDROP FUNCTION " + name + "();"
}

func (postgres) guards() string {
	return `SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE NOT t.tgisinternal AND c.relnamespace = CAST(current_schema() AS regnamespace) ORDER BY 1`
}

func (postgres) dropGuard(name, table string) string {
	return `DROP TRIGGER ` + quoted(name) + ` ON ` + quoted(table)
}

func (postgres) again(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

func (postgres) translate(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return common(err)
	}
	switch {
	case strings.HasPrefix(e.Code, "23"):
		return errors.Join(ErrConflict, err)
	case e.Code == "40001", e.Code == "40P01", e.Code == "55P03":
		return errors.Join(ErrBusy, err)
	case e.Code == "53100":
		return errors.Join(ErrFull, err)
	case e.Code == "58030":
		return errors.Join(ErrDisk, err)
	}
	return err
}

func (postgres) lockHead() string { return `SELECT log, size FROM ledger_head ORDER BY log FOR UPDATE` }

// Nodes that claim at the same time skip each other's rows.
func (postgres) claim() string {
	return `UPDATE delivery SET state = 'sending', next_at = ? WHERE id IN (
		SELECT id FROM delivery WHERE state IN ('waiting', 'sending') AND next_at <= ? ORDER BY next_at, id LIMIT ?
		FOR UPDATE SKIP LOCKED) RETURNING `
}

func (postgres) snapshot() sql.IsolationLevel { return sql.LevelRepeatableRead }

func (postgres) columns() string {
	return `SELECT c.relname, a.attname, format_type(a.atttypid, -1), COALESCE(array_position(string_to_array(CAST(i.indkey AS TEXT), ' '), CAST(a.attnum AS TEXT)), 0)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema() AS regnamespace) ORDER BY c.relname, a.attnum`
}

func (postgres) references() string {
	return `SELECT DISTINCT CAST(conrelid AS regclass)::text, CAST(confrelid AS regclass)::text FROM pg_constraint
		WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace) ORDER BY 1, 2`
}

func (postgres) byBytes() string { return ` COLLATE "C"` }

func common(err error) error {
	if errors.Is(err, sql.ErrConnDone) {
		return errors.Join(ErrBusy, err)
	}
	return err
}
