package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// IndexRulesPage lists how units number what they publish, and sets a rule.
type IndexRulesPage struct {
	Frame
	Sentence string
	Rows     []IndexRuleRow
	Error    *FormError
	Fields   []layout.Field // none: not set by this person
	Parts    []layout.Fact  // what a template is made of
}

// IndexRuleRow is a rule.
type IndexRuleRow struct {
	Unit     string
	From     string
	Template string
	Sample   string
	State    layout.State
}

func (d *Desk) indexNoRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/desk/index-numbers", Need: web.SignedIn(), Handle: d.indexRules},
		{Method: "POST", Pattern: "/desk/index-numbers", Need: web.Holding(catalog.Keepers...), Handle: d.setIndexRule},
	}
}

func (d *Desk) indexRules(w http.ResponseWriter, r *http.Request) error {
	next := publication.IndexRule{From: workday.DateOf(d.Now()).Year() + 1, Template: publication.UsualTemplate}
	return d.indexRulesPage(w, r, http.StatusOK, next, nil)
}

// templateParts says what stands for what in a rule.
var templateParts = []layout.Fact{
	{Name: "{USCC}", Value: "单位的统一社会信用代码"},
	{Name: "{UNIT}", Value: "单位代码，如 jyj"},
	{Name: "{COLUMN}", Value: "目录分类的代码"},
	{Name: "{YYYY} {MM} {DD}", Value: "发布的年、月、日"},
	{Name: "{seq:05d}", Value: "流水号，每年从 1 起编，不回收；5 是位数"},
}

func (d *Desk) indexRulesPage(w http.ResponseWriter, r *http.Request, status int, typed publication.IndexRule, problem error) error {
	ctx := r.Context()
	f, err := d.frame(w, r, "索引号规则", "/desk/columns", layout.Link{Text: "栏目", URL: "/desk/columns"}, layout.Link{Text: "索引号规则"})
	if err != nil {
		return err
	}
	units, err := d.Units.Units(ctx)
	if err != nil {
		return err
	}
	rules, err := d.Items.IndexRules(ctx)
	if err != nil {
		return err
	}
	today := workday.DateOf(d.Now())
	page := IndexRulesPage{Frame: f, Sentence: "索引号在发布时编定，此后不变。国家没有统一编法，按省、市规定设定；没有设定的照常用规则编。", Parts: templateParts}
	for _, rule := range append(rules, publication.IndexRule{Template: publication.UsualTemplate}) {
		page.Rows = append(page.Rows, indexRuleRow(rules, rule, units, today))
	}
	if who(r).Has(catalog.Keepers...) {
		page.Fields = indexRuleFields(typed, units, today)
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有设定"); err != nil {
			return err
		}
		at(page.Fields, fields)
	}
	return d.show(w, r, status, IndexRules(page))
}

// indexRuleRow shows a rule, with what it makes of a first number.
func indexRuleRow(all []publication.IndexRule, rule publication.IndexRule, units []agency.Unit, today workday.Date) IndexRuleRow {
	sample := publication.Indexed{Column: "policy", On: today, Serial: 1}
	row := IndexRuleRow{Unit: "其余各单位", From: "起初", Template: rule.Template, State: layout.NotApplicable("已有新规则")}
	for _, u := range units {
		if rule.Unit == int64(u.ID) || rule.Unit == 0 && sample.Unit == "" {
			sample.USCC, sample.Unit = u.USCC, u.Code
		}
		if rule.Unit == int64(u.ID) {
			row.Unit = u.Name
		}
	}
	if rule.From > 0 {
		row.From = strconv.Itoa(rule.From) + "年"
	}
	switch {
	case rule.From > today.Year():
		row.State = layout.ToCome("将起用")
		sample.On = workday.NewDate(rule.From, 1, 4)
	case publication.RuleFor(all, rule.Unit, today.Year()) == rule:
		row.State = layout.Achieved("在用")
	}
	row.Sample = rule.Format(sample)
	return row
}

func indexRuleFields(typed publication.IndexRule, units []agency.Unit, today workday.Date) []layout.Field {
	whose := []layout.Option{{Value: "0", Text: "没有自己规则的各单位", Chosen: typed.Unit == 0}}
	for _, u := range units {
		whose = append(whose, layout.Option{Value: strconv.FormatInt(int64(u.ID), 10), Text: u.Name, Chosen: typed.Unit == int64(u.ID)})
	}
	var years []layout.Option
	for _, y := range []int{today.Year(), today.Year() + 1} {
		years = append(years, layout.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y) + "年", Chosen: y == typed.From})
	}
	return []layout.Field{
		{Kind: layout.Select, Name: "unit", Label: "单位", Hint: "单位自己的规则优先于各单位通用的规则。", Options: whose},
		{Kind: layout.Select, Name: "from", Label: "起用年份", Options: years, Hint: "当年已编过索引号的，从下一年起用。"},
		{Name: "template", Label: "规则", Value: typed.Template, Required: "必填", Max: 60, Hint: "如 {USCC}/{YYYY}-{seq:05d}；须有年份和流水号，并有 {USCC} 或以 {UNIT}/ 开头。"},
	}
}

func (d *Desk) setIndexRule(w http.ResponseWriter, r *http.Request) error {
	rule := publication.IndexRule{Template: strings.TrimSpace(r.PostFormValue("template"))}
	var err1, err2 error
	rule.Unit, err1 = strconv.ParseInt(r.PostFormValue("unit"), 10, 64)
	rule.From, err2 = strconv.Atoi(r.PostFormValue("from"))
	if err1 != nil || err2 != nil {
		return fault.New(fault.Invalid, "bad-index-rule", "请选择单位和起用年份。")
	}
	if err := d.Items.SetIndexRule(r.Context(), who(r), rule); err != nil {
		return d.indexRulesPage(w, r, http.StatusUnprocessableEntity, rule, err)
	}
	d.flash(w, "已设定", fmt.Sprintf("自%d年起按新规则编索引号；已编的不变。", rule.From))
	return seeOther(w, r, "/desk/index-numbers")
}
