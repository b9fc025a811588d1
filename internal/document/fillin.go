package document

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// FillIn is a workbook that people fill in and hand back: a sheet of text with a heading, and another that says how. All cells are
// text, so that codes keep their noughts and long numbers their digits, and nothing is a formula.
type FillIn struct {
	Sheet   string
	Columns []FillInColumn
	Rows    [][]string // those filled in already
	Frozen  int        // columns on the left that stay in sight
	Room    int        // rows for which there are lists to choose from
	Guide   [][]any    // rows of 填写说明
	Widths  []float64  // of its columns, in characters; 0: as they are
}

// FillInColumn is a column of the sheet.
type FillInColumn struct {
	Name    string
	Width   float64  // characters
	Choices []string // what may be chosen; nil: anything is typed
	Other   string   // what is said where something else is typed and may stay; "": it is refused
}

// guideSheet is the name of the sheet that says how to fill in.
const guideSheet = "填写说明"

// Write writes the xlsx file.
func (b FillIn) Write(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := errors.Join(f.SetSheetName("Sheet1", b.Sheet), b.heading(f), b.rows(f), b.guide(f)); err != nil {
		return fmt.Errorf("write %s: %w", b.Sheet, err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write %s: %w", b.Sheet, err)
	}
	return nil
}

func (b FillIn) heading(f *excelize.File) error {
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
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
	for i, c := range b.Columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		err = errors.Join(f.SetColStyle(b.Sheet, letter, text), f.SetColWidth(b.Sheet, letter, letter, c.Width), f.SetCellStr(b.Sheet, letter+"1", c.Name), b.list(f, letter, c))
		if err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(b.Columns), 1)
	if err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(b.Frozen+1, 2)
	if err != nil {
		return err
	}
	panes := &excelize.Panes{Freeze: true, XSplit: b.Frozen, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomLeft"}
	if b.Frozen > 0 {
		panes.ActivePane = "bottomRight"
	}
	return errors.Join(f.SetCellStyle(b.Sheet, "A1", last, head), f.SetPanes(b.Sheet, panes))
}

// list gives a column its choices.
func (b FillIn) list(f *excelize.File, letter string, c FillInColumn) error {
	if len(c.Choices) == 0 {
		return nil
	}
	list := excelize.NewDataValidation(true)
	list.SetSqref(letter + "2:" + letter + strconv.Itoa(b.Room+1))
	if err := list.SetDropList(c.Choices); err != nil {
		return err
	}
	if c.Other != "" {
		list.SetError(excelize.DataValidationErrorStyleWarning, c.Name, c.Other)
	} else {
		list.SetError(excelize.DataValidationErrorStyleStop, c.Name, "请从下拉选项中选择。")
	}
	return f.AddDataValidation(b.Sheet, list)
}

func (b FillIn) rows(f *excelize.File) error {
	for i, row := range b.Rows {
		for k, v := range row {
			cell, err := excelize.CoordinatesToCellName(k+1, i+2)
			if err == nil {
				err = f.SetCellStr(b.Sheet, cell, v)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (b FillIn) guide(f *excelize.File) error {
	if _, err := f.NewSheet(guideSheet); err != nil {
		return err
	}
	for i, row := range b.Guide {
		if err := f.SetSheetRow(guideSheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	for i, width := range b.Widths {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err == nil && width > 0 {
			err = f.SetColWidth(guideSheet, letter, letter, width)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
