package app

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/publication"
)

// dataOf reads the blocks for machines of a page by their types.
func dataOf(t *testing.T, path, body string) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, m := range regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindAllStringSubmatch(body, -1) {
		var v map[string]any
		if err := json.Unmarshal([]byte(m[1]), &v); err != nil || v["@context"] != "https://schema.org" {
			t.Errorf("%s: %.80s: %v", path, m[1], err)
			continue
		}
		if strings.ContainsAny(m[1], "<>") {
			t.Errorf("%s: a block holds markup", path)
		}
		out[fmt.Sprint(v["@type"])] = v
	}
	return out
}

// TestPagesSayWhatTheyAre in the words of schema.org, with the same dates as the page, and no script.
func TestPagesSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	article := fmt.Sprintf("/items/%d", s.result.Samples.Article)
	for path, types := range map[string]string{
		"/": "GovernmentOrganization", "/open": "BreadcrumbList", article: "BreadcrumbList Article", "/credit": "BreadcrumbList Dataset", "/units": "BreadcrumbList Dataset",
		"/units/jyj/powers": "BreadcrumbList Dataset", "/open/standard": "BreadcrumbList Dataset", "/reports/2020": "BreadcrumbList Dataset", "/columns/policy": "BreadcrumbList Dataset",
	} {
		_, body := s.get(t, path)
		data := dataOf(t, path, body)
		for _, name := range strings.Fields(types) {
			if _, ok := data[name]; !ok && !(name == "Article" && data["Legislation"] != nil) {
				t.Errorf("%s is no %s", path, name)
			}
		}
		if set := data["Dataset"]; set != nil {
			for _, x := range set["distribution"].([]any) {
				file := x.(map[string]any)
				url := fmt.Sprint(file["contentUrl"])
				if status, _ := s.get(t, strings.TrimPrefix(url, s.url)); status != 200 || file["encodingFormat"] == "" {
					t.Errorf("%s offers %s as %v: %d", path, url, file["encodingFormat"], status)
				}
			}
		}
		if n := strings.Count(body, "<script") - strings.Count(body, `<script type="application/ld+json">`) - strings.Count(body, `<script src=`) - strings.Count(body, `<script defer src=`); n != 0 {
			t.Errorf("%s has %d scripts of another kind", path, n)
		}
	}
}

// TestNormIsLegislation: a 规范性文件 says its number, its day and whether it holds.
func TestNormIsLegislation(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	items, _, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(items, func(it publication.Item) bool { return it.Version.Norm != publication.NoNorm })
	if i < 0 {
		t.Fatal("the demo has no norm")
	}
	it := items[i]
	path := fmt.Sprintf("/items/%d", it.ID)
	_, body := s.get(t, path)
	law := dataOf(t, path, body)["Legislation"]
	if law == nil || law["legislationIdentifier"] != it.Version.DocNo || law["legislationDate"] != it.Version.FormedOn.String() || !strings.HasPrefix(fmt.Sprint(law["legislationLegalForce"]), "https://schema.org/") {
		t.Errorf("%s: %v", path, law)
	}
	if want := html.EscapeString(it.Version.Title); !strings.Contains(body, want) || law["name"] != it.Version.Title {
		t.Errorf("the page is called %v", law["name"])
	}
}
