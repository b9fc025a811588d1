package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// idNo is made up, with a right check digit.
const idNo = "11010119900307002" + "X"

// filing is a request that says all the Regulation asks.
func filing(unit int64) request.Filing {
	return request.Filing{
		Unit: unit, Applicant: request.Natural, Channel: request.Counter,
		Application: request.Application{
			Name: "示例申请人", IDKind: "居民身份证", IDNo: idNo, Phone: "13800000000", Email: "reader@example.com",
			Address: "示例市示例路1号", Text: "2025年局属学校食堂委托经营合同", Get: "电子邮件", Carrier: "电子文件",
		},
	}
}

// TestRequestsAreSealedAndOwed: a request opens the duty to answer, lies sealed, is one for one key, and opens to its number, secret and name
// alone; whatever of these is wrong, the answer is the same.
func TestRequestsAreSealedAndOwed(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		files, err := blob.Open(t.TempDir())
		must(t, err)
		s := request.New(db, db, files, storetest.Keys(t), workday.Builtin, func() time.Time { return h.now }, request.Options{})
		office := h.unit
		officer := &agency.Person{ID: 9, Unit: h.unit.ID, Name: "经办人", Roles: []agency.Role{agency.GeneralOffice}}
		h.now = noon
		f := filing(int64(office.ID))
		f.Key = "one-time"
		got, err := s.File(ctx, officer, f)
		must(t, err)
		if got.Request.No != "2026-0001" || len(got.Secret) != 26 || got.Request.Due != workday.NewDate(2026, 12, 18) {
			t.Fatalf("%+v", got.Request)
		}
		if again, err := s.File(ctx, officer, f); err != nil || again.Request.No != got.Request.No || again.Secret != got.Secret {
			t.Errorf("the same form again: %+v, %v", again, err)
		}
		if _, n, err := s.List(ctx, request.Filter{}); n != 1 || err != nil {
			t.Errorf("%d requests, %v", n, err)
		}
		os, err := db.Obligations(ctx, obligation.Filter{Subject: ref.To(request.Ref, got.Request.ID)})
		must(t, err)
		if len(os) != 1 || os[0].Due != got.Request.Due || strings.Contains(os[0].Title, "示例申请人") {
			t.Fatalf("%+v", os)
		}
		for _, x := range []struct {
			no, secret, name string
			right            bool
		}{
			{"2026-0001", got.Secret, "示例申请人", true},
			{" 2026-0001 ", strings.ToLower(got.Secret), "示例申请人 ", true},
			{"2026-0002", got.Secret, "示例申请人", false},
			{"2026-0001", strings.Repeat("A", 26), "示例申请人", false},
			{"2026-0001", "", "示例申请人", false},
			{"2026-0001", got.Secret, "别人", false},
			{"", "", "", false},
		} {
			req, err := s.Track(ctx, x.no, x.secret, x.name)
			switch {
			case x.right && (err != nil || req.ID != got.Request.ID):
				t.Errorf("right: %v", err)
			case !x.right && (req != nil || !errors.Is(err, request.ErrTracking) || fault.Text(err) != request.ErrTracking.Text):
				t.Errorf("%v: %v, %v", x, req, err)
			}
		}
		req, err := s.Request(ctx, got.Request.ID)
		must(t, err)
		if a, err := s.Application(req); err != nil || a.IDNo != idNo || bytes.Contains(req.Form, []byte("示例申请人")) {
			t.Errorf("%v, %v", a, err)
		}
		if len(req.Steps) != 2 || req.Steps[1].Kind != request.Receive {
			t.Errorf("%+v", req.Steps)
		}
		if _, err := s.Request(ctx, 999); !errors.Is(err, request.ErrNotFound) {
			t.Errorf("none: %v", err)
		}
		for _, text := range []string{`UPDATE request_step SET on_date = '2026-11-01' WHERE request = ?`, `DELETE FROM request_step WHERE request = ?`} {
			if err := past(t, db, text, req.ID); err == nil {
				t.Errorf("the database takes %s", text)
			}
		}
		const step = `INSERT INTO request_step (request, no, kind, on_date, at, person) VALUES (?, `
		must(t, past(t, db, step+`3, 'propose', '2026-11-20', 0, 1)`, req.ID))
		if past(t, db, step+`4, 'sign', '2026-11-20', 0, 1)`, req.ID) == nil {
			t.Error("the database lets whoever proposed a decision sign it")
		}
		must(t, past(t, db, step+`4, 'sign', '2026-11-20', 0, 2)`, req.ID))
	})
}

// TestAConsultationSurvivesANotice: the duty knows what moved it, so that a holiday notice moves it by the same rule; while the applicant has
// to act nothing is due.
func TestAConsultationSurvivesANotice(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		files, err := blob.Open(t.TempDir())
		must(t, err)
		cals, err := obligation.NewCalendars(ctx, db, func() time.Time { return h.now })
		must(t, err)
		s := request.New(db, db, files, storetest.Keys(t), cals.Calendar, func() time.Time { return h.now }, request.Options{})
		officer := &agency.Person{ID: 9, Unit: h.unit.ID, Name: "经办人", Roles: []agency.Role{agency.GeneralOffice}}
		file := func() request.ID {
			t.Helper()
			h.now = noon
			got, err := s.File(ctx, officer, filing(int64(h.unit.ID)))
			must(t, err)
			return got.Request.ID
		}
		owed := func(id request.ID) obligation.Obligation {
			t.Helper()
			os, err := db.Obligations(ctx, obligation.Filter{Subject: ref.To(request.Ref, id)})
			if err != nil || len(os) != 1 {
				t.Fatalf("%+v, %v", os, err)
			}
			return os[0]
		}
		say := request.Words{Text: "写明", Evidence: "凭据"}
		held, paused := file(), file()
		must(t, s.Do(ctx, officer, held, request.Doing{Kind: request.Consult, Party: request.ThirdParty, Words: say}))
		must(t, s.Do(ctx, officer, paused, request.Doing{Kind: request.AskSupplement, Until: workday.NewDate(2026, 12, 31), Words: say}))
		if o := owed(paused); o.Paused == "" || o.Late(workday.NewDate(2030, 1, 1)) || !o.Open() {
			t.Errorf("while the applicant supplements: %+v", o)
		}
		if n, err := s.OfMonth(ctx, held); n != 2 || err != nil {
			t.Errorf("%d requests of one applicant in the month, %v", n, err)
		}
		before := owed(held)
		if !before.Provisional || len(before.Options.Holds) != 1 {
			t.Fatalf("with a consultation: %+v", before)
		}
		notice, err := workday.ParseNotice(2027, "示例通知", "休 2027-01-01 至 2027-01-03 元旦\n休 2027-05-01 至 2027-05-05 劳动节\n休 2027-10-01 至 2027-10-07 国庆节")
		must(t, err)
		next, err := workday.Builtin().With(notice)
		must(t, err)
		want, err := law.Due(next, law.RequestReply, before.From, before.Options)
		must(t, err)
		must(t, cals.Enter(ctx, officer.Actor(), notice))
		req, err := s.Request(ctx, held)
		must(t, err)
		clock, err := req.Clock(cals.Calendar())
		must(t, err)
		if o := owed(held); o.Due != want.Due || o.Provisional || clock.Deadline().Due != o.Due || req.Due != o.Due {
			t.Errorf("after the notice the duty says %s, the rule %s, the steps %s, the list %s", o.Due, want.Due, clock.Deadline().Due, req.Due)
		}
		late := file()
		h.now = noon.AddDate(0, 0, 12)
		if err := s.Do(ctx, officer, late, request.Doing{Kind: request.AskSupplement, Until: workday.NewDate(2026, 12, 31), Words: say}); !errors.Is(err, request.ErrSupplementLate) {
			t.Errorf("the eighth working day: %v", err)
		}
		if req, err := s.Request(ctx, late); err != nil || len(req.Steps) != 3 || req.Steps[2].Kind != request.Note {
			t.Errorf("that it was too late is not noted: %+v, %v", req, err)
		}
		h.now = noon.AddDate(0, 0, 7)
		must(t, s.Do(ctx, officer, paused, request.Doing{Kind: request.Supplement, On: workday.NewDate(2026, 11, 27), Words: say}))
		if o := owed(paused); o.Paused != "" || o.From != workday.NewDate(2026, 11, 27) {
			t.Errorf("supplemented: %+v", o)
		}
	})
}

// TestManyFileAtOnce: those who come together are written together, each with its own number and no gap between; the same form twice is one
// request, and one that is refused keeps nobody out and takes no number.
func TestManyFileAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		files, err := blob.Open(t.TempDir())
		must(t, err)
		s := request.New(db, db, files, storetest.Keys(t), workday.Builtin, func() time.Time { return h.now }, request.Options{})
		nobody := &agency.Person{ID: 9, Unit: h.unit.ID, Name: "没有角色"}
		const n = 200
		var together sync.WaitGroup
		nos, errs := make([]string, n), make([]error, n)
		for i := range n {
			together.Go(func() {
				f := filing(int64(h.unit.ID))
				f.Key = fmt.Sprint("form ", i/2) // each twice
				var by *agency.Person
				if i/2%10 == 0 {
					by = nobody
				}
				var got *request.Receipt
				if got, errs[i] = s.File(t.Context(), by, f); errs[i] == nil {
					nos[i] = got.Request.No
				}
			})
		}
		together.Wait()
		seen := map[string]bool{}
		for i := range n {
			switch {
			case i/2%10 == 0:
				if !errors.Is(errs[i], request.ErrMayNot) {
					t.Errorf("without a role: %v", errs[i])
				}
			case errs[i] != nil || nos[i] == "" || nos[i] != nos[i^1]:
				t.Errorf("%d: %q and %q, %v", i, nos[i], nos[i^1], errs[i])
			default:
				seen[nos[i]] = true
			}
		}
		for i := range n / 2 * 9 / 10 {
			if no := fmt.Sprintf("2026-%04d", i+1); !seen[no] {
				t.Errorf("no request %s: there is a gap", no)
			}
		}
		if _, count, err := s.List(t.Context(), request.Filter{}); err != nil || count != len(seen) || count != 90 {
			t.Errorf("%d requests, %d numbers, %v", count, len(seen), err)
		}
		if _, err := db.VerifyLedger(t.Context(), ledger.Acts); err != nil {
			t.Error(err)
		}
	})
}
