package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/budget"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/dispute"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// Every row of table two and three is filled once and seen counted, and each cell lists exactly what it counts.
func TestEveryRegisterIsCounted(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		fill(t, h)
		a, err := report.Build(t.Context(), db, h.unit, 2020, report.Settings{})
		must(t, err)
		want := map[string][]int64{
			"regulations": {0, 0, 0}, "normative": {1, 1, 1}, "licensing": {1, 1, 0}, "other_services": {0, 1, 1}, "punishment": {1, -1, 2},
			"coercion": {0, 1, 1}, "fees": {1, 1}, "procurement": {2, 1234500},
		}
		if diff := cmp.Diff(want, a.Table2); diff != "" {
			t.Errorf("table two (-want +got):\n%s", diff)
		}
		if got := a.Table3["new_received"]; got != [7]int64{2, 1, 0, 0, 0, 0, 3} {
			t.Errorf("new received %v", got)
		}
		if got := a.Table3["granted"]; got != [7]int64{1, 0, 0, 0, 0, 0, 1} {
			t.Errorf("granted %v", got)
		}
		if got := a.Table3["other"]; got != [7]int64{0, 1, 0, 0, 0, 0, 1} {
			t.Errorf("other %v", got)
		}
		if got := a.Table3["carried_out"]; got != [7]int64{1, 0, 0, 0, 0, 0, 1} {
			t.Errorf("carried out %v", got)
		}
		if got := a.Table4["review"]; got != [5]int64{1, 0, 0, 1, 2} {
			t.Errorf("review %v", got)
		}
		if vs := a.Check().Violations; len(vs) > 0 {
			t.Errorf("violations %+v", vs)
		}
		everyCellOpens(t, db, h, a)
		cases, err := report.Build(t.Context(), db, h.unit, 2020, report.Settings{CountCases: true})
		must(t, err)
		if got := cases.Table2["punishment"]; !cmp.Equal(got, []int64{0, 2, 2}) {
			t.Errorf("punishment counted in cases: %v", got)
		}
		// 2021 carries over what 2020 left.
		next, err := report.Build(t.Context(), db, h.unit, 2021, report.Settings{})
		must(t, err)
		if next.Table3["carried_in"] != a.Table3["carried_out"] {
			t.Errorf("carried in %v, carried out %v", next.Table3["carried_in"], a.Table3["carried_out"])
		}
		everyCellOpens(t, db, h, next)
		if got := next.Table2["fees"]; !cmp.Equal(got, []int64{5000}) {
			t.Errorf("fees taken in 2021: %v", got)
		}
	})
}

// TestRepealedDocumentsAreCounted: a document ends by its term, or on the day it was declared repealed, whichever comes first; what
// was only amended goes on. In the form of 2021. law: 国办公开办函〔2021〕30号
func TestRepealedDocumentsAreCounted(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		h.now = time.Date(2021, 3, 1, 2, 0, 0, 0, time.UTC)
		norm := func(title string, expires workday.Date) publication.ID {
			v := version(title)
			v.Norm, v.FormedOn, v.Expires = publication.Normative, workday.NewDate(2021, 2, 22), expires
			id := h.start(t, "", v)
			h.release(t, id)
			return id
		}
		repealed, amended, lapsing := norm("废止", workday.Date{}), norm("修改", workday.Date{}), norm("失效", workday.NewDate(2023, 12, 31))
		norm("有效", workday.NewDate(2022, 12, 31))
		h.now = time.Date(2022, 6, 1, 2, 0, 0, 0, time.UTC)
		office := *h.people[agency.Signer]
		office.Roles = []agency.Role{agency.GeneralOffice}
		for id, state := range map[publication.ID]publication.ValidityState{repealed: publication.Repealed, amended: publication.Amended, lapsing: publication.Lapsed} {
			must(t, h.items.Declare(ctx, &office, id, publication.Validity{State: state, On: workday.NewDate(2022, 5, 31), Basis: "示教〔2022〕9号"}))
		}
		for year, want := range map[int][]int64{2021: {4, 0, 4}, 2022: {0, 2, 2}, 2023: {0, 1, 1}, 2024: {0, 0, 1}} {
			a, err := report.Build(ctx, db, h.unit, year, report.Settings{})
			must(t, err)
			if got := a.Table2["normative"]; !cmp.Equal(got, want) {
				t.Errorf("documents made, ended, in force in %d: %v, want %v", year, got, want)
			}
			everyCellOpens(t, db, h, a)
		}
	})
}

// TestUnconfirmedRequestIsNotCarried: what was filed and is not confirmed as received counts in no year; what was withdrawn before that
// came and went on one day.
func TestUnconfirmedRequestIsNotCarried(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		for _, req := range []*request.Request{
			{Unit: int64(h.unit.ID), Applicant: request.Natural, State: request.Filed, FiledAt: noon},
			{Unit: int64(h.unit.ID), Applicant: request.Business, State: request.Withdrawn, FiledAt: noon, Outcome: "other_rest", ClosedOn: day("2025-12-31")},
		} {
			must(t, db.AddRequest(t.Context(), req, "", 2025, func() (act.Act, error) {
				return act.New(h.writer(), noon, "request.submit", ref.To(request.Ref, req.ID), "", req.No), nil
			}))
		}
		for year, n := range map[int]int64{2024: 0, 2025: 1, 2026: 0} {
			a, err := report.Build(t.Context(), db, h.unit, year, report.Settings{})
			must(t, err)
			one := [7]int64{0, n, 0, 0, 0, 0, n}
			for key, want := range map[string][7]int64{"new_received": one, "carried_in": {}, "other_rest": one, "total": one, "carried_out": {}} {
				if got := a.Table3[key]; got != want {
					t.Errorf("%d, %s: %v, want %v", year, key, got, want)
				}
			}
			if vs := a.Check().Violations; len(vs) > 0 {
				t.Errorf("%d: %+v", year, vs)
			}
			everyCellOpens(t, db, h, a)
		}
	})
}

func fill(t *testing.T, h *house) {
	t.Helper()
	ctx, db, unit := t.Context(), h.db, int64(h.unit.ID)
	day := func(s string) workday.Date {
		d, err := workday.ParseDate(s)
		must(t, err)
		return d
	}
	now := func() time.Time { return noon }
	by := h.writer()
	deed := func() (act.Act, error) { return act.New(by, noon, "x", ref.Ref{}, "", ""), nil }
	for i, p := range []catalog.PowerItem{
		{Category: catalog.Licensing, From: day("2019-03-01")},
		{Category: catalog.Licensing, From: day("2020-03-01")},
		{Category: catalog.Serving, From: day("2020-06-01")},
		{Category: catalog.Punishing, From: day("2019-01-01"), To: day("2020-07-01")},
		{Category: catalog.Coercing, From: day("2020-12-31")},
		{Category: catalog.Coercing, From: day("2021-01-01")},
	} {
		p.Unit, p.Code, p.Name = unit, fmt.Sprint("P", i), "示例事项"
		must(t, db.AddPowerItem(ctx, &p, deed))
	}
	decisions := credit.New(db, db, nil, storetest.Keys(t), workday.Builtin, now, credit.IDMask{})
	for i, d := range []credit.Decision{
		{Category: catalog.Punishing, DecidedOn: day("2020-01-01")},
		{Category: catalog.Punishing, DecidedOn: day("2020-12-31")},
		{Category: catalog.Coercing, DecidedOn: day("2020-05-05")},
		{Category: catalog.Serving, DecidedOn: day("2020-05-06")},
		{Category: catalog.Punishing, DecidedOn: day("2021-01-01")},
	} {
		d.Unit, d.DocNo, d.Title = unit, fmt.Sprint("D", i), "示例决定"
		must(t, decisions.AddDecision(ctx, by, &d))
	}
	money := budget.New(db, now)
	old := &budget.FeeItem{Unit: unit, Name: "示例收费一", From: day("2018-01-01")}
	must(t, money.AddFeeItem(ctx, by, old))
	must(t, money.AddFeeItem(ctx, by, &budget.FeeItem{Unit: unit, Name: "示例收费二", From: day("2020-09-01")}))
	must(t, money.AddFeeReceipt(ctx, by, &budget.FeeReceipt{Unit: unit, Item: old.ID, Name: "示例", ReceivedOn: day("2021-02-01"), Amount: 5000}))
	must(t, money.AddProcurement(ctx, by, &budget.Procurement{Unit: unit, Name: "示例采购一", SignedOn: day("2020-04-01"), Amount: 1000000}))
	must(t, money.AddProcurement(ctx, by, &budget.Procurement{Unit: unit, Name: "示例采购二", SignedOn: day("2020-11-01"), Amount: 234500}))
	for _, x := range []struct {
		who              request.Applicant
		received, closed string
		outcome          request.Outcome
	}{
		{request.Natural, "2020-02-03", "2020-03-02", "granted"},
		{request.Natural, "2020-12-28", "2021-01-20", "partial"},
		{request.Business, "2020-06-01", "2020-06-30", "other_no_fee"},
	} {
		req := &request.Request{Unit: unit, Applicant: x.who, ReceivedOn: day(x.received), Outcome: x.outcome, ClosedOn: day(x.closed)}
		must(t, db.AddRequest(ctx, req, "", 2020, func() (act.Act, error) {
			return act.New(by, now(), "request.receive", ref.To(request.Ref, req.ID), "", req.No), nil
		}))
	}
	disputes := dispute.New(db, db, nil, storetest.Keys(t), workday.Builtin, now)
	must(t, disputes.Register(ctx, by, &dispute.Case{Unit: unit, No: "F1", Forum: "review", ReceivedOn: day("2020-03-01"), Result: "upheld", ClosedOn: day("2020-05-01")}))
	must(t, disputes.Register(ctx, by, &dispute.Case{Unit: unit, No: "F2", Forum: "review", ReceivedOn: day("2020-12-01")}))
	h.now = time.Date(2020, 8, 3, 2, 0, 0, 0, time.UTC)
	v := version("规范性文件")
	v.Norm, v.FormedOn = publication.Normative, day("2020-07-20")
	h.release(t, h.start(t, "", v))
}

// everyCellOpens compares each figure with the number of records it lists.
func everyCellOpens(t *testing.T, db *store.DB, h *house, a *report.Annual) {
	t.Helper()
	svc := report.New(db, db, a.Settings, workday.Builtin, nil)
	check := func(cell string, want int64) {
		t.Helper()
		q, _, rs, n, err := svc.Records(t.Context(), h.unit, a.Year, cell, 100, 0)
		must(t, err)
		if q.Amount {
			return
		}
		var sum int64
		for _, r := range rs {
			if r.Minus {
				sum--
			} else {
				sum++
			}
		}
		if sum != want || n != len(rs) {
			t.Errorf("%s is %d and lists %d records that make %d", cell, want, n, sum)
		}
	}
	for _, row := range report.Table2(a.Format, a.Settings) {
		for i := range row.Queries {
			check(fmt.Sprintf("table2.%s.%d", row.Key, i), a.Table2[row.Key][i])
		}
	}
	for _, row := range report.Table3(a.Format) {
		for i, col := range report.Columns {
			check("table3."+row.Key+"."+col.Key, a.Table3[row.Key][i])
		}
	}
	for _, b := range report.Table4() {
		for i := range b.Queries {
			check(fmt.Sprintf("table4.%s.%d", b.Key, i), a.Table4[b.Key][i])
		}
	}
	for _, f := range report.Fields() {
		check("field."+f.Key, a.Fields[f.Key])
	}
}

func TestTallyCountsByStart(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.release(t, h.start(t, "", version("按时")))
		h.start(t, "", version("未办"))
		open, err := db.Obligations(t.Context(), obligation.Filter{Rule: law.Publish, OpenOnly: true})
		must(t, err)
		due := open[0].Due
		for today, late := range map[workday.Date]int{due.AddDays(-1): 0, due: 0, due.AddDays(1): 1} {
			got, err := db.Tally(t.Context(), law.Publish, 0, workday.NewDate(2026, 1, 1), workday.NewDate(2026, 12, 31), today)
			must(t, err)
			if want := (obligation.Tally{All: 2, Met: 1, OnTime: 1, Late: late, Open: 1}); got != want || got.Due() != 1+late {
				t.Errorf("on %s, due %s: tally %+v, want %+v", today, due, got, want)
			}
		}
	})
}

func TestAYearHasOneReport(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		reports := report.New(db, db, report.Settings{}, workday.Builtin, time.Now)
		a, err := report.Build(t.Context(), db, h.unit, 2019, report.Settings{CountCases: true})
		must(t, err)
		a.Fields["items"] = 7
		keep := func() error {
			return reports.Import(t.Context(), h.writer(), &report.Saved{Unit: int64(h.unit.ID), Year: 2019, Stated: workday.NewDate(2020, 1, 20), Figures: a})
		}
		must(t, keep())
		if err := keep(); !errors.Is(err, report.ErrExists) {
			t.Errorf("a second report of a year: %v", err)
		}
		kept, err := reports.Build(t.Context(), h.unit, 2019)
		must(t, err)
		if diff := cmp.Diff(a, kept); diff != "" {
			t.Errorf("kept report (-was +is):\n%s", diff)
		}
		if ds := a.Differences(kept); len(ds) != 0 {
			t.Errorf("differences %+v", ds)
		}
		kept.Table3["granted"] = [7]int64{1, 0, 0, 0, 0, 0, 1}
		if ds := a.Differences(kept); len(ds) != 2 || ds[0].Cell != "table3.granted.natural" || ds[0].Now != 1 || ds[1].Cell != "table3.granted.total" {
			t.Errorf("differences %+v", ds)
		}
	})
}
