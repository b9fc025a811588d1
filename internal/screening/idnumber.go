package screening

import (
	"strings"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// What can be wrong with an identity number, in the order it is looked at.
var (
	ErrIDLength     = fault.New(fault.Invalid, "id-number-length", "身份证号码应为18位，请核对是否漏填或多填。")
	ErrIDCharacters = fault.New(fault.Invalid, "id-number-characters", "身份证号码前17位应为数字，末位为数字或X，请核对。")
	ErrIDRegion     = fault.New(fault.Invalid, "id-number-region", "身份证号码前两位不是有效的省级行政区代码，请核对。")
	ErrIDDate       = fault.New(fault.Invalid, "id-number-date", "身份证号码中的出生日期不存在，请核对第7至14位。")
	ErrIDTooEarly   = fault.New(fault.Invalid, "id-number-too-early", "身份证号码中的出生日期早于1900年，请核对第7至14位。")
	ErrIDFuture     = fault.New(fault.Invalid, "id-number-in-future", "身份证号码中的出生日期晚于今天，请核对第7至14位。")
	ErrIDCheckDigit = fault.New(fault.Invalid, "id-number-check-digit", "身份证号码校验位不符，号码有误，请核对每一位。")
)

// idLength is the length of a 公民身份号码 by GB 11643-1999.
const idLength = 18

// CheckIDNumber returns nil for a citizen's identity number (公民身份号码, GB 11643-1999) that can be real on
// that day, or the fault that names what is wrong. A zero today sets no latest date of birth.
func CheckIDNumber(s string, today workday.Date) error {
	switch {
	case len([]rune(s)) != idLength:
		return ErrIDLength
	case !hasIDCharacters(s):
		return ErrIDCharacters
	case !isRegion(s):
		return ErrIDRegion
	}
	born, err := workday.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	switch {
	case err != nil:
		return ErrIDDate
	case born.Before(workday.NewDate(1900, time.January, 1)):
		return ErrIDTooEarly
	case !today.IsZero() && born.After(today):
		return ErrIDFuture
	case idCheckDigit(s) != upper(s[17]):
		return ErrIDCheckDigit
	}
	return nil
}

// Mask shows at most the first head and last tail characters and a star for each of the others. More than
// eight characters shown would tell who it is, so such a mask shows nothing, as does one that would hide nothing.
func Mask(s string, head, tail int) string {
	chars := []rune(s)
	if head < 0 || tail < 0 || head+tail > 8 || head+tail >= len(chars) {
		head, tail = 0, 0
	}
	hidden := len(chars) - head - tail
	return string(chars[:head]) + strings.Repeat("*", hidden) + string(chars[head+hidden:])
}

func hasIDCharacters(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && (i != idLength-1 || upper(s[i]) != 'X') {
			return false
		}
	}
	return len(s) == idLength // full-width digits have more bytes
}

// isRegion reports whether s begins with the code of a province (GB/T 2260), 83 being the one of residence
// permits for people from Taiwan.
func isRegion(s string) bool {
	switch s[:2] {
	case "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
		"41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
		"71", "81", "82", "83":
		return true
	}
	return false
}

// idCheckDigit computes the last character from the first 17, which must be digits.
func idCheckDigit(s string) byte {
	sum := 0
	for i, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func upper(c byte) byte {
	if c == 'x' {
		return 'X'
	}
	return c
}
