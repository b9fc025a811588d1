package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// CoveragePage is 公开覆盖: which unit has published what of the standard catalogue. It is a table of entries and units, or a list
// where it is narrowed.
type CoveragePage struct {
	Frame
	Sentence string
	Figures  []Figure
	Action   string
	Filters  []layout.Field
	ClearURL string
	Legend   []layout.State

	Units []layout.Link // the columns of the table
	Rows  []CoverageRow
	Lists []CoverageList // the same by unit, for a phone; or the narrowed list
	Empty *Empty
}

// CoverageRow is an entry with its cells, one for each unit.
type CoverageRow struct {
	Group string // above its first entry
	Code  string
	Name  string
	URL   string
	Cells []CoverageCell
}

// CoverageCell is how a unit stands with an entry; without address it is not concerned.
type CoverageCell struct {
	State layout.State
	URL   string
	Label string // for those who cannot see the headings
}

// CoverageList is what one unit owes.
type CoverageList struct {
	Title string
	Note  string
	Lines []CoverageLine
}

// CoverageLine is an entry that a unit owes.
type CoverageLine struct {
	Code, Name string
	State      layout.State
	Due        string
	Cycle      string
	Items      layout.Link // 3 条
	Last       string
	Write      string // where an item that serves it is begun
}

func (d *Desk) coverageRoutes() []web.Route {
	return []web.Route{{Method: "GET", Pattern: "/desk/coverage", Need: web.SignedIn(), Handle: d.coverage}}
}

// coverageState draws a standing.
func coverageState(s catalog.StandingState) layout.State {
	name := ""
	for _, x := range catalog.StandingStates {
		if x.State == s {
			name = x.Name
		}
	}
	switch s {
	case catalog.Published:
		return layout.Achieved(name)
	case catalog.DueSoon:
		return layout.Attention(name)
	case catalog.Overdue:
		return layout.Violated(name)
	case catalog.Awaited:
		return layout.ToCome(name)
	}
	return layout.NotApplicable(name)
}

// covered is what the page is made of.
type covered struct {
	entries   []catalog.StandardEntry
	units     []agency.Unit // those the person sees and who owe something
	standings map[string]map[int64]catalog.Standing
	today     workday.Date
}

// coverage shows the table; ?entry=, ?unit= and ?state= narrow it to a list.
func (d *Desk) coverage(w http.ResponseWriter, r *http.Request) error {
	f, err := d.frame(w, r, "公开覆盖", "/desk/coverage")
	if err != nil {
		return err
	}
	page := CoveragePage{Frame: f, Action: "/desk/coverage"}
	_, entries, err := d.Assignments.Current(r.Context())
	if isNoEdition(err) {
		page.Empty = &Empty{Title: "还没有标准目录", Text: "标准目录发布以后，这里列出每个单位应公开的事项和公开情况。", Link: layout.Link{Text: "标准目录", URL: "/desk/standard"}}
		return d.show(w, r, http.StatusOK, Coverage(page))
	}
	if err != nil {
		return err
	}
	c, err := d.covered(r, entries)
	if err != nil {
		return err
	}
	page.figures(c, r)
	page.Filters = coverageFilters(c, r)
	for _, s := range catalog.StandingStates {
		page.Legend = append(page.Legend, coverageState(s.State))
	}
	q := r.URL.Query()
	entry, unit, state := q.Get("entry"), q.Get("unit"), catalog.StandingState(q.Get("state"))
	switch narrowed := entry != "" || unit != "" || state != ""; {
	case narrowed:
		page.ClearURL = "/desk/coverage"
	case len(c.units) > 1: // the table of one unit is its list
		page.matrix(c)
	}
	page.Lists = c.lists(who(r), entry, unit, state)
	if len(page.Rows) == 0 && len(page.Lists) == 0 {
		page.Empty = &Empty{Title: "没有符合条件的事项", Text: "换一个单位或者状态再看。"}
	}
	return d.show(w, r, http.StatusOK, Coverage(page))
}

func (d *Desk) covered(r *http.Request, entries []catalog.StandardEntry) (*covered, error) {
	standings, err := d.Assignments.Standings(r.Context())
	if err != nil {
		return nil, err
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return nil, err
	}
	c := &covered{entries: entries, standings: map[string]map[int64]catalog.Standing{}, today: workday.DateOf(d.Now())}
	scope, owes := d.scope(who(r)), map[int64]bool{}
	for _, s := range standings {
		if scope != 0 && s.Unit != scope {
			continue
		}
		if c.standings[s.Entry] == nil {
			c.standings[s.Entry] = map[int64]catalog.Standing{}
		}
		c.standings[s.Entry][s.Unit], owes[s.Unit] = s, true
	}
	c.units = slices.DeleteFunc(units, func(u agency.Unit) bool { return !owes[int64(u.ID)] })
	return c, nil
}

// count counts the standings in each state.
func (c *covered) count() (n map[catalog.StandingState]int, all int) {
	n = map[catalog.StandingState]int{}
	for _, e := range c.entries {
		for _, s := range c.standings[e.Code] {
			n[s.State(c.today)]++
			all++
		}
	}
	return n, all
}

// figures are the numbers on top; each opens its list.
func (p *CoveragePage) figures(c *covered, r *http.Request) {
	n, all := c.count()
	for _, s := range catalog.StandingStates {
		if s.State != catalog.NotOwed {
			p.Figures = append(p.Figures, Figure{Value: strconv.Itoa(n[s.State]), Text: s.Name, State: coverageState(s.State), URL: "/desk/coverage?state=" + string(s.State)})
		}
	}
	done := n[catalog.Published] + n[catalog.DueSoon]
	p.Sentence = fmt.Sprintf("%d 个事项、%d 个单位，应公开 %d 项，现行有效 %d 项", len(c.entries), len(c.units), all, done)
	if share := percent(done, all); share != "" {
		p.Sentence += "，覆盖率 " + share
	}
	p.Sentence += "。"
	if r.URL.Query().Get("state") != "" {
		p.Sentence += "下面只列一种状态。"
	}
}

func coverageFilters(c *covered, r *http.Request) []layout.Field {
	q := r.URL.Query()
	units := []layout.Option{{Text: "全部单位"}}
	for _, u := range c.units {
		units = append(units, layout.Option{Value: u.Code, Text: u.Short, Chosen: q.Get("unit") == u.Code})
	}
	states := []layout.Option{{Text: "全部状态"}}
	for _, s := range catalog.StandingStates {
		if s.State != catalog.NotOwed {
			states = append(states, layout.Option{Value: string(s.State), Text: s.Name, Chosen: q.Get("state") == string(s.State)})
		}
	}
	return []layout.Field{
		{Kind: layout.Select, Name: "unit", Label: "单位", Options: units},
		{Kind: layout.Select, Name: "state", Label: "状态", Options: states},
	}
}

// matrix fills in the table.
func (p *CoveragePage) matrix(c *covered) {
	for _, u := range c.units {
		p.Units = append(p.Units, layout.Link{Text: u.Short, URL: "/desk/coverage?unit=" + u.Code})
	}
	group := ""
	for _, e := range c.entries {
		row := CoverageRow{Code: e.Code, Name: e.Name, URL: "/desk/coverage?entry=" + e.Code}
		if e.Group != group {
			group, row.Group = e.Group, e.Group
		}
		for _, u := range c.units {
			s, owed := c.standings[e.Code][int64(u.ID)]
			cell := CoverageCell{State: coverageState(catalog.NotOwed), Label: u.Short + "，" + e.Name}
			if owed {
				cell.State, cell.URL = coverageState(s.State(c.today)), "/desk/coverage?entry="+e.Code+"&unit="+url.QueryEscape(u.Code)
			}
			row.Cells = append(row.Cells, cell)
		}
		p.Rows = append(p.Rows, row)
	}
}

// lists are the standings by unit; "" narrows nothing.
func (c *covered) lists(by *agency.Person, entry, unit string, state catalog.StandingState) []CoverageList {
	var out []CoverageList
	for _, u := range c.units {
		if unit != "" && u.Code != unit {
			continue
		}
		list, late := CoverageList{Title: u.Name}, 0
		for _, e := range c.entries {
			s, owed := c.standings[e.Code][int64(u.ID)]
			if !owed || entry != "" && e.Code != entry || state != "" && s.State(c.today) != state {
				continue
			}
			line := CoverageLine{
				Code: e.Code, Name: e.Name, State: coverageState(s.State(c.today)), Due: s.Due.String(), Cycle: cycleText(s.CycleDays), Last: s.Last.String(),
				Items: layout.Link{Text: fmt.Sprintf("%d 条", s.Items)},
			}
			if s.State(c.today) == catalog.Overdue {
				late++
			}
			if s.Items > 0 {
				line.Items.URL = "/open/standard/" + e.Code + "?unit=" + u.Code
			}
			if by.Has(agency.Writer) && by.Unit == u.ID {
				line.Write = "/desk/items/new?entry=" + e.Code
			}
			list.Lines = append(list.Lines, line)
		}
		if len(list.Lines) > 0 {
			list.Note = fmt.Sprintf("%d 项", len(list.Lines))
			if late > 0 {
				list.Note += fmt.Sprintf("，逾期 %d 项", late)
			}
			out = append(out, list)
		}
	}
	return out
}
