package store_test

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/catalog"
	"gongkai/internal/dialogue"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
	"gongkai/internal/secret"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// houseWithWebsite is a house whose gate releases 政府网站工作年度报表.
type houseWithWebsite struct {
	*house
	site *website.Service
}

func buildWebsite(t *testing.T, db *store.DB) *houseWithWebsite {
	t.Helper()
	h := build(t, db)
	b := &houseWithWebsite{house: h}
	now := func() time.Time { return h.now }
	b.site = website.New(db, db, website.Site{Name: "示例教育网", URL: "https://jyj.example.gov.cn", IDCode: "0000000000"}, workday.Builtin, now)
	files, err := blob.Open(t.TempDir())
	must(t, err)
	h.items = publication.New(db, db, db, workday.Builtin, now, files, map[ref.Kind]publication.Releaser{website.Ref: b.site})
	b.site.SetItems(h.items)
	b.site.SetProof(paper.ProveWebsite)
	return b
}

// allTyped is a form filled in: every count 0, every choice its first.
func allTyped() website.Values {
	v := website.Values{}
	for _, f := range website.Fields() {
		switch {
		case f.Typed() && f.Kind == website.Count:
			v[f.Key] = "0"
		case f.Typed() && f.Kind == website.Choice:
			v[f.Key] = f.Options[0]
		}
	}
	return v
}

// counted builds the report of a year and holds its counted figures against what they should be.
func (b *houseWithWebsite) counted(t *testing.T, year int, want map[string]string) {
	t.Helper()
	r, _, err := b.site.Build(t.Context(), b.unit, year)
	must(t, err)
	for k, w := range want {
		if got := r.Values[k]; got != w {
			t.Errorf("%d: %s is %q, want %q", year, k, got, w)
		}
	}
	for _, f := range website.Fields() {
		if f.Source != "" {
			b.opens(t, r, f)
		}
	}
}

// opens compares a counted figure with the records that it opens, taken page by page.
func (b *houseWithWebsite) opens(t *testing.T, r *website.Report, f website.Field) {
	t.Helper()
	const page = 2
	var list []website.Record
	for {
		got, some, n, err := b.site.Records(t.Context(), r.Year, f.Key, page, len(list))
		must(t, err)
		if got.Key != f.Key || len(some) != min(page, n-len(list)) {
			t.Fatalf("%d: %s: %d records after %d of %d", r.Year, f.Key, len(some), len(list), n)
		}
		if list = append(list, some...); len(list) == n {
			break
		}
	}
	figure, all := strconv.Itoa(len(list)), int64(0)
	seen := map[ref.Ref]bool{}
	for i, x := range list {
		all += x.Took.Milliseconds()
		if seen[x.Ref] || x.Date.Year() != r.Year || i > 0 && x.Date.After(list[i-1].Date) || x.Title == "" || x.No == "" || x.Unit == 0 {
			t.Errorf("%d: %s: %+v", r.Year, f.Key, x)
		}
		seen[x.Ref] = true
	}
	if f.Source.Average() {
		figure = website.InTenths(website.Tenths(all, int64(len(list))))
	}
	if figure != r.Values[f.Key] {
		t.Errorf("%d: %s is %s, its records give %s", r.Year, f.Key, r.Values[f.Key], figure)
	}
}

// TestTheWebsiteReportCountsItsYear: items by their kind of column and by what they explain, 网页纠错 by when they came and whether the year's end
// saw them answered; the rest is typed.
func TestTheWebsiteReportCountsItsYear(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b, ctx := buildWebsite(t, db), t.Context()
		deed := func() (act.Act, error) {
			return act.New(act.System, noon, "catalog.add-column", ref.Ref{}, "", ""), nil
		}
		column := func(code, kind string, s catalog.Section) int64 {
			c := &catalog.Column{Code: code, Name: code, Section: s, Type: kind}
			must(t, db.AddColumn(ctx, c, deed))
			return int64(c.ID)
		}
		put := func(key string, col int64, explains ...publication.ID) publication.ID {
			v := version(key)
			v.Column, v.Interprets = col, explains
			id, err := b.items.Start(ctx, b.writer(), key, v)
			must(t, err)
			b.release(t, id)
			return id
		}
		document := put("a", int64(b.column.ID))
		put("b", column("functions", "机构职能", catalog.Statutory))
		news := column("news", "工作动态", catalog.News)
		put("c", news, document)
		put("d", column("notices", "征集调查", catalog.News)) // none of the three kinds
		b.start(t, "e", version("没有发布的"))

		keys, err := secret.New(bytes.Repeat([]byte{7}, 32))
		must(t, err)
		said := dialogue.New(db, keys, workday.Builtin, func() time.Time { return b.now })
		come := func(at string) *dialogue.Correction {
			b.now = day(at).Time().Add(9 * time.Hour)
			c, err := said.Receive(ctx, dialogue.Report{Unit: int64(b.unit.ID), Page: "/open", Kind: "wording", Text: "有错字。"})
			must(t, err)
			return c
		}
		answer := func(c *dialogue.Correction, at string) {
			b.now = day(at).Time().Add(9 * time.Hour)
			must(t, said.Answer(ctx, b.people[agency.Writer], c.ID, "unfounded", "经核对，没有错字。"))
		}
		before, quick, slow, after := come("2025-12-31"), come("2026-01-01"), come("2026-12-29"), come("2026-12-31")
		answer(before, "2026-01-02") // of the year before
		answer(quick, "2026-01-02")
		answer(slow, "2026-12-31")
		answer(after, "2027-01-01") // too late for the year
		b.counted(t, 2026, map[string]string{
			"released": "4", "overview": "1", "news": "1", "catalogue": "1", "interpretations": "1", "messages": "3", "messages-done": "2", "message-days": "1.5",
			"owner": "示例市教育局", "name": "示例教育网", "icp": "", "visits": "",
		})
		b.counted(t, 2025, map[string]string{"released": "0", "catalogue": "0", "messages": "1", "messages-done": "0", "message-days": "0"})
		for _, key := range []string{"visits", "owner", "nothing", ""} {
			if _, _, _, err := b.site.Records(ctx, 2026, key, 10, 0); !errors.Is(err, website.ErrNoFigure) {
				t.Errorf("%q opens: %v", key, err)
			}
		}
	})
}

// TestTheWebsiteReportFromTypingToItsCorrection: it is owed in January, typed, goes out once it is whole and its relations hold, meets its duty, and
// stays as it was signed; a correction is an edition of its own. Verify compares each with the log, and the database refuses to change them.
//
// law: 国办函〔2018〕12号
func TestTheWebsiteReportFromTypingToItsCorrection(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b, ctx := buildWebsite(t, db), t.Context()
		writer, unit := b.people[agency.Writer], b.unit
		v := version("政府网站工作年度报表（2026年）")
		v.Column = int64(b.column.ID)
		owe := func(on string, want bool) {
			t.Helper()
			b.now = day(on).Time().Add(8 * time.Hour)
			if got, err := b.site.Owe(ctx, unit); err != nil || got != want {
				t.Errorf("on %s: %v, %v; want %v", on, got, err, want)
			}
		}
		refused := func(want error) {
			t.Helper()
			if _, err := b.site.Load(ctx, writer, unit, 2026, v); !errors.Is(err, want) {
				t.Errorf("loaded: %v, want %v", err, want)
			}
		}
		b.now = day("2026-12-31").Time()
		refused(website.ErrEarly)
		owe("2027-02-01", false)
		owe("2027-01-31", true)
		owe("2027-01-31", false)
		refused(website.ErrMissing)
		if err := b.site.Keep(ctx, b.people[agency.Signer], unit, 2026, "", nil); !errors.Is(err, website.ErrMayNotWrite) {
			t.Errorf("the signer writes: %v", err)
		}
		typed := allTyped()
		typed["cases"] = "3"
		must(t, b.site.Keep(ctx, writer, unit, 2026, "", typed))
		refused(website.ErrViolated)
		old := typed.Digest()
		typed["cases-legal"], typed["weibo"] = "3", "示例教育"
		must(t, b.site.Keep(ctx, writer, unit, 2026, old, typed))
		if err := b.site.Keep(ctx, writer, unit, 2026, old, allTyped()); !errors.Is(err, website.ErrTaken) {
			t.Errorf("written over what another wrote: %v", err)
		}
		id, err := b.site.Load(ctx, writer, unit, 2026, v)
		must(t, err)
		typed["visits"] = "5"
		must(t, b.site.Keep(ctx, writer, unit, 2026, "", typed))
		must(t, b.items.Submit(ctx, b.writer(), id))
		if err := b.pass(t, id, 0); !errors.Is(err, website.ErrStale) {
			t.Fatalf("released what was not reviewed: %v", err)
		}
		if _, err := b.site.Public(ctx, int64(unit.ID), 2026); !errors.Is(err, website.ErrNotFound) {
			t.Errorf("public before it is out: %v", err)
		}
		typed["visits"] = "0" // as it was reviewed
		must(t, b.site.Keep(ctx, writer, unit, 2026, "", typed))
		b.site.SetProof(nil)
		if err := b.pass(t, id, len(publication.BureauRoute)-1); err == nil {
			t.Error("released though nothing proves its files")
		}
		b.site.SetProof(func(_ context.Context, r *website.Report) error {
			if r.Year != 2026 || r.Values["weibo"] != "示例教育" {
				t.Errorf("proved: %+v", r)
			}
			return paper.ErrUnlike
		})
		if err := b.pass(t, id, len(publication.BureauRoute)-1); !errors.Is(err, paper.ErrUnlike) {
			t.Errorf("released though its files read otherwise: %v", err)
		}
		b.site.SetProof(paper.ProveWebsite)
		must(t, b.pass(t, id, len(publication.BureauRoute)-1))
		os, err := db.Obligations(ctx, obligation.Filter{Rule: law.WebsiteReport})
		must(t, err)
		if len(os) != 1 || os[0].Due != day("2027-01-31") || os[0].MetOn != day("2027-01-31") || !strings.Contains(os[0].Title, "政府网站工作年度报表（2026年）") {
			t.Errorf("owed: %+v", os)
		}
		refused(website.ErrOut)

		typed["visits"] = "7"
		if _, err := b.site.Correct(ctx, writer, unit, 2026, "漏计", v); !errors.Is(err, website.ErrUnchanged) {
			t.Errorf("corrected without a change: %v", err)
		}
		must(t, b.site.Keep(ctx, writer, unit, 2026, "", typed))
		if saved, err := b.site.Public(ctx, int64(unit.ID), 2026); err != nil || saved.Last().Values["visits"] != "0" {
			t.Errorf("the public sees what is being typed: %v", err)
		}
		again, err := b.site.Correct(ctx, writer, unit, 2026, "漏计访问量", v)
		if err != nil || again != id {
			t.Fatalf("corrected as item %d, was %d: %v", again, id, err)
		}
		b.release(t, id)
		saved, err := b.site.Public(ctx, int64(unit.ID), 2026)
		must(t, err)
		if e := saved.Editions; len(e) != 2 || e[0].Report.Values["visits"] != "0" || e[1].Report.Values["visits"] != "7" || e[1].Reason != "漏计访问量" || saved.Reason != "" {
			t.Fatalf("editions: %+v", e)
		}
		if years, err := b.site.Years(ctx, int64(unit.ID)); err != nil || len(years) != 1 {
			t.Errorf("years: %v, %v", years, err)
		}
		b.changedBehind(t, saved.ID)
	})
}

// changedBehind changes what was released past our code: the database refuses what it can, and verify finds the rest.
func (b *houseWithWebsite) changedBehind(t *testing.T, id int64) {
	t.Helper()
	found := func() string {
		var out []string
		must(t, b.db.Snapshot(t.Context(), func(s *store.Snapshot) (err error) {
			out, err = s.Disagreements(t.Context(), nil)
			return err
		}))
		return strings.Join(out, "\n")
	}
	if got := found(); got != "" {
		t.Errorf("nothing was changed: %s", got)
	}
	run := func(text string) error {
		_, err := b.db.Writer().ExecContext(context.Background(), text)
		return err
	}
	for _, text := range []string{
		`UPDATE website_edition SET figures = '{}'`, `DELETE FROM website_edition`, `DELETE FROM website_report`, `UPDATE website_report SET year = 2025`,
	} {
		if err := run(text); err == nil {
			t.Errorf("%s is done", text)
		}
	}
	must(t, run(`INSERT INTO website_edition SELECT report, 3, reason, figures, released FROM website_edition WHERE no = 2`))
	if got := found(); !strings.Contains(got, "多出一版") && !strings.Contains(got, "总摘要不符") {
		t.Errorf("an edition too many is not found: %q, report %d", got, id)
	}
}
