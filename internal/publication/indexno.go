package publication

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// UsualTemplate is how items are numbered where nobody has set anything else: the publisher's unified code, the year, and a
// serial number that is never used twice.
const UsualTemplate = "{USCC}/{YYYY}-{seq:05d}"

// IndexRule is how a unit numbers what it publishes, from a year on (索引号编制规则). No national rule says how; agencies and
// provinces set their own.
type IndexRule struct {
	Unit     int64 // 0: every unit without a rule of its own
	From     int   // first year
	Template string
}

// Indexed is what a 索引号 is made of.
type Indexed struct {
	USCC   string // 统一社会信用代码 of the publisher
	Unit   string // its short code
	Column string // code of the column
	On     workday.Date
	Serial int // of the unit's year, from 1
}

// What is refused about rules.
var (
	ErrMayNotNumber = fault.New(fault.Forbidden, "may-not-set-index-rule", "索引号编制规则由局办公室、政府信息公开工作机构负责人和系统管理员设定。")
	ErrYearBegun    = fault.New(fault.Conflict, "year-begun", "这一年已经编过索引号，规则不在年中改变，请从下一年起用。")
)

var (
	indexPart = regexp.MustCompile(`\{[^{}]*\}`)
	indexSeq  = regexp.MustCompile(`^\{seq(?::0([1-9])d)?\}$`)
	indexText = regexp.MustCompile(`^[\p{Han}A-Za-z0-9/_.\-〔〕（）]*$`)
)

// maxTemplate is the longest template, in characters.
const maxTemplate = 60

// Validate returns every mistake. What passes makes numbers that differ between units and within a unit's years: each holds the
// unit, the year, and the serial number, apart from each other.
func (r IndexRule) Validate(today workday.Date) error {
	var fs fault.Fields
	if r.From < today.Year() || r.From > today.Year()+1 {
		fs.Add("from", "起用年份填 %d 或 %d。", today.Year(), today.Year()+1)
	}
	if why := faultOfTemplate(r.Template); why != "" {
		fs.Add("template", "%s", why)
	}
	return fs.Err()
}

func faultOfTemplate(t string) string {
	serials, parts := 0, indexPart.FindAllStringIndex(t, -1)
	for _, at := range parts {
		switch part := t[at[0]:at[1]]; {
		case indexSeq.MatchString(part):
			serials++
			if at[0] > 0 && (t[at[0]-1] >= '0' && t[at[0]-1] <= '9') || at[1] < len(t) && t[at[1]] >= '0' && t[at[1]] <= '9' {
				return "流水号两边不能紧接数字，请用短横线等隔开。"
			}
		case part != "{USCC}" && part != "{UNIT}" && part != "{COLUMN}" && part != "{YYYY}" && part != "{MM}" && part != "{DD}":
			return fmt.Sprintf("不认识“%s”，可用的有 {USCC}、{UNIT}、{COLUMN}、{YYYY}、{MM}、{DD} 和 {seq:05d}。", part)
		}
	}
	switch {
	case utf8.RuneCountInString(t) > maxTemplate:
		return fmt.Sprintf("规则最多 %d 字，请缩短。", maxTemplate)
	case !indexText.MatchString(indexPart.ReplaceAllString(t, "")):
		return "花括号以外只用汉字、字母、数字和 / - _ . 〔〕（），不用空格。"
	case serials != 1:
		return "规则里要有一个流水号，写作 {seq:05d}，5 是位数。"
	case !strings.Contains(t, "{YYYY}"):
		return "规则里要有年份 {YYYY}，流水号每年从 1 起编。"
	case !strings.Contains(t, "{USCC}") && !strings.HasPrefix(t, "{UNIT}/"):
		return "规则里要有 {USCC}，或者以 {UNIT}/ 开头，两个单位的索引号才不会相同。"
	}
	return ""
}

// Format makes a 索引号.
func (r IndexRule) Format(x Indexed) string {
	return indexPart.ReplaceAllStringFunc(r.Template, func(part string) string {
		switch part {
		case "{USCC}":
			return x.USCC
		case "{UNIT}":
			return x.Unit
		case "{COLUMN}":
			return x.Column
		case "{YYYY}":
			return fmt.Sprintf("%04d", x.On.Year())
		case "{MM}":
			return fmt.Sprintf("%02d", int(x.On.Month()))
		case "{DD}":
			return fmt.Sprintf("%02d", x.On.Day())
		}
		width := 0
		if m := indexSeq.FindStringSubmatch(part); m != nil && m[1] != "" {
			width, _ = strconv.Atoi(m[1]) // a digit
		}
		return fmt.Sprintf("%0*d", width, x.Serial)
	})
}

// RuleFor returns the rule by which a unit numbers in a year: its newest own one, that of all units, or the usual one.
func RuleFor(rules []IndexRule, unit int64, year int) IndexRule {
	best := IndexRule{Template: UsualTemplate}
	for _, r := range rules {
		if r.From > year || r.Unit != 0 && r.Unit != unit {
			continue
		}
		if r.Unit == best.Unit && r.From >= best.From || r.Unit != 0 && best.Unit == 0 {
			best = r
		}
	}
	return best
}

// IndexRules returns the rules that have been set, the newest first.
func (s *Service) IndexRules(ctx context.Context) ([]IndexRule, error) {
	return s.store.IndexRules(ctx)
}

// SetIndexRule sets how a unit numbers from a year on. A year that has begun to be numbered keeps its rule.
func (s *Service) SetIndexRule(ctx context.Context, by *agency.Person, r IndexRule) error {
	now := s.now()
	if !by.Has(catalog.Keepers...) {
		return ErrMayNotNumber
	}
	if err := r.Validate(workday.DateOf(now)); err != nil {
		return fmt.Errorf("set index rule: %w", err)
	}
	on := ref.To(agency.UnitRef, r.Unit)
	if r.Unit == 0 {
		on = ref.To(agency.UnitRef, int64(by.Unit))
	} else if _, err := s.unit(ctx, r.Unit); err != nil {
		return err
	}
	return s.store.SetIndexRule(ctx, r, act.New(by.Actor(), now, "publication.index-rule", on, "", fmt.Sprintf("%d %s", r.From, r.Template)))
}
