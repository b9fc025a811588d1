package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// EditionStore keeps editions.
type EditionStore interface {
	// StageEdition loads the open draft of a kind and unit, or begins one with the next number, lets fn fill it, and saves it
	// with its act.
	StageEdition(ctx context.Context, kind EditionKind, unit int64, fn func(*Edition) (act.Act, error)) error
	// UpdateEdition loads an edition, lets fn change its item or state, and saves it. It returns ErrNoEdition if there is none.
	UpdateEdition(ctx context.Context, id EditionID, fn func(*Edition) (act.Act, error)) error
	// Edition, EditionIn and EditionNo return an edition with its content, or ErrNoEdition: by its number in the register; the one
	// of a kind and unit that is in a state; the one that came into force under a number.
	Edition(ctx context.Context, id EditionID) (*Edition, error)
	EditionIn(ctx context.Context, kind EditionKind, unit int64, state EditionState) (*Edition, error)
	EditionNo(ctx context.Context, kind EditionKind, unit int64, no int) (*Edition, error)
	// InForce returns the editions of a kind that are in force, of all units, with their content.
	InForce(ctx context.Context, kind EditionKind) ([]Edition, error)
	// Editions lists the editions of a kind and unit without their content, newest first.
	Editions(ctx context.Context, kind EditionKind, unit int64) ([]Edition, error)
}

// Editions is the service that brings editions and lets them come into force.
type Editions struct {
	store EditionStore
	now   func() time.Time
}

// NewEditions returns the service.
func NewEditions(store EditionStore, now func() time.Time) *Editions { return &Editions{store, now} }

// Stage keeps a proposal as the open draft of its kind and unit. The draft's number in the register stays, so its item can be
// given the new cargo; what was decided on the content before does not count for it.
func (s *Editions) Stage(ctx context.Context, by *agency.Person, p Proposal) (*Edition, error) {
	p.Basis = strings.TrimSpace(p.Basis)
	if err := s.check(ctx, by, p); err != nil {
		return nil, fmt.Errorf("stage edition: %w", err)
	}
	var out Edition
	err := s.store.StageEdition(ctx, p.Kind, p.Unit, func(e *Edition) (act.Act, error) {
		deed, err := e.fill(by, s.now(), p)
		out = *e
		return deed, err
	})
	if err != nil {
		return nil, fmt.Errorf("stage edition: %w", err)
	}
	return &out, nil
}

// check returns what is wrong with a proposal.
func (s *Editions) check(ctx context.Context, by *agency.Person, p Proposal) error {
	if err := p.Kind.CanStage(by, p.Unit); err != nil {
		return err
	}
	switch {
	case len(p.Rows) == 0:
		return ErrEditionEmpty
	case p.Basis == "":
		return ErrEditionBasis
	}
	seen := map[string]bool{}
	for _, r := range p.Rows {
		if seen[r.Key()] {
			return ErrEditionTwice.Say("版本里编码“%s”出现了两次，请核对后重新导入。", r.Key())
		}
		seen[r.Key()] = true
	}
	diff, err := s.Compare(ctx, p)
	if err == nil && diff.Empty() {
		return ErrEditionSame
	}
	return err
}

// Compare says what a proposal changes of the edition in force.
func (s *Editions) Compare(ctx context.Context, p Proposal) (Diff, error) {
	current, err := s.Current(ctx, p.Kind, p.Unit)
	if errors.Is(err, ErrNoEdition) {
		return DiffRows(nil, p.Rows), nil
	}
	if err != nil {
		return Diff{}, err
	}
	before, err := current.List()
	return DiffRows(before, p.Rows), err
}

// Changes says what an edition changes: a draft, of the edition in force; any other, of the one before it.
func (s *Editions) Changes(ctx context.Context, e *Edition) (Diff, error) {
	rows, err := e.List()
	if err != nil {
		return Diff{}, err
	}
	before, err := s.store.EditionNo(ctx, e.Kind, e.Unit, e.No-1)
	if errors.Is(err, ErrNoEdition) {
		return DiffRows(nil, rows), nil
	}
	if err != nil {
		return Diff{}, err
	}
	old, err := before.List()
	return DiffRows(old, rows), err
}

// Attach remembers the item that carries a draft through the gate.
func (s *Editions) Attach(ctx context.Context, by act.Actor, id EditionID, item int64) error {
	return s.store.UpdateEdition(ctx, id, func(e *Edition) (act.Act, error) {
		if e.State != EditionDraft || e.Item != 0 && e.Item != item {
			return act.Act{}, fmt.Errorf("attach item to edition %d: %w", id, ErrEditionClosed)
		}
		e.Item = item
		return act.New(by, s.now(), "catalog.attach-edition", ref.To(EditionRef, id), e.Root, ""), nil
	})
}

// Drop gives up a draft: its item can no longer be released. follows is what else that means, for those who know the item.
func (s *Editions) Drop(ctx context.Context, by *agency.Person, id EditionID, follows ...act.Effect) error {
	return s.store.UpdateEdition(ctx, id, func(e *Edition) (act.Act, error) {
		if err := e.Kind.CanStage(by, e.Unit); err != nil {
			return act.Act{}, fmt.Errorf("drop edition %d: %w", id, err)
		}
		if e.State != EditionDraft {
			return act.Act{}, fmt.Errorf("drop edition %d: %w", id, ErrEditionClosed)
		}
		e.State = EditionDropped
		return act.New(by.Actor(), s.now(), "catalog.drop-edition", ref.To(EditionRef, id), e.Root, e.Title()).Causes(follows...), nil
	})
}

// Release says what follows from the release of a draft that was reviewed with a root. It returns ErrEditionStale if the content
// is another by now.
func (s *Editions) Release(ctx context.Context, id EditionID, root string, at time.Time) ([]act.Effect, error) {
	e, err := s.store.Edition(ctx, id)
	if err != nil {
		return nil, err
	}
	if e.State != EditionDraft {
		return nil, fmt.Errorf("release edition %d: %w", id, ErrEditionClosed)
	}
	now, err := e.root()
	if err != nil {
		return nil, err
	}
	if now != root || e.Root != root {
		return nil, fmt.Errorf("release edition %d: %w", id, ErrEditionStale)
	}
	effects := []act.Effect{EditionReleased{id, root, at}}
	if e.Kind == Powers {
		followed, err := e.released(workday.DateOf(at))
		if err != nil {
			return nil, err
		}
		effects = append(effects, followed)
	}
	return effects, nil
}

// Edition returns an edition in whatever state, or ErrNoEdition.
func (s *Editions) Edition(ctx context.Context, id EditionID) (*Edition, error) {
	return s.store.Edition(ctx, id)
}

// Current returns the edition in force, or ErrNoEdition.
func (s *Editions) Current(ctx context.Context, kind EditionKind, unit int64) (*Edition, error) {
	return s.store.EditionIn(ctx, kind, unit, EditionInForce)
}

// Profiles returns the profiles in force by unit.
func (s *Editions) Profiles(ctx context.Context) (map[int64]*UnitProfile, error) {
	list, err := s.store.InForce(ctx, Profile)
	if err != nil {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	out := map[int64]*UnitProfile{}
	for i := range list {
		if out[list[i].Unit], err = ProfileOf(&list[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// InForce returns the editions of a kind that are in force, of all units, with their content.
func (s *Editions) InForce(ctx context.Context, kind EditionKind) ([]Edition, error) {
	return s.store.InForce(ctx, kind)
}

// Draft returns the open draft, or ErrNoEdition.
func (s *Editions) Draft(ctx context.Context, kind EditionKind, unit int64) (*Edition, error) {
	return s.store.EditionIn(ctx, kind, unit, EditionDraft)
}

// Numbered returns the edition that came into force under a number, or ErrNoEdition.
func (s *Editions) Numbered(ctx context.Context, kind EditionKind, unit int64, no int) (*Edition, error) {
	return s.store.EditionNo(ctx, kind, unit, no)
}

// History lists the editions of a kind and unit without their content, newest first.
func (s *Editions) History(ctx context.Context, kind EditionKind, unit int64) ([]Edition, error) {
	return s.store.Editions(ctx, kind, unit)
}
