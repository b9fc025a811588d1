package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
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

func (n *names) column(id int64) string { return n.columnOf(id).Name }

// columnOf returns a column by its number, or the zero Column.
func (n *names) columnOf(id int64) catalog.Column {
	for _, c := range n.columns {
		if int64(c.ID) == id {
			return c
		}
	}
	return catalog.Column{}
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

// newItem shows the form of a draft not begun: with what was typed and not saved, or else begun for a column or as the
// explanation of a document.
func (d *Desk) newItem(w http.ResponseWriter, r *http.Request) error {
	it := &publication.Item{State: publication.Draft, Writer: int64(who(r).ID), Unit: int64(who(r).Unit)}
	it.Version.Subject, it.Version.Genre = "科技、教育／教育", "通知"
	if _, err := d.Recovery.Of(r.Context(), who(r).Actor(), it); !errors.Is(err, publication.ErrNoUnsaved) {
		return d.recovered(w, r, it, oneTimeKey())
	}
	var err error
	if id, e := itemNumber("interprets", r.URL.Query().Get("interprets")); e == nil {
		err = d.explain(r, it, id)
	} else if n, e := strconv.ParseInt(r.URL.Query().Get("column"), 10, 64); e == nil {
		err = d.draftFor(r, it, n)
	} else {
		it.Version.Entries = entryCodes(r.URL.Query()["entry"])
		it.Version.Title = strings.TrimSpace(r.URL.Query().Get("title")) // of what many asked for
	}
	if err != nil {
		return err
	}
	return d.itemForm(w, r, http.StatusOK, it, nil, oneTimeKey())
}

// draftFor begins a draft for a column. The 公开指南 begins with its parts, and with what is known of the unit. law: 条例 12
func (d *Desk) draftFor(r *http.Request, it *publication.Item, column int64) error {
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	c := names.columnOf(column)
	it.Version.Column = int64(c.ID)
	if c.Section != catalog.Guide {
		return nil
	}
	u, v := names.units[it.Unit], &it.Version
	v.Title, v.Genre, v.Keywords = u.Name+"政府信息公开指南", "其他", "公开指南 获取方式 受理机构"
	v.Summary = "说明本机关政府信息的分类、编排体系、获取方式和受理申请的机构。"
	v.Body = "一、信息分类和编排体系\n本机关的政府信息按《政府信息公开条例》第二十条、第二十一条分类，在公开目录中编排，每条载明索引号、名称、内容概述和生成日期。\n" +
		"二、获取方式\n（一）主动公开\n在本网站“政府信息公开”栏目查阅、下载。\n（二）依申请公开\n申请人填写申请表，当面或者邮寄提交。本机关自收到申请之日起20个工作日内答复。\n" +
		"三、工作机构\n名称：" + u.Name + "\n办公地址：" + u.Address + "\n办公时间：" + u.Hours + "\n联系电话：" + u.Phone + "\n传真号码：未设\n电子邮箱：\n" +
		"四、监督和救济\n认为本机关没有依法履行公开义务的，可以向政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。\n"
	return nil
}

// explain begins a draft that explains a published document.
func (d *Desk) explain(r *http.Request, it *publication.Item, id publication.ID) error {
	doc, err := d.Items.Item(r.Context(), who(r), id)
	if err != nil {
		return err
	}
	v := &it.Version
	v.Title, v.Column, v.Genre, v.Interprets = "《"+doc.Version.Title+"》解读", doc.Version.Column, "解读", []publication.ID{id}
	v.Keywords, v.Source, v.FormedOn = "政策解读", doc.Version.Source, workday.DateOf(d.Now())
	v.Body = "一、背景依据\n\n二、目标任务\n\n三、主要内容\n\n四、涉及范围\n\n五、执行标准\n\n六、注意事项\n"
	return nil
}

// parseVersion reads the form of an item. What cannot be read is told field by field; the rest is kept as typed.
func parseVersion(form url.Values, it *publication.Item) (publication.Version, error) {
	var fs fault.Fields
	value := func(name string) string { return strings.TrimSpace(form.Get(name)) }
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
	notice, err := publication.ParseNotice(value("notice"))
	if err != nil {
		fs.Add("notice", "%s", fault.Text(err))
	}
	v := publication.Version{
		Explain: value("explain") != "", Interprets: interprets, Entries: entryCodes(form["entry"]),
		Column: column, Title: value("title"), Summary: value("summary"), DocNo: value("doc_no"), Genre: value("genre"), Subject: value("subject"), Source: value("source"),
		Keywords: value("keywords"), FormedOn: day("formed_on", "成文日期"), Expires: day("expires", "有效期至"), Norm: publication.NormKind(value("norm")),
	}
	v.Scope, v.Notice = value("scope"), notice
	if v.DocNo == "无" {
		v.DocNo, v.Unnumbered = "", v.Official()
	}
	if v.Scope == publication.WholeSociety {
		v.Scope = ""
	}
	v.Format, v.Body = typedBody(form, it)
	return v, fs.Err()
}

// typedBody is the text of a form: plain as typed, rich from the editor, or, where a rich text was only shown, what it was.
func typedBody(form url.Values, it *publication.Item) (publication.Format, string) {
	rich := publication.Format(form.Get("format")) == publication.RichText
	switch {
	case rich && form.Has("body"):
		return publication.RichText, strings.ReplaceAll(form.Get("body"), ` src="`+itemURL(it)+"/files/", ` src="/files/`)
	case rich:
		return it.Version.Format, it.Version.Body
	}
	return publication.PlainText, strings.ReplaceAll(form.Get("body"), "\r\n", "\n")
}

func (d *Desk) createItem(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if err := d.readItemForm(w, r); err != nil {
		return err
	}
	it := &publication.Item{State: publication.Draft, Writer: int64(p.ID), Unit: int64(p.Unit)}
	v, err := parseVersion(r.PostForm, it)
	id := publication.ID(0)
	if err == nil {
		id, err = d.Items.Start(r.Context(), p.Actor(), r.PostFormValue("key"), v)
	}
	if it.Version = v; err != nil {
		return d.itemForm(w, r, http.StatusUnprocessableEntity, it, asField("body", err), r.PostFormValue("key"))
	}
	if err := d.Recovery.Drop(r.Context(), p.Actor(), 0); err != nil {
		return err
	}
	made, err := d.Items.Item(r.Context(), p, id)
	if err != nil {
		return err
	}
	switch made.State { // the same form may have come before, and done all it asks for
	case publication.Draft, publication.Returned:
	case publication.InReview:
		return d.sent(w, r, id, "")
	default:
		return seeOther(w, r, fmt.Sprintf("/desk/items/%d", id))
	}
	return d.attach(w, r, id)
}

func (d *Desk) saveItem(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	if err := d.readItemForm(w, r); err != nil {
		return err
	}
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	v, err := parseVersion(r.PostForm, it)
	if err == nil {
		err = d.Items.Edit(r.Context(), p.Actor(), it.ID, v)
	}
	if err != nil {
		v.No, v.Cargo, v.Files = it.Version.No, it.Version.Cargo, it.Version.Files
		it.Version = v
		return d.itemForm(w, r, http.StatusUnprocessableEntity, it, asField("body", err), "")
	}
	if err := d.Recovery.Drop(r.Context(), p.Actor(), it.ID); err != nil {
		return err
	}
	return d.attach(w, r, it.ID)
}

// asField tells at a field what is wrong with what was typed there; other errors stay what they are.
func asField(name string, err error) error {
	if f, ok := fault.Of(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		var fs fault.Fields
		fs.Add(name, "%s", f.Text)
		return fs
	}
	return err
}

// afterSave goes on to the route if that was asked for, or back to the form. What was removed from pictures is told in sentences.
func (d *Desk) afterSave(w http.ResponseWriter, r *http.Request, id publication.ID, removed string) error {
	p := who(r)
	to := fmt.Sprintf("/desk/items/%d", id)
	if r.PostFormValue("submit") == "" {
		d.flash(w, "已存草稿", "检查结果在右侧；改好后送审。"+removed)
		return seeOther(w, r, to)
	}
	err := d.Items.Submit(r.Context(), p.Actor(), id)
	if err == nil {
		return d.sent(w, r, id, removed)
	}
	it, loadErr := d.Items.Item(r.Context(), p, id)
	if loadErr != nil {
		return errors.Join(err, loadErr)
	}
	if it.State == publication.InReview { // the same form came twice at once, and the other was first
		return d.sent(w, r, id, removed)
	}
	return d.itemForm(w, r, http.StatusUnprocessableEntity, it, err, "")
}

// sent goes back to a draft that is under review now.
func (d *Desk) sent(w http.ResponseWriter, r *http.Request, id publication.ID, removed string) error {
	d.flash(w, "已送审", "稿件已送下一步，审核期间不能修改。"+removed)
	return seeOther(w, r, fmt.Sprintf("/desk/items/%d", id))
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
	kind, edits := d.cargoOf(it), it.CanEdit(who(r).Actor()) == nil
	if kind.page != "" {
		return seeOther(w, r, kind.page)
	}
	if edits && kind.edit != "" {
		return seeOther(w, r, kind.edit)
	}
	if edits {
		return d.recovered(w, r, it, "")
	}
	return d.reviewPage(w, r, http.StatusOK, it, nil)
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
