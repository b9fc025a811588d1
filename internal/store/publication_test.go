package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// TestPublicFaceStaysUntilTheCorrectionIsReleased: lists, searchable columns and the public's view keep to what was released,
// each version keeps its place in the log, and a released text cannot be overwritten.
func TestPublicFaceStaysUntilTheCorrectionIsReleased(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		first := version("关于放假的通知")
		id := h.start(t, "", first)
		h.release(t, id)
		title := func() string {
			t.Helper()
			items, n, err := db.Items(ctx, publication.Filter{Public: true})
			must(t, err)
			if n == 0 {
				return ""
			}
			it, err := db.PublicItem(ctx, id)
			must(t, err)
			if it.Version.Title != items[0].Version.Title {
				t.Errorf("list says %q, page %q", items[0].Version.Title, it.Version.Title)
			}
			return it.Version.Title
		}
		must(t, h.items.Correct(ctx, h.people[agency.Writer], id, "日期有误"))
		it, err := db.Item(ctx, id)
		must(t, err)
		v := it.Version
		v.Title = "关于调整放假的通知"
		must(t, h.items.Edit(ctx, h.writer(), id, v))
		if got := title(); got != first.Title {
			t.Errorf("while the correction is in work the public sees %q", got)
		}
		if _, n, err := db.Items(ctx, publication.Filter{Title: "调整"}); err != nil || n != 0 {
			t.Errorf("the unreleased title is found: %d, %v", n, err)
		}
		h.release(t, id)
		if got := title(); got != v.Title {
			t.Errorf("after the correction the public sees %q", got)
		}
		rs, err := db.Releases(ctx, id)
		must(t, err)
		if len(rs) != 2 || rs[0].No != 1 || rs[1].No != 2 || rs[1].Entry <= rs[0].Entry || rs[1].Reason != "日期有误" {
			t.Errorf("releases %+v", rs)
		}
		old, err := db.Version(ctx, id, 1)
		must(t, err)
		if old.Title != first.Title {
			t.Errorf("version 1 says %q", old.Title)
		}
		must(t, h.items.Withdraw(ctx, h.people[agency.Signer], id, publication.Withdrawal{Reason: "内容有误", Title: v.Title}))
		if got := title(); got != "" {
			t.Errorf("after the withdrawal the public sees %q", got)
		}
		gone, err := db.PublicItem(ctx, id)
		must(t, err)
		if gone.IsPublic() || gone.Version.Title != "" || gone.Version.Body != "" || gone.Withdrawal.Title != v.Title || gone.IndexNo == "" {
			t.Errorf("stub %+v", gone)
		}
	})
}

// TestDatabaseRefusesNeighbouringStepsByOnePerson: the rule holds below the code that knows it.
func TestDatabaseRefusesNeighbouringStepsByOnePerson(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		id := h.start(t, "", version("通知"))
		must(t, h.items.Submit(t.Context(), h.writer(), id))
		reviewer := int64(h.people[agency.FirstReviewer].ID)
		step := func(stage publication.Stage) error {
			return db.Update(t.Context(), id, func(it *publication.Item) (act.Act, error) {
				it.Steps = append(it.Steps, publication.Step{Stage: stage, By: reviewer, At: noon, Passed: true, Digest: it.Version.Digest()})
				it.Changed = it.Changed.Add(time.Second)
				return act.New(h.writer(), noon, "x", ref.To(publication.Ref, id), "", ""), nil
			})
		}
		must(t, step(publication.FirstReview))
		if err := step(publication.SecondReview); !errors.Is(err, store.ErrConflict) {
			t.Errorf("second step by the same person: %v, want ErrConflict", err)
		}
	})
}

// TestSignedItemGoesOutAtItsTime: not before, once, with the date of that moment; what may no longer go out goes back.
func TestSignedItemGoesOutAtItsTime(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		when := h.now.Add(48 * time.Hour)
		sign := func(id publication.ID, when time.Time) error {
			must(t, h.items.Submit(ctx, h.writer(), id))
			for i, step := range publication.BureauRoute {
				it, err := db.Item(ctx, id)
				must(t, err)
				d := publication.Decision{Pass: true, Basis: "不涉密", Digest: it.Version.Digest()}
				if i == len(publication.BureauRoute)-1 {
					d.When = when
				}
				if err := h.items.Decide(ctx, h.people[step.Role], id, d); err != nil {
					return err
				}
			}
			return nil
		}
		late := h.start(t, "", version("早于现在"))
		if err := sign(late, h.now); !errors.Is(err, publication.ErrWhen) {
			t.Errorf("set for now: %v", err)
		}
		id, taken := h.start(t, "", version("定时")), h.start(t, "", version("取消"))
		must(t, sign(id, when))
		must(t, sign(taken, when))
		if err := h.items.Unschedule(ctx, h.people[agency.Writer], taken); !errors.Is(err, publication.ErrMayNotWithdraw) {
			t.Errorf("a writer takes it back: %v", err)
		}
		must(t, h.items.Unschedule(ctx, h.people[agency.Signer], taken))
		due := func(want int) {
			t.Helper()
			n, err := h.items.ReleaseDue(ctx)
			must(t, err)
			if n != want {
				t.Errorf("at %s %d went out, want %d", h.now, n, want)
			}
		}
		h.now = when.Add(-time.Millisecond)
		due(0)
		if _, err := db.PublicItem(ctx, id); !errors.Is(err, publication.ErrNotFound) {
			t.Errorf("out before its time: %v", err)
		}
		h.now = when
		due(1)
		due(0)
		it, err := db.PublicItem(ctx, id)
		must(t, err)
		if it.State != publication.Released || !it.Released.Equal(when) || it.IndexNo == "" || it.Entry < 0 {
			t.Errorf("after its time: %+v", it)
		}
		if it, err = db.Item(ctx, taken); err != nil || it.State != publication.InReview || it.Stage != 3 {
			t.Errorf("taken back: %v at stage %d, %v", it.State, it.Stage, err)
		}
	})
}

// TestWaitingIsWhatMayBeDecided: the condition in SQL says of every person and item what Item.CanDecide says.
func TestWaitingIsWhatMayBeDecided(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		all := []agency.Role{agency.Writer}
		for _, step := range publication.BureauRoute {
			all = append(all, step.Role)
		}
		// Two people who hold every role, so that only the rules of the gate keep them apart.
		var both []*agency.Person
		for range 2 {
			p := &agency.Person{Unit: h.unit.ID, Name: "多面手"}
			var held []agency.Appointment
			for _, r := range all {
				held = append(held, agency.Appointment{Role: r, From: workday.NewDate(2020, 1, 1)})
			}
			must(t, db.AddPerson(ctx, p, held, func() (act.Act, error) { return act.New(act.System, noon, "x", ref.Ref{}, "", ""), nil }))
			p.Roles = all
			both = append(both, p)
		}
		first := func(by *agency.Person, pass bool) publication.ID {
			t.Helper()
			v := version("通知")
			v.Column = int64(h.column.ID)
			id, err := h.items.Start(ctx, by.Actor(), "", v)
			must(t, err)
			must(t, h.items.Submit(ctx, by.Actor(), id))
			if pass {
				must(t, h.items.Decide(ctx, h.people[agency.FirstReviewer], id, publication.Decision{Pass: true, Digest: v.Digest()}))
			}
			return id
		}
		ids := []publication.ID{first(h.people[agency.Writer], false), first(both[0], false), first(both[1], true), h.start(t, "", version("草稿"))}
		handed := first(h.people[agency.Writer], false)
		must(t, h.items.HandOver(ctx, h.people[agency.FirstReviewer], handed, both[1].ID, ""))
		given := h.start(t, "", version("转交的稿"))
		must(t, h.items.HandOver(ctx, h.people[agency.Writer], given, both[0].ID, ""))
		must(t, h.items.Submit(ctx, both[0].Actor(), given))
		ids = append(ids, handed, given)
		people := append([]*agency.Person{}, both...)
		for _, p := range h.people {
			people = append(people, p)
		}
		for _, p := range people {
			var want []publication.ID
			for _, id := range ids {
				it, err := db.Item(ctx, id)
				must(t, err)
				if it.CanDecide(p.Actor(), p.Roles) == nil {
					want = append(want, id)
				}
			}
			for _, q := range []publication.Queue{{Limit: 50}, {ByDue: true, Limit: 50}} {
				got, n, err := db.Waiting(ctx, p, q)
				must(t, err)
				var found []publication.ID
				for _, w := range got {
					found = append(found, w.ID)
				}
				slices.Sort(found)
				if !slices.Equal(found, want) || n != len(want) {
					t.Errorf("%s with %v, %+v: %v of %d, want %v", p.Name, p.Roles, q, found, n, want)
				}
			}
		}
	})
}

// TestCountStopsWhereItMay: a list that need not be counted to its end is not.
func TestCountStopsWhereItMay(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		for range 5 {
			h.start(t, "", version("通知"))
		}
		for to, want := range map[int]int{0: 5, 3: 4, 10: 5} {
			items, n, err := db.Items(t.Context(), publication.Filter{CountTo: to, Limit: 2})
			must(t, err)
			if n != want || len(items) != 2 {
				t.Errorf("counted to %d: %d, %d shown", to, n, len(items))
			}
		}
	})
}

// TestSearchTakesTextAsTyped: % and _ stand for themselves.
func TestSearchTakesTextAsTyped(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		for _, title := range []string{"普惠率达到90%", "普惠率达到90分", `a_b\c`, `axb\c`} {
			h.start(t, "", version(title))
		}
		for _, tt := range []struct {
			text string
			want int
		}{{"90%", 1}, {"%", 1}, {"_", 1}, {"a_b", 1}, {`b\c`, 2}, {`\`, 2}, {"普惠率", 2}} {
			_, n, err := db.Items(t.Context(), publication.Filter{Title: tt.text})
			must(t, err)
			if n != tt.want {
				t.Errorf("%q found %d, want %d", tt.text, n, tt.want)
			}
		}
	})
}

// TestColumnOwesEveryCycle: a release ends the open cycle, in time or late, and begins the next; a changed cycle begins anew.
func TestColumnOwesEveryCycle(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		office := &agency.Person{ID: h.people[agency.Writer].ID, Unit: h.unit.ID, Name: "办公室", Roles: []agency.Role{agency.GeneralOffice}}
		columns := catalog.New(db, func() time.Time { return h.now })
		col := &catalog.Column{Code: "safety", Name: "校园安全", Section: catalog.Statutory, CycleDays: 10}
		must(t, columns.Add(ctx, office, col))
		owed := func() (open, met, late, cancelled int) {
			t.Helper()
			os, err := db.Obligations(ctx, obligation.Filter{Rule: catalog.UpdateRule})
			must(t, err)
			for _, o := range os {
				switch {
				case o.Cancelled != "":
					cancelled++
				case o.Open():
					open++
				case o.Late(workday.DateOf(h.now)):
					late++
				default:
					met++
				}
			}
			return open, met, late, cancelled
		}
		check := func(what string, want [4]int) {
			t.Helper()
			open, met, late, cancelled := owed()
			if got := [4]int{open, met, late, cancelled}; got != want {
				t.Errorf("%s: open, met, late, cancelled %v, want %v", what, got, want)
			}
		}
		out := func() {
			t.Helper()
			v := version("通知")
			v.Column = int64(col.ID)
			id, err := h.items.Start(ctx, h.writer(), "", v)
			must(t, err)
			h.release(t, id)
		}
		check("a new column", [4]int{1, 0, 0, 0})
		h.now = h.now.AddDate(0, 0, 3)
		out()
		check("updated in time", [4]int{1, 1, 0, 0})
		out()
		check("updated again that day", [4]int{1, 1, 0, 0})
		h.now = h.now.AddDate(0, 0, 11)
		out()
		check("updated a day late", [4]int{1, 1, 1, 0})
		edited := *col
		edited.CycleDays = 30
		must(t, columns.Edit(ctx, office, &edited))
		check("another cycle", [4]int{1, 1, 1, 1})
		edited.CycleDays = 0
		must(t, columns.Edit(ctx, office, &edited))
		out()
		check("no cycle", [4]int{0, 1, 1, 2})
	})
}

// TestColumnShowsWhatStandsBelowIt: items are written for the last level, and seen in the column above too.
func TestColumnShowsWhatStandsBelowIt(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		early := h.start(t, "", version("分设以前"))
		h.release(t, early)
		child := &catalog.Column{Code: "rules", Name: "规章", Section: catalog.Statutory, Type: "政策文件", Parent: h.column.ID}
		must(t, db.AddColumn(ctx, child, func() (act.Act, error) { return child.Added(act.System, h.now, int64(h.unit.ID)), nil }))
		late := h.start(t, "", version("没有选到末级"))
		var fields fault.Fields
		if err := h.items.Submit(ctx, h.writer(), late); !errors.As(err, &fields) || !strings.Contains(fields.For("column"), "规章") {
			t.Errorf("sent for a column that others stand below: %v", err)
		}
		v := version("末级栏目的信息")
		v.Column = int64(child.ID)
		id, err := h.items.Start(ctx, h.writer(), "", v)
		must(t, err)
		h.release(t, id)
		for _, c := range []struct {
			column *catalog.Column
			within []int64
			want   []publication.ID
		}{{h.column, []int64{int64(child.ID)}, []publication.ID{id, early}}, {h.column, nil, []publication.ID{early}}, {child, nil, []publication.ID{id}}} {
			items, n, err := db.Items(ctx, publication.Filter{Public: true, Column: int64(c.column.ID), Within: c.within})
			must(t, err)
			var got []publication.ID
			for _, it := range items {
				got = append(got, it.ID)
			}
			if n != len(c.want) || !slices.Equal(got, c.want) {
				t.Errorf("%s with %v: %v, want %v", c.column.Name, c.within, got, c.want)
			}
		}
	})
}

// TestNoticeLeavesThePublicAfterItsPeriod: it is there on its last day, and gone the day after, with a proof that stays.
func TestNoticeLeavesThePublicAfterItsPeriod(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		v := version("拟聘用人员公示")
		v.Genre, v.Notice = publication.NoticeGenre, publication.NoticePeriod{Days: 5, Workdays: true}
		id, other := h.start(t, "", v), h.start(t, "", version("长期公开"))
		h.release(t, id)
		h.release(t, other)
		it, err := db.PublicItem(ctx, id)
		must(t, err)
		last := it.NoticeEnds
		if want := workday.Builtin().Add(workday.DateOf(h.now), 5).Date; last != want {
			t.Errorf("shown until %s, want %s", last, want)
		}
		ended := func(now time.Time, want int) {
			t.Helper()
			h.now = now
			if n, err := h.items.EndNotices(ctx); err != nil || n != want {
				t.Errorf("at %s %d notices end, %v, want %d", now, n, err, want)
			}
		}
		ended(last.AddDays(1).Time().Add(-time.Second), 0)
		ended(last.AddDays(1).Time(), 1)
		ended(last.AddDays(2).Time(), 0)
		it, err = db.PublicItem(ctx, id)
		must(t, err)
		if it.IsPublic() || !it.Withdrawal.Over || it.Version.Title != "" || it.IndexNo == "" {
			t.Errorf("after its period the public sees %+v", it)
		}
		if it, err = db.PublicItem(ctx, other); err != nil || !it.IsPublic() {
			t.Errorf("what has no period: %+v, %v", it, err)
		}
	})
}

// TestNoticeEndsOnceOnManyNodes: nodes that look at the same moment take it down once, and none of them fails.
func TestNoticeEndsOnceOnManyNodes(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		v := version("拟聘用人员公示")
		v.Genre, v.Notice = publication.NoticeGenre, publication.NoticePeriod{Days: 1}
		for range 8 {
			h.release(t, h.start(t, "", v))
		}
		h.now = h.now.AddDate(0, 0, 3)
		const nodes = 4
		counts, errs := make(chan int, nodes), make(chan error, nodes)
		for range nodes {
			go func() {
				n, err := h.items.EndNotices(t.Context())
				counts <- n
				errs <- err
			}()
		}
		sum := 0
		for range nodes {
			sum += <-counts
			must(t, <-errs)
		}
		n, err := h.items.EndNotices(t.Context()) // whoever lost at a notice leaves it to the next run
		must(t, err)
		if sum+n != 8 {
			t.Errorf("%d notices were taken down, then %d, want 8 in all", sum, n)
		}
	})
}

// TestIndexRuleBeginsWithAYear: a year that has numbers keeps its rule, for the unit and for those that follow the common one.
func TestIndexRuleBeginsWithAYear(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		keeper := *h.people[agency.Writer]
		keeper.Roles = []agency.Role{agency.GeneralOffice}
		unit, year := int64(h.unit.ID), h.now.Year()
		set := func(unit int64, from int, template string) error {
			return h.items.SetIndexRule(ctx, &keeper, publication.IndexRule{Unit: unit, From: from, Template: template})
		}
		must(t, set(0, year, "{USCC}/{YYYY}-{seq:03d}"))
		first := h.start(t, "", version("一"))
		h.release(t, first)
		for _, u := range []int64{0, unit} {
			if err := set(u, year, "{USCC}-{YYYY}-{seq}"); !errors.Is(err, publication.ErrYearBegun) {
				t.Errorf("unit %d in a year with numbers: %v", u, err)
			}
		}
		must(t, set(unit, year+1, "{UNIT}/{COLUMN}-{YYYY}-{seq}"))
		if err := h.items.SetIndexRule(ctx, h.people[agency.Writer], publication.IndexRule{From: year, Template: publication.UsualTemplate}); !errors.Is(err, publication.ErrMayNotNumber) {
			t.Errorf("set by a writer: %v", err)
		}
		second := h.start(t, "", version("二"))
		h.release(t, second)
		h.now = workday.NewDate(year+1, 1, 5).Time().Add(9 * time.Hour)
		third := h.start(t, "", version("三"))
		h.release(t, third)
		for id, want := range map[publication.ID]string{
			first: fmt.Sprintf("%s/%d-001", h.unit.USCC, year), second: fmt.Sprintf("%s/%d-002", h.unit.USCC, year), third: fmt.Sprintf("jyj/policy-%d-1", year+1),
		} {
			if it, err := db.Item(ctx, id); err != nil || it.IndexNo != want {
				t.Errorf("item %d has %q, %v, want %q", id, it.IndexNo, err, want)
			}
		}
	})
}
