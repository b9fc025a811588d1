package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/catalog"
	"gongkai/internal/workday"
)

// TestColumnsAreKeptAtTheDesk: the general office adds a column below another and changes it; the portal follows at once; others
// only look.
func TestColumnsAreKeptAtTheDesk(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, clerk, visitor := s.as(t, "局办公室"), s.as(t, "学校"), s.visitor(t)
	office.get("/desk/columns").shows("法定主动公开内容", "添加栏目", "更新周期", "正常")
	if clerk.get("/desk/columns"); strings.Contains(clerk.body, "添加栏目") || clerk.status != http.StatusOK {
		t.Errorf("a clerk sees %d and may add", clerk.status)
	}
	parent := ""
	columns, err := s.app.DB.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		if c.Code == "safety" {
			parent = fmt.Sprint(c.ID)
		}
	}
	form := url.Values{
		"name": {"学校食品安全"}, "code": {"Food"}, "section": {"statutory"}, "parent": {parent}, "owner": {"0"}, "cycle_days": {"每季"}, "type": {"政策文件"},
		"keywords": {"食堂"}, "description": {"食堂检查结果。"}, "order": {"0"},
	}
	office.post("/desk/columns", form).shows("没有办成", "更新周期要填整数", "学校食品安全")
	form.Set("cycle_days", "90")
	office.post("/desk/columns", form).shows("代码用小写字母")
	form.Set("code", "food")
	office.post("/desk/columns", form).shows("已保存", "学校食品安全", "空白")
	visitor.get("/columns/food").shows("学校食品安全")
	visitor.get("/open").shows("学校食品安全")
	office.post("/desk/columns", form).shows("已经有栏目使用")
	office.post("/desk/columns/usual", nil).shows("没有采用", "已有栏目")
	id := ""
	if columns, err = s.app.DB.Columns(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		if c.Code == "food" {
			id = fmt.Sprint(c.ID)
		}
	}
	form.Set("name", "食品安全")
	form.Set("code", "other")
	office.post("/desk/columns/"+id, form).shows("已保存", "食品安全")
	visitor.get("/columns/food").shows("食品安全")
	if visitor.get("/columns/other"); visitor.status != http.StatusNotFound {
		t.Errorf("the code was changed: %d", visitor.status)
	}
}

// TestKeyAreasShowTheirColumns: the column above shows what stands below it, and is dropped from the page store with it; nobody
// writes for it.
func TestKeyAreasShowTheirColumns(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	x := school{s, s.as(t, "学校"), s.as(t, "学校负责人")}
	v := s.visitor(t)
	v.get("/columns/key-areas").shows("重点领域", `href="/columns/safety"`, "招生考试")
	if strings.Contains(v.body, "本栏 0 条") {
		t.Error("the column above shows nothing")
	}
	columns, err := s.app.DB.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(code string) string {
		i := slices.IndexFunc(columns, func(c catalog.Column) bool { return c.Code == code })
		return fmt.Sprint(columns[i].ID)
	}
	x.clerk.get("/desk/items/new").shows(`value="` + at("safety") + `"`)
	if strings.Contains(x.clerk.body, `<option value="`+at("key-areas")+`"`) {
		t.Error("the column above is offered to writers")
	}
	id := s.result.Samples.SchoolDraft
	item := fmt.Sprintf("/desk/items/%d", id)
	doc := mustItem(t, s, id).Version
	doc.Title, doc.Summary, doc.FormedOn = "市一中消防演练安排", "消防演练的时间和要求。", workday.DateOf(s.clock.Now())
	form := itemForm(doc, "1")
	form.Set("column", at("key-areas"))
	x.clerk.post(item, form).shows("目录分类要选到末级")
	form.Set("column", at("safety"))
	x.clerk.post(item, form).shows("已送审")
	x.pass(t, id)
	v.get("/columns/safety").shows(doc.Title)
	v.get("/columns/key-areas").shows(doc.Title)
}

// TestListsAreNarrowedBySubject: by the 主题分类 that occur, and by no other.
func TestListsAreNarrowedBySubject(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	const finance = "财政、金融、审计／财政"
	v.get("/columns/all").shows("主题分类", finance)
	v.get("/columns/all?subject="+url.QueryEscape(finance)).shows(`<option value="`+finance+`" selected>`, "收支公示")
	if strings.Contains(v.body, "招生公告") {
		t.Error("what has another subject is listed too")
	}
	v.get("/columns/news?subject="+url.QueryEscape(finance)).shows("没有符合条件的信息。", "去掉条件看全部")
	if v.get("/columns/all?subject=" + url.QueryEscape("诗歌")); v.status != http.StatusNotFound {
		t.Errorf("a subject that does not occur: %d", v.status)
	}
}
