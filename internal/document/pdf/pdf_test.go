package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// notice is what stands in the samples. testdata/notice.html is where Chromium's and, by way of docx, LibreOffice's come from;
// fpdf's has it in fewer words, and lines that are not full.
var notice = []string{
	"关于做好义务教育招生入学工作的通知",
	"各学校：为做好本年度义务教育招生入学工作，保障适龄儿童少年依法接受义务教育，按照免试就近入学的原则，现将", // over the end of a line
	"样例身份证号码 410901200802290010，请勿公开。",
	"0393-4412345",
	"11010519491231002X",
	"濮阳市教育局 2026年5月18日",
}

func read(t *testing.T, b []byte) *Document {
	t.Helper()
	doc, err := Read(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadsWhatProgramsWrite(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"chromium.pdf", "libreoffice.pdf", "fpdf.pdf"} {
		doc := read(t, sample(t, file))
		if len(doc.Pages) != 1 || doc.Pages[0].Unread || doc.Embedded || doc.Cut {
			t.Errorf("%s: %+v", file, doc)
			continue
		}
		text := doc.Pages[0].Text
		if file == "fpdf.pdf" {
			text = strings.ReplaceAll(text, "接受\n义务", "接受义务")
		}
		for _, want := range notice {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", file, want, doc.Pages[0].Text)
			}
		}
		if theirs, ok := popplers(t, file); ok && solid(theirs) != solid(doc.Pages[0].Text) {
			t.Errorf("%s: pdftotext reads\n%s\nand we\n%s", file, theirs, doc.Pages[0].Text)
		}
	}
	if doc := read(t, sample(t, "libreoffice.pdf")); !strings.Contains(doc.Beside, "关于做好") {
		t.Errorf("title: %q", doc.Beside)
	}
}

// popplers is what pdftotext reads, where it is installed.
func popplers(t *testing.T, file string) (string, bool) {
	t.Helper()
	command, err := exec.LookPath("pdftotext")
	if err != nil {
		return "", false
	}
	out, err := exec.CommandContext(t.Context(), command, "-raw", filepath.Join("testdata", file), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out), true
}

// solid is a text without white space.
func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestSaysWhatItCannotRead(t *testing.T) {
	t.Parallel()
	if doc := read(t, sample(t, "scan.pdf")); len(doc.Pages) != 1 || !doc.Pages[0].Unread {
		t.Errorf("a picture: %+v", doc)
	}
	for name, want := range map[string]error{"encrypted.pdf": ErrEncrypted, "notice.html": ErrNoPages} {
		if _, err := Read(t.Context(), sample(t, name)); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	unknown := "/F1 << /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< /DW 1000 >>] >>"
	if doc := read(t, onePage(unknown, "BT /F1 12 Tf <00010002000300040005000600070008000900100011> Tj ET")); !doc.Pages[0].Unread {
		t.Errorf("letters without meaning: %+v", doc)
	}
	if doc := read(t, onePage("", "0 0 100 100 re f")); !doc.Pages[0].Unread {
		t.Errorf("drawn letters, perhaps: %+v", doc)
	}
	if doc := read(t, onePage("", "")); doc.Pages[0].Unread {
		t.Errorf("an empty page: %+v", doc)
	}
	whole := sample(t, "libreoffice.pdf")
	if doc, err := Read(t.Context(), whole[:len(whole)*3/4]); err == nil && !doc.Cut && !doc.Pages[0].Unread && !strings.Contains(doc.Pages[0].Text, notice[2]) {
		t.Errorf("a part of a file is taken for the whole: %+v", doc)
	}
}

// file writes a PDF of numbered objects; those that follow the first three are given.
func objects(list ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>\nendobj\n")
	for i, o := range list {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+3, o)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n%%EOF\n")
	return b.Bytes()
}

func streamOf(dict, content string) string {
	return fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(content), dict, content)
}

func deflated(dict, content string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = io.WriteString(z, content) // a buffer takes everything
	_ = z.Close()
	return streamOf("/Filter /FlateDecode "+dict, b.String())
}

// onePage is a file of one page.
func onePage(fonts, content string, more ...string) []byte {
	return objects(append([]string{
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << " + fonts + " >> /XObject << /X1 5 0 R >> >> >>", streamOf("", content),
	}, more...)...)
}

const latin = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"

func TestReadsWhatFilesMayHold(t *testing.T) {
	t.Parallel()
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("招生简章2026")
	if err != nil {
		t.Fatal(err)
	}
	cmap := "1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfrange <0001> <0004> <4efe> <0010> <0011> [<56fd> <d842dfb7>] endbfrange 1 beginbfchar <0020> <2f42> endbfchar"
	for _, tc := range []struct{ name, want, have string }{
		{"a range that carries", "仾仿伀企", string(onePage("/F1 << /Subtype /Type0 /Encoding /Identity-H /ToUnicode 5 0 R >>", "BT /F1 9 Tf <0001000200030004> Tj ET", deflated("", cmap)))},
		{"a list, beyond 16 bits, a radical", "国𠮷文", string(onePage("/F1 << /Subtype /Type0 /Encoding /Identity-H /ToUnicode 5 0 R >>", "BT /F1 9 Tf <001000110020> Tj ET", deflated("", cmap)))},
		{"GBK", "招生简章2026", string(onePage("/F1 << /Subtype /Type0 /Encoding /GBK-EUC-H >>", fmt.Sprintf("BT /F1 9 Tf <%x> Tj ET", gbk)))},
		{"UCS-2", "招生", string(onePage("/F1 << /Subtype /Type0 /Encoding /UniGB-UCS2-H >>", "BT /F1 9 Tf <62db751f> Tj ET"))},
		{"names of glyphs", "41㈠", string(onePage("/F1 << /Subtype /Type1 /Encoding << /Differences [1 /four /one /uni3220] >> >>", `BT /F1 9 Tf (\1\2\003) Tj ET`))},
		{"kerning and spaces", "Tel 0393", string(onePage(latin, "BT /F1 9 Tf [(T) 80 (e) 20 (l) -400 (0393)] TJ ET"))},
		{"lines", "a\nb\nc", string(onePage(latin, "BT /F1 9 Tf 12 TL 50 700 Td (a) Tj (b) ' 0 -20 Td (c) Tj ET"))},
		{"cells", "a\tb", string(onePage(latin, "BT /F1 9 Tf 50 700 Td (a) Tj 100 0 Td (b) Tj ET"))},
		{"drawn twice to look bold", "ab", string(onePage(latin, "BT /F1 9 Tf 50 700 Td (ab) Tj ET BT /F1 9 Tf 50.3 700 Td (ab) Tj ET"))},
		{"in a drawing", "inside", string(onePage(latin, "/X1 Do", streamOf("/Type /XObject /Subtype /Form", "BT /F1 9 Tf (inside) Tj ET")))},
		{"beside a picture in the text", "ab", string(onePage(latin, "BT /F1 9 Tf (a) Tj ET BI /W 1 /H 1 ID \x00( EIx EI BT /F1 9 Tf 5 0 Td (b) Tj ET"))},
		{"sideways", "up", string(onePage(latin, "BT /F1 9 Tf 0 1 -1 0 50 50 Tm (u) Tj (p) Tj ET"))},
		{"the later of two", "new", string(onePage(latin, "BT /F1 9 Tf (old) Tj ET")) + "4 0 obj\n" + streamOf("", "BT /F1 9 Tf (new) Tj ET") + "\nendobj\n"},
		{"packed objects", "packed", string(objects("null", streamOf("", "BT /F1 9 Tf (packed) Tj ET"), deflated("/Type /ObjStm /N 1 /First 4", "3 0 << /Type /Page /Contents 4 0 R /Resources << /Font << "+latin+" >> >> >>")))},
	} {
		if doc := read(t, []byte(tc.have)); doc.Pages[0].Text != tc.want || doc.Pages[0].Unread {
			t.Errorf("%s: %+v, want %q", tc.name, doc, tc.want)
		}
	}
	doc := read(t, onePage(latin, "", "<< /Type /Annot /Subtype /Text /Contents <feff6279 6ce8> >>", "<< /FT /Tx /V (in a form) >>", "<< /Type /Filespec /EF << /F 9 0 R >> >>", "<< /Type /Sig /ByteRange [] /Contents <00ff> >>"))
	if doc.Beside != "批注\nin a form\n" || !doc.Embedded {
		t.Errorf("beside the pages: %+v", doc)
	}
}

// hostile are files that would keep a reader busy.
func hostile() map[string][]byte {
	tall := strings.Repeat("BT /F1 9 Tf (a) Tj ET ", 700_000)
	kids := strings.Repeat("3 0 R ", 100_000)
	return map[string][]byte{
		"ends within a string":    onePage(latin, "BT /F1 9 Tf (a) Tj ET <"),
		"many ends of strings":    []byte("%PDF-1.7\n" + strings.Repeat("1 0 obj (", 500_000)),
		"deep":                    []byte("%PDF-1.7\n1 0 obj " + strings.Repeat("[", 5<<20)),
		"dictionaries, deep":      []byte("%PDF-1.7\n1 0 obj " + strings.Repeat("<</A ", 1<<20)),
		"numbers":                 []byte("%PDF-1.7\n" + strings.Repeat("1 0 obj ["+strings.Repeat("9999 ", 100_000)+"] endobj ", 10)),
		"small dictionaries":      []byte("%PDF-1.7\n1 0 obj [" + strings.Repeat("<</A 1>>", 600_000)),
		"objects of one byte":     []byte("%PDF-1.7\n" + manyObjects(400_000)),
		"a page in itself":        objects("<< /Kids [3 0 R 2 0 R 1 0 R] >>"),
		"a page a thousand times": objects("<< /Kids ["+kids+"] >>", "<< /Type /Page >>"),
		"a drawing in itself":     onePage(latin, "/X1 Do /X1 Do", streamOf("/Subtype /Form", strings.Repeat("/X1 Do ", 1000))),
		"unpacked without end":    onePage(latin, "/X1 Do", deflated("/Subtype /Form", strings.Repeat(" ", 100<<20))),
		"a string without end":    onePage(latin, "/X1 Do", deflated("/Subtype /Form", "BT /F1 9 Tf ("+strings.Repeat("a", 64<<20))),
		"letters":                 onePage(latin, "/X1 Do", deflated("/Subtype /Form", tall)),
		"long meanings":           onePage("/F1 << /Subtype /Type0 /ToUnicode 5 0 R >>", strings.Repeat("BT /F1 9 Tf <"+strings.Repeat("0001", 1000)+"> Tj ET ", 1200), deflated("", "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <"+strings.Repeat("4e00", 10)+"> endbfchar")),
		"codes":                   onePage("/F1 << /Subtype /Type0 /ToUnicode 5 0 R >>", strings.Repeat("/F1 9 Tf ", 100_000), streamOf("", strings.Repeat("<0000> <ffff> <0000> endbfrange ", 1000))),
		"widths":                  onePage("/F1 << /Subtype /Type0 /DescendantFonts [<< /W [0 99999999999 1] >>] >>", "/F1 9 Tf"),
		"packed a thousand times": []byte("%PDF-1.7\n1 0 obj " + deflated("/Type /ObjStm /N 100000 /First 700000", strings.Repeat("5 0 ", 100_000)+strings.Repeat(" ", 300_000)+"["+strings.Repeat("1 ", 1<<20)+"]") + " endobj"),
	}
}

func manyObjects(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj 1 ", i)
	}
	return b.String()
}

// TestReadingEnds: no file keeps the reader busy. The budget counts work, not time, so that a file says the same on every machine;
// BenchmarkHostile shows what it is in seconds and bytes.
func TestReadingEnds(t *testing.T) {
	t.Parallel()
	for name, b := range hostile() {
		doc, err := Read(t.Context(), b)
		if err != nil && !errors.Is(err, ErrNoPages) {
			t.Errorf("%s: %v", name, err)
		}
		if doc != nil && len(doc.Pages) > maxPages {
			t.Errorf("%s: %d pages", name, len(doc.Pages))
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, in := range hostile() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Read(b.Context(), in) // how it ends is the test's
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"fpdf.pdf", "scan.pdf", "libreoffice.pdf"} {
		f.Add(sample(f, name))
	}
	f.Add(onePage(latin, "BT /F1 9 Tf 12 TL 50 700 Td [(a) -99 <62>] TJ (c) ' 1 2 (d) \" T* ET q /X1 Do Q", streamOf("/Subtype /Form /Matrix [1 0 0 1 0 0]", "BI /W 1 ID x EI f")))
	f.Add(onePage("/F1 << /Subtype /Type0 /Encoding /GBK-EUC-V /ToUnicode 5 0 R /DescendantFonts [<< /W [1 [2 3] 4 5 6] >>] >>", "BT /F1 9 Tf <d5d0> Tj ET", streamOf("", "<00> <ff> endcodespacerange <01> <02> [<4e00>] endbfrange <03> <4e01> endbfchar")))
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := Read(t.Context(), b)
		if (doc == nil) == (err == nil) {
			t.Errorf("%+v, %v", doc, err)
		}
	})
}
