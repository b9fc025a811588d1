package search

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/publication"
)

// span is a stretch of bytes of a text.
type span struct{ from, to int32 }

// term is something that is marked where it stands.
type term struct {
	text  string
	cells []cell // never none
}

// termsOf leaves out what has neither a character nor a letter nor a digit.
func termsOf(texts []string) []term {
	out := make([]term, 0, len(texts))
	for _, text := range texts {
		if cs := cells(text); len(cs) > 0 {
			out = append(out, term{text, cs})
		}
	}
	return out
}

// cellsPool holds room for the cells of an excerpt: every result needs some for a moment.
// Of a long text it is let go.
var cellsPool = sync.Pool{New: func() any { return new([]cell) }}

const maxPooled = 4096

// places returns where a text holds any of the terms, in order and not overlapping.
func places(text string, terms []term) []span {
	buf := cellsPool.Get().(*[]cell)
	cs := appendCells((*buf)[:0], text)
	defer func() {
		if *buf = cs; cap(cs) <= maxPooled {
			cellsPool.Put(buf)
		}
	}()
	var found []span
	for _, t := range terms {
		want := t.cells
		for i := 0; i+len(want) <= len(cs); i++ {
			if matches(cs, i, want) {
				found = append(found, span{cs[i].start, cs[i+len(want)-1].end})
				i += len(want) - 1
			}
		}
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	kept := found[:0]
	for _, s := range found {
		if n := len(kept); n > 0 && s.from < kept[n-1].to {
			kept[n-1].to = max(kept[n-1].to, s.to)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// matches reports whether a term stands at the i-th cell. Words of letters and digits are found whole only.
func matches(cs []cell, i int, want []cell) bool {
	for k, w := range want {
		if cs[i+k].r != w.r {
			return false
		}
	}
	if !want[0].han && !cs[i].first {
		return false
	}
	after := i + len(want)
	return want[len(want)-1].han || after == len(cs) || cs[after].first
}

// marked divides a whole text into what was looked for and the rest.
func marked(text string, terms []term) []publication.Passage {
	return cut(text, places(text, terms))
}

// How long an excerpt is, and how much of it stands before the first place found, in runes.
const (
	excerptLength = 120
	excerptBefore = 30
)

// excerpt returns what stands around the first place found, or nothing where there is none.
func excerpt(text string, terms []term) []publication.Passage {
	at := first(text, terms)
	if at < 0 {
		return nil
	}
	from := back(text, at, excerptBefore)
	to := forth(text, from, excerptLength)
	window := text[from:to]
	found := places(window, terms)
	if len(found) == 0 { // what was found is longer than an excerpt
		found = []span{{int32(at - from), int32(len(window))}}
	}
	out := cut(window, found)
	if from > 0 {
		out = append([]publication.Passage{{Text: "……"}}, out...)
	}
	if to < len(text) {
		out = append(out, publication.Passage{Text: "……"})
	}
	for i := range out {
		out[i].Text = oneLine(out[i].Text)
	}
	return out
}

// first returns the first place where any of the terms stands, or -1. Most stand there as they were typed, and looking for that
// is quick.
func first(text string, terms []term) int {
	at := -1
	for _, t := range terms {
		if i := strings.Index(text, t.text); i >= 0 && (at < 0 || i < at) && len(places(around(text, i, len(t.text)), []term{t})) > 0 {
			at = i
		}
	}
	if at >= 0 {
		return at
	}
	if found := places(text, terms); len(found) > 0 {
		return int(found[0].from)
	}
	return -1
}

// around is a stretch of a text with one rune more at both ends, by which a whole word is told.
func around(text string, at, n int) string {
	return text[back(text, at, 1):forth(text, at+n, 1)]
}

// oneLine writes every stretch of blanks and line ends as one blank.
func oneLine(text string) string {
	if !strings.ContainsFunc(text, isSpace) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	for _, r := range text {
		if isSpace(r) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// isSpace is unicode.IsSpace, quick for Chinese.
func isSpace(r rune) bool { return r <= '\u3000' && unicode.IsSpace(r) }

// cut divides a text at the places found.
func cut(text string, found []span) []publication.Passage {
	var out []publication.Passage
	at := int32(0)
	add := func(part string, isFound bool) {
		if part != "" {
			out = append(out, publication.Passage{Text: part, Found: isFound})
		}
	}
	for _, s := range found {
		add(text[at:s.from], false)
		add(text[s.from:s.to], true)
		at = s.to
	}
	add(text[at:], false)
	return out
}

// back returns the place n runes before one, or the beginning.
func back(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

// forth returns the place n runes after one, or the end.
func forth(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
