package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// ProfileFacts are the six things that must be public of a unit, 机构设置 aside, which the departments are; with the day on which the
// last change took effect.
//
// law: 条例 20
type ProfileFacts struct {
	Name      string       `json:"name"`      // 机关名称
	Functions string       `json:"functions"` // 主要职能, a line each
	Address   string       `json:"address"`   // 办公地址
	Hours     string       `json:"hours"`     // 办公时间
	Contact   string       `json:"contact"`   // 联系方式
	Head      string       `json:"head"`      // 负责人姓名
	ChangedOn workday.Date `json:"changed_on"`
}

// ProfileDepartment is an 内设机构.
type ProfileDepartment struct {
	Name   string `json:"name"`
	Duties string `json:"duties"`
	Head   string `json:"head"`
	Phone  string `json:"phone"`
}

// ProfileLeader is one of the 领导.
type ProfileLeader struct {
	Name  string `json:"name"`
	Post  string `json:"post"`
	Duty  string `json:"duty"`            // 分工
	Vita  string `json:"vita,omitempty"`  // 简历
	Order int    `json:"order,omitempty"` // 排序, from 1
}

// ProfileRow is a row of an edition of 机构职能: one of the three.
type ProfileRow struct {
	Facts      *ProfileFacts      `json:"facts,omitempty"`
	Department *ProfileDepartment `json:"department,omitempty"`
	Leader     *ProfileLeader     `json:"leader,omitempty"`
}

// UnitProfile is 机构职能: what a unit is for, how it is set up, who leads it and where it is found. The units below it are known from
// package agency and are not part of it.
type UnitProfile struct {
	ProfileFacts
	Departments []ProfileDepartment
	Leaders     []ProfileLeader
}

// What a profile may hold at most.
const (
	maxDepartments = 60
	maxLeaders     = 20
)

// Key implements EditionRow.
func (r ProfileRow) Key() string {
	switch {
	case r.Department != nil:
		return "内设机构／" + r.Department.Name
	case r.Leader != nil:
		return "领导／" + r.Leader.Name
	}
	return "基本信息"
}

// Label implements EditionRow.
func (r ProfileRow) Label() string {
	switch {
	case r.Department != nil:
		return r.Department.Name
	case r.Leader != nil:
		return r.Leader.Name + "，" + r.Leader.Post
	case r.Facts != nil:
		return r.Facts.Name
	}
	return ""
}

// Group implements GroupedRow: what the row is about.
func (r ProfileRow) Group() string {
	switch {
	case r.Department != nil:
		return "内设机构"
	case r.Leader != nil:
		return "领导信息"
	}
	return "基本信息"
}

// Cells implements EditionRow.
func (r ProfileRow) Cells() []Cell {
	switch {
	case r.Department != nil:
		d := r.Department
		return []Cell{{"内设机构", d.Name}, {"职责", d.Duties}, {"负责人", d.Head}, {"办公电话", d.Phone}}
	case r.Leader != nil:
		l := r.Leader
		return []Cell{{"姓名", l.Name}, {"职务", l.Post}, {"分工", l.Duty}, {"简历", l.Vita}, {"排序", strconv.Itoa(l.Order)}}
	case r.Facts != nil:
		f := r.Facts
		return []Cell{
			{"机关名称", f.Name},
			{"主要职能", f.Functions},
			{"办公地址", f.Address},
			{"办公时间", f.Hours},
			{"联系方式", f.Contact},
			{"负责人姓名", f.Head},
		}
	}
	return nil
}

// Rows are the rows of an edition with this profile.
func (p UnitProfile) Rows() []EditionRow {
	facts := p.ProfileFacts
	out := []EditionRow{ProfileRow{Facts: &facts}}
	for _, d := range p.Departments {
		out = append(out, ProfileRow{Department: &d})
	}
	for i, l := range p.Leaders {
		l.Order = i + 1
		out = append(out, ProfileRow{Leader: &l})
	}
	return out
}

// ProfileOf reads the profile that an edition holds.
func ProfileOf(e *Edition) (*UnitProfile, error) {
	rows, err := DecodeRows[ProfileRow](e.Content)
	if err != nil {
		return nil, fmt.Errorf("profile of edition %d: %w", e.ID, err)
	}
	var p UnitProfile
	for _, r := range rows {
		switch {
		case r.Facts != nil:
			p.ProfileFacts = *r.Facts
		case r.Department != nil:
			p.Departments = append(p.Departments, *r.Department)
		case r.Leader != nil:
			p.Leaders = append(p.Leaders, *r.Leader)
		}
	}
	return &p, nil
}

// Validate returns every mistake in a profile that is to be sent on; fields are named as in the form, those of rows with their
// place: department-0-name.
//
// law: 条例 20
func (p *UnitProfile) Validate(today workday.Date) error {
	var fs fault.Fields
	for _, f := range []struct {
		name, value, label string
		max                int
	}{
		{"name", p.Name, "机关名称", 80},
		{"functions", p.Functions, "主要职能", 4000},
		{"address", p.Address, "办公地址", 120},
		{"hours", p.Hours, "办公时间", 120},
		{"contact", p.Contact, "联系方式", 120},
		{"head", p.Head, "负责人姓名", 40},
	} {
		mustHave(&fs, f.name, f.label, f.value, f.max, "，条例第二十条第二项要求公开")
	}
	switch {
	case p.ChangedOn.IsZero():
		fs.Add("changed_on", "请填写变动日期，即变动生效的那一天。")
	case p.ChangedOn.After(today):
		fs.Add("changed_on", "变动日期 %s 晚于今天，请在变动生效后再更新。", p.ChangedOn)
	}
	p.departments(&fs)
	p.leaders(&fs)
	return fs.Err()
}

func (p *UnitProfile) departments(fs *fault.Fields) {
	seen := map[string]bool{}
	for i, d := range p.Departments {
		at := fmt.Sprintf("department-%d-", i)
		mustHave(fs, at+"name", "内设机构名称", d.Name, 40, "")
		mustHave(fs, at+"duties", "内设机构职责", d.Duties, 2000, "")
		mustHave(fs, at+"phone", "办公电话", d.Phone, 60, "")
		atMost(fs, at+"head", "负责人", d.Head, 40)
		if seen[d.Name] && d.Name != "" {
			fs.Add(at+"name", "内设机构“%s”填了两次。", d.Name)
		}
		seen[d.Name] = true
	}
	if len(p.Departments) > maxDepartments {
		fs.Add("name", "内设机构最多 %d 个。", maxDepartments)
	}
}

func (p *UnitProfile) leaders(fs *fault.Fields) {
	seen := map[string]bool{}
	for i, l := range p.Leaders {
		at := fmt.Sprintf("leader-%d-", i)
		mustHave(fs, at+"name", "领导姓名", l.Name, 40, "")
		mustHave(fs, at+"post", "职务", l.Post, 80, "")
		mustHave(fs, at+"duty", "分工", l.Duty, 500, "")
		atMost(fs, at+"vita", "简历", l.Vita, 1000)
		if seen[l.Name] && l.Name != "" {
			fs.Add(at+"name", "领导“%s”填了两次；同名的请在姓名后注明。", l.Name)
		}
		seen[l.Name] = true
	}
	if len(p.Leaders) > maxLeaders {
		fs.Add("name", "领导最多 %d 人。", maxLeaders)
	}
}

// mustHave checks a value that must be there.
func mustHave(fs *fault.Fields, name, label, value string, most int, why string) {
	if strings.TrimSpace(value) == "" {
		fs.Add(name, "请填写%s%s。", label, why)
		return
	}
	atMost(fs, name, label, value, most)
}

// atMost checks the length of a value.
func atMost(fs *fault.Fields, name, label, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		fs.Add(name, "%s现有 %d 字，最多 %d 字，请缩短。", label, n, most)
	}
}

// Text is the profile as the item that carries it says it in full, so that all of it is screened.
func (p *UnitProfile) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("一、主要职能")
	line("%s", p.Functions)
	line("二、联系方式")
	line("机关名称：%s。负责人：%s。办公地址：%s。办公时间：%s。联系方式：%s。", p.Name, p.Head, p.Address, strings.TrimRight(p.Hours, "。"), p.Contact)
	if len(p.Departments) > 0 {
		line("三、内设机构")
	}
	for i, d := range p.Departments {
		line("%d.%s：%s", i+1, d.Name, strings.Join(slices.DeleteFunc([]string{d.Duties, named("负责人", d.Head), named("办公电话", d.Phone)}, empty), "　"))
	}
	if len(p.Leaders) > 0 {
		line("%s、领导信息", map[bool]string{true: "四", false: "三"}[len(p.Departments) > 0])
	}
	for i, l := range p.Leaders {
		line("%d.%s，%s。分工：%s", i+1, l.Name, l.Post, strings.Join(slices.DeleteFunc([]string{l.Duty, named("简历", l.Vita)}, empty), "　"))
	}
	return strings.TrimSpace(b.String())
}

func empty(s string) bool { return s == "" }

func named(name, value string) string {
	if value == "" {
		return ""
	}
	return name + "：" + value
}
