// Package budget is 预决算、收费、采购. So far it holds the two registers that table 二 of the annual report counts: the
// 行政事业性收费 items in force and the 政府集中采购 projects.
package budget

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// The registers of this package.
const (
	FeeItemRef     ref.Kind = "fee-item"
	FeeReceiptRef  ref.Kind = "fee-receipt"
	ProcurementRef ref.Kind = "procurement"
)

// FeeItem is an item of 行政事业性收费, in force for a time. law: 条例 20
type FeeItem struct {
	ID       int64
	Unit     int64
	Name     string
	Basis    string // 收费依据
	From, To workday.Date
}

// FeeReceipt is money taken under a fee item. law: 条例 20
type FeeReceipt struct {
	ID         int64
	Unit       int64
	Item       int64
	Name       string
	ReceivedOn workday.Date
	Amount     int64 // 分
}

// Procurement is a project of 政府集中采购. law: 条例 20
type Procurement struct {
	ID       int64
	Unit     int64
	Name     string
	SignedOn workday.Date
	Amount   int64 // 分
}

// ErrIncomplete reports a record that lacks what it is counted by.
var ErrIncomplete = fault.New(fault.Invalid, "register-incomplete", "请填写名称和日期，金额不能为负。")

// Store keeps the registers.
type Store interface {
	AddFeeItem(ctx context.Context, f *FeeItem, a func() (act.Act, error)) error
	AddFeeReceipt(ctx context.Context, r *FeeReceipt, a func() (act.Act, error)) error
	AddProcurement(ctx context.Context, p *Procurement, a func() (act.Act, error)) error
}

// Service enters records.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service.
func New(store Store, now func() time.Time) *Service { return &Service{store, now} }

// AddFeeItem enters a fee item.
func (s *Service) AddFeeItem(ctx context.Context, by act.Actor, f *FeeItem) error {
	if f.Name == "" || f.From.IsZero() {
		return fmt.Errorf("add fee item: %w", ErrIncomplete)
	}
	return s.store.AddFeeItem(ctx, f, func() (act.Act, error) {
		return act.New(by, s.now(), "budget.add-fee-item", ref.To(FeeItemRef, f.ID), "", f.Name), nil
	})
}

// AddFeeReceipt enters money taken.
func (s *Service) AddFeeReceipt(ctx context.Context, by act.Actor, r *FeeReceipt) error {
	if r.Name == "" || r.ReceivedOn.IsZero() || r.Amount < 0 {
		return fmt.Errorf("add fee receipt: %w", ErrIncomplete)
	}
	return s.store.AddFeeReceipt(ctx, r, func() (act.Act, error) {
		return act.New(by, s.now(), "budget.add-fee-receipt", ref.To(FeeReceiptRef, r.ID), "", r.Name), nil
	})
}

// AddProcurement enters a procurement project.
func (s *Service) AddProcurement(ctx context.Context, by act.Actor, p *Procurement) error {
	if p.Name == "" || p.SignedOn.IsZero() || p.Amount < 0 {
		return fmt.Errorf("add procurement: %w", ErrIncomplete)
	}
	return s.store.AddProcurement(ctx, p, func() (act.Act, error) {
		return act.New(by, s.now(), "budget.add-procurement", ref.To(ProcurementRef, p.ID), "", p.Name), nil
	})
}
