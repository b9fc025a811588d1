package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSection is how much of a section is kept, in characters: several times the longest that is published.
const maxSection = 60_000

// The headings of the texts, and those that end section one.
var (
	overviewHeads = []string{"总体情况"}
	problemHeads  = []string{"存在的主要问题", "存在的问题", "存在主要问题", "主要问题及改进"}
	otherHeads    = []string{"其他需要报告的事项", "其他需要报告事项", "其它需要报告的事项", "需要报告的其他事项"}
	tableHeads    = []string{"主动公开政府信息情况", "收到和处理政府信息公开申请"}
	tails         = []string{"及改进情况", "和改进情况", "及改进措施", "和改进措施", "情况", "及改进"} // of a heading, behind its telling words
)

// sections reads the texts. at2, at3 are where the tables begin, end3 is where table 三 ends; what is not there is the end of the text.
func (r *Report) sections(lines []line, s []letter, all []rune, at2, at3, end3 int) {
	tables := min(cut(at2, len(all)), cut(at3, len(all)))
	if at := headingBefore(s, all, overviewHeads, tables); at >= 0 {
		to := tables
		for _, h := range tableHeads {
			if i := index(all[:tables], h, at); i >= 0 && isHeading(s, all, i) {
				to = min(to, i)
			}
		}
		r.Sections.Overview, r.Written = sectionText(lines, s, all, at, to), true
	}
	from := 0
	if at3 >= 0 {
		from = end3
	}
	problems := headingAfter(s, all, problemHeads, from)
	others := headingAfter(s, all, otherHeads, max(from, problems))
	if problems >= 0 {
		r.Sections.Problems, r.Written = sectionText(lines, s, all, problems, cut(others, endOfReport(lines, s, problems))), true
	}
	if others >= 0 {
		r.Sections.Others, r.Written = untilFoot(sectionText(lines, s, all, others, endOfReport(lines, s, others))), true
	}
}

// isHeading reports whether the words at a place begin a line, or stand behind the number of a heading.
func isHeading(s []letter, all []rune, at int) bool {
	if at == 0 || s[at].gap == wide {
		return true
	}
	switch all[at-1] {
	case '#', '*':
		return true
	case '、', '.', ')':
		return at > 1 && strings.ContainsRune(sectionNumbers, all[at-2])
	}
	return strings.ContainsRune("一五六", all[at-1]) && (at == 1 || s[at-1].gap == wide)
}

// headingBefore is where the last heading with one of the words begins before end, -1 if nowhere.
func headingBefore(s []letter, all []rune, heads []string, end int) int {
	best := -1
	for _, h := range heads {
		at := end
		for range mostHeadings {
			if at = lastBefore(all, h, at); at < 0 || isHeading(s, all, at) {
				break
			}
		}
		if at >= 0 && isHeading(s, all, at) {
			best = max(best, at)
		}
	}
	return best
}

// headingAfter is where the first heading with one of the words begins at or after from, -1 if nowhere.
func headingAfter(s []letter, all []rune, heads []string, from int) int {
	best := -1
	for _, h := range heads {
		at := from - 1
		for range mostHeadings {
			if at = index(all, h, at+1); at < 0 || isHeading(s, all, at) {
				break
			}
		}
		if at >= 0 && isHeading(s, all, at) && (best < 0 || at < best) {
			best = at
		}
	}
	return best
}

// sectionText is what stands between a heading and where the next begins, line by line as it was written. Cells of a table are taken if they hold
// sentences.
func sectionText(lines []line, s []letter, all []rune, from, to int) string {
	from = headingEnd(s, all, from, to)
	to = numberBefore(s, all, from, to)
	if from >= to {
		return ""
	}
	var b strings.Builder
	n := 0
	for i := from; i < to && n < maxSection; {
		j := i
		for j < to && s[j].at == s[i].at && s[j].cell == s[i].cell {
			j++
		}
		l, cell := lines[s[i].at], ""
		if s[i].r != blank {
			cell = l.cells[s[i].cell]
			end := len(cell)
			if j < len(s) && s[j].at == s[i].at && s[j].cell == s[i].cell {
				end = int(s[j].off)
			}
			cell = cell[s[i].off:end]
		}
		if size := utf8.RuneCountInString(cell); !l.row || size >= leastSentence {
			if n += size; n > maxSection {
				cell = string([]rune(cell)[:max(0, maxSection-(n-size))])
			}
			b.WriteString(strings.TrimSpace(cell) + "\n")
		}
		i = j
	}
	return strings.TrimSpace(b.String())
}

// leastSentence is how long a cell of a table is, in characters, that is read as text.
const leastSentence = 20

// numberBefore is where the number of the heading at a place begins, 五、 or ## 五、, the place itself where it has none.
func numberBefore(s []letter, all []rune, from, at int) int {
	if at == len(all) || s[at].gap == wide {
		return at
	}
	if at-2 >= from && (all[at-1] == '、' || all[at-1] == '.') && strings.ContainsRune(sectionNumbers, all[at-2]) {
		at -= 2
	}
	for at > from && s[at].gap != wide && (all[at-1] == '#' || all[at-1] == '*') {
		at--
	}
	return at
}

// sectionNumbers are the numbers of sections.
const sectionNumbers = "一二三四五六七"

// restOfHeading is how many characters may stand behind the words that tell a heading, before its line ends.
const restOfHeading = 6

// headingEnd is where the text behind a heading begins: in the next line where the heading ends with its own, else behind its words.
func headingEnd(s []letter, all []rune, at, to int) int {
	end := at
	for _, h := range slices.Concat(overviewHeads, problemHeads, otherHeads) {
		if startsWith(all[at:to], h) {
			end = max(end, at+utf8.RuneCountInString(h))
		}
	}
	for _, t := range tails {
		if startsWith(all[end:to], t) {
			end += utf8.RuneCountInString(t)
			break
		}
	}
	rest := end
	for rest < to && s[rest].at == s[at].at && s[rest].cell == s[at].cell && rest-end <= restOfHeading && !unicode.IsPunct(all[rest]) && s[rest].gap == none {
		rest++
	}
	if rest == to || s[rest].at != s[at].at || s[rest].cell != s[at].cell {
		return rest
	}
	for end < to && unicode.IsPunct(all[end]) && !strings.ContainsRune("(《“", all[end]) {
		end++
	}
	return end
}

func startsWith(text []rune, words string) bool {
	w := []rune(words)
	return len(text) >= len(w) && slices.Equal(text[:len(w)], w)
}

// endOfReport is where the last section of a page ends: at its next heading that is none within the section, or at what stands beside the report.
func endOfReport(lines []line, s []letter, from int) int {
	level := lines[s[from].at].level
	for i := from; i < len(s); i++ {
		if l := lines[s[i].at]; l.beside && !lines[s[from].at].beside || l.level > 0 && l.level <= level && s[i].at != s[from].at {
			return i
		}
	}
	return len(s)
}

// foots are what stands below a report on its page, alone or at the beginning of a line.
var foots = []string{"上一篇", "下一篇", "上一条", "下一条", "打印本页", "【打印", "关闭窗口", "分享到", "扫一扫", "主办单位", "承办单位", "版权所有", "网站标识码", "相关链接", "相关文章", "附件下载", "返回顶部", "责任编辑"}

// untilFoot leaves out what stands below the report on its page.
func untilFoot(text string) string {
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if slices.ContainsFunc(foots, func(f string) bool { return strings.HasPrefix(strings.TrimSpace(l), f) }) {
			break
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
