package compile

import (
	"fmt"
	"math"
	"math/bits"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/internal/report"
	"gongkai/internal/report/reading"
)

// Outcome is what came of a report.
type Outcome string

// The outcomes.
const (
	Taken      Outcome = "taken"        // 计入
	Violated   Outcome = "violated"     // a relation does not hold, or a figure cannot be
	Unreadable Outcome = "unreadable"   // not read as a report
	WrongYear  Outcome = "wrong-year"   // of another year
	WrongForm  Outcome = "wrong-form"   // in another form than its year's, in both, or without tables
	Duplicate  Outcome = "duplicate"    // of an agency that has been taken already
	OutOfScope Outcome = "out-of-scope" // of a unit of the public service; law: 条例 55
)

// Unit is a report that was handed in, as far as it is remembered.
type Unit struct {
	Name    string  `json:"name"` // the file
	Agency  string  `json:"agency,omitempty"`
	Year    int     `json:"year,omitempty"`
	Outcome Outcome `json:"outcome"`
	Reason  string  `json:"reason,omitempty"` // why it was not taken

	folder string // where the file lies
	*facts        // nil: it was not read in its year's form
}

// facts are what is remembered of the tables of a report, by which it is told whether some reports add up to another. There may be tens of
// thousands: they are kept small.
type facts struct {
	tables [3]digest  // of tables 二, 三, 四
	gaps   set        // cells without a number
	three  [31]uint32 // totals of the rows of table 三 and what came in by columns, by which is seen what cannot be a part of what
	four   [3]uint32  // totals of the blocks of table 四, likewise
	tells  [3]int     // how much a table tells, in bits: whether it may be the same by chance
}

// Bounds of figures and sums; of money in 分. No sum of a few more figures runs over.
const (
	mostFigure = 100_000_000_000_000
	mostSum    = 4_000_000_000_000_000_000
)

func newUnit(name string) *Unit {
	return &Unit{Name: name, folder: path.Dir(filepath.ToSlash(name))}
}

// who names the unit: its agency, or its file where that was not read.
func (u *Unit) who() string {
	if u.Agency != "" {
		return u.Agency
	}
	return strings.TrimSuffix(filepath.Base(u.Name), filepath.Ext(u.Name))
}

// key is by what two reports are of one agency; "" where the agency was not read.
func (u *Unit) key() string { return reading.BareName(u.Agency) }

func (u *Unit) refuse(o Outcome, why string) { u.Outcome, u.Reason = o, why }

// judge says whether a report can be taken, and notes what is remembered of it.
func (u *Unit) judge(r *reading.Report, year int) {
	u.Outcome = Taken
	want := report.FormatOf(r.Year)
	switch {
	case r.Year < firstYear || r.Year > lastYear || year != 0 && r.Year != year:
		u.refuse(WrongYear, "")
		return
	case r.Format == report.FormatNone:
		u.refuse(WrongForm, "没有读到表格，请提交有表格的报告。")
		return
	case r.Format == report.FormatMixed:
		u.refuse(WrongForm, fmt.Sprintf("混用了2019年和2021年两种格式，%d年度应当使用%s年格式，请改正后重新提交。", r.Year, want))
		return
	case r.Format != want:
		u.refuse(WrongForm, fmt.Sprintf("不是%d年度应当使用的%s年格式，请改正后重新提交。", r.Year, want))
		return
	}
	form := forms[want]
	if row := strange(form, &r.Sheet); row != "" {
		u.refuse(WrongForm, fmt.Sprintf("%s不是%s年格式的行，或者格数不对，请改正后重新提交。", row, want))
		return
	}
	u.remember(form, &r.Sheet)
	for _, c := range form {
		if n, ok := c.in(&r.Sheet); ok && (n > mostFigure || n < -mostFigure) {
			u.refuse(Violated, c.title+"的数过大，请核对。")
			return
		}
	}
	if violated := report.Of(r.Relations(), report.Violated); len(violated) > 0 {
		more := ""
		if len(violated) > 1 {
			more = fmt.Sprintf("另有 %d 项勾稽关系不成立。", len(violated)-1)
		}
		u.refuse(Violated, violated[0].Text+more)
		return
	}
	tablesOnly := r.Sheet
	tablesOnly.Sections, tablesOnly.Written = report.Sections{}, false
	for _, h := range tablesOnly.Hints(nil, report.UsualOverlap) {
		if h.Code == "E-T3-04" {
			u.refuse(Violated, h.Text)
			return
		}
	}
}

// strange names a row of a sheet that its form does not have, or has with another number of cells; "" where there is none.
func strange(form []cell, s *report.Sheet) string {
	cells := [3]map[string]int{{}, {}, {}}
	for _, c := range form {
		cells[c.table][c.row]++
	}
	var out []string
	for t, table := range []map[string][]report.Cell{s.Table2, s.Table3, s.Table4} {
		for key, row := range table {
			if cells[t][key] != len(row) {
				out = append(out, fmt.Sprintf("%s的“%s”", tables[t], rowName(key)))
			}
		}
	}
	if out == nil {
		return ""
	}
	return slices.Min(out)
}

// rowName is the name of a row in either form, its key where there is none.
func rowName(key string) string {
	for _, f := range []report.Format{report.Format2021, report.Format2019} {
		for _, row := range report.Table2(f, report.Settings{}) {
			if row.Key == key {
				return row.Name
			}
		}
	}
	for _, row := range report.AllRows3() {
		if row.Key == key {
			return row.Name
		}
	}
	for _, b := range report.Table4() {
		if b.Key == key {
			return b.Name
		}
	}
	return key
}

// remember notes the digests and the sizes.
func (u *Unit) remember(form []cell, s *report.Sheet) {
	u.facts = &facts{}
	three, four := u.three[:0], u.four[:0]
	for i, c := range form {
		n, ok := c.in(s)
		if !ok {
			u.gaps.add(i)
			n = 0
		}
		u.tables[c.table].add(i, n)
		if !c.total {
			u.tells[c.table] += bits.Len64(uint64(max(n, -n)))
		}
		switch {
		case c.table == 1 && (c.at == 6 || c.row == "new_received"):
			three = append(three, size(n))
		case c.table == 2 && c.total:
			four = append(four, size(n))
		}
	}
}

// size is a total as it is remembered. One beyond all that happens is as large as can be: its report is then found to be no part of another.
func size(n int64) uint32 { return uint32(min(max(n, 0), math.MaxUint32)) }

// repeats notes that the agency has been taken already.
func (u *Unit) repeats(first *Unit) {
	same := "两份的数不同，请确认后只留正确的一份。"
	if u.tables == first.tables && u.gaps == first.gaps {
		same = "两份的数相同，请只留一份。"
	}
	u.refuse(Duplicate, "与 "+first.Name+" 是同一机关的报告，只计入了先读到的那一份；"+same)
}

// scope leaves a unit of the public service out, with its figures remembered where they can be. law: 条例 55
func (u *Unit) scope(r *reading.Report) {
	if form := forms[report.FormatOf(r.Year)]; r.Format == report.FormatOf(r.Year) && strange(form, &r.Sheet) == "" {
		u.remember(form, &r.Sheet)
	}
	u.refuse(OutOfScope, "学校等公共企事业单位不在汇总范围（条例第五十五条），没有计入。")
}

// otherYear refuses a report that is of another year than that of the compilation, 0 where there is none.
func (u *Unit) otherYear(year int) {
	switch {
	case u.Year == 0:
		u.refuse(WrongYear, "没有读到报告年度，请核对标题。")
	case year != 0:
		u.refuse(WrongYear, fmt.Sprintf("是%d年度的报告，汇总的是%d年度。", u.Year, year))
	case u.Outcome == WrongYear:
		u.refuse(WrongYear, fmt.Sprintf("%d年度没有统一的报告格式，不能汇总。", u.Year))
	}
}
