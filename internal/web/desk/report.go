package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/internal/agency"
	"gongkai/internal/credit"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) bureau(r *http.Request) (*agency.Unit, error) {
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return nil, err
	}
	for i := range units {
		if units[i].Kind == agency.Bureau {
			return &units[i], nil
		}
	}
	return nil, agency.ErrNoUnit
}

func (d *Desk) report(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 2008 || year > 2100 {
		return web.ErrNoPage
	}
	u, err := d.bureau(r)
	if err != nil {
		return err
	}
	a, err := d.Reports.Build(ctx, u, year)
	if err != nil {
		return err
	}
	today := workday.DateOf(d.Now())
	due, err := law.Due(d.Calendars.Calendar(), law.AnnualReport, workday.NewDate(year, 12, 31), law.Options{})
	if err != nil {
		return err
	}
	base := "/desk/reports/" + strconv.Itoa(year)
	f, err := d.frame(w, r, "年度报告", "/desk/reports/"+strconv.Itoa(today.Year()), layout.Link{Text: "年度报告"}, layout.Link{Text: strconv.Itoa(year)})
	if err != nil {
		return err
	}
	imported := a.Settings == report.Settings{} && len(a.Fields) == 0
	page := ReportPage{Frame: f, Heading: a.Title(), Sentence: fmt.Sprintf("%s 版格式，应于 %s 前报送并公布（条例第四十九条）", a.Format, due.Due)}
	years, err := d.Reports.Years(ctx, u)
	if err != nil {
		return err
	}
	page.State = layout.InHand("年内预编")
	page.Years = []layout.Tab{{Text: fmt.Sprintf("%d 预编", today.Year()), URL: "/desk/reports/" + strconv.Itoa(today.Year()), Current: year == today.Year()}}
	for _, y := range years {
		page.Years = append(page.Years, layout.Tab{Text: strconv.Itoa(y.Year), URL: "/desk/reports/" + strconv.Itoa(y.Year), Current: y.Year == year})
		if y.Year == year {
			page.State, page.Preview = layout.Achieved("已公布"), "/reports/"+strconv.Itoa(year)
		}
	}
	cell := r.URL.Query().Get("cell")
	link := func(c string) string { return base + "?cell=" + c + "#cell" }
	if imported {
		link = func(string) string { return "" }
	}
	rel := a.Check()
	doubtful := map[string]bool{}
	for _, h := range rel.Hints {
		doubtful[h.Cell] = true
		page.Warnings = append(page.Warnings, Warning{Code: h.Code, Title: "口径提醒", Text: h.Text, Links: []layout.Link{{Text: "看这一格", URL: link(h.Cell)}}})
	}
	t := web.Tables(a, link, func(c string, fig *layout.Figure) { fig.Open, fig.Warn = c == cell, doubtful[c] })
	page.Table2, page.Table3, page.Table4 = t.Two, t.Three, t.Four
	holds := 0
	for _, g := range rel.Groups {
		state := layout.Achieved(fmt.Sprintf("%d/%d", g.Holds, g.Holds+g.Outs))
		if g.Outs > 0 {
			state = layout.Violated(fmt.Sprintf("%d/%d", g.Holds, g.Holds+g.Outs))
		}
		holds += g.Holds + g.Outs
		page.Relations = append(page.Relations, PartLine{Text: g.Name, State: state})
	}
	page.RelNote = fmt.Sprintf("勾稽 %d 条", holds)
	for _, v := range rel.Violations {
		page.Alerts = append(page.Alerts, Alert{Tone: layout.Late, Title: "勾稽不符，送审前须处理", Text: v.Text})
	}
	page.Parts = []PartLine{
		{Text: "一、总体情况", URL: "#s1", State: written(a.Sections.Overview)},
		{Text: "二、主动公开政府信息情况", URL: "#s2", State: partState(len(rel.Hints))},
		{Text: "三、收到和处理政府信息公开申请情况", URL: "#s3", State: layout.Achieved("")},
		{Text: "四、行政复议、行政诉讼情况", URL: "#s4", State: layout.Achieved("")},
		{Text: "五、存在的主要问题及改进情况", URL: "#s5", State: written(a.Sections.Problems)},
		{Text: "六、其他需要报告的事项", URL: "#s6", State: written(a.Sections.Others)},
	}
	page.Overview, page.Problems, page.Others = d.sectionText(a, a.Sections.Overview, link), d.sectionText(a, a.Sections.Problems, link), d.sectionText(a, a.Sections.Others, link)
	if cell != "" && !imported {
		if page.Cell, err = d.cellPanel(r, u, year, cell, base); err != nil {
			return err
		}
	}
	return d.show(w, r, http.StatusOK, Report(page))
}

func written(text string) layout.State {
	if strings.TrimSpace(text) == "" {
		return layout.NotYet("未写")
	}
	return layout.Achieved("")
}

func partState(hints int) layout.State {
	if hints > 0 {
		return layout.Attention(strconv.Itoa(hints))
	}
	return layout.Achieved("")
}

// sectionText renders a section with its figures as fields that open.
func (d *Desk) sectionText(a *report.Annual, s string, link func(string) string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	var b strings.Builder
	for _, par := range publication.Paragraphs(s) {
		b.WriteString("<p>")
		for _, piece := range a.Pieces(par.Text) {
			text := templ.EscapeString(piece.Text)
			if piece.Field != "" {
				text = `<a class="field" href="` + templ.EscapeString(link("field."+piece.Field)) + `">` + text + `</a>`
			}
			b.WriteString(text)
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// panelRows is how many records the side panel shows.
const panelRows = 15

func (d *Desk) cellPanel(r *http.Request, u *agency.Unit, year int, cell, base string) (*CellPanel, error) {
	q, name, rs, n, err := d.Reports.Records(r.Context(), u, year, cell, panelRows, 0)
	if err != nil {
		return nil, err
	}
	p := &CellPanel{
		Path: name, Heading: fmt.Sprintf("%s　%d 条记录", name, n), Rule: q.Text(year), Law: "条例第五十条", CloseURL: base, Records: web.ShortRecordTable(rs, deskURL),
		Total: fmt.Sprintf("%d 条", n),
	}
	if n > panelRows {
		p.Note = fmt.Sprintf("只列最近 %d 条；公布后的报告页可逐条查看。", panelRows)
	}
	return p, nil
}

// deskURL is where a record stands at the desk.
func deskURL(rec report.Record) string {
	switch rec.Ref.Kind {
	case publication.Ref:
		return "/desk/items/" + strconv.FormatInt(rec.Ref.ID, 10)
	case credit.LicenceRef:
		if rec.Public {
			return "/licences/" + strconv.FormatInt(rec.Ref.ID, 10)
		}
	case agency.UnitRef:
		return "/units/" + rec.No
	}
	return ""
}

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
			page.Year = layout.Field{Kind: layout.Number, Name: "year", Label: "年份", Value: or(r.PostFormValue("year"), strconv.Itoa(next)), Required: "必填"}
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
	for m := 1; m <= 12; m++ {
		first := workday.NewDate(year, monthOf(m), 1)
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
