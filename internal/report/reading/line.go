// Package reading reads a published 年度报告, whatever a website, a word processor or a converter has made of its tables: cells without anything
// between them, labels over several lines, rows without a label. It says what stands in each cell and where it came from; a blank is not a zero,
// and what cannot be told is said to be so.
package reading

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// line is a line of text, or a row of a table.
type line struct {
	place  string   // 第12行
	cells  []string // one: text
	row    bool     // of a table: its cells are what somebody took for cells
	level  uint8    // of a page: 1 to 6 for a heading
	beside bool     // of a page: it is of its navigation or foot
}

// textLines reads plain text and Markdown, up to one line more than may be. A line with tabs, or of a Markdown table, is a row.
func textLines(text string) []line {
	var out []line
	n := 0
	for l := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if n++; len(out) > maxLines {
			break
		}
		place := fmt.Sprintf("第%d行", n)
		trimmed := strings.TrimSpace(l)
		switch {
		case pageNumber.MatchString(trimmed):
		case strings.HasPrefix(trimmed, "|"):
			cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(trimmed, "|"), "|"), "|")
			if strings.Trim(strings.Join(cells, ""), "-: ") != "" {
				out = append(out, line{place: place, cells: cells, row: true})
			}
		case strings.Contains(l, "\t"):
			out = append(out, line{place: place, cells: strings.Split(strings.TrimRight(l, " \r"), "\t"), row: true})
		default:
			out = append(out, line{place: place, cells: []string{l}})
		}
	}
	return out
}

// pageNumber is what stands alone at the foot of a page: - 3 -, — 4 —, 3 / 7, 第 3 页.
var pageNumber = regexp.MustCompile(`^[-—–－]+\s*\d{1,4}\s*[-—–－]+$|^\d{1,3}\s*/\s*\d{1,3}$|^第\s*\d{1,3}\s*页(\s*共\s*\d{1,3}\s*页)?$`)

// htmlLines reads a page, as far as textLines does: each row of a table is a row, each block of text a line. Scripts, styles and what nobody sees are left out.
func htmlLines(page string) []line {
	var out []line
	var text strings.Builder
	var cells []string
	inRow, hidden, beside, n := false, 0, 0, 0
	var unseen unseen
	var level uint8
	flush := func() {
		if t := strings.TrimSpace(text.String()); t != "" && !inRow {
			n++
			out = append(out, line{place: fmt.Sprintf("第%d段", n), cells: []string{t}, level: level, beside: beside > 0})
		}
		if !inRow {
			text.Reset()
		}
	}
	tables, rows := 0, 0
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken || len(out) > maxLines {
			break
		}
		name, more := z.TagName()
		tag := string(name)
		if unseen.passes(z, kind, tag, more) {
			continue
		}
		start, end := kind == html.StartTagToken || kind == html.SelfClosingTagToken, kind == html.EndTagToken
		switch {
		case tag == "script" || tag == "style":
			if kind == html.StartTagToken {
				hidden++
			} else if end && hidden > 0 {
				hidden--
			}
		case kind == html.TextToken && hidden == 0:
			text.WriteString(strings.ReplaceAll(string(z.Text()), "\u00a0", " "))
		case tag == "table" && start:
			flush()
			tables, rows = tables+1, 0
		case tag == "tr" && start:
			flush()
			text.Reset()
			inRow, cells, rows = true, nil, rows+1
		case (tag == "td" || tag == "th") && start:
			text.Reset()
		case (tag == "td" || tag == "th") && end && inRow:
			cells = append(cells, html.UnescapeString(text.String()))
			text.Reset()
		case tag == "tr" && end && inRow:
			out = append(out, line{place: fmt.Sprintf("第%d个表格第%d行", tables, rows), cells: cells, row: true, beside: beside > 0})
			inRow = false
			text.Reset()
		case !inRow && (tag == "nav" || tag == "footer" || tag == "aside"):
			if flush(); start {
				beside++
			} else if beside > 0 {
				beside--
			}
		case !inRow && len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6':
			if flush(); start {
				level = tag[1] - '0'
			} else {
				level = 0
			}
		case !inRow && (tag == "p" || tag == "div" || tag == "br" || tag == "li"):
			flush()
		}
	}
	flush()
	return out
}

// unseen is a part of a page that the eye does not see: words for screen readers, within a cell mostly, which would be taken for its text.
type unseen struct {
	tag   string // of the element that hides it; "" where nothing is hidden
	depth int    // of elements of that tag
}

// unseenClasses are by what pages hide words from the eye alone.
var unseenClasses = map[string]bool{"vh": true, "sr-only": true, "visually-hidden": true, "visuallyhidden": true, "screen-reader-text": true}

// passes reports whether a token belongs to what is not seen. What is never closed ends with its cell.
func (u *unseen) passes(z *html.Tokenizer, kind html.TokenType, tag string, attrs bool) bool {
	switch {
	case u.tag != "" && (tag == "td" || tag == "th" || tag == "tr" || tag == "table"):
		u.tag = ""
		return false
	case u.tag != "" && kind == html.StartTagToken && tag == u.tag:
		u.depth++
	case u.tag != "" && kind == html.EndTagToken && tag == u.tag:
		if u.depth--; u.depth == 0 {
			u.tag = ""
		}
		return true
	case u.tag == "" && kind == html.StartTagToken && (tag == "span" || tag == "small" || tag == "b" || tag == "i" || tag == "em"):
		for attrs {
			var key, value []byte
			key, value, attrs = z.TagAttr()
			if string(key) == "class" && slices.ContainsFunc(strings.Fields(string(value)), func(c string) bool { return unseenClasses[c] }) {
				u.tag, u.depth = tag, 1
			}
		}
	}
	return u.tag != ""
}

// letter is a character of the stream, with what parts it from the one before.
type letter struct {
	r    rune
	at   int32 // line
	off  int32 // where it begins in its cell, in bytes
	cell uint16
	gap  gap
}

// gap is what stands before a character.
type gap uint8

const (
	none gap = iota
	space
	wide // another cell, another line
)

// blank stands for an empty cell of a row.
const blank = '\x00'

// stream is the text of the lines in one row of characters, without spaces, full-width digits and marks made plain.
func stream(lines []line) []letter {
	size := 0
	for _, l := range lines {
		for _, c := range l.cells {
			size += utf8.RuneCountInString(c) + 1
		}
	}
	out := make([]letter, 0, size)
	for i, l := range lines {
		for k, c := range l.cells[:min(len(l.cells), math.MaxUint16)] {
			g, any := wide, false
			for off, r := range c {
				if r = plain(r); unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
					g = max(g, space)
					continue
				}
				out = append(out, letter{r, int32(i), int32(off), uint16(k), g})
				g, any = none, true
			}
			if !any && l.row {
				out = append(out, letter{blank, int32(i), 0, uint16(k), wide})
			}
		}
	}
	return out
}

// written are the first most characters of the stream as they stand, before they were made plain.
func written(lines []line, most int) []rune {
	var out []rune
	for _, l := range lines {
		for _, c := range l.cells {
			any := false
			for _, was := range c {
				if r := plain(was); unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
					continue
				}
				if out, any = append(out, was), true; len(out) == most {
					return out
				}
			}
			if !any && l.row {
				out = append(out, blank)
			}
		}
	}
	return out
}

// plain makes a full-width character an ordinary one, and the marks that stand for the same one mark.
func plain(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	case r == '　':
		return ' '
	}
	switch r {
	case '．', '。':
		return '.'
	case '−', '－', '﹣', '‐', '‑':
		return '-'
	}
	return r
}
