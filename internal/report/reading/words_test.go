package reading

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// table2 is table 二 of 2021 as a page shows it.
const table2 = `<table><tr><th colspan="4">第二十条第（一）项</th></tr><tr><th>信息内容</th><th>本年制发件数</th><th>本年废止件数</th><th>现行有效件数</th></tr>
<tr><th>规章</th><td>0</td><td>0</td><td>0</td></tr><tr><th>行政规范性文件</th><td>3</td><td>1</td><td>12</td></tr>
<tr><th colspan="4">第二十条第（五）项</th></tr><tr><th>信息内容</th><th colspan="3">本年处理决定数量</th></tr><tr><th>行政许可</th><td colspan="3">900</td></tr>
<tr><th colspan="4">第二十条第（六）项</th></tr><tr><th>信息内容</th><th colspan="3">本年处理决定数量</th></tr><tr><th>行政处罚</th><td colspan="3">7</td></tr><tr><th>行政强制</th><td colspan="3">0</td></tr>
<tr><th colspan="4">第二十条第（八）项</th></tr><tr><th>信息内容</th><th colspan="3">本年收费金额（单位：万元）</th></tr><tr><th>行政事业性收费</th><td colspan="3">12.5</td></tr></table>`

// page is the report as a page, with a text above its tables, beneath table 三 and below all of them.
func (m *made) page(above, beneath, below string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<h1>示例市教育局2026年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>%s</p>%s<h2>三、收到和处理政府信息公开申请情况</h2><table>", above, table2)
	for _, r := range m.rows() {
		fmt.Fprintf(&b, "<tr><th>%s</th>", r.Name)
		for _, n := range m.table3[r.Key] {
			fmt.Fprintf(&b, "<td>%d</td>", n)
		}
		b.WriteString("</tr>")
	}
	fmt.Fprintf(&b, "</table><p>%s</p><h2>四、政府信息公开行政复议、行政诉讼情况</h2><table><tr>", beneath)
	for _, k := range blocks4() {
		for _, n := range m.table4[k] {
			fmt.Fprintf(&b, "<td>%d</td>", n)
		}
	}
	fmt.Fprintf(&b, "</tr></table><h2>五、存在的主要问题及改进情况</h2><p>%s</p>", below)
	return b.String()
}

// TestWordsOfTheTextAreNoTables: where there are tables, what the sections say in the words of tables is text.
func TestWordsOfTheTextAreNoTables(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(7, 7))
	m := make3(rnd, report.Format2021, 50)
	for _, text := range []string{
		"上一年项目数量另表公布。", "现行有效的文件 12 件，对外公开总数 20 件。", "收到和处理政府信息公开申请情况总体平稳，本年新收申请 41 件，上年结转 2 件。",
		"一是收到和处理政府信息公开申请的流程不够规范；二是本年新收政府信息公开申请数量 3 件，上年结转 2 件，予以公开 5 件，部分公开 3 件，属于国家秘密 1 件，行政查询事项 1 件，重复申请 2 件。",
		"第二十条第（一）项所列规章 1 件、规范性文件 2 件、行政许可 3 件。", "四、结转下年度继续办理 0 件。政府信息公开行政复议、行政诉讼情况：结果维持 1 件，总计 9 件。五、其他。",
		"（七）总计 7 7 7 7 7 7 7", "2019年政府信息公开工作年度报告已公布。", "六、存在的主要问题：1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "逾期未按收费通知缴纳 2 件。",
	} {
		for where, page := range map[string]string{"above": m.page(text, "", ""), "beneath": m.page("", "注："+text, ""), "below": m.page("", "", text)} {
			r := HTML(page)
			if unsure, wrong := m.compare(r); unsure+wrong > 0 {
				t.Errorf("%q %s: %d cells wrong, %d not told", text, where, wrong, unsure)
			}
			if r.Format != report.Format2021 || r.Year != 2026 || r.Agency != "示例市教育局" {
				t.Errorf("%q %s: form %s, %d, %s", text, where, r.Format, r.Year, r.Agency)
			}
			if got := fmt.Sprintf("%d %s %s %s", len(r.Table2), r.at("table2.licensing.0"), r.at("table2.normative.2"), r.at("table2.fees.0")); got != "6 900 12 12.5" {
				t.Errorf("%q %s: table two is %s", text, where, got)
			}
		}
	}
}

// TestAgencyIsWrittenAsItStands: with its own brackets and digits.
func TestAgencyIsWrittenAsItStands(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"示例市教育局", "示例市实验小学（东校区）", "示例市教育局（示例市语言文字工作委员会办公室）", "示例市第１中学"} {
		for _, title := range []string{name + "2026年政府信息公开工作年度报告", name + "2026年\n政府信息公开工作年度报告", "（" + name + "）2026年度政府信息公开工作年度报告"} {
			r := Text(title + "\n\n一、总体情况\n")
			if r.Agency != name || r.Year != 2026 {
				t.Errorf("%q: %q, %d", title, r.Agency, r.Year)
			}
		}
	}
}

// TestAmountsAreWrittenAsText: as the shape has them, whole ones too.
func TestAmountsAreWrittenAsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<table><tr><td>第二十条第（九）项</td></tr><tr><td>采购项目数量</td><td>采购总金额</td></tr><tr><td>政府集中采购</td><td>3</td><td>40</td></tr></table>": `"procurement":[3,"40"]`,
		"<table><tr><td>政府集中采购</td><td>3</td><td>40.25</td></tr></table>":                                                               `"procurement":[3,"40.25"]`,
		"<table><tr><td>政府集中采购</td><td>3</td><td></td></tr></table>":                                                                    `"procurement":[3,null]`,
		"<table><tr><td>本年处理决定数量</td></tr><tr><td>本年收费金额（单位：万元）</td></tr><tr><td>行政事业性收费</td><td>7</td></tr></table>":                   `"fees":"7"`,
		"<table><tr><td>政府集中采购</td><td>3个</td><td>251,000元</td></tr></table>":                                                           `"procurement":[3,"251000元"]`,
		"<table><tr><td>政府集中采购</td><td>3</td><td>25.1万元</td></tr></table>":                                                              `"procurement":[3,"25.1万元"]`,
		"<p>政府集中采购 3个 25.1 万元</p>":                                                                                                      `"procurement":[3,"25.1万元"]`,
		"<p>政府集中采购 3个 251000元 </p>":                                                                                                     `"procurement":[3,"251000元"]`,
		"<p>政府集中采购 135394400元 </p>":                                                                                                     `"procurement":[null,null]`,
		"<table><tr><td>本年收费金额（单位：万元）</td></tr><tr><td>行政事业性收费</td><td>7.50万元</td></tr></table>":                                        `"fees":"7.50"`,
		"<table><tr><td>本年收费金额</td></tr><tr><td>行政事业性收费</td><td>380元（信息处理费）</td></tr></table>":                                          `"fees":"380元"`,
	} {
		b, err := HTML("<h1>示例市教育局2020年政府信息公开工作年度报告</h1><p>第二十条第（一）项</p>" + text).MarshalJSON()
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: %s, want %s", text, b, want)
		}
	}
}

// TestWordsForScreenReadersAreNoCells: what a page says beside a figure to those who do not see it is not in the cell.
func TestWordsForScreenReadersAreNoCells(t *testing.T) {
	t.Parallel()
	m := make3(rand.New(rand.NewPCG(3, 7)), report.Format2019, 90)
	for _, class := range []string{"vh", "sr-only", "small visually-hidden"} {
		for said, words := range map[string]string{
			"closed": `<a href="#"><span class="` + class + `">1. 属于国家秘密，第<span>2</span>列：</span>`, "never closed": `<span class="` + class + `">第 3 列`,
		} {
			page := strings.ReplaceAll(m.page("", "", ""), "<td>", "<td>"+words)
			if said == "never closed" {
				page = strings.ReplaceAll(m.page("", "", ""), "</td>", words+"</td>")
			}
			if unsure, wrong := m.compare(HTML(page)); unsure+wrong > 0 {
				t.Errorf("%s, %s: %d cells wrong, %d not told", class, said, wrong, unsure)
			}
		}
	}
}
