package compile

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/report"
)

// cell is a place of the form that is summed.
type cell struct {
	name   string // table3.granted.natural
	title  string // 表三“（一）予以公开”行“自然人”列
	table  int    // 0, 1, 2: tables 二, 三, 四
	row    string
	at     int
	amount bool // money, summed in 分
	total  bool // it adds up others of its table
}

// tables name the three tables by the index of a cell.
var tables = [3]string{"表二", "表三", "表四"}

// mostCells is how many cells a form has at most.
const mostCells = 256

// forms hold the cells of the two forms.
var forms = map[report.Format][]cell{report.Format2019: cellsOf(report.Format2019), report.Format2021: cellsOf(report.Format2021)}

func cellsOf(f report.Format) []cell {
	var out []cell
	for _, row := range report.Table2(f, report.Settings{}) {
		for i, q := range row.Queries {
			out = append(out, cell{fmt.Sprintf("table2.%s.%d", row.Key, i), "表二“" + row.Name + "”行“" + row.Heads[i] + "”", 0, row.Key, i, q.Amount, false})
		}
	}
	for _, row := range report.Table3(f) {
		for i, c := range report.Columns {
			out = append(out, cell{"table3." + row.Key + "." + c.Key, "表三“" + row.Name + "”行“" + c.Name + "”列", 1, row.Key, i, false, row.Key == "total" || c.Key == "total"})
		}
	}
	for _, b := range report.Table4() {
		for i, head := range report.Heads4 {
			out = append(out, cell{fmt.Sprintf("table4.%s.%d", b.Key, i), "表四“" + b.Name + "”“" + head + "”", 2, b.Key, i, false, i == len(report.Heads4)-1})
		}
	}
	if len(out) > mostCells {
		panic("a form has more cells than a set of them holds") // our own form
	}
	return out
}

// of returns the row of a sheet in which the cell stands.
func (c cell) of(s *report.Sheet) []report.Cell {
	return [3]map[string][]report.Cell{s.Table2, s.Table3, s.Table4}[c.table][c.row]
}

// in is the number that stands in a sheet, in 分 where it is money; ok is false where none does: the cell is not there, empty, or cannot be told.
func (c cell) in(s *report.Sheet) (n int64, ok bool) {
	row := c.of(s)
	if c.at >= len(row) || row[c.at].State != report.Known {
		return 0, false
	}
	v := row[c.at]
	if !c.amount {
		return v.N, !strings.Contains(v.Text, ".")
	}
	return v.Fen()
}

// write says a number of the cell as people have it.
func (c cell) write(n int64) string {
	if c.amount {
		return report.Wan(n) + " 万元"
	}
	return strconv.FormatInt(n, 10)
}

// put writes a sum into the sheet.
func (c cell) put(s *report.Sheet, n int64) {
	v := report.Cell{State: report.Known, N: n}
	if c.amount {
		v.N, v.Text = n/1e6, report.Wan(n)
	}
	table := [3]map[string][]report.Cell{s.Table2, s.Table3, s.Table4}[c.table]
	table[c.row] = append(table[c.row], v)
}

// set is a set of cells of a form.
type set [mostCells / 64]uint64

func (s *set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s *set) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

// digest stands for the figures of a table. It is linear: that of a sum is the sum of the digests, so that whether some reports add up to
// another is seen without keeping any of them.
type digest [2]uint64

func (d digest) plus(e digest) digest  { return digest{d[0] + e[0], d[1] + e[1]} }
func (d digest) minus(e digest) digest { return digest{d[0] - e[0], d[1] - e[1]} }

// add counts n in the cell of that index.
func (d *digest) add(i int, n int64) {
	d[0] += weight(2*uint64(i)) * uint64(n) // wraps around, as it should
	d[1] += weight(2*uint64(i)+1) * uint64(n)
}

// weight is a fixed odd number for each index (splitmix64).
func weight(i uint64) uint64 {
	z := (i + 1) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31 | 1
}
