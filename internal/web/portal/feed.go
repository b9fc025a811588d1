package portal

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// feedSize is how many items a feed holds, newest first.
const feedSize = 30

// atomFeed is a feed as in RFC 4287.
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string       `xml:"id"`
	Title     string       `xml:"title"`
	Link      atomLink     `xml:"link"`
	Published string       `xml:"published"`
	Updated   string       `xml:"updated"`
	Author    atomAuthor   `xml:"author"`
	Category  atomCategory `xml:"category"`
	Summary   string       `xml:"summary,omitempty"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feedLink is how a page names its feed.
func feedLink(url string) layout.Link { return layout.Link{Text: "RSS 订阅", URL: url + "/feed.xml"} }

// columnFeed is the feed of a column and of those below it.
func (p *Portal) columnFeed(r *http.Request) (web.Page, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	col, within, err := c.named(r.PathValue("code"))
	if err != nil {
		return web.Page{}, err
	}
	return p.feed(r, c, inColumn(publication.Filter{Public: true, Limit: feedSize}, col, within), col.Name, col.Description, "/columns/"+col.Code)
}

// unitFeed is the feed of a unit.
func (p *Portal) unitFeed(r *http.Request) (web.Page, error) {
	u, err := p.Units.UnitByCode(r.Context(), r.PathValue("code"))
	if err != nil {
		return web.Page{}, fmt.Errorf("feed of a unit: %w", err)
	}
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	return p.feed(r, c, publication.Filter{Public: true, Limit: feedSize, Unit: int64(u.ID)}, u.Name, u.Name+"公开的政府信息", "/units/"+u.Code)
}

func (p *Portal) feed(r *http.Request, c *catalogue, f publication.Filter, name, about, path string) (web.Page, error) {
	f.Uncounted = true
	items, _, err := p.List.Items(r.Context(), f)
	if err != nil {
		return web.Page{}, err
	}
	site := p.site()
	feed := atomFeed{
		Lang: "zh-CN", ID: p.tag("2019-05-15", path), Title: name + "_" + site.Name, Subtitle: about, Author: atomAuthor{site.Agency},
		Links: []atomLink{{"self", "application/atom+xml", p.baseURL + path + "/feed.xml"}, {"alternate", "text/html", p.baseURL + path}},
	}
	var last time.Time
	for i := range items {
		it := &items[i]
		if at := changed(it); at.After(last) {
			last = at
		}
		col := c.column(it.Version.Column)
		feed.Entries = append(feed.Entries, atomEntry{
			ID: p.tag(workday.DateOf(it.Released).String(), itemURL(it.ID)), Title: it.Version.Title, Link: atomLink{"alternate", "text/html", p.baseURL + itemURL(it.ID)},
			Published: rfc3339(it.Released), Updated: rfc3339(changed(it)), Author: atomAuthor{c.unit(it.Unit).Name},
			Category: atomCategory{col.Code, col.Name}, Summary: it.Version.Summary,
		})
	}
	if last.IsZero() { // RFC 4287 wants a time of an empty feed too
		last = p.Now()
	}
	feed.Updated = rfc3339(last)
	b, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return web.Page{}, fmt.Errorf("write feed: %w", err)
	}
	return web.Page{Body: append([]byte(xml.Header), b...), Type: "application/atom+xml; charset=utf-8", Topics: []string{"items", "columns", "units"}}, nil
}

// tag names something for good (RFC 4151), whatever address the site moves to. The day is one on which the name was ours: of an item
// the day of its release, of a list that on which the regulation came into force.
func (p *Portal) tag(day, path string) string {
	host := p.site().Domain
	if u, err := url.Parse(p.baseURL); err == nil {
		host = cmp.Or(host, u.Hostname())
	}
	return "tag:" + host + "," + day + ":" + path
}

// changed is when what the public sees of an item came out: its release or its last correction.
func changed(it *publication.Item) time.Time {
	if it.Corrected.After(it.Released) {
		return it.Corrected
	}
	return it.Released
}

// rfc3339 writes an instant in Beijing time, to the second.
func rfc3339(t time.Time) string { return t.In(workday.Beijing).Format(time.RFC3339) }
