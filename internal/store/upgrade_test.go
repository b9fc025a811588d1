package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/agency"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

// TestAppointmentsSurviveTheTerms brings a database from before 0002 up: everybody keeps every role and period, within terms
// that were made for them.
func TestAppointmentsSurviveTheTerms(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) store.Config{
		"sqlite":   func(t *testing.T) store.Config { return store.Config{File: filepath.Join(t.TempDir(), "old.db")} },
		"postgres": func(t *testing.T) store.Config { return store.Config{Postgres: storetest.PostgresURL(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background() // outlives the test's own, which ends before cleanup
			db, err := store.Open(ctx, open(t))
			must(t, err)
			t.Cleanup(func() { must(t, db.Close()) })
			must(t, db.MigrateTo(ctx, 1))
			for line := range strings.Lines(`INSERT INTO unit (id, code, uscc, name, short, kind, duty, functions, head, address, hours, phone, sort) VALUES (1, 'jyj', 'x', '局', '局', 'bureau', 'agency', '', '', '', '', '', 0)
				INSERT INTO person (id, unit, name, title) VALUES (1, 1, '示例甲', '')
				INSERT INTO person (id, unit, name, title) VALUES (2, 1, '示例乙', '')
				INSERT INTO appointment (person, role, from_date) VALUES (1, 'writer', '2020-01-01')
				INSERT INTO appointment (person, role, from_date, to_date) VALUES (1, 'signer', '2020-06-01', '2020-12-31')
				INSERT INTO appointment (person, role, from_date, to_date) VALUES (2, 'system-admin', '2020-01-01', '2021-12-31')
				INSERT INTO appointment (person, role, from_date) VALUES (2, 'audit-admin', '2022-01-01')
				INSERT INTO account (login, person, password, totp, fails) VALUES ('a', 1, 'p', '', 3)
				INSERT INTO session (token, person, created, idle, until) VALUES ('t', 1, 1, 2, 3)`) {
				_, err := db.Writer().ExecContext(ctx, strings.TrimSpace(line))
				must(t, err)
			}
			must(t, db.Migrate(ctx))
			for id, want := range map[agency.PersonID][]agency.Appointment{
				1: {{Person: 1, Role: agency.Writer, From: day("2020-01-01")}, {Person: 1, Role: agency.Signer, From: day("2020-06-01"), To: day("2020-12-31")}},
				2: {{Person: 2, Role: agency.SystemAdmin, From: day("2020-01-01"), To: day("2021-12-31")}, {Person: 2, Role: agency.AuditAdmin, From: day("2022-01-01")}},
			} {
				s, err := db.Staff(ctx, id)
				must(t, err)
				if diff := cmp.Diff(want, s.Appointments); diff != "" {
					t.Errorf("person %d (-want +got):\n%s", id, diff)
				}
			}
			a, err := db.AccountByLogin(ctx, "a")
			if err != nil || a.First || a.Password != "p" {
				t.Errorf("account %+v, %v", a, err)
			}
			if s, err := db.Session(ctx, "t"); err != nil || s.Person != 1 || s.Agent != "" {
				t.Errorf("session %+v, %v", s, err)
			}
		})
	}
}
