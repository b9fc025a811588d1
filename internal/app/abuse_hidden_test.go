package app

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/publication"
)

// numbersOfNobody are identity numbers that nobody has.
var numbersOfNobody = []string{"11010519491231002X", "440301199001010012", "410901200802290010"}

// bookWith is a workbook that change has worked on.
func bookWith(t *testing.T, change func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // in memory
	if err := f.SetCellStr("Sheet1", "A1", "学校名称"); err != nil {
		t.Fatal(err)
	}
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hiddenNumbersAreFound: wherever in a file a number of a person lies, the file does not go out until it is gone.
func hiddenNumbersAreFound(t *testing.T, s *site) {
	for _, n := range numbersOfNobody {
		if len(identityNumbers([]byte(n))) != 1 {
			t.Fatalf("%s is no identity number", n)
		}
	}
	d := s.draft(t)
	number := numbersOfNobody[0]
	three := strings.Join(numbersOfNobody, "、")
	for name, body := range hiding(t, number, three) {
		d.attach(name, body).shows("有阻断项").hidesInside()
		for _, n := range numbersOfNobody {
			if strings.Contains(d.clerk.body, n) {
				t.Errorf("%s: the page repeats a number", name)
			}
		}
		if d.submit().shows("阻断"); mustItem(t, s, d.id).State != publication.Draft {
			t.Fatalf("%s: sent on its way", name)
		}
		for _, f := range d.files(t) {
			d.clerk.send(d.item+"/files/"+f.Code()+"/removal", d.form, nil).shows("已移除附件")
		}
	}
	d.attach("名单.xlsx", sheetWith(t, "无"))
	d.submit().shows("已送审")
	d.pass(t, d.id)
	for _, f := range d.files(t) {
		resp, err := http.Get(fmt.Sprintf("%s/items/%d/files/%s", s.url, d.id, f.Code()))
		v := s.visitor(t).read(resp, err)
		servedForSaving(t, f.Name, resp.Header)
		if v.status != http.StatusOK || len(identityNumbers([]byte(v.body))) > 0 || len(identityNumbers([]byte(part(t, []byte(v.body), "xl/sharedStrings.xml")))) > 0 {
			t.Errorf("%s: %d, or it holds a number", f.Name, v.status)
		}
	}
}

// hiding are files that hide a number, and where.
func hiding(t *testing.T, number, three string) map[string][]byte {
	t.Helper()
	docx := letter(t)
	word := func(parts map[string]string, rels string) []byte {
		files := map[string][]byte{}
		for name, text := range parts {
			files[name] = []byte(text)
		}
		if rels != "" {
			files["word/_rels/document.xml.rels"] = []byte(strings.Replace(part(t, docx, "word/_rels/document.xml.rels"), "</Relationships>", rels+"</Relationships>", 1))
		}
		return changed(t, docx, files)
	}
	body := part(t, docx, "word/document.xml")
	inBody := func(xml string) map[string]string {
		return map[string]string{"word/document.xml": strings.Replace(body, "<w:p>", xml+"<w:p>", 1)}
	}
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	relation := func(kind, target string) string {
		return `<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/>`
	}
	plain := sheetWith(t, "无")
	book := func(parts map[string]string) []byte {
		files := map[string][]byte{}
		for name, text := range parts {
			files[name] = []byte(text)
		}
		return changed(t, plain, files)
	}
	return map[string][]byte{
		"隐藏表.xlsx": sheetWith(t, three),
		"深隐藏表.xlsx": bookWith(t, func(f *excelize.File) error {
			if _, err := f.NewSheet("旧"); err != nil {
				return err
			}
			if err := f.SetCellStr("旧", "Z900", number); err != nil {
				return err
			}
			return f.SetSheetVisible("旧", false, true)
		}),
		"隐藏行.xlsx": bookWith(t, func(f *excelize.File) error {
			if err := f.SetCellStr("Sheet1", "A9", number); err != nil {
				return err
			}
			return f.SetRowVisible("Sheet1", 9, false)
		}),
		"隐藏列.xlsx": bookWith(t, func(f *excelize.File) error {
			if err := f.SetCellStr("Sheet1", "C3", number); err != nil {
				return err
			}
			return f.SetColVisible("Sheet1", "C", false)
		}),
		"批注.xlsx": bookWith(t, func(f *excelize.File) error {
			return f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "甲", Text: "证件" + number})
		}),
		"属性.xlsx": bookWith(t, func(f *excelize.File) error { return f.SetDocProps(&excelize.DocProperties{Description: number}) }),
		"自定属性.xlsx": bookWith(t, func(f *excelize.File) error {
			return f.SetCustomProps(excelize.CustomProperty{Name: "证件", Value: number})
		}),
		"表名.xlsx": bookWith(t, func(f *excelize.File) error { return f.SetSheetName("Sheet1", number) }),
		"页眉.xlsx": bookWith(t, func(f *excelize.File) error {
			return f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: "&C" + number})
		}),
		"文本框.xlsx": bookWith(t, func(f *excelize.File) error {
			return f.AddShape("Sheet1", &excelize.Shape{Cell: "B2", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: number}}})
		}),
		"名称.xlsx": bookWith(t, func(f *excelize.File) error {
			return f.SetDefinedName(&excelize.DefinedName{Name: "cert", RefersTo: `"` + number + `"`, Scope: "Sheet1"})
		}),
		"下拉.xlsx": bookWith(t, func(f *excelize.File) error {
			v := excelize.NewDataValidation(true)
			v.Sqref = "A1:A3"
			v.SetInput("提示", number)
			return f.AddDataValidation("Sheet1", v)
		}),
		"数字.xlsx": book(map[string]string{"xl/worksheets/sheet1.xml": strings.Replace(part(t, plain, "xl/worksheets/sheet1.xml"), "</row>", `<c r="B1"><v>`+numbersOfNobody[2]+`</v></c></row>`, 1)}),
		"公式.xlsx": bookWith(t, func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "B2", `LEN("`+number+`")`) }),
		"富文本.xlsx": bookWith(t, func(f *excelize.File) error {
			return f.SetCellRichText("Sheet1", "B2", []excelize.RichTextRun{{Text: number[:7], Font: &excelize.Font{Bold: true}}, {Text: number[7:]}})
		}),
		"剩余.xlsx":   book(map[string]string{"xl/sharedStrings.xml": strings.Replace(part(t, plain, "xl/sharedStrings.xml"), "</sst>", "<si><t>"+number+"</t></si></sst>", 1)}),
		"新批注.xlsx":  book(map[string]string{"xl/threadedComments/threadedComment1.xml": `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1"><text>` + number + `</text></threadedComment></ThreadedComments>`}),
		"透视缓存.xlsx": book(map[string]string{"xl/pivotCache/pivotCacheRecords1.xml": `<pivotCacheRecords xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><r><s v="` + number + `"/></r></pivotCacheRecords>`}),
		"图表.xlsx":   book(map[string]string{"xl/charts/chart1.xml": `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:strCache><c:pt idx="0"><c:v>` + number + `</c:v></c:pt></c:strCache></c:chartSpace>`}),
		"作废部件.xlsx": book(map[string]string{"xl/old/part.xml": "<x>" + number + "</x>"}),
		"修订.docx":   word(inBody(`<w:p><w:del w:id="1" w:author="甲"><w:r><w:delText>`+number+`</w:delText></w:r></w:del></w:p>`), ""),
		"隐藏字.docx":  word(inBody(`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>`+number+`</w:t></w:r></w:p>`), ""),
		"拆开.docx":   word(inBody(`<w:p><w:r><w:t>`+number[:5]+`</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>`+number[5:12]+`</w:t></w:r><w:r><w:t>`+number[12:]+`</w:t></w:r></w:p>`), ""),
		"批注.docx":   word(map[string]string{"word/comments.xml": `<w:comments ` + w + `><w:comment w:id="1"><w:p><w:r><w:t>` + number + `</w:t></w:r></w:p></w:comment></w:comments>`}, relation("comments", "comments.xml")),
		"页脚.docx":   word(map[string]string{"word/footer9.xml": `<w:ftr ` + w + `><w:p><w:r><w:t>` + number + `</w:t></w:r></w:p></w:ftr>`}, relation("footer", "footer9.xml")),
		"脚注.docx":   word(map[string]string{"word/footnotes.xml": `<w:footnotes ` + w + `><w:footnote w:id="2"><w:p><w:r><w:t>` + number + `</w:t></w:r></w:p></w:footnote></w:footnotes>`}, relation("footnotes", "footnotes.xml")),
		"属性.docx":   word(map[string]string{"docProps/core.xml": `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>` + number + `</dc:description></cp:coreProperties>`}, ""),
		"自定.docx":   word(map[string]string{"customXml/item1.xml": `<x>` + number + `</x>`}, ""),
		"词汇.docx":   word(map[string]string{"word/glossary/document.xml": `<w:glossaryDocument ` + w + `><w:p><w:r><w:t>` + number + `</w:t></w:r></w:p></w:glossaryDocument>`}, ""),
		"设置.docx":   word(map[string]string{"word/settings.xml": `<w:settings ` + w + `><w:docVars><w:docVar w:name="证件" w:val="` + number + `"/></w:docVars></w:settings>`}, ""),
		"图题.docx":   word(inBody(`<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr id="1" name="图" descr="`+number+`"/></wp:inline></w:drawing></w:r></w:p>`), ""),
		"正文.txt":    []byte("申请人证件号码" + number + "。"),
		"全角.txt": []byte("证件" + strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, number)),
		"隔开.txt": []byte("证件" + number[:6] + " " + number[6:14] + " " + number[14:]),
	}
}
