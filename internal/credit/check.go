// Package credit is 双公示: what a licence decision must hold before it is shown to the public and reported to the credit
// platform, in which form it is read, and what of it the public sees.
package credit

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// Rules is what the checks depend on besides the row.
type Rules struct {
	Today     workday.Date
	OldStates bool // 当前状态 has the codes of 2016: 0 正常, 1 撤销, 2 异议, 3 其他
}

// CheckLicence returns what is wrong with a licence typed by hand; the problems name no row and no letter.
func (rules Rules) CheckLicence(l Licence) []Problem {
	_, problems := rules.check(0, l.Values(), nil)
	return problems
}

// check reads the values of one row into a licence and returns all that is wrong with them. letters are the columns of the sheet, nil for
// none.
func (rules Rules) check(row int, values [ColumnCount]string, letters *[ColumnCount]string) (Licence, []Problem) {
	c := checker{rules: rules, row: row, v: values, letters: letters}
	c.clean()
	c.state()
	for i := range Fields {
		c.field(Column(i))
	}
	c.party()
	c.representative()
	c.paper()
	c.certificate()
	c.docNo()
	c.dates()
	c.personalData()
	return licenceOf(&c.v), c.problems
}

type checker struct {
	rules    Rules
	row      int
	v        [ColumnCount]string
	letters  *[ColumnCount]string
	problems []Problem
}

func (c *checker) fail(col Column, rule, text, advice string) {
	f := Fields[col]
	where := f.Code
	if c.letters != nil && c.letters[col] != "" {
		where = c.letters[col] + " " + f.Code
	}
	c.problems = append(c.problems, Problem{
		Row: c.row, Column: where, Field: f.Name, Rule: rule, Text: text, Advice: advice, Value: shown(col, c.v[col]),
	})
}

func (c *checker) warn(col Column, rule, text, advice string) {
	c.fail(col, rule, text, advice)
	c.problems[len(c.problems)-1].Warn = true
}

// shown returns a value as a problem may repeat it: short, and masked where it is not public.
func shown(col Column, value string) string {
	if !Fields[col].Public {
		return screening.Mask(value, 0, 2)
	}
	if len(screening.Rules{}.Check([]screening.Part{{Text: value}})) > 0 {
		return screening.Mask(value, 0, 0)
	}
	if runes := []rune(value); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return value
}

// clean takes out what the platform returns rows for, and says so.
func (c *checker) clean() {
	for i := range c.v {
		cleaned, changed := clean(c.v[i])
		c.v[i] = cleaned
		if changed {
			c.warn(Column(i), "cleaned", "含有换行、制表符或全角空格，已自动清除。", "请核对清除后的内容。")
		}
	}
	for i, f := range Fields {
		if f.Value == code {
			c.v[i] = strings.ToUpper(c.v[i])
		}
	}
	c.v[colPaperNo] = strings.ToUpper(c.v[colPaperNo])
}

// state maps older and spoken forms of 当前状态 to 1 and 2.
func (c *checker) state() {
	value := c.v[colState]
	states := map[string]string{"有效": StateEffective, "正常": StateEffective, "无效": StateIneffective, "撤销": StateIneffective}
	if c.rules.OldStates {
		states = map[string]string{"0": StateEffective, "1": StateIneffective, "2": StateEffective, "正常": StateEffective, "撤销": StateIneffective, "异议": StateEffective}
	}
	if mapped, ok := states[value]; ok {
		c.warn(colState, "state-mapped", "当前状态“"+value+"”按旧版或文字填写，已转为“"+mapped+"”。", "请核对该决定现在是有效（1）还是无效（2）。")
		c.v[colState] = mapped
	}
}

// field checks one field by itself.
func (c *checker) field(col Column) {
	f, value := Fields[col], c.v[col]
	if value == "" {
		if c.isNeeded(f.Need) {
			c.fail(col, "required", f.Name+"没有填写。", "请补填。")
		}
		return
	}
	if n := utf8.RuneCountInString(value); n > f.Max && f.Value != date {
		c.fail(col, "too-long", f.Name+"过长，超过规定的字数。", "请缩短到规定的字数以内。")
	}
	switch f.Value {
	case date:
		d, ok := parseDay(value)
		if !ok {
			c.fail(col, "date-form", f.Name+"不是有效日期。", "请按“2026/05/18”的格式填写真实存在的日期。")
		} else if d.After(Forever()) || d.Before(workday.NewDate(1980, time.January, 1)) {
			c.fail(col, "date-range", f.Name+"不在1980年至2099年之间。", "请核对年份；长期有效填“2099/12/31”。")
		}
	case code:
		if err := agency.CheckUSCC(value); err != nil && !(col == colPartyCode && value == PlaceholderCode) {
			c.failWith(col, err)
		}
	case choice:
		c.choice(col)
	case plain:
	}
}

func (c *checker) isNeeded(n need) bool {
	switch n {
	case always:
		return true
	case legal:
		return c.v[colPartyKind] == LegalPerson || c.v[colPartyKind] == Household
	case natural:
		return c.v[colPartyKind] == NaturalPerson
	case optional:
	}
	return false
}

// failWith reports a fault in its own words: up to the comma what is wrong, after it what to do.
func (c *checker) failWith(col Column, err error) {
	f, ok := fault.Of(err)
	if !ok {
		return
	}
	text, advice, _ := strings.Cut(strings.TrimSuffix(f.Text, "。"), "，请")
	c.fail(col, f.Code, text+"。", "请"+advice+"。")
}

func (c *checker) choice(col Column) {
	f, value := Fields[col], c.v[col]
	if col == colLicenceKind {
		if kind, why, ok := strings.Cut(value, "-"); ok && kind == "其他" && strings.TrimSpace(why) != "" {
			return
		}
		if value == "其他" {
			c.fail(col, "other-unexplained", "许可类别为“其他”，但没有写明是什么。", "请写成“其他-说明”，例如“其他-备案”。")
			return
		}
	}
	if col == colState && (value == "0" || value == "3") {
		c.fail(col, "old-state", "当前状态“"+value+"”是2016年旧版代码。", "请改为1（有效）或2（无效）；整张表都是旧版代码的，请按旧版导入。")
		return
	}
	if !slices.Contains(f.Choices, value) {
		c.fail(col, "bad-choice", f.Name+"不在规定的选项内。", "请从以下选项中选择："+strings.Join(f.Choices, "、")+"。")
	}
}

// party checks the kind of party against its codes.
func (c *checker) party() {
	number := c.v[colPartyCode]
	switch c.v[colPartyKind] {
	case NaturalPerson:
		if number != "" {
			c.fail(colPartyCode, "natural-person-with-code", "自然人不应填写统一社会信用代码。", "请清空，或将行政相对人类别改为个体工商户、法人及非法人组织。")
		}
		if c.v[colRepresentative] != "" {
			c.fail(colRepresentative, "natural-person-with-representative", "自然人没有法定代表人。", "请清空。")
		}
	case Household:
		switch {
		case number == PlaceholderCode && c.v[colBusinessNo] == "":
			c.fail(colBusinessNo, "placeholder-needs-business-no", "统一社会信用代码填了占位码，工商注册号就必须填写。", "请补填工商注册号。")
		case number != "" && number != PlaceholderCode && !strings.HasPrefix(number, "92"):
			c.fail(colPartyCode, "household-code", "个体工商户的统一社会信用代码应以92开头。", "请核对代码或行政相对人类别。")
		}
	case LegalPerson:
		switch {
		case number == "":
		case number == PlaceholderCode:
			c.warn(colPartyCode, "placeholder", "统一社会信用代码填了占位码。", "请确认该单位确无代码。")
		case strings.HasPrefix(number, "92"):
			c.fail(colPartyCode, "legal-person-code", "以92开头的代码属于个体工商户。", "请将行政相对人类别改为“个体工商户”，仍用法人表报送。")
		case !strings.Contains("159ANY", number[:1]):
			c.fail(colPartyCode, "legal-person-code", "法人及非法人组织的代码首位应为1、5、9、A、N或Y。", "请核对代码。")
		}
	}
}

func (c *checker) representative() {
	if c.v[colRepresentativePaper] == "" {
		return
	}
	c.warn(colRepresentativePaper, "not-recommended", "法定代表人证件不是必填项，不建议填写。", "如无必要请清空证件类型和号码。")
	if c.v[colRepresentativeNo] == "" {
		c.fail(colRepresentativeNo, "required", "填了法定代表人证件类型，没有填证件号码。", "请补填号码，或清空证件类型。")
	} else if c.v[colRepresentativePaper] == IdentityCard {
		c.identity(colRepresentativeNo)
	}
}

func (c *checker) paper() {
	if c.v[colPaperKind] == IdentityCard && c.v[colPaperNo] != "" {
		c.identity(colPaperNo)
	}
}

func (c *checker) identity(col Column) {
	if err := screening.CheckIDNumber(c.v[col], c.rules.Today); err != nil {
		c.failWith(col, err)
	}
}

func (c *checker) certificate() {
	switch {
	case c.v[colCertificateName] != "" && c.v[colCertificateNo] == "":
		c.fail(colCertificateNo, "required", "填了许可证书名称，没有填许可编号。", "请补填许可编号。")
	case c.v[colCertificateName] == "" && c.v[colCertificateNo] != "":
		c.warn(colCertificateName, "certificate-unnamed", "填了许可编号，没有填许可证书名称。", "请补填许可证书名称。")
	}
}

var (
	docYear    = regexp.MustCompile(`[\[［(（【<〈](19|20)\d{2}[\])］）】>〉]`)
	paddedNo   = regexp.MustCompile(`[〕\]］)）】]\s*(?:第)?0+\d+号`)
	standardNo = regexp.MustCompile(`〔(19|20)\d{2}〕`)
)

// docNo looks at the form of 文书号: the year in hexagonal brackets, the number without leading zeros.
func (c *checker) docNo() {
	value := c.v[colDocNo]
	switch {
	case docYear.MatchString(value) && !standardNo.MatchString(value):
		c.warn(colDocNo, "doc-no-brackets", "文书号的年份应加六角括号“〔〕”。", "请改为“〔2026〕”的写法。")
	case paddedNo.MatchString(value):
		c.warn(colDocNo, "doc-no-padded", "文书号的序号不编虚位，不应以0开头。", "请去掉序号前的0，例如“012号”改为“12号”。")
	}
}

func (c *checker) dates() {
	decided, okDecided := parseDay(c.v[colDecided])
	from, okFrom := parseDay(c.v[colValidFrom])
	to, okTo := parseDay(c.v[colValidTo])
	if okDecided && decided.After(c.rules.Today) {
		c.fail(colDecided, "decided-in-future", "许可决定日期晚于今天。", "请核对日期。")
	}
	if okFrom && okTo && to.Before(from) {
		c.fail(colValidTo, "validity-backwards", "有效期至早于有效期自。", "请核对两个日期；长期有效填“2099/12/31”。")
	}
	if okDecided && okFrom && from.Before(decided) {
		c.warn(colValidFrom, "valid-before-decision", "有效期自早于许可决定日期。", "请核对；确属追溯生效的可以保留。")
	}
}

// personalData looks for numbers that must not stand in fields the public sees.
func (c *checker) personalData() {
	for _, col := range []Column{colPartyName, colDocName, colDocNo, colCertificateName, colContent, colRemark} {
		if !strings.ContainsFunc(c.v[col], isNumeral) {
			continue
		}
		for _, f := range (screening.Rules{Today: c.rules.Today}).Check([]screening.Part{{Name: Fields[col].Name, Text: c.v[col]}}) {
			if f.Level == screening.Block {
				c.fail(col, "personal-data", strings.TrimSuffix(f.Text, "。")+"，而"+Fields[col].Name+"是公开内容。", "请删除后再报送。")
			}
		}
	}
}

func isNumeral(r rune) bool { return '0' <= r && r <= '9' || r >= '０' && r <= '９' }
