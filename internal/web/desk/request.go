package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const (
	requestsURL  = "/desk/requests"
	requestsSize = 30 // on a page
)

// requestReaders see requests; who takes which step is said by the request itself.
var requestReaders = []agency.Role{
	agency.GeneralOffice, agency.DisclosureHead, agency.DeputyLeader, agency.FirstReviewer, agency.SecondReviewer, agency.SecrecyReviewer, agency.Signer, agency.Writer, agency.Inspector,
}

// requestDoers take some step of a request.
var requestDoers = slices.DeleteFunc(slices.Clone(requestReaders), func(r agency.Role) bool { return r.Info().ReadOnly || r == agency.DeputyLeader })

func (d *Desk) requestRoutes() []web.Route {
	readers, doers := web.Holding(requestReaders...), web.Holding(requestDoers...)
	record := web.OfUnit("request")
	return []web.Route{
		{Method: "GET", Pattern: requestsURL, Need: readers, Handle: d.requests},
		{Method: "GET", Pattern: requestsURL + "/new", Need: web.Holding(agency.GeneralOffice), Handle: d.newRequest},
		{Method: "POST", Pattern: requestsURL, Need: web.Holding(agency.GeneralOffice), Handle: d.createRequest},
		{Method: "GET", Pattern: requestsURL + "/{id}", Names: record, Need: readers, Handle: d.request},
		{Method: "GET", Pattern: requestsURL + "/{id}/sheet", Names: record, Need: readers, Handle: d.requestSheet},
		{Method: "POST", Pattern: requestsURL + "/{id}/receipt", Names: record, Need: web.Holding(agency.GeneralOffice), Handle: d.requestReceipt},
		{Method: "GET", Pattern: requestsURL + "/{id}/steps/{kind}", Names: record, Need: doers, Handle: d.newStep},
		{Method: "POST", Pattern: requestsURL + "/{id}/steps", Names: record, Need: doers, Handle: d.createStep},
		{Method: "GET", Pattern: requestsURL + "/{id}/letters/{step}", Names: record, Need: doers, Handle: d.requestLetter},
		{Method: "GET", Pattern: requestsURL + "/{id}/letters/{step}/file", Names: record, Need: web.Holding(letterSenders...), Handle: d.letterFile},
		{Method: "GET", Pattern: requestsURL + "/{id}/copies/new", Names: record, Need: doers, Handle: d.newCopy},
		{Method: "POST", Pattern: requestsURL + "/{id}/copies", Names: record, Need: doers, Upload: true, Handle: d.createCopy},
		{Method: "GET", Pattern: requestsURL + "/{id}/whole", Names: record, Need: web.Holding(wholeReaders...), Handle: d.askWhole},
		{Method: "POST", Pattern: requestsURL + "/{id}/whole", Names: record, Need: web.Holding(wholeReaders...), Handle: d.showWhole},
		{Method: "POST", Pattern: requestsURL + "/{id}/subject", Names: record, Need: web.Holding(agency.GeneralOffice), Handle: d.describeRequest},
	}
}

// RequestsPage lists requests.
type RequestsPage struct {
	Frame
	Sentence string
	Tabs     []layout.Tab
	Rows     []RequestRow
	Pager    layout.Pager
	Empty    *Empty
	New      layout.Link // empty: the person takes none in
	Letters  layout.Link // how the unit writes
}

// RequestRow is one of them.
type RequestRow struct {
	No, URL   string
	Title     string
	Applicant string
	State     layout.State
	Received  string
	Due       layout.State
	Officer   string
}

// tabs of the list.
var requestTabs = []struct {
	key, name string
	filter    request.Filter
}{
	{"", "在办", request.Filter{Open: true}},
	{"ended", "办结", request.Filter{Ended: true}},
	{"all", "全部", request.Filter{}},
}

func (d *Desk) requests(w http.ResponseWriter, r *http.Request) error {
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "依申请公开", requestsURL)
	if err != nil {
		return err
	}
	page := RequestsPage{Frame: f, Sentence: "在办的按答复期限排列，最急的在前；期限自收到之日的次日起算，按工作日计。"}
	filter := request.Filter{Open: true}
	for _, t := range requestTabs {
		page.Tabs = append(page.Tabs, layout.Tab{Text: t.name, URL: requestsURL + "?show=" + t.key, Current: t.key == r.URL.Query().Get("show")})
		if t.key == r.URL.Query().Get("show") {
			filter = t.filter
		}
	}
	filter.Unit, filter.Limit, filter.Offset = d.scope(who(r)), requestsSize, (no-1)*requestsSize
	list, n, err := d.Requests.List(r.Context(), filter)
	if err != nil {
		return err
	}
	page.Pager = web.PagingUpTo(request.MaxCounted, r, n, no, requestsSize, "件")
	page.Empty = &Empty{Title: "没有申请", Text: "公众在门户提交的、窗口和邮寄收到的申请，列在这里。"}
	if who(r).Has(agency.GeneralOffice) {
		page.New = layout.Link{Text: "登记申请", URL: requestsURL + "/new"}
	}
	if who(r).Has(dispatch.Keepers...) {
		page.Letters = layout.Link{Text: "文书设置", URL: lettersURL}
	}
	for i := range list {
		page.Rows = append(page.Rows, d.requestRow(r, &list[i]))
	}
	return d.show(w, r, http.StatusOK, Requests(page))
}

func (d *Desk) requestRow(r *http.Request, req *request.Request) RequestRow {
	return RequestRow{
		No: req.No, URL: requestURL(req.ID), Title: req.Title(), Applicant: req.Applicant.Name(), State: requestState(req), Received: dayOrDash(req.ReceivedOn),
		Due: d.requestDue(req), Officer: d.staffName(r, req.Officer),
	}
}

func requestURL(id request.ID) string { return fmt.Sprintf("%s/%d", requestsURL, id) }

func dayOrDash(day workday.Date) string {
	if day.IsZero() {
		return "—"
	}
	return day.String()
}

// staffName is a person's name, a dash for nobody.
func (d *Desk) staffName(r *http.Request, id int64) string {
	if id == 0 {
		return "—"
	}
	return d.personName(r, strconv.FormatInt(id, 10))
}

// requestState is the state as a mark and a word.
func requestState(req *request.Request) layout.State {
	switch name := req.State.Name(); req.State {
	case request.Filed, request.Decided, request.Signing:
		return layout.Attention(name)
	case request.Supplementing, request.FeeNoticed:
		return layout.NotYet(name)
	case request.Sent, request.Delivered:
		return layout.Achieved(name)
	case request.Withdrawn, request.Abandoned, request.Archived:
		return layout.NotApplicable(name)
	default:
		return layout.InHand(name)
	}
}

// requestDue is how the due day stands, or how it ended.
func (d *Desk) requestDue(req *request.Request) layout.State {
	today := workday.DateOf(d.Now())
	switch {
	case req.ClosedOn.After(req.Due) && !req.Due.IsZero():
		return layout.Violated(req.ClosedOn.String() + " 逾期办结")
	case !req.Open():
		return layout.Achieved(req.ClosedOn.String() + " 办结")
	case req.Due.IsZero():
		return layout.NotYet("期限未起算")
	}
	s := dueState(d.Calendars.Calendar(), req.Due, today)
	s.Word = req.Due.String() + " " + s.Word
	return s
}

// RequestPage is a 卷宗.
type RequestPage struct {
	Frame
	Heading  string
	State    layout.State
	Sentence string
	Subject  *layout.Field // of the form that names the request; nil: it has a name, or the person may not
	Action   string
	Clock    ClockView
	Can      []StepLink
	Cannot   []StepLink
	Tries    []TryRow
	Steps    []StepRow
	Form     []layout.Fact
	Text     []string
	Erased   []string // what went when its time was over, a sentence each
	Links    []layout.Link
	Similar  []SimilarRow
	Worth    bool          // so many ask for it that it should be published
	Publish  string        // address of a new item; empty: the person writes none
	Disputes []layout.Link // cases about it
	Dispute  layout.Link   // where one is entered; empty: the person enters none, or the request is not answered
}

// SimilarRow is another request about nearly the same.
type SimilarRow struct {
	No, URL, Title, Outcome string
}

// ClockView is the deadline and the strip of days.
type ClockView struct {
	Left     string // 余 5 个工作日
	Late     bool
	Due      string // 2026-11-27 周五
	DueISO   string
	Used     string // 15／20
	Note     string // 扣除 7 日，未延期
	Article  string
	Sum      string
	Why      string // why there is no deadline now
	Unsure   string // the due day may still move
	Days     []DayBox
	Legend   []DayKey
	SheetURL string
}

// DayBox is a working day on the strip.
type DayBox struct {
	Month string // where a month begins
	Day   string
	Class string // c-run …
	N     string
	Week  bool // a gap before it
	Today bool
	Due   bool
}

// DayKey explains a colour of the strip.
type DayKey struct{ Class, Text string }

// StepLink is a step that can be taken, or why not.
type StepLink struct {
	Name, Why, URL string
}

// TryRow is a line of the simulator.
type TryRow struct {
	If, Due, Sum string
	Can          layout.State
}

// StepRow is a line of what happened.
type StepRow struct {
	On, Name, Text, Clock, Evidence, By, Article string
	Letter                                       layout.Link // that the step sent; empty: none, or the person does not see letters
}

// after is what follows the name of the step.
func (s StepRow) after() string {
	if s.Text == "" {
		return ""
	}
	return "：" + s.Text
}

// readRequest returns the request of the address, if the person may see it.
func (d *Desk) readRequest(r *http.Request) (*request.Request, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	req, err := d.Requests.Request(r.Context(), request.ID(n))
	if err != nil {
		return nil, err
	}
	if !who(r).Sees(req.Unit) {
		return nil, fmt.Errorf("request %d of another unit: %w", n, request.ErrNotFound)
	}
	return req, nil
}

func (d *Desk) request(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	return d.showRequest(w, r, http.StatusOK, req, nil)
}

// showRequest lays out a request. Who applies is masked: whoever needs it whole opens the form by its own step, which is logged.
func (d *Desk) showRequest(w http.ResponseWriter, r *http.Request, status int, req *request.Request, problem error) error {
	p, cal, today := who(r), d.Calendars.Calendar(), workday.DateOf(d.Now())
	f, err := d.frame(w, r, "依申请公开 "+req.No, requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL})
	if err != nil {
		return err
	}
	a := &request.Application{}
	if req.Erased.IsZero() {
		if a, err = d.Requests.Application(req); err != nil {
			return err
		}
	}
	clock, err := req.Clock(cal)
	if err != nil {
		return err
	}
	days, err := req.Timeline(cal, today)
	if err != nil {
		return err
	}
	name, idNo := a.Masked()
	if !req.Erased.IsZero() {
		name, idNo, a.Get, a.Carrier = "（已删除）", "（已删除）", "（已删除）", "（已删除）"
	}
	page := RequestPage{
		Frame: f, Heading: req.Title(), State: requestState(req), Text: paragraphs(a.Text), Action: requestURL(req.ID),
		Sentence: fmt.Sprintf("%s　申请人：%s（%s）　%s　要求：%s，%s　经办：%s", req.No, name, req.Applicant.Name(), req.Channel.Name(), a.Get, a.Carrier, d.staffName(r, req.Officer)),
		Clock:    clockView(cal, req, &clock, days, today),
		Form: []layout.Fact{
			{Name: "申请编号", Value: req.No, Mono: true},
			{Name: "申请人", Value: name + "（" + req.Applicant.Name() + "）"},
			{Name: "证件号码", Value: idNo, Mono: true},
			{Name: "收到途径", Value: req.Channel.Name() + "，" + req.Channel.Counts()},
			{Name: "提交时间", Value: stamp(req.FiledAt)},
			{Name: "收到日", Value: dayOrDash(req.ReceivedOn)},
			{Name: "获取方式", Value: a.Get},
			{Name: "载体形式", Value: a.Carrier},
		},
	}
	if on := req.Erased; !on.IsZero() {
		page.Erased = append(page.Erased, "申请人信息已于 "+on.String()+" 按保存期限删除。")
	}
	if on := req.ProofsErased(); !on.IsZero() {
		page.Erased = append(page.Erased, "身份证明已于 "+on.String()+" 按保存期限删除。")
	}
	if p.Has(wholeReaders...) && req.Erased.IsZero() {
		page.Links = append(page.Links, layout.Link{Text: "查看申请人信息", URL: requestURL(req.ID) + "/whole"})
	}
	if req.Subject == "" && p.Has(agency.GeneralOffice) {
		page.Subject = &layout.Field{Name: "subject", Label: "内容概述", Required: "必填", Value: r.PostFormValue("subject"), Max: request.MaxSubject, Hint: "清单和登记簿用它称呼本件，例如“局属学校食堂委托经营合同”；不写申请人的姓名。"}
		var fields fault.Fields
		if problem != nil && asFields(problem, &fields) {
			page.Subject.Error = fields.For("subject")
		}
	}
	for _, kind := range request.StepKinds() {
		why := req.Can(cal, kind, p, today)
		link := StepLink{Name: kind.Name(), Why: stepNotes[kind], URL: fmt.Sprintf("%s/steps/%s", requestURL(req.ID), kind)}
		if kind == request.Prepare { // it takes a file
			link.URL = requestURL(req.ID) + "/copies/new"
		}
		switch {
		case why == nil:
			page.Can = append(page.Can, link)
		case req.Near(cal, kind):
			page.Cannot = append(page.Cannot, StepLink{Name: link.Name, Why: fault.Text(why)})
		}
	}
	others, err := d.Requests.Similar(r.Context(), req)
	if err != nil {
		return err
	}
	for i := range others {
		if o := &others[i]; p.Sees(o.Unit) {
			page.Similar = append(page.Similar, SimilarRow{No: o.No, URL: requestURL(o.ID), Title: o.Title(), Outcome: o.Outcome.Name()})
		}
	}
	if page.Worth = request.WorthPublishing(req, others); page.Worth && p.Has(agency.Writer) {
		page.Publish = "/desk/items/new?title=" + url.QueryEscape(req.Subject)
	}
	page.Tries = d.tries(req, &clock, today)
	if page.Disputes, page.Dispute, err = d.disputesOf(r, req); err != nil {
		return err
	}
	if page.Steps, err = d.stepRows(r, req); err != nil {
		return err
	}
	return d.show(w, r, status, Request(page))
}

func (d *Desk) describeRequest(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	err = d.Requests.Describe(r.Context(), who(r), req.ID, r.PostFormValue("subject"))
	var fields fault.Fields
	switch {
	case asFields(err, &fields):
		return d.showRequest(w, r, http.StatusUnprocessableEntity, req, err)
	case err != nil:
		return d.refuse(w, r, requestURL(req.ID), "没有保存", err)
	}
	d.flash(w, "已保存", "清单和登记簿用内容概述称呼本件。")
	return seeOther(w, r, requestURL(req.ID))
}

// stepRows tell what happened, the newest first.
func (d *Desk) stepRows(r *http.Request, req *request.Request) ([]StepRow, error) {
	var rows []StepRow
	for i := len(req.Steps) - 1; i >= 0; i-- {
		s := &req.Steps[i]
		words, err := d.Requests.Words(req, s)
		if err != nil {
			return nil, err
		}
		by := "申请人"
		if s.By != 0 {
			by = d.staffName(r, s.By)
		}
		row := StepRow{On: s.On.String(), Name: s.Kind.Name(), Text: s.Text(words.Text), Clock: clockEffects[s.Kind], Evidence: words.Evidence, By: by, Article: s.Article().Full()}
		if len(words.Letter) > 0 && who(r).Has(requestDoers...) {
			row.Letter = layout.Link{Text: req.LetterName(s) + s.DocNo, URL: fmt.Sprintf("%s/letters/%d", requestURL(req.ID), s.No)}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// clockEffects say what a step does to the clock.
var clockEffects = map[request.StepKind]string{
	request.Receive: "起算", request.AskSupplement: "停", request.Supplement: "重新起算", request.Consult: "次日起扣除", request.AnswerConsult: "恢复", request.LapseConsult: "恢复",
	request.Extend: "延长", request.Defer: "改期", request.NoticeFee: "停", request.PayFee: "重新起算", request.Send: "止", request.Withdraw: "止", request.LapseSupplement: "止", request.LapseFee: "止",
}
