package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cell is one rune of a text as searching sees it: compatibility forms resolved, lower case, without what stands between words.
type cell struct {
	r          rune
	start, end int32 // the bytes of the text it came from
	han        bool  // of a Han run; else of a word of letters and digits
	first      bool  // begins its run
}

// joiners may stand within a name or be left out of it: 双随机、一公开 and 双随机一公开 are the same. Between Han runes they are not
// there.
const joiners = "、·•・《》〈〉“”‘’\"'「」『』()[]〔〕【】—–-_/ \t\u00a0"

// cells reads a text. Whatever is neither Han nor a letter nor a digit ends a run.
func cells(text string) []cell { return appendCells(make([]cell, 0, len(text)/2), text) }

// appendCells appends the cells of a text to none.
func appendCells(out []cell, text string) []cell {
	var one [1]rune
	gap, joined := true, false // what stood since the last rune kept: anything, or nothing but joiners after a Han rune
	keep := func(r rune, at, end int, han bool) {
		first := (gap || len(out) == 0 || out[len(out)-1].han != han) && !(joined && han)
		out = append(out, cell{r, int32(at), int32(end), han, first})
		gap, joined = false, false
	}
	for at, r := range text {
		end := at + utf8.RuneLen(r)
		if isCommon(r) {
			keep(r, at, end, true)
			continue
		}
		if r == utf8.RuneError {
			gap, joined = true, false
			continue
		}
		for _, f := range folded(r, one[:0]) {
			han := isHan(f)
			switch {
			case han || unicode.IsLetter(f) || unicode.IsDigit(f):
				keep(f, at, end, han)
			case strings.ContainsRune(joiners, f):
				joined = !gap && len(out) > 0 && out[len(out)-1].han || joined
				gap = true
			default:
				gap, joined = true, false
			}
		}
	}
	return out
}

// isHan reports whether a rune is a Chinese character, isCommon whether it is one of the block that nearly all are in.
func isHan(r rune) bool    { return isCommon(r) || r >= 0x2e80 && unicode.Is(unicode.Han, r) }
func isCommon(r rune) bool { return r >= 0x4e00 && r < 0xa000 }

// folded appends a rune in its compatibility form and in lower case to out. Most are themselves.
func folded(r rune, out []rune) []rune {
	if r < utf8.RuneSelf || r >= 0x3001 && r < 0x3030 || r >= 0x3400 && r < 0xA000 { // ASCII, punctuation, and the Han of the first plane
		return append(out, unicode.ToLower(r))
	}
	if r >= 0xff01 && r <= 0xff5e { // full-width ASCII, with the commas and stops of Chinese
		return append(out, unicode.ToLower(r-0xfee0))
	}
	return []rune(strings.ToLower(norm.NFKC.String(string(r))))
}

// runs splits cells where a run begins.
func runs(cs []cell) [][]cell {
	var out [][]cell
	from := 0
	for i := range cs {
		if i > from && cs[i].first {
			out = append(out, cs[from:i])
			from = i
		}
	}
	if from < len(cs) {
		out = append(out, cs[from:])
	}
	return out
}

// tokens writes a text as the index has it: of each Han run its overlapping pairs and its last rune alone, of the rest whole
// words. A phrase of such tokens is found exactly where the text holds it.
func tokens(text string) string {
	var b strings.Builder
	b.Grow(2*len(text) + 16)
	for _, run := range runs(cells(text)) {
		writeRun(&b, run, true)
	}
	return b.String()
}

// writeRun writes the tokens of a run, for a Han run with its last rune alone or without.
func writeRun(b *strings.Builder, run []cell, last bool) {
	if !run[0].han {
		space(b)
		for _, c := range run {
			b.WriteRune(c.r)
		}
		return
	}
	for i, c := range run {
		if i+1 == len(run) && !last {
			return
		}
		space(b)
		b.WriteRune(c.r)
		if i+1 < len(run) {
			b.WriteRune(run[i+1].r)
		}
	}
}

func space(b *strings.Builder) {
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
}

// phrase writes a part of a question as a phrase of FTS5, or "" where it has no word. A Han rune that stands alone at its end
// is the beginning of whatever pair follows in the text.
func phrase(part string) string {
	rs := runs(cells(part))
	if len(rs) == 0 {
		return ""
	}
	var b strings.Builder
	end := rs[len(rs)-1]
	for _, run := range rs[:len(rs)-1] {
		writeRun(&b, run, true)
	}
	open := end[0].han && len(end) == 1
	writeRun(&b, end, open || !end[0].han)
	if open {
		return `"` + b.String() + `" *`
	}
	return `"` + b.String() + `"`
}
