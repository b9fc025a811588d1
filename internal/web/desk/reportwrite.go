package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) reportRoutes() []web.Route {
	writers, proposers := web.Holding(report.Writers...), web.Holding(report.AdjustmentProposers...)
	year := web.Shared("year")
	return []web.Route{
		{Method: "GET", Pattern: "/desk/reports/{year}/texts", Names: year, Need: writers, Handle: d.editTexts},
		{Method: "POST", Pattern: "/desk/reports/{year}/texts", Names: year, Need: writers, Handle: d.keepTexts},
		{Method: "GET", Pattern: "/desk/reports/{year}/draft", Names: year, Need: writers, Handle: d.askLoad},
		{Method: "POST", Pattern: "/desk/reports/{year}/draft", Names: year, Need: writers, Handle: d.loadReport},
		{Method: "GET", Pattern: "/desk/reports/{year}/correction", Names: year, Need: writers, Handle: d.askReportCorrection},
		{Method: "POST", Pattern: "/desk/reports/{year}/correction", Names: year, Need: writers, Handle: d.correctReport},
		{Method: "GET", Pattern: "/desk/reports/{year}/figures/{cell}", Names: year, Need: proposers, Handle: d.newByHand},
		{Method: "POST", Pattern: "/desk/reports/{year}/figures/{cell}", Names: year, Need: proposers, Handle: d.proposeByHand},
	}
}

// TextsPage is the form of the texts of a report.
type TextsPage struct {
	Frame
	Heading  string
	Sentence string
	Error    *FormError
	Action   string
	Base     string
	Fields   []layout.Field
	Quotes   []Quote
	Cancel   layout.Link
}

// Quote is a figure that the texts may quote.
type Quote struct{ Name, Value string }

// reportAt loads the bureau and its report of the year in the path, as it is now.
func (d *Desk) reportAt(r *http.Request) (*agency.Unit, *report.Annual, error) {
	year, err := reportYear(r)
	if err != nil {
		return nil, nil, err
	}
	u, err := d.bureau(r)
	if err != nil {
		return nil, nil, err
	}
	a, err := d.Reports.Build(r.Context(), u, year)
	return u, a, err
}

// mine is reportAt for those who write the report.
func (d *Desk) mine(r *http.Request) (*agency.Unit, *report.Annual, error) {
	u, a, err := d.reportAt(r)
	if err == nil && who(r).Unit != u.ID {
		err = report.ErrMayNotWrite
	}
	return u, a, err
}

func (d *Desk) editTexts(w http.ResponseWriter, r *http.Request) error {
	return d.textsPage(w, r, http.StatusOK, nil)
}

func (d *Desk) textsPage(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	_, a, err := d.mine(r)
	if err != nil {
		return err
	}
	back := deskReportURL(a.Year)
	f, err := d.frame(w, r, "修改报告文字", back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: "修改文字"})
	if err != nil {
		return err
	}
	page := TextsPage{
		Frame: f, Heading: fmt.Sprintf("%d年度报告的文字", a.Year), Action: back + "/texts", Base: a.Sections.Digest(), Cancel: layout.Link{Text: "返回报告", URL: back},
		Sentence: "文字里的数连同花括号引用，随记录变，不能手填，文字和表格就不会不一致。保存不等于公布：送审稿另行生成。",
	}
	named := a.Sections.Named()
	texts := []string{named.Overview, named.Problems, named.Others}
	hints := []string{
		"主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面；一行一段，节内编号用“（一）”，不用“一、”。",
		"写清问题和改进的具体打算；每一项以“改进：”开头另起一行的，公布后列为下一年的应办事项，下一年报告引用办理情况。",
		"应写明收取信息处理费的情况，没有收取也写明。",
	}
	for i, s := range report.SectionNames {
		page.Fields = append(page.Fields, layout.Field{Kind: layout.Area, Name: s.Field, Label: s.Name, Rows: 8, Max: report.MaxSection, Value: texts[i], Hint: hints[i]})
	}
	for _, fd := range report.Fields() {
		page.Quotes = append(page.Quotes, Quote{"{" + fd.Name + "}", fd.Quote(a.Fields[fd.Key]) + " " + fd.Unit})
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		refill(r, page.Fields)
		at(page.Fields, fields)
		page.Error.keep(page.Fields)
		page.Base = r.PostFormValue("base")
	}
	return d.show(w, r, status, Texts(page))
}

func (d *Desk) keepTexts(w http.ResponseWriter, r *http.Request) error {
	u, a, err := d.mine(r)
	if err != nil {
		return err
	}
	text := report.Sections{Overview: r.PostFormValue("overview"), Problems: r.PostFormValue("problems"), Others: r.PostFormValue("others")}
	if err := d.Reports.Keep(r.Context(), who(r), u, a.Year, r.PostFormValue("base"), text); err != nil {
		return d.textsPage(w, r, http.StatusUnprocessableEntity, err)
	}
	d.flash(w, "已保存", fmt.Sprintf("%d年度报告的文字。", a.Year))
	return seeOther(w, r, deskReportURL(a.Year))
}

// reportVersion is the version of the item that carries a report.
func (d *Desk) reportVersion(r *http.Request, a *report.Annual) (publication.Version, error) {
	n, err := d.names(r.Context())
	if err != nil {
		return publication.Version{}, err
	}
	v := a.Announce()
	v.FormedOn, v.Source, v.Unnumbered = workday.DateOf(d.Now()), a.Agency, true
	if i := slices.IndexFunc(n.columns, func(c catalog.Column) bool { return c.Code == string(catalog.Annual) }); i >= 0 {
		v.Column = int64(n.columns[i].ID)
	}
	return v, nil
}

func (d *Desk) askLoad(w http.ResponseWriter, r *http.Request) error { return d.loadPage(w, r, nil) }

func (d *Desk) loadPage(w http.ResponseWriter, r *http.Request, problem error) error {
	_, a, err := d.mine(r)
	if err != nil {
		return err
	}
	back := deskReportURL(a.Year)
	f, err := d.frame(w, r, "生成送审稿", back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: "生成送审稿"})
	if err != nil {
		return err
	}
	return d.asked(w, r, ConfirmPage{
		Frame: f, Heading: "生成送审稿：" + a.Title(), Refused: "没有生成", Button: "生成", Action: back + "/draft", Cancel: layout.Link{Text: "返回报告", URL: back},
		Text: "把报告现在的数和文字固定下来，作为一份稿件走审核流程。",
		Effects: []string{
			"已有送审稿在办的，用现在的数和文字替换，已作的审核作废、重新审。", "送审以后记录、手工更正或者文字有变动的，签发时会拦住，退回后在这里重新生成。",
			"签发后公布；公布的报告不随记录变，有误的另出更正版。",
		},
	}, problem)
}

func (d *Desk) loadReport(w http.ResponseWriter, r *http.Request) error {
	u, a, err := d.mine(r)
	if err != nil {
		return err
	}
	v, err := d.reportVersion(r, a)
	if err != nil {
		return err
	}
	id, err := d.Reports.Load(r.Context(), who(r), u, a.Year, v)
	if err != nil {
		return d.loadPage(w, r, err)
	}
	d.flash(w, "已生成送审稿", "请核对后提交审核。")
	return seeOther(w, r, fmt.Sprintf("/desk/items/%d", id))
}

func (d *Desk) askReportCorrection(w http.ResponseWriter, r *http.Request) error {
	return d.reportCorrectionPage(w, r, nil)
}

func (d *Desk) reportCorrectionPage(w http.ResponseWriter, r *http.Request, problem error) error {
	u, a, err := d.mine(r)
	if err != nil {
		return err
	}
	back := deskReportURL(a.Year)
	public, saved, err := d.Reports.Public(r.Context(), u, a.Year)
	if errors.Is(err, report.ErrNotFound) {
		err = report.ErrNotOut
	}
	if err == nil && saved.Origin == report.Imported {
		err = report.ErrImported
	}
	if err != nil {
		return d.refuse(w, r, back, "不能更正", err)
	}
	f, err := d.frame(w, r, "起草更正版", back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: "起草更正版"})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "起草更正版：" + a.Title(), Refused: "没有起草", Button: "起草更正版", Action: back + "/correction", Cancel: layout.Link{Text: "返回报告", URL: back},
		Text: "更正版用现在的数和文字，重新走审核流程；签发以前公众看到的仍是原来的报告，签发以后原报告仍可查阅，并列出更正前后的不同。",
		Fields: []layout.Field{
			{Kind: layout.Area, Name: "reason", Label: "更正理由", Required: "必填，对外公布", Rows: 3, Max: report.MaxReason, Hint: "如：原报告漏计两件行政许可。不写个人信息。"},
		},
	}
	if saved.Draft != nil {
		page.Fields[0].Value = saved.Draft.Reason
	}
	for _, x := range public.Differences(a) {
		page.Effects = append(page.Effects, fmt.Sprintf("%s：%s → %s", x.Title, x.Text(x.Was), x.Text(x.Now)))
	}
	was, now := public.Texts(), a.Texts()
	for i, s := range report.SectionNames {
		if was[i] != now[i] {
			page.Effects = append(page.Effects, "“"+s.Name+"”的文字有修改。")
		}
	}
	if len(page.Effects) == 0 {
		page.Effects = []string{"现在没有不同。数有误的先改记录，或者打开那一格登记手工更正；文字先修改。"}
	}
	return d.asked(w, r, page, problem)
}

func (d *Desk) correctReport(w http.ResponseWriter, r *http.Request) error {
	u, a, err := d.mine(r)
	if err != nil {
		return err
	}
	v, err := d.reportVersion(r, a)
	if err != nil {
		return err
	}
	if err := d.asReleased(r, u, a.Year, &v); err != nil {
		return err
	}
	id, err := d.Reports.Correct(r.Context(), who(r), u, a.Year, r.PostFormValue("reason"), v)
	if err != nil {
		return d.reportCorrectionPage(w, r, err)
	}
	d.flash(w, "已起草更正版", "请核对后提交审核。")
	return seeOther(w, r, fmt.Sprintf("/desk/items/%d", id))
}

// asReleased leaves a 更正版 the day on which the report was formed, and its source: when it was corrected is told besides.
func (d *Desk) asReleased(r *http.Request, u *agency.Unit, year int, v *publication.Version) error {
	saved, err := d.Reports.Kept(r.Context(), int64(u.ID), year)
	if err != nil || saved == nil || saved.Item == 0 {
		return err
	}
	it, err := d.Items.Item(r.Context(), who(r), publication.ID(saved.Item))
	if err == nil {
		v.FormedOn, v.Source = it.Version.FormedOn, it.Version.Source
	}
	return err
}

func (d *Desk) newByHand(w http.ResponseWriter, r *http.Request) error {
	return d.byHandPage(w, r, nil)
}

func (d *Desk) byHandPage(w http.ResponseWriter, r *http.Request, problem error) error {
	u, a, err := d.reportAt(r)
	if err != nil {
		return err
	}
	cell, back := r.PathValue("cell"), deskReportURL(a.Year)
	if err := d.Reports.CanCorrectByHand(r.Context(), int64(u.ID), a.Year, cell); err != nil {
		return d.refuse(w, r, back, "不能更正这一格", err)
	}
	q, title, err := report.QueryOf(a.Format, a.Settings, cell)
	if err != nil {
		return err
	}
	now, err := a.Figure(cell)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "登记手工更正", back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: "登记手工更正"})
	if err != nil {
		return err
	}
	text, hint := strconv.FormatInt(now, 10), "比现在多的写 +1，少的写 -1。"
	if q.Amount {
		text, hint = report.Wan(now)+" 万元", "以万元为单位，多的写 +1.5，少的写 -1.5。"
	}
	return d.asked(w, r, ConfirmPage{
		Frame: f, Heading: fmt.Sprintf("登记手工更正：%d年度，%s", a.Year, strings.ReplaceAll(title, "·", "，")), Refused: "没有登记", Button: "登记",
		Text: "这一格现在是 " + text + "，由记录统计。记录确实不全、又不能补录的，才在这里更正。",
		Effects: []string{
			"能改记录、能补录的，先改记录，不用手工更正。", "由政府信息公开工作机构负责人或者签发领导签字后才算数，所在的合计随之变动；签字以前可以收回。",
			"理由随年度报告公布，印在表格下面；报告已经公布的，还要起草更正版。",
		},
		Action: r.URL.Path, Cancel: layout.Link{Text: "返回报告", URL: back},
		Fields: []layout.Field{
			{Name: "difference", Label: "更正数", Required: "必填", Max: 16, Hint: hint, Complete: "off"},
			{Kind: layout.Area, Name: "reason", Label: "理由", Required: "必填，对外公布", Rows: 3, Max: report.MaxReason, Hint: "如：原许可系统停用前的两件没有导入，依据纸质案卷补计。不写个人信息。"},
		},
	}, problem)
}

func (d *Desk) proposeByHand(w http.ResponseWriter, r *http.Request) error {
	u, a, err := d.reportAt(r)
	if err != nil {
		return err
	}
	what := report.Adjusted{Cell: r.PathValue("cell"), Reason: r.PostFormValue("reason")}
	if q, _, err := report.QueryOf(a.Format, a.Settings, what.Cell); err == nil {
		what.Difference = typedDifference(r.PostFormValue("difference"), q.Amount)
	}
	x, err := d.Reports.ProposeByHand(r.Context(), who(r), u, a.Year, what)
	if err != nil {
		return d.byHandPage(w, r, err)
	}
	d.flash(w, "已登记", x.Text()+"，等另一人签字。")
	return seeOther(w, r, deskReportURL(a.Year)+"#by-hand")
}

// typedDifference reads a difference, an amount in 万元; what is none is 0, which is refused at its field.
func typedDifference(typed string, amount bool) int64 {
	typed = strings.TrimSuffix(signs.Replace(typed), "万元")
	if !amount {
		n, _ := strconv.ParseInt(typed, 10, 64)
		return n
	}
	fen, err := report.ParseWan(typed)
	if err != nil {
		return 0
	}
	return fen
}

// byHandChange says what a figure is now, and what it is once its correction is signed.
func (d *Desk) byHandChange(r *http.Request, x *report.Adjustment) (string, error) {
	u, err := d.bureau(r)
	if err != nil {
		return "", err
	}
	a, err := d.Reports.Build(r.Context(), u, x.Year)
	if err != nil {
		return "", err
	}
	q, _, err := report.QueryOf(a.Format, a.Settings, x.Cell)
	if err != nil {
		return "", err
	}
	now, err := a.Figure(x.Cell)
	if err != nil {
		return "", err
	}
	if q.Amount {
		return fmt.Sprintf("现在是 %s 万元，签字后是 %s 万元。", report.Wan(now), report.Wan(now+x.Difference)), nil
	}
	return fmt.Sprintf("现在是 %d，签字后是 %d。", now, now+x.Difference), nil
}

// byHandPart lists what was corrected by hand.
func (d *Desk) byHandPart(r *http.Request, a *report.Annual) ([]AdjustmentLine, error) {
	list, err := d.Reports.Adjustments(r.Context(), a.Unit, a.Year)
	var out []AdjustmentLine
	for i := range list {
		if list[i].ByHand() {
			out = append(out, d.adjustmentLine(r, &list[i]))
		}
	}
	return out, err
}

// inHand says where a report stands on its way, and what its writer may do next.
func (d *Desk) inHand(r *http.Request, page *ReportPage, u *agency.Unit, a *report.Annual, public bool) error {
	me, base := who(r), deskReportURL(a.Year)
	mine := me.Unit == u.ID && me.Has(report.Writers...)
	if mine {
		page.Edit = base + "/texts"
	}
	saved, err := d.Reports.Kept(r.Context(), int64(u.ID), a.Year)
	if err != nil || saved == nil && !mine {
		return err
	}
	ended := workday.DateOf(d.Now()).Year() > a.Year
	switch {
	case mine && public:
		page.Next = layout.Link{Text: "起草更正版", URL: base + "/correction"}
	case mine && ended:
		page.Next = layout.Link{Text: "生成送审稿", URL: base + "/draft"}
	}
	if saved == nil || saved.Item == 0 || public && saved.Draft == nil {
		return nil
	}
	it, err := d.Items.Item(r.Context(), me, publication.ID(saved.Item))
	if _, ok := fault.Of(err); ok || err == nil && it.State == publication.Released {
		return nil // somebody who does not see it, or only words were written since
	}
	if err != nil {
		return err
	}
	what := "送审稿"
	if public {
		what = "更正版"
	}
	stage := Alert{Tone: layout.Soon, Title: what + "在办", Text: "稿件状态：" + stateOf(it).Word + "。", Links: []layout.Link{{Text: "打开稿件", URL: fmt.Sprintf("/desk/items/%d", it.ID)}}}
	if !a.Is(it.Version.Cargo) {
		stage.Tone = layout.Late
		stage.Text += "生成以后记录、手工更正或者文字已有变动，签发时会拦住，请重新生成。"
		if it.State != publication.Draft && it.State != publication.Returned {
			stage.Text = strings.Replace(stage.Text, "请重新生成", "请先退回，再重新生成", 1)
		}
		if mine {
			stage.Links = append(stage.Links, layout.Link{Text: "重新生成", URL: page.Next.URL})
		}
	}
	page.Alerts = append(page.Alerts, stage)
	return nil
}
