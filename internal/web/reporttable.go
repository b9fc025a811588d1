package web

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/dispute"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/web/layout"
)

// ReportTables are the three tables of a report as both sides draw them.
type ReportTables struct {
	Two   layout.Table2
	Three layout.Table3
	Four  layout.Table4
}

// Tables lays a report out in its form. link gives the address at which a cell opens ("" where there is nothing to open);
// mark may change a figure, to show it open, bad or doubtful. What is empty or cannot be told says so.
func Tables(s *report.Sheet, link func(cell string) string, mark func(cell string, f *layout.Figure)) ReportTables {
	fig := func(cell, label string, cells []report.Cell, i int) layout.Figure {
		f := layout.Figure{Text: figureText(cells, i), URL: link(cell), Label: label}
		if mark != nil {
			mark(cell, &f)
		}
		return f
	}
	var t ReportTables
	two, three := s.Forms()
	for _, row := range rows2(two, s.Norms2021) {
		if n := len(t.Two); n == 0 || t.Two[n-1].Article != row.Block {
			t.Two = append(t.Two, layout.Table2Block{Article: row.Block, Heads: append([]string{"信息内容"}, row.Heads...)})
		}
		b := &t.Two[len(t.Two)-1]
		fr := layout.FigureRow{Label: row.Name}
		for i := range row.Queries {
			fr.Figs = append(fr.Figs, fig(fmt.Sprintf("table2.%s.%d", row.Key, i), row.Name+row.Heads[i], s.Table2[row.Key], i))
		}
		b.Rows = append(b.Rows, fr)
	}
	for _, row := range report.Table3(three) {
		fr := layout.FigureRow{Label: row.Name}
		for i, col := range report.Columns {
			fr.Figs = append(fr.Figs, fig("table3."+row.Key+"."+col.Key, row.Name+"，"+col.Name, s.Table3[row.Key], i))
		}
		place(&t.Three, row, fr)
	}
	four := func(b report.Block4) []layout.Figure {
		var out []layout.Figure
		for i, head := range report.Heads4 {
			out = append(out, fig(fmt.Sprintf("table4.%s.%d", b.Key, i), b.Name+head, s.Table4[b.Key], i))
		}
		return out
	}
	blocks := report.Table4()
	t.Four = layout.Table4{Review: four(blocks[0]), Direct: four(blocks[1]), After: four(blocks[2])}
	return t
}

// rows2 are the rows of table 二, those of documents with the heads of the form in which they are counted.
func rows2(f report.Format, norms2021 bool) []report.Row2 {
	rows := report.Table2(f, report.Settings{})
	of := report.Format2019
	if norms2021 {
		of = report.Format2021
	}
	copy(rows[:2], report.Table2(of, report.Settings{}))
	return rows
}

// figureText is a cell in words.
func figureText(cells []report.Cell, i int) string {
	if i >= len(cells) {
		return "—"
	}
	switch c := cells[i]; {
	case c.State == report.Blank:
		return "空白"
	case c.State == report.Unsure:
		return "不清"
	case c.State != report.Known:
		return "—"
	default:
		return cmp.Or(c.Text, strconv.FormatInt(c.N, 10)) + strings.TrimPrefix(c.Unit, "万元") // which the head says
	}
}

// place puts a row of table three where the form has it.
func place(t *layout.Table3, row report.Row3, fr layout.FigureRow) {
	switch row.Key {
	case "new_received":
		t.Received = fr
	case "carried_in":
		t.CarriedIn = fr
	case "total":
		t.Sum = fr
	case "carried_out":
		t.CarriedOut = fr
	default:
		if n := len(t.Outcomes); n == 0 || row.Second == "" || t.Outcomes[n-1].Label != row.Second {
			t.Outcomes = append(t.Outcomes, layout.Outcome{Label: row.Second})
		}
		o := &t.Outcomes[len(t.Outcomes)-1]
		o.Rows = append(o.Rows, fr)
	}
}

// ShortRecordTable is RecordTable for a narrow panel: day and name, and what counts against.
func ShortRecordTable(rs []report.Record, link func(report.Record) string) layout.Records {
	t := layout.Records{Caption: "构成这个数的记录", Heads: []string{"日期", "名称"}, Title: 1}
	for i, row := range RecordTable(rs, false, link).Rows {
		if k := rs[i].Ref.Kind; k == request.Ref || k == dispute.Ref { // all are called the same
			row[1].Text += " " + rs[i].No
		}
		if rs[i].Minus {
			row[1].Text = "（减）" + row[1].Text
		}
		row[0].Num = true // a day never breaks
		t.Rows = append(t.Rows, row[:2])
	}
	return t
}

// RecordTable draws the records behind a figure; signed says of each whether it is added or taken off. link gives a record's address, "" where
// it may not be opened.
func RecordTable(rs []report.Record, signed bool, link func(report.Record) string) layout.Records {
	t := layout.Records{Caption: "构成这个数的记录", Heads: []string{"日期", "名称", "编号"}, Title: 1}
	if signed {
		t.Heads = append(t.Heads, "计入")
	}
	for _, rec := range rs {
		title := rec.Title
		if !rec.Public && rec.Ref.Kind == "licence" {
			title = "尚未公示的决定"
		}
		day := rec.Date.String()
		if rec.Date.Year() <= 1 {
			day = "—"
		}
		row := []layout.Cell{{Text: day}, {Text: title, URL: link(rec)}, {Text: rec.No}}
		if sign := "加"; signed {
			if rec.Minus {
				sign = "减"
			}
			row = append(row, layout.Cell{Text: sign})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// TablePlace is the table that a cell of a report stands in, as the beginning of a path.
func TablePlace(cell string) string {
	switch {
	case strings.HasPrefix(cell, "table2."):
		return "表二 › "
	case strings.HasPrefix(cell, "table3."), strings.HasPrefix(cell, "results."):
		return "表三 › "
	case strings.HasPrefix(cell, "table4."):
		return "表四 › "
	}
	return "总体情况 › "
}
