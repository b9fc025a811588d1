package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// EntryRule is the duty to keep an entry of the standard catalogue public. An entry with a cycle is owed once in each; one without
// is owed once, within the days that the law gives for publishing. law: 条例 26
const EntryRule law.RuleName = "standard-entry"

// EntryCycleRef is the register of the cycles: each is owed once.
const EntryCycleRef ref.Kind = "entry-cycle"

// Assignment says that a unit owes an entry of the standard catalogue, and how often.
type Assignment struct {
	Entry     string // code of the 二级事项
	Unit      int64
	CycleDays int // at least every so many days; 0: once, and again when it changes
}

// usualCycle is the cycle of an entry that is assigned by the catalogue itself.
const usualCycle = 365

// Assigned is the effect of an act after which a unit owes an entry, or owes it at another pace: what was owed before is cancelled,
// and a cycle begins.
type Assigned struct {
	Assignment
	Title   string
	On, Due workday.Date
}

// Unassigned is the effect of an act after which a unit does not owe an entry any more.
type Unassigned struct {
	Entry  string
	Unit   int64
	Reason string
}

// Served is the effect of the release of an item that serves entries: what its unit owes of them is met, and the next cycle begins.
type Served struct {
	Unit     int64
	Entries  []string
	On       workday.Date
	Evidence ref.Ref
}

// Effect marks the effects.
func (Assigned) Effect()   {}
func (Unassigned) Effect() {}
func (Served) Effect()     {}

// Standing is how one unit stands with one entry it owes.
type Standing struct {
	Assignment
	From, Due workday.Date // of the present cycle; Due is zero where nothing is owed now
	Items     int          // public items of the unit that serve the entry
	Last      workday.Date // newest of them; zero if none
}

// StandingState is a word for a standing.
type StandingState string

const (
	Published StandingState = "published" // 已公开
	DueSoon   StandingState = "soon"      // 将到期
	Overdue   StandingState = "late"      // 逾期
	Awaited   StandingState = "awaited"   // 待公开
	NotOwed   StandingState = "none"      // 不涉及
)

// StandingStates lists the states with their words, in the order of the legend.
var StandingStates = []struct {
	State StandingState
	Name  string
}{{Published, "已公开"}, {DueSoon, "将到期"}, {Overdue, "逾期"}, {Awaited, "待公开"}, {NotOwed, "不涉及"}}

// soonDays is how long before its due day an entry is called 将到期.
const soonDays = 30

// State says how the unit stands on a day. What was public and is not any more is awaited again.
func (s Standing) State(today workday.Date) StandingState {
	switch {
	case !s.Due.IsZero() && today.After(s.Due):
		return Overdue
	case !s.Due.IsZero() && s.Due.Sub(today) <= soonDays:
		return DueSoon
	case s.Items > 0:
		return Published
	}
	return Awaited
}

// EntryTally counts what serves an entry.
type EntryTally struct {
	Entry string
	N     int
	Last  workday.Date // newest publication
}

// AssignmentStore keeps who owes which entry. Assignments change only as effects of acts.
type AssignmentStore interface {
	Standings(ctx context.Context) ([]Standing, error)
	// EntryTallies counts the public items that serve each entry, of whatever unit. Entries that none serves are left out.
	EntryTallies(ctx context.Context) ([]EntryTally, error)
	// Assign saves an act about assignments.
	Assign(ctx context.Context, a act.Act) error
}

// What is refused about assignments.
var (
	ErrNoEntry      = fault.New(fault.NotFound, "no-standard-entry", "现行标准目录里没有这个事项，可能已经调整。请从标准目录重新进入。")
	ErrMayNotAssign = fault.New(fault.Forbidden, "may-not-assign-entries", "公开主体和更新周期由局办公室或者政府信息公开工作机构负责人设定。")
)

// Assignments is the service that says who owes which entry.
type Assignments struct {
	store    AssignmentStore
	editions *Editions
	units    agency.Store
	calendar func() workday.Calendar
	now      func() time.Time
}

// NewAssignments returns the service.
func NewAssignments(store AssignmentStore, editions *Editions, units agency.Store, calendar func() workday.Calendar, now func() time.Time) *Assignments {
	return &Assignments{store, editions, units, calendar, now}
}

// Standings returns how every unit stands with every entry it owes.
func (s *Assignments) Standings(ctx context.Context) ([]Standing, error) {
	return s.store.Standings(ctx)
}

// Tallies counts the public items that serve each entry.
func (s *Assignments) Tallies(ctx context.Context) ([]EntryTally, error) {
	return s.store.EntryTallies(ctx)
}

// Current returns the entries of the standard catalogue in force, and the edition; ErrNoEdition if there is none.
func (s *Assignments) Current(ctx context.Context) (*Edition, []StandardEntry, error) {
	units, err := s.units.Units(ctx)
	if err != nil {
		return nil, nil, err
	}
	bureau, err := agency.BureauOf(units)
	if err != nil {
		return nil, nil, ErrNoEdition // a house without a bureau has no catalogue either
	}
	e, err := s.editions.Current(ctx, Standard, int64(bureau.ID))
	if err != nil {
		return nil, nil, err
	}
	entries, err := DecodeRows[StandardEntry](e.Content)
	return e, entries, err
}

// Assign says which units owe an entry, and at what pace. Units that owe it already at that pace go on as they are.
func (s *Assignments) Assign(ctx context.Context, by *agency.Person, code string, cycleDays int, units []int64) error {
	if !by.Has(EditionKeepers...) {
		return fmt.Errorf("assign entry %s: %w", code, ErrMayNotAssign)
	}
	if cycleDays < 0 || cycleDays > maxCycle {
		var fs fault.Fields
		fs.Add("cycle_days", "更新周期填 0 至 %d 天，0 表示有变更时更新。", maxCycle)
		return fmt.Errorf("assign entry %s: %w", code, fs)
	}
	_, entries, err := s.Current(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(entries, func(e StandardEntry) bool { return e.Code == code })
	if i < 0 {
		return fmt.Errorf("assign entry %s: %w", code, ErrNoEntry)
	}
	now := s.now()
	effects, err := s.change(ctx, entries[i], cycleDays, units, now)
	if err != nil || len(effects) == 0 {
		return err
	}
	return s.store.Assign(ctx, act.New(by.Actor(), now, "catalog.assign-entry", ref.Ref{}, "", entries[i].Code+" "+entries[i].Name).Causes(effects...))
}

// change is what must happen for the units, and only they, to owe an entry.
func (s *Assignments) change(ctx context.Context, e StandardEntry, cycleDays int, units []int64, at time.Time) ([]act.Effect, error) {
	standings, err := s.store.Standings(ctx)
	if err != nil {
		return nil, err
	}
	known, err := s.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	var out []act.Effect
	same := map[int64]bool{}
	for _, st := range standings {
		switch {
		case st.Entry != e.Code:
		case !slices.Contains(units, st.Unit):
			out = append(out, Unassigned{e.Code, st.Unit, "公开主体调整"})
		case st.CycleDays == cycleDays:
			same[st.Unit] = true
		}
	}
	for _, u := range known {
		if id := int64(u.ID); slices.Contains(units, id) && !same[id] {
			assigned, err := s.assigned(e, Assignment{e.Code, id, cycleDays}, at)
			if err != nil {
				return nil, err
			}
			out = append(out, assigned)
		}
	}
	return out, nil
}

// assigned begins a cycle.
func (s *Assignments) assigned(e StandardEntry, a Assignment, at time.Time) (Assigned, error) {
	on := workday.DateOf(at)
	out := Assigned{Assignment: a, Title: "公开标准目录事项：" + e.Code + " " + e.Label(), On: on, Due: on.AddDays(a.CycleDays)}
	if a.CycleDays == 0 {
		d, err := law.Due(s.calendar(), law.Publish, on, law.Options{})
		if err != nil {
			return out, fmt.Errorf("assign entry %s: %w", e.Code, err)
		}
		out.Due = d.Due
	}
	return out, nil
}

// Adopt is what follows for the assignments when an edition of the standard catalogue comes into force: entries that are new are
// owed by whom the catalogue names, and those that go are owed no more.
func (s *Assignments) Adopt(ctx context.Context, id EditionID, at time.Time) ([]act.Effect, error) {
	e, err := s.editions.Edition(ctx, id)
	if err != nil || e.Kind != Standard {
		return nil, err
	}
	entries, err := DecodeRows[StandardEntry](e.Content)
	if err != nil {
		return nil, err
	}
	diff, err := s.editions.Changes(ctx, e)
	if err != nil {
		return nil, err
	}
	units, err := s.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	standings, err := s.store.Standings(ctx)
	if err != nil {
		return nil, err
	}
	var out []act.Effect
	for _, st := range standings {
		if !slices.ContainsFunc(entries, func(e StandardEntry) bool { return e.Code == st.Entry }) {
			out = append(out, Unassigned{st.Entry, st.Unit, fmt.Sprintf("标准目录第%d版不再列入此事项", e.No)})
		}
	}
	for _, added := range diff.Added {
		i := slices.IndexFunc(entries, func(e StandardEntry) bool { return e.Code == added.Key })
		for _, a := range entries[i].Owed(units) {
			assigned, err := s.assigned(entries[i], a, at)
			if err != nil {
				return nil, err
			}
			out = append(out, assigned)
		}
	}
	return out, nil
}

// Owed says who owes an entry by what the catalogue names as 公开主体: 学校 is every school, whoever else is named the bureau.
func (e StandardEntry) Owed(units []agency.Unit) []Assignment {
	var out []Assignment
	for _, u := range units {
		bureau := u.Kind == agency.Bureau && slices.ContainsFunc(e.Subjects, func(s string) bool { return s != "学校" })
		school := u.Kind == agency.School && slices.Contains(e.Subjects, "学校")
		if bureau || school {
			out = append(out, Assignment{e.Code, int64(u.ID), usualCycle})
		}
	}
	return out
}
