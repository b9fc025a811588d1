package gallery

import (
	"fmt"

	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/portal"
)

// standardCases are the pages of the standard catalogue at the desk.
func standardCases(add func(name string, c Case)) {
	for name, p := range ordered(standardDesks()) {
		add("standard-"+name, Case{Page: desk.Standard(p)})
	}
	for name, p := range ordered(standardImports()) {
		add("standard-import-"+name, Case{Page: desk.EditionImport(p)})
	}
	for name, p := range ordered(editionPages()) {
		add("edition-"+name, Case{Page: desk.Edition(p)})
	}
	for name, p := range ordered(assignmentPages()) {
		add("assignment-"+name, Case{Page: desk.Assignment(p)})
	}
	for name, p := range ordered(coverages()) {
		add("coverage-"+name, Case{Page: desk.Coverage(p)})
	}
}

func standardDesks() trio[desk.StandardPage] {
	usual := desk.StandardPage{
		Frame: deskFrame("标准目录", "标准目录"), Sentence: "现行第1版，38 个二级事项，2020-03-20 发布。", ImportURL: "/x",
		Downloads: []layout.Download{{Text: "下载 xlsx", URL: "/x"}, {Text: "下载 CSV", URL: "/x"}},
		Draft:     &desk.DraftEdition{State: layout.InHand("待复审"), Text: "义务教育领域基层政务公开标准目录（第2版），某省教育厅通知（某教办〔2026〕1号）", Link: layout.Link{Text: "看稿件", URL: "/x"}},
		Groups: []desk.StandardGroup{{Title: "招生管理", Rows: []desk.StandardRow{
			{Code: "0501", Name: "学校介绍", Subjects: "教育部门、学校", Channels: "政府网站、两微一端、公开查阅点、社区/企事业单位/村公示栏(电子屏)", Owners: layout.Link{Text: "16 个单位", URL: "/x"}, Cycle: "365 天", Verified: layout.Achieved("已核对"), Edit: "/x"},
			{Code: "0505", Name: "招生结果", Subjects: "教育部门、学校", Channels: "政府网站、两微一端", Owners: layout.Link{Text: "无人承担", URL: "/x"}, Verified: layout.Attention("待核对"), Edit: "/x"},
		}}},
		Past: []desk.EditionPast{{Title: "第1版", URL: "/x", State: layout.Achieved("现行"), Basis: "教育部《义务教育领域基层政务公开标准指引》", Rows: "38", When: "2020-03-20 17:09", Item: layout.Link{Text: "公开页面", URL: "/x"}}},
	}
	wordy := usual
	wordy.Groups = []desk.StandardGroup{{Title: long("重要政策执行情况", 40), Rows: []desk.StandardRow{{
		Code: "9999", Name: long("民办学校设立、变更、终止等事项行政审批、备案信息", 80), Subjects: long("教育部门、行政审批部门、", 200), Channels: long("社区/企事业单位/村公示栏(电子屏)、", 400),
		Owners: layout.Link{Text: "1234 个单位", URL: "/x"}, Cycle: "3650 天", Verified: layout.Attention("待核对"), Edit: "/x",
	}}}}
	wordy.Past = []desk.EditionPast{{Title: "第123版", URL: "/x", State: layout.NotApplicable("已被替代"), Basis: long("某省教育厅关于印发标准目录的通知，", 200), Rows: "1000", When: "2026-11-20 08:30"}}
	return trio[desk.StandardPage]{desk.StandardPage{Frame: bareDesk("标准目录"), Empty: &desk.Empty{Title: "还没有标准目录", Text: "导入以后，审核签发即生效。"}}, usual, wordy}
}

func standardImports() trio[desk.EditionImportPage] {
	usual := desk.EditionImportPage{
		Frame: deskFrame("导入标准目录", "标准目录"), Action: "/x", Heading: "导入标准目录", Sentence: "整个目录一次导入，逐行检查。", Files: "模板和部颁目录",
		Basis:     layout.Field{Name: "basis", Label: "调整依据", Required: "必填", Hint: "文件名称和文号，随版本一起公开。"},
		Upload:    layout.Field{Kind: layout.File, Name: "file", Label: "标准目录文件", Required: "必填", Accept: ".xlsx,.csv", Hint: "xlsx 或 UTF-8 编码的 CSV，2 MB 以内。"},
		Templates: []layout.Download{{Text: "空白模板.xlsx", URL: "/x"}, {Text: "部颁目录（38 个事项）.xlsx", URL: "/x"}},
		Rules:     []string{"各列是否填写，长度是否超限。", "编码是否成对、是否重复。"},
	}
	wordy := usual
	wordy.Error = &desk.FormError{Title: "一行也没有导入", Text: long("上一次导入的版本正在审核，请等审核完毕，或者请审核人退回后再导入。", 120)}
	wordy.Basis.Value, wordy.Basis.Error = long("某省教育厅关于印发标准目录的通知", 200), "请写明调整依据，如文件名称和文号。"
	wordy.Templates = []layout.Download{{Text: long("部颁目录", 60) + ".xlsx", URL: "/x"}}
	return trio[desk.EditionImportPage]{desk.EditionImportPage{Frame: bareDesk("导入标准目录"), Heading: "导入标准目录", Action: "/x", Basis: usual.Basis, Upload: usual.Upload}, usual, wordy}
}

func editionSample() desk.EditionView {
	line := desk.EditionLine{Label: "0501 招生管理／学校介绍", Cells: []layout.Fact{{Name: "公开内容（要素）", Value: "办学性质；办学地点"}, {Name: "公开主体", Value: "教育部门、学校"}}}
	return desk.EditionView{
		Heading: "义务教育领域基层政务公开标准目录", Note: "第2版，38 行", Sum: "增 1 行，改 1 行，删 1 行，36 行不变", Root: "9f3c 71ae 04d2 6b58",
		Changes: []desk.EditionChange{
			{Sign: "增", Label: "0506 招生管理／学校开放日", Cells: []desk.CellChange{{Name: "公开主体", After: "学校"}, {Name: "公开时限", After: "信息形成之日起20个工作日内"}}},
			{Sign: "改", Label: "0501 招生管理／学校介绍", Cells: []desk.CellChange{{Name: "公开内容（要素）", Before: "办学性质；办学地点", After: "办学性质；办学地点；作息时间"}}},
			{Sign: "删", Label: "1102 地方扩展／教学评比与教师评选", Cells: []desk.CellChange{{Name: "公开主体", Before: "教育部门"}}},
		},
		Rows: []desk.EditionLine{line},
	}
}

func editionPages() trio[desk.EditionPage] {
	usual := desk.EditionPage{
		Frame: deskFrame("第2版", "标准目录"), Heading: "义务教育领域基层政务公开标准目录（第2版）", State: layout.InHand("待审"), Sentence: "逐行检查全部合格。核对下面的内容和变动，无误后送审。",
		Stages: []desk.Stage{{Name: "选文件", Phase: "done"}, {Name: "检查、比较", Phase: "now"}, {Name: "审核、签发", Phase: "todo"}, {Name: "发布生效", Phase: "todo"}},
		Facts:  []layout.Fact{{Name: "调整依据", Value: "某省教育厅通知（某教办〔2026〕1号）", Wide: true}, {Name: "导入", Value: "2026-11-20 08:40"}, {Name: "行数", Value: "38"}},
		View:   editionSample(), Submit: layout.Action{Text: "送审", URL: "/x", Primary: true}, Again: layout.Link{Text: "换一个文件", URL: "/x"}, Drop: layout.Action{Text: "放弃这个版本", URL: "/x"},
		After: []string{"签发后立即生效，现行版本成为历史版本，门户随即更新。"},
	}
	wordy := usual
	wordy.Heading = long("义务教育领域基层政务公开标准目录", 60)
	wordy.Error = &desk.FormError{Title: long("初审退回：依据写全。", 120), Text: "示例人员丁，2026-11-20 09:10。"}
	wordy.View = editionSample()
	wordy.View.Stale = "这个版本的内容在送审后有变动，与本稿所附的不一致，不能发布。请退回拟稿人重新导入。"
	wordy.View.Changes = []desk.EditionChange{{Sign: "改", Label: "9999 " + long("民办学校设立、变更、终止等事项", 80), Cells: []desk.CellChange{{Name: "公开依据", Before: long("《中华人民共和国政府信息公开条例》", 400), After: long("《中华人民共和国民办教育促进法》", 400)}}}}
	return trio[desk.EditionPage]{desk.EditionPage{Frame: bareDesk("第1版"), Heading: "标准目录（第1版）"}, usual, wordy}
}

func pickSample() []desk.PickGroup {
	g := desk.PickGroup{Title: "市直学校"}
	for i := range 23 {
		g.Options = append(g.Options, layout.Option{Value: fmt.Sprint(i), Text: fmt.Sprintf("市直学校（%02d）", i+1), Chosen: i%3 == 0})
	}
	return []desk.PickGroup{{Title: "局机关", Options: []layout.Option{{Value: "100", Text: "市教育局"}}}, g}
}

func assignmentPages() trio[desk.AssignmentPage] {
	usual := desk.AssignmentPage{
		Frame: deskFrame("学校介绍", "标准目录"), Heading: "0501 学校介绍", Sentence: "勾选由哪些单位公开，各单位按周期各有一件应办。", Action: "/x",
		Cycle:  layout.Field{Kind: layout.Number, Name: "cycle_days", Label: "更新周期（天）", Value: "365", Required: "必填", Hint: "0 表示公开一次，以后有变更时更新。"},
		Groups: pickSample(), Facts: []layout.Fact{{Name: "公开内容（要素）", Value: "办学性质；办学地点；办学规模"}, {Name: "公开主体", Value: "教育部门、学校"}},
	}
	wordy := usual
	wordy.Heading = "9999 " + long("民办学校设立、变更、终止等事项", 80)
	wordy.Error = &desk.FormError{Title: "没有保存", Fields: []layout.FieldError{{Text: "更新周期要填整数。", Ref: "f-cycle_days"}}}
	wordy.Groups = []desk.PickGroup{{Title: long("局属事业单位", 40), Options: []layout.Option{{Value: "1", Text: long("市中小学生社会实践教育中心", 40), Chosen: true, Hint: "本单位应公开"}}}}
	wordy.Facts = []layout.Fact{{Name: "公开依据", Value: long("《中华人民共和国政府信息公开条例》", 400)}}
	return trio[desk.AssignmentPage]{desk.AssignmentPage{Frame: bareDesk("学校介绍"), Heading: "0501 学校介绍", Action: "/x", Cycle: usual.Cycle}, usual, wordy}
}

func coverages() trio[desk.CoveragePage] {
	states := []layout.State{layout.Achieved("已公开"), layout.Attention("将到期"), layout.Violated("逾期"), layout.ToCome("待公开"), layout.NotApplicable("不涉及")}
	usual := desk.CoveragePage{
		Frame: deskFrame("公开覆盖", "公开覆盖"), Sentence: "38 个事项、21 个单位，应公开 112 项，现行有效 44 项，覆盖率 39.2%。", Action: "/x", Legend: states,
		Filters: []layout.Field{{Kind: layout.Select, Name: "unit", Label: "单位", Options: []layout.Option{{Text: "全部单位"}}}, {Kind: layout.Select, Name: "state", Label: "状态", Options: []layout.Option{{Text: "全部状态"}}}},
		Figures: []desk.Figure{{Value: "36", Text: "已公开", State: states[0], URL: "/x"}, {Value: "8", Text: "将到期", State: states[1], URL: "/x"}, {Value: "5", Text: "逾期", State: states[2], URL: "/x"}, {Value: "63", Text: "待公开", State: states[3], URL: "/x"}},
	}
	for i := range 23 {
		usual.Units = append(usual.Units, layout.Link{Text: fmt.Sprintf("市直学校（%02d）", i+1), URL: "/x"})
	}
	for i := range 12 {
		row := desk.CoverageRow{Code: fmt.Sprintf("05%02d", i), Name: "学校介绍", URL: "/x"}
		if i%4 == 0 {
			row.Group = "招生管理"
		}
		for k := range usual.Units {
			cell := desk.CoverageCell{State: states[(i+k)%5], URL: "/x", Label: usual.Units[k].Text + "，学校介绍"}
			if (i+k)%5 == 4 {
				cell.URL = ""
			}
			row.Cells = append(row.Cells, cell)
		}
		usual.Rows = append(usual.Rows, row)
	}
	line := desk.CoverageLine{Code: "0501", Name: "学校介绍", State: states[2], Due: "2026-11-11", Cycle: "310 天", Items: layout.Link{Text: "2 条", URL: "/x"}, Last: "2026-01-10", Write: "/x"}
	usual.Lists = []desk.CoverageList{{Title: "市直学校（01）", Note: "1 项，逾期 1 项", Lines: []desk.CoverageLine{line}}, {Title: "市直学校（02）", Note: "1 项", Lines: []desk.CoverageLine{line}}}
	wordy := usual
	wordy.Rows, wordy.Units, wordy.ClearURL = nil, nil, "/x"
	line.Name, line.Due, line.Cycle = long("民办学校设立、变更、终止等事项行政审批、备案信息", 80), "2026-12-31", "3650 天"
	wordy.Lists = []desk.CoverageList{{Title: long("示例市中小学生社会实践教育中心", 40), Note: "38 项，逾期 12 项", Lines: []desk.CoverageLine{line, line}}}
	return trio[desk.CoveragePage]{desk.CoveragePage{Frame: bareDesk("公开覆盖"), Empty: &desk.Empty{Title: "还没有标准目录", Text: "标准目录发布以后，这里列出各单位应公开的事项。"}}, usual, wordy}
}

func standardPages() trio[portal.StandardPage] {
	ticks := func(on int, names ...string) (out []portal.Tick) {
		for i, n := range names {
			out = append(out, portal.Tick{Name: n, On: i < on})
		}
		return out
	}
	row := portal.StandardRow{
		No: "11", Name: "学校介绍", URL: "/x", Count: "12 条", Last: "2026-11-02", Elements: []string{"办学性质", "办学地点", "办学规模", "联系方式等"}, Basis: "《中华人民共和国政府信息公开条例》《教育部关于推进中小学信息公开工作的意见》",
		Deadline: "信息形成或者变更之日起20个工作日内", Subjects: "教育部门、学校",
		Channels: ticks(3, "政府网站", "两微一端", "公开查阅点", "政府公报", "发布会/听证会", "广播电视", "纸质媒体", "政务服务中心", "便民服务站", "入户/现场", "社区/企事业单位/村公示栏(电子屏)", "精准推送", "其他"),
		Audience: ticks(1, "全社会", "特定群体"), Mode: ticks(1, "主动", "依申请公开"), Level: ticks(2, "市级", "县级", "乡级"),
	}
	quiet := row
	quiet.URL, quiet.Count, quiet.Name, quiet.No = "", "", "招生结果", "15"
	usual := portal.StandardPage{
		Frame: public("义务教育领域基层政务公开标准目录", "/open", layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "基层政务公开标准目录", URL: "/open/standard"}),
		Note:  "第1版，38 个事项，2020年3月20日发布", Basis: "教育部《义务教育领域基层政务公开标准指引》", Links: []layout.Link{{Text: "下载 xlsx", URL: "/x"}, {Text: "下载 CSV", URL: "/x"}, {Text: "发布公告", URL: "/x"}},
		Parts:  []layout.Link{{Text: "招生管理", URL: "#g05"}},
		Groups: []portal.StandardGroup{{ID: "g05", Title: "招生管理", Rows: []portal.StandardRow{row, quiet}}},
	}
	wordy := usual
	row.Name, row.Basis, row.Elements = long("民办学校设立、变更、终止等事项行政审批、备案信息", 80), long("《中华人民共和国民办教育促进法》", 1000), []string{long("部分适龄儿童或少年延缓入学、休学等特殊需求的政策解读", 200)}
	wordy.Parts = []layout.Link{{Text: "重要政策执行情况", URL: "#g08"}}
	wordy.Basis, wordy.Groups = long("某省教育厅关于印发标准目录的通知，", 200), []portal.StandardGroup{{ID: "g08", Title: long("重要政策执行情况", 40), Rows: []portal.StandardRow{row}}}
	bare := portal.StandardPage{Frame: portal.Frame{Site: bare(), Title: "义务教育领域基层政务公开标准目录"}, Empty: "标准目录还没有发布。"}
	return trio[portal.StandardPage]{bare, usual, wordy}
}
