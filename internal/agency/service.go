package agency

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Service keeps units and people. Who may call it is declared where it is called; what holds of the records is checked here.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service.
func New(store Store, now func() time.Time) *Service { return &Service{store, now} }

// ErrUnitTaken reports a code or a credit code that another unit has.
var ErrUnitTaken = fault.New(fault.Conflict, "unit-taken", "单位代码或统一社会信用代码已被另一单位使用，请核对。")

// AddUnit enters a unit below the bureau.
func (s *Service) AddUnit(ctx context.Context, by act.Actor, u *Unit) error {
	u.Trim()
	if err := u.Validate(); err != nil {
		return err
	}
	if err := s.free(ctx, u); err != nil {
		return err
	}
	at := s.now()
	return s.store.AddUnit(ctx, u, func() (act.Act, error) {
		return act.New(by, at, "agency.add-unit", ref.To(UnitRef, u.ID), "", u.Name), nil
	})
}

// free makes sure that no other unit has the codes, sets the parent and the place in the order, and keeps the bureau one.
func (s *Service) free(ctx context.Context, u *Unit) error {
	units, err := s.store.Units(ctx)
	if err != nil {
		return err
	}
	for i := range units {
		o := &units[i]
		if o.ID == u.ID {
			continue
		}
		if o.Code == u.Code || o.USCC == u.USCC {
			return fmt.Errorf("unit %s: %w", u.Code, ErrUnitTaken.Say("单位代码或统一社会信用代码已被%s使用，请核对。", o.Name))
		}
		if o.Kind == Bureau && u.Kind == Bureau {
			return fault.Fields{{Name: "kind", Text: "局机关只有一个：" + o.Name + "。"}}
		}
		if o.Kind == Bureau {
			u.Parent = o.ID
		}
		if u.ID == 0 {
			u.Order = max(u.Order, o.Order+1)
		}
	}
	return nil
}

// EditUnit changes what is known of a unit. Code and credit code stay: addresses and 索引号 are made of them.
func (s *Service) EditUnit(ctx context.Context, by act.Actor, next Unit) error {
	next.Trim()
	at := s.now()
	return s.store.UpdateUnit(ctx, next.ID, func(u *Unit) (act.Act, error) {
		next.Code, next.USCC, next.Parent, next.Order = u.Code, u.USCC, u.Parent, u.Order
		if u.Kind == Bureau || next.Kind == Bureau {
			next.Kind = u.Kind
		}
		if err := next.Validate(); err != nil {
			return act.Act{}, err
		}
		*u = next
		return act.New(by, at, "agency.edit-unit", ref.To(UnitRef, u.ID), "", u.Name), nil
	})
}

// AddDepartment enters a 科室.
func (s *Service) AddDepartment(ctx context.Context, by act.Actor, d *Department) error {
	if err := d.validate(); err != nil {
		return err
	}
	at := s.now()
	return s.store.AddDepartment(ctx, d, func() (act.Act, error) {
		return act.New(by, at, "agency.add-department", ref.To(UnitRef, d.Unit), "", d.Name), nil
	})
}

// EditDepartment changes name and telephone of a 科室.
func (s *Service) EditDepartment(ctx context.Context, by act.Actor, next Department) error {
	if err := next.validate(); err != nil {
		return err
	}
	at := s.now()
	return s.store.UpdateDepartment(ctx, next.ID, func(d *Department) (act.Act, error) {
		d.Name, d.Phone = next.Name, next.Phone
		return act.New(by, at, "agency.edit-department", ref.To(UnitRef, d.Unit), "", d.Name), nil
	})
}

func (d *Department) validate() error {
	d.Name, d.Phone = strings.TrimSpace(d.Name), strings.TrimSpace(d.Phone)
	if d.Name == "" {
		return fault.Fields{{Name: "department", Text: "请填写科室名称。"}}
	}
	return nil
}

// AddPerson enters somebody; roles and an account come from the security administrator.
func (s *Service) AddPerson(ctx context.Context, by act.Actor, p *Person) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if err := s.inUnit(ctx, p); err != nil {
		return err
	}
	at := s.now()
	return s.store.AddPerson(ctx, p, nil, func() (act.Act, error) {
		return act.New(by, at, "agency.add-person", ref.To(PersonRef, p.ID), "", p.Title), nil
	})
}

// inUnit makes sure that unit and department exist and belong together.
func (s *Service) inUnit(ctx context.Context, p *Person) error {
	if _, err := s.store.Unit(ctx, p.Unit); err != nil {
		return err
	}
	if p.Department == 0 {
		return nil
	}
	ds, err := s.store.Departments(ctx, p.Unit)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if d.ID == p.Department {
			return nil
		}
	}
	return fault.Fields{{Name: "department", Text: "科室不属于所选单位，请重新选择。"}}
}

// EditPerson changes name, title, unit and department.
func (s *Service) EditPerson(ctx context.Context, by act.Actor, next Person) error {
	if err := next.Validate(); err != nil {
		return err
	}
	if err := s.inUnit(ctx, &next); err != nil {
		return err
	}
	at := s.now()
	return s.store.UpdateStaff(ctx, next.ID, func(st *Staff) (act.Act, error) {
		st.Name, st.Title, st.Unit, st.Department = next.Name, next.Title, next.Unit, next.Department
		return act.New(by, at, "agency.edit-person", ref.To(PersonRef, st.ID), "", st.Title), nil
	})
}

// Leave enters somebody's last day.
func (s *Service) Leave(ctx context.Context, by act.Actor, id PersonID, last workday.Date) error {
	at := s.now()
	return s.store.UpdateStaff(ctx, id, func(st *Staff) (act.Act, error) { return st.Leave(by, at, last) })
}

// Appoint gives somebody a role for a time.
func (s *Service) Appoint(ctx context.Context, by act.Actor, id PersonID, a Appointment) error {
	at := s.now()
	return s.store.UpdateStaff(ctx, id, func(st *Staff) (act.Act, error) { return st.Appoint(by, at, a) })
}

// Dismiss ends the appointment to a role that began on a day: from another day on it no longer holds.
func (s *Service) Dismiss(ctx context.Context, by act.Actor, id PersonID, role Role, from, day workday.Date) error {
	at := s.now()
	return s.store.UpdateStaff(ctx, id, func(st *Staff) (act.Act, error) { return st.Dismiss(by, at, role, from, day) })
}
