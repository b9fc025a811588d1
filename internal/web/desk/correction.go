package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/dialogue"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// CorrectionsPage lists what the public says is wrong on pages.
type CorrectionsPage struct {
	Frame
	Sentence string
	Rows     []CorrectionRow
	Pager    layout.Pager
	Empty    *Empty
}

// CorrectionRow is one of them.
type CorrectionRow struct {
	No       string
	URL      string
	Kind     string
	Page     string
	Unit     string
	Received string
	Due      layout.State // how the due day stands, or the outcome
}

// CorrectionPage is one report, with the form of its answer.
type CorrectionPage struct {
	Frame
	Heading string
	State   layout.State
	Facts   []layout.Fact
	Text    []string // as it was written, in paragraphs
	Answer  []string
	Public  layout.Link
	Error   *FormError
	Action  string         // empty: nothing can be answered here
	Fields  []layout.Field // of the answer
}

const correctionsSize = 30 // on a page

// correctionReaders see the reports of their units; who answers is said by dialogue.
var correctionReaders = slices.Concat(agency.Overseers, []agency.Role{agency.Writer, agency.UnitHead, agency.Signer, agency.DutyReader})

func (d *Desk) correctionRoutes() []web.Route {
	readers := web.Holding(correctionReaders...)
	return []web.Route{
		{Method: "GET", Pattern: "/desk/corrections", Need: readers, Handle: d.corrections},
		{Method: "GET", Pattern: "/desk/corrections/{id}", Names: web.OfUnit("correction"), Need: readers, Handle: d.correction},
		{Method: "POST", Pattern: "/desk/corrections/{id}/answer", Names: web.OfUnit("correction"), Need: web.Holding(agency.Writer, agency.GeneralOffice), Handle: d.answerCorrection},
	}
}

func (d *Desk) corrections(w http.ResponseWriter, r *http.Request) error {
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "网页纠错", "/desk/corrections")
	if err != nil {
		return err
	}
	list, n, err := d.Corrections.List(r.Context(), dialogue.Filter{Unit: d.scope(who(r)), Limit: correctionsSize, Offset: (no - 1) * correctionsSize})
	if err != nil {
		return err
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return err
	}
	page := CorrectionsPage{
		Frame: f, Sentence: "公众反映的页面错误，自收到之日起 3 个工作日内答复；没有答复的在前。", Pager: web.Paging(r, n, no, correctionsSize, "件"),
		Empty: &Empty{Title: "还没有网页纠错", Text: "公众在门户页面上点“我要纠错”提交的，列在这里。"},
	}
	for i := range list {
		c := &list[i]
		page.Rows = append(page.Rows, CorrectionRow{
			No: fmt.Sprint(c.ID), URL: correctionURL(c.ID), Kind: c.Kind.Name(), Page: c.Page, Unit: shortName(units, c.Unit), Received: short(c.Received), Due: d.correctionState(c),
		})
	}
	return d.show(w, r, http.StatusOK, Corrections(page))
}

func correctionURL(id dialogue.ID) string { return fmt.Sprintf("/desk/corrections/%d", id) }

func shortName(units []agency.Unit, id int64) string {
	for _, u := range units {
		if int64(u.ID) == id {
			return u.Short
		}
	}
	return ""
}

// correctionState is how the due day stands, or how it ended.
func (d *Desk) correctionState(c *dialogue.Correction) layout.State {
	switch {
	case c.Open():
		return dueState(d.Calendars.Calendar(), c.Due, workday.DateOf(d.Now()))
	case workday.DateOf(c.Answered).After(c.Due):
		return layout.Violated(c.Outcome.Name() + "，迟")
	}
	return layout.Achieved(c.Outcome.Name())
}

func (d *Desk) correction(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readCorrection(r)
	if err != nil {
		return err
	}
	return d.showCorrection(w, r, http.StatusOK, c, nil)
}

// readCorrection returns the report of the address, if the person may see it.
func (d *Desk) readCorrection(r *http.Request) (*dialogue.Correction, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	c, err := d.Corrections.Correction(r.Context(), dialogue.ID(n))
	if err != nil {
		return nil, err
	}
	if !who(r).Sees(c.Unit) {
		return nil, fmt.Errorf("correction %d of another unit: %w", n, dialogue.ErrNotFound)
	}
	return c, nil
}

// showCorrection lays out a report. How to reach whoever wrote it is shown whole to those who answer, and masked to others.
func (d *Desk) showCorrection(w http.ResponseWriter, r *http.Request, status int, c *dialogue.Correction, problem error) error {
	p := who(r)
	f, err := d.frame(w, r, "网页纠错", "/desk/corrections", layout.Link{Text: "网页纠错", URL: "/desk/corrections"})
	if err != nil {
		return err
	}
	text, contact, err := d.Corrections.Open(c)
	if err != nil {
		return err
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return err
	}
	if !c.MayAnswer(p) {
		contact = dialogue.Mask(contact)
	}
	if !c.ContactErased.IsZero() {
		contact = "已于 " + c.ContactErased.String() + " 按保存期限删除"
	}
	about := c.Page
	if it, err := d.Items.Public(r.Context(), publication.ID(c.Item)); err == nil { // withdrawn meanwhile, or no item: its address
		about = it.Version.Title
	}
	page := CorrectionPage{
		Frame: f, Heading: fmt.Sprintf("网页纠错 %d：%s", c.ID, c.Kind.Name()), State: d.correctionState(c), Text: paragraphs(text), Answer: paragraphs(c.Answer),
		Public: layout.Link{Text: "公众看到的办理情况", URL: "/corrections/" + c.No()},
		Facts: []layout.Fact{
			{Name: "反映的页面", Value: about, URL: c.Page},
			{Name: "办理单位", Value: shortName(units, c.Unit)},
			{Name: "收到时间", Value: stamp(c.Received)},
			{Name: "答复期限", Value: c.Due.String() + " " + c.Due.ChineseWeekday() + "（3 个工作日）"},
			{Name: "联系方式", Value: orDash(contact)},
		},
	}
	if !c.Open() {
		page.Facts = append(page.Facts, layout.Fact{Name: "答复时间", Value: stamp(c.Answered)}, layout.Fact{Name: "答复人", Value: d.personName(r, fmt.Sprint(c.By))})
	}
	if c.CanAnswer(p) == nil {
		page.Action, page.Fields = correctionURL(c.ID)+"/answer", answerFields(r)
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有答复"); err != nil {
			return err
		}
		at(page.Fields, fields)
	}
	return d.show(w, r, status, Correction(page))
}

func orDash(s string) string {
	if s == "" {
		return "没有留"
	}
	return s
}

func paragraphs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

func answerFields(r *http.Request) []layout.Field {
	outcome := layout.Field{Kind: layout.Radio, Name: "outcome", Label: "办理结果", Required: "必填"}
	hints := map[dialogue.Outcome]string{
		dialogue.Corrected: "页面已经改好；公开的信息要改，先走更正", dialogue.Unfounded: "核实后页面没有错误，写明依据", dialogue.Elsewhere: "写明由谁办理、怎样联系",
	}
	for _, o := range dialogue.Outcomes {
		outcome.Options = append(outcome.Options, layout.Option{Value: string(o), Text: o.Name(), Hint: hints[o], Chosen: r.PostFormValue("outcome") == string(o)})
	}
	return []layout.Field{outcome, {
		Kind: layout.Area, Name: "answer", Label: "答复", Required: "必填", Value: r.PostFormValue("answer"), Rows: 6,
		Hint: fmt.Sprintf("写明核实的情况和怎样处理，最多 %d 个字。答复会公开，不要写反映人的姓名、电话。", dialogue.MaxAnswer),
	}}
}

func (d *Desk) answerCorrection(w http.ResponseWriter, r *http.Request) error {
	c, err := d.readCorrection(r)
	if err != nil {
		return err
	}
	err = d.Corrections.Answer(r.Context(), who(r), c.ID, dialogue.Outcome(r.PostFormValue("outcome")), r.PostFormValue("answer"))
	var fields fault.Fields
	switch {
	case errors.As(err, &fields):
		return d.showCorrection(w, r, http.StatusUnprocessableEntity, c, err)
	case err != nil:
		return d.refuse(w, r, correctionURL(c.ID), "没有答复", err)
	}
	d.flash(w, "已答复", "公众凭编号可以看到答复，应办事项已办结。")
	return seeOther(w, r, correctionURL(c.ID))
}
