package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai/internal/store/storetest"
)

func TestWhatIsTypedComesBack(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *site{
		"sqlite": visitDemo, "postgres": func(t *testing.T) *site { return startDemo(t, storetest.PostgresURL(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			u, other := s.as(t, "科室信息员"), s.as(t, "学校")
			form := url.Values{"title": {"关于<冬令时>的通知"}, "formed_on": {"十一月"}, "body": {"证件号码11010519491231002X，请核对。"}, "key": {"k1"}}
			u.post("/desk/unsaved", form).shows("已自动保存", "请填写内容概述", "发现公民身份号码").hidesInside()
			if strings.Contains(u.body, "11010519491231002X") {
				t.Error("the checks repeat the number")
			}
			u.get("/desk/items/new").shows("已恢复", "关于&lt;冬令时&gt;的通知", "11010519491231002X")
			other.get("/desk/items/new")
			if strings.Contains(other.body, "冬令时") {
				t.Error("somebody else sees what is not saved")
			}
			u.post("/desk/unsaved/removal", url.Values{"item": {"0"}})
			u.get("/desk/items/new")
			if strings.Contains(u.body, "冬令时") {
				t.Error("what was given up is back")
			}

			// Of a draft: it comes back until it is saved, and only to its writer.
			u.post("/desk/items", url.Values{"key": {"k2"}, "column": {"4"}, "title": {"草稿"}, "body": {"正文"}})
			it := u.at[strings.LastIndex(u.at, "/")+1:]
			text := url.Values{"item": {it}, "title": {"改过的标题"}, "format": {"html"}, "body": {`<p>甲<b>乙</b></p><script>x</script>`}}
			u.post("/desk/unsaved", text).shows("已自动保存")
			u.get("/desk/items/"+it).shows("已恢复", "改过的标题", "<strong>乙</strong>")
			if strings.Contains(u.body, "<script>x") {
				t.Error("a script came back with the text")
			}
			if other.post("/desk/unsaved", text); !strings.Contains(other.body, "没有这条信息") {
				t.Errorf("a stranger keeps a form of the draft: %.300s", other.body)
			}
			u.post("/desk/unsaved", url.Values{"item": {it}, "body": {strings.Repeat("字", 2<<20)}}).shows("内容较大，没有自动保存")
			u.get("/desk/items/" + it).shows("改过的标题")
		})
	}
}

func TestPasteAnswers(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "科室信息员")
	u.post("/desk/paste", url.Values{"body": {`<p class=MsoNormal onclick="x()">一、时间</p><img src="file:///a.png">`}}).
		shows(`{"html":"<h2>一、时间</h2>\n","lost":["第 2 段的图片指向本机文件，没有带入，请另行上传。"]}`)
	u.post("/desk/paste", url.Values{"body": {strings.Repeat("<div>", 300)}}).shows(`"html":""`, "嵌套过深")
	if u.post("/desk/paste", url.Values{"body": {strings.Repeat("x", 11<<20)}}); u.status != http.StatusRequestEntityTooLarge {
		t.Errorf("11 MiB: %d", u.status)
	}
}
