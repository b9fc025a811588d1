package portal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// creditSize is how many decisions the table shows on a page.
const creditSize = 50

func (p *Portal) creditFilter(r *http.Request) (credit.Filter, error) {
	q := r.URL.Query()
	f := credit.Filter{Text: strings.TrimSpace(q.Get("q")), PartyKind: q.Get("party"), Kind: q.Get("kind")}
	for _, d := range []struct {
		name string
		to   *workday.Date
	}{{"from", &f.From}, {"to", &f.To}} {
		s := q.Get(d.name)
		if s == "" {
			continue
		}
		var err error
		if *d.to, err = workday.ParseDate(s); err != nil {
			return f, fmt.Errorf("filter %s: %w", d.name, err)
		}
	}
	if s := q.Get("batch"); s != "" {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil || id <= 0 {
			return f, fmt.Errorf("batch %q: %w", s, web.ErrNoPage)
		}
		f.Batch = credit.BatchID(id)
	}
	if code := q.Get("power"); code != "" {
		if _, err := p.issuing(r.Context(), &f, code); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (p *Portal) credit(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	f, err := p.creditFilter(r)
	if err != nil {
		return web.Page{}, err
	}
	page, err := web.PageNumber(r)
	if err != nil {
		return web.Page{}, err
	}
	f.Limit, f.Offset = creditSize, (page-1)*creditSize
	list, n, err := p.Credit.Public(ctx, f)
	if err != nil {
		return web.Page{}, err
	}
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	crumbs := []layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: "双公示", URL: "/credit"}}
	asked := r.URL.Query()
	asked.Del("page") // a file has no pages
	query := asked.Encode()
	if query != "" {
		query = "?" + query
	}
	cp := CreditPage{
		Frame: p.frame("行政许可和行政处罚公示", "/credit", creditsColumn, crumbs...), Tree: c.tree("/credit"),
		Tabs:   []layout.Tab{{Text: "行政许可", URL: "/credit", Count: layout.Thousands(c.credit), Current: true}},
		Action: "/credit", Range: rangeText(n, page, creditSize, "件"), Caption: "行政许可决定公示表",
		Query:   layout.Field{Kind: layout.Search, Name: "q", Label: "相对人名称或决定书文号", Value: f.Text, Placeholder: "例如：民办幼儿园", Max: 60},
		Filters: creditFields(r, f), Pager: web.Paging(r, n, page, creditSize, "件"),
		Note:  "自然人只显示姓氏，证件号码不公开；下载文件与本页一致。许可机关均为" + c.bureau().Name + "。",
		Empty: "还没有公示的行政许可决定。",
	}
	if f.Batch != 0 {
		cp.Hidden = []layout.Hidden{{Name: "batch", Value: strconv.FormatInt(int64(f.Batch), 10)}}
	}
	if code := r.URL.Query().Get("power"); code != "" {
		cp.Hidden = append(cp.Hidden, layout.Hidden{Name: "power", Value: code})
		cp.Sentence = "以下是职权编码 " + code + " 项下的决定。"
	}
	if hasAny(r, "q", "party", "kind", "from", "to", "batch", "power") {
		cp.ClearURL, cp.NoIndex, cp.Empty = "/credit", true, "没有符合条件的决定。"
	}
	if n > 0 {
		cp.Downloads = downloads("/credit", query, "")
		if query == "" {
			cp.Data = append(cp.Data, p.dataset("行政许可决定公示表", creditsColumn.Description, "/credit", cp.Downloads))
		}
	}
	if len(list) > 0 {
		cp.Updated = workday.DateOf(list[0].Released).String()
	}
	onTime, err := p.onTime(r)
	if err != nil {
		return web.Page{}, err
	}
	cp.Sentence += onTime
	for _, e := range list {
		cp.Rows = append(cp.Rows, p.creditRow(e))
	}
	return web.Render(ctx, Credit(cp), topics("obligations", "editions")...)
}

// onTime says how this year goes.
func (p *Portal) onTime(r *http.Request) (string, error) {
	year := workday.DateOf(p.Now()).Year()
	t, err := p.Credit.OnTime(r.Context(), 0, year)
	if err != nil {
		return "", err
	}
	s := "自作出决定之日起 7 个工作日内公示，并报送信用信息平台。"
	if t.Due() > 0 {
		s += fmt.Sprintf("%d 年%s。", year, reported(t))
	}
	return s, nil
}

// reported says how many decisions were reported in time, and how many were not.
func reported(t obligation.Tally) string {
	s := fmt.Sprintf("已报送 %s 件，按时 %s 件", layout.Thousands(t.Met), layout.Thousands(t.OnTime))
	if t.Late > 0 {
		s += fmt.Sprintf("，逾期 %s 件", layout.Thousands(t.Late))
	}
	return s
}

func creditFields(r *http.Request, f credit.Filter) []layout.Field {
	choose := func(name, label, all string, values []string, chosen string) layout.Field {
		fd := layout.Field{Kind: layout.Select, Name: name, Label: label, Options: []layout.Option{{Text: all, Chosen: chosen == ""}}}
		for _, v := range values {
			fd.Options = append(fd.Options, layout.Option{Value: v, Text: v, Chosen: v == chosen})
		}
		return fd
	}
	q := r.URL.Query()
	return []layout.Field{
		choose("party", "相对人类别", "全部", []string{credit.LegalPerson, credit.NaturalPerson, credit.Household}, f.PartyKind),
		choose("kind", "许可类别", "全部", credit.LicenceKinds(), f.Kind),
		{Kind: layout.Date, Name: "from", Label: "决定日期，起", Value: q.Get("from"), Placeholder: "2020-01-01"},
		{Kind: layout.Date, Name: "to", Label: "决定日期，止", Value: q.Get("to"), Placeholder: "2020-12-31"},
	}
}

func (p *Portal) creditRow(e credit.Posting) CreditRow {
	return CreditRow{
		Party: e.Party, Code: e.PartyCode, URL: licenceURL(e.ID), PartyKind: e.PartyKind, Content: e.Content, DocNo: e.DocNo, Kind: e.Kind,
		Decided: e.Decided.String(), ValidTo: validTo(e.ValidTo), Took: p.took(e), State: standing(e),
	}
}

func licenceURL(id credit.LicenceID) string { return "/licences/" + strconv.FormatInt(int64(id), 10) }

func validTo(d workday.Date) string {
	if d == credit.Forever() {
		return "长期"
	}
	return d.String()
}

func standing(e credit.Posting) layout.State {
	if e.State == credit.StateEffective {
		return layout.Achieved("有效")
	}
	return layout.NotApplicable("无效")
}

// took is how many working days a decision needed to become public and reported.
func (p *Portal) took(e credit.Posting) string {
	if e.MetOn.IsZero() {
		if workday.DateOf(p.Now()).After(e.Due) {
			return "逾期未报"
		}
		return "报送中"
	}
	n := p.Calendar().Between(e.Decided, e.MetOn)
	if n == 0 {
		return "当日"
	}
	return fmt.Sprintf("%d 个工作日", n)
}

func (p *Portal) licence(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	id, err := number(r, "id")
	if err != nil {
		return web.Page{}, err
	}
	e, err := p.Credit.Licence(ctx, credit.LicenceID(id))
	if err != nil {
		return web.Page{}, err
	}
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	b, err := p.Credit.Batch(ctx, 0, e.Batch)
	if err != nil {
		return web.Page{}, err
	}
	it, err := p.Items.Public(ctx, b.Item)
	if err != nil {
		return web.Page{}, err
	}
	url := licenceURL(e.ID)
	lp := LicencePage{
		Frame: p.frame(e.DocName, "/credit", creditsColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "双公示", URL: "/credit"}, layout.Link{Text: e.DocNo, URL: url}),
		Tree:  c.tree("/credit"), Heading: e.Content, Party: e.Party, State: standing(*e), Groups: licenceFacts(e),
		Batch: []layout.Fact{
			{Name: "批次", Value: it.Version.Title, URL: itemURL(it.ID), Wide: true},
			{Name: "表中行号", Value: strconv.Itoa(e.No)},
			{Name: "公示时间", Value: clock(e.Released)},
		},
		Note: "自然人只显示姓氏，证件号码不公开。",
	}
	lp.Article = Article{Title: e.DocName + " " + e.DocNo, PubDate: clock(e.Released), Source: e.Authority, URL: p.baseURL + url}
	sent := SentLine{Channel: "信用信息平台", State: layout.InHand("报送中")}
	switch {
	case e.MetOn.IsZero() && workday.DateOf(p.Now()).After(e.Due):
		sent.State = layout.Attention("尚未报送，已过期限")
	case e.MetOn.IsZero():
	case e.MetOn.After(e.Due):
		sent.State, sent.Time = layout.Attention("已报送，迟于期限"), e.MetOn.String()
	default:
		sent.State, sent.Time = layout.Achieved("已报送"), e.MetOn.String()
	}
	lp.Sent = []SentLine{{Channel: "本网站", Time: workday.DateOf(e.Released).String(), State: layout.Achieved("已公示")}, sent}
	if lp.Seal, err = p.seal(r, it); err != nil {
		return web.Page{}, err
	}
	if lp.Power, err = p.powerOf(ctx, c.unit(b.Unit), e); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Licence(lp), topics(fmt.Sprintf("%s:%d", publication.Ref, it.ID), "obligations", "editions")...)
}

func licenceFacts(e *credit.Posting) []FactGroup {
	party := FactGroup{Title: "行政相对人", Facts: []layout.Fact{{Name: "名称", Value: e.Party}, {Name: "类别", Value: e.PartyKind}}}
	if e.PartyCode != "" {
		party.Facts = append(party.Facts, layout.Fact{Name: "统一社会信用代码", Value: e.PartyCode, Mono: true})
	}
	decision := FactGroup{Title: "许可决定", Facts: []layout.Fact{
		{Name: "决定文书", Value: e.DocName},
		{Name: "文书号", Value: e.DocNo},
		{Name: "许可类别", Value: e.Kind},
		{Name: "许可内容", Value: e.Content},
		{Name: "决定日期", Value: e.Decided.Chinese(), ISO: e.Decided.String()},
		{Name: "有效期", Value: e.ValidFrom.String() + " 至 " + validTo(e.ValidTo)},
		{Name: "许可机关", Value: e.Authority},
		{Name: "公示报送期限", Value: e.Due.String() + "（7 个工作日）"},
	}}
	if e.CertName != "" {
		decision.Facts = append(decision.Facts, layout.Fact{Name: "许可证书", Value: strings.TrimSpace(e.CertName + " " + e.CertNo)})
	}
	return []FactGroup{party, decision}
}

// powerOf says under which 职权 of the unit's list in force a decision was made, and on what basis; nothing where the list names no
// certificate like it.
func (p *Portal) powerOf(ctx context.Context, u agency.Unit, e *credit.Posting) ([]layout.Fact, error) {
	_, list, err := p.powers(ctx, int64(u.ID))
	if errors.Is(err, catalog.ErrNoEdition) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x := catalog.PowerIssuing(list, e.CertName, e.Content)
	if x == nil {
		return nil, nil
	}
	facts := []layout.Fact{{Name: "职权", Value: x.Title(), URL: powerURL(&u, x.Code)}, {Name: "职权编码", Value: x.Code}, {Name: "承办科室", Value: x.Office}}
	for _, b := range x.Bases {
		facts = append(facts, layout.Fact{Name: "设定依据", Value: "《" + b.Law + "》" + b.Article})
	}
	return append(facts, layout.Fact{Name: "承诺时限", Value: x.PromisedTerm}), nil
}
