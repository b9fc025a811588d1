package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/internal/document"
)

// TestJourneyOfAnImport: an officer begins a draft from a docx with a table, sees what came along, and how it will look.
func TestJourneyOfAnImport(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "import"
	cell := func(text string) document.Cell {
		return document.Cell{RowSpan: 1, ColSpan: 1, Blocks: []document.Block{paragraph(document.Left, text)}}
	}
	table := &document.Table{Rows: []document.TableRow{
		{Cells: []document.Cell{{RowSpan: 1, ColSpan: 2, Header: true, Blocks: []document.Block{paragraph(document.Center, "各学段放假时间")}}}},
		{Cells: []document.Cell{cell("小学"), cell("1月23日至2月21日")}},
		{Cells: []document.Cell{cell("高中"), cell("1月30日至2月21日")}},
	}}
	file := filepath.Join(t.TempDir(), "寒假通知.docx")
	if err := os.WriteFile(file, letter(t, table), 0o600); err != nil {
		t.Fatal(err)
	}
	b.enter("科室信息员")
	b.open("/desk/items/new")
	b.picture("new")
	b.click("import", `//a[contains(normalize-space(), "从 Word 导入")]`)
	b.choose("column", "政策文件")
	b.do("choose file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.picture("ask")
	b.click("take it", `//button[normalize-space()="导入"]`)
	b.shows("已导入：濮阳市教育局关于做好寒假安排的通知", "濮教基〔2026〕77号", "全部内容都已带入")
	b.picture("taken")
	b.click("go on", `//a[normalize-space()="去补全并送审"]`)
	b.shows("各学段放假时间", "从 Word、WPS 复制后直接粘贴", "按门户样式预览")
	b.picture("draft")
	b.click("preview", `//a[contains(normalize-space(), "按门户样式预览")]`)
	b.shows("各学段放假时间", "发布时编号")
	b.picture("preview")
}
