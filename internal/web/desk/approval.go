package desk

import (
	"cmp"
	"fmt"
	"net/http"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// ApprovalPage is the 审批单 of an item, made to be printed and kept with the paper.
type ApprovalPage struct {
	Frame
	Unit     string
	No       string
	Facts    []layout.Fact
	Files    []string
	Steps    []ApprovalStep
	Digest   string
	Printed  string
	BackURL  string
	Withdrew string // when and why it was withdrawn
}

// ApprovalStep is a row of it: an opinion with a name and a date.
type ApprovalStep struct {
	Name    string // 保密审查
	Opinion string
	Basis   string
	Who     string
	When    string
	Open    bool // not taken yet
}

// sheet shows who decided what on the version in work, on one page of paper.
func (d *Desk) sheet(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "审批单", "/desk/items", layout.Link{Text: "稿件", URL: "/desk/items"}, layout.Link{Text: it.Version.Title, URL: itemURL(it)}, layout.Link{Text: "审批单"})
	if err != nil {
		return err
	}
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	v := it.Version
	writer := ""
	if p, err := d.Units.Person(ctx, agency.PersonID(it.Writer), workday.DateOf(d.Now())); err == nil {
		writer = p.Name
	}
	page := ApprovalPage{
		Frame: f, Unit: names.units[it.Unit].Name, No: cmp.Or(it.IndexNo, fmt.Sprintf("稿 %d", it.ID)), Digest: groups(v.Digest()),
		Printed: stamp(d.Now()), BackURL: itemURL(it),
		Facts: []layout.Fact{
			{Name: "信息名称", Value: v.Title, Wide: true},
			{Name: "目录分类", Value: names.column(v.Column)},
			{Name: "体裁", Value: v.Genre},
			{Name: "文号", Value: cmp.Or(v.DocNo, "无")},
			{Name: "成文日期", Value: v.FormedOn.String()},
			{Name: "拟稿人", Value: writer},
			{Name: "来源科室", Value: cmp.Or(v.Source, "无")},
			{Name: "内容概述", Value: v.Summary, Wide: true},
		},
	}
	if v.Reason != "" {
		page.Facts = append(page.Facts, layout.Fact{Name: "更正理由", Value: v.Reason, Wide: true})
	}
	for _, file := range v.Files {
		page.Files = append(page.Files, file.Name+"（"+layout.FileSize(file.Size)+"）")
	}
	if wd := it.Withdrawal; !wd.IsZero() {
		page.Withdrew = stamp(wd.At) + "撤下：" + wd.Reason
	}
	page.Steps = sheetSteps(it)
	return d.show(w, r, http.StatusOK, Approval(page))
}

// sheetSteps are the decisions on the present text in the order they were taken, and the steps that are still open.
func sheetSteps(it *publication.Item) []ApprovalStep {
	digest := it.Version.Digest()
	var out []ApprovalStep
	for _, s := range it.Steps {
		if s.Digest != digest {
			continue
		}
		step := ApprovalStep{Name: s.Stage.Name(), Opinion: cmp.Or(s.Opinion, "同意"), Basis: s.Basis, Who: s.Name, When: stamp(s.At)}
		if !s.Passed {
			step.Opinion = "退回：" + s.Opinion
		}
		out = append(out, step)
	}
	if it.State == publication.InReview {
		for _, s := range it.Route[it.Stage:] {
			out = append(out, ApprovalStep{Name: s.Stage.Name(), Open: true})
		}
	}
	return out
}

// pairs puts facts two in a row, wide ones alone.
func pairs(facts []layout.Fact) [][]layout.Fact {
	var out [][]layout.Fact
	for _, f := range facts {
		last := len(out) - 1
		if !f.Wide && last >= 0 && len(out[last]) == 1 && !out[last][0].Wide {
			out[last] = append(out[last], f)
			continue
		}
		out = append(out, []layout.Fact{f})
	}
	return out
}

// span is how many columns a value takes in a row of n facts.
func span(n int) string {
	if n == 1 {
		return "3"
	}
	return "1"
}
