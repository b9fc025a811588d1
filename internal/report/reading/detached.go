package reading

import (
	"strings"

	"gongkai/internal/report"
)

// Where a cell of table 二 holds a number with a remark, 55（含自然失效29件）, what made the file may have put number and remark on lines of
// their own and left the cell out of its row.

// alone is a number that has a line to itself, with the line below it.
type alone struct {
	token  token
	remark string
}

// alones are the numbers that stand alone in some lines, in order.
func alones(lines []line, from, to int) []alone {
	var out []alone
	for i := from; i < min(to, len(lines)-1); i++ {
		n, below := plainText(lines[i].text()), plainText(lines[i+1].text())
		if lines[i].row || n == "" || strings.Trim(n, "0123456789") != "" || !strings.HasPrefix(below, "(") {
			continue
		}
		out = append(out, alone{token{text: n, place: i}, below})
	}
	return out
}

func (l *line) text() string { return strings.Join(l.cells, "") }

// plainText is a text with its full-width marks made plain.
func plainText(s string) string {
	return strings.TrimSpace(strings.Map(plain, s))
}

// rejoin puts numbers that stand alone into the rows that lack the one of 废止: if there are as many as rows, and a remark is about documents
// that expired, which no other column counts.
func (r *Report) rejoin(lines []line, from, to int, short []found, rows map[string]group) {
	found := alones(lines, from, to)
	ended := false
	for _, a := range found {
		ended = ended || strings.Contains(a.remark, "失效") || strings.Contains(a.remark, "废止")
	}
	if !ended || len(found) != len(short) {
		return
	}
	for i, l := range short {
		row := rows[l.key].tokens
		var cells []report.Cell
		for _, t := range []token{row[0], found[i].token, row[1]} {
			cells = append(cells, t.cell(lines[t.place].place))
		}
		r.Table2[l.key] = cells
		r.Notes = append(r.Notes, report.Hint{Code: "R-APART", Text: "表二“" + l.core + "”的废止件数和它的说明另成一行，按“" + found[i].remark + "”前的数读入，请对照原件核对。", Cells: []string{"table2." + l.key + ".1"}})
	}
}
