package request

import (
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/workday"
)

// FeeBasis is how a 信息处理费 is counted: by requests of one applicant in a calendar month, or by pages given. Never both.
//
// law: 国办函〔2020〕109号
type FeeBasis string

// The two ways.
const (
	ByCount FeeBasis = "count" // 按件
	ByPages FeeBasis = "pages" // 按量
)

// Name is the Chinese name of the way, "" for none of ours.
func (b FeeBasis) Name() string {
	return map[FeeBasis]string{ByCount: "按件计收", ByPages: "按量计收"}[b]
}

// What is refused about a fee.
var (
	ErrFeeBasis = fault.New(fault.Invalid, "fee-basis", "信息处理费按件、按量只能选一种，请选择。")
	ErrFeeCount = fault.New(fault.Invalid, "fee-count", "件数、页数应为正整数，请核对。")
	ErrNoFee    = fault.New(fault.Conflict, "no-fee", "没有达到收费标准，不能收取信息处理费。")
)

// maxFee is more than anybody has asked for, and keeps the sum within an int.
const maxFee = 1_000_000

// Fee is the 信息处理费 in yuan, progressive: each part of the quantity at the price of its step. It is 0 up to the free quantity. It returns
// ErrFeeBasis, or ErrFeeCount for no quantity.
//
// law: 国办函〔2020〕109号
func Fee(basis FeeBasis, n int) (int, error) {
	if n < 1 || n > maxFee {
		return 0, ErrFeeCount
	}
	switch basis {
	case ByCount: // free to 10; 100 each to 30; then 100 more for each further ten
		sum := 100 * max(0, min(n, 30)-10)
		for first, price := 31, 200; first <= n; first, price = first+10, price+100 {
			sum += price * (min(n, first+9) - first + 1)
		}
		return sum, nil
	case ByPages: // free to 30; 10 each to 100; 20 each to 200; 40 each beyond
		return 10*max(0, min(n, 100)-30) + 20*max(0, min(n, 200)-100) + 40*max(0, n-200), nil
	}
	return 0, ErrFeeBasis
}

// feeInForce reports whether fees may be taken on a day.
func feeInForce(on workday.Date) bool {
	_, err := law.Find(law.FeePayment, on)
	return err == nil
}

// FeePart is one step of the arithmetic of a fee: the requests or pages from the one to the other, each at a price in yuan.
type FeePart struct{ From, To, Price int }

// N is how many there are, and Sum what they cost.
func (p FeePart) N() int { return p.To - p.From + 1 }

// Sum is what the part costs, in yuan.
func (p FeePart) Sum() int { return p.N() * p.Price }

// FeeParts returns the steps of Fee, the free one first: their sums are the fee. It returns nil for no quantity and no basis.
//
// law: 国办函〔2020〕109号
func FeeParts(basis FeeBasis, n int) []FeePart {
	if n < 1 || n > maxFee {
		return nil
	}
	var ends, prices []int
	switch basis {
	case ByCount:
		ends, prices = []int{10, 30}, []int{0, 100}
	case ByPages:
		ends, prices = []int{30, 100, 200, maxFee}, []int{0, 10, 20, 40}
	default:
		return nil
	}
	for last := len(ends) - 1; ends[last] < n; last++ { // 100 more for each further ten
		ends, prices = append(ends, ends[last]+10), append(prices, prices[last]+100)
	}
	var parts []FeePart
	for i, from := 0, 1; from <= n; i++ {
		to := min(n, ends[i])
		parts = append(parts, FeePart{from, to, prices[i]})
		from = to + 1
	}
	return parts
}
