package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/request/letter"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const lettersURL = "/desk/letters"

func (d *Desk) letterRoutes() []web.Route {
	keepers := web.Holding(dispatch.Keepers...)
	return []web.Route{
		{Method: "GET", Pattern: lettersURL, Need: keepers, Handle: d.letters},
		{Method: "POST", Pattern: lettersURL, Need: keepers, Handle: d.setLetters},
		{Method: "GET", Pattern: lettersURL + "/{kind}", Names: web.Shared("letter"), Need: keepers, Handle: d.letterTemplate},
		{Method: "POST", Pattern: lettersURL + "/{kind}", Names: web.Shared("letter"), Need: keepers, Handle: d.setLetterTemplate},
	}
}

// LettersPage is how the person's unit writes.
type LettersPage struct {
	Frame
	State     layout.State
	Sentence  string
	Error     *FormError
	Fields    []layout.Field
	Remedies  []layout.Fact
	Templates []TemplateRow
	Count     string
}

// TemplateRow is a kind of letter.
type TemplateRow struct {
	Name, URL, When, Article string
	State                    layout.State
}

// TemplatePage is the template of a kind.
type TemplatePage struct {
	Frame
	Name   string
	State  layout.State
	Error  *FormError
	Action string
	Body   layout.Field
	Own    bool
	Letter string // HTML; empty: the template makes none
	Must   []string
	Words  []layout.Fact
	Count  string
}

func (d *Desk) letters(w http.ResponseWriter, r *http.Request) error {
	set, own, err := d.Letters.Setting(r.Context(), int64(who(r).Unit))
	if err != nil {
		return err
	}
	return d.showLetters(w, r, http.StatusOK, set, own, nil)
}

func (d *Desk) showLetters(w http.ResponseWriter, r *http.Request, status int, set *dispatch.Setting, own bool, problem error) error {
	f, err := d.frame(w, r, "文书设置", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL})
	if err != nil {
		return err
	}
	page := LettersPage{Frame: f, State: layout.Achieved("已设定"), Sentence: "依申请公开的文书按这里的写法生成；已经发出的不变。", Fields: settingFields(set)}
	if !own {
		page.State = layout.Attention("未设定")
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		at(page.Fields, fields)
	}
	today := workday.DateOf(d.Now())
	for _, x := range []struct {
		name string
		code request.DecisionCode
	}{{"不予公开的答复", request.Process}, {"部分公开的答复", request.PartlyGranted}, {"信息不存在等无法提供的答复", request.NotHeld}, {"重复申请等不予处理的答复", request.Repeat}, {"予以公开的答复", request.Granted}} {
		text := "填写复议机关后显示。"
		if set.Forum.Authority != "" {
			text = set.Forum.RemedyOn(today, x.code).Text
		}
		page.Remedies = append(page.Remedies, layout.Fact{Name: x.name, Value: text})
	}
	templates, err := d.Letters.Templates(r.Context(), set.Unit)
	if err != nil {
		return err
	}
	for _, info := range request.Letters() {
		row := TemplateRow{Name: info.Name, URL: lettersURL + "/" + string(info.Kind), Article: info.Article.Full(), State: layout.NotApplicable("通用")}
		if row.When = whenSent[info.Kind]; info.Answers {
			row.When, row.Article = "拟定决定", "依决定类型"
		}
		if templates[info.Kind] != "" {
			row.State = layout.Achieved("本单位")
		}
		page.Templates = append(page.Templates, row)
	}
	page.Count = fmt.Sprintf("%d 种，其中本单位自拟 %d 种", len(page.Templates), len(templates))
	return d.show(w, r, status, Letters(page))
}

func settingFields(s *dispatch.Setting) []layout.Field {
	text := func(name, label, value, required, hint string) layout.Field {
		return layout.Field{Name: name, Label: label, Value: value, Required: required, Hint: hint, Max: dispatch.MaxLine}
	}
	const must = "必填"
	return []layout.Field{
		text("agency", "机关名称", s.Agency, must, "全称，文书的落款和红头用它。"),
		text("numbering", "文号规则", string(s.Numbering), must, "{年}是年份，{号}是当年的顺序号，{类}是文书的种类，例如 示教依申请〔{年}〕{号}号—{类}。"),
		text("authority", "复议机关", s.Forum.Authority, must, "市级政府工作部门的复议机关是本级人民政府（行政复议法第二十四条），写全称。"),
		text("upper", "上一级主管部门", s.Forum.Upper, "", "只用于2024年以前的文书。"),
		text("court", "有管辖权的人民法院", s.Forum.Court, "", "不填写的，文书写“有管辖权的人民法院”。"),
		{Kind: layout.Check, Name: "unable-first", Label: "信息不存在、不属本机关负责等无法提供的答复，也先复议后诉讼", Value: "1", Checked: s.Forum.UnableFirst, Hint: "法律只写了“不予公开”（行政复议法第二十三条）；当地复议机关、法院作扩大理解的勾选。"},
		{Kind: layout.Check, Name: "rejected-first", Label: "重复申请、信访投诉等不予处理的答复，也先复议后诉讼", Value: "1", Checked: s.Forum.RejectedFirst, Hint: "同上。"},
		text("url", "提交行政复议申请的网址", s.Forum.URL, "", "以电子邮件答复的应当写明（行政复议法第二十二条）。"),
		text("office", "政府信息公开工作机构", s.Office.Name, must, "例如 示例市教育局办公室。"),
		text("address", "工作机构的地址", s.Office.Address, must, "申请人寄送补正材料、领取信息的地方。"),
		text("phone", "工作机构的电话", s.Office.Phone, must, "写区号。"),
		text("hours", "办公时间", s.Office.Hours, "", "例如 工作日9:00至12:00，13:30至17:00。"),
		text("pay", "缴费方式", s.Pay, "", "收费通知用它作底稿，例如 持本通知到局办公室开具缴款书，到银行网点缴入国库。"),
		{Kind: layout.Area, Name: "places", Label: "信访、投诉、举报渠道", Rows: 3, Value: s.Places, Max: dispatch.MaxPlaces, Hint: "每行一处：名称｜联系方式。信访投诉举报告知书用它作底稿。"},
	}
}

func (d *Desk) setLetters(w http.ResponseWriter, r *http.Request) error {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	set := &dispatch.Setting{
		Unit: int64(who(r).Unit), Agency: v("agency"), Numbering: letter.Numbering(v("numbering")), Forum: request.Forum{Authority: v("authority"), Upper: v("upper"), Court: v("court"), URL: v("url"), UnableFirst: v("unable-first") != "", RejectedFirst: v("rejected-first") != ""},
		Office: letter.Office{Name: v("office"), Address: v("address"), Phone: v("phone"), Hours: v("hours")}, Pay: v("pay"), Places: v("places"),
	}
	err := d.Letters.Set(r.Context(), who(r), set)
	var fields fault.Fields
	if asFields(err, &fields) {
		return d.showLetters(w, r, http.StatusUnprocessableEntity, set, false, err)
	}
	if err != nil {
		return err
	}
	d.flash(w, "已保存", "此后的文书按新的写法生成。")
	return seeOther(w, r, lettersURL)
}

func (d *Desk) letterTemplate(w http.ResponseWriter, r *http.Request) error {
	return d.showTemplate(w, r, http.StatusOK, "", nil)
}

// showTemplate shows a template: what was typed, else the unit's own, else ours.
func (d *Desk) showTemplate(w http.ResponseWriter, r *http.Request, status int, typed string, problem error) error {
	info, ok := request.LetterKind(r.PathValue("kind")).Info()
	if !ok {
		return fmt.Errorf("letter %.30q: %w", r.PathValue("kind"), web.ErrNoPage)
	}
	f, err := d.frame(w, r, info.Name, requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: "文书设置", URL: lettersURL})
	if err != nil {
		return err
	}
	templates, err := d.Letters.Templates(r.Context(), int64(who(r).Unit))
	if err != nil {
		return err
	}
	page := TemplatePage{Frame: f, Name: info.Name, Action: lettersURL + "/" + string(info.Kind), State: layout.NotApplicable("通用模板")}
	body := letter.Default(info.Kind)
	if templates[info.Kind] != "" {
		body, page.Own, page.State = templates[info.Kind], true, layout.Achieved("本单位模板")
	}
	if typed != "" {
		body = typed
	}
	page.Body = layout.Field{Kind: layout.Area, Name: "body", Label: "模板全文", Rows: 24, Value: body, Mono: true, Hint: "{{.申请人}} 是字段；{{if}}、{{range}} 按情况写、逐项写。前几行是标题、抬头、落款，空一行后是正文；以“一、”开头的短行是小标题。"}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		page.Error.keep(nil)
		page.Body.Error = fields.For("body")
	}
	facts := letter.Sample(info.Kind)
	if l, err := letter.Render(info.Kind, facts, letter.Templates{info.Kind: body}); err == nil {
		page.Letter = l.HTML()
	}
	for _, e := range letter.Elements(info.Kind) {
		if m := e.What + "（" + e.Cite() + "）"; !slices.Contains(page.Must, m) {
			page.Must = append(page.Must, m)
		}
	}
	for _, x := range letter.Fields() {
		page.Words = append(page.Words, layout.Fact{Name: x.Name, Value: strings.Join(append([]string{x.What}, keysOf(x)...), "；")})
	}
	page.Count = fmt.Sprint(len(page.Words))
	return d.show(w, r, status, LetterTemplate(page))
}

// whenSent says at which step a letter goes out.
var whenSent = map[request.LetterKind]string{
	request.LetterReceipt: "登记申请", request.LetterSupplement: "告知补正", request.LetterExtension: "批准延期", request.LetterConsult: "征求第三方意见", request.LetterJoint: "征求共同制作机关意见",
	request.LetterTold: "第三方不同意而公开的", request.LetterReason: "要求说明理由", request.LetterDeferral: "延迟答复", request.LetterFee: "收费通知", request.LetterAbandoned: "逾期不补正、不缴费",
	request.LetterCorrection: "更正本人信息", request.LetterTransfer: "更正本人信息，不归本机关的",
}

func keysOf(f letter.Field) []string {
	if f.Keys == nil {
		return nil
	}
	return []string{"列表，各项有" + strings.Join(f.Keys, "、")}
}

func (d *Desk) setLetterTemplate(w http.ResponseWriter, r *http.Request) error {
	kind := request.LetterKind(r.PathValue("kind"))
	if _, ok := kind.Info(); !ok {
		return fmt.Errorf("letter %.30q: %w", kind, web.ErrNoPage)
	}
	body := r.PostFormValue("body")
	if r.PostFormValue("restore") != "" {
		body = ""
	}
	if r.PostFormValue("look") != "" {
		return d.showTemplate(w, r, http.StatusOK, body, letter.Try(kind, body))
	}
	err := d.Letters.SetTemplate(r.Context(), who(r), int64(who(r).Unit), kind, body)
	if f, ok := fault.Of(err); ok && f.Kind == fault.Forbidden {
		return err
	}
	if err != nil {
		return d.showTemplate(w, r, http.StatusUnprocessableEntity, body, err)
	}
	d.flash(w, "已保存", "此后的文书按这个模板生成。")
	return seeOther(w, r, lettersURL+"/"+string(kind))
}
