package credit

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
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
func (t Template) Write(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", string(t)); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	if err := errors.Join(t.writeSheet(f), t.writeGuide(f)); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	return nil
}

func (t Template) writeSheet(f *excelize.File) error {
	sheet := string(t)
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // text: Excel rounds long numbers
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{
		NumFmt: 49, Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}},
	})
	if err != nil {
		return err
	}
	columns := t.Columns()
	for i, col := range columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		err = errors.Join(
			f.SetColStyle(sheet, letter, text),
			f.SetColWidth(sheet, letter, letter, 22),
			f.SetCellStr(sheet, letter+"1", Fields[col].Name),
			t.addList(f, col, letter),
		)
		if err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(columns), 1)
	if err != nil {
		return err
	}
	return errors.Join(
		f.SetCellStyle(sheet, "A1", last, head),
		f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)
}

// addList gives a column its choices. 许可类别 takes others too: 其他-说明.
func (t Template) addList(f *excelize.File, col Column, letter string) error {
	choices := Fields[col].Choices
	if col == colPartyKind {
		choices = t.kinds()
	}
	if len(choices) == 0 {
		return nil
	}
	list := excelize.NewDataValidation(true)
	list.SetSqref(letter + "2:" + letter + strconv.Itoa(templateRows+1))
	if err := list.SetDropList(choices); err != nil {
		return err
	}
	if col == colLicenceKind {
		list.SetError(excelize.DataValidationErrorStyleWarning, "许可类别", "不在选项内的，请写成“其他-说明”。")
	} else {
		list.SetError(excelize.DataValidationErrorStyleStop, Fields[col].Name, "请从下拉选项中选择。")
	}
	return f.AddDataValidation(string(t), list)
}

func (t Template) writeGuide(f *excelize.File) error {
	const sheet = "填写说明"
	if _, err := f.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]any{{"字段", "代码", "必填", "最多字数", "公开", "填写要求"}}
	for _, col := range t.Columns() {
		field := Fields[col]
		rows = append(rows, []any{field.Name, field.Code, t.needed(field.Need), field.Max, yes(field.Public), field.guide()})
	}
	rows = append(rows,
		[]any{},
		[]any{"日期一律写成“2026/05/18”；长期有效填“2099/12/31”。"},
		[]any{"自作出决定之日起7个工作日内公示并报送。证件号码只用于报送，不向社会公开。"},
	)
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	return errors.Join(f.SetColWidth(sheet, "A", "A", 40), f.SetColWidth(sheet, "B", "B", 18), f.SetColWidth(sheet, "F", "F", 70))
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
