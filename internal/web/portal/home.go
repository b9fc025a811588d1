package portal

import (
	"fmt"
	"net/http"

	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// What the home page shows of its two streams.
const (
	newsColumn   = "news"
	noticeColumn = "notices"
	onHome       = 8
)

func (p *Portal) home(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	today := workday.DateOf(p.Now())
	page := HomePage{
		Frame:      p.frame("", "/", homeColumn),
		Period:     fmt.Sprintf("%d年1月1日至%d月%d日，点击数字查看明细", today.Year(), today.Month(), today.Day()),
		ReportsURL: "/reports", CatalogURL: "/open", Columns: c.cards(), Units: c.groups(), UnitsURL: "/units",
		UnitsNote: fmt.Sprintf("共 %d 家", len(c.units)-1),
	}
	if p.Finder != nil {
		page.Script = findScript
	}
	page.Tiles = p.tiles(c, page.Site)
	page.Data, page.Feed = []thing{p.agencyThing(c)}, feedLink("/columns/"+allColumns)
	for _, s := range catalog.Sections {
		for _, n := range c.tree("").Nodes {
			if n.Title == s.Name && n.URL != "" {
				page.Open = append(page.Open, layout.Link{Text: s.Name, URL: n.URL})
			}
		}
	}
	if page.News, err = p.stream(r, c, newsColumn, true); err != nil {
		return web.Page{}, err
	}
	if page.Notices, err = p.stream(r, c, noticeColumn, false); err != nil {
		return web.Page{}, err
	}
	if lead := page.News.Lead; lead != nil { // the newest is the headline, the next leads the stream
		page.Headline = &Headline{Title: lead.Title, URL: lead.URL}
		if page.News.Lead, err = p.second(r, c); err != nil {
			return web.Page{}, err
		}
		page.News.Entries = page.News.Entries[min(1, len(page.News.Entries)):]
	}
	reports, err := p.Website.Years(ctx, int64(c.bureau().ID))
	if err != nil {
		return web.Page{}, err
	}
	if len(reports) > 0 {
		page.WebsiteURL = websiteURL(reports[0].Year)
	}
	if page.Figures, err = p.figures(r, c, today.Year()); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Home(page), topics("obligations", "report")...)
}

// stream lists the newest items of a column.
func (p *Portal) stream(r *http.Request, c *catalogue, code string, lead bool) (Stream, error) {
	s := Stream{Empty: "暂无内容。"}
	for _, col := range c.columns {
		if col.Code != code {
			continue
		}
		s.Title, s.MoreURL = col.Name, columnURL(col)
		items, _, err := p.List.Items(r.Context(), publication.Filter{Column: int64(col.ID), Public: true, Uncounted: true, Limit: onHome})
		if err != nil {
			return s, err
		}
		for i := range items {
			it := &items[i]
			e := Entry{Title: it.Version.Title, URL: itemURL(it.ID), Date: workday.DateOf(it.Released).String()}
			if lead && i == 0 {
				s.Lead = &Lead{Title: e.Title, URL: e.URL, Date: e.Date, Summary: it.Version.Summary}
				continue
			}
			s.Entries = append(s.Entries, e)
		}
	}
	return s, nil
}

// second is the news after the newest, with its summary.
func (p *Portal) second(r *http.Request, c *catalogue) (*Lead, error) {
	col, _ := find(c.columns, newsColumn)
	items, _, err := p.List.Items(r.Context(), publication.Filter{Column: int64(col.ID), Public: true, Uncounted: true, Limit: 1, Offset: 1})
	if err != nil || len(items) == 0 {
		return nil, err
	}
	it := &items[0]
	return &Lead{Title: it.Version.Title, URL: itemURL(it.ID), Date: workday.DateOf(it.Released).String(), Summary: it.Version.Summary}, nil
}

// figures are the year so far; each opens.
func (p *Portal) figures(r *http.Request, c *catalogue, year int) ([]BigFigure, error) {
	ctx := r.Context()
	from, to := workday.NewDate(year, 1, 1), workday.NewDate(year, 12, 31)
	_, licences, err := p.Credit.Public(ctx, credit.Filter{From: from, To: to, Limit: 1})
	if err != nil {
		return nil, err
	}
	t, err := p.Credit.OnTime(ctx, 0, year)
	if err != nil {
		return nil, err
	}
	note := "7 个工作日内公示并报送信用平台"
	if t.Due() > 0 {
		note = reported(t)
	}
	years, err := p.Reports.Years(ctx, c.bureau())
	if err != nil {
		return nil, err
	}
	return []BigFigure{
		{Value: layout.Thousands(c.thisYear), Unit: "条", Label: "主动公开信息", Note: "按发布日期统计", URL: fmt.Sprintf("/columns/all?year=%d", year)},
		{Value: layout.Thousands(licences), Unit: "件", Label: "行政许可决定", Note: note, URL: fmt.Sprintf("/credit?from=%s&to=%s", from, to)},
		{Value: fmt.Sprint(len(years)), Unit: "份", Label: "年度报告", Note: "每个数字都可以点开", URL: "/reports"},
	}, nil
}
