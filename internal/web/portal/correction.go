package portal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/dialogue"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// CorrectionPage is the form of 我要纠错.
type CorrectionPage struct {
	Frame
	Problem string              // why it was not taken; empty: it was not sent yet
	Errors  []layout.FieldError // each with its field
	Item    string              // number of the item reported; empty: Page is asked for
	About   layout.Link         // the item
	Page    layout.Field
	Kind    layout.Field
	Text    layout.Field
	Contact layout.Field
	Trap    string // name of the field that people leave empty
}

// CorrectedPage says how far a correction is, to whoever has its number.
type CorrectedPage struct {
	Frame
	State  layout.State
	Said   string // how it stands, in a sentence
	Facts  []layout.Fact
	Answer []string // in paragraphs
}

const (
	correctURL = "/corrections/new"
	trapField  = "website" // what fills in every field is no person
)

// What one network address may report in an hour.
const (
	reportsMost = 10
	reportsPer  = time.Hour
)

// What is refused about the form itself.
var (
	errTrap    = fault.New(fault.Invalid, "correction-trap", "“请勿填写”的一栏里有内容，请清空后重新提交。")
	errCrowded = fault.New(fault.Unavailable, "corrections-crowded", "这个网络地址提交得太多，请一小时后再试，或者打电话反映。")
)

var correctionColumn = Column{"我要纠错", "咨询投诉", "反映本网站页面上的错误，自收到之日起3个工作日内答复。", "网页纠错 网站找错"}

// newCorrection shows the empty form, of an item or of any page.
func (p *Portal) newCorrection(r *http.Request) (web.Page, error) {
	q := r.URL.Query()
	typed := q.Get("page")
	rep, err := p.reportOn(r, q.Get("item"), typed)
	if err != nil {
		return web.Page{}, err
	}
	shown := []string{"units"}
	if rep.Item != 0 {
		shown = append(shown, ref.To(publication.Ref, rep.Item).String())
	}
	page, err := web.Render(r.Context(), Correction(p.correctionPage(rep, typed, nil)), shown...)
	page.Brief = true
	return page, err
}

// reportOn is a report on an item by its number, or on the page of an address. It returns an error for an item that is not public.
func (p *Portal) reportOn(r *http.Request, item, typed string) (dialogue.Report, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return dialogue.Report{}, err
	}
	rep := dialogue.Report{Unit: int64(c.bureau().ID), Page: p.ownPage(r, typed)}
	rep.About = "页面 " + rep.Page
	if item != "" {
		id, err := strconv.ParseInt(item, 10, 64)
		if err != nil {
			return rep, fmt.Errorf("report on item %.40q: %w", item, web.ErrNoPage)
		}
		return rep, p.onItem(r.Context(), &rep, publication.ID(id))
	}
	if m := itemPage.FindStringSubmatch(rep.Page); m != nil {
		id, err := strconv.ParseInt(m[1], 10, 64)
		if err == nil {
			err = p.onItem(r.Context(), &rep, publication.ID(id))
		}
		if f, ok := fault.Of(err); err != nil && !ok || ok && f.Kind == fault.Unavailable {
			return rep, err
		}
	}
	return rep, nil
}

var itemPage = regexp.MustCompile(`^/items/([0-9]{1,18})(?:$|[/?#])`)

// onItem makes a report one on a public item: its unit answers.
func (p *Portal) onItem(ctx context.Context, rep *dialogue.Report, id publication.ID) error {
	it, err := p.Items.Public(ctx, id)
	if err != nil {
		return err
	}
	rep.Item, rep.Unit, rep.Page, rep.About = int64(it.ID), it.Unit, itemURL(it.ID), it.Version.Title
	return nil
}

// ownPage is the path of an address of this site, whole or a path already; nothing for any other.
func (p *Portal) ownPage(r *http.Request, typed string) string {
	u, err := url.Parse(strings.TrimSpace(typed))
	if err != nil {
		return ""
	}
	if own, err := url.Parse(p.baseURL); u.Host != "" && u.Host != r.Host && (err != nil || u.Host != own.Host) {
		return ""
	}
	u.Scheme, u.Host, u.User, u.Fragment = "", "", nil, ""
	if typed != "" && u.String() == "" {
		return "/"
	}
	return backTo(u.String())
}

// correctionPage lays out the form with what was typed and what is wrong with it.
func (p *Portal) correctionPage(rep dialogue.Report, typedPage string, wrong error) CorrectionPage {
	cp := CorrectionPage{
		Frame: p.frame("我要纠错", "", correctionColumn, layout.Link{Text: "我要纠错", URL: correctURL}), Trap: trapField,
		Page:    layout.Field{Name: "page", Label: "页面网址", Required: "必填", Value: typedPage, Max: dialogue.MaxPage, Hint: "出错页面的网址，可以从浏览器的地址栏复制；首页填 /。"},
		Kind:    layout.Field{Kind: layout.Radio, Name: "kind", Label: "问题类型", Required: "必填"},
		Text:    layout.Field{Kind: layout.Area, Name: "text", Label: "问题描述", Required: "必填", Value: rep.Text, Rows: 6, Hint: fmt.Sprintf("写明哪一处有什么问题，最多 %d 个字。请不要写身份证号等个人信息。", dialogue.MaxText)},
		Contact: layout.Field{Name: "contact", Label: "联系方式", Value: rep.Contact, Max: dialogue.MaxContact, Hint: "电话或者电子邮箱，可以不填。加密保存，只供经办人核实时联系您，不公开。"},
	}
	for _, k := range dialogue.Kinds {
		cp.Kind.Options = append(cp.Kind.Options, layout.Option{Value: string(k.Kind), Text: k.Name, Chosen: k.Kind == rep.Kind})
	}
	if rep.Item != 0 {
		cp.Item, cp.About = strconv.FormatInt(rep.Item, 10), layout.Link{Text: rep.About, URL: rep.Page}
	}
	if wrong == nil {
		return cp
	}
	cp.NoIndex = true
	var fields fault.Fields
	if !errors.As(wrong, &fields) {
		cp.Problem = fault.Text(wrong)
		return cp
	}
	cp.Problem = fmt.Sprintf("没有提交，有 %d 处需要修改：", len(fields))
	for _, f := range []*layout.Field{&cp.Page, &cp.Kind, &cp.Text, &cp.Contact} {
		if f.Error = fields.For(f.Name); f.Error != "" {
			cp.Errors = append(cp.Errors, layout.FieldError{Text: f.Error, Ref: f.Ref()})
		}
	}
	return cp
}

// createCorrection takes in a report and leads to its page. What was typed stays where something is wrong.
func (p *Portal) createCorrection(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("page")
	rep, err := p.reportOn(r, r.PostFormValue("item"), typed)
	if err != nil {
		return err
	}
	rep.Kind, rep.Text, rep.Contact = dialogue.Kind(r.PostFormValue("kind")), r.PostFormValue("text"), r.PostFormValue("contact")
	status := http.StatusUnprocessableEntity
	wrong := rep.Validate()
	switch {
	case wrong != nil:
	case r.PostFormValue(trapField) != "":
		wrong = errTrap
	case !p.limit.Take(p.Address(r), time.Now()): // of visitors, whatever the domain's clock says
		wrong, status = errCrowded, http.StatusTooManyRequests
	default:
		c, err := p.Corrections.Receive(r.Context(), rep)
		if err != nil {
			return err
		}
		web.NotKept(w.Header())
		http.Redirect(w, r, "/corrections/"+c.No(), http.StatusSeeOther)
		return nil
	}
	page, err := web.Render(r.Context(), Correction(p.correctionPage(rep, typed, wrong)))
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Body) // the client has gone; nobody is left to tell
	return nil
}

// correction shows how far a report is. What was written, and by whom, is not shown.
func (p *Portal) correction(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	c, err := p.Corrections.ByNo(ctx, r.PathValue("no"))
	if err != nil {
		return web.Page{}, err
	}
	cat, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	unit := cat.unit(c.Unit)
	cp := CorrectedPage{
		Frame: p.frame("网页纠错", "", correctionColumn, layout.Link{Text: "我要纠错", URL: correctURL}, layout.Link{Text: "办理情况", URL: r.URL.Path}),
		State: layout.InHand("待答复"),
		Facts: []layout.Fact{
			{Name: "编号", Value: c.No(), Mono: true},
			{Name: "问题类型", Value: c.Kind.Name()},
			{Name: "收到时间", Value: clock(c.Received)},
			{Name: "答复期限", Value: c.Due.Chinese(), ISO: c.Due.String()},
			{Name: "办理单位", Value: unit.Name, URL: "/units/" + unit.Code},
			{Name: "反映的页面", Value: c.Page, URL: c.Page},
		},
	}
	cp.NoIndex = true
	switch {
	case !c.Open():
		cp.State, cp.Said = layout.Achieved("已答复"), unit.Name+"已于"+workday.DateOf(c.Answered).Chinese()+"答复。"
		cp.Facts = append(cp.Facts, layout.Fact{Name: "办理结果", Value: c.Outcome.Name()}, layout.Fact{Name: "答复时间", Value: clock(c.Answered)})
		cp.Answer = strings.FieldsFunc(c.Answer, func(r rune) bool { return r == '\n' || r == '\r' })
	case workday.DateOf(p.Now()).After(c.Due):
		cp.State = layout.Violated("待答复，已超过期限")
		cp.Said = "答复期限已过，" + unit.Name + "还没有答复" + cmp.Or(phoneOf(unit.Phone), "。")
	default:
		cp.Said = "已经收到，最晚于" + c.Due.Chinese() + "（" + c.Due.ChineseWeekday() + "，3个工作日内）在本页答复。请记下编号或者保存本页网址，届时打开本页查看。"
	}
	page, err := web.Render(ctx, Corrected(cp))
	page.Fresh = true
	return page, err
}

func phoneOf(phone string) string {
	if phone == "" {
		return ""
	}
	return "，可以打电话催办：" + phone + "。"
}
