package reading

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	yearOf   = regexp.MustCompile(`(20[0-3]\d)年度?`)
	whose    = regexp.MustCompile(`^(20[0-3]\d)年,(\p{Han}{2,20}?(?:人民政府|委员会|办公厅|办公室|管委会|局|厅|院|中心|大学))`)
	headEnds = ":#>.…|\x00"
)

// headLength is how many characters the head reaches at most.
const headLength = 1000

// head reads whose report it is, and of which year: from its title, else from its first sentence. as are the characters as they stand.
func (r *Report) head(s []letter, all, as []rune) {
	start := all[:min(len(all), headLength)]
	for _, words := range []string{"政府信息公开工作年度报告", "政府信息公开年度报告", "信息公开工作年度报告"} {
		at := index(start, words, 0)
		if at < 0 {
			continue
		}
		from := at
		for from > 0 && !strings.ContainsRune(headEnds, start[from-1]) && (s[from-1].at == s[at].at || at-from < 4) {
			from--
		}
		if from > 0 && s[from].at != s[at].at { // the year ends the line above
			from = lineStart(s, start, from)
		}
		before := start[from:at]
		m := yearOf.FindStringSubmatch(string(before))
		if m == nil {
			continue
		}
		year := from + index(before, m[0], 0)
		r.Year, _ = strconv.Atoi(m[1]) // digits
		r.Agency = bare(string(as[from:year]) + string(as[year+len([]rune(m[0])):at]))
		if r.Agency == "" && from > 0 { // on the line above
			end := from
			from = lineStart(s, start, from-1)
			r.Agency = string(as[from:end])
		}
		r.Title = string(as[from:at]) + words
		return
	}
	text := string(start)
	if m := yearOf.FindStringSubmatchIndex(text); m != nil {
		r.Year, _ = strconv.Atoi(text[m[2]:m[3]])
		if w := whose.FindStringSubmatch(text[m[0]:]); w != nil && !strings.HasPrefix(w[2], "我") {
			r.Agency = w[2]
		}
	}
}

// lineStart is where the words begin that stand in one line with the character at at.
func lineStart(s []letter, all []rune, at int) int {
	for at > 0 && s[at-1].at == s[at].at && !strings.ContainsRune(headEnds, all[at-1]) {
		at--
	}
	return at
}

// bare is a name without brackets that are not its own: empty ones, those around all of it, those without their fellow.
func bare(name string) string {
	name = strings.NewReplacer("()", "", "（）", "").Replace(name)
	opens := func(s string) int { return strings.Count(s, "(") + strings.Count(s, "（") }
	closes := func(s string) int { return strings.Count(s, ")") + strings.Count(s, "）") }
	for {
		all := []rune(name)
		n := len(all)
		if n == 0 {
			return ""
		}
		first, last, more := string(all[0]), string(all[n-1]), opens(name)-closes(name)
		switch {
		case more > 0 && opens(first) > 0, more < 0 && closes(first) > 0:
			name = string(all[1:])
		case more > 0 && opens(last) > 0, more < 0 && closes(last) > 0:
			name = string(all[:n-1])
		case more == 0 && opens(first) > 0 && closes(last) > 0 && around(all):
			name = string(all[1 : n-1])
		default:
			return name
		}
	}
}

// around reports whether the bracket that a name begins with is closed by its last character.
func around(name []rune) bool {
	depth := 0
	for _, r := range name[:len(name)-1] {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth--
		}
		if depth == 0 {
			return false
		}
	}
	return true
}
