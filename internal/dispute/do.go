package dispute

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// What is typed at most, in characters.
const (
	MaxText    = 2000
	MaxLine    = 120
	MaxSubject = 80
)

// Doing is a step that somebody wants to take.
type Doing struct {
	Kind   StepKind
	On     workday.Date // of what happened elsewhere; ignored for our own steps, which are of today
	Result Result
	Words  Words
}

// Can returns nil if that person may take a step of the kind, or why not, whatever its particulars are.
func (c *Case) Can(kind StepKind, by *agency.Person) error {
	d := kind.deed()
	switch {
	case d.Kind == "" || kind == Register:
		return ErrNoStep
	case !c.may(d, by):
		return ErrMayNot.Say("“%s”由%s办理。", d.Name, roleNames(d.By))
	case c.Ended() && !d.Ended:
		return ErrEnded.Say("本案已于%s登记%s，不能再%s；需要说明的，写备注。", c.ClosedOn, c.Result.Name(), d.Name)
	case (kind == Reply || kind == Notice) && !c.RepliedOn.IsZero():
		return ErrReplied.Say("本案已于%s提出%s，不能再%s；补充材料的，写备注。", c.RepliedOn, c.Forum.Reply(), d.Name)
	case kind == Reply && c.NoticeOn.IsZero():
		return ErrNoNotice
	case kind == Evidence && c.Request == 0:
		return ErrNoRequest
	}
	return nil
}

func (c *Case) may(d deed, by *agency.Person) bool {
	return by != nil && by.Has(d.By...) && by.Sees(c.Unit)
}

func roleNames(roles []agency.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Info().Name
	}
	return strings.Join(names, "、")
}

// Do takes a step: it checks, appends it and returns the act with what it does to the duty to reply. Seal closes words for the step of that
// number.
func (c *Case) Do(cal workday.Calendar, by *agency.Person, at time.Time, d Doing, seal func(step int, w Words) []byte) (act.Act, error) {
	return c.do(cal, by, at, d, "", seal)
}

func (c *Case) do(cal workday.Calendar, by *agency.Person, at time.Time, d Doing, digest string, seal func(step int, w Words) []byte) (act.Act, error) {
	today := workday.DateOf(at)
	if err := c.Can(d.Kind, by); err != nil {
		return act.Act{}, fmt.Errorf("%s case %s: %w", d.Kind, c.No, err)
	}
	var fs fault.Fields
	c.checkWords(&d, &fs)
	c.checkDay(&d, today, &fs)
	if d.Kind == Conclude && !slices.Contains(Results, d.Result) {
		fs.Add("result", "请选择审理结果，年度报告表四按它统计。")
	}
	if err := fs.Err(); err != nil {
		return act.Act{}, fmt.Errorf("%s case %s: %w", d.Kind, c.No, err)
	}
	s := Step{No: len(c.Steps) + 1, Kind: d.Kind, On: d.On, At: at, By: int64(by.ID), Digest: digest}
	if d.Words != (Words{}) {
		s.Said = seal(s.No, d.Words)
	}
	var caused []act.Effect
	switch d.Kind {
	case Notice:
		effect, err := c.noticed(cal, d.On)
		if err != nil {
			return act.Act{}, fmt.Errorf("%s case %s: %w", d.Kind, c.No, err)
		}
		caused = append(caused, effect)
	case Reply:
		c.RepliedOn = d.On
		caused = append(caused, obligation.Met{Key: c.key(), On: d.On, Evidence: ref.To(Ref, c.ID)})
	case Conclude:
		if c.Owed() {
			caused = append(caused, obligation.Cancelled{Key: c.key(), Reason: "案件已经审结"})
		}
		s.Result, c.Result, c.ClosedOn = d.Result, d.Result, d.On
	}
	c.Steps = append(c.Steps, s)
	return act.New(by.Actor(), at, "dispute."+string(d.Kind), ref.To(Ref, c.ID), digest, c.No).Causes(caused...), nil
}

func (c *Case) checkWords(d *Doing, fs *fault.Fields) {
	d.Words.Text, d.Words.Evidence = strings.TrimSpace(d.Words.Text), strings.TrimSpace(d.Words.Evidence)
	text, evidence, needed := d.Kind.Asks()
	if needed && d.Words.Text == "" {
		fs.Add("text", "%s", text)
	}
	if evidence != "" && d.Words.Evidence == "" {
		fs.Add("evidence", "%s", evidence)
	}
	tooLong(fs, "text", d.Words.Text, MaxText)
	tooLong(fs, "evidence", d.Words.Evidence, MaxLine)
}

func tooLong(fs *fault.Fields, name, s string, most int) {
	if n := utf8.RuneCountInString(s); n > most {
		fs.Add(name, "写了 %d 个字，最多 %d 个，请删减。", n, most)
	}
}

// checkDay checks the day of something that happened elsewhere: it is no later than today, and not before what it answers. A late reply is
// possible: it is late.
func (c *Case) checkDay(d *Doing, today workday.Date, fs *fault.Fields) {
	if !d.Kind.Outside() {
		d.On = today
		return
	}
	after, what := c.ReceivedOn, "收案"
	if d.Kind == Reply {
		after, what = c.NoticeOn, "收到通知书"
	}
	checkDay(fs, "on", d.On, today, after, what)
}

func checkDay(fs *fault.Fields, name string, on, today, after workday.Date, what string) {
	switch {
	case on.IsZero():
		fs.Add(name, "请填写日期，格式如 2026-11-20。")
	case on.After(today):
		fs.Add(name, "日期不能晚于今天（%s）。", today)
	case on.Before(after):
		fs.Add(name, "日期不能早于%s的日期（%s）。", what, after)
	}
}

func (c *Case) key() obligation.Key {
	return obligation.Key{Rule: c.Forum.Rule(c.Simple), Subject: ref.To(Ref, c.ID)}
}

// noticed starts the limit of the reply, or starts it from another day where the notice was entered with a wrong one.
func (c *Case) noticed(cal workday.Calendar, on workday.Date) (act.Effect, error) {
	again := !c.NoticeOn.IsZero()
	c.NoticeOn = on
	due, err := c.Deadline(cal)
	if err != nil {
		return nil, err
	}
	c.Due = due.Due
	if again {
		return obligation.Moved{Key: c.key(), From: on, Due: due.Due, Provisional: due.Provisional, Reason: "更正收到通知书的日期"}, nil
	}
	return obligation.Opened{Obligation: obligation.Obligation{
		Key: c.key(), Title: "提出" + c.Forum.Reply() + "和证据 " + c.No, Unit: c.Unit, From: on, Due: due.Due, Provisional: due.Provisional,
	}}, nil
}
