package compile

import (
	"regexp"
	"strings"

	"gongkai/internal/report/reading"
)

// List is who should submit, as somebody wrote it down. The zero List expects nobody in particular.
type List struct {
	expected []string          // in order
	marks    map[string]string // by bare name: "" expected, "+" expected although it sounds like a school, "-" out of scope
}

// ParseList reads a list of agencies, one on each line. A line that begins with # is a remark. One that begins with - names a unit that is out
// of scope, one with + a unit that is in scope although its name sounds like a school's.
func ParseList(text string) List {
	l := List{marks: map[string]string{}}
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line = strings.TrimSpace(line)
		mark := ""
		for _, m := range []string{"+", "＋", "-", "－"} {
			if rest, ok := strings.CutPrefix(line, m); ok {
				line, mark = strings.TrimSpace(rest), strings.NewReplacer("＋", "+", "－", "-").Replace(m)
			}
		}
		key := reading.BareName(line)
		if key == "" || line[0] == '#' {
			continue
		}
		if _, there := l.marks[key]; there {
			continue
		}
		if l.marks[key] = mark; mark != "-" && !l.excludes(line) {
			l.expected = append(l.expected, line)
		}
	}
	return l
}

// Expected counts who should submit.
func (l List) Expected() int { return len(l.expected) }

var (
	// publicService are names of 公共企事业单位: schools, hospitals, companies. law: 条例 55
	publicService = regexp.MustCompile(`(学校|分校|小学|中学|高中|初中|附中|附小|职高|中专|技校|职教中心|[0-9一二三四五六七八九十]+[中小]|幼儿园|托儿所|学院|大学|医院|卫生院|卫生服务中心|公司)$`)
	// soundAlike sound like them and are none.
	soundAlike = regexp.MustCompile(`(科学院|行政学院)$`)
	// campus is what stands behind a name in brackets.
	campus = regexp.MustCompile(`[(（][^()（）]*[)）]$`)
)

// excludes reports whether a unit is out of scope, by the list or else by its name.
func (l List) excludes(agency string) bool {
	name := reading.BareName(agency)
	if mark, there := l.marks[name]; there && mark != "" {
		return mark == "-"
	}
	name = campus.ReplaceAllString(name, "")
	return publicService.MatchString(name) && !soundAlike.MatchString(name)
}

// compare says who has not submitted, and who did without being on the list. Who submitted what was refused has submitted, a report of another
// year apart. A file that was not
// read counts for the agency that its name has in it.
func (l List) compare(units []*Unit) (missing, unlisted []string) {
	if len(l.expected) == 0 {
		return nil, nil
	}
	there := map[string]bool{}
	var unread []string
	for _, u := range units {
		key := u.key()
		if u.Outcome == WrongYear {
			continue
		}
		if key == "" {
			unread = append(unread, reading.BareName(u.who()))
			continue
		}
		if _, listed := l.marks[key]; !listed && !there[key] && u.Outcome == Taken {
			unlisted = append(unlisted, u.Agency)
		}
		there[key] = true
	}
	for _, name := range l.expected {
		key := reading.BareName(name)
		if !there[key] && !contains(unread, key) {
			missing = append(missing, name)
		}
	}
	return missing, unlisted
}

func contains(names []string, part string) bool {
	for _, n := range names {
		if strings.Contains(n, part) {
			return true
		}
	}
	return false
}
