package demo

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/credit"
)

// sheet writes decisions of the bureau as a table in the platform's template.
func sheet(t credit.Template, rows []credit.Licence) ([]byte, error) {
	lines := make([][credit.ColumnCount]string, len(rows))
	for i, l := range rows {
		l.Authority, l.AuthorityCode = "濮阳市教育局", bureauCode
		l.Source, l.SourceCode = l.Authority, l.AuthorityCode
		l.State = credit.StateEffective
		lines[i] = l.Values()
	}
	return table2xlsx(t, lines)
}

func table2xlsx(t credit.Template, lines [][credit.ColumnCount]string) (_ []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", string(t)); err != nil {
		return nil, fmt.Errorf("write sheet: %w", err)
	}
	w, err := f.NewStreamWriter(string(t))
	if err != nil {
		return nil, fmt.Errorf("write sheet: %w", err)
	}
	columns := t.Columns()
	cells := make([]any, len(columns))
	for i := range len(lines) + 1 {
		for k, col := range columns {
			if i == 0 {
				cells[k] = credit.Fields[col].Name
			} else {
				cells[k] = lines[i-1][col]
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("write sheet: %w", err)
		}
	}
	var out bytes.Buffer
	if err := errors.Join(w.Flush(), f.Write(&out)); err != nil {
		return nil, fmt.Errorf("write sheet: %w", err)
	}
	return out.Bytes(), nil
}
