package portal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/catalog"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// TestTilesSayWhatIsThere: a service of a column says what it holds; one that leads nowhere is not drawn.
func TestTilesSayWhatIsThere(t *testing.T) {
	t.Parallel()
	p := &Portal{baseURL: "https://jyj.example.gov.cn"}
	c := &catalogue{
		day:     workday.NewDate(2026, 11, 20),
		columns: []catalog.Column{{ID: 1, Code: "enrolment"}, {ID: 2, Code: "aid"}, {ID: 3, Code: "private"}},
		tallies: map[catalog.ColumnID]catalog.Tally{1: {N: 1286, Last: workday.NewDate(2026, 11, 18)}, 2: {N: 3, Last: workday.NewDate(2025, 9, 1)}},
	}
	site := layout.Site{Services: []layout.Service{
		{Title: "招生", To: "enrolment"},
		{Title: "资助", To: "aid"},
		{Title: "资助有话", To: "aid", Note: "各学段"},
		{Title: "民办", To: "private", Note: "学校名单"},
		{Title: "没有", To: "nowhere"},
		{Title: "学区", To: "/search?q=学区", Note: "检索"},
		{Title: "政务", To: "https://www.hnzwfw.gov.cn/"},
		{Title: "别处", To: "https://www.example.com/"},
	}}
	want := []Tile{
		{Title: "招生", URL: "/columns/enrolment", Note: "更新于 11-18"},
		{Title: "资助", URL: "/columns/aid", Note: "更新于 2025-09-01"},
		{Title: "资助有话", URL: "/columns/aid", Note: "各学段"},
		{Title: "民办", URL: "/columns/private", Note: "暂无信息"},
		{Title: "政务", URL: "https://www.hnzwfw.gov.cn/"},
		{Title: "别处", URL: "/go?u=https%3A%2F%2Fwww.example.com%2F"},
	}
	if diff := cmp.Diff(want, p.tiles(c, site)); diff != "" {
		t.Error(diff)
	}
	site.Search, site.Files = true, true
	got := p.tiles(c, site)
	if len(got) != 7 || got[4].URL != "/search?q=学区" || got[6].URL != "https://www.example.com/" {
		t.Errorf("with a search, as files: %+v", got)
	}
}
