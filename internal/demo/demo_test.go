package demo_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/app"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/channel/creditplatform"
	"gongkai/internal/credit"
	"gongkai/internal/demo"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// build makes the demo in a new store.
func build(t testing.TB) (*app.App, *demo.Result, *creditplatform.Simulator) {
	t.Helper()
	const token = "demo-token"
	sim := creditplatform.NewSimulator(token)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	cfg := app.Default()
	cfg.Dir = filepath.Join(dir, "data")
	cfg.Credit.URL, cfg.Credit.TokenFile = server.URL, filepath.Join(dir, "token")
	cfg.Report.CountCases = true
	if err := os.WriteFile(cfg.Credit.TokenFile, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	clock := &demo.Clock{}
	clock.Set(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	a, err := app.Open(ctx, cfg, app.Options{Now: clock.Now, Cost: account.Cost{MiB: 1, Passes: 1}, Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := a.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Load(ctx); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	result, err := demo.Build(ctx, demo.Services{
		Units: a.DB, Staff: a.Staff, Columns: a.DB, Editions: a.Editions, Assignments: a.Assignments, Routes: a.DB, Accounts: a.Accounts, Items: a.Items, Credit: a.Credit, Corrections: a.Corrections, Requests: a.Requests, Letters: a.Letters, Disputes: a.Disputes, Outbox: a.Outbox,
		Reports: a.Reports, Website: a.Website, Clock: clock, Platform: sim, Calendar: a.Calendars.Calendar, Obligations: a.DB,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("built in %v", time.Since(start))
	return a, result, sim
}

func TestBuild(t *testing.T) {
	t.Parallel()
	a, result, _ := build(t)
	t.Run("it is the same every time", func(t *testing.T) { testSame(t, a) })
	for name, test := range map[string]func(*testing.T, *app.App, *demo.Result){
		"2020 is the source's year": testYear2020, "years between are chained": testBetween, "the store is alive": testLive,
		"licences of 2026": testLicences2026, "everybody is there": testPeople, "texts are clean": testTexts, "columns are fresh": testColumns,
		"results are named": testResult,
	} {
		t.Run(name, func(t *testing.T) { test(t, a, result) })
	}
}

// testSame builds another one, which then takes the samples.
func testSame(t *testing.T, a *app.App) {
	b, result, _ := build(t)
	if diff := cmp.Diff(titles(t, a), titles(t, b)); diff != "" {
		t.Error(diff)
	}
	testSamplesAreTaken(t, b, result)
}

// titles lists every item with its state, number and time of release.
func titles(t *testing.T, a *app.App) []string {
	t.Helper()
	var out []string
	for _, it := range items(t, a, publication.Filter{}) {
		out = append(out, fmt.Sprint(it.ID, it.Version.Title, it.State, it.IndexNo, it.Changed.UTC()))
	}
	return out
}

func items(t *testing.T, a *app.App, f publication.Filter) []publication.Item {
	t.Helper()
	f.Limit = 1000
	out, n, err := a.DB.Items(t.Context(), f)
	if err != nil || n != len(out) {
		t.Fatalf("%d of %d items: %v", len(out), n, err)
	}
	return out
}

func bureau(t *testing.T, a *app.App) *agency.Unit {
	t.Helper()
	u, err := a.DB.UnitByCode(t.Context(), "jyj")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func testYear2020(t *testing.T, a *app.App, _ *demo.Result) {
	first, last := workday.NewDate(2020, 1, 1), workday.NewDate(2020, 12, 31)
	rows, n, err := a.Credit.Public(t.Context(), credit.Filter{From: first, To: last, Limit: 1000})
	if err != nil || n != 900 {
		t.Fatalf("%d licences, %v", n, err)
	}
	months := map[time.Month]int{}
	for _, l := range rows {
		months[l.Decided.Month()]++
		if !a.Calendars.Calendar().IsWorkday(l.Decided) {
			t.Errorf("licence %d decided on %s", l.ID, l.Decided)
		}
	}
	want := map[time.Month]int{1: 38, 2: 12, 3: 46, 4: 71, 5: 83, 6: 96, 7: 124, 8: 138, 9: 97, 10: 74, 11: 68, 12: 53}
	if diff := cmp.Diff(want, months); diff != "" {
		t.Error(diff)
	}
	tally, err := a.Credit.OnTime(t.Context(), 0, 2020)
	if err != nil || tally != (obligation.Tally{All: 900, Met: 900, OnTime: 900}) {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if tally, err := a.DB.Tally(t.Context(), law.Publish, 0, first, workday.NewDate(2021, 1, 31), workday.NewDate(2026, 11, 20)); err != nil || tally.OnTime != tally.All {
		t.Errorf("items %+v, %v", tally, err)
	}
	testReport2020(t, a)
}

func testReport2020(t *testing.T, a *app.App) {
	r, saved, err := a.Reports.Public(t.Context(), bureau(t, a), 2020)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]int64{
		"regulations": {0, 0, 0}, "normative": {0, 0, 0}, "licensing": {0, 900, 900}, "other_services": {0, 0, 0}, "punishment": {0, 0, 0},
		"coercion": {0, 0, 0}, "fees": {0, 0}, "procurement": {0, 0},
	}
	if diff := cmp.Diff(want, r.Table2); diff != "" {
		t.Error(diff)
	}
	for key, row := range r.Table3 {
		if row != ([7]int64{}) {
			t.Errorf("table 3 %s: %v", key, row)
		}
	}
	for key, row := range r.Table4 {
		if row != ([5]int64{}) {
			t.Errorf("table 4 %s: %v", key, row)
		}
	}
	if r.Fields["on-time"] != 900 || r.Fields["institutions"] != 8 || r.Fields["schools"] != 23 || r.Fields["items"] < 40 {
		t.Errorf("fields %v", r.Fields)
	}
	for _, piece := range r.Pieces(r.Sections.Overview) {
		if strings.ContainsAny(piece.Text, "{}") {
			t.Errorf("unknown field in %q", piece.Text)
		}
	}
	it, err := a.Items.Public(t.Context(), publication.ID(saved.Item))
	if err != nil || !workday.DateOf(it.Released).Before(workday.NewDate(2021, 1, 31)) {
		t.Errorf("released %v, %v", it, err)
	}
}

func testBetween(t *testing.T, a *app.App, _ *demo.Result) {
	years, err := a.Reports.Years(t.Context(), bureau(t, a))
	if err != nil || len(years) != 6 {
		t.Fatalf("%d years, %v", len(years), err)
	}
	var before *report.Annual
	for _, y := range slices.Backward(years) {
		r, saved, err := a.Reports.Public(t.Context(), bureau(t, a), y.Year)
		if err != nil {
			t.Fatal(err)
		}
		if vs := r.Check().Violations; len(vs) > 0 {
			t.Errorf("%d: %v", y.Year, vs)
		}
		if before != nil {
			norm, was := r.Table2["normative"], before.Table2["normative"]
			if r.Table3["carried_in"] != before.Table3["carried_out"] || norm[2] != was[2]+norm[0]-norm[1] {
				t.Errorf("%d does not follow %d", r.Year, before.Year)
			}
			if saved.Stated.Year() != y.Year+1 || saved.Stated.Month() != time.January || saved.Sections.Overview == "" || saved.Sections.Problems == "" {
				t.Errorf("%d: %+v", y.Year, saved)
			}
		}
		before = r
	}
	year, err := a.Reports.Build(t.Context(), bureau(t, a), before.Year+1)
	if err != nil || len(year.Check().Violations) > 0 || !strings.Contains(year.AdjustmentNote(), "所列的1件调整为0件（商业企业 −1）") {
		t.Errorf("%d does not follow %d: %v %s, %v", before.Year+1, before.Year, year.Check().Violations, year.AdjustmentNote(), err)
	}
}

func testLive(t *testing.T, a *app.App, _ *demo.Result) {
	states := map[publication.State]int{}
	stages := map[publication.Stage]int{}
	news := map[int64]int{}
	units := map[int64]int{}
	for _, it := range items(t, a, publication.Filter{}) {
		if it.Created.Year() == 2026 {
			states[it.State]++
		}
		if it.State == publication.InReview {
			stages[it.Route[it.Stage].Stage]++
		}
		if it.State == publication.Released && it.Released.Year() == 2026 {
			news[it.Version.Column]++
			units[it.Unit]++
		}
		if it.Changed.After(demo.Opening()) {
			t.Errorf("%s: changed %s", it.Version.Title, it.Changed)
		}
	}
	if states[publication.Released] < 60 || states[publication.Draft] < 5 || states[publication.Returned] < 2 {
		t.Errorf("states %v", states)
	}
	for _, stage := range []publication.Stage{publication.FirstReview, publication.SecondReview, publication.Secrecy, publication.Signature, publication.HeadReview} {
		if stages[stage] < 2 {
			t.Errorf("%d wait at %s", stages[stage], stage)
		}
	}
	if len(units) != 32 {
		t.Errorf("%d units published in 2026", len(units))
	}
	columns, err := a.DB.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		if (c.Code == "news" || c.Code == "notices") && news[int64(c.ID)] < 8 {
			t.Errorf("%s has %d", c.Code, news[int64(c.ID)])
		}
	}
	due := map[string]int{}
	open, err := a.DB.Obligations(t.Context(), obligation.Filter{Rule: law.Publish, OpenOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	today := workday.DateOf(demo.Opening())
	for _, o := range open {
		switch {
		case o.Late(today) && !o.MissedAt.IsZero():
			due["late"]++
		case o.Due == today:
			due["today"]++
		case o.Due == workday.NewDate(2026, 11, 23):
			due["next"]++
		}
	}
	t.Logf("states %v, stages %v, due %v", states, stages, due)
	if due["late"] < 3 || due["today"] < 2 || due["next"] < 1 {
		t.Errorf("due %v", due)
	}
}

func testLicences2026(t *testing.T, a *app.App, r *demo.Result) {
	today := workday.DateOf(demo.Opening())
	open, err := a.DB.Obligations(t.Context(), obligation.Filter{Rule: law.LicencePublicity, OpenOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	late := 0
	for _, o := range open {
		if o.Late(today) {
			late++
		}
	}
	if len(open) != 20 || late != 1 {
		t.Errorf("%d open, %d late", len(open), late)
	}
	counts, err := a.DB.CountDeliveries(t.Context(), 0)
	want := []channel.Count{{Channel: channel.CreditPlatform, State: channel.Delivered, N: 1101}, {Channel: channel.CreditPlatform, State: channel.Refused, N: 2}}
	if diff := cmp.Diff(want, counts); err != nil || diff != "" {
		t.Error(diff, err)
	}
	tally, err := a.DB.Tally(t.Context(), law.LicencePublicity, 0, workday.NewDate(2026, 1, 1), today, today)
	if err != nil || tally.Late != 1 || tally.Met != tally.OnTime || tally.Due() != tally.OnTime+1 || tally.All < 200 {
		t.Errorf("%+v, %v", tally, err)
	}
	rows, _, err := a.Credit.Public(t.Context(), credit.Filter{Batch: r.Samples.Refused, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range rows {
		if stuck := strings.Contains(l.Party, "旧名"); stuck != l.MetOn.IsZero() || stuck && !strings.HasPrefix(l.PartyCode, "52") {
			t.Errorf("licence %+v", l)
		}
	}
	b, err := a.Credit.Batch(t.Context(), 0, r.Samples.Batch)
	if err != nil || b.State != credit.Taken || b.Rows != 18 {
		t.Errorf("%+v, %v", b, err)
	}
}

func testPeople(t *testing.T, a *app.App, r *demo.Result) {
	day := workday.DateOf(demo.Opening())
	ctx := t.Context()
	for _, info := range agency.Roles {
		if who, err := a.DB.Holders(ctx, info.Role, bureau(t, a).ID, day); err != nil || len(who) == 0 {
			t.Errorf("nobody of the bureau is %s: %v", info.Name, err)
		}
	}
	units, err := a.DB.Units(ctx)
	if err != nil || len(units) != 32 {
		t.Fatalf("%d units, %v", len(units), err)
	}
	for _, u := range units {
		if err := agency.CheckUSCC(u.USCC); err != nil {
			t.Errorf("%s: %v", u.Code, err)
		}
		for _, role := range []agency.Role{agency.Writer, agency.UnitHead} {
			if who, err := a.DB.Holders(ctx, role, u.ID, day); err != nil || len(who) == 0 {
				t.Errorf("nobody of %s is %s: %v", u.Code, role, err)
			}
		}
	}
	for _, acc := range r.Accounts {
		p, err := a.DB.Person(ctx, acc.Person, day)
		if err != nil || len(p.Roles) == 0 {
			t.Errorf("%s: %+v, %v", acc.User, p, err)
		}
		if err := a.Accounts.Reassure(ctx, acc.Person, acc.Password); err != nil {
			t.Errorf("%s: %v", acc.User, err)
		}
	}
	if groups, err := a.DB.LeadingGroups(ctx, bureau(t, a).ID); err != nil || len(groups) != 2 {
		t.Errorf("%d leading groups, %v", len(groups), err)
	}
}

func testTexts(t *testing.T, a *app.App, r *demo.Result) {
	seen := map[string]publication.ID{}
	for _, it := range items(t, a, publication.Filter{}) {
		v := it.Version
		level := screening.Clean
		if it.ID == r.Samples.Blocked {
			level = screening.Block
		}
		if got := it.Screened.Level(); got != level {
			t.Errorf("%s is %s: %+v", v.Title, got, it.Screened.Findings)
		}
		if !v.FormedOn.IsZero() {
			if err := v.Validate(workday.DateOf(demo.Opening())); err != nil {
				t.Errorf("%s: %v", v.Title, err)
			}
		}
		if it.Version.Column == 0 || strings.ContainsAny(v.Title+v.Summary+v.Body, "{}") {
			t.Errorf("%s: not filled in", v.Title)
		}
		if n := len(publication.Paragraphs(v.Body)); v.Cargo.Ref.IsZero() && n < 4 {
			t.Errorf("%s has %d paragraphs", v.Title, n)
		}
		if other, ok := seen[v.Title]; ok {
			t.Errorf("items %d and %d are both called %s", other, it.ID, v.Title)
		}
		seen[v.Title] = it.ID
	}
}

func testColumns(t *testing.T, a *app.App, _ *demo.Result) {
	columns, err := a.DB.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tallies, err := a.DB.ColumnTallies(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range tallies { // counted beside the items, through all that became of them
		items, _, err := a.DB.Items(t.Context(), publication.Filter{Public: true, Column: int64(x.Column), Uncounted: true})
		if err != nil || len(items) != x.N || workday.DateOf(items[0].Released) != x.Last {
			t.Errorf("column %d has %d items, %v; it is said to have %d, the last on %s", x.Column, len(items), err, x.N, x.Last)
		}
	}
	shown := catalog.Sum(columns, tallies)
	for _, c := range columns {
		tally, ok := shown[c.ID]
		if !ok {
			t.Errorf("%s is empty", c.Name)
			continue
		}
		if age := workday.DateOf(demo.Opening()).Sub(tally.Last); c.CycleDays > 0 && age > c.CycleDays && c.Section != catalog.Annual {
			t.Errorf("%s is %d days old", c.Name, age)
		}
	}
}

func testResult(t *testing.T, a *app.App, r *demo.Result) {
	s := r.Samples
	if s.List == "" || s.ReportYear != 2020 || s.Licence == 0 || s.Refused == 0 {
		t.Errorf("%+v", s)
	}
	for what, want := range map[publication.ID]publication.State{
		s.Article: publication.Released, s.Report: publication.Released, s.BatchItem: publication.InReview, s.Late: publication.Draft, s.Blocked: publication.Draft,
		s.Returned: publication.Returned, s.FirstReview: publication.InReview, s.SchoolDraft: publication.Draft, s.SchoolHead: publication.InReview,
	} {
		it, err := a.DB.Item(t.Context(), what)
		if err != nil || it.State != want {
			t.Errorf("item %d: want %s: %v", what, want, err)
		}
	}
}

func TestSamplesAreWhatTheySay(t *testing.T) {
	t.Parallel()
	samples, err := demo.Samples()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"xk-zrr-good.xlsx": "12 rows, 0 problems", "xk-zrr-bad.xlsx": "12 rows, 1 problems", "xk-fr-good.xlsx": "5 rows, 0 problems",
		"macro.xlsx": "file-has-macros", "lies.xlsx": "file-wrong-type",
	}
	for _, s := range samples {
		r, err := credit.Rules{Today: workday.DateOf(demo.Opening())}.CheckSheet(t.Context(), s.Name, bytes.NewReader(s.Body), int64(len(s.Body)), document.Limits{})
		got := fmt.Sprintf("%d rows, %d problems", r.Rows, len(r.Problems))
		if f, ok := fault.Of(err); ok {
			got = f.Code
		}
		if got != want[s.Name] || s.Good != (err == nil && !r.Failed()) {
			t.Errorf("%s: %s, want %s: %+v %v", s.Name, got, want[s.Name], r.Problems, err)
		}
	}
}

func testSamplesAreTaken(t *testing.T, a *app.App, r *demo.Result) {
	t.Helper()
	samples, err := demo.Samples()
	if err != nil {
		t.Fatal(err)
	}
	var by *agency.Person
	for _, acc := range r.Accounts {
		if acc.User == "shenpi" {
			if by, err = a.DB.Person(t.Context(), acc.Person, workday.DateOf(demo.Opening())); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range samples {
		out, err := a.Credit.Import(t.Context(), by.Actor(), credit.Upload{Key: s.Name, Name: s.Name, Title: s.Name, Column: 1, File: bytes.NewReader(s.Body), Size: int64(len(s.Body))})
		if taken := err == nil && out.Batch != nil; taken != s.Good {
			t.Errorf("%s: taken %v, %v", s.Name, taken, err)
		}
	}
}
