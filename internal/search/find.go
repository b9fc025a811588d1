package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/publication"
)

// What a question must be like.
var (
	ErrNoWords   = fault.New(fault.Invalid, "no-words", "请输入要查找的内容，如文件名称、文号、学校名称。")
	ErrManyWords = fault.New(fault.Invalid, "too-many-words", "检索内容太长，请只留最要紧的词，一般不超过 60 字。")
)

const (
	maxRunes = 200 // of a question: a whole title fits
	maxParts = 10  // between blanks
)

// query is a question as the index understands it.
type query struct {
	titles string   // expression over titles and numbers
	all    string   // over everything
	terms  []string // what is marked
	also   []string // synonyms among them
}

// parse turns the words of a question into expressions of FTS5. Every part must be there, or a synonym of it.
func (l *lexicon) parse(text string) (query, error) {
	if utf8.RuneCountInString(text) > maxRunes {
		return query{}, ErrManyWords
	}
	parts := strings.Fields(text)
	if len(parts) > maxParts {
		return query{}, ErrManyWords
	}
	var q query
	var needs []string
	for _, part := range parts {
		p := phrase(part)
		if p == "" {
			continue
		}
		either := []string{p}
		q.terms = append(q.terms, part)
		for _, other := range l.alike(part) {
			either = append(either, phrase(other))
			q.terms, q.also = append(q.terms, other), append(q.also, other)
		}
		needs = append(needs, "("+strings.Join(either, " OR ")+")")
	}
	if len(needs) == 0 {
		return query{}, ErrNoWords
	}
	words := strings.Join(needs, " AND ")
	q.titles, q.all = "{title number} : ("+words+")", "{title number text} : ("+words+")"
	return q, nil
}

// narrow adds the properties asked for to an expression.
func narrow(expr string, q publication.Question) string {
	var facets []string
	one := func(use bool, name string) {
		if use {
			facets = append(facets, `"`+name+`"`)
		}
	}
	one(q.Unit != 0, "u"+strconv.FormatInt(q.Unit, 10))
	one(q.Year != 0, "y"+strconv.Itoa(q.Year))
	one(q.Genre != "", "g"+strings.Trim(phrase(q.Genre), `"* `))
	one(q.Validity == publication.Valid, "vin")
	one(q.Validity == publication.Invalid, "vout")
	if len(q.Columns) > 0 {
		names := make([]string, len(q.Columns))
		for i, c := range q.Columns {
			names[i] = `"c` + strconv.FormatInt(c, 10) + `"`
		}
		facets = append(facets, "("+strings.Join(names, " OR ")+")")
	}
	if len(facets) == 0 {
		return expr
	}
	return "(" + expr + ") AND facet : (" + strings.Join(facets, " AND ") + ")"
}

// Find implements publication.Finder.
func (ix *Index) Find(ctx context.Context, q publication.Question) (publication.Answer, error) {
	words := ix.words.Load()
	asked, err := words.parse(q.Text)
	if err != nil {
		return publication.Answer{}, fmt.Errorf("find: %w", err)
	}
	ids, err := ix.list(ctx, asked, q)
	if err != nil {
		return publication.Answer{}, fmt.Errorf("find: %w", err)
	}
	out := publication.Answer{N: len(ids), Also: asked.also}
	if len(ids) == 0 {
		out.Hint, err = ix.hint(ctx, words, q)
		return out, err
	}
	ids = ids[min(q.Offset, len(ids)):min(q.Offset+q.Limit, len(ids))]
	if out.Hits, err = ix.show(ctx, ids, asked.terms); err != nil {
		return out, fmt.Errorf("show what was found: %w", err)
	}
	return out, nil
}

// list returns the places of everything found, in the order asked for, at most one more than is counted.
func (ix *Index) list(ctx context.Context, asked query, q publication.Question) ([]int64, error) {
	titles, all := narrow(asked.titles, q), narrow(asked.all, q)
	key := all
	if q.Relevance {
		key = titles + all
	}
	if ids, ok := ix.lists.get(key); ok {
		return ids, nil
	}
	const most = publication.CountedTo + 1
	var ids []int64
	err := ix.ask(func(f *file) error {
		var err error
		if !q.Relevance {
			ids, err = f.match(ctx, all, most)
			return err
		}
		if ids, err = f.match(ctx, titles, most); err != nil || len(ids) == most {
			return err
		}
		rest := all
		if len(ids) > 0 {
			rest = "(" + all + ") NOT (" + titles + ")"
		}
		more, err := f.match(ctx, rest, most-len(ids))
		ids = append(ids, more...)
		return err
	})
	if err == nil {
		ix.lists.put(key, ids)
	}
	return ids, err
}

// match returns the places of what an expression finds, the newest first.
func (f *file) match(ctx context.Context, expr string, n int) ([]int64, error) {
	return column[int64](ctx, f.r, `SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?`, expr, n)
}

// ask lets fn read the index, once more where the file was exchanged meanwhile.
func (ix *Index) ask(fn func(*file) error) error {
	f := ix.file.Load()
	err := fn(f)
	if now := ix.file.Load(); err != nil && now != f {
		return fn(now)
	}
	return err
}

// show reads what was found from the store as the public sees it now, and marks what was looked for.
func (ix *Index) show(ctx context.Context, ids []int64, terms []string) ([]publication.Hit, error) {
	type place struct {
		item  publication.ID
		files []byte
	}
	found := make([]place, len(ids))
	err := ix.ask(func(f *file) error {
		for i, id := range ids {
			err := f.r.QueryRowContext(ctx, `SELECT item, files FROM doc WHERE id = ?`, id).Scan(&found[i].item, &found[i].files)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	items := make([]publication.ID, len(found))
	for i, p := range found {
		items[i] = p.item
	}
	public, err := ix.source.PublicItems(ctx, items)
	if err != nil {
		return nil, err
	}
	byID := map[publication.ID]*publication.Item{}
	for i := range public {
		byID[public[i].ID] = &public[i]
	}
	var out []publication.Hit
	for _, p := range found {
		it := byID[p.item]
		if it == nil {
			ix.Notify() // it was withdrawn, and the index does not know yet
			continue
		}
		h, err := hit(it, p.files, terms)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// hit shows an item with what was looked for: in its text, or else in an attachment.
func hit(it *publication.Item, files []byte, terms []string) (publication.Hit, error) {
	v := it.Version
	h := publication.Hit{Item: *it, Title: marked(v.Title, terms)}
	if h.Text = excerpt(v.Text(), terms); len(h.Text) > 0 {
		return h, nil
	}
	text, err := inflate(files)
	if err != nil {
		return h, err
	}
	if h.Text = excerpt(text, terms); len(h.Text) > 0 {
		h.InFile = true
		return h, nil
	}
	h.Text = marked(v.Summary, terms)
	return h, nil
}
