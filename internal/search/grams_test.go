package search

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"gongkai/internal/publication"
)

// The short ways of folding a rune lead where the long one does.
func TestFoldedIsTheCompatibilityForm(t *testing.T) {
	t.Parallel()
	for r := rune(1); r <= 0xffff; r++ {
		if utf16.IsSurrogate(r) {
			continue
		}
		if got, want := string(folded(r, nil)), strings.ToLower(norm.NFKC.String(string(r))); got != want {
			t.Errorf("%U folds to %q, want %q", r, got, want)
		}
	}
}

func TestWhatWasFoundIsMarked(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	l.release(1, publication.Version{Title: "关于学区（划片）的公告", Summary: "概述", Body: strings.Repeat("无关。", 40) + "今年学区划片不变。" + strings.Repeat("其余。", 60)})
	l.release(2, publication.Version{Title: "名单", Body: "见附件", Files: []publication.File{{Name: "表.xlsx", Digest: "bb"}}})
	l.files["bb"] = "序号\t学校\n1\t实验小学"
	ix := open(t, l)
	a, err := ix.Find(t.Context(), publication.Question{Text: "学区划片", Limit: 10})
	if err != nil || len(a.Hits) != 1 {
		t.Fatalf("%v, %v", a, err)
	}
	if got, want := show(a.Hits[0].Title), "关于[学区（划片]）的公告"; got != want {
		t.Errorf("title %s, want %s", got, want)
	}
	text := show(a.Hits[0].Text)
	if !strings.HasPrefix(text, "……") || !strings.Contains(text, "今年[学区划片]不变") || !strings.HasSuffix(text, "……") {
		t.Errorf("text %s", text)
	}
	if a, err = ix.Find(t.Context(), publication.Question{Text: "实验小学", Limit: 10}); err != nil || len(a.Hits) != 1 || !a.Hits[0].InFile || !strings.Contains(show(a.Hits[0].Text), "[实验小学]") {
		t.Errorf("in a file: %+v, %v", a.Hits, err)
	}
}

// show writes passages with what was found in brackets.
func show(ps []publication.Passage) string {
	var b strings.Builder
	for _, p := range ps {
		if p.Found {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}
