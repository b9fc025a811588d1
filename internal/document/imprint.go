package document

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gongkai/internal/workday"
)

// An official document ends with the name of the office and the day it was formed, mostly before its attachments.

var (
	plainDate   = regexp.MustCompile(`((?:19|20)[0-9]{2})[\s　]*年[\s　]*([0-9]{1,2})[\s　]*月[\s　]*([0-9]{1,2})[\s　]*日`)
	chineseDate = regexp.MustCompile(`([一二][〇○ＯO零0一二三四五六七八九]{3})[\s　]*年[\s　]*([元正一二三四五六七八九十]{1,3})[\s　]*月[\s　]*([一二三四五六七八九十廿卅]{1,4})[\s　]*日`)
	// beforeDate is what may stand on the line before the date: the name of the office.
	beforeDate = regexp.MustCompile(`^(?:[^0-9，。；：,;:]{2,60}[\s　])?[\s　]*$`)
	attachment = regexp.MustCompile(`^附[\s　]*件[\s　]*[0-9一二三四五六七八九十]*[\s　]*[:：]?$`)
	addressee  = regexp.MustCompile(`^[^。；;\n]{2,300}[：:]$`)
)

// takeFacts finds 成文日期 and 主送机关 in the text, which keeps them.
func (im *Import) takeFacts() {
	var attached bool
	var last, lastBefore string
	var lastAt, lastBeforeAt int
	number := 0
	for _, b := range im.Doc.Blocks {
		p, ok := b.(*Paragraph)
		if !ok {
			continue
		}
		number++
		text := strings.ReplaceAll(p.text(), "\n", " ")
		if im.To == "" && number <= addresseeBlocks && isAddressee(p) {
			im.To = strings.TrimRight(text, "：:")
			im.took("主送机关取自正文第 %d 段。", number)
		}
		attached = attached || attachment.MatchString(text)
		if date := dateLine(text); date != "" {
			last, lastAt = date, number
			if !attached {
				lastBefore, lastBeforeAt = date, number
			}
		}
	}
	if lastBefore != "" {
		last, lastAt = lastBefore, lastBeforeAt
	}
	if last == "" {
		return
	}
	im.FormedOn = formedOn(last)
	im.took("成文日期取自正文第 %d 段的“%s”。", lastAt, last)
}

// addresseeBlocks is how far from the beginning 主送机关 may stand.
const addresseeBlocks = 3

// isAddressee reports whether a paragraph may be 主送机关: one line that ends with a colon and counts nothing.
func isAddressee(p *Paragraph) bool {
	text := p.text()
	return p.Align == Left && p.Heading == 0 && p.List == NoList && addressee.MatchString(text) && !numbered.MatchString(text) &&
		!strings.Contains(text, "如下") && !strings.Contains(text, "以下")
}

// dateLine returns the date a line consists of, after the name of an office or alone, in brackets or not.
func dateLine(text string) string {
	text = strings.TrimSpace(strings.Trim(narrowDigits(text), "（）()"))
	date := dateIn(text)
	if date == "" || !strings.HasSuffix(text, date) || !beforeDate.MatchString(strings.TrimSuffix(text, date)) {
		return ""
	}
	return date
}

// dateIn returns the last date in a text that is a real day, as it is written there.
func dateIn(text string) string {
	text = narrowDigits(text)
	found := ""
	for _, pattern := range []*regexp.Regexp{plainDate, chineseDate} {
		for _, date := range pattern.FindAllString(text, -1) {
			if !formedOn(date).IsZero() {
				found = date
			}
		}
	}
	return found
}

// formedOn returns the day of a written date, zero if there is no such day.
func formedOn(text string) workday.Date {
	var year, month, day int
	if m := plainDate.FindStringSubmatch(text); m != nil {
		year, month, day = number(m[1]), number(m[2]), number(m[3])
	} else if m := chineseDate.FindStringSubmatch(text); m != nil {
		year, month, day = yearNumber(m[1]), countNumber(m[2]), countNumber(m[3])
	}
	date, err := workday.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	if err != nil {
		return workday.Date{}
	}
	return date
}

// yearNumber reads 二〇二六.
func yearNumber(s string) int {
	digits := strings.Map(func(char rune) rune {
		if at := strings.IndexRune(simplifiedDigits, char); at >= 0 {
			return rune('0' + at/len("零"))
		}
		return '0' // the many ways to write a nought
	}, s)
	n, _ := strconv.Atoi(digits) // digits only
	return n
}

// countNumber reads a number up to 39: 五, 十八, 二十, 廿三, 元 and 正 for one.
func countNumber(s string) int {
	switch s {
	case "元", "正":
		return 1
	}
	s = strings.NewReplacer("廿", "二十", "卅", "三十").Replace(s)
	for n := 1; n < 40; n++ {
		if chinese(n, simplifiedDigits, simplifiedUnits, true) == s {
			return n
		}
	}
	return 0
}
