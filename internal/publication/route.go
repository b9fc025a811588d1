package publication

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

var docNo = regexp.MustCompile(`^[\p{Han}A-Z0-9]+〔(19|20)\d{2}〕[1-9]\d*号$`)

// Stage is a step that a draft passes.
type Stage string

const (
	FirstReview  Stage = "first-review"  // 初审
	SecondReview Stage = "second-review" // 复审
	Secrecy      Stage = "secrecy"       // 保密审查; law: 条例 17
	Signature    Stage = "signature"     // 签发
	HeadReview   Stage = "head-review"   // 单位负责人审核, in small units
)

// Name is the stage's Chinese name.
func (s Stage) Name() string {
	return map[Stage]string{
		FirstReview: "初审", SecondReview: "复审", Secrecy: "保密审查", Signature: "签发", HeadReview: "单位负责人审核",
	}[s]
}

// RouteStep is one step of a route and the role that takes it.
type RouteStep struct {
	Stage Stage       `json:"stage"`
	Role  agency.Role `json:"role"`
}

// Route is the way of a draft in a unit, as data. A draft keeps the route it was sent on.
type Route []RouteStep

// The routes units start with.
var (
	BureauRoute = Route{
		{FirstReview, agency.FirstReviewer},
		{SecondReview, agency.SecondReviewer},
		{Secrecy, agency.SecrecyReviewer},
		{Signature, agency.Signer},
	}
	// SmallRoute is for units of two or three people: the head reviews, decides on secrecy as a record of its own, and signs.
	SmallRoute = Route{{HeadReview, agency.UnitHead}}
)

// Validate returns why a route may not be used: it must end in a signature and hold a secrecy decision.
func (r Route) Validate() error {
	if len(r) == 0 {
		return ErrNoRoute
	}
	for _, stage := range []func(Stage) bool{Stage.decidesSecrecy, Stage.signs} {
		if !slices.ContainsFunc(r, func(s RouteStep) bool { return stage(s.Stage) }) {
			return ErrNoRoute
		}
	}
	if !r[len(r)-1].Stage.signs() {
		return ErrNoRoute
	}
	return nil
}

func (s Stage) decidesSecrecy() bool { return s == Secrecy || s == HeadReview }
func (s Stage) signs() bool          { return s == Signature || s == HeadReview }

// Step is a decision taken on the way, bound to the digest of what was seen.
type Step struct {
	Stage   Stage
	By      int64
	Name    string
	At      time.Time
	Passed  bool
	Opinion string
	Basis   string // of a secrecy decision: 依据
	Digest  string
	Remarks []Remark
}

// Decision is what a reviewer hands in.
type Decision struct {
	Pass    bool
	Opinion string    // required to return
	Basis   string    // required where secrecy is decided
	Digest  string    // of what the reviewer saw
	When    time.Time // of a signature: when to release; zero: at once
	Remarks []Remark  // at places of the text
}

// What the gate refuses, each with the way out.
var (
	ErrNoRoute       = fault.New(fault.Conflict, "no-route", "本单位没有设定审核流程，请联系局办公室。")
	ErrNotDraft      = fault.New(fault.Conflict, "not-a-draft", "稿件已送审，不能修改；需要修改时请审核人退回。")
	ErrNotYours      = fault.New(fault.Forbidden, "not-your-draft", "只有拟稿人可以修改和送审本稿。")
	ErrNotInReview   = fault.New(fault.Conflict, "not-in-review", "稿件不在审核中，可能已由他人处理，请刷新后再看。")
	ErrNotYourStep   = fault.New(fault.Forbidden, "not-your-step", "这一步不由您办理。")
	ErrOwnDraft      = fault.New(fault.Forbidden, "own-draft", "拟稿人不能审核自己的稿件。")
	ErrSamePerson    = fault.New(fault.Forbidden, "same-person", "相邻两步不能由同一人办理。")
	ErrChanged       = fault.New(fault.Conflict, "changed", "您看到的内容已经变动，请重新查看后再决定。")
	ErrBlocked       = fault.New(fault.Conflict, "blocked", "发布前检查有阻断项，须先改正；阻断项不能说明理由放行。")
	ErrNotScreened   = fault.New(fault.Conflict, "not-screened", "稿件还没有按现行规则检查，请先检查。")
	ErrNoOpinion     = fault.New(fault.Invalid, "no-opinion", "退回时须写明意见，拟稿人据此修改。")
	ErrNoBasis       = fault.New(fault.Invalid, "no-basis", "保密审查须写明依据。")
	ErrWarned        = fault.New(fault.Invalid, "warned", "检查有提醒，请在意见里写明为什么可以公开，如“所列电话为单位办公电话”；不能公开的请退回改正。")
	ErrNotReleasable = fault.New(fault.Conflict, "not-releasable", "审核步骤不全，不能发布。")
	ErrNotFound      = fault.New(fault.NotFound, "no-item", "没有这条信息，或者它不在您可以查看的范围。")
)

// CanEdit returns nil if that person may change the draft now, or why not.
func (it *Item) CanEdit(by act.Actor) error {
	if it.State != Draft && it.State != Returned {
		return ErrNotDraft
	}
	if by.Person != it.Writer {
		return ErrNotYours
	}
	return nil
}

// CanSubmit returns nil if the draft may be sent for review by that person, or why not.
func (it *Item) CanSubmit(by act.Actor, today workday.Date) error {
	if err := it.CanEdit(by); err != nil {
		return err
	}
	if err := it.Version.Validate(today); err != nil {
		return err
	}
	if it.IsPublic() && !it.changes() {
		return ErrUnchanged
	}
	return it.screened()
}

// screened returns why the version may not go on: not screened by today's rules, or blocked by them.
func (it *Item) screened() error {
	if it.Screened.Digest != it.Version.Digest() || it.Screened.RuleSet != screening.RuleSet {
		return ErrNotScreened
	}
	if it.Screened.Level() == screening.Block {
		return ErrBlocked
	}
	return nil
}

// Warned reports whether screening found something in the version that may only stay for a reason.
func (it *Item) Warned() bool {
	return it.Screened.Digest == it.Version.Digest() && it.Screened.Level() == screening.Warn
}

// CanDecide returns nil if the person may take the next step, or why not. roles are those the person holds today.
func (it *Item) CanDecide(by act.Actor, roles []agency.Role) error {
	if it.State != InReview {
		return ErrNotInReview
	}
	step := it.Route[it.Stage]
	switch {
	case it.wrote(by.Person):
		return ErrOwnDraft
	case by.Unit != it.Unit, !slices.Contains(roles, step.Role):
		return ErrNotYourStep
	case it.Assigned != 0 && it.Assigned != by.Person:
		return ErrAssigned
	case it.Stage > 0 && it.passed(it.Stage-1) == by.Person:
		return ErrSamePerson
	}
	return nil
}

// passed returns who passed a step of the route on the present digest, or 0.
func (it *Item) passed(stage int) int64 {
	digest := it.Version.Digest()
	for _, s := range slices.Backward(it.Steps) {
		if s.Passed && s.Stage == it.Route[stage].Stage && s.Digest == digest {
			return s.By
		}
	}
	return 0
}

// Before returns who passed the step before a stage of the route, on the present text, or 0.
func (it *Item) Before(stage Stage) int64 {
	i := slices.IndexFunc(it.Route, func(s RouteStep) bool { return s.Stage == stage })
	if i <= 0 {
		return 0
	}
	return it.passed(i - 1)
}

// Submit sends the draft on its way.
func (it *Item) Submit(by act.Actor, at time.Time, route Route) (act.Act, error) {
	if err := it.CanSubmit(by, workday.DateOf(at)); err != nil {
		return act.Act{}, fmt.Errorf("submit item %d: %w", it.ID, err)
	}
	if err := route.Validate(); err != nil {
		return act.Act{}, fmt.Errorf("submit item %d: %w", it.ID, err)
	}
	it.State, it.Route, it.Stage, it.Assigned, it.Changed = InReview, route, 0, 0, at
	it.Problem = ""
	return act.New(by, at, "publication.submit", ref.To(Ref, it.ID), it.Version.Digest(), ""), nil
}

// Decide takes the next step: passes the draft on or returns it. Passing the last step only makes it releasable; Release
// is the act that publishes, and the service does both in one transaction.
func (it *Item) Decide(by act.Actor, roles []agency.Role, at time.Time, d Decision) (act.Act, error) {
	if err := it.CanDecide(by, roles); err != nil {
		return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, err)
	}
	step := it.Route[it.Stage]
	switch {
	case d.Digest != it.Version.Digest():
		return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, ErrChanged)
	case !d.Pass && strings.TrimSpace(d.Opinion) == "" && len(d.Remarks) == 0:
		return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, ErrNoOpinion)
	case d.Pass && step.Stage.decidesSecrecy() && strings.TrimSpace(d.Basis) == "":
		return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, ErrNoBasis)
	case d.Pass && step.Stage.decidesSecrecy() && it.Warned() && strings.TrimSpace(d.Opinion) == "":
		return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, ErrWarned)
	}
	if d.Pass {
		if err := it.screened(); err != nil {
			return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, err)
		}
	}
	if err := checkRemarks(d.Remarks, it.Version.Text()); err != nil {
		return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, err)
	}
	if !d.Pass {
		d.Basis = "" // what was to be the basis of letting it pass
	}
	if d.Pass && step.Stage == HeadReview { // the confidentiality decision is a record of its own
		it.Steps = append(it.Steps, Step{Stage: Secrecy, By: by.Person, Name: by.Name, At: at, Passed: true, Basis: d.Basis, Digest: d.Digest})
	}
	it.Steps = append(it.Steps, Step{step.Stage, by.Person, by.Name, at, d.Pass, d.Opinion, d.Basis, d.Digest, d.Remarks})
	it.Assigned, it.Changed = 0, at
	verb := "publication.pass"
	if d.Pass {
		it.Stage++
		if it.Stage == len(it.Route) && !d.When.IsZero() {
			if err := it.schedule(at, d.When); err != nil {
				return act.Act{}, fmt.Errorf("decide on item %d: %w", it.ID, err)
			}
		}
	} else {
		verb = "publication.return"
		it.State, it.Stage = Returned, 0
	}
	return act.New(by, at, verb, ref.To(Ref, it.ID), d.Digest, string(step.Stage)), nil
}

// LastStep reports whether the step before the reader is the one after which the item is released.
func (it *Item) LastStep() bool { return it.State == InReview && it.Stage == len(it.Route)-1 }

// CanRelease returns nil if every step of the route was passed on the present digest, by people who did not write it and
// are not their neighbours, and today's screening does not block; or why not.
func (it *Item) CanRelease() error {
	if it.State != InReview && it.State != Scheduled || it.Stage != len(it.Route) || it.Route.Validate() != nil {
		return ErrNotReleasable
	}
	var before int64
	for i := range it.Route {
		who := it.passed(i)
		if who == 0 || it.wrote(who) || who == before {
			return ErrNotReleasable
		}
		before = who
	}
	return it.screened()
}

// Release publishes: the release log gets its entry. The first release gives the index number and meets the obligation; a
// later one puts the correction in the place of what the public saw.
func (it *Item) Release(by act.Actor, at time.Time, unitCode, indexNo string) (act.Act, error) {
	if err := it.CanRelease(); err != nil {
		return act.Act{}, fmt.Errorf("release item %d: %w", it.ID, err)
	}
	on := ref.To(Ref, it.ID)
	digest := it.Version.Digest()
	effects := []act.Effect{Published{Item: it.ID, Version: it.Version.No, Column: it.Version.Column, Unit: it.Unit, At: at, Interprets: it.Version.Interprets, Entries: it.Version.Entries}}
	kind, note := "released", it.Version.Title
	if it.IndexNo == "" {
		it.IndexNo, it.Released = indexNo, at
		effects = append(effects, obligation.Met{Key: publishKey(it.ID), On: workday.DateOf(at), Evidence: on})
	} else {
		kind, note, it.Corrected = "corrected", it.Version.Reason, at
		effects = append(effects, Changed{Item: it.ID, Column: it.Shown.Column, Unit: it.Unit}) // the column it may have left
	}
	it.State, it.Public, it.Shown, it.Withdrawal, it.Changed = Released, it.Version.No, it.Version, Withdrawal{}, at
	it.Scheduled, it.Problem = time.Time{}, ""
	return act.New(by, at, "publication.release", on, digest, it.IndexNo).
		Records(ledger.Entry{Log: ledger.Release, Kind: kind, Ref: on, Digest: digest, At: at, By: unitCode, Note: note}).
		Causes(effects...), nil
}

// Published is the effect that makes a version visible: the store gives it its place in the public log.
type Published struct {
	Item         ID
	Version      int
	Column, Unit int64
	At           time.Time
	Interprets   []ID     // the documents it explains
	Entries      []string // the entries of the standard catalogue it serves
}

// Effect marks it.
func (Published) Effect() {}
