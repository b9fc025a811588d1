package catalog

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/document"
)

// values are the cells of an entry in the order of standardColumns.
func (e StandardEntry) values() []string {
	box := func(b bool) string {
		if b {
			return "1"
		}
		return "0"
	}
	return []string{
		strconv.Itoa(e.Seq), e.GroupCode, e.Group, e.Code, e.Name, strings.Join(e.Elements, ";"), e.Basis, e.Deadline, strings.Join(e.Subjects, "|"),
		strings.Join(e.Channels, "|"), box(e.All), box(e.Specific), box(e.Proactive), box(e.OnRequest), box(e.City), box(e.County), box(e.Township),
		e.Origin, e.Verified,
	}
}

// WriteStandardCSV writes a catalogue as it can be read again, with a byte order mark, so that office programs know its letters.
func WriteStandardCSV(w io.Writer, entries []StandardEntry) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write standard catalogue: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := make([][]string, 0, len(entries)+1)
	var head []string
	for _, c := range standardColumns {
		head = append(head, c.code)
	}
	rows = append(rows, head)
	for _, e := range entries {
		row := e.values()
		for i := range row {
			row[i] = document.Harmless(row[i])
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write standard catalogue: %w", err)
	}
	return nil
}

// WriteStandardXLSX writes a catalogue as a workbook that can be read again; without entries it is the template.
func WriteStandardXLSX(w io.Writer, entries []StandardEntry) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	const sheet = "标准目录"
	if err := errors.Join(f.SetSheetName("Sheet1", sheet), writeStandardSheet(f, sheet, entries), writeStandardGuide(f)); err != nil {
		return fmt.Errorf("write standard catalogue: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write standard catalogue: %w", err)
	}
	return nil
}

func writeStandardSheet(f *excelize.File, sheet string, entries []StandardEntry) error {
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}) // text: codes keep their noughts
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
	for i, c := range standardColumns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		width := min(8+float64(c.max)/8, 40)
		if err := errors.Join(f.SetColStyle(sheet, letter, text), f.SetColWidth(sheet, letter, letter, width), f.SetCellStr(sheet, letter+"1", c.name)); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(standardColumns), 1)
	if err != nil {
		return err
	}
	for i, e := range entries {
		row := e.values()
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+2), &row); err != nil {
			return err
		}
	}
	return errors.Join(
		f.SetCellStyle(sheet, "A1", last, head),
		f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)
}

func writeStandardGuide(f *excelize.File) error {
	const sheet = "填写说明"
	if _, err := f.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]any{{"列", "代码", "必填", "最多字数", "怎么填"}}
	for _, c := range standardColumns {
		need := "选填"
		if c.required {
			need = "必填"
		}
		rows = append(rows, []any{c.name, c.code, need, c.max, c.hint})
	}
	rows = append(rows, []any{}, []any{"公开渠道和载体的取值"})
	for _, c := range Channels {
		rows = append(rows, []any{c})
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	return errors.Join(f.SetColWidth(sheet, "A", "B", 30), f.SetColWidth(sheet, "E", "E", 70))
}
