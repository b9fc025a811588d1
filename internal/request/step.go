package request

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/law"
	"gongkai/internal/workday"
)

// State is where a request stands.
type State string

// The states. Five of them stop the clock: nothing runs before receipt, while the applicant supplements, while a fee is owed, and once a
// decision is sent.
const (
	Filed         State = "filed"         // 已提交，待确认
	Received      State = "received"      // 已收到、已登记
	Supplementing State = "supplementing" // 已告知补正
	Processing    State = "processing"    // 办理中
	Consulting    State = "consulting"    // 征求意见
	ReasonAsked   State = "reason-asked"  // 要求说明理由
	FeeNoticed    State = "fee-noticed"   // 已发收费通知
	Deferred      State = "deferred"      // 延迟答复
	Signing       State = "signing"       // 待签发
	Decided       State = "decided"       // 已作出决定
	Sent          State = "sent"          // 已发出答复
	Delivered     State = "delivered"     // 已送达
	Withdrawn     State = "withdrawn"     // 申请人撤回
	Abandoned     State = "abandoned"     // 视为放弃
	Archived      State = "archived"      // 已归档
)

// States lists them in the order of the way through.
var States = []State{Filed, Received, Supplementing, Processing, Consulting, ReasonAsked, FeeNoticed, Deferred, Signing, Decided, Sent, Delivered, Withdrawn, Abandoned, Archived}

var stateNames = map[State]string{
	Filed: "待确认收到", Received: "已登记", Supplementing: "待申请人补正", Processing: "办理中", Consulting: "征求意见中", ReasonAsked: "待说明理由", FeeNoticed: "待缴费",
	Deferred: "延迟答复", Signing: "待签发", Decided: "待发出", Sent: "已发出", Delivered: "已送达", Withdrawn: "已撤回", Abandoned: "视为放弃", Archived: "已归档",
}

// Name is the state's Chinese name, "" for none of ours.
func (s State) Name() string { return stateNames[s] }

// Ended reports whether an outcome stands: the request is counted in the report, and only what follows an answer may still be done.
func (s State) Ended() bool {
	switch s {
	case Sent, Delivered, Withdrawn, Abandoned, Archived:
		return true
	}
	return false
}

// StepKind is what was done.
type StepKind string

// The kinds of steps.
const (
	Submit          StepKind = "submit"           // 提交申请
	Receive         StepKind = "receive"          // 收到
	Assign          StepKind = "assign"           // 交办
	AskSupplement   StepKind = "ask-supplement"   // 告知补正
	Supplement      StepKind = "supplement"       // 收到补正
	LapseSupplement StepKind = "lapse-supplement" // 逾期不补正
	Consult         StepKind = "consult"          // 征求意见
	ServeConsult    StepKind = "serve-consult"    // 对方签收
	AnswerConsult   StepKind = "answer-consult"   // 收到意见
	LapseConsult    StepKind = "lapse-consult"    // 逾期未提出意见
	AskExtension    StepKind = "ask-extension"    // 申请延期
	Extend          StepKind = "extend"           // 延期
	AskReason       StepKind = "ask-reason"       // 要求说明理由
	GiveReason      StepKind = "give-reason"      // 收到理由
	Defer           StepKind = "defer"            // 延迟答复
	NoticeFee       StepKind = "notice-fee"       // 收费通知
	ServeFee        StepKind = "serve-fee"        // 申请人收到收费通知
	PayFee          StepKind = "pay-fee"          // 缴费
	LapseFee        StepKind = "lapse-fee"        // 逾期不缴费
	ReviewLaw       StepKind = "review-law"       // 法制审核
	ReviewSecrecy   StepKind = "review-secrecy"   // 保密审查
	Prepare         StepKind = "prepare"          // 备好要提供的复制件
	Propose         StepKind = "propose"          // 拟定决定
	Return          StepKind = "return"           // 退回
	Sign            StepKind = "sign"             // 签发决定
	Tell            StepKind = "tell"             // 告知第三方
	Send            StepKind = "send"             // 发出答复
	Deliver         StepKind = "deliver"          // 送达
	Withdraw        StepKind = "withdraw"         // 撤回
	Archive         StepKind = "archive"          // 归档
	Note            StepKind = "note"             // 备注
)

// Party is whom a consultation asks; whose silence means what depends on it.
type Party string

// The parties.
const (
	ThirdParty  Party = "third-party"  // 第三方: after silence the agency decides; law: 条例 32
	JointAgency Party = "joint-agency" // 共同制作机关: silence is consent; law: 条例 34
	OtherAgency Party = "other-agency" // 其他机关; law: 条例 33
)

// Parties lists them in the order of the form.
var Parties = []Party{ThirdParty, JointAgency, OtherAgency}

// Name is the party's Chinese name, "" for none of ours.
func (p Party) Name() string {
	return map[Party]string{ThirdParty: "第三方", JointAgency: "共同制作机关", OtherAgency: "其他机关"}[p]
}

// limit is the rule under which the party answers.
func (p Party) limit() law.RuleName {
	if p == ThirdParty {
		return law.ThirdPartyOpinion
	}
	return law.JointAgencyOpinion
}

// Opinion is what a party answers.
type Opinion string

// The opinions. Silence is consent for a joint agency only.
const (
	Agrees  Opinion = "agrees"  // 同意公开
	Partly  Opinion = "partly"  // 部分同意
	Objects Opinion = "objects" // 不同意公开
	Silent  Opinion = "silent"  // 逾期未提出
)

// Name is the opinion's Chinese name, "" for none of ours.
func (o Opinion) Name() string {
	return map[Opinion]string{Agrees: "同意公开", Partly: "部分同意公开", Objects: "不同意公开", Silent: "逾期未提出意见"}[o]
}

// Step is one thing that happened to a request. It is never changed; its words and files are erased when their time is over.
type Step struct {
	No      int // from 1, in the order of entry
	Kind    StepKind
	On      workday.Date // the day that counts; of our own steps the day of entry
	At      time.Time    // of entry
	By      int64        // the person; 0: the applicant, or the clock
	Days    int          `json:",omitempty"` // working days of an extension; yuan of a fee; 1 of a consultation whose day of sending is taken out too
	Until   workday.Date // the last day of a limit that the step sets
	About   int          `json:",omitempty"` // the step it belongs to: whose consultation was answered
	Party   Party        `json:",omitempty"`
	Opinion Opinion      `json:",omitempty"`
	Code    DecisionCode `json:",omitempty"`
	DocNo   string       `json:",omitempty"` // 文号 of the letter that the step sent
	Said    []byte       // sealed Words; nil: none
	Files   []string     // digests of the sealed files that the words name

	SaidDigest  string       // of the sealed words that were erased
	FilesErased workday.Date // on which the files went; zero while they are there
}

// Words are what a step says: they may name persons, and are sealed.
type Words struct {
	Text     string `json:",omitempty"` // reason, opinion, what is to be supplemented
	Evidence string `json:",omitempty"` // 凭据: number of the letter, of the mail, who was called
	Files    []File `json:",omitempty"`

	Facts  map[string]string `json:",omitempty"` // what was typed for the letter, by the names of its facts
	Letter json.RawMessage   `json:",omitempty"` // the letter that the step sends, or the draft of one
}

func (w *Words) empty() bool {
	return w.Text == "" && w.Evidence == "" && len(w.Files) == 0 && len(w.Facts) == 0 && len(w.Letter) == 0
}

// deedRule says of a kind of step what it is called, where it leads, under which article, and who may take it.
type deedRule struct {
	Kind    StepKind
	Name    string
	From    []State // none: every state before the outcome
	To      State   // "": where it was
	Article law.Article
	By      []agency.Role
	Outside bool // something that happened elsewhere: its day is what the evidence says, and may lie back
	Visitor bool // the applicant may do it, on the public page
}

func regulation(n int) law.Article { return law.Article{Law: "条例", No: n} }

var (
	officers   = []agency.Role{agency.GeneralOffice}
	heads      = []agency.Role{agency.DisclosureHead}
	signers    = []agency.Role{agency.Signer, agency.DisclosureHead}
	running    = []State{Received, Processing, Consulting, ReasonAsked}
	inHand     = []State{Received, Processing}
	deciding   = []State{Received, Processing, ReasonAsked, Deferred}
	feeArticle = law.Article{Law: "国办函〔2020〕109号"}
)

// deeds is the whole workflow: what may be done in which state, where it leads, and who does it. The diagram in docs/request.md is made
// from it.
var deeds = []deedRule{
	{Kind: Submit, Name: "提交申请", From: []State{""}, To: Filed, Article: regulation(29), By: officers, Visitor: true},
	{Kind: Receive, Name: "确认收到", From: []State{Filed}, To: Received, Article: regulation(31), By: officers, Outside: true},
	{Kind: Assign, Name: "交办", From: []State{Received, Processing, Consulting, Deferred}, Article: regulation(45), By: officers},
	{Kind: AskSupplement, Name: "告知补正", From: inHand, To: Supplementing, Article: regulation(30), By: officers},
	{Kind: Supplement, Name: "收到补正", From: []State{Supplementing}, To: Processing, Article: regulation(30), By: officers, Outside: true, Visitor: true},
	{Kind: LapseSupplement, Name: "按逾期不补正处理", From: []State{Supplementing}, To: Abandoned, Article: regulation(30), By: officers},
	{Kind: Consult, Name: "征求意见", From: []State{Received, Processing, Consulting}, To: Consulting, Article: regulation(32), By: officers},
	{Kind: ServeConsult, Name: "登记对方签收", From: []State{Consulting}, Article: regulation(32), By: officers, Outside: true},
	{Kind: AnswerConsult, Name: "登记收到意见", From: []State{Consulting}, To: Processing, Article: regulation(32), By: officers, Outside: true},
	{Kind: LapseConsult, Name: "按逾期未提出意见处理", From: []State{Consulting}, To: Processing, Article: regulation(32), By: officers},
	{Kind: AskExtension, Name: "申请延期", From: running, Article: regulation(33), By: officers},
	{Kind: Extend, Name: "批准延期", From: running, Article: regulation(33), By: heads},
	{Kind: AskReason, Name: "要求说明理由", From: inHand, To: ReasonAsked, Article: regulation(35), By: officers},
	{Kind: GiveReason, Name: "登记申请人的理由", From: []State{ReasonAsked}, To: Processing, Article: regulation(35), By: officers, Outside: true, Visitor: true},
	{Kind: Defer, Name: "确定延迟答复期限", From: []State{Processing}, To: Deferred, Article: regulation(35), By: heads},
	{Kind: NoticeFee, Name: "收费通知", From: inHand, To: FeeNoticed, Article: feeArticle, By: officers},
	{Kind: ServeFee, Name: "登记收到收费通知", From: []State{FeeNoticed}, Article: feeArticle, By: officers, Outside: true},
	{Kind: PayFee, Name: "登记缴费", From: []State{FeeNoticed}, To: Processing, Article: feeArticle, By: officers, Outside: true},
	{Kind: LapseFee, Name: "按逾期不缴费处理", From: []State{FeeNoticed}, To: Abandoned, Article: feeArticle, By: officers},
	{Kind: ReviewLaw, Name: "法制审核", From: deciding, Article: regulation(45), By: []agency.Role{agency.FirstReviewer, agency.SecondReviewer}},
	{Kind: ReviewSecrecy, Name: "保密审查", From: deciding, Article: regulation(17), By: []agency.Role{agency.SecrecyReviewer}},
	{Kind: Prepare, Name: "备复制件", From: []State{Received, Processing, Consulting, ReasonAsked, Deferred}, Article: regulation(37), By: officers},
	{Kind: Propose, Name: "拟定决定", From: deciding, To: Signing, Article: regulation(36), By: officers},
	{Kind: Return, Name: "退回重拟", From: []State{Signing}, To: Processing, Article: regulation(45), By: signers},
	{Kind: Sign, Name: "签发决定", From: []State{Signing}, To: Decided, Article: regulation(36), By: signers},
	{Kind: Tell, Name: "告知第三方", From: []State{Decided}, Article: regulation(32), By: officers},
	{Kind: Send, Name: "发出答复", From: []State{Decided}, To: Sent, Article: regulation(33), By: officers},
	{Kind: Deliver, Name: "登记送达", From: []State{Sent}, To: Delivered, Article: regulation(40), By: officers, Outside: true},
	{Kind: Withdraw, Name: "登记撤回", To: Withdrawn, Article: regulation(45), By: officers, Outside: true, Visitor: true},
	{Kind: Archive, Name: "归档", From: []State{Delivered, Withdrawn, Abandoned}, To: Archived, Article: regulation(45), By: officers},
	{Kind: Note, Name: "备注", Article: regulation(45), By: officers},
}

// rule returns what holds for the kind; a zero rule for none of ours.
func (k StepKind) rule() deedRule {
	for _, d := range deeds {
		if d.Kind == k {
			return d
		}
	}
	return deedRule{}
}

// Name is what the step is called at the desk, "" for none of ours.
func (k StepKind) Name() string { return k.rule().Name }

// Outside reports whether the step happened elsewhere, so that its day is what the evidence says.
func (k StepKind) Outside() bool { return k.rule().Outside }

// Article is the provision under which the step is taken.
func (s *Step) Article() law.Article {
	if s.Kind == Consult || s.Kind == ServeConsult || s.Kind == AnswerConsult || s.Kind == LapseConsult {
		return map[Party]law.Article{ThirdParty: regulation(32), JointAgency: regulation(34), OtherAgency: regulation(33)}[s.Party]
	}
	return s.Kind.rule().Article
}

// Text says what a step decided, and why; said is what it says in words.
func (s *Step) Text(said string) string {
	text := ""
	switch s.Kind {
	case Consult, ServeConsult, LapseConsult, Tell:
		text = s.Party.Name()
	case AnswerConsult:
		text = s.Party.Name() + "，" + s.Opinion.Name()
	case AskExtension, Extend:
		text = fmt.Sprintf("%d个工作日", s.Days)
	case NoticeFee:
		text = fmt.Sprintf("%d元", s.Days)
	case AskSupplement, Defer:
		text = "至" + s.Until.String()
	case Propose:
		if info, ok := s.Code.Info(); ok {
			text = info.Name
		}
	}
	switch {
	case text == "":
		return said
	case said == "":
		return text
	}
	return text + "：" + said
}

// StepKinds lists the steps that are taken with a request that is there, in the order of the way through.
func StepKinds() []StepKind {
	var kinds []StepKind
	for _, d := range deeds[1:] {
		kinds = append(kinds, d.Kind)
	}
	return kinds
}

// Near reports whether the state allows a step, so that what else stands in its way is worth saying.
func (req *Request) Near(cal workday.Calendar, kind StepKind) bool {
	c, err := req.Clock(cal)
	rule := kind.rule()
	return err == nil && (rule.From == nil && !c.State.Ended() || slices.Contains(rule.From, c.State))
}
