package reading

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// page reads HTML as it comes, token by token: no tree is built, so that a page takes no more than its text.
type page struct {
	lines  []line
	text   strings.Builder
	breaks []int // where paragraphs of a cell begin, in text
	blocks int   // lines of text so far
	tables int   // tables so far
	open   []table
	level  uint8 // of the heading that is open
	beside int   // elements of navigation and foot that are open
	hidden int   // scripts and styles that are open
	unseen unseen
}

// table is one that is open.
type table struct {
	no, rows      int
	inRow, inCell bool
	cells         []string
}

const (
	mostNested  = 64  // tables within each other that are told apart
	proseBreaks = 3   // paragraphs of a cell that lays out a page
	proseLength = 200 // and its length, in bytes
)

// htmlLines reads a page, as far as textLines does: each row of a table is a row, each block of text a line. Scripts, styles and what nobody sees
// are left out. A table that only lays out the page, because another stands in it or a whole text, is text. End tags that HTML lets people leave
// out may be left out.
func htmlLines(source string) []line {
	var p page
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := z.Next()
		if kind == html.ErrorToken || len(p.lines) > maxLines {
			break
		}
		name, attrs := z.TagName()
		tag := string(name)
		if p.unseen.passes(z, kind, tag, attrs) {
			continue
		}
		switch {
		case kind == html.TextToken && p.hidden == 0:
			p.text.WriteString(strings.ReplaceAll(string(z.Text()), "\u00a0", " "))
		case kind == html.StartTagToken, kind == html.SelfClosingTagToken:
			p.start(tag, kind == html.SelfClosingTagToken)
		case kind == html.EndTagToken:
			p.end(tag)
		}
	}
	for len(p.open) > 0 {
		p.endTable()
	}
	p.flush()
	return p.lines
}

func (p *page) start(tag string, closed bool) {
	t := p.table()
	switch {
	case tag == "script" || tag == "style":
		if !closed {
			p.hidden++
		}
	case tag == "table":
		p.layOut()
		p.flush()
		if p.tables++; len(p.open) < mostNested {
			p.open = append(p.open, table{no: p.tables})
		}
	case tag == "tr" && t != nil:
		p.endRow()
		p.flush()
		t.begin()
	case (tag == "td" || tag == "th") && t != nil:
		if p.endCell(); !t.inRow {
			p.flush()
			t.begin()
		}
		t.inCell = true
		p.clear()
	case isBlock(tag):
		p.pause()
		switch {
		case isBeside(tag) && !closed && !p.inCell():
			p.beside++
		case isHeadingTag(tag) && !p.inCell():
			p.level = tag[1] - '0'
		}
	}
}

func (p *page) end(tag string) {
	switch {
	case tag == "script" || tag == "style":
		p.hidden = max(0, p.hidden-1)
	case tag == "table" && len(p.open) > 0:
		p.endTable()
	case tag == "tr" && len(p.open) > 0:
		p.endRow()
	case (tag == "td" || tag == "th") && len(p.open) > 0:
		p.endCell()
	case isBlock(tag):
		p.pause()
		switch {
		case isBeside(tag) && !p.inCell():
			p.beside = max(0, p.beside-1)
		case isHeadingTag(tag) && !p.inCell():
			p.level = 0
		}
	}
}

func isBlock(tag string) bool {
	switch tag {
	case "p", "div", "br", "li", "title", "section", "article", "header", "dd", "dt", "caption":
		return true
	}
	return isBeside(tag) || isHeadingTag(tag)
}

func isBeside(tag string) bool { return tag == "nav" || tag == "footer" || tag == "aside" }

func isHeadingTag(tag string) bool {
	return len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6'
}

// table is the innermost one, nil outside of any.
func (p *page) table() *table {
	if len(p.open) == 0 {
		return nil
	}
	return &p.open[len(p.open)-1]
}

func (p *page) inCell() bool { t := p.table(); return t != nil && t.inCell }

func (p *page) clear() {
	p.text.Reset()
	p.breaks = p.breaks[:0]
}

// pause ends a paragraph: a line, or within a cell a part of its text.
func (p *page) pause() {
	if p.inCell() {
		if n := p.text.Len(); n > 0 && (len(p.breaks) == 0 || p.breaks[len(p.breaks)-1] < n) {
			p.breaks = append(p.breaks, n)
		}
		return
	}
	p.flush()
}

// flush makes lines of the text so far.
func (p *page) flush() {
	all, from := p.text.String(), 0
	for _, at := range append(p.breaks, len(all)) {
		p.line(all[from:at])
		from = at
	}
	p.clear()
}

func (p *page) line(text string) {
	if text = strings.TrimSpace(text); text == "" || isPageNumber(text) {
		return
	}
	p.blocks++
	p.lines = append(p.lines, line{place: fmt.Sprintf("第%d段", p.blocks), cells: []string{strings.Clone(text)}, level: p.level, beside: p.beside > 0})
}

func (t *table) begin() {
	t.rows++
	t.inRow, t.inCell, t.cells = true, false, nil
}

// endCell ends the cell that is open. One with a whole text in it lays out the page.
func (p *page) endCell() {
	t := p.table()
	switch {
	case !t.inCell:
		return
	case len(p.breaks) >= proseBreaks && p.text.Len() >= proseLength:
		p.layOut()
		return
	}
	t.cells = append(t.cells, html.UnescapeString(p.text.String()))
	t.inCell = false
	p.clear()
}

func (p *page) endRow() {
	p.endCell()
	t := p.table()
	if t.inRow {
		p.lines = append(p.lines, line{place: fmt.Sprintf("第%d个表格第%d行", t.no, t.rows), cells: t.cells, row: true, beside: p.beside > 0})
		t.inRow = false
		p.clear()
	}
}

func (p *page) endTable() {
	p.endRow()
	p.flush()
	p.open = p.open[:len(p.open)-1]
}

// layOut takes the row that is open for a part of the layout: its cells so far are lines.
func (p *page) layOut() {
	t := p.table()
	if t == nil || !t.inRow {
		return
	}
	for _, c := range t.cells {
		p.line(c)
	}
	t.inRow, t.inCell, t.cells = false, false, nil
	p.flush()
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
