package reading

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/report"
)

// maxLines is how many lines of text and rows of tables are read; what has more is no report.
const maxLines = 200_000

// maxCells is how many cells with something in them are read of a workbook; a report has some four hundred.
const maxCells = 200_000

// limits are those of an office file that may be a report: one of 5 MiB could otherwise inflate to hundreds of MiB, and be read for as many
// seconds. A report has less than one.
func limits() document.Limits {
	l := document.DefaultLimits()
	l.EntryBytes, l.TotalBytes = 5<<20, 10<<20
	return l
}

// MaxFile is how large a file to be read may be, in bytes.
const MaxFile = 5 << 20

// What is refused about a file.
var (
	ErrNotReport = fault.New(fault.Invalid, "not-a-report", "没有读到年度报告的标题和表格，请确认是政府信息公开工作年度报告的正文。")
	ErrTooLarge  = fault.New(fault.Invalid, "report-too-large", "文件超过 5 MB，请只保留年度报告的正文和表格。")
	ErrTooLong   = fault.New(fault.Invalid, "report-too-long", "文件超过 20 万行，请只保留年度报告的正文和表格。")
	ErrEncoding  = fault.New(fault.Invalid, "report-encoding", "文件不是文字、网页，也不是 docx、xlsx；文件也可能已损坏，请重新下载，或者另存为 docx 再试。")
	ErrEmpty     = fault.New(fault.Invalid, "report-empty", "文件是空的，请重新选择。")
)

// otherKinds say of a file that is of a kind no report can be read from what is to be done.
var otherKinds = map[document.Kind]string{
	document.PDF:       "这是 PDF 文件，表格读不出来，请用 Word 或者 WPS 另存为 docx 再试。",
	document.Legacy:    "这是旧格式的文件（doc、wps、xls、et），请另存为 docx 或者 xlsx 再试。",
	document.Macro:     "文件带有宏，请另存为不带宏的 docx 或者 xlsx 再试。",
	document.PPTX:      "这是演示文稿，请选择年度报告的 docx、xlsx 或者网页。",
	document.Encrypted: "文件设有密码，请取消密码后再试。",
	document.Archive:   "这是压缩文件，请解压后选择其中的年度报告。",
	document.Zip:       "这是压缩文件，或者已损坏的 docx、xlsx；请解压后选择其中的年度报告，或者重新下载。",
	document.PNG:       "这是图片，文字和表格读不出来，请选择年度报告的 docx、xlsx 或者网页。",
}

// refused returns why nothing is read from a file of a kind, or nil.
func refused(kind document.Kind) error {
	if kind == document.JPEG || kind == document.GIF {
		kind = document.PNG
	}
	if text, ok := otherKinds[kind]; ok {
		return ErrEncoding.Say("%s", text)
	}
	if kind == document.Empty {
		return ErrEmpty
	}
	return nil
}

// Read reads a file of any kind that reports are published in, by its content: docx, xlsx, html, json of our own shape, Markdown or text in UTF-8,
// UTF-16 or GB 18030. It returns ErrEmpty, ErrTooLarge, ErrTooLong, ErrEncoding for what is of another kind, ErrNotReport where there is neither the
// title nor a table of a report, and what the package document refuses of a file.
func Read(ctx context.Context, name string, b []byte) (*Report, error) {
	r, err := readAny(ctx, name, b)
	if err != nil {
		return nil, fmt.Errorf("read report %s: %w", filepath.Base(name), err)
	}
	if r.Format == report.FormatNone && r.Title == "" {
		return nil, fmt.Errorf("read report %s: %w", filepath.Base(name), ErrNotReport)
	}
	return r, nil
}

func readAny(ctx context.Context, name string, b []byte) (*Report, error) {
	if len(b) > MaxFile {
		return nil, ErrTooLarge
	}
	kind := document.Sniff(bytes.NewReader(b), int64(len(b)))
	switch kind {
	case document.DOCX:
		imported, err := document.ReadDOCX(name, bytes.NewReader(b), int64(len(b)), limits())
		if err != nil {
			return nil, err
		}
		lines := htmlLines(imported.Doc.HTML())
		if imported.Title != "" {
			lines = append([]line{{place: "标题", cells: []string{imported.Title}}}, lines...)
		}
		return readWhole(lines)
	case document.XLSX:
		lines, err := sheetLines(ctx, name, b)
		if err != nil {
			return nil, err
		}
		return readWhole(lines)
	}
	if err := refused(kind); err != nil {
		return nil, err
	}
	return readText(b)
}

// readText reads a page, our own shape or text, in UTF-8, UTF-16 or GB 18030. What is spoilt of a few characters is noted.
func readText(b []byte) (r *Report, err error) {
	s, spoilt, err := document.ReadText(b)
	switch {
	case err != nil || strings.ContainsRune(s, 0):
		return nil, ErrEncoding
	case len(s) > MaxFile:
		return nil, ErrTooLarge
	}
	trimmed := strings.TrimSpace(s)
	switch {
	case strings.HasPrefix(trimmed, "{"):
		r, err = shape(s)
	case strings.HasPrefix(trimmed, "<") || strings.Contains(s, "<td") || strings.Contains(s, "<p"):
		r, err = readWhole(htmlLines(s))
	default:
		r, err = readWhole(textLines(s))
	}
	if err == nil && spoilt > 0 {
		r.Notes = append(r.Notes, report.Hint{Code: "R-CHAR", Text: fmt.Sprintf("文件里有 %d 处字符损坏，读不出来，请对照原件核对。", spoilt)})
	}
	return r, err
}

func readWhole(lines []line) (*Report, error) {
	if len(lines) > maxLines {
		return nil, ErrTooLong
	}
	return read(lines), nil
}

// sheetLines are the rows of all sheets.
func sheetLines(ctx context.Context, name string, b []byte) (out []line, err error) {
	w, err := document.OpenXLSX(name, bytes.NewReader(b), int64(len(b)), limits())
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := w.Close(); err == nil {
			err = e
		}
	}()
	cells := 0
	for _, sheet := range w.Sheets() {
		for row, err := range w.Rows(ctx, sheet) {
			if err != nil {
				return nil, err
			}
			filled := 0
			for _, c := range row.Cells {
				if strings.TrimSpace(c) != "" {
					filled++
				}
			}
			cells += filled
			if out = append(out, line{place: fmt.Sprintf("工作表“%s”第%d行", sheet, row.Number), cells: row.Cells, row: filled > 1}); len(out) > maxLines || cells > maxCells {
				return nil, ErrTooLong
			}
		}
	}
	return out, nil
}

// shape reads the machine-readable shape, which Report writes too. A null is a cell that is empty.
func shape(s string) (*Report, error) {
	var in struct {
		Agency string
		Year   int
		Format report.Format
		Title  string
		Table2 rowsRead
		Table3 struct{ Rows rowsRead }
		Table4 rowsRead

		Carried struct{ Adjustments []report.Adjusted }
	}
	if err := json.NewDecoder(strings.NewReader(s)).Decode(&in); err != nil || in.Year == 0 {
		return nil, ErrNotReport
	}
	r := newReport(in.Format)
	_, old := in.Table2["normative"+counted2019]
	r.Agency, r.Year, r.Title, r.Norms2021 = in.Agency, in.Year, in.Title, in.Format == report.Format2021 || in.Format == report.FormatMixed && !old
	r.Adjusted = in.Carried.Adjustments
	for _, l := range rows2 {
		row, ok := in.Table2[l.key]
		if !ok {
			row, ok = in.Table2[l.key+counted2019]
		}
		if ok {
			r.Table2[l.key] = row.cells("table2." + l.key)
		}
	}
	for _, l := range rows3 {
		if row := in.Table3.Rows[l.key]; len(row) == 7 {
			r.Table3[l.key] = row.cells("table3." + l.key)
		}
	}
	for _, k := range blocks4() {
		if row := in.Table4[k]; len(row) == 5 {
			r.Table4[k] = row.cells("table4." + k)
		}
	}
	return r, nil
}

// counted2019 ends the names of the rows of documents in a mixed report that counts them as the form of 2019 does.
const counted2019 = "_2019"

// rowsRead are the rows of a table, without those that no form has: a file may hold any number of them.
type rowsRead map[string]rowRead

// rowRead is a row as it was written; a figure alone is a row of one.
type rowRead []any

// mostRow is how long a row is at most, in bytes.
const mostRow = 1 << 10

// UnmarshalJSON implements json.Unmarshaler.
func (rows *rowsRead) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return err
	}
	*rows = rowsRead{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if name, ok := key.(string); ok && isRow(strings.TrimSuffix(name, counted2019)) && len(raw) <= mostRow && string(raw) != "null" {
			if (*rows)[name], err = readRow(raw); err != nil {
				return err
			}
		}
	}
	return nil
}

func readRow(raw []byte) (rowRead, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if list, ok := v.([]any); ok {
		return list, nil
	}
	return rowRead{v}, nil
}

// isRow reports whether a form has a row, or a block, of that name.
func isRow(name string) bool {
	has := func(l label) bool { return l.key == name }
	return slices.ContainsFunc(rows2, has) || slices.ContainsFunc(rows3, has) || slices.Contains(blocks4(), name)
}

func (row rowRead) cells(path string) []report.Cell {
	var out []report.Cell
	for i, x := range row {
		c := report.Cell{State: report.Blank, Place: fmt.Sprintf("%s.%d", path, i)}
		if x != nil {
			typed := fmt.Sprint(x)
			n, _ := number(typed)
			t := token{text: n, unit: unitOfMoney(typed)}
			c = t.cell(c.Place)
		}
		out = append(out, c)
	}
	return out
}

// MarshalJSON writes the machine-readable shape: a cell that is empty, or cannot be told, is null.
func (r *Report) MarshalJSON() ([]byte, error) {
	value := func(c report.Cell) any {
		switch {
		case c.State != report.Known:
			return nil
		case strings.Contains(c.Text, "."):
			return c.Text
		}
		return c.N
	}
	row := func(cells []report.Cell) []any {
		out := []any{}
		for _, c := range cells {
			out = append(out, value(c))
		}
		return out
	}
	amount := func(c report.Cell, usual string) any { // money as it stands, without the unit that its form has
		if c.State != report.Known {
			return nil
		}
		return cmp.Or(c.Text, strconv.FormatInt(c.N, 10)) + strings.TrimPrefix(c.Unit, usual)
	}
	out := map[string]any{"agency": r.Agency, "year": r.Year, "format": r.Format, "title": r.Title, "table2": nil, "table3": nil, "table4": nil}
	if len(r.Table2) > 0 {
		t := map[string]any{}
		for k, cells := range r.Table2 {
			switch {
			case len(cells) == 1 && k == "fees":
				t[k] = amount(cells[0], "万元")
			case len(cells) == 2 && k == "procurement":
				t[k] = []any{value(cells[0]), amount(cells[1], "")}
			case len(cells) == 1:
				t[k] = value(cells[0])
			case r.Format == report.FormatMixed && !r.Norms2021 && len(cells) == 3:
				t[k], t[k+counted2019] = row(cells), row(cells)
			default:
				t[k] = row(cells)
			}
		}
		out["table2"] = t
	}
	if len(r.Table3) > 0 {
		t := map[string]any{}
		for k, cells := range r.Table3 {
			t[k] = row(cells)
		}
		out["table3"] = map[string]any{"rows": t}
	}
	if len(r.Table4) > 0 {
		t := map[string]any{}
		for k, cells := range r.Table4 {
			t[k] = row(cells)
		}
		out["table4"] = t
	}
	return json.Marshal(out)
}
