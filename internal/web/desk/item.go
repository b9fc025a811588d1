package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const itemsSize = 30

// countTo is how far lists of items are counted: who has more narrows the list.
const countTo = 10_000

// atMost writes a count that may have stopped at countTo.
func atMost(n int) string {
	if n > countTo {
		return layout.Thousands(countTo) + " 以上"
	}
	return layout.Thousands(n)
}

// views are the tabs of the list of items.
var views = []struct {
	key, text string
	states    []publication.State
}{
	{"", "在办", []publication.State{publication.Draft, publication.Returned, publication.InReview, publication.Scheduled}},
	{"draft", "草稿", []publication.State{publication.Draft}},
	{"returned", "退回", []publication.State{publication.Returned}},
	{"review", "在审", []publication.State{publication.InReview}},
	{"scheduled", "待发布", []publication.State{publication.Scheduled}},
	{"released", "已发布", []publication.State{publication.Released}},
	{"withdrawn", "已撤下", []publication.State{publication.Withdrawn}},
}

func (d *Desk) items(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	f, err := d.frame(w, r, "稿件", "/desk/items")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	filter := publication.Filter{Unit: d.scope(p), Title: strings.TrimSpace(q.Get("q")), CountTo: countTo, Limit: itemsSize, Offset: (page - 1) * itemsSize}
	view := q.Get("view")
	lp := ItemsPage{Frame: f, Heading: "稿件", Action: "/desk/items", Hidden: []layout.Hidden{{Name: "view", Value: view}}, Filters: []layout.Field{
		{Kind: layout.Search, Name: "q", Label: "标题", Value: filter.Title, Max: 60},
	}}
	for _, v := range views {
		if v.key == view {
			filter.States = v.states
		}
		lp.Tabs = append(lp.Tabs, layout.Tab{Text: v.text, URL: "/desk/items?view=" + v.key, Current: v.key == view})
	}
	if filter.States == nil {
		filter.States = views[0].states
	}
	items, n, err := d.List.Items(ctx, filter)
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	cal, today := d.Calendars.Calendar(), workday.DateOf(d.Now())
	for i := range items {
		it := &items[i]
		row := itemRow(it, names)
		if it.IndexNo == "" { // for what is published nothing is owed any more
			due, err := d.dueOf(ctx, it)
			if err != nil {
				return err
			}
			row.setDue(cal, due, today)
		}
		lp.Rows = append(lp.Rows, row)
	}
	lp.Sentence = "共 " + atMost(n) + " 件"
	lp.Pager = web.Paging(r, min(n, countTo), page, itemsSize, "件")
	lp.Pager.Total = atMost(n)
	lp.Empty = &Empty{Title: "没有这样的稿件", Text: "换一个状态看看，或者起一份新稿。"}
	if p.Has(agency.Writer) {
		lp.NewURL = "/desk/items/new"
	}
	return d.show(w, r, http.StatusOK, Items(lp))
}

// names are what numbers of units and columns stand for.
type names struct {
	units   map[int64]agency.Unit
	columns []catalog.Column
}

func (d *Desk) names(ctx context.Context) (*names, error) {
	units, err := d.Units.Units(ctx)
	if err != nil {
		return nil, err
	}
	n := &names{units: map[int64]agency.Unit{}}
	for _, u := range units {
		n.units[int64(u.ID)] = u
	}
	n.columns, err = d.Columns.Columns(ctx)
	return n, err
}

func (n *names) column(id int64) string {
	for _, c := range n.columns {
		if int64(c.ID) == id {
			return c.Name
		}
	}
	return ""
}

func itemRow(it *publication.Item, n *names) ItemRow {
	row := ItemRow{
		No: cmp.Or(it.IndexNo, fmt.Sprintf("稿 %d", it.ID)), Title: cmp.Or(it.Version.Title, "（未填标题）"), URL: itemURL(it), Column: n.column(it.Version.Column),
		Unit: n.units[it.Unit].Short, State: stateOf(it), Changed: short(it.Changed),
	}
	if it.Version.No > 1 {
		row.Version = fmt.Sprintf("第 %d 版", it.Version.No)
	}
	if it.IsPublic() && it.Public != it.Version.No {
		row.Version = "更正稿"
	}
	if it.State == publication.InReview {
		row.Next = it.Route[it.Stage].Role.Info().Name
	}
	return row
}

// setDue shows the day by which the item must be out; far is none.
func (row *ItemRow) setDue(cal workday.Calendar, due, today workday.Date) {
	if due != far {
		row.Due, row.DueOn = dueState(cal, due, today), due.String()[5:]
	}
}

// stateOf is how an item's state is shown.
func stateOf(it *publication.Item) layout.State {
	switch it.State {
	case publication.Draft:
		return layout.NotYet("草稿")
	case publication.Returned:
		return layout.Attention("退回")
	case publication.InReview:
		return layout.InHand("待" + it.Route[it.Stage].Stage.Name())
	}
	if it.State == publication.Withdrawn {
		return layout.NotApplicable("已撤下")
	}
	if it.State == publication.Scheduled {
		return layout.InHand("定于 " + short(it.Scheduled) + " 发布")
	}
	return layout.Achieved("已发布")
}

func (d *Desk) newItem(w http.ResponseWriter, r *http.Request) error {
	it := &publication.Item{State: publication.Draft, Writer: int64(who(r).ID), Unit: int64(who(r).Unit)}
	it.Version.Subject, it.Version.Genre = "科技、教育／教育", "通知"
	if id, err := itemNumber("interprets", r.URL.Query().Get("interprets")); err == nil {
		if err := d.explain(r, it, id); err != nil {
			return err
		}
	}
	return d.itemForm(w, r, http.StatusOK, it, nil, oneTimeKey())
}

// explain begins a draft that explains a published document.
func (d *Desk) explain(r *http.Request, it *publication.Item, id publication.ID) error {
	doc, err := d.Items.Item(r.Context(), who(r), id)
	if err != nil {
		return err
	}
	v := &it.Version
	v.Title, v.Column, v.Genre, v.Interprets = "《"+doc.Version.Title+"》解读", doc.Version.Column, "其他", []publication.ID{id}
	v.Keywords, v.Source, v.FormedOn = "政策解读", doc.Version.Source, workday.DateOf(d.Now())
	v.Body = "一、背景依据\n\n二、目标任务\n\n三、主要内容\n\n四、涉及范围\n\n五、执行标准\n\n六、注意事项\n"
	return nil
}

// parseVersion reads the form. What cannot be read is told field by field; the rest is kept as typed.
func parseVersion(r *http.Request) (publication.Version, error) {
	var fs fault.Fields
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	day := func(name, label string) workday.Date {
		s := value(name)
		if s == "" {
			return workday.Date{}
		}
		d, err := workday.ParseDate(s)
		if err != nil {
			fs.Add(name, "%s“%s”读不懂，应如 2026-11-20。", label, s)
		}
		return d
	}
	column, err := strconv.ParseInt(value("column"), 10, 64)
	if err != nil {
		fs.Add("column", "请选择目录分类。")
	}
	var interprets []publication.ID
	for _, word := range strings.FieldsFunc(value("interprets"), func(r rune) bool { return strings.ContainsRune(" 　,，、;；", r) }) {
		n, err := itemNumber("interprets", word)
		if err != nil {
			fs.Add("interprets", "%s", fault.Text(err))
			continue
		}
		interprets = append(interprets, n)
	}
	v := publication.Version{
		Explain: value("explain") != "", Interprets: interprets,
		Column: column, Title: value("title"), Summary: value("summary"), DocNo: value("doc_no"), Genre: value("genre"), Subject: value("subject"), Source: value("source"),
		Keywords: value("keywords"), FormedOn: day("formed_on", "成文日期"), Expires: day("expires", "有效期至"),
		Body: strings.ReplaceAll(r.PostFormValue("body"), "\r\n", "\n"), Norm: publication.NormKind(value("norm")),
	}
	return v, fs.Err()
}

func (d *Desk) createItem(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if err := readItemForm(w, r); err != nil {
		return err
	}
	v, err := parseVersion(r)
	it := &publication.Item{State: publication.Draft, Writer: int64(p.ID), Unit: int64(p.Unit), Version: v}
	if err != nil {
		return d.itemForm(w, r, http.StatusUnprocessableEntity, it, err, r.PostFormValue("key"))
	}
	id, err := d.Items.Start(r.Context(), p.Actor(), r.PostFormValue("key"), v)
	if err != nil {
		return err
	}
	return d.attach(w, r, id)
}

func (d *Desk) saveItem(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if err := readItemForm(w, r); err != nil {
		return err
	}
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	v, err := parseVersion(r)
	if err != nil {
		v.No, v.Cargo, v.Files = it.Version.No, it.Version.Cargo, it.Version.Files
		it.Version = v
		return d.itemForm(w, r, http.StatusUnprocessableEntity, it, err, "")
	}
	if err := d.Items.Edit(r.Context(), p.Actor(), it.ID, v); err != nil {
		return err
	}
	return d.attach(w, r, it.ID)
}

// afterSave goes on to the route if that was asked for, or back to the form.
func (d *Desk) afterSave(w http.ResponseWriter, r *http.Request, id publication.ID) error {
	p := who(r)
	to := fmt.Sprintf("/desk/items/%d", id)
	if r.PostFormValue("submit") == "" {
		d.flash(w, "已存草稿", "检查结果在右侧；改好后送审。")
		return seeOther(w, r, to)
	}
	err := d.Items.Submit(r.Context(), p.Actor(), id)
	if err == nil {
		d.flash(w, "已送审", "稿件已送下一步，审核期间不能修改。")
		return seeOther(w, r, to)
	}
	it, loadErr := d.Items.Item(r.Context(), p, id)
	if loadErr != nil {
		return errors.Join(err, loadErr)
	}
	return d.itemForm(w, r, http.StatusUnprocessableEntity, it, err, "")
}

// itemOf loads the item of the path, for who may see it.
func (d *Desk) itemOf(r *http.Request) (*publication.Item, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	return d.Items.Item(r.Context(), who(r), publication.ID(n))
}

func (d *Desk) item(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	if it.Version.Cargo.Ref.Kind == "batch" {
		return seeOther(w, r, itemURL(it))
	}
	if it.CanEdit(who(r).Actor()) == nil {
		return d.itemForm(w, r, http.StatusOK, it, nil, "")
	}
	return d.reviewPage(w, r, http.StatusOK, it, nil)
}

// itemForm shows the form; what was typed stays, with the mistakes on top and at the fields.
func (d *Desk) itemForm(w http.ResponseWriter, r *http.Request, status int, it *publication.Item, problem error, key string) error {
	ctx, v := r.Context(), it.Version
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
		TitleField: layout.Field{Name: "title", Label: "信息名称", Value: v.Title, Required: "必填", Max: 120, Focus: it.ID == 0},
		Files:      d.files(it, true),
		Upload:     &layout.Field{Kind: layout.File, Name: "file", Label: "添加附件", Multiple: true, Accept: attachable, Hint: "可选多个，每个 20 MB 以内；存草稿时上传并检查。"},
		Body:       layout.Field{Kind: layout.Area, Name: "body", Label: "正文", Value: v.Body, Required: "必填", Rows: 22},
		Help:       "一行一段；以“一、”“（一）”开头的短行成为标题。",
		Checks:     d.checks(it, func(_ int, place string) string { return fieldOf[place] }),
		Route:      d.route(ctx, it),
	}
	var fields fault.Fields
	if problem != nil {
		if page.Error, fields, err = asFormError(problem, "还不能送审"); err != nil {
			return err
		}
	}
	page.Fields = d.itemFields(it, names)
	for _, fd := range []*layout.Field{&page.TitleField, &page.Body} {
		fd.Error = fields.For(fd.Name)
	}
	for i := range page.Fields {
		page.Fields[i].Error = fields.For(page.Fields[i].Name)
	}
	page.Upload.Error = fields.For(page.Upload.Name)
	if it.ID == 0 {
		page.Hidden = []layout.Hidden{{Name: "key", Value: key}}
	} else {
		page.Action, page.Saved = fmt.Sprintf("/desk/items/%d", it.ID), short(it.Changed)+" 已存"
		page.No, page.Handover = fmt.Sprintf("稿 %d", it.ID), itemURL(it)+"/handover"
		if page.Duty, err = d.dutyBox(ctx, it); err != nil {
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
	return d.show(w, r, status, Item(page))
}

func (d *Desk) itemFields(it *publication.Item, n *names) []layout.Field {
	v := it.Version
	columns := []layout.Option{{Text: "请选择"}}
	for _, c := range n.columns {
		if c.Section == catalog.Annual || c.Code == "double-publicity" {
			continue // their items come from the report and from batches
		}
		section := "新闻"
		for _, s := range catalog.Sections {
			if s.Section == c.Section {
				section = s.Name
			}
		}
		columns = append(columns, layout.Option{Value: strconv.FormatInt(int64(c.ID), 10), Text: section + " › " + c.Name, Chosen: int64(c.ID) == v.Column})
	}
	var genres []layout.Option
	for _, g := range publication.Genres {
		genres = append(genres, layout.Option{Value: g, Text: g, Chosen: g == v.Genre})
	}
	norms := []layout.Option{
		{Value: "", Text: "不是", Chosen: v.Norm == publication.NoNorm},
		{Value: string(publication.Normative), Text: "行政规范性文件", Chosen: v.Norm == publication.Normative},
		{Value: string(publication.Regulation), Text: "规章", Chosen: v.Norm == publication.Regulation},
	}
	return []layout.Field{
		{Name: "index_no", Label: "索引号", Value: "发布时编号", ReadOnly: true},
		{Name: "doc_no", Label: "文号", Value: v.DocNo, Hint: "公文必填，如 濮教办〔2026〕42号。", Max: 60},
		{Kind: layout.Date, Name: "formed_on", Label: "成文日期", Value: v.FormedOn.String(), Required: "必填", Placeholder: "2026-11-20", Hint: "公文为签发日期，20 个工作日内公开。"},
		{Kind: layout.Select, Name: "column", Label: "目录分类", Required: "必填，到末级", Options: columns},
		{Kind: layout.Select, Name: "genre", Label: "体裁", Options: genres},
		{Kind: layout.Area, Name: "summary", Label: "内容概述", Value: v.Summary, Required: "必填", Rows: 3, Max: 200, Hint: "100 字以内，供目录使用。条例第十二条。"},
		{Name: "source", Label: "来源科室", Value: v.Source, Max: 40},
		{Name: "keywords", Label: "关键词", Value: v.Keywords, Max: 80, Hint: "用空格分开。"},
		{Name: "subject", Label: "主题分类", Value: v.Subject, Max: 60},
		{Kind: layout.Select, Name: "norm", Label: "规范性文件", Options: norms, Hint: "年度报告表二按此统计。"},
		{Kind: layout.Check, Name: "explain", Label: "重要政策，须发布解读", Value: "1", Checked: v.Explain, Hint: "规范性文件不勾也须解读，文件公开后 3 个工作日内。"},
		{Name: "interprets", Label: "解读的文件编号", Value: numbers(v.Interprets), Max: 60, Hint: "本稿是解读时填写：被解读文件公开网址末尾的数字，多个用空格分开。"},
		{Kind: layout.Date, Name: "expires", Label: "有效期至", Value: v.Expires.String(), Hint: "没有期限的不填。"},
	}
}

// dutyBox shows the obligation an item is written for.
func (d *Desk) dutyBox(ctx context.Context, it *publication.Item) (*DutyBox, error) {
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

// fieldOf is where the parts of a version stand in the form.
var fieldOf = map[string]string{"标题": "f-title", "内容概述": "f-summary", "正文": "f-body", "关键词": "f-keywords", "来源": "f-source"}

// checks is the panel of what screening found. Anchor says where on the page a finding stands, by its number and its part;
// "" for nowhere.
func (d *Desk) checks(it *publication.Item, anchor func(no int, place string) string) Checks {
	c := Checks{RuleSet: it.Screened.RuleSet + " 版", At: short(it.Changed)}
	if it.Screened.Digest == "" {
		c.RuleSet = ""
		c.Empty = "存草稿时自动检查证件号、银行卡号、手机号和密级标志。"
		return c
	}
	found := map[screening.Kind]int{}
	for i, f := range it.Screened.Findings {
		found[f.Kind]++
		x := Finding{No: i + 1, Title: strings.TrimSuffix(f.Text, "。"), Where: f.Place, Quote: f.Masked, How: f.Advice, Ref: anchor(i+1, f.Place)}
		if f.Level == screening.Block {
			c.Block++
			x.Level = layout.Violated("阻断")
		} else {
			c.Warn++
			x.Level = layout.Attention("提醒")
		}
		c.Findings = append(c.Findings, x)
	}
	for _, k := range []struct {
		kind screening.Kind
		name string
	}{{screening.IDNumber, "公民身份号码"}, {screening.BankCard, "银行卡号"}, {screening.Mobile, "手机号码"}, {screening.Classification, "密级标志"}, {screening.Internal, "内部标记"}} {
		if found[k.kind] == 0 {
			c.Passed = append(c.Passed, layout.Fact{Name: k.name, Value: "无"})
			c.Pass++
		}
	}
	return c
}

// route shows the way of a draft: who did what, whose turn it is.
func (d *Desk) route(ctx context.Context, it *publication.Item) []Step {
	steps := []Step{{Name: "编辑", Phase: "done"}}
	if p, err := d.Units.Person(ctx, agency.PersonID(it.Writer), workday.DateOf(d.Now())); err == nil {
		steps[0].Who = p.Name
	}
	way := it.Route
	if it.State == publication.Draft || it.State == publication.Returned {
		steps[0].Phase = "now"
		if it.State == publication.Returned {
			steps[0].Phase, steps[0].Note = "back", "退回修改"
		}
		if r, err := d.List.RouteOf(ctx, it.Unit); err == nil {
			way = r
		}
	}
	for i, rs := range way {
		s := Step{Name: rs.Stage.Name(), Who: d.holders(ctx, rs.Role, it.Unit), Phase: "todo", Note: "未到"}
		switch {
		case it.State == publication.Released || it.State == publication.Withdrawn || it.State == publication.Scheduled || it.State == publication.InReview && i < it.Stage:
			s.Phase, s.Note = "done", ""
			for _, st := range it.Steps {
				if st.Stage == rs.Stage && st.Passed {
					s.Who, s.Note = st.Name, short(st.At)+" 通过"
				}
			}
		case it.State == publication.InReview && i == it.Stage:
			s.Phase, s.Note = "now", "送到 "+short(it.Changed)
		}
		steps = append(steps, s)
	}
	return steps
}

// holders names who may take a step: the people who hold its role in the unit, or the role where nobody does.
func (d *Desk) holders(ctx context.Context, role agency.Role, unit int64) string {
	ps, err := d.Units.Holders(ctx, role, agency.UnitID(unit), workday.DateOf(d.Now()))
	if err != nil || len(ps) == 0 {
		return role.Info().Name
	}
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = p.Name
	}
	return strings.Join(names, "、")
}

func decided(s publication.Step) Decided {
	x := Decided{Step: s.Stage.Name(), Who: s.Name, When: stamp(s.At), Opinion: s.Opinion, Result: layout.Achieved("通过")}
	if s.Basis != "" {
		x.Opinion = strings.TrimSpace("依据：" + s.Basis + "　" + s.Opinion)
	}
	if !s.Passed {
		x.Result = layout.Attention("退回")
	}
	return x
}

// numbers writes the numbers of items as the form takes them.
func numbers(ids []publication.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strconv.FormatInt(int64(id), 10)
	}
	return strings.Join(words, " ")
}
