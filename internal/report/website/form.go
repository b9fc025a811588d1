// Package website is 政府网站工作年度报表: the table that every government website publishes by 31 January (国办函〔2018〕12号). What records
// tell is counted, what the configuration tells is taken from there, and only the rest is typed.
package website

import (
	"slices"

	"gongkai/internal/ref"
)

// Ref names the register of these reports.
const Ref ref.Kind = "website-report"

// Kind says how the value of a field is written.
type Kind string

// The kinds.
const (
	Count   Kind = "count"   // a whole number, not below 0
	Decimal Kind = "decimal" // a number with at most one decimal, not below 0
	Text    Kind = "text"    // one line; may be empty
	Choice  Kind = "choice"  // one of Options
)

// Source is a figure that records tell, of the whole site in one year.
type Source string

// The sources.
const (
	Items           Source = "items"             // 信息 released in the year, of every unit, withdrawn since or not
	OverviewItems   Source = "overview-items"    // those in columns of 概况信息, 机构职能 or 负责人信息
	NewsItems       Source = "news-items"        // those in columns of 工作动态
	CatalogueItems  Source = "catalogue-items"   // those in the columns of 政府信息公开, without the ones above
	Interpretations Source = "interpretations"   // those that interpret another item
	Messages        Source = "messages"          // 网页纠错 received in the year
	MessagesDone    Source = "messages-done"     // those of them that were answered by its end
	MessageTenths   Source = "messages-in-tenth" // how long their answers took, on average, in tenths of a day
)

// Fact is a value that the site's own configuration tells.
type Fact string

// The facts.
const (
	Filler Fact = "filler"
	Name   Fact = "name"
	URL    Fact = "url"
	Owner  Fact = "owner"
	IDCode Fact = "id-code"
	ICP    Fact = "icp"
	Police Fact = "police"
)

// Field is one field of the form. At most one of Source and Fact is set; a field with neither is typed.
type Field struct {
	Key     string
	Group   string // what it stands below within its block: 留言办理; ""
	Name    string
	Unit    string // 条; "" of texts and choices
	Kind    Kind
	Options []string // of a Choice
	Source  Source
	Fact    Fact
	Rule    string // what a counted figure counts, in one sentence; of others what to write
}

// Typed reports whether somebody writes it.
func (f *Field) Typed() bool { return f.Source == "" && f.Fact == "" }

// Needed reports whether the report does not go out without it.
func (f *Field) Needed() bool { return f.Typed() && f.Kind != Text }

// Title is what the field is called when it stands alone.
func (f *Field) Title() string {
	if f.Group == "" {
		return f.Name
	}
	return f.Group + "·" + f.Name
}

// Block is one of the blocks of the form, in its order.
type Block struct {
	Key, Name string
	Fields    []Field
}

var (
	yesNo = []string{"是", "否"}
	has   = []string{"有", "无"}
	types = []string{"政府门户网站", "部门网站"}
)

// Form returns the blocks of the form. The slices are the caller's.
func Form() []Block {
	count := func(key, group, name, unit string) Field {
		return Field{Key: key, Group: group, Name: name, Unit: unit, Kind: Count}
	}
	counted := func(key, group, name, unit string, s Source, rule string) Field {
		return Field{Key: key, Group: group, Name: name, Unit: unit, Kind: Count, Source: s, Rule: rule}
	}
	text := func(key, group, name, rule string) Field {
		return Field{Key: key, Group: group, Name: name, Kind: Text, Rule: rule}
	}
	choice := func(key, name string, options []string) Field {
		return Field{Key: key, Name: name, Kind: Choice, Options: options}
	}
	fact := func(key, name string, f Fact) Field { return Field{Key: key, Name: name, Kind: Text, Fact: f} }
	site := "按网站访问统计填写，"
	return []Block{
		{"basic", "基本情况", []Field{
			fact("filler", "填报单位", Filler), fact("name", "网站名称", Name), fact("url", "首页网址", URL), fact("owner", "主办单位", Owner), choice("type", "网站类型", types),
			fact("id-code", "政府网站标识码", IDCode), fact("icp", "ICP备案号", ICP), fact("police", "公安机关备案号", Police),
			{Key: "visitors", Name: "独立用户访问总量", Unit: "个", Kind: Count, Rule: site + "一年内访问过的独立用户。"},
			{Key: "visits", Name: "网站总访问量", Unit: "次", Kind: Count, Rule: site + "一年内的访问次数。"},
		}},
		{"release", "信息发布", []Field{
			counted("released", "", "总数", "条", Items, "年内首次发布的信息，按发布日期，含下属单位的和后来撤下的。"),
			counted("overview", "", "概况类信息更新量", "条", OverviewItems, "其中栏目类别为概况信息、机构职能、负责人信息的。"),
			counted("news", "", "政务动态信息更新量", "条", NewsItems, "其中栏目类别为工作动态的。"),
			counted("catalogue", "", "信息公开目录信息更新量", "条", CatalogueItems, "其中政府信息公开各栏目的，不含前两类。"),
		}},
		{"topic", "专栏专题", []Field{count("topics", "", "维护数量", "个"), count("topics-new", "", "新开设数量", "个")}},
		{"response", "解读回应", []Field{
			counted("interpretations", "解读信息发布", "总数", "条", Interpretations, "年内发布的、关联到被解读文件的信息，按发布日期。"),
			count("materials", "解读信息发布", "解读材料数量", "条"), count("products", "解读信息发布", "解读产品数量", "个"), count("comments", "解读信息发布", "媒体评论文章数量", "篇"),
			count("responses", "", "回应公众关注热点或重大舆情数量", "次"),
		}},
		{"service", "办事服务", []Field{
			choice("service-list", "是否发布服务事项目录", yesNo), count("users", "", "注册用户数", "个"), count("service-items", "", "政务服务事项数量", "项"),
			count("service-online", "", "可全程在线办理政务服务事项数量", "项"),
			count("cases", "办件量", "总数", "件"), count("cases-natural", "办件量", "自然人办件量", "件"), count("cases-legal", "办件量", "法人办件量", "件"),
		}},
		{"interaction", "互动交流", []Field{
			choice("platform", "是否使用统一平台", yesNo),
			counted("messages", "留言办理", "收到留言数量", "条", Messages, "年内收到的网页纠错，按收到日期；本系统没有别的留言渠道。"),
			counted("messages-done", "留言办理", "办结留言数量", "条", MessagesDone, "其中年底以前答复的。"),
			{Key: "message-days", Group: "留言办理", Name: "平均办理时间", Unit: "天", Kind: Decimal, Source: MessageTenths, Rule: "年底以前答复的，从收到到答复的平均天数。"},
			count("messages-public", "留言办理", "公开答复数量", "条"),
			count("surveys", "征集调查", "征集调查期数", "期"), count("survey-opinions", "征集调查", "收到意见数量", "条"), count("survey-results", "征集调查", "公布调查结果期数", "期"),
			count("interviews", "在线访谈", "访谈期数", "期"), count("interview-messages", "在线访谈", "网民留言数量", "条"), count("interview-answers", "在线访谈", "答复网民提问数量", "条"),
			choice("assistant", "是否提供智能问答", yesNo),
		}},
		{"security", "安全防护", []Field{
			count("checks", "", "安全检测评估次数", "次"), count("problems", "", "发现问题数量", "个"), count("problems-solved", "", "问题整改数量", "个"),
			choice("monitoring", "是否建立安全监测预警机制", yesNo), choice("drills", "是否开展应急演练", yesNo), choice("responsible", "是否明确网站安全责任人", yesNo),
		}},
		{"media", "移动新媒体", []Field{
			choice("media", "是否有移动新媒体", has),
			text("weibo", "微博", "名称", "账号的名称，没有的留空。"), count("weibo-posts", "微博", "信息发布量", "条"), count("weibo-followers", "微博", "关注量", "个"),
			text("wechat", "微信", "名称", "账号的名称，没有的留空。"), count("wechat-posts", "微信", "信息发布量", "条"), count("wechat-followers", "微信", "订阅数", "个"),
			text("media-other", "", "其他", "别的移动新媒体的名称，没有的留空。"),
		}},
		{"innovation", "创新发展", []Field{
			choice("search-service", "搜索即服务", has), choice("languages", "多语言版本", has), choice("accessible", "无障碍浏览", has), choice("personal", "千人千网", has),
			text("innovation-other", "", "其他", "别的创新做法，没有的留空。"),
		}},
	}
}

// Fields returns the fields of every block, in the order of the form.
func Fields() []Field {
	var out []Field
	for _, b := range Form() {
		out = append(out, b.Fields...)
	}
	return out
}

// BlockOf is the name of the block in which a field stands, "" where there is no such field.
func BlockOf(key string) string {
	for _, b := range Form() {
		if slices.ContainsFunc(b.Fields, func(f Field) bool { return f.Key == key }) {
			return b.Name
		}
	}
	return ""
}

// fieldOf finds a field by its key.
func fieldOf(key string) (Field, bool) {
	fs := Fields()
	i := slices.IndexFunc(fs, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return fs[i], true
}
