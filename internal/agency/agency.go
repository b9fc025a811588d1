// Package agency is who there is: units in a tree, their departments, people, and the roles that people hold for a time.
//
// It says who is responsible for what; it does not say what they must do (package obligation) or how they sign in
// (package account).
package agency

import (
	"context"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// The registers of this package.
const (
	UnitRef   ref.Kind = "unit"
	PersonRef ref.Kind = "person"
	GroupRef  ref.Kind = "leading-group"
)

// DepartmentID is the number of a department.
type DepartmentID int64

// Department is a 科室 of a unit.
type Department struct {
	ID    DepartmentID
	Unit  UnitID
	Name  string
	Phone string
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

// What there is not.
var (
	ErrNoUnit       = fault.New(fault.NotFound, "no-unit", "没有这个单位。")
	ErrNoPerson     = fault.New(fault.NotFound, "no-person", "没有这个人员。")
	ErrNoDepartment = fault.New(fault.NotFound, "no-department", "没有这个科室。")
)

// Store keeps units and people.
type Store interface {
	// AddUnit, AddDepartment, AddPerson save a new record with its act and set its number.
	AddUnit(ctx context.Context, u *Unit, a func() (act.Act, error)) error
	AddDepartment(ctx context.Context, d *Department, a func() (act.Act, error)) error
	AddPerson(ctx context.Context, p *Person, appointments []Appointment, a func() (act.Act, error)) error
	AddLeadingGroup(ctx context.Context, g *LeadingGroup, a func() (act.Act, error)) error

	// UpdateUnit, UpdateDepartment, UpdateStaff load a record, let fn change it, and save it with its act. They return
	// ErrNoUnit, ErrNoDepartment, ErrNoPerson if there is none. fn may run again.
	UpdateUnit(ctx context.Context, id UnitID, fn func(*Unit) (act.Act, error)) error
	UpdateDepartment(ctx context.Context, id DepartmentID, fn func(*Department) (act.Act, error)) error
	UpdateStaff(ctx context.Context, id PersonID, fn func(*Staff) (act.Act, error)) error

	Units(ctx context.Context) ([]Unit, error)
	Unit(ctx context.Context, id UnitID) (*Unit, error)
	UnitByCode(ctx context.Context, code string) (*Unit, error)
	// Departments returns those of a unit, or for unit 0 of all.
	Departments(ctx context.Context, unit UnitID) ([]Department, error)
	// Person returns the person with the roles held on that day, or ErrNoPerson.
	Person(ctx context.Context, id PersonID, on workday.Date) (*Person, error)
	// Staff returns a person with every appointment, past ones too, or ErrNoPerson.
	Staff(ctx context.Context, id PersonID) (*Staff, error)
	// People returns those whom a filter lets through, with the roles held on that day, and how many there are in all.
	People(ctx context.Context, f Filter, on workday.Date) ([]Person, int, error)
	// Holders returns who holds a role on that day, in a unit or, for unit 0, anywhere.
	Holders(ctx context.Context, role Role, unit UnitID, on workday.Date) ([]Person, error)
	LeadingGroups(ctx context.Context, unit UnitID) ([]LeadingGroup, error)
}

// Filter chooses people; what is zero chooses nobody out.
type Filter struct {
	Unit   UnitID
	Name   string // part of the name or the title
	Role   Role
	Gone   bool // also those who have left
	Limit  int  // 0: all
	Offset int
}
