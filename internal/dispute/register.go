// Package dispute is 复议、诉讼. So far it holds the register that table 四 counts.
package dispute

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

// ID is the number of a case; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "dispute"

// Forum is where a case is: one block of table 四.
type Forum string

// Forums lists the blocks in the order of the form: 行政复议, 未经复议直接起诉, 复议后起诉.
var Forums = []Forum{"review", "litigation_direct", "litigation_after_review"}

// Result is how a case ended; "" while it is pending (尚未审结).
type Result string

// Results lists them in the order of the form: 结果维持, 结果纠正, 其他结果.
var Results = []Result{"upheld", "corrected", "other"}

// Case is a 行政复议 or 行政诉讼 case about disclosure.
type Case struct {
	ID         ID
	Unit       int64
	No         string
	Forum      Forum
	ReceivedOn workday.Date
	Result     Result
	ClosedOn   workday.Date
}

// What the register refuses.
var (
	ErrForum  = fault.New(fault.Invalid, "forum", "请选择案件类型：行政复议、未经复议直接起诉或复议后起诉。")
	ErrResult = fault.New(fault.Invalid, "dispute-result", "请选择审理结果，并填写不早于收案日期的结案日期。")
)

// Store keeps cases.
type Store interface {
	AddCase(ctx context.Context, c *Case, a func() (act.Act, error)) error
}

// Service keeps the register.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service.
func New(store Store, now func() time.Time) *Service { return &Service{store, now} }

// Register enters a case, pending or ended.
func (s *Service) Register(ctx context.Context, by act.Actor, c *Case) error {
	if !slices.Contains(Forums, c.Forum) {
		return fmt.Errorf("register case: %w", ErrForum)
	}
	if ended := c.Result != ""; ended && (!slices.Contains(Results, c.Result) || c.ClosedOn.Before(c.ReceivedOn)) || !ended && !c.ClosedOn.IsZero() {
		return fmt.Errorf("register case: %w", ErrResult)
	}
	return s.store.AddCase(ctx, c, func() (act.Act, error) {
		return act.New(by, s.now(), "dispute.register", ref.To(Ref, c.ID), "", c.No), nil
	})
}
