package paper

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/document/pdf"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/store/storetest"
)

// office returns the command of LibreOffice. Where GONGKAI_REQUIRE names it, a test fails without it.
func office(t *testing.T) string {
	t.Helper()
	command, err := exec.LookPath("soffice")
	if err == nil {
		return command
	}
	if storetest.Required("libreoffice") {
		t.Fatalf("libreoffice is required and missing: %v", err)
	}
	t.Skipf("libreoffice is not here: %v", err)
	return ""
}

// converter makes files of another format of the files of a folder.
type converter struct{ command, folder string }

func (c converter) convert(t *testing.T, to string, files ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(c.folder, "profile"), "--headless", "--convert-to", to, "--outdir", filepath.Join(c.folder, "out")}
	for _, f := range files {
		args = append(args, filepath.Join(c.folder, f))
	}
	if out, err := exec.CommandContext(ctx, c.command, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func (c converter) read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.folder, "out", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mediaBox is the size of a page of a PDF, in points.
var mediaBox = regexp.MustCompile(`/Type/Page/[^>]*?/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]`)

// TestOfficeProgramsShowTheReport: opened in LibreOffice, docx and xlsx are pages of A4, each table on one page from its first head to its last
// figure; what LibreOffice saves of them still reads as the report.
func TestOfficeProgramsShowTheReport(t *testing.T) {
	t.Parallel()
	c := converter{office(t), t.TempDir()}
	reports := map[string]*report.Annual{}
	var docx, xlsx []string
	for _, year := range []int{2020, 2026} {
		a := numbered(year)
		a.Sections.Overview = strings.Repeat("（一）主动公开。全年按目录公开各类信息，及时回应社会关切。\n", 12)
		a.Table2["fees"][len(a.Table2["fees"])-1] = 125_000_01
		a.Carried = &report.Carried{Before: [7]int64{1, 0, 0, 0, 0, 0, 1}, Adjustments: []report.Adjusted{{Applicant: "natural", Difference: 1, Reason: "该件于上年12月28日收到，当时漏登。"}}}
		for _, format := range []string{"docx", "xlsx"} {
			b, _, err := Write(format, a)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s%d", format, year)
			reports[name] = a
			if err := os.WriteFile(filepath.Join(c.folder, name+"."+format), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		docx, xlsx = append(docx, fmt.Sprintf("docx%d.docx", year)), append(xlsx, fmt.Sprintf("xlsx%d.xlsx", year))
	}
	c.convert(t, "pdf", append(docx, xlsx...)...)
	c.convert(t, "docx", docx...)
	c.convert(t, "xlsx", xlsx...)
	for name, a := range reports {
		format := name[:4]
		if _, err := compare(t.Context(), a, format, c.read(t, name+"."+format)); err != nil {
			t.Errorf("%s, saved by LibreOffice: %s", name, sentence(err))
		}
		content := c.read(t, name+".pdf")
		doc, err := pdf.Read(t.Context(), content)
		if err != nil {
			t.Fatal(err)
		}
		looksAt(t, name, a, doc)
		boxes := mediaBox.FindAllSubmatch(content, -1)
		if len(boxes) != len(doc.Pages) {
			t.Errorf("%s: %d sizes for %d pages", name, len(boxes), len(doc.Pages))
		}
		for i, box := range boxes {
			size := strings.Split(string(box[1]), ".")[0] + "×" + strings.Split(string(box[2]), ".")[0]
			want := "595×841"
			if format == "xlsx" && i == 3 { // table 四 lies across
				want = "841×595"
			}
			if size != want {
				t.Errorf("%s: page %d is %s points, want %s", name, i+1, size, want)
			}
		}
	}
}

// looksAt compares the pages with what should stand together on one.
func looksAt(t *testing.T, name string, a *report.Annual, doc *pdf.Document) {
	t.Helper()
	var pages []string
	for _, p := range doc.Pages {
		pages = append(pages, strings.Join(strings.Fields(p.Text), ""))
	}
	if want := 4; strings.HasPrefix(name, "xlsx") && len(pages) != want {
		t.Errorf("%s has %d pages, want %d, one for a sheet", name, len(pages), want)
	}
	last3, last4 := a.Table3["carried_out"], a.Table4["litigation_after_review"]
	for what, words := range map[string][]string{
		"table two":   {"第二十条第（一）项", "信息内容", "行政事业性收费", "第二十条第（八）项"},
		"table three": {"第一项加第二项之和", "申请人情况", "自然人", "法人或其他组织", "社会公益组织", "法律服务机构", "三、本年度办理结果", "（三）不予公开", "8.属于行政查询事项", "（七）总计", "四、结转下年度继续办理", fmt.Sprint(last3[6]), "注：上年结转"},
		"table four":  {"行政诉讼", "未经复议直接起诉", "复议后起诉", "结果维持", "尚未审结", fmt.Sprint(last4[4])},
	} {
		on := 0
		for _, page := range pages {
			if holds(page, words) {
				on++
			}
		}
		if on != 1 {
			t.Errorf("%s: %s stands whole on %d pages, want one\n%s", name, what, on, strings.Join(pages, "\n"))
		}
	}
}

func holds(page string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(page, w) {
			return false
		}
	}
	return true
}

// TestOfficeProgramsShowTheWebsiteReport: opened in LibreOffice, docx and xlsx are two pages of A4, as wide as the table, with its heads on each;
// in docx no block is cut by the end of a page. What LibreOffice saves still reads as the report.
func TestOfficeProgramsShowTheWebsiteReport(t *testing.T) {
	t.Parallel()
	c := converter{office(t), t.TempDir()}
	r := wholeWebsite()
	for _, format := range []string{"docx", "xlsx"} {
		b, _, err := WriteWebsite(format, r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(c.folder, format+"."+format), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.convert(t, "pdf", "docx.docx", "xlsx.xlsx")
	for _, format := range []string{"docx", "xlsx"} {
		c.convert(t, format, format+"."+format)
		if _, err := compareWebsite(t.Context(), r, format, c.read(t, format+"."+format)); err != nil {
			t.Errorf("%s, saved by LibreOffice: %s", format, sentence(err))
		}
		content := c.read(t, format+".pdf")
		doc, err := pdf.Read(t.Context(), content)
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Pages) != 2 {
			t.Errorf("%s has %d pages", format, len(doc.Pages))
		}
		for i, box := range mediaBox.FindAllSubmatch(content, -1) {
			if !strings.HasPrefix(string(box[1]), "595") || !strings.HasPrefix(string(box[2]), "841") {
				t.Errorf("%s: page %d is %s×%s points", format, i+1, box[1], box[2])
			}
		}
		whole := ""
		for _, p := range doc.Pages {
			page := strings.Join(strings.Fields(p.Text), "")
			whole += page
			if !holds(page, []string{"部分", "栏目", "内容"}) {
				t.Errorf("%s: a page without heads:\n%s", format, page)
			}
		}
		for _, b := range website.Form() {
			var words []string
			for i := range b.Fields {
				words = append(words, strings.ReplaceAll(websiteLabel(&b.Fields[i]), " ", ""), strings.ReplaceAll(r.Values[b.Fields[i].Key], " ", ""))
			}
			on := slices.ContainsFunc(doc.Pages, func(p pdf.Page) bool { return holds(strings.Join(strings.Fields(p.Text), ""), words) })
			if format == "docx" && !on || !holds(whole, words) {
				t.Errorf("%s: %s does not stand whole", format, b.Name)
			}
		}
	}
}
