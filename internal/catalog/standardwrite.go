package catalog

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

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
func WriteStandardXLSX(w io.Writer, entries []StandardEntry) error {
	book := document.FillIn{
		Sheet: "标准目录", Widths: []float64{30, 30, 0, 0, 70},
		Guide: guideRows(standardColumns, append([]string{"公开渠道和载体的取值"}, Channels...)...),
	}
	for _, c := range standardColumns {
		book.Columns = append(book.Columns, document.FillInColumn{Name: c.name, Width: min(8+float64(c.max)/8, 40)})
	}
	for _, e := range entries {
		book.Rows = append(book.Rows, e.values())
	}
	return book.Write(w)
}
