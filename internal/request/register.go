// Package request is 依申请公开. So far it holds the register that table 三 counts: what came in, from whom, and how and when
// it ended. The clock, the letters and the public form come on top of it.
package request

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// ID is the number of a request; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "request"

// Applicant is 申请人类型: the columns of table 三.
type Applicant string

// The six kinds, as in the form.
const (
	Natural        Applicant = "natural"         // 自然人
	Business       Applicant = "business"        // 商业企业
	Research       Applicant = "research"        // 科研机构
	PublicInterest Applicant = "public_interest" // 社会公益组织
	LegalService   Applicant = "legal"           // 法律服务机构
	OtherOrg       Applicant = "other_org"       // 其他
)

// Applicants lists the kinds in the order of the form.
var Applicants = []Applicant{Natural, Business, Research, PublicInterest, LegalService, OtherOrg}

// Outcome is how a request ended: one row of table 三.
type Outcome string

// Outcomes lists the rows in the order of the form; the last one stands for the three rows that the 2021 form has.
var Outcomes = []Outcome{
	"granted", "partial",
	"denied_state_secret", "denied_law", "denied_security", "denied_third_party", "denied_internal", "denied_process", "denied_case_file", "denied_query",
	"unable_not_held", "unable_not_existing", "unable_unclear",
	"rejected_petition", "rejected_repeat", "rejected_publication", "rejected_abusive", "rejected_reissue",
	"other_no_correction", "other_no_fee", "other_rest",
}

// Request is a 依申请公开申请 as the register knows it.
type Request struct {
	ID         ID
	Unit       int64
	No         string
	Applicant  Applicant
	ReceivedOn workday.Date
	Outcome    Outcome // "" while it is being handled
	ClosedOn   workday.Date
}

// What the register refuses.
var (
	ErrApplicant = fault.New(fault.Invalid, "applicant-kind", "请选择申请人类型，年度报告表三按此统计。")
	ErrOutcome   = fault.New(fault.Invalid, "outcome", "办理结果不在年度报告表三所列各项之内，请重新选择。")
	ErrClosed    = fault.New(fault.Conflict, "request-closed", "该申请已经办结，不能重复登记结果。")
	ErrDate      = fault.New(fault.Invalid, "request-date", "办结日期不能早于收到日期。")
	ErrNotFound  = fault.New(fault.NotFound, "no-request", "没有这件申请，或者它不在您可以查看的范围。")
)

// Store keeps requests.
type Store interface {
	AddRequest(ctx context.Context, req *Request, a func() (act.Act, error)) error
	UpdateRequest(ctx context.Context, id ID, fn func(*Request) (act.Act, error)) error
}

// Service keeps the register.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service.
func New(store Store, now func() time.Time) *Service { return &Service{store, now} }

// Register enters a request that came in.
func (s *Service) Register(ctx context.Context, by act.Actor, req *Request) error {
	if !slices.Contains(Applicants, req.Applicant) {
		return fmt.Errorf("register request: %w", ErrApplicant)
	}
	return s.store.AddRequest(ctx, req, func() (act.Act, error) {
		return act.New(by, s.now(), "request.register", ref.To(Ref, req.ID), "", req.No), nil
	})
}

// Close enters how a request ended.
func (s *Service) Close(ctx context.Context, by act.Actor, id ID, outcome Outcome, on workday.Date) error {
	return s.store.UpdateRequest(ctx, id, func(req *Request) (act.Act, error) {
		switch {
		case !slices.Contains(Outcomes, outcome):
			return act.Act{}, fmt.Errorf("close request %d: %w", id, ErrOutcome)
		case req.Outcome != "":
			return act.Act{}, fmt.Errorf("close request %d: %w", id, ErrClosed)
		case on.Before(req.ReceivedOn):
			return act.Act{}, fmt.Errorf("close request %d: %w", id, ErrDate)
		}
		req.Outcome, req.ClosedOn = outcome, on
		return act.New(by, s.now(), "request.close", ref.To(Ref, id), "", string(outcome)), nil
	})
}
