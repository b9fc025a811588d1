package app

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/credit"
	"gongkai/internal/fault"
	"gongkai/internal/store"
)

// unlimited is SQLite's own limit of a file, in pages.
const unlimited = 4294967294

// pack leaves no free page in a database, and returns how many it has.
func pack(t *testing.T, db *store.DB) (pages int) {
	t.Helper()
	if _, err := db.Writer().ExecContext(t.Context(), `VACUUM`); err != nil {
		t.Fatal(err)
	}
	if err := db.Writer().QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	return pages
}

// limit lets a database grow to so many pages and no further, as on a disk that has no room for more. There is one connection that writes.
func limit(t *testing.T, db *store.DB, pages int) {
	t.Helper()
	var got int
	if err := db.Writer().QueryRowContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)).Scan(&got); err != nil || got != pages {
		t.Fatalf("limit of %d pages: %d, %v", pages, got, err)
	}
}

// TestAFullDatabaseLeavesNothingHalfDone: wherever in an act the database has no page more, the act is refused in plain words, nothing of it
// stays, and others read on; given a page more each time, it is done in the end as if nothing had been.
func TestAFullDatabaseLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	d, undisturbed := newDoer(t, nil), newDoer(t, nil)
	refused := 0
	for _, deed := range deeds {
		pages := pack(t, d.DB)
		before, _ := d.tables(t)
		for room := 0; ; room++ {
			limit(t, d.DB, pages+room)
			err := deed.do(t.Context(), d)
			if err == nil {
				break
			}
			refused++
			if f, ok := fault.Of(err); !ok || f.Text != store.ErrFull.Text || !errors.Is(err, store.ErrFull) {
				t.Fatalf("%s, %d pages more: %v", deed.what, room, err)
			}
			now, _ := d.tables(t)
			// A number that was given and not used is given to nobody else.
			if changed := slices.DeleteFunc(before.differs(now), func(name string) bool { return name == "sequence" }); len(changed) > 0 {
				t.Errorf("%s, %d pages more: left something in %q", deed.what, room, changed)
			}
			if _, n, err := d.Credit.Public(t.Context(), credit.Filter{Limit: 1}); err != nil || n == 0 {
				t.Errorf("%s, %d pages more: reading: %d, %v", deed.what, room, n, err)
			}
		}
		limit(t, d.DB, unlimited)
		if err := deed.do(t.Context(), undisturbed); err != nil {
			t.Fatalf("%s, undisturbed: %v", deed.what, err)
		}
		_, now := d.tables(t)
		_, want := undisturbed.tables(t)
		if other := want.differs(now); other != nil && deed.what != "an import" { // whose batch has another number
			t.Errorf("%s: not as with enough room in %q", deed.what, other)
		}
	}
	if refused < 2*len(deeds) {
		t.Errorf("refused %d times only", refused)
	}
	d.kept.sound(t)
	t.Logf("%d acts, refused %d times: every end is fully old or fully new", len(deeds), refused)
}

// TestAFullDatabaseStopsWritingOnly: a server whose database takes no more answers whoever writes in plain words and shows everybody what is
// there, and as soon as there is room it takes what it refused.
func TestAFullDatabaseStopsWritingOnly(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "学校")
	limit(t, s.app.DB, pack(t, s.app.DB))
	form := url.Values{"key": {"full"}, "title": {"库满时写的"}, "column": {"3"}, "body": {strings.Repeat("写不下了。", 4000)}}
	for range 3 {
		if u.post("/desk/items", form); u.status != http.StatusServiceUnavailable {
			t.Fatalf("in a full database: %d at %s", u.status, u.at)
		}
		u.shows(store.ErrFull.Text)
	}
	for _, page := range []string{"/", "/open", "/columns/news", fmt.Sprintf("/licences/%d", s.result.Samples.Licence), "/search?q=教育", "/healthz", "/readyz", "/desk/", "/desk/items"} {
		if u.get(page); u.status != http.StatusOK {
			t.Errorf("%s from a full database: %d", page, u.status)
		}
	}
	limit(t, s.app.DB, unlimited)
	if u.post("/desk/items", form).shows("库满时写的"); u.status != http.StatusOK {
		t.Errorf("with room again: %d at %s", u.status, u.at)
	}
	keptBy(t, s.cfg).sound(t)
}
