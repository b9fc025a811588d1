package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	stdhtml "html"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// LookPage shows a letter as it would go out, before the step is taken that sends it.
type LookPage struct {
	Frame
	Heading string
	Notes   []string
	Error   *FormError
	Letter  string // HTML of the package letter, in which all text is escaped
	Action  string
	Hidden  []layout.Hidden // what was typed
	Button  string
	Back    bool // what was typed can be changed
	Cancel  layout.Link
}

// letterSenders send and sign letters, and so read to whom they go; to all others the name is masked.
var letterSenders = []agency.Role{agency.GeneralOffice, agency.DisclosureHead, agency.Signer}

// LetterPage shows a letter that was sent or signed.
type LetterPage struct {
	Frame
	Sentence string
	Letter   string
	File     layout.Link
	Back     layout.Link
}

// sends is the letter that a step of the kind sends, as far as its form depends on it: of a consultation, what its letters ask for is the same.
func sends(req *request.Request, kind request.StepKind, code request.DecisionCode) request.LetterKind {
	return req.LetterOf(&request.Step{Kind: kind, Code: code, Party: request.ThirdParty})
}

// letterFields are the questions of a letter, with what is known already: what was typed when a decision was proposed before, then what the
// request and the unit's setting say.
func (d *Desk) letterFields(r *http.Request, req *request.Request, kind request.LetterKind, code request.DecisionCode) ([]layout.Field, error) {
	set, _, err := d.Letters.Setting(r.Context(), req.Unit)
	if err != nil {
		return nil, err
	}
	form, err := d.Requests.Application(req)
	if err != nil {
		return nil, err
	}
	var before request.Words
	if p := req.Last(request.Propose); p != nil && p.Code == code && code != "" {
		if before, err = d.Requests.Words(req, p); err != nil {
			return nil, err
		}
	}
	var fields []layout.Field
	for _, a := range dispatch.Asks(kind, code) {
		f := layout.Field{Name: a.Key, Label: a.Label, Required: mark(!a.May), Hint: a.Hint, Value: before.Facts[a.Key], Max: request.MaxText}
		switch a.Shape {
		case dispatch.Day:
			f.Kind, f.Max = layout.Date, 0
		case dispatch.Lines, dispatch.Tables:
			f.Kind, f.Rows = layout.Area, 4
		}
		if f.Value == "" {
			f.Value = a.First(set, req, form)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

func fingerprint(letter json.RawMessage) string {
	sum := sha256.Sum256(letter)
	return hex.EncodeToString(sum[:])
}

// looked reports whether the letter that would go out now is the one that was looked at.
func (d *Desk) looked(r *http.Request, req *request.Request, doing request.Doing) (bool, error) {
	draft, err := d.Requests.Draft(r.Context(), who(r), req.ID, doing)
	return fingerprint(draft) == r.PostFormValue("seen"), err
}

// lookAt shows the letter of a step, with what was typed.
func (d *Desk) lookAt(w http.ResponseWriter, r *http.Request, req *request.Request, doing request.Doing, problem error) error {
	draft, err := d.Requests.Draft(r.Context(), who(r), req.ID, doing)
	var fields fault.Fields
	switch {
	case errors.As(err, &fields) && doing.Kind != request.Sign:
		return d.askStep(w, r, req, doing.Kind, doing.Code, err)
	case errors.As(err, &fields): // the unit's setting has changed since it was proposed
		return d.refuse(w, r, requestURL(req.ID), "现在不能"+doing.Kind.Name(), request.ErrNotNow.Say("答复书现在不能签发：%s请退回经办人，或者在“文书设置”中补全。", fields[0].Text))
	case err != nil:
		return d.refuse(w, r, requestURL(req.ID), "没有"+doing.Kind.Name(), err)
	}
	letter, err := dispatch.Open(draft)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, doing.Kind.Name(), requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := LookPage{
		Frame: f, Heading: doing.Kind.Name() + "：" + req.Title(), Action: requestURL(req.ID) + "/steps", Button: doing.Kind.Name(), Back: doing.Kind != request.Sign, Cancel: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)},
		Hidden: []layout.Hidden{{Name: "kind", Value: string(doing.Kind)}, {Name: "seen", Value: fingerprint(draft)}},
	}
	switch doing.Kind {
	case request.Propose:
		page.Notes = []string{"请逐字核对。送签后由另一位负责人签发，签发之日为成文日期，签发时编文号。"}
		page.Button = "送签"
	case request.Sign:
		page.Notes = []string{"请核对全文后签发；有误的，返回卷宗退回重拟。签发即编文号，成文日期为今天。"}
	default:
		page.Notes = []string{"请核对全文。办理即编文号，记入经过，不能修改。"}
	}
	if before := r.PostFormValue("seen"); before != "" && before != fingerprint(draft) && r.PostFormValue("back") == "" {
		page.Error = &FormError{Title: "文书在您查看以后有了变化", Text: "还没有办理，请重新核对。"}
	}
	if problem != nil {
		if page.Error, _, err = asFormError(problem, "没有办理"); err != nil {
			return err
		}
		page.Error.keep(nil)
	}
	typed := map[string]string{
		"text": doing.Words.Text, "evidence": doing.Words.Evidence, "party": doing.Words.Facts["party"], "code": string(doing.Code), "chosen": string(doing.Code), "basis": string(doing.Basis),
		"days": digits(doing.Days), "about": digits(doing.About), "count": digits(doing.Count), "until": doing.Until.String(),
	}
	if doing.Party != "" {
		typed["whom"] = string(doing.Party)
	}
	for k, v := range doing.Words.Facts {
		typed[k] = v
	}
	for k, v := range typed {
		if v != "" {
			page.Hidden = append(page.Hidden, layout.Hidden{Name: k, Value: v})
		}
	}
	page.Letter = letter.HTML()
	return d.show(w, r, http.StatusOK, Look(page))
}

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// stepLetter returns the step of the address with its letter.
func (d *Desk) stepLetter(r *http.Request) (*request.Request, *request.Step, request.Words, error) {
	var none request.Words
	req, err := d.readRequest(r)
	if err != nil {
		return nil, nil, none, err
	}
	n, err := strconv.Atoi(r.PathValue("step"))
	if err != nil || n < 1 || n > len(req.Steps) {
		return nil, nil, none, fmt.Errorf("letter %.20q of request %s: %w", r.PathValue("step"), req.No, web.ErrNoPage)
	}
	step := &req.Steps[n-1]
	words, err := d.Requests.Words(req, step)
	if err == nil && len(words.Letter) == 0 {
		err = fmt.Errorf("letter of step %d of request %s: %w", n, req.No, web.ErrNoPage)
	}
	return req, step, words, err
}

// requestLetter shows the letter of a step.
func (d *Desk) requestLetter(w http.ResponseWriter, r *http.Request) error {
	req, step, words, err := d.stepLetter(r)
	if err != nil {
		return err
	}
	letter, err := dispatch.Open(words.Letter)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, req.LetterName(step), requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := LetterPage{Frame: f, Sentence: step.On.Chinese() + "，" + step.DocNo, Letter: letter.HTML(), Back: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)}}
	if who(r).Has(letterSenders...) {
		page.File = layout.Link{Text: "下载 Word 文件", URL: fmt.Sprintf("%s/letters/%d/file", requestURL(req.ID), step.No)}
	} else {
		a, err := d.Requests.Application(req)
		if err != nil {
			return err
		}
		masked, _ := a.Masked()
		page.Letter = strings.ReplaceAll(page.Letter, stdhtml.EscapeString(a.Name), stdhtml.EscapeString(masked))
	}
	if step.DocNo == "" {
		page.Sentence = step.On.Chinese() + "拟定，尚未签发，没有文号。"
	}
	return d.show(w, r, http.StatusOK, Letter(page))
}

// letterFile hands out the letter of a step as docx.
func (d *Desk) letterFile(w http.ResponseWriter, r *http.Request) error {
	req, step, words, err := d.stepLetter(r)
	if err != nil {
		return err
	}
	b, err := dispatch.DOCX(words.Letter)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	web.SendFile(w, r, web.File{Name: req.LetterName(step) + step.DocNo + ".docx", Kind: document.DOCX, Digest: fingerprint(words.Letter), Body: b})
	return nil
}
