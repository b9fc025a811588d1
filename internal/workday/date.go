// Package workday answers on which days government offices work: the legal day, and a calendar built from
// the State Council's yearly holiday notices. It counts days; which rule counts how many is in package law.
package workday

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"

	"gongkai/internal/fault"
)

// Beijing is the time zone of every legal day. China has had no daylight saving since 1991.
var Beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// ErrBadDate reports text that is not a day of the calendar in the form YYYY-MM-DD.
var ErrBadDate = fault.New(fault.Invalid, "bad-date", "日期无效，请按“2026-05-18”的格式填写真实存在的日期。")

// Date is a legal day (日期) in Beijing time, from year 1 to 9999. The zero Date is no day at all. Dates compare with ==.
type Date struct {
	n int32 // days since 0000-12-31, so that 0001-01-01 is 1 and no day is 0
}

const (
	layout     = "2006-01-02"
	unixEpoch  = 719163  // 1970-01-01 as Date.n
	lastDate   = 3652059 // 9999-12-31 as Date.n
	secondsDay = 24 * 60 * 60
)

// NewDate returns the day of a year, month and day; values out of range run over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return fromUnix(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

// DateOf returns the day that t falls on in Beijing. The zero time has no day.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	_, offset := t.In(Beijing).Zone()
	return fromUnix(t.Unix() + int64(offset))
}

// ParseDate reads YYYY-MM-DD. Anything else, and a day that does not exist, is ErrBadDate.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil || t.Year() == 0 {
		return Date{}, fmt.Errorf("parse date %q: %w", s, ErrBadDate)
	}
	return fromUnix(t.Unix()), nil
}

func fromUnix(seconds int64) Date {
	days := seconds / secondsDay
	if seconds%secondsDay < 0 {
		days--
	}
	return clamp(days + unixEpoch)
}

// clamp makes a day outside of years 1 to 9999 no day.
func clamp(n int64) Date {
	if n < 1 || n > lastDate {
		return Date{}
	}
	return Date{int32(n)}
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// AddDays returns the day n calendar days later, or no day when that leaves years 1 to 9999.
func (d Date) AddDays(n int) Date {
	if d.IsZero() || n > lastDate || n < -lastDate {
		return Date{}
	}
	return clamp(int64(d.n) + int64(n))
}

// AddMonths returns the same day n months later, or the last day of that month when it has no such day.
//
// law: 民法典 202
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return Date{}
	}
	year, month, day := d.utc().Date()
	last := NewDate(year, month+time.Month(n)+1, 0)
	if day > last.Day() {
		return last
	}
	return NewDate(year, month+time.Month(n), day)
}

// Sub returns the number of calendar days from e to d.
func (d Date) Sub(e Date) int { return int(d.n) - int(e.n) }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Equal reports whether d and e are the same day, as == does.
func (d Date) Equal(e Date) bool { return d == e }

// Compare orders days for sorting; no day comes first.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

func (d Date) utc() time.Time { return time.Unix((int64(d.n)-unixEpoch)*secondsDay, 0).UTC() }

// Time returns midnight in Beijing at the beginning of d, or the zero time for no day.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	year, month, day := d.utc().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, Beijing)
}

// Year returns the year of d, 0 for no day.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Year()
}

// Month returns the month of d, 0 for no day.
func (d Date) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.utc().Month()
}

// Day returns the day of the month, 0 for no day.
func (d Date) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Day()
}

// Weekday returns the day of the week. 0001-01-01 was a Monday.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.n % 7) }

// String returns YYYY-MM-DD, or "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(layout)
}

// Chinese returns the day as it stands in a document, such as 2026年5月18日.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("2006年1月2日")
}

// ChineseWeekday returns 周一 to 周日.
func (d Date) ChineseWeekday() string {
	if d.IsZero() {
		return ""
	}
	return [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[d.Weekday()]
}

// MarshalText writes d as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD, or nothing for no day.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores d as TEXT YYYY-MM-DD, and no day as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored; NULL and the empty text are no day.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	default:
		return fmt.Errorf("scan date from %T: %w", src, ErrBadDate)
	}
}
