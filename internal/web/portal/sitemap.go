package portal

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

type sitemapSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []sitemapURL `xml:"sitemap"`
}

// sitemapItems is how many item numbers a map covers; the protocol allows 50,000 addresses in one map, and 50,000 maps.
const sitemapItems = 20_000

// siteMap is the map for people: every column, unit and report, without the items in them.
func (p *Portal) siteMap(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	years, err := p.Reports.Years(ctx, c.bureau())
	if err != nil {
		return web.Page{}, err
	}
	mp := MapPage{Frame: p.frame("网站地图", "", mapColumn, layout.Link{Text: "网站地图", URL: "/sitemap"})}
	add := func(title string, links []layout.Link) {
		if len(links) > 0 {
			mp.Groups = append(mp.Groups, layout.Group{Title: title, Links: links})
		}
	}
	add("主要栏目", p.site().Nav)
	columns := func(s catalog.Section) (links []layout.Link) {
		for _, col := range c.columns {
			if col.Section == s {
				links = append(links, layout.Link{Text: col.Name, URL: columnURL(col)})
			}
		}
		return links
	}
	var parts []layout.Link
	for _, n := range c.tree("").Nodes {
		parts = append(parts, layout.Link{Text: n.Title, URL: n.URL})
	}
	parts = append(parts, layout.Link{Text: "废止、失效文件目录", URL: expiredURL})
	if p.Finder != nil {
		parts = append(parts, layout.Link{Text: "站内搜索", URL: "/search"})
	}
	parts = append(parts, layout.Link{Text: "依申请公开", URL: requestsURL})
	if !p.site().Files {
		parts = append(parts, layout.Link{Text: "申请办理进度", URL: trackURL})
	}
	add("政府信息公开", parts)
	add("法定主动公开内容", columns(catalog.Statutory))
	add("新闻动态", columns(catalog.News))
	var about []layout.Link
	for _, n := range notes {
		about = append(about, layout.Link{Text: n.title, URL: n.path})
	}
	add("关于网站", append(about, layout.Link{Text: "我要纠错", URL: correctURL}))
	if part, err := p.standardPart(ctx); err != nil {
		return web.Page{}, err
	} else if part.URL != "" {
		add("基层政务公开标准目录", []layout.Link{{Text: "义务教育领域标准目录", URL: part.URL}})
	}
	var reports []layout.Link
	for _, y := range years {
		reports = append(reports, layout.Link{Text: strconv.Itoa(y.Year) + " 年度报告", URL: reportURL(y.Year)})
	}
	tables, err := p.websiteRows(ctx, int64(c.bureau().ID))
	if err != nil {
		return web.Page{}, err
	}
	for _, t := range tables {
		reports = append(reports, layout.Link{Text: t.Title, URL: t.URL})
	}
	add("政府信息公开年报", reports)
	mp.Groups = append(mp.Groups, c.groups()...)
	return web.Render(ctx, Map(mp), topics("report", "editions")...)
}

// sitemapFile is the map for search engines. Where one map would be too long it is the index of its parts: ?part=0 is every page that is
// no item, and each further part a range of item numbers, so that a part costs the same however many items there are.
func (p *Portal) sitemapFile(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	last, err := p.List.Last(ctx)
	if err != nil {
		return web.Page{}, err
	}
	parts := int((last + sitemapItems - 1) / sitemapItems)
	asked := r.URL.Query().Get("part")
	if asked == "" && parts > 1 {
		var index sitemapIndex
		for i := range parts + 1 {
			index.Maps = append(index.Maps, sitemapURL{Loc: fmt.Sprintf("%s/sitemap.xml?part=%d", p.baseURL, i)})
		}
		return xmlPage(index)
	}
	from, to := 0, parts // of parts
	if asked != "" {
		if from, err = strconv.Atoi(asked); err != nil || from < 0 || from > parts || parts < 2 {
			return web.Page{}, fmt.Errorf("part %q of the map: %w", asked, web.ErrNoPage)
		}
		to = from
	}
	var set sitemapSet
	if from == 0 {
		if err := p.mapPages(ctx, &set); err != nil {
			return web.Page{}, err
		}
	}
	if to > 0 {
		items, err := p.List.Addresses(ctx, publication.ID(max(0, from-1)*sitemapItems+1), publication.ID(to*sitemapItems))
		if err != nil {
			return web.Page{}, err
		}
		for _, it := range items {
			set.URLs = append(set.URLs, sitemapURL{p.baseURL + itemURL(it.ID), workday.DateOf(it.Changed).String()})
		}
	}
	if len(set.URLs) == 0 { // a part of what was withdrawn; the protocol wants one address
		set.URLs = append(set.URLs, sitemapURL{Loc: p.baseURL + "/"})
	}
	page, err := xmlPage(set)
	page.Fresh = asked != "" // parts are large and seldom asked for
	return page, err
}

func xmlPage(v any) (web.Page, error) {
	b, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return web.Page{}, fmt.Errorf("write site map: %w", err)
	}
	return web.Page{Body: append([]byte(xml.Header), b...), Type: "application/xml; charset=utf-8", Topics: topics("report", "editions")}, nil
}

// mapPages adds the pages that are no items.
func (p *Portal) mapPages(ctx context.Context, set *sitemapSet) error {
	c, err := p.catalogue(ctx)
	if err != nil {
		return err
	}
	add := func(path string, day workday.Date) {
		u := sitemapURL{Loc: p.baseURL + path}
		if !day.IsZero() {
			u.LastMod = day.String()
		}
		set.URLs = append(set.URLs, u)
	}
	for _, path := range []string{"/", "/open", "/units", "/credit", "/reports"} {
		add(path, workday.Date{})
	}
	for _, col := range c.columns {
		if url := columnURL(col); url == "/columns/"+col.Code {
			add(url, c.tallies[col.ID].Last)
		}
	}
	lists, err := p.Editions.InForce(ctx, catalog.Powers)
	if err != nil {
		return err
	}
	for _, u := range c.units {
		add("/units/"+u.Code, workday.Date{})
		for i := range lists {
			if lists[i].Unit == int64(u.ID) {
				add(powersURL(&u), workday.DateOf(lists[i].Released))
			}
		}
	}
	years, err := p.Reports.Years(ctx, c.bureau())
	if err != nil {
		return err
	}
	for _, y := range years {
		add(reportURL(y.Year), workday.Date{})
	}
	reports, err := p.Website.Years(ctx, int64(c.bureau().ID))
	if err != nil {
		return err
	}
	for _, y := range reports {
		add(websiteURL(y.Year), workday.Date{})
	}
	part, err := p.standardPart(ctx)
	if err == nil && part.URL != "" {
		add(part.URL, workday.Date{})
	}
	return err
}

func (p *Portal) robots(*http.Request) (web.Page, error) {
	return web.Page{Body: []byte("User-agent: *\nDisallow: /desk/\nDisallow: /go\nDisallow: /search\nDisallow: /corrections/\nDisallow: /requests/new\nDisallow: /requests/status\nSitemap: " + p.baseURL + "/sitemap.xml\n"), Type: "text/plain; charset=utf-8"}, nil
}
