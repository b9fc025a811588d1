package reading

import (
	"strings"
	"testing"

	"gongkai/internal/report"
)

// TestNumbersApartFromTheirRows: a number that stands alone with its remark goes back into the row that lacks it, only if it is clear which.
func TestNumbersApartFromTheirRows(t *testing.T) {
	t.Parallel()
	const page = "示例市人民政府2025年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n%apart\n第二十条第（五）项\n信息内容本年处理决定数量\n行政许可 7\n" +
		"| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n| 规章 | %first |\n| 行政规范性文件 | 34 | 189 |\n三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量 0 0 0 0 0 0 0\n"
	for name, c := range map[string]struct{ apart, first, want string }{
		"both rows":                 {"22\n（其中修订 16 件）\n55\n（含自然失效 29 件）", "22 | 235", "22 22 235;34 55 189"},
		"one row":                   {"55\n（含自然失效 29 件）", "22 | 22 | 235", "22 22 235;34 55 189"},
		"a remark of another kind":  {"22\n（其中修订 16 件）\n55\n（均已公开）", "22 | 235", "? ? ?;? ? ?"},
		"fewer numbers than rows":   {"55\n（含自然失效 29 件）", "22 | 235", "? ? ?;? ? ?"},
		"more numbers than rows":    {"1\n（含自然失效 1 件）\n2\n（废止）\n3\n（废止）", "22 | 235", "? ? ?;? ? ?"},
		"numbers without a remark":  {"22\n55", "22 | 235", "? ? ?;? ? ?"},
		"nothing stands apart":      {"", "22 | 235", "? ? ?;? ? ?"},
		"a page number, no remark":  {"— 4 —\n（含自然失效 29 件）", "22 | 235", "? ? ?;? ? ?"},
		"full-width digits as well": {"２２\n（其中修订 16 件）\n５５\n（含自然失效 29 件）", "22 | 235", "22 22 235;34 55 189"},
	} {
		r := Text(strings.NewReplacer("%apart", c.apart, "%first", c.first).Replace(page))
		var rows []string
		for _, key := range []string{"regulations", "normative"} {
			var cells []string
			for _, x := range r.Table2[key] {
				if x.State == report.Known {
					cells = append(cells, x.Text)
				} else {
					cells = append(cells, "?")
				}
			}
			rows = append(rows, strings.Join(cells, " "))
		}
		if got := strings.Join(rows, ";"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
