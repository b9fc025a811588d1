package dispute

import (
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/workday"
)

// StepKind is what may be done about a case.
type StepKind string

// The steps, in the order of the way through.
const (
	Register StepKind = "register" // 登记案件
	Notice   StepKind = "notice"   // 收到通知书
	Evidence StepKind = "bundle"   // 制作证据材料
	Reply    StepKind = "reply"    // 提出答复（答辩）
	Hearing  StepKind = "hearing"  // 听证、开庭
	Conclude StepKind = "conclude" // 登记结果
	Note     StepKind = "note"     // 备注
)

// Step is one thing that happened to a case. It is never changed.
type Step struct {
	No     int // from 1, in the order of entry
	Kind   StepKind
	On     workday.Date // the day that counts; of our own steps the day of entry
	At     time.Time    // of entry
	By     int64        // the person
	Result Result       // of Conclude
	Digest string       // of the manifest that Evidence handed out, hex
	Said   []byte       // sealed Words; nil: none
}

// Words are what a step says: they may name persons, and are sealed.
type Words struct {
	Text     string `json:",omitempty"` // what is disputed, what the hearing brought, the reason
	Evidence string `json:",omitempty"` // 凭据: number of the letter, of the decision
}

// deed says of a kind of step what it is called, who takes it, and what must be written.
type deed struct {
	Kind     StepKind
	Name     string
	By       []agency.Role
	Outside  bool   // it happened elsewhere: its day is what the evidence says, and may lie back
	Ended    bool   // it may be taken when the case has ended, too
	Text     string // how the words are asked for; "" where there are none
	Optional bool   // the words need not be given
	Evidence string // how the evidence is asked for
}

var (
	officers = []agency.Role{agency.GeneralOffice, agency.DisclosureHead}
	keepers  = []agency.Role{agency.GeneralOffice, agency.DisclosureHead, agency.Signer} // who may have the evidence, which names persons
)

// deeds is the whole of it.
var deeds = []deed{
	{Kind: Register, Name: "登记案件", By: officers, Text: "请写明争议的事项和对方的请求。"},
	{Kind: Notice, Name: "登记收到通知书", By: officers, Outside: true, Evidence: "请写明凭据：通知书文号、送达回证。"},
	{Kind: Evidence, Name: "制作证据材料", By: keepers, Ended: true, Text: "请写明用途，例如“提交复议机关”；材料含个人信息，用途记入经过。"},
	{Kind: Reply, Name: "登记提出答复", By: officers, Outside: true, Text: "请写明答复的要点。", Optional: true, Evidence: "请写明凭据：答复书文号、邮寄单号或者签收人。"},
	{Kind: Hearing, Name: "登记听证、开庭", By: officers, Outside: true, Text: "请写明情况：时间、地点、出庭人和要点。"},
	{Kind: Conclude, Name: "登记结果", By: officers, Outside: true, Text: "请写明决定或者裁判的要点。", Optional: true, Evidence: "请写明决定书、裁判文书的文号。"},
	{Kind: Note, Name: "备注", By: officers, Ended: true, Text: "请写明备注的内容。"},
}

func (k StepKind) deed() deed {
	for _, d := range deeds {
		if d.Kind == k {
			return d
		}
	}
	return deed{}
}

// Name is what the step is called at the desk, "" for none of ours.
func (k StepKind) Name() string { return k.deed().Name }

// Outside reports whether the step happened elsewhere, so that its day is what the evidence says.
func (k StepKind) Outside() bool { return k.deed().Outside }

// Asks says how the words and the evidence of a step are asked for, "" where it has none, and whether the words must be given.
func (k StepKind) Asks() (text, evidence string, needed bool) {
	d := k.deed()
	return d.Text, d.Evidence, d.Text != "" && !d.Optional
}

// StepKinds lists the steps that are taken with a case that is there, in the order of the way through.
func StepKinds() []StepKind {
	var kinds []StepKind
	for _, d := range deeds[1:] {
		kinds = append(kinds, d.Kind)
	}
	return kinds
}

// Article is the provision under which a step of the case is taken.
func (c *Case) Article(k StepKind) law.Article {
	switch {
	case k == Register || k == Conclude || k == Hearing || k == Note:
		return law.Article{Law: "条例", No: 51}
	case c.Forum != Review:
		return law.Article{Law: "行政诉讼法", No: 67}
	case c.Simple:
		return law.Article{Law: "行政复议法", No: 54}
	}
	return law.Article{Law: "行政复议法", No: 48}
}

// What is refused about a step.
var (
	ErrNoStep    = fault.New(fault.Invalid, "no-such-dispute-step", "没有这种办理步骤。")
	ErrMayNot    = fault.New(fault.Forbidden, "may-not-dispute-step", "您的角色不能办理这一步。")
	ErrEnded     = fault.New(fault.Conflict, "dispute-ended", "本案已经登记结果，不能再办理这一步；需要说明的，写备注。")
	ErrReplied   = fault.New(fault.Conflict, "dispute-replied", "本案已经提出答复，不能再办理这一步；补充材料的，写备注。")
	ErrNoNotice  = fault.New(fault.Conflict, "dispute-without-notice", "还没有登记收到通知书的日期，答复期限没有起算，请先登记。")
	ErrNoRequest = fault.New(fault.Conflict, "dispute-without-request", "本案没有对应登记簿里的申请，系统里没有可以汇集的材料；请另行整理。")
)
