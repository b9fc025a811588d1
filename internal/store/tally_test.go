package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// TestTalliesCountWhatThePublicSees: whatever becomes of an item, what is counted beside the items is what counting them would give.
func TestTalliesCountWhatThePublicSees(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		second := &catalog.Column{Code: "plans", Name: "规划计划", Section: catalog.Statutory, Type: "规划计划"}
		must(t, db.AddColumn(ctx, second, func() (act.Act, error) {
			return act.New(act.System, noon, "catalog.add-column", ref.Ref{}, "", ""), nil
		}))
		other := int64(second.ID)
		check := func(when string, n int) {
			t.Helper()
			if diff := cmp.Diff(counted(ctx, t, db), tallied(ctx, t, db)); diff != "" {
				t.Errorf("%s (-counted +tallied):\n%s", when, diff)
			}
			if _, got, err := db.Items(ctx, publication.Filter{Public: true, Year: h.now.Year(), Limit: 1}); err != nil || got != n {
				t.Errorf("%s: %d this year, %v, want %d", when, got, err, n)
			}
		}
		check("nothing", 0)
		a, b, draft := h.start(t, "", version("甲")), h.start(t, "", version("乙")), h.start(t, "", version("丙"))
		check("drafts", 0)
		h.release(t, a)
		h.release(t, b)
		check("released", 2)
		if _, n, err := db.Items(ctx, publication.Filter{Public: true, Column: int64(h.column.ID), Within: []int64{other}, Unit: int64(h.unit.ID)}); err != nil || n != 2 {
			t.Errorf("in both columns: %d, %v", n, err)
		}
		if _, n, err := db.Items(ctx, publication.Filter{Public: true, Column: other}); err != nil || n != 0 {
			t.Errorf("in the other column: %d, %v", n, err)
		}
		if _, n, err := db.Items(ctx, publication.Filter{Public: true, Column: int64(h.column.ID), Genre: "通知"}); err != nil || n != 2 {
			t.Errorf("of a genre: %d, %v", n, err)
		}
		must(t, h.items.Correct(ctx, h.people[agency.Writer], a, "归错栏目"))
		moved := version("甲")
		moved.Column = other
		must(t, h.items.Edit(ctx, h.writer(), a, moved))
		check("a correction begun", 2)
		h.now = h.now.Add(24 * time.Hour)
		h.release(t, a)
		check("moved to another column", 2)
		must(t, h.items.Withdraw(ctx, h.people[agency.Signer], b, publication.Withdrawal{Reason: "有误"}))
		check("withdrawn", 1)
		h.now = h.now.AddDate(1, 0, 0)
		h.release(t, draft)
		check("another year", 1)
		must(t, h.items.Withdraw(ctx, h.people[agency.Signer], draft, publication.Withdrawal{Reason: "有误"}))
		check("and gone", 0)
	})
}

// counted counts the public items by column.
func counted(ctx context.Context, t *testing.T, db *store.DB) map[catalog.ColumnID]catalog.Tally {
	t.Helper()
	items, _, err := db.Items(ctx, publication.Filter{Public: true, Uncounted: true})
	must(t, err)
	out := map[catalog.ColumnID]catalog.Tally{}
	for i := range items {
		c, day := catalog.ColumnID(items[i].Version.Column), workday.DateOf(items[i].Released)
		t := out[c]
		t.Column, t.N = c, t.N+1
		if day.After(t.Last) {
			t.Last = day
		}
		out[c] = t
	}
	return out
}

func tallied(ctx context.Context, t *testing.T, db *store.DB) map[catalog.ColumnID]catalog.Tally {
	t.Helper()
	tallies, err := db.ColumnTallies(ctx, 0)
	must(t, err)
	out := map[catalog.ColumnID]catalog.Tally{}
	for _, x := range tallies {
		out[x.Column] = x
	}
	return out
}
