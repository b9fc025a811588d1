package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// ColumnsPage lists the columns as a tree, with who keeps them and how fresh they are.
type ColumnsPage struct {
	Frame
	Sentence string
	NewURL   string
	Gaps     []string // what an inspection would object to
	Groups   []ColumnGroup
	Empty    *Empty
	Adopt    layout.Action // the usual columns; for a catalogue without any
}

// ColumnGroup is a fixed part of the platform.
type ColumnGroup struct {
	Title string
	Rows  []ColumnRow
}

// ColumnRow is a column.
type ColumnRow struct {
	Name  string
	Level int    // 0: it stands below nothing
	URL   string // public page
	Owner string
	Cycle string
	Count string
	Last  string
	State layout.State
	Write string // where a draft for it is begun
	Edit  string
}

func (d *Desk) columnRoutes() []web.Route {
	keepers := web.Holding(catalog.Keepers...)
	return []web.Route{
		{Method: "GET", Pattern: "/desk/columns", Need: web.SignedIn(), Handle: d.columns},
		{Method: "GET", Pattern: "/desk/columns/new", Need: keepers, Handle: d.newColumn},
		{Method: "POST", Pattern: "/desk/columns", Need: keepers, Handle: d.addColumn},
		{Method: "POST", Pattern: "/desk/columns/usual", Need: keepers, Handle: d.adoptColumns},
		{Method: "GET", Pattern: "/desk/columns/{id}", Names: web.Shared("column"), Need: keepers, Handle: d.askColumn},
		{Method: "POST", Pattern: "/desk/columns/{id}", Names: web.Shared("column"), Need: keepers, Handle: d.editColumn},
	}
}

// sections are the parts a column can be in, with their names.
var sections = append(catalog.Sections[:len(catalog.Sections):len(catalog.Sections)], struct {
	Section catalog.Section
	Name    string
}{catalog.News, "平台之外的新闻、公告"})

func (d *Desk) columns(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	f, err := d.frame(w, r, "栏目", "/desk/columns")
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	tallies, err := d.Columns.ColumnTallies(ctx, 0)
	if err != nil {
		return err
	}
	shown := catalog.Sum(names.columns, tallies)
	page := ColumnsPage{Frame: f, Sentence: fmt.Sprintf("共 %d 个栏目。更新超期和空白的栏目在网站检查中扣分。", len(names.columns))}
	counts := map[catalog.ColumnID]int{}
	for _, t := range tallies {
		counts[t.Column] = t.N
	}
	if len(names.columns) > 0 {
		page.Gaps = catalog.Gaps(names.columns, counts)
	}
	keeps := p.Has(catalog.Keepers...)
	if keeps {
		page.NewURL = "/desk/columns/new"
	}
	if len(names.columns) == 0 {
		page.Sentence = ""
		page.Empty = &Empty{Title: "还没有栏目", Text: "采用教育部门常用的一套：指南、制度、法定主动公开内容、年报和新闻，之后可以逐个修改。"}
		if keeps {
			page.Adopt = layout.Action{Text: "采用常用栏目", URL: "/desk/columns/usual", Primary: true}
		}
	}
	today := workday.DateOf(d.Now())
	for _, s := range sections {
		g := ColumnGroup{Title: s.Name}
		for _, c := range catalog.InOrder(names.columns) {
			if c.Section == s.Section {
				row := columnRow(c, shown[c.ID], names, today)
				if p.Has(agency.Writer) && writable(names.columns, c) {
					row.Write = fmt.Sprintf("/desk/items/new?column=%d", c.ID)
				}
				if keeps {
					row.Edit = fmt.Sprintf("/desk/columns/%d", c.ID)
				}
				g.Rows = append(g.Rows, row)
			}
		}
		if len(g.Rows) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	return d.show(w, r, http.StatusOK, Columns(page))
}

func columnRow(c catalog.Column, t catalog.Tally, n *names, today workday.Date) ColumnRow {
	row := ColumnRow{Name: c.Name, Level: len(catalog.Above(n.columns, &c)), URL: "/columns/" + c.Code, Owner: "局机关", Cycle: "有信息时", Count: strconv.Itoa(t.N), Last: t.Last.String()}
	if u, ok := n.units[c.Owner]; ok {
		row.Owner = u.Short
	}
	if c.CycleDays > 0 {
		row.Cycle = fmt.Sprintf("%d 天", c.CycleDays)
	}
	if !filled(c) {
		row.Count, row.Last = "", ""
		return row
	}
	switch {
	case t.N == 0:
		row.State = layout.Violated("空白")
	case c.CycleDays > 0 && today.Sub(t.Last) > c.CycleDays:
		row.State = layout.Violated(fmt.Sprintf("超期 %d 天", today.Sub(t.Last)-c.CycleDays))
	case c.CycleDays > 0 && today.Sub(t.Last) > c.CycleDays-7:
		row.State = layout.Attention(fmt.Sprintf("余 %d 天", c.CycleDays-today.Sub(t.Last)))
	default:
		row.State = layout.Achieved("正常")
	}
	return row
}

func (d *Desk) adoptColumns(w http.ResponseWriter, r *http.Request) error {
	if err := d.Catalogue.AdoptUsual(r.Context(), who(r)); err != nil {
		return d.refuse(w, r, "/desk/columns", "没有采用", err)
	}
	d.flash(w, "已采用", "常用栏目已设好，可以逐个修改。")
	return seeOther(w, r, "/desk/columns")
}

func (d *Desk) newColumn(w http.ResponseWriter, r *http.Request) error {
	return d.columnForm(w, r, &catalog.Column{Section: catalog.Statutory, CycleDays: 180}, nil)
}

// columnOf loads the column of the path.
func (d *Desk) columnOf(r *http.Request) (*catalog.Column, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	columns, err := d.Columns.Columns(r.Context())
	if err != nil {
		return nil, err
	}
	for i := range columns {
		if int64(columns[i].ID) == n {
			return &columns[i], nil
		}
	}
	return nil, catalog.ErrNoColumn
}

func (d *Desk) askColumn(w http.ResponseWriter, r *http.Request) error {
	c, err := d.columnOf(r)
	if err != nil {
		return err
	}
	return d.columnForm(w, r, c, nil)
}

// columnForm asks for a column; one that is there keeps its code.
func (d *Desk) columnForm(w http.ResponseWriter, r *http.Request, c *catalog.Column, problem error) error {
	heading := "新栏目"
	if c.ID != 0 {
		heading = "修改栏目"
	}
	f, err := d.frame(w, r, heading, "/desk/columns", layout.Link{Text: "栏目", URL: "/desk/columns"}, layout.Link{Text: heading})
	if err != nil {
		return err
	}
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	option := func(value, text string, chosen bool) layout.Option {
		return layout.Option{Value: value, Text: text, Chosen: chosen}
	}
	var parts []layout.Option
	for _, s := range sections {
		parts = append(parts, option(string(s.Section), s.Name, s.Section == c.Section))
	}
	parents, owners := []layout.Option{option("0", "没有，是第一级", c.Parent == 0)}, []layout.Option{option("0", "局机关", c.Owner == 0)}
	for _, o := range names.columns {
		if o.ID != c.ID && len(catalog.Above(names.columns, &o)) < 2 {
			parents = append(parents, option(strconv.FormatInt(int64(o.ID), 10), o.Name, o.ID == c.Parent))
		}
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind != agency.Bureau {
			owners = append(owners, option(strconv.FormatInt(int64(u.ID), 10), u.Short, int64(u.ID) == c.Owner))
		}
	}
	page := ConfirmPage{
		Frame: f, Heading: heading, Text: "栏目名称和说明在门户上显示，也写入页面的元数据。", Action: "/desk/columns", Button: "保存", Cancel: layout.Link{Text: "返回", URL: "/desk/columns"},
		Fields: []layout.Field{
			{Name: "name", Label: "名称", Hint: "四个固定部分的名称须一字不差。", Value: c.Name, Required: "必填", Max: 40, Focus: true},
			{Name: "code", Label: "代码", Value: c.Code, Required: "必填", Max: 31, Mono: true, ReadOnly: c.ID != 0, Hint: "用在网址里，定后不改。"},
			{Kind: layout.Select, Name: "section", Label: "所在部分", Hint: "法定主动公开内容只放条例第二十条、第二十一条的信息，动态和讲话放平台之外。", Options: parts},
			{Kind: layout.Select, Name: "parent", Label: "上级栏目", Hint: "最多三级；不选就是第一级。", Options: parents},
			{Kind: layout.Select, Name: "owner", Label: "由谁维护", Hint: "更新周期的应办事项记在这个单位名下。", Options: owners},
			{Kind: layout.Number, Name: "cycle_days", Label: "更新周期（天）", Value: strconv.Itoa(c.CycleDays), Max: 4, Hint: "0 表示有信息时才更新。动态类两周，通知、政策类六个月。"},
			{Name: "type", Label: "栏目类别", Value: c.Type, Max: 20, Hint: "页面元数据 ColumnType，如 政策文件、信息公开目录、工作动态。"},
			{Name: "article", Label: "条例第二十条的项", Value: c.Article, Max: 12, Hint: "如 （七）；不对应的不填。"},
			{Name: "keywords", Label: "关键词", Value: c.Keywords, Max: 80, Hint: "用空格分开。"},
			{Kind: layout.Area, Name: "description", Label: "说明", Hint: "门户栏目页首的一句话，也写入页面元数据。", Value: c.Description, Rows: 2, Max: 200},
			{Kind: layout.Number, Name: "order", Label: "排列次序", Value: strconv.Itoa(c.Order), Max: 4, Hint: "小的在前；0 排在最后。"},
		},
	}
	if c.ID != 0 {
		page.Action = fmt.Sprintf("/desk/columns/%d", c.ID)
	}
	return d.asked(w, r, page, problem)
}

// parseColumn reads the form into c.
func parseColumn(r *http.Request, c *catalog.Column) error {
	var fs fault.Fields
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	number := func(name, label string) int64 {
		n, err := strconv.ParseInt(value(name), 10, 32)
		if err != nil {
			fs.Add(name, "%s要填整数。", label)
		}
		return n
	}
	c.Name, c.Code, c.Section, c.Type = value("name"), value("code"), catalog.Section(value("section")), value("type")
	c.Article, c.Keywords, c.Description = value("article"), value("keywords"), value("description")
	c.Parent, c.Owner = catalog.ColumnID(number("parent", "上级栏目")), number("owner", "维护单位")
	c.CycleDays, c.Order = int(number("cycle_days", "更新周期")), int(number("order", "排列次序"))
	return fs.Err()
}

func (d *Desk) addColumn(w http.ResponseWriter, r *http.Request) error {
	c := &catalog.Column{}
	err := parseColumn(r, c)
	if err == nil {
		err = d.Catalogue.Add(r.Context(), who(r), c)
	}
	return d.columnSaved(w, r, c, err)
}

func (d *Desk) editColumn(w http.ResponseWriter, r *http.Request) error {
	c, err := d.columnOf(r)
	if err != nil {
		return err
	}
	if err = parseColumn(r, c); err == nil {
		err = d.Catalogue.Edit(r.Context(), who(r), c)
	}
	return d.columnSaved(w, r, c, err)
}

func (d *Desk) columnSaved(w http.ResponseWriter, r *http.Request, c *catalog.Column, err error) error {
	if err != nil {
		return d.columnForm(w, r, c, err)
	}
	d.flash(w, "已保存", "栏目“"+c.Name+"”已更新，门户随即显示。")
	return seeOther(w, r, "/desk/columns")
}
