package catalog

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/agency"
)

func entry(code, name string) StandardEntry {
	return StandardEntry{
		Seq: 1, GroupCode: code[:2], Group: "招生管理", Code: code, Name: name, Elements: []string{"一", "二"}, Basis: "依据", Deadline: "20个工作日内",
		Subjects: []string{"学校"}, Channels: []string{"政府网站"}, All: true, Proactive: true, City: true, Origin: "部颁", Verified: "K",
	}
}

func TestDiffRows(t *testing.T) {
	t.Parallel()
	before := []StandardEntry{entry("0501", "学校介绍"), entry("0502", "招生政策"), entry("0503", "招生计划")}
	changed := entry("0502", "招生政策")
	changed.Basis, changed.Specific = "新依据", true
	after := []StandardEntry{entry("0504", "招生范围"), changed, entry("0501", "学校介绍")}
	got := DiffRows(before, after)
	if len(got.Added) != 1 || got.Added[0].Key != "0504" || len(got.Removed) != 1 || got.Removed[0].Key != "0503" || got.Same != 1 {
		t.Errorf("added %v, removed %v, %d the same", got.Added, got.Removed, got.Same)
	}
	want := []RowChange{{"0502", "招生管理／招生政策", []CellChange{{"公开依据", "依据", "新依据"}, {"公开对象", "全社会", "全社会、特定群体"}}}}
	if diff := cmp.Diff(want, got.Changed); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if d := DiffRows(before, before); !d.Empty() || d.Same != 3 {
		t.Errorf("the same rows differ: %+v", d)
	}
}

func TestEditionRootBindsEverything(t *testing.T) {
	t.Parallel()
	by := &agency.Person{ID: 7, Unit: 1, Name: "示例", Roles: []agency.Role{agency.GeneralOffice}}
	at := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
	fill := func(e Edition, p Proposal) string {
		t.Helper()
		e.State = EditionDraft
		if _, err := e.fill(by, at, p); err != nil {
			t.Fatal(err)
		}
		return e.Root
	}
	rows := []EditionRow{entry("0501", "学校介绍"), entry("0502", "招生政策")}
	base := Proposal{Standard, 1, "示教〔2026〕1号", rows}
	roots := map[string]string{"base": fill(Edition{ID: 1, No: 1}, base)}
	if again := fill(Edition{ID: 9, No: 1, Item: 5}, base); again != roots["base"] {
		t.Error("the same content has another root")
	}
	for name, c := range map[string]struct {
		no     int
		change func(*Proposal)
	}{
		"another number": {2, func(*Proposal) {}},
		"another basis":  {1, func(p *Proposal) { p.Basis = "示教〔2026〕2号" }},
		"another unit":   {1, func(p *Proposal) { p.Unit = 2 }},
		"another row":    {1, func(p *Proposal) { p.Rows = []EditionRow{entry("0501", "学校介绍"), entry("0502", "招生")} }},
		"another order":  {1, func(p *Proposal) { p.Rows = []EditionRow{rows[1], rows[0]} }},
		"a row less":     {1, func(p *Proposal) { p.Rows = rows[:1] }},
	} {
		p := base
		c.change(&p)
		roots[name] = fill(Edition{ID: 1, No: c.no}, p)
	}
	seen := map[string]string{}
	for name, root := range roots {
		if other := seen[root]; other != "" {
			t.Errorf("%s and %s have one root", name, other)
		}
		seen[root] = name
	}
}

func TestCanStage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind EditionKind
		role agency.Role
		want error
	}{
		{Standard, agency.GeneralOffice, nil},
		{Standard, agency.DisclosureHead, nil},
		{Standard, agency.Writer, ErrMayNotStage},
		{Standard, agency.SystemAdmin, ErrMayNotStage},
		{"other", agency.GeneralOffice, ErrEditionKind},
	} {
		if err := c.kind.CanStage(&agency.Person{Unit: 1, Roles: []agency.Role{c.role}}, 1); !errors.Is(err, c.want) {
			t.Errorf("%s by %s: %v, want %v", c.kind, c.role, err, c.want)
		}
	}
}
