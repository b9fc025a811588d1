// Package agency is who there is: units in a tree, their departments, people, and the roles that people hold for a time.
//
// It says who is responsible for what; it does not say what they must do (package obligation) or how they sign in
// (package account).
package agency

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// UnitKind is what a unit is in the field.
type UnitKind string

const (
	Bureau      UnitKind = "bureau"      // 机关本级
	Institution UnitKind = "institution" // 局属事业单位
	School      UnitKind = "school"      // 市直学校
)

// Kinds lists the kinds in the order units are shown, with their headings.
var Kinds = []struct {
	Kind UnitKind
	Name string
}{{Bureau, "局机关"}, {Institution, "局属事业单位"}, {School, "市直学校"}}

// Duty says under which article a unit discloses.
type Duty string

const (
	DutyAgency     Duty = "agency"         // 行政机关
	DutyAuthorised Duty = "authorised"     // 法律、法规授权的组织; law: 条例 54
	DutyPublic     Duty = "public-service" // 公共企事业单位: no requests, appeals go to the bureau; law: 条例 55
)

// UnitID is the number of a unit.
type UnitID int64

// The registers of this package.
const (
	UnitRef   ref.Kind = "unit"
	PersonRef ref.Kind = "person"
	GroupRef  ref.Kind = "leading-group"
)

// Unit is a unit (单位): the bureau, an institution or a school.
type Unit struct {
	ID        UnitID
	Code      string // short and stable, part of URLs: "jyj", "yizhong"
	USCC      string // 统一社会信用代码, part of 索引号
	Name      string // full name
	Short     string
	Kind      UnitKind
	Duty      Duty
	Parent    UnitID // 0 for the bureau
	Functions string // 主要职能
	Head      string // 负责人姓名
	Address   string
	Hours     string
	Phone     string
	Order     int
}

// Validate returns what is missing of what must be public about a unit. law: 条例 20
func (u *Unit) Validate() error {
	var fs fault.Fields
	for _, f := range []struct{ name, value, text string }{
		{"code", u.Code, "请填写单位代码。"},
		{"name", u.Name, "请填写单位全称。"},
		{"functions", u.Functions, "请填写主要职能（条例第二十条第二项）。"},
		{"address", u.Address, "请填写办公地址（条例第二十条第二项）。"},
		{"hours", u.Hours, "请填写办公时间（条例第二十条第二项）。"},
		{"phone", u.Phone, "请填写联系方式（条例第二十条第二项）。"},
		{"head", u.Head, "请填写负责人姓名（条例第二十条第二项）。"},
	} {
		if f.value == "" {
			fs.Add(f.name, "%s", f.text)
		}
	}
	return fs.Err()
}

// DepartmentID is the number of a department.
type DepartmentID int64

// Department is a 科室 of a unit.
type Department struct {
	ID    DepartmentID
	Unit  UnitID
	Name  string
	Phone string
}

// PersonID is the number of a person.
type PersonID int64

// Person is somebody who works in a unit.
type Person struct {
	ID         PersonID
	Unit       UnitID
	Department DepartmentID // 0 where the unit has none
	Name       string
	Title      string
	Roles      []Role // held on the day the person was loaded for
}

// Actor returns the person as one who acts.
func (p *Person) Actor() act.Actor {
	return act.Actor{Person: int64(p.ID), Name: p.Name, Unit: int64(p.Unit)}
}

// Has reports whether the person holds one of the roles.
func (p *Person) Has(roles ...Role) bool {
	for _, held := range p.Roles {
		for _, r := range roles {
			if held == r {
				return true
			}
		}
	}
	return false
}

// ReadOnly reports whether every role the person holds only reads.
func (p *Person) ReadOnly() bool {
	for _, r := range p.Roles {
		if !r.Info().ReadOnly {
			return false
		}
	}
	return true
}

// Appointment gives a person a role in a unit for a time. An open end is the zero date.
type Appointment struct {
	Person   PersonID
	Role     Role
	From, To workday.Date
}

// LeadingGroup is a 政府信息公开工作领导小组 in one period, with the document that set it up.
type LeadingGroup struct {
	ID       int64
	Unit     UnitID
	Name     string
	DocNo    string // 文号 of that document
	From, To workday.Date
	Members  []Member
}

// Member is one line of a leading group.
type Member struct{ Name, Post, Duty string }

// BureauOf returns the unit at the top, or ErrNoUnit.
func BureauOf(units []Unit) (*Unit, error) {
	for i := range units {
		if units[i].Kind == Bureau {
			return &units[i], nil
		}
	}
	return nil, ErrNoUnit
}

// ErrNoUnit, ErrNoPerson report what there is not.
var (
	ErrNoUnit   = fault.New(fault.NotFound, "no-unit", "没有这个单位。")
	ErrNoPerson = fault.New(fault.NotFound, "no-person", "没有这个人员。")
)

// Store keeps units and people.
type Store interface {
	// AddUnit, AddDepartment, AddPerson save a new record with its act and set its number.
	AddUnit(ctx context.Context, u *Unit, a func() (act.Act, error)) error
	AddDepartment(ctx context.Context, d *Department, a func() (act.Act, error)) error
	AddPerson(ctx context.Context, p *Person, appointments []Appointment, a func() (act.Act, error)) error
	AddLeadingGroup(ctx context.Context, g *LeadingGroup, a func() (act.Act, error)) error

	Units(ctx context.Context) ([]Unit, error)
	UnitByCode(ctx context.Context, code string) (*Unit, error)
	Departments(ctx context.Context, unit UnitID) ([]Department, error)
	// Person returns the person with the roles held on that day, or ErrNoPerson.
	Person(ctx context.Context, id PersonID, on workday.Date) (*Person, error)
	// Holders returns who holds a role on that day, in a unit or, for unit 0, anywhere.
	Holders(ctx context.Context, role Role, unit UnitID, on workday.Date) ([]Person, error)
	LeadingGroups(ctx context.Context, unit UnitID) ([]LeadingGroup, error)
}

// String names the unit in errors and logs.
func (u *Unit) String() string { return fmt.Sprintf("unit %s", u.Code) }
