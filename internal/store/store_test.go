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

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
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
	files, err := blob.Open(t.TempDir())
	must(t, err)
	h.items = publication.New(db, db, db, workday.Builtin, func() time.Time { return h.now }, files, nil)
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
		No: 1, Column: 1, Title: title, Summary: "概述", Genre: "通知", Subject: "科技、教育／教育", DocNo: "示教〔2026〕12号", FormedOn: workday.NewDate(2026, 11, 2), Body: "一、总则\n正文。",
	}
}

func (h *house) start(t *testing.T, key string, v publication.Version) publication.ID {
	t.Helper()
	v.Column = int64(h.column.ID)
	id, err := h.items.Start(t.Context(), h.writer(), key, v)
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

// TestSameKeyAtTheSameInstant: of two who send one form at once, both get the one item.
func TestSameKeyAtTheSameInstant(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		for round := range 10 {
			key := fmt.Sprintf("form-%d", round)
			var ids [4]publication.ID
			var errs [4]error
			var wg sync.WaitGroup
			for i := range ids {
				wg.Go(func() {
					ids[i], errs[i] = h.items.Start(t.Context(), h.writer(), key, version("甲"))
				})
			}
			wg.Wait()
			must(t, errors.Join(errs[:]...))
			if ids[0] != ids[1] || ids[0] != ids[2] || ids[0] != ids[3] {
				t.Errorf("%s made items %v", key, ids)
			}
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

// TestOldEnginesAreRefused: SQLite before 3.51.3 can lose commits in WAL mode.
func TestOldEnginesAreRefused(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{"3.51.3": true, "3.51.4": true, "3.52.0": true, "4.0.0": true, "3.51.2": false, "3.50.9": false, "3.9.100": false, "2.99.9": false, "": false, "x": false} {
		if store.SinceOldest(version) != want {
			t.Errorf("SQLite %q is taken: %v", version, !want)
		}
	}
}
