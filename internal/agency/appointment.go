package agency

import (
	"cmp"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Appointment gives a person a role in a unit for a time. An open end is the zero date.
type Appointment struct {
	Person   PersonID
	Role     Role
	From, To workday.Date
}

// On reports whether the appointment holds on that day.
func (a Appointment) On(day workday.Date) bool {
	return !day.Before(a.From) && (a.To.IsZero() || !day.After(a.To))
}

// overlaps reports whether there is a day on which both hold.
func (a Appointment) overlaps(b Appointment) bool {
	return (b.To.IsZero() || !a.From.After(b.To)) && (a.To.IsZero() || !b.From.After(a.To))
}

// Period says when the appointment holds, as people write it.
func (a Appointment) Period() string {
	if a.To.IsZero() {
		return a.From.String() + " 起"
	}
	return a.From.String() + " 至 " + a.To.String()
}

// What an appointment may run into.
var (
	ErrRole     = fault.New(fault.Invalid, "no-role", "没有这个角色，请重新选择。")
	ErrPeriod   = fault.New(fault.Invalid, "bad-period", "任期不对：起始日期必填，截止日期不能早于起始日期。")
	ErrHeld     = fault.New(fault.Conflict, "role-held", "此人在该期间已任这一角色，不必再任。")
	ErrApart    = fault.New(fault.Conflict, "three-apart", "系统、安全、审计三员须由三人分任，且不得兼任业务角色。")
	ErrOwnRole  = fault.New(fault.Forbidden, "own-role", "不能给自己任免角色，请由另一名安全管理员办理。")
	ErrNotHeld  = fault.New(fault.Conflict, "role-not-held", "此人没有这项任命，可能刚被他人改动，请刷新后再看。")
	ErrGone     = fault.New(fault.Conflict, "person-gone", "此人已离任，不能再办理这一项。")
	ErrAdmin    = fault.New(fault.Conflict, "still-admin", "此人仍任系统、安全或审计管理员，请先由安全管理员免去，再登记离任。")
	ErrEndEarly = fault.New(fault.Invalid, "end-too-early", "免去日期不能早于今日：此前的办理以当时的任命为准。")
)

// Staff is a person with every appointment there has been and will be.
type Staff struct {
	Person
	Appointments []Appointment
}

// CanAppoint returns nil if the person may hold the role in that period, or the reason why not.
func (s *Staff) CanAppoint(a Appointment) error {
	switch {
	case !a.Role.known():
		return ErrRole
	case a.From.IsZero() || !a.To.IsZero() && a.To.Before(a.From):
		return ErrPeriod
	case !s.Left.IsZero() && (a.To.IsZero() || a.To.After(s.Left)):
		return ErrGone.Say("%s于 %s 离任，任期不能超过这一天。", s.Name, s.Left)
	}
	for _, b := range s.Appointments {
		if !a.overlaps(b) {
			continue
		}
		switch {
		case a.Role == b.Role:
			return ErrHeld.Say("%s在该期间已任%s（%s）。", s.Name, b.Role.Info().Name, b.Period())
		case a.Role.side() != b.Role.side():
			return ErrApart.Say("三员分立：%s已任%s（%s），同一期间不能再任%s。", s.Name, b.Role.Info().Name, b.Period(), a.Role.Info().Name)
		}
	}
	return nil
}

// Appoint gives the person a role. Nobody appoints themselves.
func (s *Staff) Appoint(by act.Actor, at time.Time, a Appointment) (act.Act, error) {
	a.Person = s.ID
	if err := s.CanAppoint(a); err != nil {
		return act.Act{}, err
	}
	if by.Person == int64(s.ID) {
		return act.Act{}, ErrOwnRole
	}
	s.Appointments = append(s.Appointments, a)
	return act.New(by, at, "agency.appoint", ref.To(PersonRef, s.ID), "", a.Role.Info().Name+" "+a.Period()), nil
}

// Dismiss ends an appointment: from that day on the person no longer holds the role. One that would not have begun by then
// is taken back whole.
func (s *Staff) Dismiss(by act.Actor, at time.Time, role Role, from, day workday.Date) (act.Act, error) {
	if by.Person == int64(s.ID) {
		return act.Act{}, ErrOwnRole
	}
	today := workday.DateOf(at)
	if day.Before(today) {
		return act.Act{}, ErrEndEarly
	}
	i := slices.IndexFunc(s.Appointments, func(a Appointment) bool { return a.Role == role && a.From == from })
	if i < 0 || !s.Appointments[i].To.IsZero() && s.Appointments[i].To.Before(today) {
		return act.Act{}, ErrNotHeld
	}
	if last := day.AddDays(-1); last.Before(from) {
		s.Appointments = slices.Delete(s.Appointments, i, i+1)
	} else if a := &s.Appointments[i]; a.To.IsZero() || last.Before(a.To) {
		a.To = last
	}
	return act.New(by, at, "agency.dismiss", ref.To(PersonRef, s.ID), "", role.Info().Name+" 自 "+day.String()+" 起"), nil
}

// Leave enters the person's last day and ends every role with it. Administrators are dismissed first, by somebody else.
func (s *Staff) Leave(by act.Actor, at time.Time, last workday.Date) (act.Act, error) {
	if last.IsZero() {
		return act.Act{}, ErrPeriod.Say("请填写离任日期。")
	}
	if !s.Left.IsZero() {
		return act.Act{}, ErrGone
	}
	var kept []Appointment
	for _, a := range s.Appointments {
		after := a.To.IsZero() || a.To.After(last)
		switch {
		case after && a.Role.Info().Admin:
			return act.Act{}, ErrAdmin
		case a.From.After(last):
			continue
		case after:
			a.To = last
		}
		kept = append(kept, a)
	}
	s.Appointments, s.Left = kept, last
	return act.New(by, at, "agency.leave", ref.To(PersonRef, s.ID), "", last.String()), nil
}

// Side is on which side of 三员分立 somebody stands: one of the three administrators, or the business.
type Side string

// Business is the side of every role that is not an administrator's; an administrator's side is called like the role.
const Business Side = "business"

func (r Role) side() Side {
	if r.Info().Admin {
		return Side(r)
	}
	return Business
}

func (r Role) known() bool {
	return slices.ContainsFunc(Roles, func(info RoleInfo) bool { return info.Role == r })
}

// Term is a stretch of time in which somebody stands on one side. The store keeps the terms of a person as a chain in which
// each begins after the one before has ended, so that the database itself refuses two sides at one time.
type Term struct {
	Side     Side
	From, To workday.Date
}

// Holds reports whether an appointment lies within the term.
func (t Term) Holds(a Appointment) bool {
	return a.Role.side() == t.Side && !a.From.Before(t.From) && (t.To.IsZero() || !a.To.IsZero() && !a.To.After(t.To))
}

// Terms returns the stretches that appointments make, earliest first; those of one side that meet or overlap are one.
func Terms(appointments []Appointment) []Term {
	sorted := slices.SortedFunc(slices.Values(appointments), func(a, b Appointment) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Role, b.Role))
	})
	var out []Term
	for _, a := range sorted {
		if n := len(out); n > 0 && out[n-1].Side == a.Role.side() {
			last := &out[n-1]
			if !last.To.IsZero() && (a.To.IsZero() || a.To.After(last.To)) {
				last.To = a.To
			}
			continue
		}
		out = append(out, Term{a.Role.side(), a.From, a.To})
	}
	return out
}
