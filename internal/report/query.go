// Package report is 年度报告: every cell of the form is a named query over records, which can be counted and opened.
//
// Nothing here is typed that can be counted. How queries are run is the store's matter; how a report looks, the pages'.
package report

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Register is a set of records that can be counted by a date.
type Register string

// The registers. One that can be counted by two dates appears twice.
const (
	Licences         Register = "licences"          // 行政许可决定, by 决定日期
	Decisions        Register = "decisions"         // 处罚、强制、其他服务的处理决定, by 决定日期
	PowerItems       Register = "power-items"       // 权责清单事项, by the time they are in force
	NormsMade        Register = "norms-made"        // 规章、规范性文件, by 成文日期
	NormsReleased    Register = "norms-released"    // the same, by 发布日期 until they expire
	FeeItems         Register = "fee-items"         // 行政事业性收费项目, by the time they are in force
	FeeReceipts      Register = "fee-receipts"      // 收费金额, by 收费日期
	Procurements     Register = "procurements"      // 政府集中采购, by 签订日期
	Requests         Register = "requests"          // 申请, from 收到日 to 办结日
	RequestsClosed   Register = "requests-closed"   // 申请, by 办结日
	Disputes         Register = "disputes"          // 复议诉讼案件, from 收案 to 结案
	DisputesClosed   Register = "disputes-closed"   // the same, by 结案日期
	Items            Register = "items"             // 主动公开信息, by 发布日期
	RequestsAnswered Register = "requests-answered" // 申请, by the day on which the answer was sent
	RequestsOnTime   Register = "requests-on-time"  // the same, of those sent in time
	RequestFees      Register = "request-fees"      // 信息处理费, by 缴费日期
	LicencesOnTime   Register = "licences-on-time"  // 双公示应办事项 that were met in time, by 决定日期
	Units            Register = "units"             // 单位, by kind
)

// Span says which records of a register a figure counts, for a report year.
type Span string

const (
	During     Span = "during"      // dated in the year
	Previous   Span = "previous"    // dated in the year before
	Growth     Span = "growth"      // During less Previous
	HeldBefore Span = "held-before" // begun and not ended when the year began
	HeldAtEnd  Span = "held-at-end" // begun and not ended when the year ended
	Ended      Span = "ended"       // ended in the year
	Touched    Span = "touched"     // ended in the year, or begun and not ended when it ended
	Change     Span = "change"      // begun in the year less ended in the year
)

// Query names one figure. The zero Kind and Group count all.
type Query struct {
	Register Register
	Span     Span
	Kind     string // category, outcome, forum …
	Group    string // the applicant's kind, for requests
	Amount   bool   // sum of money in 分 instead of a number of records
}

// Text says in one Chinese sentence what the figure counts.
func (q Query) Text(year int) string {
	what := map[Register]string{
		Licences: "行政许可决定，按决定日期", Decisions: "处理决定，按决定日期", PowerItems: "权责清单事项，按生效期间",
		NormsMade: "文件，按成文日期", NormsReleased: "文件，按发布日期和有效期", FeeItems: "行政事业性收费项目，按收费期间", FeeReceipts: "行政事业性收费金额，按收费日期",
		Procurements: "政府集中采购项目，按合同签订日期", Requests: "政府信息公开申请，按收到日期", RequestsClosed: "政府信息公开申请，按办结日期",
		Disputes: "复议和诉讼案件，按收案日期", DisputesClosed: "复议和诉讼案件，按结案日期", Items: "主动公开信息，按发布日期",
		RequestsAnswered: "答复了的政府信息公开申请，按答复日期", RequestsOnTime: "在期限内答复的政府信息公开申请，按答复日期", RequestFees: "收取的信息处理费，按缴费日期", LicencesOnTime: "7 个工作日内公示并报送的行政许可决定，按决定日期", Units: "单位",
	}[q.Register]
	when := map[Span]string{
		During: fmt.Sprintf("计 %d 年内的", year), Previous: fmt.Sprintf("计 %d 年内的", year-1),
		Growth:     fmt.Sprintf("%d 年内的减去 %d 年内的", year, year-1),
		HeldBefore: fmt.Sprintf("计 %d 年底尚存的", year-1), HeldAtEnd: fmt.Sprintf("计 %d 年底尚存的", year),
		Ended:   fmt.Sprintf("计 %d 年内终止的", year),
		Touched: fmt.Sprintf("计 %d 年内办结的和年底未结的", year),
		Change:  fmt.Sprintf("%d 年内新增的减去终止的", year),
	}[q.Span]
	if q.Register == Units {
		return "统计期末的" + what + "。"
	}
	return what + "统计，" + when + "。"
}

// Record is one record behind a figure.
type Record struct {
	Ref    ref.Ref
	Date   workday.Date // by which it was counted
	Title  string
	No     string
	Minus  bool // it counts against: ended, or of the year before
	Public bool // it may be shown outside
}

// Store counts records.
type Store interface {
	// Figures answers many queries at once, each register with as few scans as it can.
	Figures(ctx context.Context, unit int64, year int, qs []Query) ([]int64, error)
	// Records lists the records behind one figure, newest first, and how many there are in all.
	Records(ctx context.Context, unit int64, year int, q Query, limit, offset int) ([]Record, int, error)
	// Saved returns a year's text and item, or ErrNotFound.
	Saved(ctx context.Context, unit int64, year int) (*Saved, error)
	SavedByID(ctx context.Context, id int64) (*Saved, error)
	Years(ctx context.Context, unit int64) ([]Saved, error)
	AddReport(ctx context.Context, s *Saved, a func() (act.Act, error)) error
	// ReportEditions lists how a report was released, the first before the later.
	ReportEditions(ctx context.Context, id int64) ([]Edition, error)
	// UpdateReport keeps the item and the draft of a report; what was released stays.
	UpdateReport(ctx context.Context, unit int64, year int, fn func(*Saved) (act.Act, error)) error
	// Promises lists what the report of a year promised, in order; Promise returns ErrNoPromise if there is none.
	Promises(ctx context.Context, unit int64, year int) ([]Promise, error)
	Promise(ctx context.Context, id int64) (*Promise, error)
	// UpdatePromise keeps how a promise was kept, once.
	UpdatePromise(ctx context.Context, id int64, fn func(*Promise) (act.Act, error)) error
	// Adjustments lists those of a unit's year in the order in which they were proposed.
	Adjustments(ctx context.Context, unit int64, year int) ([]Adjustment, error)
	// Adjustment returns ErrNoAdjustment if there is none.
	Adjustment(ctx context.Context, id int64) (*Adjustment, error)
	AddAdjustment(ctx context.Context, x *Adjustment, a func() (act.Act, error)) error
	// UpdateAdjustment keeps the signature, or that it was taken back; all else of an adjustment stays.
	UpdateAdjustment(ctx context.Context, id int64, fn func(*Adjustment) (act.Act, error)) error
}

// ErrNotFound reports a report that does not exist, ErrNoCell a cell that the form does not have.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-report", "没有这个年度的报告，或者尚未公布。")
	ErrNoCell   = fault.New(fault.NotFound, "no-cell", "报告中没有这一格，请从报告页面重新打开。")
)
