package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// ProfilePage is the form in which a unit writes its 机构职能.
type ProfilePage struct {
	Frame
	Heading     string
	Sentence    string
	Error       *FormError
	Action      string
	Change      []layout.Field // since when and why
	Facts       []layout.Field
	Departments []ProfileBlock
	Leaders     []ProfileBlock
	Cancel      layout.Link
}

// ProfileBlock is a row of the form: a department or a leader.
type ProfileBlock struct {
	Legend string
	Fields []layout.Field
}

const (
	blankRows   = 2  // empty rows below those that are filled
	profileRows = 80 // of a kind, read of a form
)

func (d *Desk) askProfile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := d.keptUnit(r)
	if err != nil {
		return err
	}
	if err := d.mayImport(ctx, who(r), catalog.Profile, int64(u.ID)); err != nil {
		return d.refuse(w, r, wayOf(catalog.Profile).home(int64(u.ID)), "不能更新", err)
	}
	p, basis, err := d.profileBefore(ctx, u)
	if err != nil {
		return err
	}
	return d.profileForm(w, r, http.StatusOK, u, profileInput{p, basis, "", blankRows, blankRows}, nil)
}

// profileBefore is what the form begins with: the draft, the profile in force, or what is known of the unit.
func (d *Desk) profileBefore(ctx context.Context, u *agency.Unit) (p *catalog.UnitProfile, basis string, err error) {
	e, err := d.Editions.Draft(ctx, catalog.Profile, int64(u.ID))
	if err == nil {
		p, err = catalog.ProfileOf(e)
		return p, e.Basis, err
	}
	if !errors.Is(err, catalog.ErrNoEdition) {
		return nil, "", err
	}
	e, err = d.Editions.Current(ctx, catalog.Profile, int64(u.ID))
	if err == nil {
		if p, err = catalog.ProfileOf(e); err == nil {
			p.ChangedOn = workday.DateOf(d.Now())
		}
		return p, "", err
	}
	if !errors.Is(err, catalog.ErrNoEdition) {
		return nil, "", err
	}
	p = &catalog.UnitProfile{ProfileFacts: catalog.ProfileFacts{
		Name: u.Name, Functions: u.Functions, Address: u.Address, Hours: u.Hours, Contact: u.Phone, Head: u.Head, ChangedOn: workday.DateOf(d.Now()),
	}}
	ds, err := d.Units.Departments(ctx, u.ID)
	for _, x := range ds {
		p.Departments = append(p.Departments, catalog.ProfileDepartment{Name: x.Name, Phone: x.Phone})
	}
	return p, "", err
}

// profileInput is what the form shows: a profile, why it changes, a day that cannot be read, and how many empty rows.
type profileInput struct {
	*catalog.UnitProfile
	basis, day                     string
	blankDepartments, blankLeaders int
}

func (d *Desk) profileForm(w http.ResponseWriter, r *http.Request, status int, u *agency.Unit, in profileInput, problem error) error {
	f, err := d.unitFrame(w, r, u, catalog.Profile, layout.Link{Text: "更新"})
	if err != nil {
		return err
	}
	home := wayOf(catalog.Profile).home(int64(u.ID))
	page := ProfilePage{
		Frame: f, Heading: "更新" + u.Short + "机构职能", Action: home + "/edit", Cancel: layout.Link{Text: "返回", URL: home},
		Sentence: "保存后先看与现行内容的比较，再送审；审核签发后门户才会更新。所属单位从单位登记中自动列出，不在这里填写。",
		Change: []layout.Field{
			{Kind: layout.Date, Name: "changed_on", Label: "变动日期", Value: cmp.Or(in.day, in.ChangedOn.String()), Required: "必填", Max: 10, Hint: "变动生效的那一天，20 个工作日的公开期限由此起算。"},
			{Name: "basis", Label: "变动说明", Value: in.basis, Required: "必填，对外显示", Max: 200, Hint: "如 任免文件（示教〔2026〕8号）；新设安全科。"},
		},
		Facts: factFields(in.ProfileFacts),
	}
	for i := range len(in.Departments) + in.blankDepartments {
		var x catalog.ProfileDepartment
		if i < len(in.Departments) {
			x = in.Departments[i]
		}
		page.Departments = append(page.Departments, departmentBlock(i, x))
	}
	for i := range len(in.Leaders) + in.blankLeaders {
		var x catalog.ProfileLeader
		if i < len(in.Leaders) {
			x = in.Leaders[i]
		}
		page.Leaders = append(page.Leaders, leaderBlock(i, x))
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		page.mark(fields)
	}
	return d.show(w, r, status, ProfileForm(page))
}

// mark sets each mistake at its field.
func (p *ProfilePage) mark(fields fault.Fields) {
	at(p.Change, fields)
	at(p.Facts, fields)
	for _, list := range [][]ProfileBlock{p.Departments, p.Leaders} {
		for _, b := range list {
			at(b.Fields, fields)
		}
	}
}

func factFields(f catalog.ProfileFacts) []layout.Field {
	const must = "必填"
	return []layout.Field{
		{Name: "name", Label: "机关名称", Hint: "与印章一致的全称。", Value: f.Name, Required: must, Max: 80},
		{Name: "head", Label: "负责人姓名", Hint: "主要负责人，条例第二十条第（二）项要求公开。", Value: f.Head, Required: must, Max: 40},
		{Name: "address", Label: "办公地址", Hint: "门牌号写全；当面提交申请也用这个地址。", Value: f.Address, Required: must, Max: 120},
		{Name: "hours", Label: "办公时间", Hint: "如 工作日 8:30—12:00，14:30—17:30。", Value: f.Hours, Required: must, Max: 120},
		{Name: "contact", Label: "联系方式", Value: f.Contact, Required: must, Max: 120, Hint: "办公电话、传真、电子邮箱。"},
		{Kind: layout.Area, Name: "functions", Label: "主要职能", Value: f.Functions, Required: must, Rows: 6, Max: 4000, Hint: "依照“三定”规定，每项一行。"},
	}
}

func departmentBlock(i int, x catalog.ProfileDepartment) ProfileBlock {
	name := func(field string) string { return fmt.Sprintf("department-%d-%s", i, field) }
	return ProfileBlock{Legend: fmt.Sprintf("内设机构 %d", i+1), Fields: []layout.Field{
		{Name: name("name"), Label: "名称", Value: x.Name, Max: 40},
		{Name: name("head"), Label: "负责人", Value: x.Head, Max: 40},
		{Name: name("phone"), Label: "办公电话", Value: x.Phone, Max: 60},
		{Kind: layout.Area, Name: name("duties"), Label: "职责", Value: x.Duties, Rows: 2, Max: 2000},
	}}
}

func leaderBlock(i int, x catalog.ProfileLeader) ProfileBlock {
	name := func(field string) string { return fmt.Sprintf("leader-%d-%s", i, field) }
	return ProfileBlock{Legend: fmt.Sprintf("领导 %d", i+1), Fields: []layout.Field{
		{Name: name("name"), Label: "姓名", Value: x.Name, Max: 40},
		{Name: name("post"), Label: "职务", Value: x.Post, Max: 80},
		{Kind: layout.Number, Name: name("order"), Label: "排序", Value: strconv.Itoa(cmp.Or(x.Order, i+1)), Max: 3},
		{Name: name("duty"), Label: "分工", Value: x.Duty, Max: 500},
		{Kind: layout.Area, Name: name("vita"), Label: "简历", Value: x.Vita, Rows: 2, Max: 1000, Hint: "选填，不写身份证号、住址等个人信息。"},
	}}
}

// parseProfile reads the form; rows in which nothing is written are left out.
func parseProfile(r *http.Request) profileInput {
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	in := profileInput{UnitProfile: &catalog.UnitProfile{ProfileFacts: catalog.ProfileFacts{
		Name: v("name"), Functions: v("functions"), Address: v("address"), Hours: v("hours"), Contact: v("contact"), Head: v("head"),
	}}, basis: v("basis"), blankDepartments: blankRows, blankLeaders: blankRows}
	day, err := workday.ParseDate(v("changed_on"))
	if in.ChangedOn = day; err != nil {
		in.day = v("changed_on")
	}
	for i := range profileRows {
		at := func(field string) string { return v(fmt.Sprintf("department-%d-%s", i, field)) }
		if x := (catalog.ProfileDepartment{Name: at("name"), Duties: at("duties"), Head: at("head"), Phone: at("phone")}); x != (catalog.ProfileDepartment{}) {
			in.Departments = append(in.Departments, x)
		}
		at = func(field string) string { return v(fmt.Sprintf("leader-%d-%s", i, field)) }
		if x := (catalog.ProfileLeader{Name: at("name"), Post: at("post"), Duty: at("duty"), Vita: at("vita")}); x != (catalog.ProfileLeader{}) {
			x.Order, _ = strconv.Atoi(at("order")) // what is no number comes first
			in.Leaders = append(in.Leaders, x)
		}
	}
	slices.SortStableFunc(in.Leaders, func(a, b catalog.ProfileLeader) int { return cmp.Compare(a.Order, b.Order) })
	for i := range in.Leaders {
		in.Leaders[i].Order = i + 1
	}
	return in
}

func (d *Desk) saveProfile(w http.ResponseWriter, r *http.Request) error {
	u, err := d.keptUnit(r)
	if err != nil {
		return err
	}
	in := parseProfile(r)
	switch r.PostFormValue("more") {
	case "departments":
		in.blankDepartments += 3
		return d.profileForm(w, r, http.StatusOK, u, in, nil)
	case "leaders":
		in.blankLeaders += 3
		return d.profileForm(w, r, http.StatusOK, u, in, nil)
	}
	e, err := d.stageProfile(r, u, in)
	if f, ok := fault.Of(err); ok && f.Kind == fault.NotFound {
		return err
	}
	if err != nil {
		return d.profileForm(w, r, http.StatusUnprocessableEntity, u, in, err)
	}
	d.flash(w, "已保存", "还没有送审，门户仍显示现行内容。")
	return seeOther(w, r, editionURL(e))
}

// stageProfile keeps what was typed as the unit's draft, carried by an item at once: from the day of the change it is owed.
func (d *Desk) stageProfile(r *http.Request, u *agency.Unit, in profileInput) (*catalog.Edition, error) {
	ctx, p := r.Context(), who(r)
	if err := d.mayImport(ctx, p, catalog.Profile, int64(u.ID)); err != nil {
		return nil, err
	}
	if in.day != "" {
		return nil, fault.Fields{{Name: "changed_on", Text: "变动日期“" + in.day + "”读不懂，应如 2026-03-02。"}}
	}
	if in.basis == "" {
		return nil, fault.Fields{{Name: "basis", Text: "请写明变动说明，如任免文件的名称和文号。"}}
	}
	if err := in.Validate(workday.DateOf(d.Now())); err != nil {
		return nil, err
	}
	e, err := d.Editions.Stage(ctx, p, catalog.Proposal{Kind: catalog.Profile, Unit: int64(u.ID), Basis: cut(in.basis, 200), Rows: in.Rows()})
	if err != nil {
		return nil, err
	}
	_, err = d.carryEdition(ctx, p, e)
	return e, err
}
