package store_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

// past sends SQL to the database as an intruder would, past every rule of ours; a ? in it is the number that follows.
func past(t *testing.T, db *store.DB, text string, args ...any) error {
	t.Helper()
	if db.Postgres() != nil {
		for i := range args {
			text = strings.Replace(text, "?", "$"+string(rune('1'+i)), 1)
		}
	}
	_, err := db.Writer().ExecContext(t.Context(), text, args...)
	return err
}

// TestDatabaseKeepsTheThreeApart: whatever is written past the code, nobody stands on two sides on one day. Three people hold
// roles: one of the business, one who was of the business and is an administrator, and one administrator.
func TestDatabaseKeepsTheThreeApart(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		clerk := int64(h.person(t, "示例甲", agency.Appointment{Role: agency.Writer, From: day("2026-01-01")}).ID)
		moved := int64(h.person(t, "示例乙", agency.Appointment{Role: agency.Writer, From: day("2026-01-01"), To: day("2026-06-30")},
			agency.Appointment{Role: agency.SystemAdmin, From: day("2026-07-01")}).ID)
		admin := int64(h.person(t, "示例丙", agency.Appointment{Role: agency.AuditAdmin, From: day("2026-01-01"), To: day("2026-12-31")}).ID)
		const term, appointment = `INSERT INTO term (person, side, from_date, to_date, after) VALUES `, `INSERT INTO appointment (person, role, from_date, to_date, side, term_from, term_to) VALUES `
		for name, c := range map[string]struct {
			sql    string
			person int64
		}{
			"an administrator's role on the side of the business":    {appointment + `(?, 'system-admin', '2026-02-01', '9999-12-31', 'business', '2026-01-01', '9999-12-31')`, clerk},
			"an administrator's role in a term that is not there":    {appointment + `(?, 'system-admin', '2026-02-01', '9999-12-31', 'system-admin', '2026-01-01', '9999-12-31')`, clerk},
			"a role of the business in the term of an administrator": {appointment + `(?, 'writer', '2026-02-01', '2026-03-01', 'audit-admin', '2026-01-01', '2026-12-31')`, admin},
			"another administrator's role in that term":              {appointment + `(?, 'security-admin', '2026-02-01', '2026-03-01', 'audit-admin', '2026-01-01', '2026-12-31')`, admin},
			"before its term":                      {appointment + `(?, 'signer', '2025-02-01', '9999-12-31', 'business', '2026-01-01', '9999-12-31')`, clerk},
			"longer than its term":                 {appointment + `(?, 'signer', '2026-02-01', '2026-07-01', 'business', '2026-01-01', '2026-06-30')`, moved},
			"a second first term":                  {term + `(?, 'system-admin', '2026-02-01', '9999-12-31', NULL)`, clerk},
			"a term within another":                {term + `(?, 'system-admin', '2026-02-01', '2026-03-01', NULL)`, clerk},
			"a term after what does not end":       {term + `(?, 'system-admin', '2026-02-01', '2027-01-01', '9999-12-31')`, clerk},
			"a term after an end that is not":      {term + `(?, 'system-admin', '2026-02-01', '2027-01-01', '2026-01-31')`, clerk},
			"a second term after one end":          {term + `(?, 'audit-admin', '2026-07-01', '2026-12-31', '2026-06-30')`, moved},
			"a term from the last day of another":  {term + `(?, 'system-admin', '2026-12-31', '9999-12-31', '2026-12-31')`, admin},
			"a term of no side":                    {term + `(?, 'both', '2027-01-01', '9999-12-31', '2026-12-31')`, admin},
			"a role becomes an administrator's":    {`UPDATE appointment SET role = 'system-admin' WHERE person = ?`, clerk},
			"a role and its side":                  {`UPDATE appointment SET role = 'system-admin', side = 'system-admin' WHERE person = ?`, clerk},
			"the side of a term in use":            {`UPDATE term SET side = 'system-admin' WHERE person = ?`, clerk},
			"a term reaches into the next":         {`UPDATE term SET to_date = '2026-07-31' WHERE side = 'business' AND person = ?`, moved},
			"a term begins within the one before":  {`UPDATE term SET from_date = '2026-06-01' WHERE side = 'system-admin' AND person = ?`, moved},
			"a term lets go of the one before":     {`UPDATE term SET after = NULL WHERE side = 'system-admin' AND person = ?`, moved},
			"an appointment longer than its term":  {`UPDATE appointment SET to_date = '9999-12-31' WHERE role = 'writer' AND person = ?`, moved},
			"an appointment goes to somebody else": {`UPDATE appointment SET person = (SELECT person FROM appointment WHERE role = 'audit-admin') WHERE person = ?`, clerk},
			"a term goes to somebody else":         {`UPDATE term SET person = (SELECT person FROM term WHERE side = 'audit-admin') WHERE person = ?`, clerk},
			"the term before is taken away":        {`DELETE FROM term WHERE side = 'business' AND person = ?`, moved},
		} {
			if err := past(t, db, c.sql, c.person); err == nil {
				t.Errorf("%s: the database took %s", name, c.sql)
			}
		}
		// What the rules allow goes in: the refusals above are not of everything.
		if err := past(t, db, term+`(?, 'security-admin', '2027-01-01', '9999-12-31', '2026-12-31')`, admin); err != nil {
			t.Errorf("the term after: %v", err)
		}
	})
}

// TestDatabaseRefusesStepsOfTheWriter: whatever is written past the code, no step of a version is taken by who wrote on it,
// and what was decided stays. The version was begun by one and handed to another.
func TestDatabaseRefusesStepsOfTheWriter(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		first, second := h.people[agency.Writer], h.person(t, "示例甲", agency.Appointment{Role: agency.Writer, From: day("2026-01-01")})
		id := h.start(t, "", version("通知"))
		must(t, h.items.HandOver(ctx, first, id, second.ID, "出差"))
		must(t, h.items.Submit(ctx, second.Actor(), id))
		reviewer := h.people[agency.FirstReviewer]
		it, err := db.Item(ctx, id)
		must(t, err)
		must(t, h.items.Decide(ctx, reviewer, id, publication.Decision{Pass: true, Digest: it.Version.Digest()}))

		other, elsewhere := int64(h.people[agency.SecondReviewer].ID), h.start(t, "", version("别的"))
		const step = `INSERT INTO item_step (item, no, stage, person, name, writer, prior, at, passed, opinion, basis, digest) VALUES (?, 7, 'second-review', ?, '', ?, 0, 0, 1, '', '', '')`
		for name, c := range map[string]struct {
			sql  string
			args []any
		}{
			"a step of the writer":                       {step, []any{id, second.ID, second.ID}},
			"a step of the writer that names another":    {step, []any{id, second.ID, 987654321}},
			"a step of who wrote before":                 {step, []any{id, first.ID, second.ID}},
			"a step of who wrote before, named as such":  {step, []any{id, first.ID, other}},
			"a step of a reviewer that names nobody":     {step, []any{id, other, 0}},
			"a step becomes the writer's":                {`UPDATE item_step SET person = ? WHERE item = ?`, []any{second.ID, id}},
			"a step becomes the writer's, and another's": {`UPDATE item_step SET person = ?, writer = 0 WHERE item = ?`, []any{second.ID, id}},
			"a step decided otherwise":                   {`UPDATE item_step SET passed = 0 WHERE item = ?`, []any{id}},
			"a step goes to another item":                {`UPDATE item_step SET item = ? WHERE item = ?`, []any{elsewhere, id}},
			"a step is taken away":                       {`DELETE FROM item_step WHERE item = ?`, []any{id}},
			"the reviewer becomes the writer":            {`UPDATE item SET writer = ? WHERE id = ?`, []any{reviewer.ID, id}},
			"who wrote before is forgotten":              {`UPDATE item SET authors = '' WHERE id = ?`, []any{id}},
			"forgotten in a draft":                       {`UPDATE item SET authors = '', state = 'draft' WHERE id = ?`, []any{id}},
			"the writer is forgotten in a draft":         {`UPDATE item SET writer = ?, state = 'draft' WHERE id = ?`, []any{other, id}},
		} {
			if err := past(t, db, c.sql, c.args...); err == nil {
				t.Errorf("%s: the database took %s", name, c.sql)
			}
		}
		must(t, past(t, db, step, id, other, second.ID))

		// Through the store the refusal is a conflict, which is told as one.
		err = db.Update(ctx, id, func(it *publication.Item) (act.Act, error) {
			it.Steps = append(it.Steps, publication.Step{Stage: publication.SecondReview, By: int64(first.ID), At: noon, Passed: true})
			return act.New(h.writer(), noon, "x", ref.To(publication.Ref, id), "", ""), nil
		})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("a step of who wrote before, through the store: %v, want ErrConflict", err)
		}
	})
}

// TestHistoryIsLoadedPastTheGuards: who reviewed one version may write the next, and a copy of that is loaded as it is, though the
// guards would refuse the old step now. Afterwards they stand again.
func TestHistoryIsLoadedPastTheGuards(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, storetest.SQLite(t))
		ctx := t.Context()
		id := h.start(t, "", version("通知"))
		h.release(t, id)
		p := *h.people[agency.FirstReviewer]
		p.Roles = append(p.Roles, agency.Writer)
		must(t, h.items.Correct(ctx, &p, id, "日期误写"))
		saved := map[string]*bytes.Buffer{}
		var tables []store.Table
		must(t, h.db.Snapshot(ctx, func(s *store.Snapshot) error {
			for _, x := range s.Tables {
				b := new(bytes.Buffer)
				if _, err := s.Rows(ctx, x, b); err != nil {
					return err
				}
				saved[x.Name], tables = b, append(tables, x)
			}
			return nil
		}))
		must(t, db.Load(ctx, func(l *store.Loading) error {
			for _, x := range tables {
				if err := l.Rows(ctx, x, saved[x.Name]); err != nil {
					return err
				}
			}
			return nil
		}, func(*store.Snapshot) error { return nil }))
		it, err := db.Item(ctx, id)
		must(t, err)
		if len(it.Steps) != len(publication.BureauRoute) || it.Writer != int64(p.ID) {
			t.Errorf("loaded: %d steps, writer %d", len(it.Steps), it.Writer)
		}
		if past(t, db, `DELETE FROM item_step WHERE item = ?`, id) == nil {
			t.Error("after loading nothing is guarded")
		}
	})
}
