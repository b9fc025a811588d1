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
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="report-%d.%s"`, year, f.Name))
	_, _ = w.Write(b) // the client has gone; nobody is left to tell
	return nil
}

// filePart offers the files of the report, and says what reading them back has shown.
func (d *Desk) filePart(ctx context.Context, page *ReportPage, a *report.Annual) {
	for _, r := range paper.RereadAll(ctx, a) {
		page.Downloads = append(page.Downloads, layout.Download{Text: r.Format, URL: deskReportURL(a.Year) + "/report." + r.Format})
		line := PartLine{Text: r.Format, State: layout.Achieved(fmt.Sprintf("%d 格同", r.Cells))}
		if r.Err != nil {
			line.State = layout.Violated("不符")
			page.Alerts = append(page.Alerts, Alert{Tone: layout.Late, Title: "回读不符，不能公布", Text: fault.Text(r.Err)})
		}
		page.Reread = append(page.Reread, line)
	}
	page.RereadTxt = "写成文件后再读入，逐格比对；有一格不同，报告不能公布。"
}
