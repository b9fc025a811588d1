package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestUsualColumnsLeaveNoGap(t *testing.T) {
	t.Parallel()
	columns, shown := Usual(), map[ColumnID]int{}
	for i := range columns {
		columns[i].ID = ColumnID(i + 1)
		shown[columns[i].ID] = 1
	}
	if got := Gaps(columns, shown); len(got) > 0 {
		t.Errorf("the usual columns: %v", got)
	}
	for i, c := range columns {
		if c.Section == Statutory && c.Type == NewsType {
			t.Errorf("column %s is news on the platform", columns[i].Code)
		}
	}
}

func TestGapsOfThePlatform(t *testing.T) {
	t.Parallel()
	columns := []Column{{ID: 1, Section: Guide}, {ID: 2, Section: Statutory, Article: "（一）（二）"}, {ID: 3, Section: News, Article: "（三）"}}
	got := Gaps(columns, map[ColumnID]int{2: 3})
	for _, want := range []string{"“政府信息公开指南”是空的", "缺“政府信息公开制度”", "缺“政府信息公开年报”", "第（三）项", "第（十五）项"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("not told: %s; told: %v", want, got)
		}
	}
	if len(got) != 3+13 {
		t.Errorf("%d gaps, want 16: %v", len(got), got)
	}
}

func TestGuideHoldsWhatArticle12AsksFor(t *testing.T) {
	t.Parallel()
	whole := "信息按分类编排，可以上网查阅获取。工作机构为办公室，地址示例路1号，时间9:00至17:00，电话0393-1，传真0393-2，邮箱 a@example.gov.cn。"
	if got := MissingFromGuide(whole); len(got) > 0 {
		t.Errorf("a whole guide lacks %v", got)
	}
	for word, want := range map[string]string{"分类": "政府信息的分类", "编排": "编排体系", "工作机构": "工作机构的名称", "地址": "办公地址", "时间": "办公时间", "电话": "联系电话", "传真": "传真号码"} {
		if got := MissingFromGuide(strings.ReplaceAll(whole, word, "")); !slices.Equal(got, []string{want}) {
			t.Errorf("without %s: %v, want %s", word, got, want)
		}
	}
	if got := MissingFromGuide(""); len(got) != 9 {
		t.Errorf("an empty guide lacks %v", got)
	}
}

func TestNewsIsKnownByItsTitle(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]bool{
		"市教育局召开全市中小学校长会议": true, "局长在开学典礼上的讲话": true, "市领导调研校园安全": true,
		"关于召开家长会的通知": false, "濮阳市教育局关于做好2026年招生工作的通知": false, "2026年教育经费执行情况公告": false,
	} {
		if LooksLikeNews(title) != want {
			t.Errorf("%s: %v", title, !want)
		}
	}
}
