package screening

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// digit is one character of a number as written: 0 to 9, or X where an identity number may end in one.
type digit struct {
	char       byte
	gap        gap // to the digit before
	start, end int // bytes in the text
}

// gap is what stands between two digits. People split numbers by spaces, dashes and line breaks; copies from
// tables and PDFs do so too.
type gap uint8

const (
	none  gap = iota // nothing
	thin             // a few spaces or dashes on one line
	loose            // some punctuation, line breaks, tabs
	wide             // a word, or a long way: another number
)

const (
	maxThin  = 3  // characters
	maxLoose = 16 // characters
)

// digitsOf returns the digits of a text with the gaps between them. It reads the text once.
func digitsOf(text string) []digit {
	var digits []digit
	last, between := wide, 0 // since the last digit
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size := utf8.DecodeRuneInString(text[i:])
			end = i + size
		}
		char, ok := digitOf(r)
		if !ok && isX(r) && last <= loose && len(digits) > 0 && digits[len(digits)-1].char != 'X' {
			char, ok = 'X', true
		}
		if ok {
			digits = append(digits, digit{char, last, i, end})
			last, between = none, 0
			continue
		}
		between++
		last = max(last, gapOf(r))
		if last == thin && between > maxThin {
			last = loose
		}
		if between > maxLoose {
			last = wide
		}
	}
	return digits
}

// significant returns a number as digits only.
func significant(s string) string {
	var b strings.Builder
	for _, r := range s {
		if char, ok := digitOf(r); ok {
			b.WriteByte(char)
		}
	}
	return b.String()
}

// digitOf reads the forms in which digits are written to look the same: full-width, mathematical, Arabic-Indic.
func digitOf(r rune) (byte, bool) {
	switch {
	case '0' <= r && r <= '9':
		return byte(r), true
	case r < utf8.RuneSelf:
		return 0, false
	case '０' <= r && r <= '９':
		return byte('0' + r - '０'), true
	case 0x1D7CE <= r && r <= 0x1D7FF:
		return byte('0' + (r-0x1D7CE)%10), true
	case 0x660 <= r && r <= 0x669:
		return byte('0' + r - 0x660), true
	case 0x6F0 <= r && r <= 0x6F9:
		return byte('0' + r - 0x6F0), true
	}
	return 0, false
}

// isX reports whether r is written for the X of an identity number: also full-width, Roman ten, Cyrillic.
func isX(r rune) bool {
	switch r {
	case 'X', 'x', 'Ｘ', 'ｘ', 'Ⅹ', 'ⅹ', 'Х', 'х':
		return true
	}
	return false
}

func gapOf(r rune) gap {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f':
		return loose
	case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Pd, r) || r == '_':
		return thin
	case unicode.IsLetter(r) || unicode.IsNumber(r) || r == utf8.RuneError:
		return wide
	default:
		return loose
	}
}
