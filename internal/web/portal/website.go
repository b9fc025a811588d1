package portal

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/publication"
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
	Files       []layout.Download
	Blocks      []WebsiteBlock
	Corrections []ReportCorrection // its 更正版, the newest first
	Seal        *Seal
	Years       []layout.Tab
}

// WebsiteBlock is one block of the report.
type WebsiteBlock struct {
	Key, Name string
	Rows      []WebsiteRow
}

// WebsiteRow is one field with its value.
type WebsiteRow struct {
	Name, Value string
	Rule        string // what a counted figure counts
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
	wp := WebsitePage{
		Frame: p.frame(now.Title(), "/reports", websiteColumn, layout.Link{Text: "政府信息公开年报", URL: "/reports"}, layout.Link{Text: now.Title(), URL: url}), Heading: now.Title(),
		Published: clock(it.Released), Period: fmt.Sprintf("%d年1月1日至12月31日", saved.Year), IndexNo: it.IndexNo, Files: downloads(url+"/report", "", "下载 "),
	}
	wp.Article = Article{Title: now.Title(), PubDate: wp.Published, Source: now.Agency, URL: p.baseURL + url}
	wp.Data = append(wp.Data, p.dataset(now.Title(), websiteColumn.Description, url, wp.Files))
	for _, b := range website.Form() {
		block := WebsiteBlock{Key: b.Key, Name: b.Name}
		for i := range b.Fields {
			f := &b.Fields[i]
			row := WebsiteRow{Name: f.Title(), Value: cmp.Or(now.Shown(f), "—")}
			if f.Unit != "" {
				row.Value = strings.ReplaceAll(row.Value, " ", "\u00a0") // a figure keeps its unit on its line
			}
			if f.Source != "" {
				row.Rule = f.Rule
			}
			block.Rows = append(block.Rows, row)
		}
		wp.Blocks = append(wp.Blocks, block)
	}
	wp.Corrections = websiteCorrections(saved.Editions)
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

// websiteCorrections says of each edition but the first when and why it came, and what it changed; the newest first.
func websiteCorrections(editions []website.Edition) (out []ReportCorrection) {
	for i := 1; i < len(editions); i++ {
		before, e := editions[i-1].Report, editions[i]
		c := ReportCorrection{When: workday.DateOf(e.At).Chinese(), Reason: e.Reason}
		for _, f := range before.Differences(e.Report) {
			c.Figures = append(c.Figures, FigureChange{f.Title(), cmp.Or(before.Shown(&f), "—"), cmp.Or(e.Report.Shown(&f), "—")})
		}
		out = append(out, c)
	}
	slices.Reverse(out)
	return out
}

// websiteFile is the report as a table, a field in each row.
func (p *Portal) websiteFile(w http.ResponseWriter, r *http.Request) error {
	saved, err := p.openWebsite(r)
	if err != nil {
		return err
	}
	now := saved.Last()
	var rows [][]string
	for _, b := range website.Form() {
		for _, f := range b.Fields {
			rows = append(rows, []string{b.Name, f.Title(), now.Values[f.Key], f.Unit, f.Key})
		}
	}
	heads := []string{"部分", "栏目", "内容", "单位", "代码"}
	return web.SendTable(w, r, "website-report-"+strconv.Itoa(saved.Year), document.Listing{Name: strconv.Itoa(saved.Year) + "年网站报表", Heads: heads, Rows: document.Rows(rows)})
}

// websiteRows lists the public reports for the page of all reports.
func (p *Portal) websiteRows(ctx context.Context, unit int64) ([]ReportRow, error) {
	years, err := p.Website.Years(ctx, unit)
	var out []ReportRow
	for _, y := range years {
		out = append(out, ReportRow{
			Year: strconv.Itoa(y.Year), Title: y.Last().Title(), URL: websiteURL(y.Year), Published: workday.DateOf(y.Editions[0].At).String(),
			Files: downloads(websiteURL(y.Year)+"/report", "", ""),
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
