package desk

import (
	"fmt"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// dayClasses are the looks of days on the strip, and what they mean.
var dayClasses = []struct {
	use   request.DayUse
	class string
	text  string
}{
	{request.DayStart, "c-start", "起算之日，不计入"},
	{request.DayCounted, "c-run", "计入（格内为第几日）"},
	{request.DayVoid, "c-void", "原时钟，作废"},
	{request.DayStopped, "c-corr", "待申请人补正或者缴费，不计"},
	{request.DayHeld, "c-third", "征求意见，扣除"},
	{request.DayLeft, "c-left", "剩余"},
}

// clockView lays out the deadline: in words first, then the sum, then the strip of working days.
func clockView(cal workday.Calendar, req *request.Request, c *request.Clock, days []request.Day, today workday.Date) ClockView {
	v := ClockView{SheetURL: requestURL(req.ID) + "/sheet"}
	due := c.Deadline()
	switch {
	case c.Running():
		past, all := c.Used(today)
		v.Due, v.DueISO = due.Due.String()+" "+due.Due.ChineseWeekday(), due.Due.String()
		v.Used, v.Article, v.Sum = fmt.Sprintf("%d／%d", past, all), due.Rule.Article.Full(), c.Sum(cal, req.Started(c))
		v.Late = today.After(due.Due)
		switch left := all - past; {
		case v.Late:
			v.Left = fmt.Sprintf("逾期 %d 个工作日", cal.Between(due.Due, today))
		case today == due.Due:
			v.Left = "今日到期"
		default:
			v.Left = fmt.Sprintf("%d 个工作日", left)
		}
		v.Note = clockNote(cal, c)
		if due.Provisional {
			v.Unsure = fmt.Sprintf("%d年放假安排尚未公布，到期日可能变动；载入后由人确认改期。", due.Due.Year())
		}
	case c.State == request.Filed:
		v.Why = "还没有与申请人确认收到，期限没有起算。请尽快电话联系申请人，以确认之日为收到之日（条例第三十一条）。"
	case c.State == request.Supplementing:
		v.Why = fmt.Sprintf("已告知补正，原来的期限作废；申请人应在%s前补正，自收到补正之日的次日起重新计算20个工作日（条例第三十条）。", c.Until)
	case c.State == request.FeeNoticed && c.Until.IsZero():
		v.Why = "已发收费通知，等待登记申请人收到通知的日期；缴清后重新计算期限（国办函〔2020〕109号）。"
	case c.State == request.FeeNoticed:
		v.Why = fmt.Sprintf("已发收费通知，申请人应在%s前缴费；缴清之日的次日起重新计算20个工作日（国办函〔2020〕109号）。", c.Until)
	default:
		v.Why = fmt.Sprintf("本件%s，%s办结。", c.State.Name(), c.ClosedOn)
		if !due.Due.IsZero() {
			v.Why += fmt.Sprintf("答复期限%s，%s。", due.Due, map[bool]string{true: "逾期", false: "没有逾期"}[c.ClosedOn.After(due.Due)])
		}
	}
	v.Days, v.Legend = strip(cal, days, today, due.Due)
	return v
}

func clockNote(cal workday.Calendar, c *request.Clock) string {
	note := "没有扣除"
	if held := c.Held(cal); held > 0 {
		note = fmt.Sprintf("扣除 %d 日", held)
	}
	if c.Extension > 0 {
		return note + fmt.Sprintf("，延期 %d 日", c.Extension)
	}
	return note + "，未延期"
}

// strip shows working days only; a gap stands for days off between.
func strip(cal workday.Calendar, days []request.Day, today, due workday.Date) ([]DayBox, []DayKey) {
	var boxes []DayBox
	used := map[request.DayUse]bool{}
	month := 0
	gap := false
	for _, d := range days {
		if d.Use == request.DayOff {
			gap = true
			continue
		}
		b := DayBox{Day: strconv.Itoa(d.Date.Day()), Week: gap && len(boxes) > 0, Today: d.Date == today, Due: d.Date == due}
		if m := int(d.Date.Month()); m != month {
			month, b.Month = m, fmt.Sprintf("%d月", m)
		}
		if d.N > 0 {
			b.N = strconv.Itoa(d.N)
		}
		for _, c := range dayClasses {
			if c.use == d.Use {
				b.Class = c.class
			}
		}
		used[d.Use], gap = true, false
		boxes = append(boxes, b)
	}
	var legend []DayKey
	for _, c := range dayClasses {
		if used[c.use] {
			legend = append(legend, DayKey{c.class, c.text})
		}
	}
	return boxes, legend
}

// tries say what some steps would do to the due day if they were taken today, as the people who may would take them.
func (d *Desk) tries(req *request.Request, c *request.Clock, today workday.Date) []TryRow {
	if !c.Running() {
		return nil
	}
	cal := d.Calendars.Calendar()
	by := func(r ...agency.Role) *agency.Person {
		return &agency.Person{ID: -1, Unit: agency.UnitID(req.Unit), Roles: r}
	}
	office, head := by(agency.GeneralOffice), by(agency.DisclosureHead)
	words := request.Words{Text: "试算", Evidence: "试算"}
	consult := request.Tried{By: office, On: today, Doing: request.Doing{Kind: request.Consult, Party: request.ThirdParty, Words: words}}
	supplement := cal.Add(today, 10).Date
	rows := []struct {
		text  string
		steps []request.Tried
	}{
		{"不办理任何步骤", nil},
		{"今日告知补正，" + supplement.String() + " 收到补正", []request.Tried{
			{By: office, On: today, Doing: request.Doing{Kind: request.AskSupplement, Until: supplement, Words: words}},
			{By: office, On: supplement, Doing: request.Doing{Kind: request.Supplement, On: supplement, Words: words}},
		}},
		{"今日征求第三方意见，对方用足15个工作日", []request.Tried{consult}},
		{"批准延期 10 日", []request.Tried{{By: head, On: today, Doing: request.Doing{Kind: request.Extend, Days: 10, Words: words}}}},
		{"批准延期 20 日（上限）", []request.Tried{{By: head, On: today, Doing: request.Doing{Kind: request.Extend, Days: request.MaxExtension, Words: words}}}},
	}
	var out []TryRow
	for _, x := range rows {
		got := req.Try(cal, x.steps...)
		row := TryRow{If: x.text, Can: layout.Achieved("能")}
		switch {
		case got.Why != nil:
			row.Can, row.Sum, row.Due = layout.Violated("不能"), fault.Text(got.Why), "—"
		default:
			row.Due, row.Sum = got.Due.String()+" "+got.Due.ChineseWeekday(), got.Sum
		}
		if len(x.steps) == 0 {
			row.Can = layout.State{}
		}
		out = append(out, row)
	}
	return out
}
