package desk

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// RoutesPage lists the route of every unit.
type RoutesPage struct {
	Frame
	Sentence string
	Groups   []RouteGroup
}

// RouteGroup is a kind of units.
type RouteGroup struct {
	Title string
	Rows  []RouteRow
}

// RouteRow is a unit with the steps of its drafts.
type RouteRow struct {
	Unit string
	URL  string // where it is changed; empty: not by this person
	Way  string // 编辑 → 初审 → …
	Who  string // who takes which step
	Lack string // a step nobody takes
}

// stageRoles are the roles that may take a stage, the usual one first.
var stageRoles = []struct {
	Stage publication.Stage
	Roles []agency.Role
}{
	{publication.FirstReview, []agency.Role{agency.FirstReviewer, agency.UnitHead, agency.GeneralOffice}},
	{publication.SecondReview, []agency.Role{agency.SecondReviewer, agency.UnitHead, agency.GeneralOffice, agency.DisclosureHead}},
	{publication.Secrecy, []agency.Role{agency.SecrecyReviewer, agency.UnitHead}},
	{publication.Signature, []agency.Role{agency.Signer, agency.UnitHead, agency.DeputyLeader, agency.DisclosureHead}},
	{publication.HeadReview, []agency.Role{agency.UnitHead}},
}

func (d *Desk) routeRoutes() []web.Route {
	setters := web.Holding(agency.GeneralOffice, agency.DisclosureHead)
	return []web.Route{
		{Method: "GET", Pattern: "/desk/routes", Need: web.SignedIn(), Handle: d.routes},
		{Method: "GET", Pattern: "/desk/routes/{unit}", Names: web.Shared("unit code"), Need: setters, Handle: d.askRoute},
		{Method: "POST", Pattern: "/desk/routes/{unit}", Names: web.Shared("unit code"), Need: setters, Handle: d.setRoute},
	}
}

func (d *Desk) routes(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := d.frame(w, r, "审核流程", "/desk/routes")
	if err != nil {
		return err
	}
	units, err := d.Units.Units(ctx)
	if err != nil {
		return err
	}
	page := RoutesPage{Frame: f, Sentence: "各单位稿件从编辑到发布的步骤。在途的稿件按送审时的流程走完。"}
	for _, kind := range agency.Kinds {
		group := RouteGroup{Title: kind.Name}
		for _, u := range units {
			if u.Kind != kind.Kind {
				continue
			}
			row, err := d.routeRow(ctx, &u)
			if err != nil {
				return err
			}
			if who(r).Has(agency.GeneralOffice, agency.DisclosureHead) {
				row.URL = "/desk/routes/" + u.Code
			}
			group.Rows = append(group.Rows, row)
		}
		if len(group.Rows) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	return d.show(w, r, http.StatusOK, Routes(page))
}

func (d *Desk) routeRow(ctx context.Context, u *agency.Unit) (RouteRow, error) {
	way, err := d.List.RouteOf(ctx, int64(u.ID))
	if err != nil {
		return RouteRow{}, err
	}
	row := RouteRow{Unit: u.Short}
	names, holders := []string{"编辑"}, []string{}
	for _, step := range way {
		names = append(names, step.Stage.Name())
		people := d.holders(ctx, step.Role, int64(u.ID))
		if people == step.Role.Info().Name { // nobody holds it
			row.Lack = step.Stage.Name() + "没有人办理"
			continue
		}
		holders = append(holders, step.Stage.Name()+" "+people)
	}
	row.Way, row.Who = strings.Join(names, " → "), strings.Join(holders, "；")
	return row, nil
}

func (d *Desk) askRoute(w http.ResponseWriter, r *http.Request) error { return d.routePage(w, r, nil) }

func (d *Desk) routePage(w http.ResponseWriter, r *http.Request, problem error) error {
	ctx := r.Context()
	u, err := d.Units.UnitByCode(ctx, r.PathValue("unit"))
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "审核流程", "/desk/routes", layout.Link{Text: "审核流程", URL: "/desk/routes"}, layout.Link{Text: u.Short})
	if err != nil {
		return err
	}
	way, err := d.List.RouteOf(ctx, int64(u.ID))
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: u.Name + "的审核流程", Action: "/desk/routes/" + u.Code, Button: "采用", Cancel: layout.Link{Text: "返回", URL: "/desk/routes"},
		Text:    "逐步选由谁办理，不要的步骤选“不设”。至少要有保密审查和签发；人少的单位可以只设“单位负责人审核”，由负责人一并作出保密审查。",
		Effects: []string{"拟稿人不审自己的稿，相邻两步不能是同一人。", "改动后新送审的稿件照新流程走，在途的不变。"},
	}
	for _, s := range stageRoles {
		options := []layout.Option{{Value: "", Text: "不设"}}
		for _, role := range s.Roles {
			people := d.holders(ctx, role, int64(u.ID))
			text := role.Info().Name + "：" + people
			if people == role.Info().Name {
				text = role.Info().Name + "：尚无人员"
			}
			chosen := false
			for _, step := range way {
				chosen = chosen || step.Stage == s.Stage && step.Role == role
			}
			options = append(options, layout.Option{Value: string(role), Text: text, Chosen: chosen})
		}
		page.Fields = append(page.Fields, layout.Field{Kind: layout.Select, Name: string(s.Stage), Label: s.Stage.Name(), Options: options})
	}
	return d.asked(w, r, page, problem)
}

func (d *Desk) setRoute(w http.ResponseWriter, r *http.Request) error {
	u, err := d.Units.UnitByCode(r.Context(), r.PathValue("unit"))
	if err != nil {
		return err
	}
	var way publication.Route
	for _, s := range stageRoles {
		if role := agency.Role(r.PostFormValue(string(s.Stage))); role != "" {
			way = append(way, publication.RouteStep{Stage: s.Stage, Role: role})
		}
	}
	if err := d.Items.SetRoute(r.Context(), who(r), int64(u.ID), way); err != nil {
		return d.routePage(w, r, err)
	}
	d.flash(w, "已采用", fmt.Sprintf("%s新送审的稿件按新流程办理。", u.Short))
	return seeOther(w, r, "/desk/routes")
}

// route shows the way of a draft: who did what, whose turn it is.
func (d *Desk) route(ctx context.Context, it *publication.Item) []Step {
	steps := []Step{{Name: "编辑", Phase: "done"}}
	if p, err := d.Units.Person(ctx, agency.PersonID(it.Writer), workday.DateOf(d.Now())); err == nil {
		steps[0].Who = p.Name
	}
	way := it.Route
	if it.State == publication.Draft || it.State == publication.Returned {
		steps[0].Phase = "now"
		if it.State == publication.Returned {
			steps[0].Phase, steps[0].Note = "back", "退回修改"
		}
		if r, err := d.List.RouteOf(ctx, it.Unit); err == nil {
			way = r
		}
	}
	for i, rs := range way {
		s := Step{Name: rs.Stage.Name(), Who: d.holders(ctx, rs.Role, it.Unit), Phase: "todo", Note: "未到"}
		switch {
		case it.State == publication.Released || it.State == publication.Withdrawn || it.State == publication.Scheduled || it.State == publication.InReview && i < it.Stage:
			s.Phase, s.Note = "done", ""
			for _, st := range it.Steps {
				if st.Stage == rs.Stage && st.Passed {
					s.Who, s.Note = st.Name, short(st.At)+" 通过"
				}
			}
		case it.State == publication.InReview && i == it.Stage:
			s.Phase, s.Note = "now", "送到 "+short(it.Changed)
		}
		steps = append(steps, s)
	}
	return steps
}

// holders names who may take a step: the people who hold its role in the unit, or the role where nobody does.
func (d *Desk) holders(ctx context.Context, role agency.Role, unit int64) string {
	ps, err := d.Units.Holders(ctx, role, agency.UnitID(unit), workday.DateOf(d.Now()))
	if err != nil || len(ps) == 0 {
		return role.Info().Name
	}
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = p.Name
	}
	return strings.Join(names, "、")
}
