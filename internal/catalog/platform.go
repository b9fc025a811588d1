package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// articles are the items of article 20 that an agency discloses of itself. law: 条例 20
var articles = []struct{ No, Text string }{
	{"（一）", "法规、规章和规范性文件"},
	{"（二）", "机关职能、机构设置和联系方式"},
	{"（三）", "规划和相关政策"},
	{"（四）", "统计信息"},
	{"（五）", "行政许可和其他对外管理服务事项"},
	{"（六）", "行政处罚、行政强制"},
	{"（七）", "财政预算、决算"},
	{"（八）", "行政事业性收费"},
	{"（九）", "政府集中采购"},
	{"（十）", "重大建设项目"},
	{"（十一）", "扶贫、教育、医疗、社会保障、促进就业"},
	{"（十二）", "突发公共事件"},
	{"（十三）", "环境保护、公共卫生、安全生产、食品药品、产品质量监督检查"},
	{"（十四）", "公务员招考"},
	{"（十五）", "国家规定的其他信息"},
}

// NewsType is the column type of 工作动态, which does not belong on the platform.
const NewsType = "工作动态"

// Gaps returns what an inspection of the platform would object to, a sentence each: a fixed part that is missing or empty, an
// item of article 20 that no column serves. shown counts what each column shows.
//
// law: 国办公开办函〔2019〕61号; 条例 20
func Gaps(columns []Column, shown map[ColumnID]int) []string {
	var out []string
	for _, s := range Sections {
		n, here := 0, 0
		for _, c := range columns {
			if c.Section == s.Section {
				here++
				n += shown[c.ID]
			}
		}
		switch {
		case here == 0:
			out = append(out, fmt.Sprintf("缺“%s”，四个固定部分须齐全，名称一字不差。", s.Name))
		case n == 0 && s.Section != Annual: // reports are no items of a column
			out = append(out, fmt.Sprintf("“%s”是空的。", s.Name))
		}
	}
	for _, a := range articles {
		if !slices.ContainsFunc(columns, func(c Column) bool { return c.Section == Statutory && strings.Contains(c.Article, a.No) }) {
			out = append(out, fmt.Sprintf("条例第二十条第%s项（%s）没有对应的栏目。", a.No, a.Text))
		}
	}
	return out
}

var newsTitle = regexp.MustCompile(`讲话|调研|慰问|座谈会|动员会|推进会|举行|召开.{0,20}会议?$|圆满|隆重`)

// LooksLikeNews reports whether a title sounds like 工作动态, which must stay out of 法定主动公开内容.
func LooksLikeNews(title string) bool { return newsTitle.MatchString(title) }

// guideElements are what a 公开指南 must tell, with the words by which it is known to. law: 条例 12
var guideElements = []struct {
	name  string
	words *regexp.Regexp
}{
	{"政府信息的分类", regexp.MustCompile(`分类|公开范围|公开内容`)},
	{"编排体系", regexp.MustCompile(`编排|体系|目录`)},
	{"获取方式", regexp.MustCompile(`获取|查阅|公开形式|公开方式`)},
	{"工作机构的名称", regexp.MustCompile(`受理机构|工作机构`)},
	{"办公地址", regexp.MustCompile(`地址`)},
	{"办公时间", regexp.MustCompile(`时间`)},
	{"联系电话", regexp.MustCompile(`电话`)},
	{"传真号码", regexp.MustCompile(`传真`)},
	{"互联网联系方式", regexp.MustCompile(`电子邮箱|电子邮件|邮箱|网址|互联网|https?://|[\w.]+@[\w.]+`)},
}

// MissingFromGuide names what a 公开指南 does not tell. law: 条例 12
func MissingFromGuide(text string) []string {
	var out []string
	for _, e := range guideElements {
		if !e.words.MatchString(text) {
			out = append(out, e.name)
		}
	}
	return out
}

// IsGuide reports whether a text of that title in the column is the 公开指南 itself.
func (c *Column) IsGuide(title string) bool {
	return c.Section == Guide && strings.Contains(title, "指南")
}
