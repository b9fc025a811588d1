package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/screening"
)

// textHints are about the texts: against the tables, their numbering, and what must not be published. They say little rather than what is wrong.
func (s *Sheet) textHints() (out []Hint) {
	out = append(out, s.feeHint()...)
	out = append(out, s.figureHints()...)
	if m := numbered.FindString(s.Sections.Overview); m != "" {
		out = append(out, Hint{Code: "W-Y-05", Text: fmt.Sprintf("第一节内用“%s”编号，与报告六节的编号重复，建议改为（一）（二）（三）。", strings.TrimSpace(m))})
	}
	return append(out, s.personalHints()...)
}

// numbered is a heading within section one that is numbered as the sections are.
var numbered = regexp.MustCompile(`(?m)^[ \t\x{3000}]*[一二三四五六七八九十]{1,3}、[^\n。；，]{0,20}`)

var (
	amount = regexp.MustCompile(`\d\s*万?元|[零一二三四五六七八九十百千万]\s*元`)
	noFee  = regexp.MustCompile(`[未没无不零免][^。；\n]{0,15}费|费[^。；\n]{0,15}[未没无不零免0]`)
)

// feeHint: who did not pay a fee was asked for one, so section six says what was taken.
func (s *Sheet) feeHint() []Hint {
	row := s.Table3["other_no_fee"]
	if len(row) != 7 || !known(row[6]) || row[6].N == 0 {
		return nil
	}
	for _, sentence := range sentences(s.Sections.Others) {
		if strings.Contains(sentence, "费") && (amount.MatchString(sentence) || noFee.MatchString(sentence)) {
			return nil
		}
	}
	return []Hint{{
		"W-Y-01", fmt.Sprintf("表三“逾期未按收费通知要求缴纳费用”为 %d 件，第六节没有读到收取信息处理费的金额，请写明；没有收取的，也请写明。", row[6].N),
		[]string{"table3.other_no_fee.total"},
	}}
}

// maxSentence is how much of a text is looked at at once, in bytes: what one looks for may stand anywhere in a sentence.
const maxSentence = 1500

// sentences cuts a text, without spaces and with ordinary digits.
func sentences(text string) (out []string) {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r) || r == '\u200b':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, text)
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。；;！\n", r) }) {
		for len(sentence) > maxSentence {
			at := maxSentence
			for !utf8.RuneStart(sentence[at]) {
				at--
			}
			out, sentence = append(out, sentence[:at]), sentence[at:]
		}
		out = append(out, sentence)
	}
	return out
}

var (
	received    = regexp.MustCompile(`(?:收到|受理|接收|接到|新收)(?:的|了)?([^\d。；]{0,40}?)([\d,，]*\d)(?:件|份|宗)([^，、。；]{0,14})`)
	notReceived = regexp.MustCompile(`(?:未|没有|无)(?:收到|受理|接到|新收)(?:任何|公民、法人(?:和|或者|或)其他组织)?(?:的|提出的)?(?:政府)?信息公开(?:的)?申请(?:[^人]|$)`)
	partOf      = regexp.MustCompile(`其中|网|信函|邮|传真|当面|现场|窗口|线上|线下|平台|渠道|复议|诉讼|举报|投诉|来信|咨询|建议|提案|答复|办结`)
	earlier     = regexp.MustCompile(`上年|去年|上一年|往年|历年|累计|以来|截至|截止`)
	yearIn      = regexp.MustCompile(`(20\d\d)年`)
	carriedOn   = regexp.MustCompile(`结转(?:至|到|入)?(下年度?|下一年度?|20\d\d年度?)(?:继续)?(?:办理|答复)?(?:的)?(?:申请)?([\d,，]*\d)(?:件|份|宗)|([\d,，]*\d)(?:件|份|宗)(?:申请)?结转(?:至|到|入)?(下年|下一年|20\d\d年)`)
	normsValid  = regexp.MustCompile(`现行有效的?(?:行政)?规范性文件(?:共|共有|为)?([\d,，]*\d)件`)
)

// figureHints compares what section one says in figures with the tables: requests that came in, requests left open, documents in force. Where one
// of several figures agrees, nothing is said: the others may be parts of it.
func (s *Sheet) figureHints() (out []Hint) {
	var in, left, valid []int64
	none := false
	for _, sentence := range sentences(s.Sections.Overview) {
		if strings.Contains(sentence, "公开") {
			in = append(in, s.receivedIn(sentence)...)
			if m := notReceived.FindStringIndex(sentence); m != nil && s.ofThisYear(sentence[:m[0]]) {
				none = true
			}
		}
		for _, m := range carriedOn.FindAllStringSubmatchIndex(sentence, -1) {
			text := func(i int) string {
				if m[2*i] < 0 {
					return ""
				}
				return sentence[m[2*i]:m[2*i+1]]
			}
			to := cmp.Or(text(1), text(4))
			if s.ofThisYear(sentence[:m[0]]) && (strings.HasPrefix(to, "下") || strings.HasPrefix(to, strconv.Itoa(s.Year+1))) {
				left = append(left, figureOf(cmp.Or(text(2), text(3))))
			}
		}
		for _, m := range normsValid.FindAllStringSubmatch(sentence, -1) {
			valid = append(valid, figureOf(m[1]))
		}
	}
	cell := func(row []Cell, i int) *Cell {
		if i < len(row) && known(row[i]) {
			return &row[i]
		}
		return nil
	}
	news, carried := cell(s.Table3["new_received"], 6), cell(s.Table3["carried_in"], 6)
	switch {
	case news == nil:
	case len(in) > 0 && !slices.Contains(in, news.N):
		text := fmt.Sprintf("第一节写收到申请 %d 件，表三本年新收总计为 %d 件，请核对。", slices.Max(in), news.N)
		if carried != nil && carried.N > 0 && slices.Contains(in, news.N+carried.N) {
			text = fmt.Sprintf("第一节写收到申请 %d 件，表三本年新收 %d 件、上年结转 %d 件，文字似把结转计入收到，请核对口径。", news.N+carried.N, news.N, carried.N)
		}
		out = append(out, Hint{"W-Y-02", text, []string{"table3.new_received.total"}})
	case len(in) == 0 && none && news.N > 0:
		out = append(out, Hint{"W-Y-02", fmt.Sprintf("第一节写没有收到申请，表三本年新收总计为 %d 件，请核对。", news.N), []string{"table3.new_received.total"}})
	}
	if c := cell(s.Table3["carried_out"], 6); c != nil && len(left) > 0 && !slices.Contains(left, c.N) {
		out = append(out, Hint{"W-Y-02", fmt.Sprintf("第一节写结转下年度 %d 件，表三结转下年度继续办理总计为 %d 件，请核对。", slices.Max(left), c.N), []string{"table3.carried_out.total"}})
	}
	if c := cell(s.Table2["normative"], 2); c != nil && s.Norms2021 && len(valid) > 0 && !slices.Contains(valid, c.N) {
		out = append(out, Hint{"W-Y-02", fmt.Sprintf("第一节写现行有效的规范性文件 %d 件，表二为 %d 件，请核对。", slices.Max(valid), c.N), []string{"table2.normative.2"}})
	}
	return out
}

// receivedIn lists the numbers of requests that a sentence says came in this year, all ways together.
func (s *Sheet) receivedIn(sentence string) (out []int64) {
	for _, m := range received.FindAllStringSubmatchIndex(sentence, -1) {
		between, after := sentence[m[2]:m[3]], sentence[m[6]:m[7]]
		clause := sentence[:m[0]]
		if at := strings.LastIndexAny(clause, "，、：:"); at >= 0 {
			clause = clause[at:]
		}
		if !strings.Contains(between, "申请") && !strings.HasPrefix(after, "申请") && !strings.Contains(after, "公开申请") {
			continue
		}
		if partOf.MatchString(clause) || partOf.MatchString(between) || !s.ofThisYear(sentence[:m[0]]) {
			continue
		}
		out = append(out, figureOf(sentence[m[4]:m[5]]))
	}
	return out
}

// ofThisYear reports whether what stands before a figure leaves it in the year of the report.
func (s *Sheet) ofThisYear(before string) bool {
	if earlier.MatchString(before) {
		return false
	}
	years := yearIn.FindAllStringSubmatch(before, -1)
	return len(years) == 0 || years[len(years)-1][1] == strconv.Itoa(s.Year)
}

func figureOf(digits string) int64 {
	n, _ := strconv.ParseInt(strings.NewReplacer(",", "", "，", "").Replace(digits), 10, 64) // digits; too many are the largest number
	return n
}

// personal are the findings about people, by what they are called.
var personal = map[screening.Kind]string{
	screening.IDNumber: "公民身份号码", screening.IDNumberLike: "形似公民身份号码的数字", screening.IDNumber15: "形似旧身份证号码的数字", screening.StudentNumber: "学籍号",
	screening.BankCard: "银行卡号", screening.Mobile: "手机号码", screening.TravelDocument: "形似护照或者通行证的号码", screening.Mail: "电子邮箱",
}

// mostPersonal is how many of them are named.
const mostPersonal = 20

// personalHints names what in the texts is about people, masked. A mailbox of a government's own is none.
func (s *Sheet) personalHints() (out []Hint) {
	parts := []screening.Part{{Name: "第一节", Text: s.Sections.Overview}, {Name: "第五节", Text: s.Sections.Problems}, {Name: "第六节", Text: s.Sections.Others}}
	texts := map[string]string{}
	for _, p := range parts {
		texts[p.Name] = p.Text
	}
	for _, f := range (screening.Rules{}).Check(parts) {
		name := personal[f.Kind]
		if name == "" || f.Kind == screening.Mail && strings.HasSuffix(strings.ToLower(texts[f.Place][f.Start:f.End]), ".gov.cn") {
			continue
		}
		if len(out) == mostPersonal {
			return append(out, Hint{Code: "W-Y-06", Text: "文字中还有更多疑似个人信息，没有一一列出。"})
		}
		out = append(out, Hint{Code: "W-Y-06", Text: fmt.Sprintf("%s有%s %s，公布的报告中不应有个人信息，请核对后删去。", f.Place, name, f.Masked)})
	}
	return out
}
