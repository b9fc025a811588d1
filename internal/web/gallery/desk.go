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
	accountCases(add)
	publishingCases(add)
	standardCases(add)
	unitEditionCases(add)
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
		Body:     layout.Field{Kind: layout.Area, Name: "body", Label: "正文", Required: must, Rows: 18, Hint: "空一行是一段；行首“## ”是一级标题，“### ”是二级；表格每行一排，格与格之间用“|”。", Value: "各县（区）教育局，局属各单位，市直各学校：\n\n为切实做好冬季学校安全工作，保障师生生命安全和校园稳定，现就有关事项通知如下。\n\n## 一、抓实取暖和用电安全\n\n各学校于11月25日前完成供暖设备、食堂燃气、学生宿舍用电的自查，逐项登记、限期整改。寄宿制学校24小时无死角值班巡查。\n\n## 二、抓好极端天气应对\n\n遇寒潮、暴雪预警，由学校按预案决定调整到校时间，并于当日18时以前以前告知家长。"},
		BodyHTML: "<p>各县（区）教育局，局属各单位，市直各学校：</p><p>为切实做好冬季学校安全工作，保障师生生命安全和校园稳定，现就有关事项通知如下。</p><h2>一、抓实取暖和用电安全</h2><p>各学校于11月25日前完成供暖设备、食堂燃气、学生宿舍用电的自查，逐项登记、限期整改。寄宿制学校24小时无死角值班巡查。</p>",
		Files:    []desk.ItemFile{{ID: "file-1", Kind: "xlsx", Name: "附件1 安全工作联络员名单.xlsx", Note: "阻断：隐藏工作表内有身份证号 31 个", Bad: true, Remove: layout.Action{Text: "移除", URL: "/desk/items/412/files/1/removal"}}, {ID: "file-2", Kind: "docx", Name: "附件2 冬季安全自查表.docx", Note: "86 KB，作者与修订记录已清除", Remove: layout.Action{Text: "移除", URL: "/desk/items/412/files/2/removal"}}},
		Upload:   &layout.Field{Kind: layout.File, Name: "file", Label: "添加附件", Multiple: true, Accept: ".docx,.xlsx,.pdf,.jpg,.png", Hint: "docx、xlsx、pdf、图片，单个不超过 50 MB"},
		Checks:   checksSample(), Route: routeSample()[1:],
		Danger: layout.Action{Text: "删去此稿", URL: "/desk/items/412/deletion", Danger: true},
	}
	empty := desk.ItemPage{Frame: deskFrame("新稿件", "我的稿件"), Heading: "新稿件", Action: "/desk/items", Save: "存草稿", TitleField: layout.Field{Name: "title", Label: "标题"}, Body: layout.Field{Kind: layout.Area, Name: "body", Label: "正文"}, Checks: desk.Checks{Empty: "存稿以后即检查，结果显示在这里。"}}
	wordy := usual
	wordy.Why, wordy.Error = "", nil
	wordy.Heading = long(titles[1], 140)
	wordy.TitleField.Value = wordy.Heading
	wordy.Returned = &desk.Decided{Step: "复审", Who: "办公室·经办人甲", When: "11-19 10:02", Opinion: long("附件 2 缺征求意见情况，补后再送。", 120)}
	wordy.Files = append([]desk.ItemFile{{ID: "file-9", Kind: "pdf", Name: long("114109000000000009_XK_ZRR_", 120) + ".pdf", Note: "312 KB"}}, usual.Files...)
	wordy.Remarks = []desk.Comment{
		{Mark: "批1", Who: "办公室·经办人甲", Step: "复审", When: "11-19 10:02", Quote: "24小时无死角值班巡查", Text: "与值班制度的说法不一致，改为“24小时值班、每两小时巡查一次”。", State: layout.NotYet("待改")},
		{Mark: "批2", Who: "办公室·经办人甲", Step: "复审", When: "11-19 10:02", Quote: long("当日18时以前以前告知家长", 120), Text: long("“以前”重复。", 200), State: layout.Achieved("原文已改")},
	}
	wordy.Item, wordy.Recovered = "412", "11-20 08:29"
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
	edition := editionSample()
	wordy.Edition = &edition
	wordy.Heading = long(titles[1], 120)
	wordy.Blocks = append([]desk.Block{{Kind: "p", Segments: seg(long("各学校应当在校门口和网站醒目位置公布招生范围。", 1500))}, {Kind: "p", Segments: []desk.Segment{{Text: long("0123456789", 120), Mark: "1", Level: layout.Late}}}}, usual.Blocks...)
	wordy.Comments = []desk.Comment{{Mark: "批2", Who: "办公室·经办人甲", Step: "复审", When: "11-20 08:20", Text: long("建议写明：公示只列姓名、班级，期满即撤。", 200), State: layout.Attention("须改后再送")}}
	empty := desk.ReviewPage{Frame: deskFrame("审核", "待我审核"), Heading: "没有待审的稿件", Checks: desk.Checks{Empty: "没有检查结果。"}, Decision: &desk.DecisionForm{Title: "你的决定", Blocked: "这一步由办公室·保密员己办理；拟稿人不能审自己的稿件。"}}
	return trio[desk.ReviewPage]{empty, usual, wordy}
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
