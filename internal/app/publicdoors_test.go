package app

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"gongkai/internal/web"
)

// publicRecords are what the wildcards of the public side may stand for, by the pattern as far as the wildcard: what is
// public, what is not and must not be known, what is not there, and what is no name.
func (s *site) publicRecords(t *testing.T) map[string][]record {
	t.Helper()
	r := s.result.Samples
	var secret int64 // a licence of a batch that is in review
	if err := s.app.DB.Writer().QueryRowContext(t.Context(), fmt.Sprintf(`SELECT id FROM licence WHERE batch = %d LIMIT 1`, r.Batch)).Scan(&secret); err != nil {
		t.Fatal(err)
	}
	_, entries, err := s.app.Assignments.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of := func(public any, secrets ...any) []record {
		out := []record{{fmt.Sprint(public), 0, there}}
		for _, x := range secrets {
			out = append(out, record{fmt.Sprint(x), 0, secretly})
		}
		none := "987654321"
		if _, named := public.(string); named {
			none = "nowhere"
		}
		return append(out, record{none, 0, nowhere}, record{"x'1", 0, malformed})
	}
	items, licences := of(r.Article, r.FirstReview, r.SchoolDraft, r.BatchItem), of(r.Licence, secret)
	return map[string][]record{
		"/items/": items, "/api/v1/items/": items, "/licences/": licences, "/api/v1/licences/": licences,
		"/columns/": of("news"), "/units/": of("jyj"), "/open/standard/": of(entries[0].Code),
		"/reports/":                 {{"2020", 0, there}, {"2026", 0, secretly}, {"2099", 0, nowhere}, {"x'1", 0, malformed}},
		"/website-reports/":         {{"2025", 0, there}, {"2026", 0, secretly}, {"2099", 0, nowhere}, {"x'1", 0, malformed}},
		"/requests/status/files/":   {{"1", 0, there}, {"x'1", 0, malformed}},
		"/requests/status/letters/": {{"1", 0, there}, {"x'1", 0, malformed}},
		"/corrections/":             of(r.Correction), "/log/tile/": {{"1/000", 0, nowhere}, {"x'1", 0, malformed}}, "/api/": {{"v9", 0, nowhere}},
		"/api/v1/reports/": {{"2020", 0, there}, {"2026", 0, secretly}, {"2099", 0, nowhere}, {"x'1", 0, malformed}},
	}
}

// secretly is a record that there is, and that nobody knows of on the public side.
const secretly recordKind = "a record that is not public"

// parts are what further wildcards stand for.
var parts = strings.NewReplacer("{power}", "0100001000", "/editions/{no}", "/editions/1", "{field}", "released", "{kind}", "powers", "{cell}", "table2.licensing.2")

func publicDoors(t *testing.T, routes []web.PublicRoute, records map[string][]record, file string) []door {
	t.Helper()
	var out []door
	for _, rt := range routes {
		pattern := parts.Replace(strings.ReplaceAll(strings.ReplaceAll(rt.Pattern, "{$}", ""), "/files/{code}", "/files/"+file))
		at := strings.Index(pattern, "{")
		if at < 0 {
			out = append(out, door{pattern, record{kind: there}})
			continue
		}
		if len(records[pattern[:at]]) == 0 {
			t.Errorf("%s names a record that this test does not know", rt.Pattern)
		}
		for _, rec := range records[pattern[:at]] {
			out = append(out, door{wildcard.ReplaceAllLiteralString(pattern, url.PathEscape(rec.value)), rec})
		}
	}
	slices.SortFunc(out, func(a, b door) int { return strings.Compare(a.path, b.path) })
	return slices.CompactFunc(out, func(a, b door) bool { return a.path == b.path })
}

// TestEveryPublicRouteAnswersEverybodyAlike tries every address of the portal and of the open interface as everybody, about what
// is public, what is not yet, what is not there and what names nothing, by every method. Who is signed in makes no difference, not
// even to the writer of a draft; a draft answers like what does not exist; what a route does not declare it does not do.
func TestEveryPublicRouteAnswersEverybodyAlike(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	s.clock.Set(s.clock.Now())
	routes, mux, file := s.current.Load().public, http.NewServeMux(), s.attached(t)
	own := map[string]bool{} // what a secret opens, which nobody here has: TestARequestFromTheFirstWordToTheAnswer
	for _, rt := range routes {
		pattern := cmp.Or(rt.Method, http.MethodGet) + " " + rt.Pattern
		mux.Handle(pattern, http.NotFoundHandler())
		own[pattern] = rt.Own
	}
	s.correctsReport(t)
	s.publishesWebsite(t, 2025)
	s.correctsWebsite(t, 2025)
	all := publicDoors(t, routes, s.publicRecords(t), file)
	visitors := s.everybody(t)
	nobody, opened := &visitors[0], map[string]bool{}
	var in insides
	first := map[string]string{} // what nobody in particular is told
	for _, d := range all {
		for _, method := range methods {
			key := method + " " + d.path
			_, pattern := mux.Handler(httptest.NewRequest(method, d.path, nil))
			w := nobody.knock(method, d.path, nil)
			if pattern != "" {
				in.look(t, key, pattern+string(d.record.kind), w)
			}
			want := []int{http.StatusNotFound}
			switch {
			case own[pattern] && method != http.MethodPost:
				want = []int{http.StatusSeeOther} // to the form that asks for it
			case own[pattern]:
			case pattern != "" && d.record.kind == malformed:
				want = append(want, http.StatusUnprocessableEntity) // the interface says what a number is
			case pattern != "" && d.record.kind == there && method == http.MethodPost:
				want = []int{http.StatusSeeOther, http.StatusUnprocessableEntity}
			case pattern != "" && d.record.kind == there:
				want = []int{http.StatusOK, http.StatusMovedPermanently, http.StatusNotFound, http.StatusUnprocessableEntity}
			}
			if !slices.Contains(want, w.Code) {
				t.Errorf("%s (%s): %d, want one of %v", key, d.record.kind, w.Code, want)
			}
			if w.Code < http.StatusBadRequest || method == http.MethodPost && w.Code == http.StatusUnprocessableEntity {
				opened[pattern] = true
			}
			if cookie := w.Header()["Set-Cookie"]; cookie != nil && method != http.MethodPost {
				t.Errorf("%s sets %v", key, cookie)
			}
			first[key] = publicly(method, w)
			if d.record.kind == secretly {
				none := strings.Replace(d.path, "/"+d.record.value, "/"+cmp.Or(map[bool]string{true: "2099"}[strings.Contains(d.path, "reports/")], "987654321"), 1)
				if diff := gocmp.Diff(publicly(method, nobody.knock(method, none, nil)), first[key]); diff != "" {
					t.Errorf("%s tells that it exists (-%s +%s):\n%s", key, none, d.path, diff)
				}
			}
		}
	}
	for _, rt := range routes {
		if pattern := cmp.Or(rt.Method, http.MethodGet) + " " + rt.Pattern; !opened[pattern] && !own[pattern] && !slices.Contains([]string{"GET /go", "GET /items/{id}/files/{code}", "GET /api/{rest...}", "GET /api/v1/search", "GET /log/tile/{path...}"}, pattern) {
			t.Errorf("%s was opened to nobody: the test knows no record for it", pattern)
		}
	}
	for i := range visitors[1:] {
		v := &visitors[1+i]
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			v := &visitor{&user{t: t, s: s, client: v.client}, v.name, v.person}
			for _, d := range all {
				for _, method := range methods {
					if diff := gocmp.Diff(first[method+" "+d.path], publicly(method, v.knock(method, d.path, nil))); diff != "" {
						t.Errorf("%s %s answers %s otherwise than nobody (-nobody):\n%s", method, d.path, v.name, diff)
					}
				}
			}
		})
	}
}

// publicly is what somebody could tell two answers by. A form that is shown again has a key of its own.
func publicly(method string, w *httptest.ResponseRecorder) string {
	if method == http.MethodPost {
		return fmt.Sprint(w.Code)
	}
	return told(w)
}
