package workday

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mustDate(t interface {
	Helper()
	Fatal(...any)
}, s string,
) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anyDate() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date { return Date{rapid.Int32Range(1, lastDate).Draw(t, "day")} })
}

func TestParseDateTakesOnlyRealDays(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2026-05-18", "2024-02-29", "0001-01-01", "9999-12-31"} {
		if d, err := ParseDate(s); err != nil || d.String() != s {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-5-18", "2026/05/18", "0000-12-31", "2026-05-18 ", "２０２６-05-18", "20260518"} {
		if _, err := ParseDate(s); !errors.Is(err, ErrBadDate) {
			t.Errorf("ParseDate(%q) = %v, want ErrBadDate", s, err)
		}
	}
}

func TestDateOfIsTheDayInBeijing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ instant, want string }{
		{"2026-05-17T15:59:59Z", "2026-05-17"},
		{"2026-05-17T16:00:00Z", "2026-05-18"},
		{"2026-05-18T01:00:00+09:00", "2026-05-18"},
		{"1969-12-31T15:59:59Z", "1969-12-31"},
		{"1969-12-31T16:00:00Z", "1970-01-01"},
	} {
		instant, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(instant).String(); got != c.want {
			t.Errorf("DateOf(%s) = %s, want %s", c.instant, got, c.want)
		}
	}
}

func TestZeroDateIsNoDay(t *testing.T) {
	t.Parallel()
	var d Date
	value, err := d.Value()
	if !d.IsZero() || d.String() != "" || d.Chinese() != "" || d.ChineseWeekday() != "" || value != nil || err != nil {
		t.Errorf("zero date: %q %q %v %v", d.String(), d.Chinese(), value, err)
	}
	if !d.Time().IsZero() || !DateOf(time.Time{}).IsZero() || !d.AddDays(3).IsZero() || !d.AddMonths(1).IsZero() {
		t.Error("no day becomes a day")
	}
	if text, err := json.Marshal(d); err != nil || string(text) != `""` {
		t.Errorf("json: %s, %v", text, err)
	}
}

func TestDateReadsWhatAPersonWrites(t *testing.T) {
	t.Parallel()
	d := mustDate(t, "2026-05-18")
	if d.Chinese() != "2026年5月18日" || d.ChineseWeekday() != "周一" || d.Weekday() != time.Monday {
		t.Errorf("%s %s", d.Chinese(), d.ChineseWeekday())
	}
	if got := d.Time().Format(time.RFC3339); got != "2026-05-18T00:00:00+08:00" {
		t.Error(got)
	}
}

func TestAddMonthsStaysInItsMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-15", 3, "2026-04-15"},
		{"2025-11-30", 3, "2026-02-28"},
		{"2023-11-30", 3, "2024-02-29"},
		{"2026-10-31", 1, "2026-11-30"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-12-31", 6, "2027-06-30"},
	} {
		if got := mustDate(t, c.from).AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

// A date survives text, JSON and the database, and agrees with package time.
func TestDateRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "d")
		if back := mustDate(t, d.String()); back != d {
			t.Fatalf("text: %v became %v", d, back)
		}
		value, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		var scanned Date
		if err := scanned.Scan(value); err != nil || scanned != d {
			t.Fatalf("scan: %v became %v, %v", d, scanned, err)
		}
		if DateOf(d.Time()) != d || NewDate(d.Year(), d.Month(), d.Day()) != d || d.Weekday() != d.Time().Weekday() {
			t.Fatalf("%v disagrees with time.Time", d)
		}
		n := rapid.IntRange(-4000, 4000).Draw(t, "n")
		if e := d.AddDays(n); !e.IsZero() && (e.Sub(d) != n || e.After(d) != (n > 0) || e.Before(d) != (n < 0)) {
			t.Fatalf("%v + %d = %v", d, n, e)
		}
	})
}
