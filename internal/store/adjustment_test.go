package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/request"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// bureauWithReports is a house whose gate releases reports, with an office that proposes adjustments.
type bureauWithReports struct {
	*house
	reports *report.Service
	office  *agency.Person
}

func buildReports(t *testing.T, db *store.DB) *bureauWithReports {
	t.Helper()
	h := build(t, db)
	b := &bureauWithReports{house: h}
	now := func() time.Time { return h.now }
	b.reports = report.New(db, db, report.Settings{}, workday.Builtin, now)
	files, err := blob.Open(t.TempDir())
	must(t, err)
	h.items = publication.New(db, db, db, workday.Builtin, now, files, map[ref.Kind]publication.Releaser{report.Ref: b.reports})
	b.reports.SetItems(h.items)
	b.reports.SetProof(paper.Prove)
	b.office = h.person(t, "示例局办公室", agency.Appointment{Role: agency.GeneralOffice, From: workday.NewDate(2020, 1, 1)})
	b.office.Roles = []agency.Role{agency.GeneralOffice}
	return b
}

// asked registers a request that came on a day and is open.
func (b *bureauWithReports) asked(t *testing.T, on string) {
	t.Helper()
	req := &request.Request{Unit: int64(b.unit.ID), Applicant: request.Natural, ReceivedOn: day(on)}
	must(t, b.db.AddRequest(t.Context(), req, "", 2025, func() (act.Act, error) {
		return act.New(b.writer(), b.now, "request.receive", ref.To(request.Ref, req.ID), "", req.No), nil
	}))
}

func (b *bureauWithReports) write(t *testing.T, year int) (publication.ID, error) {
	t.Helper()
	v := version("年度报告")
	v.Column = int64(b.column.ID)
	if b.now.Year() <= year { // a report is written after its year
		b.now = workday.NewDate(year+1, 1, 12).Time().Add(9 * time.Hour)
	}
	if err := b.reports.Keep(t.Context(), b.people[agency.Writer], b.unit, year, "", report.Sections{}); err != nil {
		return 0, err
	}
	return b.reports.Load(t.Context(), b.people[agency.Writer], b.unit, year, v)
}

func (b *bureauWithReports) propose(t *testing.T, year int, n int64) *report.Adjustment {
	t.Helper()
	a, err := b.reports.ProposeAdjustment(t.Context(), b.office, int64(b.unit.ID), year, report.Adjusted{Applicant: request.Natural, Difference: n, Reason: "示例理由"})
	must(t, err)
	return a
}

// decide takes a report through the whole route and returns the last error.
func (b *bureauWithReports) decide(t *testing.T, id publication.ID) error {
	t.Helper()
	must(t, b.items.Submit(t.Context(), b.writer(), id))
	return b.pass(t, id, 0)
}

// TestReportAgreesWithTheSealedOneBefore: 2025 was released here; a request of 2025 that came to light later is more than it left,
// which nothing but a signed adjustment explains.
func TestReportAgreesWithTheSealedOneBefore(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b := buildReports(t, db)
		signer := b.people[agency.Signer]
		b.asked(t, "2025-12-20")
		id, err := b.write(t, 2025) // 2024 has no report: nothing to compare
		must(t, err)
		must(t, b.decide(t, id))
		b.asked(t, "2025-12-30")
		if _, err := b.write(t, 2026); !errors.Is(err, report.ErrViolated) || !strings.Contains(fault.Text(err), "2025年度报告结转下年为 1，本年上年结转为 2") {
			t.Errorf("written: %v", err)
		}
		a := b.propose(t, 2026, 1)
		if _, err := b.write(t, 2026); !errors.Is(err, report.ErrViolated) {
			t.Errorf("written with an adjustment that nobody signed: %v", err)
		}
		must(t, b.reports.SignAdjustment(t.Context(), signer, a.ID))
		if id, err = b.write(t, 2026); err != nil {
			t.Fatal(err)
		}
		must(t, b.decide(t, id))
		sealed, _, err := b.reports.Public(t.Context(), b.unit, 2026)
		must(t, err)
		want := &report.Carried{Before: [7]int64{1, 0, 0, 0, 0, 0, 1}, Adjustments: []report.Adjusted{{Applicant: request.Natural, Difference: 1, Reason: "示例理由"}}}
		if diff := cmp.Diff(want, sealed.Carried); diff != "" || sealed.AdjustmentNote() != "注：上年结转较2025年度报告所列的1件调整为2件（自然人 +1）：示例理由。" {
			t.Errorf("sealed: %s %s", sealed.AdjustmentNote(), diff)
		}
		// What is out is out.
		if _, err := b.reports.ProposeAdjustment(t.Context(), b.office, int64(b.unit.ID), 2026, want.Adjustments[0]); !errors.Is(err, report.ErrOut) {
			t.Errorf("adjusted after the release: %v", err)
		}
		if _, err := b.reports.ProposeAdjustment(t.Context(), b.office, int64(b.unit.ID), 2024, want.Adjustments[0]); !errors.Is(err, report.ErrNothingBefore) {
			t.Errorf("adjusted against nothing: %v", err)
		}
	})
}

// TestAdjustmentMakesAReviewedReportStale: what was signed for is what is released. An adjustment and its reverse leave every figure as
// it was, and yet the report is another.
func TestAdjustmentMakesAReviewedReportStale(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b := buildReports(t, db)
		a, err := report.Build(t.Context(), db, b.unit, 2025, report.Settings{})
		must(t, err)
		must(t, b.reports.Import(t.Context(), b.writer(), &report.Saved{Unit: int64(b.unit.ID), Year: 2025, Stated: day("2026-01-20"), Figures: a}))
		id, err := b.write(t, 2026)
		must(t, err)
		for _, n := range []int64{1, -1} {
			must(t, b.reports.SignAdjustment(t.Context(), b.people[agency.Signer], b.propose(t, 2026, n).ID))
		}
		if err := b.decide(t, id); !errors.Is(err, report.ErrStale) {
			t.Errorf("released: %v, want ErrStale", err)
		}
	})
}

// TestReportBeforeThatComesLaterIsHeard: nothing was compared when the report was written; what the year before left came out since.
func TestReportBeforeThatComesLaterIsHeard(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b := buildReports(t, db)
		before, err := report.Build(t.Context(), db, b.unit, 2025, report.Settings{})
		must(t, err)
		b.asked(t, "2025-12-20")
		id, err := b.write(t, 2026)
		must(t, err)
		must(t, b.reports.Import(t.Context(), b.writer(), &report.Saved{Unit: int64(b.unit.ID), Year: 2025, Stated: day("2026-01-20"), Figures: before}))
		if err := b.decide(t, id); !errors.Is(err, report.ErrViolated) {
			t.Errorf("released: %v, want ErrViolated", err)
		}
	})
}

// TestDatabaseKeepsAdjustments: past every rule of ours, nobody signs what they proposed, and what is signed or taken back stays.
func TestDatabaseKeepsAdjustments(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b := buildReports(t, db)
		ctx := t.Context()
		a, err := report.Build(ctx, db, b.unit, 2025, report.Settings{})
		must(t, err)
		must(t, b.reports.Import(ctx, b.writer(), &report.Saved{Unit: int64(b.unit.ID), Year: 2025, Stated: day("2026-01-20"), Figures: a}))
		signer := b.people[agency.Signer]
		waits := b.propose(t, 2026, 1)
		if _, err := b.reports.ProposeAdjustment(ctx, b.office, int64(b.unit.ID), 2026, waits.Adjusted); !errors.Is(err, report.ErrWaiting) {
			t.Errorf("sent twice: %v", err)
		}
		own := *b.office
		own.Roles = append(own.Roles, agency.DisclosureHead)
		if err := b.reports.SignAdjustment(ctx, &own, waits.ID); !errors.Is(err, report.ErrOwnAdjustment) {
			t.Errorf("own signature: %v", err)
		}
		elsewhere := agency.Person{ID: 99, Unit: 99, Roles: []agency.Role{agency.Signer}}
		if err := b.reports.SignAdjustment(ctx, &elsewhere, waits.ID); !errors.Is(err, report.ErrNoAdjustment) {
			t.Errorf("signed by who does not see it: %v", err)
		}
		refused := func(what, sql string, args ...any) {
			t.Helper()
			if err := past(t, db, sql, args...); err == nil {
				t.Errorf("%s: the database took %s", what, sql)
			}
		}
		const insert = `INSERT INTO adjustment (id, unit, year, applicant, difference, reason, proposer, proposed, signer, signed) VALUES (77, ?, 2026, 'legal', 1, '示例', ?, 1, ?, ?)`
		refused("own signature", `UPDATE adjustment SET signer = proposer, signed = 1 WHERE id = ?`, waits.ID)
		refused("a signature without its time", `UPDATE adjustment SET signer = ? WHERE id = ?`, signer.ID, waits.ID)
		refused("signed and taken back", `UPDATE adjustment SET signer = ?, signed = 1, taken_back = 1 WHERE id = ?`, signer.ID, waits.ID)
		refused("signed as it came", insert, b.unit.ID, b.office.ID, signer.ID, 1)
		refused("another waits", `INSERT INTO adjustment (id, unit, year, applicant, difference, reason, proposer, proposed) VALUES (78, ?, 2026, 'natural', 1, '示例', ?, 1)`, b.unit.ID, b.office.ID)
		refused("no difference", `INSERT INTO adjustment (id, unit, year, applicant, difference, reason, proposer, proposed) VALUES (79, ?, 2026, 'legal', 0, '示例', ?, 1)`, b.unit.ID, b.office.ID)
		for _, change := range []string{"difference = 2", "applicant = 'business'", "reason = '别的'", "year = 2027", "proposed = 2"} {
			refused("changed while it waits", `UPDATE adjustment SET `+change+` WHERE id = ?`, waits.ID)
		}
		refused("proposed by another, to sign it", `UPDATE adjustment SET proposer = ?, signer = ?, signed = 1 WHERE id = ?`, signer.ID, b.office.ID, waits.ID)
		refused("deleted", `DELETE FROM adjustment WHERE id = ?`, waits.ID)

		if err := b.reports.TakeBackAdjustment(ctx, signer, waits.ID); !errors.Is(err, report.ErrNotProposer) {
			t.Errorf("taken back by another: %v", err)
		}
		must(t, b.reports.TakeBackAdjustment(ctx, b.office, waits.ID))
		refused("signed after it was taken back", `UPDATE adjustment SET signer = ?, signed = 1, taken_back = 0 WHERE id = ?`, signer.ID, waits.ID)
		if err := b.reports.SignAdjustment(ctx, signer, waits.ID); !errors.Is(err, report.ErrSettled) {
			t.Errorf("signed after it was taken back: %v", err)
		}
		signed := b.propose(t, 2026, -1)
		must(t, b.reports.SignAdjustment(ctx, signer, signed.ID))
		refused("changed after it was signed", `UPDATE adjustment SET difference = 5 WHERE id = ?`, signed.ID)
		refused("the signature taken away", `UPDATE adjustment SET signer = 0, signed = 0 WHERE id = ?`, signed.ID)
		refused("deleted after it was signed", `DELETE FROM adjustment WHERE id = ?`, signed.ID)
		if err := b.reports.TakeBackAdjustment(ctx, b.office, signed.ID); !errors.Is(err, report.ErrSettled) {
			t.Errorf("taken back after it was signed: %v", err)
		}

		list, err := b.reports.Adjustments(ctx, int64(b.unit.ID), 2026)
		must(t, err)
		at := b.now.UTC()
		back, kept := *waits, *signed
		back.TakenBack, kept.SignedBy, kept.SignedAt = at, int64(signer.ID), at
		if diff := cmp.Diff([]report.Adjustment{back, kept}, list); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		if _, err := b.reports.Adjustment(ctx, b.office, 987654321); !errors.Is(err, report.ErrNoAdjustment) {
			t.Errorf("one that is not there: %v", err)
		}
	})
}
