// Package dispatch is 发文: how a unit writes the letters of its requests. It keeps what a unit says of itself in them and the templates that it
// has written itself, asks the officer for what only the officer knows, and fills and checks a letter when a step sends one.
package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/request/letter"
)

// Setting is what a unit says of itself in its letters.
type Setting struct {
	Unit      int64
	Agency    string           // 机关名称, as it signs
	Numbering letter.Numbering // 文号规则
	Forum     request.Forum    // whom the remedies name; Online and Self are of each letter
	Office    letter.Office    // 政府信息公开工作机构
	Pay       string           // how a fee is paid
	Places    string           // 信访、投诉、举报渠道, a line each: 名称｜联系方式
}

// MaxLine is how long a line of a setting may be, MaxPlaces how long its places, in characters.
const (
	MaxLine   = 200
	MaxPlaces = 1000
)

// usual is how a unit writes that has set nothing. Which government reconsiders is not to be guessed.
func usual(u *agency.Unit) *Setting {
	return &Setting{
		Unit: int64(u.ID), Agency: u.Name, Numbering: letter.Numbering(cmp.Or(u.Short, u.Name) + "依申请〔{年}〕{号}号—{类}"),
		Office: letter.Office{Name: u.Name, Address: u.Address, Phone: u.Phone, Hours: u.Hours},
	}
}

func (s *Setting) trim() {
	for _, t := range []*string{&s.Agency, (*string)(&s.Numbering), &s.Forum.Authority, &s.Forum.Upper, &s.Forum.Court, &s.Forum.URL, &s.Office.Name, &s.Office.Address, &s.Office.Phone, &s.Office.Hours, &s.Pay, &s.Places} {
		*t = strings.TrimSpace(*t)
	}
}

// Validate returns what is missing or wrong in a setting, after taking away the spaces around what was typed.
//
// law: 条例 51, 行政复议法 24
func (s *Setting) Validate() error {
	s.trim()
	var fs fault.Fields
	for _, f := range []struct{ name, value, missing string }{
		{"agency", s.Agency, "请填写机关名称，文书落款和红头用它。"},
		{"authority", s.Forum.Authority, "请填写复议机关，文书要告诉申请人向谁申请行政复议（行政复议法第二十四条）。"},
		{"office", s.Office.Name, "请填写政府信息公开工作机构的名称。"},
		{"address", s.Office.Address, "请填写工作机构的地址。"},
		{"phone", s.Office.Phone, "请填写工作机构的电话。"},
		{"upper", s.Forum.Upper, ""},
		{"court", s.Forum.Court, ""},
		{"url", s.Forum.URL, ""},
		{"hours", s.Office.Hours, ""},
		{"pay", s.Pay, ""},
	} {
		switch n := utf8.RuneCountInString(f.value); {
		case n == 0 && f.missing != "":
			fs.Add(f.name, "%s", f.missing)
		case n > MaxLine:
			fs.Add(f.name, "有 %d 个字，最多 %d 个，请删减。", n, MaxLine)
		}
	}
	if err := s.Numbering.Check(); err != nil {
		fs.Add("numbering", "%s", fault.Text(err))
	}
	if u, err := url.Parse(s.Forum.URL); s.Forum.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		fs.Add("url", "网址应以 https:// 开头，例如 https://xzfy.moj.gov.cn。")
	}
	if n := utf8.RuneCountInString(s.Places); n > MaxPlaces {
		fs.Add("places", "有 %d 个字，最多 %d 个，请删减。", n, MaxPlaces)
	}
	if _, err := places(s.Places); err != nil {
		fs.Add("places", "%s", fault.Text(err))
	}
	return fs.Err()
}

// Store keeps how units write.
type Store interface {
	// LetterSetting returns what a unit has set, nil if nothing.
	LetterSetting(ctx context.Context, unit int64) (*Setting, error)
	SaveLetterSetting(ctx context.Context, s *Setting, a act.Act) error
	// LetterTemplates returns the templates that a unit has written itself.
	LetterTemplates(ctx context.Context, unit int64) (letter.Templates, error)
	// SaveLetterTemplate keeps a template of a unit; an empty one is ours again.
	SaveLetterTemplate(ctx context.Context, unit int64, kind request.LetterKind, body string, a act.Act) error
}

// Service is the room.
type Service struct {
	store Store
	units request.Units
	track string
	now   func() time.Time
}

// New returns the service. Track is the address at which applicants look how their requests stand.
func New(store Store, units request.Units, track string, now func() time.Time) *Service {
	return &Service{store, units, track, now}
}

// Keepers say how their unit writes.
var Keepers = []agency.Role{agency.GeneralOffice, agency.DisclosureHead}

// Setting returns how a unit writes, and whether it has set so itself.
func (s *Service) Setting(ctx context.Context, unit int64) (*Setting, bool, error) {
	set, err := s.store.LetterSetting(ctx, unit)
	if err != nil || set != nil {
		return set, set != nil, err
	}
	u, err := s.units.Unit(ctx, agency.UnitID(unit))
	if err != nil {
		return nil, false, err
	}
	return usual(u), false, nil
}

// Set keeps how a unit writes. It returns Validate's mistakes, and fault.Forbidden for somebody else's unit.
func (s *Service) Set(ctx context.Context, by *agency.Person, set *Setting) error {
	if err := may(by, set.Unit); err != nil {
		return fmt.Errorf("letter setting of unit %d: %w", set.Unit, err)
	}
	if err := set.Validate(); err != nil {
		return fmt.Errorf("letter setting of unit %d: %w", set.Unit, err)
	}
	return s.store.SaveLetterSetting(ctx, set, act.New(by.Actor(), s.now(), "letter.set", ref.To(agency.UnitRef, set.Unit), "", set.Agency))
}

// Templates returns the templates that a unit has written itself.
func (s *Service) Templates(ctx context.Context, unit int64) (letter.Templates, error) {
	return s.store.LetterTemplates(ctx, unit)
}

// SetTemplate keeps a unit's own template of a kind, after a letter was made with it that says all the law prescribes; an empty one is ours
// again. It returns what letter.Try finds.
func (s *Service) SetTemplate(ctx context.Context, by *agency.Person, unit int64, kind request.LetterKind, body string) error {
	info, ok := kind.Info()
	if !ok {
		return fmt.Errorf("letter template: %w", letter.ErrKind)
	}
	if err := may(by, unit); err != nil {
		return fmt.Errorf("letter template of unit %d: %w", unit, err)
	}
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	if body != "" {
		if err := letter.Try(kind, body); err != nil {
			return err
		}
	}
	if body == strings.TrimSpace(letter.Default(kind)) {
		body = ""
	}
	return s.store.SaveLetterTemplate(ctx, unit, kind, body, act.New(by.Actor(), s.now(), "letter.template", ref.To(agency.UnitRef, unit), "", info.Name))
}

// ErrKeeper is returned to those who do not say how a unit writes.
var ErrKeeper = fault.New(fault.Forbidden, "letter-keeper", "文书设置由本单位的政府信息公开工作机构办理。")

func may(by *agency.Person, unit int64) error {
	if !by.Has(Keepers...) || int64(by.Unit) != unit {
		return ErrKeeper
	}
	return nil
}

// Of implements request.Writers.
func (s *Service) Of(ctx context.Context, unit int64) (request.Writer, error) {
	set, _, err := s.Setting(ctx, unit)
	if err != nil {
		return nil, fmt.Errorf("letters of unit %d: %w", unit, err)
	}
	templates, err := s.store.LetterTemplates(ctx, unit)
	if err != nil {
		return nil, fmt.Errorf("letters of unit %d: %w", unit, err)
	}
	return &writer{set, templates}, nil
}
