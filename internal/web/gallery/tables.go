package gallery

import (
	"fmt"
	"iter"

	"gongkai/internal/web/layout"
)

// trio is a page in its three cases.
type trio[P any] struct{ Empty, Usual, Long P }

// ordered walks the three cases.
func ordered[P any](t trio[P]) iter.Seq2[string, P] {
	return func(yield func(string, P) bool) {
		_ = yield("empty", t.Empty) && yield("usual", t.Usual) && yield("long", t.Long)
	}
}

func fig(text, label string) layout.Figure {
	if text == "" {
		return layout.Figure{}
	}
	return layout.Figure{Text: text, URL: "/reports/2020/records/" + fmt.Sprintf("%x", label), Label: label}
}

func row(label string, values ...string) layout.FigureRow {
	r := layout.FigureRow{Label: label}
	for i, v := range values {
		r.Figs = append(r.Figs, fig(v, fmt.Sprintf("%s第%d格", label, i+1)))
	}
	return r
}

func table2019() layout.Table2 {
	return layout.Table2{
		{Article: "第二十条第（一）项", Heads: []string{"信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"}, Rows: []layout.FigureRow{row("规章", "0", "0", "0"), row("规范性文件", "0", "0", "0")}},
		{Article: "第二十条第（五）项", Heads: []string{"信息内容", "上一年项目数量", "本年增/减", "处理决定数量"}, Rows: []layout.FigureRow{row("行政许可", "0", "900", "900"), row("其他对外管理服务事项", "0", "0", "0")}},
		{Article: "第二十条第（六）项", Heads: []string{"信息内容", "上一年项目数量", "本年增/减", "处理决定数量"}, Rows: []layout.FigureRow{row("行政处罚", "0", "0", "0"), row("行政强制", "0", "0", "0")}},
		{Article: "第二十条第（八）项", Heads: []string{"信息内容", "上一年项目数量", "本年增/减"}, Rows: []layout.FigureRow{row("行政事业性收费", "0", "0")}},
		{Article: "第二十条第（九）项", Heads: []string{"信息内容", "采购项目数量", "采购总金额（单位：万元）"}, Rows: []layout.FigureRow{row("政府集中采购", "0", "0")}},
	}
}

func table2021() layout.Table2 {
	return layout.Table2{
		{Article: "第二十条第（一）项", Heads: []string{"信息内容", "本年制发件数", "本年废止件数", "现行有效件数"}, Rows: []layout.FigureRow{row("规章", "0", "0", "0"), row("行政规范性文件", "3", "1", "13")}},
		{Article: "第二十条第（五）项", Heads: []string{"信息内容", "本年处理决定数量"}, Rows: []layout.FigureRow{row("行政许可", "885")}},
		{Article: "第二十条第（六）项", Heads: []string{"信息内容", "本年处理决定数量"}, Rows: []layout.FigureRow{row("行政处罚", "2"), row("行政强制", "0")}},
		{Article: "第二十条第（八）项", Heads: []string{"信息内容", "本年收费金额（单位：万元）"}, Rows: []layout.FigureRow{row("行政事业性收费", "1234567.89")}},
	}
}

// table3 has zeros, or n in some cells.
func table3(form2021 bool, n string) layout.Table3 {
	seven := func(label string) layout.FigureRow {
		r := row(label, "0", "0", "0", "0", "0", "0", "0")
		if n != "" && len(label)%2 == 0 {
			r = row(label, n, "0", "0", "3", "0", "0", n)
		}
		return r
	}
	group := func(label string, rows ...string) layout.Outcome {
		o := layout.Outcome{Label: label}
		for _, r := range rows {
			o.Rows = append(o.Rows, seven(r))
		}
		return o
	}
	alone := func(label, note string) layout.Outcome {
		r := seven(label)
		r.Label, r.Note = "", note
		return layout.Outcome{Label: label, Rows: []layout.FigureRow{r}}
	}
	other := alone("（六）其他处理", "")
	if form2021 {
		other = group("（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他")
	}
	return layout.Table3{
		Received: seven("一、本年新收政府信息公开申请数量"), CarriedIn: seven("二、上年结转政府信息公开申请数量"),
		Outcomes: []layout.Outcome{
			alone("（一）予以公开", ""), alone("（二）部分公开", "（区分处理的，只计这一情形，不计其他情形）"),
			group("（三）不予公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项"),
			group("（四）无法提供", "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"),
			group("（五）不予处理", "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"),
			other,
		},
		Sum: seven("（七）总计"), CarriedOut: seven("四、结转下年度继续办理"),
	}
}

func table4(n string) layout.Table4 {
	five := func(label string) []layout.Figure { return row(label, n, n, n, n, n).Figs }
	return layout.Table4{Review: five("行政复议"), Direct: five("未经复议直接起诉"), After: five("复议后起诉")}
}

func chart() layout.Chart {
	c := layout.Chart{Title: "2020年行政许可办件", Intro: "全部按时推送市信用信息平台", Total: layout.Figure{Text: "900 件", URL: "/credit?year=2020"}, Head: "月份", Unit: "办件数", Running: true, Summary: "2020年各月行政许可办件数，8月最多，138件；2月最少，12件"}
	for i, n := range []int{38, 12, 46, 71, 83, 96, 124, 138, 97, 74, 68, 53} {
		c.Bars = append(c.Bars, layout.Bar{Label: fmt.Sprintf("%d月", i+1), Short: fmt.Sprint(i + 1), Value: n, URL: fmt.Sprintf("/credit?month=%d", i+1)})
	}
	return c
}
