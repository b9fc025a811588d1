package document

import (
	"fmt"
	"slices"
	"strconv"
)

// TableLayout is how a table is set on paper. The zero value: columns of one width, text of 12 points (小四), rows as high as their text.
type TableLayout struct {
	Columns  []int    // how wide each column of the grid is beside the others; nil: all alike
	Type     CellType // of all cells
	Height   int      // of a row at least, in twentieths of a point
	Whole    bool     // no row is cut by the end of a page
	Together bool     // all rows, and the note, stand on one page, where one holds them
	Groups   []int    // rows with which a group begins: each group is Together, and a page may end between two; nil: all rows are one
	Note     string   // words beneath the table, in the type of its cells; "" for none
}

// CellType is the size of the text of cells.
type CellType int

// The sizes of type in a table. Smaller ones leave less room beside the text.
const (
	Usual CellType = iota // 小四, 12 points
	Small                 // 五号, 10.5 points
	Fine                  // 小五, 9 points
)

var cellStyles = map[CellType]string{Usual: "CellText", Small: "CellSmall", Fine: "CellFine"}

// cellStyle is how the paragraphs of a cell are set.
type cellStyle struct{ style, more string }

// columns are the widths of width columns, in twentieths of a point.
func (l *TableLayout) columns(width int) []int {
	out := make([]int, width)
	if len(l.Columns) != width {
		for i := range out {
			out[i] = textWidth / width
		}
		return out
	}
	all := 0
	for _, w := range l.Columns {
		all += w
	}
	for i, w := range l.Columns {
		out[i] = textWidth * w / max(1, all)
	}
	return out
}

// rowProps are the properties of a row.
func (l *TableLayout) rowProps(head bool) string {
	var props string
	if l.Whole {
		props += "<w:cantSplit/>"
	}
	if l.Height > 0 {
		props += fmt.Sprintf(`<w:trHeight w:val="%d" w:hRule="atLeast"/>`, l.Height)
	}
	if head {
		props += "<w:tblHeader/>"
	}
	if props == "" {
		return ""
	}
	return "<w:trPr>" + props + "</w:trPr>"
}

// tableProps are the properties of a table; widths that were asked for stay as they are, whatever stands in the cells.
func (l *TableLayout) tableProps() string {
	props := `<w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/>`
	if l.Columns != nil {
		props += `<w:tblLayout w:type="fixed"/>`
	}
	if l.Type != Usual {
		props += `<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="50" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>`
	}
	return "<w:tblPr>" + props + "</w:tblPr>"
}

// table writes the cells row by row; a cell that reaches down is written again in each row it reaches, as merged with the one above.
func (b *docxWriter) table(t *Table, layout *TableLayout) {
	width := t.width()
	if width == 0 {
		return
	}
	columns := layout.columns(width)
	b.put("<w:tbl>", layout.tableProps(), "<w:tblGrid>")
	for _, w := range columns {
		b.put(`<w:gridCol w:w="`, strconv.Itoa(w), `"/>`)
	}
	b.put("</w:tblGrid>\n")
	head := t.headerRows()
	var taken cover
	var spans [maxColumns]int // of the cell that reaches a column from above, where it begins
	for i, row := range t.Rows {
		b.put("<w:tr>", layout.rowProps(i < head))
		style := &cellStyle{style: cellStyles[layout.Type]}
		if layout.Together && (i+1 < len(t.Rows) || layout.Note != "") && !slices.Contains(layout.Groups, i+1) {
			style.more = "<w:keepNext/>"
		}
		next := 0
		for at := 0; at < width; {
			if taken[at] > 0 {
				span := max(1, spans[at])
				b.cell(Cell{ColSpan: span}, columns[at:], "<w:vMerge/>", style)
				at += span
				continue
			}
			if next == len(row.Cells) {
				break
			}
			cell := row.Cells[next]
			next++
			merge := ""
			if cell.RowSpan > 1 {
				merge = `<w:vMerge w:val="restart"/>`
			}
			b.cell(cell, columns[at:], merge, style)
			taken.put(at, &cell)
			spans[at] = cell.ColSpan
			at += cell.ColSpan
		}
		taken.endRow()
		b.put("</w:tr>\n")
	}
	b.put("</w:tbl>\n")
	if layout.Note != "" {
		b.paragraph(&Paragraph{Runs: []Run{{Text: layout.Note}}}, inStyle(cellStyles[layout.Type])+`<w:spacing w:before="60"/>`)
	}
}

// width returns how many columns the grid has.
func (t *Table) width() int {
	width := 0
	if len(t.Rows) > 0 {
		for _, cell := range t.Rows[0].Cells {
			width += cell.ColSpan
		}
	}
	return width
}

// cell writes a cell that begins with the first of the columns.
func (b *docxWriter) cell(cell Cell, columns []int, merge string, style *cellStyle) {
	width := 0
	for _, w := range columns[:cell.ColSpan] {
		width += w
	}
	fmt.Fprintf(&b.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if cell.ColSpan > 1 {
		fmt.Fprintf(&b.body, `<w:gridSpan w:val="%d"/>`, cell.ColSpan)
	}
	b.put(merge, `<w:vAlign w:val="center"/></w:tcPr>`)
	b.blocksIn(cell.Blocks, style)
	if len(cell.Blocks) == 0 {
		b.put("<w:p><w:pPr>", inStyle(style.style), style.more, "</w:pPr></w:p>")
	}
	b.put("</w:tc>")
}

// areGrids reports whether every table fills its grid, so that it can be written.
func areGrids(blocks []Block) bool {
	for _, b := range blocks {
		if t, ok := b.(*Table); ok && !t.isGrid() {
			return false
		}
	}
	return true
}

func (t *Table) isGrid() bool {
	width := t.width()
	if width > maxColumns {
		return false
	}
	var taken cover
	for i, row := range t.Rows {
		at := 0
		for _, cell := range row.Cells {
			at = taken.next(at)
			if cell.ColSpan < 1 || cell.RowSpan < 1 || at+cell.ColSpan > width || i+cell.RowSpan > len(t.Rows) || !areGrids(cell.Blocks) {
				return false
			}
			for k := at; k < at+cell.ColSpan; k++ {
				if taken[k] > 0 {
					return false
				}
			}
			taken.put(at, &cell)
			at += cell.ColSpan
		}
		if taken.next(at) < width {
			return false
		}
		taken.endRow()
	}
	return true
}
