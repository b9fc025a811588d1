// Package dispute is 复议、诉讼: cases about disclosure, from the notice of a 复议机关 or a court to the result that table 四 counts.
//
// A case keeps what it is about and its dates; what is done about it are its steps. The notice opens the duty to reply, which runs under its
// own rule; the reply meets it, in time or late. The evidence of the request that the case is about is put together by one act (evidence.go).
package dispute

import (
	"slices"

	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// ID is the number of a case; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "dispute"

// Forum is where a case is: one block of table 四.
type Forum string

// The forums.
const (
	Review             Forum = "review"                  // 行政复议
	LawsuitDirect      Forum = "litigation_direct"       // 未经复议直接起诉
	LawsuitAfterReview Forum = "litigation_after_review" // 复议后起诉
)

// Forums lists the blocks in the order of the form.
var Forums = []Forum{Review, LawsuitDirect, LawsuitAfterReview}

// Name is what the forum is called in lists, "" for none of ours.
func (f Forum) Name() string {
	return map[Forum]string{Review: "行政复议", LawsuitDirect: "行政诉讼（未经复议直接起诉）", LawsuitAfterReview: "行政诉讼（复议后起诉）"}[f]
}

// Reply is what the reply to the forum is called.
func (f Forum) Reply() string {
	if f == Review {
		return "行政复议答复"
	}
	return "行政诉讼答辩"
}

// Notice is the paper with which the forum asks for the reply.
func (f Forum) Notice() string {
	if f == Review {
		return "提出答复通知书"
	}
	return "应诉通知书"
}

// Rule is the time limit of the reply. Only a review has a simple procedure.
//
// law: 行政复议法 48、54、行政诉讼法 67
func (f Forum) Rule(simple bool) law.RuleName {
	switch {
	case f != Review:
		return law.LawsuitReply
	case simple:
		return law.ReviewReplySimple
	}
	return law.ReviewReply
}

// Result is how a case ended; "" while it is pending (尚未审结).
type Result string

// The results.
const (
	Upheld    Result = "upheld"    // 结果维持
	Corrected Result = "corrected" // 结果纠正
	Other     Result = "other"     // 其他结果
)

// Results lists them in the order of the form.
var Results = []Result{Upheld, Corrected, Other}

// Name is the result as table 四 prints it, "" for none of ours.
func (r Result) Name() string {
	return map[Result]string{Upheld: "结果维持", Corrected: "结果纠正", Other: "其他结果"}[r]
}

// Case is a 行政复议 or 行政诉讼 case about disclosure.
type Case struct {
	ID         ID
	Unit       int64
	No         string // ours: 复诉2026-0001
	Forum      Forum
	Request    request.ID // which it is about; 0: one that the register does not hold
	Subject    string     // 争议的申请是什么; holds no personal data
	Court      string     // 复议机关, 法院
	TheirNo    string     // 案号
	ReceivedOn workday.Date
	NoticeOn   workday.Date // when the notice reached us; zero: not yet
	Simple     bool         // 简易程序
	Due        workday.Date // of the reply; zero: none is owed yet
	RepliedOn  workday.Date
	Result     Result
	ClosedOn   workday.Date
	Steps      []Step // in the order of entry; none of cases that were only counted; not loaded in lists
}

// Ended reports whether it has a result.
func (c *Case) Ended() bool { return c.Result != "" }

// Owed reports whether a reply is owed.
func (c *Case) Owed() bool { return !c.Ended() && !c.NoticeOn.IsZero() && c.RepliedOn.IsZero() }

// Stage says in a word how the case stands.
func (c *Case) Stage() string {
	switch {
	case c.Ended():
		return c.Result.Name()
	case !c.RepliedOn.IsZero():
		return "已答复，待审结"
	case c.NoticeOn.IsZero():
		return "待收到通知书"
	}
	return "待答复"
}

// Deadline is the last day of the reply with its arithmetic; the zero Deadline before the notice.
func (c *Case) Deadline(cal workday.Calendar) (law.Deadline, error) {
	if c.NoticeOn.IsZero() {
		return law.Deadline{}, nil
	}
	return law.Due(cal, c.Forum.Rule(c.Simple), c.NoticeOn, law.Options{})
}

// What the register refuses.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-dispute", "没有这件复议诉讼案件，或者它不在您可以查看的范围。")
	ErrForum    = fault.New(fault.Invalid, "forum", "请选择案件类型：行政复议、未经复议直接起诉或复议后起诉。")
	ErrResult   = fault.New(fault.Invalid, "dispute-result", "请选择审理结果，并填写不早于收案日期的结案日期。")
)

// valid returns nil if a case of the past may be entered as it stands.
func (c *Case) valid() error {
	if !slices.Contains(Forums, c.Forum) {
		return ErrForum
	}
	if c.Ended() && (!slices.Contains(Results, c.Result) || c.ClosedOn.Before(c.ReceivedOn)) || !c.Ended() && !c.ClosedOn.IsZero() {
		return ErrResult
	}
	return nil
}
