package search

import (
	"cmp"
	"regexp"
	"slices"
	"unicode/utf8"

	"gongkai/internal/publication"
)

// span is a stretch of bytes of a text.
type span struct{ from, to int }

// places returns where a text holds any of the terms, in order and not overlapping.
func places(text string, terms []string) []span {
	cs := cells(text)
	var found []span
	for _, term := range terms {
		want := cells(term)
		if len(want) == 0 {
			continue
		}
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
func marked(text string, terms []string) []publication.Passage {
	return cut(text, places(text, terms), 0, len(text))
}

// How long an excerpt is, and how much of it stands before the first place found, in runes.
const (
	excerptLength = 120
	excerptBefore = 30
)

// excerpt returns what stands around the first place found, or nothing where there is none.
func excerpt(text string, terms []string) []publication.Passage {
	found := places(text, terms)
	if len(found) == 0 {
		return nil
	}
	from := back(text, found[0].from, excerptBefore)
	to := forth(text, from, excerptLength)
	to = max(to, min(found[0].to, forth(text, found[0].from, excerptLength)))
	out := cut(text, found, from, to)
	if from > 0 {
		out[0].Text = "……" + out[0].Text
	}
	if to < len(text) {
		out = append(out, publication.Passage{Text: "……"})
	}
	for i := range out {
		out[i].Text = oneLine.ReplaceAllString(out[i].Text, " ")
	}
	return out
}

var oneLine = regexp.MustCompile(`[\s\x{3000}]+`)

// cut divides text[from:to] at the places found.
func cut(text string, found []span, from, to int) []publication.Passage {
	out := []publication.Passage{{}} // what comes first is not found, so that something can be put before it
	at := from
	for _, s := range found {
		if s.from < from || s.to > to {
			continue
		}
		out = append(out, publication.Passage{Text: text[at:s.from]}, publication.Passage{Text: text[s.from:s.to], Found: true})
		at = s.to
	}
	out = append(out, publication.Passage{Text: text[at:to]})
	first := out[0]
	out = slices.DeleteFunc(out[1:], func(p publication.Passage) bool { return p.Text == "" })
	if len(out) == 0 || out[0].Found {
		return append([]publication.Passage{first}, out...)
	}
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
