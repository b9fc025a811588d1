package workday

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/fault"
)

// maxNoticeText bounds what is read: a real notice has some 500 characters.
const maxNoticeText = 64 << 10

// ParseNotice reads a year's notice as an official enters it at the desk. It takes
//
//   - one entry per line: "休 2027-01-01 至 2027-01-03 元旦", "班 2027-01-09", "# 备注";
//   - the paragraphs of the official notice: "一、元旦：1月1日（周五）至3日（周日）放假，共3天。1月9日（周六）上班。",
//     where a stated day of the week and a stated number of days must agree with the dates;
//   - the JSON of Notice.
//
// All lines that cannot be read are returned at once as fault.Fields named after the line; what was read must
// hold together as With demands.
func ParseNotice(year int, source, text string) (Notice, error) {
	if len(text) > maxNoticeText {
		return Notice{}, ErrBadNotice.Say("放假安排的文字过长，请只粘贴国务院办公厅通知的正文。")
	}
	p := noticeParser{notice: Notice{Year: year, Source: source}}
	if text = strings.TrimSpace(text); strings.HasPrefix(text, "{") {
		if err := p.json(text); err != nil {
			return Notice{}, err
		}
	} else {
		for i, line := range strings.Split(text, "\n") {
			if why := p.line(strings.TrimSpace(line)); why != "" {
				name := "第" + strconv.Itoa(i+1) + "行"
				p.mistakes.Add(name, "%s：%s", name, why)
			}
		}
	}
	if err := p.mistakes.Err(); err != nil {
		return Notice{}, err
	}
	if err := p.notice.check(); err != nil {
		return Notice{}, err
	}
	return p.notice, nil
}

type noticeParser struct {
	notice   Notice
	mistakes fault.Fields
}

var (
	offLine   = regexp.MustCompile(`^休\s+(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|～|—)\s*(\d{4}-\d{2}-\d{2}))?\s+(\S+)$`)
	workLine  = regexp.MustCompile(`^班\s+(\d{4}-\d{2}-\d{2})(?:\s.*)?$`)
	monthDay  = regexp.MustCompile(`\d\s*日|\d{4}-\d`)
	dateline  = regexp.MustCompile(`^\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{2}-\d{2})$`)
	numbering = regexp.MustCompile(`^[一二三四五六七八九十（）()\d]+[、.．]\s*`)
	chinese   = regexp.MustCompile(`^(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^（）()]*)[）)])?`)
	inWeek    = regexp.MustCompile(`(?:周|星期)([一二三四五六日天])`)
	inAll     = regexp.MustCompile(`共(\d{1,2})天`)
)

func (p *noticeParser) json(text string) error {
	n := Notice{}
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return ErrBadNotice.Say("放假安排的 JSON 无法读取，请检查日期写法和括号。")
	}
	if n.Year != p.notice.Year {
		return ErrBadNotice.Say("文件里的年份是%d，所选年份是%d，请核对。", n.Year, p.notice.Year)
	}
	if p.notice.Source != "" {
		n.Source = p.notice.Source
	}
	p.notice = n
	return nil
}

// line reads one line and returns why it cannot be read, or "".
func (p *noticeParser) line(line string) string {
	switch {
	case line == "" || strings.HasPrefix(line, "#") || dateline.MatchString(line):
		return ""
	case strings.HasPrefix(line, "休"):
		return p.off(line)
	case strings.HasPrefix(line, "班"):
		return p.work(line)
	case !monthDay.MatchString(line):
		return "" // title, preamble and closing words of the notice name no day
	default:
		return p.paragraph(line)
	}
}

func (p *noticeParser) off(line string) string {
	m := offLine.FindStringSubmatch(line)
	if m == nil {
		return "应写成“休 2027-01-01 至 2027-01-03 元旦”。"
	}
	from, err := ParseDate(m[1])
	if err != nil {
		return m[1] + "不是真实存在的日期。"
	}
	to := from
	if m[2] != "" {
		if to, err = ParseDate(m[2]); err != nil {
			return m[2] + "不是真实存在的日期。"
		}
	}
	return p.addSpan(Span{from, to, m[3]})
}

func (p *noticeParser) work(line string) string {
	m := workLine.FindStringSubmatch(line)
	if m == nil {
		return "应写成“班 2027-01-09”。"
	}
	d, err := ParseDate(m[1])
	if err != nil {
		return m[1] + "不是真实存在的日期。"
	}
	p.notice.Work = append(p.notice.Work, d)
	return ""
}

func (p *noticeParser) addSpan(s Span) string {
	if err := p.notice.checkSpan(s); err != nil {
		return fault.Text(err)
	}
	p.notice.Off = append(p.notice.Off, s)
	return ""
}

// paragraph reads "元旦：… 放假 …。… 上班。" of the official notice.
func (p *noticeParser) paragraph(line string) string {
	name, body, ok := strings.Cut(strings.Replace(numbering.ReplaceAllString(line, ""), ":", "：", 1), "：")
	if !ok || name == "" || monthDay.MatchString(name) {
		return "看不懂，应写成“元旦：1月1日至3日放假，共3天。”或“休 2027-01-01 至 2027-01-03 元旦”。"
	}
	month := time.Month(0) // carried through the paragraph: “1月1日至3日”
	for _, sentence := range strings.FieldsFunc(body, func(r rune) bool { return r == '。' || r == '；' || r == ';' }) {
		if why := p.sentence(strings.TrimSpace(name), strings.TrimSpace(sentence), &month); why != "" {
			return why
		}
	}
	return ""
}

func (p *noticeParser) sentence(name, s string, month *time.Month) string {
	if !monthDay.MatchString(s) {
		return ""
	}
	from, rest, why := p.day(s, month)
	if why != "" {
		return why
	}
	switch {
	case strings.HasPrefix(rest, "放假"):
		return p.holiday(Span{from, from, name}, rest)
	case strings.HasPrefix(rest, "至"):
		to, rest, why := p.day(strings.TrimPrefix(rest, "至"), month)
		if why != "" {
			return why
		}
		if !strings.HasPrefix(rest, "放假") {
			return "“" + s + "”里看不出放假还是上班。"
		}
		return p.holiday(Span{from, to, name}, rest)
	}
	days := []Date{from}
	for !strings.HasPrefix(rest, "上班") {
		next := strings.TrimLeft(rest, "、，,和及 ")
		if next == rest {
			return "“" + s + "”里看不出放假还是上班。"
		}
		d, after, why := p.day(next, month)
		if why != "" {
			return why
		}
		days, rest = append(days, d), after
	}
	if monthDay.MatchString(rest) {
		return "“" + s + "”里上班之后还有日期，请分成两句。"
	}
	p.notice.Work = append(p.notice.Work, days...)
	return ""
}

// holiday adds a span whose sentence goes on with rest, which may state how many days it has.
func (p *noticeParser) holiday(s Span, rest string) string {
	if monthDay.MatchString(rest) {
		return s.Name + "的放假日期之后还有日期，请分成两句。"
	}
	if m := inAll.FindStringSubmatch(rest); m != nil {
		if days := strconv.Itoa(s.To.Sub(s.From) + 1); days != strings.TrimLeft(m[1], "0") {
			return s.Name + "写明共" + m[1] + "天，按日期算是" + days + "天。"
		}
	}
	return p.addSpan(s)
}

// day reads a day such as 2022年12月31日（周六） or, after a month was named, 3日.
func (p *noticeParser) day(s string, month *time.Month) (d Date, rest, why string) {
	m := chinese.FindStringSubmatch(s)
	if m == nil {
		return Date{}, "", "“" + s + "”不是以日期开头。"
	}
	year := p.notice.Year
	if m[1] != "" {
		year, _ = strconv.Atoi(m[1]) // four digits
	}
	if m[2] != "" {
		n, _ := strconv.Atoi(m[2]) // two digits
		*month = time.Month(n)
	}
	n, _ := strconv.Atoi(m[3]) // two digits
	if d = NewDate(year, *month, n); d.Month() != *month || d.Day() != n {
		return Date{}, "", "“" + m[0] + "”不是真实存在的日期。"
	}
	if w := inWeek.FindStringSubmatch(m[4]); w != nil {
		if stated := "周" + strings.Replace(w[1], "天", "日", 1); stated != d.ChineseWeekday() {
			return Date{}, "", d.Chinese() + "是" + d.ChineseWeekday() + "，不是" + stated + "。"
		}
	}
	return d, s[len(m[0]):], ""
}
