package reading

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/document"
	"gongkai/internal/report"
)

// hugeEnv tells this test binary to read one huge input and no more.
const hugeEnv = "GONGKAI_TEST_HUGE"

func TestMain(m *testing.M) {
	if no, err := strconv.Atoi(os.Getenv(hugeEnv)); err == nil {
		os.Exit(readHuge(hugeInputs()[no]))
	}
	os.Exit(m.Run())
}

// hugeInput is 5 MiB that a reader may choke on.
type hugeInput struct {
	name string
	make func() []byte
}

// hugeInputs are of every kind of file, and repeat what the reader and the hints look for.
func hugeInputs() (out []hugeInput) {
	const head = "示例市教育局2026年政府信息公开工作年度报告\n一、总体情况\n收到和处理政府信息公开申请情况\n本年新收政府信息公开申请数量"
	const tail = "\n三、收到和处理政府信息公开申请情况\n本年新收政府信息公开申请数量 1 0 0 0 0 0 1\n"
	for _, piece := range []string{
		"其他", "收到和处理政府信息公开申请情况本年新收", "总计1", "| 其他 | 0 | 0 |\n", "<tr><td>总计</td><td>1</td></tr>", "7 ", "第二十条第(一)项规章1",
		"收到", "收到政府信息公开申请1件，", "总体情况", "一、总体情况\n", "结转下年度", "13800138000 ", "1", "一、甲\n", "公开。", "<p>其他需要报告的事项</p>", "存在的问题\n", "a\n", "<p>a", "<tr><td>", "|", "\t",
		"五、存在的主要问题六、其他需要报告的事项",
	} {
		out = append(out, hugeInput{piece, func() []byte { return []byte(head + strings.Repeat(piece, (MaxFile-1000)/len(piece)) + tail) }})
	}
	out = append(out,
		hugeInput{"GB 18030", func() []byte { return bytes.Repeat([]byte{0xc6, 0xe4, 0xcb, 0xfb, '1'}, MaxFile/7) }},          // 其他1
		hugeInput{"too much in UTF-8", func() []byte { return bytes.Repeat([]byte{0xc6, 0xe4, 0xcb, 0xfb, '1'}, MaxFile/5) }}, // likewise
		hugeInput{"nested elements", func() []byte { return []byte("<html>" + strings.Repeat("<div>", MaxFile/5-100)) }},
		hugeInput{"a long row of JSON", func() []byte {
			return []byte(`{"year":2026,"format":"2021","table3":{"rows":{"total":[` + strings.Repeat("0,", MaxFile/2-100) + `0]}}}`)
		}},
		hugeInput{"many rows of JSON", func() []byte {
			var b strings.Builder
			b.WriteString(`{"year":2026,"format":"2021","table3":{"rows":{"a":[]`)
			for i := 0; b.Len() < MaxFile-100; i++ {
				fmt.Fprintf(&b, `,"r%d":[1,2,3,4,5,6,7]`, i)
			}
			return []byte(b.String() + "}}}")
		}},
		hugeInput{"nested JSON", func() []byte { return []byte(`{"year":2026,"table2":{"a":` + strings.Repeat("[", MaxFile-100)) }},
		hugeInput{"docx of one paragraph", func() []byte { return wordFile(1, 150_000) }},
		hugeInput{"docx of many paragraphs", func() []byte { return wordFile(9_000, 20) }},
		hugeInput{"xlsx of many rows", func() []byte { return sheetFile(20_000, 8) }},
		hugeInput{"xlsx of wide rows", func() []byte { return sheetFile(600, 250) }},
	)
	for _, in := range []struct{ name, part, from, piece string }{
		{"xlsx inflated: empty rows", "xl/worksheets/sheet1.xml", "</sheetData>", `<row r="%[1]d"></row>`},
		{"xlsx inflated: empty cells", "xl/worksheets/sheet1.xml", "</sheetData>", `<row r="%[1]d"><c r="A%[1]d" s="1"/><c s="1"/><c s="1"/><c s="1"/><c s="1"/><c s="1"/><c s="1"/><c s="1"/></row>`},
		{"docx inflated: empty paragraphs", "word/document.xml", "</w:body>", `<w:p w:rsidR="%08[1]X"></w:p>`},
		{"docx inflated: paragraphs", "word/document.xml", "</w:body>", `<w:p><w:r><w:t>%[1]d</w:t></w:r></w:p>`},
		{"docx inflated: rows", "word/document.xml", "</w:body>", `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>%[1]d</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`},
	} {
		whole := sheetFile(1, 3)
		if strings.HasPrefix(in.name, "docx") {
			whole = wordFile(1, 3)
		}
		for _, size := range []int{4 << 20, 250 << 20} {
			out = append(out, hugeInput{fmt.Sprintf("%s, %d MiB", in.name, size>>20), func() []byte { return inflated(whole, in.part, in.from, in.piece, size) }})
		}
	}
	return out
}

// inflated is an office file with a piece repeated in one of its parts, numbered, up to size or as much as a file may have.
func inflated(file []byte, part, before, piece string, size int) []byte {
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		in, err1 := f.Open()
		out, err2 := w.Create(f.Name)
		if err := errors.Join(err1, err2); err != nil {
			panic(err)
		}
		text, err := io.ReadAll(in)
		head, tail, found := bytes.Cut(text, []byte(before))
		_, err2 = out.Write(head)
		if f.Name == part && found {
			for i, done := 2, 0; done < size && b.Len() < MaxFile-(1<<16); i++ {
				n, err := fmt.Fprintf(out, piece, i)
				done, err2 = done+n, errors.Join(err2, err)
			}
		}
		if found {
			tail = append([]byte(before), tail...)
		}
		_, err3 := out.Write(tail)
		if err := errors.Join(err, err2, err3); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// wordFile is a docx of paragraphs that repeat words of the form, no larger than a file may be.
func wordFile(paragraphs, words int) []byte {
	d := &document.Doc{}
	for range paragraphs {
		var text strings.Builder
		for range words {
			fmt.Fprintf(&text, "其他总计%d ", rand.IntN(1000)) // else it is refused for what it inflates to
		}
		d.Blocks = append(d.Blocks, &document.Paragraph{Runs: []document.Run{{Text: text.String()}}})
	}
	var b bytes.Buffer
	if err := d.WriteDOCX(&b, document.DocxMeta{Title: "示例市教育局2026年政府信息公开工作年度报告"}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// sheetFile is an xlsx of rows of numbers.
func sheetFile(rows, columns int) []byte {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	row := make([]any, columns)
	for i := range row {
		row[i] = i
	}
	row[0] = "其他"
	for i := 1; i <= rows && err == nil; i++ {
		err = w.SetRow(fmt.Sprintf("A%d", i), row)
	}
	var b bytes.Buffer
	if err = errors.Join(err, w.Flush()); err == nil {
		_, err = f.WriteTo(&b)
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

// readHuge reads and judges an input, and says what that took besides making it.
func readHuge(in hugeInput) int {
	b := in.make()
	var before, after syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	r, refused := Read(context.Background(), "x", b)
	if refused == nil {
		Judge(r, r, report.UsualOverlap)
	}
	if err := errors.Join(err, syscall.Getrusage(syscall.RUSAGE_SELF, &after)); err != nil || len(b) > MaxFile {
		fmt.Fprintln(os.Stderr, len(b), err)
		return 1
	}
	fmt.Println(time.Duration(after.Utime.Nano()-before.Utime.Nano()).Milliseconds(), after.Maxrss>>10)
	return 0
}

// TestHugeInputsEnd reads each in a process of its own: in 2 seconds of a processor, as the last line tells, and 256 MiB of memory. What takes
// five times as long grows faster than its size, on whichever machine.
func TestHugeInputsEnd(t *testing.T) {
	t.Parallel()
	slowest, largest, done := 0, 0, 0
	for no, in := range hugeInputs() {
		if no%thinning > 0 {
			continue
		}
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", hugeEnv, no))
		out, err := cmd.CombinedOutput()
		var took, size int
		if _, scanned := fmt.Sscan(string(out), &took, &size); err != nil || scanned != nil {
			t.Errorf("%.20q: %v, %.200s", in.name, err, out)
			continue
		}
		if took > 10_000*slowness || size > 256*slowness {
			t.Errorf("%.40q: %d ms of a processor, %d MiB", in.name, took, size)
		}
		t.Logf("%.40q: %d ms of a processor, %d MiB", in.name, took, size)
		slowest, largest, done = max(slowest, took), max(largest, size), done+1
	}
	t.Logf("%d inputs: %d ms of a processor for the slowest, %d MiB for the largest", done, slowest, largest)
}

// judged reads what may be a report, and looks that everything about it can be said.
func judged(t *testing.T, name string, b []byte) {
	r, err := Read(t.Context(), name, b)
	if err != nil {
		return
	}
	for _, rel := range r.Relations() {
		if rel.Outcome == report.Violated && rel.Text == "" {
			t.Errorf("%s is violated without a word", rel.Name)
		}
	}
	if _, err := r.MarshalJSON(); err != nil {
		t.Error(err)
	}
	Judge(r, r, report.UsualOverlap)
}

// FuzzRead tries texts and pages of any shape.
func FuzzRead(f *testing.F) {
	m := make3(rand.New(rand.NewPCG(5, 6)), report.Format2021, 40)
	for _, s := range shapes {
		f.Add([]byte(s.write(m)))
	}
	f.Add([]byte(Sample))
	f.Fuzz(func(t *testing.T, b []byte) { judged(t, "x", b) })
}

// FuzzPage tries pages alone.
func FuzzPage(f *testing.F) {
	m := make3(rand.New(rand.NewPCG(7, 6)), report.Format2021, 40)
	for _, s := range shapes {
		f.Add(s.write(m))
	}
	f.Fuzz(func(t *testing.T, page string) { judged(t, "x.html", []byte("<p>"+page)) })
}

// FuzzShape tries the machine-readable shape.
func FuzzShape(f *testing.F) {
	f.Add(`"year": 2026, "format": "2021", "table3": {"rows": {"total": [1,2,3,4,5,6,null]}}`)
	f.Add(`"year": 2020, "format": "2019", "table2": {"fees": "1.5", "normative": [1, null, "x"]}, "table4": {"review": [1,2,3,4,10]}`)
	f.Fuzz(func(t *testing.T, inside string) { judged(t, "x.json", []byte("{"+inside+"}")) })
}

// FuzzOffice tries docx and xlsx, spoilt in any way.
func FuzzOffice(f *testing.F) {
	f.Add(wordFile(3, 4))
	f.Add(sheetFile(3, 8))
	f.Fuzz(func(t *testing.T, b []byte) { judged(t, "x.docx", b) })
}
