package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/catalog"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// releaser gives editions to the gate, as app does.
type releaser struct{ editions *catalog.Editions }

func (r releaser) Ready(ctx context.Context, c publication.Cargo, at time.Time) ([]act.Effect, error) {
	return r.editions.Release(ctx, catalog.EditionID(c.Ref.ID), c.Root, at)
}

// keeping adds to a house who brings editions, and a gate that lets them out.
func (h *house) keeping(t *testing.T) (*catalog.Editions, *agency.Person) {
	t.Helper()
	p := &agency.Person{Unit: h.unit.ID, Name: "示例局办公室", Roles: []agency.Role{agency.GeneralOffice}}
	must(t, h.db.AddPerson(t.Context(), p, []agency.Appointment{{Role: agency.GeneralOffice, From: workday.NewDate(2020, 1, 1)}},
		func() (act.Act, error) { return act.New(act.System, noon, "agency.add-person", ref.Ref{}, "", ""), nil }))
	now := func() time.Time { return h.now }
	editions := catalog.NewEditions(h.db, now)
	files, err := blob.Open(t.TempDir())
	must(t, err)
	h.items = publication.New(h.db, h.db, h.db, workday.Builtin, now, files, map[ref.Kind]publication.Releaser{catalog.EditionRef: releaser{editions}})
	return editions, p
}

func entryNamed(code, name string) catalog.StandardEntry {
	return catalog.StandardEntry{Seq: 1, GroupCode: code[:2], Group: "招生管理", Code: code, Name: name, Subjects: []string{"学校"}, Proactive: true}
}

// carry stages rows and gives the draft to the gate.
func (h *house) carry(t *testing.T, editions *catalog.Editions, by *agency.Person, basis string, rows ...catalog.EditionRow) *catalog.Edition {
	t.Helper()
	e, err := editions.Stage(t.Context(), by, catalog.Proposal{Kind: catalog.Standard, Unit: int64(h.unit.ID), Basis: basis, Rows: rows})
	must(t, err)
	v := version(e.Title())
	v.Column, v.Cargo = int64(h.column.ID), publication.Cargo{Ref: ref.To(catalog.EditionRef, e.ID), Rows: e.Rows, Root: e.Root}
	item, err := h.items.Carry(t.Context(), by.Actor(), publication.ID(e.Item), v)
	must(t, err)
	must(t, editions.Attach(t.Context(), by.Actor(), e.ID, int64(item)))
	e.Item = int64(item)
	return e
}

// pass takes an item that was sent by somebody through the steps of the bureau's route, from one on, and returns the last error.
func (h *house) pass(t *testing.T, id publication.ID, from int) error {
	t.Helper()
	for _, step := range publication.BureauRoute[from:] {
		it, err := h.db.Item(t.Context(), id)
		must(t, err)
		if err := h.items.Decide(t.Context(), h.people[step.Role], id, publication.Decision{Pass: true, Basis: "不涉密", Digest: it.Version.Digest()}); err != nil {
			return err
		}
	}
	return nil
}

func TestEditionComesIntoForceByItsRelease(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		editions, by := h.keeping(t)
		ctx, unit := t.Context(), int64(h.unit.ID)
		first := h.carry(t, editions, by, "示教〔2026〕1号", entryNamed("0501", "学校介绍"), entryNamed("0502", "招生政策"))
		if _, err := editions.Current(ctx, catalog.Standard, unit); !errors.Is(err, catalog.ErrNoEdition) {
			t.Fatalf("in force before the release: %v", err)
		}
		var topics []string
		db.Subscribe(func(ts []string) { topics = append(topics, ts...) })
		must(t, h.items.Submit(ctx, by.Actor(), publication.ID(first.Item)))
		must(t, h.pass(t, publication.ID(first.Item), 0))
		current, err := editions.Current(ctx, catalog.Standard, unit)
		must(t, err)
		if current.ID != first.ID || current.No != 1 || current.Root != first.Root || !current.Released.Equal(noon) || current.Rows != 2 {
			t.Errorf("in force: %+v", current)
		}
		if !slices.Contains(topics, "editions") {
			t.Errorf("no change of editions among %v", topics)
		}
		second := h.carry(t, editions, by, "示教〔2026〕2号", entryNamed("0501", "学校简介"))
		if second.ID == first.ID || second.No != 2 || second.Item == first.Item {
			t.Fatalf("second edition: %+v", second)
		}
		must(t, h.items.Submit(ctx, by.Actor(), publication.ID(second.Item)))
		must(t, h.pass(t, publication.ID(second.Item), 0))
		all, err := editions.History(ctx, catalog.Standard, unit)
		must(t, err)
		if len(all) != 2 || all[0].State != catalog.EditionInForce || all[1].State != catalog.EditionSuperseded {
			t.Errorf("history: %+v", all)
		}
		old, err := editions.Numbered(ctx, catalog.Standard, unit, 1)
		must(t, err)
		if rows, err := old.List(); err != nil || len(rows) != 2 {
			t.Errorf("rows of the first: %v, %v", rows, err)
		}
		diff, err := editions.Changes(ctx, &all[0])
		if err == nil {
			t.Errorf("changes without content: %+v", diff)
		}
		current, err = editions.Current(ctx, catalog.Standard, unit)
		must(t, err)
		diff, err = editions.Changes(ctx, current)
		must(t, err)
		if len(diff.Changed) != 1 || len(diff.Removed) != 1 {
			t.Errorf("changes: %+v", diff)
		}
		if _, err = editions.Release(ctx, current.ID, current.Root, noon); !errors.Is(err, catalog.ErrEditionClosed) {
			t.Errorf("released twice: %v", err)
		}
	})
}

func TestNewImportReplacesTheDraftAndItsReviews(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		editions, by := h.keeping(t)
		ctx, unit := t.Context(), int64(h.unit.ID)
		first := h.carry(t, editions, by, "依据", entryNamed("0501", "学校介绍"))
		id := publication.ID(first.Item)
		must(t, h.items.Submit(ctx, by.Actor(), id))
		it, err := db.Item(ctx, id)
		must(t, err)
		must(t, h.items.Decide(ctx, h.people[agency.FirstReviewer], id, publication.Decision{Pass: true, Digest: it.Version.Digest()}))
		must(t, h.items.Decide(ctx, h.people[agency.SecondReviewer], id, publication.Decision{Opinion: "请补充", Digest: it.Version.Digest()}))

		second := h.carry(t, editions, by, "依据", entryNamed("0501", "学校介绍"), entryNamed("0502", "招生政策"))
		if second.ID != first.ID || second.Item != first.Item || second.No != 1 || second.Root == first.Root {
			t.Fatalf("second import: %+v, first %+v", second, first)
		}
		after, err := db.Item(ctx, id)
		must(t, err)
		if after.Version.Cargo.Root != second.Root || after.Version.Cargo.Rows != 2 || after.Version.Digest() == it.Version.Digest() {
			t.Errorf("cargo after the second import: %+v", after.Version.Cargo)
		}
		must(t, h.items.Submit(ctx, by.Actor(), id))
		if err := h.pass(t, id, 1); !errors.Is(err, publication.ErrNotYourStep) {
			t.Errorf("the first review of other content counted: %v", err)
		}

		// Content that moves behind the item's back stops the release.
		_, err = editions.Stage(ctx, by, catalog.Proposal{Kind: catalog.Standard, Unit: unit, Basis: "依据", Rows: []catalog.EditionRow{entryNamed("0509", "别的")}})
		must(t, err)
		if err := h.pass(t, id, 0); !errors.Is(err, catalog.ErrEditionStale) {
			t.Errorf("release of moved content: %v, want ErrEditionStale", err)
		}
		must(t, editions.Drop(ctx, by, first.ID))
		if err := h.pass(t, id, 3); !errors.Is(err, catalog.ErrEditionClosed) {
			t.Errorf("release of a dropped edition: %v, want ErrEditionClosed", err)
		}
		if _, err := editions.Draft(ctx, catalog.Standard, unit); !errors.Is(err, catalog.ErrNoEdition) {
			t.Errorf("draft after it was dropped: %v", err)
		}
	})
}

func TestCarryKeepsToItsRecord(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		editions, by := h.keeping(t)
		e := h.carry(t, editions, by, "依据", entryNamed("0501", "学校介绍"))
		v := version("别的")
		v.Column, v.Cargo = int64(h.column.ID), publication.Cargo{Ref: ref.Ref{Kind: catalog.EditionRef, ID: 99}, Rows: 1, Root: "x"}
		if _, err := h.items.Carry(t.Context(), by.Actor(), publication.ID(e.Item), v); !errors.Is(err, publication.ErrOtherCargo) {
			t.Errorf("another record's cargo: %v", err)
		}
		// A draft that was begun and not remembered is found again.
		v.Cargo = publication.Cargo{Ref: ref.To(catalog.EditionRef, e.ID), Rows: 1, Root: "new"}
		again, err := h.items.Carry(t.Context(), by.Actor(), 0, v)
		must(t, err)
		it, err := db.Item(t.Context(), again)
		must(t, err)
		if int64(again) != e.Item || it.Version.Cargo.Root != "new" {
			t.Errorf("carried on item %d with %+v, want item %d", again, it.Version.Cargo, e.Item)
		}
	})
}

// owed lists the standings of a unit, and what it is open for it under the entries' rule.
func (h *house) owed(t *testing.T) (map[string]catalog.Standing, []obligation.Obligation) {
	t.Helper()
	ss, err := h.db.Standings(t.Context())
	must(t, err)
	out := map[string]catalog.Standing{}
	for _, s := range ss {
		out[s.Entry] = s
	}
	os, err := h.db.Obligations(t.Context(), obligation.Filter{Rule: catalog.EntryRule})
	must(t, err)
	return out, os
}

func TestEntriesAreOwedAndServed(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx, unit := t.Context(), int64(h.unit.ID)
		day := workday.DateOf(noon)
		assign := func(a catalog.Assignment, due workday.Date) {
			t.Helper()
			must(t, db.Assign(ctx, act.New(act.System, h.now, "catalog.assign-entry", ref.Ref{}, "", "").
				Causes(catalog.Assigned{Assignment: a, Title: "公开标准目录事项：" + a.Entry, On: day, Due: due})))
		}
		assign(catalog.Assignment{Entry: "0501", Unit: unit, CycleDays: 365}, day.AddDays(365))
		assign(catalog.Assignment{Entry: "0502", Unit: unit}, day.AddDays(20))
		ss, os := h.owed(t)
		if len(ss) != 2 || len(os) != 2 || ss["0501"].State(day) != catalog.Awaited || ss["0502"].State(day) != catalog.DueSoon {
			t.Fatalf("assigned: %+v, %+v", ss, os)
		}

		v := version("学校介绍")
		v.Entries = []string{"0501", "0502", "0999"}
		h.release(t, h.start(t, "a", v))
		ss, os = h.owed(t)
		if len(os) != 3 || ss["0501"].State(day) != catalog.Published || ss["0501"].Due != day.AddDays(365) || ss["0501"].Items != 1 ||
			!ss["0502"].Due.IsZero() || ss["0502"].State(day) != catalog.Published {
			t.Fatalf("served: %+v, %+v", ss, os)
		}
		if os[0].MetOn.IsZero() || os[0].Evidence.Kind != publication.Ref {
			t.Errorf("first obligation %+v", os[0])
		}
		v.Title = "学校介绍（再发）"
		second := h.start(t, "b", v)
		h.release(t, second)
		if ss, os = h.owed(t); len(os) != 3 || ss["0501"].Items != 2 {
			t.Errorf("a second release on the day: %+v, %+v", ss, os)
		}
		items, n, err := db.Items(ctx, publication.Filter{Public: true, Entry: "0501"})
		must(t, err)
		if n != 2 || len(items) != 2 || items[0].ID != second {
			t.Errorf("%d items serve the entry", n)
		}

		assign(catalog.Assignment{Entry: "0501", Unit: unit, CycleDays: 90}, day.AddDays(90))
		if ss, os = h.owed(t); ss["0501"].CycleDays != 90 || ss["0501"].Due != day.AddDays(90) || len(os) != 4 {
			t.Errorf("another pace: %+v, %+v", ss, os)
		}
		must(t, db.Assign(ctx, act.New(act.System, h.now, "catalog.assign-entry", ref.Ref{}, "", "").Causes(catalog.Unassigned{Entry: "0501", Unit: unit, Reason: "不再列入"})))
		ss, os = h.owed(t)
		open := 0
		for _, o := range os {
			if o.Open() {
				open++
			}
		}
		if len(ss) != 1 || open != 0 {
			t.Errorf("unassigned: %+v, %d open", ss, open)
		}
	})
}
