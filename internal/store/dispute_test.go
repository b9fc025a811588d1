package store_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/dispute"
	"gongkai/internal/law"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// TestACaseIsKeptWithItsStepsAndItsDuty: the notice opens the duty to reply, the reply meets it, a result closes the case once; what is
// disputed lies sealed, steps stay, and the evidence leaves with its digest in the log.
func TestACaseIsKeptWithItsStepsAndItsDuty(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		files, err := blob.Open(t.TempDir())
		must(t, err)
		now := func() time.Time { return h.now }
		requests := request.New(db, db, files, storetest.Keys(t), workday.Builtin, now, request.Options{})
		s := dispute.New(db, db, requests, storetest.Keys(t), workday.Builtin, now)
		officer := h.people[agency.Writer]
		office := &agency.Person{ID: officer.ID, Unit: h.unit.ID, Name: "经办人", Roles: []agency.Role{agency.GeneralOffice}}
		h.now = noon
		asked, err := requests.File(ctx, office, filing(int64(h.unit.ID)))
		must(t, err)

		today := workday.DateOf(h.now)
		c, err := s.File(ctx, office, dispute.Filing{
			Request: asked.Request.No, Subject: "食堂合同", Forum: dispute.Review, Court: "示例市人民政府", TheirNo: "示政复〔2026〕31号", NoticeOn: today, Claim: "示例申请人不服不予公开", Evidence: "答复通知书",
		})
		must(t, err)
		if c.No != "复诉2026-0001" || c.Request != asked.Request.ID || c.Due != workday.Builtin().Add(today, 10).Date {
			t.Fatalf("%+v", c)
		}
		owed := func() obligation.Obligation {
			t.Helper()
			os, err := db.Obligations(ctx, obligation.Filter{Subject: ref.To(dispute.Ref, c.ID)})
			if err != nil || len(os) != 1 {
				t.Fatalf("%+v, %v", os, err)
			}
			return os[0]
		}
		if o := owed(); o.Rule != law.ReviewReply || o.Due != c.Due || !o.Open() {
			t.Errorf("%+v", o)
		}
		if bytes.Contains(c.Steps[0].Said, []byte("示例申请人")) {
			t.Error("what is disputed lies in the open")
		}
		later, err := s.File(ctx, office, dispute.Filing{Subject: "往年的申请", Forum: dispute.LawsuitAfterReview, Court: "示例区人民法院", ReceivedOn: today, Claim: "不服"})
		must(t, err)
		if later.No != "复诉2026-0002" || !later.Due.IsZero() || later.Request != 0 {
			t.Errorf("%+v", later)
		}
		a := bundleOf(t, ctx, s, office, c.ID)
		if again := bundleOf(t, ctx, s, office, c.ID); again != a {
			t.Errorf("the same request makes another archive: %s, %s", a, again)
		}
		lines, err := db.Lines(ctx, ledger.Acts, ref.To(dispute.Ref, c.ID), 9)
		must(t, err)
		if len(lines) != 3 || lines[0].Kind != "dispute.bundle" || lines[0].Digest != a {
			t.Errorf("the log says %+v", lines)
		}
		say := dispute.Words{Text: "写明", Evidence: "凭据"}
		if err := s.Do(ctx, office, c.ID, dispute.Doing{Kind: dispute.Evidence, Words: say}); !errors.Is(err, dispute.ErrNoStep) {
			t.Errorf("a bundle that hands out nothing: %v", err)
		}
		must(t, s.Do(ctx, office, c.ID, dispute.Doing{Kind: dispute.Reply, On: today, Words: say}))
		if o := owed(); o.MetOn != today || o.Evidence != ref.To(dispute.Ref, c.ID) {
			t.Errorf("after the reply: %+v", o)
		}
		if list, n, err := s.List(ctx, dispute.Filter{Open: true}); err != nil || n != 2 || list[0].ID != later.ID {
			t.Errorf("what waits for its notice comes before what was replied to: %+v, %d, %v", list, n, err)
		}
		must(t, s.Do(ctx, office, c.ID, dispute.Doing{Kind: dispute.Conclude, On: today, Result: dispute.Upheld, Words: say}))
		if err := s.Do(ctx, office, c.ID, dispute.Doing{Kind: dispute.Conclude, On: today, Result: dispute.Other, Words: say}); !errors.Is(err, dispute.ErrEnded) {
			t.Errorf("a second result: %v", err)
		}
		if list, n, err := s.List(ctx, dispute.Filter{Ended: true, Request: c.Request}); err != nil || n != 1 || list[0].Result != dispute.Upheld || list[0].ClosedOn != today {
			t.Errorf("%+v, %d, %v", list, n, err)
		}
		got, err := s.Case(ctx, c.ID)
		must(t, err)
		if w, err := s.Words(got, &got.Steps[0]); err != nil || w.Text != "示例申请人不服不予公开" || len(got.Steps) != 5 || got.Steps[4].Result != dispute.Upheld {
			t.Errorf("%+v, %+v, %v", w, got.Steps, err)
		}
		if _, err := s.Case(ctx, 999); !errors.Is(err, dispute.ErrNotFound) {
			t.Errorf("none: %v", err)
		}
		for _, text := range []string{
			`UPDATE dispute_step SET on_date = '2026-11-01' WHERE dispute = ?`, `DELETE FROM dispute_step WHERE dispute = ?`,
			`INSERT INTO dispute_step (dispute, no, kind, on_date, at, person) VALUES (?, 9, 'conclude', '2026-11-20', 0, 1)`,
		} {
			if err := past(t, db, text, c.ID); err == nil {
				t.Errorf("the database takes %s", text)
			}
		}
		// What the last release wrote, and still writes on this schema: a case to be counted.
		must(t, past(t, db, `INSERT INTO dispute (id, unit, no, forum, received_on, result, closed_on) VALUES (9000, ?, 'F9', 'review', '2026-01-05', '', '')`, h.unit.ID))
		must(t, s.Do(ctx, office, 9000, dispute.Doing{Kind: dispute.Conclude, On: today, Result: dispute.Corrected, Words: say}))
	})
}

func bundleOf(t *testing.T, ctx context.Context, s *dispute.Service, by *agency.Person, id dispute.ID) string {
	t.Helper()
	a, err := s.Bundle(ctx, by, id, "提交复议机关")
	must(t, err)
	return a.Digest
}

// TestANoticeMovesTheReply: a holiday notice moves the duty and what the list shows of it.
func TestANoticeMovesTheReply(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		h.now = time.Date(2026, 12, 28, 4, 0, 0, 0, time.UTC)
		cals, err := obligation.NewCalendars(ctx, db, func() time.Time { return h.now })
		must(t, err)
		s := dispute.New(db, db, nil, storetest.Keys(t), cals.Calendar, func() time.Time { return h.now })
		office := &agency.Person{ID: 9, Unit: h.unit.ID, Roles: []agency.Role{agency.GeneralOffice}}
		c, err := s.File(ctx, office, dispute.Filing{Subject: "往年的申请", Forum: dispute.Review, Court: "示例市人民政府", NoticeOn: workday.NewDate(2026, 12, 25), Claim: "不服"})
		must(t, err)
		notice, err := workday.ParseNotice(2027, "示例通知", "休 2027-01-01 至 2027-01-05 元旦\n休 2027-05-01 至 2027-05-05 劳动节\n休 2027-10-01 至 2027-10-07 国庆节")
		must(t, err)
		must(t, cals.Enter(ctx, office.Actor(), notice))
		got, err := s.Case(ctx, c.ID)
		must(t, err)
		if c.Due != workday.NewDate(2027, 1, 8) || got.Due != workday.NewDate(2027, 1, 13) {
			t.Errorf("due %s before the notice and %s after", c.Due, got.Due)
		}
	})
}
