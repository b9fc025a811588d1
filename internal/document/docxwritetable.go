package document

import (
	"fmt"
	"strconv"
	"strings"
)

// table writes the cells row by row; a cell that reaches down is written again in each row it reaches, as merged with the one above.
func (b *docxWriter) table(t *Table) {
	width := t.width()
	if width == 0 {
		return
	}
	b.put(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>`)
	column := textWidth / width
	b.put(strings.Repeat(`<w:gridCol w:w="`+strconv.Itoa(column)+`"/>`, width), "</w:tblGrid>\n")
	head := t.headerRows()
	var taken cover
	var spans [maxColumns]int // of the cell that reaches a column from above, where it begins
	for i, row := range t.Rows {
		b.put("<w:tr>")
		if i < head {
			b.put("<w:trPr><w:tblHeader/></w:trPr>")
		}
		next := 0
		for at := 0; at < width; {
			if taken[at] > 0 {
				span := max(1, spans[at])
				b.cell(Cell{ColSpan: span}, column, "<w:vMerge/>")
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
			b.cell(cell, column, merge)
			taken.put(at, &cell)
			spans[at] = cell.ColSpan
			at += cell.ColSpan
		}
		taken.endRow()
		b.put("</w:tr>\n")
	}
	b.put("</w:tbl>\n")
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

func (b *docxWriter) cell(cell Cell, column int, merge string) {
	fmt.Fprintf(&b.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, column*cell.ColSpan)
	if cell.ColSpan > 1 {
		fmt.Fprintf(&b.body, `<w:gridSpan w:val="%d"/>`, cell.ColSpan)
	}
	b.put(merge, `<w:vAlign w:val="center"/></w:tcPr>`)
	b.blocks(cell.Blocks, true)
	if len(cell.Blocks) == 0 {
		b.put("<w:p/>")
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
