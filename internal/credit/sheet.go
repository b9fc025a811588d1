package credit

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

// Entry is one row of a sheet: what it says and what is wrong with it. The first entry is the header, without a
// licence.
type Entry struct {
	Row      int
	Header   bool
	Licence  Licence
	Problems []Problem
}

// Failed reports whether the row cannot be taken.
func (e Entry) Failed() bool { return SheetReport{Problems: e.Problems}.Failed() }

// Why a sheet cannot be read as a table of licences.
var (
	ErrNoHeader       = fault.New(fault.Invalid, "sheet-without-header", "没有找到表头，请使用行政许可模板，首行为字段中文名或代码。")
	ErrMissingColumns = fault.New(fault.Invalid, "sheet-misses-columns", "表头缺少必需的列，请使用行政许可模板补齐。")
	ErrNoRows         = fault.New(fault.Invalid, "sheet-without-rows", "表里没有数据行，请填写后再上传。")
)

const headerRows = 5 // a title may stand above the header

// CheckSheet checks a whole file, for the command line.
func (rules Rules) CheckSheet(ctx context.Context, name string, r io.ReaderAt, size int64, limits document.Limits) (report SheetReport, err error) {
	book, err := document.OpenXLSX(name, r, size, limits)
	if err != nil {
		return SheetReport{}, fmt.Errorf("check sheet: %w", err)
	}
	defer func() {
		if closeErr := book.Close(); err == nil {
			err = closeErr
		}
	}()
	for entry, err := range rules.Read(ctx, book) {
		if err != nil {
			return SheetReport{}, fmt.Errorf("check sheet: %w", err)
		}
		if !entry.Header {
			report.Rows++
		}
		report.Problems = append(report.Problems, entry.Problems...)
	}
	return report, nil
}

// Read yields the header and then the rows of the first visible sheet, one at a time. It keeps the document numbers only, so a
// sheet of any length is read in little memory. After an error nothing more comes.
func (rules Rules) Read(ctx context.Context, book *document.Workbook) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		s := sheetReader{rules: rules, first: make(map[string]int)}
		for row, err := range book.Rows(ctx, "") {
			entry, ok, err := s.row(row, err)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if ok && !yield(entry, nil) {
				return
			}
		}
		switch {
		case s.header == nil:
			yield(Entry{}, ErrNoHeader)
		case s.rows == 0:
			yield(Entry{}, ErrNoRows)
		}
	}
}

type sheetReader struct {
	rules  Rules
	header *header
	seen   int            // rows before the header
	rows   int            // of data
	first  map[string]int // row by authority and document number
}

func (s *sheetReader) row(row document.Row, err error) (Entry, bool, error) {
	if err != nil {
		return Entry{}, false, err
	}
	if s.header == nil {
		if s.header = parseHeader(row); s.header == nil {
			if s.seen++; s.seen >= headerRows {
				return Entry{}, false, ErrNoHeader
			}
			return Entry{}, false, nil
		}
		if missing := s.header.missing(); len(missing) > 0 {
			return Entry{}, false, ErrMissingColumns.Say("表头缺少这些列：%s。请使用行政许可模板补齐。", strings.Join(missing, "、"))
		}
		return Entry{Row: row.Number, Header: true, Problems: s.header.problems}, true, nil
	}
	if s.rows == 0 && parseHeader(row) != nil {
		return Entry{}, false, nil // a second header row, with the codes
	}
	s.rows++
	licence, problems := s.rules.check(row.Number, s.header.values(row.Cells), &s.header.letters)
	c := checker{row: row.Number, v: licence.Values(), letters: &s.header.letters}
	s.header.template(&c)
	s.duplicate(&c)
	return Entry{Row: row.Number, Licence: licence, Problems: append(problems, c.problems...)}, true, nil
}

// duplicate finds a document number that one authority uses twice.
func (s *sheetReader) duplicate(c *checker) {
	if c.v[colDocNo] == "" {
		return
	}
	key := c.v[colAuthorityCode] + "\x00" + c.v[colDocNo]
	if first, ok := s.first[key]; ok {
		c.fail(colDocNo, "duplicate-doc-no", fmt.Sprintf("文书号与第%d行重复。", first), "同一机关的文书号不能重复，请核对。")
		return
	}
	s.first[key] = c.row
}

// header is where the fields stand in a sheet.
type header struct {
	at       []int // field by column of the sheet, -1 for none
	letters  [ColumnCount]string
	problems []Problem
}

// parseHeader returns the header if the row is one: most of its cells name a field.
func parseHeader(row document.Row) *header {
	h := &header{at: make([]int, len(row.Cells))}
	known := 0
	for i, cell := range row.Cells {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil
		}
		col, ok := columnOf(cell)
		h.at[i] = -1
		switch {
		case !ok && strings.TrimSpace(cell) != "":
			h.problems = append(h.problems, Problem{
				Row: row.Number, Column: letter, Field: short(cell), Rule: "unknown-column", Warn: true,
				Text: "表头“" + short(cell) + "”不是模板里的字段，这一列不会读取。", Advice: "请改为模板里的字段名，或删除这一列。",
			})
		case ok && h.letters[col] != "":
			h.problems = append(h.problems, Problem{
				Row: row.Number, Column: letter + " " + Fields[col].Code, Field: Fields[col].Name, Rule: "duplicate-column",
				Text: "“" + Fields[col].Name + "”在" + h.letters[col] + "列已经有了，这一列不会读取。", Advice: "请只保留一列。",
			})
		case ok:
			h.at[i], h.letters[col] = int(col), letter
			known++
		}
	}
	if known < 5 {
		return nil
	}
	return h
}

// short keeps what a person wrote into a header from filling the page.
func short(s string) string {
	if runes := []rune(strings.TrimSpace(s)); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return strings.TrimSpace(s)
}

// columnOf finds a field by its Chinese name or its code, or by both as in 备注(BZ).
func columnOf(cell string) (Column, bool) {
	name := plainName(cell)
	for i, f := range Fields {
		for _, known := range append([]string{f.Name, f.Code}, f.Aliases...) {
			if k := plainName(known); name == k || name == plainName(f.Name)+"("+plainName(f.Code)+")" || name == plainName(f.Code)+plainName(f.Name) {
				return Column(i), true
			}
		}
		if short, _, ok := strings.Cut(f.Name, "("); ok && name == short {
			return Column(i), true
		}
	}
	return 0, false
}

// plainName is a header without what does not tell fields apart: white space, width, case, the star and the word of required fields.
func plainName(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
	return strings.TrimSuffix(strings.Trim(s, "*"), "(必填)")
}

// isNatural and isLegal report which template a sheet follows; with the columns of both it is either.
func (h *header) isNatural() bool { return h.letters[colPaperNo] != "" }
func (h *header) isLegal() bool   { return h.letters[colPartyCode] != "" }

// missing names the columns that no row of this sheet can do without.
func (h *header) missing() []string {
	var names []string
	for i, f := range Fields {
		needed := f.Need == always || f.Need == natural && h.isNatural() && !h.isLegal() || f.Need == legal && h.isLegal()
		if needed && h.letters[i] == "" {
			names = append(names, f.Name)
		}
	}
	if !h.isNatural() && !h.isLegal() {
		names = append(names, Fields[colPartyCode].Name+"（法人表）或"+Fields[colPaperNo].Name+"（自然人表）")
	}
	return names
}

// template checks that a party stands in the right sheet.
func (h *header) template(c *checker) {
	switch kind := c.v[colPartyKind]; {
	case kind == NaturalPerson && !h.isNatural():
		c.fail(colPartyKind, "wrong-template", "这是法人表，不能填自然人。", "请将这一行移到自然人表。")
	case (kind == LegalPerson || kind == Household) && !h.isLegal():
		c.fail(colPartyKind, "wrong-template", "这是自然人表，不能填"+kind+"。", "请将这一行移到法人表；个体工商户也用法人表。")
	}
}

func (h *header) values(cells []string) (v [ColumnCount]string) {
	for i, cell := range cells {
		if i < len(h.at) && h.at[i] >= 0 {
			v[h.at[i]] = cell
		}
	}
	return v
}
