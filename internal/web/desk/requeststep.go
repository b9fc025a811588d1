package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// stepNotes say in a line what a step does.
var stepNotes = map[request.StepKind]string{
	request.Receive: "以凭据确定收到之日，期限自次日起算", request.Assign: "交给经办人", request.AskSupplement: "一次告知全部事项；期限停止，补正后重新起算",
	request.Supplement: "自收到之日的次日重新计算20个工作日", request.LapseSupplement: "没有正当理由的，视为放弃",
	request.Consult: "发函次日起扣除，至收到意见之日", request.ServeConsult: "对方的15个工作日自签收起算", request.AnswerConsult: "期限恢复计算",
	request.LapseConsult: "第三方逾期由本机关决定，共同制作机关逾期视为同意", request.AskExtension: "报政府信息公开工作机构负责人批准", request.Extend: "到期日当日或者之前批准并告知申请人",
	request.AskReason: "数量、频次明显超过合理范围的", request.GiveReason: "理由合理的继续办理", request.Defer: "理由合理但不能按期办完的，另定合理期限并告知",
	request.NoticeFee: "期限停止，缴清后重新起算", request.ServeFee: "申请人20个工作日内缴费", request.PayFee: "自缴清之日的次日重新计算20个工作日", request.LapseFee: "视为放弃",
	request.ReviewLaw: "审核决定的依据和理由", request.ReviewSecrecy: "向申请人提供信息的必须先做", request.Prepare: "部分公开的，从原文件删去不予公开的部分", request.Propose: "拟定后由另一位负责人签发",
	request.Return: "退回经办人重拟", request.Sign: "签发后即可发出", request.Send: "发出之日为答复之日", request.Deliver: "登记回证", request.Withdraw: "申请人书面或者可留痕提出", request.Archive: "归档后只读", request.Note: "只记录，不影响期限",
}

// stepFields are the questions of a step's form.
func (d *Desk) stepFields(r *http.Request, req *request.Request, kind request.StepKind) ([]layout.Field, error) {
	today := workday.DateOf(d.Now())
	date := func(name, label, hint string, first string) layout.Field {
		return layout.Field{Kind: layout.Date, Name: name, Label: label, Required: "必填", Value: first, Hint: hint}
	}
	var fields []layout.Field
	switch kind {
	case request.Assign:
		people, err := d.officers(r, req)
		if err != nil {
			return nil, err
		}
		fields = append(fields, layout.Field{Kind: layout.Select, Name: "officer", Label: "经办人", Required: "必填", Options: people, Hint: "经办人办理后续各步；签发须另一位负责人。"})
	case request.AskSupplement:
		fields = append(fields, date("until", "补正期限", "给申请人合理的时间，一般不少于10个工作日。", d.Calendars.Calendar().Add(today, 15).Date.String()))
	case request.Consult:
		f := layout.Field{Kind: layout.Radio, Name: "party", Label: "征求谁的意见", Required: "必填"}
		hints := map[request.Party]string{request.ThirdParty: "15个工作日；逾期未提出的，由本机关决定是否公开", request.JointAgency: "15个工作日；逾期未提出的，视为同意公开", request.OtherAgency: "所需时间不计入答复期限"}
		for _, p := range request.Parties {
			f.Options = append(f.Options, layout.Option{Value: string(p), Text: p.Name(), Hint: hints[p]})
		}
		fields = append(fields, f)
	case request.ServeConsult, request.AnswerConsult, request.LapseConsult:
		f, err := d.openConsultations(r, req)
		if err != nil {
			return nil, err
		}
		fields = append(fields, f)
		if kind == request.AnswerConsult {
			o := layout.Field{Kind: layout.Radio, Name: "opinion", Label: "对方的意见", Required: "必填"}
			for _, x := range []request.Opinion{request.Agrees, request.Partly, request.Objects} {
				o.Options = append(o.Options, layout.Option{Value: string(x), Text: x.Name()})
			}
			fields = append(fields, o)
		}
	case request.AskExtension, request.Extend:
		fields = append(fields, layout.Field{Kind: layout.Number, Name: "days", Label: "延期", Required: "必填", Value: askedDays(req), Hint: "1至20个工作日，只能延期一次（条例第三十三条）。"})
	case request.Defer:
		fields = append(fields, date("until", "延迟答复至", "按申请的数量确定合理期限，并告知申请人。", ""))
	case request.NoticeFee:
		n, err := d.Requests.OfMonth(r.Context(), req.ID)
		if err != nil {
			return nil, err
		}
		f := layout.Field{Kind: layout.Radio, Name: "basis", Label: "计收方式", Required: "必填"}
		hints := map[request.FeeBasis]string{request.ByCount: fmt.Sprintf("同一申请人一个自然月累计，超过10件的部分；当月累计 %d 件，由系统统计", n), request.ByPages: "要求提供纸质件、复制电子数据的，超过30页的部分"}
		for _, b := range []request.FeeBasis{request.ByCount, request.ByPages} {
			f.Options = append(f.Options, layout.Option{Value: string(b), Text: b.Name(), Hint: hints[b]})
		}
		fields = append(fields, f, layout.Field{Kind: layout.Number, Name: "count", Label: "页数", Hint: "按量计收的填写；件数由系统统计。金额按国办函〔2020〕109号超额累进计算，不能手填。"})
	case request.Propose:
		f := layout.Field{Kind: layout.Select, Name: "code", Label: "决定类型", Required: "必填", Options: []layout.Option{{Text: "请选择"}}, Hint: "一个类型对应年度报告表三的一行。"}
		for _, x := range request.Decisions() {
			f.Options = append(f.Options, layout.Option{Value: string(x.Code), Text: x.Name + "　" + x.Cite()})
		}
		fields = append(fields, f)
	}
	if kind.Outside() {
		fields = append(fields, date("on", outsideDay[kind], "按凭据填写，不能晚于今天。", today.String()))
	}
	if label, needed := request.AsksText(kind); label != "" {
		fields = append(fields, layout.Field{Kind: layout.Area, Name: "text", Label: label, Required: mark(needed), Rows: 4, Max: request.MaxText})
	}
	if request.AsksEvidence(kind) {
		fields = append(fields, layout.Field{Name: "evidence", Label: "凭据", Required: "必填", Max: request.MaxLine, Hint: "邮件、回执编号，通话时间和号码，或者签收单号。"})
	}
	return fields, nil
}

func mark(needed bool) string {
	if needed {
		return "必填"
	}
	return ""
}

// outsideDay names the day that the evidence of a step proves.
var outsideDay = map[request.StepKind]string{
	request.Receive: "收到之日", request.Supplement: "收到补正之日", request.ServeConsult: "对方签收之日", request.AnswerConsult: "收到意见之日", request.GiveReason: "收到理由之日",
	request.ServeFee: "申请人收到通知之日", request.PayFee: "缴清之日", request.Deliver: "送达之日", request.Withdraw: "申请人提出撤回之日",
}

func askedDays(req *request.Request) string {
	for i := len(req.Steps) - 1; i >= 0; i-- {
		if req.Steps[i].Kind == request.AskExtension {
			return strconv.Itoa(req.Steps[i].Days)
		}
	}
	return ""
}

// officers are those of the unit who may be put in charge.
func (d *Desk) officers(r *http.Request, req *request.Request) ([]layout.Option, error) {
	options := []layout.Option{{Text: "请选择"}}
	today := workday.DateOf(d.Now())
	for _, role := range []agency.Role{agency.GeneralOffice, agency.Writer} {
		list, _, err := d.Units.People(r.Context(), agency.Filter{Unit: agency.UnitID(req.Unit), Role: role, Limit: 100}, today)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			value := strconv.FormatInt(int64(p.ID), 10)
			if !slices.ContainsFunc(options, func(o layout.Option) bool { return o.Value == value }) {
				options = append(options, layout.Option{Value: value, Text: p.Name + "　" + p.Title})
			}
		}
	}
	return options, nil
}

// openConsultations are those that a step may be about.
func (d *Desk) openConsultations(r *http.Request, req *request.Request) (layout.Field, error) {
	f := layout.Field{Kind: layout.Radio, Name: "about", Label: "哪一次征求意见", Required: "必填"}
	clock, err := req.Clock(d.Calendars.Calendar())
	if err != nil {
		return f, err
	}
	for _, x := range clock.Consultations {
		if !x.Open() {
			continue
		}
		value := strconv.Itoa(x.Step)
		hint := "还没有登记签收"
		if !x.Served.IsZero() {
			hint = fmt.Sprintf("%s签收，应在%s前提出", x.Served, x.Until)
		}
		f.Options = append(f.Options, layout.Option{Value: value, Text: x.Party.Name() + "，" + x.Sent.String() + " 发函", Hint: hint})
	}
	if len(f.Options) == 1 {
		f.Options[0].Chosen = true
	}
	return f, nil
}

func stepKind(name string) (request.StepKind, error) {
	kind := request.StepKind(name)
	if !slices.Contains(request.StepKinds(), kind) || kind == request.Prepare {
		return "", fmt.Errorf("step %.40q: %w", name, web.ErrNoPage)
	}
	return kind, nil
}

// newStep shows the form of a step.
func (d *Desk) newStep(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	kind, err := stepKind(r.PathValue("kind"))
	if err != nil {
		return err
	}
	if err := req.Can(d.Calendars.Calendar(), kind, who(r), workday.DateOf(d.Now())); err != nil {
		return d.refuse(w, r, requestURL(req.ID), "现在不能"+kind.Name(), err)
	}
	return d.askStep(w, r, req, kind, nil)
}

func (d *Desk) askStep(w http.ResponseWriter, r *http.Request, req *request.Request, kind request.StepKind, problem error) error {
	f, err := d.frame(w, r, kind.Name(), requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: kind.Name() + "：" + req.Title(), Text: stepNotes[kind] + "。", Action: requestURL(req.ID) + "/steps", Button: kind.Name(), Refused: "没有办理",
		Hidden: []layout.Hidden{{Name: "kind", Value: string(kind)}}, Cancel: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)},
	}
	step := request.Step{Kind: kind}
	page.Effects = []string{"依据：" + step.Article().Full() + "。", "办理后记入经过，不能修改；有误的，用备注说明。"}
	if page.Fields, err = d.stepFields(r, req, kind); err != nil {
		return err
	}
	return d.asked(w, r, page, problem)
}

// createStep takes a step.
func (d *Desk) createStep(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	kind, err := stepKind(r.PostFormValue("kind"))
	if err != nil {
		return d.refuse(w, r, requestURL(req.ID), "没有办理", request.ErrNoStep)
	}
	doing, err := readDoing(r, kind)
	if err == nil {
		err = d.Requests.Do(r.Context(), who(r), req.ID, doing)
	}
	var fields fault.Fields
	switch {
	case errors.As(err, &fields):
		return d.askStep(w, r, req, kind, err)
	case err != nil:
		return d.refuse(w, r, requestURL(req.ID), "没有"+kind.Name(), err)
	}
	said := "已记入经过。"
	if next, err := d.Requests.Request(r.Context(), req.ID); err == nil && next.Due != req.Due && !next.Due.IsZero() { // the step is taken, whatever can be said of it
		said = "已记入经过，答复期限为 " + next.Due.String() + " " + next.Due.ChineseWeekday() + "。"
	}
	d.flash(w, "已"+strings.TrimPrefix(kind.Name(), "登记"), said)
	return seeOther(w, r, requestURL(req.ID))
}

// readDoing reads a step as typed. Numbers and days that are none are mistakes of their fields.
func readDoing(r *http.Request, kind request.StepKind) (request.Doing, error) {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	var fs fault.Fields
	number := func(name string) int {
		if v(name) == "" {
			return 0
		}
		n, err := strconv.Atoi(v(name))
		if err != nil {
			fs.Add(name, "请填写数字。")
		}
		return n
	}
	d := request.Doing{
		Kind: kind, On: typedDay(&fs, "on", v("on")), Until: typedDay(&fs, "until", v("until")), Days: number("days"), About: number("about"), Count: number("count"), Officer: int64(number("officer")),
		Party: request.Party(v("party")), Opinion: request.Opinion(v("opinion")), Code: request.DecisionCode(v("code")), Basis: request.FeeBasis(v("basis")),
		Words: request.Words{Text: v("text"), Evidence: v("evidence")},
	}
	return d, fs.Err()
}
