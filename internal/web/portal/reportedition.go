package portal

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

func editionURL(year, no int) string { return fmt.Sprintf("%s/editions/%d", reportURL(year), no) }

// corrected lists the 更正版 of a report with what each changed, the newest first.
func (p *Portal) corrected(r *http.Request, o *opened) ([]ReportCorrection, error) {
	editions, err := p.Reports.Editions(r.Context(), o.saved)
	if err != nil {
		return nil, err
	}
	var out []ReportCorrection
	for i := 1; i < len(editions); i++ {
		before, now := editions[i-1].Figures, editions[i].Figures
		c := ReportCorrection{When: clock(editions[i].At), Reason: editions[i].Reason, Before: layout.Link{Text: "查看更正前的报告", URL: editionURL(o.year, editions[i-1].No)}}
		for _, d := range before.Differences(now) {
			c.Figures = append(c.Figures, FigureChange{d.Title, d.Text(d.Was), d.Text(d.Now)})
		}
		olds, news := before.Texts(), now.Texts()
		for k, name := range report.SectionNames {
			t := ChangedText{Name: name.Name}
			for _, line := range publication.CompareText(olds[k], news[k]) {
				if line.Op != publication.Same {
					t.Lines = append(t.Lines, line)
				}
			}
			if len(t.Lines) > 0 {
				c.Texts = append(c.Texts, t)
			}
		}
		out = append(out, c)
	}
	slices.Reverse(out)
	return out, nil
}

// reportEdition shows a report as it was before it was corrected.
func (p *Portal) reportEdition(r *http.Request) (web.Page, error) {
	o, err := p.openReport(r)
	if err != nil {
		return web.Page{}, err
	}
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return web.Page{}, fmt.Errorf("edition %.20q: %w", r.PathValue("no"), web.ErrNoPage)
	}
	editions, err := p.Reports.Editions(r.Context(), o.saved)
	if err != nil {
		return web.Page{}, err
	}
	i := slices.IndexFunc(editions, func(e report.Edition) bool { return e.No == no })
	if i < 0 || i == len(editions)-1 { // the last is the report itself
		return web.Page{}, fmt.Errorf("edition %d of report %d: %w", no, o.year, report.ErrNotFound)
	}
	e := editions[i]
	a := e.Figures
	a.Agency, a.Unit = o.a.Agency, o.a.Unit
	url := editionURL(o.year, no)
	rp := p.reportPage(a, func(string) string { return "" }, layout.Link{Text: "更正前的报告", URL: url})
	rp.Published = clock(e.At)
	rp.Notice = layout.NotApplicable("已更正")
	rp.NoticeTxt = fmt.Sprintf("这是更正前的报告，%s 起以更正后的为准。理由：%s", clock(editions[i+1].At), editions[i+1].Reason)
	rp.Files, rp.NoIndex = nil, true
	rp.Years = []layout.Tab{{Text: "更正后的报告", URL: reportURL(o.year)}}
	return web.Render(r.Context(), Report(rp), "report")
}

// reportPage lays out a report with the figures that it has; further is what its crumbs end with beyond the year.
func (p *Portal) reportPage(a *report.Annual, link func(cell string) string, further ...layout.Link) ReportPage {
	t := web.Tables(a.Sheet(), link, nil)
	text := func(s string) string { return p.text(a, link, s) }
	crumbs := append([]layout.Link{
		{Text: "政府信息公开", URL: "/open"}, {Text: "政府信息公开年报", URL: "/reports"}, {Text: fmt.Sprintf("%d年", a.Year), URL: reportURL(a.Year)},
	}, further...)
	return ReportPage{
		Frame: p.frame(a.Title(), "/reports", reportsColumn, crumbs...),
		Parts: []string{fmt.Sprintf("%s%d年", a.Agency, a.Year), "政府信息公开工作年度报告"}, Period: periodOf(a.Year),
		Table2: t.Two, Table3: t.Three, Table4: t.Four, Files: reportFiles(a.Year, [4]string{"下载 ", "下载 ", "数据表 ", "数据 "}),
		Overview: text(a.Sections.Overview), Problems: text(a.Sections.Problems), Others: text(a.Sections.Others),
		Note2: a.HandNote("table2"), Note3: a.AdjustmentNote() + a.HandNote("table3"), Note4: a.HandNote("table4"),
	}
}
