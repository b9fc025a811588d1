package desk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/channel"
	"gongkai/internal/credit"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const receiptsSize = 50 // receipts on a page

func (d *Desk) deliveries(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "渠道送达", "/desk/deliveries")
	if err != nil {
		return err
	}
	unit := d.scope(p)
	counts, err := d.Deliveries.CountDeliveries(ctx, unit)
	if err != nil {
		return err
	}
	t, err := d.Credit.OnTime(ctx, d.scope(p), workday.DateOf(d.Now()).Year())
	if err != nil {
		return err
	}
	states := []channel.State{channel.Waiting, channel.Sending, channel.Delivered, channel.Refused, channel.Manual}
	page := DeliveriesPage{
		Frame: f, Sentence: "一次发布，各渠道各送一次；送到以对方回执为准。", Retries: "自动重试：1、5、30 分钟，2、12 小时",
		States: []layout.State{layout.NotYet("待发"), layout.InHand("发送中"), layout.Achieved("已送达"), layout.Violated("失败"), layout.Attention("待人工")},
		Action: "/desk/deliveries", Query: layout.Field{Kind: layout.Search, Name: "q", Label: "回执号", Placeholder: "回执号", Value: r.URL.Query().Get("q"), Max: 40},
		Empty: &Empty{Title: "还没有回执", Text: "签发以后，回执在一两分钟内出现。"}, NoFail: &Empty{Title: "没有未送到的", Text: "被退回或多次不通的送达会列在这里。"},
	}
	for _, name := range channel.Names {
		row := ChannelRow{Name: name.Text, OnTime: fmt.Sprintf("%d / %d", t.OnTime, t.Due()), Percent: percent(t.OnTime, t.Due())}
		for _, s := range states {
			c := Count{Text: "0"}
			for _, n := range counts {
				if n.Channel == name.Name && n.State == s {
					c.Text = strconv.Itoa(n.N)
				}
			}
			if c.Text != "0" && (s == channel.Refused || s == channel.Manual) {
				c.Tone, c.URL = layout.Late, "#failed"
			}
			row.Counts = append(row.Counts, c)
		}
		page.Channels = append(page.Channels, row)
	}
	for _, s := range []channel.State{channel.Refused, channel.Manual} {
		ds, err := d.Deliveries.Deliveries(ctx, channel.Filter{Unit: unit, State: s, Limit: 50})
		if err != nil {
			return err
		}
		for _, dl := range ds {
			row, err := d.failedRow(ctx, dl, p)
			if err != nil {
				return err
			}
			page.Failed = append(page.Failed, row)
		}
	}
	page.FailNote = fmt.Sprintf("%d 件", len(page.Failed))
	ds, err := d.Deliveries.Deliveries(ctx, channel.Filter{Unit: unit, State: channel.Delivered, Receipt: page.Query.Value, Limit: receiptsSize, Offset: (no - 1) * receiptsSize})
	if err != nil {
		return err
	}
	total := len(ds)
	if page.Query.Value == "" {
		total = channel.Total(counts, channel.Delivered)
	}
	page.Pager = web.Paging(r, total, no, receiptsSize, "件")
	for _, dl := range ds {
		row, err := d.receipt(ctx, dl)
		if err != nil {
			return err
		}
		page.Receipts = append(page.Receipts, row)
	}
	return d.show(w, r, http.StatusOK, Deliveries(page))
}

// channelName is a channel's name for people.
func channelName(n channel.Name) string {
	for _, c := range channel.Names {
		if c.Name == n {
			return c.Text
		}
	}
	return string(n)
}

func (d *Desk) failedRow(ctx context.Context, dl channel.Delivery, p *agency.Person) (FailedRow, error) {
	e, err := d.Credit.Entry(ctx, credit.LicenceID(dl.Subject.ID))
	if err != nil {
		return FailedRow{}, err
	}
	row := FailedRow{
		Title: e.DocName, URL: fmt.Sprintf("/desk/batches/%d", e.Batch), Sub: fmt.Sprintf("%s，第 %d 行", e.DocNo, e.No), Channel: channelName(dl.Channel),
		Due: dueState(d.Calendars.Calendar(), e.Due, workday.DateOf(d.Now())), Reason: "对方没有接收", How: "核对原始材料；确认无误后重送，有误的按更正办理。",
		Raw: dl.Reply, Tried: fmt.Sprintf("%d 次", dl.Attempts), Again: "不再自动重试",
	}
	if code, words, ok := strings.Cut(dl.Reply, " "); ok {
		row.Reason, row.Raw = words, "代码 "+code
	}
	if dl.State == channel.Manual {
		row.Reason = "对方多次没有应答"
	}
	if !p.ReadOnly() {
		row.Retry = layout.Action{Text: "重送", URL: fmt.Sprintf("/desk/deliveries/%d/retry", dl.ID)}
	}
	return row, nil
}

func (d *Desk) receipt(ctx context.Context, dl channel.Delivery) (Receipt, error) {
	e, err := d.Credit.Entry(ctx, credit.LicenceID(dl.Subject.ID))
	if err != nil {
		return Receipt{}, err
	}
	row := Receipt{
		Time: stamp(dl.At), Title: e.DocName + " " + e.DocNo, URL: fmt.Sprintf("/licences/%d", e.ID), Channel: channelName(dl.Channel), Deed: "报送",
		Due: e.Due.String(), Receipt: dl.Receipt, State: layout.Achieved("按时"),
	}
	if workday.DateOf(dl.At).After(e.Due) {
		row.State = layout.Violated(fmt.Sprintf("迟 %d 日", d.Calendars.Calendar().Between(e.Due, workday.DateOf(dl.At))))
	}
	return row, nil
}

func (d *Desk) retry(w http.ResponseWriter, r *http.Request) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	if err := d.Outbox.Retry(r.Context(), who(r), channel.ID(n)); err != nil {
		return err
	}
	d.Wake(r.Context())
	d.flash(w, "已重新排队", "稍后自动发送，结果看本页。")
	return seeOther(w, r, "/desk/deliveries")
}
