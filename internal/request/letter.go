package request

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
)
