// Package channel is 渠道: the one door out. A delivery is written by the act that releases something, sent later by the
// outbox, takes effect once at the other side, and keeps the receipt.
//
// What a delivery says is frozen when it is written; how it is put on the wire is the business of the subpackages.
package channel

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Name is a channel's name.
type Name string

// CreditPlatform is the city's credit platform (信用平台).
const CreditPlatform Name = "credit-platform"

// Names lists the channels with their Chinese names, in the order they are shown.
var Names = []struct {
	Name Name
	Text string
}{{CreditPlatform, "信用平台"}}

// ID is the number of a delivery.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "delivery"

// State is where a delivery is on its way.
type State string

const (
	Waiting   State = "waiting"   // 待发
	Sending   State = "sending"   // 发送中: claimed by a node, with a lease
	Delivered State = "delivered" // 已送达: there is a receipt
	Refused   State = "refused"   // 失败: the other side said no; a person must mend it
	Manual    State = "manual"    // 待人工: tried too often
)

// Payload is where the frozen words of a delivery are: a sealed part of a blob.
type Payload struct {
	Blob   blob.Digest
	Offset int64
	Length int
}

// Delivery is one thing to tell one channel once.
type Delivery struct {
	ID      ID
	Key     string // stable name of the content at the other side; sent again it has no second effect
	Subject ref.Ref
	Unit    int64
	Channel Name
	Digest  string // of the plain payload
	Payload Payload
	Meets   law.RuleName // the obligation on Subject that the receipt is evidence for; "" for none

	State    State
	Attempts int
	NextAt   time.Time // not before
	Receipt  string    // the other side's number
	At       time.Time // of the receipt or the refusal
	Reply    string    // the other side's words when it refused
}

// Queued is the effect of an act that releases.
type Queued struct{ Delivery }

// Effect marks it.
func (Queued) Effect() {}

// Parcel is a delivery opened for sending.
type Parcel struct {
	Delivery
	Body []byte
}

// Answer is what the other side said to one parcel.
type Answer struct {
	Accepted bool
	Receipt  string // when accepted
	Code     string // when refused: its code, and its words
	Reply    string
}

// Sender puts parcels on the wire. An error means that nothing is known of any of them: they are sent again with the same
// keys. Otherwise there is one answer per parcel, in order.
type Sender interface {
	Send(ctx context.Context, parcels []Parcel) ([]Answer, error)
}

// Opener opens frozen payloads.
type Opener interface {
	OpenPayload(ctx context.Context, d Delivery) ([]byte, error)
}

// Filter narrows a list of deliveries. Zero fields do not narrow.
type Filter struct {
	Unit    int64
	Channel Name
	State   State
	Subject ref.Ref
	Receipt string
	Limit   int
	Offset  int
}

// Count is one figure of the matrix of channels and states.
type Count struct {
	Channel Name
	State   State
	N       int
}

// Total is how many deliveries of all channels are in a state.
func Total(counts []Count, state State) int {
	n := 0
	for _, c := range counts {
		if c.State == state {
			n += c.N
		}
	}
	return n
}

// ErrNotFound reports a delivery that does not exist, ErrNotStuck one that needs no help.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-delivery", "没有这条送达记录。")
	ErrNotStuck = fault.New(fault.Conflict, "delivery-not-stuck", "这条送达没有失败，不必重送。")
)

// Store keeps deliveries.
type Store interface {
	// Claim takes up to n deliveries that are due, marks them as being sent until the lease ends, and returns them.
	Claim(ctx context.Context, now time.Time, lease time.Duration, n int) ([]Delivery, error)
	// Settle saves what became of claimed deliveries, with the act.
	Settle(ctx context.Context, ds []Delivery, a act.Act) error
	// UpdateDelivery lets fn change one delivery.
	UpdateDelivery(ctx context.Context, id ID, fn func(*Delivery) (act.Act, error)) error
	Deliveries(ctx context.Context, f Filter) ([]Delivery, error)
	CountDeliveries(ctx context.Context, unit int64) ([]Count, error)
}

// Retries are the waits before each further attempt; after the last a person decides.
var Retries = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

const (
	batch = 200             // parcels in one call
	lease = 2 * time.Minute // longer than any sender's time-out
)

// Service is the outbox.
type Service struct {
	store   Store
	opener  Opener
	senders map[Name]Sender
	now     func() time.Time
	log     *slog.Logger
	effects func(d Delivery, on workday.Date) []act.Effect
}

// New returns the outbox over its senders. Met turns a receipt into what it is evidence for.
func New(store Store, opener Opener, senders map[Name]Sender, now func() time.Time, log *slog.Logger,
	met func(d Delivery, on workday.Date) []act.Effect,
) *Service {
	return &Service{store, opener, senders, now, log, met}
}

// RunOnce sends what is due, in batches, until nothing more is. It may run on several nodes at once. It returns the number
// of deliveries settled.
func (s *Service) RunOnce(ctx context.Context) (int, error) {
	total := 0
	for {
		ds, err := s.store.Claim(ctx, s.now(), lease, batch)
		if err != nil || len(ds) == 0 {
			return total, err
		}
		for name, group := range byChannel(ds) {
			if err := s.send(ctx, name, group); err != nil {
				return total, err
			}
		}
		total += len(ds)
	}
}

func byChannel(ds []Delivery) map[Name][]Delivery {
	out := map[Name][]Delivery{}
	for _, d := range ds {
		out[d.Channel] = append(out[d.Channel], d)
	}
	return out
}

func (s *Service) send(ctx context.Context, name Name, ds []Delivery) error {
	sender := s.senders[name]
	if sender == nil {
		return fmt.Errorf("send to %s: no such channel is configured", name)
	}
	parcels := make([]Parcel, len(ds))
	for i, d := range ds {
		body, err := s.opener.OpenPayload(ctx, d)
		if err != nil {
			return fmt.Errorf("open payload of delivery %d: %w", d.ID, err)
		}
		parcels[i] = Parcel{d, body}
	}
	answers, err := sender.Send(ctx, parcels)
	now := s.now()
	if err != nil {
		s.log.WarnContext(ctx, "channel does not answer", "channel", name, "deliveries", len(ds), "err", err)
	}
	deed := act.New(act.System, now, "channel.settle", ref.Ref{}, "", fmt.Sprintf("%s %d", name, len(ds)))
	for i := range ds {
		d := &ds[i]
		d.Attempts++
		switch {
		case err != nil:
			d.later(now)
		case answers[i].Accepted:
			d.State, d.Receipt, d.At, d.Reply = Delivered, answers[i].Receipt, now, ""
			deed = deed.Causes(s.effects(*d, workday.DateOf(now))...)
		default:
			d.State, d.At, d.Reply = Refused, now, answers[i].Code+" "+answers[i].Reply
		}
	}
	return s.store.Settle(ctx, ds, deed)
}

// later puts a delivery back for another attempt, or into a person's hands.
func (d *Delivery) later(now time.Time) {
	if d.Attempts > len(Retries) {
		d.State = Manual
		return
	}
	d.State, d.NextAt = Waiting, now.Add(Retries[d.Attempts-1])
}

// Retry sends a refused or given-up delivery again, by the decision of a person who sees it: to others there is none.
func (s *Service) Retry(ctx context.Context, by *agency.Person, id ID) error {
	return s.store.UpdateDelivery(ctx, id, func(d *Delivery) (act.Act, error) {
		if !by.Sees(d.Unit) {
			return act.Act{}, fmt.Errorf("delivery %d of another unit: %w", id, ErrNotFound)
		}
		if d.State != Refused && d.State != Manual && (d.State != Waiting || d.Attempts == 0) {
			return act.Act{}, fmt.Errorf("retry delivery %d: %w", d.ID, ErrNotStuck)
		}
		now := s.now()
		d.State, d.NextAt, d.Attempts = Waiting, now, 0
		return act.New(by.Actor(), now, "channel.retry", ref.To(Ref, d.ID), d.Digest, ""), nil
	})
}
