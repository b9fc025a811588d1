package request

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// MaxText is how long a reason may be, in characters.
const MaxText = 2000

// texts are what an officer must write at a step, with how it is asked for; the others may carry a note.
var texts = map[StepKind]string{
	AskSupplement: "请写明需要补正的事项。",
	Consult:       "请写明征求意见的内容，每行一项信息的名称。",
	AnswerConsult: "请写明意见的内容。",
	AskExtension:  "请写明延期的理由。",
	Extend:        "请写明延期的理由，告知书要告诉申请人。",
	AskReason:     "请写明要求申请人说明什么。",
	GiveReason:    "请写明申请人说明的理由。",
	Defer:         "请写明延迟答复的理由。",
	Supplement:    "请写明补正后的内容。",
	ReviewLaw:     "请写明审核意见。",
	ReviewSecrecy: "请写明审查意见和依据。",
	Return:        "请写明退回的原因。",
	Note:          "请写明备注的内容。",
}

// evidences are the steps that prove something which happened elsewhere, with what proves it.
var evidences = map[StepKind]string{
	Receive:         "请写明凭据：通话时间和号码、邮件回执编号，或者签收单号。",
	LapseSupplement: "请写明核实的情况：怎样联系过申请人，有没有正当理由。",
	Supplement:      "请写明凭据：补正件的邮寄单号、签收单，或者邮件编号。",
	AnswerConsult:   "请写明凭据：意见函的文号，或者收文登记号。",
	GiveReason:      "请写明凭据：说明函的编号，或者收文登记号。",
	ServeConsult:    "请写明凭据：邮寄回执编号、签收人。",
	ServeFee:        "请写明凭据：邮寄回执编号、签收人，或者邮件回执。",
	PayFee:          "请写明缴款书编号。",
	LapseFee:        "请写明核实的情况。",
	Send:            "请写明怎样发出：邮件编号、收件地址，或者当面交给谁。",
	Deliver:         "请写明送达凭据：签收单号、邮件回执。",
	Withdraw:        "请写明撤回的凭据：申请人的书面意见，或者通话记录。",
}

// fill checks the particulars of a step and enters them.
func (req *Request) fill(cal workday.Calendar, c *Clock, s *Step, d *Doing, today workday.Date) error {
	var fs fault.Fields
	d.Words.Text, d.Words.Evidence = strings.TrimSpace(d.Words.Text), strings.TrimSpace(d.Words.Evidence)
	if missing := texts[d.Kind]; missing != "" && d.Words.Text == "" {
		fs.Add("text", "%s", missing)
	}
	if missing := evidences[d.Kind]; missing != "" && d.Words.Evidence == "" && s.By != 0 {
		fs.Add("evidence", "%s", missing)
	}
	for name, typed := range map[string]string{"text": d.Words.Text, "evidence": d.Words.Evidence} {
		if n := utf8.RuneCountInString(typed); n > MaxText {
			fs.Add(name, "有 %d 个字，最多 %d 个，请删减。", n, MaxText)
		}
	}
	for name, typed := range d.Words.Facts {
		if n := utf8.RuneCountInString(typed); n > MaxText {
			fs.Add(name, "有 %d 个字，最多 %d 个，请删减。", n, MaxText)
		}
	}
	if d.Kind.Outside() && s.By != 0 {
		s.On = d.On
		if err := req.when(c, d, today); err != nil {
			fs.Add("on", "%s", fault.Text(err))
		}
	}
	req.particulars(cal, c, s, d, today, &fs)
	return fs.Err()
}

// when checks the day of something that happened elsewhere: it is no later than today, and not before what it answers.
func (req *Request) when(c *Clock, d *Doing, today workday.Date) error {
	after, what := c.ReceivedOn, "收到申请"
	switch d.Kind {
	case Receive:
		after, what = workday.Date{}, ""
		if req.Channel.NeedsConfirming() {
			after, what = workday.DateOf(req.FiledAt), "提交"
		}
	case Supplement:
		after, what = c.AskedOn, "告知补正"
	case ServeConsult, AnswerConsult:
		if x := c.Consultation(d.About); x != nil {
			after, what = x.Sent, "发函"
		}
	case GiveReason, ServeFee, PayFee, Deliver:
		before := map[StepKind]StepKind{GiveReason: AskReason, ServeFee: NoticeFee, PayFee: NoticeFee, Deliver: Send}[d.Kind]
		if x := req.Last(before); x != nil {
			after, what = x.On, before.Name()
		}
	}
	switch {
	case d.On.IsZero():
		return ErrDay.Say("请填写日期，格式如 2026-11-20。")
	case d.On.After(today):
		return ErrDay.Say("日期不能晚于今天（%s）。", today)
	case d.On.Before(after):
		return ErrDay.Say("日期不能早于%s的日期（%s）。", what, after)
	}
	return nil
}

// ErrDay reports a day that cannot be.
var ErrDay = fault.New(fault.Invalid, "step-day", "日期有误，请核对。")

// particulars checks what is a step's own.
func (req *Request) particulars(cal workday.Calendar, c *Clock, s *Step, d *Doing, today workday.Date, fs *fault.Fields) {
	switch d.Kind {
	case Assign:
		if d.Officer == 0 {
			fs.Add("officer", "请选择经办人。")
		}
	case AskSupplement:
		s.Until = d.Until
		if !d.Until.After(today) {
			fs.Add("until", "补正期限应晚于今天，请给申请人合理的时间。")
		}
	case Consult:
		if s.Party = d.Party; d.Whole {
			s.Days = 1
		}
		if d.Party.Name() == "" {
			fs.Add("whom", "请选择征求谁的意见。")
		}
	case ServeConsult, AnswerConsult, LapseConsult:
		req.consultation(c, s, d, today, fs)
	case AskExtension, Extend:
		if s.Days = d.Days; d.Days < 1 || d.Days > MaxExtension {
			fs.Add("days", "延期应为1至%d个工作日，现为%d，请核对（条例第三十三条）。", MaxExtension, d.Days)
		}
	case Defer:
		s.Until = d.Until
		if !d.Until.After(today) {
			fs.Add("until", "延迟答复的日期应晚于今天。")
		}
	case NoticeFee:
		fee, err := Fee(d.Basis, d.Count)
		switch s.Days = fee; {
		case err != nil:
			fs.Add("count", "%s", fault.Text(err))
		case fee == 0:
			fs.Add("count", "没有达到收费标准：按件满10件、按量满30页以内不收费，请核对（国办函〔2020〕109号）。")
		}
		facts := map[string]string{"basis": string(d.Basis), "count": strconv.Itoa(d.Count)}
		maps.Copy(facts, d.Words.Facts)
		d.Words.Facts = facts
	case Tell:
		x := c.Consultation(d.About)
		if s.About, s.Party = d.About, ThirdParty; x == nil || !x.objects() || req.told(d.About) {
			fs.Add("about", "请选择不同意公开、还没有告知的第三方。")
		}
	case Propose:
		req.proposal(c, s, d, fs)
	}
}

func (req *Request) consultation(c *Clock, s *Step, d *Doing, today workday.Date, fs *fault.Fields) {
	x := c.Consultation(d.About)
	if x == nil || !x.Open() {
		fs.Add("about", "%s", ErrNoConsultation.Text)
		return
	}
	s.About, s.Party = d.About, x.Party
	switch d.Kind {
	case ServeConsult:
		if !x.Served.IsZero() {
			fs.Add("about", "对方已于%s签收，不能重复登记。", x.Served)
		}
	case AnswerConsult:
		if s.Opinion = d.Opinion; !slices.Contains([]Opinion{Agrees, Partly, Objects}, d.Opinion) {
			fs.Add("opinion", "请选择对方的意见。")
		}
	case LapseConsult:
		s.Opinion = Silent
		switch {
		case x.Served.IsZero():
			fs.Add("about", "还没有登记对方签收的日期，对方的期限没有起算，不能按逾期处理。")
		case !today.After(x.Until):
			fs.Add("about", "对方的期限到%s，还没有届满，不能按逾期处理。", x.Until)
		}
	}
}

// proposal checks what is proposed to be decided: the code fits what was done, its reason is given, and what goes out was looked at.
func (req *Request) proposal(c *Clock, s *Step, d *Doing, fs *fault.Fields) {
	info, ok := d.Code.Info()
	if s.Code = d.Code; !ok {
		fs.Add("code", "请选择决定类型。")
		return
	}
	if err := d.Code.fits(req, c); err != nil {
		fs.Add("code", "%s", fault.Text(err))
	}
	if d.Words.Text == "" && (req.NeedsReason(c, d.Code) || info.Reason && d.Words.Facts["withheld"] == "") {
		why := "答复书必须写明理由，请填写。"
		if d.Code == Granted {
			why = "第三方不同意公开而予以公开的，请写明不公开会对公共利益造成的重大影响（条例第三十二条）。"
		}
		fs.Add("text", "%s", why)
	}
	if review := req.Last(ReviewSecrecy); info.Gives && (review == nil || review.No < c.BaseStep) {
		fs.Add("code", "向申请人提供信息的，应当先经保密审查（条例第十七条）。")
	}
}

// NeedsReason reports whether an answer of the code gives one reason for the whole. Of a partial disclosure each part has its own.
func (req *Request) NeedsReason(c *Clock, code DecisionCode) bool {
	info, _ := code.Info()
	return info.Reason && code != PartlyGranted || code == Granted && objected(c)
}

func objected(c *Clock) bool {
	return slices.ContainsFunc(c.Consultations, func(x Consultation) bool { return x.objects() })
}

// objects reports whether it is a third party that does not agree to disclosure.
func (x *Consultation) objects() bool { return x.Party == ThirdParty && x.Opinion == Objects }

// told reports whether a party that objected was told of the decision.
func (req *Request) told(consultation int) bool {
	return slices.ContainsFunc(req.Steps, func(s Step) bool { return s.Kind == Tell && s.About == consultation })
}

// Untold are the third parties that object and were not told that the information is disclosed.
//
// law: 条例 32
func (req *Request) Untold(c *Clock) []Consultation {
	var out []Consultation
	if info, _ := c.Code.Info(); !info.Gives {
		return nil
	}
	for _, x := range c.Consultations {
		if x.objects() && !req.told(x.Step) {
			out = append(out, x)
		}
	}
	return out
}

// AsksText returns what a step's words are called, and whether they must be given; "" where a step has none.
func AsksText(kind StepKind) (label string, needed bool) {
	switch kind {
	case Propose:
		return "理由", false
	case Prepare, Sign, Tell, Send, Archive, Assign, Receive, ServeConsult, ServeFee, PayFee, LapseConsult, LapseFee, LapseSupplement, Deliver, Withdraw:
		return "", false
	}
	label, _ = strings.CutPrefix(texts[kind], "请写明")
	label, _ = strings.CutSuffix(label, "。")
	label, _, _ = strings.Cut(label, "，")
	return label, texts[kind] != ""
}

// AsksEvidence reports whether a step must say what proves it.
func AsksEvidence(kind StepKind) bool { return evidences[kind] != "" }
