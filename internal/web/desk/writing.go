package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// writingRoutes serve the form of an item while somebody writes in it.
func (d *Desk) writingRoutes() []web.Route {
	return []web.Route{
		{Method: "POST", Pattern: "/desk/paste", Need: web.Holding(agency.Writer), Upload: true, Handle: d.paste},
		{Method: "POST", Pattern: "/desk/unsaved", Need: web.Holding(agency.Writer), Upload: true, Handle: d.keepUnsaved},
		{Method: "POST", Pattern: "/desk/unsaved/removal", Need: web.Holding(agency.Writer), Upload: true, Handle: d.dropUnsaved},
	}
}

// pasteAnswer is what the editor gets for what was pasted.
type pasteAnswer struct {
	HTML string   `json:"html"`
	Lost []string `json:"lost"` // what did not come along, a sentence each
}

// paste cleans what somebody pastes into the editor. What cannot be taken at all is told the same way.
func (d *Desk) paste(w http.ResponseWriter, r *http.Request) error {
	var html string
	var lost []document.Loss
	err := d.readItemForm(w, r)
	if err == nil {
		html, lost, err = publication.CleanHTML(r.PostFormValue("body"), nil)
	} else if !errors.Is(err, web.ErrVirus) && !errors.Is(err, web.ErrNoScanner) {
		return err
	}
	if f, ok := fault.Of(err); ok {
		html, lost = "", []document.Loss{{Text: f.Text}}
	} else if err != nil {
		return err
	}
	answer := pasteAnswer{HTML: html, Lost: []string{}}
	for _, l := range lost {
		answer.Lost = append(answer.Lost, l.Text)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(answer)
}

// draftOf is the draft whose form is being written in: that of the form's number, or one not begun.
func (d *Desk) draftOf(r *http.Request) (*publication.Item, error) {
	p := who(r)
	n, err := strconv.ParseInt(r.PostFormValue("item"), 10, 64)
	if err != nil || n == 0 {
		return &publication.Item{State: publication.Draft, Writer: int64(p.ID), Unit: int64(p.Unit)}, nil
	}
	it, err := d.Items.Item(r.Context(), p, publication.ID(n))
	if err != nil {
		return nil, err
	}
	return it, it.CanEdit(p.Actor())
}

// keepUnsaved keeps what is typed and answers with what the checks say of it.
func (d *Desk) keepUnsaved(w http.ResponseWriter, r *http.Request) error {
	if err := d.readItemForm(w, r); err != nil {
		return err
	}
	it, err := d.draftOf(r)
	if err != nil {
		return err
	}
	form := url.Values{}
	for name, values := range r.PostForm {
		if name != "key" && name != "item" && name != "password" {
			form[name] = values
		}
	}
	note := ""
	at, err := d.Recovery.Keep(r.Context(), who(r).Actor(), it.ID, form)
	if note = short(at)[6:] + " 已自动保存"; errors.Is(err, publication.ErrUnsavedLarge) {
		note, err = fault.Text(err), nil
	}
	if err != nil {
		return err
	}
	v, _ := parseVersion(form, it) // what cannot be read yet is lacking, and the checks say so
	found, err := d.Items.Check(r.Context(), it, v)
	if err != nil {
		return err
	}
	v.No, v.Cargo, it.Version, it.Screened, it.Changed = it.Version.No, it.Version.Cargo, v, found, at
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, LiveChecks(d.draftChecks(it, names.columnOf(v.Column)), note))
}

func (d *Desk) dropUnsaved(w http.ResponseWriter, r *http.Request) error {
	if err := readItemButton(w, r); err != nil {
		return err
	}
	it, err := d.draftOf(r)
	if err != nil {
		return err
	}
	if err := d.Recovery.Drop(r.Context(), who(r).Actor(), it.ID); err != nil {
		return err
	}
	if it.ID == 0 {
		return seeOther(w, r, "/desk/items/new")
	}
	return seeOther(w, r, itemURL(it))
}

// recovered shows the form of a draft with what was typed and not saved, if there is any.
func (d *Desk) recovered(w http.ResponseWriter, r *http.Request, it *publication.Item, key string) error {
	u, err := d.Recovery.Of(r.Context(), who(r).Actor(), it)
	if errors.Is(err, publication.ErrNoUnsaved) {
		return d.itemForm(w, r, http.StatusOK, it, nil, key)
	}
	if err != nil {
		return err
	}
	v, problem := parseVersion(url.Values(u.Form), it)
	if it.ID == 0 && problem != nil {
		problem = nil // nobody has pressed a button yet
	}
	found, err := d.Items.Check(r.Context(), it, v)
	if err != nil {
		return err
	}
	v.No, v.Cargo, v.Files, v.Reason = it.Version.No, it.Version.Cargo, it.Version.Files, it.Version.Reason
	it.Version, it.Screened, it.Changed = v, found, u.At
	return d.itemFormOf(w, r, http.StatusOK, itemDraft{it: it, problem: problem, key: key, recovered: short(u.At)})
}

// draftChecks is the panel beside the form: what the checks found, and what is lacking before the draft can be sent on.
func (d *Desk) draftChecks(it *publication.Item, column catalog.Column) Checks {
	c := d.checks(it, func(_ int, place string) string { return fieldOf[place] })
	if it.Screened.Digest == "" {
		return c
	}
	var fields fault.Fields
	if asFields(it.Version.Validate(workday.DateOf(d.Now())), &fields) {
		for _, f := range fields {
			c.Block++
			c.Findings = append(c.Findings, Finding{ID: "lack-" + f.Name, Level: layout.Violated("必填"), Title: f.Text, Where: "去填写", Ref: "f-" + f.Name})
		}
	}
	advice := it.Version.Advice()
	if column.Section == catalog.Statutory && catalog.LooksLikeNews(it.Version.Title) {
		advice = append(advice, "标题像是工作动态。“"+column.Name+"”属于法定主动公开内容，动态和讲话请放到要闻。")
	}
	if column.IsGuide(it.Version.Title) {
		if missing := catalog.MissingFromGuide(it.Version.Text()); len(missing) > 0 {
			advice = append(advice, "公开指南还缺："+strings.Join(missing, "、")+"，条例第十二条要求写明。")
		}
	}
	for _, text := range advice {
		c.Warn++
		c.Findings = append(c.Findings, Finding{ID: "advice-" + strconv.Itoa(c.Warn), Level: layout.Attention("提醒"), Title: text})
	}
	return c
}
