package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/dialogue"
)

// TestPublicReportsAMistakeAndIsAnswered: from the item over the form to the receipt, to the desk of its unit, and back.
func TestPublicReportsAMistakeAndIsAnswered(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	item := fmt.Sprint(s.result.Samples.Article)
	v.get("/items/"+item).shows(`href="/corrections/new?item=`+item+`"`, "我要纠错")
	v.get("/corrections/new?item="+item).shows("反映的页面", `name="item" value="`+item+`"`, "泄露个人信息")
	good := url.Values{"item": {item}, "kind": {"link"}, "text": {"第二个链接打不开。"}, "contact": {"13800000000"}}
	v.post("/corrections", good).shows("待答复", "最晚于2026年11月25日", "3个工作日", "链接打不开")
	at := v.at
	if !strings.HasPrefix(at, "/corrections/") || strings.Contains(v.body, "第二个") || strings.Contains(v.body, "1380000") || !strings.Contains(v.body, `content="noindex"`) {
		t.Errorf("the receipt at %s shows what was written, or may be indexed", at)
	}
	for _, path := range []string{at + "x", strings.SplitN(at, "-", 2)[0], "/corrections/0-x", "/corrections/999-aaaaaaaaaa"} {
		if v.get(path); v.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, v.status)
		}
	}
	no, _, _ := strings.Cut(strings.TrimPrefix(at, "/corrections/"), "-")
	v.get("/corrections/new?page=" + url.QueryEscape(s.url+"/items/"+item+"#x")).shows(`name="item" value="` + item + `"`) // an item's address is the item
	office, reader, other := s.as(t, "局办公室"), s.as(t, "检查员"), s.as(t, "学校")
	office.get("/desk/").shows("/desk/corrections/" + no)
	office.get("/desk/corrections").shows("链接打不开", "余 3 日")
	office.get("/desk/corrections/"+no).shows("第二个链接打不开。", "13800000000", "办理结果")
	if reader.get("/desk/corrections/" + no).shows("138****0000"); strings.Contains(reader.body, "13800000000") {
		t.Error("the inspector sees how to reach whoever wrote")
	}
	if other.get("/desk/corrections/" + no); other.status != http.StatusNotFound {
		t.Errorf("another unit's writer sees it: %d", other.status)
	}
	if other.post("/desk/corrections/"+no+"/answer", url.Values{"outcome": {"corrected"}, "answer": {"好"}}); other.status != http.StatusNotFound {
		t.Errorf("another unit's writer answers it: %d", other.status)
	}
	office.post("/desk/corrections/"+no+"/answer", url.Values{"answer": {"请打 13911112222"}}).shows("没有答复", "请选择办理结果", "答复会公开", "请打 13911112222")
	office.post("/desk/corrections/"+no+"/answer", url.Values{"outcome": {"corrected"}, "answer": {"链接已经换成新的网址。\n谢谢。"}}).shows("已答复", "链接已经换成新的网址。")
	office.post("/desk/corrections/"+no+"/answer", url.Values{"outcome": {"corrected"}, "answer": {"再答"}}).shows("已经答复")
	v.get(at).shows("已答复", "链接已经换成新的网址。", "已改正")
	if office.get("/desk/"); strings.Contains(office.body, "/desk/corrections/"+no) {
		t.Error("it is still owed")
	}
	office.get("/desk/ledger").shows("收到网页纠错", "公众", "答复网页纠错")
	for _, written := range []string{"第二个链接打不开", "13800000000"} {
		for _, name := range []string{"gongkai.db", "gongkai.db-wal", "access.log"} {
			if b, err := os.ReadFile(filepath.Join(s.cfg.Dir, name)); err == nil && bytes.Contains(b, []byte(written)) {
				t.Errorf("%s lies in the open in %s", written, name)
			}
		}
	}
}

// TestReportsAreRefusedWithEverythingTyped: nothing is lost where something is wrong, and nobody sends a hundred.
func TestReportsAreRefusedWithEverythingTyped(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	const text = "字"
	for name, tt := range map[string]struct {
		form   url.Values
		status int
		shows  []string
	}{
		"nothing":            {url.Values{}, http.StatusUnprocessableEntity, []string{"没有提交，有 3 处需要修改", `href="#f-kind"`, `href="#f-text"`, "请选择问题类型"}},
		"another site":       {url.Values{"page": {"https://www.example.com/x"}, "kind": {"other"}, "text": {"甲乙"}}, http.StatusUnprocessableEntity, []string{"本网站页面的网址", `value="https://www.example.com/x"`, "甲乙", `value="other" checked`}},
		"too long":           {url.Values{"page": {"/open"}, "kind": {"other"}, "text": {strings.Repeat(text, dialogue.MaxText+1)}}, http.StatusUnprocessableEntity, []string{"最多 500 个", strings.Repeat(text, dialogue.MaxText+1)}},
		"contact":            {url.Values{"page": {"/open"}, "kind": {"link"}, "text": {"甲乙"}, "contact": {"<b>张三"}}, http.StatusUnprocessableEntity, []string{"电话号码或者电子邮箱", `value="&lt;b&gt;张三"`}},
		"a robot":            {url.Values{"page": {"/open"}, "kind": {"link"}, "text": {"甲乙"}, "website": {"x"}}, http.StatusUnprocessableEntity, []string{"请勿填写"}},
		"no item":            {url.Values{"item": {"999999"}, "kind": {"link"}, "text": {"甲乙"}}, http.StatusNotFound, nil},
		"item not a number":  {url.Values{"item": {"x"}}, http.StatusNotFound, nil},
		"not public":         {url.Values{"item": {fmt.Sprint(s.result.Samples.SchoolDraft)}, "kind": {"link"}, "text": {"甲乙"}}, http.StatusNotFound, nil},
		"larger than a form": {url.Values{"text": {strings.Repeat(text, 10_000)}}, http.StatusRequestEntityTooLarge, nil},
	} {
		if v.post("/corrections", tt.form).shows(tt.shows...); v.status != tt.status {
			t.Errorf("%s: %d, want %d", name, v.status, tt.status)
		}
	}
	form := url.Values{"page": {s.url + "/units/yizhong?x=1#top"}, "kind": {"outdated"}, "text": {"电话变了"}}
	for i := range 10 {
		if v.post("/corrections", form).shows(`href="/units/yizhong?x=1"`); v.status != http.StatusOK {
			t.Fatalf("report %d: %d", i+1, v.status)
		}
	}
	if v.post("/corrections", form).shows("提交得太多", "电话变了", "units/yizhong?x=1#top"); v.status != http.StatusTooManyRequests {
		t.Errorf("the eleventh: %d", v.status)
	}
	list, n, err := s.app.Corrections.List(t.Context(), dialogue.Filter{})
	if err != nil || n != 15 || len(list) != 15 {
		t.Errorf("%d reports, %v", n, err)
	}
	v.once(http.MethodPost, "/corrections", nil)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/corrections", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := v.client.Do(req)
	if v.read(resp, err); v.status != http.StatusForbidden {
		t.Errorf("from another site: %d", v.status)
	}
}
