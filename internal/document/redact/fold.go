package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isIgnored reports whether a character makes no difference to what is read: white space, invisible ones, accents set over letters.
func isIgnored(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector) || r == '\u115f' || r == '\u1160' || r == '\u3164'
}

// alike are characters that are typed for one another.
var alike = map[rune]rune{
	'‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-', '﹣': '-',
	'•': '·', '‧': '·', '・': '·', '∙': '·', '⋅': '·', '’': '\'', '‘': '\'',
}

// foldRune appends what a character is compared as, in its plain width and lower case.
func foldRune(to []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		switch {
		case 'A' <= r && r <= 'Z':
			return append(to, byte(r)+'a'-'A')
		case r <= ' ' || r == 0x7f:
			return to
		}
		return append(to, byte(r))
	}
	if isIgnored(r) {
		return to
	}
	for _, c := range norm.NFKD.String(string(r)) {
		if isIgnored(c) {
			continue
		}
		if same, ok := alike[c]; ok {
			c = same
		}
		to = utf8.AppendRune(to, unicode.ToLower(c))
	}
	return to
}

func foldString(s string) string {
	var out []byte
	for _, r := range s {
		out = foldRune(out, r)
	}
	return string(out)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isSeparator reports whether the byte of a folded text at i only parts digits: 138,000 and 138-0013-8000.
func isSeparator(s string, i int) bool {
	return i > 0 && i+1 < len(s) && strings.IndexByte(",-'", s[i]) >= 0 && isDigit(s[i-1]) && isDigit(s[i+1])
}

// joinDigits returns a folded text without separators between digits.
func joinDigits(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if !isSeparator(s, i) {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}
