package desk

import (
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) websiteRoutes() []web.Route {
	writers, year := web.Holding(website.Writers...), web.Shared("year")
	routes := []web.Route{
		{Method: "GET", Pattern: "/desk/website-reports/{year}/records/{field}", Names: year, Need: web.SignedIn(), Handle: d.websiteRecords},
		{Method: "GET", Pattern: "/desk/website-reports/{year}", Names: year, Need: web.SignedIn(), Handle: d.websiteReport},
		{Method: "POST", Pattern: "/desk/website-reports/{year}", Names: year, Need: writers, Handle: d.keepWebsite},
		{Method: "GET", Pattern: "/desk/website-reports/{year}/draft", Names: year, Need: writers, Handle: d.askLoadWebsite},
		{Method: "POST", Pattern: "/desk/website-reports/{year}/draft", Names: year, Need: writers, Handle: d.loadWebsite},
		{Method: "GET", Pattern: "/desk/website-reports/{year}/correction", Names: year, Need: writers, Handle: d.askCorrectWebsite},
		{Method: "POST", Pattern: "/desk/website-reports/{year}/correction", Names: year, Need: writers, Handle: d.correctWebsite},
	}
	for _, f := range paper.WebsiteFormats {
		routes = append(routes, web.Route{Method: "GET", Pattern: "/desk/website-reports/{year}/report." + f.Name, Names: year, Need: web.SignedIn(), Handle: d.websiteFile})
	}
	return routes
}

func deskWebsiteURL(year int) string { return "/desk/website-reports/" + strconv.Itoa(year) }

// WebsitePage is the 政府网站工作年度报表 at the desk: what is counted, locked, beside what is typed.
type WebsitePage struct {
	Frame
	Heading   string
	State     layout.State
	Sentence  string
	Years     []layout.Tab
	Preview   string
	Next      layout.Link // what its writer may do next
	Alerts    []Alert
	Error     *FormError
	Parts     []PartLine
	Relations []PartLine
	Reread    Reread
	Action    string // "": nobody writes here
	Base      string
	Blocks    []WebsiteBlock
}

// WebsiteBlock is one block of the form.
type WebsiteBlock struct {
	Key, Name string
	Fields    []layout.Field
}

// websiteAt loads the bureau, its report of the year in the path as it is now, and what is kept of it.
func (d *Desk) websiteAt(r *http.Request) (*agency.Unit, *website.Report, *website.Saved, error) {
	year, err := reportYear(r)
	if err != nil {
		return nil, nil, nil, err
	}
	u, err := d.bureau(r)
	if err != nil {
		return nil, nil, nil, err
	}
	now, saved, err := d.Website.Build(r.Context(), u, year)
	return u, now, saved, err
}

// myWebsite is websiteAt for those who write the report.
func (d *Desk) myWebsite(r *http.Request) (*agency.Unit, *website.Report, *website.Saved, error) {
	u, now, saved, err := d.websiteAt(r)
	if err == nil && who(r).Unit != u.ID {
		err = website.ErrMayNotWrite
	}
	return u, now, saved, err
}

func (d *Desk) websiteReport(w http.ResponseWriter, r *http.Request) error {
	return d.websitePage(w, r, http.StatusOK, nil)
}

func (d *Desk) websitePage(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	u, now, saved, err := d.websiteAt(r)
	if err != nil {
		return err
	}
	today, me := workday.DateOf(d.Now()), who(r)
	due, err := law.Due(d.Calendars.Calendar(), law.WebsiteReport, workday.NewDate(now.Year, 12, 31), law.Options{})
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "政府网站工作年度报表", reportMenuURL(today), layout.Link{Text: "年度报告", URL: deskReportURL(now.Year)}, layout.Link{Text: "政府网站工作年度报表"})
	if err != nil {
		return err
	}
	page := WebsitePage{
		Frame: f, Heading: now.Title(), State: layout.InHand("在填"), Sentence: fmt.Sprintf("应于 %s 前在本网站公布（%s）。有记录的数由记录统计，其余手填；保存不等于公布。", due.Due, due.Rule.Article.Law),
	}
	for y := today.Year(); y >= today.Year()-2; y-- {
		page.Years = append(page.Years, layout.Tab{Text: strconv.Itoa(y), URL: deskWebsiteURL(y), Current: y == now.Year})
	}
	public, err := d.Website.Years(r.Context(), int64(u.ID))
	if err != nil {
		return err
	}
	for _, y := range public {
		if y.Year < today.Year()-2 {
			page.Years = append(page.Years, layout.Tab{Text: strconv.Itoa(y.Year), URL: deskWebsiteURL(y.Year), Current: y.Year == now.Year})
		}
	}
	mine := me.Unit == u.ID && me.Has(website.Writers...)
	if mine {
		page.Action, page.Base = deskWebsiteURL(now.Year), website.Values{}.Digest()
		if saved != nil {
			page.Base = saved.Typed.Digest()
		}
	}
	d.websiteForm(&page, now, mine)
	var unlike []Alert
	page.Reread, unlike = rereadPart(paper.RereadWebsite(r.Context(), now), deskWebsiteURL(now.Year), "栏", "报表")
	page.Alerts = append(page.Alerts, unlike...)
	if err := d.websiteStage(r, &page, now, saved, mine); err != nil {
		return err
	}
	if problem != nil {
		if page.Error, err = refuseWebsite(r, &page, problem); err != nil {
			return err
		}
	}
	return d.show(w, r, status, Website(page))
}

// refuseWebsite puts what was typed back, with what is wrong at each field.
func refuseWebsite(r *http.Request, page *WebsitePage, problem error) (*FormError, error) {
	e, fields, err := asFormError(problem, "没有保存")
	if err != nil {
		return nil, err
	}
	var list []layout.Field
	for i := range page.Blocks {
		for k := range page.Blocks[i].Fields {
			if f := page.Blocks[i].Fields[k : k+1]; !f[0].ReadOnly {
				refill(r, f)
				at(f, fields)
			}
		}
		list = append(list, page.Blocks[i].Fields...)
	}
	e.keep(list)
	page.Base = r.PostFormValue("base")
	return e, nil
}

// websiteForm lays out the blocks with their fields, and the relations.
func (d *Desk) websiteForm(page *WebsitePage, now *website.Report, mine bool) {
	for _, b := range website.Form() {
		block := WebsiteBlock{Key: b.Key, Name: b.Name}
		missing := 0
		for i := range b.Fields {
			f := &b.Fields[i]
			if f.Needed() && now.Values[f.Key] == "" {
				missing++
			}
			field := websiteField(f, now.Values[f.Key], mine)
			if f.Source != "" {
				field.More = layout.Link{Text: "看明细", URL: websiteRecordsURL(now.Year, f.Key)}
			}
			block.Fields = append(block.Fields, field)
		}
		state := layout.Achieved("")
		if missing > 0 {
			state = layout.NotYet(fmt.Sprintf("缺 %d", missing))
		}
		page.Parts = append(page.Parts, PartLine{Text: b.Name, URL: "#" + b.Key, State: state})
		page.Blocks = append(page.Blocks, block)
	}
	for _, rel := range now.Check() {
		state := layout.Achieved("成立")
		switch rel.Outcome {
		case website.Violated:
			state = layout.Violated("不符")
			page.Alerts = append(page.Alerts, Alert{Tone: layout.Late, Title: "勾稽不符，送审前须处理", Text: rel.Text})
		case website.CannotTell:
			state = layout.NotYet("未填")
		}
		page.Relations = append(page.Relations, PartLine{Text: rel.Rule, State: state})
	}
}

// websiteField is a field of the form as somebody sees it: locked unless it is typed, and by them.
func websiteField(f *website.Field, value string, mine bool) layout.Field {
	out := layout.Field{Name: f.Key, Label: f.Title(), Value: value, Hint: f.Rule, ReadOnly: !mine || !f.Typed(), Complete: "off"}
	if f.Unit != "" {
		out.Label += "（" + f.Unit + "）"
	}
	switch {
	case f.Source != "":
		out.Hint = "由记录统计：" + f.Rule
	case f.Fact == website.Filler || f.Fact == website.Owner:
		out.Hint = "取自单位信息。"
	case f.Fact != "":
		out.Hint = "取自网站配置。"
		if value == "" {
			out.Hint = "网站配置中没有填写，请告知系统管理员。"
		}
	case f.Kind == website.Text:
		out.Max = website.MaxText
	case f.Kind == website.Choice:
		if out.Hint = "选一项。"; !out.ReadOnly {
			out.Kind, out.Required = layout.Select, "必填"
			out.Options = []layout.Option{{Value: "", Text: "请选择", Chosen: value == ""}}
			for _, o := range f.Options {
				out.Options = append(out.Options, layout.Option{Value: o, Text: o, Chosen: o == value})
			}
		}
	default:
		if out.Max, out.Required = 20, "必填"; out.Hint == "" {
			out.Hint = "整数，没有的填 0。"
		}
		out.Kind = layout.Number
	}
	return out
}

// websiteStage says where a report stands on its way, and what its writer may do next.
func (d *Desk) websiteStage(r *http.Request, page *WebsitePage, now *website.Report, saved *website.Saved, mine bool) error {
	base, last := deskWebsiteURL(now.Year), saved.Last()
	switch {
	case last != nil:
		page.State, page.Preview = layout.Achieved("已公布"), "/website-reports/"+strconv.Itoa(now.Year)
		if n := len(last.Differences(now)); n > 0 {
			page.Alerts = append(page.Alerts, Alert{Tone: layout.Soon, Title: "与公布的报表不同", Text: fmt.Sprintf("有 %d 栏不同。公布的报表不变；有错的，起草更正版。", n)})
		}
		if mine {
			page.Next = layout.Link{Text: "起草更正版", URL: base + "/correction"}
		}
	case workday.DateOf(d.Now()).Year() <= now.Year:
		page.State = layout.InHand("年内预填")
	case mine:
		page.Next = layout.Link{Text: "生成送审稿", URL: base + "/draft"}
	}
	if saved == nil || saved.Item == 0 {
		return nil
	}
	it, err := d.Items.Item(r.Context(), who(r), publication.ID(saved.Item))
	if _, ok := fault.Of(err); ok || err == nil && it.State == publication.Released {
		return nil // somebody who does not see it, or nothing is on its way
	}
	if err != nil {
		return err
	}
	stage := Alert{Tone: layout.Soon, Title: "送审稿在办", Text: stateOf(it).Word + "。", Links: []layout.Link{{Text: "打开稿件", URL: fmt.Sprintf("/desk/items/%d", it.ID)}}}
	if last != nil {
		stage.Title = "更正版在办"
	}
	if !now.Is(it.Version.Cargo) {
		stage.Tone, stage.Text = layout.Late, stateOf(it).Word+"。此后记录或者填写的数有变动，签发时会拦住；在审的请先退回，再重新生成。"
		if mine {
			stage.Links = append(stage.Links, layout.Link{Text: "重新生成", URL: page.Next.URL})
		}
	}
	page.Alerts = append(page.Alerts, stage)
	return nil
}

func (d *Desk) keepWebsite(w http.ResponseWriter, r *http.Request) error {
	u, now, _, err := d.myWebsite(r)
	if err != nil {
		return err
	}
	typed := website.Values{}
	for _, f := range website.Fields() {
		if f.Typed() {
			typed[f.Key] = r.PostFormValue(f.Key)
		}
	}
	if err := d.Website.Keep(r.Context(), who(r), u, now.Year, r.PostFormValue("base"), typed); err != nil {
		return d.websitePage(w, r, http.StatusUnprocessableEntity, err)
	}
	d.flash(w, "已保存", now.Title()+"。")
	return seeOther(w, r, deskWebsiteURL(now.Year))
}

// websiteVersion is the version of the item that carries a report.
func (d *Desk) websiteVersion(r *http.Request, now *website.Report) (publication.Version, error) {
	n, err := d.names(r.Context())
	if err != nil {
		return publication.Version{}, err
	}
	v := now.Announce()
	v.FormedOn, v.Source, v.Unnumbered = workday.DateOf(d.Now()), now.Agency, true
	for _, c := range n.columns {
		if c.Code == string(catalog.Annual) {
			v.Column = int64(c.ID)
		}
	}
	return v, nil
}

func (d *Desk) askLoadWebsite(w http.ResponseWriter, r *http.Request) error {
	return d.loadWebsitePage(w, r, nil)
}

func (d *Desk) loadWebsitePage(w http.ResponseWriter, r *http.Request, problem error) error {
	_, now, _, err := d.myWebsite(r)
	if err != nil {
		return err
	}
	back := deskWebsiteURL(now.Year)
	f, err := d.frame(w, r, "生成送审稿", back, layout.Link{Text: "政府网站工作年度报表", URL: back}, layout.Link{Text: "生成送审稿"})
	if err != nil {
		return err
	}
	return d.asked(w, r, ConfirmPage{
		Frame: f, Heading: "生成送审稿：" + now.Title(), Refused: "没有生成", Button: "生成", Action: back + "/draft", Cancel: layout.Link{Text: "返回报表", URL: back},
		Text: "把报表现在的数固定下来，作为一份稿件走审核流程。",
		Effects: []string{
			"各栏须已填写，勾稽关系须成立。", "已有送审稿在办的，用现在的数替换，已作的审核作废、重新审。", "送审以后记录或者填写的数有变动的，签发时会拦住，退回后在这里重新生成。",
			"签发后公布；公布的报表不随记录变，有误的另出更正版。",
		},
	}, problem)
}

func (d *Desk) loadWebsite(w http.ResponseWriter, r *http.Request) error {
	u, now, _, err := d.myWebsite(r)
	if err != nil {
		return err
	}
	v, err := d.websiteVersion(r, now)
	if err != nil {
		return err
	}
	id, err := d.Website.Load(r.Context(), who(r), u, now.Year, v)
	if err != nil {
		return d.loadWebsitePage(w, r, err)
	}
	d.flash(w, "已生成送审稿", "请核对后提交审核。")
	return seeOther(w, r, fmt.Sprintf("/desk/items/%d", id))
}

func (d *Desk) askCorrectWebsite(w http.ResponseWriter, r *http.Request) error {
	return d.correctWebsitePage(w, r, nil)
}

func (d *Desk) correctWebsitePage(w http.ResponseWriter, r *http.Request, problem error) error {
	_, now, saved, err := d.myWebsite(r)
	if err != nil {
		return err
	}
	back, last := deskWebsiteURL(now.Year), saved.Last()
	if last == nil {
		return d.refuse(w, r, back, "不能更正", website.ErrNotOut)
	}
	f, err := d.frame(w, r, "起草更正版", back, layout.Link{Text: "政府网站工作年度报表", URL: back}, layout.Link{Text: "起草更正版"})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "起草更正版：" + now.Title(), Refused: "没有起草", Button: "起草更正版", Action: back + "/correction", Cancel: layout.Link{Text: "返回报表", URL: back},
		Text: "更正版用现在的数，重新走审核流程；签发以前公众看到的仍是原来的报表，签发以后列出更正前后的不同。",
		Fields: []layout.Field{
			{Kind: layout.Area, Name: "reason", Label: "更正理由", Required: "必填，对外公布", Rows: 3, Max: report.MaxReason, Value: saved.Reason, Hint: "如：原报表漏计微信公众号的发布量。不写个人信息。"},
		},
	}
	for _, c := range websiteChanges(last, now) {
		page.Effects = append(page.Effects, fmt.Sprintf("%s：%s → %s", c.Label, c.Cells[0].Before, c.Cells[0].After))
	}
	if len(page.Effects) == 0 {
		page.Effects = []string{"现在没有不同。填写的数有误的先修改保存，由记录统计的先改记录。"}
	}
	return d.asked(w, r, page, problem)
}

func (d *Desk) correctWebsite(w http.ResponseWriter, r *http.Request) error {
	u, now, _, err := d.myWebsite(r)
	if err != nil {
		return err
	}
	v, err := d.websiteVersion(r, now)
	if err != nil {
		return err
	}
	id, err := d.Website.Correct(r.Context(), who(r), u, now.Year, r.PostFormValue("reason"), v)
	if err != nil {
		return d.correctWebsitePage(w, r, err)
	}
	d.flash(w, "已起草更正版", "请核对后提交审核。")
	return seeOther(w, r, fmt.Sprintf("/desk/items/%d", id))
}
