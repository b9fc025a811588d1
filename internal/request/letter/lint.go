package letter

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// Lint looks whether a letter says what the law prescribes for its kind, and nothing that was left over or cannot be. It returns every finding,
// in the order of the letter's parts: what is wrong, where, and by which article. A letter with findings is not sent.
func Lint(l *Letter, facts *Facts) fault.Fields {
	info, ok := l.Kind.Info()
	if !ok {
		return fault.Fields{{Name: "kind", Text: ErrKind.Text}}
	}
	c := linter{l: l, f: facts.in(info), info: info}
	c.findings = missing(c.f)
	c.frame()
	c.elements()
	if info.Remedy {
		c.remedy()
	}
	c.leftovers()
	c.days()
	if info.Away {
		c.privacy()
	}
	return c.findings
}

type linter struct {
	l        *Letter
	f        *Facts
	info     request.LetterInfo
	findings fault.Fields
}

func (c *linter) add(key, format string, args ...any) {
	for _, f := range c.findings {
		if f.Name == key && strings.HasPrefix(f.Text, "没有填写") { // it is not there because it is not known
			return
		}
	}
	c.findings.Add(key, format, args...)
}

// body joins the text, up to a source.
func (l *Letter) body(last Source) string {
	var b strings.Builder
	for i := range l.Body {
		b.WriteString(l.Body[i].join(last))
		b.WriteByte('\n')
	}
	return b.String()
}

// squeezed is text without spaces, so that a line break hides nothing.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// frame looks at what stands around the text.
func (c *linter) frame() {
	work := reg(45).Full()
	if strings.TrimSpace(c.l.Title) == "" {
		c.add("title", "%s没有标题，请在模板第一行写“标题：”（%s）。", c.info.Name, work)
	}
	if strings.TrimSpace(c.l.To) == "" {
		c.add("addressee", "%s没有抬头，请在模板里写“抬头：”（%s）。", c.info.Name, work)
	}
	if len(c.l.Body) == 0 {
		c.add("body", "%s没有正文（%s）。", c.info.Name, work)
	}
	if strings.ContainsAny(c.l.To, "*＊×") || strings.Contains(c.l.To, "某某") {
		c.add("addressee", "抬头“%s”不是完整的姓名或者名称，文书是写给本人的，请写全（%s）。", c.l.To, work)
	}
	if no := c.l.DocNo; no != "" && c.l.DocNo != clean(c.f.DocNo) {
		c.add("doc-no", "文号“%s”与登记的“%s”不一致，请核对（%s）。", no, c.f.DocNo, work)
	}
	if m := docYear.FindStringSubmatch(c.l.DocNo); c.l.DocNo != "" && (m == nil || m[1] != strconv.Itoa(c.l.Signed.Year())) && !c.l.Signed.IsZero() {
		c.add("doc-no", "文号“%s”的年份与成文日期%s不一致，请核对（%s）。", c.l.DocNo, c.l.Signed.Chinese(), work)
	}
}

var docYear = regexp.MustCompile(`〔((?:19|20)\d\d)〕\d+号`)

// elements looks for each thing that must be stated.
func (c *linter) elements() {
	whole := squeezed(c.l.Title + "\n" + c.l.To + "\n" + c.l.body(Quoted))
	ours := squeezed(c.l.body(Fact))
	for _, e := range Elements(c.l.Kind) {
		if !e.applies(c.f) || e.Key == "remedy" {
			continue
		}
		where, text := "正文", whole
		switch e.Field {
		case "文号":
			where, text = "文号栏", c.l.DocNo
		case "机关名称":
			where, text = "落款", squeezed(c.l.Signer)
		case "成文日期":
			where, text = "落款", c.l.Signed.Chinese()
		case "征求对象":
			where, text = "抬头", squeezed(c.l.To)
		case "有权机关":
			if c.l.Kind == request.LetterTransfer {
				where, text = "抬头", squeezed(c.l.To)
			}
		case "申请人":
			if !c.info.Away && c.l.Kind != request.LetterTransfer {
				where, text = "抬头", squeezed(c.l.To)
			}
		}
		if e.Field != "" && slices.ContainsFunc(c.f.values(e.Field), func(v string) bool { return !strings.Contains(text, squeezed(bare(v))) }) {
			c.add(e.Key, "%s的%s没有写明%s，请补上（%s）。", c.info.Name, where, e.What, e.Cite())
		}
		if e.Says != nil && !slices.ContainsFunc(e.Says, func(s string) bool { return strings.Contains(ours, s) }) {
			c.add(e.Key, "%s的正文没有写明%s，请补上“%s”的意思（%s）。", c.info.Name, e.What, e.Says[0], e.Cite())
		}
		for _, never := range e.Never {
			if strings.Contains(ours, never) {
				c.add(e.Key, "%s的正文写了“%s”，应当写明%s（%s）。", c.info.Name, never, e.What, e.Cite())
			}
		}
	}
}

// remedy looks whether the ways to contest the letter are those of the law on its day.
//
// law: 行政复议法 20、22、23、24, 行政诉讼法 45、46, 条例 51
func (c *linter) remedy() {
	want := c.f.Remedy()
	if want.Text == "" {
		return // no 复议机关: among the missing
	}
	var said strings.Builder
	for i := range c.l.Body {
		if text := c.l.Body[i].join(Fact); c.l.Body[i].Level == 0 && (strings.Contains(text, "复议") || strings.Contains(text, "诉讼")) {
			said.WriteString(text)
		}
	}
	text := squeezed(said.String())
	if text == "" {
		c.add("remedy", "%s的正文没有救济途径，请写明可以怎样申请行政复议、提起行政诉讼（%s）。", c.info.Name, reg(51).Full())
		return
	}
	first := reviewFirst.MatchString(text)
	switch {
	case want.ReviewFirst && !first:
		c.add("remedy", "不予公开的，救济途径应当告知先申请行政复议、对复议决定不服的再提起行政诉讼，正文没有写明（《行政复议法》第二十三条）。")
	case !want.ReviewFirst && first:
		c.add("remedy", "这份%s不属于复议前置的情形，救济途径不应要求先申请行政复议（《行政复议法》第二十三条）。", c.info.Name)
	}
	court := c.f.Forum.Court
	if court == "" {
		court = "人民法院"
	}
	for _, part := range []struct{ words, what, cite string }{
		{c.f.Forum.Authority, "复议机关" + c.f.Forum.Authority, "《行政复议法》第二十四条"},
		{want.Review, want.Review + "的复议期限", "《行政复议法》第二十条"},
		{court, "受理诉讼的法院", "《行政诉讼法》第四十六条"},
		{want.Suit, want.Suit + "的起诉期限", map[bool]string{true: "《行政诉讼法》第四十五条", false: "《行政诉讼法》第四十六条"}[want.ReviewFirst]},
	} {
		if !strings.Contains(text, squeezed(part.words)) {
			c.add("remedy", "%s的救济途径没有写明%s，请补上（%s）。", c.info.Name, part.what, part.cite)
		}
	}
	if want.ReviewFirst && strings.Contains(text, "6个月") {
		c.add("remedy", "不予公开的，不能直接起诉，救济途径不应写6个月的起诉期限（《行政复议法》第二十三条）。")
	}
	if fo := c.f.Forum; fo.Online && !c.l.Signed.Before(onlineFrom) {
		switch {
		case fo.URL == "":
			c.add("remedy", "通过网络送达的，应当提供提交行政复议申请的互联网渠道，请填写网址（《行政复议法》第二十二条）。")
		case !strings.Contains(text, squeezed(fo.URL)):
			c.add("remedy", "%s通过网络送达，救济途径没有写明提交行政复议申请的互联网渠道，请补上%s（《行政复议法》第二十二条）。", c.info.Name, fo.URL)
		}
	}
}

var (
	reviewFirst = regexp.MustCompile(`先[^。；]{0,40}申请行政复议`)
	onlineFrom  = workday.NewDate(2024, time.January, 1)
)

// leftover is what a template or a hurried hand leaves behind.
var leftover = regexp.MustCompile(`\{\{|\}\}|…|[XＸ×]{2,}|\bx{2,}\b|某某|某(?:市|局|单位)|〔[\s\p{Zs}]*〕|（[\s\p{Zs}]*）|“[\s\p{Zs}]*”|_{2,}|＿{2,}|年[\s\p{Zs}_]+月[\s\p{Zs}_]+日|\x{FFFD}|〔空〕|待填|待定`)

// leftovers looks for what nobody meant to send. Others' words are theirs.
func (c *linter) leftovers() {
	work := reg(45).Full()
	for _, part := range []struct{ where, text string }{
		{"标题", c.l.Title}, {"文号", c.l.DocNo}, {"落款", c.l.Signer}, {"附件", strings.Join(c.l.Attached, "\n")},
	} {
		if m := leftover.FindString(part.text); m != "" {
			c.add("leftover", "%s里有没有填完的“%s”，请改好（%s）。", part.where, m, work)
		}
	}
	for i := range c.l.Body {
		var b strings.Builder
		for _, r := range c.l.Body[i].Runs { // what stands for a quotation keeps brackets around it from looking empty
			if r.Source == Quoted {
				b.WriteString("引")
			} else {
				b.WriteString(r.Text)
			}
		}
		text := b.String()
		if at := leftover.FindStringIndex(text); at != nil {
			c.add("leftover", "正文第%d段里有没有填完的“%s”（“%s”），请改好（%s）。", i+1, text[at[0]:at[1]], around(text, at), work)
		}
	}
}

// around is what stands about a place.
func around(text string, at []int) string {
	before, after := []rune(text[:at[0]]), []rune(text[at[1]:])
	return string(before[max(0, len(before)-6):]) + text[at[0]:at[1]] + string(after[:min(6, len(after))])
}

var written = regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})日`)

// days looks at every date: real, and on its side of the day of signing.
func (c *linter) days() {
	signed, work := c.l.Signed, reg(45).Full()
	if signed.IsZero() {
		return // among the missing
	}
	for _, e := range Elements(c.l.Kind) {
		f, _ := fieldOf(e.Field)
		if !e.applies(c.f) || !f.past && !f.ahead {
			continue
		}
		for _, v := range c.f.values(e.Field) {
			day, ok := dayOf(v)
			switch {
			case !ok:
			case f.past && day.After(signed):
				c.add(e.Key, "%s（%s）晚于成文日期（%s），请核对（%s）。", e.What, v, signed.Chinese(), e.Cite())
			case f.ahead && day.Before(signed):
				c.add(e.Key, "%s（%s）早于成文日期（%s），请核对（%s）。", e.What, v, signed.Chinese(), e.Cite())
			}
		}
	}
	for _, p := range c.f.Published {
		if used := c.l.Kind == request.LetterGrant || c.l.Kind == request.LetterPublication; used && p.On.After(signed) {
			c.add("published", "已公开信息的日期（%s）晚于成文日期（%s），请核对（%s）。", p.On.Chinese(), signed.Chinese(), reg(36).Full())
		}
	}
	if x := c.f.Extension; c.l.Kind == request.LetterExtension {
		if !x.To.After(x.From) {
			c.add("to", "新到期日（%s）应晚于原到期日（%s），请核对（%s）。", x.To.Chinese(), x.From.Chinese(), reg(33).Full())
		}
		if x.Days < 1 || x.Days > request.MaxExtension {
			c.add("days", "延长的天数应为1至%d个工作日，现为%d，请核对（%s）。", request.MaxExtension, x.Days, reg(33).Full())
		}
	}
	for i := range c.l.Body {
		for _, r := range c.l.Body[i].Runs {
			if r.Source == Quoted {
				continue
			}
			for _, m := range written.FindAllString(r.Text, -1) {
				day, ok := dayOf(m)
				switch {
				case !ok:
					c.add("date", "正文第%d段的“%s”不是真实存在的日期，请核对（%s）。", i+1, m, work)
				case r.Source == Words && day.After(signed):
					c.add("date", "正文第%d段的“%s”晚于成文日期（%s），请核对（%s）。", i+1, m, signed.Chinese(), work)
				}
			}
		}
	}
}

// dayOf reads a date as letters write it; false where there is no such day.
func dayOf(s string) (workday.Date, bool) {
	m := written.FindStringSubmatch(s)
	if m == nil {
		return workday.Date{}, false
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // digits
	}
	day := workday.NewDate(n[0], time.Month(n[1]), n[2])
	return day, day.Year() == n[0] && int(day.Month()) == n[1] && day.Day() == n[2]
}

// privacy looks whether a letter to somebody else tells who applied.
func (c *linter) privacy() {
	name := squeezed(clean(c.f.Applicant))
	if utf8.RuneCountInString(name) < 2 || name == squeezed(clean(c.f.Consult.Name)) {
		return
	}
	if strings.Contains(squeezed(c.l.Title+c.l.To+c.l.body(Quoted)+strings.Join(c.l.Attached, "")), name) {
		c.add("privacy", "%s写给申请人以外的人，里面有申请人的姓名或者名称，请删去（%s）。", c.info.Name, law.Article{Law: "条例", No: 15}.Full())
	}
}
