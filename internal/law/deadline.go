package law

import (
	"encoding/json"
	"fmt"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// Hold is a consultation: days in (Sent, Returned] are taken out of a running limit. The day of sending is still
// ours.
type Hold struct {
	Sent     workday.Date `json:"sent"`
	Returned workday.Date `json:"returned"`
}

// Options are what may move a deadline.
type Options struct {
	Holds  []Hold `json:"holds,omitempty"`  // they may overlap: a day is taken out once
	Extend int    `json:"extend,omitempty"` // working days of 延期
}

// Step is one day of the arithmetic.
type Step struct {
	Date    workday.Date `json:"date"`
	Counted bool         `json:"counted"`
	Why     string       `json:"why"`
}

// Deadline is a due date with its arithmetic.
type Deadline struct {
	Rule        Rule
	From, Due   workday.Date
	FromAt      time.Time // with DueAt only
	DueAt       time.Time
	Provisional bool // depends on a year whose holiday notice is not known
	WorkingDays int  // how many working days were counted; 0 where the rule does not count them
	Steps       []Step
}

// Why a deadline cannot be computed as asked.
var (
	ErrNoDay      = fault.New(fault.Invalid, "deadline-without-day", "请填写起算日，格式如 2026-05-18。")
	ErrNoTime     = fault.New(fault.Invalid, "deadline-without-time", "这项期限按自然小时计算，请填写起算的日期和时间，格式如 2026-05-18T08:30。")
	ErrExtension  = fault.New(fault.Invalid, "bad-extension", "延期只能有一次，且为1至20个工作日，请核对天数。")
	ErrNoExtend   = fault.New(fault.Invalid, "rule-without-extension", "这项期限没有延期的规定，请去掉延期。")
	ErrNoHold     = fault.New(fault.Invalid, "rule-without-holds", "这项期限不能扣除征求意见的时间，请去掉征求意见的起止日。")
	ErrBadHold    = fault.New(fault.Invalid, "bad-hold", "征求意见的发函日和回函日有误，请核对。")
	ErrOutOfRange = fault.New(fault.Invalid, "deadline-out-of-range", "期限过长，无法计算，请核对日期。")
)

const maxSteps = 3660 // ten years: no consultation takes longer

// Due returns the deadline under the version of a rule in force on the day from, which is day zero and is never
// counted.
func Due(cal workday.Calendar, name RuleName, from workday.Date, opts Options) (Deadline, error) {
	if from.IsZero() {
		return Deadline{}, ErrNoDay
	}
	rule, err := Find(name, from)
	if err != nil {
		return Deadline{}, err
	}
	if err := rule.allows(opts); err != nil {
		return Deadline{}, fmt.Errorf("due %s: %w", name, err)
	}
	d := Deadline{Rule: rule, From: from}
	switch rule.Unit {
	case Workdays:
		err = d.countWorkdays(cal, rule.N+opts.Extend, opts.Holds)
	case CalendarDays:
		d.countDays(cal)
	case Months:
		d.roll(cal, from.AddMonths(rule.N), fmt.Sprintf("满%d个月", rule.N))
	case NextJanuary:
		d.Due = workday.NewDate(from.Year()+1, time.January, rule.N)
		d.Steps = []Step{{d.Due, true, "次年1月31日前"}}
	case Hours:
		err = ErrNoTime
	}
	if err == nil && d.Due.IsZero() {
		err = ErrOutOfRange
	}
	if err != nil {
		return Deadline{}, fmt.Errorf("due %s: %w", name, err)
	}
	return d, nil
}

// DueAt returns the deadline of a rule that counts natural hours, or counts days from the day of an instant.
func DueAt(cal workday.Calendar, name RuleName, from time.Time, opts Options) (Deadline, error) {
	day := workday.DateOf(from)
	if day.IsZero() {
		return Deadline{}, ErrNoTime
	}
	rule, err := Find(name, day)
	if err != nil {
		return Deadline{}, err
	}
	if rule.Unit != Hours {
		return Due(cal, name, day, opts)
	}
	if err := rule.allows(opts); err != nil {
		return Deadline{}, fmt.Errorf("due %s: %w", name, err)
	}
	due := from.Add(time.Duration(rule.N) * time.Hour)
	return Deadline{
		Rule: rule, From: day, Due: workday.DateOf(due), FromAt: from, DueAt: due,
		Steps: []Step{{workday.DateOf(due), true, fmt.Sprintf("%d个自然小时，节假日不扣除", rule.N)}},
	}, nil
}

// ParseMoment reads the start of a deadline as typed: a day, or a day and a time in Beijing. The instant is zero for a day alone.
func ParseMoment(s string) (workday.Date, time.Time, error) {
	if d, err := workday.ParseDate(s); err == nil {
		return d, time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, workday.Beijing); err == nil && !workday.DateOf(t).IsZero() {
			return workday.DateOf(t), t, nil
		}
	}
	return workday.Date{}, time.Time{}, fmt.Errorf("parse moment %q: %w", s, workday.ErrBadDate)
}

// allows checks what the rule permits to be moved.
//
// law: 条例 33
func (r Rule) allows(opts Options) error {
	switch {
	case opts.Extend != 0 && r.Extend == 0:
		return ErrNoExtend.Say("“%s”的期限没有延期的规定，请去掉延期。", r.Title)
	case opts.Extend < 0 || opts.Extend > r.Extend:
		return ErrExtension.Say("延期应为1至%d个工作日，现为%d，请核对。", r.Extend, opts.Extend)
	case len(opts.Holds) > 0 && !r.Holds:
		return ErrNoHold.Say("“%s”的期限不能扣除征求意见的时间，请去掉征求意见的起止日。", r.Title)
	}
	for _, h := range opts.Holds {
		switch {
		case h.Sent.IsZero() || h.Returned.IsZero():
			return ErrBadHold.Say("征求意见要有发函日和回函日，请补全。")
		case h.Returned.Before(h.Sent):
			return ErrBadHold.Say("回函日%s早于发函日%s，请核对。", h.Returned.Chinese(), h.Sent.Chinese())
		}
	}
	return nil
}

// countWorkdays goes on until n working days outside of every hold have been counted.
func (d *Deadline) countWorkdays(cal workday.Calendar, n int, holds []Hold) error {
	d.WorkingDays = n
	for day := d.From.AddDays(1); n > 0; day = day.AddDays(1) {
		if day.IsZero() || len(d.Steps) == maxSteps {
			return ErrOutOfRange
		}
		step := Step{Date: day, Why: cal.Why(day)}
		switch {
		case !cal.IsWorkday(day):
		case isHeld(day, holds):
			step.Why = "征求意见，不计入"
		default:
			step.Counted = true
			n--
		}
		d.Steps = append(d.Steps, step)
		d.Due = day
		d.Provisional = d.Provisional || !cal.Known(day.Year())
	}
	return nil
}

func isHeld(day workday.Date, holds []Hold) bool {
	for _, h := range holds {
		if day.After(h.Sent) && !day.After(h.Returned) {
			return true
		}
	}
	return false
}

func (d *Deadline) countDays(cal workday.Calendar) {
	for i := range d.Rule.N - 1 {
		d.Steps = append(d.Steps, Step{d.From.AddDays(i + 1), true, "自然日"})
	}
	d.roll(cal, d.From.AddDays(d.Rule.N), "期限末日")
}

// roll ends the count on last, or on the next working day when that is a day off.
//
// law: 民法典 203
func (d *Deadline) roll(cal workday.Calendar, last workday.Date, why string) {
	d.Due = cal.Next(last)
	if d.Due.IsZero() {
		return
	}
	d.Provisional = !cal.Known(last.Year()) || !cal.Known(d.Due.Year())
	d.Steps = append(d.Steps, Step{last, true, why})
	for day := last; day != d.Due; {
		reason := cal.Why(day)
		day = day.AddDays(1)
		d.Steps = append(d.Steps, Step{day, false, "前一日" + reason + "，顺延"})
	}
}

// MarshalJSON writes the fixed shape of gongkai due --json, with the unit, the title and the full citation besides.
func (d Deadline) MarshalJSON() ([]byte, error) {
	from, due := d.From.String(), d.Due.String()
	if d.Rule.Unit == Hours {
		from, due = d.FromAt.In(workday.Beijing).Format(time.RFC3339), d.DueAt.In(workday.Beijing).Format(time.RFC3339)
	}
	steps := d.Steps
	if steps == nil {
		steps = []Step{}
	}
	return json.Marshal(struct {
		Rule        RuleName `json:"rule"`
		From        string   `json:"from"`
		Due         string   `json:"due"`
		Provisional bool     `json:"provisional"`
		WorkingDays int      `json:"working_days"`
		Article     string   `json:"article"`
		Steps       []Step   `json:"steps"`
		Unit        Unit     `json:"unit"`
		Title       string   `json:"title"`
		Citation    string   `json:"citation"`
	}{d.Rule.Name, from, due, d.Provisional, d.WorkingDays, d.Rule.Article.String(), steps, d.Rule.Unit, d.Rule.Title, d.Rule.Article.Full()})
}
