package workday

import (
	"cmp"
	"slices"
)

// Calendar says which days are working days (工作日): Monday to Friday, except where a yearly notice moves a
// day in either direction. It is a value that never changes; With returns another one. The zero Calendar knows
// weekends only, so all it counts is provisional.
type Calendar struct {
	notices []Notice // by year
	days    []day    // every day a notice names, in order
}

// day is what the notices say about one day.
type day struct {
	date Date
	work bool
	name string // of the holiday; empty for a working day
	sum  int32  // how many working days the notices have added so far, this day included
}

// Due is the end of a count of working days.
type Due struct {
	Date        Date
	Provisional bool // the count touches a year whose notice is not known
}

// Known reports whether the notice for a year has been loaded.
func (c Calendar) Known(year int) bool {
	_, ok := slices.BinarySearchFunc(c.notices, year, func(n Notice, year int) int { return cmp.Compare(n.Year, year) })
	return ok
}

// Notices returns the loaded notices by year.
func (c Calendar) Notices() []Notice { return slices.Clone(c.notices) }

// IsWorkday reports whether offices work on d.
func (c Calendar) IsWorkday(d Date) bool {
	if named, ok := c.named(d); ok {
		return named.work
	}
	return isWeekday(d)
}

// Why says in a word why d is a working day or not: 周六, 国庆节放假, 调休上班, 工作日.
func (c Calendar) Why(d Date) string {
	named, ok := c.named(d)
	switch {
	case ok && named.work:
		return "调休上班"
	case ok:
		return named.name + "放假"
	case isWeekday(d):
		return "工作日"
	default:
		return d.ChineseWeekday()
	}
}

// Add returns the n-th working day after d. The day d itself is day zero and is never counted, working day or
// not. A negative n counts backwards in the same way; zero gives d.
func (c Calendar) Add(d Date, n int) Due {
	if n == 0 || d.IsZero() {
		return Due{Date: d}
	}
	first := d.AddDays(1)
	if n < 0 {
		first = d.AddDays(-1)
	}
	due := c.step(d, n)
	return Due{Date: due, Provisional: due.IsZero() || !c.knows(first, due)}
}

// step finds the day by bisection, since the rank of a day never falls. It returns no day when the count
// leaves years 1 to 9999.
func (c Calendar) step(d Date, n int) Date {
	target := c.rank(d) + n // the rank of the day looked for, counting forwards
	if n < 0 {
		target = c.rank(d.AddDays(-1)) + n + 1 // of the last days so ranked, only the first one works
	}
	low, high := int32(1), int32(lastDate)
	for low < high {
		middle := low + (high-low)/2
		if c.rank(Date{middle}) < target {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if c.rank(Date{low}) != target || !c.IsWorkday(Date{low}) {
		return Date{}
	}
	return Date{low}
}

// Between returns the number of working days in (from, to]; it is negative when to is before from.
func (c Calendar) Between(from, to Date) int { return c.rank(to) - c.rank(from) }

// Next returns d if it is a working day, or else the next one.
func (c Calendar) Next(d Date) Date {
	for !d.IsZero() && !c.IsWorkday(d) {
		d = d.AddDays(1)
	}
	return d
}

// Workdays returns the number of working days in a year.
func (c Calendar) Workdays(year int) int {
	return c.Between(NewDate(year, 1, 0), NewDate(year, 12, 31))
}

// knows reports whether every year from a to b, in either order, has its notice.
func (c Calendar) knows(a, b Date) bool {
	for year := min(a.Year(), b.Year()); year <= max(a.Year(), b.Year()); year++ {
		if !c.Known(year) {
			return false
		}
	}
	return true
}

// rank counts the working days from the first day of all up to and including d: weekdays by arithmetic,
// corrected by what the notices have moved until then.
func (c Calendar) rank(d Date) int {
	weeks, rest := int(d.n)/7, int(d.n)%7
	rank := weeks*5 + min(rest, 5)
	at, found := c.search(d)
	if found {
		at++
	}
	if at > 0 {
		rank += int(c.days[at-1].sum)
	}
	return rank
}

func (c Calendar) named(d Date) (day, bool) {
	at, found := c.search(d)
	if !found {
		return day{}, false
	}
	return c.days[at], true
}

func (c Calendar) search(d Date) (int, bool) {
	return slices.BinarySearchFunc(c.days, d, func(named day, d Date) int { return cmp.Compare(named.date.n, d.n) })
}

func isWeekday(d Date) bool { return !d.IsZero() && (d.n-1)%7 < 5 }
