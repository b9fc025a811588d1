package document

import (
	"strconv"
	"strings"
)

// numeral writes a number of a list in one of Word's formats (w:numFmt), and reports whether we know the format.
func numeral(n int, format string) (string, bool) {
	switch format {
	case "", "decimal":
		return strconv.Itoa(n), true
	case "none":
		return "", true
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n), true
		}
		return strconv.Itoa(n), true
	case "decimalFullWidth", "decimalFullWidth2":
		return wideDigits(n), true
	case "lowerLetter":
		return strings.ToLower(letters(n)), true
	case "upperLetter":
		return letters(n), true
	case "lowerRoman":
		return strings.ToLower(romanNumeral(n)), true
	case "upperRoman":
		return romanNumeral(n), true
	case "numberInDash":
		return "- " + strconv.Itoa(n) + " -", true
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return fromRow('①', 20, n), true
	case "decimalEnclosedParen":
		return fromRow('⑴', 20, n), true
	case "decimalEnclosedFullstop":
		return fromRow('⒈', 20, n), true
	case "ideographEnclosedCircle":
		return fromRow('㊀', 10, n), true
	case "ideographTraditional":
		return cycle("甲乙丙丁戊己庚辛壬癸", n), true
	case "ideographZodiac":
		return cycle("子丑寅卯辰巳午未申酉戌亥", n), true
	}
	return chineseNumeral(n, format)
}

// chineseNumeral writes the formats that count in Chinese.
func chineseNumeral(n int, format string) (string, bool) {
	switch format {
	case "chineseCountingThousand":
		return chinese(n, simplifiedDigits, simplifiedUnits, true), true
	case "japaneseCounting":
		return chinese(n, simplifiedDigits, simplifiedUnits, false), true
	case "chineseLegalSimplified":
		text := chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万", true)
		if n >= 10 && n < 20 {
			text = "壹" + text
		}
		return text, true
	case "chineseCounting", "taiwaneseCounting", "taiwaneseCountingThousand":
		if n < 100 {
			return chinese(n, simplifiedDigits, simplifiedUnits, true), true
		}
		return digits(n, "○一二三四五六七八九"), true
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital":
		return digits(n, "〇一二三四五六七八九"), true
	}
	return "", false
}

// isChinese reports whether a format of Word's writes Chinese characters.
func isChinese(format string) bool {
	for _, part := range []string{"chinese", "ideograph", "japanese", "taiwanese"} {
		if strings.Contains(format, part) {
			return true
		}
	}
	return false
}

const (
	simplifiedDigits = "零一二三四五六七八九"
	simplifiedUnits  = "十百千万"
)

// chinese writes a number below 100,000 with its units: 十一, 一百零五 or, without zeros, 百五.
func chinese(n int, digitRow, unitRow string, zeros bool) string {
	digit, unit := []rune(digitRow), []rune(unitRow)
	if n < 0 || n >= 100_000 {
		return strconv.Itoa(n)
	}
	if n < 10 {
		return string(digit[n])
	}
	var out []rune
	zero := false
	for place, power := 4, 10_000; place >= 0; place, power = place-1, power/10 {
		d := n / power % 10
		if d == 0 {
			zero = len(out) > 0
			continue
		}
		if zero && zeros {
			out = append(out, digit[0])
		}
		zero = false
		// ten is 十, not 一十; without zeros a hundred is 百 as well
		if place == 0 || d > 1 || zeros && (place > 1 || len(out) > 0) {
			out = append(out, digit[d])
		}
		if place > 0 {
			out = append(out, unit[place-1])
		}
	}
	return string(out)
}

// digits writes a number digit by digit.
func digits(n int, row string) string {
	digit := []rune(row)
	var out strings.Builder
	for _, d := range strconv.Itoa(max(0, n)) {
		out.WriteRune(digit[d-'0'])
	}
	return out.String()
}

func wideDigits(n int) string { return digits(n, "０１２３４５６７８９") }

// letters writes A to Z, then AA to ZZ, as Word does.
func letters(n int) string {
	if n < 1 || n > 26*40 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func romanNumeral(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var out strings.Builder
	for _, step := range []struct {
		value int
		text  string
	}{
		{1000, "M"},
		{900, "CM"},
		{500, "D"},
		{400, "CD"},
		{100, "C"},
		{90, "XC"},
		{50, "L"},
		{40, "XL"},
		{10, "X"},
		{9, "IX"},
		{5, "V"},
		{4, "IV"},
		{1, "I"},
	} {
		for ; n >= step.value; n -= step.value {
			out.WriteString(step.text)
		}
	}
	return out.String()
}

// fromRow returns the n-th character of a row that has so many, a plain number beyond.
func fromRow(first rune, many, n int) string {
	if n < 1 || n > many {
		return strconv.Itoa(n)
	}
	return string(first + rune(n-1))
}

func cycle(row string, n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	all := []rune(row)
	return string(all[(n-1)%len(all)])
}
