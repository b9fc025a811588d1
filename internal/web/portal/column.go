package portal

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// listSize is how many items a list shows on a page.
const listSize = 15

// allColumns is the address of the list over every column.
const allColumns = "all"

func (p *Portal) column(r *http.Request) (web.Page, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	code := r.PathValue("code")
	col, within, err := c.named(code)
	if err != nil {
		return web.Page{}, err
	}
	f, page, err := p.listFilter(r, c)
	if err != nil {
		return web.Page{}, err
	}
	f = inColumn(f, col, within)
	narrowed := hasAny(r, "unit", "year", "genre", "subject", "validity", "on")
	f.Uncounted = !narrowed && code != allColumns // the tree has counted
	items, n, err := p.List.Items(r.Context(), f)
	if err != nil {
		return web.Page{}, err
	}
	if f.Uncounted {
		n = c.tallies[col.ID].N
	}
	url := "/columns/" + code
	lp := ListPage{
		Frame: p.frame(col.Name, navOf(col), tagsOf(col), crumbsOf(col)...), Heading: col.Name, Count: layout.Thousands(n) + " 条",
		Intro: col.Description, Action: url, Filters: slices.Concat(p.listFields(r, c), subjectField(r, c), []layout.Field{p.dayField(r)}), Range: rangeText(n, page, listSize, "条"), Rows: p.rows(c, items, f.On),
		Pager: web.Paging(r, n, page, listSize, "条"), Sorts: sorts(r),
	}
	if col.Section != catalog.News {
		lp.Tree = c.tree(url)
	}
	if t := c.tallies[col.ID]; t.N > 0 {
		lp.Updated = t.Last.String()
	}
	if lp.Links, err = p.columnLinks(r.Context(), col, c.bureau()); err != nil {
		return web.Page{}, err
	}
	lp.Empty = "本栏目暂无内容。"
	if !f.Until.IsZero() {
		lp.AsOf = "按" + f.On.Chinese() + "的情况列出：当日已经公开、现在仍然公开的信息，有效性为当日的状态。"
	}
	if code != allColumns {
		lp.Search = code
	}
	if narrowed {
		lp.Empty, lp.ClearURL = "没有符合条件的信息。", url
		lp.NoIndex = true
	}
	shown := []string{fmt.Sprintf("column:%d", col.ID), "editions"}
	for _, w := range within {
		if w.Parent == col.ID {
			lp.Links = append(lp.Links, layout.Link{Text: w.Name, URL: columnURL(w)})
		}
		shown = append(shown, fmt.Sprintf("column:%d", w.ID))
	}
	lp.Feed = feedLink(url)
	files := directoryLinks(url)
	lp.Links = append(append(lp.Links, files...), lp.Feed)
	if !hasAny(r, "unit", "year", "page", "sort") {
		lp.Data = append(lp.Data, p.dataset(col.Name+"目录", col.Description, url, []layout.Download{{URL: files[0].URL}, {URL: files[1].URL}}))
	}
	return web.Render(r.Context(), List(lp), topics(shown...)...)
}

// columnLinks lead from a column to what is in force, beside its announcements.
func (p *Portal) columnLinks(ctx context.Context, col catalog.Column, bureau *agency.Unit) ([]layout.Link, error) {
	switch col.Code {
	case "powers":
		if has, err := p.hasPowers(ctx, int64(bureau.ID)); err != nil || !has {
			return nil, err
		}
		return []layout.Link{{Text: "现行权责清单", URL: powersURL(bureau)}}, nil
	case "functions":
		return []layout.Link{{Text: bureau.Short + "机构职能", URL: "/units/" + bureau.Code}, {Text: "各单位机构职能", URL: "/units"}}, nil
	}
	return nil, nil
}

// named finds the column of an address with those below it; “all” is every column.
func (c *catalogue) named(code string) (catalog.Column, []catalog.Column, error) {
	if code == allColumns {
		return catalog.Column{Code: allColumns, Name: "全部公开信息", Section: catalog.Statutory, Type: "信息公开目录", Description: "本网站公开的全部政府信息"}, nil, nil
	}
	col, ok := find(c.columns, code)
	if !ok {
		return col, nil, fmt.Errorf("column %q: %w", code, catalog.ErrNoColumn)
	}
	return col, catalog.Within(c.columns, col.ID), nil
}

// inColumn narrows a list to a column and those below it.
func inColumn(f publication.Filter, col catalog.Column, within []catalog.Column) publication.Filter {
	f.Column = int64(col.ID)
	for _, w := range within {
		f.Within = append(f.Within, int64(w.ID))
	}
	return f
}

func find(columns []catalog.Column, code string) (catalog.Column, bool) {
	for _, col := range columns {
		if col.Code == code {
			return col, true
		}
	}
	return catalog.Column{}, false
}

// navOf is the navigation entry a column is under.
func navOf(col catalog.Column) string {
	if col.Section == catalog.News {
		return "/columns/" + col.Code
	}
	return "/open"
}

func crumbsOf(col catalog.Column) []layout.Link {
	if col.Section == catalog.News {
		return []layout.Link{{Text: col.Name, URL: columnURL(col)}}
	}
	return []layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: col.Name, URL: columnURL(col)}}
}

// listFilter reads what a list is narrowed by. An unknown value is a page that does not exist.
func (p *Portal) listFilter(r *http.Request, c *catalogue) (publication.Filter, int, error) {
	f := publication.Filter{Public: true, Limit: listSize}
	page, err := web.PageNumber(r)
	if err != nil {
		return f, 0, err
	}
	f.Offset = (page - 1) * listSize
	q := r.URL.Query()
	if code := q.Get("unit"); code != "" {
		for _, u := range c.units {
			if u.Code == code {
				f.Unit = int64(u.ID)
			}
		}
		if f.Unit == 0 {
			return f, 0, fmt.Errorf("unit %q: %w", code, web.ErrNoPage)
		}
	}
	if y := q.Get("year"); y != "" {
		if f.Year, err = strconv.Atoi(y); err != nil || f.Year < 1990 || f.Year > 2100 {
			return f, 0, fmt.Errorf("year %q: %w", y, web.ErrNoPage)
		}
	}
	if f.Genre = q.Get("genre"); f.Genre != "" && !slices.Contains(publication.Genres, f.Genre) {
		return f, 0, fmt.Errorf("genre %q: %w", f.Genre, web.ErrNoPage)
	}
	if f.Subject = q.Get("subject"); f.Subject != "" && !slices.Contains(c.subjects, f.Subject) {
		return f, 0, fmt.Errorf("subject %q: %w", f.Subject, web.ErrNoPage)
	}
	switch f.Validity = publication.Holding(q.Get("validity")); f.Validity {
	case publication.Any, publication.Valid, publication.Invalid:
	default:
		return f, 0, fmt.Errorf("validity %q: %w", f.Validity, web.ErrNoPage)
	}
	if f.On = asOf(q.Get("on"), workday.DateOf(p.Now())); f.On.IsZero() { // no day, or none that can be: the field says so
		f.On = workday.DateOf(p.Now())
	} else {
		f.Until = f.On.AddDays(1).Time().Add(-time.Millisecond)
	}
	f.ByFormed = q.Get("sort") == "formed"
	return f, page, nil
}

// asOf reads the day as of which a list is shown; no day if it is none, or has not come yet.
func asOf(s string, today workday.Date) workday.Date {
	d, err := workday.ParseDate(strings.TrimSpace(s))
	if err != nil || d.After(today) {
		return workday.Date{}
	}
	return d
}

func (p *Portal) listFields(r *http.Request, c *catalogue) []layout.Field {
	q := r.URL.Query()
	units := []layout.Option{{Value: "", Text: "全部单位", Chosen: q.Get("unit") == ""}}
	for _, u := range c.units {
		units = append(units, layout.Option{Value: u.Code, Text: u.Short, Chosen: q.Get("unit") == u.Code})
	}
	genres := []layout.Option{{Value: "", Text: "全部体裁", Chosen: q.Get("genre") == ""}}
	for _, g := range publication.Genres {
		genres = append(genres, layout.Option{Value: g, Text: g, Chosen: q.Get("genre") == g})
	}
	holding := []layout.Option{
		{Value: "", Text: "全部", Chosen: q.Get("validity") == ""},
		{Value: string(publication.Valid), Text: "现行有效", Chosen: q.Get("validity") == string(publication.Valid)},
		{Value: string(publication.Invalid), Text: "废止或失效", Chosen: q.Get("validity") == string(publication.Invalid)},
	}
	return []layout.Field{
		{Kind: layout.Select, Name: "unit", Label: "发布单位", Options: units},
		{Kind: layout.Select, Name: "genre", Label: "体裁", Options: genres},
		{Kind: layout.Select, Name: "year", Label: "发布年份", Options: yearOptions(workday.DateOf(p.Now()), q.Get("year"))},
		{Kind: layout.Select, Name: "validity", Label: "有效性", Options: holding},
	}
}

// subjectField offers the 主题分类 that occur, where there is something to choose.
func subjectField(r *http.Request, c *catalogue) []layout.Field {
	if len(c.subjects) < 2 {
		return nil
	}
	chosen := r.URL.Query().Get("subject")
	options := []layout.Option{{Value: "", Text: "全部主题", Chosen: chosen == ""}}
	for _, s := range c.subjects {
		options = append(options, layout.Option{Value: s, Text: s, Chosen: chosen == s})
	}
	return []layout.Field{{Kind: layout.Select, Name: "subject", Label: "主题分类", Options: options}}
}

// dayField asks as of which day a list is shown.
func (p *Portal) dayField(r *http.Request) layout.Field {
	f := layout.Field{Kind: layout.Date, Name: "on", Label: "截至日期", Value: strings.TrimSpace(r.URL.Query().Get("on")), Placeholder: "年-月-日", Max: 10}
	if f.Value != "" && asOf(f.Value, workday.DateOf(p.Now())).IsZero() {
		f.Error = "请按 2025-06-30 的格式填写已到的日期。"
	}
	return f
}

func sorts(r *http.Request) []layout.Tab {
	formed := r.URL.Query().Get("sort") == "formed"
	base := web.KeepQuery(r, "sort")
	return []layout.Tab{{Text: "发布日期", URL: base, Current: !formed}, {Text: "成文日期", URL: base + "formed", Current: formed}}
}

// expired lists what is repealed or has run out, since when and why: 废止、失效文件目录.
func (p *Portal) expired(r *http.Request) (web.Page, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	page, err := web.PageNumber(r)
	if err != nil {
		return web.Page{}, err
	}
	today := workday.DateOf(p.Now())
	items, n, err := p.List.Items(r.Context(), publication.Filter{Public: true, Validity: publication.Invalid, On: today, Limit: listSize, Offset: (page - 1) * listSize})
	if err != nil {
		return web.Page{}, err
	}
	lp := ListPage{
		Frame: p.frame("废止、失效文件目录", "/open", expiredColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "废止、失效文件目录", URL: expiredURL}),
		Tree:  c.tree(expiredURL), Heading: "废止、失效文件目录", Count: layout.Thousands(n) + " 条", Range: rangeText(n, page, listSize, "条"),
		Intro: "下列文件已经废止或者失效，不再作为行政管理的依据，全文保留备查。", Rows: p.rows(c, items, today), Pager: web.Paging(r, n, page, listSize, "条"),
		Empty: "没有已经废止或者失效的文件。",
	}
	for i := range items {
		lp.Rows[i].Note = ended(&items[i])
	}
	return web.Render(r.Context(), List(lp), topics()...)
}

// ended says since when a document holds no more, and by which document.
func ended(it *publication.Item) string {
	said := it.Validity
	if said.State != publication.Repealed && said.State != publication.Lapsed {
		return "有效期至" + it.Version.Expires.Chinese()
	}
	return "自" + said.On.Chinese() + "起" + said.State.Name() + "，依据：" + said.Basis
}

func (p *Portal) open(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	u := c.bureau()
	op := OpenPage{
		Frame: p.frame("政府信息公开", "/open", openColumn, layout.Link{Text: "政府信息公开", URL: "/open"}),
		Tree:  c.tree("/open"), Columns: c.cards(),
		Intro: "依照《中华人民共和国政府信息公开条例》，本机关在这里公开应当主动公开的政府信息，可以检索、查阅、下载。",
		Apply: "公民、法人和其他组织可以向本机关申请获取没有主动公开的政府信息。申请应当写明姓名或者名称、身份证明、联系方式，所需信息的名称、文号或者便于查询的其他特征，以及希望的提供形式。申请可以在网上提交，可以当面提交，也可以邮寄到下列地址，信封注明“政府信息公开申请”。本机关自收到申请之日起20个工作日内答复。",
	}
	site := p.site() // of the profile in force
	op.Contact = []layout.Fact{
		{Name: "受理机关", Value: u.Name}, {Name: "办公地址", Value: site.Address}, {Name: "办公时间", Value: site.Hours}, {Name: "联系电话", Value: site.Phone},
	}
	op.Expired = layout.Link{Text: "废止、失效文件目录", URL: expiredURL}
	total := 0
	for _, col := range c.columns {
		if col.Section == catalog.Statutory && col.Parent == 0 { // it counts what is below it
			total += c.tallies[col.ID].N
		}
	}
	op.Note = fmt.Sprintf("共 %d 个栏目，%s 条", len(op.Columns), layout.Thousands(total))
	if op.Guide, err = p.openPart(r, c, catalog.Guide); err != nil {
		return web.Page{}, err
	}
	if op.System, err = p.openPart(r, c, catalog.System); err != nil {
		return web.Page{}, err
	}
	if op.Standard, err = p.standardPart(ctx); err != nil {
		return web.Page{}, err
	}
	op.Annual = OpenPart{URL: "/reports", More: "历年报告"}
	years, err := p.Reports.Years(ctx, u)
	if err != nil {
		return web.Page{}, err
	}
	for _, y := range years[:min(len(years), 6)] {
		op.Annual.Entries = append(op.Annual.Entries, Entry{Title: fmt.Sprintf("%s%d年政府信息公开工作年度报告", u.Name, y.Year), URL: reportURL(y.Year)})
	}
	recent, _, err := p.List.Items(ctx, publication.Filter{Public: true, Uncounted: true, Limit: 10})
	if err != nil {
		return web.Page{}, err
	}
	for i := range recent {
		op.Recent = append(op.Recent, Entry{Title: recent[i].Version.Title, URL: itemURL(recent[i].ID), Date: workday.DateOf(recent[i].Released).String()})
	}
	return web.Render(ctx, Open(op), topics("report", "editions")...)
}

func (p *Portal) openPart(r *http.Request, c *catalogue, s catalog.Section) (OpenPart, error) {
	part := OpenPart{More: "查看全部"}
	for _, col := range c.columns {
		if col.Section != s {
			continue
		}
		part.URL, part.Text = columnURL(col), col.Description
		items, _, err := p.List.Items(r.Context(), publication.Filter{Column: int64(col.ID), Public: true, Uncounted: true, Limit: 6})
		if err != nil {
			return part, err
		}
		for i := range items {
			part.Entries = append(part.Entries, Entry{Title: items[i].Version.Title, URL: itemURL(items[i].ID), Date: workday.DateOf(items[i].Released).String()})
		}
	}
	return part, nil
}

func (p *Portal) units(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	up := UnitsPage{
		Frame: p.frame("机构与单位", "/units", unitsColumn, layout.Link{Text: "机构与单位", URL: "/units"}),
		Intro: "市教育局机关和所属事业单位、市直学校的公开信息，按单位查看。", Downloads: downloads("/units", "", "下载 "),
	}
	up.Data = append(up.Data, p.dataset("机构与单位", unitsColumn.Description, "/units", up.Downloads))
	phones, err := p.contacts(ctx, c.units)
	if err != nil {
		return web.Page{}, err
	}
	for _, k := range agency.Kinds {
		g := UnitGroup{Title: k.Name}
		for _, u := range c.units {
			if u.Kind != k.Kind {
				continue
			}
			newest, n, err := p.List.Items(ctx, publication.Filter{Unit: int64(u.ID), Public: true, Limit: 1})
			if err != nil {
				return web.Page{}, err
			}
			row := UnitRow{Name: u.Name, URL: "/units/" + u.Code, Phone: phones[u.ID], Count: fmt.Sprintf("%d 条", n)}
			if n > 0 {
				row.Updated = workday.DateOf(newest[0].Released).String()
			}
			g.Units = append(g.Units, row)
		}
		g.Note = fmt.Sprintf("%d 家", len(g.Units))
		up.Groups = append(up.Groups, g)
	}
	return web.Render(ctx, Units(up), topics("editions")...)
}

// dutyText says under which article a unit discloses.
var dutyText = map[agency.Duty]string{
	agency.DutyAgency:     "行政机关，依照《政府信息公开条例》公开政府信息。",
	agency.DutyAuthorised: "法律、法规授权的组织，依照条例第五十四条公开政府信息。",
	agency.DutyPublic:     "公共企事业单位，依照条例第五十五条和教育主管部门的规定公开信息。",
}

func (p *Portal) unit(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	u, err := p.Units.UnitByCode(ctx, r.PathValue("code"))
	if err != nil {
		return web.Page{}, fmt.Errorf("unit page: %w", err)
	}
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	page, err := web.PageNumber(r)
	if err != nil {
		return web.Page{}, err
	}
	items, n, err := p.List.Items(ctx, publication.Filter{Unit: int64(u.ID), Public: true, Limit: listSize, Offset: (page - 1) * listSize})
	if err != nil {
		return web.Page{}, err
	}
	up := UnitPage{
		Frame: p.frame(u.Name, "/units", unitsColumn, layout.Link{Text: "机构与单位", URL: "/units"}, layout.Link{Text: u.Name, URL: "/units/" + u.Code}),
		Name:  u.Name, Intro: dutyText[u.Duty],
		Range: rangeText(n, page, listSize, "条"), Rows: p.rows(c, items, workday.DateOf(p.Now())), Pager: web.Paging(r, n, page, listSize, "条"), Empty: "本单位暂无公开信息。",
	}
	for _, k := range agency.Kinds {
		if k.Kind == u.Kind {
			up.Kind = k.Name
		}
	}
	for _, g := range c.groups() {
		if g.Title == up.Kind {
			up.Siblings = g
		}
		if u.Kind == agency.Bureau {
			up.Children = append(up.Children, g)
		}
	}
	if err := p.profile(ctx, &up, u); err != nil {
		return web.Page{}, err
	}
	if has, err := p.hasPowers(ctx, int64(u.ID)); err != nil {
		return web.Page{}, err
	} else if has {
		up.Links = append(up.Links, layout.Link{Text: "权责清单", URL: powersURL(u)})
	}
	up.Feed = feedLink("/units/" + u.Code)
	up.Links = append(up.Links, up.Feed)
	tallies, err := p.Columns.ColumnTallies(ctx, int64(u.ID))
	if err != nil {
		return web.Page{}, err
	}
	for _, t := range tallies {
		col := c.column(int64(t.Column))
		up.Columns = append(up.Columns, ColumnCard{Title: col.Name, Count: fmt.Sprintf("%d 条", t.N), Updated: t.Last.String(), URL: columnURL(col) + "?unit=" + u.Code})
	}
	return web.Render(ctx, Unit(up), topics(fmt.Sprintf("unit:%d", u.ID), "editions")...)
}
