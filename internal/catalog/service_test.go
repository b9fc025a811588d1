package catalog

import (
	"errors"
	"slices"
	"testing"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

func TestUsualColumnsAreValidAmongThemselves(t *testing.T) {
	t.Parallel()
	all := Usual()
	fixed := map[Section]int{}
	for i := range all {
		all[i].ID = ColumnID(i + 1)
	}
	for _, c := range all {
		if err := c.Validate(all); err != nil {
			t.Errorf("%s: %v", c.Code, err)
		}
		if c.Type == "" || c.Description == "" || c.Keywords == "" {
			t.Errorf("%s has an empty tag", c.Code)
		}
		if (c.Section == Annual || c.Code == "double-publicity") && c.CycleDays != 0 {
			t.Errorf("%s has a cycle; the law sets the days for what it holds", c.Code)
		}
		fixed[c.Section]++
	}
	for _, s := range Sections {
		if fixed[s.Section] == 0 {
			t.Errorf("no column for %s", s.Name)
		}
	}
	if fixed[Statutory] < 15 {
		t.Errorf("%d statutory columns, fewer than article 20 has items", fixed[Statutory])
	}
}

func TestColumnValidate(t *testing.T) {
	t.Parallel()
	others := []Column{
		{ID: 1, Code: "policy", Name: "政策文件", Section: Statutory},
		{ID: 2, Code: "plan", Name: "规划", Section: Statutory, Parent: 1},
		{ID: 3, Code: "news", Name: "要闻", Section: News},
		{ID: 4, Code: "five-years", Name: "五年规划", Section: Statutory, Parent: 2},
		{ID: 5, Code: "fees", Name: "收费", Section: Statutory},
	}
	good := Column{Code: "school-safety", Name: "校园安全", Section: Statutory, CycleDays: 90}
	for name, c := range map[string]struct {
		change func(*Column)
		field  string
	}{
		"good":                    {func(*Column) {}, ""},
		"below another":           {func(c *Column) { c.Parent = 1 }, ""},
		"no cycle":                {func(c *Column) { c.CycleDays = 0 }, ""},
		"no name":                 {func(c *Column) { c.Name = "" }, "name"},
		"code in capitals":        {func(c *Column) { c.Code = "Safety" }, "code"},
		"code with a slash":       {func(c *Column) { c.Code = "a/b" }, "code"},
		"a code in use":           {func(c *Column) { c.Code = "policy" }, "code"},
		"the code of all":         {func(c *Column) { c.Code = "all" }, "code"},
		"its own code":            {func(c *Column) { c.ID, c.Code = 3, "news" }, ""},
		"no section":              {func(c *Column) { c.Section = "other" }, "section"},
		"a negative cycle":        {func(c *Column) { c.CycleDays = -1 }, "cycle_days"},
		"eleven years":            {func(c *Column) { c.CycleDays = 4000 }, "cycle_days"},
		"below nothing":           {func(c *Column) { c.Parent = 99 }, "parent"},
		"below a second level":    {func(c *Column) { c.Parent = 2 }, ""},
		"below a third level":     {func(c *Column) { c.Parent = 4 }, "parent"},
		"below what is below it":  {func(c *Column) { c.ID, c.Code, c.Parent = 1, "policy", 4 }, "parent"},
		"below itself":            {func(c *Column) { c.ID, c.Code, c.Parent = 1, "policy", 1 }, "parent"},
		"two levels, moved down":  {func(c *Column) { c.ID, c.Code, c.Parent = 1, "policy", 5 }, "parent"},
		"below another part":      {func(c *Column) { c.Parent = 3 }, "parent"},
		"with columns, and moved": {func(c *Column) { c.ID, c.Code, c.Section, c.Parent = 1, "policy", News, 3 }, "parent"},
	} {
		col := good
		c.change(&col)
		err := col.Validate(others)
		var fs fault.Fields
		if errors.As(err, &fs); (c.field == "") != (err == nil) || c.field != "" && fs.For(c.field) == "" {
			t.Errorf("%s: %v, want a mistake in %q", name, err, c.field)
		}
	}
}

// TestUsualColumnsStandBelowTheirParents: whatever numbers they get, 重点领域 holds its columns, and shows what they show.
func TestUsualColumnsStandBelowTheirParents(t *testing.T) {
	t.Parallel()
	var added []Column
	err := AddUsual(func(c *Column) error {
		c.ID = ColumnID(100 + 7*len(added))
		added = append(added, *c)
		return c.Validate(added)
	})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(added, func(c Column) bool { return c.Code == "key-areas" })
	if i < 0 {
		t.Fatal("no 重点领域 among the usual columns")
	}
	areas := Below(added, added[i].ID)
	if len(areas) < 5 || len(Below(added, areas[0].ID)) != 0 || len(Below(added, 0)) != 0 {
		t.Errorf("below 重点领域: %v", areas)
	}
	day := func(d int) workday.Date { return workday.NewDate(2026, 11, d) }
	sum := Sum(added, []Tally{{areas[0].ID, 3, day(2)}, {areas[1].ID, 4, day(9)}, {added[0].ID, 1, day(1)}})
	if got := sum[added[i].ID]; got != (Tally{added[i].ID, 7, day(9)}) || sum[areas[1].ID].N != 4 || sum[added[0].ID].N != 1 {
		t.Errorf("sums: %+v", sum)
	}
}
