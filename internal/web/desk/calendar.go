package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) calendar(w http.ResponseWriter, r *http.Request) error {
	return d.calendarPage(w, r, http.StatusOK, nil, nil)
}

func (d *Desk) calendarPage(w http.ResponseWriter, r *http.Request, status int, preview *CalendarPreview, problem error) error {
	f, err := d.frame(w, r, "工作日历", "/desk/calendar")
	if err != nil {
		return err
	}
	cal, today := d.Calendars.Calendar(), workday.DateOf(d.Now())
	year := today.Year()
	if y, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && y >= 2019 && y <= year+1 {
		year = y
	}
	page := CalendarPage{Frame: f, Sentence: "期限按国务院办公厅历年放假安排逐日推算，调休上班的周末算工作日。", Heading: fmt.Sprintf("%d 年", year), Preview: preview}
	for y := year + 1; y >= 2019; y-- {
		if y > today.Year()+1 {
			continue
		}
		line := YearLine{Year: strconv.Itoa(y), URL: "/desk/calendar?year=" + strconv.Itoa(y), Current: y == year, State: layout.Missing("未载入")}
		if cal.Known(y) {
			line.State, line.Days = layout.Achieved("已载入"), fmt.Sprintf("%d 个工作日", cal.Workdays(y))
		}
		page.Years = append(page.Years, line)
	}
	if next := today.Year() + 1; !cal.Known(next) {
		page.Provisional = fmt.Sprintf("%d 年放假安排尚未载入。落在该年的期限都标为暂定；载入时列出会变动的事项，由人确认后才改。", next)
		if who(r).Has(agency.GeneralOffice, agency.SystemAdmin) {
			page.Action, page.Submit = "/desk/calendar", "试算"
			page.Year = layout.Field{Kind: layout.Number, Name: "year", Label: "年份", Hint: "国务院办公厅放假通知所说的年份。", Value: cmp.Or(r.PostFormValue("year"), strconv.Itoa(next)), Required: "必填"}
			page.Source = layout.Field{Name: "source", Label: "通知名称、文号", Value: r.PostFormValue("source"), Required: "必填", Max: 80, Hint: "如 国务院办公厅关于" + strconv.Itoa(next) + "年部分节假日安排的通知。"}
			page.Notice = layout.Field{
				Kind: layout.Area, Name: "notice", Label: "通知正文", Value: r.PostFormValue("notice"), Required: "必填", Rows: 9,
				Hint: "粘贴通知中逐条安排的部分；也可一行一条：休 2027-01-01 至 2027-01-03 元旦，班 2027-01-10。",
			}
		}
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有载入"); err != nil {
			return err
		}
		page.Notice.Error = fields.For("notice")
	}
	page.Months = months(cal, year, today)
	return d.show(w, r, status, Calendar(page))
}

// enterNotice first shows what a notice would move; confirmed, it enters it.
func (d *Desk) enterNotice(w http.ResponseWriter, r *http.Request) error {
	year, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("year")))
	if err != nil {
		return d.calendarPage(w, r, http.StatusUnprocessableEntity, nil, workday.ErrBadNotice.Say("年份应为四位数字。"))
	}
	n, err := workday.ParseNotice(year, strings.TrimSpace(r.PostFormValue("source")), r.PostFormValue("notice"))
	if err != nil {
		return d.calendarPage(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	next, moves, err := d.Calendars.Preview(r.Context(), n)
	if err != nil {
		return d.calendarPage(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	if r.PostFormValue("confirm") != "" {
		if err := d.Calendars.Enter(r.Context(), who(r).Actor(), n); err != nil {
			return err
		}
		d.flash(w, "已载入", fmt.Sprintf("%d 年放假安排已载入，%s。", year, moved(len(moves))))
		return seeOther(w, r, "/desk/calendar?year="+strconv.Itoa(year))
	}
	off := 0
	pv := &CalendarPreview{NoMoves: "没有应办事项的期限因此变动。"}
	for _, s := range n.Off {
		off += s.To.Sub(s.From) + 1
		pv.Off = append(pv.Off, fmt.Sprintf("%s %s 至 %s", s.Name, s.From, s.To))
	}
	for _, day := range n.Work {
		pv.Makeup = append(pv.Makeup, day.String()+" "+day.ChineseWeekday())
	}
	pv.Heading = fmt.Sprintf("%d 年：放假 %d 日，调休上班 %d 日，全年 %d 个工作日", year, off, len(n.Work), next.Workdays(year))
	for _, m := range moves {
		why := "期限落在该年，由暂定改为确定"
		if m.Due != m.NewDue {
			why = "期限前后遇放假或调休"
		}
		pv.Moves = append(pv.Moves, Move{Title: m.Title, From: m.Due.String(), To: m.NewDue.String(), Why: why})
	}
	pv.Confirm = layout.Action{Text: "载入，" + moved(len(moves)), URL: "/desk/calendar", Primary: true, Hidden: []layout.Hidden{
		{Name: "year", Value: strconv.Itoa(year)}, {Name: "source", Value: n.Source}, {Name: "notice", Value: r.PostFormValue("notice")}, {Name: "confirm", Value: "1"},
	}}
	return d.calendarPage(w, r, http.StatusOK, pv, nil)
}

// moved says how many due dates a notice moves.
func moved(n int) string {
	if n == 0 {
		return "没有期限变动"
	}
	return fmt.Sprintf("改动 %d 件应办事项的期限", n)
}

// months lays a year out, weeks from Monday.
func months(cal workday.Calendar, year int, today workday.Date) []Month {
	var out []Month
	for m := time.January; m <= time.December; m++ {
		first := workday.NewDate(year, m, 1)
		last := first.AddMonths(1).AddDays(-1)
		month := Month{Name: fmt.Sprintf("%d 月", m)}
		week := make([]Day, (int(first.Weekday())+6)%7)
		n := 0
		for day := first; !day.After(last); day = day.AddDays(1) {
			x := Day{Text: strconv.Itoa(day.Day())}
			weekend := day.Weekday() == 0 || day.Weekday() == 6
			switch why := cal.Why(day); {
			case cal.IsWorkday(day) && weekend:
				x.Kind, x.Name = "makeup", why
			case cal.IsWorkday(day):
			case weekend && !strings.Contains(why, "放假"):
				x.Kind = "off"
			default:
				x.Kind, x.Name = "holiday", why
			}
			if day == today {
				x.Kind = "today"
			}
			if cal.IsWorkday(day) {
				n++
			}
			if week = append(week, x); len(week) == 7 {
				month.Weeks = append(month.Weeks, week)
				week = nil
			}
		}
		if len(week) > 0 {
			month.Weeks = append(month.Weeks, append(week, make([]Day, 7-len(week))...))
		}
		month.Note = fmt.Sprintf("%d 个工作日", n)
		out = append(out, month)
	}
	return out
}
