package credit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

// sheet returns an xlsx file of rows.
func sheet(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pick(columns []Column, value func(Column) string) []string {
	var row []string
	for _, c := range columns {
		row = append(row, value(c))
	}
	return row
}

func name(c Column) string   { return Fields[c].Name }
func code18(c Column) string { return Fields[c].Code }

func of(v [ColumnCount]string) func(Column) string { return func(c Column) string { return v[c] } }

func checkSheet(t testing.TB, rows ...[]string) (SheetReport, error) {
	t.Helper()
	content := sheet(t, rows...)
	return Rules{Today: today}.CheckSheet(context.Background(), "a.xlsx", bytes.NewReader(content), int64(len(content)), document.Limits{})
}

func numbered(v [ColumnCount]string, n int) [ColumnCount]string {
	v[colDocNo] = fmt.Sprintf("濮教许〔2026〕%d号", n)
	return v
}

func TestReadTakesColumnsInAnyOrderByNameOrCode(t *testing.T) {
	t.Parallel()
	legal, backwards := LegalTemplate.Columns(), LegalTemplate.Columns()
	slices.Reverse(backwards)
	for what, rows := range map[string][][]string{
		"names":           {pick(legal, name), pick(legal, of(school()))},
		"codes backwards": {pick(backwards, code18), pick(backwards, of(school()))},
		"below a title":   {{"行政许可公示表"}, pick(legal, name), pick(legal, of(school()))},
		"two headers":     {pick(legal, name), pick(legal, code18), pick(legal, of(school()))},
		"starred names":   {pick(legal, func(c Column) string { return "*" + Fields[c].Name + "\n（" + Fields[c].Code + "）" }), pick(legal, of(school()))},
	} {
		report, err := checkSheet(t, rows...)
		if err != nil || report.Rows != 1 || len(report.Problems) != 0 {
			t.Errorf("%s: %+v, %v", what, report, err)
		}
	}
}

func TestReadNamesWhatIsWrongWithTheHeader(t *testing.T) {
	t.Parallel()
	legal := LegalTemplate.Columns()
	extra := append(slices.Clone(legal), colContent)
	header := append(pick(extra, name), "负责人手机")
	report, err := checkSheet(t, header, append(pick(extra, of(school())), "x"))
	if err != nil || found(report.Problems) != "AA XK_NR:duplicate-column AB:unknown-column?" {
		t.Errorf("%s, %v", found(report.Problems), err)
	}
	short := slices.DeleteFunc(slices.Clone(legal), func(c Column) bool { return c == colDocNo || c == colRemark })
	_, err = checkSheet(t, pick(short, name), pick(short, of(school())))
	if !errors.Is(err, ErrMissingColumns) || !strings.Contains(fault.Text(err), "行政许可决定文书号") || strings.Contains(fault.Text(err), "备注") {
		t.Error(fault.Text(err))
	}
	if _, err = checkSheet(t, []string{"姓名", "分数"}, []string{"张示例", "1"}); !errors.Is(err, ErrNoHeader) {
		t.Error(err)
	}
	if _, err = checkSheet(t, pick(legal, name)); !errors.Is(err, ErrNoRows) {
		t.Error(err)
	}
}

func TestReadKeepsPartiesInTheirTemplate(t *testing.T) {
	t.Parallel()
	natural := NaturalTemplate.Columns()
	household := school()
	household[colPartyKind] = Household
	report, err := checkSheet(t, pick(natural, name), pick(natural, of(teacher())), pick(natural, of(numbered(household, 2))))
	if err != nil || report.Rows != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, p := range report.Problems {
		if p.Row != 3 {
			t.Errorf("%+v", p)
		}
	}
	if !strings.Contains(found(report.Problems), "B XK_XDR_LB:wrong-template") {
		t.Error(found(report.Problems))
	}
	legal := LegalTemplate.Columns()
	report, err = checkSheet(t, pick(legal, name), pick(legal, of(teacher())))
	if err != nil || !strings.Contains(found(report.Problems), "wrong-template") {
		t.Error(found(report.Problems), err)
	}
}

func TestReadFindsDocumentNumbersUsedTwice(t *testing.T) {
	t.Parallel()
	legal := LegalTemplate.Columns()
	other := school()
	other[colAuthorityCode] = "11230500001755309F"
	report, err := checkSheet(t, pick(legal, name), pick(legal, of(school())), pick(legal, of(other)), pick(legal, of(school())))
	if err != nil || found(report.Problems) != "M XK_WSH:duplicate-doc-no" || report.Problems[0].Row != 4 || !strings.Contains(report.Problems[0].Text, "第2行") {
		t.Errorf("%+v, %v", report.Problems, err)
	}
}

func TestTemplatesAreReadBack(t *testing.T) {
	t.Parallel()
	for _, template := range []Template{LegalTemplate, NaturalTemplate} {
		var blank bytes.Buffer
		if err := template.Write(&blank); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(blank.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		lists, err := f.GetDataValidations(string(template))
		if err != nil || len(lists) < 3 {
			t.Errorf("%s has %d lists, %v", template, len(lists), err)
		}
		row := school()
		if template == NaturalTemplate {
			row = teacher()
		}
		values := pick(template.Columns(), of(row))
		if err := f.SetSheetRow(string(template), "A2", &values); err != nil {
			t.Fatal(err)
		}
		var filled bytes.Buffer
		if err := errors.Join(f.Write(&filled), f.Close()); err != nil {
			t.Fatal(err)
		}
		report, err := Rules{Today: today}.CheckSheet(context.Background(), "a.xlsx", bytes.NewReader(filled.Bytes()), int64(filled.Len()), document.Limits{})
		if err != nil || report.Rows != 1 || len(report.Problems) != 0 {
			t.Errorf("%s: %+v, %v", template, report, err)
		}
	}
}

// A sheet of many batches' length is read whole; how fast, make bench says.
func TestReadManyRows(t *testing.T) {
	t.Parallel()
	const rows = 2_000
	all := make([]Column, ColumnCount)
	for i := range all {
		all[i] = Column(i)
	}
	table := [][]string{pick(all, name)}
	for i := range rows {
		v := numbered(school(), i+1)
		v[colContent] = fmt.Sprintf("准予第%d号示例民办学校办学，层次为高中，办学地址为示例路%d号", i, i)
		table = append(table, pick(all, of(v)))
	}
	content := sheet(t, table...)
	report, err := Rules{Today: today}.CheckSheet(context.Background(), "a.xlsx", bytes.NewReader(content), int64(len(content)), document.Limits{})
	if err != nil || report.Rows != rows || len(report.Problems) != 0 {
		t.Fatalf("%d rows, %d problems, %v", report.Rows, len(report.Problems), err)
	}
}
