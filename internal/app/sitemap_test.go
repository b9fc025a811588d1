package app

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai/internal/publication"
)

// TestSitemapNamesEveryItemOnce, with a day, and robots.txt names the map.
func TestSitemapNamesEveryItemOnce(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	_, body := s.get(t, "/sitemap.xml")
	var set struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(body), &set); err != nil {
		t.Fatal(err)
	}
	_, want, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	seen, items := map[string]bool{}, 0
	for _, u := range set.URLs {
		if seen[u.Loc] || !strings.HasPrefix(u.Loc, s.url+"/") {
			t.Errorf("%s stands twice, or is not ours", u.Loc)
		}
		seen[u.Loc] = true
		if strings.HasPrefix(u.Loc, s.url+"/items/") {
			items++
			if len(u.LastMod) != len("2020-01-01") {
				t.Errorf("%s is of %q", u.Loc, u.LastMod)
			}
		}
	}
	if items != want {
		t.Errorf("%d items on the map, %d are public", items, want)
	}
	if _, robots := s.get(t, "/robots.txt"); !strings.Contains(robots, "Sitemap: "+s.url+"/sitemap.xml\n") {
		t.Errorf("robots.txt: %q", robots)
	}
	for _, nowhere := range []string{"?part=1", "?part=-1", "?part=x"} {
		if status, _ := s.get(t, "/sitemap.xml"+nowhere); status != http.StatusNotFound {
			t.Errorf("%s: %d", nowhere, status)
		}
	}
}

// TestLongSitemapIsAnIndexOfParts: with numbers beyond one map every item is still in exactly one part, and no part is empty.
func TestLongSitemapIsAnIndexOfParts(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	res, err := s.app.DB.Writer().ExecContext(t.Context(), `UPDATE sequence SET last = 45000 WHERE name = 'item'`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d sequences changed, %v", n, err)
	}
	s.as(t, "学校").post("/desk/items", url.Values{"key": {"far"}, "title": {"编号很大的一条"}, "column": {"3"}})
	_, body := s.get(t, "/sitemap.xml")
	parts := regexp.MustCompile(`<loc>([^<]+\?part=\d)</loc>`).FindAllStringSubmatch(body, -1)
	if len(parts) != 4 || !strings.Contains(body, "<sitemapindex ") {
		t.Fatalf("%d parts: %.300s", len(parts), body)
	}
	_, want, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, m := range parts {
		status, part := s.get(t, strings.TrimPrefix(m[1], s.url))
		items += strings.Count(part, "<loc>"+s.url+"/items/")
		if status != http.StatusOK || !strings.Contains(part, "<loc>") {
			t.Errorf("%s: %d, %.200s", m[1], status, part)
		}
	}
	if items != want {
		t.Errorf("%d items in the parts, %d are public", items, want)
	}
}
