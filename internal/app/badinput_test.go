package app

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/publication"
)

// upload sends a table under a form's key and reads the page that answers.
func (u *user) upload(key, name string, body []byte) *user {
	u.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(body)
	}
	if err == nil {
		err = w.WriteField("name", "测试批")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		u.t.Fatal(err)
	}
	resp, err := u.client.Post(u.s.url+"/desk/batches?key="+key, w.FormDataContentType(), &b)
	return u.read(resp, err)
}

func (s *site) sample(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(s.sampleFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bomb is a small archive that unpacks to far more than any table.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "[Content_Types].xml" {
			_, err = io.WriteString(f, `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`)
		} else {
			_, err = io.Copy(f, io.LimitReader(zeroes{}, 1<<30))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// nineHundred stretches the good sample to 900 rows and spoils one cell.
func nineHundred(t *testing.T, good []byte, spoil bool) []byte {
	t.Helper()
	return stretched(t, good, 900, 5000, spoil)
}

// stretched makes a table of n rows of the good sample, with numbers of their own from one on, and perhaps spoils one cell.
func stretched(t *testing.T, good []byte, n, from int, spoil bool) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // in memory
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	head := 0
	for i, row := range rows {
		if len(row) > 3 && strings.Contains(strings.Join(row, ","), "决定文书号") {
			head = i
			break
		}
	}
	column := map[string]int{}
	for i, name := range rows[head] {
		column[strings.TrimSuffix(strings.TrimPrefix(name, "*"), "（必填）")] = i + 1
	}
	first := rows[head+1]
	for i := range n {
		for c, v := range first {
			cell, _ := excelize.CoordinatesToCellName(c+1, head+2+i)
			if strings.Contains(rows[head][c], "决定文书号") {
				v = fmt.Sprintf("濮教资〔2026〕%d号", from+i)
			}
			if spoil && i == 400 && strings.Contains(rows[head][c], "许可决定日期") {
				v = "2026/11/31"
			}
			if err := f.SetCellStr(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inner is what never stands on a page: our paths, our language, our database, our errors.
var inner = regexp.MustCompile(`goroutine|\.go:\d|SELECT |INSERT |sqlite|panic|/tmp/|/root/|internal/|gongkai\.db|excelize|zip:|\bEOF\b`)

func (u *user) hidesInside() *user {
	u.t.Helper()
	if m := inner.FindString(u.body); m != "" {
		u.t.Errorf("%s (%d) shows %q", u.at, u.status, m)
	}
	return u
}

func TestBadTablesAreRefusedWhole(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "科室信息员")
	count := func() int {
		t.Helper()
		_, n, err := s.app.Credit.Batches(t.Context(), 0, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	good := s.sample(t, "xk-zrr-good.xlsx")
	for i, tc := range []struct {
		name, file string
		body       []byte
		want       string
	}{
		{"macro", "macro.xlsx", s.sample(t, "macro.xlsx"), "宏"},
		{"web page", "lies.xlsx", s.sample(t, "lies.xlsx"), "一行也没有导入"},
		{"bomb", "bomb.xlsx", bomb(t), "一行也没有导入"},
		{"nothing", "empty.xlsx", nil, "一行也没有导入"},
		{"text", "list.xlsx", []byte("名称,日期\n示例,2026-11-20\n"), "一行也没有导入"},
		{"cut off", "cut.xlsx", good[:len(good)/2], "一行也没有导入"},
		{"too large", "large.xlsx", make([]byte, 25<<20), ""},
	} {
		u.upload(fmt.Sprint("bad", i), tc.file, tc.body).shows(tc.want).hidesInside()
		if u.status < 400 || u.status >= 500 {
			t.Errorf("%s: status %d", tc.name, u.status)
		}
	}
	u.upload("nine", "900.xlsx", nineHundred(t, good, true)).shows("900 行里 1 行有错，一行也没有导入", "XK_JDRQ").hidesInside()
	if after := count(); after != before {
		t.Errorf("%d batches before, %d after", before, after)
	}
	u.upload("nine-good", "900.xlsx", nineHundred(t, good, false)).shows("900 件")
	at := u.at
	if u.upload("nine-good", "900.xlsx", nineHundred(t, good, false)); u.at != at {
		t.Errorf("the same form made %s and %s", at, u.at)
	}
	if after := count(); after != before+1 {
		t.Errorf("%d batches before, %d after one import sent twice", before, after)
	}
	u.upload("again", "900.xlsx", nineHundred(t, good, false)).shows("已经导入过", "一行也没有导入")
}

// TestSameTableAtTheSameInstant: a form sent three times at once makes one batch, and every sender is led to it.
func TestSameTableAtTheSameInstant(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	table := nineHundred(t, s.sample(t, "xk-zrr-good.xlsx"), false)
	one := s.as(t, "科室信息员")
	us := [...]user{*one, *one, *one} // three windows of one person
	var wg sync.WaitGroup
	for i := range us {
		wg.Go(func() { us[i].upload("at-once", "900.xlsx", table) })
	}
	wg.Wait()
	for i := range us {
		if u := &us[i]; u.status != http.StatusOK || u.at != us[0].at || !strings.Contains(u.at, "/desk/batches/") {
			t.Errorf("sender %d: %d at %s", i, u.status, u.at)
		}
	}
}

func TestSameItemFormMakesOneItem(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "科室信息员")
	u.get("/desk/items/new")
	key := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(u.body)
	column := regexp.MustCompile(`<option value="(\d+)"`).FindStringSubmatch(u.body)
	if key == nil || column == nil {
		t.Fatal("the form has no key or no columns")
	}
	form := url.Values{"key": {key[1]}, "title": {"同一表单提交两次"}, "column": {column[1]}, "genre": {"通知"}}
	for range 2 {
		u.post("/desk/items", form)
	}
	_, n, err := s.app.DB.Items(t.Context(), publication.Filter{Title: "同一表单提交两次"})
	if err != nil || n != 1 {
		t.Errorf("%d items, %v", n, err)
	}
}

func TestErrorPagesShowNothingInside(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	nobody, inspector, writer := s.visitor(t), s.as(t, "检查员"), s.as(t, "科室信息员")
	for _, tc := range []struct {
		u      *user
		method string
		path   string
		status int
	}{
		{nobody, "GET", "/nothing", 404},
		{nobody, "GET", "/items/999999", 404},
		{nobody, "GET", "/items/0x1", 404},
		{nobody, "GET", "/columns/nothing", 404},
		{nobody, "GET", "/columns/news?page=abc", 404},
		{nobody, "GET", "/credit?from=notadate", 422},
		{nobody, "GET", "/reports/1999", 404},
		{nobody, "GET", "/licences/99999999999999999999", 404},
		{nobody, "POST", "/desk/items", 401},
		{inspector, "GET", "/desk/items/999999", 404},
		{inspector, "GET", "/desk/items/new", 403},
		{inspector, "POST", "/desk/items", 403},
		{inspector, "POST", "/desk/calendar", 403},
		{writer, "GET", "/desk/nothing", 404},
		{writer, "POST", "/desk/deliveries/1/retry", 409},
	} {
		if tc.method == "GET" {
			tc.u.get(tc.path)
		} else {
			tc.u.post(tc.path, url.Values{})
		}
		if tc.u.status != tc.status {
			t.Errorf("%s %s: %d, want %d", tc.method, tc.path, tc.u.status, tc.status)
		}
		tc.u.hidesInside()
	}
	req, err := http.NewRequest(http.MethodPost, s.url+"/desk/items", strings.NewReader("title=x"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := writer.client.Do(req)
	if writer.read(resp, err); writer.status != http.StatusForbidden {
		t.Errorf("cross-site post: %d", writer.status)
	}
	writer.hidesInside()
}

// TestADraftSentTwiceIsOne: the same form twice, one after the other or at once, makes one draft that is under review, and both are told so.
func TestADraftSentTwiceIsOne(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "学校")
	form := func(key string) url.Values {
		return url.Values{
			"key": {key}, "title": {"连点两次的稿件" + key}, "summary": {"概述。"}, "column": {"3"}, "formed_on": {"2026-11-19"}, "genre": {"通知"}, "subject": {"教育"},
			"doc_no": {"无"}, "source": {"本校"}, "keywords": {"试验"}, "body": {"正文。"}, "submit": {"1"},
		}
	}
	first, second := u.once(http.MethodPost, "/desk/items", form("twice")).to, u.once(http.MethodPost, "/desk/items", form("twice")).to
	if u.status != http.StatusSeeOther || first == "" || first != second {
		t.Errorf("one after the other: %q, then %d %q", first, u.status, second)
	}
	var at [6]string
	var both sync.WaitGroup
	for i := range at {
		both.Go(func() {
			v := *u
			at[i] = v.once(http.MethodPost, "/desk/items", form("at once")).to
		})
	}
	both.Wait()
	if distinct := slices.Compact(at[:]); len(distinct) != 1 || distinct[0] == "" {
		t.Errorf("at once: %q", distinct)
	}
	items, _, err := s.app.DB.Items(t.Context(), publication.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, it := range items {
		if strings.HasPrefix(it.Version.Title, "连点两次的稿件") {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d drafts, want 2", n)
	}
}
