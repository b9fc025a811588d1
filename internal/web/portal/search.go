package portal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// searchSize is how many results a page shows.
const searchSize = 10

var searchColumn = Column{"站内搜索", "信息公开目录", "按名称、文号、索引号和全文查找本网站公开的信息。", "搜索 检索 文号 索引号"}

func (p *Portal) search(r *http.Request) (web.Page, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	q := r.URL.Query()
	text := strings.TrimSpace(q.Get("q"))
	sp := SearchPage{Frame: p.frame("站内搜索", "", searchColumn, layout.Link{Text: "站内搜索", URL: "/search"}), Sorts: searchSorts(r)}
	if sp.Filters, err = p.searchFilters(r, c); err != nil {
		return web.Page{}, err
	}
	sp.Asked, sp.NoIndex, sp.Script = text, true, findScript
	if text == "" {
		return web.Render(r.Context(), Search(sp), "units", "columns")
	}
	asked, page, err := p.question(r, c, text)
	if err != nil {
		return web.Page{}, err
	}
	found, err := p.Finder.Find(r.Context(), asked)
	f, ok := fault.Of(err)
	switch {
	case ok && (f.Kind == fault.Invalid || errors.Is(err, publication.ErrNotReady)):
		sp.Problem = f.Text
	case err != nil:
		return web.Page{}, err
	default:
		p.showFound(r, c, &sp, found, page)
	}
	out, err := web.Render(r.Context(), Search(sp), topics("search")...)
	out.Brief = true
	out.Fresh = p.Shared || sp.Problem != "" || found.N == 0 // each time it is asked for is noted
	return out, err
}

// findScript offers titles while somebody writes into the search box.
const findScript = "find.js"

const (
	suggestURL  = "/search/suggest"
	suggestMost = 8 // titles
)

// suggest answers with the titles that fit what stands in the search box so far, as a JSON array. What cannot be looked for offers nothing.
func (p *Portal) suggest(w http.ResponseWriter, r *http.Request) error {
	titles := []string{}
	if q := strings.TrimSpace(r.URL.Query().Get("q")); q != "" && len(q) <= maxQuestion {
		found, err := p.Finder.Find(r.Context(), publication.Question{Text: q, Relevance: true, Limit: suggestMost})
		if _, told := fault.Of(err); err != nil && !told {
			return err
		}
		for i := range found.Hits {
			if t := found.Hits[i].Item.Version.Title; !slices.Contains(titles, t) {
				titles = append(titles, t)
			}
		}
	}
	b, err := json.Marshal(titles)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(b) // the client has gone; nobody is left to tell
	return nil
}

// maxQuestion is how long a question may be that titles are offered for, in bytes.
const maxQuestion = 600

func (p *Portal) showFound(r *http.Request, c *catalogue, sp *SearchPage, found publication.Answer, page int) {
	sp.Results, sp.Also = p.hits(c, found.Hits), found.Also
	more := ""
	if found.More {
		more = "+"
	}
	sp.Count = layout.Thousands(found.N) + more
	sp.Pager = web.Paging(r, found.N, page, searchSize, "条")
	sp.Pager.Total += more
	if page == 1 {
		sp.Direct = p.direct(c, sp.Asked)
	}
	narrowed := hasAny(r, narrowing...)
	if narrowed {
		sp.ClearURL = "/search?q=" + url.QueryEscape(sp.Asked)
	}
	if found.Hint != "" {
		sp.Hint = layout.Link{Text: found.Hint, URL: "/search?q=" + url.QueryEscape(found.Hint)}
	}
	if found.N == 0 && !narrowed && p.Missed != nil && r.Method == http.MethodGet {
		p.Missed(sp.Asked)
	}
}

// question reads what is asked for. An unknown value is a page that does not exist.
func (p *Portal) question(r *http.Request, c *catalogue, text string) (publication.Question, int, error) {
	f, page, err := p.listFilter(r, c)
	if err != nil {
		return publication.Question{}, 0, err
	}
	q := publication.Question{
		Text: text, Unit: f.Unit, Year: f.Year, Genre: f.Genre, Validity: f.Validity, Relevance: r.URL.Query().Get("sort") != "date",
		Limit: searchSize, Offset: (page - 1) * searchSize,
	}
	if code := r.URL.Query().Get("column"); code != "" {
		col, within, err := c.named(code)
		if err != nil {
			return q, 0, err
		}
		in := inColumn(f, col, within)
		if q.Columns = in.Within; in.Column != 0 {
			q.Columns = append(q.Columns, in.Column)
		}
	}
	return q, page, nil
}

// narrowing are the names of what results may be narrowed by.
var narrowing = []string{"unit", "column", "year", "genre", "validity"}

// searchFilters draws what results may be narrowed by. It is drawn once for all who narrow by nothing: with every unit and column in it, it
// is half of a page.
func (p *Portal) searchFilters(r *http.Request, c *catalogue) (templ.Component, error) {
	if hasAny(r, narrowing...) {
		return Inputs(p.searchFields(r, c)), nil
	}
	c.drawing.Do(func() {
		var b strings.Builder
		c.drawErr = Inputs(p.searchFields(r, c)).Render(context.WithoutCancel(r.Context()), &b)
		c.filters = b.String()
	})
	return templ.Raw(c.filters), c.drawErr
}

func (p *Portal) searchFields(r *http.Request, c *catalogue) []layout.Field {
	chosen := r.URL.Query().Get("column")
	columns := []layout.Option{{Value: "", Text: "全部栏目", Chosen: chosen == ""}}
	for _, col := range catalog.InOrder(c.columns) {
		if col.Section == catalog.Annual || col.Code == creditColumn {
			continue
		}
		indent := strings.Repeat("　", len(catalog.Above(c.columns, &col)))
		columns = append(columns, layout.Option{Value: col.Code, Text: indent + col.Name, Chosen: chosen == col.Code})
	}
	return append([]layout.Field{{Kind: layout.Select, Name: "column", Label: "所在栏目", Options: columns}}, p.listFields(r, c)...)
}

func searchSorts(r *http.Request) []layout.Tab {
	byDate := r.URL.Query().Get("sort") == "date"
	base := web.KeepQuery(r, "sort")
	return []layout.Tab{{Text: "相关度", URL: strings.TrimSuffix(base, "&sort="), Current: !byDate}, {Text: "发布日期", URL: base + "date", Current: byDate}}
}

func (p *Portal) hits(c *catalogue, hits []publication.Hit) []Result {
	today := workday.DateOf(p.Now())
	out := make([]Result, len(hits))
	for i := range hits {
		h := &hits[i]
		v := h.Item.Version
		out[i] = Result{
			Title: h.Title, URL: itemURL(h.Item.ID), Text: h.Text, InFile: h.InFile, Validity: validity(&h.Item, today),
			Unit: c.unit(h.Item.Unit).Short, Column: c.column(v.Column).Name, DocNo: v.DocNo, Published: workday.DateOf(h.Item.Released).String(),
		}
	}
	return out
}

// maxDirect is how many ways straight to a page are shown above the results.
const maxDirect = 5

// direct returns the pages whose names are asked for: units, columns, and what is no item.
func (p *Portal) direct(c *catalogue, text string) []layout.Link {
	if utf8.RuneCountInString(text) < 2 {
		return nil
	}
	var out []layout.Link
	add := func(url string, names ...string) {
		for _, name := range names {
			if strings.Contains(name, text) || utf8.RuneCountInString(name) > 2 && strings.Contains(text, name) {
				if l := (layout.Link{Text: names[0], URL: url}); len(out) < maxDirect && !slices.Contains(out, l) {
					out = append(out, l)
				}
				return
			}
		}
	}
	for _, u := range c.units {
		if u.Kind != agency.Bureau { // its name is part of half of all titles
			add("/units/"+u.Code, u.Name, u.Short)
		}
	}
	for _, col := range c.columns {
		add(columnURL(col), col.Name)
	}
	add("/units", "机构与单位", "学校名录", "直属学校")
	add(requestsURL, "依申请公开", "信息公开申请")
	add("/powers", "权责清单")
	add("/open/standard", "义务教育领域基层政务公开标准目录", "标准目录")
	return out
}

func yearOptions(now workday.Date, chosen string) []layout.Option {
	years := []layout.Option{{Value: "", Text: "全部年份", Chosen: chosen == ""}}
	for y := now.Year(); y >= 2020; y-- {
		s := strconv.Itoa(y)
		years = append(years, layout.Option{Value: s, Text: s + " 年", Chosen: chosen == s})
	}
	return years
}
