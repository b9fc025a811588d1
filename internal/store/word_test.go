package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/agency"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// TestWordsAreKept: the usual vocabulary until another is set, and what found nothing until somebody settles it.
func TestWordsAreKept(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		office := &agency.Person{ID: 1, Unit: 1, Roles: []agency.Role{agency.GeneralOffice}}
		words := publication.NewWords(db, func() time.Time { return h.now })
		v, err := words.Vocabulary(ctx)
		must(t, err)
		if diff := cmp.Diff(publication.UsualVocabulary(), v); diff != "" {
			t.Errorf("before any was set (-want +got):\n%s", diff)
		}
		must(t, words.Set(ctx, office, "小升初 初中招生\n\n学区、划片"))
		v, err = words.Vocabulary(ctx)
		must(t, err)
		if diff := cmp.Diff(publication.Vocabulary{{"小升初", "初中招生"}, {"学区", "划片"}}, v); diff != "" {
			t.Errorf("after (-want +got):\n%s", diff)
		}

		at := h.now.Truncate(time.Millisecond).UTC()
		miss := func(text string, n int) publication.Miss {
			return publication.Miss{Text: text, N: n, First: at, Last: at}
		}
		must(t, db.AddMisses(ctx, []publication.Miss{miss("甲乙", 1), miss("丙丁", 2)}))
		must(t, db.AddMisses(ctx, []publication.Miss{miss("甲乙", 4)}))
		got, err := words.Misses(ctx, 10)
		must(t, err)
		if diff := cmp.Diff([]publication.Miss{miss("甲乙", 5), miss("丙丁", 2)}, got); diff != "" {
			t.Errorf("what found nothing (-want +got):\n%s", diff)
		}
		must(t, words.Settle(ctx, office, "甲乙"))
		if got, err = words.Misses(ctx, 10); err != nil || len(got) != 1 {
			t.Errorf("after one was settled: %v, %v", got, err)
		}
		later := miss("甲乙", 1)
		later.Last = at.Add(time.Hour)
		must(t, db.AddMisses(ctx, []publication.Miss{later}))
		if got, err = words.Misses(ctx, 10); err != nil || len(got) != 2 {
			t.Errorf("after it was asked again: %v, %v", got, err)
		}
	})
}

// TestListsAreNarrowed by genre, subject and validity, as the public sees the items.
func TestListsAreNarrowed(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		ctx := t.Context()
		today := workday.DateOf(h.now)
		holds, lapses := version("关于放假的通知"), version("试行办法")
		lapses.Genre, lapses.Subject, lapses.Keywords, lapses.Expires = "规定", "综合政务／其他", "试行 办法", today
		h.release(t, h.start(t, "", holds))
		h.release(t, h.start(t, "", lapses))
		unseen := version("未发布的文件")
		unseen.Subject = "卫生、体育／体育"
		h.start(t, "", unseen)
		for name, tt := range map[string]struct {
			f    publication.Filter
			want int
		}{
			"genre":            {publication.Filter{Genre: "规定"}, 1},
			"no such genre":    {publication.Filter{Genre: "批复"}, 0},
			"subject":          {publication.Filter{Subject: lapses.Subject}, 1},
			"subject not seen": {publication.Filter{Subject: unseen.Subject}, 0},
			"valid today":      {publication.Filter{Validity: publication.Valid, On: today}, 2},
			"valid tomorrow":   {publication.Filter{Validity: publication.Valid, On: today.AddDays(1)}, 1},
			"invalid tomorrow": {publication.Filter{Validity: publication.Invalid, On: today.AddDays(1)}, 1},
		} {
			tt.f.Public = true
			if _, n, err := db.Items(ctx, tt.f); err != nil || n != tt.want {
				t.Errorf("%s: %d, want %d; %v", name, n, tt.want, err)
			}
		}
		if got, err := db.Subjects(ctx); err != nil || !slices.Equal(got, []string{holds.Subject, lapses.Subject}) {
			t.Errorf("subjects %v, %v", got, err)
		}
		near, err := db.Newest(ctx, holds.Column, 1)
		if want := []publication.Heading{{ID: 2, Title: lapses.Title, Keywords: lapses.Keywords}}; err != nil || !cmp.Equal(want, near) {
			t.Errorf("the newest of the column: %+v, %v", near, err)
		}
		lines, err := db.Since(ctx, ledger.Release, 1, 1)
		if err != nil || len(lines) != 1 || lines[0].Index != 1 {
			t.Errorf("the log from its second entry: %v, %v", lines, err)
		}
	})
}
