package reading

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// TestPagesOfOldSites reads a report out of pages as content management of years ago made them: laid out by tables, end tags left out, menus
// before it and links to other reports behind it. It is read as from a page that has nothing but the report.
func TestPagesOfOldSites(t *testing.T) {
	t.Parallel()
	m := make3(rand.New(rand.NewPCG(13, 6)), report.Format2021, 60)
	const overview = "<p>一、总体情况</p><p>2026年，示例市教育局按照条例的规定做好政府信息公开工作。</p><p>全年主动公开政府信息一批，其他工作按部署推进。</p>"
	plain := strings.Replace(m.html(), "<p>三、", overview+"<p>三、", 1)
	body := plain[strings.Index(plain, "<h1>"):strings.Index(plain, "</body>")]
	menu := "<ul>" + strings.Repeat("<li><a href=\"/a\">政府信息公开指南</a></li><li><a>示例市统计局2024年政府信息公开工作年度报告解读</a></li>", 200) + "</ul>"
	links := "<ul><li>上一篇：<a>示例市体育局2026年政府信息公开工作年度报告</a></li><li>示例市体育局2025年政府信息公开工作年度报告</li></ul>"
	want := HTML(plain)
	if want.Agency != "示例市教育局" || want.Year != 2026 || !strings.Contains(want.Sections.Overview, "做好政府信息公开工作") {
		t.Fatalf("the plain page: %s %d %q", want.Agency, want.Year, want.Sections.Overview)
	}
	open := strings.NewReplacer("</td>", "", "</tr>", "", "</p>", "")
	for _, c := range []struct{ name, page string }{
		{"laid out by a table", "<table><tr><td>" + menu + "</td><td>" + body + "</td></tr><tr><td>版权所有</td></tr></table>"},
		{"by tables within tables", strings.Repeat("<table><tbody><tr><td width=10><td>", 5) + body + strings.Repeat("</td></tr></tbody></table>", 5)},
		{"by more tables than anybody nests", strings.Repeat("<table><tr><td>", 200) + body + strings.Repeat("</table>", 200)},
		{"end tags left out", open.Replace(body)},
		{"end tags left out, laid out by a table", "<TABLE><TR><TD>" + menu + "<TD>" + open.Replace(body) + "</TABLE>"},
		{"a title that names the site", "<head><title>示例市教育局2026年政府信息公开工作年度报告_政府信息公开年报_示例市人民政府</title></head>" + body},
		{"a title that names no agency", "<head><title>2026年政府信息公开工作年度报告-年报</title></head>" + body},
		{"menus before, links behind", "<div>" + menu + "</div>" + body + links},
		{"paragraphs within cells", strings.NewReplacer("<td>", "<td><p class=MsoNormal><span lang=EN-US>", "</td>", "<o:p></o:p></span></p></td>").Replace(body)},
		{"comments for an old browser", strings.ReplaceAll(body, "<tr>", "<!--[if !supportMisalignedRows]--><tr><!--[endif]-->")},
	} {
		got := HTML(c.page)
		if unsure, wrong := m.compare(got); unsure+wrong > 0 {
			t.Errorf("%s: %d cells not told, %d wrong", c.name, unsure, wrong)
		}
		if got.Agency != want.Agency || got.Year != want.Year {
			t.Errorf("%s: %q %d", c.name, got.Agency, got.Year)
		}
		if !strings.Contains(got.Sections.Overview, "示例市教育局按照条例") || strings.Contains(got.Sections.Overview, "指南") {
			t.Errorf("%s: the overview is %.200q", c.name, got.Sections.Overview)
		}
		if names := report.Names(got.Relations(), report.Violated); len(names) > 0 {
			t.Errorf("%s: %v", c.name, names)
		}
	}
}

// TestWhoseReport reads agency and year from titles as they are written, and from the text where there is none.
func TestWhoseReport(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, agency string
		year         int
	}{
		{"示例市教育局2026年政府信息公开工作年度报告", "示例市教育局", 2026},
		{"示例市教育局\n2026年度政府信息公开工作年度报告", "示例市教育局", 2026},
		{"示例市教育局政府信息公开工作年度报告（2026年）", "示例市教育局", 2026},
		{"示例市教育局\n政府信息公开工作年度报告\n（2026年度）", "示例市教育局", 2026},
		{"示例市教育局二〇二六年政府信息公开工作年度报告", "示例市教育局", 2026},
		{"示例市教育局二○二〇年度政府信息公开年度报告", "示例市教育局", 2020},
		{"示例市教育局2026年政府信息公开工作情况年度报告", "示例市教育局", 2026},
		{"示例市教育局2026年政务公开工作年度报告", "示例市教育局", 2026},
		{"示例市教育局2026年政府信息公开年报", "示例市教育局", 2026},
		{"《示例市教育局2026年政府信息公开工作年度报告》", "示例市教育局", 2026},
		{"政务公开\n现将示例市教育局2026年政府信息公开工作年度报告公布如下：\n一、总体情况", "示例市教育局", 2026},
		{"根据《条例》的规定，示例市教育局2026年政府信息公开工作年度报告如下。\n示例市教育局2026年政府信息公开工作年度报告\n一、总体情况", "示例市教育局", 2026},
		{"一、总体情况\n2026年，示例市教育局认真做好政府信息公开工作。", "示例市教育局", 2026},
		{"一、总体情况\n今年以来，我局按照市政府的要求，认真做好各项工作。2026年，示例市教育局主动公开政府信息30条。", "示例市教育局", 2026},
		{"本报告由示例市教育局编制。所列数据的统计期限自2026年1月1日起至2026年12月31日止。与2025年相比有所增加。", "示例市教育局", 2026},
		{"发布机构：示例市教育局\n发布时间：2027-01-20\n一、总体情况\n2026年，我局认真做好政府信息公开工作。", "示例市教育局", 2026},
		{"一、总体情况\n2026年，我局认真做好政府信息公开工作。", "", 2026},
	} {
		r := Text(c.text + "\n三、收到和处理政府信息公开申请情况\n本年新收政府信息公开申请数量 0 0 0 0 0 0 0\n")
		if r.Agency != c.agency || r.Year != c.year {
			t.Errorf("%q is read as of %q, %d", c.text, r.Agency, r.Year)
		}
	}
}

// TestATextInOneCell takes a cell with a whole text in it for layout, and one with a few short lines for a cell.
func TestATextInOneCell(t *testing.T) {
	t.Parallel()
	lines := htmlLines("<table><tr><td>规章<br>0</td><td>1<br></td></tr><tr><td>" + strings.Repeat("<p>一年来主动公开了政府信息，公众可以查阅。</p>", 6) + "</td></tr></table>")
	if len(lines) != 7 || !lines[0].row || lines[1].row || !reflect.DeepEqual(lines[0].cells, []string{"规章0", "1"}) {
		t.Errorf("%+v", lines)
	}
}
