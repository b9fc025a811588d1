package document

import (
	"cmp"
	"html"
	"strconv"
	"strings"
)

// HTML returns the document in the few elements that our pages know: p, h2 to h4, lists, tables, strong, em, u, sub, sup,
// br, a and img. Alignment is the class c or r; a numbered list that does not begin with 1 has a start. All text is
// escaped. CleanHTML makes the same document of it again.
func (d *Doc) HTML() string {
	var w htmlWriter
	w.blocks(d.Blocks)
	return w.out.String()
}

type htmlWriter struct {
	out   strings.Builder
	marks *highlighter // nil: nothing is marked
}

func (w *htmlWriter) put(parts ...string) {
	for _, s := range parts {
		w.out.WriteString(s)
	}
}

func (w *htmlWriter) blocks(blocks []Block) {
	var lists listStack
	for _, block := range blocks {
		if p, ok := block.(*Paragraph); ok && p.List != NoList {
			w.item(&lists, p)
			continue
		}
		w.closeLists(&lists, 0)
		switch b := block.(type) {
		case *Paragraph:
			tag := "p"
			if b.Heading > 0 {
				tag = "h" + strconv.Itoa(b.Heading+1)
			}
			w.put("<", tag, class(b.Align), ">")
			w.runs(b.Runs)
			w.put("</", tag, ">\n")
		case *Picture:
			w.put("<p", class(b.Align), `><img src="`, html.EscapeString(cmp.Or(b.Src, b.Name)), `" alt="`, html.EscapeString(b.Alt), "\"></p>\n")
		case *Table:
			w.table(b)
		}
	}
	w.closeLists(&lists, 0)
}

func class(a Align) string {
	switch a {
	case Center:
		return ` class="c"`
	case Right:
		return ` class="r"`
	case Left:
	}
	return ""
}

// item writes an item of a list and leaves it open: a deeper one may follow.
func (w *htmlWriter) item(lists *listStack, p *Paragraph) {
	level := min(p.Level, len(*lists))
	w.closeLists(lists, level+1)
	below := level > 0 && len(*lists) == level // begins on the line of the item it is in
	if len(*lists) == level+1 {
		if lists.continues(level, p) {
			w.put("</li>\n")
		} else {
			w.closeLists(lists, level)
		}
	}
	if len(*lists) == level {
		if below {
			w.put("\n")
		}
		w.put("<", listTag(p.List))
		if p.List == Numbered && p.Number != 1 {
			w.put(` start="`, strconv.Itoa(p.Number), `"`)
		}
		w.put(">\n")
	}
	lists.add(level, p)
	w.put("<li", class(p.Align), ">")
	w.runs(p.Runs)
}

func (w *htmlWriter) closeLists(lists *listStack, keep int) {
	for len(*lists) > keep {
		last := len(*lists) - 1
		w.put("</li>\n</", listTag((*lists)[last].kind), ">\n")
		*lists = (*lists)[:last]
	}
}

func listTag(kind List) string {
	if kind == Numbered {
		return "ol"
	}
	return "ul"
}

// listStack is the lists that are open, from the outermost.
type listStack []openList

type openList struct {
	kind   List
	number int // of the last item
}

// continues reports whether an item goes into the list that is open at its level.
func (s listStack) continues(level int, p *Paragraph) bool {
	open := s[level]
	return open.kind == p.List && (p.List == Bullet || p.Number == open.number+1)
}

func (s *listStack) add(level int, p *Paragraph) {
	*s = append((*s)[:level], openList{p.List, p.Number})
}

func (w *htmlWriter) runs(runs []Run) {
	for i := range runs {
		r := &runs[i]
		var end string
		open := func(is bool, start, tag string) {
			if is {
				w.put("<", start, ">")
				end = "</" + tag + ">" + end
			}
		}
		open(r.Link != "", `a href="`+html.EscapeString(r.Link)+`"`, "a")
		open(r.Bold, "strong", "strong")
		open(r.Italic, "em", "em")
		open(r.Underline, "u", "u")
		open(r.Sub, "sub", "sub")
		open(r.Sup, "sup", "sup")
		if w.marks == nil {
			w.text(r.Text)
		} else {
			w.marks.run(w, r)
		}
		w.put(end)
	}
}

func (w *htmlWriter) text(s string) {
	w.put(strings.ReplaceAll(html.EscapeString(s), "\n", "<br>"))
}

func (w *htmlWriter) table(t *Table) {
	head := t.headRows()
	w.put("<table>\n")
	if head > 0 {
		w.put("<thead>\n")
		w.rows(t.Rows[:head])
		w.put("</thead>\n")
	}
	w.put("<tbody>\n")
	w.rows(t.Rows[head:])
	w.put("</tbody>\n</table>\n")
}

func (w *htmlWriter) rows(rows []TableRow) {
	for _, row := range rows {
		w.put("<tr>")
		for _, cell := range row.Cells {
			w.cell(cell)
		}
		w.put("</tr>\n")
	}
}

// cell writes a cell; a single paragraph needs no element of its own.
func (w *htmlWriter) cell(cell Cell) {
	tag := "td"
	if cell.Header {
		tag = "th"
	}
	w.put("<", tag)
	if cell.RowSpan > 1 {
		w.put(` rowspan="`, strconv.Itoa(cell.RowSpan), `"`)
	}
	if cell.ColSpan > 1 {
		w.put(` colspan="`, strconv.Itoa(cell.ColSpan), `"`)
	}
	if p, ok := cell.only(); ok {
		w.put(class(p.Align), ">")
		w.runs(p.Runs)
	} else {
		w.put(">")
		if len(cell.Blocks) > 0 {
			w.put("\n")
			w.blocks(cell.Blocks)
		}
	}
	w.put("</", tag, ">")
}

// only returns the paragraph of plain text that is all a cell holds.
func (cell Cell) only() (*Paragraph, bool) {
	if len(cell.Blocks) != 1 {
		return nil, false
	}
	p, ok := cell.Blocks[0].(*Paragraph)
	return p, ok && p.Heading == 0 && p.List == NoList
}
