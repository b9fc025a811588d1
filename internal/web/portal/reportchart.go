package portal

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"gongkai/internal/credit"
	"gongkai/internal/report"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// charts draw the year at a glance: its licences by month, how its requests ended, what was done in time, and the years in a row. What has no
// figures is not drawn; every mark opens its records.
func (p *Portal) charts(r *http.Request, o *opened, years []report.Saved) ([]layout.Chart, error) {
	licences, err := p.licenceChart(r, o)
	if err != nil {
		return nil, err
	}
	var out []layout.Chart
	for _, c := range []layout.Chart{licences, outcomeChart(o), timelyChart(o), yearsChart(years)} {
		if !c.IsZero() {
			out = append(out, c)
		}
	}
	return out, nil
}

// timelyChart is how much was done in time, in hundredths.
func timelyChart(o *opened) layout.Chart {
	c := layout.Chart{Title: fmt.Sprintf("%d年按时办理", o.year), Head: "事项", Unit: "按时率", Percent: true, Intro: "按时办理的件数占应当办理的件数的百分比"}
	for _, x := range []struct{ name, short, timely, all string }{
		{"行政许可公示报送", "许可公示", "on-time", "licences"}, {"依申请公开答复", "申请答复", "requests-on-time", "requests-answered"},
	} {
		all := o.a.Fields[x.all]
		if all == 0 {
			continue
		}
		timely := o.a.Fields[x.timely]
		c.Bars = append(c.Bars, layout.Bar{Label: x.name, Short: x.short, Value: int(timely * 100 / all), URL: o.link("field." + x.timely)})
		c.Summary += fmt.Sprintf("%s %d 件，按时 %d 件。", x.name, all, timely)
	}
	if len(c.Bars) < 2 { // the chart of licences says the one
		return layout.Chart{}
	}
	return c
}

// outcomeChart is how the requests of the year ended.
func outcomeChart(o *opened) layout.Chart {
	total := o.a.Table3["total"][6]
	if total == 0 {
		return layout.Chart{}
	}
	c := layout.Chart{
		Title: fmt.Sprintf("%d年申请办理结果", o.year), Head: "结果", Unit: "件数", Intro: "件，按结果分",
		Total: layout.Figure{Text: strconv.FormatInt(total, 10), URL: o.link("table3.total.total"), Label: "办结的申请"},
	}
	for _, g := range report.ResultGroups() {
		n, err := o.a.Figure(g.Cell)
		if err != nil || n == 0 && g.Cell != "table3.granted.total" {
			continue
		}
		c.Bars = append(c.Bars, layout.Bar{Label: g.Name, Value: int(n), URL: o.link(g.Cell)})
		c.Summary += fmt.Sprintf("%s %d 件，", g.Name, n)
	}
	c.Summary += fmt.Sprintf("共办结 %d 件。", total)
	return c
}

// yearsChart is how many requests came, year by year.
func yearsChart(years []report.Saved) layout.Chart {
	c := layout.Chart{Title: "历年新收申请", Head: "年度", Unit: "件数", Intro: "各年度报告公布的新收政府信息公开申请"}
	for i := len(years) - 1; i >= 0; i-- {
		y := &years[i]
		url := reportURL(y.Year)
		if y.Origin == report.Built {
			url += "/records/table3.new_received.total"
		}
		n := y.Figures.Table3["new_received"][6]
		c.Bars = append(c.Bars, layout.Bar{Label: fmt.Sprintf("%d年", y.Year), Short: strconv.Itoa(y.Year), Value: int(n), URL: url})
		c.Summary += fmt.Sprintf("%d年 %d 件，", y.Year, n)
	}
	if len(c.Bars) < 2 {
		return layout.Chart{}
	}
	return c
}

// licenceChart draws the year's licences by month.
func (p *Portal) licenceChart(r *http.Request, o *opened) (layout.Chart, error) {
	total := o.a.Fields["licences"]
	if total == 0 {
		return layout.Chart{}, nil
	}
	ch := layout.Chart{
		Title: fmt.Sprintf("%d年行政许可办件", o.year), Head: "月份", Unit: "办件数", Running: true,
		Intro: fmt.Sprintf("件，其中 %d 件在 7 个工作日内公示并报送信用信息平台", o.a.Fields["on-time"]),
		Total: layout.Figure{Text: strconv.FormatInt(total, 10), URL: o.link("field.licences"), Label: "全年办件"},
	}
	most, shown := 0, int64(0)
	for m := 1; m <= 12; m++ {
		from := workday.NewDate(o.year, time.Month(m), 1)
		to := from.AddMonths(1).AddDays(-1)
		_, n, err := p.Credit.Public(r.Context(), credit.Filter{From: from, To: to, Limit: 1})
		if err != nil {
			return ch, err
		}
		shown += int64(n)
		if n > 0 && (most == 0 || n > ch.Bars[most-1].Value) {
			most = m
		}
		ch.Bars = append(ch.Bars, layout.Bar{Label: fmt.Sprintf("%d月", m), Short: strconv.Itoa(m), Value: n, URL: fmt.Sprintf("/credit?from=%s&to=%s", from, to)})
	}
	hand := o.a.Hands()["field.licences"]
	if hand != 0 {
		ch.Intro += "；另含手工更正 " + report.Plus(hand) + "，不分月"
	}
	if n := total - hand - shown; n > 0 {
		ch.Intro += fmt.Sprintf("；%d 件尚未公示，各月不计", n)
	}
	if most > 0 {
		ch.Summary = fmt.Sprintf("全年 %d 件，最多的是 %d 月，%d 件。", total, most, ch.Bars[most-1].Value)
	}
	return ch, nil
}
