package desk

import (
	"errors"
	"net/http"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
)

func (d *Desk) askHandover(w http.ResponseWriter, r *http.Request) error {
	return d.handoverPage(w, r, nil)
}

func (d *Desk) handoverPage(w http.ResponseWriter, r *http.Request, problem error) error {
	it, page, err := d.ask(w, r, "转交", "handover")
	if err != nil {
		return err
	}
	if err := it.CanHandOver(who(r)); err != nil {
		return d.refuse(w, r, itemURL(it), "不能转交", err)
	}
	next, err := d.Items.Successors(r.Context(), it)
	if err != nil {
		return err
	}
	role := it.Successor().Info().Name
	if len(next) == 0 {
		return d.refuse(w, r, itemURL(it), "不能转交", publication.ErrBadSuccessor.Say("本单位没有其他可以接手的%s。", role))
	}
	options := make([]layout.Option, len(next))
	for i, p := range next {
		options[i] = layout.Option{Value: strconv.FormatInt(int64(p.ID), 10), Text: p.Name + "　" + p.Title}
	}
	page.Heading = "转交《" + it.Version.Title + "》"
	page.Text = "稿件转给本单位另一位信息员，由他继续写和送审。写过这份稿的人都不能审核它。"
	if it.State == publication.InReview {
		page.Text = "这一步（" + it.Route[it.Stage].Stage.Name() + "）转给另一位担任" + role + "的人办理，期限不变。"
	}
	page.Fields = []layout.Field{
		{Kind: layout.Select, Name: "to", Label: "转给", Hint: "本单位现任的人员；转交后由对方续办。", Options: options, Required: "必选"},
		{Name: "reason", Label: "原因", Max: 60, Hint: "如：外出培训。记入办理记录，不公开。"},
	}
	page.Button = "转交"
	return d.asked(w, r, page, problem)
}

func (d *Desk) handover(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	to, err := strconv.ParseInt(r.PostFormValue("to"), 10, 64)
	if err == nil {
		err = d.Items.HandOver(r.Context(), who(r), it.ID, agency.PersonID(to), r.PostFormValue("reason"))
	} else {
		err = agency.ErrNoPerson
	}
	if errors.Is(err, publication.ErrBadSuccessor) || errors.Is(err, agency.ErrNoPerson) {
		return d.handoverPage(w, r, publication.ErrBadSuccessor)
	}
	if err != nil {
		return err
	}
	d.flash(w, "已转交", "《"+it.Version.Title+"》已转给新的经办人。")
	return seeOther(w, r, itemURL(it))
}
