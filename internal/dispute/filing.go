package dispute

import (
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// Filing is a case as it is entered.
type Filing struct {
	Request    string // number of the request; empty: the register does not hold it
	Subject    string // what the request was about; empty: as the register calls it
	Forum      Forum
	Court      string
	TheirNo    string
	ReceivedOn workday.Date
	NoticeOn   workday.Date // zero: the notice has not come yet
	Simple     bool
	Claim      string // what is disputed; sealed
	Evidence   string // number of the notice
}

// validate returns every mistake, after taking away the spaces around what was typed. Req is what the number names, nil for none.
func (f *Filing) validate(req *request.Request, today workday.Date) error {
	for _, s := range []*string{&f.Subject, &f.Court, &f.TheirNo, &f.Claim, &f.Evidence} {
		*s = strings.TrimSpace(*s)
	}
	var fs fault.Fields
	if f.Request != "" && req == nil {
		fs.Add("request", "登记簿里没有编号为“%s”的申请，请核对；往年没有登记的，留空并填写申请的内容概述。", f.Request)
	}
	if f.Forum.Name() == "" {
		fs.Add("forum", "%s", ErrForum.Text)
	}
	if f.Court == "" {
		fs.Add("court", "请填写复议机关或者法院的名称。")
	}
	after, what := workday.Date{}, ""
	if req != nil {
		after, what = req.ReceivedOn, "收到申请"
	}
	if f.ReceivedOn.IsZero() {
		f.ReceivedOn = f.NoticeOn
	}
	checkDay(&fs, "received", f.ReceivedOn, today, after, what)
	if !f.NoticeOn.IsZero() {
		checkDay(&fs, "notice", f.NoticeOn, today, f.ReceivedOn, "收案")
	}
	if f.Simple && f.Forum != Review {
		fs.Add("simple", "简易程序只用于行政复议；行政诉讼的答辩期限都是15日。")
	}
	if f.Claim == "" {
		fs.Add("text", "%s", Register.deed().Text)
	}
	if f.Subject == "" && req != nil {
		f.Subject = req.Title()
	}
	if f.Subject == "" {
		fs.Add("subject", "请填写申请的内容概述，清单用它称呼本案。")
	}
	for _, x := range (screening.Rules{Today: today}).Check([]screening.Part{{Name: "内容概述", Text: f.Subject}}) {
		if x.Level == screening.Block {
			fs.Add("subject", "内容概述会写进清单，%s 一处：%s请删去。", x.Masked, x.Text)
		}
	}
	tooLong(&fs, "subject", f.Subject, MaxSubject)
	tooLong(&fs, "court", f.Court, MaxLine)
	tooLong(&fs, "their-no", f.TheirNo, MaxLine)
	tooLong(&fs, "text", f.Claim, MaxText)
	tooLong(&fs, "evidence", f.Evidence, MaxLine)
	return fs.Err()
}

// Findings are what deserves a look about a case and the request it is about, in sentences; nothing is refused for it. Others are the cases
// about the same request.
//
// law: 行政复议法 23
func (c *Case) Findings(req *request.Request, others []Case) []string {
	if req == nil || c.Forum != LawsuitDirect {
		return nil
	}
	for i := range others {
		if others[i].ID != c.ID && others[i].Forum == Review {
			return []string{"这件申请已经有复议案件 " + others[i].No + "，本案可能应当登记为“复议后起诉”，请核对；表四分开统计。"}
		}
	}
	code, on := request.DecisionCode(""), workday.Date{}
	for i := range req.Steps {
		switch s := &req.Steps[i]; s.Kind {
		case request.Propose:
			code = s.Code
		case request.Sign:
			on = s.On
		}
	}
	if on.IsZero() || !request.RemedyOn(on, code, "").ReviewFirst {
		return nil
	}
	return []string{"本机关于" + on.String() + "决定不予公开（含部分不予公开），依法应当先申请行政复议，对复议决定不服的再起诉；没有复议案件而直接起诉的，人民法院可能不予受理，答辩时请一并提出（行政复议法第二十三条）。"}
}
