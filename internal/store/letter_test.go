package store_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/request/letter"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// TestLettersAreNumberedInARow: letters that go out at once are numbered without a gap or a number twice, a refused step takes none, the letter
// lies sealed with its step, and a letter whose number was changed is no longer what the log heard of.
func TestLettersAreNumberedInARow(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		files, err := blob.Open(t.TempDir())
		must(t, err)
		now := func() time.Time { return h.now }
		letters := dispatch.New(db, db, "", now)
		s := request.New(db, db, files, storetest.Keys(t), workday.Builtin, now, request.Options{Letters: letters})
		officer := &agency.Person{ID: 9, Unit: h.unit.ID, Name: "经办人", Roles: []agency.Role{agency.GeneralOffice}}
		h.now = noon
		set := &dispatch.Setting{
			Unit: int64(h.unit.ID), Agency: "示例市教育局", Numbering: "示教依申请〔{年}〕{号}号—{类}", Forum: request.Forum{Authority: "示例市人民政府", URL: "https://xzfy.example.gov.cn"},
			Office: letter.Office{Name: "办公室", Address: "示例路1号", Phone: "0393-1"}, Places: "热线｜12345",
		}
		must(t, letters.Set(ctx, officer, set))
		if got, own, err := letters.Setting(ctx, set.Unit); err != nil || !own || *got != *set {
			t.Fatalf("%+v, %v, %v", got, own, err)
		}
		must(t, letters.SetTemplate(ctx, officer, set.Unit, request.LetterSupplement, letter.Default(request.LetterSupplement)+"\n此页无正文。"))

		const n = 8
		ids := make([]request.ID, n)
		for i := range ids {
			got, err := s.File(ctx, officer, filing(set.Unit))
			must(t, err)
			ids[i] = got.Request.ID
		}
		ask := request.Doing{Kind: request.AskSupplement, Until: workday.DateOf(h.now).AddDays(20), Words: request.Words{Text: "请写明年度"}}
		if bad := ask; s.Do(ctx, officer, ids[0], request.Doing{Kind: bad.Kind, Until: bad.Until}) == nil {
			t.Error("a supplement without what is to be supplemented")
		}
		if draft, err := s.Draft(ctx, officer, ids[0], ask); err != nil || !bytes.Contains(draft, []byte("请写明年度")) {
			t.Errorf("draft: %s, %v", draft, err)
		}
		var wg sync.WaitGroup
		for _, id := range ids {
			wg.Go(func() {
				if err := s.Do(ctx, officer, id, ask); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var numbers []string
		for _, id := range ids {
			req, err := s.Request(ctx, id)
			must(t, err)
			step := req.Last(request.AskSupplement)
			numbers = append(numbers, step.DocNo)
			words, err := s.Words(req, step)
			must(t, err)
			if l, err := dispatch.Open(words.Letter); err != nil || l.DocNo != step.DocNo || l.To != "示例申请人" || !strings.Contains(l.HTML(), "此页无正文") || bytes.Contains(step.Said, []byte("请写明年度")) {
				t.Errorf("%+v, %v", l, err)
			}
			if !req.Posted(step) || req.Posted(&req.Steps[0]) {
				t.Error("the notice of a supplement goes to the applicant, and nothing else does")
			}
			heard := req.Digest()
			if step.DocNo += "x"; req.Digest() == heard {
				t.Error("the digest does not know the number of the letter")
			}
		}
		slices.Sort(numbers)
		for i, no := range numbers {
			if want := "示教依申请〔2026〕" + string(rune('1'+i)) + "号—补"; no != want {
				t.Errorf("letter %d is %s, want %s", i+1, no, want)
			}
		}
		must(t, letters.SetTemplate(ctx, officer, set.Unit, request.LetterSupplement, ""))
		if own, err := letters.Templates(ctx, set.Unit); err != nil || len(own) > 0 {
			t.Errorf("ours again: %v, %v", own, err)
		}
	})
}
