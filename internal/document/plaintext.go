package document

import (
	"strconv"
	"strings"
)

// Text returns everything a reader may see, for screening: one line for a paragraph and for a row of a table, its cells set
// apart by tabs. Numbers of list items, descriptions of pictures and the targets of links are in it.
func (d *Doc) Text() string {
	var lines []string
	for _, block := range d.Blocks {
		switch b := block.(type) {
		case *Paragraph:
			lines = append(lines, b.line())
		case *Picture:
			if b.Alt != "" {
				lines = append(lines, b.Alt)
			}
		case *Table:
			for _, row := range b.Rows {
				lines = append(lines, row.line())
			}
		}
	}
	return strings.Join(lines, "\n")
}

// line returns a paragraph with its number and the targets of its links.
func (p *Paragraph) line() string {
	var line strings.Builder
	switch p.List {
	case Numbered:
		line.WriteString(strconv.Itoa(p.Number) + ". ")
	case Bullet:
		line.WriteString("• ")
	case NoList:
	}
	for i, r := range p.Runs {
		line.WriteString(r.Text)
		if last := i+1 == len(p.Runs) || p.Runs[i+1].Link != r.Link; r.Link != "" && last && !strings.Contains(r.Text, r.Link) {
			line.WriteString(" <" + r.Link + ">")
		}
	}
	return line.String()
}

func (row TableRow) line() string {
	cells := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		cells[i] = strings.ReplaceAll((&Doc{cell.Blocks}).Text(), "\n", " ")
	}
	return strings.Join(cells, "\t")
}
