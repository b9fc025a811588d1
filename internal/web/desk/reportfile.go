package desk

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// reportFileRoutes hand the report out as files; each format has its address.
func (d *Desk) reportFileRoutes() []web.Route {
	var routes []web.Route
	for _, f := range paper.Formats {
		routes = append(routes, web.Route{Method: "GET", Pattern: "/desk/reports/{year}/report." + f.Name, Names: web.Shared("year"), Need: web.SignedIn(), Handle: d.reportFile})
	}
	return routes
}

// reportFile writes the report as the records are now, or as it was imported.
func (d *Desk) reportFile(w http.ResponseWriter, r *http.Request) error {
	year, err := reportYear(r)
	if err != nil {
		return err
	}
	u, err := d.bureau(r)
	if err != nil {
		return err
	}
	a, err := d.Reports.Build(r.Context(), u, year)
	if err != nil {
		return err
	}
	b, f, err := paper.Write(strings.TrimPrefix(path.Ext(r.URL.Path), "."), a)
	if err != nil {
		return err
	}
	sendReport(w, b, f.Type, fmt.Sprintf("report-%d.%s", year, f.Name))
	return nil
}

func sendReport(w http.ResponseWriter, b []byte, kind, name string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(b) // the client has gone; nobody is left to tell
}

// filePart offers the files of the report, and says what reading them back has shown.
func (d *Desk) filePart(ctx context.Context, page *ReportPage, a *report.Annual) {
	var unlike []Alert
	page.Reread, unlike = rereadPart(paper.RereadAll(ctx, a), deskReportURL(a.Year), "格", "报告")
	page.Alerts = append(page.Alerts, unlike...)
}

// Reread is what reading the files of a report back has shown, with the files.
type Reread struct {
	Files []layout.Download
	Lines []PartLine
	Text  string
}

// rereadPart says of each format how many cells were the same, one being the word for a cell and what that for the report, and what holds the
// report back. The files lie below at.
func rereadPart(list []paper.Reread, at, one, what string) (out Reread, unlike []Alert) {
	for _, r := range list {
		out.Files = append(out.Files, layout.Download{Text: r.Format, URL: at + "/report." + r.Format})
		line := PartLine{Text: r.Format, State: layout.Achieved(fmt.Sprintf("%d %s同", r.Cells, one))}
		if r.Err != nil {
			line.State = layout.Violated("不符")
			unlike = append(unlike, Alert{Tone: layout.Late, Title: "回读不符，不能公布", Text: fault.Text(r.Err)})
		}
		out.Lines = append(out.Lines, line)
	}
	out.Text = fmt.Sprintf("写成文件后再读入，逐%s比对；有一%s不同，%s不能公布。", one, one, what)
	return out, unlike
}
