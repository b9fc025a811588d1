package portal

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// StatusLetterPage is a letter to the visitor.
type StatusLetterPage struct {
	Frame
	Letter string // HTML of the package letter, in which all text is escaped
	File   layout.Link
}

// posted returns the letter of the address, if it went to the visitor. Without a ticket it is ErrTracking.
func (p *Portal) posted(r *http.Request) (*request.Request, *request.Step, json.RawMessage, error) {
	req, err := p.ticketed(r)
	if err != nil {
		return nil, nil, nil, err
	}
	n, err := strconv.Atoi(r.PathValue("step"))
	if err != nil || n < 1 || n > len(req.Steps) || !req.Posted(&req.Steps[n-1]) {
		return nil, nil, nil, fmt.Errorf("letter %.20q of request %s: %w", r.PathValue("step"), req.No, web.ErrNoPage)
	}
	step := &req.Steps[n-1]
	words, err := p.Requests.Words(req, step)
	return req, step, words.Letter, err
}

// statusLetter shows a letter to the visitor.
func (p *Portal) statusLetter(w http.ResponseWriter, r *http.Request) error {
	_, step, kept, err := p.posted(r)
	if errors.Is(err, request.ErrTracking) {
		return p.toTracking(w, r)
	}
	if err != nil {
		return err
	}
	l, err := dispatch.Open(kept)
	if err != nil {
		return err
	}
	page := StatusLetterPage{
		Frame:  p.frame(l.Title, "/open", requestColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "办理进度", URL: statusURL}, layout.Link{Text: "文书"}),
		Letter: l.HTML(), File: layout.Link{Text: "下载 Word 文件", URL: fmt.Sprintf("%s/letters/%d/file", statusURL, step.No)},
	}
	page.Sheet, page.NoIndex = requestSheet, true
	return p.sendOnce(w, r, http.StatusOK, StatusLetter(page))
}

// letterFile hands a letter to the visitor as docx.
func (p *Portal) letterFile(w http.ResponseWriter, r *http.Request) error {
	req, step, kept, err := p.posted(r)
	if errors.Is(err, request.ErrTracking) {
		return p.toTracking(w, r)
	}
	if err != nil {
		return err
	}
	b, err := dispatch.DOCX(kept)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	web.SendFile(w, r, web.File{Name: req.LetterName(step) + step.DocNo + ".docx", Kind: document.DOCX, Digest: strconv.Itoa(step.No), Body: b})
	return nil
}

// receiptFile hands out the 登记回执 as docx to a visitor who types the secret once more: it is on the receipt, and nobody here knows it.
func (p *Portal) receiptFile(w http.ResponseWriter, r *http.Request) error {
	req, err := p.ticketed(r)
	if err != nil {
		return err
	}
	secret := r.PostFormValue("code")
	switch {
	case !p.limitTracks.Take(p.Address(r), time.Now()): // of visitors, whatever the domain's clock says
		return p.sendStatus(w, r, http.StatusTooManyRequests, req, fault.Fields{{Name: "code", Text: errTracksCrowded.Text}})
	case !p.Requests.Opens(req, secret):
		return p.sendStatus(w, r, http.StatusUnprocessableEntity, req, fault.Fields{{Name: "code", Text: dispatch.ErrSecret.Text}})
	}
	form, err := p.Requests.Application(req)
	if err != nil {
		return err
	}
	b, err := p.Letters.Receipt(r.Context(), req, form, p.Calendar(), secret)
	if err != nil {
		return err
	}
	web.NotKept(w.Header())
	web.SendFile(w, r, web.File{Name: "登记回执" + req.No + ".docx", Kind: document.DOCX, Digest: req.No, Body: b})
	return nil
}

// toTracking leads whoever has no ticket to the form that gives one.
func (p *Portal) toTracking(w http.ResponseWriter, r *http.Request) error {
	web.NotKept(w.Header())
	http.Redirect(w, r, trackURL, http.StatusSeeOther)
	return nil
}
