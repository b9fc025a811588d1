package obligation

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// NoticeStore keeps the holiday notices entered at the desk.
type NoticeStore interface {
	Store
	Notices(ctx context.Context) ([]workday.Notice, error)
	SaveNotice(ctx context.Context, n workday.Notice, a act.Act) error
}

// NoticeRef names the register of holiday notices, by year.
const NoticeRef ref.Kind = "holiday-notice"

// Calendars holds the calendar in force. A new year's notice is shown with what it would move, and moves it only when a
// person confirms; what is past stays as it was.
type Calendars struct {
	store NoticeStore
	now   func() time.Time
	cal   atomic.Pointer[workday.Calendar]
}

// NewCalendars returns the calendar of the program and of the notices entered so far.
func NewCalendars(ctx context.Context, store NoticeStore, now func() time.Time) (*Calendars, error) {
	c := &Calendars{store: store, now: now}
	return c, c.Reload(ctx)
}

// Reload reads the notices again, after another node has entered one.
func (c *Calendars) Reload(ctx context.Context) error {
	cal := workday.Builtin()
	notices, err := c.store.Notices(ctx)
	if err != nil {
		return fmt.Errorf("read holiday notices: %w", err)
	}
	for _, n := range notices {
		if cal, err = cal.With(n); err != nil {
			return fmt.Errorf("holiday notice %d: %w", n.Year, err)
		}
	}
	c.cal.Store(&cal)
	return nil
}

// Calendar returns the calendar in force.
func (c *Calendars) Calendar() workday.Calendar { return *c.cal.Load() }

// Move is a due date that a new notice changes.
type Move struct {
	Obligation
	NewDue      workday.Date
	Provisional bool
}

// ErrPastNotice reports a notice for a year that the program knows already or that is over.
var ErrPastNotice = fault.New(fault.Conflict, "past-notice", "这一年的放假安排已经载入，不能再改；已经算出的期限也不会改动。")

// Preview returns the calendar with a notice, and the open obligations whose due date it moves.
func (c *Calendars) Preview(ctx context.Context, n workday.Notice) (workday.Calendar, []Move, error) {
	now := c.Calendar()
	if now.Known(n.Year) {
		return now, nil, fmt.Errorf("notice %d: %w", n.Year, ErrPastNotice)
	}
	next, err := now.With(n)
	if err != nil {
		return now, nil, err
	}
	open, err := c.store.Obligations(ctx, Filter{OpenOnly: true, Limit: 100_000})
	if err != nil {
		return now, nil, err
	}
	var moves []Move
	for _, o := range open {
		if !o.Provisional {
			continue
		}
		d, err := law.Due(next, o.Rule, o.From, o.Options)
		if err != nil {
			return now, nil, err
		}
		if d.Due != o.Due || d.Provisional != o.Provisional {
			moves = append(moves, Move{o, d.Due, d.Provisional})
		}
	}
	return next, moves, nil
}

// Enter keeps a notice and moves what it moves.
func (c *Calendars) Enter(ctx context.Context, by act.Actor, n workday.Notice) error {
	_, moves, err := c.Preview(ctx, n)
	if err != nil {
		return err
	}
	deed := act.New(by, c.now(), "calendar.enter", ref.Ref{Kind: NoticeRef, ID: int64(n.Year)}, "", n.Source)
	for _, m := range moves {
		deed = deed.Causes(Moved{Key: m.Key, From: m.From, Due: m.NewDue, Provisional: m.Provisional, Options: m.Options, Reason: fmt.Sprintf("载入 %d 年放假安排", n.Year)})
	}
	if err := c.store.SaveNotice(ctx, n, deed); err != nil {
		return fmt.Errorf("enter notice %d: %w", n.Year, err)
	}
	return c.Reload(ctx)
}
