package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// LeaderPage is all a leader needs on a phone: what is late and whose, what waits for a signature, the risks, the figures.
type LeaderPage struct {
	Frame
	Day      string
	Sentence string
	LateNote string
	Late     []LeaderLine
	Sign     []LeaderSign
	SignNote string
	Risks    []LeaderLine
	UnitNote string
	Units    []UnitScore
	Report   layout.Link
	Figures  []Figure
}

// LeaderLine is one line with its state.
type LeaderLine struct {
	Title string
	URL   string
	State layout.State
	Text  string
}

// LeaderSign is an item that waits for this person.
type LeaderSign struct {
	Kind  string // 签发
	Due   layout.State
	Title string
	URL   string
	Lines []string
}

// UnitScore is how a unit publishes.
type UnitScore struct {
	Name    string
	URL     string
	Percent string
	Width   int // of 100
	Low     bool
	Late    string
}

// leaders are the roles that have the page.
var leaders = []agency.Role{agency.DeputyLeader, agency.DisclosureHead, agency.Signer, agency.UnitHead, agency.GeneralOffice}

const (
	lateLines  = 6
	signLines  = 6
	scoreLines = 6
	// vetoEmpty is how many empty columns fail a site outright (国办秘函〔2019〕19号).
	vetoEmpty = 5
)

func (d *Desk) leader(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	f, err := d.frame(w, r, "领导一页", "/desk/leader")
	if err != nil {
		return err
	}
	today := workday.DateOf(d.Now())
	page := LeaderPage{
		Frame: f, Day: fmt.Sprintf("%d 月 %d 日　%s", today.Month(), today.Day(), strings.Replace(today.ChineseWeekday(), "周", "星期", 1)),
		Report: layout.Link{Text: "年报预编", URL: fmt.Sprintf("/desk/reports/%d", today.Year())},
	}
	for _, part := range []func(context.Context, *agency.Person, *LeaderPage, workday.Date) error{d.leaderLate, d.leaderSign, d.leaderRisks, d.leaderUnits, d.leaderFigures} {
		if err := part(ctx, p, &page, today); err != nil {
			return err
		}
	}
	return d.show(w, r, http.StatusOK, Leader(page))
}

// leaderLate lists what is late, the bureau's own with the person's name, that of the units in one line each.
func (d *Desk) leaderLate(ctx context.Context, p *agency.Person, page *LeaderPage, today workday.Date) error {
	late, err := d.Obligations.Obligations(ctx, obligation.Filter{Unit: d.scope(p), OpenOnly: true, DueBy: today.AddDays(-1), But: law.LicencePublicity, Limit: 200})
	if err != nil {
		return err
	}
	batches, err := d.Credit.OpenDuties(ctx, d.scope(p), 0)
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	cal := d.Calendars.Calendar()
	own, others, byUnit := 0, 0, map[int64][]obligation.Obligation{}
	for _, b := range batches {
		if today.After(b.Due) {
			own += b.N
			o := ofBatch(b)
			page.Late = append(page.Late, LeaderLine{Title: o.Title, URL: fmt.Sprintf("/desk/batches/%d", b.Batch), State: dueState(cal, b.Due, today), Text: "信用平台没有接收，见渠道送达"})
		}
	}
	for _, o := range late {
		if u := names.units[o.Unit]; u.Kind != agency.Bureau && d.scope(p) == 0 {
			others++
			byUnit[o.Unit] = append(byUnit[o.Unit], o)
			continue
		}
		own++
		if len(page.Late) < lateLines {
			duty, err := d.dutyLine(&o, today)
			if err != nil {
				return err
			}
			page.Late = append(page.Late, LeaderLine{Title: duty.Title, URL: cmp.Or(duty.URL, "/desk/"), State: duty.State, Text: d.nameOf(ctx, o.Person)})
		}
	}
	var words []string
	for _, unit := range sortedKeys(byUnit) {
		os := byUnit[unit]
		words = append(words, fmt.Sprintf("%s %d 件，最长 %d 日", names.units[unit].Short, len(os), max(1, cal.Between(os[0].Due, today))))
	}
	if others > 0 {
		page.Late = append(page.Late, LeaderLine{Title: fmt.Sprintf("所属单位 %d 件", others), URL: "/desk/", Text: strings.Join(words, "；") + "。"})
	}
	page.LateNote = fmt.Sprintf("%d 件", own+others)
	page.Sentence = fmt.Sprintf("逾期 %d 件", own+others)
	if d.scope(p) == 0 {
		page.Sentence += fmt.Sprintf("（局机关 %d，所属单位 %d）", own, others)
	}
	return nil
}

func sortedKeys[V any](m map[int64]V) []int64 {
	var keys []int64
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// nameOf names who answers for something, "" where it is the unit.
func (d *Desk) nameOf(ctx context.Context, id int64) string {
	if id == 0 {
		return ""
	}
	p, err := d.Units.Person(ctx, agency.PersonID(id), workday.DateOf(d.Now()))
	if err != nil {
		return ""
	}
	return p.Name
}

func (d *Desk) leaderSign(ctx context.Context, p *agency.Person, page *LeaderPage, today workday.Date) error {
	waiting, n, err := d.Items.Waiting(ctx, p, publication.Queue{ByDue: true, Limit: signLines})
	if err != nil {
		return err
	}
	for i := range waiting {
		q := &waiting[i]
		if q.Due.IsZero() {
			if q.Due, err = d.dueOf(ctx, &q.Item); err != nil {
				return err
			}
		}
		s := LeaderSign{Kind: q.Route[q.Stage].Stage.Name(), Title: q.Version.Title, URL: itemURL(&q.Item)}
		if q.Due != far {
			s.Due = dueState(d.Calendars.Calendar(), q.Due, today)
		}
		if q.Version.Summary != "" {
			s.Lines = append(s.Lines, q.Version.Summary)
		}
		found := "敏感信息无"
		if n := len(q.Screened.Findings); n > 0 {
			found = fmt.Sprintf("检查有 %d 处提醒", n)
		}
		s.Lines = append(s.Lines, strings.TrimSpace("拟稿 "+d.nameOf(ctx, q.Writer)+"　"+found))
		page.Sign = append(page.Sign, s)
	}
	page.SignNote = fmt.Sprintf("%d 件", n)
	page.Sentence += fmt.Sprintf("，待您办理 %d 件。", n)
	return nil
}

// leaderRisks puts first what fails a site outright in the national inspection.
func (d *Desk) leaderRisks(ctx context.Context, p *agency.Person, page *LeaderPage, today workday.Date) error {
	columns, err := d.Columns.Columns(ctx)
	if err != nil {
		return err
	}
	tallies, err := d.Columns.ColumnTallies(ctx, 0)
	if err != nil {
		return err
	}
	last := map[catalog.ColumnID]workday.Date{}
	newest := workday.Date{}
	for _, t := range tallies {
		last[t.Column] = t.Last
		if t.Last.After(newest) {
			newest = t.Last
		}
	}
	var empty, stale []string
	for _, c := range columns {
		on, has := last[c.ID]
		switch {
		case c.Section == catalog.Annual || c.Code == "double-publicity":
		case !has:
			empty = append(empty, c.Name)
		case c.CycleDays > 0 && today.Sub(on) > c.CycleDays:
			stale = append(stale, fmt.Sprintf("%s %d 天", c.Name, today.Sub(on)))
		}
	}
	risk := LeaderLine{State: layout.Achieved("空白栏目"), Text: "没有"}
	if len(empty) > 0 {
		risk = LeaderLine{State: layout.Attention(fmt.Sprintf("空白栏目 %d 个", len(empty))), Text: fmt.Sprintf("满 %d 个即否决：%s", vetoEmpty, strings.Join(empty, "、"))}
		if len(empty) >= vetoEmpty {
			risk.State = layout.Violated(fmt.Sprintf("空白栏目 %d 个", len(empty)))
		}
	}
	page.Risks = append(page.Risks, risk)
	risk = LeaderLine{State: layout.Achieved("首页更新"), Text: newest.String() + "，未超两周"}
	if newest.IsZero() || today.Sub(newest) > 14 {
		risk = LeaderLine{State: layout.Violated("首页更新"), Text: "已超过两周没有更新"}
	}
	page.Risks = append(page.Risks, risk)
	risk = LeaderLine{State: layout.Achieved("栏目更新"), Text: "都在更新周期内"}
	if len(stale) > 0 {
		risk = LeaderLine{State: layout.Attention(fmt.Sprintf("超期未更新 %d 个", len(stale))), Text: strings.Join(stale[:min(len(stale), 6)], "、")}
	}
	page.Risks = append(page.Risks, risk)
	counts, err := d.Deliveries.CountDeliveries(ctx, d.scope(p))
	if err != nil {
		return err
	}
	risk = LeaderLine{State: layout.Achieved("渠道送达"), Text: "没有未送到的"}
	if n := channel.Total(counts, channel.Refused) + channel.Total(counts, channel.Manual); n > 0 {
		risk = LeaderLine{State: layout.Attention(fmt.Sprintf("未送达 %d 件", n)), Text: "看是哪几件", URL: "/desk/deliveries"}
	}
	page.Risks = append(page.Risks, risk)
	return nil
}

// leaderUnits lists the units whose publishing on time is lowest.
func (d *Desk) leaderUnits(ctx context.Context, p *agency.Person, page *LeaderPage, today workday.Date) error {
	if d.scope(p) != 0 {
		return nil
	}
	from := workday.NewDate(today.Year(), 1, 1)
	tallies, err := d.Obligations.Tallies(ctx, law.Publish, from, today, today)
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	type score struct {
		unit int64
		t    obligation.Tally
		rate float64
	}
	var scores []score
	for unit, t := range tallies {
		if t.Due() > 0 {
			scores = append(scores, score{unit, t, float64(t.OnTime) / float64(t.Due())})
		}
	}
	slices.SortFunc(scores, func(a, b score) int { return cmp.Or(cmp.Compare(a.rate, b.rate), cmp.Compare(a.unit, b.unit)) })
	page.UnitNote = fmt.Sprintf("今年 %d 个单位有应公开的文件，按时率低的在前", len(scores))
	for _, s := range scores[:min(len(scores), scoreLines)] {
		row := UnitScore{Name: names.units[s.unit].Short, URL: "/units/" + names.units[s.unit].Code, Percent: percent(s.t.OnTime, s.t.Due()), Width: int(s.rate * 100), Low: s.rate < 0.9}
		if s.t.Late > 0 {
			row.Late = fmt.Sprintf("迟公开或逾期 %d 件", s.t.Late)
		}
		page.Units = append(page.Units, row)
	}
	return nil
}

func (d *Desk) leaderFigures(ctx context.Context, p *agency.Person, page *LeaderPage, today workday.Date) error {
	year := today.Year()
	_, items, err := d.List.Items(ctx, publication.Filter{Public: true, Unit: d.scope(p), Year: year, CountTo: countTo, Limit: 1})
	if err != nil {
		return err
	}
	published, err := d.Obligations.Tally(ctx, law.Publish, d.scope(p), workday.NewDate(year, 1, 1), today, today)
	if err != nil {
		return err
	}
	licences, err := d.Credit.OnTime(ctx, d.scope(p), year)
	if err != nil {
		return err
	}
	page.Figures = []Figure{
		{Value: atMost(items), Text: "主动公开（条）", URL: fmt.Sprintf("/columns/all?year=%d", year)},
		{Value: cmp.Or(percent(published.OnTime, published.Due()), "—"), Text: "文件按时公开率", URL: "/desk/items?view=released"},
		{Value: strconv.Itoa(licences.Met), Text: "许可决定已报送", URL: "/desk/deliveries"},
		{Value: cmp.Or(percent(licences.OnTime, licences.Due()), "—"), Text: "双公示按时率", URL: "/desk/batches"},
	}
	return nil
}
