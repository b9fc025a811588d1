package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const peopleSize = 40 // on a page

// places are the names of units and departments, and the choices of a form made of them.
type places struct {
	units       []agency.Unit
	departments []agency.Department
}

func (d *Desk) places(ctx context.Context) (places, error) {
	var p places
	var err error
	if p.units, err = d.Units.Units(ctx); err != nil {
		return p, err
	}
	p.departments, err = d.Units.Departments(ctx, 0)
	return p, err
}

// of names where somebody works.
func (p places) of(x *agency.Person) string {
	name := ""
	for i := range p.units {
		if p.units[i].ID == x.Unit {
			name = p.units[i].Name
		}
	}
	for _, dep := range p.departments {
		if dep.ID == x.Department {
			name += " " + dep.Name
		}
	}
	return name
}

// options are all places, written as unit:department.
func (p places) options(chosen *agency.Person) []layout.Option {
	out := []layout.Option{{Text: "请选择"}}
	add := func(u agency.UnitID, dep agency.DepartmentID, text string) {
		out = append(out, layout.Option{Value: fmt.Sprintf("%d:%d", u, dep), Text: text, Chosen: chosen.Unit == u && chosen.Department == dep})
	}
	for i := range p.units {
		u := &p.units[i]
		add(u.ID, 0, u.Name)
		for _, dep := range p.departments {
			if dep.Unit == u.ID {
				add(u.ID, dep.ID, u.Short+"　"+dep.Name)
			}
		}
	}
	return out
}

func parsePlace(s string) (agency.UnitID, agency.DepartmentID) {
	unit, department, _ := strings.Cut(s, ":")
	u, err := strconv.ParseInt(unit, 10, 64)
	if err != nil {
		return 0, 0
	}
	dep, err := strconv.ParseInt(department, 10, 64)
	if err != nil {
		return 0, 0
	}
	return agency.UnitID(u), agency.DepartmentID(dep)
}

func (d *Desk) people(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := d.frame(w, r, "人员与账号", "/desk/people")
	if err != nil {
		return err
	}
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	unit, _ := strconv.ParseInt(q.Get("unit"), 10, 64) // anything else is all units
	filter := agency.Filter{Unit: agency.UnitID(unit), Name: strings.TrimSpace(q.Get("name")), Role: agency.Role(q.Get("role")), Gone: q.Get("gone") != "", Limit: peopleSize, Offset: (no - 1) * peopleSize}
	list, total, err := d.Units.People(ctx, filter, workday.DateOf(d.Now()))
	if err != nil {
		return err
	}
	accounts, err := d.Accounts.OfAll(ctx, list)
	if err != nil {
		return err
	}
	where, err := d.places(ctx)
	if err != nil {
		return err
	}
	page := PeoplePage{
		Frame: f, Sentence: "系统管理员登记人员；安全管理员任免角色、管账号；审计管理员只查阅。", Pager: web.Paging(r, total, no, peopleSize, "人"),
		Filters: peopleFilters(filter, where), Empty: &Empty{Title: "没有符合的人员", Text: "换个条件再找，或请系统管理员添加。"},
	}
	if page.Warning, err = d.loneAdministrator(ctx); err != nil {
		return err
	}
	if who(r).Has(agency.SystemAdmin) {
		page.NewURL = "/desk/people/new"
		if unit != 0 {
			page.NewURL += fmt.Sprintf("?unit=%d", unit)
		}
	}
	for i := range list {
		p := &list[i]
		row := PersonRow{Name: p.Name, URL: fmt.Sprintf("/desk/people/%d", p.ID), Title: p.Title, Place: where.of(p), Roles: cmp.Or(roleNames(p), "无"), State: layout.NotYet("无账号")}
		if a, ok := accounts[p.ID]; ok {
			row.Login = a.Login
			if row.State, _, err = d.accountState(ctx, p, &a); err != nil {
				return err
			}
		}
		if p.Gone(workday.DateOf(d.Now())) {
			row.State = layout.NotApplicable("已离任")
		}
		page.Rows = append(page.Rows, row)
	}
	return d.show(w, r, http.StatusOK, People(page))
}

// loneAdministrator warns where one person alone can open accounts: if that one is away, locked out or gone, nobody can.
func (d *Desk) loneAdministrator(ctx context.Context) (string, error) {
	today := workday.DateOf(d.Now())
	holders, err := d.Units.Holders(ctx, agency.SecurityAdmin, 0, today)
	if err != nil || len(holders) != 1 {
		return "", err
	}
	s, err := d.Units.Staff(ctx, holders[0].ID)
	if err != nil {
		return "", err
	}
	until := ""
	for _, a := range s.Appointments {
		if a.Role == agency.SecurityAdmin && a.On(today) && !a.To.IsZero() {
			until = "，任期到 " + a.To.String()
		}
	}
	return "只有" + s.Name + "一名安全管理员" + until + "。此人的认证器和恢复码都丢失时，无人能重设账号；建议再任命一名。", nil
}

func peopleFilters(f agency.Filter, where places) []layout.Field {
	units := []layout.Option{{Text: "全部单位"}}
	for i := range where.units {
		u := &where.units[i]
		units = append(units, layout.Option{Value: fmt.Sprint(u.ID), Text: u.Short, Chosen: u.ID == f.Unit})
	}
	gone := []layout.Option{{Text: "在任", Chosen: !f.Gone}, {Value: "1", Text: "含已离任", Chosen: f.Gone}}
	return []layout.Field{
		{Kind: layout.Search, Name: "name", Label: "姓名、职务", Value: f.Name},
		{Kind: layout.Select, Name: "unit", Label: "单位", Options: units},
		{Kind: layout.Select, Name: "role", Label: "现任角色", Options: roleOptions(f.Role, "全部角色")},
		{Kind: layout.Select, Name: "gone", Label: "在任", Options: gone},
	}
}

func roleOptions(chosen agency.Role, none string) []layout.Option {
	out := []layout.Option{{Text: none}}
	for _, info := range agency.Roles {
		out = append(out, layout.Option{Value: string(info.Role), Text: info.Name, Chosen: info.Role == chosen})
	}
	return out
}

// accountState says how an account is, and until when it is locked.
func (d *Desk) accountState(ctx context.Context, p *agency.Person, a *account.Account) (layout.State, time.Time, error) {
	locked, err := d.Accounts.LockedUntil(ctx, a.Login)
	switch {
	case err != nil:
		return layout.State{}, locked, err
	case p.Gone(workday.DateOf(d.Now())):
		return layout.NotApplicable("已离任"), locked, nil
	case !a.Disabled.IsZero():
		return layout.NotApplicable("已停用"), locked, nil
	case !locked.IsZero():
		return layout.Violated("已锁定"), locked, nil
	case a.First:
		return layout.InHand("待首次登录"), locked, nil
	}
	return layout.Achieved("在用"), locked, nil
}

func (d *Desk) newPerson(w http.ResponseWriter, r *http.Request) error {
	unit, _ := strconv.ParseInt(r.URL.Query().Get("unit"), 10, 64) // anything else is no choice yet
	return d.factsPage(w, r, http.StatusOK, &agency.Person{Unit: agency.UnitID(unit)}, nil)
}

func (d *Desk) showFacts(w http.ResponseWriter, r *http.Request) error {
	p, err := d.personOf(r)
	if err != nil {
		return err
	}
	return d.factsPage(w, r, http.StatusOK, &p.Person, nil)
}

// personOf loads the person that a path names.
func (d *Desk) personOf(r *http.Request) (*agency.Staff, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	return d.Units.Staff(r.Context(), agency.PersonID(n))
}

func personURL(p agency.PersonID) string { return fmt.Sprintf("/desk/people/%d", p) }

func (d *Desk) factsPage(w http.ResponseWriter, r *http.Request, status int, p *agency.Person, problem error) error {
	crumbs := []layout.Link{{Text: "人员与账号", URL: "/desk/people"}}
	page := FormPage{
		Heading: "添加人员", Sentence: "登记后由安全管理员任命角色、开立账号。", Action: "/desk/people", Submit: "添加", Cancel: layout.Link{Text: "不添加", URL: "/desk/people"},
	}
	if p.ID != 0 {
		crumbs = append(crumbs, layout.Link{Text: p.Name, URL: personURL(p.ID)})
		page = FormPage{Heading: "修改基本情况", Sentence: "调动时改单位、科室；角色随人，不随单位，须要时请安全管理员调整。", Action: personURL(p.ID) + "/facts", Submit: "保存", Cancel: layout.Link{Text: "不改", URL: personURL(p.ID)}}
	}
	where, err := d.places(r.Context())
	if err != nil {
		return err
	}
	page.Fields = []layout.Field{
		{Name: "name", Label: "姓名", Hint: "与证件一致。", Value: p.Name, Required: "必填", Max: 40, Complete: "off"},
		{Name: "title", Label: "职务", Value: p.Title, Required: "必填", Max: 40, Hint: "如 办公室副主任、信息员。"},
		{Kind: layout.Select, Name: "unit", Label: "单位、科室", Hint: "选到科室；没有科室的选单位。", Required: "必填", Options: where.options(p)},
	}
	if page.Frame, err = d.frame(w, r, page.Heading, "/desk/people", crumbs...); err != nil {
		return err
	}
	if err := page.tell(problem, "没有保存"); err != nil {
		return err
	}
	return d.show(w, r, status, Form(page))
}

func parsePerson(r *http.Request) *agency.Person {
	p := &agency.Person{Name: r.PostFormValue("name"), Title: r.PostFormValue("title")}
	p.Unit, p.Department = parsePlace(r.PostFormValue("unit"))
	return p
}

func (d *Desk) addPerson(w http.ResponseWriter, r *http.Request) error {
	p := parsePerson(r)
	if err := d.Staff.AddPerson(r.Context(), who(r).Actor(), p); err != nil {
		p.ID = 0
		return d.factsPage(w, r, http.StatusUnprocessableEntity, p, err)
	}
	d.flash(w, "已添加", p.Name+"已登记，请安全管理员任命角色、开立账号。")
	return seeOther(w, r, personURL(p.ID))
}

func (d *Desk) editPerson(w http.ResponseWriter, r *http.Request) error {
	old, err := d.personOf(r)
	if err != nil {
		return err
	}
	p := parsePerson(r)
	p.ID = old.ID
	if err := d.Staff.EditPerson(r.Context(), who(r).Actor(), *p); err != nil {
		return d.factsPage(w, r, http.StatusUnprocessableEntity, p, err)
	}
	d.flash(w, "已保存", "基本情况已更新。")
	return seeOther(w, r, personURL(p.ID))
}

func (d *Desk) appoint(w http.ResponseWriter, r *http.Request) error {
	p, err := d.personOf(r)
	if err != nil {
		return err
	}
	a, err := parseAppointment(r)
	if err == nil {
		err = p.CanAppoint(a)
	}
	if err == nil {
		err = d.reassureField(r)
	}
	if err == nil {
		err = d.Staff.Appoint(r.Context(), who(r).Actor(), p.ID, a)
	}
	if err != nil {
		return d.personPage(w, r, http.StatusUnprocessableEntity, p, err)
	}
	d.flash(w, "已任命", p.Name+"任"+a.Role.Info().Name+"，"+a.Period()+"。")
	return seeOther(w, r, personURL(p.ID))
}

func parseAppointment(r *http.Request) (agency.Appointment, error) {
	a := agency.Appointment{Role: agency.Role(r.PostFormValue("role"))}
	var fs fault.Fields
	if a.Role == "" {
		fs.Add("role", "请选择角色。")
	}
	for _, x := range []struct {
		name, label string
		to          *workday.Date
		must        bool
	}{{"from", "任职日期", &a.From, true}, {"to", "任期届满日", &a.To, false}} {
		text := strings.TrimSpace(r.PostFormValue(x.name))
		if text == "" && !x.must {
			continue
		}
		var err error
		if *x.to, err = workday.ParseDate(text); err != nil {
			fs.Add(x.name, "%s应写成 2026-11-20 的样子。", x.label)
		}
	}
	return a, fs.Err()
}

func (d *Desk) endSession(w http.ResponseWriter, r *http.Request) error {
	p, err := d.personOf(r)
	if err != nil {
		return err
	}
	name := r.PostFormValue("session")
	if name == "" {
		return account.ErrNoSession
	}
	if err := d.Accounts.EndSessions(r.Context(), who(r).Actor(), p.ID, name, ""); err != nil {
		return err
	}
	d.flash(w, "已结束", p.Name+"在那台设备上须重新登录。")
	return seeOther(w, r, personURL(p.ID))
}
