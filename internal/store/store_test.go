package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/budget"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/credit"
	"gongkai/internal/dispute"
	"gongkai/internal/law"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

func TestMain(m *testing.M) {
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// engines runs a test of the contract on both.
func engines(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, storetest.SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, storetest.Postgres(t))
	})
}

var noon = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)

// house is a bureau with people for every step, a column, and the services over a store.
type house struct {
	db     *store.DB
	unit   *agency.Unit
	column *catalog.Column
	people map[agency.Role]*agency.Person
	items  *publication.Service
	now    time.Time
}

func build(t *testing.T, db *store.DB) *house {
	t.Helper()
	ctx := t.Context()
	h := &house{db: db, people: map[agency.Role]*agency.Person{}, now: noon}
	deed := func(verb string) func() (act.Act, error) {
		return func() (act.Act, error) { return act.New(act.System, noon, verb, ref.Ref{}, "", ""), nil }
	}
	h.unit = &agency.Unit{Code: "jyj", USCC: "114109000000000009", Name: "示例市教育局", Short: "市教育局", Kind: agency.Bureau, Duty: agency.DutyAgency}
	must(t, db.AddUnit(ctx, h.unit, deed("agency.add-unit")))
	must(t, db.SetRoute(ctx, int64(h.unit.ID), publication.BureauRoute, act.New(act.System, noon, "agency.route", ref.Ref{}, "", "")))
	for _, role := range []agency.Role{agency.Writer, agency.FirstReviewer, agency.SecondReviewer, agency.SecrecyReviewer, agency.Signer} {
		p := &agency.Person{Unit: h.unit.ID, Name: "示例" + role.Info().Name, Roles: []agency.Role{role}}
		must(t, db.AddPerson(ctx, p, []agency.Appointment{{Role: role, From: workday.NewDate(2020, 1, 1)}}, deed("agency.add-person")))
		h.people[role] = p
	}
	h.column = &catalog.Column{Code: "policy", Name: "政策文件", Section: catalog.Statutory, Type: "政策文件"}
	must(t, db.AddColumn(ctx, h.column, deed("catalog.add-column")))
	h.items = publication.New(db, db, workday.Builtin, func() time.Time { return h.now }, nil)
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) writer() act.Actor { return h.people[agency.Writer].Actor() }

func version(title string) publication.Version {
	return publication.Version{
		No: 1, Title: title, Summary: "概述", Genre: "通知", DocNo: "示教〔2026〕12号", FormedOn: workday.NewDate(2026, 11, 2), Body: "一、总则\n正文。",
	}
}

func (h *house) start(t *testing.T, key string, v publication.Version) publication.ID {
	t.Helper()
	id, err := h.items.Start(t.Context(), h.writer(), key, int64(h.column.ID), v)
	must(t, err)
	return id
}

// release takes an item through every step.
func (h *house) release(t *testing.T, id publication.ID) {
	t.Helper()
	must(t, h.items.Submit(t.Context(), h.writer(), id))
	for _, step := range publication.BureauRoute {
		it, err := h.db.Item(t.Context(), id)
		must(t, err)
		must(t, h.items.Decide(t.Context(), h.people[step.Role], id, publication.Decision{Pass: true, Basis: "不涉密", Digest: it.Version.Digest()}))
	}
}

func TestReleaseWritesEverythingOfTheAct(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		id := h.start(t, "k1", version("通知"))
		os, err := db.Obligations(ctx, obligation.Filter{Subject: ref.To(publication.Ref, id)})
		must(t, err)
		if len(os) != 1 || !os[0].Open() || os[0].Due != workday.NewDate(2026, 11, 30) {
			t.Fatalf("obligation after start: %+v", os)
		}
		var topics []string
		db.Subscribe(func(ts []string) { topics = append(topics, ts...) })
		h.release(t, id)
		it, err := db.Item(ctx, id)
		must(t, err)
		if it.State != publication.Released || it.IndexNo != "114109000000000009/2026-00001" || it.Entry != 0 || len(it.Steps) != 4 {
			t.Errorf("item after release: state %s, index %s, entry %d, %d steps", it.State, it.IndexNo, it.Entry, len(it.Steps))
		}
		os, err = db.Obligations(ctx, obligation.Filter{Subject: ref.To(publication.Ref, id)})
		must(t, err)
		if os[0].Open() || os[0].Late(workday.NewDate(2026, 11, 20)) || os[0].Evidence != ref.To(publication.Ref, id) {
			t.Errorf("obligation after release: %+v", os[0])
		}
		e, leaf, err := db.Entry(ctx, ledger.Release, it.Entry)
		must(t, err)
		if e.Digest != it.Version.Digest() || e.Ref != ref.To(publication.Ref, id) {
			t.Errorf("entry %+v", e)
		}
		p, err := db.Prove(ctx, ledger.Release, it.Entry)
		must(t, err)
		if !p.Holds(leaf) {
			t.Error("proof does not hold")
		}
		for _, log := range ledger.Logs {
			if _, err := db.VerifyLedger(ctx, log); err != nil {
				t.Errorf("verify %s: %v", log, err)
			}
		}
		for _, want := range []string{"item:1", fmt.Sprintf("column:%d", h.column.ID), "items"} {
			if !contains(topics, want) {
				t.Errorf("no change of %s among %v", want, topics)
			}
		}
	})
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestActThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		id := h.start(t, "", version("通知"))
		before, err := db.Head(t.Context(), ledger.Acts)
		must(t, err)
		boom := errors.New("boom")
		err = db.Update(t.Context(), id, func(it *publication.Item) (act.Act, error) {
			it.Version.Title = "改了"
			return act.Act{}, boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("Update = %v", err)
		}
		err = db.Update(t.Context(), id, func(it *publication.Item) (act.Act, error) {
			it.Version.Title = "改了"
			return act.New(h.writer(), noon, "x", ref.To(publication.Ref, id), "", "").Causes(unknown{}), nil
		})
		if err == nil {
			t.Fatal("an effect nobody handles was swallowed")
		}
		it, err := db.Item(t.Context(), id)
		must(t, err)
		after, err := db.Head(t.Context(), ledger.Acts)
		must(t, err)
		if it.Version.Title != "通知" || after != before {
			t.Errorf("something was left: title %q, log %d → %d", it.Version.Title, before.Size, after.Size)
		}
	})
}

type unknown struct{}

func (unknown) Effect() {}

func TestSameKeyMakesOneItem(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		first, second := h.start(t, "form-1", version("甲")), h.start(t, "form-1", version("甲"))
		if first != second {
			t.Errorf("two items: %d and %d", first, second)
		}
		if other := h.start(t, "form-2", version("乙")); other == first {
			t.Error("another key made no item")
		}
	})
}

func TestDatabaseRefusesWriterWhoReviews(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		id := h.start(t, "", version("通知"))
		err := db.Update(t.Context(), id, func(it *publication.Item) (act.Act, error) {
			it.Steps = append(it.Steps, publication.Step{Stage: publication.FirstReview, By: it.Writer, At: noon, Passed: true})
			return act.New(h.writer(), noon, "x", ref.To(publication.Ref, id), "", ""), nil
		})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("Update = %v, want ErrConflict", err)
		}
	})
}

func TestIndexNumbersAreNeverUsedTwice(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		var ids []publication.ID
		for i := range 6 {
			ids = append(ids, h.start(t, "", version(fmt.Sprintf("通知%d", i))))
		}
		var wg sync.WaitGroup
		for _, id := range ids {
			wg.Go(func() { h.release(t, id) })
		}
		wg.Wait()
		seen, entries := map[string]bool{}, map[int64]bool{}
		for _, id := range ids {
			it, err := db.Item(t.Context(), id)
			must(t, err)
			seen[it.IndexNo], entries[it.Entry] = true, true
		}
		if len(seen) != 6 || len(entries) != 6 {
			t.Errorf("index numbers %v, entries %v", seen, entries)
		}
		if _, err := db.VerifyLedger(t.Context(), ledger.Release); err != nil {
			t.Error(err)
		}
	})
}

func TestClaimGivesEachDeliveryOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		deed := act.New(act.System, noon, "x", ref.Ref{}, "", "")
		for i := range 25 {
			deed = deed.Causes(channel.Queued{Delivery: channel.Delivery{
				Key: fmt.Sprint("k", i), Subject: ref.Ref{Kind: "licence", ID: int64(i + 1)}, Unit: int64(h.unit.ID), Channel: channel.CreditPlatform, NextAt: noon,
			}})
		}
		must(t, db.Settle(t.Context(), nil, deed))
		got := map[channel.ID]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					ds, err := db.Claim(t.Context(), noon, time.Minute, 4)
					if err != nil {
						t.Error(err)
						return
					}
					if len(ds) == 0 {
						return
					}
					mu.Lock()
					for _, d := range ds {
						got[d.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(got) != 25 {
			t.Errorf("claimed %d of 25", len(got))
		}
		for id, n := range got {
			if n != 1 {
				t.Errorf("delivery %d was claimed %d times", id, n)
			}
		}
		ds, err := db.Claim(t.Context(), noon.Add(2*time.Minute), time.Minute, 100)
		must(t, err)
		if len(ds) != 25 {
			t.Errorf("after the lease %d of 25 can be claimed again", len(ds))
		}
	})
}

func TestSynchronousIsFull(t *testing.T) {
	t.Parallel()
	mode, err := storetest.SQLite(t).SyncMode(t.Context())
	if err != nil || mode != 2 {
		t.Errorf("synchronous = %d, %v; want 2 (FULL)", mode, err)
	}
}

func TestNestedTransactionFailsAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		id := h.start(t, "", version("通知"))
		var inner error
		err := db.RunInTx(t.Context(), func(ctx context.Context) error {
			inner = db.Update(ctx, id, func(*publication.Item) (act.Act, error) { return act.Act{}, nil })
			return inner
		})
		if err == nil || inner == nil {
			t.Error("a transaction inside a transaction was begun")
		}
	})
}

func TestMissedIsRememberedOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.start(t, "", version("通知"))
		day := workday.NewDate(2026, 12, 1)
		for i, want := range []int{1, 0} {
			n, err := db.MarkMissed(t.Context(), day, noon)
			must(t, err)
			if n != want {
				t.Errorf("sweep %d marked %d, want %d", i+1, n, want)
			}
		}
	})
}

func TestDamagedLogIsFound(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		id := h.start(t, "", version("通知"))
		h.release(t, id)
		_, leaf, err := db.Entry(t.Context(), ledger.Release, 0)
		must(t, err)
		forged := bytes.Replace(leaf, []byte("2026-11-20"), []byte("2026-11-10"), 1)
		if bytes.Equal(forged, leaf) {
			t.Fatal("nothing to forge")
		}
		must(t, db.Forge(t.Context(), ledger.Release, 0, forged))
		if _, err := db.VerifyLedger(t.Context(), ledger.Release); !errors.Is(err, ledger.ErrTampered) {
			t.Errorf("back-dated entry: %v", err)
		}
	})
}

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
		if got := next.Table2["fees"]; !cmp.Equal(got, []int64{5000}) {
			t.Errorf("fees taken in 2021: %v", got)
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
	requests := request.New(db, now)
	for i, x := range []struct {
		who              request.Applicant
		received, closed string
		outcome          request.Outcome
	}{
		{request.Natural, "2020-02-03", "2020-03-02", "granted"},
		{request.Natural, "2020-12-28", "2021-01-20", "partial"},
		{request.Business, "2020-06-01", "2020-06-30", "other_no_fee"},
	} {
		req := &request.Request{Unit: unit, No: fmt.Sprint("R", i), Applicant: x.who, ReceivedOn: day(x.received)}
		must(t, requests.Register(ctx, by, req))
		must(t, requests.Close(ctx, by, req.ID, x.outcome, day(x.closed)))
	}
	disputes := dispute.New(db, now)
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
	svc := report.New(db, db, a.Settings, nil)
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
