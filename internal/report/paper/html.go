package paper

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"

	"gongkai/internal/report"
)

// style sets the page for the screen and for A4.
const style = `body{max-width:60em;margin:2em auto;padding:0 1em;line-height:1.8;font-family:"FangSong","STFangsong",serif}
h1{text-align:center;font-weight:normal;line-height:1.5}h1 span{display:inline-block}h2,h3{font-size:1em;font-weight:bold}p{text-indent:2em;margin:.3em 0}
table{border-collapse:collapse;width:100%;font-size:.85em;line-height:1.4}th,td{border:1px solid;padding:4px;font-weight:normal;text-align:center}th[scope=row]{text-align:left}
@page{size:A4;margin:2cm}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}table{font-size:9pt}}`

// HTML writes a report as a page of its own.
func HTML(a *report.Annual) ([]byte, error) {
	first, second := titleLines(a)
	return writeHTML(a.Title(), "<span>"+plain(first)+"</span><span>"+plain(second)+"</span>", parts(a))
}

// writeHTML writes a page; its heading is HTML.
func writeHTML(title, heading string, list []part) ([]byte, error) {
	var w htmlWriter
	w.put(`<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>%s</title>
<style>%s</style>
</head>
<body>
<h1>%s</h1>
`, plain(title), style, heading)
	for _, p := range list {
		if p.title != "" {
			w.put("<h2>%s</h2>\n", p.title)
		}
		for _, par := range p.paras {
			tag := "p"
			if par.Level > 0 {
				tag = "h3"
			}
			w.put("<%s>%s</%s>\n", tag, plain(par.Text), tag)
		}
		if p.table != nil {
			w.table(p.table, cmp.Or(p.title, p.table.name))
		}
		if p.note != "" {
			w.put("<p>%s</p>\n", plain(p.note))
		}
	}
	w.put("</body>\n</html>\n")
	return []byte(w.b.String()), nil
}

type htmlWriter struct{ b strings.Builder }

func (w *htmlWriter) put(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

// plain is a text without anything that HTML understands, or that no text may hold.
func plain(s string) string { return html.EscapeString(printable(s)) }

// table writes a table, whose heads say what they are the head of.
func (w *htmlWriter) table(g *grid, title string) {
	w.put("<table aria-label=\"%s\">\n", title)
	for i, row := range g.rows {
		switch {
		case i == 0 && g.heads > 0:
			w.put("<thead>\n")
		case i == g.heads:
			w.put("<tbody>\n")
		case slices.Contains(g.groups, i):
			w.put("</tbody>\n<tbody>\n")
		}
		w.put("<tr>")
		for _, c := range row {
			tag, scope := "td", ""
			if c.scope != "" {
				tag, scope = "th", ` scope="`+c.scope+`"`
			}
			w.put("<%s%s%s%s>%s</%s>", tag, scope, span("colspan", c.cols), span("rowspan", c.rows), strings.ReplaceAll(html.EscapeString(c.text), "\n", "<br>"), tag)
		}
		w.put("</tr>\n")
		if i+1 == g.heads {
			w.put("</thead>\n")
		}
	}
	w.put("</tbody>\n</table>\n")
}

func span(name string, n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(" %s=\"%d\"", name, n)
}
