package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/app"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/search"
	"gongkai/internal/search/searchtest"
)

// questions is how many different questions are asked in turn, so that none is answered from what was found before.
const questions = 4000

// library is what the process with the large library says of it.
type library struct {
	Addr     string
	Index    string  // the file
	Ordinary string  // a copy of it as inserting leaves it
	Right    int     // of the twenty questions
	Text     int64   // bytes of title and body
	Size     int64   // bytes of the index
	Seconds  float64 // to make the index
}

// search asks twenty questions with known answers of a large library, and compares the search page with a bare query of the same
// file behind the least that net/http can do.
func (b *bench) search() error {
	small, err := b.library(b.docs)
	if err != nil {
		return err
	}
	defer small.stop()
	b.line(fmt.Sprintf("search, %d documents, right answers", b.docs), strconv.Itoa(small.Right), "20", float64(small.Right)/20, "≥ 19 of 20")
	b.sizes(small, b.docs)
	paths, yardPaths := questionPaths(b.docs)
	twenty, yardTwenty := twentyPaths()
	// An FTS5 table as one fills and asks it, and then our own file, which is in one piece and counts backwards.
	if err := b.besideBare(small, small.Ordinary, "DESC", "≥ 0.6 of a bare FTS5 query", twenty, yardTwenty, paths, yardPaths); err != nil {
		return err
	}
	if err := b.besideBare(small, small.Index, "ASC", "beside a bare query of our file", nil, nil, paths, yardPaths); err != nil {
		return err
	}
	if b.many == 0 {
		return nil
	}
	large, err := b.library(b.many)
	if err != nil {
		return err
	}
	defer large.stop()
	b.line(fmt.Sprintf("search, %d documents, right answers", b.many), strconv.Itoa(large.Right), "20", float64(large.Right)/20, "≥ 19 of 20")
	b.sizes(large, b.many)
	more, _ := questionPaths(b.many)
	return b.compareAll(fmt.Sprintf("search, %d documents to %d", b.many, b.docs), side{large.Addr, large.pid(), more}, side{small.Addr, small.pid(), paths}, "", "≤ 10")
}

// besideBare compares the search page with a bare query of a file.
func (b *bench) besideBare(l *libraryOf, file, order, promise string, twenty, bareTwenty, different, bareDifferent []string) error {
	bare, err := b.start(1, "-bare-search", file, order)
	if err != nil {
		return err
	}
	defer bare.stop()
	addr, err := bare.line()
	if err != nil {
		return err
	}
	addr = strings.TrimSpace(addr)
	if len(twenty) > 0 {
		if err := b.compareAll("search, the twenty questions in turn", side{l.Addr, l.pid(), twenty}, side{addr, bare.pid(), bareTwenty}, promise, ""); err != nil {
			return err
		}
	}
	return b.compareAll("search, 4000 different questions", side{l.Addr, l.pid(), different}, side{addr, bare.pid(), bareDifferent}, promise, "")
}

func (b *bench) sizes(l *libraryOf, n int) {
	b.line(fmt.Sprintf("search, %d documents, index to text", n), fmt.Sprintf("%.0f MiB", float64(l.Size)/(1<<20)), fmt.Sprintf("%.0f MiB", float64(l.Text)/(1<<20)),
		float64(l.Size)/float64(l.Text), "≤ 2")
	b.line(fmt.Sprintf("search, %d documents, index made", n), fmt.Sprintf("%.0f s", l.Seconds), "—", 0, "—")
}

// twentyPaths are the twenty questions as a visitor asks them; the bare query is asked for the same words.
func twentyPaths() (ours, bare []string) {
	for _, q := range searchtest.Questions() {
		ours = append(ours, "/search?q="+url.QueryEscape(q.Asked))
		match := `"` + q.Asked + `"`
		if han := strings.Map(onlyHan, q.Asked); utf8.RuneCountInString(han) > 1 {
			match = pairs(han)
		}
		bare = append(bare, "/?m="+url.QueryEscape(match))
	}
	return ours, bare
}

func onlyHan(r rune) rune {
	if unicode.Is(unicode.Han, r) {
		return r
	}
	return -1
}

func questionPaths(n int) (ours, bare []string) {
	for _, p := range searchtest.Phrases(n, questions) {
		ours = append(ours, "/search?sort=date&q="+url.QueryEscape(p))
		bare = append(bare, "/?m="+url.QueryEscape(pairs(p)))
	}
	return ours, bare
}

// pairs writes a stretch of Han characters as the index has it.
func pairs(text string) string {
	r := []rune(text)
	out := make([]string, len(r)-1)
	for i := range out {
		out[i] = string(r[i : i+2])
	}
	return `"` + strings.Join(out, " ") + `"`
}

// libraryOf is a process that serves a library.
type libraryOf struct {
	library
	*child
	remove func()
}

func (l *libraryOf) stop() {
	l.child.stop()
	l.remove()
}

func (b *bench) library(n int) (*libraryOf, error) {
	dir, remove, err := folder()
	if err != nil {
		return nil, err
	}
	c, err := b.start(1, "-search", dir, strconv.Itoa(n))
	if err != nil {
		return nil, err
	}
	l := &libraryOf{child: c, remove: remove}
	text, err := c.line()
	if err == nil {
		err = json.Unmarshal([]byte(text), &l.library)
	}
	if err != nil {
		l.stop()
		return nil, fmt.Errorf("library of %d: %w", n, err)
	}
	return l, nil
}

// searchChild makes a library of n documents with its index, answers the twenty questions, and serves the portal over it.
func searchChild(args []string) error {
	dir := args[0]
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	ctx := context.Background()
	a, err := openFurnished(ctx, dir)
	if err != nil {
		return err
	}
	out := library{Index: filepath.Join(dir, "search", "search-1.db"), Ordinary: filepath.Join(dir, "ordinary.db")}
	if out.Text, err = fillLibrary(ctx, filepath.Join(dir, "gongkai.db"), n); err != nil {
		return err
	}
	if err := makeIndex(ctx, a, dir, &out); err != nil {
		return err
	}
	s, err := a.NewServer(ctx, nil)
	if err != nil {
		return err
	}
	if err := s.Start(ctx); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	out.Addr = l.Addr().String()
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

func makeIndex(ctx context.Context, a *app.App, dir string, out *library) error {
	text := func(context.Context, publication.File) (string, error) { return searchtest.FileText, nil }
	ix, err := search.Open(ctx, filepath.Join(dir, "search"), a.DB, text, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	start := time.Now()
	if err := ix.Follow(ctx); err != nil {
		return err
	}
	if err := copyIndex(out.Index, out.Ordinary); err != nil {
		return err
	}
	for done := false; !done; {
		if done, err = ix.Tidy(ctx); err != nil {
			return err
		}
	}
	out.Seconds = time.Since(start).Seconds()
	for _, q := range searchtest.Questions() {
		got, err := ix.Find(ctx, publication.Question{Text: q.Asked, Limit: 1000})
		if err != nil {
			return err
		}
		var ids []publication.ID
		for _, h := range got.Hits {
			ids = append(ids, h.Item.ID)
		}
		slices.Sort(ids)
		if slices.Equal(ids, q.Want) {
			out.Right++
		}
	}
	if err := ix.Close(); err != nil {
		return err
	}
	info, err := os.Stat(out.Index)
	if err == nil {
		out.Size = info.Size()
	}
	return err
}

// copyIndex copies an index as it is, while nobody writes.
func copyIndex(from, to string) (err error) {
	db, err := sql.Open("sqlite", "file:"+from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.Exec(`VACUUM INTO ?`, to)
	return err
}

// tallyItems counts what was written past our own code.
const tallyItems = `INSERT INTO item_tally (col, unit, year, n, last)
	SELECT col, unit, CAST(substr(released_on, 1, 4) AS BIGINT), COUNT(*), MAX(released_on) FROM item WHERE public_no > 0 GROUP BY 1, 2, 3`

// fillLibrary writes n released items past our own code, with their entries in the public log, and returns the bytes of their text.
func fillLibrary(ctx context.Context, file string, n int) (size int64, err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=synchronous(OFF)&_pragma=busy_timeout(10000)")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	const perTx = 10_000
	for from := 1; from <= n; from += perTx {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return 0, err
		}
		for i := from; i < min(from+perTx, n+1); i++ {
			written, err := fillDocument(ctx, tx, i)
			if err != nil {
				return 0, errors.Join(err, tx.Rollback())
			}
			size += written
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	_, err = db.ExecContext(ctx, tallyItems)
	return size, err
}

func fillDocument(ctx context.Context, tx *sql.Tx, i int) (int64, error) {
	v := searchtest.Document(i)
	b, err := json.Marshal(v)
	if err != nil {
		return 0, err
	}
	state, public := publication.Released, 1
	if i == searchtest.Withdrawn {
		state, public = publication.Withdrawn, 0
	}
	at := time.UnixMilli(1_600_000_000_000 + int64(i)*1000)
	_, err1 := tx.ExecContext(ctx, `INSERT INTO item (id, unit, col, writer, state, version_no, public_no, title, genre, formed_on, screened, created, changed, index_no, released, released_on, entry)
		VALUES (?, 1, 1, 1, ?, 1, ?, ?, ?, ?, '{}', ?, ?, ?, ?, '2026-01-06', ?)`,
		i, state, public, v.Title, v.Genre, v.FormedOn.String(), at.UnixMilli(), at.UnixMilli(), fmt.Sprintf("x/2026-%07d", i), at.UnixMilli(), i-1)
	_, err2 := tx.ExecContext(ctx, `INSERT INTO item_version (item, no, digest, version, released, entry) VALUES (?, 1, ?, ?, ?, ?)`, i, strconv.Itoa(i), string(b), at.UnixMilli(), i-1)
	about := ref.To(publication.Ref, publication.ID(i))
	e := ledger.Entry{Log: ledger.Release, Kind: "released", Ref: about, At: at, By: "jyj"}
	_, err3 := tx.ExecContext(ctx, `INSERT INTO ledger_entry (log, idx, leaf, ref, at) VALUES ('release', ?, ?, ?, ?)`, i-1, e.Leaf(), about.String(), at.UnixMilli())
	return int64(len(v.Title) + len(v.Body)), errors.Join(err1, err2, err3)
}

// bareSearchChild answers a match expression with the numbers of the ten newest documents, and does nothing else.
func bareSearchChild(args []string) error {
	db, err := sql.Open("sqlite", "file:"+args[0]+"?_pragma=query_only(1)&_pragma=cache_size(-8000)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := db.QueryContext(r.Context(), `SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid `+args[1]+` LIMIT 10`, r.URL.Query().Get("m"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var out []byte
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				break
			}
			out = append(strconv.AppendInt(out, id, 10), '\n')
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(out)))
		_, _ = w.Write(out) // the measuring side counts what arrives
	}))
}
