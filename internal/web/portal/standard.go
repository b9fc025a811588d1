package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// Catalogue is what the public side reads of the standard catalogue.
type Catalogue interface {
	// Current returns the edition in force and its entries, or catalog.ErrNoEdition.
	Current(ctx context.Context) (*catalog.Edition, []catalog.StandardEntry, error)
	// Tallies counts the public items that serve each entry.
	Tallies(ctx context.Context) ([]catalog.EntryTally, error)
}

// StandardPage is the 义务教育领域基层政务公开标准目录, as the printed one has it.
type StandardPage struct {
	Frame
	Note   string // 第2版，38 个事项，2026年5月18日发布
	Basis  string
	Links  []layout.Link // downloads, the announcement
	Parts  []layout.Link // 一级事项 on this page
	Groups []StandardGroup
	Empty  string
}

// StandardGroup is a 一级事项.
type StandardGroup struct {
	ID, Title string
	Rows      []StandardRow
}

// StandardRow is a 二级事项 with the columns of the printed catalogue.
type StandardRow struct {
	No       string
	Name     string
	URL      string // the items that serve it
	Count    string // 12 条
	Last     string // newest of them
	Elements []string
	Basis    string
	Deadline string
	Subjects string
	Channels []Tick
	Audience []Tick
	Mode     []Tick
	Level    []Tick
}

// Tick is a box of the printed catalogue: ■ or □.
type Tick struct {
	Name string
	On   bool
}

var standardColumn = Column{"基层政务公开标准目录", "信息公开目录", "义务教育领域基层政务公开标准目录，按事项查看已公开的信息。", "义务教育 标准目录 政务公开"}

// standardPart points to the catalogue from the platform page; without a catalogue it is empty.
func (p *Portal) standardPart(ctx context.Context) (OpenPart, error) {
	e, _, err := p.Standard.Current(ctx)
	if errors.Is(err, catalog.ErrNoEdition) {
		return OpenPart{}, nil
	}
	if err != nil {
		return OpenPart{}, err
	}
	return OpenPart{
		URL: "/open/standard", More: "查看目录",
		Text: fmt.Sprintf("义务教育领域基层政务公开标准目录，第%d版，共%d个事项，%s发布。按事项查看公开的内容、依据、时限、主体和已公开的信息。", e.No, e.Rows, workday.DateOf(e.Released).Chinese()),
	}, nil
}

// standardCrumbs lead to the catalogue and on.
func standardCrumbs(more ...layout.Link) []layout.Link {
	return append([]layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: "基层政务公开标准目录", URL: "/open/standard"}}, more...)
}

func (p *Portal) standard(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	sp := StandardPage{
		Frame: p.frame("义务教育领域基层政务公开标准目录", "/open", standardColumn, standardCrumbs()...),
		Empty: "标准目录还没有发布。",
	}
	e, entries, err := p.Standard.Current(ctx)
	if errors.Is(err, catalog.ErrNoEdition) {
		return web.Render(ctx, Standard(sp), "editions", "items")
	}
	if err != nil {
		return web.Page{}, err
	}
	served, err := p.served(ctx)
	if err != nil {
		return web.Page{}, err
	}
	sp.Note, sp.Basis = fmt.Sprintf("第%d版，%d 个事项，%s发布", e.No, e.Rows, workday.DateOf(e.Released).Chinese()), e.Basis
	sp.Links = []layout.Link{{Text: "下载 xlsx", URL: "/open/standard.xlsx"}, {Text: "下载 CSV", URL: "/open/standard.csv"}, {Text: "下载 JSON", URL: "/open/standard.json"}}
	var files []layout.Download
	for _, l := range sp.Links {
		files = append(files, layout.Download{Text: l.Text, URL: l.URL})
	}
	sp.Data = append(sp.Data, p.dataset(sp.Title, standardColumn.Description, "/open/standard", files))
	if e.Item != 0 {
		sp.Links = append(sp.Links, layout.Link{Text: "发布公告", URL: itemURL(publication.ID(e.Item))})
	}
	for _, x := range entries {
		if len(sp.Groups) == 0 || sp.Groups[len(sp.Groups)-1].Title != x.Group {
			id := "g" + x.GroupCode
			sp.Groups = append(sp.Groups, StandardGroup{ID: id, Title: x.Group})
			sp.Parts = append(sp.Parts, layout.Link{Text: x.Group, URL: "#" + id})
		}
		g := &sp.Groups[len(sp.Groups)-1]
		g.Rows = append(g.Rows, standardRow(x, served[x.Code]))
	}
	return web.Render(ctx, Standard(sp), "editions", "items")
}

// servings is how many public items serve an entry, and when the newest came.
type servings struct {
	n    int
	last workday.Date
}

// served counts the public items that serve each entry.
func (p *Portal) served(ctx context.Context) (map[string]servings, error) {
	tallies, err := p.Standard.Tallies(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]servings{}
	for _, t := range tallies {
		out[t.Entry] = servings{t.N, t.Last}
	}
	return out, nil
}

func standardRow(e catalog.StandardEntry, s servings) StandardRow {
	row := StandardRow{
		No: fmt.Sprint(e.Seq), Name: e.Name, Elements: e.Elements, Basis: e.Basis, Deadline: e.Deadline, Subjects: strings.Join(e.Subjects, "、"),
		Audience: []Tick{{"全社会", e.All}, {"特定群体", e.Specific}}, Mode: []Tick{{"主动", e.Proactive}, {"依申请公开", e.OnRequest}},
		Level: []Tick{{"市级", e.City}, {"县级", e.County}, {"乡级", e.Township}},
	}
	for _, name := range catalog.Channels {
		row.Channels = append(row.Channels, Tick{name, slices.Contains(e.Channels, name)})
	}
	if s.n > 0 {
		row.URL, row.Count, row.Last = "/open/standard/"+e.Code, layout.Thousands(s.n)+" 条", s.last.String()
	}
	return row
}

// standardEntry lists the items that serve an entry.
func (p *Portal) standardEntry(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	e, err := p.entry(ctx, r.PathValue("code"))
	if err != nil {
		return web.Page{}, err
	}
	f, page, err := p.listFilter(r, c)
	if err != nil {
		return web.Page{}, err
	}
	f.Entry = e.Code
	items, n, err := p.List.Items(ctx, f)
	if err != nil {
		return web.Page{}, err
	}
	url := "/open/standard/" + e.Code
	lp := ListPage{
		Frame: p.frame(e.Name, "/open", standardColumn, standardCrumbs(layout.Link{Text: e.Name, URL: url})...), Tree: c.tree(""), Heading: e.Name,
		Count: layout.Thousands(n) + " 条", Intro: e.Group + "：" + strings.Join(e.Elements, "；") + "。公开主体：" + strings.Join(e.Subjects, "、") + "。" + e.Deadline + "公开。",
		Action: url, Filters: append(p.listFields(r, c), subjectField(r, c)...), Range: rangeText(n, page, listSize, "条"), Rows: p.rows(c, items, workday.DateOf(p.Now())), Pager: web.Paging(r, n, page, listSize, "条"), Sorts: sorts(r),
		Empty: "这个事项还没有对应的公开信息。",
	}
	if hasAny(r, "unit", "year") {
		lp.ClearURL, lp.NoIndex = url, true
	}
	return web.Render(ctx, List(lp), topics("editions")...)
}

// entry finds an entry of the catalogue in force.
func (p *Portal) entry(ctx context.Context, code string) (*catalog.StandardEntry, error) {
	_, entries, err := p.Standard.Current(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(entries, func(e catalog.StandardEntry) bool { return e.Code == code })
	if i < 0 {
		return nil, fmt.Errorf("entry %q: %w", code, catalog.ErrNoEntry)
	}
	return &entries[i], nil
}

// standardFile is the catalogue in force as a file.
func (p *Portal) standardFile(r *http.Request) (web.Page, error) {
	_, entries, err := p.Standard.Current(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	var b bytes.Buffer
	page := web.Page{Type: "text/csv; charset=utf-8", File: "standard.csv", Topics: []string{"editions"}}
	if strings.HasSuffix(r.URL.Path, ".json") {
		page.Type, page.File = "application/json; charset=utf-8", "standard.json"
		page.Body, err = json.MarshalIndent(entries, "", " ")
		return page, err
	}
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		page.Type, page.File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "standard.xlsx"
		err = catalog.WriteStandardXLSX(&b, entries)
	} else {
		err = catalog.WriteStandardCSV(&b, entries)
	}
	page.Body = b.Bytes()
	return page, err
}

// serves names in the metadata which entries of the catalogue an item serves; those that are no longer in force are left out.
func (p *Portal) serves(ctx context.Context, dp *DetailPage, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	_, entries, err := p.Standard.Current(ctx)
	if errors.Is(err, catalog.ErrNoEdition) {
		return nil
	}
	if err != nil {
		return err
	}
	box := Box{Title: "标准目录事项"}
	var names []string
	for _, e := range entries {
		if slices.Contains(codes, e.Code) {
			names = append(names, e.Group+"／"+e.Name)
			box.Links = append(box.Links, layout.Link{Text: e.Name, URL: "/open/standard/" + e.Code})
		}
	}
	if len(names) > 0 {
		dp.Facts = append(dp.Facts, layout.Fact{Name: "标准目录", Value: strings.Join(names, "；"), Wide: true})
		dp.Boxes = append(dp.Boxes, box)
	}
	return nil
}
