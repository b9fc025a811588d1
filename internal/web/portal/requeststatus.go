package portal

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// TrackingPage asks for what opens the status of a request.
type TrackingPage struct {
	Frame
	Problem string
	Fields  []layout.Field
}

// StatusPage says how a request stands, to its applicant.
type StatusPage struct {
	Frame
	DueName, Due, Week string
	Left, More, Rule   string
	Past, All          int
	Steps              []StatusStep
	Weeks              [][]StatusDay
	Caption, Sum       string
	Facts              []layout.Fact
	Contact, Remedy    string
	CanSupplement      bool
	Supplement         layout.Field
	HasReceipt         bool
	Receipt            layout.Field
	CanWithdraw        bool
	Given              []layout.Link
}

// StatusStep is a point of the way.
type StatusStep struct {
	When, ISO, Name, Text, Class string
	Letter                       layout.Link // that the step sent; empty: none
}

// StatusDay is a day of the calendar.
type StatusDay struct{ Day, Text, Class string }

// The cookie that opens the status page of one request for half an hour.
const (
	ticketCookie = "gongkai_request"
	ticketLife   = 30 * time.Minute
)

func (p *Portal) ticketName() string {
	if p.secure {
		return "__Host-" + ticketCookie
	}
	return ticketCookie
}

func (p *Portal) trackingPage(r *http.Request, wrong error) TrackingPage {
	page := TrackingPage{Frame: p.frame("查询办理进度", "/open", requestColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: "查询办理进度", URL: trackURL})}
	page.Script = "track.js"
	page.Fields = []layout.Field{
		{Name: "no", Label: "申请编号", Max: 20, Complete: "off", Hint: "例如 2026-0007。", Value: r.PostFormValue("no")},
		{Name: "code", Label: "查询码", Max: 60, Complete: "off", Hint: "回执上的 26 位字母和数字，空格可以不填。"},
		{Name: "name", Label: "姓名或者名称", Max: request.MaxName, Complete: "off", Hint: "与申请表上的一致。", Value: r.PostFormValue("name")},
	}
	if wrong != nil {
		page.Problem, page.NoIndex = fault.Text(wrong), true
	}
	return page
}

// tracking shows the empty form, the same bytes for everybody.
func (p *Portal) tracking(r *http.Request) (web.Page, error) {
	return web.Render(r.Context(), Tracking(p.trackingPage(r, nil)))
}

// track opens the status of a request. A wrong number, secret or name all answer alike.
func (p *Portal) track(w http.ResponseWriter, r *http.Request) error {
	var req *request.Request
	err := error(errTracksCrowded)
	status := http.StatusTooManyRequests
	if p.limitTracks.Take(p.Address(r), time.Now()) { // of visitors, whatever the domain's clock says
		status = http.StatusNotFound
		req, err = p.Requests.Track(r.Context(), r.PostFormValue("no"), r.PostFormValue("code"), r.PostFormValue("name"))
	}
	if _, ok := fault.Of(err); err != nil && !ok {
		return err
	}
	if err != nil {
		return p.sendOnce(w, r, status, Tracking(p.trackingPage(r, err)))
	}
	until := time.Now().Add(ticketLife)
	http.SetCookie(w, &http.Cookie{
		Name: p.ticketName(), Value: p.Requests.Ticket(req, until), Path: "/", Expires: until, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteStrictMode,
	})
	web.NotKept(w.Header())
	http.Redirect(w, r, statusURL, http.StatusSeeOther)
	return nil
}

var errTracksCrowded = fault.New(fault.Unavailable, "tracks-crowded", "这个网络地址查询得太多，请一小时后再试，或者打电话查询。")

// ticketed returns the request that the visitor's cookie opens, or ErrTracking.
func (p *Portal) ticketed(r *http.Request) (*request.Request, error) {
	c, err := r.Cookie(p.ticketName())
	if err != nil {
		return nil, fmt.Errorf("status of a request: %w", request.ErrTracking)
	}
	return p.Requests.Ticketed(r.Context(), c.Value, time.Now())
}

// statusURL shows how the visitor's request stands; without a ticket it leads to the form.
func (p *Portal) requestStatus(w http.ResponseWriter, r *http.Request) error {
	req, err := p.ticketed(r)
	if errors.Is(err, request.ErrTracking) {
		return p.toTracking(w, r)
	}
	if err != nil {
		return err
	}
	return p.sendStatus(w, r, http.StatusOK, req, nil)
}

func (p *Portal) sendStatus(w http.ResponseWriter, r *http.Request, status int, req *request.Request, wrong error) error {
	page, err := p.statusPage(r, req)
	if err != nil {
		return err
	}
	var fields fault.Fields
	if errors.As(wrong, &fields) {
		page.Supplement.Error, page.Receipt.Error = fields.For("text"), fields.For("code")
	}
	return p.sendOnce(w, r, status, RequestStatus(page))
}

// supplementRequest takes in what the applicant adds.
func (p *Portal) supplementRequest(w http.ResponseWriter, r *http.Request) error {
	return p.applicantDoes(w, r, request.Doing{Kind: request.Supplement, Words: request.Words{Text: r.PostFormValue("text")}})
}

// withdrawRequest ends the visitor's request.
func (p *Portal) withdrawRequest(w http.ResponseWriter, r *http.Request) error {
	return p.applicantDoes(w, r, request.Doing{Kind: request.Withdraw, Words: request.Words{Text: "申请人在网上撤回"}})
}

func (p *Portal) applicantDoes(w http.ResponseWriter, r *http.Request, d request.Doing) error {
	req, err := p.ticketed(r)
	if err == nil {
		err = p.Requests.Do(r.Context(), nil, req.ID, d)
	}
	var fields fault.Fields
	if errors.As(err, &fields) {
		return p.sendStatus(w, r, http.StatusUnprocessableEntity, req, err)
	}
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	http.Redirect(w, r, statusURL, http.StatusSeeOther)
	return nil
}

// leaveStatus forgets the ticket.
func (p *Portal) leaveStatus(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, &http.Cookie{Name: p.ticketName(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteStrictMode})
	web.NotKept(w.Header())
	http.Redirect(w, r, requestsURL, http.StatusSeeOther)
	return nil
}

func (p *Portal) statusPage(r *http.Request, req *request.Request) (StatusPage, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return StatusPage{}, err
	}
	a, err := p.Requests.Application(req)
	if err != nil {
		return StatusPage{}, err
	}
	cal, today := p.Calendar(), p.today()
	clk, err := req.Clock(cal)
	if err != nil {
		return StatusPage{}, err
	}
	days, err := req.Timeline(cal, today)
	if err != nil {
		return StatusPage{}, err
	}
	unit := c.unit(req.Unit)
	name, number := a.Masked()
	page := StatusPage{
		Frame: p.frame("申请办理进度", "/open", requestColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: "办理进度", URL: statusURL}),
		Facts: []layout.Fact{
			{Name: "申请编号", Value: req.No, Mono: true},
			{Name: "申请人", Value: name + "（" + req.Applicant.Name() + "）"},
			{Name: "证件号码", Value: number, Mono: true},
			{Name: "受理单位", Value: unit.Name},
			{Name: "申请内容", Value: a.Text},
			{Name: "获取方式", Value: a.Get + "，" + a.Carrier},
		},
		Contact:       unit.Name + "：" + unit.Phone + "，工作日接听。",
		Rule:          "工作日从收到申请的次日算起，周末、法定节假日不计，调休上班日计入。",
		CanSupplement: req.Can(cal, request.Supplement, nil, today) == nil, CanWithdraw: req.Can(cal, request.Withdraw, nil, today) == nil,
		Supplement: layout.Field{Kind: layout.Area, Name: "text", Label: "补正的内容", Rows: 5, Max: request.MaxText, Value: r.PostFormValue("text"), Hint: "按告知书写明的事项补正。自收到补正之日的次日重新计算期限。"},
		HasReceipt: req.Last(request.Receive) != nil,
		Receipt:    layout.Field{Name: "code", Label: "查询码", Max: 60, Complete: "off", Hint: "回执要写明查询码，系统不保存，请再填一次。"},
	}
	page.Sheet, page.NoIndex = requestSheet, true
	if page.Remedy, err = p.remedyText(r.Context(), req, &clk); err != nil {
		return page, err
	}
	statusDue(&page, req, &clk, cal, today)
	if page.Steps, err = p.statusSteps(req, &clk, today); err != nil {
		return page, err
	}
	for i, s := range req.Given(&clk) {
		w, err := p.Requests.Words(req, s)
		if err != nil {
			return page, err
		}
		for _, f := range w.Files {
			page.Given = append(page.Given, layout.Link{Text: f.Name + "（" + layout.FileSize(f.Size) + "）", URL: fmt.Sprintf("%s/files/%d", statusURL, i+1)})
		}
	}
	page.Weeks, page.Caption = statusWeeks(days, today, clk.Deadline().Due)
	if sum := clk.Sum(cal, req.Started(&clk)); sum != "" {
		page.Sum = sum + "。"
	}
	return page, nil
}

// statusDue says by when the answer comes, in words first.
func statusDue(page *StatusPage, req *request.Request, c *request.Clock, cal workday.Calendar, today workday.Date) {
	due := c.Deadline().Due
	switch {
	case c.Running():
		page.Past, page.All = c.Used(today)
		page.DueName, page.Due, page.Week = "最晚答复日期", due.Chinese(), due.ChineseWeekday()
		page.Left = fmt.Sprintf("还有 %d 个工作日", page.All-page.Past)
		if today.After(due) {
			page.Left = "已经超过答复期限"
		}
		page.More = fmt.Sprintf("。已经计入 %d 个工作日", page.Past)
		if held := c.Held(cal); held > 0 {
			page.More += fmt.Sprintf("，征求意见的 %d 个工作日不计", held)
		}
		page.More += "。"
		if c.Deadline().Provisional {
			page.More += fmt.Sprintf("%d年放假安排尚未公布，日期可能变动。", due.Year())
		}
	case c.State == request.Filed:
		page.DueName, page.Due = "办理情况", "待确认"
		page.Left, page.More = "经办人会尽快与您电话确认收到", "，以双方确认之日为收到之日，自次日起 20 个工作日内答复。"
	case c.State == request.Supplementing:
		page.DueName, page.Due, page.Week = "请在此日前补正", c.Until.Chinese(), c.Until.ChineseWeekday()
		page.Left, page.More = "等待您补正", "，收到补正的次日起重新计算 20 个工作日；没有正当理由逾期不补正的，视为放弃申请。"
	case c.State == request.FeeNoticed:
		page.DueName, page.Due = "办理情况", "待缴费"
		page.Left, page.More = "已发收费通知", "，自收到通知的次日起 20 个工作日内缴费；逾期不缴的，视为放弃申请。"
	default:
		page.DueName, page.Due, page.Week = "办结日期", c.ClosedOn.Chinese(), c.ClosedOn.ChineseWeekday()
		page.Left = req.State.Name()
		if info, ok := c.Code.Info(); ok && !c.ClosedOn.IsZero() {
			page.More = "：" + info.Name + "。"
		}
	}
}

// applicantWords are how a step is told to the applicant; a step without words is the house's own.
var applicantWords = map[request.StepKind][2]string{
	request.Submit: {"提交申请", "申请已经提交。"}, request.Receive: {"收到申请", "已经登记，期限从次日起算。"},
	request.AskSupplement: {"告知补正", "请补正："}, request.Supplement: {"收到补正", "期限自次日起重新计算。"}, request.LapseSupplement: {"视为放弃", "逾期没有补正，不再处理本申请。"},
	request.Consult: {"征求意见", "您要的信息涉及其他方面，已书面征求意见。从次日起暂停计时。"}, request.AnswerConsult: {"收到意见", "从次日起恢复计时。"}, request.LapseConsult: {"对方逾期未提出意见", "恢复计时，由本机关依法决定。"},
	request.Extend: {"延期答复", "经批准延长答复期限，理由："}, request.AskReason: {"请说明理由", "请说明："}, request.GiveReason: {"收到理由", "已经收到您说明的理由。"}, request.Defer: {"延迟答复", "不能在期限内办完，确定了新的答复日期，理由："},
	request.NoticeFee: {"收费通知", "已发信息处理费收费通知，期限停止计算。"}, request.PayFee: {"缴费", "已经缴清，期限自次日起重新计算。"}, request.LapseFee: {"视为放弃", "逾期没有缴费，不再处理本申请。"},
	request.Send: {"发出答复", "答复书已按您选择的方式发出。"}, request.Deliver: {"送达", "答复书已经送达。"}, request.Withdraw: {"撤回", "申请已经撤回。"},
}

// said are the steps whose words are meant for the applicant.
var said = map[request.StepKind]bool{request.AskSupplement: true, request.Extend: true, request.AskReason: true, request.Defer: true}

func (p *Portal) statusSteps(req *request.Request, c *request.Clock, today workday.Date) ([]StatusStep, error) {
	var out []StatusStep
	for i := range req.Steps {
		s := &req.Steps[i]
		words, ok := applicantWords[s.Kind]
		if !ok {
			continue
		}
		text := words[1]
		if said[s.Kind] {
			w, err := p.Requests.Words(req, s)
			if err != nil {
				return nil, err
			}
			text += w.Text
		}
		step := StatusStep{When: s.On.String(), ISO: s.On.String(), Name: words[0], Text: text}
		if from := answerOf(req, s); req.Posted(from) {
			step.Letter = layout.Link{Text: req.LetterName(from) + "（" + from.DocNo + "）", URL: fmt.Sprintf("%s/letters/%d", statusURL, from.No)}
		}
		out = append(out, step)
	}
	if c.Running() {
		out = append(out, StatusStep{When: today.String() + " 今天", ISO: today.String(), Name: "正在办理", Text: "无需您补充材料；需要时会与您联系。", Class: "now"},
			StatusStep{When: "最晚 " + c.Deadline().Due.String(), ISO: c.Deadline().Due.String(), Name: "作出答复", Text: "按您选择的方式发送，进度在本页显示。", Class: "todo"})
	}
	return out, nil
}

// statusWeeks lays the days out in whole weeks.
func statusWeeks(days []request.Day, today, due workday.Date) ([][]StatusDay, string) {
	if len(days) == 0 {
		return nil, ""
	}
	uses := map[request.DayUse][2]string{
		request.DayOff: {"w", "休息"}, request.DayStart: {"", "起算日"}, request.DayVoid: {"x", "重新起算"}, request.DayStopped: {"x", "不计"}, request.DayHeld: {"x", "不计"}, request.DayCounted: {"c", ""}, request.DayLeft: {"", ""},
	}
	column := func(d workday.Date) int { return (int(d.Weekday()) + 6) % 7 }
	var weeks [][]StatusDay
	week := make([]StatusDay, column(days[0].Date))
	for i, d := range days {
		x := StatusDay{Day: fmt.Sprint(d.Date.Day()), Class: uses[d.Use][0], Text: uses[d.Use][1]}
		if i == 0 || d.Date.Day() == 1 {
			x.Day = fmt.Sprintf("%d月%d日", int(d.Date.Month()), d.Date.Day())
		}
		if d.N > 0 {
			x.Text = fmt.Sprintf("第%d日", d.N)
		}
		switch d.Date {
		case due:
			x.Class = "d"
		case today:
			x.Class += " n"
		}
		if week = append(week, x); len(week) == 7 {
			weeks, week = append(weeks, week), nil
		}
	}
	if len(week) > 0 {
		weeks = append(weeks, append(week, make([]StatusDay, 7-len(week))...))
	}
	return weeks, days[0].Date.Chinese() + "至" + days[len(days)-1].Date.Chinese() + "逐日计算"
}

// remedyText is what may be done against the answer: as its letter says, or in general while there is none.
func (p *Portal) remedyText(ctx context.Context, req *request.Request, c *request.Clock) (string, error) {
	if c.ClosedOn.IsZero() || c.Code == "" {
		return "收到答复之日起 60 日内，可以申请行政复议；对不予公开的答复，应当先申请行政复议，对复议决定不服的，再依法提起行政诉讼。", nil
	}
	set, _, err := p.Letters.Setting(ctx, req.Unit)
	if err != nil {
		return "", err
	}
	forum := set.Forum
	forum.Authority = cmp.Or(forum.Authority, "本级人民政府")
	on := c.ClosedOn
	if signed := req.Last(request.Sign); signed != nil {
		on = signed.On
	}
	return forum.RemedyOn(on, c.Code).Text, nil
}

// answerOf is the step whose letter a step brings to the applicant: the sending brings what was signed.
func answerOf(req *request.Request, s *request.Step) *request.Step {
	if signed := req.Last(request.Sign); s.Kind == request.Send && signed != nil {
		return signed
	}
	return s
}

// givenFile hands out a file of the answer, to whoever holds the ticket of its request. All others are led to the form.
func (p *Portal) givenFile(w http.ResponseWriter, r *http.Request) error {
	req, err := p.ticketed(r)
	if errors.Is(err, request.ErrTracking) {
		return p.toTracking(w, r)
	}
	if err != nil {
		return err
	}
	n, err := number(r, "file")
	if err != nil {
		return err
	}
	clk, err := req.Clock(p.Calendar())
	if err != nil {
		return err
	}
	given := req.Given(&clk)
	if int(n) > len(given) {
		return fmt.Errorf("file %d of request %s: %w", n, req.No, web.ErrNoPage)
	}
	s := given[n-1]
	words, err := p.Requests.Words(req, s)
	if err != nil {
		return err
	}
	if len(words.Files) == 0 {
		return fmt.Errorf("file %d of request %s: %w", n, req.No, web.ErrNoPage)
	}
	f := words.Files[0]
	body, err := p.Requests.Read(r.Context(), req, s.No, f.Digest)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	web.SendFile(w, r, web.File{Name: f.Name, Kind: document.Sniff(bytes.NewReader(body), int64(len(body))), Digest: f.Digest, Body: body})
	return nil
}
