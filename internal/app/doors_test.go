package app

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/dialogue"
	"gongkai/internal/dispute"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/workday"
)

// methods are all that a request may have, and one that nobody knows.
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"}

// everybody signs in with every account of the demo: each role there is, writers and heads of two units; and nobody.
func (s *site) everybody(t *testing.T) []visitor {
	t.Helper()
	out, held := []visitor{{s.visitor(t), "nobody", nil}}, map[agency.Role]bool{}
	for _, a := range s.result.Accounts {
		p, err := s.app.DB.Person(t.Context(), a.Person, workday.DateOf(s.clock.Now()))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Roles {
			held[r] = true
		}
		out = append(out, visitor{s.again(t, a.Role), a.Role, p})
	}
	for _, r := range agency.Roles {
		if !held[r.Role] {
			t.Errorf("nobody knocks as %s", r.Name)
		}
	}
	return out
}

// knock asks without a network, and takes the answer as it comes.
func (v *visitor) knock(method, path string, header http.Header) *httptest.ResponseRecorder {
	v.t.Helper()
	var body io.Reader
	if method != http.MethodGet && method != http.MethodHead {
		body = strings.NewReader("log=act&kind=note")
	}
	r := httptest.NewRequestWithContext(v.t.Context(), method, v.s.url+path, body)
	maps.Copy(r.Header, header)
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range v.client.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	r.RequestURI = path
	w := httptest.NewRecorder()
	v.s.ServeHTTP(w, r)
	return w
}

// insides looks for what must not be shown, once in each kind of answer that is met.
type insides struct{ seen sync.Map }

func (in *insides) look(t *testing.T, what, kind string, w *httptest.ResponseRecorder) {
	t.Helper()
	if _, known := in.seen.LoadOrStore(fmt.Sprint(kind, w.Code), true); known {
		return
	}
	if m := inner.FindString(w.Body.String()); m != "" {
		t.Errorf("%s (%d) shows %q", what, w.Code, m)
	}
}

// record is what a wildcard of a route may stand for.
type record struct {
	value string
	unit  int64 // whose it is, of records that are kept to a unit and not public
	kind  recordKind
}

type recordKind string

const (
	there     recordKind = "a record"
	nowhere   recordKind = "no record"
	malformed recordKind = "no name of a record"
)

// records are, for each kind that routes name, one of the bureau and one of a school where both can be, one that does not
// exist, and what is none.
func (s *site) records(t *testing.T) map[string][]record {
	t.Helper()
	ctx, r := t.Context(), s.result.Samples
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bureau, err := s.app.DB.UnitByCode(ctx, "jyj")
	must(err)
	school, err := s.app.DB.UnitByCode(ctx, "yizhong")
	must(err)
	other, err := s.app.DB.UnitByCode(ctx, "erzhong")
	must(err)
	stranger, _, err := s.app.DB.People(ctx, agency.Filter{Unit: other.ID, Limit: 1}, workday.DateOf(s.clock.Now()))
	must(err)
	departments, err := s.app.DB.Departments(ctx, bureau.ID)
	must(err)
	refused, err := s.app.DB.Deliveries(ctx, channel.Filter{State: channel.Refused, Limit: 1})
	must(err)
	_, entries, err := s.app.Assignments.Current(ctx)
	must(err)
	of := func(id int64, unit agency.UnitID) record { return record{fmt.Sprint(id), int64(unit), there} }
	named := func(values ...string) (out []record) {
		for _, v := range values {
			out = append(out, record{v, 0, there})
		}
		return append(out, record{"nowhere", 0, nowhere}, record{"x'1", 0, malformed})
	}
	out := map[string][]record{
		"item":       {of(int64(r.FirstReview), bureau.ID), of(int64(r.SchoolDraft), school.ID), of(int64(r.Article), 0)},
		"batch":      {of(int64(r.Batch), bureau.ID)},
		"delivery":   {of(int64(refused[0].ID), agency.UnitID(refused[0].Unit))},
		"unit":       {of(int64(bureau.ID), bureau.ID), of(int64(school.ID), school.ID)},
		"column":     {of(1, 0)},
		"department": {of(int64(departments[0].ID), 0)},
		"person":     {of(int64(stranger[0].ID), 0)},
	}
	authorised, err := s.app.DB.UnitByCode(ctx, "zhaokao")
	must(err)
	for _, u := range []*agency.Unit{bureau, authorised} {
		req := s.requestTo(t, u)
		out["request"] = append(out["request"], of(req, u.ID))
		out["dispute"] = append(out["dispute"], of(s.disputeOf(t, u, req), u.ID))
	}
	for _, u := range []*agency.Unit{bureau, school} {
		c, err := s.app.Corrections.Receive(ctx, dialogue.Report{Unit: int64(u.ID), Page: "/units/" + u.Code, Kind: dialogue.Kinds[0].Kind, Text: "电话有误"})
		must(err)
		out["correction"] = append(out["correction"], of(int64(c.ID), u.ID))
		out["edition"] = append(out["edition"], of(s.draftOf(t, u), u.ID))
	}
	out["adjustment"], out["promise"] = []record{of(s.adjustment(t), bureau.ID)}, []record{of(s.promise(t), bureau.ID)}
	for kind := range out {
		out[kind] = append(out[kind], record{"987654321", 0, nowhere}, record{"x'1", 0, malformed})
	}
	maps.Copy(out, map[string][]record{
		"unit code": named("jyj", "yizhong"), "template": named("natural", "legal"), "year": named("2026"), "log": named("release", "act"), "letter": named("refuse", "supplement"),
		"sample": named(s.samples[0].Name), "standard file": named("standard.csv"), "standard entry": named(entries[0].Code),
	})
	return out
}

// requestTo has somebody ask a unit for information at its counter, and the unit ask for a supplement.
func (s *site) requestTo(t *testing.T, u *agency.Unit) int64 {
	t.Helper()
	who := &agency.Person{ID: s.result.Accounts[0].Person, Unit: u.ID, Name: "示例", Roles: []agency.Role{agency.GeneralOffice}}
	got, err := s.app.Requests.File(t.Context(), who, request.Filing{
		Unit: int64(u.ID), Applicant: request.Natural, Channel: request.Counter,
		Application: request.Application{Name: "示例申请人", IDKind: "护照", IDNo: "E00000000", Phone: "13800000000", Address: "示例路1号", Text: "示例信息的目录", Get: "邮寄", Carrier: "纸质"},
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := request.Doing{Kind: request.AskSupplement, Until: workday.DateOf(s.clock.Now()).AddDays(20), Words: request.Words{Text: "请写明年度。"}}
	if err := s.app.Requests.Do(t.Context(), who, got.Request.ID, asked); err != nil { // its third step has a letter
		t.Fatal(err)
	}
	return int64(got.Request.ID)
}

// disputeOf has somebody contest a request to a unit.
func (s *site) disputeOf(t *testing.T, u *agency.Unit, req int64) int64 {
	t.Helper()
	who := &agency.Person{ID: s.result.Accounts[0].Person, Unit: u.ID, Name: "示例", Roles: []agency.Role{agency.GeneralOffice}}
	asked, err := s.app.Requests.Request(t.Context(), request.ID(req))
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.app.Disputes.File(t.Context(), who, dispute.Filing{
		Request: asked.No, Subject: "示例信息的目录", Forum: dispute.Review, Court: "示例市人民政府", NoticeOn: workday.DateOf(s.clock.Now()), Claim: "不服",
	})
	if err != nil {
		t.Fatal(err)
	}
	return int64(c.ID)
}

// draftOf stages what a unit says of itself anew, and does not send it on.
func (s *site) draftOf(t *testing.T, u *agency.Unit) int64 {
	t.Helper()
	who := &agency.Person{ID: s.result.Accounts[0].Person, Unit: u.ID, Name: "示例", Roles: []agency.Role{agency.Writer}}
	e, err := s.app.Editions.Draft(t.Context(), catalog.Profile, int64(u.ID))
	if err == nil {
		return int64(e.ID)
	}
	p := catalog.UnitProfile{ProfileFacts: catalog.ProfileFacts{
		Name: u.Name, Functions: "负责本单位的各项工作。", Address: u.Address, Hours: u.Hours, Contact: u.Phone, Head: u.Head, ChangedOn: workday.DateOf(s.clock.Now()),
	}}
	e, err = s.app.Editions.Stage(t.Context(), who, catalog.Proposal{Kind: catalog.Profile, Unit: int64(u.ID), Basis: "测试", Rows: p.Rows()})
	if err != nil {
		t.Fatal(err)
	}
	return int64(e.ID)
}

// door is an address with what it names.
type door struct {
	path   string
	record record
}

var wildcard = regexp.MustCompile(`\{[^}]+\}`)

// filled writes what an address says besides the record: a file of it, a step that anybody in charge may take.
func filled(pattern, file string) string {
	return strings.NewReplacer("{$}", "", "/files/{code}", "/files/"+file, "/steps/{kind}", "/steps/note", "/letters/{step}", "/letters/3", "/records/{field}", "/records/released").Replace(pattern)
}

// doors are the addresses that the table of routes has, each with every record that it may name.
func doors(t *testing.T, routes []web.Route, records map[string][]record, file string) []door {
	t.Helper()
	var out []door
	for _, rt := range routes {
		pattern := filled(rt.Pattern, file)
		if rt.Names.Kind() == "" {
			out = append(out, door{pattern, record{kind: there}})
			continue
		}
		list := records[rt.Names.Kind()]
		if len(list) == 0 {
			t.Errorf("%s %s names a kind of record that this test does not know: %s", rt.Method, rt.Pattern, rt.Names.Kind())
		}
		for _, rec := range list {
			if !rt.Names.OfUnit() {
				rec.unit = 0
			}
			out = append(out, door{wildcard.ReplaceAllLiteralString(pattern, url.PathEscape(rec.value)), rec})
		}
	}
	slices.SortFunc(out, func(a, b door) int { return strings.Compare(a.path, b.path) })
	return slices.CompactFunc(out, func(a, b door) bool { return a.path == b.path })
}

// table finds the route for a method and an address by the declarations alone.
type table struct {
	mux    *http.ServeMux
	routes map[string]*web.Route
}

func tableOf(routes []web.Route) table {
	out := table{http.NewServeMux(), map[string]*web.Route{}}
	for i := range routes {
		pattern := routes[i].Method + " " + routes[i].Pattern
		out.routes[pattern] = &routes[i]
		out.mux.Handle(pattern, http.NotFoundHandler())
	}
	return out
}

func (t table) find(method, path string) *web.Route {
	_, pattern := t.mux.Handler(httptest.NewRequest(method, path, nil))
	return t.routes[pattern]
}

// told is what somebody could tell two answers by.
func told(w *httptest.ResponseRecorder) string {
	return fmt.Sprintln(w.Code, w.Header()) + w.Body.String()
}

// What may come of a form that is not filled in, sent by somebody who may: it is done, or a mistake is told. Never a break-down.
var ofEmptyForm = []int{
	http.StatusOK, http.StatusSeeOther, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity,
}

// wanted says what a route's declaration promises a visitor about a record.
func wanted(v *visitor, rt *web.Route, rec record) []int {
	reads := rt != nil && rt.Method == http.MethodGet
	switch {
	case rt == nil:
		return []int{http.StatusNotFound}
	case !rt.Need.Allows(v.person) && v.person != nil:
		return []int{http.StatusForbidden}
	case !rt.Need.Allows(v.person) && reads:
		return []int{http.StatusSeeOther}
	case !rt.Need.Allows(v.person):
		return []int{http.StatusUnauthorized}
	case rt.Pattern == "/desk/setup": // the demo has been set up
		return []int{http.StatusConflict}
	case rec.kind != there || rec.unit != 0 && !v.person.Sees(rec.unit):
		return []int{http.StatusNotFound}
	case reads:
		return []int{http.StatusOK, http.StatusSeeOther, http.StatusForbidden, http.StatusNotFound}
	}
	return ofEmptyForm
}

// TestEveryDeskRouteAnswersAsItDeclares tries every address of the table of routes as everybody, about records of one's own
// unit, of another, about none and with what names none, by every method. Nothing is kept by anybody, whoever a route does not let in
// is told so before anything is looked up, and what one may not see answers like what does not exist.
func TestEveryDeskRouteAnswersAsItDeclares(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	s.clock.Set(s.clock.Now()) // every page names the minute
	routes := s.current.Load().staff.Routes()
	table, file := tableOf(routes), s.attached(t)
	all := doors(t, routes, s.records(t), file)
	visitors := s.everybody(t)
	var mu sync.Mutex
	var in insides
	opened := map[*web.Route]bool{}
	t.Run("visitors", func(t *testing.T) {
		for i := range visitors {
			v := &visitors[i]
			t.Run(v.name, func(t *testing.T) {
				t.Parallel()
				v := &visitor{&user{t: t, s: s, client: v.client}, v.name, v.person}
				for _, d := range all {
					for _, method := range methods {
						rt := table.find(method, d.path)
						if rt != nil && rt.Pattern == "/desk/sign-out" {
							continue // below, when nobody needs the sessions any more
						}
						w := v.knock(method, d.path, nil)
						if rt != nil {
							in.look(t, method+" "+d.path+" by "+v.name, rt.Method+rt.Pattern+string(d.record.kind), w)
						}
						if want := wanted(v, rt, d.record); !slices.Contains(want, w.Code) {
							t.Errorf("%s %s (%s) by %s: %d, want one of %v", method, d.path, d.record.kind, v.name, w.Code, want)
						}
						if got := w.Header()["Cache-Control"]; !slices.Equal(got, []string{"no-store"}) {
							t.Errorf("%s %s by %s may be kept: %q", method, d.path, v.name, got)
						}
						if rt == nil || !rt.Need.Allows(v.person) {
							leads(t, method, d.path, w, rt != nil && rt.Method == http.MethodGet && v.person == nil)
							continue
						}
						if d.record.kind == there && w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
							mu.Lock()
							opened[rt] = true
							mu.Unlock()
						}
						if d.record.unit != 0 && !v.person.Sees(d.record.unit) {
							none := wildcard.ReplaceAllLiteralString(filled(rt.Pattern, file), "987654321")
							if diff := cmp.Diff(told(v.knock(method, none, nil)), told(w)); diff != "" {
								t.Errorf("%s %s by %s tells that it exists (-%s +%[2]s):\n%[5]s", method, d.path, v.name, none, diff)
							}
						}
					}
				}
			})
		}
	})
	for i := range routes {
		if rt := &routes[i]; !opened[rt] && !slices.Contains([]string{"/desk/sign-out", "/desk/editions/{id}/files/{code}/removal", "/desk/demo/session", "/desk/sign-in/oidc", "/desk/sign-in/oidc/callback"}, rt.Pattern) {
			t.Errorf("%s %s was opened to nobody: the test knows no record for it", rt.Method, rt.Pattern)
		}
	}
	crossSite(t, visitors, all, table)
	signOut(t, visitors)
}

// attached puts a file into the school's draft and returns its code.
func (s *site) attached(t *testing.T) string {
	t.Helper()
	id := s.result.Samples.SchoolDraft
	it := mustItem(t, s, id)
	p, err := s.app.DB.Person(t.Context(), agency.PersonID(it.Writer), workday.DateOf(s.clock.Now()))
	if err == nil {
		_, err = s.app.Items.Attach(t.Context(), p.Actor(), id, "安排.txt", strings.NewReader("安排"), int64(len("安排")))
	}
	if err != nil {
		t.Fatal(err)
	}
	return mustItem(t, s, id).Version.Files[0].Code()
}

// leads: whoever is not let in is led to the sign-in page with the way back, and nowhere else.
func leads(t *testing.T, method, path string, w *httptest.ResponseRecorder, toSignIn bool) {
	t.Helper()
	want := ""
	if toSignIn {
		want = "/desk/sign-in?next=" + url.QueryEscape(path)
	}
	if got := w.Header().Get("Location"); got != want {
		t.Errorf("%s %s leads to %q, want %q", method, path, got, want)
	}
}

// crossSite: a form on another site does nothing, whoever sends it.
func crossSite(t *testing.T, visitors []visitor, all []door, table table) {
	t.Helper()
	for _, d := range all {
		rt := table.find(http.MethodPost, d.path)
		i := slices.IndexFunc(visitors, func(v visitor) bool { return rt != nil && rt.Need.Allows(v.person) })
		if i < 0 {
			continue
		}
		for _, from := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
			if w := visitors[i].knock(http.MethodPost, d.path, from); w.Code != http.StatusForbidden {
				t.Errorf("POST %s by %s from %v: %d, want 403", d.path, visitors[i].name, from, w.Code)
			}
		}
	}
}

func signOut(t *testing.T, visitors []visitor) {
	t.Helper()
	for i := range visitors {
		v, want := &visitors[i], http.StatusSeeOther
		if v.person == nil {
			want = http.StatusUnauthorized
		}
		if w := v.knock(http.MethodPost, "/desk/sign-out", nil); w.Code != want {
			t.Errorf("POST /desk/sign-out by %s: %d, want %d", v.name, w.Code, want)
		}
		w := v.knock(http.MethodGet, "/desk/", nil) // with the cookie, which is worth nothing now
		leads(t, http.MethodGet, "/desk/", w, true)
	}
}
