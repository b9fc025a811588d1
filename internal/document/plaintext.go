package document

import (
	"strconv"
	"strings"
)

// Text returns everything a reader may see, for screening: one line for a paragraph and for a row of a table, its cells set
// apart by tabs. Numbers of list items, descriptions of pictures and the targets of links are in it.
func (d *Doc) Text() string {
	w := textWriter{separator: "\n"}
	w.blocks(d.Blocks)
	return w.out.String()
}

// Text is what is written in a paragraph, without its number and the targets of its links.
func (p *Paragraph) Text() string {
	var b strings.Builder
	for i := range p.Runs {
		b.WriteString(p.Runs[i].Text)
	}
	return b.String()
}

// textWriter writes the text of a document, and may note where in it each run begins.
type textWriter struct {
	out       strings.Builder
	separator string // between lines; a space within a cell
	starts    map[*Run]int
}

func (w *textWriter) blocks(blocks []Block) {
	first := true
	line := func() {
		if !first {
			w.out.WriteString(w.separator)
		}
		first = false
	}
	for _, block := range blocks {
		switch b := block.(type) {
		case *Paragraph:
			line()
			w.paragraph(b)
		case *Picture:
			if b.Alt != "" {
				line()
				w.out.WriteString(w.inLine(b.Alt))
			}
		case *Table:
			for _, row := range b.Rows {
				line()
				w.row(row)
			}
		}
	}
}

// inLine is text without line ends, where it stands in a cell.
func (w *textWriter) inLine(s string) string { return strings.ReplaceAll(s, "\n", w.separator) }

// paragraph writes a paragraph with its number and the targets of its links.
func (w *textWriter) paragraph(p *Paragraph) {
	switch p.List {
	case Numbered:
		w.out.WriteString(strconv.Itoa(p.Number) + ". ")
	case Bullet:
		w.out.WriteString("• ")
	case NoList:
	}
	for i := range p.Runs {
		r := &p.Runs[i]
		if w.starts != nil {
			w.starts[r] = w.out.Len()
		}
		w.out.WriteString(w.inLine(r.Text))
		if last := i+1 == len(p.Runs) || p.Runs[i+1].Link != r.Link; r.Link != "" && last && !strings.Contains(r.Text, r.Link) {
			w.out.WriteString(" <" + r.Link + ">")
		}
	}
}

func (w *textWriter) row(row TableRow) {
	outer := w.separator
	w.separator = " "
	for i, cell := range row.Cells {
		if i > 0 {
			w.out.WriteString("\t")
		}
		w.blocks(cell.Blocks)
	}
	w.separator = outer
}
