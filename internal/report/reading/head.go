package reading

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	yearOf   = regexp.MustCompile(`(20[0-3]\d|二[〇○零O0][一二三][〇○零一二三四五六七八九O0])年度?`)
	agency   = `\p{Han}{2,20}?(?:人民政府|委员会|办公厅|办公室|管委会|局|厅|院|中心|大学)`
	whose    = regexp.MustCompile(`^,(` + agency + `)`)
	maker    = regexp.MustCompile(`(?:由|发布机构:|发布单位:|编制单位:)(` + agency + `)`)
	period   = regexp.MustCompile(`统计期限[是为自从:]{0,2}(20[0-3]\d)年1月1日`)
	headEnds = ":#>.…|\x00"
	ofClause = regexp.MustCompile(`[,;，；、:：》]|现将|公布|发布|编制`) // what no name has in it
)

// headLength is how many characters are looked through for the title: a page has its menus before it.
const headLength = 20_000

const (
	mostTitles  = 1000 // that are looked at, of each wording: menus may name a report on every line
	longestName = 100  // what stands before the words of a title, in characters
)

// firstWords is how many characters the head of a report without a title reaches at most.
const firstWords = 1000

// titleWords end a title, the usual ones first.
var titleWords = []string{
	"政府信息公开工作年度报告", "政府信息公开年度报告", "信息公开工作年度报告", "信息公开年度报告", "政府信息公开工作情况年度报告", "政务公开工作年度报告", "政府信息公开工作年报",
	"政府信息公开年报", "政府信息公开工作报告",
}

// heading is a title as it stands somewhere.
type heading struct {
	title, agency string
	year          int
	score         int // how much it looks like the title of the report, rather than a mention of one
}

// head reads whose report it is, and of which year: from its title, else from its first sentences. as are the characters as they stand; behind end,
// where the tables begin, stands no title of this report.
func (r *Report) head(lines []line, s []letter, all, as []rune, end int) {
	start := all[:min(end, headLength)]
	var best heading
	for _, words := range titleWords {
		at := -1
		for range mostTitles {
			if at = index(start, words, at+1); at < 0 {
				break
			}
			if h, ok := headingAt(lines, s, start, as, at, words); ok && h.score > best.score {
				best = h
			}
		}
	}
	if best.score > 0 {
		r.Title, r.Agency, r.Year = best.title, best.agency, best.year
		return
	}
	text := string(start[:min(len(start), firstWords)])
	if m := period.FindStringSubmatch(string(start)); m != nil {
		r.Year = yearIn(m[1])
	}
	for _, m := range yearOf.FindAllStringSubmatchIndex(text, mostHeadings) {
		if r.Year == 0 {
			r.Year = yearIn(text[m[2]:m[3]])
		}
		if w := whose.FindStringSubmatch(text[m[1]:]); w != nil && r.Agency == "" && !strings.HasPrefix(w[1], "我") {
			r.Agency = w[1]
		}
	}
	if w := maker.FindStringSubmatch(text); w != nil && r.Agency == "" && !strings.HasPrefix(w[1], "我") {
		r.Agency = w[1]
	}
}

// headingAt reads the title whose last words begin at a place; ok is false where no year belongs to it.
func headingAt(lines []line, s []letter, all, as []rune, at int, words string) (h heading, ok bool) {
	from := at
	for from > max(0, at-longestName) && !strings.ContainsRune(headEnds, all[from-1]) && (s[from-1].at == s[at].at || at-from < 4) {
		from--
	}
	if from > 0 && s[from].at != s[at].at { // the year ends the line above
		from = lineStart(s, all, from)
	}
	end := at + utf8.RuneCountInString(words)
	name := ""
	if m := yearOf.FindStringSubmatch(string(all[from:at])); m != nil {
		year := from + index(all[from:at], m[0], 0)
		h.year, name = yearIn(m[1]), string(as[from:year])+string(as[year+utf8.RuneCountInString(m[0]):at])
	} else if m := behind(s, all, end); m != nil { // 政府信息公开工作年度报告(2026年)
		h.year, name = yearIn(m[1]), string(as[from:at])
		words += string(as[end : end+utf8.RuneCountInString(m[0])])
		end += utf8.RuneCountInString(m[0])
	} else {
		return h, false
	}
	h.title = string(as[from:at]) + words
	if h.agency = bare(name); h.agency == "" && from > 0 { // on the line above
		above := lineStart(s, all, from-1)
		h.agency = string(as[above:from])
	}
	h.score = 1
	if clean := strings.TrimLeft(h.agency, "《“\""); ofClause.MatchString(clean) {
		parts := ofClause.Split(clean, -1)
		h.agency = parts[len(parts)-1]
	} else if h.agency = clean; h.agency != "" {
		h.score += 4
	}
	if l := lines[s[at].at]; !l.beside {
		h.score++
		if l.level > 0 {
			h.score++
		}
	}
	if end == len(s) || s[end].gap != none {
		h.score += 2
	}
	return h, true
}

// behind is the year behind a title, with its brackets.
func behind(s []letter, all []rune, end int) []string {
	rest := all[end:min(len(all), end+9)]
	for i := range rest {
		if s[end+i].at > s[end].at+1 {
			rest = rest[:i]
			break
		}
	}
	return yearBehind.FindStringSubmatch(string(rest))
}

var yearBehind = regexp.MustCompile(`^[(]?` + yearOf.String() + `[)]?`)

// yearIn is the year of 2026 or 二〇二六.
func yearIn(digits string) int {
	n := 0
	for _, r := range digits {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case strings.ContainsRune("〇○零O", r):
			n *= 10
		default:
			n = n*10 + utf8.RuneCountInString("一二三四五六七八九"[:strings.IndexRune("一二三四五六七八九", r)]) + 1
		}
	}
	return n
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
