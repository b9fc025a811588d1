package paper

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/report"
)

// grid is a table as every format draws it.
type grid struct {
	name    string // 表三
	columns []int  // how wide each is beside the others
	heads   int    // rows that are repeated on each page
	groups  []int  // rows with which a group begins, which stands on one page if not all of them do; nil: all is one
	rows    [][]cell
}

// cell is a head, or a figure. Spans count from 1; "\n" in a head is where its line ends.
type cell struct {
	text       string
	cols, rows int
	scope      string // of a head: col, colgroup, row, rowgroup; "" for a figure
	words      bool   // what stands where a figure would is a text
}

func head(scope, text string, cols, rows int) cell {
	return cell{text: text, cols: cols, rows: rows, scope: scope}
}

// figures returns a figure for each number.
func figures(ns []int64) []cell {
	var out []cell
	for _, n := range ns {
		out = append(out, cell{text: strconv.FormatInt(n, 10), cols: 1, rows: 1})
	}
	return out
}

// width2 is how many columns table 二 has.
const width2 = 4

// table2 lays out table 二: a block for each item of 条例 20, each with heads of its own. The last column takes what a short row leaves.
func table2(a *report.Annual) *grid {
	g := &grid{name: "表二", columns: []int{1, 1, 1, 1}}
	block := ""
	for _, row := range report.Table2(a.Format, a.Settings) {
		wide := func(cells []cell) []cell {
			cells[len(cells)-1].cols = width2 - len(row.Heads)
			return cells
		}
		if row.Block != block {
			block = row.Block
			heads := []cell{head("col", "信息内容", 1, 1)}
			for _, h := range row.Heads {
				heads = append(heads, head("col", h, 1, 1))
			}
			g.rows = append(g.rows, []cell{head("colgroup", block, width2, 1)}, wide(heads))
		}
		cells := append([]cell{head("row", row.Name, 1, 1)}, figures(a.Table2[row.Key])...)
		for i, q := range row.Queries {
			if q.Amount {
				cells[1+i].text = report.Wan(a.Table2[row.Key][i])
			}
		}
		g.rows = append(g.rows, wide(cells))
	}
	return g
}

// corner3 is what the form says in the corner of table 三.
const corner3 = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

// table3 lays out table 三: three columns of heads, seven of figures.
func table3(a *report.Annual) *grid {
	g := &grid{name: "表三", columns: []int{58, 84, 262, 68, 68, 68, 68, 68, 68, 68}, heads: 3}
	g.rows = [][]cell{
		{head("colgroup", corner3, 3, 3), head("colgroup", "申请人情况", 7, 1)},
		{head("col", report.Columns[0].Name, 1, 2), head("colgroup", "法人或其他组织", 5, 1), head("col", report.Columns[6].Name, 1, 2)},
		nil,
	}
	for _, c := range report.Columns[1:6] {
		g.rows[2] = append(g.rows[2], head("col", halved(c.Name), 1, 1))
	}
	rows := report.Table3(a.Format)
	for i, row := range rows {
		var cells []cell
		if row.First != "" && rows[i-1].First != row.First {
			cells = append(cells, head("rowgroup", row.First, 1, together(rows[i:], func(r report.Row3) bool { return r.First == row.First })))
		}
		switch {
		case row.First == "":
			cells = append(cells, head("row", row.Name, 3, 1))
		case row.Second == "":
			cells = append(cells, head("row", row.Name, 2, 1))
		default:
			if rows[i-1].Second != row.Second {
				cells = append(cells, head("rowgroup", strings.Replace(row.Second, "）", "）\n", 1), 1, together(rows[i:], func(r report.Row3) bool { return r.Second == row.Second })))
			}
			cells = append(cells, head("row", row.Name, 1, 1))
		}
		v := a.Table3[row.Key]
		g.rows = append(g.rows, append(cells, figures(v[:])...))
	}
	return g
}

// halved is the head of a narrow column on two lines, where it has four characters or more.
func halved(s string) string {
	r := []rune(s)
	if len(r) < 4 {
		return s
	}
	return string(r[:len(r)/2]) + "\n" + string(r[len(r)/2:])
}

// together counts the rows at the beginning that belong together.
func together(rows []report.Row3, belongs func(report.Row3) bool) int {
	if n := slices.IndexFunc(rows, func(r report.Row3) bool { return !belongs(r) }); n >= 0 {
		return n
	}
	return len(rows)
}

// table4 lays out table 四: one row of fifteen figures below its groups.
func table4(a *report.Annual) *grid {
	g := &grid{name: "表四", heads: 3}
	blocks, n := report.Table4(), len(report.Heads4)
	g.rows = [][]cell{
		{head("colgroup", blocks[0].Name, n, 2), head("colgroup", "行政诉讼", 2*n, 1)},
		{head("colgroup", blocks[1].Name, n, 1), head("colgroup", blocks[2].Name, n, 1)},
		nil, nil,
	}
	for _, b := range blocks {
		for _, h := range report.Heads4 {
			g.rows[2] = append(g.rows[2], head("col", halved(h), 1, 1))
			g.columns = append(g.columns, 1)
		}
		v := a.Table4[b.Key]
		g.rows[3] = append(g.rows[3], figures(v[:])...)
	}
	return g
}

// placed is a cell with the column it begins in, counting from 0.
type placed struct {
	cell
	column int
}

// placed puts every cell where it stands in the grid.
func (g *grid) placed() [][]placed {
	out := make([][]placed, len(g.rows))
	below := make([]int, len(g.columns)) // rows still taken by a cell from above
	for i, row := range g.rows {
		at := 0
		for _, c := range row {
			for below[at] > 0 {
				at++
			}
			out[i] = append(out[i], placed{c, at})
			for range c.cols {
				below[at] = c.rows
				at++
			}
		}
		for k := range below {
			below[k] = max(0, below[k]-1)
		}
	}
	return out
}
