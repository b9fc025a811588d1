package store_test

import (
	"slices"
	"testing"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// TestPublicItemsAreFoundForMachines: by number, by 索引号, by whether they hold; drafts and what is withdrawn are not among them.
func TestPublicItemsAreFoundForMachines(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		if last, err := db.Last(ctx); err != nil || last != 0 {
			t.Errorf("last of none is %d, %v", last, err)
		}
		ended := version("关于试行的通知")
		ended.Expires = ended.FormedOn
		holds, over, gone, draft := h.start(t, "", version("通知")), h.start(t, "", ended), h.start(t, "", version("撤下的通知")), h.start(t, "", version("草稿"))
		for _, id := range []publication.ID{holds, over, gone} {
			h.release(t, id)
		}
		must(t, h.items.Withdraw(ctx, h.people[agency.Signer], gone, publication.Withdrawal{Reason: "有误"}))
		if last, err := db.Last(ctx); err != nil || last != draft {
			t.Errorf("last is %d, %v, want %d", last, err, draft)
		}
		list, err := db.Addresses(ctx, 1, draft)
		must(t, err)
		if len(list) != 2 || list[0].ID != holds || list[1].ID != over || list[0].Changed.IsZero() {
			t.Errorf("addresses %+v", list)
		}
		if list, err = db.Addresses(ctx, over, over); err != nil || len(list) != 1 {
			t.Errorf("addresses of one number: %+v, %v", list, err)
		}
		it, err := db.PublicItem(ctx, over)
		must(t, err)
		day := ended.Expires.AddDays(1)
		for name, x := range map[string]struct {
			f    publication.Filter
			want []publication.ID
		}{
			"by index number": {publication.Filter{IndexNo: it.IndexNo}, []publication.ID{over}}, "by no index number": {publication.Filter{IndexNo: "x"}, nil},
			"that hold": {publication.Filter{Validity: publication.Valid, On: day}, []publication.ID{holds}}, "that hold no more": {publication.Filter{Validity: publication.Invalid, On: day}, []publication.ID{over}},
			"that hold on the last day": {publication.Filter{Validity: publication.Valid, On: ended.Expires}, []publication.ID{over, holds}},
		} {
			x.f.Public = true
			items, n, err := db.Items(ctx, x.f)
			must(t, err)
			var got []publication.ID
			for i := range items {
				got = append(got, items[i].ID)
			}
			slices.Sort(got)
			slices.Sort(x.want)
			if !slices.Equal(got, x.want) || n != len(x.want) {
				t.Errorf("%s: %v of %d, want %v", name, got, n, x.want)
			}
		}
		must(t, h.items.Declare(ctx, h.people[agency.Signer], holds, publication.Validity{State: publication.Repealed, On: workday.DateOf(h.now), Basis: "濮教〔2026〕1号"}))
		standings, err := db.ItemStandings(ctx, []int64{-1, 0, 1, 2, 99}) // of the draft, and of three releases, the last withdrawn
		must(t, err)
		slices.SortFunc(standings, func(a, b publication.Standing) int { return int(a.ID - b.ID) })
		if len(standings) != 2 || standings[0].ID != holds || standings[0].Version != 1 || standings[0].Validity.State != publication.Repealed || standings[1].Validity.State != publication.InForce {
			t.Errorf("standings %+v", standings)
		}
	})
}
