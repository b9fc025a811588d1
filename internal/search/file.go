package search

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the engine that holds the words

	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// format is the form of the file. A file of another form is made anew.
const format = "4"

// schema of the file. Words are kept without the text they are from: what is shown comes from the store, what stands in
// attachments from doc.
const schema = `
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE doc (
	id      INTEGER PRIMARY KEY, -- place of the first release in the public log, counted backwards
	item    INTEGER NOT NULL UNIQUE,
	version INTEGER NOT NULL,
	facets  TEXT NOT NULL,
	keywords TEXT NOT NULL, -- a line each
	ends    TEXT NOT NULL, -- first day on which it holds no more; '' if it goes on
	files   BLOB NOT NULL  -- text of the attachments, deflated
);
CREATE INDEX doc_ends ON doc (ends) WHERE ends <> '';
CREATE TABLE keyword (word TEXT PRIMARY KEY, n INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(title, number, text, facet, content='', contentless_delete=1, tokenize='ascii');
`

// file is an index in an SQLite file: one connection writes, several read. Each file made anew has a generation of its own, so
// that the one before can go on answering.
type file struct {
	path       string
	generation int
	w, r       *sql.DB

	matching *sql.Stmt // what every question asks
}

// matchText finds numbers of items. They come as one row: a thousand rows take longer to hand over than to find.
const matchText = `SELECT group_concat(rowid) FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?)`

// unfinished ends the name of a file that is being made.
const unfinished = ".new"

func fileName(dir string, generation int) string {
	return filepath.Join(dir, fmt.Sprintf("search-%d.db", generation))
}

// openNewest opens the newest index in a folder, or makes an empty one where there is none of this format. What is left of
// older ones is removed.
func openNewest(ctx context.Context, dir string) (*file, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "search-*.db*"))
	if err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	newest := 0
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(name), "search-%d.db", &n); err == nil && !strings.HasSuffix(name, unfinished) {
			newest = max(newest, n)
		}
	}
	keep := fileName(dir, newest)
	for _, name := range names {
		if !strings.HasPrefix(name, keep) || strings.Contains(name, unfinished) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	if newest > 0 {
		f, err := connect(ctx, keep, newest)
		if err == nil {
			var have string
			if err = f.r.QueryRowContext(ctx, `SELECT value FROM state WHERE name = 'format'`).Scan(&have); err == nil && have == format {
				return f, f.prepare(ctx)
			}
			_ = f.close() // it is thrown away
		}
		if err := remove(keep); err != nil {
			return nil, fmt.Errorf("open search index: %w", err)
		}
	}
	f, err := createFile(ctx, dir, newest+1)
	if err != nil {
		return nil, err
	}
	return f.publish(ctx, dir)
}

// createFile makes an empty index that nobody asks yet.
func createFile(ctx context.Context, dir string, generation int) (*file, error) {
	path := fileName(dir, generation) + unfinished
	if err := remove(path); err != nil {
		return nil, fmt.Errorf("make search index: %w", err)
	}
	f, err := connect(ctx, path, generation)
	if err != nil {
		return nil, fmt.Errorf("make search index: %w", err)
	}
	if _, err := f.w.ExecContext(ctx, schema+`INSERT INTO state VALUES ('format', '`+format+`'), ('position', '0'), ('leaf', ''), ('untidy', '1');`); err != nil {
		return nil, errors.Join(fmt.Errorf("make search index: %w", err), f.close())
	}
	return f, nil
}

// publish gives a finished file its name. Closing it writes everything into the one file.
func (f *file) publish(ctx context.Context, dir string) (*file, error) {
	if err := f.close(); err != nil {
		return nil, fmt.Errorf("finish search index: %w", err)
	}
	path := fileName(dir, f.generation)
	err := os.Rename(f.path, path)
	if err != nil {
		return nil, fmt.Errorf("finish search index: %w", err)
	}
	if f, err = connect(ctx, path, f.generation); err != nil {
		return nil, err
	}
	return f, f.prepare(ctx)
}

func connect(ctx context.Context, path string, generation int) (*file, error) {
	common := "file:" + path + "?_pragma=busy_timeout(10000)&_pragma=cache_size(-8000)&_pragma=secure_delete(1)"
	f := &file{path: path, generation: generation}
	var err error
	if f.w, err = sql.Open("sqlite", common+"&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"); err != nil {
		return nil, err
	}
	f.w.SetMaxOpenConns(1)
	if err := f.w.PingContext(ctx); err != nil {
		return nil, errors.Join(err, f.w.Close())
	}
	if f.r, err = sql.Open("sqlite", common+"&_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, f.w.Close())
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	f.r.SetMaxOpenConns(readers)
	f.r.SetMaxIdleConns(readers)
	return f, nil
}

// prepare readies what is asked again and again, once there is a schema.
func (f *file) prepare(ctx context.Context) (err error) {
	f.matching, err = f.r.PrepareContext(ctx, matchText)
	return err
}

func (f *file) close() error { return errors.Join(f.r.Close(), f.w.Close()) }

// remove deletes an index and what SQLite keeps beside it.
func remove(path string) error {
	var err error
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if e := os.Remove(name); e != nil && !os.IsNotExist(e) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// position is how far the index has read the public log.
type position struct {
	n    int64  // entries read
	leaf string // the last of them, hashed: another log is noticed by it
}

func (f *file) position(ctx context.Context) (p position, err error) {
	var n string
	err = errors.Join(
		f.r.QueryRowContext(ctx, `SELECT value FROM state WHERE name = 'position'`).Scan(&n),
		f.r.QueryRowContext(ctx, `SELECT value FROM state WHERE name = 'leaf'`).Scan(&p.leaf))
	if err == nil {
		p.n, err = strconv.ParseInt(n, 10, 64)
	}
	return p, err
}

// doc is an item as the index keeps it.
type doc struct {
	item   *publication.Item
	files  string // the text of its attachments
	facets string
	ends   workday.Date
}

// facetsOf are the properties that a search may be narrowed by, as words of their own.
func facetsOf(it *publication.Item, ends, today workday.Date) string {
	state := holds
	if !ends.IsZero() && !today.Before(ends) {
		state = holdsNoMore
	}
	return strings.Join([]string{
		facet("u", it.Unit), facet("c", it.Version.Column), facet("y", workday.DateOf(it.Released).Year()), state, facet("g", it.Version.Genre),
	}, " ")
}

// facet writes a property as a word that stands in no text: § is neither a letter nor a digit.
func facet(kind string, value any) string { return fmt.Sprintf("§%s%v", kind, value) }

// Whether a document holds, as facets.
const (
	holds       = "§in"
	holdsNoMore = "§out"
)

// change is one transaction on the index.
type change struct {
	ctx context.Context
	tx  *sql.Tx
}

// update runs fn in a transaction that ends at a position of the log.
func (f *file) update(ctx context.Context, p position, fn func(change) error) (err error) {
	tx, err := f.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	c := change{ctx, tx}
	if err := fn(c); err != nil {
		return err
	}
	if err := c.exec(`UPDATE state SET value = ? WHERE name = 'position'`, strconv.FormatInt(p.n, 10)); err != nil {
		return err
	}
	if err := c.exec(`UPDATE state SET value = ? WHERE name = 'leaf'`, p.leaf); err != nil {
		return err
	}
	return tx.Commit()
}

func (c change) exec(text string, args ...any) error {
	_, err := c.tx.ExecContext(c.ctx, text, args...)
	return err
}

// drop forgets an item, and reports whether there was one.
func (c change) drop(id publication.ID) (had bool, err error) {
	var at int64
	var keywords string
	err = c.tx.QueryRowContext(c.ctx, `SELECT id, keywords FROM doc WHERE item = ?`, id).Scan(&at, &keywords)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for word := range strings.FieldsSeq(keywords) {
		if err := errors.Join(c.exec(`UPDATE keyword SET n = n - 1 WHERE word = ?`, word), c.exec(`DELETE FROM keyword WHERE word = ? AND n <= 0`, word)); err != nil {
			return true, err
		}
	}
	return true, errors.Join(c.exec(`DELETE FROM words WHERE rowid = ?`, at), c.exec(`DELETE FROM doc WHERE id = ?`, at), c.exec(`UPDATE state SET value = '1' WHERE name = 'untidy'`))
}

// origin is the number that the first entry of the public log has in the index.
const origin = 1 << 28

// numberOf is an item's number in the index, smaller for newer ones: FTS5 goes forward in half the time it takes to go backward, and the
// newest are asked for first.
func numberOf(it *publication.Item) int64 { return origin - it.Entry }

// put takes up an item as the public sees it now, and reports whether it takes the place of what it was before.
func (c change) put(d doc) (had bool, err error) {
	it := d.item
	if had, err = c.drop(it.ID); err != nil {
		return had, err
	}
	v, at := it.Version, numberOf(it)
	title := tokens(v.Title)
	number := tokens(v.DocNo + "\n" + it.IndexNo)
	text := tokens(strings.Join([]string{v.Summary, v.Keywords, v.Source, v.Text(), d.files}, "\n"))
	if err := c.exec(`INSERT INTO words (rowid, title, number, text, facet) VALUES (?, ?, ?, ?, ?)`, at, title, number, text, d.facets); err != nil {
		return had, err
	}
	keywords := strings.FieldsFunc(v.Keywords, func(r rune) bool { return strings.ContainsRune(" \u3000,，;；、\n", r) })
	for _, word := range keywords {
		if err := c.exec(`INSERT INTO keyword VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET n = n + 1`, word); err != nil {
			return had, err
		}
	}
	ends := ""
	if !d.ends.IsZero() {
		ends = d.ends.String()
	}
	return had, c.exec(`INSERT INTO doc (id, item, version, facets, keywords, ends, files) VALUES (?, ?, ?, ?, ?, ?, ?)`, at, it.ID, it.Public, d.facets, strings.Join(keywords, "\n"), ends, deflate(d.files))
}

// has reports whether the index holds an item just so.
func (f *file) has(ctx context.Context, it *publication.Item, facets string, ends workday.Date) (bool, error) {
	var version int
	var have, until string
	err := f.w.QueryRowContext(ctx, `SELECT version, facets, ends FROM doc WHERE item = ?`, it.ID).Scan(&version, &have, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	same := until == "" && ends.IsZero() || until == ends.String()
	return err == nil && version == it.Public && have == facets && same, err
}

// ended returns the items that hold no more on a day and are still said to.
func (f *file) ended(ctx context.Context, today workday.Date) ([]publication.ID, error) {
	return column[publication.ID](ctx, f.r, `SELECT item FROM doc WHERE ends <> '' AND ends <= ? AND facets LIKE ? LIMIT 500`, today.String(), "% "+holds+" %")
}

// column reads the one column of a query.
func column[T any](ctx context.Context, db *sql.DB, text string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err below has the reason
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// untidy reports whether the file is in pieces, or holds words of what is gone.
func (f *file) untidy(ctx context.Context) (yes bool, err error) {
	err = f.r.QueryRowContext(ctx, `SELECT value = '1' FROM state WHERE name = 'untidy'`).Scan(&yes)
	return yes, err
}

// tidyPages is how much of an index is written anew in one step of tidying.
const tidyPages = 500

// tidy takes a step towards an index without the words of what is gone: deleting marks them, and only merging writes them no more.
// It reports whether that was the last.
func (f *file) tidy(ctx context.Context, first bool) (done bool, err error) {
	pages := tidyPages
	if first { // all segments are to be merged
		pages = -tidyPages
	}
	var before, after int64
	err = errors.Join(
		f.w.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&before),
		execute(ctx, f.w, `INSERT INTO words (words, rank) VALUES ('merge', ?)`, pages),
		f.w.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&after))
	if err != nil || after-before >= 2 {
		return false, err
	}
	return true, errors.Join(execute(ctx, f.w, `UPDATE state SET value = '0' WHERE name = 'untidy'`), execute(ctx, f.w, `PRAGMA wal_checkpoint(TRUNCATE)`))
}

func execute(ctx context.Context, db *sql.DB, text string, args ...any) error {
	_, err := db.ExecContext(ctx, text, args...)
	return err
}

func deflate(text string) []byte {
	if text == "" {
		return []byte{}
	}
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed) // the level is valid
	_, _ = io.WriteString(w, text)               // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func inflate(b []byte) (string, error) {
	if len(b) == 0 {
		return "", nil
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(b)))
	return string(text), err
}
