package gallery

import (
	"fmt"

	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/portal"
)

func deskReports() trio[desk.ReportPage] {
	usual := desk.ReportPage{
		Frame: deskFrame("年度报告", "年度报告", layout.Link{Text: "年度报告", URL: "/desk/reports"}, layout.Link{Text: "2026"}), Heading: "示例市教育局2026年政府信息公开工作年度报告", State: layout.InHand("年内预编"), Sentence: "2021 版格式　统计截至 2026-11-20　应于 2027-01-31 前报送并公布（条例第四十九条），余 72 日",
		Years: []layout.Tab{{Text: "2026", URL: "?y=2026", Current: true}, {Text: "2025", URL: "?y=2025"}}, Next: layout.Link{Text: "生成送审稿", URL: "/x"},
		Alerts:    []desk.Alert{{Tone: layout.Late, Title: "1 处勾稽不符，送审前须处理", Text: "表二：上年有效 12 ＋ 本年制发 3 － 本年废止 1 ＝ 14，表内为 13。示教规〔2021〕2号 于 06-30 期满失效，未登记废止。", Links: []layout.Link{{Text: "去登记", URL: "/desk/items/1"}}}},
		Parts:     []desk.PartLine{{Text: "一、总体情况", URL: "#r1", State: layout.Attention("1")}, {Text: "二、主动公开政府信息情况", URL: "#r2", State: layout.Violated("1")}, {Text: "三、收到和处理政府信息公开申请情况", URL: "#r3", State: layout.Achieved("")}, {Text: "四、行政复议、行政诉讼情况", URL: "#r4"}, {Text: "五、存在的主要问题及改进情况", URL: "#r5", State: layout.NotYet("未写")}, {Text: "六、其他需要报告的事项", URL: "#r6", State: layout.NotYet("未写")}},
		Relations: []desk.PartLine{{Text: "表三 平衡", State: layout.Achieved("7/7")}, {Text: "表三 求和", State: layout.Achieved("7/7")}, {Text: "表三 逐行", State: layout.Achieved("25/25")}, {Text: "表四 逐行", State: layout.Achieved("3/3")}, {Text: "与上年 有效件数", URL: "?cell=x", State: layout.Violated("1/2")}}, RelNote: "勾稽 44 条",
		Reread: desk.Reread{
			Files: []layout.Download{{Text: "docx", URL: "/r.docx"}, {Text: "xlsx", URL: "/r.xlsx"}}, Text: "写成文件后再读入，逐格比对；有一格不同，报告不能公布。",
			Lines: []desk.PartLine{{Text: "html", State: layout.Achieved("200 格同")}, {Text: "docx", State: layout.Violated("不符")}, {Text: "xlsx", State: layout.Achieved("200 格同")}, {Text: "json", State: layout.Achieved("200 格同")}},
		},
		Overview: `<p>（二）依申请公开。全年新收政府信息公开申请 <a href="?cell=1">41</a> 件，上年结转 <a href="?cell=2">2</a> 件，办结 <a href="?cell=3">38</a> 件。</p>`,
		Table2:   table2021(), Table3: table3(true, "33"), Table4: table4("0"),
		Warnings: []desk.Warning{{Code: "W-T2-01", Title: "项目数与件数混填", Text: "“本年增/减”与“处理决定数量”同为 900，多为误填。", Links: []layout.Link{{Text: "写明口径", URL: "/x"}}}},
		Cell: &desk.CellPanel{
			Path: "表三 › 三（二）› 自然人", Heading: "部分公开　6 件", Rule: "2026 年内办结，决定为“区分处理”，申请人为自然人；只计这一情形。", Law: "条例第三十七条",
			Records: layout.Records{Caption: "明细", Heads: []string{"编号", "内容", "办结"}, Rows: [][]layout.Cell{{{Text: "2026-0027", URL: "/x"}, {Text: "民办学校年检材料"}, {Text: "11-05"}}, {{Text: "2026-0022", URL: "/x"}, {Text: "营养餐供餐合同"}, {Text: "09-30"}}}},
			Total:   "6 件，均有决定书", AllURL: "/x", Export: "/x.xlsx", CloseURL: "?", Earlier: []layout.Fact{{Name: "2025 年", Value: "4"}, {Name: "2024 年", Value: "5"}}, Note: "前两年取自已公布年报（示例），本系统启用前的数无明细。",
		},
	}
	usual.Carry = &desk.CarryPart{
		Sentence: "2025年度报告公布的结转下年，加上已签字的结转调整，应当等于本年按记录统计的上年结转。", New: layout.Link{Text: "登记结转调整", URL: "/x"}, Empty: "没有登记结转调整。",
		Rows: []desk.CarryRow{
			{Column: "自然人", Before: "2", Adjusted: "+1", Now: layout.Figure{Text: "3", URL: "?cell=n"}, State: layout.Achieved("相符")},
			{Column: "社会公益组织", Before: "0", Adjusted: "0", Now: layout.Figure{Text: "1", URL: "?cell=p"}, State: layout.Violated("多 1 件")},
			{Column: "总计", Before: "2", Adjusted: "+1", Now: layout.Figure{Text: "4", URL: "?cell=t"}, State: layout.Violated("多 1 件")},
		},
		Adjustments: []desk.AdjustmentLine{
			{Text: "自然人 +1", Reason: "该件于2025年12月28日收到，当时漏登。", By: "示例人员丙 2026-03-02 09:30 登记；示例人员庚 2026-03-03 10:10 签字", State: layout.Achieved("已签")},
			{Text: "社会公益组织 +1", Reason: "原登记为自然人。", By: "示例人员丙 2026-03-04 09:30 登记", State: layout.Attention("待签"), Links: []layout.Link{{Text: "签字", URL: "/x"}, {Text: "收回", URL: "/x"}}},
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
	wordy.Carry = &desk.CarryPart{
		Sentence: usual.Carry.Sentence, Rows: []desk.CarryRow{{Column: "社会公益组织", Before: "123456", Adjusted: "−99999", Now: layout.Figure{Text: "123456", URL: "?cell=p"}, State: layout.Violated("多 99999 件")}},
		Adjustments: []desk.AdjustmentLine{{Text: "社会公益组织 −99999", Reason: long("该件已于2025年12月30日答复送达，编报时漏记办结；", 200), By: usual.Carry.Adjustments[0].By, State: layout.NotApplicable("已收回")}},
	}
	wordy.Table2 = table2019()
	wordy.Table2[1].Rows[0].Figs[1].Warn = true
	wordy.Overview = "<p>" + long("各科室按目录逐项核对应当公开的内容，按季度自查，", 900) + "</p>"
	return trio[desk.ReportPage]{desk.ReportPage{Frame: deskFrame("年度报告", "年度报告"), Heading: "年度报告", Table2: table2021(), Table3: table3(true, ""), Table4: table4(""), Carry: &desk.CarryPart{Sentence: "没有2025年度已公布的年度报告，上年结转不作跨年比较。"}}, usual, wordy}
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

func reportsPages() trio[portal.ReportsPage] {
	usual := portal.ReportsPage{Frame: public("政府信息公开年报", "/reports", layout.Link{Text: "政务公开", URL: "/open"}, layout.Link{Text: "政府信息公开年报"}), Tree: tree("政府信息公开年报"), Intro: "每年1月31日前公布上一年度政府信息公开工作年度报告。表中每个数字都可以点开，查看它由哪些记录得来。"}
	usual.Column.Type = "信息公开年报"
	for y := 2025; y >= 2020; y-- {
		r := portal.ReportRow{Year: fmt.Sprint(y), Title: fmt.Sprintf("濮阳市教育局%d年政府信息公开工作年度报告", y), URL: fmt.Sprintf("/reports/%d", y), Published: fmt.Sprintf("%d-01-26", y+1), Form: "2021 版", Files: []layout.Download{{Text: "DOCX", URL: fmt.Sprintf("/reports/%d.docx", y)}, {Text: "XLSX", URL: fmt.Sprintf("/reports/%d.xlsx", y)}}}
		if y > 2020 {
			r.Note = "示例"
		} else {
			r.Form, r.Figures = "2019 版", []layout.Link{{Text: "行政许可 900 件", URL: "/reports/2020/xk"}, {Text: "收到申请 0 件", URL: "/reports/2020/new"}}
		}
		usual.Rows = append(usual.Rows, r)
	}
	wordy := usual
	wordy.Rows = append([]portal.ReportRow{{Year: "2026", Title: long("濮阳市教育局濮阳市教育考试服务中心政府信息公开工作年度报告", 90), URL: "/reports/x", Form: "2021 版", Note: "由原网站迁入", Files: usual.Rows[0].Files}}, usual.Rows...)
	return trio[portal.ReportsPage]{portal.ReportsPage{Frame: portal.Frame{Site: bare(), Title: "年报"}, Empty: "还没有公布年度报告"}, usual, wordy}
}

func checkPages() trio[portal.CheckPage] {
	fields := []layout.Field{
		{Kind: layout.File, Name: "file", Label: "年度报告的文件", Hint: "docx、xlsx、网页、md、txt、json，不超过 5 MB。"},
		{Kind: layout.Area, Name: "text", Label: "或者贴上报告全文", Rows: 10, Hint: "从网页上全选、复制、粘贴即可。"},
		{Kind: layout.File, Name: "previous", Label: "上年度报告的文件", Placeholder: "可以不选", Hint: "选了就核对跨年的数。"},
	}
	empty := portal.CheckPage{Frame: public("年报校验", "/reports", layout.Link{Text: "政府信息公开年报", URL: "/reports"}, layout.Link{Text: "年报校验"}), Fields: fields, Sample: layout.Link{Text: "填入一份有错的样例", URL: "/reports/check?sample=1"}}
	usual := empty
	three := table3(true, "33")
	three.Sum.Figs[0].Bad, three.Sum.Figs[0].Mark, three.Sum.Figs[0].Says = true, "✗1", "，不符，见第1条"
	usual.Result = &portal.CheckResult{
		State: layout.Violated("不符"), Verdict: "1 项勾稽关系不成立，1 项不能判断。",
		Facts:      []layout.Fact{{Name: "机关", Value: "示例市教育局"}, {Name: "报告年度", Value: "2025年"}, {Name: "格式", Value: "2021年格式"}, {Name: "跨年比较", Value: "没有给出上年度报告"}},
		Groups:     []report.Group{{Name: "表三 求和", Holds: 6, Outs: 1}, {Name: "表三 逐行", Holds: 24, Blank: 1}},
		Violations: []portal.CheckLine{{No: "1", Code: "T3.SUM[natural]", Title: "表三 求和“自然人”", Text: "表三“自然人”列：各项办理结果之和为 8，总计为 7，两者应当相等。"}},
		Untold:     "表三 逐行“3.其他”", Hints: []portal.CheckLine{{Code: "R-BLANK", Text: "表三“3.其他”有 1 格空白，没有的应当填 0。"}},
		Tables: web.ReportTables{Two: table2021(), Three: three, Four: table4("0")}, Has: [3]bool{true, true, true},
		Places: []layout.Fact{{Name: "表三 （一）予以公开", Value: "第12行"}},
	}
	wordy := usual
	result := *usual.Result
	result.Facts = []layout.Fact{{Name: "机关", Value: long("示例市教育局", 120)}}
	result.Has, result.Tables = [3]bool{false, true, false}, web.ReportTables{Three: table3(true, "123456789")}
	for range 12 {
		result.Violations = append(result.Violations, portal.CheckLine{No: "123", Code: "T3.ROW[other_no_correction]", Title: long("表三 逐行“1.申请人无正当理由逾期不补正”", 80), Text: long("各类申请人之和为 123456789，总计为 123456788，两者应当相等。", 120)})
		result.Hints = append(result.Hints, portal.CheckLine{Code: "W-Y-02", Text: long("第一节写收到申请 10 件，表三本年新收 9 件。", 200)})
		result.Places = append(result.Places, layout.Fact{Name: long("表三 1.申请人无正当理由逾期不补正", 60), Value: long("工作表“年度报告”第12行", 80)})
	}
	wordy.Result, wordy.Problem, wordy.Errors = &result, "没有核对，请修改后再提交：", []layout.FieldError{{Text: long("文件超过 5 MB，请只保留年度报告的正文和表格。", 60), Ref: "f-file"}}
	return trio[portal.CheckPage]{empty, usual, wordy}
}

func reportPages() trio[portal.ReportPage] {
	f := public("濮阳市教育局2020年政府信息公开工作年度报告", "/reports", layout.Link{Text: "政务公开", URL: "/open"}, layout.Link{Text: "政府信息公开年报", URL: "/reports"}, layout.Link{Text: "2020年"})
	f.Column = portal.Column{Name: "政府信息公开年报", Type: "信息公开年报"}
	f.Article = portal.Article{Title: f.Title, PubDate: "2021-01-28 10:00", Source: "濮阳市教育局"}
	usual := portal.ReportPage{
		Frame: f, Parts: []string{"濮阳市教育局2020年", "政府信息公开工作年度报告"}, Published: "2021-01-28 10:05", Period: "2020年1月1日至12月31日", IndexNo: "1141090000000001A9/2021-00016",
		Files:  []layout.Download{{Text: "下载 DOCX", Size: "92 KB", URL: "/r.docx"}, {Text: "下载 XLSX", Size: "24 KB", URL: "/r.xlsx"}, {Text: "数据 JSON", Size: "6 KB", URL: "/r.json"}},
		Charts: []layout.Chart{chart()}, Overview: `<p>2020年，市教育局把招生、资助、收费和安全作为公开重点，各科室按目录逐项发布，按季度自查。</p><h3>（一）主动公开</h3><p>局机关、<a href="/r/8">8</a>家局属事业单位和<a href="/r/23">23</a>所市直学校公开了各自的预算和决算。全年作出行政许可决定<a href="/credit">900</a>件，均在7个工作日内公示并报送信用平台。</p><h3>（二）依申请公开</h3><p>全年没有收到政府信息公开申请。</p>`,
		Table2: table2019(), Note2: "表中每个数字都可以点开，查看它由哪些记录得来。“行政许可”一行按原报告照录。", Table3: table3(false, ""), Table4: table4("0"),
		Problems: `<p>一是个别科室发布不够及时，有的栏目两次更新相隔过长；二是学校专栏内容不齐，办事电话更换后没有随时改正；三是公开目录与各科室职责的对应还需细化。</p>`,
		Years:    []layout.Tab{{Text: "2021", URL: "/reports/2021"}, {Text: "2020", URL: "/reports/2020", Current: true}},
		Seal:     seal(),
	}
	wordy := usual
	wordy.Notice, wordy.NoticeTxt = layout.Attention("示例"), "本年度报告为演示数据，由原网站迁入，数字没有明细可查。"
	wordy.Table2, wordy.Table3, wordy.Table4 = table2021(), table3(true, "12345"), table4("123")
	wordy.Note3 = long("注：上年结转较2019年度报告所列的12件调整为13件（自然人 +1）：该件于2019年12月28日收到，当时漏登；", 400)
	wordy.Parts, wordy.Title = nil, long(f.Title, 80)
	return trio[portal.ReportPage]{portal.ReportPage{Frame: portal.Frame{Site: bare(), Title: "年度报告"}, Table2: table2021(), Table3: table3(true, ""), Table4: table4("")}, usual, wordy}
}

func recordsPages() trio[portal.RecordsPage] {
	usual := portal.RecordsPage{
		Frame:  public("处理决定数量", "/reports", layout.Link{Text: "年度报告", URL: "/reports"}, layout.Link{Text: "2020年", URL: "/reports/2020"}, layout.Link{Text: "明细"}),
		Report: layout.Link{Text: "回到2020年报告", URL: "/reports/2020#s2"}, Place: "表二 › 第二十条第（五）项 › 行政许可", Heading: "处理决定数量", Count: "900", Unit: "件",
		Rule: "2020年1月1日至12月31日作出的行政许可决定，按决定日期计，一份决定书计一件。", Law: "《政府信息公开条例》第二十条第（五）项；国办公开办函〔2019〕60号",
		Downloads: []layout.Download{{Text: "XLSX", Size: "88 KB", URL: "/x.xlsx"}, {Text: "CSV", Size: "60 KB", URL: "/x.csv"}}, Range: "第 1—5 件",
		Records: layout.Records{Caption: "行政许可决定明细", Heads: []string{"序", "决定书文号", "许可内容", "相对人", "决定日期", "状态"}, Title: 1},
		Pager:   layout.Pager{Total: "900", Unit: "件", Page: 1, Pages: 60, Base: "?page="},
	}
	for i := 1; i <= 5; i++ {
		usual.Records.Rows = append(usual.Records.Rows, []layout.Cell{{Text: fmt.Sprint(i), Num: true}, {Text: fmt.Sprintf("濮教资认字〔2020〕%d号", i), URL: fmt.Sprintf("/licences/%d", i)}, {Text: "高级中学教师资格认定"}, {Text: "示**"}, {Text: "2020-01-03"}, {State: layout.Achieved("有效")}})
	}
	wordy := usual
	wordy.Notice = "“行政许可”一行按原报告照录：原报告把 900 件办件填入了“本年增/减”，该列应填事项数。"
	wordy.Heading = long("要求行政机关确认或重新出具已获取信息", 50)
	wordy.Records.Rows = append([][]layout.Cell{{{Text: "1"}, {Text: long("濮教资认字〔2020〕1号", 60), URL: "/x"}, {Text: long("高级中学教师资格认定", 160)}, {Text: long("示例", 40)}, {Text: "2020-01-03"}, {State: layout.NotApplicable("已撤销")}}}, usual.Records.Rows...)
	return trio[portal.RecordsPage]{portal.RecordsPage{Frame: public("明细", "/reports", layout.Link{Text: "明细"}), Heading: "规章本年新制作数量", Count: "0", Unit: "件", Place: "表二 › 第二十条第（一）项 › 规章", Rule: "本年内制定并印发的规章。教育局没有规章制定权。", Empty: "本年没有记录，所以这个数是 0"}, usual, wordy}
}

func proofs() trio[portal.ProofPage] {
	hash := "9f3c71ae04d26b58c1e07d4a95b2f8036e1d4c7a8b90f2e35d6174a8c0b9e2f1"
	usual := portal.ProofPage{
		Frame: public("发布证明", "/open", layout.Link{Text: "政务公开", URL: "/open"}, layout.Link{Text: "发布证明"}), Subject: layout.Link{Text: "濮阳市教育局关于做好2026年义务教育阶段招生入学工作的通知", URL: "/items/128"},
		Kind: "发布", Time: "2026-05-20 09:32:07", Number: "18,204",
		Says:     []string{"这份文件在2026年5月20日9时32分已经以现在的内容公开，不是后来补的。", "登记以后，标题、正文、附件、日期改动任何一字，本条摘要都会变，与登记簿不再相符。", "登记簿只能往后增加。改动或删去旧的一条，总摘要就变，与此前签署的检查点不符，任何留有旧检查点的人都能发现。"},
		LeafHash: hash, TreeSize: "48,231", RootHash: "0c5a99e1b2d744106f8e35a1c97b20d4e8f1a36b5c4d2e7f90a1b8c3d6e5f402", Path: []portal.ProofStep{{Side: "右", Hash: hash}, {Side: "左", Hash: hash}, {Side: "左", Hash: hash}},
		Checkpoint: "jyj.puyang.gov.cn/release\n48231\nDFqZ4bLXRBBvjjWhyXsg1Ojxo2tcTS5/kKG4w9bl9AI=\n\n— jyj.puyang.gov.cn 3Jk0m2Yt5F…", Signed: "2026-11-20 08:00 签署", FileURL: "/proofs/18204.txt", FileNote: "文本文件，2 KB，含本条、路径和检查点。",
		Steps: []string{"下载证明文件。", "运行 gongkai ledger verify，或用任何认识 RFC 6962 的工具，依路径重算总摘要。", "与您手中保存的、或其他机构留存的检查点比对。"},
	}
	wordy := usual
	wordy.Rows = "900 行，各有摘要，合成本条"
	wordy.Subject.Text = long(titles[1], 160)
	for range 14 {
		wordy.Path = append(wordy.Path, usual.Path...)
	}
	return trio[portal.ProofPage]{portal.ProofPage{Frame: portal.Frame{Site: bare(), Title: "证明"}, Kind: "发布", Number: "1", Subject: layout.Link{Text: "示例"}, Time: "2026-01-01 00:00:00", LeafHash: hash, RootHash: hash, TreeSize: "1"}, usual, wordy}
}
