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
		{Method: "GET", Pattern: "/desk/powers/{id}", Names: web.OfUnit("unit"), Need: web.SignedIn(), Handle: kept(catalog.Powers, d.unitEdition)},
		{Method: "GET", Pattern: "/desk/powers/{id}/file", Names: web.OfUnit("unit"), Need: web.SignedIn(), Handle: d.powersFile},
		{Method: "GET", Pattern: "/desk/powers/{id}/import", Names: web.OfUnit("unit"), Need: ownKeepers(), Handle: d.askPowers},
		{Method: "POST", Pattern: "/desk/powers/{id}/import", Names: web.OfUnit("unit"), Need: ownKeepers(), Upload: true, Handle: d.importPowers},
		{Method: "GET", Pattern: "/desk/profiles", Need: web.SignedIn(), Handle: kept(catalog.Profile, d.unitEditions)},
		{Method: "GET", Pattern: "/desk/profiles/{id}", Names: web.OfUnit("unit"), Need: web.SignedIn(), Handle: kept(catalog.Profile, d.unitEdition)},
		{Method: "GET", Pattern: "/desk/profiles/{id}/edit", Names: web.OfUnit("unit"), Need: ownKeepers(), Handle: d.askProfile},
		{Method: "POST", Pattern: "/desk/profiles/{id}/edit", Names: web.OfUnit("unit"), Need: ownKeepers(), Handle: d.saveProfile},
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
	if !who(r).Sees(n) {
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
	way := wayOf(kind)
	home := way.home(int64(u.ID))
	if kind.CanStage(who(r), int64(u.ID)) == nil {
		page.Enter = layout.Link{Text: way.enter, URL: home + way.entrance}
	}
	e, err := d.Editions.Current(ctx, kind, int64(u.ID))
	if errors.Is(err, catalog.ErrNoEdition) {
		page.Empty = &way.empty
		return d.show(w, r, http.StatusOK, UnitEdition(page))
	}
	if err != nil {
		return err
	}
	page.Sentence = fmt.Sprintf("现行第%d版，%s 发布。", e.No, workday.DateOf(e.Released))
	page.Public = layout.Link{Text: "公开页面", URL: "/units/" + u.Code + way.public}
	if way.file != "" {
		page.Downloads = []layout.Download{{Text: "下载 xlsx", URL: home + way.file}}
	}
	if page.Groups, err = editionGroups(e); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, UnitEdition(page))
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
		title := ""
		if g, ok := r.(catalog.GroupedRow); ok {
			title = g.Group()
		}
		if _, known := at[title]; !known {
			at[title] = len(out)
			out = append(out, EditionGroup{Title: title})
		}
		g := &out[at[title]]
		label := r.Label() // the group says what it is
		if way := wayOf(e.Kind); !way.keyed {
			label = way.rowName(r.Key(), label)
		}
		g.Rows = append(g.Rows, editionLine(label, r))
		g.Note = fmt.Sprintf("%d 项", len(g.Rows))
	}
	return out, nil
}
