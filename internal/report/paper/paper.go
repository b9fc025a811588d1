// Package paper is what an annual report looks like on paper: as a page, a docx in the layout of official documents, a workbook, and in the
// machine-readable shape. Each has the three tables with the merged heads of the form; Prove reads all four back and compares every cell.
// The 政府网站工作年度报表 is written by the same hand: one table, drawn by all, and as a list besides; ProveWebsite reads it back.
//
// How a report stands on the portal and at the desk is the pages' matter.
package paper

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"gongkai/internal/publication"
	"gongkai/internal/report"
)

// FormatOf is a kind of file that a report of the type R is handed out as.
type FormatOf[R any] struct {
	Name  string // html; the ending of the file too
	Type  string // MIME
	write func(R) ([]byte, error)
}

// Format is one of an annual report.
type Format = FormatOf[*report.Annual]

// Formats are all of them.
var Formats = []Format{
	{"html", typeHTML, HTML},
	{"docx", typeDOCX, DOCX},
	{"xlsx", typeXLSX, XLSX},
	{"json", typeJSON, JSON},
}

const (
	typeHTML = "text/html; charset=utf-8"
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeJSON = "application/json; charset=utf-8"
	typeCSV  = "text/csv; charset=utf-8"
)

// Write writes a report in the format of that name. The same report gives the same bytes.
func Write(name string, a *report.Annual) ([]byte, Format, error) {
	return write(name, a, Formats)
}

func write[R any](name string, r R, formats []FormatOf[R]) ([]byte, FormatOf[R], error) {
	i := slices.IndexFunc(formats, func(f FormatOf[R]) bool { return f.Name == name })
	if i < 0 {
		return nil, FormatOf[R]{}, fmt.Errorf("write report: no format %q", name)
	}
	b, err := formats[i].write(r)
	return b, formats[i], err
}

// JSON writes the machine-readable shape.
func JSON(a *report.Annual) ([]byte, error) {
	return indented(a)
}

func indented(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	return append(b, '\n'), nil
}

// part is one of the six sections: a text, or a table with the note beneath it; or a form, its table alone below a line.
type part struct {
	title string                  // "" of a form
	paras []publication.Paragraph // nil for a table
	table *grid                   // nil for a text
	note  string                  // "" for none
}

// nothing is what stands in a section without a text.
const nothing = "无。"

// parts are the six sections in the order of the form.
func parts(a *report.Annual) []part {
	return []part{
		{title: "一、总体情况", paras: text(a, a.Sections.Overview)},
		{title: "二、主动公开政府信息情况", table: table2(a), note: a.HandNote("table2")},
		{title: "三、收到和处理政府信息公开申请情况", table: table3(a), note: a.AdjustmentNote() + a.HandNote("table3")},
		{title: "四、政府信息公开行政复议、行政诉讼情况", table: table4(a), note: a.HandNote("table4")},
		{title: "五、存在的主要问题及改进情况", paras: text(a, a.Sections.Problems)},
		{title: "六、其他需要报告的事项", paras: text(a, a.Sections.Others)},
	}
}

// text splits a section into paragraphs, its figures filled in.
func text(a *report.Annual, s string) []publication.Paragraph {
	paras := publication.Paragraphs(s)
	for i := range paras {
		var b strings.Builder
		for _, p := range a.Pieces(paras[i].Text) {
			b.WriteString(p.Text)
		}
		paras[i].Text = b.String()
	}
	if len(paras) == 0 {
		return []publication.Paragraph{{Text: nothing}}
	}
	return paras
}

// titleLines are the two lines of the title: whose and which year, and what it is.
func titleLines(a *report.Annual) (string, string) {
	whose := fmt.Sprintf("%s%d年", a.Agency, a.Year)
	return whose, strings.TrimPrefix(a.Title(), whose)
}

// printable is a text in which what no file can hold stands as a replacement character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == '\ufffe', r == '\uffff':
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
