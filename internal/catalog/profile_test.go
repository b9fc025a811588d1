package catalog

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

func profile() UnitProfile {
	return UnitProfile{
		ProfileFacts: ProfileFacts{"示例学校", "一、教学。\n二、教研。", "示例路1号", "工作日 8:30—17:30", "0000-1", "示例校长", adjusted},
		Departments:  []ProfileDepartment{{"教务处", "教学管理。", "示例主任", "0000-2"}, {"总务处", "后勤保障。", "", "0000-3"}},
		Leaders:      []ProfileLeader{{"示例校长", "校长", "主持全面工作。", "示例简历。", 1}, {"示例副校长", "副校长", "分管教学。", "", 2}},
	}
}

func TestProfileIsRowsAndComesBack(t *testing.T) {
	t.Parallel()
	want := profile()
	content, err := json.Marshal(want.Rows())
	if err != nil {
		t.Fatal(err)
	}
	got, err := ProfileOf(&Edition{Content: content})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&want, got, cmp.Comparer(func(a, b workday.Date) bool { return a == b })); d != "" {
		t.Error(d)
	}
	for _, s := range []string{"示例副校长，副校长", "2.总务处：后勤保障。　办公电话：0000-3", "四、领导信息", "简历：示例简历。"} {
		if !strings.Contains(want.Text(), s) {
			t.Errorf("%q is not in %s", s, want.Text())
		}
	}
}

func TestLeadersInAnotherOrderAreAChange(t *testing.T) {
	t.Parallel()
	before, after := profile(), profile()
	after.Leaders[0], after.Leaders[1] = after.Leaders[1], after.Leaders[0]
	if d := DiffRows(before.Rows(), after.Rows()); len(d.Changed) != 2 {
		t.Errorf("%+v", d)
	}
}

func TestProfileSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*UnitProfile)
		field string
	}{
		"name":       {func(p *UnitProfile) { p.Name = "" }, "name"},
		"functions":  {func(p *UnitProfile) { p.Functions = "  " }, "functions"},
		"address":    {func(p *UnitProfile) { p.Address = "" }, "address"},
		"hours":      {func(p *UnitProfile) { p.Hours = "" }, "hours"},
		"contact":    {func(p *UnitProfile) { p.Contact = "" }, "contact"},
		"head":       {func(p *UnitProfile) { p.Head = "" }, "head"},
		"day":        {func(p *UnitProfile) { p.ChangedOn = workday.Date{} }, "changed_on"},
		"tomorrow":   {func(p *UnitProfile) { p.ChangedOn = adjusted.AddDays(1) }, "changed_on"},
		"department": {func(p *UnitProfile) { p.Departments[1].Duties = "" }, "department-1-duties"},
		"twice":      {func(p *UnitProfile) { p.Departments[1].Name = "教务处" }, "department-1-name"},
		"leader":     {func(p *UnitProfile) { p.Leaders[1].Post = "" }, "leader-1-post"},
		"same name":  {func(p *UnitProfile) { p.Leaders[1].Name = "示例校长" }, "leader-1-name"},
		"vita":       {func(p *UnitProfile) { p.Leaders[0].Vita = strings.Repeat("长", 1001) }, "leader-0-vita"},
	} {
		p := profile()
		c.spoil(&p)
		var fs fault.Fields
		if err := p.Validate(adjusted); !errors.As(err, &fs) || len(fs) != 1 || fs[0].Name != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := profile()
	if err := p.Validate(adjusted); err != nil {
		t.Error(err)
	}
}
