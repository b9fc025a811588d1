// Package store keeps everything the domain records, in an SQLite file or in PostgreSQL, with one SQL text for both.
//
// Each noun has its file; the interfaces it implements belong to the packages that call them. Whatever changes a record
// goes through save, which writes the record, the effects of the act and its ledger entries in one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the SQLite driver

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// ErrConflict reports that somebody changed the record meanwhile; ErrBusy that the database did not get to it.
var (
	ErrConflict = fault.New(fault.Conflict, "conflict", "这条记录刚被他人改动，请刷新后重试。")
	ErrBusy     = fault.New(fault.Unavailable, "busy", "系统正忙，您的操作没有保存，请稍后再试。")
	ErrFull     = fault.New(fault.Unavailable, "disk-full", "服务器磁盘空间不足，您的操作没有保存，已有内容仍可查看。请稍后再试，或联系系统管理员。")
	ErrDisk     = fault.New(fault.Unavailable, "disk-error", "服务器磁盘读写出错，您的操作没有保存。请联系系统管理员。")
	ErrEngine   = fault.New(fault.Unavailable, "engine", "SQLite 版本太旧，可能丢失已经保存的内容，没有启动。请换用正式发布的程序。")
	ErrSchema   = fault.New(fault.Unavailable, "schema", "数据库结构与程序版本不一致，请先运行 gongkai migrate。")
)

// Config says where the data is: PostgreSQL if a URL is given, else an SQLite file.
type Config struct {
	File     string // SQLite file
	Postgres string // postgres:// URL; wins over File
	ReadOnly bool   // SQLite only: open without the right to write
	Volatile bool   // SQLite only: do not wait for the disk; for data that can be made again, such as the demo while it is built
}

// DB is the store. It is safe for concurrent use.
type DB struct {
	dialect dialect
	w, r    *sql.DB // SQLite has one writer; PostgreSQL uses one pool for both
	read    querier // r, with its statements ready on SQLite
	pool    *pgxpool.Pool
	feed    *feed
	rebound sync.Map // SQL text -> text with the engine's placeholders
	filings filings
}

// Open opens the database. It does not migrate; Ready says whether the schema fits.
func Open(ctx context.Context, c Config) (*DB, error) {
	db := &DB{feed: newFeed()}
	var err error
	if c.Postgres != "" {
		err = db.openPostgres(ctx, c)
	} else {
		err = db.openSQLite(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return db, nil
}

func (db *DB) openPostgres(ctx context.Context, c Config) error {
	db.dialect = postgres{}
	pool, err := pgxpool.New(ctx, c.Postgres)
	if err != nil {
		return err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return err
	}
	db.pool = pool
	db.w = stdlib.OpenDBFromPool(pool)
	db.r, db.read = db.w, db.w
	return nil
}

// openSQLite opens one connection for writing and several for reading. The writer waits for the disk at every commit
// (synchronous=FULL), so that nothing acknowledged is lost, and overwrites what is deleted.
func (db *DB) openSQLite(ctx context.Context, c Config) error {
	db.dialect = sqlite{}
	sync := "FULL"
	if c.Volatile {
		sync = "OFF"
	}
	common := "file:" + c.File + "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)"
	var err error
	if db.w, err = sql.Open("sqlite", common+"&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=secure_delete(1)&_pragma=synchronous("+sync+")"); err != nil {
		return err
	}
	db.w.SetMaxOpenConns(1)
	if !c.ReadOnly {
		if err := db.w.PingContext(ctx); err != nil {
			return err
		}
	}
	if db.r, err = sql.Open("sqlite", common+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	db.r.SetMaxOpenConns(readers)
	db.r.SetMaxIdleConns(readers)
	db.read = &statements{DB: db.r, ready: map[string]*sql.Stmt{}}
	return checkEngine(ctx, db.r)
}

// oldest is the SQLite engine that does not lose commits in WAL mode.
var oldest = [3]int{3, 51, 3}

// checkEngine returns ErrEngine for one that might.
func checkEngine(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if !sinceOldest(version) {
		return fmt.Errorf("SQLite %s: %w", version, ErrEngine)
	}
	return nil
}

func sinceOldest(version string) bool {
	var v [3]int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2]); err != nil {
		return false
	}
	return slices.Compare(v[:], oldest[:]) >= 0
}

// Close closes all connections.
func (db *DB) Close() error {
	db.feed.close()
	err := db.w.Close()
	if db.pool != nil {
		db.pool.Close()
		return err
	}
	return errors.Join(err, db.r.Close())
}

// Writer returns the pool that writes, for the job queue.
func (db *DB) Writer() *sql.DB { return db.w }

// Postgres returns the native pool, or nil on SQLite.
func (db *DB) Postgres() *pgxpool.Pool { return db.pool }

// SyncMode returns SQLite's synchronous setting as read back from the writing connection (2 is FULL); 2 on PostgreSQL.
func (db *DB) SyncMode(ctx context.Context) (int, error) {
	mode := 2
	if db.pool != nil {
		return mode, nil
	}
	err := db.w.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&mode)
	return mode, err
}

// Engine returns the name and version of the database engine.
func (db *DB) Engine(ctx context.Context) (string, error) {
	name, text := "SQLite ", "SELECT sqlite_version()"
	if db.pool != nil {
		name, text = "PostgreSQL ", "SHOW server_version"
	}
	var version string
	if err := db.reader().row(ctx, text).Scan(&version); err != nil {
		return "", fmt.Errorf("version of the database: %w", err)
	}
	return name + version, nil
}

// Optimize lets SQLite look at samples of what has grown, so that it finds its way by the right index. What it saw of a small table it forgets
// again: one of a row is read whole, and would be still when it has thousands. PostgreSQL does so by itself.
func (db *DB) Optimize(ctx context.Context) error {
	if db.pool != nil {
		return nil
	}
	for _, text := range []string{
		"PRAGMA optimize=0x10002", // all tables, not only those asked since the start
		"DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 1000", "ANALYZE sqlite_schema",
	} {
		if _, err := db.w.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("optimize: %w", err)
		}
	}
	return nil
}

// Durable makes every further commit wait for the disk, after a volatile beginning.
func (db *DB) Durable(ctx context.Context) error {
	if db.pool != nil {
		return nil
	}
	if _, err := db.w.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	_, err := db.w.ExecContext(ctx, "PRAGMA synchronous=FULL")
	return err
}

// querier is what *sql.DB and *sql.Tx have in common.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}

// conn runs our SQL, with ? for every argument, on either engine, inside a transaction or outside one.
type conn struct {
	q       querier
	db      *DB
	touched *[]string // topics changed in this transaction; nil outside one
}

func (c conn) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return c.q.QueryContext(ctx, c.db.sql(text), args...)
}

func (c conn) row(ctx context.Context, text string, args ...any) *sql.Row {
	return c.q.QueryRowContext(ctx, c.db.sql(text), args...)
}

func (c conn) exec(ctx context.Context, text string, args ...any) error {
	_, err := c.q.ExecContext(ctx, c.db.sql(text), args...)
	return err
}

// execOne fails with ErrConflict unless exactly one row was changed.
func (c conn) execOne(ctx context.Context, text string, args ...any) error {
	res, err := c.q.ExecContext(ctx, c.db.sql(text), args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n != 1 {
		err = ErrConflict
	}
	return err
}

// reader returns a conn for reading outside a transaction.
func (db *DB) reader() conn { return conn{q: db.read, db: db} }

type txKey struct{}

// tx runs fn in one transaction and commits when it returns nil. Inside fn there is nothing but the transaction: no
// network, no files, no hashing of large things; a nested one fails at once. On PostgreSQL a transaction that lost against
// another is run again.
func (db *DB) tx(ctx context.Context, fn func(ctx context.Context, c conn) error) error {
	if ctx.Value(txKey{}) != nil {
		return errors.New("store: nested transaction")
	}
	for try := 0; ; try++ {
		err := db.once(context.WithValue(ctx, txKey{}, true), fn)
		if err == nil || try >= 4 || !db.dialect.again(err) {
			return db.dialect.translate(err)
		}
	}
}

func (db *DB) once(ctx context.Context, fn func(ctx context.Context, c conn) error) (err error) {
	t, err := db.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	var touched []string
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreDone(t.Rollback()))
		}
	}()
	c := conn{t, db, &touched}
	if err := fn(ctx, c); err != nil {
		return err
	}
	if err := c.writeChanges(ctx, touched); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return err
	}
	db.feed.publish(touched)
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// sql returns the text with the engine's placeholders.
func (db *DB) sql(text string) string {
	if !db.dialect.numbered() {
		return text
	}
	if s, ok := db.rebound.Load(text); ok {
		return s.(string)
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' { // our SQL has no question mark elsewhere
			n++
			b.WriteString("$" + strconv.Itoa(n))
		} else {
			b.WriteRune(r)
		}
	}
	db.rebound.Store(text, b.String())
	return b.String()
}

// next gives n new numbers of a sequence and returns the first.
func (c conn) next(ctx context.Context, name string, n int) (int64, error) {
	var last int64
	err := c.row(ctx, `INSERT INTO sequence (name, last) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET last = sequence.last + excluded.last RETURNING last`, name, n).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("number for %s: %w", name, err)
	}
	return last - int64(n) + 1, nil
}

// all reads every row of a query with scan.
func all[T any](ctx context.Context, c conn, scan func(*T) []any, text string, args ...any) ([]T, error) {
	rows, err := c.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err below has the reason
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(scan(&v)...); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// openEnd stands for “no end yet” in to_date columns, so that a span can be compared without a case for NULL.
const openEnd = "9999-12-31"

func endOf(d workday.Date) string {
	if d.IsZero() {
		return openEnd
	}
	return d.String()
}

// millis is an instant as it is stored: Unix milliseconds, 0 for none.
type millis struct{ *time.Time }

func (m millis) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("instant is %T, want int64", v)
	}
	*m.Time = time.Time{}
	if n != 0 {
		*m.Time = time.UnixMilli(n).UTC()
	}
	return nil
}

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
