package gallery

import (
	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/portal"
)

// unitEditionCases are the pages of 权责清单 and 机构职能 at the desk.
func unitEditionCases(add func(name string, c Case)) {
	for name, p := range ordered(unitEditionLists()) {
		add("unit-editions-"+name, Case{Page: desk.UnitEditions(p)})
	}
	for name, p := range ordered(unitEditions()) {
		add("unit-edition-"+name, Case{Page: desk.UnitEdition(p)})
	}
	for name, p := range ordered(profileForms()) {
		add("profile-"+name, Case{Page: desk.ProfileForm(p)})
	}
	for name, p := range ordered(profileDrafts()) {
		add("profile-draft-"+name, Case{Page: desk.Edition(p)})
	}
}

// powerCases are the pages of the 权责清单 on the portal.
func powerCases(add func(name string, c Case)) {
	for name, p := range ordered(powerLists()) {
		add("powers-"+name, Case{Page: portal.Powers(p)})
	}
	for name, p := range ordered(powerPages()) {
		add("power-"+name, Case{Page: portal.Power(p)})
	}
	for name, p := range ordered(editionHistories()) {
		add("editions-"+name, Case{Page: portal.Editions(p)})
	}
}

func unitEditionLists() trio[desk.UnitEditionsPage] {
	usual := desk.UnitEditionsPage{
		Frame: deskFrame("权责清单", "权责清单"), Heading: "权责清单", Sentence: "共 32 个单位，1 个已公布。",
		Rows: []desk.UnitEditionRow{
			{Name: "濮阳市教育局", URL: "/x", Edition: "第2版", Rows: "11", Released: "2026-03-13", Basis: "关于调整市级部门权责清单的通知（示政办〔2026〕5号）", State: layout.Achieved("现行")},
			{Name: "濮阳市招生考试办公室", URL: "/x", State: layout.InHand("更新中")},
			{Name: "濮阳市第一中学", URL: "/x", State: layout.NotYet("未公布")},
		},
	}
	wordy := usual
	wordy.Rows = []desk.UnitEditionRow{{
		Name: long("濮阳市教育考试服务中心（濮阳市招生考试委员会办公室）", 80), URL: "/x", Edition: "第123版", Rows: "1000", Released: "2026-03-13",
		Basis: long("关于调整市级部门权责清单的通知，", 200), State: layout.Achieved("现行"),
	}}
	return trio[desk.UnitEditionsPage]{desk.UnitEditionsPage{Frame: bareDesk("权责清单"), Heading: "权责清单", Empty: &desk.Empty{Title: "还没有单位", Text: "由系统管理员先设单位。"}}, usual, wordy}
}

// profileDrafts are a draft of 机构职能 before it is sent, with its photos.
func profileDrafts() trio[desk.EditionPage] {
	upload := layout.Field{Kind: layout.File, Name: "file", Label: "加文件", Accept: ".png,.jpg", Multiple: true}
	photos := func(files ...desk.ItemFile) *desk.EditionFiles {
		return &desk.EditionFiles{Title: "领导照片", Hint: "以姓名作文件名，如 张某.jpg，门户显示在领导信息里；选填。", Files: files, Action: "/x", Upload: upload}
	}
	view := desk.EditionView{
		Heading: "机构职能", Note: "第2版，7 行", Sum: "增 1 行，改 1 行，删 0 行，5 行不变", Root: "9f3c 71ae 04d2 6b58",
		Changes: []desk.EditionChange{
			{Sign: "增", Label: "内设机构／心理健康中心", Cells: []desk.CellChange{{Name: "职责", After: "负责学生心理健康教育。"}}},
			{Sign: "改", Label: "领导／示例丙", Cells: []desk.CellChange{{Name: "分工", Before: "分管教学。", After: "分管教学和德育。"}}},
		},
		Rows: []desk.EditionLine{{Label: "基本信息", Cells: []layout.Fact{{Name: "办公地址", Value: "示例路1号"}}}},
	}
	usual := desk.EditionPage{
		Frame: deskFrame("第2版", "机构职能"), Heading: "机构职能（第2版）", State: layout.InHand("待审"), Sentence: "已保存，还没有公开。核对下面的内容和变动，无误后送审。", View: view,
		Stages: []desk.Stage{{Name: "填写", Phase: "done"}, {Name: "核对变动", Phase: "now"}, {Name: "审核、签发", Phase: "todo"}, {Name: "发布生效", Phase: "todo"}},
		Facts:  []layout.Fact{{Name: "调整依据", Value: "新设心理健康中心", Wide: true}, {Name: "导入", Value: "2026-11-20 08:40"}, {Name: "行数", Value: "7"}},
		Files:  photos(desk.ItemFile{ID: "f-1", Kind: "png", Name: "示例丙.png", URL: "/x", Note: "48 KB", Remove: layout.Action{Text: "移除", URL: "/x"}}),
		Submit: layout.Action{Text: "送审", URL: "/x", Primary: true}, Again: layout.Link{Text: "继续修改", URL: "/x"}, Drop: layout.Action{Text: "放弃这个版本", URL: "/x"},
		After: []string{"签发后门户的机构页随即更新，此前公众看到的仍是现行内容。"},
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "没有办成", Fields: []layout.FieldError{{Text: long("《坏文件.zip》没有收下：附件可以是 PDF、docx、图片。", 120)}}}
	wordy.Files = photos(desk.ItemFile{ID: "f-2", Kind: "png", Name: long("示例", 70) + ".png", URL: "/x", Note: "1.2 MB，有阻断项，请移除后改好再上传", Bad: true, Remove: layout.Action{Text: "移除", URL: "/x"}})
	return trio[desk.EditionPage]{desk.EditionPage{Frame: bareDesk("第1版"), Heading: "机构职能（第1版）", Files: photos()}, usual, wordy}
}

func powerLine() desk.EditionLine {
	return desk.EditionLine{Label: "0100001000 教师资格认定", Cells: []layout.Fact{
		{Name: "设定与实施依据", Value: "《中华人民共和国教师法》第十条：国家实行教师资格制度。"}, {Name: "承办科室", Value: "行政审批服务科"}, {Name: "承诺时限", Value: "10个工作日"}, {Name: "子项", Value: "—"},
	}}
}

func unitEditions() trio[desk.UnitEditionPage] {
	usual := desk.UnitEditionPage{
		Frame: deskFrame("濮阳市教育局权责清单", "权责清单"), Heading: "濮阳市教育局权责清单", Sentence: "现行第2版，2026-03-13 发布。", Enter: layout.Link{Text: "导入新版本", URL: "/x"},
		Public: layout.Link{Text: "公开页面", URL: "/x"}, Downloads: []layout.Download{{Text: "下载 xlsx", URL: "/x"}},
		Draft:  &desk.DraftEdition{State: layout.InHand("待复审"), Text: "权责清单（第3版），关于调整市级部门权责清单的通知（示政办〔2026〕88号）", Link: layout.Link{Text: "看稿件", URL: "/x"}},
		Groups: []desk.EditionGroup{{Title: "行政许可", Note: "2 项", Rows: []desk.EditionLine{powerLine(), {Label: "0100003000 校车使用许可", Cells: powerLine().Cells}}}, {Title: "公共服务", Note: "1 项", Rows: []desk.EditionLine{powerLine()}}},
		Past: []desk.EditionPast{
			{Title: "第2版", URL: "/x", State: layout.Achieved("现行"), Basis: "示政办〔2026〕5号", Rows: "11", When: "2026-03-13 17:09", Item: layout.Link{Text: "公开页面", URL: "/x"}},
			{Title: "第1版", URL: "/x", State: layout.NotApplicable("已被替代"), Basis: "示政办〔2020〕12号", Rows: "10", When: "2020-04-17 16:40", Item: layout.Link{Text: "公开页面", URL: "/x"}},
		},
	}
	wordy := usual
	line := desk.EditionLine{Label: "0100002000 " + long("实施中等及中等以下学历教育、学前教育、自学考试助学的学校设立、变更和终止审批", 200), Cells: []layout.Fact{{Name: "设定与实施依据", Value: long("《中华人民共和国民办教育促进法》第十二条：举办民办学校，由教育行政部门审批。", 900)}}}
	wordy.Heading, wordy.Groups = long("濮阳市教育考试服务中心（濮阳市招生考试委员会办公室）", 80)+"权责清单", []desk.EditionGroup{{Title: "其他行政权力", Note: "1000 项", Rows: []desk.EditionLine{line}}}
	return trio[desk.UnitEditionPage]{
		desk.UnitEditionPage{Frame: bareDesk("权责清单"), Heading: "示例单位权责清单", Empty: &desk.Empty{Title: "还没有权责清单", Text: "按模板把全部职权填在一张表里导入。"}}, usual, wordy,
	}
}

func profileForms() trio[desk.ProfilePage] {
	block := func(kind, no, name string) desk.ProfileBlock {
		return desk.ProfileBlock{Legend: kind + " " + no, Fields: []layout.Field{
			{Name: kind + no + "name", Label: "名称", Value: name},
			{Name: kind + no + "head", Label: "负责人", Value: "示例科长"},
			{Name: kind + no + "phone", Label: "办公电话", Value: "0000-0000000"},
			{Kind: layout.Area, Name: kind + no + "duties", Label: "职责", Value: "负责教学管理、学籍管理和招生工作。", Rows: 2},
		}}
	}
	leader := func(no, name, vita string) desk.ProfileBlock {
		return desk.ProfileBlock{Legend: "领导 " + no, Fields: []layout.Field{
			{Name: "l" + no + "name", Label: "姓名", Value: name},
			{Name: "l" + no + "post", Label: "职务", Value: "副校长"},
			{Kind: layout.Number, Name: "l" + no + "order", Label: "排序", Value: no},
			{Name: "l" + no + "duty", Label: "分工", Value: "分管教学"},
			{Kind: layout.Area, Name: "l" + no + "vita", Label: "简历", Value: vita, Rows: 2, Hint: "选填，不写身份证号、住址等个人信息。"},
		}}
	}
	usual := desk.ProfilePage{
		Frame: deskFrame("更新机构职能", "机构职能"), Heading: "更新市一中机构职能", Sentence: "保存后先看与现行内容的比较，再送审；审核签发后门户才会更新。", Action: "/x", Cancel: layout.Link{Text: "返回", URL: "/x"},
		Change: []layout.Field{{Kind: layout.Date, Name: "changed_on", Label: "变动日期", Value: "2026-11-16", Required: "必填", Hint: "变动生效的那一天。"}, {Name: "basis", Label: "变动说明", Required: "必填，对外显示", Hint: "如 任免文件（示教〔2026〕8号）。"}},
		Facts: []layout.Field{
			{Name: "name", Label: "机关名称", Value: "濮阳市第一中学", Required: "必填"},
			{Name: "head", Label: "负责人姓名", Value: "示例甲", Required: "必填"},
			{Name: "address", Label: "办公地址", Value: "示例路1号", Required: "必填"},
			{Name: "hours", Label: "办公时间", Value: "工作日 8:00—17:30", Required: "必填"},
			{Name: "contact", Label: "联系方式", Value: "0000-0000000", Required: "必填"},
			{Kind: layout.Area, Name: "functions", Label: "主要职能", Value: "实施初中阶段义务教育。\n开展教研。", Rows: 6, Required: "必填"},
		},
		Departments: []desk.ProfileBlock{block("内设机构", "1", "教务处"), block("内设机构", "2", "")}, Leaders: []desk.ProfileBlock{leader("1", "示例甲", "示例简历。"), leader("2", "", "")},
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "没有保存", Fields: []layout.FieldError{{Text: "变动日期 2026-11-28 晚于今天，请在变动生效后再更新。", Ref: "f-changed_on"}}}
	wordy.Change = []layout.Field{{Kind: layout.Date, Name: "changed_on", Label: "变动日期", Value: "2026-11-28", Error: "变动日期 2026-11-28 晚于今天，请在变动生效后再更新。"}, {Name: "basis", Label: "变动说明", Value: long("任免文件，", 200)}}
	wordy.Departments = []desk.ProfileBlock{block("内设机构", "1", long("学校安全管理和校园周边环境综合治理办公室", 40))}
	wordy.Leaders = []desk.ProfileBlock{leader("1", long("示例", 40), long("示例简历：从事教育工作二十余年。", 1000))}
	return trio[desk.ProfilePage]{desk.ProfilePage{Frame: bareDesk("更新机构职能"), Heading: "更新机构职能", Action: "/x", Change: usual.Change, Facts: usual.Facts}, usual, wordy}
}

func powerLists() trio[portal.PowersPage] {
	crumbs := []layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: "市教育局权责清单"}}
	usual := portal.PowersPage{
		Frame: public("濮阳市教育局权责清单", "/open", crumbs...), Tree: tree("权责清单"), Heading: "濮阳市教育局权责清单", Note: "第2版，11 项，2026年3月13日发布",
		Basis: "关于调整市级部门权责清单的通知（示政办〔2026〕5号）", Links: []layout.Link{{Text: "调整记录", URL: "/x"}, {Text: "发布公告", URL: "/x"}},
		Downloads: []layout.Download{{Text: "XLSX", URL: "/x"}, {Text: "JSON", URL: "/x"}}, Action: "/x", Range: "共 3 项",
		Query:   layout.Field{Kind: layout.Search, Name: "q", Label: "职权名称或编码", Placeholder: "例如：教师资格"},
		Filters: []layout.Field{{Kind: layout.Select, Name: "kind", Label: "类别", Options: []layout.Option{{Text: "全部", Chosen: true}, {Value: "行政许可", Text: "行政许可"}}}},
		Groups: []portal.PowerGroup{
			{Title: "行政许可", Note: "2 项", Rows: []portal.PowerRow{
				{Code: "0100001000", Name: "教师资格认定", URL: "/x", Office: "行政审批服务科", Legal: "30个工作日", Promised: "10个工作日"},
				{Code: "0100002000", Name: "实施中等及中等以下学历教育、学前教育、自学考试助学及其他文化教育的学校设立、变更和终止审批", URL: "/x", Office: "民办教育科", Legal: "3个月", Promised: "30个工作日", State: layout.NotApplicable("暂停")},
			}},
			{Title: "公共服务", Note: "1 项", Rows: []portal.PowerRow{{Code: "1100001000", Name: "教育考试成绩查询", URL: "/x", Office: "基础教育科", Legal: "无", Promised: "当场办结"}}},
		},
	}
	usual.Column.Type = "信息公开目录"
	wordy := usual
	wordy.Heading, wordy.Basis = long("濮阳市教育考试服务中心（濮阳市招生考试委员会办公室）", 80)+"权责清单", long("关于调整市级部门权责清单的通知，", 200)
	wordy.Groups = []portal.PowerGroup{{Title: "其他行政权力", Note: "1000 项", Rows: []portal.PowerRow{{
		Code: long("0100002000-", 40), Name: long("实施中等及中等以下学历教育、学前教育的学校设立、变更和终止审批", 200), URL: "/x", Office: long("行政审批服务科", 80), Legal: long("自受理之日起三个月内", 60), Promised: long("自受理之日起三十个工作日内", 60),
	}}}}
	none := portal.PowersPage{Frame: portal.Frame{Site: bare(), Title: "权责清单"}, Heading: "示例单位权责清单", Empty: "本单位的权责清单还没有公布。"}
	return trio[portal.PowersPage]{none, usual, wordy}
}

func powerPages() trio[portal.PowerPage] {
	usual := portal.PowerPage{
		Frame: public("教师资格认定", "/open", layout.Link{Text: "市教育局权责清单", URL: "/x"}, layout.Link{Text: "教师资格认定"}), Tree: tree("权责清单"), Heading: "教师资格认定", Kind: "行政许可", State: layout.Achieved("在用"),
		Facts: []layout.Fact{
			{Name: "职权编码", Value: "0100001000"},
			{Name: "行使主体", Value: "濮阳市教育局"},
			{Name: "承办科室", Value: "行政审批服务科"},
			{Name: "行使层级", Value: "市级"},
			{Name: "法定时限", Value: "30个工作日"},
			{Name: "承诺时限", Value: "10个工作日"},
			{Name: "咨询电话", Value: "0000-0000112"},
			{Name: "监督电话", Value: "0000-0000100"},
			{Name: "收费", Value: "不收费", Wide: true},
		},
		Bases:     []portal.PowerBasis{{Title: "《中华人民共和国教师法》第十条", Text: "国家实行教师资格制度。"}, {Title: "《教师资格条例》第十三条", Text: "高级中学教师资格，由市级教育行政部门认定。"}},
		Stages:    []portal.PowerStage{{Name: "受理", Text: "公示应当提交的材料，一次性告知补正内容。"}, {Name: "审查", Text: "对申请材料进行审查，提出审查意见。"}, {Name: "决定", Text: "作出书面决定；不予许可的说明理由。"}, {Name: "送达", Text: "自作出决定之日起十日内颁发、送达许可证件。"}, {Name: "事后监管", Text: "监督检查，依法撤销、注销许可。"}},
		DutyBasis: "《中华人民共和国行政许可法》第三十条、第三十二条", Liability: []layout.Fact{{Name: "追责情形", Value: "对符合条件的申请不予受理、许可的。"}, {Name: "追责依据", Value: "《中华人民共和国行政许可法》第七十二条"}},
		Adjusted: []layout.Fact{{Name: "调整日期", Value: "2026年3月2日", ISO: "2026-03-02"}, {Name: "调整依据", Value: "示政办〔2026〕5号"}, {Name: "现行版本", Value: "第2版，2026年3月13日发布", URL: "/x"}},
		Decisions: &portal.PowerDecisions{Note: "已公示决定 1,032 件，先列最近 10 件。", All: layout.Link{Text: "查看全部", URL: "/x"}, Rows: []portal.CreditRow{
			{Party: "示**", URL: "/x", PartyKind: "自然人", Content: "准予认定高级中学语文教师资格。", DocNo: "濮教资〔2026〕412号", Kind: "认可", Decided: "2026-11-16", ValidTo: "长期", Took: "1 个工作日", State: layout.Achieved("有效")},
		}},
	}
	usual.Column.Type = "信息公开目录"
	wordy := usual
	wordy.Heading = long("实施中等及中等以下学历教育、学前教育的学校设立、变更和终止审批", 200)
	wordy.Bases = []portal.PowerBasis{{Title: "《" + long("中华人民共和国民办教育促进法实施条例", 60) + "》第十七条", Text: long("审批机关应当依法对申请材料进行审查。", 900)}}
	wordy.Stages = []portal.PowerStage{{Name: "事后监管", Text: long("对被许可人从事许可事项的活动进行监督检查。", 900)}}
	wordy.Liability = []layout.Fact{{Name: "追责情形", Value: long("对符合条件的申请不予受理、许可的。", 900)}}
	wordy.State = layout.NotApplicable("暂停")
	none := portal.PowerPage{Frame: portal.Frame{Site: bare(), Title: "职权"}, Heading: "示例职权", Kind: "公共服务", Facts: usual.Facts[:1], Bases: usual.Bases[:1], Stages: usual.Stages[:1], Liability: usual.Liability[:1], Adjusted: usual.Adjusted[:1], Decisions: &portal.PowerDecisions{Note: "还没有公示的决定。"}}
	return trio[portal.PowerPage]{none, usual, wordy}
}

func editionHistories() trio[portal.EditionsPage] {
	heads := []string{"版本", "发布日期", "调整依据", "变动", "公告"}
	row := func(no, day, basis, what string) []layout.Cell {
		return []layout.Cell{{Text: no}, {Text: day}, {Text: basis}, {Text: what}, {Text: "查看", URL: "/x"}}
	}
	usual := portal.EditionsPage{
		Frame: public("濮阳市教育局权责清单调整记录", "/open", layout.Link{Text: "市教育局权责清单", URL: "/x"}, layout.Link{Text: "调整记录"}), Tree: tree("权责清单"), Heading: "濮阳市教育局权责清单调整记录",
		Intro: "每次调整都经审核、签发后公布，公告载明新增、修改和取消的事项。",
		Records: layout.Records{Caption: "调整记录", Heads: heads, Title: 2, Rows: [][]layout.Cell{
			row("第2版", "2026-03-13", "关于调整市级部门权责清单的通知（示政办〔2026〕5号）", "新增：教育考试成绩查询；修改：教师资格认定（承诺时限、调整日期、调整依据）；取消：文艺、体育等专业训练的社会组织自行实施义务教育审批"),
			row("第1版", "2020-04-17", "关于公布市级部门权责清单的通知（示政办〔2020〕12号）", "首次公布"),
		}},
	}
	usual.Column.Type = "信息公开目录"
	wordy := usual
	wordy.Records.Rows = [][]layout.Cell{row("第123版", "2026-03-13", long("关于调整市级部门权责清单的通知，", 200), long("修改：教师资格认定（承诺时限）；", 900))}
	return trio[portal.EditionsPage]{portal.EditionsPage{Frame: portal.Frame{Site: bare(), Title: "调整记录"}, Heading: "调整记录", Empty: "还没有公布过。"}, usual, wordy}
}
