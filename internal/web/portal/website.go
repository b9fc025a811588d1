package portal

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func websiteURL(year int) string { return "/website-reports/" + strconv.Itoa(year) }

// WebsitePage is the 政府网站工作年度报表 of a year, block by block.
type WebsitePage struct {
	Frame
	Heading     string
	Published   string
	Period      string
	IndexNo     string
	Notice      layout.State // zero: nothing is to be said of the whole
	NoticeTxt   string
	Files       []layout.Download
	Blocks      []WebsiteBlock
	Corrections []ReportCorrection // its 更正版, the newest first
	Seal        *Seal
	Years       []layout.Tab // or what leads to the report that is in force
}

// WebsiteBlock is one block of the report.
type WebsiteBlock struct {
	Key, Name string
	Rows      []WebsiteRow
}

// WebsiteRow is one field with its value.
type WebsiteRow struct {
	Name  string
	Value layout.Link // leads to what it counts, where everybody may see that
	Brief bool        // it stays on its line: a figure with its unit
	Rule  string      // what a counted figure counts
}

// openWebsite loads the public report of the year in the path.
func (p *Portal) openWebsite(r *http.Request) (*website.Saved, error) {
	year, err := p.year(r)
	if err != nil {
		return nil, err
	}
	c, err := p.catalogue(r.Context())
	if err != nil {
		return nil, err
	}
	return p.Website.Public(r.Context(), int64(c.bureau().ID), year)
}

func (p *Portal) websiteReport(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	saved, err := p.openWebsite(r)
	if err != nil {
		return web.Page{}, err
	}
	it, err := p.Items.Public(ctx, publication.ID(saved.Item))
	if err != nil {
		return web.Page{}, err
	}
	now, url := saved.Last(), websiteURL(saved.Year)
	wp := p.websitePage(now, func(f *website.Field) string {
		if !f.Source.Public() {
			return ""
		}
		return websiteRecordsURL(saved.Year, f.Key)
	})
	wp.Published, wp.IndexNo, wp.Files = clock(it.Released), it.IndexNo, websiteFiles(saved.Year, "下载 ")
	wp.Article = Article{Title: now.Title(), PubDate: wp.Published, Source: now.Agency, URL: p.baseURL + url}
	wp.Data = append(wp.Data, p.dataset(now.Title(), websiteColumn.Description, url, wp.Files))
	wp.Corrections = websiteCorrections(saved)
	if wp.Seal, err = p.seal(r, it); err != nil {
		return web.Page{}, err
	}
	years, err := p.Website.Years(ctx, saved.Unit)
	if err != nil {
		return web.Page{}, err
	}
	for _, y := range years {
		wp.Years = append(wp.Years, layout.Tab{Text: fmt.Sprintf("%d年", y.Year), URL: websiteURL(y.Year), Current: y.Year == saved.Year})
	}
	return web.Render(ctx, Website(wp), topics("report", "items")...)
}

// websitePage lays out a report; link is where a counted figure opens, and further what its crumbs end with beyond the year.
func (p *Portal) websitePage(now *website.Report, link func(*website.Field) string, further ...layout.Link) WebsitePage {
	crumbs := append([]layout.Link{{Text: "政府信息公开年报", URL: "/reports"}, {Text: now.Title(), URL: websiteURL(now.Year)}}, further...)
	wp := WebsitePage{
		Frame: p.frame(now.Title(), "/reports", websiteColumn, crumbs...), Heading: now.Title(), Period: periodOf(now.Year),
	}
	for _, b := range website.Form() {
		block := WebsiteBlock{Key: b.Key, Name: b.Name}
		for i := range b.Fields {
			f := &b.Fields[i]
			row := WebsiteRow{Name: f.Title(), Value: layout.Link{Text: cmp.Or(now.Shown(f), "—")}, Brief: f.Unit != ""}
			if f.Source != "" {
				row.Rule, row.Value.URL = f.Rule, link(f)
			}
			block.Rows = append(block.Rows, row)
		}
		wp.Blocks = append(wp.Blocks, block)
	}
	return wp
}

// websiteCorrections says of each edition but the first when and why it came, and what it changed; the newest first.
func websiteCorrections(saved *website.Saved) (out []ReportCorrection) {
	for i := 1; i < len(saved.Editions); i++ {
		before, e := saved.Editions[i-1], saved.Editions[i]
		c := ReportCorrection{
			When: workday.DateOf(e.At).Chinese(), Reason: e.Reason, Before: layout.Link{Text: "查看更正前的报表", URL: websiteEditionURL(saved.Year, before.No)},
		}
		for _, f := range before.Report.Differences(e.Report) {
			c.Figures = append(c.Figures, FigureChange{f.Title(), cmp.Or(before.Report.Shown(&f), "—"), cmp.Or(e.Report.Shown(&f), "—")})
		}
		out = append(out, c)
	}
	slices.Reverse(out)
	return out
}

func websiteEditionURL(year, no int) string {
	return fmt.Sprintf("%s/editions/%d", websiteURL(year), no)
}

// websiteEdition shows a report as it was before it was corrected.
func (p *Portal) websiteEdition(r *http.Request) (web.Page, error) {
	saved, err := p.openWebsite(r)
	if err != nil {
		return web.Page{}, err
	}
	no, err := number(r, "no")
	if err != nil {
		return web.Page{}, fmt.Errorf("edition %.20q: %w", r.PathValue("no"), web.ErrNoPage)
	}
	i := slices.IndexFunc(saved.Editions, func(e website.Edition) bool { return int64(e.No) == no })
	if i < 0 || i == len(saved.Editions)-1 { // the last is the report itself
		return web.Page{}, fmt.Errorf("edition %d of website report %d: %w", no, saved.Year, website.ErrNotFound)
	}
	e, next := saved.Editions[i], saved.Editions[i+1]
	wp := p.websitePage(e.Report, func(*website.Field) string { return "" }, layout.Link{Text: "更正前的报表", URL: websiteEditionURL(saved.Year, e.No)})
	wp.Published, wp.Notice = clock(e.At), layout.NotApplicable("已更正")
	wp.NoticeTxt = fmt.Sprintf("这是更正前的报表，%s 起以更正后的为准。理由：%s", clock(next.At), next.Reason)
	wp.NoIndex, wp.Years = true, []layout.Tab{{Text: "更正后的报表", URL: websiteURL(saved.Year)}}
	return web.Render(r.Context(), Website(wp), topics("report", "items")...)
}

func periodOf(year int) string { return fmt.Sprintf("%d年1月1日至12月31日", year) }

func websiteRecordsURL(year int, field string) string {
	return websiteURL(year) + "/records/" + field
}

// websiteRecords lists what a counted figure counts, as it is now. What only the desk may see has no page here.
func (p *Portal) websiteRecords(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	saved, err := p.openWebsite(r)
	if err != nil {
		return web.Page{}, err
	}
	page, err := web.PageNumber(r)
	if err != nil {
		return web.Page{}, err
	}
	f, list, n, err := p.Website.Records(ctx, saved.Year, r.PathValue("field"), recordsSize, (page-1)*recordsSize)
	if err == nil && !f.Source.Public() {
		err = website.ErrNoFigure
	}
	if err != nil {
		return web.Page{}, err
	}
	var rs []report.Record
	for _, x := range list {
		rs = append(rs, x.Record)
	}
	now, url := saved.Last(), websiteURL(saved.Year)
	name := website.BlockOf(f.Key) + "·" + f.Title()
	rp := RecordsPage{
		Frame: p.frame(name, "/reports", websiteColumn, layout.Link{Text: "政府信息公开年报", URL: "/reports"}, layout.Link{Text: now.Title(), URL: url},
			layout.Link{Text: name, URL: websiteRecordsURL(saved.Year, f.Key)}),
		Report: layout.Link{Text: now.Title(), URL: url}, Place: "统计期 " + periodOf(saved.Year), Heading: name, Count: now.Values[f.Key], Unit: f.Unit, Rule: f.Rule, Range: rangeText(n, page, recordsSize, "条"),
		Pager: web.Paging(r, n, page, recordsSize, "条"), Empty: "没有记录，所以这一栏是 0。", Records: web.RecordTable(unseen(rs), false, publicURL),
	}
	rp.NoIndex = true
	if now.Values[f.Key] != strconv.Itoa(n) {
		rp.Notice = movedSince(n)
	}
	return web.Render(ctx, Records(rp), topics("report", "items")...)
}

// websiteFiles are the files of a report, each with a word before it.
func websiteFiles(year int, word string) []layout.Download {
	var out []layout.Download
	for _, f := range []string{"docx", "xlsx", "html", "csv", "json"} {
		out = append(out, layout.Download{Text: word + strings.ToUpper(f), URL: websiteURL(year) + "/report." + f})
	}
	return out
}

// websiteFile is the report as a file, in the format that the address ends with.
func (p *Portal) websiteFile(r *http.Request) (web.Page, error) {
	saved, err := p.openWebsite(r)
	if err != nil {
		return web.Page{}, err
	}
	b, f, err := paper.WriteWebsite(strings.TrimPrefix(path.Ext(r.URL.Path), "."), saved.Last())
	if err != nil {
		return web.Page{}, err
	}
	return web.Page{Body: b, Type: f.Type, File: fmt.Sprintf("website-report-%d.%s", saved.Year, f.Name), Topics: topics("report", "items")}, nil
}

// websiteRows lists the public reports for the page of all reports.
func (p *Portal) websiteRows(ctx context.Context, unit int64) ([]ReportRow, error) {
	years, err := p.Website.Years(ctx, unit)
	var out []ReportRow
	for _, y := range years {
		out = append(out, ReportRow{
			Year: strconv.Itoa(y.Year), Title: y.Last().Title(), URL: websiteURL(y.Year), Published: workday.DateOf(y.Editions[0].At).String(),
			Files: websiteFiles(y.Year, ""),
		})
	}
	return out, err
}

// websiteBox leads from the text of an item to the report that it released.
func (p *Portal) websiteBox(ctx context.Context, id int64) (Box, error) {
	_, saved, err := p.Website.Owner(ctx, id)
	if err != nil {
		return Box{}, err
	}
	box := Box{Title: "报表全文", Text: "报表分块列出各栏的数，可以下载。"}
	if last := saved.Last(); last != nil { // an item is previewed before its report is out
		box.Links = []layout.Link{{Text: last.Title(), URL: websiteURL(saved.Year)}}
	}
	return box, nil
}
