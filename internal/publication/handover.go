package publication

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// What is refused when work is handed over.
var (
	ErrAssigned     = fault.New(fault.Forbidden, "assigned-to-another", "这一步已转交他人办理。")
	ErrMayNotHand   = fault.New(fault.Forbidden, "may-not-hand-over", "只有经办人、本单位负责人和局办公室可以转交。")
	ErrBadSuccessor = fault.New(fault.Invalid, "bad-successor", "不能转给这个人：须是本单位担任这一步角色的人，没有写过这份稿，也没有办理上一步。")
)

// wrote reports whether a person has written on the version in work.
func (it *Item) wrote(person int64) bool {
	return person == it.Writer || slices.Contains(it.Authors, person)
}

// CanHandOver returns nil if that person may give the item into other hands, or why not: whoever has it, or who answers for
// the unit or for all of them.
func (it *Item) CanHandOver(by *agency.Person) error {
	switch it.State {
	case Draft, Returned:
		if it.CanEdit(by.Actor()) == nil {
			return nil
		}
	case InReview:
		if it.CanDecide(by.Actor(), by.Roles) == nil {
			return nil
		}
	default:
		return ErrNotInReview
	}
	if int64(by.Unit) == it.Unit && by.Has(agency.UnitHead) || by.Has(agency.GeneralOffice, agency.DisclosureHead) {
		return nil
	}
	return ErrMayNotHand
}

// CanReceive returns nil if the item may be given into that person's hands.
func (it *Item) CanReceive(to *agency.Person) error {
	if int64(to.Unit) != it.Unit {
		return ErrBadSuccessor
	}
	if it.State == InReview {
		free := *it
		free.Assigned = 0
		if int64(to.ID) == it.Assigned || free.CanDecide(to.Actor(), to.Roles) != nil {
			return ErrBadSuccessor
		}
		return nil
	}
	if !to.Has(agency.Writer) || int64(to.ID) == it.Writer {
		return ErrBadSuccessor
	}
	return nil
}

// Successor is the role that whoever receives the item must hold.
func (it *Item) Successor() agency.Role {
	if it.State == InReview {
		return it.Route[it.Stage].Role
	}
	return agency.Writer
}

// HandOver gives a draft to another writer, or the step of a review to another who may take it. Who has written a version never
// reviews it, also after giving it away.
func (it *Item) HandOver(by, to *agency.Person, at time.Time, reason string) (act.Act, error) {
	fail := func(err error) (act.Act, error) { return act.Act{}, fmt.Errorf("hand over item %d: %w", it.ID, err) }
	if err := it.CanHandOver(by); err != nil {
		return fail(err)
	}
	if err := it.CanReceive(to); err != nil {
		return fail(err)
	}
	deed := act.New(by.Actor(), at, "publication.hand-over", ref.To(Ref, it.ID), it.Version.Digest(), fmt.Sprintf("%d %s", to.ID, strings.TrimSpace(reason)))
	it.Changed = at
	if it.State == InReview {
		it.Assigned = int64(to.ID)
		return deed, nil
	}
	if !slices.Contains(it.Authors, it.Writer) {
		it.Authors = append(slices.Clone(it.Authors), it.Writer)
	}
	it.Writer = int64(to.ID)
	return deed.Causes(obligation.Handed{Key: publishKey(it.ID), Person: it.Writer}), nil
}

// HandOver gives an item into another person's hands.
func (s *Service) HandOver(ctx context.Context, by *agency.Person, id ID, to agency.PersonID, reason string) error {
	now := s.now()
	if _, err := s.Item(ctx, by, id); err != nil {
		return err
	}
	next, err := s.units.Person(ctx, to, workday.DateOf(now))
	if err != nil {
		return err
	}
	return s.store.Update(ctx, id, func(it *Item) (act.Act, error) { return it.HandOver(by, next, now, reason) })
}

// Successors lists who may receive the item now.
func (s *Service) Successors(ctx context.Context, it *Item) ([]agency.Person, error) {
	holders, err := s.units.Holders(ctx, it.Successor(), agency.UnitID(it.Unit), workday.DateOf(s.now()))
	if err != nil {
		return nil, err
	}
	var out []agency.Person
	for _, h := range holders {
		p, err := s.units.Person(ctx, h.ID, workday.DateOf(s.now()))
		if err != nil {
			return nil, err
		}
		if it.CanReceive(p) == nil {
			out = append(out, *p)
		}
	}
	return out, nil
}

// Errors of a route that a unit could not walk.
var (
	ErrRouteNobody = fault.New(fault.Invalid, "route-without-people", "这一步没有人办理，请先任命。")
	ErrRouteSetter = fault.New(fault.Forbidden, "may-not-set-route", "审核流程由局办公室设定。")
)

// SetRoute changes the way drafts take in a unit from now on; those under way keep theirs. Every step must have somebody to
// take it, and neighbouring steps two people.
func (s *Service) SetRoute(ctx context.Context, by *agency.Person, unit int64, r Route) error {
	now := s.now()
	if !by.Has(agency.GeneralOffice, agency.DisclosureHead) {
		return fmt.Errorf("set route of unit %d: %w", unit, ErrRouteSetter)
	}
	if err := r.Validate(); err != nil {
		return fmt.Errorf("set route of unit %d: %w", unit, err)
	}
	var before []agency.Person
	for _, step := range r {
		holders, err := s.units.Holders(ctx, step.Role, agency.UnitID(unit), workday.DateOf(now))
		if err != nil {
			return err
		}
		if len(holders) == 0 {
			return fmt.Errorf("set route of unit %d: %w", unit, ErrRouteNobody.Say("%s没有人办理：本单位没有%s，请先任命。", step.Stage.Name(), step.Role.Info().Name))
		}
		if len(before) == 1 && len(holders) == 1 && before[0].ID == holders[0].ID {
			return fmt.Errorf("set route of unit %d: %w", unit, ErrSamePerson.Say("%s和上一步都只有%s一人，相邻两步不能由同一人办理，请增加人员或减少步骤。", step.Stage.Name(), holders[0].Name))
		}
		before = holders
	}
	words := make([]string, len(r))
	for i, step := range r {
		words[i] = string(step.Stage) + " " + string(step.Role)
	}
	return s.store.SetRoute(ctx, unit, r, act.New(by.Actor(), now, "publication.route", ref.To(agency.UnitRef, agency.UnitID(unit)), "", strings.Join(words, ", ")))
}
