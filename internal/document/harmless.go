package document

import "strings"

// Harmless returns text that no spreadsheet takes for a formula: an apostrophe, which spreadsheets read as “this is text”, goes before
// what begins like one, be it behind spaces or in full width. Nothing is lost: the rest is unchanged. It is for CSV
// and for whatever is copied into a spreadsheet; a string cell of an xlsx needs no apostrophe.
func Harmless(s string) string {
	if IsFormulaLike(s) {
		return "'" + s
	}
	return s
}

// IsFormulaLike reports whether a spreadsheet might run s: it begins with = + - @ or their full-width forms, after spaces or
// not, or with a tab or a line end.
func IsFormulaLike(s string) bool {
	if s != "" && strings.ContainsRune("\t\r\n", rune(s[0])) {
		return true
	}
	trimmed := strings.TrimLeft(s, " \u00a0\u3000\u200b\ufeff'")
	for _, r := range trimmed {
		return strings.ContainsRune("=+-@\t\r＝＋－＠﹢﹣﹦﹫−", r)
	}
	return false
}
