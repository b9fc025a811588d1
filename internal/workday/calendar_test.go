package workday

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The check totals of the domain's table of holidays.
func TestWorkdaysOfEachYear(t *testing.T) {
	t.Parallel()
	want := map[int]int{2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
	c := Builtin()
	for year, n := range want {
		if got := c.Workdays(year); got != n || !c.Known(year) {
			t.Errorf("%d has %d working days, want %d", year, got, n)
		}
	}
	if c.Known(2018) || c.Known(2027) {
		t.Error("a year without its notice is known")
	}
}

// Cases T01 to T38 of the domain's table; n includes what extension and consultation add.
func TestAddMeetsTheCasesOfTheRegulation(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, tc := range []struct {
		no, from string
		n        int
		want     string
	}{
		{"T01", "2019-05-15", 20, "2019-06-13"},
		{"T02", "2019-09-20", 20, "2019-10-23"},
		{"T03", "2020-01-10", 20, "2020-02-14"},
		{"T04", "2020-01-20", 20, "2020-02-25"},
		{"T05", "2020-06-05", 20, "2020-07-06"},
		{"T06", "2020-09-15", 20, "2020-10-19"},
		{"T07", "2021-01-25", 20, "2021-02-25"},
		{"T08", "2021-09-06", 20, "2021-10-09"},
		{"T09", "2022-01-14", 20, "2022-02-16"},
		{"T10", "2022-09-19", 20, "2022-10-20"},
		{"T11", "2023-01-09", 20, "2023-02-09"},
		{"T12", "2023-09-11", 20, "2023-10-13"},
		{"T13", "2024-01-26", 20, "2024-02-28"},
		{"T14", "2024-09-02", 20, "2024-09-30"},
		{"T15", "2025-01-10", 20, "2025-02-13"},
		{"T16", "2025-09-15", 20, "2025-10-17"},
		{"T17", "2026-02-02", 20, "2026-03-06"},
		{"T18", "2026-09-07", 20, "2026-10-10"},
		{"T19", "2025-10-04", 20, "2025-11-04"},
		{"T20", "2026-02-14", 20, "2026-03-20"},
		{"T21", "2026-02-09", 7, "2026-02-25"},
		{"T22", "2026-03-16", 20, "2026-04-14"},
		{"T23", "2026-09-07", 40, "2026-11-06"},
		{"T24", "2025-09-15", 30, "2025-10-31"},
		{"T25", "2025-09-15", 33, "2025-11-05"},
		{"T26", "2026-03-02", 37, "2026-04-23"},
		{"T27", "2026-04-20", 52, "2026-07-06"},
		{"T28", "2026-06-10", 20, "2026-07-09"},
		{"T29", "2026-06-18", 20, "2026-07-17"},
		{"T30", "2025-04-30", 20, "2025-06-03"},
		{"T31", "2026-01-05", 29, "2026-02-13"},
		{"T32", "2026-09-28", 20, "2026-10-30"},
		{"T33", "2026-09-30", 3, "2026-10-10"},
		{"T34", "2025-09-29", 7, "2025-10-15"},
		{"T35", "2026-02-13", 7, "2026-03-02"},
		{"T36", "2026-04-24", 20, "2026-05-26"},
		{"T37", "2026-04-30", 3, "2026-05-08"},
		{"T38", "2025-12-22", 20, "2026-01-20"},
	} {
		due := c.Add(mustDate(t, tc.from), tc.n)
		if due.Date.String() != tc.want || due.Provisional {
			t.Errorf("%s: %s + %d = %v, want %s", tc.no, tc.from, tc.n, due, tc.want)
		}
	}
}

func TestAddIsProvisionalWhereTheNoticeIsNotKnown(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, tc := range []struct {
		name, from string
		n          int
		want       bool
	}{
		{"ends on the last known day", "2026-12-01", 22, false},
		{"runs into 2027", "2026-12-01", 23, true},
		{"begins on the last known day", "2026-12-31", 1, true},
		{"before the first known year", "2018-06-01", 5, true},
		{"day zero is not counted", "2018-12-31", 1, false},
		{"runs back before the first known year", "2019-01-02", -1, true},
		{"backwards within known years", "2026-05-18", -20, false},
	} {
		if due := c.Add(mustDate(t, tc.from), tc.n); due.Provisional != tc.want {
			t.Errorf("%s: %v", tc.name, due)
		}
	}
	if due := (Calendar{}).Add(mustDate(t, "2026-05-18"), 3); !due.Provisional || due.Date.String() != "2026-05-21" {
		t.Errorf("the zero calendar counts %v", due)
	}
}

func TestWhySaysWhatKindOfDayItIs(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, tc := range []struct {
		day, why string
		works    bool
	}{
		{"2026-10-01", "国庆节放假", false},
		{"2026-10-03", "国庆节放假", false}, // a Saturday within the holiday
		{"2026-10-10", "调休上班", true},
		{"2026-10-11", "周日", false},
		{"2026-10-12", "工作日", true},
		{"2024-02-09", "工作日", true}, // 除夕 was not named by the notice
		{"2022-12-31", "元旦放假", false},
		{"2018-12-29", "调休上班", true},
		{"2018-12-31", "元旦放假", false},
	} {
		d := mustDate(t, tc.day)
		if got := c.Why(d); got != tc.why || c.IsWorkday(d) != tc.works {
			t.Errorf("%s: %s, works %v", tc.day, got, c.IsWorkday(d))
		}
	}
}

func TestNextKeepsAWorkingDay(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for from, want := range map[string]string{
		"2026-10-01": "2026-10-08", "2026-10-10": "2026-10-10", "2026-10-11": "2026-10-12", "2026-02-15": "2026-02-24",
	} {
		if got := c.Next(mustDate(t, from)).String(); got != want {
			t.Errorf("Next(%s) = %s, want %s", from, got, want)
		}
	}
}

// What Add promises, compared with a count day by day.
func TestAddIsTheNthWorkingDay(t *testing.T) {
	t.Parallel()
	c := Builtin()
	days := rapid.Custom(func(t *rapid.T) Date {
		return NewDate(2018, 1, 1).AddDays(rapid.IntRange(0, 10*365).Draw(t, "offset"))
	})
	rapid.Check(t, func(t *rapid.T) {
		d, n := days.Draw(t, "d"), rapid.IntRange(1, 120).Draw(t, "n")
		due := c.Add(d, n)
		slow := d
		for left := n; left > 0; {
			if slow = slow.AddDays(1); c.IsWorkday(slow) {
				left--
			}
		}
		if due.Date != slow {
			t.Fatalf("%v + %d = %v, counted %v", d, n, due.Date, slow)
		}
		if got := c.Between(d, due.Date); got != n {
			t.Fatalf("between %v and %v: %d, want %d", d, due.Date, got, n)
		}
		if !c.Add(d, n+1).Date.After(due.Date) || c.Add(d.AddDays(1), n).Date.Before(due.Date) {
			t.Fatalf("%v + %d: not monotonic", d, n)
		}
		if back := c.Add(due.Date, -n); c.Next(back.Date) != back.Date || c.Between(back.Date, due.Date) != n {
			t.Fatalf("%v - %d = %v", due.Date, n, back)
		}
	})
}

func TestAddStaysWithinTheCalendar(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, n := range []int{1, 1 << 30, -1 << 30, 3_000_000} {
		if due := c.Add(NewDate(9999, 12, 31), n); n > 0 && (!due.Date.IsZero() || !due.Provisional) {
			t.Errorf("+%d: %v", n, due)
		}
	}
	if due := c.Add(NewDate(1, time.January, 1), -1); !due.Date.IsZero() {
		t.Errorf("before the first day: %v", due)
	}
}

func BenchmarkAdd(b *testing.B) {
	c, d := Builtin(), NewDate(2026, 2, 2)
	for b.Loop() {
		c.Add(d, 20)
	}
}
