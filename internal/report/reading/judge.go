package reading

import (
	"fmt"
	"strings"
	"unicode"

	"gongkai/internal/report"
)

// Judgement is what is to be said of a report that was read.
type Judgement struct {
	Report    *Report
	Before    *Report // the report of the year before that it was compared with; nil: with none
	Relations []report.Relation
	Hints     []report.Hint
	Overlap   int // of the texts with those of the year before, in per cent
	Compared  bool
}

// Judge checks a report, against before where that is not nil and is of the year before; where it is of another year, a hint says so. overlap is
// from how many per cent on a hint is given that the texts are last year's.
func Judge(r, before *Report, overlap int) *Judgement {
	j := &Judgement{Report: r, Relations: r.Relations(), Hints: append([]report.Hint{}, r.Notes...)}
	var last *report.Sheet
	switch {
	case before == nil:
	case r.Year != 0 && before.Year != 0 && before.Year != r.Year-1:
		j.Hints = append(j.Hints, report.Hint{Code: "R-PREVIOUS", Text: fmt.Sprintf("用来比较的报告是%d年度的，不是%d年度的上一年度，没有作跨年比较。", before.Year, r.Year)})
	default:
		j.Before, last = before, &before.Sheet
		j.Relations = append(j.Relations, r.Against(last)...)
		j.Overlap, j.Compared = r.Sheet.Overlap(last)
		if !r.SameAgency(before) {
			j.Hints = append(j.Hints, report.Hint{Code: "R-PREVIOUS", Text: fmt.Sprintf("用来比较的上年度报告写的机关是“%s”，本报告是“%s”，请确认是同一机关。", before.Agency, r.Agency)})
		}
	}
	if cell := report.Suspect(j.Relations); cell != "" {
		j.Hints = append(j.Hints, report.Hint{Code: "R-CELL", Text: "表三不成立的关系都经过同一格：" + report.CellName(cell) + "，请先核对这一格。", Cells: []string{cell}})
	}
	j.Hints = append(j.Hints, r.Hints(last, overlap)...)
	return j
}

// Verdict says in a sentence how it stands.
func (j *Judgement) Verdict() string {
	state := "勾稽关系都成立"
	switch n := len(report.Of(j.Relations, report.Violated)); {
	case n > 0:
		state = fmt.Sprintf("%d 项勾稽关系不成立", n)
	case j.Report.Format == report.FormatNone:
		state = "没有表格可以核对"
	case len(j.Relations) == 0:
		state = "读到的表格不全，没有勾稽关系可以核对"
	}
	if n := len(report.Of(j.Relations, report.CannotTell)); n > 0 {
		state += fmt.Sprintf("，%d 项不能判断", n)
	}
	return state
}

// SameAgency reports whether two reports may be of one agency: their names are the same, or one of them was not read.
func (r *Report) SameAgency(other *Report) bool {
	return r.Agency == "" || other.Agency == "" || BareName(r.Agency) == BareName(other.Agency)
}

// BareName is the name of an agency as two reports of it have in common: without blanks.
func BareName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, name)
}

// Shelf finds the report of the year before among several, each under a name of the caller's. It keeps names, not reports.
type Shelf struct{ names map[string]string }

// Put lays a report of a name on the shelf. One without an agency or a year is never found; of two that are of one agency and year the first is.
func (s *Shelf) Put(name string, r *Report) {
	if r.Agency == "" || r.Year == 0 {
		return
	}
	if s.names == nil {
		s.names = map[string]string{}
	}
	if key := shelfKey(r.Agency, r.Year); s.names[key] == "" {
		s.names[key] = name
	}
}

// Before returns the name of the report of the same agency and the year before, "" where there is none.
func (s *Shelf) Before(r *Report) string { return s.names[shelfKey(r.Agency, r.Year-1)] }

func shelfKey(agency string, year int) string { return fmt.Sprintf("%d %s", year, BareName(agency)) }
