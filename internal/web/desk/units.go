package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// administrators are the three, who see units, people and accounts; what each may change is said route by route.
var administrators = []agency.Role{agency.SystemAdmin, agency.SecurityAdmin, agency.AuditAdmin}

// staffRoutes are units, people, roles and accounts.
func (d *Desk) staffRoutes() []web.Route {
	see, system, security := web.Holding(administrators...), web.Holding(agency.SystemAdmin), web.Holding(agency.SecurityAdmin)
	routes := []web.Route{
		{Method: "GET", Pattern: "/desk/units", Need: see, Handle: d.units},
		{Method: "GET", Pattern: "/desk/units/new", Need: system, Handle: d.newUnit},
		{Method: "POST", Pattern: "/desk/units", Need: system, Handle: d.addUnit},
		{Method: "GET", Pattern: "/desk/units/{id}", Names: web.Shared("unit"), Need: see, Handle: d.unit},
		{Method: "POST", Pattern: "/desk/units/{id}", Names: web.Shared("unit"), Need: system, Handle: d.editUnit},
		{Method: "POST", Pattern: "/desk/units/{id}/departments", Names: web.Shared("unit"), Need: system, Handle: d.addDepartment},
		{Method: "POST", Pattern: "/desk/departments/{id}", Names: web.Shared("department"), Need: system, Handle: d.editDepartment},
		{Method: "GET", Pattern: "/desk/people", Need: see, Handle: d.people},
		{Method: "GET", Pattern: "/desk/people/new", Need: system, Handle: d.newPerson},
		{Method: "POST", Pattern: "/desk/people", Need: system, Handle: d.addPerson},
		{Method: "GET", Pattern: "/desk/people/{id}", Names: web.Shared("person"), Need: see, Handle: d.onePerson},
		{Method: "GET", Pattern: "/desk/people/{id}/facts", Names: web.Shared("person"), Need: system, Handle: d.showFacts},
		{Method: "POST", Pattern: "/desk/people/{id}/facts", Names: web.Shared("person"), Need: system, Handle: d.editPerson},
		{Method: "POST", Pattern: "/desk/people/{id}/appointments", Names: web.Shared("person"), Need: security, Handle: d.appoint},
		{Method: "POST", Pattern: "/desk/people/{id}/sessions", Names: web.Shared("person"), Need: security, Handle: d.endSession},
	}
	for _, deed := range personDeeds {
		need := web.Holding(deed.by)
		pattern := "/desk/people/{id}/" + deed.path
		routes = append(routes,
			web.Route{Method: "GET", Pattern: pattern, Names: web.Shared("person"), Need: need, Handle: func(w http.ResponseWriter, r *http.Request) error { return d.askDeed(w, r, deed) }},
			web.Route{Method: "POST", Pattern: pattern, Names: web.Shared("person"), Need: need, Handle: func(w http.ResponseWriter, r *http.Request) error { return d.doDeed(w, r, deed) }},
		)
	}
	return routes
}

func kindName(k agency.UnitKind) string {
	for _, x := range agency.Kinds {
		if x.Kind == k {
			return x.Name
		}
	}
	return string(k)
}

func dutyName(v agency.Duty) string {
	for _, x := range agency.Duties {
		if x.Duty == v {
			return x.Name
		}
	}
	return string(v)
}

func (d *Desk) units(w http.ResponseWriter, r *http.Request) error {
	f, err := d.frame(w, r, "单位", "/desk/units")
	if err != nil {
		return err
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return err
	}
	page := UnitsPage{Frame: f, Sentence: fmt.Sprintf("共 %d 个单位。职能、地址、时间、电话、负责人是法定公开内容；公布过机构职能的单位，门户以审核签发的版本为准。", len(units)), Empty: &Empty{Title: "还没有单位", Text: "先设局机关。"}}
	if who(r).Has(agency.SystemAdmin) {
		page.NewURL = "/desk/units/new"
	}
	for i := range units {
		u := &units[i]
		page.Rows = append(page.Rows, UnitRow{
			Name: u.Name, URL: fmt.Sprintf("/desk/units/%d", u.ID), Code: u.Code, Kind: kindName(u.Kind), Duty: dutyName(u.Duty), Head: u.Head,
			State: complete(u), PeopleURL: fmt.Sprintf("/desk/people?unit=%d", u.ID),
		})
	}
	return d.show(w, r, http.StatusOK, Units(page))
}

// complete says whether everything that must be public about a unit is there.
func complete(u *agency.Unit) layout.State {
	var fs fault.Fields
	if err := u.Validate(); asFields(err, &fs) {
		return layout.Attention(fmt.Sprintf("缺 %d 项", len(fs)))
	}
	return layout.Achieved("齐全")
}

func (d *Desk) newUnit(w http.ResponseWriter, r *http.Request) error {
	return d.unitPage(w, r, http.StatusOK, &agency.Unit{Kind: agency.School, Duty: agency.DutyPublic}, nil)
}

// unitOf loads the unit of the path.
func (d *Desk) unitOf(r *http.Request) (*agency.Unit, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	return d.Units.Unit(r.Context(), agency.UnitID(n))
}

func (d *Desk) unit(w http.ResponseWriter, r *http.Request) error {
	u, err := d.unitOf(r)
	if err != nil {
		return err
	}
	return d.unitPage(w, r, http.StatusOK, u, nil)
}

func (d *Desk) unitPage(w http.ResponseWriter, r *http.Request, status int, u *agency.Unit, problem error) error {
	page := UnitPage{Heading: cmp.Or(u.Name, "设单位"), New: u.ID == 0, Action: "/desk/units", Submit: "设立", Sentence: "新单位的稿件走“编辑、单位负责人审核”；设好后由安全管理员任命信息员和负责人。"}
	if page.New {
		page.Heading = "设单位"
	} else {
		page.Submit, page.Action = "保存", fmt.Sprintf("/desk/units/%d", u.ID)
		page.Sentence = fmt.Sprintf("%s，%s。公布过机构职能的，门户以审核签发的版本为准；没有公布过的，照此显示。", kindName(u.Kind), dutyName(u.Duty))
		page.Links = []layout.Link{{Text: "本单位人员", URL: fmt.Sprintf("/desk/people?unit=%d", u.ID)}}
		if err := d.unitDepartments(r, &page, u.ID); err != nil {
			return err
		}
	}
	var err error
	if page.Frame, err = d.frame(w, r, page.Heading, "/desk/units", layout.Link{Text: "单位", URL: "/desk/units"}); err != nil {
		return err
	}
	if !who(r).Has(agency.SystemAdmin) {
		page.Action = ""
		for _, f := range unitFields(u) {
			page.Facts = append(page.Facts, layout.Fact{Name: f.Label, Value: cmp.Or(chosen(f), "未填"), Mono: f.Mono})
		}
		return d.show(w, r, status, UnitForm(page))
	}
	page.Fields = unitFields(u)
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		at(page.Fields, fields)
		at(page.AddFields, fields)
	}
	return d.show(w, r, status, UnitForm(page))
}

// chosen is the value of a field as a person reads it.
func chosen(f layout.Field) string {
	for _, o := range f.Options {
		if o.Chosen {
			return o.Text
		}
	}
	return f.Value
}

func unitFields(u *agency.Unit) []layout.Field {
	must := "必填"
	kind := layout.Field{Kind: layout.Select, Name: "kind", Label: "类别", Hint: "决定在门户“机构与单位”里归在哪一组。", Required: must}
	for _, k := range agency.Kinds {
		if (k.Kind == agency.Bureau) == (u.Kind == agency.Bureau) {
			kind.Options = append(kind.Options, layout.Option{Value: string(k.Kind), Text: k.Name, Chosen: k.Kind == u.Kind})
		}
	}
	duty := layout.Field{Kind: layout.Select, Name: "duty", Label: "公开义务", Required: must, Hint: "授权组织见条例第五十四条，公共企事业单位见第五十五条。"}
	for _, x := range agency.Duties {
		duty.Options = append(duty.Options, layout.Option{Value: string(x.Duty), Text: x.Name, Chosen: x.Duty == u.Duty})
	}
	code := layout.Field{Name: "code", Label: "代码", Value: u.Code, Required: must, Mono: true, Max: 20, Hint: "小写字母、数字、短横线，用在网址里，定后不改。", ReadOnly: u.ID != 0}
	uscc := layout.Field{Name: "uscc", Label: "统一社会信用代码", Value: u.USCC, Required: must, Mono: true, Max: 18, Hint: "18 位，用在索引号里，定后不改。", ReadOnly: u.ID != 0}
	return []layout.Field{
		{Name: "name", Label: "全称", Hint: "与印章一致的全称，写在公文落款和发布机构。", Value: u.Name, Required: must, Max: 80},
		{Name: "short", Label: "简称", Hint: "列表和筛选里用，如 市一中。", Value: u.Short, Required: must, Max: 20},
		code, uscc, kind, duty,
		{Name: "head", Label: "负责人姓名", Hint: "条例第二十条第（二）项要求公开。", Value: u.Head, Required: must, Max: 40},
		{Name: "phone", Label: "联系方式", Value: u.Phone, Required: must, Max: 60, Hint: "办公电话，含区号。"},
		{Name: "address", Label: "办公地址", Hint: "门牌号写全，依申请公开当面提交也用这个地址。", Value: u.Address, Required: must, Max: 120},
		{Name: "hours", Label: "办公时间", Value: u.Hours, Required: must, Max: 120, Hint: "如 工作日 8:30—12:00，14:30—17:30。"},
		{Kind: layout.Area, Name: "functions", Label: "主要职能", Hint: "按三定规定写；条例第二十条第（二）项要求公开。", Value: u.Functions, Required: must, Rows: 6, Max: 4000},
	}
}

func (d *Desk) unitDepartments(r *http.Request, page *UnitPage, unit agency.UnitID) error {
	ds, err := d.Units.Departments(r.Context(), unit)
	if err != nil {
		return err
	}
	may := who(r).Has(agency.SystemAdmin)
	for _, x := range ds {
		row := DepartmentRow{Name: x.Name, Phone: x.Phone}
		if may {
			row.Action = fmt.Sprintf("/desk/departments/%d", x.ID)
			row.Fields = departmentFields(fmt.Sprintf("d-%d", x.ID), x)
		}
		page.Departments = append(page.Departments, row)
	}
	if may {
		page.AddAction = fmt.Sprintf("/desk/units/%d/departments", unit)
		page.AddFields = departmentFields("f", agency.Department{Name: r.PostFormValue("department"), Phone: r.PostFormValue("department-phone")})
	}
	return nil
}

func departmentCount(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d 个", n)
}

func departmentFields(prefix string, x agency.Department) []layout.Field {
	return []layout.Field{
		{Name: "department", ID: prefix + "-department", Label: "科室名称", Hint: "如 办公室、教务处。", Value: x.Name, Max: 40},
		{Name: "department-phone", ID: prefix + "-department-phone", Label: "电话", Hint: "办公电话，含区号，门户显示。", Value: x.Phone, Max: 40},
	}
}

func parseUnit(r *http.Request) *agency.Unit {
	v := r.PostFormValue
	u := &agency.Unit{
		Code: v("code"), USCC: v("uscc"), Name: v("name"), Short: v("short"), Kind: agency.UnitKind(v("kind")), Duty: agency.Duty(v("duty")),
		Functions: strings.ReplaceAll(v("functions"), "\r\n", "\n"), Head: v("head"), Address: v("address"), Hours: v("hours"), Phone: v("phone"),
	}
	return u
}

func (d *Desk) addUnit(w http.ResponseWriter, r *http.Request) error {
	u := parseUnit(r)
	if err := d.Staff.AddUnit(r.Context(), who(r).Actor(), u); err != nil {
		u.ID = 0
		return d.unitPage(w, r, http.StatusUnprocessableEntity, u, err)
	}
	if err := d.firstRoute(r, who(r).Actor(), u); err != nil {
		return err
	}
	d.flash(w, "已设立", u.Name+"已设立，门户的机构页已可查到。")
	return seeOther(w, r, fmt.Sprintf("/desk/units/%d", u.ID))
}

func (d *Desk) editUnit(w http.ResponseWriter, r *http.Request) error {
	old, err := d.unitOf(r)
	if err != nil {
		return err
	}
	u := parseUnit(r)
	u.ID, u.Code, u.USCC = old.ID, old.Code, old.USCC
	if old.Kind == agency.Bureau {
		u.Kind = old.Kind
	}
	if err := d.Staff.EditUnit(r.Context(), who(r).Actor(), *u); err != nil {
		return d.unitPage(w, r, http.StatusUnprocessableEntity, u, err)
	}
	if err := d.mendRoute(r, who(r).Actor(), u); err != nil {
		return err
	}
	d.flash(w, "已保存", u.Name+"的登记信息已更新；公布过机构职能的，门户仍显示审核签发的版本。")
	return seeOther(w, r, fmt.Sprintf("/desk/units/%d", u.ID))
}

// mendRoute sets the route of a unit that has none: one whose making was cut short.
func (d *Desk) mendRoute(r *http.Request, by act.Actor, u *agency.Unit) error {
	route, err := d.List.RouteOf(r.Context(), int64(u.ID))
	if err != nil || len(route) > 0 {
		return err
	}
	return d.firstRoute(r, by, u)
}

func (d *Desk) addDepartment(w http.ResponseWriter, r *http.Request) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	u, err := d.Units.Unit(r.Context(), agency.UnitID(n))
	if err != nil {
		return err
	}
	x := &agency.Department{Unit: u.ID, Name: r.PostFormValue("department"), Phone: r.PostFormValue("department-phone")}
	if err := d.Staff.AddDepartment(r.Context(), who(r).Actor(), x); err != nil {
		return d.unitPage(w, r, http.StatusUnprocessableEntity, u, err)
	}
	d.flash(w, "已添加", x.Name+"已添加。")
	return seeOther(w, r, fmt.Sprintf("/desk/units/%d", u.ID))
}

func (d *Desk) editDepartment(w http.ResponseWriter, r *http.Request) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	all, err := d.Units.Departments(r.Context(), 0)
	if err != nil {
		return err
	}
	for _, x := range all {
		if int64(x.ID) != n {
			continue
		}
		x.Name, x.Phone = r.PostFormValue("department"), r.PostFormValue("department-phone")
		if err := d.Staff.EditDepartment(r.Context(), who(r).Actor(), x); err != nil {
			return err
		}
		d.flash(w, "已保存", "科室信息已更新。")
		return seeOther(w, r, fmt.Sprintf("/desk/units/%d", x.Unit))
	}
	return agency.ErrNoDepartment
}
