// Package act is 办理行为: one deed, by one actor, at one time, with everything it causes. It is saved whole or not at all.
//
// A rule of the domain returns an Act; the store writes the changed record, then the effects, and last the ledger entries,
// in one transaction. What an effect means is the business of the package it belongs to.
package act

import (
	"strconv"
	"time"

	"gongkai/internal/ledger"
	"gongkai/internal/ref"
)

// Actor is who does something. The zero Actor is nobody and may do nothing.
type Actor struct {
	Person int64  // number of the agency.Person; 0 only for System and Public
	Name   string // as shown on the 审批单
	Unit   int64  // number of the agency.Unit the person acts for
}

// System acts where nobody does: timers, deliveries, imports of the past.
var System = Actor{Name: "系统"}

// Public acts where somebody from outside does. Who it is, the log does not hold.
var Public = Actor{Name: "公众"}

// IsSystem reports whether a is the clockwork rather than a person.
func (a Actor) IsSystem() bool { return a == System }

func (a Actor) id() string {
	switch a {
	case System:
		return "system"
	case Public:
		return "public"
	}
	return strconv.FormatInt(a.Person, 10)
}

// Effect is something an act causes besides changing its own record. The store knows effects by type.
type Effect interface{ Effect() }

// Act is one deed and all it causes.
type Act struct {
	By      Actor
	At      time.Time
	Verb    string         // what was done: package and action, "publication.release"
	On      ref.Ref        // the record it was done to
	Entries []ledger.Entry // what is remembered; New puts the act's own entry first
	Effects []Effect
}

// New returns an act with its entry in the act log. Digest fixes what was acted on, and may be empty; the note is a
// reason or a title and holds no personal data.
func New(by Actor, at time.Time, verb string, on ref.Ref, digest, note string) Act {
	return Act{By: by, At: at, Verb: verb, On: on, Entries: []ledger.Entry{{
		Log: ledger.Acts, Kind: verb, Ref: on, Digest: digest, At: at, By: by.id(), Note: note,
	}}}
}

// Causes adds effects and returns the act.
func (a Act) Causes(effects ...Effect) Act {
	a.Effects = append(a.Effects, effects...)
	return a
}

// Records adds entries and returns the act.
func (a Act) Records(entries ...ledger.Entry) Act {
	a.Entries = append(a.Entries, entries...)
	return a
}
