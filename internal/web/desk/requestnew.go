package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// newRequest shows the form for a request that came on paper or by word of mouth.
func (d *Desk) newRequest(w http.ResponseWriter, r *http.Request) error {
	return d.askRequest(w, r, nil)
}

func (d *Desk) askRequest(w http.ResponseWriter, r *http.Request, problem error) error {
	f, err := d.frame(w, r, "登记申请", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "登记申请", Text: "当面、邮寄、传真和口头提出的申请在这里登记。收到之日由途径和凭据确定，不能另填（条例第三十一条）。",
		Effects: []string{"只填条例第二十九条规定的内容，不得要求申请人说明用途。", "登记后生成申请编号和查询码；查询码只显示一次，请随回执交给申请人。"},
		Action:  requestsURL, Button: "登记", Refused: "没有登记", Cancel: layout.Link{Text: "返回清单", URL: requestsURL},
	}
	if page.Fields, err = d.requestFields(r); err != nil {
		return err
	}
	return d.asked(w, r, page, problem)
}

// options makes the choices of a list of words, the first asking to choose.
func options(words ...string) []layout.Option {
	out := []layout.Option{{Text: "请选择"}}
	for _, w := range words {
		out = append(out, layout.Option{Value: w, Text: w})
	}
	return out
}

// takers are the units that take requests: agencies, and those whom a law authorises.
//
// law: 条例 54
func (d *Desk) takers(r *http.Request) ([]agency.Unit, error) {
	units, err := d.Units.Units(r.Context())
	return slices.DeleteFunc(units, func(u agency.Unit) bool { return u.Duty == agency.DutyPublic }), err
}

func (d *Desk) requestFields(r *http.Request) ([]layout.Field, error) {
	units, err := d.takers(r)
	if err != nil {
		return nil, err
	}
	unit := layout.Field{Kind: layout.Select, Name: "unit", Label: "受理单位", Required: "必填", Hint: "学校等公共企事业单位不受理申请，要求其公开信息的向市教育局申诉（条例第五十五条）。"}
	for _, u := range units {
		unit.Options = append(unit.Options, layout.Option{Value: fmt.Sprint(u.ID), Text: u.Name})
	}
	channel := layout.Field{Kind: layout.Radio, Name: "channel", Label: "收到途径", Required: "必填"}
	for _, c := range request.Channels {
		if c.Channel != request.Online {
			channel.Options = append(channel.Options, layout.Option{Value: string(c.Channel), Text: c.Name, Hint: c.Counts})
		}
	}
	applicant := layout.Field{Kind: layout.Radio, Name: "applicant", Label: "申请人类型", Required: "必填"}
	for _, a := range request.Applicants {
		applicant.Options = append(applicant.Options, layout.Option{Value: string(a), Text: a.Name()})
	}
	text := func(name, label, required, hint string, most int) layout.Field {
		return layout.Field{Name: name, Label: label, Required: required, Max: most, Hint: hint, Complete: "off"}
	}
	return []layout.Field{
		unit, channel,
		{Kind: layout.Date, Name: "arrived", Label: "签收或者到达日期", Hint: "邮寄的填回执上的签收日期；平常信函、传真填到达日期。"},
		text("evidence", "凭据", "", "邮件编号、邮戳日期或者传真号码；邮寄、信函、传真必填。", request.MaxLine),
		applicant,
		text("name", "姓名或者名称", "必填", "与证件上的一致。", request.MaxName),
		{Kind: layout.Select, Name: "id-kind", Label: "证件名称", Options: options(request.IDKinds...), Hint: "自然人填写。"},
		text("id-no", "证件号码或者统一社会信用代码", "必填", "只用于核实身份，加密保存。", 20),
		text("head", "法定代表人", "", "法人或者其他组织填写。", request.MaxName),
		text("contact", "联系人", "", "法人或者其他组织填写。", request.MaxName),
		text("phone", "联系电话", "必填", "手机号码，或者带区号的固定电话。", 20),
		text("email", "电子邮箱", "", "以电子邮件获取的必填。", request.MaxLine),
		text("address", "联系地址", "必填", "写到门牌号。", request.MaxLine),
		{Kind: layout.Area, Name: "text", Label: "所需信息的名称、文号或者其他特征", Required: "必填", Rows: 4, Max: request.MaxRequest, Hint: "照申请表原文录入。"},
		{Kind: layout.Select, Name: "get", Label: "获取方式", Required: "必填", Options: options(request.GetWays...), Hint: "按申请人的要求。"},
		{Kind: layout.Select, Name: "carrier", Label: "载体形式", Required: "必填", Options: options(request.Carriers...), Hint: "按申请人的要求和保存的实际情况。"},
		text("help", "需要的帮助", "", "阅读困难、视听障碍的，写明怎样帮助（条例第四十三条）。", request.MaxLine),
		text("subject", "内容概述", "", "清单和登记簿用它称呼本件；不写申请人的姓名。", request.MaxSubject),
	}, nil
}

// createRequest takes a request in and shows its receipt, with the secret that is shown once.
func (d *Desk) createRequest(w http.ResponseWriter, r *http.Request) error {
	var got *request.Receipt
	filing, err := d.readFiling(r)
	if err == nil {
		got, err = d.Requests.File(r.Context(), who(r), filing)
	}
	var fields fault.Fields
	switch {
	case errors.As(err, &fields):
		return d.askRequest(w, r, err)
	case err != nil:
		return err
	}
	f, err := d.frame(w, r, "申请回执", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: got.Request.No, URL: requestURL(got.Request.ID)})
	if err != nil {
		return err
	}
	page := FiledPage{
		Frame: f, Case: layout.Link{Text: "打开卷宗", URL: requestURL(got.Request.ID)},
		Facts: []layout.Fact{
			{Name: "申请编号", Value: got.Request.No, Mono: true},
			{Name: "查询码", Value: got.Grouped(), Mono: true},
			{Name: "收到之日", Value: dayOrDash(got.Request.ReceivedOn)},
			{Name: "最晚答复日期", Value: dayOrDash(got.Request.Due)},
		},
	}
	page.Sentence = "请打印回执交给申请人。查询码只显示这一次，系统不保存原文，遗失后凭身份证明到窗口查询。"
	page.Receipt, page.Secret = requestURL(got.Request.ID)+"/receipt", got.Secret
	if got.Request.State == request.Filed {
		page.Receipt = ""
		page.Sentence = "这个途径须与申请人确认，确认之日为收到之日。请尽快电话联系，并在卷宗里办理“确认收到”。" + page.Sentence
	}
	return d.show(w, r, http.StatusOK, Filed(page))
}

// FiledPage is shown once, after a request was taken in.
type FiledPage struct {
	Frame
	Sentence string
	Facts    []layout.Fact
	Case     layout.Link
	Receipt  string // where the 登记回执 is handed out; "" before the day of receipt is known
	Secret   string
}

// requestReceipt hands out the 登记回执 as docx, to whoever has the secret of the request.
func (d *Desk) requestReceipt(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	secret := r.PostFormValue("code")
	if !d.Requests.Opens(req, secret) {
		return fmt.Errorf("receipt of request %s: %w", req.No, dispatch.ErrSecret)
	}
	form, err := d.Requests.Application(req)
	if err != nil {
		return err
	}
	b, err := d.Letters.Receipt(r.Context(), req, form, d.Calendars.Calendar(), secret)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	web.SendFile(w, r, web.File{Name: "登记回执" + req.No + ".docx", Kind: document.DOCX, Digest: req.No, Body: b})
	return nil
}

// readFiling reads the form. It refuses a unit that takes no requests.
func (d *Desk) readFiling(r *http.Request) (request.Filing, error) {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f := request.Filing{
		Applicant: request.Applicant(v("applicant")), Channel: request.Channel(v("channel")), Evidence: v("evidence"), Subject: v("subject"),
		Application: request.Application{
			Name: v("name"), IDKind: v("id-kind"), IDNo: v("id-no"), Head: v("head"), Contact: v("contact"), Phone: v("phone"), Email: v("email"), Address: v("address"),
			Text: v("text"), Get: v("get"), Carrier: v("carrier"), Help: v("help"),
		},
	}
	var fs fault.Fields
	if f.Arrived = typedDay(&fs, "arrived", v("arrived")); len(fs) > 0 {
		return f, fs
	}
	units, err := d.takers(r)
	if err != nil {
		return f, err
	}
	for _, u := range units {
		if fmt.Sprint(u.ID) == v("unit") {
			f.Unit = int64(u.ID)
		}
	}
	if f.Unit == 0 {
		return f, request.ErrDuty
	}
	return f, nil
}

// DeadlinePage is the 期限计算单.
type DeadlinePage struct {
	Frame
	Heading string
	Facts   []layout.Fact
	Steps   []StepRow
	Days    []DeadlineDay
	Note    string
	Back    layout.Link
}

// DeadlineDay is a line of the sheet.
type DeadlineDay struct{ Date, Week, Use, N string }

// requestSheet prints how the deadline was computed, day by day.
func (d *Desk) requestSheet(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	cal, today := d.Calendars.Calendar(), workday.DateOf(d.Now())
	f, err := d.frame(w, r, "期限计算单", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	clock, err := req.Clock(cal)
	if err != nil {
		return err
	}
	days, err := req.Timeline(cal, today)
	if err != nil {
		return err
	}
	due := clock.Deadline()
	page := DeadlinePage{
		Frame: f, Heading: "政府信息公开申请答复期限计算单", Back: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)},
		Note: "起算之日不计入，自次日起数工作日；征求意见的，自发函次日至收到意见之日不计入；补正、缴费的，自收到补正、缴清之日的次日重新计算。工作日依国务院办公厅公布的节假日安排。",
		Facts: []layout.Fact{
			{Name: "申请编号", Value: req.No, Mono: true},
			{Name: "内容概述", Value: req.Title()},
			{Name: "收到之日", Value: dayOrDash(clock.ReceivedOn) + "（" + req.Channel.Name() + "，" + req.Channel.Counts() + "）"},
			{Name: "起算", Value: dayOrDash(clock.Base) + " " + req.Started(&clock)},
			{Name: "依据", Value: due.Rule.Article.Full()},
			{Name: "算法", Value: clock.Sum(cal, req.Started(&clock))},
			{Name: "到期日", Value: dayOrDash(due.Due)},
			{Name: "打印日期", Value: today.String()},
			{Name: "卷宗摘要", Value: req.Digest(), Mono: true},
		},
	}
	if due.Provisional {
		page.Facts = append(page.Facts, layout.Fact{Name: "说明", Value: fmt.Sprintf("%d年放假安排尚未公布，到期日为暂定。", due.Due.Year())})
	}
	if page.Steps, err = d.stepRows(r, req); err != nil {
		return err
	}
	slices.Reverse(page.Steps)
	for _, x := range days {
		line := DeadlineDay{Date: x.Date.String(), Week: x.Date.ChineseWeekday(), Use: x.Counts()}
		if x.N > 0 {
			line.N = fmt.Sprintf("第%d日", x.N)
		}
		page.Days = append(page.Days, line)
	}
	return d.show(w, r, http.StatusOK, DeadlineSheet(page))
}
