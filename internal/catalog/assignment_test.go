package catalog

import (
	"testing"

	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

func TestStandingState(t *testing.T) {
	t.Parallel()
	today := workday.NewDate(2026, 11, 20)
	for name, c := range map[string]struct {
		due   workday.Date
		items int
		want  StandingState
	}{
		"nothing yet":                {today.AddDays(200), 0, Awaited},
		"public, far from due":       {today.AddDays(200), 3, Published},
		"public, a day before soon":  {today.AddDays(31), 3, Published},
		"public, soon":               {today.AddDays(30), 3, DueSoon},
		"the last day":               {today, 3, DueSoon},
		"the day after":              {today.AddDays(-1), 3, Overdue},
		"never public and overdue":   {today.AddDays(-1), 0, Overdue},
		"met, nothing owed":          {workday.Date{}, 1, Published},
		"met, but withdrawn by now":  {workday.Date{}, 0, Awaited},
		"withdrawn, due in the year": {today.AddDays(300), 0, Awaited},
	} {
		if got := (Standing{Due: c.due, Items: c.items}).State(today); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestWhoOwesAnEntry(t *testing.T) {
	t.Parallel()
	units := []agency.Unit{{ID: 1, Kind: agency.Bureau}, {ID: 2, Kind: agency.Institution}, {ID: 3, Kind: agency.School}, {ID: 4, Kind: agency.School}}
	for name, c := range map[string]struct {
		subjects []string
		want     []int64
	}{
		"bureau":           {[]string{"教育部门"}, []int64{1}},
		"schools":          {[]string{"学校"}, []int64{3, 4}},
		"both":             {[]string{"教育部门", "学校"}, []int64{1, 3, 4}},
		"somebody else":    {[]string{"教育督导机构"}, []int64{1}},
		"another and both": {[]string{"教育部门", "学校", "市场监管部门"}, []int64{1, 3, 4}},
	} {
		owed := StandardEntry{Code: "0501", Subjects: c.subjects}.Owed(units)
		if len(owed) != len(c.want) {
			t.Errorf("%s: %v", name, owed)
			continue
		}
		for i, a := range owed {
			if a.Unit != c.want[i] || a.Entry != "0501" || a.CycleDays != usualCycle {
				t.Errorf("%s: %+v, want unit %d", name, a, c.want[i])
			}
		}
	}
}
