package catalog

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

//go:embed compulsory.csv
var compulsory []byte

// Compulsory returns the entries of the 义务教育领域基层政务公开标准目录 as the ministry's guideline and printed catalogues have them; what
// was not compared with a printed one says so.
func Compulsory() []StandardEntry {
	entries, problems, err := ParseStandardCSV(compulsory)
	if err != nil || len(problems) > 0 {
		panic(fmt.Sprint("our own catalogue is wrong: ", err, problems)) // a test reads it
	}
	return entries
}

// What a file may hold at most.
const (
	maxStandardBytes = 2 << 20
	maxStandardRows  = 1000
	maxProblems      = 500
)

// What is refused about files of the standard catalogue.
var (
	ErrStandardLarge    = fault.New(fault.TooLarge, "standard-too-large", "标准目录文件最大 2 MB、1000 行，请核对后再上传。")
	ErrStandardEncoding = fault.New(fault.Invalid, "standard-encoding", "CSV 文件不是 UTF-8 编码，请用办公软件另存为“CSV UTF-8”，或者直接上传 xlsx。")
	ErrStandardCSV      = fault.New(fault.Invalid, "standard-csv", "CSV 文件格式不完整，请用办公软件打开后另存再上传。")
	ErrStandardEmpty    = fault.New(fault.Invalid, "standard-empty", "文件里没有目录事项，请按模板填写后再上传。")
)

// SheetProblem is a mistake in a file: where, what is wrong, and how to mend it.
type SheetProblem struct {
	Row    int    // as the office program shows it; 1 is the heading
	Column string // by its name; "" for the whole row
	Value  string // what stands there
	Text   string
	Advice string
}

// sheetLine is a row of a file with its number.
type sheetLine struct {
	no     int
	cells  []string
	hidden bool
}

// ParseStandardCSV reads a catalogue from CSV in UTF-8, with or without a byte order mark. All rows are checked; with any problem
// there are no entries.
func ParseStandardCSV(b []byte) ([]StandardEntry, []SheetProblem, error) {
	if len(b) > maxStandardBytes {
		return nil, nil, ErrStandardLarge
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return nil, nil, ErrStandardEncoding
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	var lines []sheetLine
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var parse *csv.ParseError
			if errors.As(err, &parse) {
				return nil, nil, ErrStandardCSV.Say("CSV 文件第 %d 行的引号不成对，请用办公软件打开后另存再上传。", parse.Line)
			}
			return nil, nil, errors.Join(ErrStandardCSV, err)
		}
		line, _ := r.FieldPos(0)
		lines = append(lines, sheetLine{no: line, cells: cells})
		if len(lines) > maxStandardRows+1 {
			return nil, nil, ErrStandardLarge
		}
	}
	return parseStandard(lines)
}

// ParseStandardXLSX reads a catalogue from the first visible sheet of a workbook. It returns document's errors for files that may
// not be taken.
func ParseStandardXLSX(ctx context.Context, name string, r io.ReaderAt, size int64) (entries []StandardEntry, problems []SheetProblem, err error) {
	book, err := document.OpenXLSX(name, r, size, document.Limits{FileBytes: maxStandardBytes, Columns: 64})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	var lines []sheetLine
	for row, err := range book.Rows(ctx, "") {
		if err != nil {
			return nil, nil, err
		}
		if lines = append(lines, sheetLine{row.Number, row.Cells, row.Hidden}); len(lines) > maxStandardRows+1 {
			return nil, nil, ErrStandardLarge
		}
	}
	return parseStandard(lines)
}

// parseStandard reads the rows below the heading.
func parseStandard(lines []sheetLine) ([]StandardEntry, []SheetProblem, error) {
	lines = slices.DeleteFunc(lines, func(l sheetLine) bool { return strings.TrimSpace(strings.Join(l.cells, "")) == "" })
	if len(lines) < 2 {
		return nil, nil, ErrStandardEmpty
	}
	p := &standardParser{sheetParser: sheetParser{columns: standardColumns}, groups: map[string]string{}, codes: map[string]int{}, seqs: map[int]int{}}
	out, problems := readRows(&p.sheetParser, lines, p.entry)
	return out, problems, nil
}
