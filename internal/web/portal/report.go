package portal

import (
	"cmp"
	"fmt"
	"html"
	"net/http"
	"path"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

func reportURL(year int) string { return "/reports/" + strconv.Itoa(year) }

func (p *Portal) reports(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	rp := ReportsPage{
		Frame: p.frame("政府信息公开年报", "/reports", reportsColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "政府信息公开年报", URL: "/reports"}),
		Tree:  c.tree("/reports"), Intro: "依照条例第四十九条，每年 1 月 31 日前公布上一年度政府信息公开工作年度报告。", Empty: "还没有公布的年度报告。",
	}
	years, err := p.Reports.Years(ctx, c.bureau())
	if err != nil {
		return web.Page{}, err
	}
	for _, y := range years {
		row := ReportRow{
			Year: strconv.Itoa(y.Year), Title: fmt.Sprintf("%s%d年政府信息公开工作年度报告", c.bureau().Name, y.Year), URL: reportURL(y.Year),
			Form: string(report.FormatOf(y.Year)) + " 版格式", Files: reportFiles(y.Year, [4]string{}),
		}
		at, _, err := p.published(r, y)
		if err != nil {
			return web.Page{}, err
		}
		row.Published = at[:len("2006-01-02")]
		if y.Origin == report.Imported {
			row.Note = "示例，由原网站迁入"
		}
		rp.Rows = append(rp.Rows, row)
	}
	if rp.Website, err = p.websiteRows(ctx, int64(c.bureau().ID)); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Reports(rp), topics("report", "items")...)
}

// published is when the log released a report, with its item; or the day that an older site stated, without an hour,
// which nobody knows, and without an item.
func (p *Portal) published(r *http.Request, y report.Saved) (string, *publication.Item, error) {
	if y.Origin == report.Imported {
		return y.Stated.String(), nil, nil
	}
	it, err := p.Items.Public(r.Context(), publication.ID(y.Item))
	if err != nil {
		return "", nil, err
	}
	return clock(it.Released), it, nil
}

func (p *Portal) year(r *http.Request) (int, error) {
	n, err := number(r, "year")
	if err != nil || n < 2008 || n > 2100 {
		return 0, fmt.Errorf("report year %q: %w", r.PathValue("year"), web.ErrNoPage)
	}
	return int(n), nil
}

// opened is a public report with what its pages need.
type opened struct {
	unit  *agency.Unit
	year  int
	a     *report.Annual
	saved *report.Saved
}

func (p *Portal) openReport(r *http.Request) (*opened, error) {
	year, err := p.year(r)
	if err != nil {
		return nil, err
	}
	units, err := p.Units.Units(r.Context())
	if err != nil {
		return nil, err
	}
	o := &opened{year: year, unit: (&catalogue{units: units}).bureau()}
	o.a, o.saved, err = p.Reports.Public(r.Context(), o.unit, year)
	return o, err
}

// link is where a cell opens; the figures of an imported report have no records here.
func (o *opened) link(cell string) string {
	if o.saved.Origin == report.Imported {
		return ""
	}
	return reportURL(o.year) + "/records/" + cell
}

func (p *Portal) report(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	o, err := p.openReport(r)
	if err != nil {
		return web.Page{}, err
	}
	a := o.a
	rp := p.reportPage(a, o.link)
	rp.Data = append(rp.Data, p.dataset(a.Title()+"数据", reportsColumn.Description, reportURL(o.year), rp.Files[1:]))
	var it *publication.Item
	if rp.Published, it, err = p.published(r, *o.saved); err != nil {
		return web.Page{}, err
	}
	rp.Article = Article{Title: a.Title(), PubDate: rp.Published, Source: a.Agency, URL: p.baseURL + reportURL(o.year)}
	if it == nil {
		rp.Notice, rp.NoticeTxt = layout.NotApplicable("示例"), "本报告为示例，由原网站迁入，发布日期依原网站所述；表中数字在本系统没有明细。"
	} else {
		rp.IndexNo = it.IndexNo
		rp.Note2 += "表中每个数字都可以点开，查看它由哪些记录得来。"
		if rp.Seal, err = p.seal(r, it); err != nil {
			return web.Page{}, err
		}
		for _, h := range a.Check().Hints {
			if h.Code == "W-T2-01" {
				rp.Note2 += "本表“行政许可”的项目数量按办件统计。"
			}
		}
	}
	if rp.Corrections, err = p.corrected(r, o); err != nil {
		return web.Page{}, err
	}
	years, err := p.Reports.Years(ctx, o.unit)
	if err != nil {
		return web.Page{}, err
	}
	if rp.Charts, err = p.charts(r, o, years); err != nil {
		return web.Page{}, err
	}
	for _, y := range years {
		rp.Years = append(rp.Years, layout.Tab{Text: fmt.Sprintf("%d年", y.Year), URL: reportURL(y.Year), Current: y.Year == o.year})
	}
	return web.Render(ctx, Report(rp), "report", "items", "credit", "units")
}

// text renders a section: its figures are links to their records.
func (p *Portal) text(a *report.Annual, link func(cell string) string, s string) string {
	var b strings.Builder
	if strings.TrimSpace(s) == "" {
		return "<p>无。</p>"
	}
	for _, par := range publication.Paragraphs(s) {
		tag := [...]string{"p", "h3", "h3"}[par.Level]
		b.WriteString("<" + tag + ">")
		for _, piece := range a.Pieces(par.Text) {
			text := html.EscapeString(piece.Text)
			if url := link("field." + piece.Field); piece.Field != "" && url != "" {
				text = `<a href="` + html.EscapeString(url) + `">` + text + `</a>`
			}
			b.WriteString(text)
		}
		b.WriteString("</" + tag + ">\n")
	}
	return b.String()
}

// reportFiles are the files of a report: the report itself as docx and xlsx, then its figures one by one, and for programs.
func reportFiles(year int, words [4]string) []layout.Download {
	var out []layout.Download
	for i, ext := range []string{".docx", ".xlsx", ".csv", ".json"} {
		out = append(out, layout.Download{Text: words[i] + strings.ToUpper(ext[1:]), URL: reportURL(year) + "/report" + ext})
	}
	return out
}

// reportFile is a report as a file, in the format that the address ends with.
func (p *Portal) reportFile(r *http.Request) (web.Page, error) {
	o, err := p.openReport(r)
	if err != nil {
		return web.Page{}, err
	}
	b, f, err := paper.Write(strings.TrimPrefix(path.Ext(r.URL.Path), "."), o.a)
	if err != nil {
		return web.Page{}, err
	}
	return web.Page{Body: b, Type: f.Type, File: fmt.Sprintf("report-%d.%s", o.year, f.Name), Topics: []string{"report", "items", "credit"}}, nil
}

// recordsSize is how many records a page of evidence shows.
const recordsSize = 50

func (p *Portal) records(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	o, err := p.openReport(r)
	if err != nil {
		return web.Page{}, err
	}
	if o.saved.Origin == report.Imported {
		return web.Page{}, fmt.Errorf("records of an imported report: %w", report.ErrNoCell)
	}
	page, err := web.PageNumber(r)
	if err != nil {
		return web.Page{}, err
	}
	cell := r.PathValue("cell")
	q, name, rs, n, err := p.Reports.Records(ctx, o.unit, o.year, cell, recordsSize, (page-1)*recordsSize)
	if err != nil {
		return web.Page{}, err
	}
	figure, err := o.a.Figure(cell)
	if err != nil {
		return web.Page{}, err
	}
	url := reportURL(o.year)
	place, what, _ := strings.Cut(name, "·")
	signed := q.Span == report.Change || q.Span == report.Growth
	rp := RecordsPage{
		Frame: p.frame(name, "/reports", reportsColumn, layout.Link{Text: "政府信息公开", URL: "/open"},
			layout.Link{Text: "政府信息公开年报", URL: "/reports"}, layout.Link{Text: fmt.Sprintf("%d年", o.year), URL: url}, layout.Link{Text: name, URL: url + "/records/" + cell}),
		Report: layout.Link{Text: o.a.Title(), URL: url}, Place: web.TablePlace(cell) + place, Heading: cmp.Or(what, place), Count: layout.Thousands(figure), Unit: unitOf(q),
		Rule: q.Text(o.year), Law: "《政府信息公开条例》第五十条", Range: rangeText(n, page, recordsSize, "条"),
		Pager: web.Paging(r, n, page, recordsSize, "条"), Empty: "没有记录，所以这一格是 0。",
		Records: web.RecordTable(unseen(rs), signed, publicURL),
	}
	rp.NoIndex = true
	if q.Amount {
		rp.Count, rp.Unit = report.Wan(figure), "万元"
		if q.Register == report.RequestFees {
			rp.Count, rp.Unit = report.Yuan(figure), "元"
		}
	}
	rp.Notice = recordsNotice(o.a, cell, q, figure, n, signed)
	return web.Render(ctx, Records(rp), "report", "items", "credit", "obligations", "units")
}

// movedSince says that a published figure is no longer what the records give.
func movedSince(n int) string {
	return fmt.Sprintf("这个数以公布时为准；公布后记录有增减，现有 %d 条。", n)
}

// unseen takes the titles of items from records that the public does not see: not released yet, or withdrawn.
func unseen(rs []report.Record) []report.Record {
	for i := range rs {
		if !rs[i].Public && rs[i].Ref.Kind == publication.Ref {
			rs[i].Title = "尚未公开或者已撤下的信息"
		}
	}
	return rs
}

func unitOf(q report.Query) string {
	switch q.Register {
	case report.Licences, report.Decisions, report.Requests, report.RequestsClosed, report.Disputes, report.DisputesClosed, report.LicencesOnTime, report.RequestsAnswered, report.RequestsOnTime, report.NormsMade, report.NormsReleased:
		return "件"
	case report.Units:
		return "家"
	case report.PowerItems, report.FeeItems:
		return "项"
	case report.Items:
		return "条"
	}
	return ""
}

// recordsNotice says why a figure is not simply the number of its records: what was corrected by hand, with its reason, what is taken off, and what
// has changed since the report was released.
func recordsNotice(a *report.Annual, cell string, q report.Query, figure int64, n int, signed bool) string {
	var out string
	hand := a.Hands()[cell]
	if hand != 0 {
		out = fmt.Sprintf("其中手工更正 %s，没有记录，理由见报告的表下说明。", report.Adjusted{Cell: cell, Difference: hand}.Sign())
	}
	switch {
	case signed:
		out += "标“减”的记录从数中减去。"
	case !q.Amount && figure-hand != int64(n):
		out += movedSince(n)
	}
	return out
}

// publicURL is where a record stands on the public side.
func publicURL(rec report.Record) string {
	if !rec.Public {
		return ""
	}
	switch rec.Ref.Kind {
	case publication.Ref:
		return itemURL(publication.ID(rec.Ref.ID))
	case credit.LicenceRef:
		return licenceURL(credit.LicenceID(rec.Ref.ID))
	case agency.UnitRef:
		return "/units/" + rec.No
	case catalog.PowerRef:
		return ""
	}
	return ""
}
