package document

import (
	"strconv"
	"strings"
)

// table walks a table. What stands between its rows, which no table may hold, goes before it.
func (c *cleaner) table(n *node, f inherited) {
	c.at.enterTable()
	f.heading = 0
	table := &Table{}
	c.tableParts(table, n, false, f)
	c.endParagraph()
	c.blocks = append(c.blocks, table)
}

func (c *cleaner) tableParts(table *Table, n *node, header bool, f inherited) {
	for _, kid := range n.kids {
		switch kid.tag {
		case "thead", "tbody", "tfoot", revealed:
			if kid.tag == revealed || !c.leaveOut(kid) {
				c.tableParts(table, kid, header || kid.tag == "thead", f.within(kid))
			}
		case "tr":
			if !c.hiddenRow(table, kid) {
				table.Rows = append(table.Rows, TableRow{c.cells(kid, len(table.Rows), header, f.within(kid))})
			}
		case "td", "th": // a row that was not opened
			if len(table.Rows) == 0 {
				table.Rows = append(table.Rows, TableRow{})
			}
			row := &table.Rows[len(table.Rows)-1]
			row.Cells = append(row.Cells, c.cell(kid, len(table.Rows)-1, len(row.Cells), header, f))
		default:
			c.walk(kid, f)
		}
	}
}

// hiddenRow names a row that a spreadsheet hides.
func (c *cleaner) hiddenRow(table *Table, row *node) bool {
	if !row.isHidden() {
		return false
	}
	if text := row.plain(); hasText(text) {
		before := c.at.enterCell(len(table.Rows), 0)
		c.lost.add(LossHidden, c.at.String(), "之前有隐藏的行%s，没有带入。", quote(text))
		c.at.leaveCell(before)
	}
	return true
}

func (c *cleaner) cells(row *node, number int, header bool, f inherited) []Cell {
	var out []Cell
	for _, kid := range row.kids {
		switch kid.tag {
		case "td", "th":
			out = append(out, c.cell(kid, number, len(out), header, f))
		case revealed:
			out = append(out, c.cells(kid, number, header, f)...)
		default:
			c.walk(kid, f)
		}
	}
	return out
}

func (c *cleaner) cell(n *node, row, column int, header bool, f inherited) Cell {
	cell := Cell{RowSpan: n.span("rowspan"), ColSpan: n.span("colspan"), Header: header || n.tag == "th"}
	before := c.at.enterCell(row, column)
	defer c.at.leaveCell(before)
	if c.leaveOut(n) {
		return cell
	}
	outer := cleaner{blocks: c.blocks, open: c.open, lists: c.lists}
	c.blocks, c.open, c.item, c.lists = nil, nil, nil, nil
	f.run = Run{}
	c.walkKids(n, f.within(n))
	c.endParagraph()
	cell.Blocks = c.blocks
	c.blocks, c.open, c.item, c.lists = outer.blocks, outer.open, nil, outer.lists
	return cell
}

// maxSpan keeps a span from counting as a number beyond any table; 0 means to the end.
const maxSpan = 65534

func (n *node) span(name string) int {
	span, err := strconv.Atoi(strings.TrimSpace(n.attr(name)))
	switch {
	case err != nil || span < 0:
		return 1
	case span == 0 && name == "rowspan":
		return maxSpan
	}
	return min(span, maxSpan)
}
