package gallery

import (
	"fmt"

	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
)

// accountCases are the pages of accounts, people and units.
func accountCases(add func(name string, c Case)) {
	for name, p := range ordered(ownAccounts()) {
		add("account-"+name, Case{Page: desk.Account(p)})
	}
	for name, p := range ordered(signIns()) {
		add("sign-ins-"+name, Case{Page: desk.SignIns(p)})
	}
	for name, p := range ordered(factors()) {
		add("factor-"+name, Case{Page: desk.Factor(p)})
	}
	for name, p := range ordered(slips()) {
		add("slips-"+name, Case{Page: desk.Slips(p)})
	}
	for name, p := range ordered(setups()) {
		add("setup-"+name, Case{Page: desk.Setup(p)})
	}
	for name, p := range ordered(unitLists()) {
		add("units-"+name, Case{Page: desk.Units(p)})
	}
	for name, p := range ordered(units()) {
		add("unit-"+name, Case{Page: desk.UnitForm(p)})
	}
	for name, p := range ordered(peopleLists()) {
		add("people-"+name, Case{Page: desk.People(p)})
	}
	for name, p := range ordered(persons()) {
		add("person-"+name, Case{Page: desk.Person(p)})
	}
	for name, p := range ordered(forms()) {
		add("form-"+name, Case{Page: desk.Form(p)})
	}
}

var peopleCrumb = layout.Link{Text: "人员与账号", URL: "/desk/people"}

func again() layout.Field {
	return layout.Field{Kind: layout.Password, Name: "password", Label: "您的登录口令", Required: "再验一次", Complete: "current-password"}
}

func sessionsSample() []desk.SessionRow {
	return []desk.SessionRow{
		{Device: "Windows 电脑，Edge", Address: "10.0.3.21", Began: "11-20 08:02", Used: "11-20 08:29", Own: true},
		{Device: "安卓手机，微信", Address: "不详", Began: "11-19 17:40", Used: "11-20 07:58", End: layout.Action{Text: "结束", URL: "/desk/account/sessions", Hidden: []layout.Hidden{{Name: "session", Value: "7f3a"}}}},
	}
}

func ownAccounts() trio[desk.AccountPage] {
	usual := desk.AccountPage{
		Frame: deskFrame("我的账号", ""), Sentence: "示例人员丁卯，信息员。", Warning: "恢复码只剩 2 个，请重新生成一组。",
		Facts:    []layout.Fact{{Name: "账号", Value: "jijiaoke", Mono: true}, {Name: "口令", Value: "2026-09-01 09:12 设定"}, {Name: "恢复码", Value: "剩 2 个"}},
		Links:    []layout.Link{{Text: "更换口令", URL: "/desk/account/password"}, {Text: "换绑认证器", URL: "/desk/account/factor"}, {Text: "重新生成恢复码", URL: "/desk/account/recovery"}},
		Sessions: sessionsSample(), EndAll: layout.Action{Text: "结束其他全部登录", URL: "/desk/account/sessions", Danger: true, Hidden: []layout.Hidden{{Name: "all", Value: "1"}}},
	}
	wordy := usual
	wordy.Sentence = long("示例人员，政府信息公开工作机构负责人、", 120)
	for i := range 12 {
		wordy.Sessions = append(wordy.Sessions, desk.SessionRow{Device: long("统信 UOS 电脑，360 浏览器", 60), Address: "2001:db8:85a3:1234:5678:8a2e:370:7334", Began: "11-19 17:40", Used: "11-20 07:58", End: layout.Action{Text: "结束", URL: fmt.Sprint("/s/", i)}})
	}
	return trio[desk.AccountPage]{desk.AccountPage{Frame: deskFrame("我的账号", "")}, usual, wordy}
}

func slipSample() desk.Slip {
	qr, err := layout.DrawQR("otpauth://totp/gongkai:jijiaoke?secret=JBSWY3DPEHPK3PXP")
	if err != nil {
		panic(err) // a text of ours
	}
	return desk.Slip{Title: "安全管理员　示例人员寅", Login: "anquan", Password: "abcd-efgh-jkmn-pqrs", Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", QR: qr}
}

func factors() trio[desk.FactorPage] {
	usual := desk.FactorPage{
		Frame: deskFrame("换绑认证器", "", layout.Link{Text: "我的账号", URL: "/desk/account"}), Action: "/desk/account/factor", Hidden: []layout.Hidden{{Name: "ticket", Value: "x"}}, Slip: slipSample(),
		Fields: []layout.Field{{Kind: layout.Code, Name: "code", Label: "新认证器的验证码", Required: "必填", Hint: "刚扫进去的那一项当前显示的 6 位数字。"}, again()}, Submit: "换绑", Cancel: layout.Link{Text: "不换", URL: "/desk/account"},
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "没有换绑，原认证器仍有效", Fields: []layout.FieldError{{Text: "验证码与新绑定的认证器不符。", Ref: "f-code"}}}
	wordy.Fields = append([]layout.Field(nil), usual.Fields...)
	wordy.Fields[0].Error = "验证码与新绑定的认证器不符。请用刚扫的那一项，并核对手机时间。"
	return trio[desk.FactorPage]{desk.FactorPage{Frame: deskFrame("换绑认证器", ""), Action: "/x", Submit: "换绑"}, usual, wordy}
}

func slips() trio[desk.SlipsPage] {
	usual := desk.SlipsPage{
		Frame: deskFrame("恢复码", ""), Heading: "恢复码已更新", Sentence: "这是您的恢复码。", Warning: "只显示这一次。", Notes: []string{"每个只能用一次。", "原有的恢复码即日作废。"}, Next: layout.Link{Text: "已保存，继续", URL: "/desk/"},
		Slips: []desk.Slip{{Title: "恢复码，共 10 个", Codes: []string{"abcd-efgh-jkmn", "pqrs-tuvw-xyz2"}}},
	}
	wordy := usual
	wordy.Frame, wordy.Bare, wordy.Heading, wordy.Slips = bareDesk("初始化完成"), true, "初始化完成", []desk.Slip{slipSample(), slipSample(), slipSample()}
	wordy.Slips[2].Title = long("审计管理员　示例人员卯", 80)
	return trio[desk.SlipsPage]{desk.SlipsPage{Frame: bareDesk("交给本人"), Bare: true, Heading: "交给本人", Warning: "只显示这一次。"}, usual, wordy}
}

func setups() trio[desk.SetupPage] {
	text := func(name, label string) layout.Field {
		return layout.Field{Name: name, Label: label, Required: "必填"}
	}
	usual := desk.SetupPage{
		Frame: desk.Frame{Agency: "政府信息公开网", CSRF: "t0ken"}, Action: "/desk/setup", Submit: "设立", Code: layout.Field{Name: "setup", Label: "初始化码", Required: "必填", Mono: true, Hint: "gongkai serve 启动时打印在终端上的那一串。"},
		Unit: []layout.Field{text("name", "全称"), text("short", "简称"), text("code", "代码"), text("uscc", "统一社会信用代码")},
		Admins: []desk.SetupAdmin{
			{Role: "系统管理员", Does: "设单位、科室、人员，管系统运行", Name: text("n1", "姓名"), Login: text("l1", "账号")},
			{Role: "安全管理员", Does: "任免角色，开立、重设、停用账号", Name: text("n2", "姓名"), Login: text("l2", "账号")},
			{Role: "审计管理员", Does: "查阅办理登记簿，不办业务", Name: text("n3", "姓名"), Login: text("l3", "账号")},
		},
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "没有设立", Fields: []layout.FieldError{{Text: "统一社会信用代码校验位不符，代码有误，请核对每一位。", Ref: "f-uscc"}}}
	wordy.Unit = append([]layout.Field(nil), usual.Unit...)
	wordy.Unit[0].Value, wordy.Unit[3].Error = long("示例市教育体育局", 80), "统一社会信用代码校验位不符，代码有误，请核对每一位。"
	return trio[desk.SetupPage]{desk.SetupPage{Action: "/desk/setup", Submit: "设立", Code: text("setup", "初始化码")}, usual, wordy}
}

func unitLists() trio[desk.UnitsPage] {
	usual := desk.UnitsPage{Frame: deskFrame("单位", ""), Sentence: "共 2 个单位。", NewURL: "/desk/units/new", Rows: []desk.UnitRow{
		{Name: "示例市教育局", URL: "/desk/units/1", Code: "jyj", Kind: "局机关", Duty: "行政机关", Head: "示例负责人", State: layout.Achieved("齐全"), PeopleURL: "/desk/people?unit=1"},
		{Name: "示例市第一中学", URL: "/desk/units/2", Code: "yizhong", Kind: "市直学校", Duty: "公共企事业单位", State: layout.Attention("缺 3 项"), PeopleURL: "/desk/people?unit=2"},
	}}
	wordy := usual
	wordy.Rows = append([]desk.UnitRow{{Name: long("示例市特殊教育指导中心", 60), URL: "/desk/units/9", Code: long("tejiao-", 20), Kind: "局属事业单位", Duty: "法律、法规授权的组织", Head: long("示例负责人", 20), State: layout.Attention("缺 11 项"), PeopleURL: "/p"}}, usual.Rows...)
	return trio[desk.UnitsPage]{desk.UnitsPage{Frame: deskFrame("单位", ""), Empty: &desk.Empty{Title: "还没有单位", Text: "先设局机关。"}}, usual, wordy}
}

func units() trio[desk.UnitPage] {
	department := func(n int, name string) desk.DepartmentRow {
		return desk.DepartmentRow{Name: name, Phone: "0000-0000101", Action: fmt.Sprintf("/desk/departments/%d", n), Fields: []layout.Field{{Name: "department", ID: fmt.Sprintf("d-%d", n), Label: "科室名称", Value: name}}}
	}
	usual := desk.UnitPage{
		Frame: deskFrame("示例市教育局", "", layout.Link{Text: "单位", URL: "/desk/units"}), Heading: "示例市教育局", Sentence: "局机关，行政机关。", Action: "/desk/units/1", Submit: "保存",
		Fields: []layout.Field{
			{Name: "name", Label: "全称", Value: "示例市教育局", Required: "必填"},
			{Name: "code", Label: "代码", Value: "jyj", ReadOnly: true, Mono: true},
			{Kind: layout.Area, Name: "functions", Label: "主要职能", Value: "贯彻执行教育工作方针政策。", Required: "必填", Rows: 6},
		},
		Departments: []desk.DepartmentRow{department(1, "办公室"), department(2, "基础教育科")}, AddAction: "/desk/units/1/departments",
		AddFields: []layout.Field{{Name: "department", Label: "科室名称"}}, Links: []layout.Link{{Text: "本单位人员", URL: "/desk/people?unit=1"}},
	}
	wordy := usual
	wordy.Heading = long("示例市教育体育和科学技术局", 70)
	wordy.Error = &desk.FormError{Title: "没有保存", Fields: []layout.FieldError{{Text: "请填写主要职能（条例第二十条第二项）。", Ref: "f-functions"}}}
	wordy.Departments = append([]desk.DepartmentRow{department(9, long("体育卫生与艺术教育科", 40))}, usual.Departments...)
	reader := desk.UnitPage{Frame: deskFrame("示例市教育局", ""), Heading: "示例市教育局", Facts: []layout.Fact{{Name: "办公地址", Value: "未填"}}}
	return trio[desk.UnitPage]{reader, usual, wordy}
}

func peopleLists() trio[desk.PeoplePage] {
	usual := desk.PeoplePage{
		Frame: deskFrame("人员与账号", ""), Sentence: "系统管理员登记人员；安全管理员任免角色、管账号；审计管理员只查阅。", NewURL: "/desk/people/new", Pager: layout.Pager{Total: "2", Unit: "人"},
		Filters: []layout.Field{{Kind: layout.Search, Name: "name", Label: "姓名、职务"}, {Kind: layout.Select, Name: "role", Label: "现任角色", Options: []layout.Option{{Text: "全部角色", Chosen: true}}}},
		Rows: []desk.PersonRow{
			{Name: "示例人员丁卯", URL: "/desk/people/18", Title: "信息员", Place: "示例市教育局 基础教育科", Roles: "信息员", Login: "jijiaoke", State: layout.Achieved("在用")},
			{Name: "示例人员巳", URL: "/desk/people/80", Title: "四级调研员", Place: "示例市教育局 办公室", Roles: "无", State: layout.NotApplicable("已离任")},
		},
	}
	wordy := usual
	wordy.Rows = append([]desk.PersonRow{{Name: long("示例人员", 20), URL: "/p", Title: long("政府信息公开工作机构负责人", 40), Place: long("示例市特殊教育指导中心 办公室", 60), Roles: long("信息员、单位负责人、", 60), Login: long("jbg-jingbanren-", 32), State: layout.Violated("已锁定")}}, usual.Rows...)
	return trio[desk.PeoplePage]{desk.PeoplePage{Frame: deskFrame("人员与账号", ""), Empty: &desk.Empty{Title: "没有符合的人员", Text: "换个条件再找，或请系统管理员添加。"}}, usual, wordy}
}

func persons() trio[desk.PersonPage] {
	usual := desk.PersonPage{
		Frame: deskFrame("示例人员丁卯", "", peopleCrumb), Heading: "示例人员丁卯", Sentence: "信息员，示例市教育局 基础教育科。", Edit: layout.Link{Text: "修改", URL: "/desk/people/18/facts"}, Leave: layout.Link{Text: "登记离任", URL: "/desk/people/18/leaving"},
		Roles: []desk.RoleRow{
			{Role: "初审", Period: "2027-01-01 至 2027-12-31", State: layout.ToCome("将任"), Dismiss: layout.Link{Text: "免去", URL: "/d"}},
			{Role: "信息员", Period: "2019-06-10 起", State: layout.Achieved("在任"), Dismiss: layout.Link{Text: "免去", URL: "/e"}},
			{Role: "值班员", Period: "2018-01-01 至 2018-12-31", State: layout.NotApplicable("已满")},
		},
		Appoint:  desk.Appoint{Action: "/desk/people/18/appointments", Submit: "任命", Fields: []layout.Field{{Kind: layout.Select, Name: "role", Label: "角色", Required: "必填", Options: []layout.Option{{Text: "请选择"}}}, {Kind: layout.Date, Name: "from", Label: "任职日期", Value: "2026-11-20"}, again()}},
		Facts:    []layout.Fact{{Name: "姓名", Value: "示例人员丁卯"}, {Name: "职务", Value: "信息员"}},
		Login:    []layout.Fact{{Name: "账号", Value: "jijiaoke", Mono: true}, {Name: "状态", Value: "√ 在用"}},
		Deeds:    []layout.Link{{Text: "重设口令", URL: "/desk/people/18/password"}, {Text: "停用账号", URL: "/desk/people/18/disabling"}},
		Sessions: sessionsSample(), EndAll: layout.Link{Text: "结束全部", URL: "/desk/people/18/signing-out"},
		Log: []desk.LogEntry{{Time: "2026-11-18 10:00", Kind: "任命", Text: "初审 2027-01-01 至 2027-12-31", By: "示例人员寅"}},
	}
	wordy := usual
	wordy.Heading, wordy.State = long("示例人员", 30), layout.NotApplicable("2026-08-31 离任")
	wordy.Error = &desk.FormError{Title: "没有任命", Text: "三员分立：示例人员丁卯已任信息员（2019-06-10 起），同一期间不能再任审计管理员。"}
	return trio[desk.PersonPage]{desk.PersonPage{Frame: deskFrame("示例", ""), Heading: "示例", NoRole: "没有任命过角色，登录后只能查阅。", NoLogin: "没有账号，不能登录。"}, usual, wordy}
}

func forms() trio[desk.FormPage] {
	usual := desk.FormPage{
		Frame: deskFrame("更换口令", ""), Heading: "更换口令", Sentence: "更换后，其他设备上的登录一并结束。", Action: "/desk/account/password", Submit: "更换口令", Cancel: layout.Link{Text: "不换", URL: "/desk/account"},
		Fields: []layout.Field{{Kind: layout.Password, Name: "old", Label: "现在的口令", Required: "必填"}, {Kind: layout.Password, Name: "new", Label: "新口令", Required: "必填", Hint: "至少 12 个字，不含账号名；可用一句话。"}},
	}
	wordy := usual
	wordy.Frame, wordy.Bare = desk.Frame{Title: "更换口令", Agency: "示例市教育局", Who: long("示例人员", 16), SignOut: "/desk/sign-out", CSRF: "t0ken"}, true
	wordy.Error = &desk.FormError{Title: "没有更换", Fields: []layout.FieldError{{Text: "现在的口令不对。", Ref: "f-old"}}}
	return trio[desk.FormPage]{desk.FormPage{Frame: bareDesk("表"), Heading: "表", Action: "/x", Submit: "保存"}, usual, wordy}
}

func signIns() trio[desk.SignInsPage] {
	usual := desk.SignInsPage{
		Frame: deskFrame("登录记录", "登录记录"), Sentence: "每次登录和失败都记下，保存 400 天。没有账号的人输入的名字不保存。", Action: "/desk/sign-ins",
		Filters: []layout.Field{{Name: "who", Label: "姓名"}, {Kind: layout.Select, Name: "outcome", Label: "结果", Options: []layout.Option{{Text: "全部", Chosen: true}}}, {Kind: layout.Date, Name: "from", Label: "从"}, {Kind: layout.Date, Name: "to", Label: "到"}},
		Rows: []desk.SignInRow{
			{Time: "2026-11-20 08:29:11", Who: "示例人员丁卯", URL: "/desk/people/4", State: layout.Achieved("登录"), Address: "10.20.3.14", Device: "Windows 电脑，Edge"},
			{Time: "2026-11-20 08:27:40", Who: "示例人员丁卯", URL: "/desk/people/4", State: layout.Attention("口令或验证码不对"), Address: "10.20.3.14", Device: "Windows 电脑，Edge"},
			{Time: "2026-11-20 02:10:05", Who: "没有这个账号", State: layout.Attention("口令或验证码不对"), Address: "2001:db8:2f:1::9", Device: "程序"},
			{Time: "2026-11-20 02:09:58", Who: "示例负责人09", URL: "/desk/people/9", State: layout.Violated("暂停登录"), Address: "2001:db8:2f:1::9", Device: "程序"},
		},
		Pager: layout.Pager{},
	}
	wordy := usual
	wordy.Rows = []desk.SignInRow{{Time: "2026-11-20 08:29:11", Who: long("示例人员", 60), URL: "/x", State: layout.Attention("口令或验证码不对"), Address: "2001:0db8:85a3:0000:0000:8a2e:0370:7334", Device: long("统信 UOS 电脑，360 浏览器", 60)}}
	return trio[desk.SignInsPage]{desk.SignInsPage{Frame: bareDesk("登录记录"), Empty: &desk.Empty{Title: "没有这样的记录", Text: "放宽日期，或者去掉姓名和结果再找。"}}, usual, wordy}
}
