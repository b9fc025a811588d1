package agency

import (
	"strings"

	"gongkai/internal/fault"
)

// What can be wrong with a credit code, in the order it is looked at.
var (
	ErrCodeLength     = fault.New(fault.Invalid, "credit-code-length", "统一社会信用代码应为18位，请核对是否漏填或多填。")
	ErrCodeCharacters = fault.New(fault.Invalid, "credit-code-characters", "统一社会信用代码只能用数字和大写字母（不含I、O、S、V、Z），第3至8位为数字，请核对。")
	ErrCodeCheckDigit = fault.New(fault.Invalid, "credit-code-check-digit", "统一社会信用代码校验位不符，代码有误，请核对每一位。")
)

const (
	codeLength   = 18
	codeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
)

// CheckUSCC returns nil for a 统一社会信用代码 by GB 32100-2015, or the fault that names what is wrong. Lower case is taken
// for upper case; the placeholder is not a code.
func CheckUSCC(code string) error {
	code = strings.ToUpper(code)
	if len([]rune(code)) != codeLength {
		return ErrCodeLength
	}
	if len(code) != codeLength {
		return ErrCodeCharacters
	}
	sum, weight := 0, 1
	for i := range codeLength - 1 {
		value := strings.IndexByte(codeAlphabet, code[i])
		if value < 0 || 2 <= i && i < 8 && value > 9 {
			return ErrCodeCharacters
		}
		sum += value * weight
		weight = weight * 3 % len(codeAlphabet)
	}
	check := (len(codeAlphabet) - sum%len(codeAlphabet)) % len(codeAlphabet)
	if strings.IndexByte(codeAlphabet, code[codeLength-1]) < 0 {
		return ErrCodeCharacters
	}
	if codeAlphabet[check] != code[codeLength-1] {
		return ErrCodeCheckDigit
	}
	return nil
}
