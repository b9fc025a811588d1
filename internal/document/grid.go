package document

import "gongkai/internal/fault"

// maxColumns is what Word takes in one table.
const maxColumns = 63

// Why a document is not taken in one piece.
var (
	ErrTableTooWide  = fault.New(fault.TooLarge, "table-too-wide", "表格超过63列，网页上无法阅读，请把电子表格作为附件上传。")
	ErrTableTooLarge = fault.New(fault.TooLarge, "table-too-large", "表格过大，请把电子表格作为附件上传。")
)

// table brings a table into normal form: spans that neither overlap nor leave the grid, rows that fill it, no row and no
// column in which no cell begins.
func (t *tidier) table(table *Table) error {
	for i := range table.Rows {
		for j := range table.Rows[i].Cells {
			cell := &table.Rows[i].Cells[j]
			blocks, err := t.blocks(cell.Blocks)
			if err != nil {
				return err
			}
			cell.Blocks = blocks
		}
	}
	begins, err := placeCells(table.Rows)
	if err != nil {
		return err
	}
	width := narrow(table.Rows, begins)
	if t.slots -= width * len(table.Rows); t.slots < 0 {
		return ErrTableTooLarge
	}
	fillRows(table.Rows, width)
	dropCoveredRows(table)
	return nil
}

// cover counts, for each column, the rows still reached by a cell from above.
type cover [maxColumns]int

// next returns the first free column from at on.
func (c *cover) next(at int) int {
	for at < maxColumns && c[at] > 0 {
		at++
	}
	return at
}

func (c *cover) put(at int, cell *Cell) {
	for k := range cell.ColSpan {
		c[at+k] = cell.RowSpan
	}
}

func (c *cover) endRow() {
	for i := range c {
		c[i] = max(0, c[i]-1)
	}
}

// Texts is what is written in a table in normal form, place by place: the paragraphs of a cell where it begins, "" where it reaches. All rows are
// as long.
func (t *Table) Texts() [][]string {
	var taken cover
	out, width := make([][]string, len(t.Rows)), 0
	for i := range t.Rows {
		row, end := make([]string, maxColumns), 0
		for j := range t.Rows[i].Cells {
			cell := &t.Rows[i].Cells[j]
			at := taken.next(end)
			for _, b := range cell.Blocks {
				if p, ok := b.(*Paragraph); ok {
					row[at] += p.Text()
				}
			}
			taken.put(at, cell)
			end = at + cell.ColSpan
		}
		taken.endRow()
		out[i], width = row, max(width, end)
	}
	for i := range out {
		out[i] = out[i][:width]
	}
	return out
}

// placeCells puts each cell into the first free place, clips its spans to what is free, and returns the columns in which cells begin.
func placeCells(rows []TableRow) (begins [maxColumns]bool, err error) {
	var taken cover
	for i := range rows {
		at := 0
		for j := range rows[i].Cells {
			cell := &rows[i].Cells[j]
			at = taken.next(at)
			if at == maxColumns {
				return begins, ErrTableTooWide
			}
			begins[at] = true
			cell.RowSpan = max(1, min(cell.RowSpan, len(rows)-i))
			span := max(1, min(cell.ColSpan, maxColumns-at))
			for cell.ColSpan = 1; cell.ColSpan < span && taken[at+cell.ColSpan] == 0; {
				cell.ColSpan++
			}
			taken.put(at, cell)
			at += cell.ColSpan
		}
		taken.endRow()
	}
	return begins, nil
}

// narrow takes away the columns in which no cell begins, and returns how many are left.
func narrow(rows []TableRow, begins [maxColumns]bool) int {
	var before [maxColumns + 1]int // columns kept before each
	for i, is := range begins {
		before[i+1] = before[i]
		if is {
			before[i+1]++
		}
	}
	var taken cover
	for i := range rows {
		at := 0
		for j := range rows[i].Cells {
			cell := &rows[i].Cells[j]
			at = taken.next(at)
			taken.put(at, cell)
			end := at + cell.ColSpan
			cell.ColSpan = before[end] - before[at]
			at = end
		}
		taken.endRow()
	}
	return before[maxColumns]
}

// fillRows adds empty cells at the end of short rows, unless nothing begins in them at all.
func fillRows(rows []TableRow, width int) {
	var taken cover
	for i := range rows {
		row := &rows[i]
		header := row.isHeader()
		at := 0
		for j := range row.Cells {
			at = taken.next(at)
			taken.put(at, &row.Cells[j])
			at += row.Cells[j].ColSpan
		}
		for at = taken.next(at); at < width && len(row.Cells) > 0; at = taken.next(at + 1) {
			empty := Cell{RowSpan: 1, ColSpan: 1, Header: header}
			taken.put(at, &empty)
			row.Cells = append(row.Cells, empty)
		}
		taken.endRow()
	}
}

// isHeader reports whether a row has header cells only.
func (row TableRow) isHeader() bool {
	for _, cell := range row.Cells {
		if !cell.Header {
			return false
		}
	}
	return len(row.Cells) > 0
}

// dropCoveredRows takes away the rows in which no cell begins.
func dropCoveredRows(table *Table) {
	gone := make([]int, len(table.Rows)+1) // rows dropped before each row
	for i, row := range table.Rows {
		gone[i+1] = gone[i]
		if len(row.Cells) == 0 {
			gone[i+1]++
		}
	}
	var kept []TableRow
	for i, row := range table.Rows {
		for j := range row.Cells {
			span := &row.Cells[j].RowSpan
			*span -= gone[i+*span] - gone[i]
		}
		if len(row.Cells) > 0 {
			kept = append(kept, row)
		}
	}
	table.Rows = kept
}

// headerRows returns how many rows at the top are header rows.
func (t *Table) headerRows() int {
	n := 0
	for n < len(t.Rows) && t.Rows[n].isHeader() {
		n++
	}
	return n
}

// headRows returns how many rows make a head in HTML, 0 if no cell may reach out of it and one does, or if nothing would be left.
func (t *Table) headRows() int {
	n := t.headerRows()
	if n == len(t.Rows) {
		return 0
	}
	for i, row := range t.Rows[:n] {
		for _, cell := range row.Cells {
			if i+cell.RowSpan > n {
				return 0
			}
		}
	}
	return n
}
