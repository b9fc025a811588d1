package law

import (
	"fmt"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// RuleName names a time limit; scripts and stored obligations depend on it.
type RuleName string

// The time limits.
const (
	RequestReply         RuleName = "request-reply"
	SupplementNotice     RuleName = "supplement-notice"
	ThirdPartyOpinion    RuleName = "third-party-opinion"
	JointAgencyOpinion   RuleName = "joint-agency-opinion"
	FeePayment           RuleName = "fee-payment"
	Publish              RuleName = "publish"
	PolicyInterpretation RuleName = "policy-interpretation"
	LicencePublicity     RuleName = "licence-publicity"
	PenaltyWithdrawal    RuleName = "penalty-withdrawal"
	InspectionResult     RuleName = "inspection-result"
	Budget               RuleName = "budget"
	ProposalAnswer       RuleName = "proposal-answer"
	ReviewApplication    RuleName = "review-application"
	ReviewReply          RuleName = "review-reply"
	ReviewReplySimple    RuleName = "review-reply-simple"
	LawsuitReply         RuleName = "lawsuit-reply"
	AnnualReport         RuleName = "annual-report"
	WebsiteReport        RuleName = "website-report"
	ReportPromise        RuleName = "report-promise"
	SiteCorrection       RuleName = "site-correction"
	Opinion5h            RuleName = "opinion-5h"
	Opinion24h           RuleName = "opinion-24h"
	Opinion48h           RuleName = "opinion-48h"
)

// Unit is what a time limit counts.
type Unit string

// The units. Calendar days and months that end on a day off run on to the next working day.
//
// law: 民法典 203
const (
	Workdays     Unit = "workday" // 工作日
	CalendarDays Unit = "day"     // 自然日
	Months       Unit = "month"
	NextJanuary  Unit = "january" // the N-th January of the year after; the day is fixed and does not move
	Hours        Unit = "hour"    // natural hours, holidays included
)

// Rule is one time limit (期限) in the form in which it holds from ValidFrom to ValidTo.
type Rule struct {
	Name      RuleName
	Title     string // what must be done, for persons
	Article   Article
	Unit      Unit
	N         int
	Extend    int          // working days by which it may be extended, once; 0 for none
	Holds     bool         // times of consultation are taken out
	ValidFrom workday.Date // zero: since before our records
	ValidTo   workday.Date // zero: still in force
}

// Span is how long the limit is, as letters write it: 10个工作日, 15日, 3个月, 5小时; the day itself of a fixed one: 1月31日.
func (r Rule) Span() string {
	return fmt.Sprintf(map[Unit]string{Workdays: "%d个工作日", CalendarDays: "%d日", Months: "%d个月", NextJanuary: "1月%d日", Hours: "%d小时"}[r.Unit], r.N)
}

// ErrUnknownRule reports a name that no rule bears.
var ErrUnknownRule = fault.New(fault.NotFound, "unknown-rule", "没有这项期限规则，请用 gongkai due --help 查看可用的规则。")

// ErrNotInForce reports a day on which no version of a rule was in force.
var ErrNotInForce = fault.New(fault.Invalid, "rule-not-in-force", "起算日那天这项期限规定还没有施行，请核对日期。")

var (
	regulation2019 = workday.NewDate(2019, time.May, 15)    // 条例 as revised
	regulation2008 = workday.NewDate(2008, time.May, 1)     // 条例 as first issued
	review2024     = workday.NewDate(2024, time.January, 1) // 行政复议法 as revised
	review1999     = workday.NewDate(1999, time.October, 1) // 行政复议法 as first issued
	lawsuit2015    = workday.NewDate(2015, time.May, 1)     // 行政诉讼法 as revised
)

// rules are all versions of all rules. Law is data with a date: what was decided under an older version keeps it.
var rules = []Rule{
	{Name: RequestReply, Title: "答复政府信息公开申请", Article: Article{"条例", 33}, Unit: Workdays, N: 20, Extend: 20, Holds: true, ValidFrom: regulation2019},
	{Name: RequestReply, Title: "答复政府信息公开申请", Article: Article{"旧条例", 24}, Unit: Workdays, N: 15, Extend: 15, Holds: true, ValidFrom: regulation2008, ValidTo: regulation2019.AddDays(-1)},
	{Name: SupplementNotice, Title: "一次性告知补正", Article: Article{"条例", 30}, Unit: Workdays, N: 7, ValidFrom: regulation2019},
	{Name: ThirdPartyOpinion, Title: "第三方提出意见", Article: Article{"条例", 32}, Unit: Workdays, N: 15, ValidFrom: regulation2019},
	{Name: JointAgencyOpinion, Title: "共同制作机关提出意见", Article: Article{"条例", 34}, Unit: Workdays, N: 15, ValidFrom: regulation2019},
	{Name: FeePayment, Title: "申请人缴纳信息处理费", Article: Article{"国办函〔2020〕109号", 0}, Unit: Workdays, N: 20, ValidFrom: workday.NewDate(2021, time.January, 1)},
	{Name: Publish, Title: "主动公开政府信息", Article: Article{"条例", 26}, Unit: Workdays, N: 20, ValidFrom: regulation2019},
	{Name: Publish, Title: "主动公开政府信息", Article: Article{"旧条例", 18}, Unit: Workdays, N: 20, ValidFrom: regulation2008, ValidTo: regulation2019.AddDays(-1)},
	{Name: PolicyInterpretation, Title: "解读发布", Article: Article{"国办发〔2016〕80号", 0}, Unit: Workdays, N: 3, ValidFrom: workday.NewDate(2016, time.November, 10)},
	{Name: LicencePublicity, Title: "公示并报送行政许可、行政处罚决定", Article: Article{"发改办财金〔2018〕424号", 0}, Unit: Workdays, N: 7, ValidFrom: workday.NewDate(2018, time.July, 25)},
	{Name: PenaltyWithdrawal, Title: "撤回行政处罚公示并说明理由", Article: Article{"行政处罚法", 48}, Unit: Workdays, N: 3, ValidFrom: workday.NewDate(2021, time.July, 15)},
	{Name: InspectionResult, Title: "公示抽查检查结果", Article: Article{"国发〔2019〕5号", 0}, Unit: Workdays, N: 20, ValidFrom: workday.NewDate(2019, time.January, 27)},
	{Name: Budget, Title: "公开预算、决算", Article: Article{"预算法", 14}, Unit: CalendarDays, N: 20, ValidFrom: workday.NewDate(2015, time.January, 1)},
	{Name: ProposalAnswer, Title: "答复代表建议、委员提案", Article: Article{"代表法", 0}, Unit: Months, N: 3},
	{Name: ReviewApplication, Title: "申请行政复议", Article: Article{"行政复议法", 20}, Unit: CalendarDays, N: 60, ValidFrom: review2024},
	{Name: ReviewApplication, Title: "申请行政复议", Article: Article{"旧行政复议法", 9}, Unit: CalendarDays, N: 60, ValidFrom: review1999, ValidTo: review2024.AddDays(-1)},
	{Name: ReviewReply, Title: "提出行政复议答复和证据", Article: Article{"行政复议法", 48}, Unit: Workdays, N: 10, ValidFrom: review2024},
	{Name: ReviewReply, Title: "提出行政复议答复和证据", Article: Article{"旧行政复议法", 23}, Unit: CalendarDays, N: 10, ValidFrom: review1999, ValidTo: review2024.AddDays(-1)},
	{Name: ReviewReplySimple, Title: "提出行政复议答复和证据（简易程序）", Article: Article{"行政复议法", 54}, Unit: Workdays, N: 5, ValidFrom: review2024},
	{Name: LawsuitReply, Title: "提出行政诉讼答辩和证据", Article: Article{"行政诉讼法", 67}, Unit: CalendarDays, N: 15, ValidFrom: lawsuit2015},
	{Name: AnnualReport, Title: "公布政府信息公开工作年度报告", Article: Article{"条例", 49}, Unit: NextJanuary, N: 31, ValidFrom: workday.NewDate(2019, time.January, 1)},
	{Name: WebsiteReport, Title: "公布政府网站工作年度报表", Article: Article{"国办函〔2018〕12号", 0}, Unit: NextJanuary, N: 31},
	{Name: ReportPromise, Title: "办结年度报告提出的改进事项", Article: Article{"条例", 50}, Unit: NextJanuary, N: 31, ValidFrom: regulation2019},
	{Name: SiteCorrection, Title: "答复网页纠错", Article: Article{"国办秘函〔2019〕19号", 0}, Unit: Workdays, N: 3},
	{Name: Opinion5h, Title: "发布重大突发事件权威信息", Article: Article{"国办发〔2016〕80号", 0}, Unit: Hours, N: 5, ValidFrom: workday.NewDate(2016, time.November, 10)},
	{Name: Opinion24h, Title: "举行重大突发事件新闻发布会", Article: Article{"国办发〔2016〕61号", 0}, Unit: Hours, N: 24},
	{Name: Opinion48h, Title: "回应政务舆情", Article: Article{"国办发〔2016〕61号", 0}, Unit: Hours, N: 48},
}

// Rules returns every rule as it stands on a day, in the order of the table.
func Rules(on workday.Date) []Rule {
	var in []Rule
	for _, r := range rules {
		if r.holds(on) {
			in = append(in, r)
		}
	}
	return in
}

// Find returns the version of a rule that holds on a day. It returns ErrUnknownRule or ErrNotInForce.
func Find(name RuleName, on workday.Date) (Rule, error) {
	known := false
	for _, r := range rules {
		if r.Name != name {
			continue
		}
		if r.holds(on) {
			return r, nil
		}
		known = true
	}
	if known {
		return Rule{}, ErrNotInForce.Say("%s尚无“%s”这项期限规定，请核对起算日。", on.Chinese(), title(name))
	}
	return Rule{}, ErrUnknownRule
}

func (r Rule) holds(on workday.Date) bool {
	return !on.Before(r.ValidFrom) && (r.ValidTo.IsZero() || !on.After(r.ValidTo))
}

func title(name RuleName) string {
	for _, r := range rules {
		if r.Name == name {
			return r.Title
		}
	}
	return string(name)
}
