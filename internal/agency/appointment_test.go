package agency

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/workday"
)

func on(s string) workday.Date {
	if s == "" {
		return workday.Date{}
	}
	d, err := workday.ParseDate(s)
	if err != nil {
		panic(err) // a test's own mistake
	}
	return d
}

func span(role Role, from, to string) Appointment {
	return Appointment{Person: 7, Role: role, From: on(from), To: on(to)}
}

var (
	morning = time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	officer = act.Actor{Person: 99, Name: "示例安全管理员"}
)

func TestAppointKeepsTheThreeApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		held Appointment
		left string
		next Appointment
		want error
	}{
		"business beside business":          {span(Writer, "2026-01-01", ""), "", span(Signer, "2026-02-01", ""), nil},
		"administrator beside business":     {span(Writer, "2026-01-01", ""), "", span(SystemAdmin, "2026-02-01", ""), ErrApart},
		"business beside administrator":     {span(AuditAdmin, "2026-01-01", ""), "", span(Inspector, "2026-02-01", ""), ErrApart},
		"two administrators":                {span(SystemAdmin, "2026-01-01", ""), "", span(SecurityAdmin, "2026-01-01", ""), ErrApart},
		"overlap of one day":                {span(Writer, "2026-01-01", "2026-06-30"), "", span(SystemAdmin, "2026-06-30", ""), ErrApart},
		"the day after":                     {span(Writer, "2026-01-01", "2026-06-30"), "", span(SystemAdmin, "2026-07-01", ""), nil},
		"before, up to the first day":       {span(SystemAdmin, "2026-07-01", ""), "", span(Writer, "2026-01-01", "2026-07-01"), ErrApart},
		"before, up to the day before":      {span(SystemAdmin, "2026-07-01", ""), "", span(Writer, "2026-01-01", "2026-06-30"), nil},
		"before, without an end":            {span(SystemAdmin, "2026-07-01", ""), "", span(Writer, "2026-01-01", ""), ErrApart},
		"the same role again":               {span(Writer, "2026-01-01", ""), "", span(Writer, "2026-06-01", ""), ErrHeld},
		"the same role after a gap":         {span(Writer, "2026-01-01", "2026-03-31"), "", span(Writer, "2026-06-01", ""), nil},
		"no first day":                      {span(Writer, "2026-01-01", ""), "", span(Signer, "", ""), ErrPeriod},
		"the end before the beginning":      {span(Writer, "2026-01-01", ""), "", span(Signer, "2026-06-02", "2026-06-01"), ErrPeriod},
		"no such role":                      {span(Writer, "2026-01-01", ""), "", span("boss", "2026-06-02", ""), ErrRole},
		"beyond the person's last day":      {span(Writer, "2026-01-01", "2026-12-31"), "2026-12-31", span(Signer, "2026-06-02", ""), ErrGone},
		"within the person's last day":      {span(Writer, "2026-01-01", "2026-12-31"), "2026-12-31", span(Signer, "2026-06-02", "2026-12-31"), nil},
		"administrator of the same again":   {span(AuditAdmin, "2026-01-01", "2026-12-31"), "", span(AuditAdmin, "2026-12-01", ""), ErrHeld},
		"one administrator, then another":   {span(AuditAdmin, "2026-01-01", "2026-11-30"), "", span(SystemAdmin, "2026-12-01", ""), nil},
		"administrator in the middle of it": {span(Writer, "2026-01-01", "2026-12-31"), "", span(AuditAdmin, "2026-05-01", "2026-05-02"), ErrApart},
	} {
		s := &Staff{Person: Person{ID: 7, Name: "示例", Left: on(c.left)}, Appointments: []Appointment{c.held}}
		a, err := s.Appoint(officer, morning, c.next)
		if !errors.Is(err, c.want) || (err != nil) != (c.want != nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if (err == nil) != (len(a.Entries) == 1) || (err == nil) != (len(s.Appointments) == 2) {
			t.Errorf("%s: %d entries, %d appointments", name, len(a.Entries), len(s.Appointments))
		}
	}
	s := &Staff{Person: Person{ID: 99}}
	if _, err := s.Appoint(officer, morning, span(Writer, "2026-01-01", "")); !errors.Is(err, ErrOwnRole) {
		t.Errorf("one's own role: %v", err)
	}
}

func TestDismissEndsTheDayBefore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		held Appointment
		day  string
		want []Appointment
		err  error
	}{
		"today":                    {span(Writer, "2026-01-01", ""), "2026-11-20", []Appointment{span(Writer, "2026-01-01", "2026-11-19")}, nil},
		"later":                    {span(Writer, "2026-01-01", ""), "2027-01-01", []Appointment{span(Writer, "2026-01-01", "2026-12-31")}, nil},
		"yesterday":                {span(Writer, "2026-01-01", ""), "2026-11-19", nil, ErrEndEarly},
		"the day it began":         {span(Writer, "2026-11-20", ""), "2026-11-20", nil, nil},
		"before it would begin":    {span(Writer, "2027-01-01", ""), "2026-12-01", nil, nil},
		"after its end":            {span(Writer, "2026-01-01", "2026-11-30"), "2026-12-31", []Appointment{span(Writer, "2026-01-01", "2026-11-30")}, nil},
		"one that has ended":       {span(Writer, "2026-01-01", "2026-11-19"), "2026-11-20", nil, ErrNotHeld},
		"one that was never given": {span(Signer, "2026-01-01", ""), "2026-11-20", nil, ErrNotHeld},
	} {
		s := &Staff{Person: Person{ID: 7}, Appointments: []Appointment{c.held}}
		_, err := s.Dismiss(officer, morning, Writer, c.held.From, on(c.day))
		if !errors.Is(err, c.err) || (err != nil) != (c.err != nil) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if err == nil && !cmp.Equal(append([]Appointment{}, c.want...), append([]Appointment{}, s.Appointments...)) {
			t.Errorf("%s: %v, want %v", name, s.Appointments, c.want)
		}
	}
}

func TestLeaveEndsEveryRole(t *testing.T) {
	t.Parallel()
	s := &Staff{Person: Person{ID: 7}, Appointments: []Appointment{
		span(Writer, "2026-01-01", ""), span(Signer, "2026-01-01", "2026-05-31"), span(UnitHead, "2027-01-01", ""),
	}}
	if _, err := s.Leave(officer, morning, workday.Date{}); !errors.Is(err, ErrPeriod) {
		t.Errorf("no day: %v", err)
	}
	if _, err := s.Leave(officer, morning, on("2026-12-31")); err != nil {
		t.Fatal(err)
	}
	want := []Appointment{span(Writer, "2026-01-01", "2026-12-31"), span(Signer, "2026-01-01", "2026-05-31")}
	if diff := cmp.Diff(want, s.Appointments); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Gone(on("2026-12-31")) || !s.Gone(on("2027-01-01")) {
		t.Error("the last day is wrong")
	}
	if _, err := s.Leave(officer, morning, on("2027-12-31")); !errors.Is(err, ErrGone) {
		t.Errorf("a second time: %v", err)
	}
	admin := &Staff{Person: Person{ID: 8}, Appointments: []Appointment{span(AuditAdmin, "2026-01-01", "")}}
	if _, err := admin.Leave(officer, morning, on("2026-12-31")); !errors.Is(err, ErrAdmin) {
		t.Errorf("an administrator: %v", err)
	}
}

func TestTermsAreStretchesOfOneSide(t *testing.T) {
	t.Parallel()
	got := Terms([]Appointment{
		span(Signer, "2026-03-01", ""), span(Writer, "2024-01-01", "2024-06-30"), span(AuditAdmin, "2025-01-01", "2025-12-31"),
		span(UnitHead, "2024-03-01", "2024-12-31"), span(Writer, "2026-01-01", "2026-02-28"),
	})
	want := []Term{
		{Business, on("2024-01-01"), on("2024-12-31")},
		{Side(AuditAdmin), on("2025-01-01"), on("2025-12-31")},
		{Business, on("2026-01-01"), workday.Date{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
