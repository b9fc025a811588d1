package document

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/fault"
)

// TestPassagesHoldWhatIsHidden: sheets, rows, remarks and properties that nobody sees at first are text all the same.
func TestPassagesHoldWhatIsHidden(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	_, err := f.NewSheet("底稿")
	for _, e := range []error{
		err,
		f.SetCellStr("Sheet1", "A1", "学校"), f.SetCellStr("Sheet1", "B1", "人数"), f.SetCellStr("Sheet1", "A3", "隐藏行"), f.SetRowVisible("Sheet1", 3, false),
		f.SetCellStr("底稿", "A2", "隐藏表"), f.SetSheetVisible("底稿", false),
		f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "某人", Paragraph: []excelize.RichTextRun{{Text: "批注里的字"}}}),
		f.SetDocProps(&excelize.DocProperties{Title: "属性里的字", Creator: "拟稿人"}),
	} {
		if e != nil {
			t.Fatal(e)
		}
	}
	var b bytes.Buffer
	if err := errors.Join(f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := Passages(t.Context(), "a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got = slices.DeleteFunc(got, func(p Passage) bool { return p.Beside })
	for i := range got {
		got[i].Text = strings.Join(strings.Fields(got[i].Text), " ")
	}
	want := []Passage{
		{Place: "工作表“Sheet1”第1行", Text: "学校 人数"},
		{Place: "工作表“Sheet1”第3行", Text: "隐藏行"},
		{Place: "工作表“Sheet1”A1的批注", Text: "某人 批注里的字"},
		{Place: "工作表“底稿”第2行", Text: "隐藏表"},
		{Place: "文件属性", Text: "属性里的字 拟稿人"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPassagesReadsTheEncodingsOfOffices(t *testing.T) {
	t.Parallel()
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("濮阳市教育局"))
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{
		"utf-8": []byte("濮阳市教育局"), "marked": []byte("\ufeff濮阳市教育局"), "gb18030": gb,
		"utf-16le": append([]byte("\xff\xfe"), utf16le("濮阳市教育局")...),
	} {
		got, err := Passages(t.Context(), "a.txt", bytes.NewReader(body), int64(len(body)), Limits{})
		if err != nil || len(got) != 1 || got[0].Text != "濮阳市教育局" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestPassagesOfPDF(t *testing.T) {
	t.Parallel()
	passages := func(name string) ([]Passage, error) {
		b, err := os.ReadFile(filepath.Join("pdf", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return Passages(t.Context(), name, bytes.NewReader(b), int64(len(b)), Limits{})
	}
	got, err := passages("libreoffice.pdf")
	if err != nil || len(got) != 2 || got[0].Place != "第1页" || !got[0].Wrapped || !strings.Contains(got[0].Text, "410901200802290010") || got[1].Place != "批注、表单和文件属性" {
		t.Errorf("%+v, %v", got, err)
	}
	for name, want := range map[string]string{"scan.pdf": "只有图片", "encrypted.pdf": "密码"} {
		if _, err := passages(name); !errors.Is(err, ErrNoText) || !strings.Contains(fault.Text(err), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := numbers([]int{1, 3, 4, 5, 9}); got != "1、3–5、9" {
		t.Errorf("pages: %s", got)
	}
}
