package credit

import (
	"io"
	"slices"
	"strings"

	"gongkai/internal/document"
)

// Template is one of the two blank sheets for licences.
type Template string

// The templates. 个体工商户 use the one for legal persons.
const (
	LegalTemplate   Template = "法人行政许可"
	NaturalTemplate Template = "自然人行政许可"
)

const templateRows = 5000 // rows that have validation lists

// Columns returns the fields of the template in order.
func (t Template) Columns() []Column {
	left := onlyNaturalPersons
	if t == NaturalTemplate {
		left = onlyLegalPersons
	}
	var columns []Column
	for i := range Fields {
		if !slices.Contains(left, Column(i)) {
			columns = append(columns, Column(i))
		}
	}
	return columns
}

// kinds returns the kinds of parties that may stand in the template.
func (t Template) kinds() []string {
	if t == NaturalTemplate {
		return []string{NaturalPerson}
	}
	return []string{LegalPerson, Household}
}

// Write writes the blank xlsx file: the sheet to fill in, with lists to choose from, and 填写说明.
func (t Template) Write(w io.Writer) error {
	book := document.FillIn{Sheet: string(t), Room: templateRows, Guide: t.guide(), Widths: []float64{40, 18, 0, 0, 0, 70}}
	for _, col := range t.Columns() {
		c := document.FillInColumn{Name: Fields[col].Name, Width: 22, Choices: Fields[col].Choices}
		switch col {
		case colPartyKind:
			c.Choices = t.kinds()
		case colLicenceKind:
			c.Other = "不在选项内的，请写成“其他-说明”。"
		}
		book.Columns = append(book.Columns, c)
	}
	return book.Write(w)
}

// guide is 填写说明: how each field is filled in.
func (t Template) guide() [][]any {
	rows := [][]any{{"字段", "代码", "必填", "最多字数", "公开", "填写要求"}}
	for _, col := range t.Columns() {
		field := Fields[col]
		rows = append(rows, []any{field.Name, field.Code, t.needed(field.Need), field.Max, yes(field.Public), field.guide()})
	}
	return append(rows,
		[]any{},
		[]any{"日期一律写成“2026/05/18”；长期有效填“2099/12/31”。"},
		[]any{"自作出决定之日起7个工作日内公示并报送。证件号码只用于报送，不向社会公开。"},
	)
}

func (t Template) needed(n need) string {
	switch {
	case n == always, n == legal && t == LegalTemplate, n == natural && t == NaturalTemplate:
		return "必填"
	}
	return "选填"
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// guide says in a sentence how a field is filled in.
func (f Field) guide() string {
	switch {
	case f.Code == Fields[colPartyCode].Code:
		return "18位；个体工商户以92开头；确无代码的填" + PlaceholderCode + "，个体工商户此时必须填工商注册号。"
	case f.Code == Fields[colLicenceKind].Code:
		return strings.Join(f.Choices, "、") + "；选其他的写成“其他-说明”。"
	case f.Code == Fields[colState].Code:
		return "1 有效，2 无效。"
	case f.Value == code:
		return "18位统一社会信用代码。"
	case f.Value == date:
		return "格式2026/05/18。"
	case f.Value == choice:
		return strings.Join(f.Choices, "、") + "。"
	}
	return ""
}
