package app

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/internal/web/desk"
)

var (
	deskLink    = regexp.MustCompile(`href="(/desk/[^"#]*)"`)
	elementKind = regexp.MustCompile(`<[a-z][a-z0-9-]*(?: (?:class|role|type)="[^"]*")*`)
)

// deskWalk goes through the desk as one person after another.
type deskWalk struct {
	s     *site
	mux   *http.ServeMux
	seen  map[string]map[string]bool // kinds of elements seen on pages of a route
	tried map[string]int             // pages of a route, for this person
}

// triedOfEach is how many pages of a route are opened for each person.
const triedOfEach = 6

func (s *site) walkDesk() *deskWalk {
	w := &deskWalk{s: s, mux: http.NewServeMux(), seen: map[string]map[string]bool{}}
	for _, rt := range new(desk.Desk).Routes() {
		if rt.Method == http.MethodGet {
			w.mux.Handle("GET "+rt.Pattern, http.NotFoundHandler())
			w.seen[rt.Pattern] = map[string]bool{}
		}
	}
	return w
}

// pages follows the links from a person's first page, and tries what no link leads to by the table of routes. It returns the pages that show
// elements of a kind that no page of their route has shown before.
func (w *deskWalk) pages(u *user) (out []string) {
	u.t.Helper()
	w.tried = map[string]int{}
	been := map[string]bool{}
	var visit func(path string)
	visit = func(path string) {
		_, pattern := w.mux.Handler(httptest.NewRequestWithContext(u.t.Context(), http.MethodGet, path, nil))
		pattern = strings.TrimPrefix(pattern, "GET ")
		if pattern == "" || been[path] || w.tried[pattern] >= triedOfEach {
			return
		}
		been[path] = true
		if u.get(path); u.status != http.StatusOK || u.at != strings.SplitN(path, "?", 2)[0] || !strings.HasPrefix(u.body, "<!doctype html>") {
			return
		}
		w.tried[pattern]++
		isNew := false
		for _, kind := range elementKind.FindAllString(u.body, -1) {
			isNew = isNew || !w.seen[pattern][kind]
			w.seen[pattern][kind] = true
		}
		if isNew {
			out = append(out, path)
		}
		for _, m := range deskLink.FindAllStringSubmatch(u.body, -1) {
			visit(strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	visit("/desk/")
	for _, pattern := range slices.Sorted(maps.Keys(w.seen)) {
		for _, path := range w.s.addresses(pattern) {
			visit(path)
		}
	}
	return out
}

// TestEverybodyCanReadTheDesk: axe finds nothing on a page of any kind, for the office, a school, the leader and the inspector, and on the pages
// that only administrators see, wide and on a phone.
func TestEverybodyCanReadTheDesk(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	s.adjustment(t) // the demo's own are signed
	s.promise(t)
	s.publishesWebsite(t, 2025)
	b := s.chromium(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	walk := s.walkDesk()
	look := func(who, path string) {
		b.width(1280, 900)
		b.open(path)
		read(b, "load axe", chromedp.Evaluate[bool](string(axe)+";true"))
		for _, px := range []int64{1280, 390} {
			b.width(px, 900)
			for _, v := range b.violations() {
				t.Errorf("%s as %s, %d px: %s", path, who, px, v)
			}
		}
	}
	look("nobody", "/desk/sign-in")
	for _, role := range []string{"局办公室", "科室信息员", "学校", "签发领导", "检查员", "系统管理员", "安全管理员", "审计管理员"} {
		pages := walk.pages(s.again(t, role))
		b.as(role)
		for _, path := range pages {
			look(role, path)
		}
	}
	look("审计管理员", "/desk/items/987654321") // says that there is none
	for pattern, kinds := range walk.seen {
		if len(kinds) == 0 && !slices.Contains(noPages, pattern) {
			t.Errorf("no page of %s was looked at", pattern)
		}
	}
}

// noPages are routes that give files, lead elsewhere or need what the demo has not.
var noPages = []string{
	"/desk/items/{id}/files/{code}", "/desk/templates/{kind}", "/desk/ledger/{log}/checkpoint", "/desk/setup", "/desk/sign-in", "/desk/sign-in/oidc", "/desk/sign-in/oidc/callback",
	"/desk/items/{id}/correction", "/desk/items/{id}/unscheduling", "/desk/standard/files/{name}", "/desk/powers/template", "/desk/powers/{id}/file", "/desk/requests/{id}/letters/{step}/file",
	"/desk/reports/{year}/report.html", "/desk/reports/{year}/report.docx", "/desk/reports/{year}/report.xlsx", "/desk/reports/{year}/report.json",
	"/desk/website-reports/{year}/report.html", "/desk/website-reports/{year}/report.docx", "/desk/website-reports/{year}/report.xlsx", "/desk/website-reports/{year}/report.csv",
	"/desk/website-reports/{year}/report.json",
}
