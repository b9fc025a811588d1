package workday

import (
	_ "embed"
	"encoding/json"
	"slices"
	"time"

	"gongkai/internal/fault"
)

// Notice is the yearly notice of the State Council's general office (节假日安排通知). It may name days of the
// neighbouring years, as the New Year holiday of 2023 did with 2022-12-31; the calendar goes by day.
type Notice struct {
	Year   int    `json:"year"`
	Source string `json:"source,omitempty"` // title, number or address of the notice
	Off    []Span `json:"off"`              // days off, weekends within them included
	Work   []Date `json:"work"`             // weekends moved to work
}

// Span is a stretch of days off under one name, both ends included.
type Span struct {
	From Date   `json:"from"`
	To   Date   `json:"to"`
	Name string `json:"name"` // such as 国庆节
}

// ErrBadNotice reports a notice that cannot be right as it stands.
var ErrBadNotice = fault.New(fault.Invalid, "bad-holiday-notice", "放假安排有误，请对照国务院办公厅通知逐行核对。")

//go:embed notices.json
var noticesJSON []byte

// Builtin returns the calendar of the notices published when this program was built, 2019 to 2026.
func Builtin() Calendar {
	var notices []Notice
	if err := json.Unmarshal(noticesJSON, &notices); err != nil {
		panic("workday: embedded notices: " + err.Error())
	}
	var c Calendar
	for _, n := range notices {
		var err error
		if c, err = c.With(n); err != nil {
			panic("workday: embedded notices: " + fault.Text(err))
		}
	}
	return c
}

// With returns a calendar that has one more notice, or another one in place of that year's. It refuses with
// ErrBadNotice what cannot be a year's notice, or contradicts the notice of a neighbouring year.
func (c Calendar) With(n Notice) (Calendar, error) {
	if err := n.check(); err != nil {
		return Calendar{}, err
	}
	n.Off, n.Work = slices.Clone(n.Off), slices.Clone(n.Work)
	notices := slices.DeleteFunc(slices.Clone(c.notices), func(old Notice) bool { return old.Year == n.Year })
	notices = append(notices, n)
	slices.SortFunc(notices, func(a, b Notice) int { return a.Year - b.Year })

	named := make(map[Date]day)
	for _, notice := range notices {
		for d := range notice.days() {
			if old, ok := named[d.date]; ok && old.work != d.work {
				return Calendar{}, ErrBadNotice.Say("%s在另一年度的通知里%s，与本通知相反，请核对。",
					d.date.Chinese(), map[bool]string{true: "是上班日", false: "是放假日"}[old.work])
			}
			named[d.date] = d
		}
	}
	return Calendar{notices: notices, days: summed(named)}, nil
}

// summed puts the named days in order and adds up how far they move the count.
func summed(named map[Date]day) []day {
	days := make([]day, 0, len(named))
	for _, d := range named {
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b day) int { return a.date.Compare(b.date) })
	sum := int32(0)
	for i := range days {
		switch {
		case days[i].work && !isWeekday(days[i].date):
			sum++
		case !days[i].work && isWeekday(days[i].date):
			sum--
		}
		days[i].sum = sum
	}
	return days
}

// days yields every day the notice names.
func (n Notice) days() func(yield func(day) bool) {
	return func(yield func(day) bool) {
		for _, span := range n.Off {
			for d := span.From; !d.After(span.To); d = d.AddDays(1) {
				if !yield(day{date: d, name: span.Name}) {
					return
				}
			}
		}
		for _, d := range n.Work {
			if !yield(day{date: d, work: true}) {
				return
			}
		}
	}
}

// Limits of what a year's notice can plausibly say. The most generous so far gave 33 days off and moved 8.
const (
	maxSpanDays = 16
	maxOffDays  = 60
	maxWorkDays = 15
)

// check returns ErrBadNotice, with a sentence that names the day, for the first thing that cannot be right.
func (n Notice) check() error {
	if n.Year < 2008 || n.Year > 2100 { // the rules on holidays in their present shape date from 2008
		return ErrBadNotice.Say("年份%d不在2008年至2100年之间，请核对。", n.Year)
	}
	for _, span := range n.Off {
		if err := n.checkSpan(span); err != nil {
			return err
		}
	}
	if len(n.Work) > maxWorkDays {
		return ErrBadNotice.Say("周末上班日有%d天，多于%d天，请核对。", len(n.Work), maxWorkDays)
	}
	for _, d := range n.Work {
		if !n.near(d) {
			return ErrBadNotice.Say("上班日%s不在%d年前后，请核对年份。", d.Chinese(), n.Year)
		}
		if isWeekday(d) {
			return ErrBadNotice.Say("上班日%s是%s，不是周末，无需调休，请核对。", d.Chinese(), d.ChineseWeekday())
		}
	}
	seen := make(map[Date]bool)
	off := make(map[Date]bool)
	for d := range n.days() {
		if seen[d.date] {
			return ErrBadNotice.Say("%s出现了两次，放假与上班不能重复，请核对。", d.date.Chinese())
		}
		seen[d.date] = true
		off[d.date] = !d.work
	}
	if days := len(seen) - len(n.Work); days > maxOffDays {
		return ErrBadNotice.Say("放假日共%d天，多于%d天，请核对。", days, maxOffDays)
	}
	// These are days off by statute every year: a notice without them is only half entered.
	for _, month := range []time.Month{time.January, time.May, time.October} {
		if first := NewDate(n.Year, month, 1); !off[first] {
			return ErrBadNotice.Say("放假日里没有%s，通知可能没有录全，请补充。", first.Chinese())
		}
	}
	return nil
}

func (n Notice) checkSpan(s Span) error {
	switch {
	case s.Name == "":
		return ErrBadNotice.Say("%s开始的放假没有写节日名称，请补充。", s.From.Chinese())
	case !n.near(s.From) || !n.near(s.To):
		return ErrBadNotice.Say("%s的放假日期不在%d年前后，请核对年份。", s.Name, n.Year)
	case s.To.Before(s.From):
		return ErrBadNotice.Say("%s的结束日%s早于开始日%s，请核对。", s.Name, s.To.Chinese(), s.From.Chinese())
	case s.To.Sub(s.From) >= maxSpanDays:
		return ErrBadNotice.Say("%s连续放假%d天，长于%d天，请核对。", s.Name, s.To.Sub(s.From)+1, maxSpanDays)
	}
	return nil
}

// near reports whether a notice of this year may name d: New Year reaches into the December before, and
// could reach into the first days of the January after.
func (n Notice) near(d Date) bool {
	return !d.Before(NewDate(n.Year-1, 12, 20)) && !d.After(NewDate(n.Year+1, 1, 10))
}
