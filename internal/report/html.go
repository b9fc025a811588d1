package report

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// HTML writes a report as a page of its own: the six parts, the three tables with their merged heads, no styles but the
// lines of the tables. The portal draws its own page from the same figures.
func HTML(a *Annual) []byte {
	w := &htmlWriter{a: a}
	w.printf("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n", html.EscapeString(a.Title()))
	w.printf("<style>table{border-collapse:collapse}th,td{border:1px solid;padding:4px 8px;font-weight:normal}td{text-align:right}</style>\n</head>\n<body>\n")
	w.printf("<h1>%s</h1>\n", html.EscapeString(a.Title()))
	w.text("一、总体情况", a.Sections.Overview)
	w.printf("<h2>二、主动公开政府信息情况</h2>\n")
	w.table2()
	w.printf("<h2>三、收到和处理政府信息公开申请情况</h2>\n")
	w.table3()
	if note := a.AdjustmentNote(); note != "" {
		w.printf("<p>%s</p>\n", html.EscapeString(note))
	}
	w.printf("<h2>四、政府信息公开行政复议、行政诉讼情况</h2>\n")
	w.table4()
	w.text("五、存在的主要问题及改进情况", a.Sections.Problems)
	w.text("六、其他需要报告的事项", a.Sections.Others)
	w.printf("</body>\n</html>")
	return []byte(w.b.String())
}

type htmlWriter struct {
	a *Annual
	b strings.Builder
}

func (w *htmlWriter) printf(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

func (w *htmlWriter) text(title, text string) {
	w.printf("<h2>%s</h2>\n", title)
	if strings.TrimSpace(text) == "" {
		text = "无。"
	}
	for line := range strings.Lines(text) {
		var b strings.Builder
		for _, p := range w.a.Pieces(strings.TrimSpace(line)) {
			b.WriteString(p.Text)
		}
		w.printf("<p>%s</p>\n", html.EscapeString(b.String()))
	}
}

func (w *htmlWriter) table2() {
	w.printf("<table>\n")
	block := ""
	for _, row := range Table2(w.a.Format, w.a.Settings) {
		last := 4 - len(row.Heads)
		if row.Block != block {
			block = row.Block
			w.printf("<tr><th colspan=\"4\">%s</th></tr>\n<tr><th>信息内容</th>", block)
			for i, h := range row.Heads {
				w.printf("<th%s>%s</th>", span("colspan", lastSpan(i, len(row.Heads), last)), h)
			}
			w.printf("</tr>\n")
		}
		w.printf("<tr><th>%s</th>", row.Name)
		for i, q := range row.Queries {
			text := strconv.FormatInt(w.a.Table2[row.Key][i], 10)
			if q.Amount {
				text = Wan(w.a.Table2[row.Key][i])
			}
			w.printf("<td%s>%s</td>", span("colspan", lastSpan(i, len(row.Heads), last)), text)
		}
		w.printf("</tr>\n")
	}
	w.printf("</table>\n")
}

// lastSpan gives what is left of four columns to the last one.
func lastSpan(i, n, left int) int {
	if i == n-1 {
		return left
	}
	return 1
}

func span(name string, n int) string {
	if n <= 1 {
		return ""
	}
	return fmt.Sprintf(" %s=\"%d\"", name, n)
}

func (w *htmlWriter) table3() {
	w.printf("<table>\n<tr><th colspan=\"3\" rowspan=\"3\">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</th><th colspan=\"7\">申请人情况</th></tr>\n")
	w.printf("<tr><th rowspan=\"2\">自然人</th><th colspan=\"5\">法人或其他组织</th><th rowspan=\"2\">总计</th></tr>\n<tr>")
	for _, c := range Columns[1:6] {
		w.printf("<th>%s</th>", c.Name)
	}
	w.printf("</tr>\n")
	rows := Table3(w.a.Format)
	for i, row := range rows {
		w.printf("<tr>")
		if row.First != "" && (i == 0 || rows[i-1].First != row.First) {
			w.printf("<th%s>%s</th>", span("rowspan", same(rows[i:], func(r Row3) bool { return r.First == row.First })), row.First)
		}
		switch {
		case row.First == "":
			w.printf("<th colspan=\"3\">%s</th>", row.Name)
		case row.Second == "":
			w.printf("<th colspan=\"2\">%s</th>", row.Name)
		default:
			if rows[i-1].Second != row.Second {
				w.printf("<th%s>%s</th>", span("rowspan", same(rows[i:], func(r Row3) bool { return r.Second == row.Second })), row.Second)
			}
			w.printf("<th>%s</th>", row.Name)
		}
		for _, n := range w.a.Table3[row.Key] {
			w.printf("<td>%d</td>", n)
		}
		w.printf("</tr>\n")
	}
	w.printf("</table>\n")
}

// same counts the rows at the beginning that belong together.
func same(rows []Row3, belongs func(Row3) bool) int {
	n := 0
	for n < len(rows) && belongs(rows[n]) {
		n++
	}
	return n
}

func (w *htmlWriter) table4() {
	w.printf("<table>\n<tr><th colspan=\"5\" rowspan=\"2\">行政复议</th><th colspan=\"10\">行政诉讼</th></tr>\n<tr><th colspan=\"5\">未经复议直接起诉</th><th colspan=\"5\">复议后起诉</th></tr>\n<tr>")
	for range Table4() {
		for _, h := range Heads4 {
			w.printf("<th>%s</th>", h)
		}
	}
	w.printf("</tr>\n<tr>")
	for _, b := range Table4() {
		for _, n := range w.a.Table4[b.Key] {
			w.printf("<td>%d</td>", n)
		}
	}
	w.printf("</tr>\n</table>\n")
}
