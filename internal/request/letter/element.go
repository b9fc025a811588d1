package letter

import (
	"cmp"
	"slices"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/request"
)

// Element is what a letter must state: the value of a field, or certain words. The text of the law is in docs/law.
type Element struct {
	Key     string // of the finding
	What    string // 补正期限
	Field   string // whose value must be there, and in the letter
	Says    []string
	Never   []string // words that would be wrong in its place
	Article law.Article
	Part    string
	IfKnown bool // stated where it is known
	when    func(*Facts) bool
}

func reg(n int) law.Article { return law.Article{Law: "条例", No: n} }

func coded(codes ...request.DecisionCode) func(*Facts) bool {
	return func(f *Facts) bool { return slices.Contains(codes, f.Decision.Code) }
}

func corrected(results ...Result) func(*Facts) bool {
	return func(f *Facts) bool { return slices.Contains(results, f.Correction.Result) }
}

// always is what every letter states.
var always = []Element{
	{Key: "doc-no", What: "文号", Field: "文号", Article: reg(45), when: func(f *Facts) bool { return f.letter.Mark != "" }},
	{Key: "signer", What: "落款", Field: "机关名称", Article: reg(45)},
	{Key: "signed", What: "成文日期", Field: "成文日期", Article: reg(45)},
}

// toApplicant is what every letter to the applicant states.
var toApplicant = []Element{
	{Key: "applicant", What: "抬头（申请人）", Field: "申请人", Article: reg(29)},
	{Key: "request-no", What: "申请编号", Field: "申请编号", Article: reg(45)},
	{Key: "received", What: "收到申请的日期", Field: "收到日", Article: reg(31)},
}

// answers is what every answer states besides.
var answers = []Element{
	{Key: "subject", What: "申请内容", Field: "申请内容", Article: reg(29)},
	{Key: "reason", What: "理由", Field: "理由", Article: reg(36), when: func(f *Facts) bool { return f.Decision.Reason && f.Decision.Code != request.PartlyGranted }},
}

// prescribed is what each kind states besides.
//
// law: 条例 30、32、33、34、35、36、37、38、39、41、42
var prescribed = map[request.LetterKind][]Element{
	request.LetterReceipt: {
		{Key: "subject", What: "申请内容", Field: "申请内容", Article: reg(29)},
		{Key: "due", What: "答复到期日", Field: "到期日", Article: reg(33)},
		{Key: "secret", What: "查询码", Field: "查询码", Article: reg(45)},
	},
	request.LetterSupplement: {
		{Key: "items", What: "需要补正的事项", Field: "补正事项", Article: reg(30)},
		{Key: "until", What: "补正期限", Field: "补正期限", Article: reg(30)},
		{Key: "lapse", What: "逾期不补正的后果", Says: []string{"视为放弃申请", "视为放弃"}, Article: reg(30)},
		{Key: "restart", What: "答复期限自收到补正之日起计算", Says: []string{"自本机关收到补正", "自收到补正"}, Article: reg(30)},
	},
	request.LetterExtension: {
		{Key: "reason", What: "延期的理由", Field: "理由", Article: reg(33)},
		{Key: "days", What: "延长的天数", Field: "延长天数", Article: reg(33)},
		{Key: "from", What: "原到期日", Field: "原到期日", Article: reg(33)},
		{Key: "to", What: "新到期日", Field: "新到期日", Article: reg(33)},
		{Key: "approver", What: "批准人", Field: "批准人", Article: reg(33)},
	},
	request.LetterConsult: {
		{Key: "party", What: "抬头（第三方）", Field: "征求对象", Article: reg(32)},
		{Key: "items", What: "征求意见的内容", Field: "征求内容", Article: reg(32)},
		{Key: "limit", What: "15个工作日的期限", Says: []string{"15个工作日"}, Article: reg(32)},
		{Key: "silence", What: "逾期未提出意见的由本机关决定", Says: []string{"由本机关决定"}, Never: []string{"视为同意"}, Article: reg(32)},
	},
	request.LetterJoint: {
		{Key: "party", What: "抬头（被征求意见的机关）", Field: "征求对象", Article: reg(34)},
		{Key: "items", What: "征求意见的内容", Field: "征求内容", Article: reg(34)},
		{Key: "limit", What: "15个工作日的期限", Says: []string{"15个工作日"}, Article: reg(34)},
		{Key: "silence", What: "逾期未提出意见的视为同意公开", Says: []string{"视为同意公开"}, Never: []string{"由本机关决定"}, Article: reg(34)},
	},
	request.LetterTold: {
		{Key: "party", What: "抬头（第三方）", Field: "征求对象", Article: reg(32)},
		{Key: "items", What: "公开的内容", Field: "征求内容", Article: reg(32)},
		{Key: "reason", What: "公开的理由", Field: "理由", Article: reg(32)},
		{Key: "decision", What: "予以公开的决定", Says: []string{"予以公开"}, Article: reg(32)},
	},
	request.LetterReason: {
		{Key: "reason", What: "要求说明理由的原因", Field: "理由", Article: reg(35)},
		{Key: "until", What: "说明理由的期限", Field: "说明期限", Article: reg(35)},
		{Key: "lapse", What: "理由不合理的后果", Says: []string{"不予处理"}, Article: reg(35)},
	},
	request.LetterDeferral: {
		{Key: "reason", What: "延迟答复的理由", Field: "理由", Article: reg(35)},
		{Key: "to", What: "延迟答复的日期", Field: "延迟答复日", Article: reg(35)},
	},
	request.LetterFee: {
		{Key: "basis", What: "收费方式", Field: "收费方式", Article: feeRules},
		{Key: "month", What: "件数累计的月份", Field: "收费月份", Article: feeRules, when: func(f *Facts) bool { return f.Fee.Basis == request.ByCount }},
		{Key: "count", What: "计费数量", Field: "计费数量", Article: feeRules},
		{Key: "standard", What: "收费标准和分档计算", Field: "计费明细", Article: feeRules},
		{Key: "sum", What: "数额", Field: "费用", Article: feeRules},
		{Key: "pay", What: "缴纳方式", Field: "缴纳方式", Article: feeRules},
		{Key: "limit", What: "20个工作日的缴费期限", Says: []string{"20个工作日"}, Article: feeRules},
		{Key: "lapse", What: "逾期不缴费的后果", Says: []string{"视为放弃"}, Article: feeRules},
	},
	request.LetterGrant: {
		{Key: "published", What: "已公开信息的名称、获取途径和日期", Field: "已公开信息", Article: reg(36), Part: "第一项", when: coded(request.AlreadyPublic)},
		{Key: "given", What: "提供的信息", Field: "提供内容", Article: reg(36), Part: "第二项", when: coded(request.Granted)},
		{Key: "how", What: "获取方式", Field: "获取方式", Article: reg(36), Part: "第二项", when: coded(request.Granted)},
		{Key: "where", What: "获取途径", Field: "获取途径", Article: reg(36), Part: "第二项", when: coded(request.Granted)},
		{Key: "time", What: "获取时间", Field: "获取时间", Article: reg(36), Part: "第二项", when: coded(request.Granted)},
	},
	request.LetterPartly: {
		{Key: "given", What: "可以公开的内容", Field: "提供内容", Article: reg(37)},
		{Key: "how", What: "获取方式", Field: "获取方式", Article: reg(36), Part: "第二项"},
		{Key: "where", What: "获取途径", Field: "获取途径", Article: reg(36), Part: "第二项"},
		{Key: "withheld", What: "不予公开的部分及其依据、理由", Field: "不予公开内容", Article: reg(37)},
		{Key: "decision", What: "不予公开的决定", Says: []string{"不予公开"}, Article: reg(37)},
	},
	request.LetterRefuse: {
		{Key: "decision", What: "不予公开的决定", Says: []string{"不予公开"}, Article: reg(36), Part: "第三项"},
	},
	request.LetterNotHeld: {
		{Key: "scope", What: "检索范围", Field: "检索范围", Article: reg(36), Part: "第四项"},
		{Key: "method", What: "检索方法", Field: "检索方法", Article: reg(36), Part: "第四项"},
		{Key: "searched", What: "检索的日期", Field: "检索日期", Article: reg(36), Part: "第四项"},
		{Key: "decision", What: "该信息不存在", Says: []string{"不存在"}, Article: reg(36), Part: "第四项"},
	},
	request.LetterNotOurs: {
		{Key: "decision", What: "不属于本机关负责公开", Says: []string{"不属于本机关负责公开"}, Article: reg(36), Part: "第五项"},
		{Key: "responsible", What: "负责公开的机关的名称、联系方式", Field: "负责机关", Article: reg(36), Part: "第五项", IfKnown: true},
	},
	request.LetterRepeat: {
		{Key: "earlier-no", What: "原答复的文号", Field: "原答复文号", Article: reg(36), Part: "第六项"},
		{Key: "earlier-on", What: "原答复的日期", Field: "原答复日期", Article: reg(36), Part: "第六项"},
		{Key: "decision", What: "不予重复处理的决定", Says: []string{"不予重复处理"}, Article: reg(36), Part: "第六项"},
	},
	request.LetterQuery: {
		{Key: "law", What: "有特别规定的法律、行政法规", Field: "办理依据", Article: reg(36), Part: "第七项"},
		{Key: "places", What: "办理的途径", Field: "渠道", Article: reg(36), Part: "第七项"},
	},
	request.LetterMaking: {
		{Key: "decision", What: "不予提供的决定", Says: []string{"不予提供", "不能提供", "无法提供"}, Article: reg(38)},
	},
	request.LetterUnclear: {
		{Key: "decision", What: "补正后仍不明确", Says: []string{"仍不明确"}, Article: reg(30)},
	},
	request.LetterPetition: {
		{Key: "decision", What: "不作为政府信息公开申请处理", Says: []string{"不作为政府信息公开申请处理"}, Article: reg(39), Part: "第一款"},
		{Key: "places", What: "信访、投诉、举报的渠道", Field: "渠道", Article: reg(39), Part: "第一款"},
	},
	request.LetterPublication: {
		{Key: "published", What: "公开出版物的获取途径", Field: "已公开信息", Article: reg(39), Part: "第二款"},
	},
	request.LetterNoProcess: {
		{Key: "decision", What: "不予处理的决定", Says: []string{"不予处理"}, Article: reg(35), when: coded(request.Excessive, request.Reissue)},
		{Key: "decision", What: "不作为政府信息公开申请处理", Says: []string{"不作为政府信息公开申请处理"}, Article: reg(2), when: coded(request.NoInformation)},
	},
	request.LetterAbandoned: {
		{Key: "notice-no", What: "原通知的文号", Field: "通知文号", Article: reg(30)},
		{Key: "notice-on", What: "原通知的日期", Field: "通知日期", Article: reg(30)},
		{Key: "until", What: "届满的期限", Field: "逾期期限", Article: reg(30)},
		{Key: "lapse", What: "视为放弃申请", Says: []string{"视为放弃"}, Article: reg(30)},
	},
	request.LetterCorrection: {
		{Key: "record", What: "要求更正的记录", Field: "更正记录", Article: reg(41)},
		{Key: "detail", What: "处理的结果和说明", Field: "更正说明", Article: reg(41)},
		{Key: "result", What: "已经更正", Says: []string{"已经更正", "已予更正", "已更正"}, Article: reg(41), when: corrected(Corrected)},
		{Key: "result", What: "不予更正", Says: []string{"不予更正"}, Article: reg(41), when: corrected(NotCorrected)},
		{Key: "result", What: "已经转送", Says: []string{"转送"}, Article: reg(41), when: corrected(Passed)},
		{Key: "result", What: "向有权机关提出", Says: []string{"提出"}, Article: reg(41), when: corrected(Elsewhere)},
		{Key: "to", What: "有权更正的机关", Field: "有权机关", Article: reg(41), when: corrected(Passed, Elsewhere)},
	},
	request.LetterTransfer: {
		{Key: "to", What: "抬头（有权更正的机关）", Field: "有权机关", Article: reg(41)},
		{Key: "record", What: "要求更正的记录", Field: "更正记录", Article: reg(41)},
		{Key: "detail", What: "转送的原因", Field: "更正说明", Article: reg(41)},
		{Key: "applicant", What: "申请人", Field: "申请人", Article: reg(41)},
		{Key: "decision", What: "转送", Says: []string{"转送"}, Article: reg(41)},
	},
}

// Elements lists what a letter of the kind must state, in the order of findings. The remedy is looked at besides, sentence by sentence.
func Elements(kind request.LetterKind) []Element {
	info, ok := kind.Info()
	if !ok {
		return nil
	}
	out := slices.Clone(always)
	article, part := info.Article, info.Part
	if info.Answers {
		article, part = reg(36), ""
	}
	out = append(out, Element{Key: "ground", What: "依据的条款", Field: "依据", Article: article, Part: part})
	if !info.Away && kind != request.LetterTransfer {
		out = append(out, toApplicant...)
	}
	if info.Answers {
		out = append(out, answers...)
	}
	out = append(out, prescribed[kind]...)
	if info.Remedy {
		out = append(out, Element{Key: "remedy", What: "复议机关", Field: "复议机关", Article: law.Article{Law: "行政复议法", No: 24}})
	}
	return out
}

// applies reports whether the element is owed where these are the facts.
func (e *Element) applies(f *Facts) bool {
	if e.when != nil && !e.when(f) {
		return false
	}
	return !e.IfKnown || len(f.values(e.Field)) > 0
}

// Cite is the article as a finding names it.
func (e *Element) Cite() string { return e.Article.Full() + e.Part }

// values are what a field comes to: one text, or those of each entry of a list but its number. An empty one is missing.
func (f *Facts) values(name string) []string {
	field, _ := fieldOf(name)
	if field.get == nil {
		return nil
	}
	switch v := field.get(f).(type) {
	case own:
		return []string{clean(string(v))}
	case quote:
		return []string{clean(string(v))}
	case []entry:
		var out []string
		for _, e := range v {
			for _, key := range field.Keys[1:] {
				switch v := e[key].(type) {
				case own:
					out = append(out, clean(string(v)))
				case quote:
					out = append(out, clean(string(v)))
				}
			}
		}
		return out
	}
	return nil
}

// parties are whom the letters of consultation ask.
var parties = map[request.LetterKind]request.Party{request.LetterConsult: request.ThirdParty, request.LetterJoint: request.JointAgency}

// missing lists what must be stated and is not known.
func missing(f *Facts) fault.Fields {
	var fs fault.Fields
	l := f.letter
	if l.Answers && f.Decision.Letter != l.Kind {
		fs.Add("decision", "%s不能用来答复“%s”的决定，请选择与决定类型相符的文书（%s）。", l.Name, f.Decision.Name, reg(36).Full())
	}
	if party, ok := parties[l.Kind]; ok && f.Consult.Party != party { // what silence means hangs on it
		fs.Add("asked", "%s只用于征求%s的意见，现在征求的是%s，请选择相符的文书（%s）。", l.Name, party.Name(), cmp.Or(f.Consult.Party.Name(), "没有选择的对象"), l.Article.Full())
	}
	for _, e := range Elements(l.Kind) {
		if e.Field == "" || !e.applies(f) {
			continue
		}
		values := f.values(e.Field)
		if len(values) == 0 || slices.ContainsFunc(values, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			fs.Add(e.Key, "没有填写%s，%s应当写明（%s）。", e.What, l.Name, e.Cite())
		}
	}
	return fs
}
