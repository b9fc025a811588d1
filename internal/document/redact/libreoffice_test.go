package redact

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// program returns the path of a program. Where GONGKAI_REQUIRE names libreoffice, a test fails without it.
func program(t *testing.T, name string) string {
	t.Helper()
	command, err := exec.LookPath(name)
	if err == nil {
		return command
	}
	if strings.Contains(os.Getenv("GONGKAI_REQUIRE"), "libreoffice") {
		t.Fatalf("%s is required and missing: %v", name, err)
	}
	t.Skipf("%s is not here: %v", name, err)
	return ""
}

// TestLibreOfficeShowsTheMark: another program opens the copies, and on its pages are the marks and not the string.
func TestLibreOfficeShowsTheMark(t *testing.T) {
	t.Parallel()
	office, totext := program(t, "soffice"), program(t, "pdftotext")
	folder := t.TempDir()
	if kept := os.Getenv("GONGKAI_KEEP"); kept != "" { // to look at the pages
		folder = kept
	}
	letter := wordFile(t, `<w:p><w:pPr><w:pStyle w:val="t"/></w:pPr><w:r><w:t>关于张</w:t></w:r><w:r><w:t>三丰申请的答复</w:t></w:r></w:p>`+
		`<w:p><w:r><w:t>留下一段。电话</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>138 0013</w:t></w:r><w:ins w:author="x"><w:r><w:t xml:space="preserve"> 8000</w:t></w:r></w:ins><w:r><w:t>，详见</w:t></w:r>`+fieldXML(` HYPERLINK "https://a.example/张三丰" `, "附件")+`<w:r><w:t>。</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`+
		`<w:tbl><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="5000"/></w:tblGrid><w:tr><w:tc>`+para("姓名")+`</w:tc><w:tc>`+para("张　三　丰")+`</w:tc></w:tr></w:tbl>`+shape+
		`<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/><w:footerReference w:type="default" r:id="rIdfooter"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>`,
		map[string]string{
			"word/header1.xml":   `<w:hdr NAMES>` + para("页眉张三丰") + `</w:hdr>`,
			"word/footer1.xml":   `<w:ftr NAMES><w:p>` + fieldXML(" PAGE ", "1") + `</w:p></w:ftr>`,
			"word/footnotes.xml": `<w:footnotes NAMES><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>脚注张三丰</w:t></w:r></w:p></w:footnote></w:footnotes>`,
			"word/comments.xml":  `<w:comments NAMES><w:comment w:id="0" w:author="张三丰">` + para("批注") + `</w:comment></w:comments>`,
			"word/styles.xml":    `<w:styles NAMES><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr></w:style></w:styles>`,
			"docProps/core.xml":  `<p>张三丰</p>`,
		})
	sheet := book(t, func(f *excelize.File) error {
		bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}})
		money, moneyErr := f.NewStyle(&excelize.Style{NumFmt: 4})
		_, sheetErr := f.NewSheet("底稿")
		return errors.Join(err, moneyErr, sheetErr, f.SetSheetRow("Sheet1", "A2", &[]any{"姓名", "金额", "备注"}), f.SetCellStyle("Sheet1", "A2", "C2", bold),
			f.SetSheetRow("Sheet1", "A3", &[]any{"张三丰", 138000, "留下备注"}), f.SetSheetRow("Sheet1", "A4", &[]any{"李四", 2500.5, "与张 三丰同住"}), f.SetCellStyle("Sheet1", "B3", "B4", money),
			f.SetColWidth("Sheet1", "A", "C", 22), f.SetCellStr("底稿", "A1", "张三丰"), f.SetSheetVisible("底稿", false),
			f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: "&C张三丰的表"}))
	})
	args := []string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "pdf", "--outdir", folder}
	for _, c := range []struct {
		name   string
		file   []byte
		remove []Removal
	}{{"letter.docx", letter, removals(secret, "13800138000")}, {"sheet.xlsx", sheet, removals(secret, "138,000")}} {
		out, err := Redact(c.name, c.file, c.remove)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		t.Logf("%s: hits %s; dropped %v", c.name, hitsOf(out), out.Dropped)
		file := filepath.Join(folder, c.name)
		if err := os.WriteFile(file, out.File, 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, want := range map[string]struct {
		marks int
		stays []string
	}{
		"letter": {6, []string{"申请的答复", "留下一段", "附件", "姓名", "框里", "脚注", "页眉"}},
		"sheet":  {4, []string{"留下备注", "李四", "2,500.50", "同住", "的表"}},
	} {
		text, err := exec.CommandContext(ctx, totext, "-layout", filepath.Join(folder, name+".pdf"), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		shown := dense(string(text))
		if n := strings.Count(shown, Mark); n != want.marks {
			t.Errorf("%s has %d marks, want %d:\n%s", name, n, want.marks, text)
		}
		for _, s := range []string{secret, "13800138000", "138,000", "三丰"} {
			if strings.Contains(shown, s) {
				t.Errorf("%s shows %s:\n%s", name, s, text)
			}
		}
		for _, s := range want.stays {
			if !strings.Contains(shown, s) {
				t.Errorf("%s does not show %s:\n%s", name, s, text)
			}
		}
	}
}
