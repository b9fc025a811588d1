package publication

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
)

// ErrOtherCargo reports a draft that carries another record than the one to be released by it.
var ErrOtherCargo = fault.New(fault.Conflict, "other-cargo", "这份稿件附的是另一份记录，请从原记录重新进入。")

// Edit replaces the draft's text; its attachments stay. The obligation moves with the 成文日期.
func (s *Service) Edit(ctx context.Context, by act.Actor, id ID, v Version) error {
	return s.edit(ctx, by, id, v, func(before Cargo) (Cargo, error) { return before, nil })
}

// Carry gives a record to the gate: it opens a draft with the version's cargo or, where item is the draft that carries the record
// already, replaces its text and cargo under the rules of Edit. What was decided before does not count for another cargo. It
// returns the item.
func (s *Service) Carry(ctx context.Context, by act.Actor, item ID, v Version) (ID, error) {
	if item == 0 {
		id, err := s.Start(ctx, by, "cargo/"+v.Cargo.Ref.String(), v)
		if err != nil {
			return 0, err
		}
		it, err := s.store.Item(ctx, id)
		if err != nil || it.Version.Cargo == v.Cargo {
			return id, err
		}
		item = id // the record had a draft that nobody remembered
	}
	return item, s.edit(ctx, by, item, v, func(before Cargo) (Cargo, error) {
		if before.Ref != v.Cargo.Ref {
			return before, fmt.Errorf("carry %s on item %d: %w", v.Cargo.Ref, item, ErrOtherCargo)
		}
		return v.Cargo, nil
	})
}

// Recarry corrects a public item that carries a record, by the record's own procedure: it begins a correction, or takes up the one in work, and
// puts the version's text and cargo into it. The cargo must be of the record that the item carries.
func (s *Service) Recarry(ctx context.Context, by *agency.Person, id ID, reason string, v Version) error {
	seen, err := s.store.Item(ctx, id)
	if err != nil {
		return err
	}
	if seen.Shown.Cargo.Ref != v.Cargo.Ref {
		return fmt.Errorf("correct item %d: %w", id, ErrOtherCargo)
	}
	if seen.State == Released {
		err = s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) {
			if err := it.canCorrect(by); err != nil {
				return act.Act{}, fmt.Errorf("correct item %d: %w", id, err)
			}
			return it.correct(by, now, reason)
		})
	}
	if err != nil {
		return err
	}
	_, err = s.Carry(ctx, by.Actor(), id, v)
	return err
}

// edit replaces the draft's text, and its cargo as load says.
func (s *Service) edit(ctx context.Context, by act.Actor, id ID, v Version, load func(before Cargo) (Cargo, error)) error {
	seen, err := s.store.Item(ctx, id)
	if err != nil {
		return err
	}
	if err := s.settle(ctx, &v, seen.Version.Files); err != nil {
		return fmt.Errorf("edit item %d: %w", id, err)
	}
	return s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) {
		if err := it.CanEdit(by); err != nil {
			return act.Act{}, fmt.Errorf("edit item %d: %w", id, err)
		}
		before := it.Version
		next := v
		cargo, err := load(before.Cargo)
		if err != nil {
			return act.Act{}, err
		}
		next.No, next.Cargo, next.Reason = before.No, cargo, before.Reason
		next.Files = append(attached(before.Files), inline(v.Files)...)
		if next.Digest() != before.Digest() {
			it.reopen()
			next.No = it.Version.No
		}
		it.Version, it.Changed = next, now
		deed := act.New(by, now, "publication.edit", ref.To(Ref, id), next.Digest(), next.Title)
		if it.IndexNo != "" { // published: nothing is owed for its text any more
			return deed, nil
		}
		return s.follow(deed, it, before.FormedOn)
	})
}
