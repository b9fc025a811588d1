package store_test

import (
	"fmt"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// powerNamed is a row of a 权责清单, as far as the register looks at it.
func powerNamed(code, name string, kind catalog.PowerKind) catalog.Power {
	return catalog.Power{Code: code, Name: name, Kind: kind, State: catalog.PowerActive, AdjustedOn: workday.NewDate(2026, 1, 5)}
}

// releasePowers takes a list through the gate.
func (h *house) releasePowers(t *testing.T, editions *catalog.Editions, basis string, rows ...catalog.EditionRow) {
	t.Helper()
	by := h.people[agency.GeneralOffice]
	e, err := editions.Stage(t.Context(), by, catalog.Proposal{Kind: catalog.Powers, Unit: int64(h.unit.ID), Basis: basis, Rows: rows})
	must(t, err)
	v := version(e.Title())
	v.Column, v.Cargo = int64(h.column.ID), publication.Cargo{Ref: ref.To(catalog.EditionRef, e.ID), Rows: e.Rows, Root: e.Root}
	item, err := h.items.Carry(t.Context(), by.Actor(), 0, v)
	must(t, err)
	must(t, editions.Attach(t.Context(), by.Actor(), e.ID, int64(item)))
	must(t, h.items.Submit(t.Context(), by.Actor(), item))
	must(t, h.pass(t, item, 0))
}

// TestReleasedListIsWhatTheReportCounts: items begin and end on the day of the release, whatever was there before; the years before
// stay as they were counted.
func TestReleasedListIsWhatTheReportCounts(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		editions, by := h.keeping(t)
		h.people[agency.GeneralOffice] = by
		ctx, unit := t.Context(), int64(h.unit.ID)
		old := &catalog.PowerItem{Unit: unit, Code: "0100001000", Name: "教师资格认定", Category: catalog.Licensing, From: workday.NewDate(2019, 1, 1)}
		must(t, db.AddPowerItem(ctx, old, func() (act.Act, error) {
			return act.New(act.System, noon, "catalog.add-power-item", ref.To(catalog.PowerRef, old.ID), "", old.Name), nil
		}))
		counted := func(year int) string {
			t.Helper()
			var out string
			for _, c := range []catalog.Category{catalog.Licensing, catalog.Serving} {
				qs := []report.Query{{Register: report.PowerItems, Span: report.HeldBefore, Kind: string(c)}, {Register: report.PowerItems, Span: report.Change, Kind: string(c)}}
				n, err := db.Figures(ctx, unit, year, qs)
				must(t, err)
				out += fmt.Sprint(n)
			}
			return out
		}
		year := h.now.Year()
		if got := counted(year); got != "[1 0][0 0]" {
			t.Fatalf("before: %s", got)
		}
		h.releasePowers(t, editions, "示教〔2026〕1号", powerNamed("0100001000", "教师资格认定（改名）", catalog.PowerLicence), powerNamed("0100003000", "校车使用许可", catalog.PowerLicence), powerNamed("1100001000", "考试成绩查询", catalog.PublicService))
		if got := counted(year); got != "[1 1][0 1]" {
			t.Errorf("after the first list: %s", got)
		}
		h.now = h.now.Add(24 * time.Hour)
		h.releasePowers(t, editions, "示教〔2026〕2号", powerNamed("0100003000", "校车使用许可", catalog.PowerLicence), powerNamed("1100001000", "考试成绩查询", catalog.PublicService))
		if got := counted(year); got != "[1 0][0 1]" {
			t.Errorf("after the second list: %s", got)
		}
		if got := counted(year + 1); got != "[1 0][1 0]" {
			t.Errorf("the year after: %s", got)
		}
		h.now = h.now.Add(24 * time.Hour)
		h.releasePowers(t, editions, "示教〔2026〕3号", powerNamed("0100001000", "教师资格认定", catalog.PowerLicence), powerNamed("0100003000", "校车使用许可", catalog.PublicService), powerNamed("1100001000", "考试成绩查询", catalog.PublicService))
		if got := counted(year); got != "[1 0][0 2]" {
			t.Errorf("a code that came back, and one of another category: %s", got)
		}
		if list, err := db.InForce(ctx, catalog.Powers); err != nil || len(list) != 1 || list[0].No != 3 || len(list[0].Content) == 0 {
			t.Errorf("in force: %+v, %v", list, err)
		}
	})
}
