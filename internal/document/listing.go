package document

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"
)

// Listing is rows of text under a heading, to be handed out as a file. Its rows are read once, one after another, so that a long table
// is never in memory whole. No format lets a spreadsheet take a text for a formula.
type Listing struct {
	Name  string // of the sheet
	Heads []string
	Rows  iter.Seq2[[]string, error] // as many cells as there are heads
}

// Rows returns the rows of a table that is in memory.
func Rows(rows [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// WriteCSV writes the table with a byte order mark, so that office programs know its letters.
func (t Listing) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(t.Heads); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	safe := make([]string, len(t.Heads))
	for row, err := range t.Rows {
		if err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		for i := range safe {
			safe[i] = Harmless(row[i])
		}
		if err := out.Write(safe); err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJSON writes the table as an array of objects, whose names are the heads in their order.
func (t Listing) WriteJSON(w io.Writer) error {
	names := make([][]byte, len(t.Heads))
	for i, h := range t.Heads {
		b, err := json.Marshal(h)
		if err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		names[i] = b
	}
	before := "["
	for row, err := range t.Rows {
		if err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		var line bytes.Buffer
		line.WriteString(before + "\n{")
		for i, name := range names {
			if i > 0 {
				line.WriteByte(',')
			}
			value, err := json.Marshal(row[i])
			if err != nil {
				return fmt.Errorf("write %s: %w", t.Name, err)
			}
			line.Write(name)
			line.WriteByte(':')
			line.Write(value)
		}
		line.WriteByte('}')
		if _, err := line.WriteTo(w); err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		before = ","
	}
	end := "\n]\n"
	if before == "[" {
		end = "[]\n"
	}
	_, err := io.WriteString(w, end)
	return err
}

// WriteXLSX writes the table as a workbook of one sheet whose cells are all text. Nothing is written before every row was read.
func (t Listing) WriteXLSX(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", t.Name); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	out, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	panes := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := errors.Join(out.SetColWidth(1, len(t.Heads), 20), out.SetPanes(panes)); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	cells := make([]any, len(t.Heads))
	for i, h := range t.Heads {
		cells[i] = excelize.Cell{StyleID: head, Value: h}
	}
	if err := out.SetRow("A1", cells); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	n := 1
	for row, err := range t.Rows {
		if err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		n++
		for i := range cells {
			cells[i] = row[i]
		}
		at, err := excelize.CoordinatesToCellName(1, n)
		if err == nil {
			err = out.SetRow(at, cells)
		}
		if err != nil {
			return fmt.Errorf("write row %d of %s: %w", n, t.Name, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	return nil
}
