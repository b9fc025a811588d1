package gallery

import (
	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
)

// publishingCases are the pages around the gate: routes, columns, the sheet, the import, the log, the leader's page.
func publishingCases(add func(name string, c Case)) {
	for name, p := range ordered(routesPages()) {
		add("routes-"+name, Case{Page: desk.Routes(p)})
	}
	for name, p := range ordered(columnsPages()) {
		add("columns-"+name, Case{Page: desk.Columns(p)})
	}
	for name, p := range ordered(indexRules()) {
		add("index-rules-"+name, Case{Page: desk.IndexRules(p)})
	}
	for name, p := range ordered(approvals()) {
		add("approval-"+name, Case{Page: desk.Approval(p)})
	}
	for name, p := range ordered(importedPages()) {
		add("imported-"+name, Case{Page: desk.Imported(p)})
	}
	for name, p := range ordered(logs()) {
		add("log-"+name, Case{Page: desk.Log(p)})
	}
	for name, p := range ordered(correctionLists()) {
		add("corrections-"+name, Case{Page: desk.Corrections(p)})
	}
	for name, p := range ordered(deskCorrections()) {
		add("correction-"+name, Case{Page: desk.Correction(p)})
	}
	for name, p := range ordered(leaderPages()) {
		add("leader-"+name, Case{Page: desk.Leader(p)})
	}
}

func routesPages() trio[desk.RoutesPage] {
	usual := desk.RoutesPage{
		Frame: deskFrame("审核流程", "审核流程"), Sentence: "各单位稿件从编辑到发布的步骤。在途的稿件按送审时的流程走完。",
		Groups: []desk.RouteGroup{
			{Title: "局机关", Rows: []desk.RouteRow{{Unit: "市教育局", URL: "/desk/routes/jyj", Way: "编辑 → 初审 → 复审 → 保密审查 → 签发", Who: "初审 经办人甲；复审 科长丁；保密审查 保密员己；签发 分管领导丙"}}},
			{Title: "市直学校", Rows: []desk.RouteRow{{Unit: "市一中", URL: "/desk/routes/yizhong", Way: "编辑 → 单位负责人审核", Lack: "单位负责人审核没有人办理"}}},
		},
	}
	wordy := usual
	wordy.Groups = []desk.RouteGroup{{Title: long("局属事业单位", 40), Rows: []desk.RouteRow{{Unit: long("市中小学生社会实践教育中心", 40), Way: long("编辑 → 初审 → 复审 → ", 120), Who: long("初审 经办人甲、经办人乙、经办人丙；", 200), Lack: long("保密审查没有人办理", 60)}}}}
	return trio[desk.RoutesPage]{desk.RoutesPage{Frame: bareDesk("审核流程")}, usual, wordy}
}

func columnsPages() trio[desk.ColumnsPage] {
	usual := desk.ColumnsPage{
		Frame: deskFrame("栏目", "栏目"), Sentence: "共 4 个栏目。更新超期和空白的栏目在网站检查中扣分。", NewURL: "/desk/columns/new", Gaps: []string{"“政府信息公开制度”是空的。", "条例第二十条第（十）项（重大建设项目）没有对应的栏目。"},
		Groups: []desk.ColumnGroup{{Title: "法定主动公开内容", Rows: []desk.ColumnRow{
			{Name: "政策文件", URL: "/columns/policy", Owner: "局机关", Cycle: "180 天", Count: "126", Last: "2026-11-16", State: layout.Achieved("正常"), Edit: "/x"},
			{Name: "校园安全", URL: "/columns/safety", Owner: "局机关", Cycle: "90 天", Count: "31", Last: "2026-08-20", State: layout.Violated("超期 2 天"), Edit: "/x"},
			{Name: "学校食品安全", Level: 1, URL: "/columns/food", Owner: "市学校后勤中心", Cycle: "30 天", Count: "0", State: layout.Violated("空白"), Edit: "/x"},
			{Name: "招生考试", URL: "/columns/enrolment", Owner: "市招生考试办", Cycle: "有信息时", Count: "88", Last: "2026-08-12", State: layout.Attention("余 3 天"), Edit: "/x"},
		}}},
	}
	wordy := usual
	wordy.Groups = []desk.ColumnGroup{{Title: long("法定主动公开内容", 30), Rows: []desk.ColumnRow{{Name: long("民办教育和校外培训", 60), Level: 1, URL: "/x", Owner: long("市中小学生社会实践教育中心", 30), Cycle: "3650 天", Count: "1,234,567", Last: "2026-11-16", State: layout.Violated("超期 3650 天"), Edit: "/x"}}}}
	return trio[desk.ColumnsPage]{desk.ColumnsPage{
		Frame: bareDesk("栏目"), Empty: &desk.Empty{Title: "还没有栏目", Text: "采用教育部门常用的一套，之后可以逐个修改。"}, Adopt: layout.Action{Text: "采用常用栏目", URL: "/x", Primary: true},
	}, usual, wordy}
}

func indexRules() trio[desk.IndexRulesPage] {
	usual := desk.IndexRulesPage{
		Frame: deskFrame("索引号规则", "栏目", layout.Link{Text: "栏目", URL: "/desk/columns"}, layout.Link{Text: "索引号规则"}), Sentence: "索引号在发布时编定，此后不变。国家没有统一编法，按省、市规定设定；没有设定的照常用规则编。",
		Rows: []desk.IndexRuleRow{
			{Unit: "濮阳市第一中学", From: "2027年", Template: "{UNIT}/{COLUMN}-{YYYY}-{seq:04d}", Sample: "yizhong/policy-2027-0001", State: layout.ToCome("将起用")},
			{Unit: "其余各单位", From: "起初", Template: "{USCC}/{YYYY}-{seq:05d}", Sample: "1141090000000001A9/2026-00001", State: layout.Achieved("在用")},
		},
		Fields: []layout.Field{
			{Kind: layout.Select, Name: "unit", Label: "单位", Options: []layout.Option{{Value: "0", Text: "没有自己规则的各单位", Chosen: true}}},
			{Kind: layout.Select, Name: "from", Label: "起用年份", Options: []layout.Option{{Value: "2027", Text: "2027年", Chosen: true}}, Hint: "当年已编过索引号的，从下一年起用。"},
			{Name: "template", Label: "规则", Value: "{USCC}/{YYYY}-{seq:05d}", Required: "必填", Hint: "如 {USCC}/{YYYY}-{seq:05d}；须有年份和流水号，并有 {USCC} 或以 {UNIT}/ 开头。"},
		},
		Parts: []layout.Fact{{Name: "{USCC}", Value: "单位的统一社会信用代码"}, {Name: "{YYYY} {MM} {DD}", Value: "发布的年、月、日"}, {Name: "{seq:05d}", Value: "流水号，每年从 1 起编，不回收；5 是位数"}},
	}
	wordy := usual
	wordy.Rows = []desk.IndexRuleRow{{Unit: long("市中小学生社会实践教育中心", 60), From: "2027年", Template: long("{UNIT}/{COLUMN}-{YYYY}{MM}{DD}-", 55) + "{seq}", Sample: long("yizhong/policy-2027", 90), State: layout.NotApplicable("已有新规则")}}
	wordy.Error = &desk.FormError{Title: "没有设定", Fields: []layout.FieldError{{Text: "规则里要有年份 {YYYY}，流水号每年从 1 起编。", Ref: "f-template"}}}
	return trio[desk.IndexRulesPage]{desk.IndexRulesPage{Frame: bareDesk("索引号规则")}, usual, wordy}
}

func approvals() trio[desk.ApprovalPage] {
	usual := desk.ApprovalPage{
		Frame: deskFrame("审批单", "稿件"), Unit: "示例市教育局", No: "114109000000000009/2026-00061", Digest: "9f3c 71ae 04d2 6b58", Printed: "2026-11-20 08:30", BackURL: "/desk/items/1",
		Facts: []layout.Fact{{Name: "信息名称", Value: titles[1], Wide: true}, {Name: "目录分类", Value: "政策文件"}, {Name: "文号", Value: "示教办〔2026〕42号"}, {Name: "内容概述", Value: "部署冬季校园安全工作。", Wide: true}},
		Files: []string{"安全检查表.xlsx（12 KB）"},
		Steps: []desk.ApprovalStep{
			{Name: "初审", Opinion: "同意", Who: "经办人甲", When: "2026-11-19 10:02"},
			{Name: "保密审查", Opinion: "同意", Basis: "不涉及国家秘密、工作秘密、商业秘密和个人隐私（条例第十七条）。", Who: "保密员己", When: "2026-11-19 15:20"},
			{Name: "签发", Open: true},
		},
	}
	wordy := usual
	wordy.Facts = append([]layout.Fact{{Name: "更正理由", Value: long("报名时间有误。", 200), Wide: true}}, usual.Facts...)
	wordy.Steps = []desk.ApprovalStep{{Name: "单位负责人审核", Opinion: long("退回：请改正。", 500), Basis: long("依据", 300), Who: long("示例负责人", 30), When: "2026-11-19 10:02"}}
	wordy.Withdrew = "2026-11-20 09:00撤下：" + long("内容有误。", 200)
	return trio[desk.ApprovalPage]{desk.ApprovalPage{Frame: bareDesk("审批单"), Unit: "示例市教育局", BackURL: "/x"}, usual, wordy}
}

func importedPages() trio[desk.ImportedPage] {
	usual := desk.ImportedPage{
		Frame: deskFrame("导入结果", "稿件"), Heading: "已导入：" + titles[1], File: "通知.docx", Draft: layout.Link{Text: "去补全并送审", URL: "/desk/items/1"},
		Facts: []layout.Fact{{Name: "标题", Value: titles[1]}, {Name: "文号", Value: "示教办〔2026〕42号"}, {Name: "成文日期", Value: "2026-11-18"}},
		Taken: []string{"标题取自第 2 段。", "文号“示教办[2026]42号”改写为“示教办〔2026〕42号”。"},
		Lost:  []desk.ImportLoss{{State: layout.Attention("没带入"), Text: "第 3 段的图片指向本机文件，没有带入，请另行上传。"}},
	}
	wordy := usual
	wordy.Heading = "已导入：" + long(titles[1], 150)
	wordy.Lost = append(wordy.Lost, desk.ImportLoss{State: layout.Attention("没带入"), Text: long("第 1 个表格第 2 行第 3 格的公式没有带入，请另存为图片后上传。", 300)})
	return trio[desk.ImportedPage]{desk.ImportedPage{Frame: bareDesk("导入结果"), Heading: "已导入", File: "a.docx", Draft: layout.Link{Text: "去补全并送审", URL: "/x"}}, usual, wordy}
}

func logs() trio[desk.LogPage] {
	usual := desk.LogPage{
		Frame: deskFrame("办理登记簿", "账本"), Heading: "办理登记簿", Sentence: "内部：谁在什么时候办了什么。新的在前。", Action: "/desk/ledger/act/entries",
		Tabs:    []layout.Tab{{Text: "公开登记簿", URL: "/x"}, {Text: "办理登记簿", URL: "/y", Current: true}},
		Filters: []layout.Field{{Name: "who", Label: "经手"}, {Kind: layout.Date, Name: "from", Label: "从", Value: "2026-11-01"}},
		Entries: []desk.LogEntry{{No: "1382", Time: "2026-11-19 17:19:00", Kind: "通过", Text: "稿 184，签发", URL: "/desk/items/184", By: "分管领导丙", Hash: "f03c c43d 0487 6ecd"}},
		Older:   layout.Link{Text: "更早的记录", URL: "/x"},
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "没有查找", Text: "日期“昨天”读不懂，应如 2026-11-20。"}
	wordy.Entries = []desk.LogEntry{{No: "12,345,678", Time: "2026-11-19 17:19:00", Kind: "换恢复码", Text: long(titles[1], 200), By: long("示例人员", 20), Hash: "f03c c43d 0487 6ecd"}}
	return trio[desk.LogPage]{desk.LogPage{Frame: bareDesk("账本"), Heading: "公开登记簿", Empty: &desk.Empty{Title: "没有这样的记录", Text: "放宽日期再找。"}}, usual, wordy}
}

func leaderPages() trio[desk.LeaderPage] {
	usual := desk.LeaderPage{
		Frame: deskFrame("领导一页", "领导一页"), Day: "11 月 20 日　星期五", Sentence: "逾期 2 件（局机关 1，所属单位 1），待您办理 1 件。", LateNote: "2 件", SignNote: "1 件",
		Late:  []desk.LeaderLine{{Title: titles[1], URL: "/x", State: layout.Violated("逾期 3 日"), Text: "信息员乙"}, {Title: "所属单位 1 件", URL: "/desk/", Text: "市三中 1 件，最长 12 日。"}},
		Sign:  []desk.LeaderSign{{Kind: "签发", Due: layout.Attention("今日到期"), Title: titles[0], URL: "/x", Lines: []string{"说明预算调整。", "拟稿 信息员丙　敏感信息无"}}},
		Risks: []desk.LeaderLine{{State: layout.Attention("空白栏目 3 个"), Text: "满 5 个即否决：应急管理、统计信息、政府采购"}, {State: layout.Achieved("首页更新"), Text: "2026-11-19，未超两周"}},
		Units: []desk.UnitScore{{Name: "市三中", URL: "/x", Percent: "75.0%", Width: 75, Low: true, Late: "迟公开或逾期 1 件"}, {Name: "市一中", URL: "/x", Percent: "100.0%", Width: 100}}, UnitNote: "今年 32 个单位",
		Report: layout.Link{Text: "年报预编", URL: "/x"}, Figures: []desk.Figure{{Value: "1,286", Text: "主动公开（条）", URL: "/x"}, {Value: "98.1%", Text: "按时公开率", URL: "/x"}},
	}
	wordy := usual
	wordy.Late = []desk.LeaderLine{{Title: long(titles[1], 160), URL: "/x", State: layout.Violated("逾期 123 日"), Text: long("示例人员", 60)}}
	wordy.Sign = []desk.LeaderSign{{Kind: "单位负责人审核", Due: layout.ToCome("余 120 日"), Title: long(titles[0], 160), URL: "/x", Lines: []string{long("内容概述。", 200)}}}
	wordy.Risks = []desk.LeaderLine{{State: layout.Violated("空白栏目 12 个"), Text: long("应急管理、", 160)}}
	return trio[desk.LeaderPage]{desk.LeaderPage{Frame: bareDesk("领导一页"), Day: "11 月 20 日", LateNote: "0 件", SignNote: "0 件"}, usual, wordy}
}
