package portal

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// catalogue is the tree at the left of the disclosure pages and all it is made from. It is the same for every page and must not be
// changed.
type catalogue struct {
	units   []agency.Unit
	columns []catalog.Column
	tallies map[catalog.ColumnID]catalog.Tally
	credit  int

	subjects []string // 主题分类 that occur

	drawing sync.Once // of the filters of the search, where none is chosen
	filters string
	drawErr error

	day      workday.Date // on which it was read
	thisYear int          // items released in its year
}

// Drop forgets what is kept between pages, when one of its topics has changed.
func (p *Portal) Drop(changed []string) {
	if !slices.ContainsFunc(changed, func(t string) bool { return t == "all" || slices.Contains(catalogueTopics, t) }) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known, p.dropped = nil, p.dropped+1
}

// catalogue is read once for all pages until something changes, by one visitor while the others wait.
func (p *Portal) catalogue(ctx context.Context) (*catalogue, error) {
	if known, _ := p.lastKnown(); known != nil {
		return known, nil
	}
	p.reading.Lock()
	defer p.reading.Unlock()
	known, before := p.lastKnown()
	if known != nil {
		return known, nil
	}
	c, err := p.readCatalogue(ctx)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped == before {
		p.known = c
	}
	return c, nil
}

// lastKnown returns the catalogue as last read, or nil where something has changed since, and how often that happened.
func (p *Portal) lastKnown() (*catalogue, uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || p.known.day != workday.DateOf(p.Now()) {
		return nil, p.dropped
	}
	return p.known, p.dropped
}

func (p *Portal) readCatalogue(ctx context.Context) (*catalogue, error) {
	c := &catalogue{day: workday.DateOf(p.Now())}
	var err error
	if _, c.thisYear, err = p.List.Items(ctx, publication.Filter{Public: true, Year: c.day.Year(), Limit: 1}); err != nil {
		return nil, err
	}
	if c.units, err = p.Units.Units(ctx); err != nil {
		return nil, err
	}
	if c.columns, err = p.Columns.Columns(ctx); err != nil {
		return nil, err
	}
	if c.subjects, err = p.List.Subjects(ctx); err != nil {
		return nil, err
	}
	tallies, err := p.Columns.ColumnTallies(ctx, 0)
	if err != nil {
		return nil, err
	}
	c.tallies = catalog.Sum(c.columns, tallies)
	_, c.credit, err = p.Credit.Public(ctx, credit.Filter{Limit: 1})
	return c, err
}

// catalogueTopics are what the tree shows.
var catalogueTopics = []string{"items", "columns", "units", "credit"}

const expiredURL = "/open/expired"

const creditColumn = "double-publicity" // the column that shows licences and penalties instead of items

func (c *catalogue) tree(current string) Tree {
	t := Tree{Units: c.groups()}
	for _, s := range catalog.Sections {
		node := TreeNode{Title: s.Name}
		var children []TreeNode
		for _, col := range c.columns {
			if col.Section == s.Section && col.Parent == 0 {
				children = append(children, c.branch(col, current, &t.Current))
			}
		}
		switch s.Section {
		case catalog.Statutory:
			node.URL, node.Children = "/open", children
		case catalog.Annual:
			node.URL, node.Current = "/reports", current == "/reports"
		default: // a part of one column is that column
			if len(children) > 0 {
				node.URL, node.Current = children[0].URL, children[0].Current
			}
		}
		if node.Current {
			t.Current = node.Title
		}
		t.Nodes = append(t.Nodes, node)
	}
	return t
}

// branch is a column in the tree with those below it; title is set where it is the page shown.
func (c *catalogue) branch(col catalog.Column, current string, title *string) TreeNode {
	node := TreeNode{Title: col.Name, URL: columnURL(col), Count: strconv.Itoa(c.tallies[col.ID].N), Current: columnURL(col) == current}
	if col.Code == creditColumn {
		node.Count = strconv.Itoa(c.credit)
	}
	if node.Current {
		*title = node.Title
	}
	for _, below := range catalog.Below(c.columns, col.ID) {
		node.Children = append(node.Children, c.branch(below, current, title))
	}
	return node
}

func columnURL(col catalog.Column) string {
	switch {
	case col.Code == creditColumn:
		return "/credit"
	case col.Section == catalog.Annual:
		return "/reports"
	}
	return "/columns/" + col.Code
}

// groups lists the units below the bureau by kind.
func (c *catalogue) groups() []layout.Group {
	var out []layout.Group
	for _, k := range agency.Kinds {
		if k.Kind == agency.Bureau {
			continue
		}
		g := layout.Group{Title: k.Name}
		for _, u := range c.units {
			if u.Kind == k.Kind {
				g.Links = append(g.Links, layout.Link{Text: u.Short, URL: "/units/" + u.Code})
			}
		}
		measure := "家"
		if k.Kind == agency.School {
			measure = "所"
		}
		g.Note = fmt.Sprintf("%d %s", len(g.Links), measure)
		out = append(out, g)
	}
	return out
}

func (c *catalogue) column(id int64) catalog.Column {
	for _, col := range c.columns {
		if int64(col.ID) == id {
			return col
		}
	}
	return catalog.Column{Name: "其他", Type: "信息公开目录"}
}

func (c *catalogue) unit(id int64) agency.Unit {
	for _, u := range c.units {
		if int64(u.ID) == id {
			return u
		}
	}
	return agency.Unit{}
}

// bureau returns the unit at the top.
func (c *catalogue) bureau() *agency.Unit {
	u, err := agency.BureauOf(c.units)
	if err != nil {
		return &agency.Unit{} // a site without units yet: its pages are empty, and no error
	}
	return u
}

// cards are the statutory columns with counts, for home and the platform page.
func (c *catalogue) cards() []ColumnCard {
	var out []ColumnCard
	for _, col := range c.columns {
		if col.Section != catalog.Statutory || len(catalog.Below(c.columns, col.ID)) > 0 {
			continue
		}
		out = append(out, c.card(col))
	}
	return out
}

// card is a column with what it holds.
func (c *catalogue) card(col catalog.Column) ColumnCard {
	t := c.tallies[col.ID]
	card := ColumnCard{Title: col.Name, URL: columnURL(col), Count: layout.Thousands(t.N) + " 条", Updated: t.Last.String()}
	if col.Code == creditColumn {
		card.Count = layout.Thousands(c.credit) + " 件"
	}
	return card
}
