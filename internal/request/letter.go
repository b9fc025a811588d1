package request

import (
	"strings"

	"gongkai/internal/law"
)

// LetterKind is a kind of 文书.
type LetterKind string

// The letters, in the order of the way through.
const (
	LetterReceipt     LetterKind = "receipt"     // 登记回执
	LetterSupplement  LetterKind = "supplement"  // 补正申请告知书
	LetterExtension   LetterKind = "extension"   // 延期答复告知书
	LetterConsult     LetterKind = "consult"     // 第三方意见征询书
	LetterJoint       LetterKind = "joint"       // 共同制作机关征求意见函
	LetterTold        LetterKind = "told"        // 向第三方告知公开决定
	LetterReason      LetterKind = "reason"      // 要求说明理由通知书
	LetterDeferral    LetterKind = "deferral"    // 延迟答复告知书
	LetterFee         LetterKind = "fee"         // 信息处理费收费通知
	LetterGrant       LetterKind = "grant"       // 公开答复书
	LetterPartly      LetterKind = "partly"      // 部分公开答复书
	LetterRefuse      LetterKind = "refuse"      // 不予公开答复书
	LetterNotHeld     LetterKind = "not-held"    // 信息不存在告知书
	LetterNotOurs     LetterKind = "not-ours"    // 非本机关负责公开告知书
	LetterRepeat      LetterKind = "repeat"      // 不予重复处理告知书
	LetterQuery       LetterKind = "query"       // 依照有关法律办理告知书
	LetterMaking      LetterKind = "making"      // 需另行制作、加工告知书
	LetterUnclear     LetterKind = "unclear"     // 补正后仍不明确告知书
	LetterPetition    LetterKind = "petition"    // 信访投诉举报告知书
	LetterPublication LetterKind = "publication" // 公开出版物获取途径告知书
	LetterNoProcess   LetterKind = "no-process"  // 不予处理告知书
	LetterAbandoned   LetterKind = "abandoned"   // 视为放弃告知书
	LetterCorrection  LetterKind = "correction"  // 更正处理告知书
	LetterTransfer    LetterKind = "transfer"    // 更正申请转送函
)

// LetterInfo says of a kind of letter what it is called, under which article it is written, and how its number ends.
type LetterInfo struct {
	Kind    LetterKind
	No      string // in our list of letters: L02
	Name    string
	Mark    string      // the word after its number: 告; "" for a letter without one, which bears the number of the request
	Article law.Article // of the letters that answer, the decision has the article
	Part    string      // paragraph of the article
	Answers bool        // it says what was decided on a request, and bears the red head
	Remedy  bool        // it must say what may be done against it; law: 条例 51
	Away    bool        // it goes to somebody who need not know who applied
}

// letters is the whole of it, in the order of the way through.
var letters = []LetterInfo{
	{Kind: LetterReceipt, No: "L01", Name: "登记回执", Article: regulation(31)},
	{Kind: LetterSupplement, No: "L02", Name: "补正告知书", Mark: "补", Article: regulation(30)},
	{Kind: LetterExtension, No: "L03", Name: "延期答复告知书", Mark: "延", Article: regulation(33), Part: "第二款"},
	{Kind: LetterConsult, No: "L04", Name: "第三方意见征询书", Mark: "征", Article: regulation(32), Away: true},
	{Kind: LetterJoint, No: "L05", Name: "共同制作机关征求意见函", Mark: "函", Article: regulation(34), Away: true},
	{Kind: LetterTold, No: "L06", Name: "第三方告知书", Mark: "告", Article: regulation(32), Remedy: true, Away: true},
	{Kind: LetterReason, No: "L07", Name: "说明理由通知书", Mark: "由", Article: regulation(35)},
	{Kind: LetterDeferral, No: "L07", Name: "延迟答复告知书", Mark: "延", Article: regulation(35)},
	{Kind: LetterFee, No: "L08", Name: "信息处理费收费通知", Mark: "费", Article: regulation(42)},
	{Kind: LetterGrant, No: "L10", Name: "公开答复书", Mark: "答", Answers: true, Remedy: true},
	{Kind: LetterPartly, No: "L11", Name: "部分公开答复书", Mark: "答", Answers: true, Remedy: true},
	{Kind: LetterRefuse, No: "L12", Name: "不予公开答复书", Mark: "答", Answers: true, Remedy: true},
	{Kind: LetterNotHeld, No: "L13", Name: "信息不存在告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterNotOurs, No: "L14", Name: "非本机关负责公开告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterRepeat, No: "L15", Name: "不予重复处理告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterQuery, No: "L16", Name: "依照有关法律办理告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterMaking, No: "L17", Name: "需另行制作、加工告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterUnclear, No: "L17", Name: "补正后仍不明确告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterPetition, No: "L18", Name: "信访投诉举报告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterPublication, No: "L19", Name: "公开出版物获取途径告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterNoProcess, No: "L20", Name: "不予处理告知书", Mark: "告", Answers: true, Remedy: true},
	{Kind: LetterAbandoned, No: "L21", Name: "视为放弃告知书", Mark: "告", Article: regulation(30), Remedy: true},
	{Kind: LetterCorrection, No: "L22", Name: "更正处理告知书", Mark: "更", Article: regulation(41)},
	{Kind: LetterTransfer, No: "L22", Name: "更正申请转送函", Mark: "函", Article: regulation(41)},
}

// Letters lists the kinds in the order of the way through.
func Letters() []LetterInfo { return append([]LetterInfo(nil), letters...) }

// Info returns what holds for the kind, and whether it is one of ours.
func (k LetterKind) Info() (LetterInfo, bool) {
	for _, l := range letters {
		if l.Kind == k {
			return l, true
		}
	}
	return LetterInfo{}, false
}

// Self is what a letter calls itself: 答复书, 告知书, 征询书, 函, 通知.
func (l LetterInfo) Self() string {
	for _, end := range []string{"答复书", "告知书", "征询书", "通知书", "通知", "回执", "函"} {
		if strings.HasSuffix(l.Name, end) {
			return end
		}
	}
	return "文书"
}
