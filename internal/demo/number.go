package demo

import (
	"fmt"
	"strings"

	"gongkai/internal/workday"
)

const codeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// uscc completes 17 characters to a 统一社会信用代码 (GB 32100-2015).
func uscc(body string) string {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(codeAlphabet, body[i]) * weight
		weight = weight * 3 % len(codeAlphabet)
	}
	return body + string(codeAlphabet[(len(codeAlphabet)-sum%len(codeAlphabet))%len(codeAlphabet)])
}

// unitCode is the made-up code of a unit: 12 for institutions, and a serial number.
func unitCode(n int) string { return uscc(fmt.Sprintf("12410900MB0000%03d", n)) }

// bureauCode is the made-up code of the bureau.
const bureauCode = "114109000000000009"

// identity returns an identity number with a right check digit that nobody has: its region is the city as a whole and its
// serial number 000.
func identity(n int) string {
	born := workday.NewDate(1983, 1, 1).AddDays(n * 4)
	return identityOf("410900" + strings.ReplaceAll(born.String(), "-", "") + "000")
}

func identityOf(body string) string {
	sum := 0
	for i, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}
