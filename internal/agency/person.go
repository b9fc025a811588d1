package agency

import (
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// PersonID is the number of a person.
type PersonID int64

// Person is somebody who works in a unit.
type Person struct {
	ID         PersonID
	Unit       UnitID
	Department DepartmentID // 0 where the unit has none
	Name       string
	Title      string
	Left       workday.Date // the last day here; zero while the person works here
	Roles      []Role       // held on the day the person was loaded for
}

// Actor returns the person as one who acts.
func (p *Person) Actor() act.Actor {
	return act.Actor{Person: int64(p.ID), Name: p.Name, Unit: int64(p.Unit)}
}

// Gone reports whether the person has left before that day.
func (p *Person) Gone(on workday.Date) bool { return !p.Left.IsZero() && p.Left.Before(on) }

// Validate returns what is missing of a person, after taking away the spaces around what was typed.
func (p *Person) Validate() error {
	p.Name, p.Title = strings.TrimSpace(p.Name), strings.TrimSpace(p.Title)
	var fs fault.Fields
	if p.Name == "" {
		fs.Add("name", "请填写姓名。")
	}
	if p.Title == "" {
		fs.Add("title", "请填写职务。")
	}
	if p.Unit == 0 {
		fs.Add("unit", "请选择所在单位。")
	}
	return fs.Err()
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

// Overseers are the roles that look over all units.
var Overseers = []Role{GeneralOffice, DisclosureHead, DeputyLeader, Inspector, InfoCentre}

// Oversees reports whether the person holds a role that looks over all units.
func (p *Person) Oversees() bool { return p.Has(Overseers...) }

// Sees reports whether the person may see what is not public of a unit: those who work there, and those who look over all.
func (p *Person) Sees(unit int64) bool { return int64(p.Unit) == unit || p.Oversees() }

// ReadOnly reports whether every role the person holds only reads.
func (p *Person) ReadOnly() bool {
	for _, r := range p.Roles {
		if !r.Info().ReadOnly {
			return false
		}
	}
	return true
}
