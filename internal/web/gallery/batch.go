package gallery

import (
	"fmt"

	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
)

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
