package desk

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/dispute"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// disputeNotes say in a line what a step does.
var disputeNotes = map[dispute.StepKind]string{
	dispute.Notice: "答复期限自次日起算；日期登记错了的，再登记一次改正", dispute.Evidence: "把申请的全部材料编号、列目录、算校验值，打成一个文件下载",
	dispute.Reply: "提出之日为办结应办事项之日；逾期的如实记录", dispute.Hearing: "听取意见、听证、调查、开庭", dispute.Conclude: "只登记一次，年度报告表四按它统计", dispute.Note: "只记录，不影响期限",
}

// disputeDays name the day that the evidence of a step proves.
var disputeDays = map[dispute.StepKind]string{dispute.Notice: "收到通知书之日", dispute.Reply: "提出之日", dispute.Hearing: "进行之日", dispute.Conclude: "结案日期"}

// results say what belongs into each row of table 四.
var results = map[dispute.Result]string{
	dispute.Upheld:    "复议维持、驳回复议请求；判决驳回诉讼请求",
	dispute.Corrected: "撤销、变更、责令重作、确认违法，或者责令履行",
	dispute.Other:     "不予受理、终止、撤回、调解、移送等",
}

// disputeFields are the questions of a step's form.
func (d *Desk) disputeFields(kind dispute.StepKind) []layout.Field {
	var fields []layout.Field
	if kind == dispute.Conclude {
		f := layout.Field{Kind: layout.Radio, Name: "result", Label: "审理结果", Required: "必填"}
		for _, x := range dispute.Results {
			f.Options = append(f.Options, layout.Option{Value: string(x), Text: x.Name(), Hint: results[x]})
		}
		fields = append(fields, f)
	}
	if kind.Outside() {
		fields = append(fields, layout.Field{Kind: layout.Date, Name: "on", Label: disputeDays[kind], Required: "必填", Value: workday.DateOf(d.Now()).String(), Hint: "按凭据填写，不能晚于今天。"})
	}
	text, evidence, needed := kind.Asks()
	if text != "" {
		label, hint, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(text, "请写明"), "。"), "，")
		fields = append(fields, layout.Field{Kind: layout.Area, Name: "text", Label: label, Required: mark(needed), Rows: 4, Max: dispute.MaxText, Hint: cmp.Or(hint, "加密保存") + "。"})
	}
	if evidence != "" {
		fields = append(fields, layout.Field{Name: "evidence", Label: "凭据", Required: "必填", Max: dispute.MaxLine, Hint: evidence})
	}
	return fields
}

func disputeKind(name string) (dispute.StepKind, error) {
	kind := dispute.StepKind(name)
	if !slices.Contains(dispute.StepKinds(), kind) || kind == dispute.Evidence {
		return "", fmt.Errorf("step %.40q: %w", name, web.ErrNoPage)
	}
	return kind, nil
}

// newDisputeStep shows the form of a step.
func (d *Desk) newDisputeStep(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readDispute(r)
	if err != nil {
		return err
	}
	kind, err := disputeKind(r.PathValue("kind"))
	if err != nil {
		return err
	}
	return d.askDispute(w, r, c, kind)
}

// askDispute shows the form of a step that can be taken now; otherwise the case, and why not.
func (d *Desk) askDispute(w http.ResponseWriter, r *http.Request, c *dispute.Case, kind dispute.StepKind) error {
	if err := c.Can(kind, who(r)); err != nil {
		return d.refuse(w, r, disputeURL(c.ID), "现在不能"+kind.Name(), err)
	}
	return d.askDisputeStep(w, r, c, kind, nil)
}

func (d *Desk) askDisputeStep(w http.ResponseWriter, r *http.Request, c *dispute.Case, kind dispute.StepKind, problem error) error {
	f, err := d.frame(w, r, kind.Name(), disputesURL, layout.Link{Text: "复议诉讼", URL: disputesURL}, layout.Link{Text: c.No, URL: disputeURL(c.ID)})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: kind.Name() + "：" + disputeTitle(c), Text: disputeNotes[kind] + "。", Action: disputeURL(c.ID) + "/steps", Button: kind.Name(), Refused: "没有办理", Fields: d.disputeFields(kind),
		Hidden: []layout.Hidden{{Name: "kind", Value: string(kind)}}, Cancel: layout.Link{Text: "返回案件", URL: disputeURL(c.ID)},
		Effects: []string{"依据：" + c.Article(kind).Full() + "。", "办理后记入经过，不能修改；有误的，用备注说明。"},
	}
	if kind == dispute.Evidence {
		page.Action, page.Hidden, page.Button = disputeURL(c.ID)+"/bundle", nil, "制作并下载"
		page.Effects = []string{
			"材料依次是：申请表，每一步办理记录和所附文件，答复期限计算单，办理登记簿摘录；证据目录有 docx 和网页两种。",
			"材料含申请人的个人信息：只供本案使用，下载后请妥善保管，用毕删除；系统不留副本。",
			"谁在什么时候为什么下载，记入经过和办理登记簿，连同清单的校验值。",
		}
	}
	return d.asked(w, r, page, problem)
}

// createDisputeStep takes a step.
func (d *Desk) createDisputeStep(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readDispute(r)
	if err != nil {
		return err
	}
	kind, err := disputeKind(r.PostFormValue("kind"))
	if err != nil {
		return err
	}
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	var fs fault.Fields
	doing := dispute.Doing{Kind: kind, On: typedDay(&fs, "on", v("on")), Result: dispute.Result(v("result")), Words: dispute.Words{Text: v("text"), Evidence: v("evidence")}}
	if err = fs.Err(); err == nil {
		err = d.Disputes.Do(r.Context(), who(r), c.ID, doing)
	}
	var fields fault.Fields
	switch {
	case errors.As(err, &fields):
		return d.askDisputeStep(w, r, c, kind, err)
	case err != nil:
		return d.refuse(w, r, disputeURL(c.ID), "没有"+kind.Name(), err)
	}
	said := "已记入经过。"
	if next, err := d.Disputes.Case(r.Context(), c.ID); err == nil && kind == dispute.Notice { // the step is taken, whatever can be said of it
		said = "已记入经过，答复期限为 " + next.Due.String() + " " + next.Due.ChineseWeekday() + "。"
	}
	d.flash(w, "已"+kind.Name(), said)
	return seeOther(w, r, disputeURL(c.ID))
}

// typedDay reads a day as typed; what is none is a mistake of its field.
func typedDay(fs *fault.Fields, name, typed string) workday.Date {
	if typed == "" {
		return workday.Date{}
	}
	day, err := workday.ParseDate(typed)
	if err != nil {
		fs.Add(name, "日期应写成 2026-11-20 的样子。")
	}
	return day
}

// askBundle asks what the evidence is for.
func (d *Desk) askBundle(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readDispute(r)
	if err != nil {
		return err
	}
	return d.askDispute(w, r, c, dispute.Evidence)
}

// sendBundle makes the evidence and hands it out. Nothing of it stays here, nor in a cache.
func (d *Desk) sendBundle(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readDispute(r)
	if err != nil {
		return err
	}
	archive, err := d.Disputes.Bundle(r.Context(), who(r), c.ID, r.PostFormValue("text"))
	var fields fault.Fields
	switch {
	case errors.As(err, &fields):
		return d.askDisputeStep(w, r, c, dispute.Evidence, err)
	case err != nil:
		return d.refuse(w, r, disputeURL(c.ID), "没有制作", err)
	}
	web.SendFile(w, r, web.File{Name: c.No + "证据材料.zip", Kind: document.Kind("zip"), Digest: archive.Digest, Body: archive.Zip})
	return nil
}
