package credit

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"gongkai/internal/workday"
)

// clean takes line ends, tabs, full-width and repeated spaces out of a value: the platform returns rows that have them.
// It reports whether anything but spaces at the ends changed.
func clean(s string) (string, bool) {
	trimmed := strings.Trim(s, " ")
	if !strings.ContainsFunc(trimmed, func(r rune) bool { return r != ' ' && (unicode.IsSpace(r) || unicode.Is(unicode.C, r)) }) {
		return trimmed, false
	}
	mapped := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r):
			return -1
		}
		return r
	}, trimmed)
	return strings.Join(strings.Fields(mapped), " "), true
}

// parseDay reads a day as sheets have it: YYYY/MM/DD, also with dashes, dots or 年月日, without leading zeros, with midnight after it,
// or as Excel's day number.
func parseDay(s string) (workday.Date, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, " 00:00:00"), " 00:00")
	if s == "长期" {
		return Forever(), true
	}
	if n, err := strconv.Atoi(s); err == nil {
		return dayNumber(s, n)
	}
	parts := strings.FieldsFunc(strings.TrimSuffix(s, "日"), func(r rune) bool { return strings.ContainsRune("/-.年月", r) })
	if len(parts) != 3 || len(parts[0]) != 4 {
		return workday.Date{}, false
	}
	var ymd [3]int
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n <= 0 || i > 0 && len(part) > 2 {
			return workday.Date{}, false
		}
		ymd[i] = n
	}
	d := workday.NewDate(ymd[0], time.Month(ymd[1]), ymd[2])
	return d, d.Day() == ymd[2] && int(d.Month()) == ymd[1]
}

// dayNumber reads 20260518, or Excel's count of days, whose day 0 is 1899-12-30 from March 1900 on.
func dayNumber(s string, n int) (workday.Date, bool) {
	switch {
	case len(s) == 8:
		d, err := workday.ParseDate(s[:4] + "-" + s[4:6] + "-" + s[6:])
		return d, err == nil
	case len(s) == 5 && n >= 20000: // from 1954 on: licences are not older
		return workday.NewDate(1899, time.December, 30).AddDays(n), true
	}
	return workday.Date{}, false
}

// slashed writes a day as the platform takes it.
func slashed(d workday.Date) string { return strings.ReplaceAll(d.String(), "-", "/") }
