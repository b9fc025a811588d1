package publication

import (
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Withdrawal is 撤下: the public sees that there was something, and why it is gone, or is led on to what took it in.
type Withdrawal struct {
	At     time.Time
	Title  string // as the stub shows it; empty where the title must go too
	Reason string
	Into   ID   // the item it went into; 0: none
	Over   bool `json:",omitempty"` // nobody took it down: its 公示期 had passed
}

// IsZero reports whether there was no withdrawal.
func (w Withdrawal) IsZero() bool { return w.At.IsZero() }

// ValidityState is 有效性 as somebody recorded it. What merely ran out is not recorded: see Item.ValidOn.
type ValidityState string

const (
	InForce  ValidityState = ""         // 有效
	Amended  ValidityState = "amended"  // 已修改
	Repealed ValidityState = "repealed" // 废止
	Lapsed   ValidityState = "lapsed"   // 失效
)

// Name is the state's Chinese name.
func (s ValidityState) Name() string {
	return map[ValidityState]string{InForce: "有效", Amended: "已修改", Repealed: "废止", Lapsed: "失效"}[s]
}

// Validity says whether a document still holds, since when, by which document, and what holds in its place.
type Validity struct {
	State ValidityState
	On    workday.Date // first day of the state
	Basis string       // the document that says so
	By    ID           // the item that replaced or changed it; 0: none
}

// Validate returns every mistake.
func (v Validity) Validate(it *Item, today workday.Date) error {
	var fs fault.Fields
	if v.State.Name() == "" {
		fs.Add("validity", "请选择有效、已修改、废止或失效。")
	}
	if v.State == InForce {
		return fs.Err()
	}
	switch {
	case v.On.IsZero():
		fs.Add("valid_on", "请填写自哪一天起%s。", v.State.Name())
	case v.On.Before(it.Shown.FormedOn):
		fs.Add("valid_on", "%s 早于成文日期 %s，请核对。", v.On, it.Shown.FormedOn)
	case v.On.After(today):
		fs.Add("valid_on", "%s 还没有到，请到当天再办理。", v.On)
	}
	if strings.TrimSpace(v.Basis) == "" {
		fs.Add("basis", "请填写依据，写明文件名称和文号。")
	}
	if v.By == it.ID && v.By != 0 {
		fs.Add("by", "替代文件不能是它自己。")
	}
	return fs.Err()
}

// Ends returns the first day on which the document holds no more, by its own term or as was declared of it; no day if it goes on.
func (v Version) Ends(said Validity) workday.Date {
	var end workday.Date
	if !v.Expires.IsZero() {
		end = v.Expires.AddDays(1)
	}
	if said.State != Repealed && said.State != Lapsed {
		return end
	}
	if end.IsZero() || said.On.Before(end) {
		return said.On
	}
	return end
}

// ValidOn returns what holds on a day: what was recorded of it from that day on, or 失效 once the term of the text has passed.
func (it *Item) ValidOn(day workday.Date) ValidityState {
	if said := it.Validity; said.State != InForce && !day.Before(said.On) {
		return said.State
	}
	if e := it.Shown.Expires; !e.IsZero() && day.After(e) {
		return Lapsed
	}
	return InForce
}

// What is refused after a release, each with the way out.
var (
	ErrNotOut         = fault.New(fault.Conflict, "not-out", "这条信息没有公开，或者已经撤下。")
	ErrInWork         = fault.New(fault.Conflict, "in-work", "这条信息已有一份更正稿在办，请先办完或放弃。")
	ErrNoReason       = fault.New(fault.Invalid, "no-reason", "请写明理由，理由会公开。")
	ErrCargoStays     = fault.New(fault.Conflict, "cargo-stays", "这条信息附有逐条登记的记录，不能在这里更正或撤下，请按记录的更正程序办理。")
	ErrMayNotWithdraw = fault.New(fault.Forbidden, "may-not-withdraw", "撤下由本单位签发人、负责人或者局办公室办理。")
	ErrMayNotCorrect  = fault.New(fault.Forbidden, "may-not-correct", "更正由本单位信息员起稿。")
	ErrUnchanged      = fault.New(fault.Conflict, "unchanged", "更正稿与已公开的文本没有不同，请先修改，或者放弃更正。")
	ErrInto           = fault.New(fault.Invalid, "bad-target", "要并入的信息没有公开，或者就是本条，请核对编号。")
)

// IsPublic reports whether the public sees a version of it.
func (it *Item) IsPublic() bool { return it.Public > 0 }

// CanCorrect returns nil if that person may begin a correction, or why not.
func (it *Item) CanCorrect(by *agency.Person) error {
	if it.IndexNo != "" && !it.Version.Cargo.Ref.IsZero() {
		return ErrCargoStays
	}
	return it.canCorrect(by)
}

// canCorrect is CanCorrect, whatever the item carries.
func (it *Item) canCorrect(by *agency.Person) error {
	switch {
	case it.IndexNo == "":
		return ErrNotOut
	case it.State != Released && it.State != Withdrawn:
		return ErrInWork
	case int64(by.Unit) != it.Unit || !by.Has(agency.Writer):
		return ErrMayNotCorrect
	}
	return nil
}

// Correct begins a new version, which takes the whole way again while the public goes on seeing the present one. Whoever
// begins it is its writer.
func (it *Item) Correct(by *agency.Person, at time.Time, reason string) (act.Act, error) {
	if err := it.CanCorrect(by); err != nil {
		return act.Act{}, fmt.Errorf("correct item %d: %w", it.ID, err)
	}
	return it.correct(by, at, reason)
}

func (it *Item) correct(by *agency.Person, at time.Time, reason string) (act.Act, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return act.Act{}, fmt.Errorf("correct item %d: %w", it.ID, ErrNoReason)
	}
	it.Version.No++
	it.Version.Reason = reason
	it.Writer, it.Authors, it.State, it.Route, it.Stage, it.Changed = int64(by.ID), nil, Draft, nil, 0, at
	return act.New(by.Actor(), at, "publication.correct", ref.To(Ref, it.ID), it.Version.Digest(), reason), nil
}

// Discard gives up a correction: the item is as the public sees it again.
func (it *Item) Discard(by act.Actor, at time.Time) (act.Act, error) {
	if err := it.CanEdit(by); err != nil {
		return act.Act{}, fmt.Errorf("discard correction of item %d: %w", it.ID, err)
	}
	if !it.IsPublic() {
		return act.Act{}, fmt.Errorf("discard correction of item %d: %w", it.ID, ErrNotOut)
	}
	given := it.Version
	it.Version, it.State, it.Changed = it.Shown, Released, at
	return act.New(by, at, "publication.discard", ref.To(Ref, it.ID), given.Digest(), ""), nil
}

// changes reports whether a correction says anything else than what the public sees.
func (it *Item) changes() bool {
	now, before := it.Version, it.Shown
	now.Reason, before.Reason = "", ""
	return now.Digest() != before.Digest()
}

// CanWithdraw returns nil if that person may take the item from the public, or why not.
func (it *Item) CanWithdraw(by *agency.Person) error {
	switch {
	case !it.IsPublic():
		return ErrNotOut
	case !it.Shown.Cargo.Ref.IsZero():
		return ErrCargoStays
	case !it.answers(by):
		return ErrMayNotWithdraw
	}
	return nil
}

// answers reports whether a person answers for what the item's unit publishes.
func (it *Item) answers(by *agency.Person) bool {
	return by.Has(agency.GeneralOffice, agency.DisclosureHead) || int64(by.Unit) == it.Unit && by.Has(agency.Signer, agency.UnitHead)
}

// Withdraw takes the item from the public at once, whatever correction is in work. The release stays in the log, and so
// does the withdrawal, with its reason.
func (it *Item) Withdraw(by *agency.Person, at time.Time, unitCode string, w Withdrawal) (act.Act, error) {
	if err := it.CanWithdraw(by); err != nil {
		return act.Act{}, fmt.Errorf("withdraw item %d: %w", it.ID, err)
	}
	if w.Reason = strings.TrimSpace(w.Reason); w.Reason == "" {
		return act.Act{}, fmt.Errorf("withdraw item %d: %w", it.ID, ErrNoReason)
	}
	if w.Into == it.ID {
		return act.Act{}, fmt.Errorf("withdraw item %d: %w", it.ID, ErrInto)
	}
	kind := "withdrawn"
	if w.Into != 0 {
		kind = "merged"
	}
	return it.takeDown(by.Actor(), at, unitCode, kind, "publication.withdraw", w), nil
}

// takeDown is what every way from the public has in common.
func (it *Item) takeDown(by act.Actor, at time.Time, unitCode, kind, verb string, w Withdrawal) act.Act {
	on, digest := ref.To(Ref, it.ID), it.Shown.Digest()
	w.At = at
	it.State, it.Public, it.Withdrawal, it.Stage, it.Changed, it.NoticeEnds = Withdrawn, 0, w, 0, at, workday.Date{}
	return act.New(by, at, verb, on, digest, w.Reason).
		Records(ledger.Entry{Log: ledger.Release, Kind: kind, Ref: on, Digest: digest, At: at, By: unitCode, Note: w.Reason}).
		Causes(Changed{Item: it.ID, Column: it.Shown.Column, Unit: it.Unit}, obligation.Cancelled{Key: interpretKey(it.ID), Reason: "文件已撤下"})
}

// Declare records whether the document still holds. It changes no word of it, so no review is asked for; who may withdraw
// may do it.
func (it *Item) Declare(by *agency.Person, at time.Time, unitCode string, v Validity) (act.Act, error) {
	if err := it.CanWithdraw(by); err != nil {
		return act.Act{}, fmt.Errorf("declare validity of item %d: %w", it.ID, err)
	}
	if err := v.Validate(it, workday.DateOf(at)); err != nil {
		return act.Act{}, fmt.Errorf("declare validity of item %d: %w", it.ID, err)
	}
	if v.State == InForce {
		v = Validity{}
	}
	it.Validity, it.Changed = v, at
	on, digest, note := ref.To(Ref, it.ID), it.Shown.Digest(), strings.TrimSpace(v.State.Name()+" "+v.On.String()+" "+v.Basis)
	return act.New(by.Actor(), at, "publication.validity", on, digest, note).
		Records(ledger.Entry{Log: ledger.Release, Kind: "validity", Ref: on, Digest: digest, At: at, By: unitCode, Note: note}).
		Causes(Changed{Item: it.ID, Column: it.Shown.Column, Unit: it.Unit}), nil
}

// Changed is the effect of an act after which the public sees an item differently, or no more.
type Changed struct {
	Item         ID
	Column, Unit int64
}

// Effect marks it.
func (Changed) Effect() {}

// Release is one version that the public saw or sees.
type Release struct {
	No     int
	At     time.Time
	Entry  int64 // its place in the public log
	Reason string
}
