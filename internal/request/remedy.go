package request

import (
	"strings"
	"time"

	"gongkai/internal/workday"
)

// Remedy is what an applicant may do against a decision, as the law stood on its day.
type Remedy struct {
	ReviewFirst bool   // 复议前置: a lawsuit only after reconsideration; law: 行政复议法 23
	Review      string // within which time reconsideration may be applied for: 60日
	Suit        string // within which time a lawsuit may be brought: 6个月, or 15日 after reconsideration
	Text        string
	Channel     string // where reconsideration may be applied for online, a line of its own; "" on paper; law: 行政复议法 22
}

// Forum is where the remedies against a letter are sought.
type Forum struct {
	Authority string // 复议机关: the government of the same level
	Upper     string // 上一级主管部门, which could reconsider too before 2024; "": not named
	Court     string // "": 有管辖权的人民法院
	Online    bool   // the letter goes out by network, and must then name URL
	URL       string // where reconsideration may be applied for online
	Self      string // what the letter calls itself; "": 答复书

	// Whether reconsideration comes first too where nothing can be provided (信息不存在 …), and where a request is not processed (重复申请 …).
	// The law says it of 不予公开; how far that reaches is read differently from place to place.
	UnableFirst, RejectedFirst bool
}

// Since when the law stands as it does.
var (
	reviewFirstFrom = workday.NewDate(2024, time.January, 1) // 行政复议法 as revised: reconsideration comes before a lawsuit against a refusal
	sixMonthsFrom   = workday.NewDate(2015, time.May, 1)     // 行政诉讼法 as revised; before it, three months
)

// The times for a remedy, as letters write them.
const (
	reviewDays  = "60日" // law: 行政复议法 20
	suitMonths  = "6个月" // law: 行政诉讼法 46
	suitBefore  = "3个月"
	suitAfter   = "15日" // law: 行政诉讼法 45
	defaultSelf = "答复书"
)

// RemedyOn returns what a letter of that day must say for that kind of decision. Authority is the government that reconsiders.
//
// law: 行政复议法 23
func RemedyOn(on workday.Date, code DecisionCode, authority string) Remedy {
	return Forum{Authority: authority}.RemedyOn(on, code)
}

// first reports whether reconsideration comes before a lawsuit.
func (f Forum) first(d Decision) bool {
	return d.Refuses || f.UnableFirst && strings.HasPrefix(string(d.Outcome), "unable_") || f.RejectedFirst && strings.HasPrefix(string(d.Outcome), "rejected_")
}

// RemedyOn returns what a letter of that day must say for that kind of decision; a code of none of ours refuses nothing.
//
// law: 行政复议法 22、23、24, 旧行政复议法 12
func (f Forum) RemedyOn(on workday.Date, code DecisionCode) Remedy {
	info, _ := code.Info()
	self, court, authority := "本"+f.Self, f.Court, f.Authority
	if f.Self == "" {
		self = "本" + defaultSelf
	}
	if court == "" {
		court = "有管辖权的人民法院"
	}
	if on.Before(reviewFirstFrom) && f.Upper != "" { // either of the two, as the applicant chose
		authority += "或者" + f.Upper
	}
	r := Remedy{Review: reviewDays, Suit: suitMonths}
	if on.Before(sixMonthsFrom) {
		r.Suit = suitBefore
	}
	against := strings.TrimSuffix(self, "书")
	if r.ReviewFirst = f.first(info) && !on.Before(reviewFirstFrom); r.ReviewFirst {
		if code == PartlyGranted {
			against = "不予公开的部分"
		}
		r.Suit = suitAfter
		r.Text = "如对" + against + "不服，应当自收到" + self + "之日起" + r.Review + "内先向" + authority + "申请行政复议；对行政复议决定不服或者复议机关逾期不作决定的，可以自收到复议决定书之日或者复议期满之日起" +
			r.Suit + "内向" + court + "提起行政诉讼。"
	} else {
		r.Text = "如对" + against + "不服，可以自收到" + self + "之日起" + r.Review + "内向" + authority + "申请行政复议，也可以自收到" + self + "之日起" + r.Suit + "内依法向" + court + "提起行政诉讼。"
	}
	if f.Online && f.URL != "" && !on.Before(reviewFirstFrom) {
		r.Channel = "提交行政复议申请的网址：" + f.URL
	}
	return r
}
