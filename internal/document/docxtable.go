package document

import (
	"encoding/xml"
	"strconv"
)

// wordTable puts cells into a grid as Word does: a cell merged downwards is a cell in each row, the first of which says restart.
type wordTable struct {
	table *Table
	above map[int][2]int // the cell that a column goes on with: its row and its place in the row
	heads int            // rows that are repeated on each page, from the top
}

// table reads the w:tbl that was begun last.
func (d *docxReader) table(x *xmlStream) (*Table, error) {
	d.at.enterTable()
	t := &wordTable{table: &Table{}, above: make(map[int][2]int)}
	if err := d.rows(x, t); err != nil {
		return nil, err
	}
	for i := range t.table.Rows[:t.heads] {
		for j := range t.table.Rows[i].Cells {
			t.table.Rows[i].Cells[j].Header = true
		}
	}
	return t.table, nil
}

func (d *docxReader) rows(x *xmlStream, t *wordTable) error {
	return x.children(func(name string, _ xml.StartElement) error {
		switch name {
		case "w:tr":
			return d.row(x, t)
		case "w:tblPr", "w:tblGrid", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr":
			return x.skip()
		}
		return d.rows(x, t)
	})
}

// wordRow is a row being read.
type wordRow struct {
	column  int
	deleted bool
	head    bool
}

func (d *docxReader) row(x *xmlStream, t *wordTable) error {
	t.table.Rows = append(t.table.Rows, TableRow{})
	var row wordRow
	if err := d.rowCells(x, t, &row); err != nil {
		return err
	}
	last := len(t.table.Rows) - 1
	if row.deleted {
		t.table.Rows = t.table.Rows[:last]
		return nil
	}
	if row.head && t.heads == last {
		t.heads++
	}
	return nil
}

func (d *docxReader) rowCells(x *xmlStream, t *wordTable, row *wordRow) error {
	return x.children(func(name string, start xml.StartElement) error {
		switch name {
		case "w:tc":
			return d.cell(x, t, row)
		case "w:trPr":
			props, err := x.tree(start)
			if err != nil {
				return err
			}
			row.deleted = props.kid("w:del") != nil
			row.head = props.on("w:tblHeader")
			if before := number(props.value("w:gridBefore")); before > 0 {
				t.put(row, Cell{RowSpan: 1, ColSpan: min(before, maxColumns)}, "")
			}
			return nil
		case "w:tblPrEx", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr":
			return x.skip()
		}
		return d.rowCells(x, t, row)
	})
}

// cell reads a w:tc into a cell of its own, or into the one it is merged with.
func (d *docxReader) cell(x *xmlStream, t *wordTable, row *wordRow) error {
	last := len(t.table.Rows) - 1
	before := d.at.enterCell(last, len(t.table.Rows[last].Cells))
	defer d.at.leaveCell(before)
	props, blocks, err := d.blocksOf(x, "w:tcPr")
	if err != nil {
		return err
	}
	if row.deleted || props.kid("w:cellDel") != nil {
		d.loseText(LossDeleted, "有已删除的修订内容%s，没有带入。", (&Doc{blocks}).Text())
		blocks = nil
	}
	if row.deleted {
		return nil
	}
	cell := Cell{RowSpan: 1, ColSpan: max(1, min(number(props.value("w:gridSpan")), maxColumns)), Blocks: blocks}
	switch {
	case props.kid("w:hMerge") != nil && props.value("w:hMerge") != "restart" && t.widen(row, cell):
	case props.kid("w:vMerge") != nil && props.value("w:vMerge") != "restart":
		t.put(row, cell, "continue")
	default:
		t.put(row, cell, props.value("w:vMerge"))
	}
	return nil
}

// put adds a cell at the end of the last row. Merge is restart, continue or "".
func (t *wordTable) put(row *wordRow, cell Cell, merge string) {
	last := len(t.table.Rows) - 1
	column := row.column
	row.column += cell.ColSpan
	if at, ok := t.above[column]; ok && merge == "continue" {
		origin := &t.table.Rows[at[0]].Cells[at[1]]
		origin.RowSpan = last - at[0] + 1
		origin.Blocks = append(origin.Blocks, cell.Blocks...)
		return
	}
	for c := column; c < row.column; c++ {
		delete(t.above, c)
	}
	if merge != "" {
		t.above[column] = [2]int{last, len(t.table.Rows[last].Cells)}
	}
	t.table.Rows[last].Cells = append(t.table.Rows[last].Cells, cell)
}

// widen adds a cell to the one before it, and reports whether there is one.
func (t *wordTable) widen(row *wordRow, cell Cell) bool {
	cells := t.table.Rows[len(t.table.Rows)-1].Cells
	if len(cells) == 0 {
		return false
	}
	before := &cells[len(cells)-1]
	before.ColSpan = min(before.ColSpan+cell.ColSpan, maxColumns)
	before.Blocks = append(before.Blocks, cell.Blocks...)
	row.column += cell.ColSpan
	return true
}

// number returns the number a value stands for, 0 if it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
