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
	"gongkai/internal/ledger"
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
	q.titles, q.all = "{title number} : ("+words+")", words
	return q, nil
}

// narrow adds the properties asked for to an expression.
func narrow(expr string, q publication.Question) string {
	var facets []string
	add := func(use bool, word string) {
		if use {
			facets = append(facets, `"`+word+`"`)
		}
	}
	add(q.Unit != 0, facet("u", q.Unit))
	add(q.Year != 0, facet("y", q.Year))
	add(q.Genre != "", facet("g", strings.ReplaceAll(q.Genre, `"`, "")))
	add(q.Validity == publication.Valid, holds)
	add(q.Validity == publication.Invalid, holdsNoMore)
	if len(q.Columns) > 0 {
		names := make([]string, len(q.Columns))
		for i, c := range q.Columns {
			names[i] = `"` + facet("c", c) + `"`
		}
		facets = append(facets, "("+strings.Join(names, " OR ")+")")
	}
	if len(facets) == 0 {
		return expr
	}
	return "(" + expr + ") AND " + strings.Join(facets, " AND ")
}

// Find implements publication.Finder.
func (ix *Index) Find(ctx context.Context, q publication.Question) (publication.Answer, error) {
	if !ix.ready.Load() {
		return publication.Answer{}, fmt.Errorf("find: %w", publication.ErrNotReady)
	}
	words := ix.words.Load()
	asked, err := words.parse(q.Text)
	if err != nil {
		return publication.Answer{}, fmt.Errorf("find: %w", err)
	}
	ids, counted, err := ix.list(ctx, asked, q)
	if err != nil {
		return publication.Answer{}, fmt.Errorf("find: %w", err)
	}
	out := publication.Answer{N: min(len(ids), counted), More: len(ids) > counted, Also: asked.also}
	if len(ids) == 0 {
		out.Hint, err = ix.hint(ctx, words, q)
		return out, err
	}
	ids = ids[min(q.Offset, len(ids)):min(q.Offset+q.Limit, len(ids))]
	if out.Hits, err = ix.show(ctx, ids, termsOf(asked.terms)); err != nil {
		return out, fmt.Errorf("show what was found: %w", err)
	}
	if out.N -= len(ids) - len(out.Hits); out.N == 0 { // all of it was withdrawn a moment ago
		out.Hint, err = ix.hint(ctx, words, q)
	}
	return out, err
}

// The first pages of an answer are counted less far than the later ones: few people look further, and counting is most of the work.
const (
	countedAtFirst = 100
	countedAtMost  = 1000
)

// asking is a question at a state of the index.
type asking struct {
	state       uint64
	counted     int
	titles, all string // titles only where they come first
}

// list returns the places of what was found, in the order asked for: at most one more than is counted.
func (ix *Index) list(ctx context.Context, asked query, q publication.Question) (ids []int64, counted int, err error) {
	if counted = countedAtFirst; q.Offset+q.Limit >= counted {
		counted = countedAtMost
	}
	key := asking{state: ix.state.Load(), counted: counted, all: narrow(asked.all, q)}
	if q.Relevance {
		key.titles = narrow(asked.titles, q)
	}
	if ids, ok := ix.lists.get(key); ok {
		return ids, counted, nil
	}
	most := counted + 1
	err = ix.ask(func(f *file) error {
		var err error
		if !q.Relevance {
			ids, err = f.match(ctx, key.all, most)
			return err
		}
		if ids, err = f.match(ctx, key.titles, most); err != nil || len(ids) == most {
			return err
		}
		rest := key.all
		if len(ids) > 0 {
			rest = "(" + key.all + ") NOT (" + key.titles + ")"
		}
		more, err := f.match(ctx, rest, most-len(ids))
		ids = append(ids, more...)
		return err
	})
	if err == nil {
		ix.lists.put(key, ids)
	}
	return ids, counted, err
}

// match returns the places of what an expression finds, the newest first.
func (f *file) match(ctx context.Context, expr string, n int) ([]int64, error) {
	var list sql.NullString
	if err := f.matching.QueryRowContext(ctx, expr, n).Scan(&list); err != nil {
		return nil, err
	}
	if !list.Valid {
		return nil, nil
	}
	ids := make([]int64, 0, 1+strings.Count(list.String, ","))
	for part := range strings.SplitSeq(list.String, ",") {
		id, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
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

// card is an item as results show it: a version of it, which never changes.
type card struct {
	item publication.Item // without its text
	text string
}

type cardKey struct {
	item    publication.ID
	version int
}

// maxCard is how long a text may be to be remembered, in bytes.
const maxCard = 32 << 10

// show reads what was found, as far as the public sees it at this moment, and marks what was looked for.
func (ix *Index) show(ctx context.Context, found []int64, terms []term) ([]publication.Hit, error) {
	entries := make([]int64, len(found))
	for i, n := range found {
		entries[i] = origin - n
	}
	cards, err := ix.public(ctx, entries)
	if err != nil {
		return nil, err
	}
	out := make([]publication.Hit, 0, len(found))
	for _, e := range entries {
		c, ok := cards[e]
		if !ok {
			ix.Notify() // it was withdrawn, and the index does not know yet
			continue
		}
		h, err := ix.hit(ctx, c, terms)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// standKey is an item, by the place of its first release, at a length of the public log: whatever changes how an item stands is an entry
// of that log.
type standKey struct{ size, entry int64 }

// standings says how those items stand that the public sees now, by the places of the log where they were first released.
func (ix *Index) standings(ctx context.Context, entries []int64) ([]publication.Standing, error) {
	size, err := ix.source.Size(ctx, ledger.Release)
	if err != nil {
		return nil, err
	}
	out := make([]publication.Standing, 0, len(entries))
	var unknown []int64
	for _, e := range entries {
		if s, ok := ix.stood.get(standKey{size, e}); ok {
			out = append(out, s)
		} else {
			unknown = append(unknown, e)
		}
	}
	if len(unknown) == 0 {
		return out, nil
	}
	more, err := ix.source.ItemStandings(ctx, unknown)
	for _, s := range more { // as of that length or later
		ix.stood.put(standKey{size, s.Entry}, s)
	}
	return append(out, more...), err
}

// public returns those of the items first released at some places of the log that the public sees now, by these places.
func (ix *Index) public(ctx context.Context, entries []int64) (map[int64]card, error) {
	standings, err := ix.standings(ctx, entries)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]card, len(entries))
	var unknown []publication.ID
	for _, s := range standings {
		c, ok := ix.cards.get(cardKey{s.ID, s.Version})
		if !ok {
			unknown = append(unknown, s.ID)
			continue
		}
		now := *c
		now.item.Validity = s.Validity
		out[s.Entry] = now
	}
	if len(unknown) == 0 {
		return out, nil
	}
	items, err := ix.source.PublicItems(ctx, unknown)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		c := card{it, it.Version.Text()}
		c.item.Version.Body, c.item.Shown = "", publication.Version{}
		if len(c.text) <= maxCard {
			ix.cards.put(cardKey{it.ID, it.Public}, &c)
		}
		out[it.Entry] = c
	}
	return out, nil
}

// hit shows an item with what was looked for: in its text, or else in an attachment.
func (ix *Index) hit(ctx context.Context, c card, terms []term) (publication.Hit, error) {
	v := c.item.Version
	h := publication.Hit{Item: c.item, Title: marked(v.Title, terms)}
	if h.Text = excerpt(c.text, terms); len(h.Text) > 0 {
		return h, nil
	}
	if len(v.Files) > 0 {
		text, err := ix.attached(ctx, c.item.ID)
		if err != nil {
			return h, err
		}
		if h.Text = excerpt(text, terms); len(h.Text) > 0 {
			h.InFile = true
			return h, nil
		}
	}
	h.Text = marked(v.Summary, terms)
	return h, nil
}

// attached returns the text of an item's attachments.
func (ix *Index) attached(ctx context.Context, id publication.ID) (text string, err error) {
	err = ix.ask(func(f *file) error {
		var b []byte
		err := f.r.QueryRowContext(ctx, `SELECT files FROM doc WHERE item = ?`, id).Scan(&b)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			text, err = inflate(b)
		}
		return err
	})
	return text, err
}
