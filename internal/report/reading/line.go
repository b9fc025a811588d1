// Package reading reads a published 年度报告, whatever a website, a word processor or a converter has made of its tables: cells without anything
// between them, labels over several lines, rows without a label. It says what stands in each cell and where it came from; a blank is not a zero,
// and what cannot be told is said to be so.
package reading

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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
		case isPageNumber(trimmed):
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

// isPageNumber reports whether a line is what stands alone at the foot of a page: - 3 -, — 4 —, 3 / 7, 第 3 页.
func isPageNumber(line string) bool {
	const longest = 60 // in bytes
	return len(line) <= longest && pageNumber.MatchString(strings.Join(strings.Fields(strings.Map(plain, line)), " "))
}

var pageNumber = regexp.MustCompile(`^[-—–－]+\s*\d{1,4}\s*[-—–－]+$|^\d{1,3}\s*/\s*\d{1,3}$|^第\s*\d{1,3}\s*页(\s*共\s*\d{1,3}\s*页)?$`)

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
