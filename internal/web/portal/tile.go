package portal

import (
	"maps"
	"slices"
	"strings"

	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// Icons names the drawings a service may have.
func Icons() []string { return slices.Sorted(maps.Keys(drawing)) }

// tiles are the services of the home page. One whose column does not exist is left out, and so is the search where there is none.
func (p *Portal) tiles(c *catalogue, site layout.Site) []Tile {
	var out []Tile
	for _, s := range site.Services {
		t := Tile{Icon: s.Icon, Title: s.Title, Note: s.Note, URL: s.To}
		switch {
		case strings.HasPrefix(s.To, "/"):
			if strings.HasPrefix(s.To, "/search") && !site.Search {
				continue
			}
		case strings.Contains(s.To, "://"):
			if !site.Files {
				t.URL = p.outward(s.To)
			}
		default:
			col, ok := find(c.columns, s.To)
			if !ok {
				continue
			}
			card := c.card(col)
			t.URL = card.URL
			if card.Updated == "" {
				t.Note = "暂无信息"
			} else if t.Note == "" {
				t.Note = "更新于 " + shortDay(card.Updated, c.day)
			}
		}
		out = append(out, t)
	}
	return out
}

// shortDay leaves out the year where it is this one: 11-20.
func shortDay(day string, today workday.Date) string {
	return strings.TrimPrefix(day, today.String()[:5])
}
