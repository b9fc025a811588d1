package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/store"
)

func (b *bureauWithReports) found(t *testing.T) (out []string) {
	t.Helper()
	must(t, b.db.Snapshot(t.Context(), func(s *store.Snapshot) (err error) {
		out, err = s.Disagreements(t.Context(), nil)
		return err
	}))
	return out
}

// TestAReportIsCorrectedByAnEditionOfItsOwn: what was released stays, word by word, while a figure is corrected by hand, signed by another, and
// goes the whole way again with new texts; the public sees the old until then, and both afterwards. Verify compares each with the log.
//
// law: 条例 50
func TestAReportIsCorrectedByAnEditionOfItsOwn(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b, ctx := buildReports(t, db), t.Context()
		writer, signer, unit := b.people[agency.Writer], b.people[agency.Signer], b.unit
		v := version("年度报告")
		v.Column = int64(b.column.ID)
		b.asked(t, "2025-03-01")
		id, err := b.write(t, 2025)
		must(t, err)
		must(t, b.decide(t, id))
		first, saved, err := b.reports.Public(ctx, unit, 2025)
		must(t, err)
		if got := first.Table3["new_received"]; got[0] != 1 || saved.Draft != nil {
			t.Fatalf("released: %v, draft %v", got, saved.Draft)
		}

		if _, err := b.reports.Load(ctx, writer, unit, 2025, v); !errors.Is(err, report.ErrOut) {
			t.Errorf("loaded once more: %v", err)
		}
		if _, err := b.reports.Correct(ctx, writer, unit, 2025, "漏计", v); !errors.Is(err, report.ErrUnchanged) {
			t.Errorf("corrected without a change: %v", err)
		}
		if err := b.items.Correct(ctx, writer, id, "越过报告"); !errors.Is(err, publication.ErrCargoStays) {
			t.Errorf("corrected past the report: %v", err)
		}
		wrong := func(cell string, n int64) error {
			_, err := b.reports.ProposeByHand(ctx, b.office, unit, 2025, report.Adjusted{Cell: cell, Difference: n, Reason: "示例理由"})
			return err
		}
		for cell, want := range map[string]error{
			"table3.total.natural": report.ErrTotal, "table3.granted.total": report.ErrTotal, "table4.review.4": report.ErrTotal, "table3.carried_in.natural": report.ErrCarryIn,
			"field.items": report.ErrNoByHand, "table3.nothing.natural": report.ErrNoCell, "": report.ErrNoCell,
		} {
			if err := wrong(cell, 1); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", cell, err, want)
			}
		}
		var fields fault.Fields
		if err := wrong("table3.granted.natural", -1); !errors.As(err, &fields) || !strings.Contains(fields.For("difference"), "小于 0") {
			t.Errorf("less than nothing: %v", err)
		}
		a, err := b.reports.ProposeByHand(ctx, b.office, unit, 2025, report.Adjusted{Cell: "table2.licensing.0", Difference: 2, Reason: "原系统漏报两件"})
		must(t, err)
		if err := wrong("table2.licensing.0", 1); !errors.Is(err, report.ErrWaiting) {
			t.Errorf("two wait at once: %v", err)
		}
		if now, err := b.reports.Build(ctx, unit, 2025); err != nil || now.Table2["licensing"][0] != 0 {
			t.Errorf("it counts before it is signed: %v, %v", now.Table2, err)
		}
		must(t, b.reports.SignAdjustment(ctx, signer, a.ID))
		must(t, b.reports.Keep(ctx, writer, unit, 2025, saved.Sections.Digest(), report.Sections{Problems: "原漏报两件许可，已更正。"}))
		if err := b.reports.Keep(ctx, writer, unit, 2025, saved.Sections.Digest(), report.Sections{Problems: "另一人的改动"}); !errors.Is(err, report.ErrTaken) {
			t.Errorf("written over another's words: %v", err)
		}
		if _, err := b.reports.Correct(ctx, writer, unit, 2025, " ", v); !errors.As(err, &fields) {
			t.Errorf("corrected without a reason: %v", err)
		}
		at, err := b.reports.Correct(ctx, writer, unit, 2025, "原系统漏报两件许可", v)
		must(t, err)
		if at != id {
			t.Fatalf("the correction is item %d, the report %d", at, id)
		}
		if now, _, err := b.reports.Public(ctx, unit, 2025); err != nil || now.Table2["licensing"][0] != 0 || now.Sections.Problems != "" {
			t.Errorf("the public sees a correction in work: %+v, %v", now, err)
		}
		must(t, b.decide(t, id))
		now, saved, err := b.reports.Public(ctx, unit, 2025)
		must(t, err)
		if now.Table2["licensing"][0] != 2 || now.Sections.Problems != "原漏报两件许可，已更正。" || saved.Draft != nil || now.HandNote("table2") != "注：下列数在按记录统计以外作了更正。“行政许可·本年处理决定数量” +2：原系统漏报两件。" {
			t.Errorf("corrected: %+v, %s", now, now.HandNote("table2"))
		}
		editions, err := b.reports.Editions(ctx, saved)
		must(t, err)
		if len(editions) != 2 || editions[0].Reason != "" || editions[1].Reason != "原系统漏报两件许可" || editions[0].Figures.Table2["licensing"][0] != 0 || editions[1].Figures.Table2["licensing"][0] != 2 {
			t.Fatalf("editions: %+v", editions)
		}
		if d := editions[0].Figures.Differences(editions[1].Figures); len(d) != 2 || d[0].Cell != "table2.licensing.0" || d[1].Cell != "field.licences" {
			t.Errorf("between them: %+v", d)
		}
		if found := b.found(t); len(found) > 0 {
			t.Errorf("nothing was changed: %q", found)
		}
		b.changedBehind(t, saved.ID)
	})
}

// changedBehind changes what is kept of a report past our code, and looks whether it is found.
func (b *bureauWithReports) changedBehind(t *testing.T, id int64) {
	t.Helper()
	run := func(text string, args ...any) {
		t.Helper()
		_, err := b.db.Writer().ExecContext(context.Background(), text, args...)
		must(t, err)
	}
	for _, c := range []struct{ change, back, want string }{
		{`UPDATE report SET sections = '{"overview":"改","problems":"","others":""}'`, `UPDATE report SET sections = (SELECT sections FROM report_edition WHERE no = 2)`, "显示的不是登记的最近一版"},
		{`UPDATE report SET figures = (SELECT figures FROM report_edition WHERE no = 1)`, `UPDATE report SET figures = (SELECT figures FROM report_edition WHERE no = 2)`, "显示的不是登记的最近一版"},
		{`INSERT INTO report_edition SELECT report, 3, reason, sections, figures, released FROM report_edition WHERE no = 2`, ``, "多出一版"},
	} {
		run(c.change)
		if found := strings.Join(b.found(t), "\n"); !strings.Contains(found, fmt.Sprintf("年度报告 %d", id)) || !strings.Contains(found, c.want) {
			t.Errorf("%s: found %q", c.change, found)
		}
		if c.back != "" {
			run(c.back)
		}
	}
}

// TestTheReportIsOwedFromJanuaryOn: the duty to publish the report of the year before opens in January, once, and is met by its release; after
// January nothing is opened, and of an imported report nothing is owed.
//
// law: 条例 49
func TestTheReportIsOwedFromJanuaryOn(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b, ctx := buildReports(t, db), t.Context()
		owe := func(on string, want bool) {
			t.Helper()
			b.now = day(on).Time().Add(8 * time.Hour)
			if got, err := b.reports.Owe(ctx, b.unit); err != nil || got != want {
				t.Errorf("on %s: %v, %v; want %v", on, got, err, want)
			}
		}
		owed := func() []obligation.Obligation {
			t.Helper()
			list, err := db.Obligations(ctx, obligation.Filter{Rule: law.AnnualReport})
			must(t, err)
			return list
		}
		owe("2026-12-31", false)
		owe("2027-02-01", false)
		owe("2027-01-31", true)
		owe("2027-01-31", false)
		if list := owed(); len(list) != 1 || list[0].Due != day("2027-01-31") || !list[0].Open() || !strings.Contains(list[0].Title, "2026年政府信息公开工作年度报告") {
			t.Fatalf("owed: %+v", list)
		}
		if a, err := b.reports.Build(ctx, b.unit, 2026); err != nil || !strings.Contains(a.Sections.Overview, "主动公开") {
			t.Errorf("what is owed has no first texts: %+v, %v", a, err)
		} else { // nobody has saved any yet; what is saved first is what the next must begin with
			first := a.Sections
			a.Sections.Others = "没有收取信息处理费。"
			must(t, b.reports.Keep(ctx, b.people[agency.Writer], b.unit, 2026, first.Digest(), a.Sections))
			if err := b.reports.Keep(ctx, b.people[agency.Writer], b.unit, 2026, first.Digest(), first); !errors.Is(err, report.ErrTaken) {
				t.Errorf("saved over what another wrote: %v", err)
			}
		}
		id, err := b.write(t, 2026)
		must(t, err)
		must(t, b.decide(t, id))
		if list := owed(); list[0].MetOn != day("2027-01-31") {
			t.Errorf("released, and still owed: %+v", list)
		}
		a, err := report.Build(ctx, db, b.unit, 2027, report.Settings{})
		must(t, err)
		must(t, b.reports.Import(ctx, b.writer(), &report.Saved{Unit: int64(b.unit.ID), Year: 2027, Stated: day("2028-01-10"), Figures: a}))
		owe("2028-01-20", false)
	})
}
