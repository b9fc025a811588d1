package document

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"
)

// layoutDoc is a document with a table whose heads are merged both ways, and another.
func layoutDoc() *Doc {
	cell := func(text string, rows, cols int, header bool) Cell {
		return Cell{RowSpan: rows, ColSpan: cols, Header: header, Blocks: []Block{&Paragraph{Align: Center, Runs: []Run{{Text: text}}}}}
	}
	return &Doc{Blocks: []Block{
		&Paragraph{Runs: []Run{{Text: "第一段。"}}},
		&Table{Rows: []TableRow{
			{Cells: []Cell{cell("项目", 2, 1, true), cell("数量", 1, 2, true)}},
			{Cells: []Cell{cell("上年", 1, 1, true), cell("本年", 1, 1, true)}},
			{Cells: []Cell{cell("合计", 1, 1, false), cell("12", 1, 1, false), cell("30", 1, 1, false)}},
		}},
		&Table{Rows: []TableRow{{Cells: []Cell{cell("甲", 1, 1, false), cell("乙", 1, 1, false)}}}},
		&Paragraph{Runs: []Run{{Text: "第二段。"}}},
	}}
}

// TestTableLayoutSetsTables: the first as it says, those after it as always; the content is the same.
func TestTableLayoutSetsTables(t *testing.T) {
	t.Parallel()
	d := layoutDoc()
	var out bytes.Buffer
	layout := TableLayout{Columns: []int{2, 1, 1}, Type: Fine, Height: 360, Whole: true, Together: true, Note: "注：<两年>。"}
	if err := d.WriteDOCX(&out, DocxMeta{Tables: []TableLayout{layout}}); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(archive, "word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for part, n := range map[string]int{
		`<w:gridCol w:w="4422"/><w:gridCol w:w="2211"/><w:gridCol w:w="2211"/>`: 1, `<w:cantSplit/>`: 3, `<w:trHeight w:val="360" w:hRule="atLeast"/>`: 3, `<w:tblHeader/>`: 2,
		`<w:tblLayout w:type="fixed"/>`: 1, `<w:pStyle w:val="CellFine"/>`: 9, `<w:pStyle w:val="CellText"/>`: 2, "<w:keepNext/>": 8, `w:w="4422" w:type="dxa"/><w:gridSpan w:val="2"/>`: 1,
		"注：&lt;两年&gt;。": 1,
	} {
		if got := strings.Count(text, part); got != n {
			t.Errorf("%s stands there %d times, want %d", part, got, n)
		}
	}
	im, err := readDOCX(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := layoutDoc().Blocks
	note := &Paragraph{Runs: []Run{{Text: layout.Note}}}
	if diff := diffBlocks(append(want[:2:2], append([]Block{note}, want[2:]...)...), im.Doc.Blocks); diff != "" {
		t.Errorf("another content (-want +got):\n%s", diff)
	}
}
