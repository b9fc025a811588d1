package catalog

import (
	"errors"
	"testing"

	"gongkai/internal/fault"
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
		"below a second level":    {func(c *Column) { c.Parent = 2 }, "parent"},
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
