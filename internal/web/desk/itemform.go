package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// itemForm shows the form; what was typed stays, with the mistakes on top and at the fields.
func (d *Desk) itemForm(w http.ResponseWriter, r *http.Request, status int, it *publication.Item, problem error, key string) error {
	return d.itemFormOf(w, r, status, itemDraft{it: it, problem: problem, key: key})
}

// itemDraft is what the form of an item shows.
type itemDraft struct {
	it        *publication.Item
	problem   error
	key       string // one-time, of a draft not begun
	recovered string // when what it shows was typed, where it is not saved
}

func (d *Desk) itemFormOf(w http.ResponseWriter, r *http.Request, status int, draft itemDraft) error {
	it, problem, key := draft.it, draft.problem, draft.key
	ctx, v := r.Context(), it.Version
	if v.Format == publication.RichText { // perhaps just typed
		body, _, err := publication.CleanHTML(v.Body, v.Files)
		if v.Body = body; err != nil {
			problem = asField("body", err)
		}
	}
	heading := cmp.Or(v.Title, "新稿件")
	f, err := d.frame(w, r, heading, "/desk/items", layout.Link{Text: "今日", URL: "/desk/"}, layout.Link{Text: "稿件", URL: "/desk/items"}, layout.Link{Text: heading})
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	page := ItemPage{
		Frame: f, Heading: heading, State: stateOf(it), Action: "/desk/items", Save: "存草稿", Submit: "送审", SubmitN: "submit",
		TitleField: layout.Field{Name: "title", Label: "信息名称", Hint: "与文件标题一致，写全发文机关和事由，末尾不加标点。", Value: v.Title, Required: "必填", Max: 120, Focus: it.ID == 0},
		Files:      d.files(it, true),
		Upload:     &layout.Field{Kind: layout.File, Name: "file", Label: "添加附件", Multiple: true, Accept: attachable, Hint: "可选多个，每个 20 MB 以内；存草稿时上传并检查。"},
		Body:       layout.Field{Kind: layout.Area, Name: "body", Label: "正文", Value: v.Body, Required: "必填", Rows: 22, Hint: "一行一段；以“一、”“（一）”开头的短行成为标题。"},
		BodyHTML:   v.HTML(itemURL(it) + "/files/"),
		Checks:     d.draftChecks(it, names.columnOf(v.Column)),
		Route:      d.route(ctx, it),
		Recovered:  draft.recovered,
		Item:       strconv.FormatInt(int64(it.ID), 10),
	}
	if v.Format == publication.RichText {
		page.Rich, page.Body.Value = true, ""
		page.Body.Hint = "正文含表格、图片或排版，这个浏览器没有打开编辑器，只能查看；要改文字，可以换新一些的浏览器，或者转为纯文本。"
		if it.ID != 0 {
			page.ToPlain = layout.Action{Text: "转为纯文本", URL: itemURL(it) + "/plain"}
		}
	}
	var fields fault.Fields
	if problem != nil {
		if page.Error, fields, err = asFormError(problem, "还不能送审"); err != nil {
			return err
		}
	}
	page.Fields = d.itemFields(it, names)
	if page.Entries, err = d.entryPicks(ctx, it); err != nil {
		return err
	}
	for _, fd := range []*layout.Field{&page.TitleField, &page.Body} {
		fd.Error = fields.For(fd.Name)
	}
	for i := range page.Fields {
		page.Fields[i].Error = fields.For(page.Fields[i].Name)
	}
	page.Upload.Error = fields.For(page.Upload.Name)
	if it.ID == 0 {
		page.Hidden, page.ImportURL = []layout.Hidden{{Name: "key", Value: key}}, "/desk/items/import"
	} else {
		page.Action, page.Saved = fmt.Sprintf("/desk/items/%d", it.ID), short(it.Changed)+" 已存"
		page.No, page.Handover, page.Preview = fmt.Sprintf("稿 %d", it.ID), itemURL(it)+"/handover", itemURL(it)+"/preview"
		if page.Duty, err = d.dutyBox(ctx, it); err != nil {
			return err
		}
	}
	if view := d.cargoOf(it).view; view != nil {
		if page.Edition, err = view(ctx, it); err != nil {
			return err
		}
	}
	if it.IndexNo != "" {
		page.No, page.Fields[0].Value = it.IndexNo, it.IndexNo
		page.Correction = v.Reason
		if it.IsPublic() {
			page.PublicURL = fmt.Sprintf("/items/%d", it.ID)
			page.Danger = layout.Action{Text: "放弃更正", URL: itemURL(it) + "/discard"}
		}
	}
	if it.Problem != "" {
		page.Returned = &Decided{Step: "系统", Who: "", When: stamp(it.Changed), Opinion: it.Problem}
	} else if it.State == publication.Returned && len(it.Steps) > 0 {
		last := decided(it.Steps[len(it.Steps)-1])
		page.Returned = &last
	}
	page.Remarks = comments(it, false)
	return d.show(w, r, status, Item(page))
}

// filled reports whether a column is filled by items people write; the others show reports and batches.
func filled(c catalog.Column) bool {
	return c.Section != catalog.Annual && c.Code != "double-publicity"
}

// writable reports whether drafts are written for a column: it is filled by them, and no other stands below it.
func writable(columns []catalog.Column, c catalog.Column) bool {
	return filled(c) && len(catalog.Below(columns, c.ID)) == 0
}

// columnOptions are the columns a draft may be for: those that people fill, and the one that it is in by the record that it carries.
func columnOptions(n *names, chosen int64) []layout.Option {
	columns := []layout.Option{{Text: "请选择"}}
	for _, c := range n.columns {
		if !writable(n.columns, c) && (filled(c) || int64(c.ID) != chosen) {
			continue
		}
		section := "新闻"
		for _, s := range catalog.Sections {
			if s.Section == c.Section {
				section = s.Name
			}
		}
		columns = append(columns, layout.Option{Value: strconv.FormatInt(int64(c.ID), 10), Text: section + " › " + c.Name, Chosen: int64(c.ID) == chosen})
	}
	return columns
}

func (d *Desk) itemFields(it *publication.Item, n *names) []layout.Field {
	v := it.Version
	var genres []layout.Option
	for _, g := range publication.Genres {
		genres = append(genres, layout.Option{Value: g, Text: g, Chosen: g == v.Genre})
	}
	norms := []layout.Option{
		{Value: "", Text: "不是", Chosen: v.Norm == publication.NoNorm},
		{Value: string(publication.Normative), Text: "行政规范性文件", Chosen: v.Norm == publication.Normative},
		{Value: string(publication.Regulation), Text: "规章", Chosen: v.Norm == publication.Regulation},
	}
	number := v.DocNo
	if v.Unnumbered {
		number = "无"
	}
	return []layout.Field{
		{Name: "index_no", Label: "索引号", Hint: "签发后自动编定，此后不变。", Value: "发布时编号", ReadOnly: true},
		{Name: "doc_no", Label: "文号", Value: number, Hint: "公文必填，如 濮教办〔2026〕42号；没有的填“无”。", Max: 60},
		{Kind: layout.Date, Name: "formed_on", Label: "成文日期", Value: v.FormedOn.String(), Required: "必填", Placeholder: "2026-11-20", Hint: "公文为签发日期，20 个工作日内公开。"},
		{Kind: layout.Select, Name: "column", Label: "目录分类", Hint: "公众按它找到这条信息；栏目由谁维护、多久更新见“栏目”。", Required: "必填，到末级", Options: columnOptions(n, v.Column)},
		{Kind: layout.Select, Name: "genre", Label: "体裁", Hint: "公文按文种选；名单和收支选“公示”，须填公示期。", Options: genres},
		{Kind: layout.Area, Name: "summary", Label: "内容概述", Value: v.Summary, Required: "必填", Rows: 3, Max: 200, Hint: "100 字以内，供目录使用。条例第十二条。"},
		{Name: "source", Label: "来源科室", Hint: "起草的科室，门户显示为“来源”。", Value: v.Source, Max: 40},
		{Name: "keywords", Label: "关键词", Value: v.Keywords, Max: 80, Hint: "用空格分开。"},
		{Name: "subject", Label: "主题分类", Hint: "国务院公文主题分类，教育类的不用改。", Value: v.Subject, Required: "必填", Max: 60},
		{Kind: layout.Select, Name: "norm", Label: "规范性文件", Options: norms, Hint: "年度报告表二按此统计。"},
		{Kind: layout.Check, Name: "explain", Label: "重要政策，须发布解读", Value: "1", Checked: v.Explain, Hint: "规范性文件不勾也须解读，文件公开后 3 个工作日内。"},
		{Name: "interprets", Label: "解读的文件编号", Value: numbers(v.Interprets), Max: 60, Hint: "本稿是解读时填写：被解读文件公开网址末尾的数字，多个用空格分开。"},
		{Kind: layout.Date, Name: "expires", Label: "有效期至", Value: v.Expires.String(), Hint: "没有期限的不填。"},
		{Name: "scope", Label: "公开范围", Hint: "面向全社会的不用改；只面向特定群体的写明对象。", Value: cmp.Or(v.Scope, publication.WholeSociety), Max: 40},
		{Name: "notice", Label: "公示期", Value: v.Notice.String(), Max: 10, Hint: "公示必填，如 7日、5个工作日，自发布次日起算，期满自动撤下；不涉及名单的填“长期”。"},
	}
}

// dutyBox shows the obligation an item is written for.
func (d *Desk) dutyBox(ctx context.Context, it *publication.Item) (*DutyBox, error) {
	if yearly, ok, err := d.yearly(ctx, it.Version.Cargo); err != nil || ok && (it.State == publication.Released || it.State == publication.Withdrawn) {
		return nil, err
	} else if ok {
		return &DutyBox{
			State: naturalState(yearly.Due, workday.DateOf(d.Now())), Text: "应于 " + yearly.Due.String() + " 前公开",
			Law: fmt.Sprintf("%s：报告年度的次年 1 月 31 日前", yearly.Rule.Article.Full()),
		}, nil
	}
	os, err := d.Obligations.Obligations(ctx, obligation.Filter{Subject: ref.To(publication.Ref, it.ID), Rule: law.Publish, Limit: 1})
	if err != nil || len(os) == 0 || !os[0].Open() {
		return nil, err
	}
	o := os[0]
	dl, err := law.Due(d.Calendars.Calendar(), o.Rule, o.From, law.Options{})
	if err != nil {
		return nil, err
	}
	return &DutyBox{
		State: dueState(d.Calendars.Calendar(), o.Due, workday.DateOf(d.Now())), Text: "应于 " + o.Due.String() + " 前公开",
		Law: fmt.Sprintf("%s：%s 成文起 20 个工作日", dl.Rule.Article.Full(), o.From),
	}, nil
}
