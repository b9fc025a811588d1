package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/dialogue"
	"gongkai/internal/dispute"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/request"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// week is how far ahead the page of today looks, in days.
const week = 7

func (d *Desk) today(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	f, err := d.frame(w, r, "今日", "/desk/")
	if err != nil {
		return err
	}
	today := workday.DateOf(d.Now())
	cal := d.Calendars.Calendar()
	mine := r.URL.Query().Get("scope")
	filter := obligation.Filter{Unit: d.scope(p), OpenOnly: true}
	if mine == "me" {
		filter.Person = int64(p.ID)
	}
	if mine == "unit" {
		filter.Unit = int64(p.Unit)
	}
	waiting, queued, err := d.Items.Waiting(ctx, p, publication.Queue{Limit: waitingShown})
	if err != nil {
		return err
	}
	unsigned, err := d.unsigned(r, today)
	if err != nil {
		return err
	}
	queued += len(unsigned)
	groups, err := d.duties(ctx, filter, today)
	if err != nil {
		return err
	}
	page := TodayPage{
		Frame: f, Sentence: fmt.Sprintf("%d 月 %d 日 %s，今年第 %d 个工作日。", today.Month(), today.Day(), today.ChineseWeekday(),
			cal.Between(workday.NewDate(today.Year(), 1, 1).AddDays(-1), today)),
		Scopes: []layout.Tab{
			{Text: "我的", URL: "/desk/?scope=me", Current: mine == "me"}, {Text: "本单位", URL: "/desk/?scope=unit", Current: mine == "unit" || mine == "" && filter.Unit != 0},
		},
	}
	if d.scope(p) == 0 {
		page.Scopes = append(page.Scopes, layout.Tab{Text: "全局", URL: "/desk/", Current: mine == ""})
	}
	if p.Has(agency.Writer) {
		page.NewURL = "/desk/items/new"
	}
	for i, state := range []layout.State{layout.Violated("逾期"), layout.Attention("今日"), layout.ToCome("一周内")} {
		page.Figures = append(page.Figures, Figure{Value: strconv.Itoa(groups[i].Count), Text: []string{"已逾期", "今日到期", "一周内"}[i], State: state, URL: "#" + groups[i].ID})
	}
	page.Figures = append(page.Figures, Figure{Value: strconv.Itoa(queued), Text: "等我处理", URL: "#waiting"})
	first := true
	for _, g := range groups {
		if len(g.Duties) == 0 {
			continue
		}
		g.Note = fmt.Sprintf("%d 件", g.Count)
		if first && g.Duties[0].Go.URL != "" {
			g.Duties[0].First, first = true, false
		}
		if g.ID == "late" {
			g.Duties[0].Open = true
		}
		page.Groups = append(page.Groups, g)
	}
	if len(page.Groups) == 0 {
		page.Empty = &Empty{Title: "现在没有应办事项", Text: "文件成文、许可作出、报告年度结束时，应办事项自动出现在这里。"}
	}
	page.WaitingNote, page.Waiting = fmt.Sprintf("%d 件", queued), unsigned
	for i := range waiting {
		it := &waiting[i].Item
		page.Waiting = append(page.Waiting, Waiting{
			Title: it.Version.Title, URL: itemURL(it), State: layout.InHand("待" + it.Route[it.Stage].Stage.Name()), Note: "送到 " + short(it.Changed),
		})
	}
	if page.Month, err = d.month(r, today); err != nil {
		return err
	}
	page.MonthTitle = "今年双公示"
	return d.show(w, r, http.StatusOK, Today(page))
}

// What the page shows of a list; the figures on top count all of it.
const (
	dutiesShown  = 30
	waitingShown = 10
)

// duties are what is owed, in groups by due day. The decisions of one batch that are due on one day are one line.
func (d *Desk) duties(ctx context.Context, f obligation.Filter, today workday.Date) ([]DutyGroup, error) {
	groups := []DutyGroup{
		{ID: "late", Title: "已逾期", Tone: layout.Late},
		{ID: "today", Title: "今日到期", Tone: layout.Soon},
		{ID: "week", Title: "一周内", Tone: layout.Open},
		{ID: "later", Title: "更远", Tone: layout.Open, Folded: true},
	}
	last := []workday.Date{today.AddDays(-1), today, today.AddDays(week), {}}
	batches, err := d.Credit.OpenDuties(ctx, f.Unit, f.Person)
	if err != nil {
		return nil, err
	}
	for i := range groups {
		g := &groups[i]
		f.DueBy, f.Limit, f.But = last[i], dutiesShown, ""
		if g.Count, err = d.Obligations.Count(ctx, f); err != nil {
			return nil, err
		}
		f.But = law.LicencePublicity
		open, err := d.Obligations.Obligations(ctx, f)
		if err != nil {
			return nil, err
		}
		for len(batches) > 0 && (last[i].IsZero() || !batches[0].Due.After(last[i])) {
			open = append(open, ofBatch(batches[0]))
			batches = batches[1:]
		}
		slices.SortStableFunc(open, func(a, b obligation.Obligation) int { return a.Due.Compare(b.Due) })
		for _, o := range open[:min(len(open), dutiesShown)] {
			duty, err := d.dutyLine(&o, today)
			if err != nil {
				return nil, err
			}
			g.Duties = append(g.Duties, duty)
		}
		f.DueFrom = last[i].AddDays(1)
	}
	return groups, nil
}

// ofBatch is what is owed for the decisions of a batch, as one obligation.
func ofBatch(b credit.OpenDuty) obligation.Obligation {
	return obligation.Obligation{
		Key: obligation.Key{Rule: law.LicencePublicity, Subject: ref.To(credit.BatchRef, b.Batch)}, From: b.From, Due: b.Due,
		Title: fmt.Sprintf("公示并报送：%s（%d 件）", b.Name, b.N),
	}
}

// dutyLine lays out one obligation with its article and its arithmetic.
func (d *Desk) dutyLine(o *obligation.Obligation, today workday.Date) (Duty, error) {
	cal := d.Calendars.Calendar()
	if o.Rule == catalog.UpdateRule {
		return updateLine(cal, o, today), nil
	}
	if o.Rule == catalog.EntryRule {
		return entryLine(cal, o, today), nil
	}
	deadline, err := law.Due(cal, o.Rule, o.From, law.Options{})
	if err != nil {
		return Duty{}, err
	}
	duty := Duty{
		Title: o.Title, Law: deadline.Rule.Article.Full(), Sum: arithmetic(deadline), State: dueState(cal, o.Due, today),
		When: "应于 " + o.Due.String()[5:] + " " + o.Due.ChineseWeekday(), Meta: []string{o.From.String() + " 起算"},
	}
	if deadline.Rule.Unit == law.CalendarDays {
		duty.State = naturalState(o.Due, today)
	}
	if o.Provisional {
		duty.Meta = append(duty.Meta, "期限暂定：该年放假安排未公布")
	}
	if today.After(o.Due) {
		duty.After = "逾期如实记录，计入本单位考核；办结后仍显示为迟。"
	}
	switch o.Subject.Kind {
	case credit.BatchRef:
		duty.URL = "/desk/batches/" + strconv.FormatInt(o.Subject.ID, 10)
		duty.Go = layout.Link{Text: "看批次", URL: duty.URL}
	case request.Ref:
		duty.URL = requestURL(request.ID(o.Subject.ID))
		duty.Go = layout.Link{Text: "看卷宗", URL: duty.URL}
	case dispute.Ref:
		duty.URL = disputeURL(dispute.ID(o.Subject.ID))
		duty.Go = layout.Link{Text: "看案件", URL: duty.URL}
	case dialogue.Ref:
		duty.URL = correctionURL(dialogue.ID(o.Subject.ID))
		duty.Go = layout.Link{Text: "答复", URL: duty.URL}
	case report.Ref:
		duty.URL = deskReportURL(o.Due.Year() - 1)
		duty.Go = layout.Link{Text: "编写报告", URL: duty.URL}
	case website.Ref:
		duty.URL = deskWebsiteURL(o.Due.Year() - 1)
		duty.Go = layout.Link{Text: "填写报表", URL: duty.URL}
	case report.PromiseRef:
		duty.URL = promiseURL(o.Subject.ID)
		duty.Go = layout.Link{Text: "登记办结", URL: duty.URL}
	case publication.Ref:
		duty.URL = "/desk/items/" + strconv.FormatInt(o.Subject.ID, 10)
		duty.Go = layout.Link{Text: "办理", URL: duty.URL}
		if o.Rule == law.PolicyInterpretation {
			duty.Go = layout.Link{Text: "起解读稿", URL: "/desk/items/new?interprets=" + strconv.FormatInt(o.Subject.ID, 10)}
		}
	}
	return duty, nil
}

// updateLine lays out the duty to keep a column fresh, which no law counts.
func updateLine(cal workday.Calendar, o *obligation.Obligation, today workday.Date) Duty {
	return Duty{
		Title: o.Title, URL: "/desk/columns", Law: "政府网站检查指标（国办秘函〔2019〕19号）和本机关栏目更新周期", State: dueState(cal, o.Due, today),
		Sum:  fmt.Sprintf("上次更新 %s，周期 %d 天（自然日），应于 %s 前更新。", o.From, o.Due.Sub(o.From), o.Due),
		When: "应于 " + o.Due.String()[5:] + " " + o.Due.ChineseWeekday(), Meta: []string{o.From.String() + " 起算"}, Go: layout.Link{Text: "看栏目", URL: "/desk/columns"},
	}
}

// entryLine lays out the duty to keep an entry of the standard catalogue public.
func entryLine(cal workday.Calendar, o *obligation.Obligation, today workday.Date) Duty {
	return Duty{
		Title: o.Title, URL: "/desk/coverage", Law: "义务教育领域基层政务公开标准目录和本机关设定的更新周期", State: dueState(cal, o.Due, today),
		Sum:  fmt.Sprintf("自 %s 起，应于 %s 前公开对应这个事项的信息。", o.From, o.Due),
		When: "应于 " + o.Due.String()[5:] + " " + o.Due.ChineseWeekday(), Meta: []string{o.From.String() + " 起算"}, Go: layout.Link{Text: "看事项", URL: "/desk/coverage"},
	}
}

// dueState says how a due day stands to today: in working days.
func dueState(cal workday.Calendar, due, today workday.Date) layout.State {
	switch {
	case today.After(due):
		return layout.Violated(fmt.Sprintf("逾期 %d 日", max(1, cal.Between(due, today))))
	case today == due:
		return layout.Attention("今日到期")
	}
	n := cal.Between(today, due)
	if n <= 1 {
		return layout.Attention(fmt.Sprintf("余 %d 日", n))
	}
	return layout.ToCome(fmt.Sprintf("余 %d 日", n))
}

// arithmetic tells the count in words, by stretches of counted days.
func arithmetic(dl law.Deadline) string {
	if dl.Rule.Unit == law.CalendarDays {
		return calendarSum(dl)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s起算，次日为第 1 日：", dl.From)
	n, skipped := 0, 0
	var from, last workday.Date
	flush := func() {
		if !from.IsZero() {
			fmt.Fprintf(&b, "%s 至 %s 计 %d 日，", from.String()[5:], last.String()[5:], n)
		}
		from, n = workday.Date{}, 0
	}
	for _, s := range dl.Steps {
		if !s.Counted {
			skipped++
			flush()
			continue
		}
		if from.IsZero() {
			from = s.Date
		}
		last = s.Date
		n++
	}
	flush()
	fmt.Fprintf(&b, "共 %d 个工作日，其间放假和周末 %d 天不计，应于 %s 前办结。", dl.WorkingDays, skipped, dl.Due)
	return b.String()
}

// calendarSum tells the count of natural days, and whether it ran on.
func calendarSum(dl law.Deadline) string {
	last := dl.From.AddDays(dl.Rule.N)
	text := fmt.Sprintf("%s起算，次日为第 1 日，自然日 %d 日，末日为 %s %s", dl.From, dl.Rule.N, last, last.ChineseWeekday())
	if dl.Due != last {
		text += fmt.Sprintf("，遇休假日顺延至 %s %s", dl.Due, dl.Due.ChineseWeekday())
	}
	return text + "。"
}

// month says how the year's licences go.
func (d *Desk) month(r *http.Request, today workday.Date) ([]Ratio, error) {
	t, err := d.Credit.OnTime(r.Context(), d.scope(who(r)), today.Year())
	if err != nil {
		return nil, err
	}
	ratio := func(name string, part, whole int) Ratio {
		return Ratio{Name: name, Value: fmt.Sprintf("%d / %d 件", part, whole), Percent: percent(part, whole), URL: "/desk/deliveries"}
	}
	return []Ratio{ratio("已报送", t.Met, t.All), ratio("按时报送", t.OnTime, t.Due())}, nil
}

// percent is a share with one decimal, cut and not rounded: 100.0% means that none is missing. Of nothing there is no share.
func percent(part, whole int) string {
	if whole == 0 {
		return ""
	}
	mille := part * 1000 / whole
	return fmt.Sprintf("%d.%d%%", mille/10, mille%10)
}
