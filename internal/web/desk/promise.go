package desk

import (
	"fmt"
	"net/http"

	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

func (d *Desk) promiseRoutes() []web.Route {
	writers, record := web.Holding(report.Writers...), web.OfUnit("promise")
	return []web.Route{
		{Method: "GET", Pattern: "/desk/promises/{id}", Names: record, Need: writers, Handle: d.askFulfil},
		{Method: "POST", Pattern: "/desk/promises/{id}", Names: record, Need: writers, Handle: d.fulfil},
	}
}

func promiseURL(id int64) string { return fmt.Sprintf("/desk/promises/%d", id) }

// promisePart lists what the report of the year before promised, with how it was kept.
func (d *Desk) promisePart(r *http.Request, a *report.Annual) ([]AdjustmentLine, error) {
	list, err := d.Reports.Promises(r.Context(), a.Unit, a.Year-1)
	var out []AdjustmentLine
	me := who(r)
	for _, p := range list {
		line := AdjustmentLine{Text: p.Text, State: layout.Attention("待办")}
		if !p.DoneOn.IsZero() {
			line.State, line.Reason, line.By = layout.Achieved("已办结"), p.Done, p.DoneOn.String()+" 登记"
		} else if int64(me.Unit) == p.Unit && me.Has(report.Writers...) {
			line.Links = []layout.Link{{Text: "登记办结", URL: promiseURL(p.ID)}}
		}
		out = append(out, line)
	}
	return out, err
}

func (d *Desk) askFulfil(w http.ResponseWriter, r *http.Request) error {
	return d.fulfilPage(w, r, nil)
}

func (d *Desk) fulfilPage(w http.ResponseWriter, r *http.Request, problem error) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	p, err := d.Reports.Promise(r.Context(), who(r), n)
	if err != nil {
		return err
	}
	back := deskReportURL(p.Year + 1)
	if !p.DoneOn.IsZero() {
		return d.refuse(w, r, back, "不能登记", report.ErrDone)
	}
	f, err := d.frame(w, r, "登记改进事项办结", back, layout.Link{Text: "年度报告", URL: back}, layout.Link{Text: "改进事项"})
	if err != nil {
		return err
	}
	return d.asked(w, r, ConfirmPage{
		Frame: f, Heading: "登记办结：" + p.Text, Refused: "没有登记", Button: "登记办结", Action: promiseURL(p.ID), Cancel: layout.Link{Text: "返回报告", URL: back},
		Text:    fmt.Sprintf("%d年度报告提出，应在%d年度报告公布以前办结。", p.Year, p.Year+1),
		Effects: []string{fmt.Sprintf("办理情况写进%d年度报告第五节的初稿，随报告公布。", p.Year+1), "登记后不能改；有补充的，写在报告文字里。"},
		Fields: []layout.Field{
			{Kind: layout.Area, Name: "reason", Label: "办理情况", Required: "必填，对外公布", Rows: 3, Max: report.MaxReason, Hint: "做了什么，有什么结果，如：四个季度各核对一次公开目录，补充公开37条。不写个人信息。"},
		},
	}, problem)
}

func (d *Desk) fulfil(w http.ResponseWriter, r *http.Request) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	p, err := d.Reports.Promise(r.Context(), who(r), n)
	if err != nil {
		return err
	}
	if err := d.Reports.Fulfil(r.Context(), who(r), n, r.PostFormValue("reason")); err != nil {
		return d.fulfilPage(w, r, err)
	}
	d.flash(w, "已登记办结", p.Text)
	return seeOther(w, r, deskReportURL(p.Year+1)+"#promises")
}
