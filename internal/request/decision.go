package request

import (
	"gongkai/internal/law"
)

// Outcome is how a request ended: one row of table 三.
type Outcome string

// Outcomes lists the rows in the order of the form; the last three are one row in the form of 2019.
var Outcomes = []Outcome{
	"granted", "partial",
	"denied_state_secret", "denied_law", "denied_security", "denied_third_party", "denied_internal", "denied_process", "denied_case_file", "denied_query",
	"unable_not_held", "unable_not_existing", "unable_unclear",
	"rejected_petition", "rejected_repeat", "rejected_publication", "rejected_abusive", "rejected_reissue",
	"other_no_correction", "other_no_fee", "other_rest",
}

// DecisionCode is what is decided on a request: one code, one row of table 三.
type DecisionCode string

// The codes that an officer may choose. What ends a request without a decision (withdrawal, abandonment) is a step of its own.
const (
	AlreadyPublic  DecisionCode = "already-public"  // 已主动公开，告知获取方式、途径
	Granted        DecisionCode = "granted"         // 予以公开
	PartlyGranted  DecisionCode = "partly-granted"  // 部分公开
	StateSecret    DecisionCode = "state-secret"    // 国家秘密
	LawForbids     DecisionCode = "law-forbids"     // 法律、行政法规禁止公开
	Safety         DecisionCode = "safety"          // 危及“三安全一稳定”
	ThirdPartyHarm DecisionCode = "third-party"     // 会损害第三方合法权益
	Internal       DecisionCode = "internal"        // 内部事务信息
	Process        DecisionCode = "process"         // 过程性信息
	CaseFile       DecisionCode = "case-file"       // 行政执法案卷
	QueryByLaw     DecisionCode = "query-by-law"    // 行政查询事项
	NotHeld        DecisionCode = "not-held"        // 信息不存在
	NotResponsible DecisionCode = "not-responsible" // 不属本机关负责公开
	NeedsMaking    DecisionCode = "needs-making"    // 需要另行制作
	Unclear        DecisionCode = "unclear"         // 补正后仍不明确
	Petition       DecisionCode = "petition"        // 信访、投诉、举报
	Repeat         DecisionCode = "repeat"          // 重复申请
	Publication    DecisionCode = "publication"     // 要求提供公开出版物
	Excessive      DecisionCode = "excessive"       // 无正当理由大量反复申请
	Reissue        DecisionCode = "reissue"         // 要求确认或者重新出具
	NoInformation  DecisionCode = "no-information"  // 咨询等，不属于政府信息公开申请
)

// Decision says of a code what it is called, under which article it is taken, which row of table 三 counts it, what its letter is, and
// what it needs.
type Decision struct {
	Code    DecisionCode
	Name    string
	Article law.Article
	Part    string // paragraph of the article: 第一项
	Outcome Outcome
	Letter  LetterKind
	Refuses bool // 不予公开, wholly or in part: reconsideration comes before a lawsuit since 2024; law: 行政复议法 23
	Reason  bool // the letter must give a reason
	Gives   bool // information goes out: it needs a secrecy review; law: 条例 17
}

// decisions is the whole of it, in the order of table 三.
//
// law: 条例 36
var decisions = []Decision{
	{Code: AlreadyPublic, Name: "已主动公开，告知获取方式和途径", Article: regulation(36), Part: "第一项", Outcome: "granted", Letter: LetterGrant},
	{Code: Granted, Name: "予以公开", Article: regulation(36), Part: "第二项", Outcome: "granted", Letter: LetterGrant, Gives: true},
	{Code: PartlyGranted, Name: "部分公开（区分处理）", Article: regulation(37), Outcome: "partial", Letter: LetterPartly, Refuses: true, Reason: true, Gives: true},
	{Code: StateSecret, Name: "不予公开：属于国家秘密", Article: regulation(14), Outcome: "denied_state_secret", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: LawForbids, Name: "不予公开：法律、行政法规禁止公开", Article: regulation(14), Outcome: "denied_law", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: Safety, Name: "不予公开：危及国家安全、公共安全、经济安全、社会稳定", Article: regulation(14), Outcome: "denied_security", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: ThirdPartyHarm, Name: "不予公开：会损害第三方合法权益", Article: regulation(15), Outcome: "denied_third_party", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: Internal, Name: "不予公开：属于内部事务信息", Article: regulation(16), Part: "第一款", Outcome: "denied_internal", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: Process, Name: "不予公开：属于过程性信息", Article: regulation(16), Part: "第二款", Outcome: "denied_process", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: CaseFile, Name: "不予公开：属于行政执法案卷信息", Article: regulation(16), Part: "第二款", Outcome: "denied_case_file", Letter: LetterRefuse, Refuses: true, Reason: true},
	{Code: QueryByLaw, Name: "属于行政查询事项，依照有关法律办理", Article: regulation(36), Part: "第七项", Outcome: "denied_query", Letter: LetterQuery, Reason: true},
	{Code: NotHeld, Name: "信息不存在", Article: regulation(36), Part: "第四项", Outcome: "unable_not_held", Letter: LetterNotHeld, Reason: true},
	{Code: NotResponsible, Name: "不属于本机关负责公开", Article: regulation(36), Part: "第五项", Outcome: "unable_not_held", Letter: LetterNotOurs, Reason: true},
	{Code: NeedsMaking, Name: "没有现成信息，需要另行制作", Article: regulation(38), Outcome: "unable_not_existing", Letter: LetterMaking, Reason: true},
	{Code: Unclear, Name: "补正后申请内容仍不明确", Article: regulation(30), Outcome: "unable_unclear", Letter: LetterUnclear, Reason: true},
	{Code: Petition, Name: "不予处理：信访、投诉、举报类申请", Article: regulation(39), Part: "第一款", Outcome: "rejected_petition", Letter: LetterPetition, Reason: true},
	{Code: Repeat, Name: "不予处理：重复申请", Article: regulation(36), Part: "第六项", Outcome: "rejected_repeat", Letter: LetterRepeat, Reason: true},
	{Code: Publication, Name: "不予处理：要求提供公开出版物", Article: regulation(39), Part: "第二款", Outcome: "rejected_publication", Letter: LetterPublication, Reason: true},
	{Code: Excessive, Name: "不予处理：无正当理由大量反复申请", Article: regulation(35), Outcome: "rejected_abusive", Letter: LetterNoProcess, Reason: true},
	{Code: Reissue, Name: "不予处理：要求确认或者重新出具已获取信息", Article: regulation(38), Outcome: "rejected_reissue", Letter: LetterNoProcess, Reason: true},
	{Code: NoInformation, Name: "不属于政府信息公开申请（咨询等）", Article: regulation(2), Outcome: "other_rest", Letter: LetterNoProcess, Reason: true},
}

// Decisions lists what may be decided, in the order of table 三.
func Decisions() []Decision { return append([]Decision(nil), decisions...) }

// Info returns what holds for the code, and whether it is one of ours.
func (c DecisionCode) Info() (Decision, bool) {
	for _, d := range decisions {
		if d.Code == c {
			return d, true
		}
	}
	return Decision{}, false
}

// Outcome is the row of table 三 that counts the code, "" for none of ours.
func (c DecisionCode) Outcome() Outcome { d, _ := c.Info(); return d.Outcome }

// Cite is the article as a letter cites it: 《政府信息公开条例》第三十六条第一项.
func (d Decision) Cite() string { return d.Article.Full() + d.Part }

// fits returns nil if the steps so far allow the code, or why not: each refusal to act needs what the law makes it rest on.
func (c DecisionCode) fits(req *Request, clock *Clock) error {
	switch c {
	case ThirdPartyHarm:
		if req.Last(Consult) == nil || !asked(clock, ThirdParty) {
			return ErrNotNow.Say("以损害第三方合法权益为由不予公开的，应当先书面征求第三方意见（条例第三十二条）。")
		}
	case Unclear:
		if req.Last(Supplement) == nil {
			return ErrNotNow.Say("没有告知过补正的，不能以内容不明确为由不提供；请先一次性告知补正（条例第三十条）。")
		}
	case Excessive:
		if req.Last(AskReason) == nil {
			return ErrNotNow.Say("以大量、反复申请为由不予处理的，应当先要求申请人说明理由（条例第三十五条）。")
		}
	}
	return nil
}

func asked(c *Clock, p Party) bool {
	for _, x := range c.Consultations {
		if x.Party == p {
			return true
		}
	}
	return false
}
