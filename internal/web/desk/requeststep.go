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
	"gongkai/internal/request/dispatch"
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
	request.Return: "退回经办人重拟", request.Sign: "签发时编文号，签发后即可发出", request.Tell: "公开的内容和理由书面告知不同意公开的第三方", request.Send: "发出之日为答复之日", request.Deliver: "登记回证", request.Withdraw: "申请人书面或者可留痕提出", request.Archive: "归档后只读", request.Note: "只记录，不影响期限",
}

// stepFields are the questions of a step's form.
func (d *Desk) stepFields(r *http.Request, req *request.Request, kind request.StepKind, code request.DecisionCode) ([]layout.Field, error) {
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
		f := layout.Field{Kind: layout.Radio, Name: "whom", Label: "征求谁的意见", Required: "必填"}
		hints := map[request.Party]string{request.ThirdParty: "15个工作日；逾期未提出的，由本机关决定是否公开", request.JointAgency: "15个工作日；逾期未提出的，视为同意公开", request.OtherAgency: "所需时间不计入答复期限"}
		for _, p := range request.Parties {
			f.Options = append(f.Options, layout.Option{Value: string(p), Text: p.Name(), Hint: hints[p]})
		}
		fields = append(fields, f)
	case request.ServeConsult, request.AnswerConsult, request.LapseConsult, request.Tell:
		f, err := d.openConsultations(r, req, kind)
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
	}
	if kind.Outside() {
		fields = append(fields, date("on", outsideDay[kind], "按凭据填写，不能晚于今天。", today.String()))
	}
	label, needed := request.AsksText(kind)
	if kind == request.Propose {
		clock, err := req.Clock(d.Calendars.Calendar())
		if err != nil {
			return nil, err
		}
		if needed = req.NeedsReason(&clock, code); !needed {
			label = ""
		}
	}
	if label != "" {
		first := ""
		if x := req.Last(request.AskExtension); kind == request.Extend && x != nil { // the letter gives the same reason
			said, err := d.Requests.Words(req, x)
			if err != nil {
				return nil, err
			}
			first = said.Text
		}
		fields = append(fields, layout.Field{Kind: layout.Area, Name: "text", Label: label, Required: mark(needed), Rows: 4, Max: request.MaxText, Value: first, Hint: textHints[kind]})
	}
	if request.AsksEvidence(kind) {
		fields = append(fields, layout.Field{Name: "evidence", Label: "凭据", Required: "必填", Max: request.MaxLine, Hint: "邮件、回执编号，通话时间和号码，或者签收单号。"})
	}
	return fields, nil
}

// textHints say how the words of a step are used.
var textHints = map[request.StepKind]string{
	request.AskSupplement: "每行一项，告知书逐项列出；须一次写全。", request.Consult: "每行一项，写信息的名称；征询书逐项列出，不写申请人的姓名。",
	request.Propose: "答复书的理由，每行一项；写给申请人看，说明事实和依据。", request.Extend: "告知书写给申请人，每行一项。", request.AskReason: "通知书写给申请人，每行一项。", request.Defer: "告知书写给申请人，每行一项。",
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
func (d *Desk) openConsultations(r *http.Request, req *request.Request, kind request.StepKind) (layout.Field, error) {
	f := layout.Field{Kind: layout.Radio, Name: "about", Label: "哪一次征求意见", Required: "必填"}
	clock, err := req.Clock(d.Calendars.Calendar())
	if err != nil {
		return f, err
	}
	list := clock.Consultations
	if kind == request.Tell {
		list = req.Untold(&clock)
	}
	for _, x := range list {
		if !x.Open() && kind != request.Tell {
			continue
		}
		value := strconv.Itoa(x.Step)
		said, err := d.Requests.Words(req, &req.Steps[x.Step-1])
		if err != nil {
			return f, err
		}
		hint := "还没有登记签收"
		if kind == request.Tell {
			hint = x.Opinion.Name()
		} else if !x.Served.IsZero() {
			hint = fmt.Sprintf("%s签收，应在%s前提出", x.Served, x.Until)
		}
		f.Options = append(f.Options, layout.Option{Value: value, Text: strings.TrimSuffix(x.Party.Name()+"“"+said.Facts["party"]+"”", "“”") + "，" + x.Sent.String() + " 发函", Hint: hint})
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

// newStep shows the form of a step; of a signature, the letter that is to be signed.
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
	if kind == request.Sign {
		return d.lookAt(w, r, req, request.Doing{Kind: kind}, nil)
	}
	return d.askStep(w, r, req, kind, "", nil)
}

// askStep asks for what a step needs. What a decision needs depends on its code, which is asked for first.
func (d *Desk) askStep(w http.ResponseWriter, r *http.Request, req *request.Request, kind request.StepKind, code request.DecisionCode, problem error) error {
	f, err := d.frame(w, r, kind.Name(), requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: kind.Name() + "：" + req.Title(), Text: stepNotes[kind] + "。", Action: requestURL(req.ID) + "/steps", Button: kind.Name(), Refused: "没有办理",
		Hidden: []layout.Hidden{{Name: "kind", Value: string(kind)}}, Cancel: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)},
	}
	step := request.Step{Kind: kind, Code: code}
	info, known := step.Code.Info()
	page.Effects = []string{"依据：" + step.Article().Full() + "。"}
	switch {
	case kind == request.Propose && !known:
		page.Fields, page.Button = []layout.Field{decisionField()}, "下一步"
		return d.asked(w, r, page, problem)
	case kind == request.Propose:
		page.Hidden = append(page.Hidden, layout.Hidden{Name: "code", Value: string(step.Code)}, layout.Hidden{Name: "chosen", Value: string(step.Code)})
		page.Effects = []string{"决定类型：" + info.Name + "。", "依据：" + info.Cite() + "。"}
		page.Cancel = layout.Link{Text: "改选决定类型", URL: requestURL(req.ID) + "/steps/propose"}
	}
	if page.Fields, err = d.stepFields(r, req, kind, step.Code); err != nil {
		return err
	}
	if letter := sends(req, kind, step.Code); letter != "" {
		asks, err := d.letterFields(r, req, letter, step.Code)
		if err != nil {
			return err
		}
		page.Fields, page.Button = append(page.Fields, asks...), "看文书"
		page.Effects = append(page.Effects, "下一步显示文书全文，核对无误后办理。")
	}
	page.Effects = append(page.Effects, "办理后记入经过，不能修改；有误的，用备注说明。")
	if r.PostFormValue("back") != "" {
		refill(r, page.Fields)
	}
	return d.asked(w, r, page, elsewhere(problem, page.Fields))
}

// elsewhere says where to mend what a letter lacks and no field of the page states.
func elsewhere(problem error, fields []layout.Field) error {
	var mistakes fault.Fields
	if !errors.As(problem, &mistakes) {
		return problem
	}
	var out fault.Fields
	for _, m := range mistakes {
		if m.Name != "code" && !slices.ContainsFunc(fields, func(f layout.Field) bool { return f.Name == m.Name }) {
			m.Text += "请先在“依申请公开—文书设置”中补全。"
		}
		out = append(out, m)
	}
	return out
}

func decisionField() layout.Field {
	f := layout.Field{Kind: layout.Select, Name: "code", Label: "决定类型", Required: "必填", Options: []layout.Option{{Text: "请选择"}}, Hint: "一个类型对应年度报告表三的一行。"}
	for _, x := range request.Decisions() {
		f.Options = append(f.Options, layout.Option{Value: string(x.Code), Text: x.Name + "　" + x.Cite()})
	}
	return f
}

// createStep takes a step; one that sends a letter after the letter was looked at.
func (d *Desk) createStep(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	kind, err := stepKind(r.PostFormValue("kind"))
	if err != nil {
		return d.refuse(w, r, requestURL(req.ID), "没有办理", request.ErrNoStep)
	}
	doing, err := readDoing(r, req, kind)
	if kind == request.Propose && err == nil && (doing.Code == "" || r.PostFormValue("chosen") != string(doing.Code)) {
		var fields fault.Fields
		if _, err := d.Requests.Draft(r.Context(), who(r), req.ID, doing); errors.As(err, &fields) && fields.For("code") != "" { // whatever its letter still lacks
			return d.askStep(w, r, req, kind, "", fault.Fields{{Name: "code", Text: fields.For("code")}})
		}
		return d.askStep(w, r, req, kind, doing.Code, nil)
	}
	if r.PostFormValue("back") != "" {
		return d.askStep(w, r, req, kind, doing.Code, nil)
	}
	looked := true
	if err == nil && req.LetterOf(&request.Step{Kind: kind, Party: doing.Party, Code: doing.Code}) != "" {
		var mistakes fault.Fields
		if looked, err = d.looked(r, req, doing); err != nil && !errors.As(err, &mistakes) {
			looked, err = true, nil // the step itself is refused, and what is to be noted of that is noted
		}
	}
	if err == nil && !looked {
		return d.lookAt(w, r, req, doing, nil)
	}
	if err == nil {
		err = d.Requests.Do(r.Context(), who(r), req.ID, doing)
	}
	var fields fault.Fields
	switch {
	case errors.As(err, &fields) && kind == request.Sign:
		return d.lookAt(w, r, req, doing, err)
	case errors.As(err, &fields):
		return d.askStep(w, r, req, kind, doing.Code, err)
	case err != nil:
		return d.refuse(w, r, requestURL(req.ID), "没有"+kind.Name(), err)
	}
	said := "已记入经过。"
	if next, err := d.Requests.Request(r.Context(), req.ID); err == nil { // the step is taken, whatever can be said of it
		if no := next.Steps[len(next.Steps)-1].DocNo; no != "" {
			said = "已记入经过，文号" + no + "。"
		}
		if next.Due != req.Due && !next.Due.IsZero() {
			said += "答复期限为 " + next.Due.String() + " " + next.Due.ChineseWeekday() + "。"
		}
	}
	d.flash(w, "已"+strings.TrimPrefix(kind.Name(), "登记"), said)
	return seeOther(w, r, requestURL(req.ID))
}

// readDoing reads a step as typed. Numbers and days that are none are mistakes of their fields.
func readDoing(r *http.Request, req *request.Request, kind request.StepKind) (request.Doing, error) {
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
		Party: request.Party(v("whom")), Opinion: request.Opinion(v("opinion")), Code: request.DecisionCode(v("code")), Basis: request.FeeBasis(v("basis")),
		Words: request.Words{Text: v("text"), Evidence: v("evidence")},
	}
	for _, a := range dispatch.Asks(req.LetterOf(&request.Step{Kind: kind, Party: d.Party, Code: d.Code}), d.Code) {
		if d.Words.Facts == nil {
			d.Words.Facts = map[string]string{}
		}
		d.Words.Facts[a.Key] = v(a.Key)
	}
	return d, fs.Err()
}
