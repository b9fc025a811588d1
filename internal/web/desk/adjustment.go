package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) adjustmentRoutes() []web.Route {
	proposers, signers := web.Holding(report.AdjustmentProposers...), web.Holding(report.AdjustmentSigners...)
	record := web.OfUnit("adjustment")
	return []web.Route{
		{Method: "GET", Pattern: "/desk/reports/{year}/adjustments/new", Names: web.Shared("year"), Need: proposers, Handle: d.newAdjustment},
		{Method: "POST", Pattern: "/desk/reports/{year}/adjustments", Names: web.Shared("year"), Need: proposers, Handle: d.proposeAdjustment},
		{Method: "GET", Pattern: "/desk/adjustments/{id}/signature", Names: record, Need: signers, Handle: d.askSignAdjustment},
		{Method: "POST", Pattern: "/desk/adjustments/{id}/signature", Names: record, Need: signers, Handle: d.signAdjustment},
		{Method: "GET", Pattern: "/desk/adjustments/{id}/taking-back", Names: record, Need: proposers, Handle: d.askTakeBack},
		{Method: "POST", Pattern: "/desk/adjustments/{id}/taking-back", Names: record, Need: proposers, Handle: d.takeBack},
	}
}

// CarryPart sets what the year before left beside what the records of this year begin with.
type CarryPart struct {
	Sentence    string
	Rows        []CarryRow
	Adjustments []AdjustmentLine
	Empty       string      // said where there are no adjustments
	New         layout.Link // zero: the person registers none, or there is nothing to adjust
}

// CarryRow is a column of table three.
type CarryRow struct {
	Column, Before, Adjusted string
	Now                      layout.Figure
	State                    layout.State
}

// AdjustmentLine is one adjustment with what may be done to it.
type AdjustmentLine struct {
	Text, Reason, By string
	State            layout.State
	Links            []layout.Link
}

func adjustmentURL(a *report.Adjustment) string { return fmt.Sprintf("/desk/adjustments/%d", a.ID) }

// carryPart draws the comparison of a report that is counted here with the one of the year before.
func (d *Desk) carryPart(r *http.Request, u *agency.Unit, a *report.Annual, link func(cell string) string) (*CarryPart, error) {
	c := a.Carried
	if c == nil {
		return &CarryPart{Sentence: fmt.Sprintf("没有%d年度已公布的年度报告，上年结转不作跨年比较。", a.Year-1)}, nil
	}
	part := &CarryPart{
		Sentence: fmt.Sprintf("%d年度报告公布的结转下年，加上已签字的结转调整，应当等于本年按记录统计的上年结转。", a.Year-1), Empty: "没有登记结转调整。",
	}
	for i, col := range report.Columns {
		now := a.Table3["carried_in"][i]
		row := CarryRow{Column: col.Name, Before: strconv.FormatInt(c.Before[i], 10), Adjusted: "0", State: layout.Achieved("相符")}
		if n := c.Adjusted(col.Key); n != 0 {
			row.Adjusted = report.Plus(n)
		}
		switch n := now - c.Before[i] - c.Adjusted(col.Key); {
		case n > 0:
			row.State = layout.Violated(fmt.Sprintf("多 %d 件", n))
		case n < 0:
			row.State = layout.Violated(fmt.Sprintf("少 %d 件", -n))
		}
		row.Now = layout.Figure{Text: strconv.FormatInt(now, 10), URL: link("table3.carried_in." + col.Key), Label: "本年上年结转，" + col.Name}
		part.Rows = append(part.Rows, row)
	}
	list, err := d.Reports.Adjustments(r.Context(), a.Unit, a.Year)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ByHand() {
			continue
		}
		part.Adjustments = append(part.Adjustments, d.adjustmentLine(r, &list[i]))
	}
	// The form says why not where it cannot be done.
	if who(r).Has(report.AdjustmentProposers...) && d.Reports.CanAdjust(r.Context(), int64(u.ID), a.Year) == nil {
		part.New = layout.Link{Text: "登记结转调整", URL: fmt.Sprintf("/desk/reports/%d/adjustments/new", a.Year)}
	}
	return part, nil
}

// links lead from a violation to where it can be seen and explained.
func (p *CarryPart) links(v report.Relation) []layout.Link {
	if p == nil || v.Group != report.AcrossYears {
		return nil
	}
	out := []layout.Link{{Text: "看逐列核对", URL: "#carry"}}
	if p.New.URL != "" {
		out = append(out, p.New)
	}
	return out
}

func (d *Desk) adjustmentLine(r *http.Request, a *report.Adjustment) AdjustmentLine {
	name := func(person int64) string { return d.personName(r, strconv.FormatInt(person, 10)) }
	line := AdjustmentLine{Text: a.Text(), Reason: a.Reason, By: fmt.Sprintf("%s %s 登记", name(a.ProposedBy), stamp(a.ProposedAt)), State: layout.Attention("待签")}
	switch {
	case a.SignedBy != 0:
		line.State = layout.Achieved("已签")
		line.By += fmt.Sprintf("；%s %s 签字", name(a.SignedBy), stamp(a.SignedAt))
	case !a.TakenBack.IsZero():
		line.State = layout.NotApplicable("已收回")
		line.By += fmt.Sprintf("；%s 收回", stamp(a.TakenBack))
	}
	if a.CanSign(who(r)) == nil {
		line.Links = append(line.Links, layout.Link{Text: "签字", URL: adjustmentURL(a) + "/signature"})
	}
	if a.CanTakeBack(who(r)) == nil {
		line.Links = append(line.Links, layout.Link{Text: "收回", URL: adjustmentURL(a) + "/taking-back"})
	}
	return line
}

func (d *Desk) newAdjustment(w http.ResponseWriter, r *http.Request) error {
	return d.adjustmentPage(w, r, nil)
}

func (d *Desk) adjustmentPage(w http.ResponseWriter, r *http.Request, problem error) error {
	year, err := reportYear(r)
	if err != nil {
		return err
	}
	u, err := d.bureau(r)
	if err != nil {
		return err
	}
	back := deskReportURL(year)
	if err := d.Reports.CanAdjust(r.Context(), int64(u.ID), year); err != nil {
		return d.refuse(w, r, back, "不能登记结转调整", err)
	}
	f, err := d.frame(w, r, "登记结转调整", back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: "登记结转调整"})
	if err != nil {
		return err
	}
	applicant := layout.Field{
		Kind: layout.Select, Name: "applicant", Label: "申请人类型", Required: "必选", Hint: "表三的一列；总计随之变动。由一类改为另一类的，登记两件，一件减、一件加。",
		Options: []layout.Option{{Text: "请选择"}},
	}
	for _, col := range report.Columns[:6] {
		applicant.Options = append(applicant.Options, layout.Option{Value: col.Key, Text: col.Name})
	}
	page := ConfirmPage{
		Frame: f, Heading: fmt.Sprintf("登记%d年度结转调整", year), Refused: "没有登记", Button: "登记",
		Text: fmt.Sprintf("%d年度报告已经公布，其中的结转下年不能改。本年实际结转的件数与它不同又确有原因的，在这里登记。", year-1),
		Effects: []string{
			"先核对申请的登记：收到日期、办结日期、申请人类型有误的，改记录，不用登记调整。",
			"由政府信息公开工作机构负责人或者签发领导签字后才算数；签字以前可以收回。", "理由随年度报告公布，印在表三下面，签字以后不能修改、不能删除。",
		},
		Action: deskReportURL(year) + "/adjustments", Cancel: layout.Link{Text: "返回报告", URL: back},
		Fields: []layout.Field{
			applicant,
			{Name: "difference", Label: "调整数", Required: "必填", Max: 8, Hint: "比上年报告多结转的写 +1，少的写 -1。", Complete: "off"},
			{Kind: layout.Area, Name: "reason", Label: "理由", Required: "必填，对外公布", Rows: 3, Max: report.MaxReason, Hint: "如：该件于2025年12月30日办结，编报时漏记。不写申请人的姓名和其他个人信息。"},
		},
	}
	return d.asked(w, r, page, problem)
}

// signs are the ways in which people type a sign.
var signs = strings.NewReplacer("＋", "+", "－", "-", "−", "-", "—", "-", "–", "-", " ", "", "件", "")

func (d *Desk) proposeAdjustment(w http.ResponseWriter, r *http.Request) error {
	year, err := reportYear(r)
	if err != nil {
		return err
	}
	u, err := d.bureau(r)
	if err != nil {
		return err
	}
	what := report.Adjusted{Applicant: request.Applicant(r.PostFormValue("applicant")), Reason: r.PostFormValue("reason")}
	what.Difference, _ = strconv.ParseInt(signs.Replace(r.PostFormValue("difference")), 10, 64) // no number is 0, which is refused at its field
	a, err := d.Reports.ProposeAdjustment(r.Context(), who(r), int64(u.ID), year, what)
	if err != nil {
		return d.adjustmentPage(w, r, err)
	}
	d.flash(w, "已登记", a.Text()+"，等另一人签字。")
	return seeOther(w, r, deskReportURL(year)+"#carry")
}

// askAdjustment loads the adjustment of the path and the page that asks before something is done to it.
func (d *Desk) askAdjustment(w http.ResponseWriter, r *http.Request, title, action string) (*report.Adjustment, ConfirmPage, error) {
	a, err := d.adjustmentOf(r)
	if err != nil {
		return nil, ConfirmPage{}, err
	}
	back := deskReportURL(a.Year)
	f, err := d.frame(w, r, title, back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: title})
	return a, ConfirmPage{
		Frame: f, Action: adjustmentURL(a) + "/" + action, Button: title, Cancel: layout.Link{Text: "返回报告", URL: back},
		Heading: fmt.Sprintf("%s：%d年度%s，%s", title, a.Year, a.Kind(), a.Text()), Text: "理由：" + a.Reason,
	}, err
}

func (d *Desk) adjustmentOf(r *http.Request) (*report.Adjustment, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	return d.Reports.Adjustment(r.Context(), who(r), n)
}

func (d *Desk) askSignAdjustment(w http.ResponseWriter, r *http.Request) error {
	a, page, err := d.askAdjustment(w, r, "签字", "signature")
	if err != nil {
		return err
	}
	if err := a.CanSign(who(r)); err != nil {
		return d.refuse(w, r, page.Cancel.URL, "不能签字", err)
	}
	page.Effects = []string{
		fmt.Sprintf("由%s登记。", d.personName(r, strconv.FormatInt(a.ProposedBy, 10))),
		"签字后计入上年结转的跨年核对，随年度报告公布，印在表三下面；送审中的报告须退回重新送审。",
		"签字后不能修改、不能删除；有误的，另登记一件。",
	}
	if a.ByHand() {
		change, err := d.byHandChange(r, a)
		if err != nil {
			return err
		}
		page.Effects[0] = change + page.Effects[0]
		page.Effects[1] = "签字后加到这一格和所在的合计里，理由随年度报告公布，印在表格下面；送审中的报告须退回重新送审，已经公布的须起草更正版。"
	}
	return d.asked(w, r, page, nil)
}

func (d *Desk) signAdjustment(w http.ResponseWriter, r *http.Request) error {
	a, err := d.adjustmentOf(r)
	if err != nil {
		return err
	}
	if err := d.Reports.SignAdjustment(r.Context(), who(r), a.ID); err != nil {
		return d.refuse(w, r, deskReportURL(a.Year), "没有签字", err)
	}
	d.flash(w, "已签字", a.Text()+"，随年度报告公布。")
	return seeOther(w, r, deskReportURL(a.Year)+partOf(a))
}

func (d *Desk) askTakeBack(w http.ResponseWriter, r *http.Request) error {
	a, page, err := d.askAdjustment(w, r, "收回", "taking-back")
	if err != nil {
		return err
	}
	if err := a.CanTakeBack(who(r)); err != nil {
		return d.refuse(w, r, page.Cancel.URL, "不能收回", err)
	}
	page.Effects = []string{"收回后不再等签字，登记留存；仍须调整的，另登记一件。"}
	return d.asked(w, r, page, nil)
}

func (d *Desk) takeBack(w http.ResponseWriter, r *http.Request) error {
	a, err := d.adjustmentOf(r)
	if err != nil {
		return err
	}
	if err := d.Reports.TakeBackAdjustment(r.Context(), who(r), a.ID); err != nil {
		return d.refuse(w, r, deskReportURL(a.Year), "没有收回", err)
	}
	d.flash(w, "已收回", a.Text()+"，不再等签字。")
	return seeOther(w, r, deskReportURL(a.Year)+partOf(a))
}

// unsigned lists the adjustments that the person may sign: of this year's report, of the last one, and of those that are public, which are corrected.
func (d *Desk) unsigned(r *http.Request, today workday.Date) ([]Waiting, error) {
	me := who(r)
	if !me.Has(report.AdjustmentSigners...) {
		return nil, nil
	}
	u, err := d.bureau(r)
	if err != nil {
		return nil, err
	}
	years := []int{today.Year() - 1, today.Year()}
	public, err := d.Reports.Years(r.Context(), u)
	if err != nil {
		return nil, err
	}
	for _, y := range public {
		if y.Origin != report.Imported && !slices.Contains(years, y.Year) {
			years = append(years, y.Year)
		}
	}
	var out []Waiting
	for _, year := range years {
		list, err := d.Reports.Adjustments(r.Context(), int64(u.ID), year)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if a := &list[i]; a.CanSign(me) == nil {
				out = append(out, Waiting{
					Title: fmt.Sprintf("%d年度%s：%s", a.Year, a.Kind(), a.Text()), URL: adjustmentURL(a) + "/signature", State: layout.Attention("待签"), Note: "登记 " + stamp(a.ProposedAt),
				})
			}
		}
	}
	return out, nil
}

// partOf is the part of the report's page that lists the adjustment.
func partOf(a *report.Adjustment) string {
	if a.ByHand() {
		return "#by-hand"
	}
	return "#carry"
}
