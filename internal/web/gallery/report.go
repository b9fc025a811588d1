package gallery

import (
	"fmt"

	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
)

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
	wordy.Overview = "<p>" + long("各科室按目录逐项核对应当公开的内容，按季度自查，", 900) + "</p>"
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
