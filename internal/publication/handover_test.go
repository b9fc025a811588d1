package publication

import (
	"errors"
	"testing"

	"gongkai/internal/act"
	"gongkai/internal/agency"
)

func TestHandOver(t *testing.T) {
	t.Parallel()
	w := func(who act.Actor) *agency.Person { return person(who, agency.Writer) }
	reviewer := person(third, agency.UnitHead)
	for name, c := range map[string]struct {
		it       func(*testing.T) *Item
		by, to   *agency.Person
		want     error
		assigned int64
	}{
		"the writer, a draft":           {func(*testing.T) *Item { return draft() }, w(writer), w(second), nil, 0},
		"the head, a draft":             {func(*testing.T) *Item { return draft() }, person(third, agency.UnitHead), w(second), nil, 0},
		"the general office, a draft":   {func(*testing.T) *Item { return draft() }, person(far, agency.GeneralOffice), w(second), nil, 0},
		"another writer takes it":       {func(*testing.T) *Item { return draft() }, w(second), w(second), ErrMayNotHand, 0},
		"to nobody who writes":          {func(*testing.T) *Item { return draft() }, w(writer), person(second, agency.Signer), ErrBadSuccessor, 0},
		"to another unit":               {func(*testing.T) *Item { return draft() }, w(writer), w(far), ErrBadSuccessor, 0},
		"to oneself":                    {func(*testing.T) *Item { return draft() }, w(writer), w(writer), ErrBadSuccessor, 0},
		"a step, by who may take it":    {func(t *testing.T) *Item { return submitted(t, SmallRoute) }, person(second, agency.UnitHead), reviewer, nil, third.Person},
		"a step, by the writer":         {func(t *testing.T) *Item { return submitted(t, SmallRoute) }, w(writer), reviewer, ErrMayNotHand, 0},
		"a step, to the writer":         {func(t *testing.T) *Item { return submitted(t, SmallRoute) }, person(second, agency.UnitHead), person(writer, agency.UnitHead), ErrBadSuccessor, 0},
		"a step, to one without a role": {func(t *testing.T) *Item { return submitted(t, SmallRoute) }, person(second, agency.UnitHead), w(third), ErrBadSuccessor, 0},
		"what is published":             {published, person(third, agency.UnitHead), w(second), ErrNotInReview, 0},
	} {
		it := c.it(t)
		if _, err := it.HandOver(c.by, c.to, noon, "休假"); !errors.Is(err, c.want) || it.Assigned != c.assigned {
			t.Errorf("%s: %v, assigned to %d; want %v, %d", name, err, it.Assigned, c.want, c.assigned)
		}
	}
}

func TestAssignedStepIsTheOnePersons(t *testing.T) {
	t.Parallel()
	it := submitted(t, SmallRoute)
	if _, err := it.HandOver(person(second, agency.UnitHead), person(third, agency.UnitHead), noon, ""); err != nil {
		t.Fatal(err)
	}
	if err := it.CanDecide(second, every); !errors.Is(err, ErrAssigned) {
		t.Errorf("who gave the step away may take it: %v", err)
	}
	mustPass(t, it, third)
	if it.Assigned != 0 {
		t.Error("the step is taken and still assigned")
	}
}

// Whoever once had the draft in hand does not review it, however often it went to and fro.
func TestWritersBeforeNeverReview(t *testing.T) {
	t.Parallel()
	it := draft()
	for _, to := range []act.Actor{third, writer, second} {
		if _, err := it.HandOver(person(act.Actor{Person: it.Writer, Unit: writer.Unit}, agency.Writer), person(to, agency.Writer), noon, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := it.Submit(second, noon, SmallRoute); err != nil {
		t.Fatal(err)
	}
	for _, who := range []act.Actor{writer, second, third} {
		if err := it.CanDecide(who, every); !errors.Is(err, ErrOwnDraft) {
			t.Errorf("person %d, who wrote: %v", who.Person, err)
		}
	}
}
