// Package dialogue is 公众参与: what the public says to the bureau and is answered. So far it holds 网页纠错, reports of what is wrong
// on a page; 留言, 意见征集 and 申诉 come beside it.
//
// What somebody wrote, and how to reach them, is theirs: both are sealed at rest, and of a report only its kind and the answer are
// shown to whoever has its number.
package dialogue

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/secret"
	"gongkai/internal/workday"
)

// ID is the number of a correction; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "correction"

// Kind says what is wrong.
type Kind string

// KindInfo is what a kind is called.
type KindInfo struct {
	Kind Kind
	Name string
}

// Kinds lists what may be wrong, in the order of the form.
var Kinds = []KindInfo{
	{"wording", "错别字或者表述错误"},
	{"link", "链接打不开"},
	{"file", "附件打不开"},
	{"outdated", "内容过时"},
	{"privacy", "泄露个人信息"},
	{"other", "其他"},
}

// Name is the kind's Chinese name, "" for none of ours.
func (k Kind) Name() string {
	i := slices.IndexFunc(Kinds, func(x KindInfo) bool { return x.Kind == k })
	if i < 0 {
		return ""
	}
	return Kinds[i].Name
}

// Outcome says how a correction ended; "" while it is open.
type Outcome string

// The outcomes.
const (
	Corrected Outcome = "corrected" // 已改正
	Unfounded Outcome = "unfounded" // 不属实
	Elsewhere Outcome = "elsewhere" // 不属本单位
)

// Outcomes lists them in the order of the form.
var Outcomes = []Outcome{Corrected, Unfounded, Elsewhere}

// Name is the outcome's Chinese name, "" for none of ours.
func (o Outcome) Name() string {
	return map[Outcome]string{Corrected: "已改正", Unfounded: "不属实", Elsewhere: "不属本单位"}[o]
}

// Correction is a 网页纠错: somebody says that something on a page is wrong. The unit of the page answers.
type Correction struct {
	ID       ID
	Code     string // unguessable part of its number
	Unit     int64  // who answers
	Item     int64  // the item reported; 0: another page
	Page     string // path of the page
	Kind     Kind
	Text     []byte // sealed: what was written
	Contact  []byte // sealed: telephone or e-mail; nil: none was left, or it was erased
	Received time.Time
	Due      workday.Date
	Outcome  Outcome
	Answer   string // public
	Answered time.Time
	By       int64 // the person who answered

	ContactErased workday.Date // on which how to reach whoever wrote it went
}

// No is the number of the correction, under which whoever reported finds the answer: 12-k3m9xw2p7q.
func (c *Correction) No() string { return strconv.FormatInt(int64(c.ID), 10) + "-" + c.Code }

// Open reports whether it still waits for its answer.
func (c *Correction) Open() bool { return c.Outcome == "" }

// Report is a correction as somebody typed it.
type Report struct {
	Unit    int64 // who answers
	Item    int64 // 0: another page
	Page    string
	About   string // title of the page; for the staff
	Kind    Kind
	Text    string
	Contact string
}

// What is typed at most, in characters.
const (
	MaxText    = 500
	MaxContact = 60
	MaxPage    = 300
	MaxAnswer  = 1000
)

// Validate returns every mistake, after taking away the spaces around what was typed.
func (r *Report) Validate() error {
	r.Text, r.Contact, r.Page = strings.TrimSpace(r.Text), strings.TrimSpace(r.Contact), strings.TrimSpace(r.Page)
	var fs fault.Fields
	if !strings.HasPrefix(r.Page, "/") || strings.HasPrefix(r.Page, "//") || utf8.RuneCountInString(r.Page) > MaxPage {
		fs.Add("page", "请填写本网站页面的网址，可以从浏览器的地址栏复制；首页填 /。")
	}
	if r.Kind.Name() == "" {
		fs.Add("kind", "请选择问题类型。")
	}
	switch n := utf8.RuneCountInString(strings.ReplaceAll(r.Text, "\r\n", "\n")); {
	case n == 0:
		fs.Add("text", "请写明哪一处有什么问题。")
	case n > MaxText:
		fs.Add("text", "问题描述有 %d 个字，最多 %d 个，请删减。", n, MaxText)
	}
	if r.Contact != "" && !isContact(r.Contact) {
		fs.Add("contact", "联系方式应为电话号码或者电子邮箱；不需要我们联系的，可以不填。")
	}
	return fs.Err()
}

func isContact(s string) bool {
	if utf8.RuneCountInString(s) > MaxContact {
		return false
	}
	return agency.IsPhone(s) || agency.IsEmail(s)
}

// Mask shows of a way to reach somebody only what tells it from another: 138****0000, a***@example.com.
func Mask(contact string) string {
	if name, host, ok := strings.Cut(contact, "@"); ok {
		first, _ := utf8.DecodeRuneInString(name)
		return string(first) + "***@" + host
	}
	if n := len(contact); n > 7 {
		return contact[:3] + strings.Repeat("*", n-7) + contact[n-4:]
	}
	return strings.Repeat("*", len(contact))
}

// What is refused about corrections.
var (
	ErrNotFound     = fault.New(fault.NotFound, "no-correction", "没有这件纠错，请核对编号。")
	ErrAnswered     = fault.New(fault.Conflict, "correction-answered", "这件纠错已经答复，不能再次答复。")
	ErrMayNotAnswer = fault.New(fault.Forbidden, "may-not-answer", "纠错由页面所属单位的信息员或者局办公室答复。")
)

// MayAnswer reports whether a person answers for the unit of the correction, and so sees how to reach whoever reported.
func (c *Correction) MayAnswer(by *agency.Person) bool {
	return by.Has(agency.GeneralOffice) || int64(by.Unit) == c.Unit && by.Has(agency.Writer)
}

// CanAnswer returns nil if that person may answer now, or why not.
func (c *Correction) CanAnswer(by *agency.Person) error {
	switch {
	case !c.Open():
		return ErrAnswered
	case !c.MayAnswer(by):
		return ErrMayNotAnswer
	}
	return nil
}

func (c *Correction) key() obligation.Key {
	return obligation.Key{Rule: law.SiteCorrection, Subject: ref.To(Ref, c.ID)}
}

// Close answers: the answer is public, and what is owed is met by it.
func (c *Correction) Close(by *agency.Person, at time.Time, outcome Outcome, answer string) (act.Act, error) {
	if err := c.CanAnswer(by); err != nil {
		return act.Act{}, fmt.Errorf("answer correction %d: %w", c.ID, err)
	}
	answer = strings.TrimSpace(answer)
	if err := validateAnswer(outcome, answer, workday.DateOf(at)); err != nil {
		return act.Act{}, fmt.Errorf("answer correction %d: %w", c.ID, err)
	}
	c.Outcome, c.Answer, c.Answered, c.By = outcome, answer, at, int64(by.ID)
	on := ref.To(Ref, c.ID)
	return act.New(by.Actor(), at, "dialogue.answer-correction", on, "", outcome.Name()).
		Causes(obligation.Met{Key: c.key(), On: workday.DateOf(at), Evidence: on}), nil
}

// validateAnswer returns every mistake. The answer can be read by anybody who has the number, so nobody's numbers may stand in it.
func validateAnswer(outcome Outcome, answer string, today workday.Date) error {
	var fs fault.Fields
	if outcome.Name() == "" {
		fs.Add("outcome", "请选择办理结果。")
	}
	switch n := utf8.RuneCountInString(answer); {
	case n == 0:
		fs.Add("answer", "请写明核实的情况和怎样处理。")
	case n > MaxAnswer:
		fs.Add("answer", "答复有 %d 个字，最多 %d 个，请删减。", n, MaxAnswer)
	}
	for _, f := range (screening.Rules{Today: today}).Check([]screening.Part{{Name: "答复", Text: answer}}) {
		if f.Level == screening.Block {
			fs.Add("answer", "答复会公开，%s 一处：%s请删去。", f.Masked, f.Text)
		}
	}
	return fs.Err()
}

// Filter narrows a list of corrections. Zero fields do not narrow.
type Filter struct {
	Unit   int64
	Limit  int
	Offset int
}

// Store keeps corrections.
type Store interface {
	AddCorrection(ctx context.Context, c *Correction, a func() (act.Act, error)) error
	// UpdateCorrection returns ErrNotFound if there is none.
	UpdateCorrection(ctx context.Context, id ID, fn func(*Correction) (act.Act, error)) error
	// Correction returns ErrNotFound if there is none.
	Correction(ctx context.Context, id ID) (*Correction, error)
	// Corrections lists the open ones first, the most urgent on top, then the answered ones, the newest first; and how many there are.
	Corrections(ctx context.Context, f Filter) ([]Correction, int, error)
}

// Service takes corrections in and answers them.
type Service struct {
	store    Store
	keys     *secret.Keys
	calendar func() workday.Calendar
	now      func() time.Time
}

// New returns the service.
func New(store Store, keys *secret.Keys, calendar func() workday.Calendar, now func() time.Time) *Service {
	return &Service{store, keys, calendar, now}
}

// Receive takes in what somebody reports, and opens the duty to answer. It returns Validate's mistakes.
//
// law: 国办秘函〔2019〕19号
func (s *Service) Receive(ctx context.Context, r Report) (*Correction, error) {
	if err := r.Validate(); err != nil {
		return nil, fmt.Errorf("receive correction: %w", err)
	}
	at := s.now()
	c := &Correction{Code: strings.ToLower(rand.Text())[:10], Unit: r.Unit, Item: r.Item, Page: r.Page, Kind: r.Kind, Received: at}
	c.Text = s.keys.Seal([]byte(r.Text), purpose("text", c))
	if r.Contact != "" {
		c.Contact = s.keys.Seal([]byte(r.Contact), purpose("contact", c))
	}
	return c, s.store.AddCorrection(ctx, c, func() (act.Act, error) {
		opened, err := obligation.New(s.calendar(), law.SiteCorrection, c.key().Subject, workday.DateOf(at), c.Unit, 0, "答复网页纠错（"+c.Kind.Name()+"）："+r.About)
		if err != nil {
			return act.Act{}, err
		}
		c.Due = opened.Due
		return act.New(act.Public, at, "dialogue.receive-correction", c.key().Subject, "", c.Kind.Name()).Causes(opened), nil
	})
}

// Answer answers a correction. It returns Close's errors.
func (s *Service) Answer(ctx context.Context, by *agency.Person, id ID, outcome Outcome, answer string) error {
	return s.store.UpdateCorrection(ctx, id, func(c *Correction) (act.Act, error) { return c.Close(by, s.now(), outcome, answer) })
}

// ByNo returns the correction of a number, or ErrNotFound.
func (s *Service) ByNo(ctx context.Context, no string) (*Correction, error) {
	n, code, _ := strings.Cut(no, "-")
	id, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("correction %.40q: %w", no, ErrNotFound)
	}
	c, err := s.store.Correction(ctx, ID(id))
	if err != nil {
		return nil, err
	}
	if c.Code != code {
		return nil, fmt.Errorf("correction %d under another code: %w", id, ErrNotFound)
	}
	return c, nil
}

// Correction returns one by its number in the register.
func (s *Service) Correction(ctx context.Context, id ID) (*Correction, error) {
	return s.store.Correction(ctx, id)
}

// List lists corrections as Store.Corrections does.
func (s *Service) List(ctx context.Context, f Filter) ([]Correction, int, error) {
	return s.store.Corrections(ctx, f)
}

// Open returns what was written and how to reach whoever wrote it, "" where they left nothing.
func (s *Service) Open(c *Correction) (text, contact string, err error) {
	b, err := s.keys.Open(c.Text, purpose("text", c))
	if err != nil || c.Contact == nil {
		return string(b), "", err
	}
	to, err := s.keys.Open(c.Contact, purpose("contact", c))
	return string(b), string(to), err
}

func purpose(what string, c *Correction) string { return "correction " + what + " " + c.Code }
