package catalog

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/document"
)

func TestCompulsoryIsWhole(t *testing.T) {
	t.Parallel()
	entries := Compulsory()
	groups := map[string]bool{}
	for _, e := range entries {
		groups[e.Group] = true
		if !strings.HasPrefix(e.Verified, "V:") && e.Verified != "K" {
			t.Errorf("%s says of its check %q", e.Code, e.Verified)
		}
	}
	for _, g := range []string{"政策文件", "教育概况", "民办学校信息", "财务信息", "招生管理", "学生管理", "教师管理", "重要政策执行情况", "教育督导公开", "校园安全"} {
		if !groups[g] {
			t.Errorf("no entry of %s", g)
		}
	}
	if len(entries) != 38 {
		t.Errorf("%d entries", len(entries))
	}
}

// TestStandardFilesAreReadAgain: what is written as CSV or xlsx is the same when it comes back.
func TestStandardFilesAreReadAgain(t *testing.T) {
	t.Parallel()
	want := Compulsory()
	var asCSV, asXLSX bytes.Buffer
	if err := errors.Join(WriteStandardCSV(&asCSV, want), WriteStandardXLSX(&asXLSX, want)); err != nil {
		t.Fatal(err)
	}
	got, problems, err := ParseStandardCSV(asCSV.Bytes())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("csv (-want +got): %v, %v\n%s", err, problems, diff)
	}
	got, problems, err = ParseStandardXLSX(t.Context(), "a.xlsx", bytes.NewReader(asXLSX.Bytes()), int64(asXLSX.Len()))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("xlsx (-want +got): %v, %v\n%s", err, problems, diff)
	}
	var blank bytes.Buffer
	if err := WriteStandardXLSX(&blank, nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ParseStandardXLSX(t.Context(), "a.xlsx", bytes.NewReader(blank.Bytes()), int64(blank.Len())); !errors.Is(err, ErrStandardEmpty) {
		t.Errorf("the blank template: %v", err)
	}
	if _, _, err := ParseStandardXLSX(t.Context(), "a.xlsx", strings.NewReader("a,b"), 3); !errors.Is(err, document.ErrWrongType) && err == nil {
		t.Errorf("text as xlsx: %v", err)
	}
}

// TestHiddenRowsAreNotTaken: what nobody sees in the office program is not published by accident.
func TestHiddenRowsAreNotTaken(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := WriteStandardXLSX(&b, Compulsory()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := errors.Join(f.SetRowVisible("标准目录", 5, false), f.Write(&out), f.Close()); err != nil {
		t.Fatal(err)
	}
	entries, problems, err := ParseStandardXLSX(t.Context(), "a.xlsx", bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil || entries != nil || len(problems) != 1 || problems[0].Row != 5 {
		t.Errorf("%d entries, %+v, %v", len(entries), problems, err)
	}
}

const goodRow = "1,05,招生管理,0501,学校介绍,性质;地点,依据,时限,学校,政府网站,1,0,1,0,1,0,0,部颁,K\n"

func standardHead() string {
	var names []string
	for _, c := range standardColumns {
		names = append(names, c.code)
	}
	return strings.Join(names, ",") + "\n"
}

func TestParseStandardTellsEveryMistake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows   string
		row    int
		column string
		text   string
	}{
		"no number":           {strings.Replace(goodRow, "1,05", "x,05", 1), 2, "序号", "整数"},
		"nought":              {strings.Replace(goodRow, "1,05", "0,05", 1), 2, "序号", "整数"},
		"number twice":        {goodRow + strings.Replace(goodRow, "0501", "0502", 1), 3, "序号", "第 2 行"},
		"group code":          {strings.Replace(goodRow, ",05,", ",A5,", 1), 2, "一级事项编码", "2 位数字"},
		"code of five":        {strings.Replace(goodRow, "0501", "05011", 1), 2, "二级事项编码", "4 字"},
		"other group's code":  {strings.Replace(goodRow, "0501", "0601", 1), 2, "二级事项编码", "前两位"},
		"code twice":          {goodRow + strings.Replace(goodRow, "1,05", "2,05", 1), 3, "二级事项编码", "第 2 行重复"},
		"group of two names":  {goodRow + "2,05,招生,0502,乙,要素,依据,时限,学校,政府网站,1,0,1,0,1,0,0,,\n", 3, "一级事项", "“招生管理”"},
		"no name":             {strings.Replace(goodRow, "学校介绍", "", 1), 2, "二级事项", "没有填写"},
		"no elements":         {strings.Replace(goodRow, "性质;地点", "", 1), 2, "公开内容（要素）", "没有填写"},
		"a channel of no one": {strings.Replace(goodRow, "政府网站", "政府网站|小喇叭", 1), 2, "公开渠道和载体", "13 种"},
		"a tick of no kind":   {strings.Replace(goodRow, ",1,0,1,0", ",也许,1,1,0", 1), 2, "公开对象：全社会", "读不懂"},
		"nobody told":         {strings.Replace(goodRow, ",1,0,1,0,1", ",0,0,1,0,1", 1), 2, "公开对象", "一项也没有选"},
		"no way":              {strings.Replace(goodRow, ",1,0,1,0,1", ",1,0,0,0,1", 1), 2, "公开方式", "一项也没有选"},
		"no level":            {strings.Replace(goodRow, ",1,0,1,0,1", ",1,0,1,0,0", 1), 2, "公开层级", "一项也没有选"},
		"too long":            {strings.Replace(goodRow, "学校介绍", strings.Repeat("长", 81), 1), 2, "二级事项", "最多 80 字"},
		"a short row":         {"1,05,招生管理\n", 2, "二级事项编码", "没有填写"},
	} {
		entries, problems, err := ParseStandardCSV([]byte(standardHead() + c.rows))
		if err != nil || entries != nil {
			t.Errorf("%s: %v, %d entries", name, err, len(entries))
		}
		found := false
		for _, p := range problems {
			found = found || p.Row == c.row && p.Column == c.column && strings.Contains(p.Text, c.text) && p.Advice != ""
		}
		if !found {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

func TestParseStandardTakesWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	want, problems, err := ParseStandardCSV([]byte(standardHead() + goodRow))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	for name, text := range map[string]string{
		"byte order mark":     "\ufeff" + standardHead() + goodRow,
		"windows lines":       strings.ReplaceAll(standardHead()+goodRow, "\n", "\r\n"),
		"noughts lost":        standardHead() + strings.NewReplacer("05,", "5,", "0501", "501").Replace(goodRow),
		"boxes":               standardHead() + strings.Replace(goodRow, ",1,0,1,0,1,0,0,", ",■,□,是,否,√,,,", 1),
		"chinese semicolons":  standardHead() + strings.Replace(goodRow, "性质;地点", "性质；地点；", 1),
		"empty rows":          standardHead() + "\n" + strings.Repeat(",", 18) + "\n" + goodRow,
		"spaces":              standardHead() + strings.Replace(goodRow, "学校介绍", "　学校介绍 ", 1),
		"a column too many":   strings.Replace(standardHead(), "\n", ",备注\n", 1) + strings.Replace(goodRow, "K\n", "K,无\n", 1),
		"chinese column name": strings.Replace(standardHead(), "elements", "公开内容(要素)", 1) + goodRow,
	} {
		got, problems, err := ParseStandardCSV([]byte(text))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v, %v\n%s", name, err, problems, diff)
		}
	}
}

func TestParseStandardRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(standardHead() + goodRow)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"gb18030":    {gb, ErrStandardEncoding},
		"noughts":    {standardHead() + "\x00", ErrStandardEncoding},
		"nothing":    {"", ErrStandardEmpty},
		"head alone": {standardHead(), ErrStandardEmpty},
		"quotes":     {standardHead() + "\"1,05\n", ErrStandardCSV},
		"many rows":  {standardHead() + strings.Repeat(goodRow, maxStandardRows+1), ErrStandardLarge},
		"large":      {strings.Repeat("长", maxStandardBytes/3+1), ErrStandardLarge},
	} {
		if _, _, err := ParseStandardCSV([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, problems, err := ParseStandardCSV([]byte("甲,乙\n1,2\n")); err != nil || len(problems) < 10 || problems[0].Row != 1 {
		t.Errorf("a table of something else: %v, %v", err, problems)
	}
}

func FuzzParseStandardCSV(f *testing.F) {
	f.Add(compulsory)
	f.Add([]byte(standardHead() + goodRow))
	f.Add([]byte("\ufeffseq,l1_code\r\n\"1\",\"\"\"\"\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		entries, problems, err := ParseStandardCSV(b)
		if err != nil || len(problems) > 0 {
			if entries != nil {
				t.Fatal("entries in spite of mistakes")
			}
			return
		}
		seen := map[string]bool{}
		for _, e := range entries {
			if seen[e.Code] || !entryCode.MatchString(e.Code) || e.Name == "" || len(e.Cells()) == 0 {
				t.Fatalf("bad entry %+v", e)
			}
			for _, c := range e.values() {
				if !utf8.ValidString(c) {
					t.Fatalf("bad text in %+v", e)
				}
			}
			seen[e.Code] = true
		}
	})
}
