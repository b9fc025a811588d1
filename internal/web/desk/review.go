package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/screening"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// review lists what waits for the person, what is due first on top, and of that what has waited longest.
func (d *Desk) review(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	waiting, n, err := d.Items.Waiting(ctx, who(r), publication.Queue{ByDue: true, Limit: queueShown})
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "待我审核", "/desk/review")
	if err != nil {
		return err
	}
	page := ItemsPage{
		Frame: f, Heading: "待我审核", Sentence: fmt.Sprintf("共 %d 件，期限近的在前，同期限的先到先办", n), Changed: "已等",
		Empty: &Empty{Title: "没有等您审核的稿件", Text: "有人送审时，这里和左侧的数字会变。", Link: layout.Link{Text: "看全部稿件", URL: "/desk/items"}},
	}
	if len(waiting) == 0 {
		page.Sentence = ""
		return d.show(w, r, http.StatusOK, Items(page))
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	for i := range waiting {
		if q := &waiting[i]; q.Due.IsZero() { // a batch is due with its decisions
			if q.Due, err = d.dueOf(ctx, &q.Item); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(waiting, func(a, b publication.Queued) int { return a.Due.Compare(b.Due) })
	cal, today := d.Calendars.Calendar(), workday.DateOf(d.Now())
	for i := range waiting {
		q := &waiting[i]
		row := itemRow(&q.Item, names)
		row.setDue(cal, q.Due, today)
		row.Changed = "今天送到"
		if n := cal.Between(workday.DateOf(q.Item.Changed), today); n > 0 {
			row.Changed = fmt.Sprintf("%d 个工作日", n)
		}
		page.Rows = append(page.Rows, row)
	}
	if n > len(waiting) {
		page.Sentence += fmt.Sprintf("，先列 %d 件", len(waiting))
	}
	return d.show(w, r, http.StatusOK, Items(page))
}

// queueShown is how many items the queue shows at once.
const queueShown = 30

func (d *Desk) reviewPage(w http.ResponseWriter, r *http.Request, status int, it *publication.Item, problem error) error {
	ctx, v := r.Context(), it.Version
	f, err := d.frame(w, r, v.Title, "/desk/review", layout.Link{Text: "今日", URL: "/desk/"}, layout.Link{Text: "稿件", URL: "/desk/items"}, layout.Link{Text: fmt.Sprintf("稿 %d", it.ID)})
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	unit := names.units[it.Unit]
	page := ReviewPage{
		Frame: f, Heading: v.Title, State: stateOf(it), Sentence: fmt.Sprintf("第 %d 版，%s", v.No, unit.Name), Route: d.route(ctx, it),
		DocTitle: v.Title, DocLine: strings.TrimSpace(v.DocNo + "　" + unit.Name + "　" + v.FormedOn.Chinese()), Blocks: marked(it),
		Facts: []layout.Fact{
			{Name: "目录分类", Value: names.column(v.Column)},
			{Name: "体裁", Value: v.Genre},
			{Name: "文号", Value: cmp.Or(v.DocNo, "无")},
			{Name: "成文日期", Value: v.FormedOn.String()},
			{Name: "来源", Value: cmp.Or(v.Source, "无")},
			{Name: "有效期至", Value: cmp.Or(v.Expires.String(), "无期限")},
			{Name: "内容概述", Value: v.Summary, Wide: true},
		},
		Files:  d.files(it, false),
		Checks: d.checks(it, markOf), Digest: digestBox(it), Comments: comments(it, true),
	}
	page.Acts, page.PrintURL = afterRelease(who(r), it), itemURL(it)+"/sheet"
	if it.CanHandOver(who(r)) == nil {
		page.Acts = append(page.Acts, layout.Link{Text: "转交", URL: itemURL(it) + "/handover"})
	}
	if it.IndexNo != "" {
		page.Facts = append(page.Facts, layout.Fact{Name: "索引号", Value: it.IndexNo}, layout.Fact{Name: "公开页面", Value: "查看", URL: fmt.Sprintf("/items/%d", it.ID)})
	}
	if entries, err := d.entryNames(ctx, v.Entries); err != nil {
		return err
	} else if entries != "" {
		page.Facts = append(page.Facts, layout.Fact{Name: "标准目录事项", Value: entries, Wide: true})
	}
	if v.Reason != "" {
		page.Facts = append(page.Facts, layout.Fact{Name: "更正理由", Value: v.Reason, Wide: true})
	}
	if wd := it.Withdrawal; !wd.IsZero() {
		page.Facts = append(page.Facts, layout.Fact{Name: "撤下", Value: stamp(wd.At) + "，" + wd.Reason, Wide: true})
	}
	if s := it.Validity; s.State != publication.InForce {
		page.Facts = append(page.Facts, layout.Fact{Name: "有效性", Value: fmt.Sprintf("自 %s 起%s，%s", s.On, s.State.Name(), s.Basis), Wide: true})
	}
	if err := d.compared(ctx, &page, it); err != nil {
		return err
	}
	if view := d.cargoOf(it).view; view != nil {
		if page.Edition, err = view(ctx, it); err != nil {
			return err
		}
	}
	if box, err := d.dutyBox(ctx, it); err != nil {
		return err
	} else if box != nil {
		page.Sentence += "。" + box.Text + "，" + box.State.Word
	}
	for _, s := range it.Steps {
		page.History = append(page.History, decided(s))
	}
	page.Decision = d.decisionForm(r, it)
	if problem != nil {
		if page.Error, _, err = asFormError(problem, "没有办成"); err != nil {
			return err
		}
		keepTyped(r, page.Decision)
	}
	return d.show(w, r, status, Review(page))
}

// keepTyped puts back what the reviewer typed.
func keepTyped(r *http.Request, f *DecisionForm) {
	if f == nil {
		return
	}
	f.Opinion.Value, f.Remarks = r.PostFormValue("opinion"), remarkFields(typedRemarks(r))
	if f.When != nil {
		f.When.Value = r.PostFormValue("when")
	}
	for i := range f.Secrecy {
		f.Secrecy[i].Value = r.PostFormValue(f.Secrecy[i].Name)
	}
	for i := range f.Choices {
		f.Choices[i].Chosen = f.Choices[i].Value == r.PostFormValue("decision")
	}
}

func digestBox(it *publication.Item) DigestBox {
	digest := it.Version.Digest()
	box := DigestBox{Algorithm: "SHA-256", Digest: groups(digest), Covers: "标题、元数据、正文和附件合算一个摘要。此后任一字变动，以上审核即作废。"}
	if !it.Version.Cargo.Ref.IsZero() {
		box.Covers = fmt.Sprintf("标题、元数据、正文和%s合算一个摘要。此后任一处变动，以上审核即作废。", attached(it.Version.Cargo))
	}
	if it.Screened.Digest == digest {
		box.Checks = append(box.Checks, layout.Achieved("检查所对摘要一致"))
	}
	return box
}

// attached says what a digest covers besides the text.
func attached(c publication.Cargo) string {
	switch c.Ref.Kind {
	case report.Ref:
		return "所附年度报告"
	case website.Ref:
		return "所附报表"
	}
	return fmt.Sprintf("所附 %d 行记录", c.Rows)
}

// groups writes a digest in groups of four.
func groups(digest string) string {
	var b strings.Builder
	for i, r := range digest {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// decisionForm is the form of the next step; a person who may not take it sees why, once it is somebody's turn.
func (d *Desk) decisionForm(r *http.Request, it *publication.Item) *DecisionForm {
	p := who(r)
	if it.State != publication.InReview {
		return nil
	}
	step := it.Route[it.Stage]
	form := &DecisionForm{
		Title: step.Stage.Name(), Action: fmt.Sprintf("/desk/items/%d/decision", it.ID), Hidden: []layout.Hidden{{Name: "digest", Value: it.Version.Digest()}},
		Opinion: layout.Field{Kind: layout.Area, Name: "opinion", Label: "意见", Rows: 3, Max: 500, Hint: "退回时意见和批注至少写一样，拟稿人可见。"}, Submit: "提交",
	}
	if it.Version.Cargo.Ref.IsZero() {
		form.Remarks = remarkFields(nil)
	}
	if err := it.CanDecide(p.Actor(), p.Roles); err != nil {
		if !slices.Contains(p.Roles, step.Role) {
			return nil // somebody else's turn: the route above says whose
		}
		form.Blocked = asText(err)
		return form
	}
	pass := "通过，送" + nextStage(it)
	if it.LastStep() {
		pass = "签发，立即发布"
		form.Password = &layout.Field{Kind: layout.Password, Name: "password", Label: "登录口令", Required: "签发时必填", Complete: "current-password"}
		form.Password.Hint = d.demoPassword(p)
		form.When = &layout.Field{Name: "when", Label: "定时发布", Placeholder: "2026-11-23 08:30", Max: 16, Hint: "不填为签发后立即发布；填了到时自动发布，此前可以取消。"}
		form.After = "签发后立即在门户公开，发布时间取自账本，不能更改。"
	}
	blocked := ""
	if it.Screened.Level() == screening.Block {
		blocked = "有阻断项，须退回改正"
	}
	form.Choices = []Choice{
		{Value: "pass", Text: pass, Chosen: blocked == "", Blocked: blocked},
		{Value: "return", Text: "退回拟稿人修改", Chosen: blocked != ""},
	}
	if step.Stage == publication.Secrecy || step.Stage == publication.HeadReview {
		if it.Warned() {
			form.Opinion.Required = "通过时必填"
			form.Opinion.Hint = fmt.Sprintf("检查有 %d 处提醒，通过时写明为什么可以公开，如“所列电话为单位办公电话”；退回时写明要改什么。", len(it.Screened.Findings))
		}
		form.Secrecy = []layout.Field{{
			Kind: layout.Area, Name: "basis", Label: "保密审查依据", Rows: 2, Required: "通过时必填", Max: 300,
			Value: "经审查，不涉及国家秘密、工作秘密、商业秘密和个人隐私，可以公开（条例第十七条）。",
		}}
	}
	return form
}

// demoPassword tells a demo's visitor what to type; a real server tells nothing.
func (d *Desk) demoPassword(p *agency.Person) string {
	if d.demo == nil {
		return ""
	}
	for _, r := range d.demo.Roles {
		if r.Person == p.ID {
			return "演示口令：" + r.Password
		}
	}
	return ""
}

func nextStage(it *publication.Item) string {
	if it.Stage+1 < len(it.Route) {
		return it.Route[it.Stage+1].Stage.Name()
	}
	return "发布"
}

func (d *Desk) decide(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	dec := publication.Decision{
		Pass: r.PostFormValue("decision") == "pass", Opinion: strings.TrimSpace(r.PostFormValue("opinion")), Basis: strings.TrimSpace(r.PostFormValue("basis")),
		Digest: r.PostFormValue("digest"), Remarks: typedRemarks(r),
	}
	if err := d.Items.MayDecide(r.Context(), p, it); err != nil { // before anybody is asked for a password
		return d.decisionPage(w, r, refusedAs(err), it, err)
	}
	signs := dec.Pass && it.LastStep()
	if signs {
		dec.When, err = setTime(r.PostFormValue("when"))
	}
	if signs && err == nil {
		err = d.reassure(r, p)
	}
	if err == nil {
		err = d.Items.Decide(r.Context(), p, it.ID, dec)
	}
	if err != nil {
		return d.decisionPage(w, r, http.StatusUnprocessableEntity, it, err)
	}
	switch {
	case signs && !dec.When.IsZero():
		d.flash(w, "已签发", "《"+it.Version.Title+"》定于 "+stamp(dec.When)+" 自动发布。")
	case signs:
		d.Wake(r.Context())
		d.flash(w, "已发布", "《"+it.Version.Title+"》已在门户公开，记入公开登记簿。")
	case dec.Pass:
		d.flash(w, "已通过", "《"+it.Version.Title+"》已送"+nextStage(it)+"。")
	default:
		d.flash(w, "已退回", "《"+it.Version.Title+"》已退回拟稿人，意见一并送达。")
	}
	_, waiting, err := d.Items.Waiting(r.Context(), p, publication.Queue{})
	if err == nil && waiting > 0 && !signs {
		return seeOther(w, r, "/desk/#waiting")
	}
	return seeOther(w, r, itemURL(it))
}

// refusedAs is the status of a page that says why a step may not be taken.
func refusedAs(err error) int {
	if f, ok := fault.Of(err); ok && f.Kind == fault.Forbidden {
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}

// setTime reads the time at which a release is set; "" for none.
func setTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, workday.Beijing); err == nil {
			return t, nil
		}
	}
	return time.Time{}, publication.ErrWhen.Say("时间“%s”读不懂，应如 2026-11-23 08:30。", s)
}

// markOf is where a finding of the body is marked in the text.
func markOf(no int, place string) string {
	if place != bodyPlace {
		return ""
	}
	return "mark-" + strconv.Itoa(no)
}

// bodyPlace is what findings in the text call it.
const bodyPlace = "正文"

// marked divides the body into paragraphs with its marks in place.
func marked(it *publication.Item) []Block {
	marks := bodyMarks(it)
	if it.Version.Format == publication.RichText {
		return []Block{{Kind: "html", HTML: it.Version.MarkedHTML(itemURL(it)+"/files/", marks)}}
	}
	kinds := [...]string{"p", "h2", "h3"}
	var blocks []Block
	at := 0 // of the paragraph in the body
	body := it.Version.Body
	for _, par := range publication.Paragraphs(body) {
		i := strings.Index(body[at:], par.Text)
		if i < 0 {
			continue // cannot be: paragraphs are stretches of the body
		}
		from := at + i
		at = from + len(par.Text)
		kind := kinds[par.Level]
		if par.To {
			kind = "to"
		}
		blocks = append(blocks, Block{Kind: kind, Segments: segmentsOf(marks, par.Text, from)})
	}
	return blocks
}

// segmentsOf cuts a paragraph, which begins at a place of the body, at its marks.
func segmentsOf(marks []document.Mark, text string, from int) []Segment {
	var out []Segment
	done := 0
	for _, m := range marks {
		start, end := max(m.Start-from, done), min(m.End-from, len(text))
		if start >= end {
			continue
		}
		out = append(out, Segment{Text: text[done:start]}, Segment{Text: text[start:end], Mark: m.Label, Level: layout.Tone(m.Class), Ref: m.Link[1:]})
		done = end
	}
	return append(out, Segment{Text: text[done:]})
}
