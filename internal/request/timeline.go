package request

import (
	"fmt"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

// DayUse is what a day is to the clock of a request.
type DayUse string

// The uses.
const (
	DayOff     DayUse = "off"     // 休息日
	DayStart   DayUse = "start"   // 起算之日, which is not counted
	DayVoid    DayUse = "void"    // counted once, and made void by a new start
	DayStopped DayUse = "stopped" // the applicant had to act
	DayHeld    DayUse = "held"    // taken out: a consultation
	DayCounted DayUse = "counted" // counted, and past
	DayLeft    DayUse = "left"    // still to come
)

// Day is one day of a request's clock.
type Day struct {
	Date workday.Date
	Use  DayUse
	N    int    // which of the 20 (and more) it is; 0 where it is none
	Why  string // 周六, 国庆节, 调休上班
}

// Counts says how the day counts, as the sheet of the deadline prints it.
func (d Day) Counts() string {
	if d.Use == DayOff {
		return "不计：" + d.Why
	}
	return map[DayUse]string{DayStart: "起算之日，不计入", DayVoid: "作废（重新起算）", DayStopped: "停（待申请人）", DayHeld: "扣除（征求意见）", DayCounted: "计入", DayLeft: "计入"}[d.Use]
}

// Timeline lists every day from the day of receipt to the due day, or to the end where that came later, as it counts on a day. It is what
// the sheet of the deadline prints: whoever goes through it comes to the same day.
func (req *Request) Timeline(cal workday.Calendar, today workday.Date) ([]Day, error) {
	c, err := req.Clock(cal)
	if err != nil || c.ReceivedOn.IsZero() {
		return nil, err
	}
	days := req.before(cal, &c)
	n := 0
	for _, s := range c.Deadline().Steps {
		d := Day{Date: s.Date, Use: DayHeld, Why: s.Why}
		switch {
		case s.Counted:
			n++
			d.N, d.Use = n, DayLeft
			if !s.Date.After(today) && (c.ClosedOn.IsZero() || !s.Date.After(c.ClosedOn)) {
				d.Use = DayCounted
			}
		case !cal.IsWorkday(s.Date):
			d.Use = DayOff
		}
		days = append(days, d)
	}
	return days, nil
}

// before lists the days up to the last start of the clock.
func (req *Request) before(cal workday.Calendar, c *Clock) []Day {
	end := c.Base
	if !c.Running() && len(c.Deadline().Steps) == 0 { // it stands still, or ended without an answer
		end = c.ClosedOn
		if s := req.Last(AskSupplement, NoticeFee); end.IsZero() && s != nil {
			end = s.On
		}
	}
	use := DayVoid
	var days []Day
	at := 0
	for day := c.ReceivedOn; !day.After(end) && len(days) < maxDays; day = day.AddDays(1) {
		for at < len(req.Steps) && req.Steps[at].On.Before(day) {
			switch req.Steps[at].Kind {
			case AskSupplement, NoticeFee:
				use = DayStopped
			case Receive, Supplement, PayFee:
				use = DayVoid
			}
			at++
		}
		d := Day{Date: day, Use: use, Why: cal.Why(day)}
		switch {
		case day == c.Base && end == c.Base:
			d.Use = DayStart
		case !cal.IsWorkday(day):
			d.Use = DayOff
		}
		days = append(days, d)
	}
	return days
}

// maxDays keeps a request that nobody ended from filling a page.
const maxDays = 800

// Held is how many working days consultations take out.
func (c *Clock) Held(cal workday.Calendar) int {
	n := 0
	for _, s := range c.Deadline().Steps {
		if !s.Counted && cal.IsWorkday(s.Date) {
			n++
		}
	}
	return n
}

// Sum is the arithmetic in one line: 2026-10-21 收到补正，次日起20＋扣除7＋延期10＝37个工作日，2026-12-11.
func (c *Clock) Sum(cal workday.Calendar, why string) string {
	d := c.Deadline()
	if d.Due.IsZero() {
		return ""
	}
	if !c.DeferredTo.IsZero() {
		return fmt.Sprintf("延迟答复，确定的日期为%s", d.Due)
	}
	n, held := d.Rule.N, c.Held(cal)
	parts, sum := fmt.Sprint(n), n
	if held > 0 {
		parts, sum = parts+fmt.Sprintf("＋扣除%d", held), sum+held
	}
	if c.Extension > 0 {
		parts, sum = parts+fmt.Sprintf("＋延期%d", c.Extension), sum+c.Extension
	}
	if strings.Contains(parts, "＋") {
		parts += fmt.Sprintf("＝%d", sum)
	}
	return fmt.Sprintf("%s %s，次日起%s个工作日，%s", c.Base, why, parts, d.Due)
}

// Used is how many of the counted days are past on a day, the day itself included, and how many there are.
func (c *Clock) Used(today workday.Date) (past, all int) {
	for _, s := range c.Deadline().Steps {
		if !s.Counted {
			continue
		}
		all++
		if !s.Date.After(today) {
			past++
		}
	}
	return past, all
}

// Tried is a step of a simulation.
type Tried struct {
	By *agency.Person
	On workday.Date
	Doing
}

// Could is what a step would do: the day that would then be the last one, or why the step cannot be taken.
type Could struct {
	Due workday.Date
	Sum string
	Why error
}

// Try computes what a row of steps would do, and leaves the request as it is. The steps are taken as though they were allowed in their order;
// the first that is not ends it.
func (req *Request) Try(cal workday.Calendar, steps ...Tried) Could {
	twin := *req
	twin.Steps = append([]Step(nil), req.Steps...)
	for _, s := range steps {
		if _, err := twin.Do(cal, s.By, s.On.Time(), s.Doing, func(*Step, *Words) error { return nil }); err != nil {
			return Could{Why: err}
		}
	}
	c, err := twin.Clock(cal)
	if err != nil {
		return Could{Why: err}
	}
	return Could{Due: c.Deadline().Due, Sum: c.Sum(cal, twin.Started(&c))}
}

// Started says what began the clock: 收到申请, 收到补正, 缴费.
func (req *Request) Started(c *Clock) string {
	for i := range req.Steps {
		if req.Steps[i].No != c.BaseStep {
			continue
		}
		switch req.Steps[i].Kind {
		case Supplement:
			return "收到补正"
		case PayFee:
			return "缴清费用"
		}
	}
	return "收到申请"
}
