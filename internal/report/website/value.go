package website

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// MaxText is how long a typed text may be, in characters.
const MaxText = 100

// Values are the values of fields by key, each written as its kind says; "" or missing: not written yet.
type Values map[string]string

var (
	countForm   = regexp.MustCompile(`^\d{1,12}$`)
	decimalForm = regexp.MustCompile(`^\d{1,6}(\.\d)?$`)
)

// Plain is a text on one line as every file keeps it: spaces in a row become one, what nobody sees goes, and what each font shows otherwise.
func Plain(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co), r == unicode.ReplacementChar, r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, s)), " ")
}

// Trim keeps the typed fields of the form alone, written plainly: digits of full width become plain, what groups digits goes.
func (v Values) Trim() Values {
	out := Values{}
	for _, f := range Fields() {
		s := Plain(v[f.Key])
		if f.Kind == Count {
			s = strings.NewReplacer(",", "", " ", "").Replace(width.Narrow.String(s))
			if countForm.MatchString(s) {
				s = cmp.Or(strings.TrimLeft(s, "0"), "0")
			}
		}
		if f.Typed() && s != "" {
			out[f.Key] = s
		}
	}
	return out
}

// Validate returns every mistake of what was typed, at its field: what is no number, is not among the choices, is too long, or names
// somebody. What is not written yet is none.
func (v Values) Validate(today workday.Date) error {
	var fs fault.Fields
	for _, f := range Fields() {
		if s := v[f.Key]; f.Typed() && s != "" {
			f.check(&fs, s, today)
		}
	}
	return fs.Err()
}

func (f *Field) check(fs *fault.Fields, s string, today workday.Date) {
	switch f.Kind {
	case Count:
		if !countForm.MatchString(s) {
			fs.Add(f.Key, "“%s”应为不小于 0 的整数，单位是%s，没有的填 0。", f.Title(), f.Unit)
		}
	case Choice:
		if !slices.Contains(f.Options, s) {
			fs.Add(f.Key, "“%s”请在“%s”中选一项。", f.Title(), strings.Join(f.Options, "”“"))
		}
	case Text:
		if n := utf8.RuneCountInString(s); n > MaxText {
			fs.Add(f.Key, "“%s”有 %d 个字，最多 %d 个，请删减。", f.Title(), n, MaxText)
			return
		}
		for _, x := range (screening.Rules{Today: today}).Check([]screening.Part{{Name: f.Title(), Text: s}}) {
			if x.Level == screening.Block {
				fs.Add(f.Key, "报表对外公布，%s 一处：%s请删去。", x.Masked, x.Text)
			}
		}
	}
}

// Digest tells one state of what was typed from another.
func (v Values) Digest() string {
	b, err := json.Marshal(map[string]string(v)) // sorted by key
	if err != nil {
		return "" // texts alone: it does not happen
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Report is the report of a site for a year, as it stands now or as it was signed.
type Report struct {
	Agency string `json:"agency"`
	Unit   int64  `json:"unit"`
	Year   int    `json:"year"`
	Values Values `json:"values"`
}

// Title returns its official title.
func (r *Report) Title() string { return title(r.Year) }

func title(year int) string { return fmt.Sprintf("政府网站工作年度报表（%d年）", year) }

// Shown is a value with its unit, or "" where it is not written.
func (r *Report) Shown(f *Field) string {
	s := r.Values[f.Key]
	if s == "" || f.Unit == "" {
		return s
	}
	return s + " " + f.Unit
}

// number is the value of a count; ok is false where it is not written or none.
func (r *Report) number(key string) (n int64, ok bool) {
	s := r.Values[key]
	if !countForm.MatchString(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// Missing lists the fields that have to be written and are not, in the order of the form.
func (r *Report) Missing() []Field {
	var out []Field
	for _, f := range Fields() {
		if f.Needed() && r.Values[f.Key] == "" {
			out = append(out, f)
		}
	}
	return out
}

// Differences lists the fields that now has otherwise, in the order of the form.
func (r *Report) Differences(now *Report) []Field {
	var out []Field
	for _, f := range Fields() {
		if r.Values[f.Key] != now.Values[f.Key] {
			out = append(out, f)
		}
	}
	return out
}

// cargo fixes a report: what is reviewed and released is exactly this.
func (r *Report) cargo(id int64) (publication.Cargo, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return publication.Cargo{}, fmt.Errorf("fix website report %d: %w", r.Year, err)
	}
	sum := sha256.Sum256(b)
	return publication.Cargo{Ref: ref.To(Ref, id), Rows: len(r.Values), Root: hex.EncodeToString(sum[:])}, nil
}

// Is reports whether a cargo was fixed from this report.
func (r *Report) Is(c publication.Cargo) bool {
	now, err := r.cargo(c.Ref.ID)
	return err == nil && now == c
}

// Announce is the item that publishes the report: what its page says beside it.
func (r *Report) Announce() publication.Version {
	return publication.Version{
		Title: r.Title(), Genre: "报告", Subject: "科技、教育／教育", Keywords: "政府网站 年度报表",
		Summary: fmt.Sprintf("公布%s网站%d年信息发布、解读回应、办事服务、互动交流、安全防护等工作情况。", r.Agency, r.Year),
		Body: fmt.Sprintf("依据国办函〔2018〕12号文件，现公布%s政府网站工作年度报表（%d年）。统计期限自%d年1月1日起至%d年12月31日止。\n报表随本文一并公布。",
			r.Agency, r.Year, r.Year, r.Year),
	}
}
