// Package obligation is 应办事项: who must do what by when under which article. An obligation is opened by the act that
// creates the duty, moved only by another act, and met by evidence; lateness is a fact of its dates, not a status somebody sets.
//
// It knows other records only as ref.Ref, and no rule of theirs.
package obligation

import (
	"context"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// ID is the number of an obligation; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "obligation"

// Key finds an obligation: there is one per rule and subject.
type Key struct {
	Rule    law.RuleName
	Subject ref.Ref
}

// Obligation is one 应办事项.
type Obligation struct {
	ID ID
	Key
	Title       string // what must be done, as the person reads it
	Unit        int64  // the unit that owes it
	Person      int64  // who answers for it; 0: the unit
	From        workday.Date
	Due         workday.Date // the last day on which it is in time; the last of all days while it stands still
	Provisional bool         // the due date lies in a year without a holiday notice
	Options     law.Options  // what moved the due date: consultations, an extension
	Paused      string       // why it stands still; "" while it runs
	MetOn       workday.Date // zero while open
	Evidence    ref.Ref      // what met it
	MissedAt    time.Time    // when the due day had passed and it was still open; zero otherwise
	Cancelled   string       // why nothing is owed any more; "" otherwise
}

// Open reports whether it is still owed.
func (o *Obligation) Open() bool { return o.MetOn.IsZero() && o.Cancelled == "" }

// Late reports whether it was met after its due day, or is open on a day after it.
func (o *Obligation) Late(today workday.Date) bool {
	if o.Cancelled != "" {
		return false
	}
	if !o.MetOn.IsZero() {
		return o.MetOn.After(o.Due)
	}
	return today.After(o.Due)
}

// Opened is the effect of an act that creates a duty.
type Opened struct{ Obligation }

// Moved is the effect of an act that gives an open obligation another start or due date, and lets it run again.
type Moved struct {
	Key
	From, Due   workday.Date
	Provisional bool
	Options     law.Options
	Reason      string
}

// Paused is the effect of an act after which nothing is due until another act moves the obligation: somebody else has to act first.
type Paused struct {
	Key
	Reason string
}

// Handed is the effect of an act after which another person answers for what is owed.
type Handed struct {
	Key
	Person int64
}

// Met is the effect of an act that is the evidence.
type Met struct {
	Key
	On       workday.Date
	Evidence ref.Ref
}

// Cancelled is the effect of an act after which nothing is owed.
type Cancelled struct {
	Key
	Reason string
}

// Missed is the effect of the day's passing: it is remembered once, when first seen.
type Missed struct {
	Key
	At time.Time
}

// Effect marks the effects of this package.
func (Opened) Effect()    {}
func (Moved) Effect()     {}
func (Paused) Effect()    {}
func (Handed) Effect()    {}
func (Met) Effect()       {}
func (Cancelled) Effect() {}
func (Missed) Effect()    {}

// New returns the effect that opens an obligation under a rule from a day on. It returns law's errors for an unknown rule.
func New(cal workday.Calendar, rule law.RuleName, subject ref.Ref, from workday.Date, unit, person int64, title string) (Opened, error) {
	d, err := law.Due(cal, rule, from, law.Options{})
	if err != nil {
		return Opened{}, err
	}
	return Opened{Obligation{
		Key: Key{rule, subject}, Title: title, Unit: unit, Person: person, From: from, Due: d.Due, Provisional: d.Provisional,
	}}, nil
}

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	Unit        int64
	Person      int64
	Rule        law.RuleName
	But         law.RuleName // every rule but this
	Subject     ref.Ref
	OpenOnly    bool
	Provisional bool         // those only whose due day may still move
	DueFrom     workday.Date // due on or after
	DueBy       workday.Date // due on or before
	Limit       int
}

// Tally counts obligations of one rule. One that is open past its due day is both Late and Open: a rate that left it out
// would rise the longer nobody acts.
type Tally struct {
	All    int
	Met    int // in time or late
	OnTime int // met in time
	Late   int // as Obligation.Late says
	Open   int
}

// Due counts those of which it is known whether they were in time: the whole of an on-time rate.
func (t Tally) Due() int { return t.OnTime + t.Late }

// ErrNotFound reports an obligation that does not exist.
var ErrNotFound = fault.New(fault.NotFound, "no-obligation", "没有这件应办事项，或已撤销。")

// Store keeps obligations. They change only as effects of acts, so it only reads here.
type Store interface {
	Obligations(ctx context.Context, f Filter) ([]Obligation, error)
	// Count counts what Obligations would list without a limit.
	Count(ctx context.Context, f Filter) (int, error)
	// Tally counts, as of today, the obligations of a rule that started in [from, to], for one unit or, for 0, all.
	Tally(ctx context.Context, rule law.RuleName, unit int64, from, to, today workday.Date) (Tally, error)
	// Tallies is Tally by unit; a unit that owed nothing is left out.
	Tallies(ctx context.Context, rule law.RuleName, from, to, today workday.Date) (map[int64]Tally, error)
	// MarkMissed saves what the act returns for every obligation open past its due day and not yet marked.
	MarkMissed(ctx context.Context, today workday.Date, at time.Time) (int, error)
}
