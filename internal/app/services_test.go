package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tilesOf is the part of the home page that leads to services.
func tilesOf(t *testing.T, s *site) string {
	t.Helper()
	_, body := s.get(t, "/")
	_, rest, _ := strings.Cut(body, `<ul class="tiles">`)
	part, _, _ := strings.Cut(rest, "</ul>")
	return part
}

// TestHomeLeadsToServices: the usual ones all lead somewhere in a bureau that has the usual columns.
func TestHomeLeadsToServices(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	tiles := tilesOf(t, s)
	for _, want := range []string{`href="/columns/enrolment"`, `href="/search?q=学区&amp;column=enrolment"`, `href="/credit"`, `href="https://www.hnzwfw.gov.cn/"`} {
		if !strings.Contains(tiles, want) {
			t.Errorf("no %s in %s", want, tiles)
		}
	}
	if n := strings.Count(tiles, "<li>"); n != len(usualServices()) {
		t.Errorf("%d services are drawn", n)
	}
	if !regexp.MustCompile(`<b>招生入学</b> ?<span>更新于 \d\d-\d\d</span>`).MatchString(tiles) {
		t.Errorf("the column does not say what it holds: %s", tiles)
	}
}

// TestServicesOfAFileReplaceTheUsualOnes: whoever writes one decides them all.
func TestServicesOfAFileReplaceTheUsualOnes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": len(usualServices()), "[site]\nservices = []\n": 0, "[[site.services]]\ntitle = \"一\"\nto = \"aid\"\nicon = \"aid\"\n": 1} {
		name := filepath.Join(t.TempDir(), "c.toml")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := LoadConfig(name)
		if err != nil || len(c.Site.Services) != want {
			t.Errorf("%q: %d services, %v", text, len(c.Site.Services), err)
		}
	}
	for _, s := range usualServices() {
		if bad := checkService(s); len(bad) > 0 {
			t.Error(s.Title, bad)
		}
	}
}
