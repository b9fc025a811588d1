package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"gongkai/internal/agency"
	"gongkai/internal/dispute"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const (
	disputesURL  = "/desk/disputes"
	disputesSize = 30 // on a page
)

// disputeReaders see cases; who takes which step is said by the case itself. disputeKeepers enter and carry them, evidenceKeepers may have
// the evidence.
var (
	disputeReaders  = []agency.Role{agency.GeneralOffice, agency.DisclosureHead, agency.DeputyLeader, agency.FirstReviewer, agency.SecondReviewer, agency.Signer, agency.Inspector}
	disputeKeepers  = []agency.Role{agency.GeneralOffice, agency.DisclosureHead}
	evidenceKeepers = []agency.Role{agency.GeneralOffice, agency.DisclosureHead, agency.Signer}
)

func (d *Desk) disputeRoutes() []web.Route {
	readers, keepers, evidence := web.Holding(disputeReaders...), web.Holding(disputeKeepers...), web.Holding(evidenceKeepers...)
	record := web.OfUnit("dispute")
	return []web.Route{
		{Method: "GET", Pattern: disputesURL, Need: readers, Handle: d.disputes},
		{Method: "GET", Pattern: disputesURL + "/new", Need: keepers, Handle: d.newDispute},
		{Method: "POST", Pattern: disputesURL, Need: keepers, Handle: d.createDispute},
		{Method: "GET", Pattern: disputesURL + "/{id}", Names: record, Need: readers, Handle: d.dispute},
		{Method: "GET", Pattern: disputesURL + "/{id}/steps/{kind}", Names: record, Need: keepers, Handle: d.newDisputeStep},
		{Method: "POST", Pattern: disputesURL + "/{id}/steps", Names: record, Need: keepers, Handle: d.createDisputeStep},
		{Method: "GET", Pattern: disputesURL + "/{id}/bundle", Names: record, Need: evidence, Handle: d.askBundle},
		{Method: "POST", Pattern: disputesURL + "/{id}/bundle", Names: record, Need: evidence, Handle: d.sendBundle},
	}
}

// DisputesPage lists cases.
type DisputesPage struct {
	Frame
	Sentence string
	Tabs     []layout.Tab
	Rows     []DisputeRow
	Pager    layout.Pager
	Empty    *Empty
	New      layout.Link // empty: the person enters none
}

// DisputeRow is one of them.
type DisputeRow struct {
	No, URL, Title, Forum, Court, Received string
	State, Due                             layout.State
}

// disputeTabs are those of the list.
var disputeTabs = []struct {
	key, name string
	filter    dispute.Filter
}{
	{"", "在办", dispute.Filter{Open: true}},
	{"ended", "办结", dispute.Filter{Ended: true}},
}

func (d *Desk) disputes(w http.ResponseWriter, r *http.Request) error {
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "复议诉讼", disputesURL)
	if err != nil {
		return err
	}
	page := DisputesPage{
		Frame: f, Sentence: "在办的按答复期限排列，最急的在前；答复期限自收到通知书的次日起算，行政复议按工作日计，行政诉讼按自然日计、末日遇休假日顺延。",
		Empty: &Empty{Title: "没有复议诉讼案件", Text: "收到复议机关的答复通知书或者法院的应诉通知书后，在这里登记；年度报告表四按登记统计。"},
	}
	filter := disputeTabs[0].filter
	for _, t := range disputeTabs {
		current := t.key == r.URL.Query().Get("show")
		page.Tabs = append(page.Tabs, layout.Tab{Text: t.name, URL: disputesURL + "?show=" + t.key, Current: current})
		if current {
			filter = t.filter
		}
	}
	filter.Unit, filter.Limit, filter.Offset = d.scope(who(r)), disputesSize, (no-1)*disputesSize
	list, n, err := d.Disputes.List(r.Context(), filter)
	if err != nil {
		return err
	}
	page.Pager = web.Paging(r, n, no, disputesSize, "件")
	if who(r).Has(disputeKeepers...) {
		page.New = layout.Link{Text: "登记复议诉讼", URL: disputesURL + "/new"}
	}
	for i := range list {
		c := &list[i]
		page.Rows = append(page.Rows, DisputeRow{
			No: c.No, URL: disputeURL(c.ID), Title: disputeTitle(c), Forum: c.Forum.Name(), Court: cmp.Or(c.Court, "—"), Received: dayOrDash(c.ReceivedOn), State: disputeState(c), Due: d.disputeDue(c),
		})
	}
	return d.show(w, r, http.StatusOK, Disputes(page))
}

func disputeURL(id dispute.ID) string { return fmt.Sprintf("%s/%d", disputesURL, id) }

// disputeTitle is what a case is called: older cases were only counted.
func disputeTitle(c *dispute.Case) string { return cmp.Or(c.Subject, c.Forum.Name()+"案件 "+c.No) }

// disputeState is how a case stands, as a mark and a word.
func disputeState(c *dispute.Case) layout.State {
	switch word := c.Stage(); {
	case c.Result == dispute.Corrected:
		return layout.Violated(word)
	case c.Ended():
		return layout.Achieved(word)
	case c.Owed():
		return layout.Attention(word)
	case !c.RepliedOn.IsZero():
		return layout.InHand(word)
	default:
		return layout.NotYet(word)
	}
}

// disputeDue is how the reply stands.
func (d *Desk) disputeDue(c *dispute.Case) layout.State {
	switch {
	case c.RepliedOn.After(c.Due) && !c.Due.IsZero():
		return layout.Violated(c.RepliedOn.String() + " 逾期答复")
	case !c.RepliedOn.IsZero():
		return layout.Achieved(c.RepliedOn.String() + " 答复")
	case c.Ended():
		return layout.NotApplicable("没有答复")
	case c.Due.IsZero():
		return layout.NotYet("期限未起算")
	}
	s := naturalState(c.Due, workday.DateOf(d.Now()))
	s.Word = c.Due.String() + " " + s.Word
	return s
}

// naturalState says how a due day stands to today, in natural days.
func naturalState(due, today workday.Date) layout.State {
	switch n := due.Sub(today); {
	case n < 0:
		return layout.Violated(fmt.Sprintf("逾期 %d 天", -n))
	case n == 0:
		return layout.Attention("今日到期")
	case n <= 3:
		return layout.Attention(fmt.Sprintf("余 %d 天", n))
	default:
		return layout.ToCome(fmt.Sprintf("余 %d 天", n))
	}
}

// disputesOf are the cases about a request, and where one is entered once the request is answered.
func (d *Desk) disputesOf(r *http.Request, req *request.Request) ([]layout.Link, layout.Link, error) {
	var links []layout.Link
	if who(r).Has(disputeReaders...) {
		list, _, err := d.Disputes.List(r.Context(), dispute.Filter{Request: req.ID})
		if err != nil {
			return nil, layout.Link{}, err
		}
		for i := range list {
			links = append(links, layout.Link{Text: list[i].No + "　" + list[i].Forum.Name() + "，" + list[i].Stage(), URL: disputeURL(list[i].ID)})
		}
	}
	if req.Open() || !who(r).Has(disputeKeepers...) {
		return links, layout.Link{}, nil
	}
	return links, layout.Link{Text: "登记复议诉讼", URL: disputesURL + "/new?request=" + url.QueryEscape(req.No)}, nil
}

// DisputePage is a case.
type DisputePage struct {
	Frame
	Heading  string
	State    layout.State
	Sentence string
	Findings []string // what deserves a look
	Reply    ReplyView
	Can      []StepLink
	Cannot   []StepLink
	Steps    []StepRow
	Facts    []layout.Fact
	Claim    []string
}

// ReplyView is the deadline of the reply in words.
type ReplyView struct {
	Why     string // why there is none; else all of these
	What    string // 行政复议答复
	Left    string
	Late    bool
	Due     string // 2026-11-27 周五
	DueISO  string
	Article string
	Sum     string
	Unsure  string // the due day may still move
}

// readDispute returns the case of the address, if the person may see it.
func (d *Desk) readDispute(r *http.Request) (*dispute.Case, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	c, err := d.Disputes.Case(r.Context(), dispute.ID(n))
	if err != nil {
		return nil, err
	}
	if !who(r).Sees(c.Unit) {
		return nil, fmt.Errorf("case %d of another unit: %w", n, dispute.ErrNotFound)
	}
	return c, nil
}

func (d *Desk) dispute(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readDispute(r)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "复议诉讼 "+c.No, disputesURL, layout.Link{Text: "复议诉讼", URL: disputesURL})
	if err != nil {
		return err
	}
	req, findings, err := d.Disputes.About(r.Context(), c)
	if err != nil {
		return err
	}
	page := DisputePage{
		Frame: f, Heading: disputeTitle(c), State: disputeState(c), Findings: findings, Facts: disputeFacts(c, req),
		Sentence: fmt.Sprintf("%s　%s　%s　收案：%s", c.No, c.Forum.Name(), cmp.Or(c.Court, "机关未登记"), dayOrDash(c.ReceivedOn)),
	}
	if page.Reply, err = d.replyView(c); err != nil {
		return err
	}
	for _, kind := range dispute.StepKinds() {
		link := StepLink{Name: kind.Name(), Why: disputeNotes[kind], URL: fmt.Sprintf("%s/steps/%s", disputeURL(c.ID), kind)}
		if kind == dispute.Evidence {
			link.URL = disputeURL(c.ID) + "/bundle"
		}
		switch why := c.Can(kind, who(r)); {
		case why == nil:
			page.Can = append(page.Can, link)
		case !c.Ended():
			page.Cannot = append(page.Cannot, StepLink{Name: link.Name, Why: fault.Text(why)})
		}
	}
	return d.showDispute(w, r, c, page)
}

// showDispute opens what the steps say, and draws the page.
func (d *Desk) showDispute(w http.ResponseWriter, r *http.Request, c *dispute.Case, page DisputePage) error {
	for i := len(c.Steps) - 1; i >= 0; i-- { // the newest first
		s := &c.Steps[i]
		words, err := d.Disputes.Words(c, s)
		if err != nil {
			return err
		}
		row := StepRow{On: s.On.String(), Name: s.Kind.Name(), Text: words.Text, Clock: replyEffects[s.Kind], Evidence: words.Evidence, By: d.staffName(r, s.By), Article: c.Article(s.Kind).Full()}
		switch s.Kind {
		case dispute.Register:
			page.Claim, row.Text = paragraphs(words.Text), c.Forum.Name()
			if !c.NoticeOn.IsZero() && !slices.ContainsFunc(c.Steps, func(s dispute.Step) bool { return s.Kind == dispute.Notice }) {
				row.Clock = replyEffects[dispute.Notice] // the notice was there from the start
			}
		case dispute.Evidence:
			row.Evidence = "清单校验值 " + s.Digest[:min(16, len(s.Digest))]
		case dispute.Conclude:
			row.Text = s.Result.Name()
			if words.Text != "" {
				row.Text += "：" + words.Text
			}
		}
		page.Steps = append(page.Steps, row)
	}
	return d.show(w, r, http.StatusOK, Dispute(page))
}

// replyEffects say what a step does to the limit of the reply.
var replyEffects = map[dispute.StepKind]string{dispute.Notice: "起算", dispute.Reply: "止", dispute.Conclude: "结案"}

func disputeFacts(c *dispute.Case, req *request.Request) []layout.Fact {
	facts := []layout.Fact{
		{Name: "案件编号", Value: c.No, Mono: true},
		{Name: "类型", Value: c.Forum.Name()},
		{Name: "复议机关、法院", Value: cmp.Or(c.Court, "—")},
		{Name: "案号", Value: cmp.Or(c.TheirNo, "—")},
		{Name: "收案日期", Value: dayOrDash(c.ReceivedOn)},
		{Name: "收到通知书", Value: dayOrDash(c.NoticeOn)},
	}
	if c.Forum == dispute.Review {
		facts = append(facts, layout.Fact{Name: "程序", Value: map[bool]string{true: "简易程序", false: "普通程序"}[c.Simple]})
	}
	facts = append(facts, layout.Fact{Name: "提出" + c.Forum.Reply(), Value: dayOrDash(c.RepliedOn)})
	if c.Ended() {
		facts = append(facts, layout.Fact{Name: "审理结果", Value: c.Result.Name() + "（" + c.ClosedOn.String() + "）"})
	}
	if req == nil {
		return append(facts, layout.Fact{Name: "涉及的申请", Value: "不在登记簿里"})
	}
	return append(facts, layout.Fact{Name: "涉及的申请", Value: req.No + "　" + req.Title(), URL: requestURL(req.ID)})
}

// replyView tells the deadline of the reply with its arithmetic, or why there is none.
func (d *Desk) replyView(c *dispute.Case) (ReplyView, error) {
	dl, err := c.Deadline(d.Calendars.Calendar())
	if err != nil {
		return ReplyView{}, err
	}
	v := ReplyView{What: c.Forum.Reply()}
	switch today := workday.DateOf(d.Now()); {
	case !c.RepliedOn.IsZero():
		v.Why = fmt.Sprintf("%s于%s提出，期限%s，%s。", c.Forum.Reply(), c.RepliedOn, c.Due, map[bool]string{true: "逾期", false: "没有逾期"}[c.RepliedOn.After(c.Due)])
	case c.Ended():
		v.Why = fmt.Sprintf("本案%s于%s审结，没有登记%s。", c.Result.Name(), c.ClosedOn, c.Forum.Reply())
	case c.NoticeOn.IsZero():
		v.Why = "还没有登记收到" + c.Forum.Notice() + "的日期，答复期限没有起算。收到后请当日登记。"
	default:
		state := naturalState(c.Due, today)
		v.Left, v.Late = state.Word, today.After(c.Due)
		v.Due, v.DueISO, v.Article, v.Sum = c.Due.String()+" "+c.Due.ChineseWeekday(), c.Due.String(), dl.Rule.Article.Full(), arithmetic(dl)
		if dl.Provisional {
			v.Unsure = fmt.Sprintf("%d年放假安排尚未公布，末日可能顺延；载入后由人确认改期。", c.Due.Year())
		}
	}
	return v, nil
}
