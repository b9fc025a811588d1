package app

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/publication"
)

// atom is a feed as a reader understands it.
type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Published string `xml:"published"`
		Updated   string `xml:"updated"`
		Author    string `xml:"author>name"`
		Summary   string `xml:"summary"`
		Link      struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func (s *site) feed(t *testing.T, path string) atom {
	t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var f atom
	if err := xml.NewDecoder(resp.Body).Decode(&f); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
	if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/atom+xml") || resp.Header.Get("Etag") == "" {
		t.Errorf("%s is %q, without or with a tag %q", path, got, resp.Header.Get("Etag"))
	}
	return f
}

// TestFeedsAreAtom: what RFC 4287 asks for is there, newest first, with addresses that lead somewhere; the page names its feed.
func TestFeedsAreAtom(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	for _, list := range []string{"/columns/all", "/columns/news", "/columns/policy", "/units/jyj", "/units/yizhong"} {
		f := s.feed(t, list+"/feed.xml")
		if f.ID == "" || f.Title == "" || f.Author == "" || len(f.Links) != 2 || f.Links[0].Href != s.url+list+"/feed.xml" || f.Links[1].Href != s.url+list {
			t.Errorf("%s: %+v", list, f)
		}
		if len(f.Entries) == 0 || len(f.Entries) > 30 {
			t.Fatalf("%s: %d entries", list, len(f.Entries))
		}
		seen, last := map[string]bool{}, ""
		for i, e := range f.Entries {
			published, err := time.Parse(time.RFC3339, e.Published)
			updated, errUpdated := time.Parse(time.RFC3339, e.Updated)
			if err != nil || errUpdated != nil || updated.Before(published) || i > 0 && e.Published > last {
				t.Errorf("%s: entry %d published %q, updated %q, after one of %q", list, i, e.Published, e.Updated, last)
			}
			last = e.Published
			if seen[e.ID] || !strings.HasPrefix(e.ID, "tag:jyj.puyang.gov.cn,") || e.Title == "" || e.Author == "" || e.Summary == "" || !strings.HasPrefix(e.Link.Href, s.url+"/items/") {
				t.Errorf("%s: entry %+v", list, e)
			}
			seen[e.ID] = true
			if f.Updated < e.Updated {
				t.Errorf("%s is of %s, an entry of %s", list, f.Updated, e.Updated)
			}
		}
		s.visitor(t).get(list).shows(fmt.Sprintf(`<link rel="alternate" type="application/atom+xml" href="%s/feed.xml"`, list), "RSS 订阅")
		if u := s.visitor(t).get(strings.TrimPrefix(f.Entries[0].Link.Href, s.url)); u.status != http.StatusOK {
			t.Errorf("%s leads to %d", f.Entries[0].Link.Href, u.status)
		}
	}
	for _, nowhere := range []string{"/columns/nowhere/feed.xml", "/units/nowhere/feed.xml"} {
		if status, _ := s.get(t, nowhere); status != http.StatusNotFound {
			t.Errorf("%s: %d", nowhere, status)
		}
	}
}

// TestFeedForgetsWhatIsWithdrawn: a reader that asks again sees it no more.
func TestFeedForgetsWhatIsWithdrawn(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	unit, err := s.app.DB.UnitByCode(t.Context(), "yizhong")
	if err != nil {
		t.Fatal(err)
	}
	items, _, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true, Unit: int64(unit.ID), Limit: 30})
	if err != nil {
		t.Fatal(err)
	}
	items = slices.DeleteFunc(items, func(it publication.Item) bool { return !it.Version.Cargo.Ref.IsZero() })
	if len(items) == 0 {
		t.Fatal("the school has published nothing")
	}
	id := fmt.Sprintf("/items/%d", items[0].ID)
	has := func() bool {
		_, body := s.get(t, "/units/yizhong/feed.xml")
		return strings.Contains(body, s.url+id+`"`)
	}
	if !has() {
		t.Fatal("the feed does not hold the item")
	}
	s.as(t, "学校负责人").post("/desk"+id+"/withdrawal", url.Values{"reason": {"有误"}, "password": {s.password("学校负责人")}}).shows("已撤下")
	if has() {
		t.Error("the feed still holds it")
	}
}
