package desk

import (
	"fmt"
	"net/http"
	"net/url"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// WordsPage shows what the public looked for in vain, and keeps the words that mean the same.
type WordsPage struct {
	Frame
	Sentence string
	Misses   []MissRow
	Keeps    bool // this person keeps the vocabulary
	Error    *FormError
	Fields   []layout.Field
	Groups   [][]string // of whoever only reads
}

// MissRow is a question that found nothing.
type MissRow struct {
	Text  string
	Count string // 12 次
	Since string
	Last  string
	URL   string // the search of the portal
}

// shownMisses is how many questions that found nothing a page shows.
const shownMisses = 50

func (d *Desk) wordRoutes() []web.Route {
	keepers := web.Holding(agency.GeneralOffice, agency.InfoCentre)
	return []web.Route{
		{Method: "GET", Pattern: "/desk/words", Need: web.SignedIn(), Handle: d.words},
		{Method: "POST", Pattern: "/desk/words", Need: keepers, Handle: d.setWords},
		{Method: "POST", Pattern: "/desk/words/settled", Need: keepers, Handle: d.settleMiss},
	}
}

func (d *Desk) words(w http.ResponseWriter, r *http.Request) error {
	v, err := d.Words.Vocabulary(r.Context())
	if err != nil {
		return err
	}
	return d.wordsPage(w, r, http.StatusOK, v, v.String(), nil)
}

func (d *Desk) wordsPage(w http.ResponseWriter, r *http.Request, status int, v publication.Vocabulary, typed string, problem error) error {
	f, err := d.frame(w, r, "检索词", "/desk/words")
	if err != nil {
		return err
	}
	misses, err := d.Words.Misses(r.Context(), shownMisses)
	if err != nil {
		return err
	}
	page := WordsPage{Frame: f, Sentence: "公众在门户上查不到的，不是缺说法，就是缺信息。", Keeps: publication.KeepsWords(who(r)), Groups: v}
	for _, m := range misses {
		page.Misses = append(page.Misses, MissRow{
			Text: m.Text, Count: fmt.Sprintf("%d 次", m.N), Since: workday.DateOf(m.First).String(), Last: workday.DateOf(m.Last).String(), URL: "/search?q=" + url.QueryEscape(m.Text),
		})
	}
	if page.Keeps {
		page.Fields = []layout.Field{{
			Kind: layout.Area, Name: "words", Label: "同义词", Value: typed, Rows: max(8, len(v)+2),
			Hint: "一行一组，词与词之间用空格隔开，如“小升初 初中招生 初中入学”。公众查其中一个，其余的也一并查找。",
		}}
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		at(page.Fields, fields)
	}
	return d.show(w, r, status, Words(page))
}

func (d *Desk) setWords(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("words")
	if err := d.Words.Set(r.Context(), who(r), typed); err != nil {
		return d.wordsPage(w, r, http.StatusUnprocessableEntity, nil, typed, err)
	}
	d.flash(w, "已保存", "门户的检索即刻按新的同义词查找。")
	return seeOther(w, r, "/desk/words")
}

func (d *Desk) settleMiss(w http.ResponseWriter, r *http.Request) error {
	text := r.PostFormValue("text")
	if err := d.Words.Settle(r.Context(), who(r), text); err != nil {
		return d.refuse(w, r, "/desk/words", "没有办成", err)
	}
	d.flash(w, "已处理", "“"+text+"”已从清单中去掉；再有人查不到时会重新列出。")
	return seeOther(w, r, "/desk/words")
}
