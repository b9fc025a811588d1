package portal

import (
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

// sitemapItems is how many items the map lists, newest first; the protocol allows 50,000 addresses in one map.
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
	parts = append(parts, layout.Link{Text: "废止、失效文件目录", URL: expiredURL}, layout.Link{Text: "站内搜索", URL: "/search"})
	add("政府信息公开", parts)
	add("法定主动公开内容", columns(catalog.Statutory))
	add("新闻动态", columns(catalog.News))
	if part, err := p.standardPart(ctx); err != nil {
		return web.Page{}, err
	} else if part.URL != "" {
		add("基层政务公开标准目录", []layout.Link{{Text: "义务教育领域标准目录", URL: part.URL}})
	}
	var reports []layout.Link
	for _, y := range years {
		reports = append(reports, layout.Link{Text: strconv.Itoa(y.Year) + " 年度报告", URL: reportURL(y.Year)})
	}
	add("政府信息公开年报", reports)
	mp.Groups = append(mp.Groups, c.groups()...)
	return web.Render(ctx, Map(mp), topics("report", "editions")...)
}

// sitemapFile is the map for search engines.
func (p *Portal) sitemapFile(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	var set sitemapSet
	add := func(path, day string) { set.URLs = append(set.URLs, sitemapURL{p.baseURL + path, day}) }
	for _, path := range []string{"/", "/open", "/units", "/credit", "/reports"} {
		add(path, "")
	}
	for _, col := range c.columns {
		if url := columnURL(col); url == "/columns/"+col.Code {
			add(url, c.tallies[col.ID].Last.String())
		}
	}
	lists, err := p.Editions.InForce(ctx, catalog.Powers)
	if err != nil {
		return web.Page{}, err
	}
	for _, u := range c.units {
		add("/units/"+u.Code, "")
		for i := range lists {
			if lists[i].Unit == int64(u.ID) {
				add(powersURL(&u), workday.DateOf(lists[i].Released).String())
			}
		}
	}
	years, err := p.Reports.Years(ctx, c.bureau())
	if err != nil {
		return web.Page{}, err
	}
	for _, y := range years {
		add(reportURL(y.Year), "")
	}
	part, err := p.standardPart(ctx)
	if err != nil {
		return web.Page{}, err
	}
	if part.URL != "" {
		add(part.URL, "")
	}
	items, _, err := p.List.Items(ctx, publication.Filter{Public: true, Limit: sitemapItems})
	if err != nil {
		return web.Page{}, err
	}
	for i := range items {
		add(itemURL(items[i].ID), workday.DateOf(items[i].Released).String())
	}
	b, err := xml.MarshalIndent(set, "", " ")
	if err != nil {
		return web.Page{}, fmt.Errorf("write site map: %w", err)
	}
	return web.Page{Body: append([]byte(xml.Header), b...), Type: "application/xml; charset=utf-8", Topics: topics("report", "editions")}, nil
}

func (p *Portal) robots(*http.Request) (web.Page, error) {
	return web.Page{Body: []byte("User-agent: *\nDisallow: /desk/\nSitemap: " + p.baseURL + "/sitemap.xml\n"), Type: "text/plain; charset=utf-8"}, nil
}
