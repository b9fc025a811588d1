package gallery

import (
	"fmt"

	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
)

func deskFrame(title, current string, crumbs ...layout.Link) desk.Frame {
	f := desk.Frame{
		Title: title, Agency: "示例市教育局", HomeURL: "/desk/", Clock: "2026-11-20 周五 08:30", ClockISO: "2026-11-20T08:30", Who: "办公室·经办人甲", Role: "编辑、复审", SignOut: "/desk/signout", CSRF: "t0ken", Crumbs: crumbs,
		Nav: []desk.NavGroup{
			{Title: "我的", Entries: []desk.NavEntry{{Icon: "today", Text: "今日", URL: "/desk/", Count: "5", Hot: true}, {Icon: "draft", Text: "我的稿件", Short: "稿件", URL: "/desk/items", Count: "4"}, {Icon: "review", Text: "待我审核", Short: "审核", URL: "/desk/reviews", Count: "3"}}},
			{Title: "办理", Entries: []desk.NavEntry{{Icon: "credit", Text: "双公示", URL: "/desk/batches", Count: "1"}}},
			{Title: "看管", Entries: []desk.NavEntry{{Icon: "chan", Text: "渠道送达", Short: "送达", URL: "/desk/deliveries", Count: "4"}, {Icon: "calendar", Text: "工作日历", Short: "日历", URL: "/desk/calendar"}}},
			{Title: "年度", Entries: []desk.NavEntry{{Icon: "report", Text: "年度报告", Short: "年报", URL: "/desk/reports"}, {Icon: "ledger", Text: "账本", URL: "/desk/ledger"}}},
		},
		Demo: &desk.DemoBar{Text: "内容均为示例，账号只在此处有效。", TourURL: "/desk/tour", Reset: layout.Action{Text: "恢复初始数据", URL: "/desk/reset", Danger: true}},
	}
	for i, g := range f.Nav {
		for j, e := range g.Entries {
			f.Nav[i].Entries[j].Current = e.Text == current
		}
	}
	return f
}

// bareDesk is a desk about which nothing is known.
func bareDesk(title string) desk.Frame { return desk.Frame{Title: title} }

func deskCases() []Case {
	var cases []Case
	add := func(name string, c Case) {
		c.Name = "desk-" + name
		cases = append(cases, c)
	}
	for name, p := range ordered(signins()) {
		add("signin-"+name, Case{Page: desk.Signin(p)})
	}
	for name, p := range ordered(tours()) {
		add("tour-"+name, Case{Page: desk.Tour(p)})
	}
	for name, p := range ordered(todays()) {
		add("today-"+name, Case{Page: desk.Today(p)})
	}
	for name, p := range ordered(itemLists()) {
		add("items-"+name, Case{Page: desk.Items(p)})
	}
	for name, p := range ordered(items()) {
		add("item-"+name, Case{Page: desk.Item(p)})
	}
	for name, p := range ordered(reviews()) {
		add("review-"+name, Case{Page: desk.Review(p)})
	}
	for name, p := range ordered(batchLists()) {
		add("batches-"+name, Case{Page: desk.Batches(p)})
	}
	for name, p := range ordered(imports()) {
		add("import-"+name, Case{Page: desk.Import(p)})
	}
	for name, p := range ordered(importResults()) {
		add("importresult-"+name, Case{Page: desk.ImportResult(p)})
	}
	for name, p := range ordered(batches()) {
		add("batch-"+name, Case{Page: desk.Batch(p)})
	}
	for name, p := range ordered(deliveries()) {
		add("deliveries-"+name, Case{Page: desk.Deliveries(p)})
	}
	for name, p := range ordered(deskReports()) {
		add("report-"+name, Case{Page: desk.Report(p)})
	}
	for name, p := range ordered(calendars()) {
		add("calendar-"+name, Case{Page: desk.Calendar(p)})
	}
	for name, p := range ordered(ledgers()) {
		add("ledger-"+name, Case{Page: desk.Ledger(p)})
	}
	for name, p := range ordered(confirms()) {
		add("confirm-"+name, Case{Page: desk.Confirm(p)})
	}
	for name, p := range ordered(deskErrors()) {
		add("error-"+name, Case{Page: desk.Error(p)})
	}
	return cases
}

func roles() []layout.Action {
	var list []layout.Action
	for i, r := range []string{"以局办公室身份进入", "以学校身份进入", "以签发领导身份进入", "以检查员身份进入"} {
		list = append(list, layout.Action{Text: r, URL: "/desk/demo/signin", Hidden: []layout.Hidden{{Name: "role", Value: fmt.Sprint(i)}}})
	}
	return list
}

func signins() trio[desk.SigninPage] {
	usual := desk.SigninPage{
		Frame:     desk.Frame{Agency: "示例市教育局", CSRF: "t0ken", Demo: &desk.DemoBar{Text: "内容均为示例，账号只在此处有效。演示日期 2026-11-20 周五 08:30，随时间走。", TourURL: "/tour", Reset: layout.Action{Text: "恢复初始数据", URL: "/reset", Danger: true}, Roles: roles()}},
		PortalURL: "/", Action: "/desk/signin", User: layout.Field{Name: "user", Label: "账号", Complete: "username", Focus: true}, Password: layout.Field{Kind: layout.Password, Name: "password", Label: "口令", Complete: "current-password"}, Code: &layout.Field{Kind: layout.Code, Name: "code", Label: "验证码", Hint: "认证器里当前的 6 位数字"},
		Roles:   []desk.RoleLine{{Name: "局办公室", Sees: "今日应办、待审、送达", Does: "拟稿、审核、送达"}, {Name: "学校", Sees: "本校应办、本校稿件", Does: "拟稿、单位负责人审核"}, {Name: "签发领导", Sees: "逾期、待签三件、各单位", Does: "签发、退回"}, {Name: "检查员", Sees: "目录、证据", Does: "只读；导出"}},
		Contact: "办公室电话 0000-0000000（工作日 8:30—12:00，14:30—18:00）", Notice: "连续 20 分钟不操作自动退出；未存的稿件留有草稿。", Forgot: "口令忘了，请向系统管理员重设。",
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "未能登录：验证码不对", Text: "请用认证器里当前的 6 位数重填。再错 4 次，账号锁定 30 分钟。"}
	wordy.User.Value, wordy.User.Focus = long("jbg-jingbanren-", 60), false
	wordy.Code = &layout.Field{Kind: layout.Code, Name: "code", Label: "验证码", Error: "须为认证器里当前的 6 位数字", Focus: true}
	return trio[desk.SigninPage]{desk.SigninPage{Action: "/desk/signin", User: layout.Field{Name: "user", Label: "账号"}, Password: layout.Field{Kind: layout.Password, Name: "password", Label: "口令"}}, usual, wordy}
}

func tours() trio[desk.TourPage] {
	usual := desk.TourPage{Frame: deskFrame("导览", ""), Intro: "十分钟走完一遍：从一份文件到年报里的一个数，再到账本里的证明。", Roles: roles()}
	usual.Steps = []desk.TourStep{
		{Title: "应该公开什么", Text: "“今日”列出每一项应办：谁、哪天前、依据哪一条。期限由系统按工作日算出，算式就地可看。", Look: "逾期三日的那一件，点开“依据与算法”。", Links: []layout.Link{{Text: "打开今日", URL: "/desk/"}}},
		{Title: "起稿和检查", Text: "把样例文件交进来，系统先查个人信息、密级标志和错敏词。有阻断就不能送审。", Look: "隐藏工作表里的证件号码。", Links: []layout.Link{{Text: "打开稿件", URL: "/desk/items/412"}}},
		{Title: "审核、保密审查、签发", Text: "每一步换一个人；审的摘要就是发的摘要，改一字须重审。", Links: []layout.Link{{Text: "看待审的一件", URL: "/desk/reviews/398"}}},
		{Title: "发布和送达", Text: "签发即发布：门户出现这一页，各渠道各送一次，以对方回执为准。", Links: []layout.Link{{Text: "渠道送达", URL: "/desk/deliveries"}}},
		{Title: "年报里的一个数", Text: "2020年报的“处理决定数量 900”，点开是 900 条记录。", Links: []layout.Link{{Text: "看年报", URL: "/reports/2020"}}},
		{Title: "账本里的证明", Text: "任何一条发布都有证明，任何人都能自己核对。", Links: []layout.Link{{Text: "看证明", URL: "/proofs/1"}, {Text: "账本", URL: "/desk/ledger"}}},
	}
	usual.Samples = []desk.Sample{
		{Name: "教师资格认定决定-合格.xlsx", Note: "18 行，全部合格", Size: "14 KB", URL: "/samples/good.xlsx", Expect: layout.Achieved("应当通过"), Where: layout.Link{Text: "到这里导入", URL: "/desk/batches/new"}},
		{Name: "教师资格认定决定-三处错.xlsx", Note: "18 行，3 行有错", Size: "14 KB", URL: "/samples/bad.xlsx", Expect: layout.Violated("应当拦下"), Where: layout.Link{Text: "到这里导入", URL: "/desk/batches/new"}},
		{Name: "联络员名单-含隐藏证件号.xlsx", Note: "隐藏工作表", Size: "9 KB", URL: "/samples/hidden.xlsx", Expect: layout.Violated("应当阻断"), Where: layout.Link{Text: "到这里起稿", URL: "/desk/items/new"}},
	}
	wordy := usual
	wordy.Steps = append([]desk.TourStep{{Title: long("从一份文件到年报里的一个数", 60), Text: long("每一步换一个人；审的摘要就是发的摘要，改一字须重审。", 400), Links: usual.Steps[0].Links}}, usual.Steps...)
	wordy.Samples = append([]desk.Sample{{Name: long("114109000000000009_XK_ZRR_20261120_", 90) + ".xlsx", Note: long("说明", 80), URL: "/x", Expect: layout.Attention("有提醒")}}, usual.Samples...)
	return trio[desk.TourPage]{desk.TourPage{Frame: bareDesk("导览")}, usual, wordy}
}

func todays() trio[desk.TodayPage] {
	usual := desk.TodayPage{
		Frame: deskFrame("今日", "今日"), Sentence: "11 月 20 日 星期五，今年第 219 个工作日。本科室应办 37 件，到期与临期如下。", NewURL: "/desk/items/new",
		Scopes:  []layout.Tab{{Text: "我的", URL: "?scope=me", Current: true}, {Text: "本科室", URL: "?scope=dept"}, {Text: "全局", URL: "?scope=all"}},
		Figures: []desk.Figure{{Value: "2", Text: "已逾期", State: layout.Violated(""), URL: "#late"}, {Value: "1", Text: "今日到期", State: layout.Attention(""), URL: "#today"}, {Value: "5", Text: "一周内（至 11-27）", State: layout.ToCome(""), URL: "?group=week"}, {Value: "4", Text: "等我处理", URL: "#waiting"}},
		Groups: []desk.DutyGroup{
			{ID: "late", Title: "已逾期", Note: "2 件，先办这些", Tone: layout.Late, Duties: []desk.Duty{
				{State: layout.Violated("逾期 3 日"), When: "应于 11-17 周二", Title: "公开：关于做好2026年冬季学校安全工作的通知", URL: "/desk/items/412", Meta: []string{"示教办〔2026〕42号", "主动公开 · 校园安全", "拟稿：安全科·信息员乙"}, Law: "《政府信息公开条例》第二十六条：自形成或者变更之日起 20 个工作日内公开。", Sum: "2026-10-20 成文，次日起数：10-21 至 10-30 计 8 日，11-02 至 11-13 计 10 日，11-16、11-17 计 2 日，8＋10＋2＝20，应于 2026-11-17。今日为第 23 个工作日。", After: "发布时须填迟延原因，计入安全科当年考核；原因不对外显示，迟延如实显示。", Open: true, Go: layout.Link{Text: "续写", URL: "/desk/items/412"}, First: true},
				{State: layout.Violated("逾期 1 日"), When: "应于 11-19 周四", Title: "双公示：教师资格认定决定（第 11 批，18 件）报信用平台", URL: "/desk/batches/11", Meta: []string{"11-10 作出", "行政许可 · 7 个工作日", "平台 11-19 17:42 退回 2 件"}, Law: "发改办财金〔2018〕424号：作出决定之日起 7 个工作日内。", Go: layout.Link{Text: "看退回", URL: "/desk/deliveries"}},
			}},
			{ID: "today", Title: "今日到期", Note: "1 件", Tone: layout.Soon, Duties: []desk.Duty{{State: layout.Attention("今日到期"), When: "11-20 24:00 止", Title: "公开：市一中 2026 年单位预算调整说明", URL: "/desk/items/413", Meta: []string{"10-23 批复", "20 日（自然日）"}, Go: layout.Link{Text: "打开", URL: "/desk/items/413"}}}},
			{ID: "week", Title: "一周内", Note: "2 件，11-23 至 11-27", Tone: layout.Open, More: layout.Link{Text: "更远的 27 件", URL: "?group=later"}, Duties: []desk.Duty{
				{State: layout.ToCome("余 2 日"), When: "11-24 周二", Title: "发布解读：市区小学入学积分办法（示教规〔2026〕3号）", URL: "/desk/items/414", Meta: []string{"文件 11-19 公开", "解读 3 个工作日"}, Law: "国办发〔2016〕80号：文件公开后 3 个工作日内。", Go: layout.Link{Text: "看进度", URL: "/desk/items/414"}},
				{State: layout.ToCome("余 5 日"), When: "11-27 周五", Title: "更新：校园安全栏目（90 日一更）", Meta: []string{"最近一条 08-29"}, Go: layout.Link{Text: "起稿", URL: "/desk/items/new"}},
			}},
		},
		WaitingNote: "4 件，最久 2 日", Waiting: []desk.Waiting{{Title: "2026年秋季学期学生资助政策（第 3 版）", URL: "/desk/reviews/398", Note: "复审 · 资助中心·信息员丁送审，已等 2 日"}, {Title: "教师招聘拟聘名单公示", URL: "/desk/reviews/399", Note: "初审 · 今日 08:12 送到"}, {Title: "《校服采购指引》起草说明", URL: "/desk/items/400", State: layout.Attention("退回给我"), Note: "复审人：“附件 2 缺征求意见情况，补后再送。”"}},
		NewsNote: "自 11-19 18:05 离开后", News: []desk.News{{Time: "08:12", Text: "市二中送审", Link: layout.Link{Text: "教师招聘拟聘名单公示", URL: "/desk/reviews/399"}}, {Time: "昨 17:42", Text: "信用平台", Link: layout.Link{Text: "退回 2 件：代码与名称不符", URL: "/desk/deliveries"}, Tone: layout.Late}, {Time: "昨 17:05", Text: "入学积分办法已发布，", Link: layout.Link{Text: "网站已送达", URL: "/desk/deliveries"}, Tone: layout.Done}},
		MonthTitle: "本月本科室", Month: []desk.Ratio{{Name: "按时公开", Value: "41 / 44 件", Percent: "93.2%", URL: "/desk/items"}, {Name: "送审一次通过", Value: "35 / 44 件", Percent: "79.5%", URL: "/desk/items"}, {Name: "送达成功", Value: "118 / 121 次", Percent: "97.5%", URL: "/desk/deliveries"}},
	}
	usual.Flash = []layout.Flash{{State: layout.Achieved("已通过"), Text: "《市六小延时服务收费公示》初审，已送办公室·保密员己。", Undo: layout.Action{Text: "收回（余 9 分 40 秒）", URL: "/desk/undo"}}}
	empty := desk.TodayPage{Frame: deskFrame("今日", "今日"), Sentence: "11 月 20 日 星期五。", NewURL: "/desk/items/new", Empty: &desk.Empty{Title: "没有到期的事", Text: "最近的一件在 2026-12-04 到期。", Link: layout.Link{Text: "看更远的 27 件", URL: "?group=later"}}}
	wordy := usual
	g := usual.Groups[0]
	g.Duties = append([]desk.Duty{{State: layout.Violated("逾期 123 日"), When: "应于 2026-05-17 周日", Title: long(titles[1], 160), URL: "/x", Meta: []string{long("濮教规范性文件〔2026〕第1234567号", 60), long("主动公开 · 校园安全", 60)}, Law: long("《政府信息公开条例》第二十六条", 120), Sum: long("10-21 至 10-30 计 8 日，", 300), Go: layout.Link{Text: "登记并说明原因", URL: "/x"}}}, g.Duties...)
	wordy.Groups = []desk.DutyGroup{g, usual.Groups[1], {ID: "later", Title: "更远", Note: "27 件", Tone: layout.Open, Folded: true, Duties: usual.Groups[2].Duties}}
	wordy.Waiting = append([]desk.Waiting{{Title: long(titles[0], 90), URL: "/x", State: layout.InHand("待复审"), Note: long("复审 · 资助中心·信息员丁送审，", 80)}}, usual.Waiting...)
	wordy.Who = "濮阳市教育考试服务中心·办公室主任（兼信息公开联络员）示例甲"
	return trio[desk.TodayPage]{empty, usual, wordy}
}

func itemLists() trio[desk.ItemsPage] {
	usual := desk.ItemsPage{
		Frame: deskFrame("我的稿件", "我的稿件"), Heading: "我的稿件", Sentence: "在写、在途和退回的稿件；已发布的按索引号查。", NewURL: "/desk/items/new", Action: "/desk/items",
		Tabs:    []layout.Tab{{Text: "在办", Count: "4", URL: "?tab=open", Current: true}, {Text: "退回", Count: "1", URL: "?tab=back"}, {Text: "已发布", Count: "44", URL: "?tab=done"}},
		Filters: []layout.Field{{Kind: layout.Search, Name: "q", Label: "标题、文号、编号"}, {Kind: layout.Select, Name: "unit", Label: "单位", Options: []layout.Option{{Text: "全部单位"}, {Value: "1", Text: "示例市教育局"}}}},
		Rows: []desk.ItemRow{
			{No: "2026-G-0412", Title: "关于做好2026年冬季学校安全工作的通知", URL: "/desk/items/412", Column: "校园安全", Version: "第 2 版", Unit: "安全科", State: layout.NotYet("在写"), Next: "我", Due: layout.Violated("逾期 3 日"), DueOn: "11-17", Changed: "今日 08:29"},
			{No: "2026-G-0398", Title: "2026年秋季学期学生资助政策", URL: "/desk/items/398", Column: "学生资助", Version: "第 3 版", Unit: "资助中心", State: layout.InHand("待复审"), Next: "办公室·经办人甲", Due: layout.ToCome("余 6 日"), DueOn: "11-30", Changed: "11-18 15:40"},
			{No: "2026-G-0400", Title: "《校服采购指引》起草说明", URL: "/desk/items/400", Column: "政策文件", Version: "第 1 版", Unit: "基础教育科", State: layout.Attention("退回"), Next: "我", Due: layout.ToCome("余 12 日"), DueOn: "12-08", Changed: "11-19 10:02"},
			{No: "2026-00317", Title: titles[0], URL: "/desk/items/390", Column: "政策文件", Unit: "教师科", State: layout.Achieved("已发布"), Due: layout.Achieved("按时"), Changed: "11-18 09:05"},
		},
		Pager: layout.Pager{Total: "4", Unit: "件", Page: 1, Pages: 1},
	}
	empty := usual
	empty.Rows, empty.Empty = nil, &desk.Empty{Title: "没有符合的稿件", Text: "现有条件：退回、示例市第二中学。", Link: layout.Link{Text: "去掉“退回”", URL: "?tab=open"}}
	wordy := usual
	wordy.Rows = append([]desk.ItemRow{{No: long("1141090000000001A9", 24) + "/2026-00317", Title: long(titles[1], 180), URL: "/x", Column: long("民办教育与校外培训", 30), Version: "第 123 版", Unit: "濮阳市教育考试服务中心（濮阳市招生考试委员会办公室）", State: layout.InHand("待保密审查"), Next: long("办公室·保密员己", 30), Due: layout.Violated("逾期 123 日"), DueOn: "2026-05-17", Changed: "2026-11-18 15:40"}}, usual.Rows...)
	wordy.Pager = layout.Pager{Total: "1000+", Unit: "件", Page: 40, Pages: 99, Base: "?page="}
	return trio[desk.ItemsPage]{empty, usual, wordy}
}

func checksSample() desk.Checks {
	return desk.Checks{
		At: "08:29", RuleSet: "2026-11-16 版", Block: 1, Warn: 2, Pass: 5,
		Findings: []desk.Finding{
			{No: 1, Level: layout.Violated("阻断"), Title: "身份证号 31 个", Where: "附件1 › 工作表“Sheet2”（隐藏） › D2 至 D32", Ref: "file-1", Sheet: &desk.Sheet{Heads: []string{"B", "C", "D"}, Rows: []desk.SheetRow{{No: "1", Cells: []string{"单位", "姓名", "证件号"}}, {No: "2", Cells: []string{"市一中", "示例甲", "4109…14"}, Bad: 3}}}, How: "名单只须单位、职务、办公电话。删去整张隐藏表，不影响可见内容。", Actions: []layout.Action{{Text: "删去隐藏表", URL: "/desk/fix", Primary: true}}},
			{No: 2, Level: layout.Attention("提醒"), Title: "绝对化用语", Where: "第一节", Ref: "f-body", Quote: "24小时无死角", How: "建议：24小时", Said: "安全检查的惯用说法"},
			{No: 3, Level: layout.Attention("提醒"), Title: "重复词", Where: "第二节", Quote: "以前以前"},
		},
		Passed: []layout.Fact{{Name: "密级标志、内部标记", Value: "无"}, {Name: "手机号、住址、银行账号", Value: "无"}, {Name: "文号格式", Value: "合格"}, {Name: "图片替代文字", Value: "无图"}, {Name: "领导人姓名、职务", Value: "无"}},
		Again:  layout.Action{Text: "再查一遍", URL: "/desk/items/412/screening"},
	}
}

func routeSample() []desk.Step {
	return []desk.Step{{Name: "编辑", Who: "资助中心·信息员丁", Note: "11-18 15:40 送审", Phase: "done"}, {Name: "初审", Who: "资助中心·负责人戊", Note: "11-18 17:22 通过", Phase: "done"}, {Name: "复审", Who: "办公室·经办人甲", Note: "已等 2 日，限 3 日", Phase: "now", You: true}, {Name: "保密审查", Who: "办公室·保密员己", Note: "未到", Phase: "todo"}, {Name: "签发", Who: "分管领导丙", Note: "未到", Phase: "todo"}}
}

func items() trio[desk.ItemPage] {
	must := "必填"
	usual := desk.ItemPage{
		Frame: deskFrame("编写稿件", "我的稿件", layout.Link{Text: "今日", URL: "/desk/"}, layout.Link{Text: "我的稿件", URL: "/desk/items"}, layout.Link{Text: "2026-G-0412"}), No: "2026-G-0412", Heading: "关于做好2026年冬季学校安全工作的通知",
		State: layout.NotYet("在写"), Saved: "08:29 已存草稿", Preview: "/desk/items/412/preview", Action: "/desk/items/412", Save: "存草稿", Submit: "送初审", Why: "还不能送审：1 处阻断、1 项必填未填",
		Error:      &desk.FormError{Title: "有 1 项须改", Fields: []layout.FieldError{{Text: "内容概述：条例第十二条要求目录载明内容概述", Ref: "f-summary"}}},
		Duty:       &desk.DutyBox{State: layout.Violated("逾期 3 日"), Text: "应于 11-17 公开", Law: "条例第二十六条，10-20 成文起 20 个工作日", Link: layout.Link{Text: "应办事项 O-2026-1187", URL: "/desk/#late"}},
		TitleField: layout.Field{Name: "title", Label: "标题", Value: "关于做好2026年冬季学校安全工作的通知", Required: must},
		Fields: []layout.Field{
			{Name: "index", Label: "索引号", Value: "发布时编号", ReadOnly: true},
			{Name: "docno", Label: "文号", Value: "示教办〔2026〕42号", Required: must},
			{Kind: layout.Date, Name: "formed", Label: "成文日期", Value: "2026-10-20", Required: must, Hint: "取自落款，等于签发日"},
			{Kind: layout.Select, Name: "column", Label: "目录分类", Required: "必填，到末级", Options: []layout.Option{{Value: "1", Text: "法定主动公开 › 校园安全 › 安全管理", Chosen: true}}},
			{Kind: layout.Radio, Name: "nature", Label: "公开属性", Required: must, Options: []layout.Option{{Value: "1", Text: "主动公开", Chosen: true}, {Value: "2", Text: "依申请公开", Blocked: "本栏目须主动公开"}}},
			{Kind: layout.Area, Name: "summary", Label: "内容概述", Required: must, Rows: 3, Max: 100, Placeholder: "100 字以内，供目录使用", Error: "条例第十二条要求目录载明内容概述"},
			{Kind: layout.Date, Name: "until", Label: "有效期至", Value: "2027-03-31"},
			{Name: "late", Label: "迟延原因", Required: "逾期时必填，不对外", Value: "附件核减个人信息，退回学校重报"},
		},
		Body:   layout.Field{Kind: layout.Area, Name: "body", Label: "正文", Required: must, Rows: 18, Value: "各县（区）教育局，局属各单位，市直各学校：\n\n为切实做好冬季学校安全工作，保障师生生命安全和校园稳定，现就有关事项通知如下。\n\n## 一、抓实取暖和用电安全\n\n各学校于11月25日前完成供暖设备、食堂燃气、学生宿舍用电的自查，逐项登记、限期整改。寄宿制学校24小时无死角值班巡查。\n\n## 二、抓好极端天气应对\n\n遇寒潮、暴雪预警，由学校按预案决定调整到校时间，并于当日18时以前以前告知家长。"},
		Help:   "空一行是一段；行首“## ”是一级标题，“### ”是二级；表格每行一排，格与格之间用“|”。",
		Files:  []desk.ItemFile{{ID: "file-1", Kind: "xlsx", Name: "附件1 安全工作联络员名单.xlsx", Note: "阻断：隐藏工作表内有身份证号 31 个", Bad: true, Remove: layout.Action{Text: "移除", URL: "/desk/items/412/files/1/removal"}}, {ID: "file-2", Kind: "docx", Name: "附件2 冬季安全自查表.docx", Note: "86 KB，作者与修订记录已清除", Remove: layout.Action{Text: "移除", URL: "/desk/items/412/files/2/removal"}}},
		Upload: &layout.Field{Kind: layout.File, Name: "file", Label: "添加附件", Multiple: true, Accept: ".docx,.xlsx,.pdf,.jpg,.png", Hint: "docx、xlsx、pdf、图片，单个不超过 50 MB"},
		Checks: checksSample(), Route: routeSample()[1:],
		Danger: layout.Action{Text: "删去此稿", URL: "/desk/items/412/deletion", Danger: true},
	}
	empty := desk.ItemPage{Frame: deskFrame("新稿件", "我的稿件"), Heading: "新稿件", Action: "/desk/items", Save: "存草稿", TitleField: layout.Field{Name: "title", Label: "标题"}, Body: layout.Field{Kind: layout.Area, Name: "body", Label: "正文"}, Checks: desk.Checks{Empty: "存稿以后即检查，结果显示在这里。"}}
	wordy := usual
	wordy.Why, wordy.Error = "", nil
	wordy.Heading = long(titles[1], 140)
	wordy.TitleField.Value = wordy.Heading
	wordy.Returned = &desk.Decided{Step: "复审", Who: "办公室·经办人甲", When: "11-19 10:02", Opinion: long("附件 2 缺征求意见情况，补后再送。", 120)}
	wordy.Files = append([]desk.ItemFile{{ID: "file-9", Kind: "pdf", Name: long("114109000000000009_XK_ZRR_", 120) + ".pdf", Note: "312 KB"}}, usual.Files...)
	wordy.Checks.Stale = "正文在检查以后改过，存稿后会再查一遍。"
	wordy.Body.Value = long(usual.Body.Value, 3000)
	return trio[desk.ItemPage]{empty, usual, wordy}
}

func decisionSample() *desk.DecisionForm {
	return &desk.DecisionForm{
		Title: "你的决定", Action: "/desk/reviews/398/decision", Hidden: []layout.Hidden{{Name: "digest", Value: "7f3a"}},
		Choices: []desk.Choice{{Value: "pass", Text: "通过，送保密审查", Chosen: true}, {Value: "return", Text: "退回拟稿人修改"}},
		Opinion: layout.Field{Kind: layout.Area, Name: "opinion", Label: "意见", Required: "退回时必填，拟稿人可见", Rows: 3},
		After:   "通过后送办公室·保密员己；应办期限不变，仍为 11-30。", Submit: "作出决定", Undo: "10 分钟内且对方未打开，可以收回。",
	}
}

func digestSample() desk.DigestBox {
	return desk.DigestBox{Algorithm: "SM3", Digest: "7f3a 09c4 e1d2 88b0 4c6d 1a77 90fe 5a6e c21e", Covers: "标题、元数据、正文、2 个附件合算一个摘要。此后任一字变动，以上审核即作废。", Checks: []layout.State{layout.Achieved("检查、初审所对摘要一致")}}
}

func reviews() trio[desk.ReviewPage] {
	seg := func(text string) []desk.Segment { return []desk.Segment{{Text: text}} }
	usual := desk.ReviewPage{
		Frame: deskFrame("审核", "待我审核", layout.Link{Text: "今日", URL: "/desk/"}, layout.Link{Text: "待我审核", URL: "/desk/reviews"}, layout.Link{Text: "2026-G-0398"}), Heading: "2026年秋季学期学生资助政策", State: layout.InHand("待复审"),
		Sentence: "第 3 版，资助中心·信息员丁 11-18 15:40 送审。应办：11-30 前公开，条例第二十条第（十一）项、第二十六条，余 6 个工作日", PrintURL: "/desk/reviews/398/sheet", Queue: "待审 1 ／ 3", NextURL: "/desk/reviews/399", Route: routeSample(),
		Tabs:     []layout.Tab{{Text: "正文与标记", URL: "?view=text", Current: true}, {Text: "版本比对（2→3）", URL: "?view=diff"}, {Text: "附件", Count: "2", URL: "?view=files"}, {Text: "经过", Count: "9", URL: "?view=history"}},
		DocTitle: "示例市2026年秋季学期学生资助政策", DocLine: "市学生资助管理中心　2026年11月16日",
		Blocks: []desk.Block{
			{Kind: "h2", Segments: seg("一、学前教育")},
			{Kind: "p", Segments: []desk.Segment{{Text: "对经县级以上教育行政部门审批设立的普惠性幼儿园在园家庭经济困难儿童，按每生每年"}, {Text: "600元", Mark: "批1", Level: layout.Open}, {Text: "的标准予以资助。"}}, Comment: &desk.Comment{Mark: "批1", Who: "资助中心·负责人戊", Step: "初审", When: "11-18 17:20", State: layout.Achieved("已改"), Text: "原写 500 元，与省定标准不一致，请核。——第 3 版已改为 600 元，依据见附件 1 第 2 页。"}},
			{Kind: "h2", Segments: seg("二、义务教育")},
			{Kind: "p", Segments: []desk.Segment{{Text: "全面落实“两免一补”。家庭经济困难寄宿生生活补助：小学每生每年1250元，初中每生每年1500元；非寄宿生减半。咨询可拨打"}, {Text: "0000-0000012", Mark: "△1", Level: layout.Soon, Ref: "find-1"}, {Text: "。"}}},
			{Kind: "html", HTML: "<table><thead><tr><th scope=\"col\">学段</th><th scope=\"col\">标准</th></tr></thead><tbody><tr><td>小学</td><td>1250 元</td></tr></tbody></table>"},
			{Kind: "sign", Segments: seg("市学生资助管理中心")},
			{Kind: "end", Segments: seg("（此件公开发布）")},
		},
		Files: []desk.ItemFile{{Kind: "pdf", Name: "附件1 资助标准一览.pdf", URL: "/files/1", Note: "86 KB"}},
		Facts: []layout.Fact{{Name: "目录分类", Value: "法定主动公开 › 学生资助"}, {Name: "成文日期", Value: "2026-11-16"}, {Name: "公开属性", Value: "主动公开"}},
		Diff:  []desk.DiffLine{{No: "4", Sign: "改", Runs: []desk.DiffRun{{Text: "……按每生每年"}, {Text: "500", Op: "del"}, {Text: "600", Op: "ins"}, {Text: "元的标准予以资助。"}}}, {No: "11", Sign: "增", Runs: []desk.DiffRun{{Text: "受助学生名单在校内公示5个工作日。", Op: "ins"}}}, {Sign: "同", Runs: []desk.DiffRun{{Text: "其余 14 段未变。"}}}}, DiffNote: "第 2 版 11-18 10:05 → 第 3 版 11-18 15:40", DiffSum: "改 1 处，增 1 段，删 0 段",
		History:  []desk.Decided{{Step: "初审", Who: "资助中心·负责人戊", When: "11-18 17:22", Result: layout.Achieved("通过"), Opinion: "标准已核。"}},
		Checks:   desk.Checks{At: "11-20 08:02 重查", RuleSet: "2026-11-16 版", Warn: 1, Pass: 3, Findings: []desk.Finding{{No: 1, Level: layout.Attention("提醒"), Title: "电话未在机构信息中", How: "与登记的 0000-0000021 不一致。", Said: "系热线，11-16 起用。"}}, Passed: []layout.Fact{{Name: "个人信息（正文、2 个附件）", Value: "无"}, {Name: "密级标志", Value: "无"}, {Name: "数字与附件一致", Value: "6 处"}}},
		Decision: decisionSample(), Digest: digestSample(),
	}
	wordy := usual
	secrecy := decisionSample()
	secrecy.Title = "保密审查"
	secrecy.Choices = []desk.Choice{{Value: "pass", Text: "可以公开", Chosen: true}, {Value: "part", Text: "删减后公开", Blocked: "须先退回修改"}, {Value: "no", Text: "不予公开"}}
	secrecy.Secrecy = []layout.Field{{Kind: layout.Select, Name: "ground", Label: "审查依据", Required: "必填", Options: []layout.Option{{Value: "1", Text: "条例第十四条：不涉及国家秘密"}, {Value: "2", Text: "条例第十五条：不涉及商业秘密、个人隐私"}}}, {Kind: layout.Area, Name: "conclusion", Label: "审查结论", Required: "必填", Rows: 2, Error: "须写明结论"}}
	secrecy.Password = &layout.Field{Kind: layout.Password, Name: "password", Label: "口令", Required: "签发再验一次", Complete: "current-password"}
	wordy.Decision, wordy.Error = secrecy, &desk.FormError{Title: "有 1 项须改", Fields: []layout.FieldError{{Text: "审查结论：须写明结论", Ref: "f-conclusion"}}}
	wordy.Heading = long(titles[1], 120)
	wordy.Blocks = append([]desk.Block{{Kind: "p", Segments: seg(long("各学校应当在校门口和网站醒目位置公布招生范围。", 1500))}, {Kind: "p", Segments: []desk.Segment{{Text: long("0123456789", 120), Mark: "1", Level: layout.Late}}}}, usual.Blocks...)
	wordy.Comments = []desk.Comment{{Mark: "批2", Who: "办公室·经办人甲", Step: "复审", When: "11-20 08:20", Text: long("建议写明：公示只列姓名、班级，期满即撤。", 200), State: layout.Attention("须改后再送")}}
	empty := desk.ReviewPage{Frame: deskFrame("审核", "待我审核"), Heading: "没有待审的稿件", Checks: desk.Checks{Empty: "没有检查结果。"}, Decision: &desk.DecisionForm{Title: "你的决定", Blocked: "这一步由办公室·保密员己办理；拟稿人不能审自己的稿件。"}}
	return trio[desk.ReviewPage]{empty, usual, wordy}
}

func batchRows() []desk.BatchRow {
	return []desk.BatchRow{
		{Name: "教师资格认定决定 第 12 批", URL: "/desk/batches/12", Kind: "自然人行政许可", Rows: "900", Decided: "11-13", Due: "11-24", DueState: layout.ToCome("余 2 日"), State: layout.InHand("待复审"), Next: "办公室·经办人甲"},
		{Name: "教师资格认定决定 第 11 批", URL: "/desk/batches/11", Kind: "自然人行政许可", Rows: "18", Decided: "11-10", Due: "11-19", DueState: layout.Violated("逾期 1 日"), State: layout.Violated("退回 2"), Next: "教师科·信息员庚", Published: "11-19", Sent: "16 / 18"},
		{Name: "民办学校许可 第 10 批", URL: "/desk/batches/10", Kind: "法人行政许可", Rows: "204", Decided: "10-09 至 10-30", DueState: layout.Achieved("按时"), State: layout.Achieved("全部入库"), Published: "11-03", Sent: "204 / 204"},
	}
}

func batchLists() trio[desk.BatchesPage] {
	usual := desk.BatchesPage{Frame: deskFrame("双公示", "双公示"), Sentence: "行政许可、行政处罚决定作出后 7 个工作日内公示并报送信用平台。", Tabs: []layout.Tab{{Text: "全部", Count: "12", URL: "?", Current: true}, {Text: "在办", Count: "2", URL: "?tab=open"}}, Figures: []desk.Figure{{Value: "900", Text: "本年许可"}, {Value: "0", Text: "本年处罚"}, {Value: "2", Text: "退回", State: layout.Violated(""), URL: "/desk/deliveries"}, {Value: "100%", Text: "按时率", State: layout.Achieved("")}}, Rows: batchRows(), Pager: layout.Pager{Total: "12", Unit: "批", Page: 1, Pages: 2, Base: "?page="}, ImportURL: "/desk/batches/new"}
	wordy := usual
	wordy.Rows = append([]desk.BatchRow{{Name: long("民办非学历教育培训学校设立、变更、终止许可决定 第 1234 批", 90), URL: "/x", Kind: "法人及非法人组织行政许可", Rows: "123,456", Decided: "2026-10-09 至 2026-10-30", Due: "2026-11-30", DueState: layout.Attention("今日到期"), State: layout.InHand("待保密审查"), Next: long("办公室·保密员己", 24), Published: "2026-11-03", Sent: "123,450 / 123,456"}}, usual.Rows...)
	return trio[desk.BatchesPage]{desk.BatchesPage{Frame: deskFrame("双公示", "双公示"), ImportURL: "/desk/batches/new", Empty: &desk.Empty{Title: "还没有导入过", Text: "决定作出以后，把许可或处罚表交进来。", Link: layout.Link{Text: "导入一批", URL: "/desk/batches/new"}}}, usual, wordy}
}

func imports() trio[desk.ImportPage] {
	usual := desk.ImportPage{
		Frame: deskFrame("导入一批", "双公示", layout.Link{Text: "双公示", URL: "/desk/batches"}, layout.Link{Text: "导入"}), Action: "/desk/batches",
		Kind:   layout.Field{Kind: layout.Radio, Name: "kind", Label: "哪一张表", Options: []layout.Option{{Value: "XK_FR", Text: "法人行政许可", Hint: "含个体工商户"}, {Value: "XK_ZRR", Text: "自然人行政许可", Chosen: true}, {Value: "CF_FR", Text: "法人行政处罚"}, {Value: "CF_ZRR", Text: "自然人行政处罚"}}},
		Upload: layout.Field{Kind: layout.File, Name: "file", Label: "选取表格文件", Accept: ".xlsx,.csv", Hint: "xlsx 或 csv，不超过 20 MB、50,000 行"}, Submit: "检查这张表",
		Templates: []layout.Download{{Text: "自然人行政许可", Size: "12 KB", URL: "/templates/xk_zrr.xlsx"}, {Text: "法人行政许可", Size: "12 KB", URL: "/templates/xk_fr.xlsx"}, {Text: "法人行政处罚", Size: "12 KB", URL: "/templates/cf_fr.xlsx"}},
		Rules:     []string{"列名或列代码与模板一致，28 列都要有。", "统一社会信用代码、证件号码的校验位。", "日期存在、不晚于今日，有效期不早于决定日期。", "文书号在本机关内不重复。"}, Earlier: batchRows(),
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "这份文件没有收下", Text: long("不是 xlsx 或 csv 文件，或者文件已损坏。请用 Excel 或 WPS 打开后另存为 xlsx 再交。", 120), Fields: []layout.FieldError{{Text: "选取表格文件：请选一个文件", Ref: "f-file"}}}
	wordy.Upload.Error = "请选一个文件"
	return trio[desk.ImportPage]{desk.ImportPage{Frame: deskFrame("导入一批", "双公示"), Action: "/desk/batches", Upload: layout.Field{Kind: layout.File, Name: "file", Label: "选取表格文件"}, Submit: "检查这张表"}, usual, wordy}
}

func publicRowsSample() []desk.PublicRow {
	var rows []desk.PublicRow
	for i := 1; i <= 4; i++ {
		rows = append(rows, desk.PublicRow{Party: "示**", Code: "4109************14", Kind: "自然人", Content: "高级中学教师资格认定", DocNo: fmt.Sprintf("示教资〔2026〕%d号", 400+i), Decided: "2026-11-13", ValidTo: "长期", State: layout.Achieved("有效")})
	}
	return rows
}

func importResults() trio[desk.ImportResultPage] {
	usual := desk.ImportResultPage{
		Frame: deskFrame("导入结果", "双公示", layout.Link{Text: "双公示", URL: "/desk/batches"}, layout.Link{Text: "行政许可"}, layout.Link{Text: "批量导入"}), Heading: "教师资格认定决定　第 12 批",
		Stages:  []desk.Stage{{Name: "选文件", Phase: "done"}, {Name: "检查", Phase: "now"}, {Name: "预览公示样式", Phase: "todo"}, {Name: "审核、签发", Phase: "todo"}, {Name: "发布并报送", Phase: "todo"}},
		Error:   &desk.FormError{Title: "900 行里 3 行有错，一行也没有导入", Text: "整批同进同退：改好 3 处重新上传，或在下面直接改。已查过的 897 行不必重查。"},
		Figures: []desk.Figure{{Value: "900", Text: "读到的行"}, {Value: "897", Text: "合格", State: layout.Achieved("")}, {Value: "3", Text: "有错", State: layout.Violated("")}, {Value: "2", Text: "提醒，不挡导入", State: layout.Attention("")}, {Value: "0", Text: "重复"}},
		Errors: []desk.RowError{
			{Row: "118", Column: "M", Name: "证件号码", Code: "XK_XDR_ZJHM", Value: "4109**********14", Rule: "出生日期不存在", Detail: "第 7–14 位：该年无 2 月 29 日", How: "多为年份录错，请核对申请表", Field: &layout.Field{Name: "r118M", Placeholder: "照证件填 18 位", Error: "未填"}},
			{Row: "402", Column: "T", Name: "许可决定日期", Code: "XK_JDRQ", Value: "2026/11/31", Rule: "日期不存在", Detail: "11 月只有 30 日；且晚于今日", How: "同批 899 行均为此日，已代填，请核对", Field: &layout.Field{Name: "r402T", Value: "2026/11/13"}},
			{Row: "655", Column: "O", Name: "文书号", Code: "XK_WSH", Value: "示教资〔2026〕0655号", Rule: "序号不补零", Detail: "与第 654、656 行写法不同", How: "已代填，请核对", Field: &layout.Field{Name: "r655O", Value: "示教资〔2026〕655号"}},
		},
		Marked: layout.Download{Text: "下载标红的原表", URL: "/desk/batches/12/marked.xlsx"}, Fix: "/desk/batches/12/corrections", FixText: "保存 3 处修改，再查一遍",
		Sheet:    &desk.Sheet{Caption: "原表第 402 行，前后各一行", Heads: []string{"A 相对人名称", "B 类别", "…", "O 文书号", "…", "T 许可决定日期", "U 有效期自"}, Rows: []desk.SheetRow{{No: "401", Cells: []string{"示例人员 401", "自然人", "…", "示教资〔2026〕401号", "…", "2026/11/13", "2026/11/13"}}, {No: "402", Cells: []string{"示例人员 402", "自然人", "…", "示教资〔2026〕402号", "…", "2026/11/31", "2026/11/13"}, Bad: 6}}},
		Warnings: []desk.RowWarning{{Row: "77", Column: "A", Name: "相对人名称", Text: "含全角空格，将自动去掉"}, {Row: "531", Column: "V", Name: "有效期至", Text: "早于有效期自，按平台口径允许，请核对"}},
		File:     "114109000000000009_XK_ZRR_20261120_12.xlsx", FileNote: "412 KB　自然人行政许可表　28 列均已对上", Took: "用时 1.8 秒，08:31:04 完成", Rows: 900, Checked: 900,
		Upload: &layout.Field{Kind: layout.File, Name: "file", Label: "换一个文件", Accept: ".xlsx,.csv"}, UploadTo: "/desk/batches/12/file", Discard: layout.Action{Text: "放弃本批", URL: "/desk/batches/12/discard", Danger: true},
		After: []string{"900 件合为一个版本，审核、保密审查、签发各一次。", "公示页不显示证件号；报送文件保留全值，加密存放。", "生成 900 条应办：11-24 周二前公示并报送。", "账本记一条，内含 900 行的总摘要；日后改某行，另记一条。"}, Earlier: batchRows(),
	}
	fine := usual
	fine.Error, fine.Errors, fine.Sheet, fine.Fix, fine.Marked = nil, nil, nil, "", layout.Download{}
	fine.Good = &desk.FormError{Title: "900 行全部合格", Text: "请看公示出去的样子，无误后送审。送审以前仍可放弃，不留记录。"}
	fine.Stages = []desk.Stage{{Name: "选文件", Phase: "done"}, {Name: "检查", Phase: "done"}, {Name: "预览公示样式", Phase: "now"}, {Name: "审核、签发", Phase: "todo"}, {Name: "发布并报送", Phase: "todo"}}
	fine.Preview, fine.PreviewNote, fine.Submit = publicRowsSample(), "前 4 行，共 900 行", layout.Action{Text: "送审", URL: "/desk/batches/12/submission", Primary: true}
	wordy := usual
	wordy.Errors = nil
	for i := range 40 {
		wordy.Errors = append(wordy.Errors, desk.RowError{Row: fmt.Sprint(1000 + i*977), Column: "AB", Name: "数据来源单位统一社会信用代码", Code: "XK_LYDWDM", Value: long("1141090000580", 60), Rule: long("校验位不对，应为 X", 40), Detail: long("按 GB 32100 第 18 位", 80), How: long("请对照法人证书", 60)})
	}
	wordy.More = "还有 1,203 处，下载标红的原表看全。"
	return trio[desk.ImportResultPage]{fine, usual, wordy}
}

func batches() trio[desk.BatchPage] {
	usual := desk.BatchPage{
		Frame: deskFrame("第 12 批", "双公示", layout.Link{Text: "双公示", URL: "/desk/batches"}, layout.Link{Text: "第 12 批"}), Heading: "教师资格认定决定　第 12 批", State: layout.InHand("待复审"), Sentence: "900 件，11-13 作出；11-24 周二前公示并报送，余 2 个工作日", Route: routeSample(),
		Facts:    []layout.Fact{{Name: "表", Value: "自然人行政许可"}, {Name: "文件", Value: "114109000000000009_XK_ZRR_20261120_12.xlsx", URL: "/files/12"}, {Name: "行数", Value: "900"}, {Name: "决定日期", Value: "2026-11-13"}},
		RowsNote: "第 1—4 行，共 900 行；证件号码已遮盖", Rows: publicRowsSample(), Pager: layout.Pager{Total: "900", Unit: "行", Page: 1, Pages: 225, Base: "?page="},
		History: []desk.Decided{{Step: "编辑", Who: "教师科·信息员庚", When: "11-18 15:40", Result: layout.Achieved("送审")}, {Step: "初审", Who: "教师科·负责人辛", When: "11-18 17:22", Result: layout.Achieved("通过"), Opinion: "与决定书核对无误。"}},
		Sent:    []desk.SentCount{{Channel: "政府网站", Value: "0 / 900", State: layout.NotYet("未到")}, {Channel: "信用平台", Value: "0 / 900", State: layout.NotYet("未到"), Note: "签发后自动报送"}},
		Checks:  desk.Checks{At: "08:31", Pass: 3, Passed: []layout.Fact{{Name: "证件号码遮盖", Value: "900 行"}, {Name: "密级标志", Value: "无"}}}, Decision: decisionSample(), Digest: digestSample(),
	}
	usual.Digest.Covers = "900 行各算摘要，合成一个总摘要。此后任一行变动，以上审核即作废。"
	wordy := usual
	wordy.Heading = long("民办非学历教育培训学校设立、变更、终止许可决定", 80)
	wordy.Rows = append([]desk.PublicRow{{Party: long("示例市示例区示例民办学校", 60), Code: "52410900MJ0000046C", Kind: "法人及非法人组织", Content: long("变更举办者、学校名称", 120), DocNo: "濮教许民非学历教育字〔2026〕1234号", Decided: "2026-11-13", ValidTo: "2029-11-16", State: layout.NotApplicable("已撤销"), URL: "/x"}}, usual.Rows...)
	return trio[desk.BatchPage]{desk.BatchPage{Frame: bareDesk("批次"), Heading: "批次", Checks: desk.Checks{Empty: "还没有检查。"}}, usual, wordy}
}

func deliveries() trio[desk.DeliveriesPage] {
	count := func(n string, tone layout.Tone) desk.Count {
		if n == "0" {
			return desk.Count{Text: n}
		}
		return desk.Count{Text: n, URL: "?state=" + n, Tone: tone}
	}
	row := func(name, note, w, s, d, f, m, x, onTime, pct string) desk.ChannelRow {
		return desk.ChannelRow{Name: name, Note: note, Counts: []desk.Count{count(w, ""), count(s, ""), count(d, ""), count(f, layout.Late), count(m, layout.Soon), count(x, "")}, OnTime: onTime, Percent: pct}
	}
	total := row("合计", "", "0", "2", "1095", "2", "0", "3", "1095 / 1097", "99.8%")
	usual := desk.DeliveriesPage{
		Frame: deskFrame("渠道送达", "渠道送达"), Sentence: "一次发布，各渠道各送一次；送到以对方回执为准。下表为 2026 年 11 月，截至 11-20 08:30", Scopes: []layout.Tab{{Text: "本周", URL: "?p=week"}, {Text: "本月", URL: "?p=month", Current: true}, {Text: "本年", URL: "?p=year"}}, Export: "/desk/deliveries.xlsx",
		States:   []layout.State{layout.ToCome("待发"), layout.InHand("发送中"), layout.Achieved("已送达"), layout.Violated("失败"), layout.Attention("待人工"), layout.NotApplicable("已撤下")},
		Channels: []desk.ChannelRow{row("政府网站", "本机", "0", "0", "212", "0", "0", "2", "212 / 212", "100%"), row("信用平台", "市信用平台", "0", "2", "883", "2", "0", "1", "883 / 885", "99.8%")}, Total: &total,
		FailNote: "2 件，按期限先后", Retries: "自动重试：1、5、30 分钟，2、12 小时",
		Failed: []desk.FailedRow{
			{Title: "教师资格认定决定 第 11 批", URL: "/desk/batches/11", Sub: "第 7 行，示例相对人 B-07", Channel: "信用平台", Due: layout.Violated("逾期 1 日"), Reason: "代码与名称对不上", How: "平台登记的名称多“有限”二字。核对许可原件后改第 2 列。", Raw: "验证规则代码 1001", Tried: "1 次", Again: "不再自动重试", Link: layout.Link{Text: "改后重送", URL: "/desk/batches/11"}},
			{Title: "教师资格认定决定 第 12 批", URL: "/desk/batches/12", Sub: "900 行", Channel: "信用平台", Due: layout.ToCome("余 3 日"), Reason: "对方没有应答", Raw: "504", Tried: "3 次", Again: "下次 10:30", Retry: layout.Action{Text: "现在重送", URL: "/desk/deliveries/9/retry", Primary: true}},
		},
		Action: "/desk/deliveries", Query: layout.Field{Kind: layout.Search, Name: "q", Label: "筛选回执", Placeholder: "标题、索引号、回执号"},
		Receipts: []desk.Receipt{{Time: "2026-11-19 17:05:12", Title: "市区小学入学积分办法", URL: "/desk/items/1", Channel: "政府网站", Deed: "发布", Due: "2026-12-14", Receipt: "账本 #48211", State: layout.Achieved("按时")}, {Time: "2026-11-19 16:20:03", Title: "教师资格认定决定 第 11 批", URL: "/desk/batches/11", Channel: "信用平台", Deed: "报送", Due: "2026-11-19", Receipt: "XK20261119-0016", State: layout.Achieved("按时")}, {Time: "2026-11-16 15:02:47", Title: "市外国语学校 2025 年单位决算", URL: "/desk/items/2", Channel: "政府网站", Deed: "发布", Due: "2026-10-29", Receipt: "账本 #48180", State: layout.Violated("迟 12 日")}},
		Pager:    layout.Pager{Total: "1095", Unit: "条", Page: 1, Pages: 22, Base: "?page="},
	}
	wordy := usual
	wordy.Failed = append([]desk.FailedRow{{Title: long(titles[1], 120), URL: "/x", Sub: long("第 7 行，示例相对人", 40), Channel: "省统一政务服务平台", Due: layout.Violated("逾期 123 日"), Reason: long("代码与名称对不上", 40), How: long("核对许可原件后改第 2 列。", 120), Raw: long("ERR_ZJHM_CHECK_", 140), Tried: "123 次", Again: "不再自动重试", Retry: layout.Action{Text: "重送", URL: "/x", Why: "对方停机维护至 12:00"}}}, usual.Failed...)
	return trio[desk.DeliveriesPage]{desk.DeliveriesPage{Frame: deskFrame("渠道送达", "渠道送达"), NoFail: &desk.Empty{Title: "都送到了", Text: "没有失败和等人工的送达。"}, Empty: &desk.Empty{Title: "还没有送达", Text: "稿件签发以后自动送出，回执列在这里。"}}, usual, wordy}
}

func deskReports() trio[desk.ReportPage] {
	usual := desk.ReportPage{
		Frame: deskFrame("年度报告", "年度报告", layout.Link{Text: "年度报告", URL: "/desk/reports"}, layout.Link{Text: "2026"}), Heading: "示例市教育局2026年政府信息公开工作年度报告", State: layout.InHand("年内预编"), Sentence: "2021 版格式　统计截至 2026-11-20　应于 2027-01-31 前报送并公布（条例第四十九条），余 72 日",
		Years: []layout.Tab{{Text: "2026", URL: "?y=2026", Current: true}, {Text: "2025", URL: "?y=2025"}}, Downloads: []layout.Download{{Text: "docx", URL: "/r.docx"}, {Text: "xlsx", URL: "/r.xlsx"}}, Submit: layout.Action{Text: "送审", URL: "/x", Why: "1 处勾稽不符"},
		Alerts:    []desk.Alert{{Tone: layout.Late, Title: "1 处勾稽不符，送审前须处理", Text: "表二：上年有效 12 ＋ 本年制发 3 － 本年废止 1 ＝ 14，表内为 13。示教规〔2021〕2号 于 06-30 期满失效，未登记废止。", Links: []layout.Link{{Text: "去登记", URL: "/desk/items/1"}}}},
		Parts:     []desk.PartLine{{Text: "一、总体情况", URL: "#r1", State: layout.Attention("1")}, {Text: "二、主动公开政府信息情况", URL: "#r2", State: layout.Violated("1")}, {Text: "三、收到和处理政府信息公开申请情况", URL: "#r3", State: layout.Achieved("")}, {Text: "四、行政复议、行政诉讼情况", URL: "#r4"}, {Text: "五、存在的主要问题及改进情况", URL: "#r5", State: layout.NotYet("未写")}, {Text: "六、其他需要报告的事项", URL: "#r6", State: layout.NotYet("未写")}},
		Relations: []desk.PartLine{{Text: "表三 平衡", State: layout.Achieved("7/7")}, {Text: "表三 求和", State: layout.Achieved("7/7")}, {Text: "表三 逐行", State: layout.Achieved("25/25")}, {Text: "表四 逐行", State: layout.Achieved("3/3")}, {Text: "与上年 有效件数", URL: "?cell=x", State: layout.Violated("1/2")}}, RelNote: "勾稽 44 条",
		Reread: []desk.PartLine{{Text: "docx", State: layout.Achieved("312 格同")}, {Text: "门户页", State: layout.NotYet("未发布")}}, RereadTxt: "08:30 导出后再读入，逐格比对",
		Overview: `<p>（二）依申请公开。全年新收政府信息公开申请 <a href="?cell=1">41</a> 件，上年结转 <a href="?cell=2">2</a> 件，办结 <a href="?cell=3">38</a> 件。</p>`,
		Table2:   table2021(), Table3: table3(true, "33"), Table4: table4("0"),
		Warnings: []desk.Warning{{Code: "W-T2-01", Title: "项目数与件数混填", Text: "“本年增/减”与“处理决定数量”同为 900，多为误填。", Links: []layout.Link{{Text: "写明口径", URL: "/x"}}}},
		Cell: &desk.CellPanel{
			Path: "表三 › 三（二）› 自然人", Heading: "部分公开　6 件", Rule: "2026 年内办结，决定为“区分处理”，申请人为自然人；只计这一情形。", Law: "条例第三十七条",
			Records: layout.Records{Caption: "明细", Heads: []string{"编号", "内容", "办结"}, Rows: [][]layout.Cell{{{Text: "2026-0027", URL: "/x"}, {Text: "民办学校年检材料"}, {Text: "11-05"}}, {{Text: "2026-0022", URL: "/x"}, {Text: "营养餐供餐合同"}, {Text: "09-30"}}}},
			Total:   "6 件，均有决定书", AllURL: "/x", Export: "/x.xlsx", CloseURL: "?", Earlier: []layout.Fact{{Name: "2025 年", Value: "4"}, {Name: "2024 年", Value: "5"}}, Note: "前两年取自已公布年报（示例），本系统启用前的数无明细。",
		},
	}
	usual.Table3.Balance = layout.FigureRow{Label: "勾稽　一＋二＝三＋四", Result: layout.Achieved("")}
	for _, t := range []string{"√ 35", "√ 4", "√ 0", "√ 1", "√ 2", "√ 1", "√ 43"} {
		usual.Table3.Balance.Figs = append(usual.Table3.Balance.Figs, layout.Figure{Text: t})
	}
	usual.Table3.Outcomes = append([]layout.Outcome(nil), usual.Table3.Outcomes...)
	usual.Table3.Outcomes[1].Rows = []layout.FigureRow{{Figs: append([]layout.Figure{{Text: "6", URL: "?cell=a", Open: true}}, usual.Table3.Outcomes[1].Rows[0].Figs[1:]...), Note: usual.Table3.Outcomes[1].Rows[0].Note}}
	wordy := usual
	wordy.Cell = nil
	wordy.Alerts = append(usual.Alerts, desk.Alert{Tone: layout.Soon, Title: "手填数与记录不同", Text: long("文中 21，记录为 15＋7＝22（11-18 新办结 1 件）。", 160)})
	wordy.Table3, wordy.Table4 = table3(true, "123456"), table4("123456")
	wordy.Table2 = table2019()
	wordy.Table2[1].Rows[0].Figs[1].Warn = true
	wordy.Overview = "<p>" + long("围绕省、市关于政府信息公开工作的总体部署和要求，", 900) + "</p>"
	return trio[desk.ReportPage]{desk.ReportPage{Frame: deskFrame("年度报告", "年度报告"), Heading: "年度报告", Table2: table2021(), Table3: table3(true, ""), Table4: table4("")}, usual, wordy}
}

func calendars() trio[desk.CalendarPage] {
	usual := desk.CalendarPage{
		Frame: deskFrame("工作日历", "工作日历"), Sentence: "期限按工作日计：周末不计，放假通知调整的日子照通知。", Provisional: "2027 年的放假通知还没有录入，算到 2027 年的期限都是暂定，录入后会列出受影响的事项请人确认。",
		Years:   []desk.YearLine{{Year: "2027 年", Days: "未知", State: layout.Attention("暂定")}, {Year: "2026 年", URL: "?year=2026", Days: "248 个工作日", Source: "国务院办公厅通知", State: layout.Achieved("已录"), Current: true}, {Year: "2025 年", URL: "?year=2025", Days: "248 个工作日", State: layout.Achieved("已录")}},
		Heading: "2026 年，248 个工作日", Action: "/desk/calendar/preview", Submit: "看会动到什么",
		Year: layout.Field{Kind: layout.Number, Name: "year", Label: "年份", Value: "2027", Required: "必填"}, Source: layout.Field{Name: "source", Label: "通知文号", Placeholder: "国办发明电〔2026〕 号"}, Notice: layout.Field{Kind: layout.Area, Name: "notice", Label: "通知正文", Rows: 8, Required: "必填", Hint: "把国务院办公厅通知的正文贴进来"},
	}
	for m := 1; m <= 12; m++ {
		month := desk.Month{Name: fmt.Sprintf("%d 月", m), Note: "21 日"}
		day := 1 - m%7
		for day <= 30 {
			var week []desk.Day
			for i := range 7 {
				d := desk.Day{}
				if day >= 1 && day <= 30 {
					d.Text = fmt.Sprint(day)
					switch {
					case m == 10 && day <= 7:
						d.Kind, d.Name = "holiday", "国庆节"
					case m == 10 && day == 10:
						d.Kind = "makeup"
					case i >= 5:
						d.Kind = "off"
					case m == 11 && day == 20:
						d.Kind = "today"
					}
				}
				week = append(week, d)
				day++
			}
			month.Weeks = append(month.Weeks, week)
		}
		usual.Months = append(usual.Months, month)
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "有 1 处读不懂", Fields: []layout.FieldError{{Text: "通知正文：第 3 段“国庆节、中秋节”没有写放假日期", Ref: "f-notice"}}}
	wordy.Notice.Error, wordy.Notice.Value = "第 3 段没有写放假日期", long("一、元旦：1月1日（周五）至3日（周日）放假，共3天。", 400)
	wordy.Preview = &desk.CalendarPreview{Heading: "2027 年：放假 33 日，调休上班 6 日，全年 249 个工作日", Off: []string{"1月1日—3日", "2月5日—11日", "4月3日—5日", "5月1日—5日", "10月1日—7日"}, Makeup: []string{"1月30日", "2月14日", "9月26日"}, Moves: []desk.Move{{Title: long(titles[0], 60), URL: "/x", From: "2027-02-09", To: "2027-02-18", Why: "2月5日至11日放假"}}, Confirm: layout.Action{Text: "采用这份日历，改动 1 个期限", URL: "/desk/calendar", Primary: true}}
	return trio[desk.CalendarPage]{desk.CalendarPage{Frame: deskFrame("工作日历", "工作日历")}, usual, wordy}
}

func ledgers() trio[desk.LedgerPage] {
	usual := desk.LedgerPage{Frame: deskFrame("账本", "账本"), Sentence: "两本只能增加的账：公开登记簿对外，办理账对内。改动或删去旧记录，总摘要就对不上。"}
	usual.Logs = []desk.LogBook{
		{ID: "release", Name: "公开登记簿", Note: "对外，任何人可核对", Size: "48,231", Root: "0c5a99e1b2d744106f8e35a1c97b20d4e8f1a36b5c4d2e7f90a1b8c3d6e5f402", Signed: "2026-11-20 08:00 签署", Checkpoint: layout.Download{Text: "下载检查点", URL: "/desk/ledger/release.txt"}, Verify: layout.Action{Text: "从头核对", URL: "/desk/ledger/release/verification"}, Entries: []desk.LogEntry{{No: "48,231", Time: "11-19 17:05:12", Kind: "发布", Text: "市区小学入学积分办法", URL: "/x", By: "分管领导丙", Hash: "9f3c71ae"}, {No: "48,230", Time: "11-18 10:14:55", Kind: "撤下", Text: "高中学业水平考试违规处理公示", URL: "/x", By: "系统", Hash: "04d26b58"}}, AllURL: "/desk/ledger/release"},
		{ID: "act", Name: "办理账", Note: "对内", Size: "213,004", Root: "7f3a09c4e1d288b04c6d1a7790fe5a6ec21e0c5a99e1b2d744106f8e35a1c97b", Signed: "2026-11-20 08:00 签署", Verify: layout.Action{Text: "从头核对", URL: "/desk/ledger/act/verification"}, Entries: []desk.LogEntry{{No: "213,004", Time: "11-20 08:12:40", Kind: "送审", Text: "教师招聘拟聘名单公示", URL: "/x", By: "市二中·信息员壬", Hash: "88b05a6e"}}},
	}
	wordy := usual
	wordy.Result = &desk.VerifyResult{State: layout.Violated("不符"), Title: "第 18,204 条与总摘要不符", Text: "这一条在签署检查点以后被改动过。请停止发布，保留现场，通知系统管理员和保密员。", Lines: []layout.Fact{{Name: "应为", Value: usual.Logs[0].Root, Mono: true}, {Name: "实为", Value: usual.Logs[1].Root, Mono: true}}}
	wordy.Logs = append([]desk.LogBook(nil), usual.Logs...)
	wordy.Logs[0].Entries = append([]desk.LogEntry{{No: "1,234,567", Time: "2026-11-19 17:05:12", Kind: "更正", Text: long(titles[1], 120), URL: "/x", By: long("办公室·保密员己", 30), Hash: "9f3c71ae"}}, usual.Logs[0].Entries...)
	empty := desk.LedgerPage{Frame: deskFrame("账本", "账本"), Logs: []desk.LogBook{{ID: "release", Name: "公开登记簿", Size: "0", Empty: "还没有记录，第一次发布后即有。"}}, Result: &desk.VerifyResult{State: layout.Achieved("相符"), Title: "0 条全部相符", Text: "用时 0.1 秒。"}}
	return trio[desk.LedgerPage]{empty, usual, wordy}
}

func confirms() trio[desk.ConfirmPage] {
	usual := desk.ConfirmPage{Frame: deskFrame("撤下", "我的稿件", layout.Link{Text: "我的稿件", URL: "/desk/items"}, layout.Link{Text: "撤下"}), Heading: "撤下《校服采购指引》？", Text: "门户页改为“已撤下”说明，网站和信用平台各发一次撤下。账本记一条，不能删。", Effects: []string{"正文和附件不再公开，目录信息保留。", "2 个渠道各收到一次撤下。"}, Action: "/desk/items/1/withdrawal", Fields: []layout.Field{{Kind: layout.Area, Name: "reason", Label: "理由", Required: "必填，对外显示", Rows: 2}, {Kind: layout.Password, Name: "password", Label: "口令", Required: "再验一次", Complete: "current-password"}}, Button: "撤下并通知 2 个渠道", Danger: true, Cancel: layout.Link{Text: "不撤", URL: "/desk/items/1"}}
	wordy := usual
	wordy.Heading, wordy.Text = "撤下《"+long(titles[1], 100)+"》？", long(usual.Text, 300)
	wordy.Error = &desk.FormError{Title: "没有撤下", Fields: []layout.FieldError{{Text: "理由：必须填写，对外显示", Ref: "f-reason"}}}
	wordy.Fields = append([]layout.Field(nil), usual.Fields...)
	wordy.Fields[0].Error = "必须填写，对外显示"
	return trio[desk.ConfirmPage]{desk.ConfirmPage{Frame: bareDesk("确认"), Heading: "确认", Action: "/x", Button: "照办"}, usual, wordy}
}

func deskErrors() trio[desk.ErrorPage] {
	usual := desk.ErrorPage{Frame: deskFrame("不能办理", ""), Status: 403, Heading: "你没有这一步的权限", Sentence: "这一步由办公室·保密员己办理；拟稿人不能审自己的稿件。", Todo: []string{"需要这项权限的，请向系统管理员申请。"}, Links: []layout.Link{{Text: "回到今日", URL: "/desk/"}}}
	wordy := usual
	wordy.Status, wordy.Heading, wordy.Sentence, wordy.Reference = 500, "系统暂时无法处理", long("问题已经记录，你填的内容留有草稿，请过几分钟再试。", 90), "20261120-083012-9f3c71ae"
	return trio[desk.ErrorPage]{desk.ErrorPage{Frame: bareDesk("错误"), Heading: "错误"}, usual, wordy}
}
