package desk

import (
	"errors"
	"net/http"
	"strings"

	"gongkai/internal/dispute"
	"gongkai/internal/fault"
	"gongkai/internal/web/layout"
)

// newDispute shows the form for a case; the page of a request names it in the address.
func (d *Desk) newDispute(w http.ResponseWriter, r *http.Request) error {
	return d.askCase(w, r, nil)
}

func (d *Desk) askCase(w http.ResponseWriter, r *http.Request, problem error) error {
	f, err := d.frame(w, r, "登记复议诉讼", disputesURL, layout.Link{Text: "复议诉讼", URL: disputesURL})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "登记复议诉讼", Text: "收到复议机关的提出答复通知书，或者法院的应诉通知书后登记。",
		Effects: []string{"填了收到通知书的日期，答复期限就自次日起算，应办事项随之开立：行政复议10个工作日（简易程序5个），行政诉讼15日。", "编号自动生成；年度报告表四按类型和结果统计。"},
		Action:  disputesURL, Button: "登记", Refused: "没有登记", Cancel: layout.Link{Text: "返回清单", URL: disputesURL}, Fields: filingFields(r),
	}
	return d.asked(w, r, page, problem)
}

func filingFields(r *http.Request) []layout.Field {
	forum := layout.Field{Kind: layout.Radio, Name: "forum", Label: "案件类型", Required: "必填"}
	hints := map[dispute.Forum]string{
		dispute.Review: "向本级人民政府申请", dispute.LawsuitDirect: "没有经过复议；2024年起对不予公开的决定须先复议", dispute.LawsuitAfterReview: "对复议决定不服，或者复议机关逾期不作决定",
	}
	for _, x := range dispute.Forums {
		forum.Options = append(forum.Options, layout.Option{Value: string(x), Text: x.Name(), Hint: hints[x]})
	}
	text := func(name, label, required, hint string, most int) layout.Field {
		return layout.Field{Name: name, Label: label, Required: required, Max: most, Hint: hint, Complete: "off"}
	}
	number := text("request", "涉及的申请编号", "", "例如 2026-0031；往年没有登记的留空。", 20)
	number.Value = r.URL.Query().Get("request")
	return []layout.Field{
		number,
		text("subject", "申请的内容概述", "", "留空时用登记簿里的；清单用它称呼本案，不写申请人的姓名。", dispute.MaxSubject),
		forum,
		text("court", "复议机关或者法院", "必填", "例如 示例市人民政府、示例区人民法院。", dispute.MaxLine),
		text("their-no", "案号", "", "通知书上的文号或者案号。", dispute.MaxLine),
		{Kind: layout.Date, Name: "received", Label: "收案日期", Hint: "知道案件的日期；留空时与收到通知书的日期相同。"},
		{Kind: layout.Date, Name: "notice", Label: "收到通知书的日期", Hint: "按送达回证填写，答复期限自次日起算；还没有收到的留空，收到后在案件里登记。"},
		{Kind: layout.Check, Name: "simple", Label: "适用简易程序（行政复议）", Value: "1", Hint: "通知书写明适用简易程序的勾选，答复期限为5个工作日。"},
		{Kind: layout.Area, Name: "text", Label: "争议的事项和对方的请求", Required: "必填", Rows: 4, Max: dispute.MaxText, Hint: "照申请书、起诉状摘录，加密保存。"},
		text("evidence", "凭据", "", "通知书文号、送达回证编号。", dispute.MaxLine),
	}
}

// createDispute enters a case, and leads to it.
func (d *Desk) createDispute(w http.ResponseWriter, r *http.Request) error {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	var fs fault.Fields
	filing := dispute.Filing{
		Request: v("request"), Subject: v("subject"), Forum: dispute.Forum(v("forum")), Court: v("court"), TheirNo: v("their-no"),
		ReceivedOn: typedDay(&fs, "received", v("received")), NoticeOn: typedDay(&fs, "notice", v("notice")), Simple: v("simple") != "", Claim: v("text"), Evidence: v("evidence"),
	}
	var c *dispute.Case
	err := fs.Err()
	if err == nil {
		c, err = d.Disputes.File(r.Context(), who(r), filing)
	}
	var fields fault.Fields
	switch {
	case errors.As(err, &fields):
		return d.askCase(w, r, err)
	case err != nil:
		return err
	}
	said := c.No + "，答复期限未起算；收到通知书后请登记。"
	if !c.Due.IsZero() {
		said = c.No + "，答复期限为 " + c.Due.String() + " " + c.Due.ChineseWeekday() + "。"
	}
	d.flash(w, "已登记", said)
	return seeOther(w, r, disputeURL(c.ID))
}
