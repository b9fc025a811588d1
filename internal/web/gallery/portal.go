package gallery

import (
	"fmt"
	"strings"

	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/portal"
)

func site() layout.Site {
	return layout.Site{
		Name: "濮阳教育网", Agency: "濮阳市教育局", Domain: "jyj.puyang.gov.cn", IDCode: "4109000000",
		Undertaker: "办公室、信息中心", Address: "河南省濮阳市华龙区市教育局办公楼", Phone: "12345（教育事项转教育局）",
		Hours: "工作日 8:30—12:00，14:30—17:30", ICP: "豫ICP备00000000号-1", Police: "豫公网安备 41090000000000号", IPv6: true,
		Nav: []layout.Link{
			{Text: "首页", URL: "/"},
			{Text: "机构与单位", URL: "/units"},
			{Text: "新闻公告", URL: "/columns/notice"},
			{Text: "政务公开", URL: "/open"},
			{Text: "双公示", URL: "/credit"},
			{Text: "年度报告", URL: "/reports"},
		},
		Upper: []layout.Link{{Text: "中国政府网", URL: "https://www.gov.cn/"}, {Text: "河南省教育厅", URL: "/go?u=jyt"}, {Text: "濮阳市人民政府", URL: "/go?u=py"}},
		Related: []layout.Link{
			{Text: "教育部", URL: "/go?u=moe"},
			{Text: "河南省教育厅", URL: "/go?u=jyt"},
			{Text: "濮阳市人民政府", URL: "/go?u=py"},
			{Text: "河南政务服务网", URL: "/go?u=zwfw"},
			{Text: "国家中小学智慧教育平台", URL: "/go?u=zxx"},
			{Text: "信用中国（河南濮阳）", URL: "/go?u=xy"},
		},
		Foot:    []layout.Link{{Text: "网站地图", URL: "/sitemap"}, {Text: "联系我们", URL: "/units/bureau"}},
		Search:  true,
		Hot:     []layout.Link{{Text: "招生", URL: "/search?q=a"}, {Text: "学区", URL: "/search?q=b"}, {Text: "教师资格", URL: "/search?q=c"}, {Text: "学生资助", URL: "/search?q=d"}},
		DeskURL: "/desk/", PartyURL: "/go?u=dzdw", FaultURL: "/go?u=zfwzgl",
		Demo: true, DemoText: "本站是演示环境，内容均为示例，不代表任何机关。", DemoLink: layout.Link{Text: "看导览", URL: "/tour"},
	}
}

// bare is a site about which nothing is known yet.
func bare() layout.Site {
	return layout.Site{Name: "示例教育网", Agency: "示例市教育局", Domain: "example.gov.cn", IDCode: "0000000000", Nav: []layout.Link{{Text: "首页", URL: "/"}, {Text: "政务公开", URL: "/open"}}}
}

func public(title, nav string, crumbs ...layout.Link) portal.Frame {
	return portal.Frame{
		Site: site(), Title: title, Current: nav, Crumbs: append([]layout.Link{{Text: "首页", URL: "/"}}, crumbs...),
		Column: portal.Column{Name: title, Type: "信息公开目录"},
	}
}

func unitGroups() []layout.Group {
	inst := layout.Group{Title: "局属事业单位", Note: "8 家"}
	for i := 1; i <= 8; i++ {
		inst.Links = append(inst.Links, layout.Link{Text: fmt.Sprintf("事业单位（%02d）", i), URL: fmt.Sprintf("/units/%02d", i)})
	}
	school := layout.Group{Title: "市直学校", Note: "23 所"}
	for i := 1; i <= 23; i++ {
		school.Links = append(school.Links, layout.Link{Text: fmt.Sprintf("市直学校（%02d）", i), URL: fmt.Sprintf("/units/s%02d", i)})
	}
	return []layout.Group{inst, school}
}

func tree(current string) portal.Tree {
	t := portal.Tree{Current: current, Units: unitGroups()}
	var children []portal.TreeNode
	for i, name := range []string{"机构职能", "政策文件", "规划计划", "统计信息", "行政许可和处罚", "财政预算决算", "行政事业性收费", "招生考试", "学生资助", "教师管理", "校园安全", "建议提案办理", "应急管理"} {
		children = append(children, portal.TreeNode{Title: name, URL: fmt.Sprintf("/open/c%d", i), Count: fmt.Sprint(12 + i*31), Current: name == current})
	}
	t.Nodes = []portal.TreeNode{
		{Title: "政府信息公开指南", URL: "/open/guide", Current: current == "政府信息公开指南"},
		{Title: "政府信息公开制度", URL: "/open/system"},
		{Title: "法定主动公开内容", URL: "/open", Children: children},
		{Title: "政府信息公开年报", URL: "/reports", Current: current == "政府信息公开年报"},
	}
	return t
}

var titles = []string{
	"濮阳市教育局关于印发2026年下半年教师资格认定工作方案的通知",
	"濮阳市教育局　濮阳市财政局关于下达2026年秋季学期家庭经济困难学生资助资金的通知",
	"濮阳市教育局关于进一步规范义务教育学校课后服务工作的通知",
	"濮阳市中小学校食堂管理办法",
	"濮阳市教育局关于加强中小学冬季安全管理的通知",
	"濮阳市教育局关于公布2026年度民办学校年度检查结果的通知",
	"濮阳市民办幼儿园设置审批暂行办法",
}

func rows() []portal.Row {
	var list []portal.Row
	for i, title := range titles {
		r := portal.Row{
			IndexNo: fmt.Sprintf("1141090000000001A9/2026-%05d", 317-i*7), Title: title, URL: fmt.Sprintf("/items/%d", i), DocNo: fmt.Sprintf("濮教办〔2026〕%d号", 41-i),
			Formed: fmt.Sprintf("2026-11-%02d", 16-i), Published: fmt.Sprintf("2026-11-%02d", 18-i), Validity: layout.Achieved("有效"), New: i < 2,
		}
		switch i {
		case 4:
			r.Validity = layout.NotApplicable("失效")
		case 5:
			r.Validity, r.DocNo = layout.Attention("已修改"), ""
		case 6:
			r.Stated, r.Published, r.Formed, r.Validity = true, "2019-04-18", "2019-04-11", layout.NotApplicable("废止")
		}
		list = append(list, r)
	}
	return list
}

func seal() *portal.Seal {
	return &portal.Seal{Number: "18,204", Released: "2026年5月20日9时32分", Digest: "9f3c 71ae 04d2 6b58", CheckURL: "/proofs/18204", FileURL: "/proofs/18204.txt"}
}

func entries() []portal.Entry {
	var list []portal.Entry
	for i, title := range []string{"全市义务教育优质均衡发展推进会召开", "我市中小学幼儿园冬季校园安全专项检查全面启动", "市教育局调研城区新建学校工程进度", "市直学校公开招聘拟聘用人员公示", "2026年“国培计划”县域教师培训项目结业", "关于第三季度教育收费检查情况的通报"} {
		e := portal.Entry{Title: title, URL: fmt.Sprintf("/items/n%d", i), Date: fmt.Sprintf("2026-11-%02d", 20-i)}
		if i == 3 {
			e.Tag = layout.Attention("剩3日")
		}
		list = append(list, e)
	}
	return list
}

func cards() []portal.ColumnCard {
	var list []portal.ColumnCard
	for i, name := range []string{"招生考试", "学生资助", "财政预算决算", "教育收费", "双公示", "教师管理", "校园安全", "民办教育与校外培训"} {
		list = append(list, portal.ColumnCard{Title: name, Count: fmt.Sprintf("%d 条", 18+i*37), Updated: fmt.Sprintf("2026-11-%02d", 20-i), URL: fmt.Sprintf("/open/c%d", i)})
	}
	list[7].Updated, list[7].Count = "", "0 条"
	return list
}

func bigFigures() []portal.BigFigure {
	return []portal.BigFigure{
		{Value: "1,286", Unit: "条", Label: "主动公开信息", Note: "其中政策文件 46 件", URL: "/open/all"},
		{Value: "900", Unit: "件", Label: "行政许可决定", Note: "全部按时推送信用平台", URL: "/credit"},
		{Value: "32", Unit: "家", Label: "有公开专栏的单位", Note: "局机关、8 家事业单位、23 所学校", URL: "/units"},
	}
}

func portalCases() []Case {
	var cases []Case
	add := func(name string, c Case) {
		c.Name, c.Public = "portal-"+name, true
		cases = append(cases, c)
	}
	for name, p := range ordered(homes()) {
		add("home-"+name, Case{Page: portal.Home(p)})
	}
	for name, p := range ordered(lists()) {
		add("list-"+name, Case{Page: portal.List(p)})
	}
	for name, p := range ordered(searches()) {
		add("search-"+name, Case{Page: portal.Search(p)})
	}
	for name, p := range ordered(details()) {
		add("detail-"+name, Case{Page: portal.Detail(p)})
	}
	for name, p := range ordered(goneAndErrors()) {
		add("gone-"+name, Case{Page: portal.Gone(p)})
	}
	for name, p := range ordered(opens()) {
		add("open-"+name, Case{Page: portal.Open(p)})
	}
	powerCases(add)
	for name, p := range ordered(standardPages()) {
		add("standard-"+name, Case{Page: portal.Standard(p)})
	}
	for name, p := range ordered(credits()) {
		add("credit-"+name, Case{Page: portal.Credit(p)})
	}
	for name, p := range ordered(licences()) {
		add("licence-"+name, Case{Page: portal.Licence(p)})
	}
	for name, p := range ordered(unitsPages()) {
		add("units-"+name, Case{Page: portal.Units(p)})
	}
	for name, p := range ordered(maps()) {
		add("map-"+name, Case{Page: portal.Map(p)})
	}
	for name, p := range ordered(openData()) {
		add("open-data-"+name, Case{Page: portal.OpenData(p)})
	}
	for name, p := range ordered(unitPages()) {
		add("unit-"+name, Case{Page: portal.Unit(p)})
	}
	for name, p := range ordered(reportsPages()) {
		add("reports-"+name, Case{Page: portal.Reports(p)})
	}
	for name, p := range ordered(checkPages()) {
		add("check-"+name, Case{Page: portal.Check(p)})
	}
	for name, p := range ordered(reportPages()) {
		add("report-"+name, Case{Page: portal.Report(p)})
	}
	for name, p := range ordered(recordsPages()) {
		add("records-"+name, Case{Page: portal.Records(p)})
	}
	for name, p := range ordered(proofs()) {
		add("proof-"+name, Case{Page: portal.Proof(p)})
	}
	for name, p := range ordered(corrections()) {
		add("correction-"+name, Case{Page: portal.Correction(p)})
	}
	for name, p := range ordered(correctedPages()) {
		add("corrected-"+name, Case{Page: portal.Corrected(p)})
	}
	for name, p := range ordered(publicErrors()) {
		add("error-"+name, Case{Page: portal.Error(p)})
	}
	return cases
}

func homes() trio[portal.HomePage] {
	usual := portal.HomePage{Frame: portal.Frame{Site: site(), Current: "/", Column: portal.Column{Name: "首页", Type: "首页", Description: "濮阳市教育局网站首页", Keywords: "教育,政务公开"}}}
	usual.Headline = &portal.Headline{Title: "我市2026年义务教育阶段招生入学工作平稳完成", URL: "/items/1", Links: []layout.Link{{Text: "招生入学政策全文", URL: "/items/2"}, {Text: "一图读懂入学流程", URL: "/items/3"}, {Text: "随迁子女入学办理情况通报", URL: "/items/4"}}}
	usual.News = portal.Stream{Title: "要闻", MoreURL: "/columns/news", Lead: &portal.Lead{Title: "市教育局部署义务教育公开目录编制工作", URL: "/items/5", Summary: "会议要求，对照标准目录逐项核对公开内容，做到应公开、尽公开，招生、收费、资助、安全等群众关心的信息按时更新，各学校公开专栏每季度检查一次。", Date: "2026-11-20"}, Entries: entries()}
	usual.Notices = portal.Stream{Title: "通知公告", MoreURL: "/columns/notice", Tabs: []layout.Link{{Text: "公示", URL: "/columns/public-notice"}}, Entries: entries()}
	usual.Tiles = []portal.Tile{{Icon: "enrol", Title: "招生入学", Note: "更新于 11-18", URL: "/columns/enrolment"}, {Icon: "district", Title: "学区划分", Note: "查各校招生范围", URL: "/search?q=a"}, {Icon: "aid", Title: "学生资助", Note: "暂无信息", URL: "/columns/aid"}, {Icon: "link", Title: "河南政务服务网", URL: "https://www.hnzwfw.gov.cn/"}}
	usual.Period = "2026年1月1日至11月20日，点击数字查看明细"
	usual.Open = []layout.Link{{Text: "政府信息公开指南", URL: "/open/guide"}, {Text: "政府信息公开制度", URL: "/open/system"}, {Text: "法定主动公开内容", URL: "/open"}, {Text: "政府信息公开年报", URL: "/reports"}}
	usual.Figures, usual.ReportsURL, usual.Columns, usual.CatalogURL = bigFigures(), "/reports", cards(), "/open"
	usual.Units, usual.UnitsNote, usual.UnitsURL = unitGroups(), "共 31 家", "/units"

	wordy := usual
	wordy.Headline = &portal.Headline{Title: long(titles[1], 90), URL: "/items/1", Links: usual.Headline.Links}
	wordy.News.Lead = &portal.Lead{Title: long(titles[0], 80), URL: "/items/1", Summary: long(usual.News.Lead.Summary, 300), Date: "2026-11-20"}
	wordy.News.Entries = append([]portal.Entry{{Title: long(titles[1], 120), URL: "/items/9", Date: "2026-11-20", Tag: layout.ToCome("征集中")}}, entries()...)
	wordy.Tiles = []portal.Tile{{Icon: "licence", Title: "行政许可公示", Note: "教师资格、民办学校", URL: "/credit"}, {Icon: "file", Title: "政策文件", Note: "按年份、文号查", URL: "/open/policy"}, {Icon: "unit", Title: "机构与单位", Note: "地址、电话、职能", URL: "/units"}, {Icon: "report", Title: "年度报告", Note: "历年数字和明细", URL: "/reports"}}
	wordy.Figures = append(bigFigures(), portal.BigFigure{Value: "1,234,567", Unit: "万元", Label: long("公开预算决算的单位", 20), Note: long("局机关、8 家事业单位、23 所学校", 40), URL: "/open/b"}, portal.BigFigure{Value: "0", Unit: "件", Label: "建议提案办理", Note: "答复全文公开 0 件"})
	wordy.Units = unitGroups()
	wordy.Units[1].Links[3].Text = "示例市第一高级中学（东校区、西校区、国际部）"

	return trio[portal.HomePage]{portal.HomePage{Frame: portal.Frame{Site: bare(), Current: "/", Column: portal.Column{Name: "首页", Type: "首页"}}, News: portal.Stream{Title: "要闻"}, Notices: portal.Stream{Title: "通知公告"}}, usual, wordy}
}

func lists() trio[portal.ListPage] {
	crumbs := []layout.Link{{Text: "政务公开", URL: "/open"}, {Text: "法定主动公开内容", URL: "/open"}, {Text: "政策文件"}}
	filters := []layout.Field{
		{Kind: layout.Select, Name: "unit", Label: "发布机构", Options: []layout.Option{{Text: "全部机构"}, {Value: "1", Text: "濮阳市教育局"}, {Value: "2", Text: "市直学校（03）"}}},
		{Kind: layout.Select, Name: "year", Label: "年份", Options: []layout.Option{{Text: "全部年份"}, {Value: "2026", Text: "2026年", Chosen: true}, {Value: "2025", Text: "2025年"}}},
		{Kind: layout.Select, Name: "valid", Label: "有效性", Options: []layout.Option{{Text: "全部"}, {Value: "1", Text: "有效"}, {Value: "2", Text: "废止、失效"}}},
	}
	usual := portal.ListPage{
		Frame: public("政策文件", "/open", crumbs...), Tree: tree("政策文件"), Heading: "政策文件", Count: "126 条", Updated: "2026-11-18",
		Links: []layout.Link{{Text: "下载目录", URL: "/open/policy.xlsx"}}, Action: "/open/policy", Filters: filters, Range: "符合条件 126 条，第 1—7 条",
		Sorts: []layout.Tab{{Text: "按发布日期", Current: true}, {Text: "按成文日期", URL: "?sort=formed"}}, Rows: rows(),
		Pager: layout.Pager{Total: "126", Unit: "条", Page: 1, Pages: 9, Base: "?page="},
	}
	usual.Column.Type = "政策文件"
	empty := portal.ListPage{Frame: public("政策文件", "/open", crumbs...), Tree: tree("政策文件"), Heading: "政策文件", Count: "0 条", Action: "/open/policy", Filters: filters, Empty: "这个栏目还没有内容", ClearURL: "/open/policy"}
	wordy := usual
	wordy.Tree = portal.Tree{}
	wordy.Intro = long("本栏公布本机关制定的行政规范性文件和其他政策文件，标明有效性。", 120)
	wordy.Rows = rows()
	wordy.Rows[0].Title = long(titles[1], 200)
	wordy.Rows[0].Unit = "濮阳市教育考试服务中心（濮阳市招生考试委员会办公室）"
	wordy.Rows[1].IndexNo = long("1141090000000001A9", 60) + "/2026-0000000317"
	wordy.Rows[1].DocNo = "濮教规范性文件〔2026〕第1234567号"
	wordy.Pager = layout.Pager{Total: "1000+", Unit: "条", Page: 37, Pages: 6667, Base: "?page="}
	return trio[portal.ListPage]{empty, usual, wordy}
}

func searches() trio[portal.SearchPage] {
	part := func(text string) publication.Passage { return publication.Passage{Text: text} }
	hit := func(text string) publication.Passage { return publication.Passage{Text: text, Found: true} }
	filters := portal.Inputs(lists().Usual.Filters)
	usual := portal.SearchPage{
		Frame: public("站内搜索", "", layout.Link{Text: "站内搜索"}), Filters: filters, Count: "86", Also: []string{"划片", "招生范围"},
		Direct: []layout.Link{{Text: "招生考试", URL: "/columns/exam"}, {Text: "市直学校（03）", URL: "/units/s03"}},
		Sorts:  []layout.Tab{{Text: "相关度", URL: "?q=x", Current: true}, {Text: "发布日期", URL: "?sort=date"}},
		Results: []portal.Result{
			{
				Title: []publication.Passage{part("濮阳市教育局关于公布2026年城区"), hit("学区"), part("划分方案的通知")}, URL: "/items/128", Validity: layout.Achieved("有效"),
				Text: []publication.Passage{part("……城区公办小学"), hit("学区"), part("按照就近、相对稳定的原则划定，新建小区由所在街道对应的学校接收……")}, Unit: "市教育局", Column: "招生考试", DocNo: "濮教基〔2026〕21号", Published: "2026-05-20",
			},
			{
				Title: []publication.Passage{part("城区公办小学划片范围一览表")}, URL: "/items/131", InFile: true,
				Text: []publication.Passage{part("……1 实验小学 "), hit("学区"), part("东至长庆路……")}, Unit: "市直学校（03）", Column: "招生考试", Published: "2026-05-18",
			},
		},
		Pager: layout.Pager{Total: "86", Unit: "条", Page: 1, Pages: 9, Base: "?page="},
	}
	usual.Asked = "学区"
	empty := portal.SearchPage{Frame: public("站内搜索", "", layout.Link{Text: "站内搜索"}), Filters: filters, Count: "0", Hint: layout.Link{Text: "教师资格", URL: "/search?q=t"}, ClearURL: "/search?q=x"}
	empty.Asked = "教室资格"
	wordy := usual
	wordy.Asked = long("关于进一步加强", 200)
	wordy.Problem = "检索内容太长，请只留最要紧的词，一般不超过 60 字。"
	wordy.Results = append([]portal.Result{{Title: []publication.Passage{hit(long("规范教育收费", 120))}, URL: "/items/1", Text: []publication.Passage{part(long("abcdefghij", 120))}, Unit: long("单位", 30), Column: "其他", DocNo: "濮教规范性文件〔2026〕第1234567号", Published: "2026-01-01"}}, usual.Results...)
	return trio[portal.SearchPage]{empty, usual, wordy}
}

func details() trio[portal.DetailPage] {
	f := public("濮阳市教育局关于做好2026年义务教育阶段招生入学工作的通知", "/open", layout.Link{Text: "政务公开", URL: "/open"}, layout.Link{Text: "政策文件", URL: "/open/policy"}, layout.Link{Text: "正文"})
	f.Column = portal.Column{Name: "政策文件", Type: "政策文件"}
	f.Article = portal.Article{Title: f.Title, PubDate: "2026-05-20 09:32", Source: "濮阳市教育局", Keywords: "义务教育,招生入学,划片", Description: "2026年全市义务教育阶段招生入学工作安排", URL: "https://jyj.puyang.gov.cn/items/128"}
	usual := portal.DetailPage{
		Frame: f, RedHead: "濮阳市教育局文件", Heading: f.Title, Parts: []string{"濮阳市教育局", "关于做好2026年", "义务教育阶段", "招生入学工作的通知"}, DocNo: "濮教基〔2026〕21号",
		Facts: []layout.Fact{
			{Name: "索引号", Value: "1141090000000001A9/2026-00128"},
			{Name: "主题分类", Value: "科技、教育 / 教育"},
			{Name: "发布机构", Value: "濮阳市教育局", URL: "/units/bureau"},
			{Name: "体裁", Value: "通知"},
			{Name: "成文日期", Value: "2026年5月18日", ISO: "2026-05-18"},
			{Name: "发布日期", Value: "2026年5月20日 09:32", ISO: "2026-05-20T09:32"},
			{Name: "文号", Value: "濮教基〔2026〕21号"},
			{Name: "关键词", Value: "义务教育　招生入学　划片"},
			{Name: "名称", Value: f.Title, Wide: true},
		},
		Validity: layout.Achieved("现行有效"), Valid: "自2026年5月18日起施行，有效期至2027年4月30日。",
		Published: "2026-05-20 09:32", Source: "基础教育科", Addressee: "各县（区）教育行政部门，局属各单位，市直各学校：",
		Body: `<p>为保障适龄儿童少年依法接受义务教育，根据《中华人民共和国义务教育法》和省教育厅有关要求，现就做好2026年全市义务教育阶段招生入学工作通知如下。</p><h2>一、基本原则</h2><p>坚持免试就近入学，公办民办同步招生。严禁以考试、面试、测评等形式选拔学生，严禁收取与入学挂钩的任何费用。</p><h2>二、招生对象</h2><h3>（一）小学一年级</h3><p>2026年8月31日前年满六周岁的儿童，由其父母或者其他法定监护人在规定时间内报名。</p><h2>三、时间安排</h2><p>各阶段安排见下表。</p><div class="tw" tabindex="0" role="region" aria-label="招生入学时间表"><table><thead><tr><th scope="col">阶段</th><th scope="col">小学</th><th scope="col">初中</th><th scope="col">办理方式</th></tr></thead><tbody><tr><th scope="row">信息登记</th><td>7月6日—10日</td><td>7月13日—16日</td><td>网上登记</td></tr><tr><th scope="row">材料核验</th><td>7月11日—15日</td><td>7月17日—20日</td><td>数据共享，免交证明</td></tr><tr><th scope="row">公布结果</th><td>8月3日</td><td>8月5日</td><td>网上查询、短信告知</td></tr></tbody></table></div><h2>四、工作要求</h2><p>各学校应当于2026年6月30日前在校门口和网站醒目位置公布招生范围、招生计划、报名条件、咨询电话，并在本校信息公开专栏长期保留。</p>`,
		Sign: []string{"濮阳市教育局", "2026年5月18日"}, Endnote: "（此件公开发布）",
		Files: []portal.Attachment{{Kind: "XLSX", Name: "1. 城区公办小学划片范围一览表", Note: "86 KB", URL: "/files/1"}, {Kind: "PDF", Name: "2. 义务教育入学办理流程图", Note: "312 KB", URL: "/files/2"}},
		Prev:  layout.Link{Text: "关于修改《濮阳市中小学生学籍管理实施细则》的决定", URL: "/items/127"}, Next: layout.Link{Text: "关于做好2026年普通高中招生工作的通知", URL: "/items/129"},
		Tools: []portal.Tool{{Icon: "download", Text: "下载发布证明", URL: "/proofs/18204.txt"}}, Seal: seal(),
		Boxes: []portal.Box{{Title: "政策解读", Links: []layout.Link{{Text: "一图读懂：2026年义务教育入学怎么办", URL: "/items/130"}, {Text: "随迁子女入学十问十答", URL: "/items/131"}}}},
		QR:    layout.QR{Path: "M0 0h7v1h-7zM0 1h1v5h-1zM6 1h1v5h-1zM2 2h3v3h-3zM0 6h7v1h-7zM14 0h7v1h-7zM14 1h1v5h-1zM20 1h1v5h-1zM16 2h3v3h-3zM14 6h7v1h-7zM0 14h7v1h-7zM0 15h1v5h-1zM6 15h1v5h-1zM2 16h3v3h-3zM0 20h7v1h-7zM9 2h2v3h-2zM8 9h5v2h-5zM15 12h4v3h-4zM10 16h3v4h-3z", Size: 21},
	}
	empty := portal.DetailPage{Frame: portal.Frame{Site: bare(), Title: "短讯", Current: "/"}, Heading: "短讯", Published: "2026-11-20 08:00", Body: "<p>无正文。</p>"}
	wordy := usual
	wordy.Parts, wordy.Heading = nil, long(titles[1], 150)
	wordy.Facts = append([]layout.Fact(nil), usual.Facts...)
	wordy.Facts[0].Value = long("1141090000000001A9", 80) + "/2026-00128"
	wordy.Facts[7].Value = long("义务教育　招生入学　划片　", 120)
	wordy.Validity, wordy.Valid, wordy.Replaced = layout.Attention("已被修改"), long("自2026年5月18日起施行，有效期至2027年4月30日，其中第三条已修改。", 80), layout.Link{Text: "看修改决定", URL: "/items/200"}
	wordy.Files = append([]portal.Attachment{{Kind: "XLSX", Name: long("城区公办小学划片范围一览表", 90), Note: "86 KB，共 4 页", ViewURL: "/files/9/view", URL: "/files/9"}}, usual.Files...)
	sealed := *seal()
	sealed.Changes = []portal.Change{{Date: "2026-06-01", Text: "更正附件1第3行学校名称", URL: "/proofs/18300"}, {Date: "2026-06-11", Text: "更正报名时间"}}
	wordy.Seal, wordy.Stated = &sealed, true
	wordy.Body = usual.Body + "<p>" + long("各学校应当在校门口和网站醒目位置公布招生范围", 1200) + "</p><p>" + long("abcdefghijklmnop", 200) + "</p>"
	return trio[portal.DetailPage]{empty, usual, wordy}
}

func goneAndErrors() trio[portal.GonePage] {
	usual := portal.GonePage{
		Frame: public("市直学校公开招聘拟聘用人员公示", "/open", layout.Link{Text: "政务公开", URL: "/open"}, layout.Link{Text: "已撤下"}), Heading: "市直学校公开招聘拟聘用人员公示",
		Withdrawn: "2026-11-18 10:14", By: "濮阳市教育局", Reason: "公示期满，名单依规定撤下。",
		Facts: []layout.Fact{{Name: "索引号", Value: "1141090000000001A9/2026-00301"}, {Name: "发布机构", Value: "濮阳市教育局"}, {Name: "发布日期", Value: "2026年11月11日", ISO: "2026-11-11"}, {Name: "撤下日期", Value: "2026年11月18日", ISO: "2026-11-18"}},
		Seal:  &portal.Seal{Number: "48,197", Released: "2026年11月11日9时05分", Digest: "0c5a 99e1 b2d7 4410", CheckURL: "/proofs/48197", Changes: []portal.Change{{Date: "2026-11-18", Text: "撤下：公示期满", URL: "/proofs/48230"}}},
		Links: []layout.Link{{Text: "教师管理栏目", URL: "/open/teacher"}, {Text: "政府信息公开", URL: "/open"}},
	}
	wordy := usual
	wordy.Heading, wordy.Reason = long(titles[1], 120), long("公示期满，名单依规定撤下。", 200)
	wordy.Over = true
	return trio[portal.GonePage]{portal.GonePage{Frame: portal.Frame{Site: bare(), Title: "已撤下"}, Heading: "已撤下的信息"}, usual, wordy}
}

func opens() trio[portal.OpenPage] {
	usual := portal.OpenPage{
		Frame: public("政府信息公开", "/open", layout.Link{Text: "政务公开"}), Tree: tree(""),
		Intro:  "本机关依照《中华人民共和国政府信息公开条例》主动公开下列信息，并按栏目列出数量和更新日期。",
		Guide:  portal.OpenPart{Text: "说明本机关公开信息的分类、编排体系、获取方式，以及公开工作机构的名称、地址、电话。", URL: "/open/guide", More: "阅读指南"},
		System: portal.OpenPart{Entries: entries()[:3], URL: "/open/system", More: "全部制度"}, Columns: cards(), Note: "8 个栏目，1,286 条",
		Annual: portal.OpenPart{Entries: []portal.Entry{{Title: "濮阳市教育局2025年政府信息公开工作年度报告", URL: "/reports/2025", Date: "2026-01-26"}}, URL: "/reports", More: "历年报告"},
		Recent: entries(), Contact: []layout.Fact{{Name: "机构名称", Value: "濮阳市教育局办公室"}, {Name: "办公电话", Value: "12345"}, {Name: "办公地址", Value: "河南省濮阳市华龙区市教育局办公楼"}, {Name: "办公时间", Value: "工作日 8:30—12:00，14:30—17:30"}},
	}
	wordy := usual
	wordy.Intro = long(usual.Intro, 260)
	wordy.Columns = append(cards(), portal.ColumnCard{Title: long("民办教育与校外培训机构监督管理", 40), Count: "1000+ 条", Updated: "2026-11-20", URL: "/open/x"})
	return trio[portal.OpenPage]{portal.OpenPage{Frame: portal.Frame{Site: bare(), Title: "政府信息公开", Current: "/open", Column: portal.Column{Name: "政府信息公开", Type: "信息公开目录"}}}, usual, wordy}
}

func credits() trio[portal.CreditPage] {
	usual := portal.CreditPage{
		Frame: public("双公示", "/credit", layout.Link{Text: "政务公开", URL: "/open"}, layout.Link{Text: "双公示"}), Tree: tree("行政许可和处罚"), Updated: "2026-11-20",
		Sentence: "决定作出后 7 个工作日内公示并推送濮阳市信用信息平台。本年 900 件全部按时推送，平均用时 1.8 个工作日。",
		Tabs:     []layout.Tab{{Text: "行政许可", Count: "900", URL: "/credit", Current: true}, {Text: "行政处罚", Count: "0", URL: "/credit?kind=penalty"}},
		Action:   "/credit", Query: layout.Field{Kind: layout.Search, Name: "q", Label: "相对人名称或决定书文号", Placeholder: "例如：民办幼儿园"},
		Filters: []layout.Field{
			{Kind: layout.Select, Name: "party", Label: "相对人类别", Options: []layout.Option{{Text: "全部"}, {Value: "1", Text: "法人及非法人组织"}, {Value: "2", Text: "自然人"}, {Value: "3", Text: "个体工商户"}}},
			{Kind: layout.Select, Name: "class", Label: "许可类别", Options: []layout.Option{{Text: "全部"}, {Value: "1", Text: "核准"}, {Value: "2", Text: "认可"}}},
			{Kind: layout.Date, Name: "from", Label: "决定日期，起", Value: "2026-01-01"},
			{Kind: layout.Date, Name: "to", Label: "决定日期，止", Value: "2026-11-20"},
		},
		Range: "符合条件 900 件，第 1—6 件", Downloads: []layout.Download{{Text: "XLSX", Size: "148 KB", URL: "/credit.xlsx"}, {Text: "CSV", Size: "96 KB", URL: "/credit.csv"}, {Text: "JSON", Size: "231 KB", URL: "/credit.json"}},
		Caption: "行政许可公示，2026年", Note: "自然人只显示姓氏，证件号码只显示前 4 位和后 2 位，其余以星号遮盖，下载文件与本页一致。许可机关均为濮阳市教育局。",
		Pager: layout.Pager{Total: "900", Unit: "件", Page: 2, Pages: 90, Base: "?page="},
	}
	for i, party := range []string{"民办幼儿园（046）", "示**", "示**", "民办培训学校（112）", "示**", "民办普通高中（315）"} {
		r := portal.CreditRow{Party: party, Code: "4109************14", URL: fmt.Sprintf("/licences/%d", i), PartyKind: "自然人", Content: "高级中学教师资格认定", DocNo: fmt.Sprintf("濮教资认字〔2026〕%d号", 412-i), Kind: "认可", Decided: "2026-11-16", ValidTo: "长期", Took: "1 个工作日", State: layout.Achieved("有效")}
		if i%3 == 0 {
			r.PartyKind, r.Code, r.Content, r.Kind, r.ValidTo = "法人组织", "52410900MJ0000046C", "变更举办者", "核准", "2029-11-16"
		}
		if i == 5 {
			r.State = layout.NotApplicable("已撤销")
		}
		usual.Rows = append(usual.Rows, r)
	}
	empty := usual
	empty.Rows, empty.Penalty, empty.Empty, empty.Sentence, empty.Updated = nil, true, "本年没有行政处罚决定", "", ""
	empty.Tabs = []layout.Tab{{Text: "行政许可", Count: "0", URL: "/credit"}, {Text: "行政处罚", Count: "0", URL: "/credit?kind=penalty", Current: true}}
	wordy := usual
	wordy.Rows = append([]portal.CreditRow{{Party: long("示例市示例区示例街道示例社区示例民办非学历教育培训学校有限责任公司", 60), Code: "52410900MJ0000046C", URL: "/licences/9", PartyKind: "法人及非法人组织", Content: long("变更举办者、学校名称、办学层次、办学地址和章程", 140), DocNo: "濮教许民非学历教育字〔2026〕1234号", Kind: "其他-补充说明", Decided: "2026-11-16", ValidTo: "2029-11-16", Took: "12 个工作日", State: layout.Attention("有异议")}}, usual.Rows...)
	wordy.Filters = append([]layout.Field(nil), usual.Filters...)
	wordy.Filters[2].Error = "日期写作 2026-01-01"
	return trio[portal.CreditPage]{empty, usual, wordy}
}

func licences() trio[portal.LicencePage] {
	usual := portal.LicencePage{
		Frame: public("高级中学教师资格认定", "/credit", layout.Link{Text: "双公示", URL: "/credit"}, layout.Link{Text: "濮教资认字〔2026〕412号"}), Tree: tree("行政许可和处罚"),
		Heading: "高级中学教师资格认定", Party: "示**", State: layout.Achieved("有效"),
		Groups: []portal.FactGroup{
			{Title: "许可决定", Facts: []layout.Fact{{Name: "行政许可决定文书名称", Value: "教师资格认定决定书"}, {Name: "决定文书号", Value: "濮教资认字〔2026〕412号"}, {Name: "许可类别", Value: "认可"}, {Name: "许可证书名称", Value: "教师资格证书"}, {Name: "许可内容", Value: "高级中学教师资格，语文", Wide: true}, {Name: "许可决定日期", Value: "2026-11-16", ISO: "2026-11-16"}, {Name: "有效期", Value: "2026-11-16 起，长期"}, {Name: "许可机关", Value: "濮阳市教育局"}, {Name: "许可机关代码", Value: "11410900005807123X", Mono: true}}},
			{Title: "行政相对人", Facts: []layout.Fact{{Name: "名称", Value: "示**"}, {Name: "类别", Value: "自然人"}, {Name: "证件号码", Value: "4109************14", Mono: true}}},
		},
		Power: []layout.Fact{{Name: "职权", Value: "教师资格认定", URL: "/x"}, {Name: "设定依据", Value: "《中华人民共和国教师法》第十条"}, {Name: "承诺时限", Value: "10个工作日"}},
		Sent:  []portal.SentLine{{Channel: "政府网站", Time: "2026-11-17 10:02", Receipt: "登记簿 48,102", State: layout.Achieved("已公示")}, {Channel: "市信用信息平台", Time: "2026-11-17 10:05", Receipt: "XK20261117-0412", State: layout.Achieved("已入库")}},
		Batch: []layout.Fact{{Name: "批次", Value: "教师资格认定决定 第 12 批"}, {Name: "本批行数", Value: "900"}, {Name: "本件所在行", Value: "412"}, {Name: "发布时间", Value: "2026-11-17 10:02"}},
		Seal:  seal(), Note: "证件号码只显示前 4 位和后 2 位。对公示内容有异议的，请拨打网站下方电话提出。",
	}
	wordy := usual
	wordy.Heading = long("变更举办者、学校名称、办学层次、办学地址", 90)
	wordy.Groups = append([]portal.FactGroup{{Title: "说明", Facts: []layout.Fact{{Name: "许可内容", Value: long("同意变更举办者、学校名称、办学层次、办学地址和章程", 400), Wide: true}}}}, usual.Groups...)
	return trio[portal.LicencePage]{portal.LicencePage{Frame: portal.Frame{Site: bare(), Title: "行政许可"}, Heading: "行政许可"}, usual, wordy}
}

func unitsPages() trio[portal.UnitsPage] {
	usual := portal.UnitsPage{Frame: public("机构与单位", "/units", layout.Link{Text: "机构与单位"}), Intro: "濮阳市教育局机关和所属 8 家事业单位、23 所学校，共 32 个公开主体。点单位名称查看职能、联系方式和已公开的信息。"}
	usual.Column.Type = "机构职能"
	usual.Groups = []portal.UnitGroup{{Title: "局机关", Note: "条例规定的行政机关", Units: []portal.UnitRow{{Name: "濮阳市教育局", URL: "/units/bureau", Phone: "12345", Count: "946 条", Updated: "2026-11-20"}}}}
	for _, g := range unitGroups() {
		u := portal.UnitGroup{Title: g.Title, Note: g.Note + "，公共企事业单位"}
		for i, l := range g.Links {
			row := portal.UnitRow{Name: l.Text, URL: l.URL, Phone: "0000-0000000", Count: fmt.Sprintf("%d 条", 9+i), Updated: "2026-11-12"}
			if i == 6 {
				row.Count, row.Updated, row.Phone = "0 条", "", ""
			}
			u.Units = append(u.Units, row)
		}
		usual.Groups = append(usual.Groups, u)
	}
	wordy := usual
	wordy.Groups = append([]portal.UnitGroup{{Title: "合作单位", Units: []portal.UnitRow{{Name: long("濮阳市教育考试服务中心（濮阳市招生考试委员会办公室）", 60), URL: "/units/x", Phone: "0000-0000000，0000-0000001，0000-0000002", Count: "12345 条", Updated: "2026-11-20"}}}}, usual.Groups...)
	return trio[portal.UnitsPage]{portal.UnitsPage{Frame: portal.Frame{Site: bare(), Title: "机构与单位", Current: "/units"}}, usual, wordy}
}

func maps() trio[portal.MapPage] {
	usual := portal.MapPage{Frame: public("网站地图", "", layout.Link{Text: "网站地图"}), Groups: append([]layout.Group{{Title: "主要栏目", Links: site().Nav}}, unitGroups()...)}
	wordy := usual
	wordy.Groups = append([]layout.Group{{Title: long("法定主动公开内容", 30), Note: "1 个", Links: []layout.Link{{Text: long("民办教育和校外培训", 60), URL: "/columns/private"}}}}, usual.Groups...)
	return trio[portal.MapPage]{portal.MapPage{Frame: portal.Frame{Site: bare(), Title: "网站地图"}}, usual, wordy}
}

func openData() trio[portal.OpenDataPage] {
	usual := portal.OpenDataPage{
		Frame: public("数据接口", "/open", layout.Link{Text: "数据接口"}), Intro: []string{"以下接口只读，不需要申请和密钥，内容与本网站页面一致。"},
		Links: []layout.Link{{Text: "OpenAPI 3.1（JSON）", URL: "/api/openapi.json"}, {Text: "全部信息 RSS 订阅", URL: "/columns/all/feed.xml"}},
		Endpoints: []web.Endpoint{
			{Path: "/api/v1/items", Name: "主动公开信息目录", About: "按发布时间从新到旧。", Example: "/api/v1/items", Params: []layout.Fact{{Name: "unit", Value: "单位代码", Wide: true}, {Name: "limit", Value: "每页条数，最大 100，缺省 20", Wide: true}}},
			{Path: "/api/v1/items/{id}", Name: "一条主动公开信息", Params: []layout.Fact{{Name: "id", Value: "编号", Wide: true}}},
		},
	}
	wordy := usual
	wordy.Intro = []string{long(usual.Intro[0], 300)}
	wordy.Endpoints = append([]web.Endpoint{{Path: "/api/v1/" + strings.Repeat("items/", 20), Name: long("主动公开信息目录", 60), About: long("按发布时间从新到旧。", 200), Params: []layout.Fact{{Name: strings.Repeat("unit", 10), Value: long("单位代码", 200), Wide: true}}}}, usual.Endpoints...)
	return trio[portal.OpenDataPage]{portal.OpenDataPage{Frame: portal.Frame{Site: bare(), Title: "数据接口"}}, usual, wordy}
}

func unitPages() trio[portal.UnitPage] {
	usual := portal.UnitPage{
		Frame: public("濮阳市第一中学", "/units", layout.Link{Text: "机构与单位", URL: "/units"}, layout.Link{Text: "濮阳市第一中学"}), Name: "濮阳市第一中学", Kind: "市直学校", Intro: "本校是公共企事业单位，依照条例第五十五条公开与人民群众利益密切相关的信息。",
		Functions:   []string{"实施普通高中教育。", "组织招生、教学、学籍管理和学生资助。", "管理学校财务、资产、食堂和校园安全。"},
		Departments: []portal.UnitDepartment{{Name: "教务处", Duties: "负责教学管理、学籍管理和招生工作。", Head: "示例乙", Phone: "0000-0000001"}, {Name: "总务处", Duties: "负责后勤、食堂、资产和校园安全工作。", Head: "", Phone: "0000-0000002"}},
		Leaders:     []portal.UnitLeader{{Name: "示例甲", Post: "党委书记、校长", Duty: "主持学校全面工作。", Vita: "示例简历：从事教育工作二十余年。"}, {Name: "示例丙", Post: "副校长", Duty: "分管教学、教研和教师培训工作。", Vita: ""}},
		Edition:     "机构职能第2版，2026年9月11日发布", Links: []layout.Link{{Text: "调整记录", URL: "/x"}, {Text: "权责清单", URL: "/x"}},
		Contact: []layout.Fact{{Name: "地址", Value: "濮阳市华龙区示例路 1 号"}, {Name: "电话", Value: "0000-0000000"}, {Name: "办公时间", Value: "工作日 8:00—17:30"}, {Name: "负责人", Value: "示例甲"}},
		Figures: bigFigures(), Columns: cards()[:6], Range: "共 42 条，第 1—7 条", Rows: rows(), Pager: layout.Pager{Total: "42", Unit: "条", Page: 1, Pages: 6, Base: "?page="}, Siblings: unitGroups()[1],
	}
	usual.Siblings.Title = "其他市直学校"
	wordy := usual
	wordy.Name = "濮阳市教育考试服务中心（濮阳市招生考试委员会办公室、濮阳市学生资助管理中心）"
	wordy.Children = unitGroups()
	wordy.Departments = []portal.UnitDepartment{{Name: long("学校安全管理和校园周边环境综合治理办公室", 40), Duties: long("负责学校安全、校车和校园周边环境综合治理工作。", 500), Head: long("示例", 40), Phone: long("0000-0000001转801，", 60)}}
	wordy.Leaders = []portal.UnitLeader{{Name: long("示例", 40), Post: long("党组成员、副局长，", 80), Duty: long("分管基础教育、民办教育和招生考试工作。", 500), Vita: long("示例简历：从事教育工作二十余年。", 600)}}
	wordy.Functions = []string{long("组织实施普通高校、成人高校、高中阶段学校招生考试和各类社会考试。", 300)}
	wordy.Contact = append([]layout.Fact{{Name: "公开工作机构办公地址", Value: long("濮阳市华龙区示例路 1 号", 60)}}, usual.Contact...)
	return trio[portal.UnitPage]{portal.UnitPage{Frame: portal.Frame{Site: bare(), Title: "单位"}, Name: "示例单位", Empty: "本单位还没有公开的信息。"}, usual, wordy}
}

func publicErrors() trio[portal.ErrorPage] {
	usual := portal.ErrorPage{Frame: portal.Frame{Site: site(), Title: "没有找到这个页面", NoIndex: true}, Status: 404, Heading: "没有找到这个页面", Sentence: "地址可能写错了，或者页面已经移到别处。", Todo: []string{"核对地址栏里的网址。", "从政府信息公开目录逐栏查找。", "仍找不到的，请来电说明要找的文件名称或文号。"}, Links: []layout.Link{{Text: "首页", URL: "/"}, {Text: "政府信息公开目录", URL: "/open"}}}
	wordy := usual
	wordy.Status, wordy.Heading, wordy.Sentence, wordy.Reference = 500, "系统暂时无法处理", "问题出在我们这边，已经记录。请过几分钟再试。", "20261120-083012-9f3c71ae"
	return trio[portal.ErrorPage]{portal.ErrorPage{Frame: portal.Frame{Site: bare(), Title: "不能查看"}, Heading: "不能查看"}, usual, wordy}
}
