package portal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func editionsURL(u *agency.Unit, k catalog.EditionKind) string {
	return "/units/" + u.Code + "/editions/" + string(k)
}

// editions is how the 权责清单 or the 机构职能 of a unit came to be: when it changed, why, and what. Of persons only that something
// changed is told, not what stood there before.
func (p *Portal) editions(r *http.Request) (web.Page, error) {
	ctx, kind := r.Context(), catalog.EditionKind(r.PathValue("kind"))
	if kind != catalog.Powers && kind != catalog.Profile {
		return web.Page{}, fmt.Errorf("editions of %q: %w", kind, web.ErrNoPage)
	}
	u, err := p.Units.UnitByCode(ctx, r.PathValue("code"))
	if err != nil {
		return web.Page{}, err
	}
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	heading := u.Name + kind.Name() + "调整记录"
	ep := EditionsPage{
		Heading: heading, Empty: "还没有公布过。",
		Records: layout.Records{Caption: heading, Heads: []string{"版本", "发布日期", "调整依据", "变动", "公告"}, Title: 2},
	}
	here := layout.Link{Text: "调整记录", URL: editionsURL(u, kind)}
	if kind == catalog.Powers {
		ep.Frame, ep.Tree = p.frame(heading, "/open", powersColumn, powerCrumbs(u, here)...), c.tree("/columns/powers")
		ep.Intro = "每次调整都经审核、签发后公布，公告载明新增、修改和取消的事项。"
	} else {
		ep.Frame = p.frame(heading, "/units", unitsColumn, layout.Link{Text: "机构与单位", URL: "/units"}, layout.Link{Text: u.Name, URL: "/units/" + u.Code}, here)
	}
	all, err := p.Editions.History(ctx, kind, int64(u.ID))
	if err != nil {
		return web.Page{}, err
	}
	for i := range all {
		if all[i].Released.IsZero() {
			continue
		}
		row, err := p.editionRow(ctx, &all[i])
		if err != nil {
			return web.Page{}, err
		}
		ep.Records.Rows = append(ep.Records.Rows, row)
	}
	return web.Render(ctx, Editions(ep), topics("editions")...)
}

func (p *Portal) editionRow(ctx context.Context, e *catalog.Edition) ([]layout.Cell, error) {
	changed := "首次公布"
	if e.No > 1 {
		whole, err := p.Editions.Edition(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		d, err := p.Editions.Changes(ctx, whole)
		if err != nil {
			return nil, err
		}
		changed = told(e.Kind, d)
	}
	item := layout.Cell{Text: "查看", URL: itemURL(publication.ID(e.Item))}
	if _, err := p.Items.Public(ctx, publication.ID(e.Item)); errors.Is(err, publication.ErrWithdrawn) || errors.Is(err, publication.ErrNotPublic) {
		item = layout.Cell{Text: "已撤下"}
	} else if err != nil {
		return nil, err
	}
	return []layout.Cell{{Text: fmt.Sprintf("第%d版", e.No)}, {Text: workday.DateOf(e.Released).String()}, {Text: e.Basis}, {Text: changed}, item}, nil
}

// told says what an edition changed, without what stood there before.
func told(kind catalog.EditionKind, d catalog.Diff) string {
	if kind == catalog.Profile {
		return profileTold(d)
	}
	var out []string
	add := func(word string, rows []catalog.RowChange, columns bool) {
		for _, r := range rows {
			s := word + r.Label
			if columns {
				var names []string
				for _, c := range r.Cells {
					names = append(names, c.Name)
				}
				s += "（" + strings.Join(names, "、") + "）"
			}
			out = append(out, s)
		}
	}
	add("新增：", d.Added, false)
	add("修改：", d.Changed, true)
	add("取消：", d.Removed, false)
	return strings.Join(out, "；")
}

// profileTold names the parts of a profile that changed.
func profileTold(d catalog.Diff) string {
	seen := map[string]bool{}
	for _, list := range [][]catalog.RowChange{d.Changed, d.Added, d.Removed} {
		for _, r := range list {
			part, _, _ := strings.Cut(r.Key, "／")
			seen[part] = true
		}
	}
	out := slices.DeleteFunc([]string{"基本信息", "内设机构", "领导"}, func(part string) bool { return !seen[part] })
	return "更新" + strings.Join(out, "、")
}

// issuing narrows a filter to the decisions made under a 职权 of whichever unit has the code.
func (p *Portal) issuing(ctx context.Context, f *credit.Filter, code string) (*catalog.Power, error) {
	list, err := p.Editions.InForce(ctx, catalog.Powers)
	if err != nil {
		return nil, err
	}
	for i := range list {
		powers, err := catalog.PowersOf(&list[i])
		if err != nil {
			return nil, err
		}
		for k := range powers {
			if powers[k].Code == code && len(powers[k].Certificates) > 0 {
				f.Unit, f.Issued = list[i].Unit, powers[k].Certificates
				return &powers[k], nil
			}
		}
	}
	return nil, fmt.Errorf("power %q: %w", code, catalog.ErrNoPower)
}

// editionBox points from the item that carries an edition to what is in force.
func (p *Portal) editionBox(ctx context.Context, id int64, rows int) (Box, error) {
	e, err := p.Editions.Edition(ctx, catalog.EditionID(id))
	if err != nil {
		return Box{}, err
	}
	if e.Kind == catalog.Standard {
		return Box{Title: "目录全文", Text: fmt.Sprintf("本版共 %d 个事项。", rows), Links: []layout.Link{{Text: "查看现行标准目录", URL: "/open/standard"}}}, nil
	}
	u, err := p.Units.Unit(ctx, agency.UnitID(e.Unit))
	if err != nil {
		return Box{}, err
	}
	history := layout.Link{Text: "调整记录", URL: editionsURL(u, e.Kind)}
	if e.Kind == catalog.Profile {
		return Box{Title: "现行内容", Text: "机构职能以机构页现行内容为准。", Links: []layout.Link{{Text: "查看机构页", URL: "/units/" + u.Code}, history}}, nil
	}
	return Box{Title: "清单全文", Text: fmt.Sprintf("本版共 %d 项职权。", rows), Links: []layout.Link{{Text: "查看现行权责清单", URL: powersURL(u)}, history}}, nil
}
