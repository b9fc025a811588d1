package demo

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// staff is somebody of the bureau who holds a role, and the account they sign in with.
type staff struct {
	login, name, title, department string
	button                         string // what the account is called on the sign-in page
	oneClick                       bool
	roles                          []agency.Role
}

// bureauStaff are the people of the bureau besides the departments' writers. Adjacent steps are different people.
var bureauStaff = []staff{
	{"juzhang", "示例人员甲", "局长", "", "单位负责人", false, []agency.Role{agency.UnitHead}},
	{"bangongshi", "示例人员丙", "办公室主任", "办公室", "局办公室", true, []agency.Role{agency.GeneralOffice, agency.FirstReviewer}},
	{"qianfa", "示例人员乙", "副局长", "", "签发领导", true, []agency.Role{agency.Signer, agency.DeputyLeader}},
	{"jiancha", "示例人员癸", "检查员", "", "检查员", true, []agency.Role{agency.Inspector}},
	{"chushen", "示例人员丁", "办公室副主任", "办公室", "初审", true, []agency.Role{agency.FirstReviewer}},
	{"fushen", "示例人员戊", "政策法规科科长", "政策法规科", "复审", true, []agency.Role{agency.SecondReviewer}},
	{"baomi", "示例人员己", "保密员", "办公室", "保密审查", true, []agency.Role{agency.SecrecyReviewer}},
	{"gongkai", "示例人员庚", "政府信息公开工作机构负责人", "办公室", "政府信息公开工作机构负责人", false, []agency.Role{agency.DisclosureHead}},
	{"xinxi", "示例人员辛", "信息中心主任", "", "信息中心", false, []agency.Role{agency.InfoCentre}},
	{"zhiban", "示例人员壬", "值班员", "办公室", "值班员", false, []agency.Role{agency.DutyReader}},
	{"jianzheng", "示例人员子", "见证人", "机关党委", "见证人", false, []agency.Role{agency.Witness}},
	{"xitong", "示例人员丑", "系统管理员", "", "系统管理员", true, []agency.Role{agency.SystemAdmin}},
	{"anquan", "示例人员寅", "安全管理员", "", "安全管理员", true, []agency.Role{agency.SecurityAdmin}},
	{"shenji", "示例人员卯", "审计管理员", "", "审计管理员", true, []agency.Role{agency.AuditAdmin}},
}

// Who the demo shows as the writer of a department, and as a school.
const (
	shownDepartment = "基础教育科"
	shownSchool     = "yizhong"
)

// cycle gives the n-th name of the sixty-year cycle, by which writers are told apart.
func cycle(n int) string {
	stems, branches := []rune("甲乙丙丁戊己庚辛壬癸"), []rune("子丑寅卯辰巳午未申酉戌亥")
	return string(stems[n%10]) + string(branches[n%12])
}

func (b *builder) planPeople() error {
	b.add(at(firstDay, 0, 2), "people", b.addPeople)
	b.add(at(workday.NewDate(2020, 1, 2), 8, 30), "accounts", b.addAccounts)
	b.planChanges()
	return nil
}

// planChanges lets people come, change and go: a head of the office retires, and somebody is appointed for next year.
func (b *builder) planChanges() {
	security, system := func() act.Actor { return b.people["anquan"].Actor() }, func() act.Actor { return b.people["xitong"].Actor() }
	retiring := &agency.Person{Name: "示例人员巳", Title: "办公室四级调研员"}
	last := workday.NewDate(2026, 8, 31)
	b.add(at(workday.NewDate(2026, 1, 5), 9, 0), "somebody comes", func(ctx context.Context) error {
		retiring.Unit, retiring.Department = b.bureau.ID, b.departments["办公室"]
		return b.Staff.AddPerson(ctx, system(), retiring)
	})
	b.add(at(workday.NewDate(2026, 1, 5), 9, 30), "an appointment", func(ctx context.Context) error {
		return b.Staff.Appoint(ctx, security(), retiring.ID, agency.Appointment{Role: agency.DutyReader, From: workday.NewDate(2026, 1, 5)})
	})
	b.add(at(last, 16, 0), "somebody leaves", func(ctx context.Context) error { return b.Staff.Leave(ctx, system(), retiring.ID, last) })
	b.add(at(workday.NewDate(2026, 11, 18), 10, 0), "an appointment to come", func(ctx context.Context) error {
		a := agency.Appointment{Role: agency.FirstReviewer, From: workday.NewDate(2027, 1, 1), To: workday.NewDate(2027, 12, 31)}
		return b.Staff.Appoint(ctx, security(), b.people["zhiban"].ID, a)
	})
}

func (b *builder) addPeople(ctx context.Context) error {
	for _, s := range bureauStaff {
		p := &agency.Person{Unit: b.bureau.ID, Department: b.departments[s.department], Name: s.name, Title: s.title}
		if err := b.addPerson(ctx, s.login, p, s.roles...); err != nil {
			return err
		}
	}
	for i, d := range departments {
		p := &agency.Person{Unit: b.bureau.ID, Department: b.departments[d], Name: "示例人员" + cycle(i), Title: "信息员"}
		if err := b.addPerson(ctx, d, p, agency.Writer); err != nil {
			return err
		}
	}
	for i, code := range b.order {
		u := b.units[code]
		if u.Kind == agency.Bureau {
			continue
		}
		title := "负责人"
		if u.Kind == agency.School {
			title = "校长"
		}
		writer := &agency.Person{Unit: u.ID, Name: "示例人员" + cycle(len(departments)+i-1), Title: "信息员"}
		if err := b.addPerson(ctx, code+"/writer", writer, agency.Writer); err != nil {
			return err
		}
		if err := b.addPerson(ctx, code+"/head", &agency.Person{Unit: u.ID, Name: u.Head, Title: title}, agency.UnitHead); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) addPerson(ctx context.Context, key string, p *agency.Person, roles ...agency.Role) error {
	var appointed []agency.Appointment
	for _, r := range roles {
		appointed = append(appointed, agency.Appointment{Role: r, From: workday.NewDate(2019, 6, 10)})
	}
	err := b.Units.AddPerson(ctx, p, appointed, func() (act.Act, error) {
		return act.New(act.System, b.Clock.Now(), "agency.add-person", ref.To(agency.PersonRef, p.ID), "", p.Title), nil
	})
	p.Roles = roles // all are open, so they hold on every day that is walked
	b.people[key] = p
	return err
}

// addAccounts gives the shown roles their accounts, those with a button first.
func (b *builder) addAccounts(ctx context.Context) error {
	shown := []Account{
		{Role: "局办公室", User: "bangongshi", OneClick: true},
		{Role: "学校", User: shownSchool, OneClick: true},
		{Role: "签发领导", User: "qianfa", OneClick: true},
		{Role: "检查员", User: "jiancha", OneClick: true},
		{Role: "科室信息员", User: "jijiaoke", OneClick: true},
		{Role: "初审", User: "chushen", OneClick: true},
		{Role: "复审", User: "fushen", OneClick: true},
		{Role: "保密审查", User: "baomi", OneClick: true},
		{Role: "系统管理员", User: "xitong", OneClick: true},
		{Role: "安全管理员", User: "anquan", OneClick: true},
		{Role: "审计管理员", User: "shenji", OneClick: true},
		{Role: "学校负责人", User: shownSchool + "-xiaozhang"},
		{Role: "行政审批信息员", User: "shenpi"},
	}
	who := map[string]*agency.Person{
		shownSchool: b.people[shownSchool+"/writer"], shownSchool + "-xiaozhang": b.people[shownSchool+"/head"],
		"jijiaoke": b.people[shownDepartment], "shenpi": b.people[licenceDepartment],
	}
	for _, s := range bureauStaff {
		who[s.login] = b.people[s.login]
		if !s.oneClick {
			shown = append(shown, Account{Role: s.button, User: s.login})
		}
	}
	for _, a := range shown {
		p, ok := who[a.User]
		if !ok {
			return fmt.Errorf("account %s: nobody", a.User)
		}
		var err error
		a.Person, a.Password = p.ID, "yanshi-"+a.User+"-2026"
		if a.TOTP, err = b.Accounts.Create(ctx, act.System, a.User, a.Password, p.ID, b.Clock.Now()); err != nil {
			return err
		}
		b.result.Accounts = append(b.result.Accounts, a)
	}
	return nil
}
