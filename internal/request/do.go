package request

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// MaxExtension is the longest 延期, in working days.
//
// law: 条例 33
const MaxExtension = 20

// What is refused about a step.
var (
	ErrNotNow           = fault.New(fault.Conflict, "step-not-now", "现在不能办理这一步，请核对本件的办理情况。")
	ErrNoStep           = fault.New(fault.Invalid, "no-such-step", "没有这种办理步骤。")
	ErrMayNot           = fault.New(fault.Forbidden, "may-not-step", "您的角色不能办理这一步。")
	ErrSupplementTwice  = fault.New(fault.Conflict, "supplement-twice", "补正应当一次性告知，本件已经告知过补正，不能再次告知；内容仍不明确的，可以作无法提供的决定（条例第三十条）。")
	ErrSupplementLate   = fault.New(fault.Conflict, "supplement-late", "告知补正的期限是收到申请之日起7个工作日，已经超过，不能再告知补正（条例第三十条）。")
	ErrExtendedAlready  = fault.New(fault.Conflict, "extended-already", "本件已经延期一次，不能再次延期（条例第三十三条）。")
	ErrPastDue          = fault.New(fault.Conflict, "past-due", "答复期限已经届满，不能再办理这一步；请尽快作出答复（条例第三十三条）。")
	ErrNoConsultation   = fault.New(fault.Conflict, "no-consultation", "没有这次征求意见，或者对方已经回复，请核对。")
	ErrOwnProposal      = fault.New(fault.Forbidden, "own-proposal", "决定由您拟定，不能由您签发，请由另一位负责人签发。")
	ErrOwnReview        = fault.New(fault.Forbidden, "own-review", "经办和法制审核不能是同一人，请由另一位办理。")
	ErrLimitNotOver     = fault.New(fault.Conflict, "limit-not-over", "期限还没有届满，不能按逾期处理。")
	ErrReviewsMissing   = fault.New(fault.Conflict, "reviews-missing", "决定所需的审核还没有做完。")
	ErrDeferralNoReason = fault.New(fault.Conflict, "deferral-without-reason", "延迟答复须先要求申请人说明理由，且申请人已经说明（条例第三十五条）。")
)

// Doing is a step that somebody wants to take.
type Doing struct {
	Kind    StepKind
	On      workday.Date // of what happened elsewhere; ignored for our own steps, which are of today
	Days    int
	Until   workday.Date
	About   int // step that opened the consultation
	Party   Party
	Opinion Opinion
	Code    DecisionCode
	Basis   FeeBasis
	Count   int // of requests or pages
	Officer int64
	Whole   bool // of a consultation: the day of sending is taken out too
	Words   Words
}

// Can returns nil if that person may take a step of the kind on that day, or why not, whatever its particulars are. A nil person is the
// applicant.
func (req *Request) Can(cal workday.Calendar, kind StepKind, by *agency.Person, today workday.Date) error {
	clock, err := req.Clock(cal)
	if err != nil {
		return err
	}
	return req.can(cal, &clock, kind, by, today)
}

func (req *Request) can(cal workday.Calendar, c *Clock, kind StepKind, by *agency.Person, today workday.Date) error {
	rule := kind.rule()
	if rule.Kind == "" {
		return ErrNoStep
	}
	if err := req.may(&rule, by); err != nil {
		return err
	}
	switch {
	case rule.From == nil && (c.State.Ended() || c.State == "") && (kind != Note || c.State == Archived || c.State == ""):
		return ErrNotNow.Say("本件%s，不能再%s。", c.State.Name(), rule.Name)
	case rule.From != nil && !slices.Contains(rule.From, c.State):
		return ErrNotNow.Say("本件现在是“%s”，不能%s。", c.State.Name(), rule.Name)
	}
	return req.guard(cal, c, kind, by, today)
}

// may reports by whom a step of the rule is taken: by those who hold its roles, and of those of an officer by the officer in charge too.
func (req *Request) may(rule *deedRule, by *agency.Person) error {
	if by == nil {
		if rule.Visitor {
			return nil
		}
		return ErrMayNot
	}
	inCharge := req.Officer != 0 && req.Officer == int64(by.ID) && slices.Contains(rule.By, agency.GeneralOffice) && rule.Kind != Assign
	if !inCharge && !by.Has(rule.By...) || !by.Sees(req.Unit) {
		return ErrMayNot.Say("“%s”由%s办理。", rule.Name, roleNames(rule.By))
	}
	return nil
}

func roleNames(roles []agency.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Info().Name
	}
	return strings.Join(names, "或者")
}

// guard is what the law asks of a step beyond the state in which it is taken.
func (req *Request) guard(cal workday.Calendar, c *Clock, kind StepKind, by *agency.Person, today workday.Date) error {
	overdue := c.Running() && today.After(c.Deadline().Due)
	switch kind {
	case AskSupplement:
		if !c.AskedOn.IsZero() {
			return ErrSupplementTwice.Say("补正应当一次性告知，本件已于%s告知；内容仍不明确的，可以作无法提供的决定（条例第三十条）。", c.AskedOn)
		}
		if last := c.SupplementBy(cal); today.After(last) {
			return ErrSupplementLate.Say("告知补正最迟应在%s（收到之日起7个工作日），已经超过，不能再告知补正（条例第三十条）。", last)
		}
	case LapseSupplement, LapseFee:
		if c.Until.IsZero() {
			return ErrLimitNotOver.Say("还没有登记申请人收到收费通知的日期，缴费期限没有起算，不能按逾期处理。")
		}
		if !today.After(c.Until) {
			return ErrLimitNotOver.Say("申请人的期限到%s，还没有届满，不能按逾期处理。", c.Until)
		}
	case AskExtension, Extend:
		if !c.ExtendedOn.IsZero() {
			return ErrExtendedAlready.Say("本件已于%s延期%d个工作日，不能再次延期（条例第三十三条）。", c.ExtendedOn, c.Extension)
		}
		if overdue {
			return ErrPastDue.Say("答复期限%s已经届满，不能再延期；请尽快作出答复（条例第三十三条）。", c.Deadline().Due)
		}
	case NoticeFee:
		if overdue {
			return ErrPastDue.Say("答复期限%s已经届满，不能再发收费通知；请尽快作出答复（国办函〔2020〕109号）。", c.Deadline().Due)
		}
		if !feeInForce(today) {
			return ErrNoFee.Say("信息处理费自2021年1月1日起才可以收取。")
		}
	case Defer:
		if last := req.Last(AskReason, GiveReason); last == nil || last.Kind != GiveReason {
			return ErrDeferralNoReason
		}
	case ReviewLaw:
		if by != nil && req.Officer == int64(by.ID) {
			return ErrOwnReview
		}
	case Propose:
		if s := req.Last(ReviewLaw); by != nil && s != nil && s.By == int64(by.ID) {
			return ErrOwnReview
		}
		return req.reviewed(c)
	case Tell:
		if len(req.Untold(c)) == 0 {
			return ErrNotNow.Say("没有不同意公开而决定公开、需要告知的第三方。")
		}
	case Send:
		if c.Code == Granted && len(req.Untold(c)) > 0 {
			return ErrNotNow.Say("第三方不同意公开而决定公开的，应当先把决定和理由书面告知第三方，再发出答复（条例第三十二条）。")
		}
	case Sign:
		if p := req.Last(Propose); by != nil && p != nil && p.By == int64(by.ID) {
			return ErrOwnProposal
		}
	}
	return nil
}

// reviewed returns nil if the decision was looked at as to the law since the clock last began.
func (req *Request) reviewed(c *Clock) error {
	if s := req.Last(ReviewLaw); s == nil || s.No < c.BaseStep {
		return ErrReviewsMissing.Say("还没有法制审核，不能拟定决定。")
	}
	return nil
}

// Do takes a step: it checks, appends it and returns the act with what it does to the duty to answer. A nil person is the applicant; say
// closes the words of a step, and writes the letter that it sends.
func (req *Request) Do(cal workday.Calendar, by *agency.Person, at time.Time, d Doing, say func(*Step, *Words) error) (act.Act, error) {
	today := workday.DateOf(at)
	before, err := req.Clock(cal)
	if err != nil {
		return act.Act{}, err
	}
	if err := req.can(cal, &before, d.Kind, by, today); err != nil {
		return act.Act{}, fmt.Errorf("%s request %s: %w", d.Kind, req.No, err)
	}
	s := Step{No: len(req.Steps) + 1, Kind: d.Kind, On: today, At: at}
	if by != nil {
		s.By = int64(by.ID)
	}
	if err := req.fill(cal, &before, &s, &d, today); err != nil {
		return act.Act{}, fmt.Errorf("%s request %s: %w", d.Kind, req.No, err)
	}
	if err := say(&s, &d.Words); err != nil {
		return act.Act{}, fmt.Errorf("%s request %s: %w", d.Kind, req.No, err)
	}
	for _, f := range d.Words.Files {
		s.Files = append(s.Files, f.Digest)
	}
	req.Steps = append(req.Steps, s)
	after, err := req.Clock(cal)
	if err != nil {
		return act.Act{}, fmt.Errorf("%s request %s: %w", d.Kind, req.No, err)
	}
	req.settle(&after)
	who := act.Public
	if by != nil {
		who = by.Actor()
	}
	deed := act.New(who, at, "request."+string(d.Kind), ref.To(Ref, req.ID), req.Digest(), req.No)
	if d.Kind == Assign {
		req.Officer = d.Officer
		deed = deed.Causes(obligation.Handed{Key: req.key(), Person: d.Officer})
	}
	return deed.Causes(req.duty(&before, &after, s.On)...), nil
}

// settle copies what lists and the report ask for out of the clock.
func (req *Request) settle(c *Clock) {
	req.State, req.ReceivedOn, req.Outcome, req.ClosedOn, req.Due = c.State, c.ReceivedOn, c.Outcome, c.ClosedOn, c.Deadline().Due
}

func (req *Request) key() obligation.Key {
	return obligation.Key{Rule: law.RequestReply, Subject: ref.To(Ref, req.ID)}
}

// duty is what a step does to the duty to answer: it is opened by the receipt, stands still while the applicant has to act, is moved by what
// moves the clock, and met by sending the answer.
func (req *Request) duty(before, after *Clock, on workday.Date) []act.Effect {
	switch d := after.Deadline(); {
	case after.Running() && before.ReceivedOn.IsZero():
		return []act.Effect{obligation.Opened{Obligation: obligation.Obligation{
			Key: req.key(), Title: "答复政府信息公开申请 " + req.No, Unit: req.Unit, Person: req.Officer,
			From: after.Base, Due: d.Due, Provisional: d.Provisional, Options: after.Options(),
		}}}
	case after.Running() && (!before.Running() || before.Deadline().Due != d.Due || before.Base != after.Base || len(before.Options().Holds) != len(after.Options().Holds)):
		return []act.Effect{obligation.Moved{Key: req.key(), From: after.Base, Due: d.Due, Provisional: d.Provisional, Options: after.Options(), Reason: req.Steps[len(req.Steps)-1].Kind.Name()}}
	case after.Running() || before.State.Ended() || before.ReceivedOn.IsZero():
		return nil
	case after.State == Sent:
		return []act.Effect{obligation.Met{Key: req.key(), On: on, Evidence: req.key().Subject}}
	case after.State.Ended():
		return []act.Effect{obligation.Cancelled{Key: req.key(), Reason: after.State.Name()}}
	}
	return []act.Effect{obligation.Paused{Key: req.key(), Reason: after.State.Name()}}
}

// describe sets the subject: what the request is about, in words that name nobody.
func (req *Request) describe(by *agency.Person, at time.Time, subject string) (act.Act, error) {
	rule := Assign.rule()
	if err := req.may(&rule, by); err != nil {
		return act.Act{}, fmt.Errorf("describe request %s: %w", req.No, err)
	}
	f := Filing{Subject: strings.TrimSpace(subject), Channel: Counter}
	var fs fault.Fields
	if f.Subject == "" {
		fs.Add("subject", "请填写内容概述，清单和登记簿用它称呼本件。")
	}
	f.validateDesk(&fs, workday.DateOf(at))
	if err := fs.Err(); err != nil {
		return act.Act{}, fmt.Errorf("describe request %s: %w", req.No, err)
	}
	req.Subject = f.Subject
	return act.New(by.Actor(), at, "request.describe", ref.To(Ref, req.ID), "", req.No), nil
}
