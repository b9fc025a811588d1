package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// What is refused about 手工更正.
var (
	ErrTotal    = fault.New(fault.Invalid, "by-hand-total", "合计由各格相加得出，不能直接更正，请更正它的明细格。")
	ErrCarryIn  = fault.New(fault.Invalid, "by-hand-carried-in", "上年结转不在这里更正：与上年报告不同的，登记结转调整；记录有误的，改记录。")
	ErrNoByHand = fault.New(fault.Invalid, "by-hand-cell", "这个数由记录统计，不能手工更正，请核对记录。")
)

// ByHand reports whether it is a 手工更正 of one figure, and not a 结转调整.
func (a Adjusted) ByHand() bool { return a.Cell != "" }

// Kind is what it is called.
func (a Adjusted) Kind() string {
	if a.ByHand() {
		return "手工更正"
	}
	return "结转调整"
}

// titleOf is what a cell is called, in the form that has it.
func titleOf(name string) string {
	for _, f := range []Format{Format2021, Format2019} {
		if c, err := findCell(f, Settings{}, name); err == nil {
			return c.title
		}
	}
	return name
}

// single returns nil if a cell is one that is counted by itself, or why its figure is not corrected by hand.
func single(c *cell) error {
	p := strings.Split(c.name, ".")
	switch {
	case p[0] == "field":
		return ErrNoByHand
	case p[0] == "table3" && (p[1] == "total" || p[2] == "total"), p[0] == "table4" && p[2] == "4":
		return ErrTotal
	case p[0] == "table3" && p[1] == "carried_in":
		return ErrCarryIn
	}
	return nil
}

// signed applies a 手工更正: to its cell, to the totals that the cell is added to, and to what the texts quote of them.
func (a *Annual) signed(x Adjusted) {
	names := []string{x.Cell}
	switch p := strings.Split(x.Cell, "."); p[0] {
	case "table3":
		names = append(names, "table3."+p[1]+".total")
		if row, ok := row3(a.Format, p[1]); ok && row.First == results {
			names = append(names, "table3.total."+p[2], "table3.total.total")
		}
	case "table4":
		names = append(names, "table4."+p[1]+".4")
	}
	var counted []Query
	for _, c := range cells(a.Format, a.Settings) {
		switch {
		case slices.Contains(names, c.name):
			counted = append(counted, c.query)
		case !strings.HasPrefix(c.name, "field.") || !slices.Contains(counted, c.query):
			continue
		}
		c.put(a, c.get(a)+x.Difference)
	}
	a.ByHand = append(a.ByHand, x)
}

func row3(f Format, key string) (Row3, bool) {
	for _, row := range Table3(f) {
		if row.Key == key {
			return row, true
		}
	}
	return Row3{}, false
}

// Hands sums up what was corrected by hand, by cell: those corrected, the totals that they are added to, and what the texts quote of them.
func (a *Annual) Hands() map[string]int64 {
	out := map[string]int64{}
	if len(a.ByHand) == 0 {
		return out
	}
	plain := a.blank()
	for _, x := range a.ByHand {
		plain.signed(x)
	}
	for _, c := range cells(a.Format, a.Settings) {
		if n := c.get(plain); n != 0 {
			out[c.name] = n
		}
	}
	return out
}

// HandNote is the sentence beneath a table, table2 to table4, that publishes what was corrected in it by hand, or "".
func (a *Annual) HandNote(table string) string {
	var parts []string
	for _, x := range a.ByHand {
		if strings.HasPrefix(x.Cell, table+".") {
			parts = append(parts, x.Text()+"："+strings.TrimRight(x.Reason, "。；"))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "注：下列数在按记录统计以外作了更正。" + strings.Join(parts, "；") + "。"
}

// CanCorrectByHand returns nil if the figure of a cell may be corrected by hand, or why not: ErrNoCell, ErrTotal, ErrCarryIn, ErrNoByHand, ErrImported.
func (s *Service) CanCorrectByHand(ctx context.Context, unit int64, year int, name string) error {
	c, err := findCell(FormatOf(year), s.settings, name)
	if err == nil {
		err = single(c)
	}
	if err == nil {
		_, err = s.kept(ctx, unit, year)
	}
	return err
}

// ProposeByHand registers a 手工更正 of one figure, which waits for its signature. It returns what CanCorrectByHand returns, the mistakes of what
// was typed, and ErrWaiting while another of the same cell waits. Of a report that is public it takes effect with a 更正版.
//
// law: 条例 50
func (s *Service) ProposeByHand(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, what Adjusted) (*Adjustment, error) {
	at := s.now()
	if !by.Has(AdjustmentProposers...) || !by.Sees(int64(unit.ID)) {
		return nil, fmt.Errorf("correct by hand: %w", ErrMayNotPropose)
	}
	if err := s.CanCorrectByHand(ctx, int64(unit.ID), year, what.Cell); err != nil {
		return nil, fmt.Errorf("correct by hand: %w", err)
	}
	a, err := s.count(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	if err := what.validateByHand(a, workday.DateOf(at)); err != nil {
		return nil, fmt.Errorf("correct by hand: %w", err)
	}
	return s.propose(ctx, by, at, &Adjustment{Unit: int64(unit.ID), Year: year, Adjusted: what})
}

// validateByHand returns every mistake, against the report as it is counted.
func (a *Adjusted) validateByHand(now *Annual, today workday.Date) error {
	a.Reason = strings.Join(strings.Fields(a.Reason), " ")
	var fs fault.Fields
	c, err := findCell(now.Format, now.Settings, a.Cell)
	if err != nil {
		return err
	}
	was := c.get(now)
	below := was+a.Difference < 0 && c.query.Span != Change && c.query.Span != Growth
	switch {
	case a.Difference == 0 || !c.query.Amount && max(a.Difference, -a.Difference) > MaxDifference:
		fs.Add("difference", "更正数应为不等于 0 的数，多的写 +1，少的写 -1。")
	case below:
		fs.Add("difference", "现在的数是 %s，更正以后小于 0，请核对。", c.text(was))
	}
	checkReason(&fs, a.Reason, whyOther, today)
	return fs.Err()
}

// text is a figure of the cell as the form prints it.
func (c *cell) text(n int64) string {
	if c.query.Amount {
		return Wan(n)
	}
	return fmt.Sprint(n)
}

// byHand applies what was signed, and finds what the 上年结转 must agree with.
func (s *Service) byHand(ctx context.Context, a *Annual) error {
	list, err := s.store.Adjustments(ctx, a.Unit, a.Year)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.SignedBy != 0 && x.ByHand() {
			a.signed(x.Adjusted)
		}
	}
	return s.carry(ctx, a, list)
}

// propose keeps an adjustment, unless another of the same column or cell waits.
func (s *Service) propose(ctx context.Context, by *agency.Person, at time.Time, a *Adjustment) (*Adjustment, error) {
	list, err := s.store.Adjustments(ctx, a.Unit, a.Year)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Waits() && list[i].Applicant == a.Applicant && list[i].Cell == a.Cell {
			return nil, fmt.Errorf("adjust report %d: %w", a.Year, ErrWaiting)
		}
	}
	a.ProposedBy, a.ProposedAt = int64(by.ID), at
	return a, s.store.AddAdjustment(ctx, a, func() (act.Act, error) { return a.act(by, at, "propose") })
}
