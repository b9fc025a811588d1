package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

func TestWhatIsFoundHoldsWhatWasTyped(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "濮阳市教育局关于做好2026年义务教育阶段招生入学工作的通知", DocNo: "濮教基〔2026〕21号", Body: "各县（区）教育局：\n片区内的适龄儿童到欧阳雪琴老师处登记。"})
	l.release(2, publication.Version{Title: "双随机、一公开检查结果", Body: "本次抽查ＡＢＣ培训学校，电话0393-1234567。"})
	l.release(3, publication.Version{Title: "濮阳市中小学食堂管理办法", DocNo: "濮教体卫〔2026〕112号", Body: "食堂应当公示。\n教育局负责解释"})
	l.release(4, publication.Version{Title: "关于教师资格认定的公告", Body: "认定结果见附件。", Files: []publication.File{{Name: "名册.docx", Digest: "aa"}}})
	l.files["aa"] = "认定通过人员：\n王\u3000明，合格"
	ix := open(t, l)
	for _, tt := range []struct {
		asked string
		want  []publication.ID
	}{
		{"招生", []publication.ID{1}},
		{"义务教育阶段招生入学", []publication.ID{1}},
		{"濮教基〔2026〕21号", []publication.ID{1}},
		{"濮教基[2026]21号", []publication.ID{1}},
		{"濮教基2026 21", []publication.ID{1}},
		{"濮教体卫〔2026〕112号", []publication.ID{3}},
		{"濮教体卫〔2026〕11号", nil},
		{"11410900MB0000000X/2026-00002", []publication.ID{2}},
		{"2026-00003", []publication.ID{3}},
		{"欧阳雪琴", []publication.ID{1}},
		{"阳雪", []publication.ID{1}},
		{"双随机一公开", []publication.ID{2}},
		{"双随机、一公开", []publication.ID{2}},
		{"abc", []publication.ID{2}},
		{"ab", nil},
		{"王明", []publication.ID{4}},
		{"琴", []publication.ID{1}},
		{"示教育局", nil}, // a full stop stands between
		{"教育局 食堂", []publication.ID{3}},
		{"义教", nil},
		{"名册", []publication.ID{4}},
	} {
		if got := find(t, ix, publication.Question{Text: tt.asked}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: found %v, want %v", tt.asked, got, tt.want)
		}
	}
}

func TestNothingIsSaidToBeMissingBeforeTheLogWasRead(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "一号公告"})
	dir, now := t.TempDir(), func() time.Time { return day }
	ix, err := Open(t.Context(), dir, l, l.text, now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ix.Find(t.Context(), publication.Question{Text: "公告", Limit: 10}); !errors.Is(err, publication.ErrNotReady) {
		t.Errorf("before: %v", err)
	}
	follow(t, ix)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if ix, err = Open(t.Context(), dir, l, l.text, now, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	defer ix.Close() //nolint:errcheck // the test is over
	if got := find(t, ix, publication.Question{Text: "公告"}); len(got) != 1 {
		t.Errorf("opened again: %v", got)
	}
}

func TestQuestionsWithoutWordsAreRefused(t *testing.T) {
	t.Parallel()
	ix := open(t, newLibrary())
	for asked, want := range map[string]error{
		"": ErrNoWords, "  ": ErrNoWords, "《》——": ErrNoWords, `"*"`: ErrNoWords,
		strings.Repeat("长", 201): ErrManyWords, "一 二 三 四 五 六 七 八 九 十 十一": ErrManyWords,
	} {
		if _, err := ix.Find(t.Context(), publication.Question{Text: asked, Limit: 10}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", asked, err, want)
		}
	}
	for _, odd := range []string{`a" OR "b`, `title : x`, `NEAR(a b)`, `a* NOT b`, "\x00甲", "甲\xff乙", `{title} : 甲`} {
		if _, err := ix.Find(t.Context(), publication.Question{Text: odd, Limit: 10}); err != nil && !errors.Is(err, ErrNoWords) {
			t.Errorf("%q: %v", odd, err)
		}
	}
}

// A text is found by any stretch of it, and by nothing that does not stand in it.
func TestAnyStretchOfATextFindsIt(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "底本", Body: "起"})
	ix := open(t, l)
	next := publication.ID(1)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("教育招生濮阳学校一二ab12、。〔〕 ")), 1, 40, -1).Draw(t, "text")
		next++
		l.release(next, publication.Version{Title: "题", Body: text})
		if err := ix.Follow(context.Background()); err != nil {
			t.Fatal(err)
		}
		runes := []rune(text)
		i := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		j := rapid.IntRange(i+1, len(runes)).Draw(t, "to")
		part := strings.ReplaceAll(string(runes[i:j]), " ", "")
		if !whole(runes, i, j) || phrase(part) == "" {
			return
		}
		if got := find(t, ix, publication.Question{Text: part}); !slices.Contains(got, next) {
			t.Errorf("%q does not find %q: %s in %s", part, text, phrase(part), tokens(text))
		}
	})
}

// whole reports whether a stretch cuts no word of letters and digits, nor leaves out a blank that parts such words.
func whole(runes []rune, i, j int) bool {
	word := func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	if i > 0 && word(runes[i-1]) && word(runes[i]) || j < len(runes) && word(runes[j-1]) && word(runes[j]) {
		return false
	}
	return !strings.Contains(string(runes[i:j]), " ")
}

func TestANewVersionTakesThePlaceOfTheOld(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "旧标题", Body: "甲乙"})
	l.release(2, publication.Version{Title: "另一篇", Body: "甲乙"})
	ix := open(t, l)
	l.release(1, publication.Version{Title: "新标题", Body: "丙丁"})
	follow(t, ix)
	if got := find(t, ix, publication.Question{Text: "旧标题"}); len(got) > 0 {
		t.Errorf("the old title still finds %v", got)
	}
	if got := find(t, ix, publication.Question{Text: "标题"}); !slices.Equal(got, []publication.ID{1}) {
		t.Errorf("the new title finds %v", got)
	}
	if got := find(t, ix, publication.Question{Text: "甲乙"}); !slices.Equal(got, []publication.ID{2}) {
		t.Errorf("the words both had find %v, want the one that still has them", got)
	}
}

func TestWithdrawnIsNeverFound(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "一号公告", Body: "甲乙"})
	l.release(2, publication.Version{Title: "二号公告", Body: "甲乙"})
	ix := open(t, l)
	for range 2 { // the second time from what is remembered
		if got := find(t, ix, publication.Question{Text: "甲乙"}); !slices.Equal(got, []publication.ID{2, 1}) {
			t.Errorf("while both are public: %v", got)
		}
	}
	l.withdraw(1) // the index does not know yet
	for range 2 {
		if got := find(t, ix, publication.Question{Text: "甲乙"}); !slices.Equal(got, []publication.ID{2}) {
			t.Errorf("before the index knows: %v", got)
		}
		if a, err := ix.Find(t.Context(), publication.Question{Text: "一号", Limit: 10}); err != nil || a.N != 0 {
			t.Errorf("before the index knows: counts %d, %v", a.N, err)
		}
	}
	l.withdraw(2)
	follow(t, ix)
	a, err := ix.Find(t.Context(), publication.Question{Text: "二号", Limit: 10})
	if err != nil || a.N != 0 {
		t.Errorf("after it knows: %d, %v", a.N, err)
	}
}

// TestNoWordOfWhatIsGoneStaysInTheFile: what was withdrawn, and what a correction took out, is in no byte of the index.
// An index that is behind knows the text of before: what is shown is the text of now.
func TestACorrectedTextIsShownAtOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "收费公告", Body: "每人每月三百元。"})
	ix := open(t, l)
	text := func() string {
		t.Helper()
		a, err := ix.Find(t.Context(), publication.Question{Text: "收费公告", Limit: 10})
		if err != nil || len(a.Hits) != 1 {
			t.Fatalf("found %+v, %v", a, err)
		}
		h := a.Hits[0]
		if a, err = ix.Find(t.Context(), publication.Question{Text: "每人每月", Limit: 10}); err != nil || len(a.Hits) != 1 {
			t.Fatalf("found %+v, %v", a, err)
		}
		return show(h.Title) + show(a.Hits[0].Text)
	}
	if got, want := text(), "[收费公告][每人每月]三百元。"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	l.release(1, publication.Version{Title: "收费公告（更正）", Body: "每人每月二百元。"})
	if got, want := text(), "[收费公告]（更正）[每人每月]二百元。"; got != want {
		t.Errorf("corrected: %s, want %s", got, want)
	}
	l.items[1].Validity = publication.Validity{State: publication.Repealed}
	l.enter("validity", 1)
	if a, err := ix.Find(t.Context(), publication.Question{Text: "收费", Limit: 10}); err != nil || a.Hits[0].Item.Validity.State != publication.Repealed {
		t.Errorf("repealed: %+v, %v", a, err)
	}
}

func TestTheFirstPagesCountToAHundred(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	for i := range 1100 {
		l.release(publication.ID(i+1), publication.Version{Title: "通知", Body: map[bool]string{true: "少数"}[i < 150]})
	}
	ix := open(t, l)
	for _, tt := range []struct {
		asked         string
		offset, limit int
		n, hits       int
		more          bool
	}{
		{"少数", 0, 10, 100, 10, true},
		{"少数", 80, 10, 100, 10, true},
		{"少数", 90, 10, 150, 10, false},
		{"少数", 140, 10, 150, 10, false},
		{"少数", 150, 10, 150, 0, false},
		{"通知", 0, 100, 1000, 100, true},
		{"通知", 990, 10, 1000, 10, true},
	} {
		for _, relevance := range []bool{false, true} {
			a, err := ix.Find(t.Context(), publication.Question{Text: tt.asked, Offset: tt.offset, Limit: tt.limit, Relevance: relevance})
			if err != nil || a.N != tt.n || a.More != tt.more || len(a.Hits) != tt.hits {
				t.Errorf("%s from %d: %d, more %v, %d hits, %v", tt.asked, tt.offset, a.N, a.More, len(a.Hits), err)
			}
		}
	}
}

func tidyUp(t *testing.T, ix *Index) {
	t.Helper()
	for {
		done, err := ix.Tidy(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
	}
}

func TestNoWordOfWhatIsGoneStaysInTheFile(t *testing.T) {
	t.Parallel()
	dir, l := t.TempDir(), newLibrary()
	for i := publication.ID(1); i <= 300; i++ {
		l.release(i, publication.Version{Title: fmt.Sprintf("第%d号", i), Body: "起首甲乙丙丁" + fmt.Sprint(i)})
	}
	l.release(301, publication.Version{Title: "名单", Keywords: "狻猊", Body: "误列鸬鹚身份号码98765432101234567x"})
	l.release(302, publication.Version{Title: "通告", Body: "误写貔貅二字"})
	ix, err := Open(t.Context(), dir, l, l.text, func() time.Time { return day }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	follow(t, ix)
	l.withdraw(301)
	l.release(302, publication.Version{Title: "通告", Body: "已经更正"})
	follow(t, ix)
	if err := ix.Close(); err != nil { // nobody tidied up before the server stopped
		t.Fatal(err)
	}
	if ix, err = Open(t.Context(), dir, l, l.text, func() time.Time { return day }, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	follow(t, ix)
	tidyUp(t, ix)
	if got := find(t, ix, publication.Question{Text: "甲乙", Limit: 1000}); len(got) != 100 { // find shows a hundred
		t.Errorf("the others are found %d times", len(got))
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"鸬鹚", "98765432101234567x", "貔貅", "狻猊"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s holds %s", filepath.Base(name), word)
			}
		}
	}
}

func TestResultsCanBeNarrowedAndSorted(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "收费标准", Genre: "通知", Column: 3})
	l.release(2, publication.Version{Title: "说明", Body: "收费标准见前文", Genre: "公告", Column: 4})
	l.release(3, publication.Version{Title: "办法", Body: "收费标准另行公布", Expires: workday.DateOf(day).AddDays(-1)})
	l.items[2].Unit = 7
	ix := open(t, l)
	for name, tt := range map[string]struct {
		q    publication.Question
		want []publication.ID
	}{
		"newest":    {publication.Question{}, []publication.ID{3, 2, 1}},
		"relevance": {publication.Question{Relevance: true}, []publication.ID{1, 3, 2}},
		"unit":      {publication.Question{Unit: 7}, []publication.ID{2}},
		"columns":   {publication.Question{Columns: []int64{3, 4}}, []publication.ID{2, 1}},
		"genre":     {publication.Question{Genre: "通知"}, []publication.ID{1}},
		"year":      {publication.Question{Year: 2025}, nil},
		"valid":     {publication.Question{Validity: publication.Valid}, []publication.ID{2, 1}},
		"invalid":   {publication.Question{Validity: publication.Invalid}, []publication.ID{3}},
	} {
		tt.q.Text = "收费标准"
		if got := find(t, ix, tt.q); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestWhatRunsOutIsNoLongerValidNextDay(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "试行办法", Expires: workday.DateOf(day)})
	now := day
	ix, err := Open(t.Context(), t.TempDir(), l, l.text, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close() //nolint:errcheck // the test is over
	follow(t, ix)
	q := publication.Question{Text: "试行", Validity: publication.Valid}
	if got := find(t, ix, q); len(got) != 1 {
		t.Fatalf("on its last day: %v", got)
	}
	now = now.AddDate(0, 0, 1)
	follow(t, ix)
	if got := find(t, ix, q); len(got) != 0 {
		t.Errorf("the day after: %v", got)
	}
}

func TestSynonymsFindTheOthersToo(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.words = publication.Vocabulary{{"小升初", "初中招生"}}
	l.release(1, publication.Version{Title: "2026年初中招生方案"})
	l.release(2, publication.Version{Title: "小升初问答"})
	ix := open(t, l)
	a, err := ix.Find(t.Context(), publication.Question{Text: "小升初", Limit: 10})
	if err != nil || a.N != 2 || !slices.Equal(a.Also, []string{"初中招生"}) {
		t.Errorf("%d found, also %v, %v", a.N, a.Also, err)
	}
}

func TestHintsForWhatIsMisspelt(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.names = []string{"教师资格", "实验小学", "招生考试"}
	l.release(1, publication.Version{Title: "2026年教师资格认定公告", Keywords: "教师资格，认定"})
	l.release(2, publication.Version{Title: "实验小学招生考试安排"})
	ix := open(t, l)
	for asked, want := range map[string]string{
		"教室资格": "教师资格", "jiaoshizige": "教师资格", "实验小雪": "实验小学", "2026年教室资格认定": "2026年教师资格认定",
		"招升考试": "招生考试", "火箭发射": "",
	} {
		a, err := ix.Find(t.Context(), publication.Question{Text: asked, Limit: 10})
		if err != nil || a.N != 0 || a.Hint != want {
			t.Errorf("%s: %d found, hint %q, want %q; %v", asked, a.N, a.Hint, want, err)
		}
	}
}

func TestTheIndexIsMadeAnewWhileItAnswers(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	for i := publication.ID(1); i <= 600; i++ {
		l.release(i, publication.Version{Title: fmt.Sprintf("第%d号通报", i), Body: "甲乙丙丁"})
	}
	ix := open(t, l)
	stop, bad := make(chan struct{}), make(chan error, 4)
	var asking sync.WaitGroup
	for range 2 {
		asking.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				a, err := ix.Find(t.Context(), publication.Question{Text: "甲乙 " + fmt.Sprintf("第%d号", 1+n%600), Limit: 10})
				if err == nil && a.N != 1 {
					err = fmt.Errorf("found %d", a.N)
				}
				if err != nil {
					bad <- err
					return
				}
			}
		})
	}
	for range 3 {
		if err := ix.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	asking.Wait()
	close(bad)
	for err := range bad {
		t.Error(err)
	}
}

func TestAnIndexOfAnotherLogIsMadeAnew(t *testing.T) {
	t.Parallel()
	dir, l := t.TempDir(), newLibrary()
	now := func() time.Time { return day }
	l.release(1, publication.Version{Title: "甲地公告"})
	l.release(2, publication.Version{Title: "甲地通知"})
	ix, err := Open(t.Context(), dir, l, l.text, now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	follow(t, ix)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	other := newLibrary()
	other.release(9, publication.Version{Title: "乙地公告"})
	if ix, err = Open(t.Context(), dir, other, other.text, now, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	defer ix.Close() //nolint:errcheck // the test is over
	follow(t, ix)
	if got := find(t, ix, publication.Question{Text: "公告"}); !slices.Equal(got, []publication.ID{9}) {
		t.Errorf("found %v", got)
	}
}

func FuzzPhrase(f *testing.F) {
	for _, s := range []string{"濮教〔2020〕112号", "ａｂｃ　教育", "\xff", "\"*", "㈱", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := phrase(s)
		if strings.Count(p, `"`) != 0 && strings.Count(p, `"`) != 2 {
			t.Errorf("%q becomes %q", s, p)
		}
		marked(s, termsOf([]string{s}))
		excerpt(s, termsOf([]string{"教育", s}))
	})
}
