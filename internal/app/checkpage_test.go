package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"gongkai/internal/report/reading"
)

// hand sends files to 年报校验, by field, and a text.
func (u *user) hand(text string, files map[string]string) *user {
	u.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("text", text); err != nil {
		u.t.Fatal(err)
	}
	for field, body := range files {
		part, err := w.CreateFormFile(field, "保密的文件名.txt")
		if err == nil {
			_, err = part.Write([]byte(body))
		}
		if err != nil {
			u.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		u.t.Fatal(err)
	}
	resp, err := u.client.Post(u.s.url+"/reports/check", w.FormDataContentType(), &b)
	return u.read(resp, err)
}

// TestAnybodyHasAReportChecked: from the list of reports over the form to what is said of a report, as a file and as a text, with last year's.
func TestAnybodyHasAReportChecked(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	v.get("/reports").shows(`href="/reports/check"`, "年报校验")
	s.as(t, "局办公室").get("/desk/reports/2026").shows(`href="/reports/check"`, "W-X-03", "跨年提醒")
	v.get("/reports/check").shows("不保存", `type="file"`, "sample=1")
	v.get("/reports/check?sample=1").shows("示例市教育局2025年政府信息公开工作年度报告", "部分公开")
	for _, files := range []map[string]string{{"file": reading.Sample}, {}} {
		text := reading.Sample
		if len(files) > 0 {
			text = ""
		}
		v.hand(text, files).shows("2 项勾稽关系不成立。", "示例市教育局", "T3.SUM[natural]", "各项办理结果之和为 8，总计为 7", "T3.ROW[partial]", "✗1", "，不符，见第2条",
			"请先核对这一格", "W-Y-02", "没有给出上年度报告", "表三 求和", "第19行", "<table", `content="noindex"`)
		if v.status != http.StatusOK || strings.Contains(v.body, "<script") && strings.Contains(v.body, "ask.js") {
			t.Errorf("%d, or it needs a script", v.status)
		}
	}
	own := v.get("/reports/2020").body // a page of this site is read as it was released
	if v.hand("", map[string]string{"file": own}).shows("濮阳市教育局", "勾稽关系都成立。", "W-T2-01"); strings.Contains(v.body, "R-UNSURE") || strings.Contains(v.body, "R-ROWS") {
		t.Error("the page of a report is not read whole")
	}
	right := strings.Replace(reading.Sample, "不计其他情形）\t3", "不计其他情形）\t2", 1)
	v.hand(right, nil).shows("勾稽关系都成立。", "相符")
	last := strings.NewReplacer("2025年", "2024年", "2026年", "2025年", "下年度继续办理\t1\t", "下年度继续办理\t3\t").Replace(right)
	v.hand(right, map[string]string{"previous": last}).shows("XY.CARRY[natural]", "2024年度报告结转下年为 3，本年上年结转为 1", "示例市教育局2024年政府信息公开工作年度报告", "与上年文字相同", "W-Y-04")
	v.hand("<h1>示例市教育局2025年政府信息公开工作年度报告</h1><p>第二十条第（一）项</p><table><tr><td>信息内容</td><td>本年收费金额（单位：万元）</td></tr><tr><td>行政事业性收费</td><td>3,800元</td></tr></table>", nil).shows("3800元")
	v.hand("示例市教育局2025年政府信息公开工作年度报告\n附件下载", nil).shows("没有表格可以核对。", "没有读到表三")
	v.hand(strings.Replace(right, "示例市教育局2025年", "示例市<b>教育局2025年", 1), nil)
	if strings.Contains(v.body, "<b>教育局") {
		t.Error("what is handed in comes out as HTML")
	}
}

// TestWhatCannotBeCheckedIsSaidAtItsField: one sentence each, and what was pasted stays.
func TestWhatCannotBeCheckedIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	for _, c := range []struct {
		name, text string
		files      map[string]string
		says       string
		at         string
	}{
		{"nothing", " \n", nil, "请选择年度报告的文件，或者把报告全文贴到下面的框里。", "f-file"},
		{"both", "报告", map[string]string{"file": "报告"}, "文件和文字只能给一样", "f-file"},
		{"no report", "关于召开会议的通知", nil, "没有读到年度报告的标题和表格", "f-text"},
		{"no text", "", map[string]string{"file": "%PDF-1.7\n\xb9\xab\xbf\xaa"}, "这是 PDF 文件", "f-file"},
		{"a picture", "", map[string]string{"file": "\xff\xd8\xff\xe0\x00\x10JFIF"}, "这是图片", "f-file"},
		{"an empty file", "", map[string]string{"file": ""}, "文件是空的", "f-file"},
		{"a broken docx", "", map[string]string{"file": "PK\x03\x04 and no more"}, "已损坏的 docx", "f-file"},
		{"too large", "", map[string]string{"file": strings.Repeat("报", reading.MaxFile/3+1)}, "文件超过 5 MB", "f-file"},
		{"too long", strings.Repeat("报", reading.MaxFile/3+1), nil, "文件超过 5 MB", "f-text"},
		{"last year's is none", reading.Sample, map[string]string{"previous": "通知"}, "没有读到年度报告的标题和表格", "f-previous"},
	} {
		v.hand(c.text, c.files).shows("没有核对，请修改后再提交：", `href="#`+c.at+`"`, c.says, `role="alert"`)
		if v.status != http.StatusUnprocessableEntity || c.text == reading.Sample && !strings.Contains(v.body, "示例市教育局2025年") {
			t.Errorf("%s: %d, or the text is gone", c.name, v.status)
		}
	}
	if v.post("/reports/check", nil); v.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty form: %d", v.status)
	}
	for range 60 {
		v.hand("通知", nil)
	}
	if v.hand(reading.Sample, nil).shows("核对得太多", "示例市教育局2025年"); v.status != http.StatusTooManyRequests {
		t.Errorf("after many: %d", v.status)
	}
}

// TestNothingOfACheckedReportIsKept: no row, no file, no word in a log, whether it could be read or not.
func TestNothingOfACheckedReportIsKept(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	v.get("/reports/check")
	before := s.kept(t)
	secret := strings.Replace(reading.Sample, "（三）平台建设。", "（三）平台建设。联系人手机13800138000，暗语甲乙丙丁。", 1)
	v.hand(secret, nil).shows("W-Y-06")
	if strings.Count(v.body, "13800138000") != 1 { // in the box, where it was typed
		t.Errorf("the number stands %d times on the page", strings.Count(v.body, "13800138000"))
	}
	v.hand("", map[string]string{"file": secret + strings.Repeat("\n暗语甲乙丙丁", 100_000), "previous": secret}).shows("2 项勾稽关系不成立")
	v.hand("", map[string]string{"file": "暗语甲乙丙丁"})
	v.post("/reports/check", url.Values{"text": {secret}}).shows("2 项勾稽关系不成立")
	if diff := gocmp.Diff(before, s.kept(t)); diff != "" {
		t.Error("something was kept (-before):\n" + diff)
	}
	access, err := os.ReadFile(filepath.Join(s.cfg.Dir, "access.log"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	logs := s.log.String() + string(access)
	for _, word := range []string{"暗语", "13800138000", "保密的文件名", fmt.Sprintf("%q", "暗")} {
		if strings.Contains(logs, word) {
			t.Errorf("%q is in a log", word)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "multipart-*")); len(left) > 0 {
		for _, name := range left {
			if b, err := os.ReadFile(name); err == nil && bytes.Contains(b, []byte("暗语甲乙丙丁")) {
				t.Errorf("%s is left", name)
			}
		}
	}
}
