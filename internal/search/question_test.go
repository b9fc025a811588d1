package search

import (
	"slices"
	"testing"

	"gongkai/internal/publication"
	"gongkai/internal/search/searchtest"
)

// TestTwentyQuestions asks what is planted in a small library: all documents that hold it, and no others. The bench asks the same
// of a large one.
func TestTwentyQuestions(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	for n := 1; n <= searchtest.Least; n++ {
		l.release(publication.ID(n), searchtest.Document(n))
	}
	l.withdraw(searchtest.Withdrawn)
	l.files["searchtest"] = searchtest.FileText
	ix := open(t, l)
	right := 0
	for _, q := range searchtest.Questions() {
		got := find(t, ix, publication.Question{Text: q.Asked})
		slices.Sort(got)
		if slices.Equal(got, q.Want) {
			right++
			continue
		}
		t.Logf("%s (%s): %v, want %v", q.Asked, q.Trap, got, q.Want)
	}
	if right < 19 {
		t.Errorf("%d of 20 are right, want at least 19", right)
	}
}
