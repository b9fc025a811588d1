package publication

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
)

// maxAhead is how far ahead a release may be set.
const maxAhead = 90 * 24 * time.Hour

// What is refused about a release at a set time.
var (
	ErrWhen         = fault.New(fault.Invalid, "bad-release-time", "定时发布的时间须在现在以后、九十天以内。")
	ErrNotScheduled = fault.New(fault.Conflict, "not-scheduled", "这条信息没有定时，或者已经发布。")
)

// schedule notes when a signed item goes out.
func (it *Item) schedule(at, when time.Time) error {
	if !when.After(at) || when.Sub(at) > maxAhead {
		return ErrWhen
	}
	it.State, it.Scheduled = Scheduled, when
	return nil
}

// CanUnschedule returns nil if that person may take a set release back, or why not.
func (it *Item) CanUnschedule(by *agency.Person) error {
	switch {
	case it.State != Scheduled:
		return ErrNotScheduled
	case !it.answers(by):
		return ErrMayNotWithdraw
	}
	return nil
}

// Unschedule takes the signature back before the set time: the item waits at its last step again. Who may withdraw may do it.
func (it *Item) Unschedule(by *agency.Person, at time.Time) (act.Act, error) {
	if err := it.CanUnschedule(by); err != nil {
		return act.Act{}, fmt.Errorf("unschedule item %d: %w", it.ID, err)
	}
	it.State, it.Stage, it.Scheduled, it.Changed = InReview, len(it.Route)-1, time.Time{}, at
	return act.New(by.Actor(), at, "publication.unschedule", ref.To(Ref, it.ID), it.Version.Digest(), ""), nil
}

// Unschedule takes a set release back.
func (s *Service) Unschedule(ctx context.Context, by *agency.Person, id ID) error {
	if _, err := s.Item(ctx, by, id); err != nil {
		return err
	}
	now := s.now()
	return s.store.Update(ctx, id, func(it *Item) (act.Act, error) { return it.Unschedule(by, now) })
}

// ReleaseDue releases every signed item whose time has come, by today's rules of screening, and returns how many. What these
// rules no longer let out goes back to its writer with the reason.
func (s *Service) ReleaseDue(ctx context.Context) (int, error) {
	now := s.now()
	ids, err := s.store.ScheduledBy(ctx, now)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		err := s.releaseScheduled(ctx, id, now)
		if f, ok := fault.Of(err); ok && f.Kind != fault.Unavailable {
			if err := s.sendBack(ctx, id, now, f.Text); err != nil {
				return n, err
			}
			continue
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (s *Service) releaseScheduled(ctx context.Context, id ID, now time.Time) error {
	it, err := s.store.Item(ctx, id)
	if err != nil {
		return err
	}
	found, err := s.screen(ctx, it.Version, now)
	if err != nil {
		return err
	}
	return s.out(ctx, it, now, func(it *Item, unitCode, indexNo string) (act.Act, error) {
		if it.State != Scheduled || it.Scheduled.After(now) {
			return act.Act{}, fmt.Errorf("release item %d: %w", id, ErrNotScheduled)
		}
		it.Screened = found
		return it.Release(act.System, now, unitCode, indexNo)
	})
}

// sendBack returns what could not be released to its writer. One that somebody was faster with is left alone.
func (s *Service) sendBack(ctx context.Context, id ID, now time.Time, why string) error {
	err := s.store.Update(ctx, id, func(it *Item) (act.Act, error) {
		if it.State != Scheduled {
			return act.Act{}, ErrNotScheduled
		}
		it.State, it.Stage, it.Scheduled, it.Changed = Returned, 0, time.Time{}, now
		it.Problem = "定时发布没有成功：" + why
		return act.New(act.System, now, "publication.not-released", ref.To(Ref, id), it.Version.Digest(), why), nil
	})
	if errors.Is(err, ErrNotScheduled) {
		return nil
	}
	return err
}
