// Package compile adds up the annual reports of units: 汇总. Each is checked by itself first; who has not submitted, who did twice, and what is
// counted twice, is named; the sums are compared with what a report of the whole states.
//
// A Compiler keeps the sums, and of each report its name, what came of it and a digest of each table: not the report. What it finds does not
// depend on the order of the reports, save which of two different reports of one agency is taken: the first.
//
// law: 条例 49, 50; units of the public service (条例 55) have no such report
package compile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai/internal/report"
	"gongkai/internal/report/reading"
)

// Compiler adds up reports one by one.
type Compiler struct {
	year  int // 0: the one of most reports
	list  List
	sums  map[int]*sums // by year
	units []*Unit
}

// sums are the cells of the reports of a year that were taken.
type sums struct {
	cells  []int64
	taken  map[string]*Unit // by agency
	counts int
}

// New returns a compiler for the reports of a year, 0 for the year that most of the reports are of. list says who should submit.
func New(year int, list List) *Compiler {
	return &Compiler{year: year, list: list, sums: map[int]*sums{}}
}

// Years of which reports have a form that is known.
const (
	firstYear = 2019
	lastYear  = 2099
)

// Add takes a report under a name of the caller's, which must be its own. The report is not kept.
func (c *Compiler) Add(name string, r *reading.Report) {
	u := newUnit(name)
	u.Agency, u.Year = strings.Clone(r.Agency), r.Year // not the text it is a piece of
	c.units = append(c.units, u)
	if c.list.excludes(u.who()) {
		u.scope(r)
		return
	}
	if u.judge(r, c.year); u.Outcome != Taken {
		return
	}
	s := c.sums[r.Year]
	if s == nil {
		s = &sums{cells: make([]int64, len(forms[report.FormatOf(r.Year)])), taken: map[string]*Unit{}}
		c.sums[r.Year] = s
	}
	if first := s.taken[u.key()]; first != nil && u.key() != "" {
		u.repeats(first)
		return
	}
	if !s.add(&r.Sheet) {
		u.refuse(Violated, "加上它的数，合计超过了能够计算的范围，请核对各格的数。")
		return
	}
	s.taken[u.key()] = u
	s.counts++
}

// Fail notes a file that could not be read as a report, with the sentence why.
func (c *Compiler) Fail(name, why string) {
	u := newUnit(name)
	u.refuse(Unreadable, why)
	c.units = append(c.units, u)
}

// add adds a report to the sums; false, and nothing is added, where a sum would be too large to be told.
func (s *sums) add(sheet *report.Sheet) bool {
	form := forms[report.FormatOf(sheet.Year)]
	next := slices.Clone(s.cells)
	for i, c := range form {
		n, ok := c.in(sheet)
		if !ok {
			continue
		}
		if next[i] += n; next[i] > mostSum || next[i] < -mostSum {
			return false
		}
	}
	s.cells = next
	return true
}

// Result is what came of all reports.
type Result struct {
	Year     int
	Sheet    report.Sheet // every cell of the reports that were taken, added up
	Units    []*Unit      // by name
	Lower    []Lower      // sums that may be too low
	Copies   [][]string   // names of taken reports whose three tables are the same, and not all nought
	Doubles  []Double     // what is counted twice
	Missing  []string     // agencies of the list that have not submitted
	Unlisted []string     // agencies that submitted and are not on the list

	cells []int64
	form  []cell
}

// Lower is a cell whose sum is a lower bound: in some of the reports it is empty, not there, or cannot be told.
type Lower struct {
	Cell  string   `json:"cell"`
	Title string   `json:"title"`
	Units []string `json:"units"`
}

// Result says what came of the reports so far.
func (c *Compiler) Result() *Result {
	r := &Result{Year: cmp.Or(c.year, c.mostly())}
	r.form = forms[report.FormatOf(r.Year)]
	r.cells = make([]int64, len(r.form))
	if s := c.sums[r.Year]; s != nil {
		copy(r.cells, s.cells)
	}
	for _, u := range c.units {
		if u.Outcome != OutOfScope && u.Outcome != Unreadable && (r.Year == 0 || u.Year != r.Year) {
			other := *u
			other.otherYear(r.Year)
			u = &other
		}
		r.Units = append(r.Units, u)
	}
	slices.SortStableFunc(r.Units, func(a, b *Unit) int { return strings.Compare(a.Name, b.Name) })
	r.Sheet = report.Sheet{
		Year: r.Year, Format: report.FormatOf(r.Year), Norms2021: report.FormatOf(r.Year) == report.Format2021,
		Table2: map[string][]report.Cell{}, Table3: map[string][]report.Cell{}, Table4: map[string][]report.Cell{},
	}
	for i, cell := range r.form {
		cell.put(&r.Sheet, r.cells[i])
	}
	r.Lower = r.lower()
	taken := r.Of(Taken)
	r.Copies = copies(taken)
	r.Doubles = doubles(taken)
	r.Missing, r.Unlisted = c.list.compare(r.Units)
	return r
}

// mostly is the year of most of the reports that were taken, of two the later; 0 where none was.
func (c *Compiler) mostly() int {
	best := 0
	for _, year := range slices.Sorted(maps.Keys(c.sums)) {
		if best == 0 || c.sums[year].counts >= c.sums[best].counts {
			best = year
		}
	}
	return best
}

// Of are the units of an outcome.
func (r *Result) Of(o Outcome) []*Unit {
	return slices.DeleteFunc(slices.Clone(r.Units), func(u *Unit) bool { return u.Outcome != o })
}

// lower lists the cells whose sums are lower bounds.
func (r *Result) lower() []Lower {
	var out []Lower
	taken := r.Of(Taken)
	for i, cell := range r.form {
		l := Lower{Cell: cell.name, Title: cell.title}
		for _, u := range taken {
			if u.gaps.has(i) {
				l.Units = append(l.Units, u.Name)
			}
		}
		if l.Units != nil {
			out = append(out, l)
		}
	}
	return out
}

// Sound reports whether everything that was handed in was taken, everybody of the list has submitted, no sum may be too low and nothing is
// counted twice. What is out of scope is no fault.
func (r *Result) Sound() bool {
	return len(r.Missing)+len(r.Doubles)+len(r.Lower) == 0 && len(r.Of(Taken))+len(r.Of(OutOfScope)) == len(r.Units)
}

// Annual is the compilation as a report of an agency, with a sentence of what it is and no other text.
func (r *Result) Annual(agency string) *report.Annual {
	a := &report.Annual{
		Agency: agency, Year: r.Year, Format: report.FormatOf(r.Year),
		Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{},
	}
	for i, c := range r.form {
		n := r.cells[i]
		switch c.table {
		case 0:
			a.Table2[c.row] = append(a.Table2[c.row], n)
		case 1:
			row := a.Table3[c.row]
			row[c.at] = n
			a.Table3[c.row] = row
		case 2:
			row := a.Table4[c.row]
			row[c.at] = n
			a.Table4[c.row] = row
		}
	}
	a.Sections.Overview = fmt.Sprintf("三张表由%d个单位的年度报告相加而成。", len(r.Of(Taken)))
	if len(r.Lower) > 0 {
		a.Sections.Overview += fmt.Sprintf("有%d格在一些单位的报告中空白或者分不清，合计可能偏低。", len(r.Lower))
	}
	return a
}
