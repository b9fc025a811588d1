package compile

import (
	"encoding/json"
	"fmt"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/report"
	"gongkai/internal/report/reading"
)

// ErrOtherYear reports that a stated report is of another year or form than what was compiled.
var ErrOtherYear = fault.New(fault.Invalid, "compile-other-year", "用来核对的报告不是所汇总年度的，不能核对。")

// Figure is a number of a cell as it is compared.
type Figure struct {
	N      int64 // in 分 where it is money
	Known  bool
	Amount bool
}

// String is the figure as people have it.
func (f Figure) String() string {
	if !f.Known {
		return "空白或者分不清"
	}
	return cell{amount: f.Amount}.write(f.N)
}

// MarshalJSON writes a number, money in 万元 as text, null where there is no number.
func (f Figure) MarshalJSON() ([]byte, error) {
	switch {
	case !f.Known:
		return []byte("null"), nil
	case f.Amount:
		return json.Marshal(report.Wan(f.N))
	}
	return json.Marshal(f.N)
}

// Difference is a cell in which the report of the whole states something else than the reports of the units add up to.
type Difference struct {
	Cell     string `json:"cell"`
	Title    string `json:"title"`
	Compiled Figure `json:"compiled"`
	Stated   Figure `json:"stated"`
}

// Comparable returns ErrOtherYear, with the sentence why, unless a stated report is of the year and in the form of what was compiled.
func (r *Result) Comparable(stated *reading.Report) error {
	switch {
	case r.Year == 0:
		return ErrOtherYear.Say("没有计入任何报告，不能与公布的报告核对。")
	case stated.Year != r.Year:
		return ErrOtherYear.Say("用来核对的报告是%d年度的，汇总的是%d年度，不能核对。", stated.Year, r.Year)
	case stated.Format != report.FormatOf(r.Year):
		return ErrOtherYear.Say("用来核对的报告不是%d年度应当使用的%s年格式，不能核对。", r.Year, report.FormatOf(r.Year))
	}
	return nil
}

// Against compares the sums with what a report of the whole states, cell by cell.
func (r *Result) Against(stated *reading.Report) []Difference {
	var out []Difference
	for i, c := range r.form {
		n, ok := c.in(&stated.Sheet)
		if !ok || n != r.cells[i] {
			out = append(out, Difference{c.name, c.title, Figure{r.cells[i], true, c.amount}, Figure{n, ok, c.amount}})
		}
	}
	return out
}

// Explain says what the differences come to, where they are exactly the figures of one report, and whether the stated figures have a compilation
// in them besides its parts.
func (r *Result) Explain(stated *reading.Report) []string {
	more, less, same := r.between(stated)
	doubled := map[string]bool{}
	var out []string
	for _, d := range r.Doubles {
		doubled[d.Unit] = true
		if at := intersect(d.Tables, same); len(at) > 0 {
			out = append(out, fmt.Sprintf("公布的%s与汇总相同，也就是把 %s 和它所汇总的单位重复计算了。", strings.Join(at, "、"), d.Unit))
		}
	}
	for _, u := range r.Units {
		if u.facts == nil || u.Year != r.Year {
			continue
		}
		if at := u.equal(more); at != "" && u.Outcome == Taken {
			out = append(out, fmt.Sprintf("公布的%s比汇总多出的，正好是 %s 的数，可能计了两次。", at, u.Name))
		} else if at != "" {
			out = append(out, fmt.Sprintf("公布的%s比汇总多出的，正好是没有计入的 %s 的数。", at, u.Name))
		}
		if at := u.equal(less); at != "" && u.Outcome == Taken {
			words := "公布的%s比汇总少的，正好是 %s 的数，可能漏计。"
			if doubled[u.Name] {
				words = "公布的%s比汇总少的，正好是 %s 的数，它已由所汇总的单位计入，公布的数没有重复计算。"
			}
			out = append(out, fmt.Sprintf(words, at, u.Name))
		}
	}
	return out
}

// between are the digests of what the stated tables have more than the sums, those of what they have less, and the tables that agree. A table in
// which a cell is not known is left out of all.
func (r *Result) between(stated *reading.Report) (more, less map[int]digest, same []string) {
	more, less = map[int]digest{}, map[int]digest{}
	gap := [3]bool{}
	var diff [3]digest
	for i, c := range r.form {
		n, ok := c.in(&stated.Sheet)
		gap[c.table] = gap[c.table] || !ok
		diff[c.table].add(i, n-r.cells[i])
	}
	for t, d := range diff {
		switch {
		case gap[t]:
		case d == digest{}:
			same = append(same, tables[t])
		default:
			more[t], less[t] = d, digest{}.minus(d)
		}
	}
	return more, less, same
}

// equal names the tables in which the figures of a report are exactly a difference, "" where it may be chance.
func (u *Unit) equal(diff map[int]digest) string {
	var at []string
	bits := 0
	for t := range tables {
		if d, ok := diff[t]; ok && d == u.tables[t] {
			at = append(at, tables[t])
			bits += u.tells[t]
		}
	}
	if bits < telling/3 {
		return ""
	}
	return strings.Join(at, "、")
}

func intersect(a, b []string) (out []string) {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				out = append(out, x)
			}
		}
	}
	return out
}
