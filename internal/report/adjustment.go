package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// AdjustmentRef names the register of adjustments.
const AdjustmentRef ref.Kind = "adjustment"

// Adjustment is a 结转调整: why a year begins with more or fewer open requests than the report of the year before left. One person
// proposes it and another signs it; only then does it count, and it is published with the report. Signed, it stays as it is: what
// is wrong in it is put right by a further one.
//
// law: 条例 50
type Adjustment struct {
	ID   int64
	Unit int64
	Year int // the year that begins otherwise
	Adjusted
	ProposedBy int64
	ProposedAt time.Time
	SignedBy   int64     // 0 until it is signed
	SignedAt   time.Time // zero until then
	TakenBack  time.Time // when its proposer took it back; zero: it stands
}

// Adjusted is what of an adjustment is published with the report.
type Adjusted struct {
	Applicant  request.Applicant `json:"column,omitempty"` // of a 结转调整
	Cell       string            `json:"cell,omitempty"`   // of a 手工更正: table2.licensing.2
	Difference int64             `json:"difference"`       // requests more, or fewer; never 0
	Reason     string            `json:"reason"`
}

// What is typed at most: characters of a reason, requests of a difference.
const (
	MaxReason     = 200
	MaxDifference = 99999
)

// Who proposes adjustments, and who signs them.
var (
	AdjustmentProposers = []agency.Role{agency.GeneralOffice}
	AdjustmentSigners   = []agency.Role{agency.DisclosureHead, agency.Signer}
)

// What is refused about adjustments.
var (
	ErrNoAdjustment  = fault.New(fault.NotFound, "no-adjustment", "没有这件结转调整，请从年度报告页面重新打开。")
	ErrMayNotPropose = fault.New(fault.Forbidden, "may-not-propose-adjustment", "结转调整由局办公室登记。")
	ErrMayNotSign    = fault.New(fault.Forbidden, "may-not-sign-adjustment", "结转调整由政府信息公开工作机构负责人或者签发领导签字。")
	ErrOwnAdjustment = fault.New(fault.Forbidden, "own-adjustment", "登记结转调整的人不能自己签字，请由另一人签。")
	ErrNotProposer   = fault.New(fault.Forbidden, "not-proposer", "结转调整只能由登记的人收回。")
	ErrSettled       = fault.New(fault.Conflict, "adjustment-settled", "这件结转调整已经签字或者收回，不能再改；有误的，另登记一件。")
	ErrWaiting       = fault.New(fault.Conflict, "adjustment-waiting", "这一类申请人已有一件结转调整待签，请先签字或者收回。")
	ErrNothingBefore = fault.New(fault.Conflict, "no-report-before", "上年没有已公布的年度报告，结转没有可比的数，不用登记调整。")
	ErrOut           = fault.New(fault.Conflict, "report-out", "这个年度的报告已经公布，不再登记结转调整；数有错的，按更正办理。")
)

// Waits reports whether the adjustment still waits for its signature.
func (a *Adjustment) Waits() bool { return a.SignedBy == 0 && a.TakenBack.IsZero() }

// CanSign returns nil if the person may sign the adjustment, or why not.
func (a *Adjustment) CanSign(by *agency.Person) error {
	switch {
	case !a.Waits():
		return ErrSettled
	case !by.Has(AdjustmentSigners...):
		return ErrMayNotSign
	case int64(by.ID) == a.ProposedBy:
		return ErrOwnAdjustment
	}
	return nil
}

// CanTakeBack returns nil if the person may take the adjustment back, or why not.
func (a *Adjustment) CanTakeBack(by *agency.Person) error {
	switch {
	case !a.Waits():
		return ErrSettled
	case int64(by.ID) != a.ProposedBy:
		return ErrNotProposer
	}
	return nil
}

// Validate returns every mistake, after taking away the spaces around the reason. The reason is published, so nobody's numbers may
// stand in it.
func (a *Adjusted) Validate(today workday.Date) error {
	a.Reason = strings.Join(strings.Fields(a.Reason), " ")
	var fs fault.Fields
	if !slices.Contains(request.Applicants, a.Applicant) {
		fs.Add("applicant", "请选择申请人类型。")
	}
	if a.Difference == 0 || max(a.Difference, -a.Difference) > MaxDifference {
		fs.Add("difference", "调整数应为不等于 0 的整数，多的写 +1，少的写 -1。")
	}
	checkReason(&fs, a.Reason, whyOther, today)
	return fs.Err()
}

// whyOther asks for the reason of an adjustment.
const whyOther = "请写明为什么与记录或者已公布的报告不同。"

// checkReason adds what is wrong with a reason that is published: that there is none, too many characters, somebody's number.
func checkReason(fs *fault.Fields, reason, missing string, today workday.Date) {
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		fs.Add("reason", "%s", missing)
	case n > MaxReason:
		fs.Add("reason", "理由有 %d 个字，最多 %d 个，请删减。", n, MaxReason)
	}
	for _, f := range (screening.Rules{Today: today}).Check([]screening.Part{{Name: "理由", Text: reason}}) {
		if f.Level == screening.Block {
			fs.Add("reason", "理由随报告公布，%s 一处：%s请删去。", f.Masked, f.Text)
		}
	}
}

// Text says column and difference in words: 自然人 +1.
func (a Adjusted) Text() string {
	if !a.ByHand() {
		return columnName(string(a.Applicant)) + " " + Plus(a.Difference)
	}
	return "“" + titleOf(a.Cell) + "” " + a.Sign()
}

// Sign is the difference with its sign, an amount in 万元.
func (a Adjusted) Sign() string {
	if c, err := findCell(Format2021, Settings{}, a.Cell); err == nil && c.query.Amount || a.Cell == "table2.procurement.1" {
		if a.Difference < 0 {
			return "−" + Wan(-a.Difference) + " 万元"
		}
		return "+" + Wan(a.Difference) + " 万元"
	}
	return Plus(a.Difference)
}

// Plus writes a difference with its sign.
func Plus(n int64) string { return strings.ReplaceAll(fmt.Sprintf("%+d", n), "-", "−") }

// act is a deed on the adjustment, which fixes what is adjusted.
func (a *Adjustment) act(by *agency.Person, at time.Time, verb string) (act.Act, error) {
	b, err := json.Marshal(struct {
		Unit int64    `json:"unit"`
		Year int      `json:"year"`
		What Adjusted `json:"adjusted"`
	}{a.Unit, a.Year, a.Adjusted})
	if err != nil {
		return act.Act{}, fmt.Errorf("fix adjustment: %w", err)
	}
	sum := sha256.Sum256(b)
	what := "adjustment"
	if a.ByHand() {
		what = "correction"
	}
	return act.New(by.Actor(), at, "report."+verb+"-"+what, ref.To(AdjustmentRef, a.ID), hex.EncodeToString(sum[:]), fmt.Sprintf("%d年度，%s", a.Year, a.Text())), nil
}

// Carried is what a report's 上年结转 must agree with.
type Carried struct {
	Before      [7]int64   `json:"before"` // 结转下年 of the public report of the year before
	Adjustments []Adjusted `json:"adjustments"`
}

// Adjusted sums up the adjustments of a column, or of all for the column total.
func (c *Carried) Adjusted(column string) int64 {
	var sum int64
	for _, a := range c.Adjustments {
		if column == "total" || column == string(a.Applicant) {
			sum += a.Difference
		}
	}
	return sum
}

// AdjustmentNote is the sentence beneath table 三 that publishes the adjustments, or "".
func (a *Annual) AdjustmentNote() string {
	if a.Carried == nil || len(a.Carried.Adjustments) == 0 {
		return ""
	}
	var parts []string
	for rest := a.Carried.Adjustments; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Reason == rest[0].Reason {
			n++
		}
		var texts []string
		for _, x := range rest[:n] {
			texts = append(texts, x.Text())
		}
		parts = append(parts, "（"+strings.Join(texts, "，")+"）："+strings.TrimRight(rest[0].Reason, "。；"))
		rest = rest[n:]
	}
	was, is := a.Carried.Before[6], a.Carried.Before[6]+a.Carried.Adjusted("total")
	note := fmt.Sprintf("注：上年结转较%d年度报告所列的%d件调整为%d件", a.Year-1, was, is)
	if was == is {
		note = fmt.Sprintf("注：上年结转与%d年度报告所列的总数相同，为%d件，申请人类型有调整", a.Year-1, was)
	}
	return note + strings.Join(parts, "；") + "。"
}

// carry finds what a report must agree with, its 上年结转 above all. Where no report of the year before is public, there is nothing to compare.
func (s *Service) carry(ctx context.Context, a *Annual, list []Adjustment) error {
	before, err := s.public(ctx, a.Unit, a.Year-1)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	a.Carried = &Carried{Before: before.Figures.Table3["carried_out"]}
	a.Before = before.Public(&agency.Unit{ID: agency.UnitID(a.Unit), Name: a.Agency})
	for _, x := range list {
		if x.SignedBy != 0 && !x.ByHand() {
			a.Carried.Adjustments = append(a.Carried.Adjustments, x.Adjusted)
		}
	}
	return nil
}

// CanAdjust returns nil if the 上年结转 of a unit's year may be adjusted, or why not.
func (s *Service) CanAdjust(ctx context.Context, unit int64, year int) error {
	_, err := s.public(ctx, unit, year)
	if err == nil {
		return fmt.Errorf("adjust report %d: %w", year, ErrOut)
	}
	if errors.Is(err, ErrNotFound) {
		_, err = s.public(ctx, unit, year-1)
	}
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("adjust report %d: %w", year, ErrNothingBefore)
	}
	return err
}

// Adjustments lists all of a unit's year, in the order in which they were proposed.
func (s *Service) Adjustments(ctx context.Context, unit int64, year int) ([]Adjustment, error) {
	return s.store.Adjustments(ctx, unit, year)
}

// Adjustment returns one that the person may see, or ErrNoAdjustment.
func (s *Service) Adjustment(ctx context.Context, by *agency.Person, id int64) (*Adjustment, error) {
	a, err := s.store.Adjustment(ctx, id)
	if err != nil {
		return nil, err
	}
	if !by.Sees(a.Unit) {
		return nil, fmt.Errorf("adjustment %d: %w", id, ErrNoAdjustment)
	}
	return a, nil
}

// ProposeAdjustment registers an adjustment, which waits for its signature. It returns what CanAdjust and Validate return, and ErrWaiting
// while another of the same column waits.
func (s *Service) ProposeAdjustment(ctx context.Context, by *agency.Person, unit int64, year int, what Adjusted) (*Adjustment, error) {
	at := s.now()
	if !by.Has(AdjustmentProposers...) || !by.Sees(unit) {
		return nil, fmt.Errorf("propose adjustment: %w", ErrMayNotPropose)
	}
	if err := s.CanAdjust(ctx, unit, year); err != nil {
		return nil, err
	}
	if err := what.Validate(workday.DateOf(at)); err != nil {
		return nil, fmt.Errorf("propose adjustment: %w", err)
	}
	return s.propose(ctx, by, at, &Adjustment{Unit: unit, Year: year, Adjusted: what})
}

// SignAdjustment makes an adjustment count. It returns what CanAdjust and CanSign return.
func (s *Service) SignAdjustment(ctx context.Context, by *agency.Person, id int64) error {
	a, err := s.Adjustment(ctx, by, id)
	if err != nil {
		return err
	}
	if a.ByHand() {
		err = s.CanCorrectByHand(ctx, a.Unit, a.Year, a.Cell)
	} else {
		err = s.CanAdjust(ctx, a.Unit, a.Year)
	}
	if err != nil {
		return err
	}
	at := s.now()
	return s.store.UpdateAdjustment(ctx, id, func(a *Adjustment) (act.Act, error) {
		if err := a.CanSign(by); err != nil {
			return act.Act{}, fmt.Errorf("sign adjustment %d: %w", id, err)
		}
		a.SignedBy, a.SignedAt = int64(by.ID), at
		return a.act(by, at, "sign")
	})
}

// TakeBackAdjustment takes back what is not signed. It returns what CanTakeBack returns.
func (s *Service) TakeBackAdjustment(ctx context.Context, by *agency.Person, id int64) error {
	at := s.now()
	return s.store.UpdateAdjustment(ctx, id, func(a *Adjustment) (act.Act, error) {
		if err := a.CanTakeBack(by); err != nil {
			return act.Act{}, fmt.Errorf("take back adjustment %d: %w", id, err)
		}
		a.TakenBack = at
		return a.act(by, at, "take-back")
	})
}
