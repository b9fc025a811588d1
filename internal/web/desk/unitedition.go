package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// UnitEditionsPage lists the units with what of a kind each has in force: 权责清单 or 机构职能.
type UnitEditionsPage struct {
	Frame
	Heading  string
	Sentence string
	Rows     []UnitEditionRow
	Empty    *Empty
}

// UnitEditionRow is a unit.
type UnitEditionRow struct {
	Name, URL string
	Edition   string // 第2版
	Rows      string
	Released  string
	Basis     string
	State     layout.State
}

// UnitEditionPage is what of a kind one unit has: in force, on its way, before.
type UnitEditionPage struct {
	Frame
	Heading   string
	Sentence  string
	Enter     layout.Link // 导入新版本, 更新
	Public    layout.Link
	Downloads []layout.Download
	Draft     *DraftEdition
	Groups    []EditionGroup
	Past      []EditionPast
	Empty     *Empty
}

// EditionGroup is a part of the rows in force.
type EditionGroup struct {
	Title, Note string
	Rows        []EditionLine
}

// ownKeepers may bring editions of their own unit, or of all.
func ownKeepers() web.Need {
	return web.Holding(append([]agency.Role{agency.Writer}, catalog.EditionKeepers...)...)
}

func (d *Desk) unitEditionRoutes() []web.Route {
	kept := func(kind catalog.EditionKind, fn func(http.ResponseWriter, *http.Request, catalog.EditionKind) error) func(http.ResponseWriter, *http.Request) error {
		return func(w http.ResponseWriter, r *http.Request) error { return fn(w, r, kind) }
	}
	return []web.Route{
		{Method: "GET", Pattern: "/desk/powers", Need: web.SignedIn(), Handle: kept(catalog.Powers, d.unitEditions)},
		{Method: "GET", Pattern: "/desk/powers/template", Need: web.SignedIn(), Handle: d.powersTemplate},
		{Method: "GET", Pattern: "/desk/powers/{id}", Need: web.SignedIn(), Handle: kept(catalog.Powers, d.unitEdition)},
		{Method: "GET", Pattern: "/desk/powers/{id}/file", Need: web.SignedIn(), Handle: d.powersFile},
		{Method: "GET", Pattern: "/desk/powers/{id}/import", Need: ownKeepers(), Handle: d.askPowers},
		{Method: "POST", Pattern: "/desk/powers/{id}/import", Need: ownKeepers(), Upload: true, Handle: d.importPowers},
		{Method: "GET", Pattern: "/desk/profiles", Need: web.SignedIn(), Handle: kept(catalog.Profile, d.unitEditions)},
		{Method: "GET", Pattern: "/desk/profiles/{id}", Need: web.SignedIn(), Handle: kept(catalog.Profile, d.unitEdition)},
		{Method: "GET", Pattern: "/desk/profiles/{id}/edit", Need: ownKeepers(), Handle: d.askProfile},
		{Method: "POST", Pattern: "/desk/profiles/{id}/edit", Need: ownKeepers(), Handle: d.saveProfile},
	}
}

// unitEditions lists the units whose editions the person sees; who sees one goes there.
func (d *Desk) unitEditions(w http.ResponseWriter, r *http.Request, kind catalog.EditionKind) error {
	ctx, p, way := r.Context(), who(r), wayOf(kind)
	if d.scope(p) != 0 {
		return seeOther(w, r, way.home(int64(p.Unit)))
	}
	f, err := d.frame(w, r, kind.Name(), way.at)
	if err != nil {
		return err
	}
	units, err := d.Units.Units(ctx)
	if err != nil {
		return err
	}
	page := UnitEditionsPage{Frame: f, Heading: kind.Name(), Empty: &Empty{Title: "还没有单位", Text: "由系统管理员先设单位。"}}
	have := 0
	for i := range units {
		row, err := d.unitEditionRow(ctx, &units[i], kind)
		if err != nil {
			return err
		}
		if row.Edition != "" {
			have++
		}
		page.Rows = append(page.Rows, row)
	}
	page.Sentence = fmt.Sprintf("共 %d 个单位，%d 个已公布。", len(units), have)
	if kind == catalog.Profile {
		page.Sentence += "没有公布过的单位，门户先显示单位登记的基本信息。"
	}
	return d.show(w, r, http.StatusOK, UnitEditions(page))
}

func (d *Desk) unitEditionRow(ctx context.Context, u *agency.Unit, kind catalog.EditionKind) (UnitEditionRow, error) {
	row := UnitEditionRow{Name: u.Name, URL: wayOf(kind).home(int64(u.ID)), State: layout.NotYet("未公布")}
	all, err := d.Editions.History(ctx, kind, int64(u.ID))
	if err != nil {
		return row, err
	}
	for i := range all {
		switch e := &all[i]; e.State {
		case catalog.EditionInForce:
			row.Edition, row.Rows, row.Released, row.Basis = fmt.Sprintf("第%d版", e.No), strconv.Itoa(e.Rows), workday.DateOf(e.Released).String(), e.Basis
			if row.State.Word == "未公布" {
				row.State = layout.Achieved("现行")
			}
		case catalog.EditionDraft:
			row.State = layout.InHand("更新中")
		case catalog.EditionSuperseded, catalog.EditionDropped:
		}
	}
	return row, nil
}

// keptUnit is the unit of the path, if the person sees its editions.
func (d *Desk) keptUnit(r *http.Request) (*agency.Unit, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	if s := d.scope(who(r)); s != 0 && s != n {
		return nil, agency.ErrNoUnit
	}
	return d.Units.Unit(r.Context(), agency.UnitID(n))
}

// unitFrame is the frame of a page about a unit's editions.
func (d *Desk) unitFrame(w http.ResponseWriter, r *http.Request, u *agency.Unit, kind catalog.EditionKind, more ...layout.Link) (Frame, error) {
	way := wayOf(kind)
	crumbs := []layout.Link{{Text: u.Short, URL: way.home(int64(u.ID))}}
	if d.scope(who(r)) == 0 {
		crumbs = append([]layout.Link{{Text: kind.Name(), URL: way.at}}, crumbs...)
	}
	return d.frame(w, r, u.Name+kind.Name(), way.at, append(crumbs, more...)...)
}

func (d *Desk) unitEdition(w http.ResponseWriter, r *http.Request, kind catalog.EditionKind) error {
	ctx := r.Context()
	u, err := d.keptUnit(r)
	if err != nil {
		return err
	}
	f, err := d.unitFrame(w, r, u, kind)
	if err != nil {
		return err
	}
	page := UnitEditionPage{Frame: f, Heading: u.Name + kind.Name()}
	if page.Draft, page.Past, err = d.editionsOf(ctx, kind, int64(u.ID)); err != nil {
		return err
	}
	home := wayOf(kind).home(int64(u.ID))
	if kind.CanStage(who(r), int64(u.ID)) == nil {
		page.Enter = layout.Link{Text: map[catalog.EditionKind]string{catalog.Powers: "导入新版本", catalog.Profile: "更新"}[kind], URL: home + wayOf(kind).entrance}
	}
	e, err := d.Editions.Current(ctx, kind, int64(u.ID))
	if errors.Is(err, catalog.ErrNoEdition) {
		page.Empty = nothingYet(kind)
		return d.show(w, r, http.StatusOK, UnitEdition(page))
	}
	if err != nil {
		return err
	}
	page.Sentence = fmt.Sprintf("现行第%d版，%s 发布。", e.No, workday.DateOf(e.Released))
	page.Public = layout.Link{Text: "公开页面", URL: "/units/" + u.Code}
	if kind == catalog.Powers {
		page.Public.URL += "/powers"
		page.Downloads = []layout.Download{{Text: "下载 xlsx", URL: home + "/file"}}
	}
	if page.Groups, err = editionGroups(e); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, UnitEdition(page))
}

func nothingYet(kind catalog.EditionKind) *Empty {
	if kind == catalog.Powers {
		return &Empty{Title: "还没有权责清单", Text: "按模板把全部职权填在一张表里导入，逐行检查，审核签发后生效，门户随即公开。"}
	}
	return &Empty{Title: "还没有公布过机构职能", Text: "填好职能、内设机构、领导信息和联系方式，审核签发后公开；此前门户只显示单位登记的基本信息。"}
}

// editionGroups divides the rows in force: a 权责清单 by 类别, 机构职能 by what they are about.
func editionGroups(e *catalog.Edition) ([]EditionGroup, error) {
	rows, err := e.List()
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	var out []EditionGroup
	for _, r := range rows {
		title, label := groupOf(r)
		if _, known := at[title]; !known {
			at[title] = len(out)
			out = append(out, EditionGroup{Title: title})
		}
		line := EditionLine{Label: label}
		for _, c := range r.Cells() {
			line.Cells = append(line.Cells, layout.Fact{Name: c.Name, Value: orNothing(c.Value)})
		}
		g := &out[at[title]]
		g.Rows = append(g.Rows, line)
		g.Note = fmt.Sprintf("%d 项", len(g.Rows))
	}
	return out, nil
}

func groupOf(r catalog.EditionRow) (title, label string) {
	switch r := r.(type) {
	case catalog.Power:
		return string(r.Kind), r.Code + " " + r.Title()
	case catalog.ProfileRow:
		switch {
		case r.Department != nil:
			return "内设机构", r.Label()
		case r.Leader != nil:
			return "领导信息", r.Label()
		}
		return "基本信息", r.Label()
	}
	return "", r.Label()
}
