package website

import (
	"fmt"
	"strings"
)

// Outcome is how a relation stands.
type Outcome string

// The outcomes.
const (
	Holds      Outcome = "holds"
	Violated   Outcome = "violated"
	CannotTell Outcome = "cannot-tell" // a figure that it needs is not written
)

// Relation is a 勾稽关系 of the form. All of them are errors: a report that violates one does not go out.
type Relation struct {
	Code    string // WS-01
	Rule    string // what must hold, in one sentence
	Outcome Outcome
	Text    string   // of a violation: what does not agree, and what to do
	Fields  []string // keys of the figures it needs, the first side first
}

// ordered is a relation of two sides, each a sum of counts: the left is not less than the right or, if equal, is it.
type ordered struct {
	code, rule  string
	left, right []string
	equal       bool
}

var relations = []ordered{
	{code: "WS-01", rule: "信息发布总数不少于概况类、政务动态、信息公开目录信息更新量之和。", left: []string{"released"}, right: []string{"overview", "news", "catalogue"}},
	{code: "WS-02", rule: "办件量总数等于自然人办件量与法人办件量之和。", left: []string{"cases"}, right: []string{"cases-natural", "cases-legal"}, equal: true},
	{code: "WS-03", rule: "办结留言数量不多于收到留言数量。", left: []string{"messages"}, right: []string{"messages-done"}},
	{code: "WS-04", rule: "问题整改数量不多于发现问题数量。", left: []string{"problems"}, right: []string{"problems-solved"}},
	{code: "WS-05", rule: "公布调查结果期数不多于征集调查期数。", left: []string{"surveys"}, right: []string{"survey-results"}},
}

// signless is the relation that every figure alone must satisfy.
const signless = "WS-06"

// Check holds a report against every relation, in their order.
func (r *Report) Check() []Relation {
	var out []Relation
	for _, o := range relations {
		out = append(out, o.check(r))
	}
	return append(out, r.signless())
}

// Violation returns the first relation that does not hold, or nil.
func (r *Report) Violation() *Relation {
	for _, rel := range r.Check() {
		if rel.Outcome == Violated {
			return &rel
		}
	}
	return nil
}

func (o *ordered) check(r *Report) Relation {
	rel := Relation{Code: o.code, Rule: o.rule, Outcome: Holds, Fields: append(append([]string{}, o.left...), o.right...)}
	left, told := r.sum(o.left)
	right, alsoTold := r.sum(o.right)
	switch {
	case !told || !alsoTold:
		rel.Outcome = CannotTell
	case left < right || o.equal && left != right:
		rel.Outcome = Violated
		rel.Text = fmt.Sprintf("%s现在“%s”是 %d，“%s”是 %d，请核对。", o.rule, strings.Join(titles(o.left), "”加“"), left, strings.Join(titles(o.right), "”加“"), right)
	}
	return rel
}

// sum adds up counts; it does not know where one is not written.
func (r *Report) sum(keys []string) (total int64, ok bool) {
	for _, k := range keys {
		n, ok := r.number(k)
		if !ok {
			return 0, false
		}
		total += n
	}
	return total, true
}

// signless holds every figure that is written against its form: a number, not below 0.
func (r *Report) signless() Relation {
	rel := Relation{Code: signless, Rule: "各数都不小于 0。", Outcome: Holds}
	var wrong []string
	for _, f := range Fields() {
		s := r.Values[f.Key]
		if s == "" || f.Kind != Count && f.Kind != Decimal {
			continue
		}
		if f.Kind == Count && !countForm.MatchString(s) || f.Kind == Decimal && !decimalForm.MatchString(s) {
			rel.Fields, wrong = append(rel.Fields, f.Key), append(wrong, f.Title())
		}
	}
	if len(wrong) > 0 {
		rel.Outcome, rel.Text = Violated, "各数都应是不小于 0 的数，请核对："+strings.Join(wrong, "、")+"。"
	}
	return rel
}

func titles(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		f, _ := fieldOf(k)
		out[i] = f.Title()
	}
	return out
}
