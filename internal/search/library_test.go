package search

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"gongkai/internal/blob"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
)

// library is a public log with its items, in memory.
type library struct {
	mu    sync.Mutex
	lines []ledger.Line
	items map[publication.ID]*publication.Item
	files map[blob.Digest]string
	words publication.Vocabulary
	names []string
}

func (l *library) Since(_ context.Context, _ ledger.Log, from int64, n int) ([]ledger.Line, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rest := l.lines[min(int(from), len(l.lines)):]
	return slices.Clone(rest[:min(n, len(rest))]), nil
}

func (l *library) PublicItem(_ context.Context, id publication.ID) (*publication.Item, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	it, ok := l.items[id]
	if !ok {
		return nil, publication.ErrNotFound
	}
	clone := *it
	return &clone, nil
}

func (l *library) PublicItems(ctx context.Context, ids []publication.ID) ([]publication.Item, error) {
	var out []publication.Item
	for _, id := range ids {
		if it, err := l.PublicItem(ctx, id); err == nil && it.IsPublic() {
			out = append(out, *it)
		}
	}
	return out, nil
}

func (l *library) Size(context.Context, ledger.Log) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.lines)), nil
}

func (l *library) ItemStandings(_ context.Context, entries []int64) ([]publication.Standing, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []publication.Standing
	for _, it := range l.items {
		if it.IsPublic() && slices.Contains(entries, it.Entry) {
			out = append(out, publication.Standing{Entry: it.Entry, ID: it.ID, Version: it.Public, Validity: it.Validity})
		}
	}
	return out, nil
}

func (l *library) Vocabulary(context.Context) (publication.Vocabulary, error) { return l.words, nil }

func (l *library) Names(context.Context) ([]string, error) { return l.names, nil }

func (l *library) text(_ context.Context, f publication.File) (string, error) {
	return l.files[f.Digest], nil
}

// day is when everything in the library happens.
var day = time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)

// release puts a version of an item before the public, with its entry in the log.
func (l *library) release(id publication.ID, v publication.Version) {
	l.mu.Lock()
	defer l.mu.Unlock()
	it := l.items[id]
	if it == nil {
		it = &publication.Item{ID: id, Unit: 1, Entry: int64(len(l.lines)), IndexNo: fmt.Sprintf("11410900MB0000000X/2026-%05d", id), Released: day, State: publication.Released}
	}
	next := *it
	if v.Column == 0 {
		v.Column = 1
	}
	next.Public++
	next.Version, next.Shown = v, v
	l.items[id] = &next
	l.enter("released", id)
}

func (l *library) withdraw(id publication.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := *l.items[id]
	next.Public = 0
	l.items[id] = &next
	l.enter("withdrawn", id)
}

func (l *library) enter(kind string, id publication.ID) {
	l.lines = append(l.lines, ledger.Line{Index: int64(len(l.lines)), Entry: ledger.Entry{
		Log: ledger.Release, Kind: kind, Ref: ref.To(publication.Ref, id), At: day.Add(time.Duration(len(l.lines)) * time.Second), By: "jyj",
	}})
}

func newLibrary() *library {
	return &library{items: map[publication.ID]*publication.Item{}, files: map[blob.Digest]string{}}
}

// open returns an index over a library that has read all of it.
func open(t testing.TB, l *library) *Index {
	t.Helper()
	ix, err := Open(t.Context(), t.TempDir(), l, l.text, func() time.Time { return day }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	follow(t, ix)
	return ix
}

func follow(t testing.TB, ix *Index) {
	t.Helper()
	if err := ix.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// find returns the numbers of the items found, in the order of the answer.
func find(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, ix *Index, q publication.Question,
) []publication.ID {
	t.Helper()
	q.Limit = 100
	a, err := ix.Find(context.Background(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	var out []publication.ID
	for _, h := range a.Hits {
		out = append(out, h.Item.ID)
	}
	return out
}
