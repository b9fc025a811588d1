package document

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// marker is what stands before an item of a list that a program numbered.
type marker struct {
	list   List
	number int    // of a Numbered item
	shape  string // the marker with 1 for its number, "" if it is the plain “1.”
	text   string // what to write when no list of ours can show it: 一、, 1.1, 第一条
}

var (
	decimalMarker = regexp.MustCompile(`^([（(]?)(\d{1,4})([.．、)）]?|[）)][.、])$`)
	letterMarker  = regexp.MustCompile(`^([（(]?)([a-zA-Z]+)([.．、)）])$`)
)

// readMarker tells what a marker means. Symbol says that it is set in a font of symbols, where a letter is a picture. Previous is
// the number before it at its level, which tells the Roman i from the ninth letter.
func readMarker(text string, symbol bool, previous int) marker {
	text = oneLine(strings.ReplaceAll(text, string(noBreakSpace), " "), 40)
	char, size := utf8.DecodeRuneInString(text)
	switch {
	case text == "":
		return marker{}
	case symbol, size == len(text) && isBullet(char):
		return marker{list: Bullet}
	case size == len(text) && circled(char) > 0:
		return marker{list: Numbered, number: circled(char), shape: "①"}
	}
	if m := decimalMarker.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[2])
		if shape := m[1] + "1" + m[3]; err == nil && n > 0 {
			if shape == "1." || shape == "1．" || shape == "1" {
				shape = ""
			}
			return marker{list: Numbered, number: n, shape: shape}
		}
	}
	if m := letterMarker.FindStringSubmatch(text); m != nil {
		if n, first := letterNumber(m[2], previous); n > 0 {
			if m[2] == strings.ToUpper(m[2]) {
				first = strings.ToUpper(first)
			}
			return marker{list: Numbered, number: n, shape: m[1] + first + m[3]}
		}
	}
	return marker{text: text + separator(text)}
}

// isBullet reports whether a lone character is no number: a dot, a square, the o of Courier.
func isBullet(char rune) bool {
	return char == 'o' || !unicode.IsLetter(char) && !unicode.IsNumber(char)
}

// circled returns the number of ①, ⒈ or ⑴, 0 for other characters.
func circled(char rune) int {
	for _, first := range []rune{'①', '⑴', '⒈'} {
		if char >= first && char < first+20 {
			return int(char-first) + 1
		}
	}
	return 0
}

// letterNumber reads a, b, c or i, ii, iii, and returns the first of its kind with it.
func letterNumber(s string, previous int) (n int, first string) {
	lower := strings.ToLower(s)
	roman := romanNumber(lower)
	if len(lower) > 1 {
		return roman, "i"
	}
	letter := int(lower[0]-'a') + 1
	if letter != previous+1 && roman > 0 && (roman == previous+1 || lower == "i") {
		return roman, "i"
	}
	return letter, "a"
}

func romanNumber(s string) int {
	for n := 1; n <= 60; n++ {
		if s == strings.ToLower(romanNumeral(n)) {
			return n
		}
	}
	return 0
}

// separator returns what stands between a number written as text and the text after it.
func separator(number string) string {
	last, _ := utf8.DecodeLastRuneInString(number)
	switch {
	case number == "", strings.ContainsRune("、）)．：。", last):
		return ""
	case unicode.Is(unicode.Han, last):
		return string(wideSpace)
	}
	return " "
}

// isSymbolFont reports whether letters of a font are pictures.
func isSymbolFont(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "wingdings") || strings.Contains(name, "webdings") || strings.Contains(name, "symbol")
}
