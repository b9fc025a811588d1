package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

func day(s string) workday.Date {
	d, err := workday.ParseDate(s)
	if err != nil {
		panic(err) // a test's own mistake
	}
	return d
}

func deed(verb string) func() (act.Act, error) {
	return func() (act.Act, error) { return act.New(act.System, noon, verb, ref.Ref{}, "", ""), nil }
}

func (h *house) person(t *testing.T, name string, as ...agency.Appointment) *agency.Person {
	t.Helper()
	p := &agency.Person{Unit: h.unit.ID, Name: name, Title: "科员"}
	must(t, h.db.AddPerson(t.Context(), p, as, deed("agency.add-person")))
	return p
}

// The database itself refuses what no rule of ours lets through: two sides at one time.
func TestStoreKeepsTheThreeAdministratorsApart(t *testing.T) {
	t.Parallel()
	from := func(role agency.Role, from, to string) agency.Appointment {
		a := agency.Appointment{Role: role, From: day(from)}
		if to != "" {
			a.To = day(to)
		}
		return a
	}
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		for name, c := range map[string]struct {
			as   []agency.Appointment
			want error
		}{
			"two business roles":             {[]agency.Appointment{from(agency.Writer, "2026-01-01", ""), from(agency.Signer, "2026-03-01", "")}, nil},
			"one after the other":            {[]agency.Appointment{from(agency.Writer, "2026-01-01", "2026-03-31"), from(agency.SystemAdmin, "2026-04-01", "")}, nil},
			"there and back":                 {[]agency.Appointment{from(agency.Writer, "2026-01-01", "2026-03-31"), from(agency.AuditAdmin, "2026-04-01", "2026-06-30"), from(agency.Writer, "2026-07-01", "")}, nil},
			"business and administrator":     {[]agency.Appointment{from(agency.Writer, "2026-01-01", ""), from(agency.SystemAdmin, "2026-04-01", "")}, store.ErrConflict},
			"two administrators":             {[]agency.Appointment{from(agency.SecurityAdmin, "2026-01-01", "2026-12-31"), from(agency.SystemAdmin, "2026-12-31", "")}, store.ErrConflict},
			"administrator inside":           {[]agency.Appointment{from(agency.Writer, "2026-01-01", "2026-12-31"), from(agency.AuditAdmin, "2026-04-01", "2026-04-30")}, store.ErrConflict},
			"all three on one day":           {[]agency.Appointment{from(agency.SystemAdmin, "2026-01-01", ""), from(agency.SecurityAdmin, "2026-01-01", ""), from(agency.AuditAdmin, "2026-01-01", "")}, store.ErrConflict},
			"a reader and the administrator": {[]agency.Appointment{from(agency.Inspector, "2026-01-01", ""), from(agency.AuditAdmin, "2026-01-01", "")}, store.ErrConflict},
		} {
			p := &agency.Person{Unit: h.unit.ID, Name: name}
			if err := db.AddPerson(t.Context(), p, c.as, deed("agency.add-person")); !errors.Is(err, c.want) || (err != nil) != (c.want != nil) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
}

func TestStaffIsSavedWithItsAct(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		by := act.Actor{Person: 99, Name: "示例安全管理员"}
		p := h.person(t, "示例甲", agency.Appointment{Role: agency.Writer, From: day("2026-01-01")})
		s := agency.New(db, func() time.Time { return noon })
		if err := s.Appoint(ctx, by, p.ID, agency.Appointment{Role: agency.AuditAdmin, From: day("2026-11-20")}); !errors.Is(err, agency.ErrApart) {
			t.Errorf("a writer was made administrator: %v", err)
		}
		must(t, s.Dismiss(ctx, by, p.ID, agency.Writer, day("2026-01-01"), day("2026-11-20")))
		must(t, s.Appoint(ctx, by, p.ID, agency.Appointment{Role: agency.AuditAdmin, From: day("2026-11-20"), To: day("2027-11-19")}))
		got, err := db.Staff(ctx, p.ID)
		must(t, err)
		want := []agency.Appointment{
			{Person: p.ID, Role: agency.Writer, From: day("2026-01-01"), To: day("2026-11-19")},
			{Person: p.ID, Role: agency.AuditAdmin, From: day("2026-11-20"), To: day("2027-11-19")},
		}
		if diff := cmp.Diff(want, got.Appointments); diff != "" {
			t.Errorf("appointments (-want +got):\n%s", diff)
		}
		if err := s.Leave(ctx, by, p.ID, day("2026-12-31")); !errors.Is(err, agency.ErrAdmin) {
			t.Errorf("an administrator left: %v", err)
		}
		must(t, s.Dismiss(ctx, by, p.ID, agency.AuditAdmin, day("2026-11-20"), day("2026-11-20")))
		must(t, s.Leave(ctx, by, p.ID, day("2026-11-20")))
		lines, err := db.Lines(ctx, ledger.Acts, ref.To(agency.PersonRef, p.ID), 10)
		must(t, err)
		var verbs []string
		for _, l := range lines {
			verbs = append(verbs, l.Kind)
		}
		if diff := cmp.Diff([]string{"agency.leave", "agency.dismiss", "agency.appoint", "agency.dismiss"}, verbs); diff != "" {
			t.Errorf("acts (-want +got):\n%s", diff)
		}
		ps, n, err := db.People(ctx, agency.Filter{Name: "例甲"}, day("2026-11-21"))
		if err != nil || n != 0 || len(ps) != 0 {
			t.Errorf("who has left is still listed: %+v, %v", ps, err)
		}
		ps, n, err = db.People(ctx, agency.Filter{Role: agency.Signer, Unit: h.unit.ID}, day("2026-11-20"))
		if err != nil || n != 1 || !ps[0].Has(agency.Signer) {
			t.Errorf("people by role: %+v, %d, %v", ps, n, err)
		}
	})
}

func TestUnitAndDepartmentAreChanged(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		s := agency.New(db, func() time.Time { return noon })
		u := agency.Unit{
			Code: "yizhong", USCC: "12410900MB0000000B", Name: "示例市第一中学", Short: "市一中", Kind: agency.School, Duty: agency.DutyPublic,
			Functions: "教育", Head: "示例", Address: "示例路1号", Hours: "工作日", Phone: "0000-0000001",
		}
		must(t, s.AddUnit(ctx, act.System, &u))
		if u.Parent != h.unit.ID {
			t.Errorf("parent %d", u.Parent)
		}
		again := u
		again.ID, again.Code = 0, "erzhong"
		if err := s.AddUnit(ctx, act.System, &again); !errors.Is(err, agency.ErrUnitTaken) {
			t.Errorf("one code of credit twice: %v", err)
		}
		next := u
		next.Phone, next.Code = "0000-0000002", "other"
		must(t, s.EditUnit(ctx, act.System, next))
		got, err := db.Unit(ctx, u.ID)
		must(t, err)
		if got.Phone != "0000-0000002" || got.Code != "yizhong" {
			t.Errorf("unit after the change: %+v", got)
		}
		d := &agency.Department{Unit: u.ID, Name: "教务处"}
		must(t, s.AddDepartment(ctx, act.System, d))
		must(t, s.EditDepartment(ctx, act.System, agency.Department{ID: d.ID, Name: "教导处", Phone: "1"}))
		ds, err := db.Departments(ctx, u.ID)
		must(t, err)
		if diff := cmp.Diff([]agency.Department{{ID: d.ID, Unit: u.ID, Name: "教导处", Phone: "1"}}, ds); diff != "" {
			t.Errorf("departments (-want +got):\n%s", diff)
		}
		if err := s.EditDepartment(ctx, act.System, agency.Department{ID: 999, Name: "无"}); !errors.Is(err, agency.ErrNoDepartment) {
			t.Errorf("no department: %v", err)
		}
	})
}
