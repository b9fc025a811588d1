package paper

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"gongkai/internal/document"
	"gongkai/internal/report"
)

// merged lists the cells of a table that reach over more than one: words, columns, rows.
func merged(rows [][]cell) []string {
	var out []string
	for _, row := range rows {
		for _, c := range row {
			if c.cols > 1 || c.rows > 1 {
				out = append(out, fmt.Sprintf("%s %d×%d", strings.ReplaceAll(c.text, "\n", ""), c.cols, c.rows))
			}
		}
	}
	return out
}

// heads3 are the merged heads of table 三 in the form of 2019; heads4 those of table 四.
var (
	heads3 = []string{
		"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 3×3", "申请人情况 7×1", "自然人 1×2", "法人或其他组织 5×1", "总计 1×2",
		"一、本年新收政府信息公开申请数量 3×1", "二、上年结转政府信息公开申请数量 3×1", "三、本年度办理结果 1×20", "（一）予以公开 2×1", "（二）部分公开（区分处理的，只计这一情形，不计其他情形） 2×1",
		"（三）不予公开 1×8", "（四）无法提供 1×3", "（五）不予处理 1×5", "（六）其他处理 2×1", "（七）总计 2×1", "四、结转下年度继续办理 3×1",
	}
	heads4 = []string{"行政复议 5×2", "行政诉讼 10×1", "未经复议直接起诉 5×1", "复议后起诉 5×1"}
)

// TestHeadsAreThoseOfTheForm: merged as the forms of 2019 and 2021 have them, on a grid that every row fills.
func TestHeadsAreThoseOfTheForm(t *testing.T) {
	t.Parallel()
	of2021 := slices.Clone(heads3)
	of2021[7], of2021[13] = "三、本年度办理结果 1×22", "（六）其他处理 1×3"
	for year, want := range map[int][]string{2020: heads3, 2026: of2021} {
		a := numbered(year)
		if got := merged(table3(a).rows); !slices.Equal(got, want) {
			t.Errorf("%d: table three has %v", year, got)
		}
		if got := merged(table4(a).rows); !slices.Equal(got, heads4) {
			t.Errorf("%d: table four has %v", year, got)
		}
		for _, g := range []*grid{table2(a), table3(a), table4(a)} {
			places := 0
			for _, row := range g.placed() {
				for _, c := range row {
					places += c.cols * c.rows
				}
			}
			if places != len(g.rows)*len(g.columns) {
				t.Errorf("%d %s: %d places are taken of %d×%d", year, g.name, places, len(g.rows), len(g.columns))
			}
		}
	}
	if got := table2(numbered(2026)).rows; len(got) != 4*2+6 || got[0][0].text != "第二十条第（一）项" || got[1][3].text != "现行有效件数" || got[13][1].cols != 3 {
		t.Errorf("table two: %v", got)
	}
}

// TestEveryFileHasTheHeads: docx and xlsx have the cells of the tables merged as they are laid out.
func TestEveryFileHasTheHeads(t *testing.T) {
	t.Parallel()
	for _, year := range []int{2020, 2026} {
		a := numbered(year)
		want := [][]string{merged(table2(a).rows), merged(table3(a).rows), merged(table4(a).rows)}
		if got := docxHeads(t, a); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d docx: %v\nwant %v", year, got, want)
		}
		if got := xlsxHeads(t, a); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d xlsx: %v\nwant %v", year, got, want)
		}
	}
}

func docxHeads(t *testing.T, a *report.Annual) [][]string {
	t.Helper()
	b, err := DOCX(a)
	if err != nil {
		t.Fatal(err)
	}
	im, err := document.ReadDOCX("report.docx", bytes.NewReader(b), int64(len(b)), document.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, block := range im.Doc.Blocks {
		table, ok := block.(*document.Table)
		if !ok {
			continue
		}
		var rows [][]cell
		for _, row := range table.Rows {
			var cells []cell
			for _, c := range row.Cells {
				cells = append(cells, cell{text: (&document.Doc{Blocks: c.Blocks}).Text(), cols: c.ColSpan, rows: c.RowSpan})
			}
			rows = append(rows, cells)
		}
		out = append(out, merged(rows))
	}
	return out
}

func xlsxHeads(t *testing.T, a *report.Annual) [][]string {
	t.Helper()
	f := openXLSX(t, a)
	var out [][]string
	for _, sheet := range f.GetSheetList()[1:] {
		list, err := f.GetMergeCells(sheet)
		if err != nil {
			t.Fatal(err)
		}
		type at struct {
			row, column int
			text        string
		}
		var cells []at
		for _, m := range list {
			column, row, err := excelize.CellNameToCoordinates(m.GetStartAxis())
			if err != nil {
				t.Fatal(err)
			}
			last, below, err := excelize.CellNameToCoordinates(m.GetEndAxis())
			if err != nil {
				t.Fatal(err)
			}
			if row > 2 { // below the title and the heading
				cells = append(cells, at{row, column, fmt.Sprintf("%s %d×%d", strings.ReplaceAll(m.GetCellValue(), "\n", ""), last-column+1, below-row+1)})
			}
		}
		slices.SortFunc(cells, func(a, b at) int { return 100*(a.row-b.row) + a.column - b.column })
		var names []string
		for _, c := range cells {
			names = append(names, c.text)
		}
		out = append(out, names)
	}
	return out
}

func openXLSX(t *testing.T, a *report.Annual) *excelize.File {
	t.Helper()
	b, err := XLSX(a)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// TestFiguresOfAWorkbookAreNumbers: one can add them up; money has the decimals it has, what a workbook would round stands as text.
func TestFiguresOfAWorkbookAreNumbers(t *testing.T) {
	t.Parallel()
	a := numbered(2026)
	a.Table2["fees"] = []int64{125_000_01}
	a.Table4["review"] = [5]int64{1, 2, 3, 999_999_999_999_999, 1_000_000_000_000_000}
	f := openXLSX(t, a)
	for at, want := range map[string]struct {
		value string
		kind  excelize.CellType
	}{
		"表二!B16": {"12.500001", excelize.CellTypeNumber}, "表四!A6": {"1", excelize.CellTypeNumber}, "表四!D6": {"999999999999999", excelize.CellTypeNumber},
		"表四!E6": {"1000000000000000", excelize.CellTypeSharedString}, "表三!D6": {"111", excelize.CellTypeNumber},
	} {
		sheet, name, _ := strings.Cut(at, "!")
		got, err := f.GetCellValue(sheet, name)
		if err != nil {
			t.Fatal(err)
		}
		kind, err := f.GetCellType(sheet, name)
		if err != nil {
			t.Fatal(err)
		}
		if kind == excelize.CellTypeUnset { // a number needs no kind
			kind = excelize.CellTypeNumber
		}
		if got != want.value || kind != want.kind {
			t.Errorf("%s is %s (%d), want %s (%d)", at, got, kind, want.value, want.kind)
		}
	}
}

// TestPageSaysWhatItsHeadsAreOf: every figure of the page has a head for its row or column with a scope, and what was typed is no markup.
func TestPageSaysWhatItsHeadsAreOf(t *testing.T) {
	t.Parallel()
	a := numbered(2021)
	a.Agency = "<b>局"
	a.Fields = map[string]int64{"items": 7}
	a.Sections = report.Sections{Overview: "公开{items}条。\n\n<script>", Problems: " ", Others: "{<i>}"}
	a.Carried = &report.Carried{Adjustments: []report.Adjusted{{Applicant: "natural", Difference: 1, Reason: "<u>漏记"}}}
	b, err := HTML(a)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, want := range []string{
		"<p>公开7条。</p>\n<p>&lt;script&gt;</p>", "&lt;b&gt;局2021年", "<h2>五、存在的主要问题及改进情况</h2>\n<p>无。</p>", "{&lt;i&gt;}",
		"</table>\n<p>注：上年结转较2020年度报告所列的0件调整为1件（自然人 +1）：&lt;u&gt;漏记。</p>\n<h2>四、",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	doc, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		if n.Data == "th" && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "scope" }) {
			t.Error("a head says not what it is of")
		}
	}
	for tag, want := range map[string]int{"table": 3, "td": 10 + 175 + 15, "thead": 2, "tbody": 3, "h1": 1, "h2": 6, "script": 0, "b": 0, "i": 0, "u": 0} {
		if count[tag] != want {
			t.Errorf("%d <%s>, want %d", count[tag], tag, want)
		}
	}
}
