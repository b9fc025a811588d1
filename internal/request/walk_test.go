package request

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/agency"
	"gongkai/internal/law"
	"gongkai/internal/workday"
)

// TestWalksKeepTheirClock takes random steps, allowed or not, on random days. Whatever was allowed: the row of steps gives the due day that
// the list and the duty have; counting back from the due day over days that count gives the number of days; a request has one outcome with
// its day, or none; and once it has one nothing counts any more.
func TestWalksKeepTheirClock(t *testing.T) {
	t.Parallel()
	cal := workday.Builtin()
	people := []*agency.Person{nil, officer, head, lawyer, guardian, signer}
	rapid.Check(t, func(t *rapid.T) {
		today := workday.NewDate(2019, 5, 15).AddDays(rapid.IntRange(0, 2600).Draw(t, "start"))
		c := &caseFile{t: nil, cal: cal, req: &Request{ID: 7, Unit: 1, No: "1", Applicant: Natural, Channel: Plain, FiledAt: noon(today)}}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			today = today.AddDays(rapid.IntRange(0, 9).Draw(t, "days on"))
			kind, by := rapid.SampledFrom(deeds).Draw(t, "deed").Kind, rapid.SampledFrom(people).Draw(t, "by")
			if rapid.IntRange(0, 9).Draw(t, "mostly what is allowed") > 0 {
				kind, by = c.allowed(t, people, today)
			}
			d := Doing{
				Kind:  kind,
				On:    today.AddDays(-rapid.IntRange(-1, 6).Draw(t, "back")),
				Days:  rapid.IntRange(0, 21).Draw(t, "extension"),
				Until: today.AddDays(rapid.IntRange(0, 20).Draw(t, "until")),
				Party: rapid.SampledFrom(Parties).Draw(t, "party"), Opinion: rapid.SampledFrom([]Opinion{Agrees, Objects}).Draw(t, "opinion"),
				Code: rapid.SampledFrom(decisions).Draw(t, "code").Code, Basis: ByPages, Count: rapid.IntRange(1, 90).Draw(t, "pages"), Officer: 1, Words: say,
			}
			if x := c.req.Last(Consult); x != nil {
				d.About = x.No - rapid.IntRange(0, 1).Draw(t, "the one before")
			}
			before := len(c.req.Steps)
			err := c.attempt(by, today, d)
			if err != nil {
				if len(c.req.Steps) != before {
					t.Fatalf("%s was refused and stayed: %v", d.Kind, err)
				}
				continue
			}
			checkClock(t, c)
		}
	})
}

// allowed draws a step that may be taken, and who may take it.
func (c *caseFile) allowed(t *rapid.T, people []*agency.Person, today workday.Date) (StepKind, *agency.Person) {
	type choice struct {
		kind StepKind
		by   *agency.Person
	}
	var may []choice
	early := rapid.IntRange(0, 19).Draw(t, "may be withdrawn") == 0
	for _, rule := range deeds {
		if rule.Kind == Note || rule.Kind == Withdraw && !early {
			continue // or few walks would get far
		}
		for _, p := range people {
			if c.req.Can(c.cal, rule.Kind, p, today) == nil {
				may = append(may, choice{rule.Kind, p})
				break
			}
		}
	}
	if len(may) == 0 {
		return Note, officer
	}
	x := rapid.SampledFrom(may).Draw(t, "allowed")
	return x.kind, x.by
}

// checkClock is what holds after every step.
func checkClock(t *rapid.T, c *caseFile) {
	clock, err := c.req.Clock(c.cal)
	if err != nil {
		t.Fatal(err)
	}
	d := clock.Deadline()
	if c.req.Due != d.Due || c.owed != d.Due && c.open || c.req.State != clock.State || c.req.Outcome != clock.Outcome {
		t.Fatalf("the steps say %s %s, the head %s %s, the duty %s", clock.State, d.Due, c.req.State, c.req.Due, c.owed)
	}
	if (c.req.Outcome == "") != c.req.ClosedOn.IsZero() || (c.req.Outcome != "") != clock.State.Ended() || c.open == clock.State.Ended() && !c.req.ReceivedOn.IsZero() {
		t.Fatalf("state %s, outcome %q on %s, duty open %v", clock.State, c.req.Outcome, c.req.ClosedOn, c.open)
	}
	if c.req.Outcome != "" && !slices.Contains(Outcomes, c.req.Outcome) {
		t.Fatalf("outcome %q is no row", c.req.Outcome)
	}
	if !clock.Running() || !clock.DeferredTo.IsZero() {
		return
	}
	counted := 0
	for day := d.Due; day.After(clock.Base); day = day.AddDays(-1) {
		held := slices.ContainsFunc(clock.Options().Holds, func(h law.Hold) bool { return day.After(h.Sent) && !day.After(h.Returned) })
		if c.cal.IsWorkday(day) && !held {
			counted++
		}
	}
	if want := 20 + clock.Extension; counted != want {
		t.Fatalf("from %s to %s count %d days, want %d", clock.Base, d.Due, counted, want)
	}
}
