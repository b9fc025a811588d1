package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"gongkai/internal/publication"
)

// answer is what the open interface answers.
type answer struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

func (s *site) ask(t *testing.T, method, at string, header http.Header) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+at, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range header {
		req.Header[name] = v
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	a := answer{status: resp.StatusCode, header: resp.Header}
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") && len(a.body) > 0 {
		if err := json.Unmarshal(a.body, &a.json); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	return a
}

// described is the OpenAPI description as a client reads it.
type described struct {
	OpenAPI string `json:"openapi"`
	Servers []struct {
		URL string `json:"url"`
	} `json:"servers"`
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name string `json:"name"`
		} `json:"parameters"`
		Responses map[string]struct {
			Content map[string]struct {
				Schema schema `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type schema struct {
	Ref        string            `json:"$ref"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Items      *schema           `json:"items"`
}

func (s *site) described(t *testing.T) described {
	t.Helper()
	var d described
	if err := json.Unmarshal(s.ask(t, http.MethodGet, "/api/openapi.json", nil).body, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// fits fails where a value holds what its description does not name, or lacks what it must have.
func (d described) fits(t *testing.T, at string, x schema, v any) {
	t.Helper()
	if x.Ref != "" {
		x = d.Components.Schemas[path.Base(x.Ref)]
	}
	switch v := v.(type) {
	case map[string]any:
		if len(x.Properties) == 0 {
			return // described in words
		}
		for name, value := range v {
			p, ok := x.Properties[name]
			if !ok {
				t.Errorf("%s: %s is not described", at, name)
			}
			d.fits(t, at+"."+name, p, value)
		}
		for _, name := range x.Required {
			if _, ok := v[name]; !ok {
				t.Errorf("%s: no %s", at, name)
			}
		}
	case []any:
		for _, value := range v {
			if x.Items != nil {
				d.fits(t, at, *x.Items, value)
			}
		}
	}
}

// examples are addresses of every endpoint.
func (s *site) examples() map[string]string {
	return map[string]string{
		"/api/v1/items": "?limit=100&year=2026&validity=valid&unit=jyj", "/api/v1/items/{id}": fmt.Sprint("/", s.result.Samples.Article), "/api/v1/columns": "", "/api/v1/units": "",
		"/api/v1/licences": "?from=2020-01-01&limit=3&page=2", "/api/v1/licences/{id}": fmt.Sprint("/", int64(s.result.Samples.Licence)), "/api/v1/reports": "", "/api/v1/reports/{year}": "/2020",
		"/api/v1/search": "?q=%E9%80%9A%E7%9F%A5",
	}
}

// TestInterfaceAnswersAsItIsDescribed: every endpoint, GET and HEAD, with what a cache and a script of another site need.
func TestInterfaceAnswersAsItIsDescribed(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	d := s.described(t)
	if d.OpenAPI != "3.1.0" || len(d.Servers) != 1 || d.Servers[0].URL != s.url || len(d.Paths) < 8 {
		t.Errorf("OpenAPI %s at %v with %d paths", d.OpenAPI, d.Servers, len(d.Paths))
	}
	if a := s.ask(t, http.MethodGet, "/api/openapi.yaml", nil); a.status != http.StatusOK || !strings.Contains(string(a.body), "openapi: 3.1.0") {
		t.Errorf("as yaml: %d", a.status)
	}
	_, page := s.get(t, "/api")
	for name, methods := range d.Paths {
		rest, ok := s.examples()[name]
		if !ok {
			t.Errorf("no example of %s", name)
			continue
		}
		if !strings.Contains(page, name) {
			t.Errorf("the page does not name %s", name)
		}
		at := strings.TrimSuffix(strings.TrimSuffix(name, "/{id}"), "/{year}") + rest
		a := s.ask(t, http.MethodGet, at, nil)
		if a.status != http.StatusOK || a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d, %v", at, a.status, a.header)
		}
		d.fits(t, at, methods["get"].Responses["200"].Content["application/json"].Schema, a.json)
		head := s.ask(t, http.MethodHead, at, nil)
		if head.status != http.StatusOK || len(head.body) != 0 || head.header.Get("Etag") != a.header.Get("Etag") || a.header.Get("Etag") == "" {
			t.Errorf("HEAD %s: %d, %q", at, head.status, head.header.Get("Etag"))
		}
		if again := s.ask(t, http.MethodGet, at, http.Header{"If-None-Match": {a.header.Get("Etag")}}); again.status != http.StatusNotModified {
			t.Errorf("%s asked again: %d", at, again.status)
		}
	}
}

// TestInterfaceRefusesInChinese: what is asked wrongly is told as a problem document that its description fits.
func TestInterfaceRefusesInChinese(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	d := s.described(t)
	for at, want := range map[string]struct {
		status int
		detail string
	}{
		"/api/v1/items?limit=101": {422, "参数 limit 不能大于 100。"}, "/api/v1/items?limit=0": {422, "不能小于 1"}, "/api/v1/items?page=x": {422, "应当是整数"}, "/api/v1/items?sort=x": {422, "没有这个参数"},
		"/api/v1/items?validity=x": {422, "应当是其中之一"}, "/api/v1/items?unit=nobody": {404, "没有这个单位"}, "/api/v1/items?column=nothing": {404, "栏目"}, "/api/v1/items/987654": {404, "没有这条信息"},
		"/api/v1/items/x": {422, "应当是整数"}, "/api/v1/licences/987654": {404, "没有"}, "/api/v1/licences?from=2020-13-40": {422, "应当是日期"}, "/api/v1/reports/2010": {404, "。"}, "/api/v1/nothing": {404, "没有这个接口"},
		"/api/": {404, "没有这个接口"}, fmt.Sprintf("/api/v1/items/%d", s.result.Samples.SchoolDraft): {404, "没有这条信息"},
	} {
		a := s.ask(t, http.MethodGet, at, nil)
		if a.status != want.status || a.json["status"] != float64(want.status) || !strings.Contains(fmt.Sprint(a.json["detail"]), want.detail) || a.json["title"] == "" {
			t.Errorf("%s: %d, %s", at, a.status, a.body)
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") || a.header.Get("Access-Control-Allow-Origin") != "*" || regexp.MustCompile(`expected |invalid [a-z]|unknown `).Match(a.body) {
			t.Errorf("%s: %s %s", at, a.header.Get("Content-Type"), a.body)
		}
		d.fits(t, at, schema{Ref: "#/components/schemas/Problem"}, a.json)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		if a := s.ask(t, method, "/api/v1/items", nil); a.status != http.StatusNotFound || !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %d %s", method, a.status, a.body)
		}
	}
}

// TestInterfaceShowsWhatThePortalShows: as many items as the list, the same of each, no number of a natural person, and of what is
// withdrawn nothing.
func TestInterfaceShowsWhatThePortalShows(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	_, want, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for page := 1; ; page++ {
		a := s.ask(t, http.MethodGet, fmt.Sprintf("/api/v1/items?limit=100&page=%d", page), nil)
		list, _ := a.json["items"].([]any)
		if a.json["total"] != float64(want) {
			t.Fatalf("%v items, the portal has %d", a.json["total"], want)
		}
		if seen += len(list); len(list) == 0 {
			break
		}
	}
	if seen != want {
		t.Errorf("%d items on the pages, the portal has %d", seen, want)
	}
	id := s.result.Samples.Article
	at := fmt.Sprintf("/api/v1/items/%d", id)
	a, it := s.ask(t, http.MethodGet, at, nil), mustItem(t, s, id)
	ledger, _ := a.json["ledger"].([]any)
	if a.json["index_no"] != it.IndexNo || a.json["text"] != it.Version.Text() || len(ledger) == 0 || ledger[0].(map[string]any)["number"] != float64(it.Entry+1) || ledger[0].(map[string]any)["digest"] != it.Version.Digest() {
		t.Errorf("%s: %.400s", at, a.body)
	}
	for page := 1; page <= 11; page++ {
		a := s.ask(t, http.MethodGet, fmt.Sprintf("/api/v1/licences?limit=100&page=%d", page), nil)
		if got := identityNumbers(a.body); len(got) > 0 || a.status != http.StatusOK {
			t.Errorf("page %d: %d, %d identity numbers", page, a.status, len(got))
		}
	}
	items, _, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true, Unit: it.Unit, Title: "通知", Limit: 30})
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range items {
		if !gone.Version.Cargo.Ref.IsZero() {
			continue
		}
		at := fmt.Sprintf("/api/v1/items/%d", gone.ID)
		s.ask(t, http.MethodGet, at, nil)
		s.as(t, "签发领导").post(fmt.Sprintf("/desk/items/%d/withdrawal", gone.ID), url.Values{"reason": {"有误"}, "password": {s.password("签发领导")}}).shows("已撤下")
		if a := s.ask(t, http.MethodGet, at, nil); a.status != http.StatusGone || strings.Contains(string(a.body), gone.Version.Title) {
			t.Errorf("%s: %d %s", at, a.status, a.body)
		}
		break
	}
}
