package redact

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

// book returns an xlsx file that change has worked on. A1 has 留下, which has to stay.
func book(t testing.TB, change func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := errors.Join(f.SetCellStr("Sheet1", "A1", "留下"), change(f)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func set(cell string, value any) func(*excelize.File) error {
	return func(f *excelize.File) error { return f.SetCellValue("Sheet1", cell, value) }
}

func styled(cell string, value any, format string) func(*excelize.File) error {
	return func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		return errors.Join(err, f.SetCellValue("Sheet1", cell, value), f.SetCellStyle("Sheet1", cell, cell, style))
	}
}

// bookPlaces are where a workbook may have the string.
var bookPlaces = map[string]struct {
	change func(*excelize.File) error
	remove string
	place  string
}{
	"a string":    {set("B7", "张三丰"), secret, "第1张工作表B7"},
	"spaces":      {set("B7", "张　三 丰"), secret, "第1张工作表B7"},
	"within more": {set("B7", "申请人张三丰等"), secret, "第1张工作表B7"},
	"pieces": {func(f *excelize.File) error {
		return f.SetCellRichText("Sheet1", "B7", []excelize.RichTextRun{{Text: "张"}, {Text: "三", Font: &excelize.Font{Bold: true, Family: "张三丰"}}, {Text: "丰"}})
	}, secret, "第1张工作表B7"},
	"a number":     {set("B7", 138000), "138000", "第1张工作表B7"},
	"an amount":    {set("B7", 138000), "138000.00", "第1张工作表B7"},
	"a fraction":   {set("B7", 138000.5), "138,000.50", "第1张工作表B7"},
	"a long digit": {set("B7", 13800138000), "13800138000", "第1张工作表B7"},
	"thousands":    {styled("B7", 138000, "#,##0.00"), "138,000.00", "第1张工作表B7"},
	"rounded":      {styled("B7", 137999.96, "0.0"), "138000.0", "第1张工作表B7"},
	"a share":      {styled("B7", 0.1234, "0.00%"), "12.34%", "第1张工作表B7"},
	"text beside":  {styled("B7", 5, `0"张三丰"`), "5张三丰", "第1张工作表B7"},
	"a format":     {styled("B7", 5, `0"张三丰"`), secret, "单元格格式"},
	"a date":       {styled("B7", 43835, "yyyy-mm-dd"), "2020年1月5日", "第1张工作表B7"},
	"a formula": {func(f *excelize.File) error {
		return errors.Join(f.SetCellStr("Sheet1", "B7", "链"), f.SetCellFormula("Sheet1", "B7", `"张三"&"丰"&"张三丰"`))
	}, secret, "公式"},
	"a name": {func(f *excelize.File) error {
		return f.SetDefinedName(&excelize.DefinedName{Name: "张三丰", RefersTo: "Sheet1!$A$1"})
	}, secret, "定义的名称"},
	"a remark": {func(f *excelize.File) error {
		return f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "x", Text: "张三丰"})
	}, secret, "批注"},
	"a hidden sheet": {func(f *excelize.File) error {
		_, err := f.NewSheet("x")
		return errors.Join(err, f.SetCellStr("x", "A1", "张三丰"), f.SetSheetVisible("x", false))
	}, secret, "隐藏的工作表"},
	"a hidden row": {func(f *excelize.File) error {
		return errors.Join(set("B7", "张三丰")(f), f.SetRowVisible("Sheet1", 7, false))
	}, secret, "隐藏的行和列"},
	"a hidden column": {func(f *excelize.File) error {
		return errors.Join(set("B7", "张三丰")(f), f.SetColVisible("Sheet1", "B", false))
	}, secret, "隐藏的行和列"},
	"a sheet's name": {func(f *excelize.File) error { return f.SetSheetName("Sheet1", "张三丰") }, secret, "第1张工作表的名称"},
	"a header": {func(f *excelize.File) error {
		return f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: `&C&"宋体,Bold"张三&12丰 &P/&N`})
	}, secret, "第1张工作表的页眉页脚"},
	"properties": {func(f *excelize.File) error { return f.SetDocProps(&excelize.DocProperties{Title: "张三丰"}) }, secret, "文件属性"},
	"a list of choices": {func(f *excelize.File) error {
		v := excelize.NewDataValidation(true)
		v.SetSqref("C1")
		return errors.Join(v.SetDropList([]string{"张三丰", "x"}), f.AddDataValidation("Sheet1", v))
	}, secret, "数据有效性"},
	"a condition": {func(f *excelize.File) error {
		return f.SetConditionalFormat("Sheet1", "C1", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: `C1="张三丰"`}})
	}, secret, "条件格式"},
	"a link": {func(f *excelize.File) error {
		tip := "张三丰"
		return f.SetCellHyperLink("Sheet1", "A1", "https://a.example/", "External", excelize.HyperlinkOpts{Tooltip: &tip})
	}, secret, "链接地址"},
	"a table": {func(f *excelize.File) error {
		return errors.Join(set("A2", "x")(f), f.AddTable("Sheet1", &excelize.Table{Range: "A1:A2", Name: "张三丰"}))
	}, secret, "表格筛选和样式"},
}

func TestRedactXLSXLooksEverywhere(t *testing.T) {
	t.Parallel()
	for name, tc := range bookPlaces {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := Redact("a.xlsx", book(t, tc.change), removals(tc.remove))
			if err != nil {
				t.Fatalf("%v: %s", err, fault.Text(err))
			}
			if found := traces(t, out.File, tc.remove); found != nil {
				t.Errorf("is still in %v", found)
			}
			if !strings.Contains(hitsOf(out), tc.place) {
				t.Errorf("hits are %q, want %s", hitsOf(out), tc.place)
			}
			f, err := excelize.OpenReader(bytes.NewReader(out.File))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			sheet := f.GetSheetList()[0]
			if v, err := f.GetCellValue(sheet, "A1"); v != "留下" || err != nil {
				t.Errorf("A1 is %q, %v", v, err)
			}
			if v, err := f.GetCellValue(sheet, "B7"); strings.HasSuffix(tc.place, "B7") && (!strings.Contains(v, Mark) || err != nil) {
				t.Errorf("B7 is %q, %v", v, err)
			}
			if n := len(f.GetSheetList()); n != 1 {
				t.Errorf("there are %d sheets", n)
			}
		})
	}
}

// TestRedactXLSXOtherParts: parts that no program of ours writes.
func TestRedactXLSXOtherParts(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"xl/pivotCache/pivotCacheDefinition1.xml": `<p><s v="张三丰"/></p>`, "xl/threadedComments/threadedComment1.xml": `<c><text>张三丰</text></c>`, "xl/persons/person.xml": `<p displayName="张三丰"/>`,
		"customXml/item1.xml": `<a>张三丰</a>`, "docProps/custom.xml": `<a name="张三丰"/>`, "xl/metadata.xml": `<a>张三丰</a>`, "xl/drawings/drawing9.xml": `<a>张三丰</a>`,
	} {
		parts := unzip(t, book(t, func(*excelize.File) error { return nil }))
		parts[name] = content
		out, err := Redact("a.xlsx", archive(t, parts), removals(secret))
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, fault.Text(err))
		} else if found := traces(t, out.File, secret); found != nil || len(out.Hits) != 1 {
			t.Errorf("%s: is still in %v; hits are %s", name, found, hitsOf(out))
		}
	}
}

// TestRedactXLSXCells: cells as other programs write them.
func TestRedactXLSXCells(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ cells, want, place string }{
		"a formula's value": {`<row r="2"><c r="B2" t="str"><f>A1</f><v>张三丰</v></c><c r="C2" t="str"><f>B1</f><v></v></c></row>`, "[[] [ " + Mark + "]]", "第1张工作表B2"},
		"inline":            {`<row r="2"><c r="B2" t="inlineStr"><is><t>张</t></is><is/></c><c t="inlineStr"><is><r><t>张三</t></r><r><rPr><b/></rPr><t>丰x</t></r><rPh sb="0" eb="1"><t>张三丰</t></rPh></is></c></row>`, "[[] [ 张 " + Mark + "x]]", "第1张工作表C2"},
		"no places":         {`<row><c t="str"><v>甲</v></c><c t="str"><v>张三丰</v></c></row>`, "[[甲 " + Mark + "]]", "第1张工作表B1"},
		"beneath a merge":   {`<row r="6"><c r="B6" t="str"><v>甲</v></c></row><row r="7"><c r="B7" t="str"><v>张三丰</v></c></row></sheetData><mergeCells><mergeCell ref="B6:B7"/></mergeCells><sheetData>`, "[[] [] [] [] [] [ 甲]]", "隐藏的行和列"},
		"no height":         {`<row r="1" ht="0"><c t="str"><v>张三丰</v></c></row><row r="2"><c t="str"><v>甲</v></c></row>`, "[[] [甲]]", "隐藏的行和列"},
		"another kind":      {`<row r="1"><c t="e"><v>张三丰</v></c><c t="b"><v>1</v></c></row>`, "[[" + Mark + " TRUE]]", "第1张工作表A1"},
		"an exponent":       {`<row r="1"><c><v>1.38E5</v></c><c t="str"><v>张三丰</v></c></row>`, "[[138000 " + Mark + "]]", "第1张工作表B1"},
	} {
		parts := unzip(t, book(t, func(*excelize.File) error { return nil }))
		parts["xl/worksheets/sheet1.xml"] = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + tc.cells + `</sheetData></worksheet>`
		out, err := Redact("a.xlsx", archive(t, parts), removals(secret))
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, fault.Text(err))
			continue
		}
		if found := traces(t, out.File, secret); found != nil || !strings.Contains(hitsOf(out), tc.place) {
			t.Errorf("%s: is still in %v; hits are %s", name, found, hitsOf(out))
		}
		f, err := excelize.OpenReader(bytes.NewReader(out.File))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows("Sheet1")
		if got := fmt.Sprint(rows); got != tc.want || err != nil {
			t.Errorf("%s: rows are %s, %v, want %s", name, got, err, tc.want)
		}
		f.Close()
	}
}

func TestRedactXLSXRefusesWhatCannotBeSearched(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*excelize.File) error
		want   error
	}{
		"a text box": {func(f *excelize.File) error {
			return f.AddShape("Sheet1", &excelize.Shape{Cell: "B9", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "框"}}})
		}, ErrUnsure},
		"a chart": {func(f *excelize.File) error {
			return f.AddChart("Sheet1", "E1", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$2"}}})
		}, ErrUnsure},
		"a sheet of charts": {func(f *excelize.File) error {
			return f.AddChartSheet("图", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$2"}}})
		}, ErrUnsure},
		"a formula without value": {func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "B2", `A1&"丰"`) }, ErrNotCalculated},
	} {
		out, err := Redact("a.xlsx", book(t, func(f *excelize.File) error { return errors.Join(set("B7", secret)(f), tc.change(f)) }), removals(secret))
		if !errors.Is(err, tc.want) || out.File != nil {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
}

// TestRedactXLSXKeepsTheRest: values, forms and merged cells stay; formulas are values now.
func TestRedactXLSXKeepsTheRest(t *testing.T) {
	t.Parallel()
	in := book(t, func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Family: "宋体"}, NumFmt: 4})
		return errors.Join(err, f.SetSheetRow("Sheet1", "A2", &[]any{"张三丰", 1234.5, true, "x"}), f.SetCellStyle("Sheet1", "B2", "B2", style), f.MergeCell("Sheet1", "A3", "B4"),
			f.SetCellValue("Sheet1", "C5", 7), f.SetCellFormula("Sheet1", "C5", "3+4"), f.SetColWidth("Sheet1", "B", "B", 30),
			f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddFooter: "&C第&P页&&"}))
	})
	out, err := Redact("a.xlsx", in, removals(secret))
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.File))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(rows), "[[留下] ["+Mark+" 1,234.50 TRUE x] [] [] [  7]]"; got != want {
		t.Errorf("rows are %s, want %s", got, want)
	}
	merged, err := f.GetMergeCells("Sheet1")
	if err != nil || len(merged) != 1 || merged[0].GetStartAxis() != "A3" {
		t.Errorf("merged are %v, %v", merged, err)
	}
	if formula, err := f.GetCellFormula("Sheet1", "C5"); formula != "" || err != nil {
		t.Errorf("C5 has the formula %q, %v", formula, err)
	}
	if width, err := f.GetColWidth("Sheet1", "B"); width < 30 || err != nil {
		t.Errorf("B is %v wide, %v", width, err)
	}
	if kind, err := document.CheckUpload("a.xlsx", bytes.NewReader(out.File), int64(len(out.File)), document.Limits{}); kind != document.XLSX || err != nil {
		t.Errorf("the copy is %s, %v", kind, err)
	}
}
