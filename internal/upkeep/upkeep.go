// Package upkeep is what a server does for itself, mostly at night, and what came of it: backups that are restored to see that they can
// be, checkpoints of the logs that leave the house, and data that are deleted when their time is over.
package upkeep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/internal/workday"
)

// Kind is a kind of work.
type Kind string

const (
	Drill      Kind = "drill"      // 备份演练: saved, restored, compared
	Checkpoint Kind = "checkpoint" // 检查点外存
	Retention  Kind = "retention"  // 删除到期数据
)

// Run is one time that something was done.
type Run struct {
	ID      int64
	Kind    Kind
	Began   time.Time
	Ended   time.Time // zero: it goes on, or nobody was left to end it
	Problem string    // a sentence; empty: it went well
	Facts   []Fact
}

// Fact is something that came of a run, in words for people.
type Fact struct{ Name, Value string }

// ContentHash is the name of the fact that is shown apart: what was saved, in one digest.
const ContentHash = "内容校验值"

// Store keeps runs.
type Store interface {
	// Begin notes that a run has begun and returns its number. It returns ErrBegun if one was begun at since or later that ended or may go on: of
	// several nodes one is at it. The zero since asks for none.
	Begin(ctx context.Context, kind Kind, at, since time.Time) (int64, error)
	// End notes what came of it.
	End(ctx context.Context, r Run) error
	// Runs returns the newest of a kind.
	Runs(ctx context.Context, kind Kind, n int) ([]Run, error)
}

// Longest is how long a run may take before nobody is believed to be at it.
const Longest = 6 * time.Hour

// ErrBegun reports that another node has begun the work.
var ErrBegun = errors.New("begun already")

// State is how a run stands.
type State int

const (
	Well    State = iota // ended, and as it should be
	Failed               // ended with a problem
	Going                // under way
	Dropped              // begun and never ended: the server was stopped meanwhile
)

// State returns how a run stands now.
func (r Run) State(now time.Time) State {
	switch {
	case r.Ended.IsZero() && now.Sub(r.Began) < Longest:
		return Going
	case r.Ended.IsZero():
		return Dropped
	case r.Problem != "":
		return Failed
	}
	return Well
}

// TimeOfDay is a time of each day in Beijing, in minutes from midnight.
type TimeOfDay int

// ParseTimeOfDay reads a time such as 02:30.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day: %w", s, err)
	}
	return TimeOfDay(t.Hour()*60 + t.Minute()), nil
}

// Before returns the last time of day that is not after now.
func (t TimeOfDay) Before(now time.Time) time.Time {
	at := workday.DateOf(now).Time().Add(time.Duration(t) * time.Minute)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

// Due reports whether work that is done each day at a time is to be done now, when it was last begun at that time. What was missed while
// the server was off is made up for.
func (t TimeOfDay) Due(last, now time.Time) bool { return last.Before(t.Before(now)) }
