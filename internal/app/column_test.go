package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
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
