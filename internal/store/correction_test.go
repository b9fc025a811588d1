package store_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/dialogue"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/secret"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// TestCorrectionsAreOwedAnAnswer: a report opens a duty of three working days, the answer meets it, and what was written lies sealed.
func TestCorrectionsAreOwedAnAnswer(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		keys, err := secret.New(bytes.Repeat([]byte{7}, 32))
		must(t, err)
		s := dialogue.New(db, keys, workday.Builtin, func() time.Time { return h.now })
		receive := func(at time.Time, contact string) *dialogue.Correction {
			t.Helper()
			h.now = at
			c, err := s.Receive(ctx, dialogue.Report{Unit: int64(h.unit.ID), Page: "/open", About: "政务公开", Kind: "wording", Text: "第一段有错字。", Contact: contact})
			must(t, err)
			return c
		}
		later, first := receive(noon, ""), receive(noon.AddDate(0, 0, -3), "13800000000")
		h.now = noon
		os, err := db.Obligations(ctx, obligation.Filter{Subject: ref.To(dialogue.Ref, later.ID)})
		must(t, err)
		if len(os) != 1 || os[0].Due != workday.NewDate(2026, 11, 25) || os[0].Due != later.Due || os[0].Unit != int64(h.unit.ID) {
			t.Fatalf("obligation: %+v, due %s", os, later.Due)
		}
		got, err := s.ByNo(ctx, first.No())
		must(t, err)
		if text, contact, err := s.Open(got); err != nil || text != "第一段有错字。" || contact != "13800000000" || bytes.Contains(got.Contact, []byte("138")) {
			t.Errorf("sealed %x, opened %q %q, %v", got.Contact, text, contact, err)
		}
		for _, no := range []string{"", "1", "1-", first.No() + "x", "9-" + first.Code, "x-" + first.Code} {
			if _, err := s.ByNo(ctx, no); !errors.Is(err, dialogue.ErrNotFound) {
				t.Errorf("number %q: %v", no, err)
			}
		}
		order := func() (ids []dialogue.ID) {
			t.Helper()
			list, n, err := s.List(ctx, dialogue.Filter{Unit: int64(h.unit.ID)})
			if err != nil || n != len(list) {
				t.Fatalf("%d of %d, %v", len(list), n, err)
			}
			for _, c := range list {
				ids = append(ids, c.ID)
			}
			return ids
		}
		if ids := order(); !slices.Equal(ids, []dialogue.ID{first.ID, later.ID}) {
			t.Errorf("order %v, the more urgent is not first", ids)
		}
		writer := h.people[agency.Writer]
		must(t, s.Answer(ctx, writer, first.ID, dialogue.Corrected, "已改正，谢谢。"))
		if err := s.Answer(ctx, writer, first.ID, dialogue.Unfounded, "再答一次"); !errors.Is(err, dialogue.ErrAnswered) {
			t.Errorf("answered twice: %v", err)
		}
		if ids := order(); !slices.Equal(ids, []dialogue.ID{later.ID, first.ID}) {
			t.Errorf("order %v, the open one is not first", ids)
		}
		os, err = db.Obligations(ctx, obligation.Filter{Subject: ref.To(dialogue.Ref, first.ID)})
		must(t, err)
		if os[0].Open() || os[0].Evidence != ref.To(dialogue.Ref, first.ID) {
			t.Errorf("obligation after the answer: %+v", os[0])
		}
		lines, err := db.Lines(ctx, ledger.Acts, ref.To(dialogue.Ref, first.ID), 5)
		if err != nil || len(lines) != 2 || lines[len(lines)-1].By != "public" && lines[0].By != "public" {
			t.Errorf("the log: %+v, %v", lines, err)
		}
	})
}
