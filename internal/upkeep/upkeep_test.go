package upkeep

import (
	"testing"
	"time"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWorkIsDueOnceADay(t *testing.T) {
	t.Parallel()
	night, err := ParseTimeOfDay("02:30")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, last, now string
		want            bool
	}{
		{"never done", "0001-01-01T00:00:00Z", "2026-11-20T12:00:00+08:00", true},
		{"a minute before", "2026-11-19T02:30:00+08:00", "2026-11-20T02:29:59+08:00", false},
		{"on the minute", "2026-11-19T02:30:00+08:00", "2026-11-20T02:30:00+08:00", true},
		{"done tonight", "2026-11-20T02:30:00+08:00", "2026-11-20T23:59:00+08:00", false},
		{"done by hand in the evening", "2026-11-19T20:00:00+08:00", "2026-11-20T02:31:00+08:00", true},
		{"off at night, made up in the morning", "2026-11-18T02:30:00+08:00", "2026-11-20T08:00:00+08:00", true},
		{"after midnight in Beijing, the day before in Greenwich", "2026-11-19T18:31:00Z", "2026-11-19T20:00:00Z", false},
	} {
		if got := night.Due(at(c.last), at(c.now)); got != c.want {
			t.Errorf("%s: due %v", c.name, got)
		}
	}
	for _, bad := range []string{"", "25:00", "2.30", "02:30:00", "两点"} {
		if _, err := ParseTimeOfDay(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestARunThatNobodyEndedIsDropped(t *testing.T) {
	t.Parallel()
	now := at("2026-11-20T12:00:00+08:00")
	for _, c := range []struct {
		r    Run
		want State
	}{
		{Run{Began: now.Add(-time.Minute)}, Going},
		{Run{Began: now.Add(-7 * time.Hour)}, Dropped},
		{Run{Began: now.Add(-7 * time.Hour), Ended: now.Add(-6 * time.Hour)}, Well},
		{Run{Began: now, Ended: now, Problem: "磁盘已满"}, Failed},
	} {
		if got := c.r.State(now); got != c.want {
			t.Errorf("%+v: %d, want %d", c.r, got, c.want)
		}
	}
}
