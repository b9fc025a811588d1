package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/fault"
)

// spillBytes is how much of a sheet excelize keeps in memory; more goes to temporary files.
const spillBytes = 1 << 20

// ErrSheet reports a sheet that is not there to be read.
var ErrSheet = fault.New(fault.NotFound, "sheet-not-found", "没有找到可读取的工作表，请确认表格内容在未隐藏的工作表中。")

// Workbook is an opened xlsx file. It is read by one goroutine; Close removes its temporary files.
type Workbook struct {
	file   *excelize.File
	report *archiveReport
	limits Limits
	sheets []string // visible ones, in order
}

// Row is one row of a sheet. Cells are text as shown in the sheet, dates as YYYY/MM/DD; trailing empty ones are left out.
type Row struct {
	Number int // as Excel shows it, from 1
	Hidden bool
	Cells  []string
}

// OpenXLSX opens a workbook after CheckUpload's inspection, which needs nothing but r. The name is used for its
// extension only.
func OpenXLSX(name string, r io.ReaderAt, size int64, limits Limits) (*Workbook, error) {
	limits = limits.orDefault()
	kind, report, err := inspect(name, r, size, limits)
	if err != nil {
		return nil, err
	}
	if kind != XLSX {
		return nil, ErrWrongType.Say("这里需要 xlsx 电子表格，上传的是%s，请另存为 xlsx 后再上传。", kind.chinese())
	}
	w := &Workbook{report: report, limits: limits}
	if err := guard(func() error { return w.open(io.NewSectionReader(r, 0, size)) }); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *Workbook) open(r io.Reader) (err error) {
	w.file, err = excelize.OpenReader(r, excelize.Options{
		UnzipSizeLimit: w.limits.TotalBytes, UnzipXMLSizeLimit: min(spillBytes, w.limits.TotalBytes), ShortDatePattern: "yyyy/mm/dd",
	})
	if err != nil {
		if w.file != nil {
			err = errors.Join(err, w.file.Close())
		}
		return errors.Join(ErrUnreadable, err)
	}
	for _, sheet := range w.file.GetSheetList() {
		if visible, err := w.file.GetSheetVisible(sheet); err == nil && visible {
			w.sheets = append(w.sheets, sheet)
		}
	}
	return nil
}

// Sheets returns the names of the sheets that are not hidden, in order.
func (w *Workbook) Sheets() []string { return w.sheets }

// Close removes the temporary files. It may be called twice.
func (w *Workbook) Close() error {
	if w.file == nil {
		return nil
	}
	file := w.file
	w.file = nil
	return file.Close()
}

// Rows reads a sheet, the first visible one for "", row by row in bounded memory. Rows without text are
// skipped. After an error, ctx's included, nothing more comes.
func (w *Workbook) Rows(ctx context.Context, sheet string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if sheet == "" && len(w.sheets) > 0 {
			sheet = w.sheets[0]
		}
		rows, err := w.start(sheet)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer rows.Close() //nolint:errcheck // reading is over; what went wrong has been told
		for number := 1; ; number++ {
			var row Row
			var more bool
			err := guard(func() (err error) {
				row, more, err = w.next(rows, number)
				return err
			})
			if err == nil && number%64 == 0 {
				err = ctx.Err()
			}
			if err == nil && !more && number <= w.report.rows(sheet) {
				// excelize takes broken XML for the end of the sheet.
				err = ErrUnreadable.Say("工作表在第%d行以后无法读取，文件可能已损坏，请用办公软件打开后另存再上传。", number-1)
			}
			if err != nil {
				yield(Row{}, fmt.Errorf("read row %d: %w", number, err))
				return
			}
			if !more {
				return
			}
			if len(row.Cells) > 0 && !yield(row, nil) {
				return
			}
		}
	}
}

func (w *Workbook) start(sheet string) (rows *excelize.Rows, err error) {
	if sheet == "" || w.file == nil {
		return nil, ErrSheet
	}
	err = guard(func() error {
		rows, err = w.file.Rows(sheet)
		return err
	})
	var missing excelize.ErrSheetNotExist
	if errors.As(err, &missing) {
		return nil, fmt.Errorf("open sheet: %w", ErrSheet)
	}
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	return rows, nil
}

func (w *Workbook) next(rows *excelize.Rows, number int) (Row, bool, error) {
	if !rows.Next() {
		if err := rows.Error(); err != nil {
			return Row{}, false, errors.Join(ErrUnreadable, err)
		}
		return Row{}, false, nil
	}
	hidden := rows.GetRowOpts().Hidden
	cells, err := rows.Columns()
	if err != nil {
		return Row{}, false, errors.Join(ErrUnreadable, err)
	}
	if len(cells) > w.limits.Columns {
		return Row{}, false, ErrTooLarge.Say("第%d行有%d列，超过%d列，请删除多余的列后再上传。", number, len(cells), w.limits.Columns)
	}
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return Row{Number: number, Hidden: hidden, Cells: cells}, true, nil
}

// guard makes a panic of a library over a broken file an error.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(ErrUnreadable, fmt.Errorf("library panicked: %v", p))
		}
	}()
	return f()
}
