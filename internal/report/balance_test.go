package report

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/agency"
	"gongkai/internal/dispute"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// matter is a request or a case: who brought it (or where), when it came and, unless it is open, how and when it ended.
type matter struct {
	group, outcome string
	from, to       workday.Date
}

// books counts matters as the spans say; it stands for the store, which counts the same in SQL.
type books struct {
	Store
	requests, disputes []matter
}

func (b books) Figures(_ context.Context, _ int64, year int, qs []Query) ([]int64, error) {
	out := make([]int64, len(qs))
	for i, q := range qs {
		switch q.Register {
		case Requests, RequestsClosed:
			out[i] = count(b.requests, year, q, func(m matter) bool {
				return (q.Group == "" || q.Group == m.group) && (q.Kind == "" || slices.Contains(Kinds(q.Kind), m.outcome))
			})
		case Disputes, DisputesClosed:
			out[i] = count(b.disputes, year, q, func(m matter) bool { return q.Kind == m.group || q.Kind == m.group+"/"+m.outcome })
		}
	}
	return out, nil
}

func count(ms []matter, year int, q Query, in func(matter) bool) (n int64) {
	first, last := workday.NewDate(year, 1, 1), workday.NewDate(year, 12, 31)
	within := func(d workday.Date) bool { return !d.Before(first) && !d.After(last) }
	for _, m := range ms {
		day := m.from
		if q.Register == RequestsClosed || q.Register == DisputesClosed {
			day = m.to
		}
		heldAt := func(end workday.Date) bool { return !m.from.After(end) && (m.to.IsZero() || m.to.After(end)) }
		counts := false
		switch q.Span {
		case During:
			counts = within(day)
		case HeldBefore:
			counts = heldAt(first.AddDays(-1))
		case HeldAtEnd:
			counts = heldAt(last)
		case Touched:
			counts = within(m.to) || heldAt(last)
		}
		if counts && in(m) {
			n++
		}
	}
	return n
}

// matters are things that came in over four years and, for the most part, ended some time later.
func matters(groups, outcomes []string) *rapid.Generator[[]matter] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) matter {
		m := matter{group: rapid.SampledFrom(groups).Draw(t, "group"), from: workday.NewDate(2019, 1, 1).AddDays(rapid.IntRange(0, 4*365).Draw(t, "from"))}
		if rapid.IntRange(0, 4).Draw(t, "ended") > 0 {
			m.outcome = rapid.SampledFrom(outcomes).Draw(t, "outcome")
			m.to = m.from.AddDays(rapid.IntRange(0, 500).Draw(t, "took"))
		}
		return m
	}), 0, 60)
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// What came in is accounted for, whatever happened: in each year of either form every relation holds, and a year begins with
// what the year before left.
func TestReportOfAnyRecordsBalances(t *testing.T) {
	t.Parallel()
	unit := &agency.Unit{ID: 1, Code: "jyj", Name: "示例市教育局"}
	rapid.Check(t, func(t *rapid.T) {
		b := books{
			requests: matters(words(request.Applicants), words(request.Outcomes)).Draw(t, "requests"),
			disputes: matters(words(dispute.Forums), words(dispute.Results)).Draw(t, "disputes"),
		}
		var before *Annual
		for year := 2019; year <= 2025; year++ {
			a, err := Build(context.Background(), b, unit, year, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range a.Check().Violations {
				t.Errorf("%d: %s: %d against %d", year, v.Name, v.Left, v.Right)
			}
			if before != nil && a.Table3["carried_in"] != before.Table3["carried_out"] {
				t.Errorf("%d begins with %v, %d ended with %v", year, a.Table3["carried_in"], year-1, before.Table3["carried_out"])
			}
			before = a
		}
	})
}

// Every outcome has a row in either form: one without would be closed and counted nowhere.
func TestEveryOutcomeHasARow(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{Format2019, Format2021} {
		rows := map[string]int{}
		for _, row := range Table3(f) {
			if row.First == results && row.Key != "total" {
				for _, kind := range Kinds(row.query.Kind) {
					rows[kind]++
				}
			}
		}
		for _, o := range request.Outcomes {
			if rows[string(o)] != 1 {
				t.Errorf("form %s: %s is counted in %d rows", f, o, rows[string(o)])
			}
		}
		if len(rows) != len(request.Outcomes) {
			t.Error(fmt.Sprint("form ", f, " counts outcomes that nothing has: ", rows))
		}
	}
}
