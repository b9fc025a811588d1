package portal

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"gongkai/internal/agency"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

const (
	requestsURL  = "/requests"
	requestURL   = "/requests/new"
	trackURL     = "/requests/track"
	statusURL    = "/requests/status"
	requestSheet = "request.css"
)

var requestColumn = Column{"依申请公开", "依申请公开", "向本机关申请获取政府信息：须知、在线申请、办理进度查询。", "依申请公开 政府信息公开申请"}

// What one network address may send in an hour, and how large the proof of identity may be.
const (
	requestsMost = 10
	tracksMost   = 60
	maxProof     = 5 << 20 // bytes, of one file
	maxProofs    = 3
	maxUpload    = maxProofs*maxProof + 1<<20
)

var (
	errRequestsCrowded = fault.New(fault.Unavailable, "requests-crowded", "这个网络地址提交得太多，请一小时后再试；急需办理的，请到窗口或者邮寄提出。")
	errProof           = fault.New(fault.Invalid, "request-proof", "身份证明应为 JPG 或者 PNG 图片，请重新选择；PDF 文件请截图或者拍照后上传，图片才能加水印保护。")
)

// RequestsPage is 依申请公开: what to know, and the ways in.
type RequestsPage struct {
	Frame
	Offices []RequestOffice
	Others  layout.Link // where to go about schools
}

// RequestOffice is a unit that takes requests.
type RequestOffice struct {
	Name  string
	Facts []layout.Fact
}

// RequestPage is the form, or what was filled in to look through.
type RequestPage struct {
	Frame
	Stage   int // 2 to fill in, 3 to look through
	Problem string
	Errors  []layout.FieldError
	Natural bool
	Groups  []FieldGroup
	Already []layout.Link // what may be public already
	Looked  bool          // it was looked for
	Hidden  []layout.Hidden
	Facts   []layout.Fact // stage 3
	Proof   layout.Field
	Answer  layout.Field // of the challenge
	Phone   string
}

// FieldGroup is a part of the form.
type FieldGroup struct {
	Title  string
	ID     string
	Fields []layout.Field
}

// ReceivedPage is the receipt. The secret is on it once.
type ReceivedPage struct {
	Frame
	No, Secret, Name string
	QR               layout.QR
	Said             string
	Facts            []layout.Fact
}

// requests shows what to know before asking.
func (p *Portal) requests(r *http.Request) (web.Page, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	page := RequestsPage{Frame: p.frame("依申请公开", "/open", requestColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "依申请公开", URL: requestsURL})}
	page.Sheet = requestSheet
	for _, u := range c.units {
		if u.Duty == agency.DutyPublic {
			continue
		}
		page.Offices = append(page.Offices, RequestOffice{Name: u.Name, Facts: []layout.Fact{
			{Name: "受理机构", Value: u.Name + "（政府信息公开工作机构）"}, {Name: "办公地址", Value: u.Address}, {Name: "办公时间", Value: u.Hours}, {Name: "联系电话", Value: u.Phone},
		}})
	}
	return web.Render(r.Context(), Requests(page), "units")
}

// newRequest shows the empty form.
func (p *Portal) newRequest(w http.ResponseWriter, r *http.Request) error {
	return p.sendRequest(w, r, http.StatusOK, 2, request.Filing{Applicant: request.Natural, Application: request.Application{Get: request.GetWays[0], Carrier: request.Carriers[0]}}, nil)
}

// createRequest goes through the steps of the form: to fill in, to look through, and to hand in. What was typed stays where something is wrong.
func (p *Portal) createRequest(w http.ResponseWriter, r *http.Request) error {
	defer web.Forget(r)
	f := readFiling(r)
	stage := r.PostFormValue("stage")
	if stage == "look" {
		return p.sendRequest(w, r, http.StatusOK, 2, f, nil)
	}
	if err := p.takes(r, &f); err != nil {
		return p.sendRequest(w, r, http.StatusUnprocessableEntity, 2, f, err)
	}
	switch {
	case stage == "edit":
		return p.sendRequest(w, r, http.StatusOK, 2, f, nil)
	case stage != "hand-in":
		return p.sendRequest(w, r, http.StatusOK, 3, f, nil)
	}
	key, err := p.Challenges.Check(r.PostFormValue("token"), r.PostFormValue("answer"), time.Now()) // of visitors, whatever the domain's clock says
	if err != nil {
		return p.sendRequest(w, r, http.StatusUnprocessableEntity, 3, f, fault.Fields{{Name: "answer", Text: fault.Text(err)}})
	}
	if !p.limitRequests.Take(p.Address(r), time.Now()) {
		return p.sendRequest(w, r, http.StatusTooManyRequests, 3, f, errRequestsCrowded)
	}
	if f.Proof, err = p.keepProof(r); err != nil {
		if _, ok := fault.Of(err); ok {
			return p.sendRequest(w, r, http.StatusUnprocessableEntity, 3, f, fault.Fields{{Name: "proof", Text: fault.Text(err)}})
		}
		return err
	}
	f.Key = key
	got, err := p.Requests.File(r.Context(), nil, f)
	var fields fault.Fields
	if errors.As(err, &fields) {
		return p.sendRequest(w, r, http.StatusUnprocessableEntity, 2, f, err)
	}
	if err != nil {
		return err
	}
	return p.sendReceipt(w, r, got, &f)
}

// takes returns every mistake of a filing, and that its unit takes no requests.
func (p *Portal) takes(r *http.Request, f *request.Filing) error {
	f.Channel = request.Online
	var fields fault.Fields
	if err := f.Validate(p.today()); err != nil && !errors.As(err, &fields) {
		return err
	}
	c, err := p.catalogue(r.Context())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(c.units, func(u agency.Unit) bool { return int64(u.ID) == f.Unit && u.Duty != agency.DutyPublic }) {
		fields.Add("unit", "请选择受理单位；学校等公共企事业单位不受理申请，要求其公开信息的向市教育局申诉。")
	}
	return fields.Err()
}

// keepProof takes in the proofs of identity: pictures, which can be shown with their watermark, by what they are and not by their names.
func (p *Portal) keepProof(r *http.Request) ([]request.File, error) {
	chosen := p.Uploads.In(r, "proof")
	switch {
	case len(chosen) == 0:
		return nil, errProof.Say("请上传身份证明：身份证正反面或者其他证件的照片。")
	case len(chosen) > maxProofs:
		return nil, errProof.Say("身份证明最多 %d 个文件，现在是 %d 个，请重新选择。", maxProofs, len(chosen))
	}
	type proof struct {
		name string
		body []byte
	}
	var proofs []proof // all are looked at before any is kept
	for i, up := range chosen {
		if up.Size > maxProof {
			return nil, errProof.Say("第 %d 个文件有 %s，每个不能超过 5 MB，请压缩后重新选择。", i+1, layout.FileSize(up.Size))
		}
		body, err := up.Read()
		if err != nil {
			return nil, err
		}
		kind, err := document.CheckUpload(up.Name, strings.NewReader(string(body)), int64(len(body)), document.DefaultLimits())
		if err != nil {
			return nil, err
		}
		if !slices.Contains([]document.Kind{document.JPEG, document.PNG}, kind) {
			return nil, errProof
		}
		proofs = append(proofs, proof{fmt.Sprintf("身份证明%d.%s", i+1, kind), body})
	}
	var kept []request.File
	for _, x := range proofs {
		file, err := p.Requests.Keep(r.Context(), x.name, x.body)
		if err != nil {
			return nil, err
		}
		kept = append(kept, file)
	}
	return kept, nil
}

func readFiling(r *http.Request) request.Filing {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f := request.Filing{
		Channel: request.Online, Applicant: request.Applicant(v("applicant")),
		Application: request.Application{
			Name: v("name"), IDKind: v("id-kind"), IDNo: v("id-no"), Head: v("head"), Contact: v("contact"), Phone: v("phone"), Email: v("email"), Address: v("address"),
			Text: v("text"), Get: v("get"), Carrier: v("carrier"), Help: v("help"),
		},
	}
	f.Unit, _ = strconv.ParseInt(v("unit"), 10, 64) // anything else is no unit
	return f
}

// sendRequest sends the form at one of its steps. It has a one-time key, so nothing keeps it.
func (p *Portal) sendRequest(w http.ResponseWriter, r *http.Request, status, stage int, f request.Filing, wrong error) error {
	page, err := p.requestPage(r, stage, f, wrong)
	if err != nil {
		return err
	}
	return p.sendOnce(w, r, status, Request(page))
}

// sendOnce sends a page that is one visitor's own.
func (p *Portal) sendOnce(w http.ResponseWriter, r *http.Request, status int, c web.Component) error {
	page, err := web.Render(r.Context(), c)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Body) // the client has gone; nobody is left to tell
	return nil
}

func (p *Portal) requestPage(r *http.Request, stage int, f request.Filing, wrong error) (RequestPage, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return RequestPage{}, err
	}
	page := RequestPage{
		Frame: p.frame("填写申请", "/open", requestColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: "填写申请", URL: requestURL}),
		Stage: stage, Natural: f.Applicant == request.Natural || f.Applicant == "", Phone: c.bureau().Phone,
	}
	page.Sheet, page.NoIndex, page.Script = requestSheet, true, "ask.js"
	page.Groups = requestGroups(c, &f)
	if stage == 3 {
		p.lookThrough(&page, c, &f)
	}
	if page.Looked = f.Text != "" && p.Finder != nil; page.Looked {
		page.Already = p.already(r, f.Text)
	}
	if wrong == nil {
		return page, nil
	}
	var fields fault.Fields
	if !errors.As(wrong, &fields) {
		if _, ok := fault.Of(wrong); !ok {
			return page, wrong
		}
		page.Problem = fault.Text(wrong)
		return page, nil
	}
	page.Problem = fmt.Sprintf("有 %d 处需要修改", len(fields))
	mark := func(x *layout.Field) {
		if x.Error = fields.For(x.Name); x.Error != "" {
			page.Errors = append(page.Errors, layout.FieldError{Text: x.Error, Ref: x.Ref()})
		}
	}
	for i := range page.Groups {
		for j := range page.Groups[i].Fields {
			mark(&page.Groups[i].Fields[j])
		}
	}
	mark(&page.Proof)
	mark(&page.Answer)
	return page, nil
}

var errNothingAsked = fault.New(fault.Invalid, "nothing-asked", "请先填写所需信息的名称、文号或者其他特征性描述，再查找是否已经公开。")

// alreadyPublic looks for what may be public already while the description is written. The words come in the body: they may name persons.
func (p *Portal) alreadyPublic(w http.ResponseWriter, r *http.Request) error {
	text := []rune(strings.TrimSpace(r.PostFormValue("text")))
	if len(text) == 0 {
		return errNothingAsked
	}
	page := RequestPage{Looked: p.Finder != nil}
	if page.Looked {
		page.Already = p.already(r, string(text[:min(len(text), request.MaxText)]))
	}
	return p.sendOnce(w, r, http.StatusOK, already(page))
}

// already are items that may answer the request before it is made: what holds all of its words, then what holds some of them.
func (p *Portal) already(r *http.Request, text string) []layout.Link {
	words := strings.FieldsFunc(text, func(x rune) bool {
		return strings.ContainsRune("的年月日和与及关于请提供公开、，。；：“”《》（）() \n\r\t", x)
	})
	words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 2 || strings.Trim(w, "0123456789") == "" })
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	words = words[:min(len(words), 5)]
	for _, w := range slices.Clone(words) { // a long word is a row of words
		for runes := []rune(w); len(runes) > 4 && len(words) < alreadyAsked; runes = runes[1:] {
			words = append(words, string(runes[:4]))
		}
	}
	var links []layout.Link
	for _, q := range append([]string{strings.Join(words[:min(len(words), 3)], " ")}, words...) {
		a, err := p.Finder.Find(r.Context(), publication.Question{Text: q, Relevance: true, Limit: alreadyMost})
		if err != nil {
			continue // nothing to find in it, or the index is being made: the form goes on without
		}
		for _, h := range a.Hits {
			l := layout.Link{Text: h.Item.Version.Title, URL: itemURL(h.Item.ID)}
			if !slices.Contains(links, l) && len(links) < alreadyMost {
				links = append(links, l)
			}
		}
	}
	return links
}

// How many items are shown beside the form, and how many questions are asked for them.
const (
	alreadyMost  = 5
	alreadyAsked = 20
)

// lookThrough lays out what was filled in, with the proof and the challenge that are asked for last.
func (p *Portal) lookThrough(page *RequestPage, c *catalogue, f *request.Filing) {
	for _, g := range page.Groups {
		for _, x := range g.Fields {
			page.Hidden = append(page.Hidden, layout.Hidden{Name: x.Name, Value: x.Value})
		}
	}
	add := func(name, value string) {
		if value != "" {
			page.Facts = append(page.Facts, layout.Fact{Name: name, Value: value, Wide: name == "所需信息"})
		}
	}
	add("申请人类型", f.Applicant.Name())
	add("姓名（名称）", f.Name)
	add("证件名称", f.IDKind)
	_, number := f.Masked()
	add("证件号码", number)
	add("法定代表人", f.Head)
	add("联系人", f.Contact)
	add("联系电话", f.Phone)
	add("电子邮箱", f.Email)
	add("联系地址", f.Address)
	add("受理单位", c.unit(f.Unit).Name)
	add("所需信息", f.Text)
	add("获取方式", f.Get)
	add("载体形式", f.Carrier)
	add("需要的帮助", f.Help)
	challenge := p.Challenges.New(time.Now())
	page.Hidden = append(page.Hidden, layout.Hidden{Name: "token", Value: challenge.Token})
	page.Proof = layout.Field{Kind: layout.File, Name: "proof", Label: "身份证明", Accept: ".jpg,.jpeg,.png", Multiple: true, Hint: "证件照片（身份证要正反面）或者营业执照，JPG 或者 PNG，每个不超过 5 MB。加密保存，查看时加“仅用于申请政府信息公开”水印。"}
	page.Answer = layout.Field{Name: "answer", Label: "验证题：" + challenge.Question, Max: 4, Complete: "off", Hint: "请填数字，例如 8。用来区分真人和程序。"}
}

func requestGroups(c *catalogue, f *request.Filing) []FieldGroup {
	field := func(name, label, value, hint, complete string, most int) layout.Field {
		return layout.Field{Name: name, Label: label, Value: value, Hint: hint, Complete: complete, Max: most}
	}
	optional := func(x layout.Field) layout.Field { x.Placeholder = "选填"; return x }
	choose := func(kind layout.FieldKind, name, label, value, hint string, options ...layout.Option) layout.Field {
		for i := range options {
			options[i].Chosen = options[i].Value == value
		}
		return layout.Field{Kind: kind, Name: name, Label: label, Value: value, Hint: hint, Options: options}
	}
	words := func(list []string) (out []layout.Option) {
		for _, s := range list {
			out = append(out, layout.Option{Value: s, Text: s})
		}
		return out
	}
	var kinds, units []layout.Option
	for _, a := range request.Applicants {
		name := a.Name()
		if a == request.OtherOrg {
			name = "其他组织"
		}
		kinds = append(kinds, layout.Option{Value: string(a), Text: name})
	}
	for _, u := range c.units {
		if u.Duty != agency.DutyPublic {
			units = append(units, layout.Option{Value: strconv.FormatInt(int64(u.ID), 10), Text: u.Name})
		}
	}
	kinds[0].Text = "公民"
	who := []layout.Field{choose(layout.Radio, "applicant", "申请人类型", string(f.Applicant), "法人或者其他组织请选择所属的一类，年度报告按此统计。", kinds...)}
	if f.Applicant == request.Natural || f.Applicant == "" {
		who = append(who, field("name", "姓名", f.Name, "与证件上的一致。", "name", request.MaxName),
			choose(layout.Select, "id-kind", "证件名称", f.IDKind, "", words(request.IDKinds)...),
			field("id-no", "证件号码", f.IDNo, "只用于核实身份，答复书和查询页都不会完整显示。", "off", 20))
	} else {
		who = append(who, field("name", "名称", f.Name, "与营业执照或者登记证书上的一致。", "organization", request.MaxName),
			field("id-no", "统一社会信用代码", f.IDNo, "18 位，在营业执照或者登记证书上。", "off", 20),
			field("head", "法定代表人或者负责人", f.Head, "", "off", request.MaxName), field("contact", "联系人", f.Contact, "", "name", request.MaxName))
	}
	who = append(who, field("phone", "联系电话", f.Phone, "", "tel", 20), optional(field("email", "电子邮箱", f.Email, "选择以电子邮件获取的，必须填写。", "email", request.MaxLine)),
		field("address", "联系地址", f.Address, "邮寄答复书时使用，请写到门牌号。", "address-line1", request.MaxLine))
	what := field("text", "信息的名称、文号或者其他特征", f.Text, "一份申请写一项信息。写得越具体，答复越快，例如“2025年市第一中学划片范围调整的论证报告”。", "off", request.MaxRequest)
	what.Kind, what.Rows = layout.Area, 5
	return []FieldGroup{
		{Title: "一、申请人", ID: "who", Fields: who},
		{Title: "二、所需政府信息", ID: "what", Fields: []layout.Field{
			choose(layout.Select, "unit", "受理单位", strconv.FormatInt(f.Unit, 10), "学校等公共企事业单位不受理申请。", units...), what,
			choose(layout.Radio, "get", "获取方式", f.Get, "", words(request.GetWays)...), choose(layout.Radio, "carrier", "载体形式", f.Carrier, "", words(request.Carriers)...),
			optional(field("help", "需要的帮助", f.Help, "阅读有困难或者有视听障碍的，请写明需要怎样的帮助。", "off", request.MaxLine)),
		}},
	}
}

// sendReceipt sends the receipt with the secret, once.
func (p *Portal) sendReceipt(w http.ResponseWriter, r *http.Request, got *request.Receipt, f *request.Filing) error {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return err
	}
	page := ReceivedPage{
		Frame: p.frame("申请回执", "/open", requestColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: "申请回执", URL: requestURL}),
		No:    got.Request.No, Secret: got.Grouped(), Name: f.Name,
		Said: "经办人会尽快打电话与您确认，双方确认之日为收到申请之日（《政府信息公开条例》第三十一条）。自确认的次日起 20 个工作日内答复；确认后，办理进度页上会写明最晚答复日期和算法。",
		Facts: []layout.Fact{
			{Name: "申请编号", Value: got.Request.No, Mono: true},
			{Name: "申请人", Value: maskedName(f)},
			{Name: "受理单位", Value: c.unit(got.Request.Unit).Name},
			{Name: "提交时间", Value: clock(got.Request.FiledAt)},
			{Name: "获取方式", Value: f.Get + "，" + f.Carrier},
			{Name: "咨询电话", Value: c.unit(got.Request.Unit).Phone},
		},
	}
	page.Sheet, page.NoIndex = requestSheet, true
	if page.QR, err = layout.DrawQR(p.baseURL + trackURL + "#no=" + got.Request.No + "&code=" + got.Secret); err != nil {
		return err
	}
	return p.sendOnce(w, r, http.StatusOK, Received(page))
}

func maskedName(f *request.Filing) string {
	name, _ := f.Masked()
	return name + "（" + f.Applicant.Name() + "）"
}

// askMore is what only some controls have. The placeholder is said beside the label, so that it stays there when something is typed.
func askMore(f layout.Field) templ.Attributes {
	f.Placeholder = ""
	more := inputMore(f)
	if f.Complete != "" {
		more["autocomplete"] = f.Complete
	}
	return more
}
