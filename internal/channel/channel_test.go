package channel

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

// shelf keeps deliveries in memory, with the meaning of the real store.
type shelf struct {
	ds    []Delivery
	deeds []act.Act
}

func (s *shelf) Claim(_ context.Context, now time.Time, lease time.Duration, n int) ([]Delivery, error) {
	var out []Delivery
	for i := range s.ds {
		d := &s.ds[i]
		if len(out) < n && (d.State == Waiting || d.State == Sending) && !d.NextAt.After(now) {
			d.State, d.NextAt = Sending, now.Add(lease)
			out = append(out, *d)
		}
	}
	return out, nil
}

func (s *shelf) Settle(_ context.Context, ds []Delivery, a act.Act) error {
	for _, d := range ds {
		s.ds[d.ID-1] = d
	}
	s.deeds = append(s.deeds, a)
	return nil
}

func (s *shelf) UpdateDelivery(_ context.Context, id ID, fn func(*Delivery) (act.Act, error)) error {
	d := s.ds[id-1]
	a, err := fn(&d)
	if err != nil {
		return err
	}
	s.ds[id-1] = d
	s.deeds = append(s.deeds, a)
	return nil
}

func (s *shelf) Deliveries(context.Context, Filter) ([]Delivery, error) { return s.ds, nil }

func (s *shelf) CountDeliveries(context.Context, int64) ([]Count, error) { return nil, nil }

func (s *shelf) OpenPayload(_ context.Context, d Delivery) ([]byte, error) {
	return []byte("payload of " + d.Key), nil
}

// answers sends by calling itself.
type answers func([]Parcel) ([]Answer, error)

func (fn answers) Send(_ context.Context, ps []Parcel) ([]Answer, error) { return fn(ps) }

// met is the effect these tests look for.
type met struct {
	Key string
	On  workday.Date
}

func (met) Effect() {}

// world is an outbox with a clock and one delivery for each key.
type world struct {
	*Service
	shelf *shelf
	now   time.Time
}

func outbox(send answers, keys ...string) *world {
	w := &world{shelf: &shelf{}, now: time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC)}
	for i, k := range keys {
		w.shelf.ds = append(w.shelf.ds, Delivery{ID: ID(i + 1), Key: k, Channel: CreditPlatform, State: Waiting, NextAt: w.now})
	}
	w.Service = New(w.shelf, w.shelf, map[Name]Sender{CreditPlatform: send}, func() time.Time { return w.now }, slog.New(slog.DiscardHandler),
		func(d Delivery, on workday.Date) []act.Effect { return []act.Effect{met{d.Key, on}} })
	return w
}

func (w *world) run(t *testing.T, want int) {
	t.Helper()
	if n, err := w.RunOnce(t.Context()); err != nil || n != want {
		t.Fatalf("RunOnce = %d, %v, want %d", n, err, want)
	}
}

func TestAcceptedAndRefusedAreSettledInOneAct(t *testing.T) {
	t.Parallel()
	w := outbox(func(ps []Parcel) ([]Answer, error) {
		for _, p := range ps {
			if want := []byte("payload of " + p.Key); !bytes.Equal(p.Body, want) {
				t.Errorf("body %s, want %s", p.Body, want)
			}
		}
		return []Answer{{Accepted: true, Receipt: "XK1"}, {Code: "1003", Reply: "号码错误"}}, nil
	}, "a", "b")
	w.run(t, 2)
	want := []Delivery{
		{ID: 1, Key: "a", Channel: CreditPlatform, State: Delivered, Attempts: 1, Receipt: "XK1", At: w.now},
		{ID: 2, Key: "b", Channel: CreditPlatform, State: Refused, Attempts: 1, Reply: "1003 号码错误", At: w.now},
	}
	for i := range w.shelf.ds {
		w.shelf.ds[i].NextAt = time.Time{} // the lease is the store's business
	}
	if diff := cmp.Diff(want, w.shelf.ds); diff != "" {
		t.Error(diff)
	}
	if len(w.shelf.deeds) != 1 || w.shelf.deeds[0].By != act.System {
		t.Fatalf("acts %+v", w.shelf.deeds)
	}
	if diff := cmp.Diff([]act.Effect{met{"a", workday.DateOf(w.now)}}, w.shelf.deeds[0].Effects); diff != "" {
		t.Error(diff)
	}
	w.run(t, 0)
}

func TestSilenceIsTriedAgainAndThenAPersonDecides(t *testing.T) {
	t.Parallel()
	calls := 0
	w := outbox(func([]Parcel) ([]Answer, error) { calls++; return nil, errors.New("no answer") }, "a")
	d := &w.shelf.ds[0]
	for i, wait := range Retries {
		w.run(t, 1)
		if d.State != Waiting || d.Attempts != i+1 || !d.NextAt.Equal(w.now.Add(wait)) {
			t.Fatalf("after attempt %d: %+v", i+1, d)
		}
		w.now = w.now.Add(wait - time.Nanosecond)
		w.run(t, 0)
		w.now = w.now.Add(time.Nanosecond)
	}
	w.run(t, 1)
	if d.State != Manual || d.Attempts != len(Retries)+1 {
		t.Errorf("at the end: %+v", d)
	}
	w.now = w.now.AddDate(1, 0, 0)
	w.run(t, 0)
	if calls != len(Retries)+1 {
		t.Errorf("sent %d times", calls)
	}
	for _, a := range w.shelf.deeds {
		if len(a.Effects) > 0 {
			t.Errorf("silence had an effect: %+v", a)
		}
	}
}

func TestDeliveredAfterSilenceKeepsTheReceiptOnly(t *testing.T) {
	t.Parallel()
	up := false
	w := outbox(func([]Parcel) ([]Answer, error) {
		if !up {
			return nil, errors.New("no answer")
		}
		return []Answer{{Accepted: true, Receipt: "XK7"}}, nil
	}, "a")
	w.run(t, 1)
	up, w.now = true, w.now.Add(Retries[0])
	w.run(t, 1)
	if d := w.shelf.ds[0]; d.State != Delivered || d.Receipt != "XK7" || d.Attempts != 2 {
		t.Errorf("%+v", d)
	}
}

func TestRunOnceGoesOnUntilNothingIsDue(t *testing.T) {
	t.Parallel()
	var sizes []int
	w := outbox(func(ps []Parcel) ([]Answer, error) {
		sizes = append(sizes, len(ps))
		return slices.Repeat([]Answer{{Accepted: true}}, len(ps)), nil
	}, make([]string, 2*batch+1)...)
	w.run(t, 2*batch+1)
	if diff := cmp.Diff([]int{batch, batch, 1}, sizes); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownChannelIsAnErrorAndSettlesNothing(t *testing.T) {
	t.Parallel()
	w := outbox(nil, "a")
	w.shelf.ds[0].Channel = "fax"
	if n, err := w.RunOnce(t.Context()); err == nil || n != 0 || len(w.shelf.deeds) != 0 {
		t.Errorf("RunOnce = %d, %v; acts %+v", n, err, w.shelf.deeds)
	}
}

// TestRetryIsOfOnesOwnUnit: to a writer of another unit there is no such delivery.
func TestRetryIsOfOnesOwnUnit(t *testing.T) {
	t.Parallel()
	for unit, want := range map[agency.UnitID]error{1: nil, 2: ErrNotFound} {
		w := outbox(nil, "a")
		d := &w.shelf.ds[0]
		d.Unit, d.State = 1, Refused
		err := w.Retry(t.Context(), &agency.Person{ID: 4, Unit: unit, Roles: []agency.Role{agency.Writer}}, 1)
		if !errors.Is(err, want) || (err != nil) != (want != nil) || (d.State == Waiting) != (want == nil) {
			t.Errorf("a writer of unit %d, a delivery of unit 1: %v, %s", unit, err, d.State)
		}
	}
}

func TestRetryOnlyWhatIsStuck(t *testing.T) {
	t.Parallel()
	by := &agency.Person{ID: 4, Name: "信息中心", Unit: 9, Roles: []agency.Role{agency.InfoCentre}}
	for _, c := range []struct {
		state    State
		attempts int
		want     error
	}{
		{Refused, 1, nil},
		{Manual, len(Retries) + 1, nil},
		{Waiting, 2, nil}, // tried in vain: a person need not wait for the next turn
		{Waiting, 0, ErrNotStuck},
		{Sending, 1, ErrNotStuck},
		{Delivered, 1, ErrNotStuck},
	} {
		w := outbox(nil, "a")
		d := &w.shelf.ds[0]
		d.State, d.Attempts, d.NextAt = c.state, c.attempts, w.now.Add(time.Hour)
		before := *d
		err := w.Retry(t.Context(), by, 1)
		if !errors.Is(err, c.want) {
			t.Errorf("%s after %d: %v, want %v", c.state, c.attempts, err, c.want)
		}
		if c.want != nil {
			if diff := cmp.Diff(before, *d); diff != "" {
				t.Errorf("%s: refused, and yet %s", c.state, diff)
			}
			continue
		}
		if d.State != Waiting || d.Attempts != 0 || !d.NextAt.Equal(w.now) || w.shelf.deeds[0].By != by.Actor() {
			t.Errorf("%s: %+v by %+v", c.state, d, w.shelf.deeds)
		}
	}
}
