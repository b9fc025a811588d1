package app

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/screening"
	"gongkai/internal/web"
	"gongkai/internal/web/desk"
	"gongkai/internal/workday"
)

// once asks without following where an answer leads to.
func (u *user) once(method, path string, form url.Values) *user {
	u.t.Helper()
	req, err := http.NewRequestWithContext(u.t.Context(), method, u.s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		u.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := *u.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	return u.read(resp, err)
}

// visitor is somebody with the record of who it is; nil for nobody.
type visitor struct {
	*user
	name   string
	person *agency.Person
}

func (s *site) visitors(t *testing.T) []visitor {
	t.Helper()
	out := []visitor{{s.visitor(t), "nobody", nil}}
	for _, role := range []string{"科室信息员", "学校", "检查员", "签发领导"} {
		for _, a := range s.result.Accounts {
			if a.Role == role {
				p, err := s.app.DB.Person(t.Context(), a.Person, workday.DateOf(s.clock.Now()))
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, visitor{s.as(t, role), role, p})
			}
		}
	}
	return out
}

// addresses are what a route's pattern stands for: records of every kind, and one that does not exist.
func (s *site) addresses(pattern string) []string {
	r := s.result.Samples
	ids := []int64{987654321}
	switch {
	case strings.Contains(pattern, "/items/"):
		ids = append(ids, int64(r.Article), int64(r.SchoolDraft), int64(r.FirstReview), int64(r.Returned), int64(r.BatchItem))
	case strings.Contains(pattern, "/batches/"):
		ids = append(ids, int64(r.Batch), int64(r.Refused))
	default:
		ids = append(ids, 1)
	}
	var out []string
	for _, id := range ids {
		out = append(out, strings.NewReplacer("{$}", "", "{id}", fmt.Sprint(id), "{kind}", "natural", "{year}", "2026", "{log}", "release").Replace(pattern))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestEveryRouteAnswersAsItDeclares walks the table of routes with five visitors: whoever a route does not let in is told so
// before anything is looked up, and nothing anybody sends to it breaks it.
func TestEveryRouteAnswersAsItDeclares(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	visitors := s.visitors(t)
	for _, rt := range new(desk.Desk).Routes() {
		if rt.Pattern == "/desk/sign-out" {
			continue // below, when nobody needs the sessions any more
		}
		for _, path := range s.addresses(rt.Pattern) {
			for _, v := range visitors {
				allowed(t, v, rt, path)
			}
		}
	}
	wrongMethods(t, visitors)
	badCookies(t, s)
	for _, v := range visitors {
		want := http.StatusSeeOther
		if v.person == nil {
			want = http.StatusUnauthorized
		}
		if v.once(http.MethodPost, "/desk/sign-out", nil); v.status != want {
			t.Errorf("POST /desk/sign-out by %s: %d, want %d", v.name, v.status, want)
		}
		if v.once(http.MethodGet, "/desk/", nil); v.status != http.StatusSeeOther {
			t.Errorf("GET /desk/ by %s, signed out: %d", v.name, v.status)
		}
	}
}

func allowed(t *testing.T, v visitor, rt web.Route, path string) {
	t.Helper()
	var form url.Values
	if rt.Method == http.MethodPost {
		form = url.Values{"nothing": {"1"}}
	}
	v.once(rt.Method, path, form).hidesInside()
	var want []int
	switch {
	case rt.Need.Allows(v.person) && rt.Method == http.MethodGet:
		want = []int{http.StatusOK, http.StatusSeeOther, http.StatusNotFound}
	case rt.Need.Allows(v.person): // an empty form is a mistake of the person's
		want = []int{http.StatusOK, http.StatusSeeOther, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity}
	case v.person != nil:
		want = []int{http.StatusForbidden}
	case rt.Method == http.MethodGet:
		want = []int{http.StatusSeeOther}
	default:
		want = []int{http.StatusUnauthorized}
	}
	if !slices.Contains(want, v.status) {
		t.Errorf("%s %s by %s: %d, want one of %v", rt.Method, path, v.name, v.status, want)
	}
}

func wrongMethods(t *testing.T, visitors []visitor) {
	t.Helper()
	for _, v := range visitors {
		for _, c := range []struct{ method, path string }{
			{"PUT", "/desk/items"},
			{"DELETE", "/desk/items/1"},
			{"POST", "/desk/review"},
			{"PATCH", "/desk/"},
			{"GET", "/desk/items/1/decision"},
			{"POST", "/"},
			{"DELETE", "/items/1"},
			{"PUT", "/credit"},
			{"OPTIONS", "/units"},
		} {
			v.once(c.method, c.path, nil).hidesInside()
			if v.status != http.StatusNotFound && v.status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s by %s: %d", c.method, c.path, v.name, v.status)
			}
		}
	}
}

// badCookies: what a browser claims to be is nobody.
func badCookies(t *testing.T, s *site) {
	t.Helper()
	for _, cookie := range []string{
		"gongkai=", "gongkai=x", "gongkai=" + strings.Repeat("A", 43), "gongkai=" + strings.Repeat("x", 8000), "gongkai='; DROP TABLE session; --", "gongkai=%00%ff",
		"gongkai_flash=x", "gongkai_flash=eA.0123456789abcdef0123456789abcdef", "gongkai_flash=..", "gongkai_flash=.",
	} {
		for path, want := range map[string]int{"/desk/": http.StatusSeeOther, "/desk/sign-in": http.StatusOK, "/": http.StatusOK} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Cookie", cookie)
			u := s.visitor(t)
			u.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			resp, err := u.client.Do(req)
			if u.read(resp, err).hidesInside(); u.status != want {
				t.Errorf("%s with cookie %.30q: %d, want %d", path, cookie, u.status, want)
			}
		}
	}
	// A signed-in person with a forged flash sees the page, and not the forger's words.
	u := s.as(t, "信息中心")
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	u.client.Jar.SetCookies(at, []*http.Cookie{{Name: "gongkai_flash", Value: "5bey5Y-R5biDCuaCqOW3suS4reWlljEyMw." + strings.Repeat("0", 32)}})
	if u.get("/desk/"); u.status != http.StatusOK || strings.Contains(u.body, "中奖") {
		t.Errorf("a forged flash: %d", u.status)
	}
}

// TestInspectorChangesNothing sends whole, well-made forms to every action.
func TestInspectorChangesNothing(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "检查员")
	r := s.result.Samples
	heads := func() (out []ledger.Head) {
		t.Helper()
		for _, log := range ledger.Logs {
			h, err := s.app.DB.Head(t.Context(), log)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, h)
		}
		return out
	}
	states := func() string {
		t.Helper()
		items, n, err := s.app.DB.Items(t.Context(), publication.Filter{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		fmt.Fprintln(&b, n)
		for _, it := range items {
			fmt.Fprintln(&b, it.ID, it.State, it.Stage, it.Version.Digest(), it.Changed)
		}
		return b.String()
	}
	digest := func(id publication.ID) string {
		t.Helper()
		it, err := s.app.DB.Item(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return it.Version.Digest()
	}
	beforeHeads, before := heads(), states()
	item := url.Values{"key": {"inspector"}, "title": {"检查员写的"}, "summary": {"概述"}, "column": {"3"}, "formed_on": {"2026-11-19"}, "body": {"正文"}, "submit": {"1"}}
	for path, form := range map[string]url.Values{
		"/desk/items": item,
		fmt.Sprintf("/desk/items/%d", r.SchoolDraft):                    item,
		fmt.Sprintf("/desk/items/%d/decision", r.FirstReview):           {"decision": {"pass"}, "digest": {digest(r.FirstReview)}},
		fmt.Sprintf("/desk/items/%d/decision", r.SchoolHead):            {"decision": {"return"}, "opinion": {"退回"}, "digest": {digest(r.SchoolHead)}},
		fmt.Sprintf("/desk/batches/%d/submission", r.Batch):             {},
		"/desk/deliveries/1/retry":                                      {},
		"/desk/calendar":                                                {"year": {"2027"}, "source": {"通知"}, "notice": {"休 2027-01-01 元旦\n休 2027-05-01 劳动节\n休 2027-10-01 国庆节"}, "confirm": {"1"}},
		fmt.Sprintf("/desk/items/%d/decision?decision=pass", r.Article): {"digest": {digest(r.Article)}},
	} {
		if u.post(path, form); u.status != http.StatusForbidden {
			t.Errorf("POST %s: %d, want 403", path, u.status)
		}
	}
	u.upload("inspector", "xk-zrr-good.xlsx", s.sample(t, "xk-zrr-good.xlsx"))
	if u.status != http.StatusForbidden {
		t.Errorf("import: %d, want 403", u.status)
	}
	// Looking changes nothing either.
	for _, path := range []string{
		"/desk/", "/desk/items", "/desk/review", "/desk/batches", "/desk/deliveries", "/desk/reports/2026?cell=field.items", "/desk/calendar", "/desk/ledger",
		"/desk/ledger/act/checkpoint", "/desk/templates/natural", fmt.Sprintf("/desk/items/%d", r.Late), fmt.Sprintf("/desk/batches/%d", r.Batch),
	} {
		if u.get(path); u.status != http.StatusOK {
			t.Errorf("GET %s: %d", path, u.status)
		}
	}
	u.post("/desk/ledger", url.Values{"log": {"act"}}).shows("与登记时一致")
	if after := heads(); !slices.Equal(after, beforeHeads) {
		t.Errorf("the logs went from %v to %v", beforeHeads, after)
	}
	if after := states(); after != before {
		t.Error("an item changed")
	}
}

// keeps reports whether a public page is in the store, without making it.
func (s *site) keeps(path string) bool {
	_, _, ok := s.current.Load().pages.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodHead, path, nil))
	return ok
}

// TestReleaseRenewsThePagesThatShowIt releases a school's notice: at once it has a page, the lists have it, and pages that do not
// show it stay as they are.
func TestReleaseRenewsThePagesThatShowIt(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	ctx := t.Context()
	id := s.result.Samples.SchoolHead
	it, err := s.app.DB.Item(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := s.app.DB.Columns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	code := func(column int64) string {
		i := slices.IndexFunc(columns, func(c catalog.Column) bool { return int64(c.ID) == column })
		return columns[i].Code
	}
	released, _, err := s.app.DB.Items(ctx, publication.Filter{States: []publication.State{publication.Released}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	page := fmt.Sprintf("/items/%d", id)
	column, unit := "/columns/"+code(it.Column), "/units/yizhong"
	shows := []string{column, unit, "/columns/all", "/sitemap.xml"}
	stay := []string{"/log/key", "/robots.txt", fmt.Sprintf("/items/%d", s.result.Samples.Article)}
	renewed := append([]string{"/", "/open", "/units", "/reports/2020"}, shows...)
	for _, other := range released {
		if other.Column == it.Column {
			renewed = append(renewed, fmt.Sprintf("/items/%d", other.ID)) // its neighbour may be the new one
			break
		}
	}
	if int64(mustItem(t, s, s.result.Samples.Article).Column) == it.Column {
		t.Fatal("the sample article is in the same column; choose another")
	}

	v := s.visitor(t)
	for _, path := range append(slices.Clone(renewed), stay...) {
		if v.get(path); v.status != http.StatusOK {
			t.Fatalf("%s: %d", path, v.status)
		}
		if !s.keeps(path) {
			t.Errorf("%s is not kept", path)
		}
		conditional(t, s, path)
	}
	if v.get(page); v.status != http.StatusNotFound {
		t.Fatalf("before the release %s: %d", page, v.status)
	}
	if s.keeps(page) {
		t.Error("a page that does not exist is kept")
	}

	form := url.Values{"decision": {"pass"}, "basis": {"不涉密"}, "digest": {it.Version.Digest()}, "password": {s.password("学校负责人")}}
	s.as(t, "学校负责人").post(fmt.Sprintf("/desk/items/%d/decision", id), form).shows("已发布")
	for _, path := range renewed {
		if s.keeps(path) {
			t.Errorf("%s is still as before the release", path)
		}
	}
	for _, path := range stay {
		if !s.keeps(path) {
			t.Errorf("%s was dropped, and shows nothing of the release", path)
		}
	}
	v.get(page).shows(it.Version.Title, "发布留痕")
	for _, path := range shows {
		if v.get(path); !strings.Contains(v.body, page) {
			t.Errorf("%s does not lead to the new page", path)
		}
	}
}

func mustItem(t *testing.T, s *site, id publication.ID) *publication.Item {
	t.Helper()
	it, err := s.app.DB.Item(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return it
}

// conditional asks for one page in every way a browser or a cache does.
func conditional(t *testing.T, s *site, path string) {
	t.Helper()
	ask := func(method string, header ...string) (*http.Response, []byte) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "identity")
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }() // read to its end
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, b
	}
	whole, body := ask(http.MethodGet)
	etag := whole.Header.Get("Etag")
	if etag == "" || whole.ContentLength != int64(len(body)) || whole.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%s: tag %q, length %d of %d", path, etag, whole.ContentLength, len(body))
	}
	if resp, b := ask(http.MethodHead); resp.StatusCode != http.StatusOK || len(b) != 0 || resp.ContentLength != int64(len(body)) || resp.Header.Get("Etag") != etag {
		t.Errorf("HEAD %s: %d, length %d", path, resp.StatusCode, resp.ContentLength)
	}
	if resp, b := ask(http.MethodGet, "If-None-Match", etag); resp.StatusCode != http.StatusNotModified || len(b) != 0 {
		t.Errorf("GET %s again: %d with %d bytes", path, resp.StatusCode, len(b))
	}
	if resp, b := ask(http.MethodGet, "If-None-Match", `"another"`); resp.StatusCode != http.StatusOK || !bytes.Equal(b, body) {
		t.Errorf("GET %s with another tag: %d", path, resp.StatusCode)
	}
	resp, packed := ask(http.MethodGet, "Accept-Encoding", "gzip")
	if resp.Header.Get("Content-Encoding") != "gzip" {
		if len(body) > 1000 {
			t.Errorf("GET %s: %d bytes and not compressed", path, len(body))
		}
		return
	}
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(zr); err != nil || !bytes.Equal(b, body) {
		t.Errorf("GET %s compressed: another body, %v", path, err)
	}
}

// eighteen is what could be an identity number, alone or within markup.
var eighteen = regexp.MustCompile(`\d{17}[\dXx]`)

// identityNumbers returns what of a text is an identity number by its check digit and its date.
func identityNumbers(text []byte) []string {
	var out []string
	for _, m := range eighteen.FindAll(text, -1) {
		for _, f := range (screening.Rules{}).Check([]screening.Part{{Text: " " + string(m) + " "}}) {
			if f.Kind == screening.IDNumber {
				out = append(out, string(m))
			}
		}
	}
	return out
}

// TestNoIdentityNumberLeavesTheHouse reads every public page there is, the downloads, and what lies on the disk: numbers of
// natural persons are nowhere to be read.
func TestNoIdentityNumberLeavesTheHouse(t *testing.T) {
	t.Parallel()
	if len(identityNumbers([]byte("<td>11010519491231002X</td>"))) != 1 {
		t.Fatal("the test does not know an identity number")
	}
	s := visitDemo(t)
	u := s.visitor(t)
	paths := []string{"/credit.csv", "/reports/2020/report.json", "/reports/2020/records/table2.licensing.2", "/reports/2020/records/field.on-time", "/log/checkpoint", "/credit?q=%E7%A4%BA%E4%BE%8B"}
	for _, m := range regexp.MustCompile(`<loc>([^<]+)</loc>`).FindAllStringSubmatch(u.get("/sitemap.xml").body, -1) {
		paths = append(paths, strings.TrimPrefix(m[1], s.url))
	}
	if len(paths) < 150 {
		t.Fatalf("%d pages on the map", len(paths))
	}
	for page := 1; page <= 23; page++ {
		paths = append(paths, fmt.Sprintf("/credit?page=%d", page))
	}
	for id := 1; id <= 1100; id += 9 {
		paths = append(paths, fmt.Sprintf("/licences/%d", id))
	}
	for _, path := range paths {
		if u.get(path); u.status != http.StatusOK {
			t.Errorf("%s: %d", path, u.status)
		}
		if got := identityNumbers([]byte(u.body)); len(got) > 0 {
			t.Errorf("%s shows %d identity numbers", path, len(got))
		}
		u.hidesInside()
	}
	if n := strings.Count(u.get("/credit.csv").body, "\n"); n < 1000 {
		t.Errorf("the download has %d lines", n)
	}
	u.get("/credit?q=110105194912310021&from=2020-01-01") // what somebody is looking for is nobody's business
	s.current.Load().access.Flush()
	log, err := os.ReadFile(filepath.Join(s.cfg.Dir, "access.log"))
	if err != nil || len(log) == 0 || bytes.Contains(log, []byte("1101051949")) || bytes.ContainsRune(log, '?') {
		t.Errorf("access log of %d bytes, %v: it holds queries, or nothing", len(log), err)
	}
	onDisk(t, s)
}

// onDisk looks through the data folder. The one number in it is in the text of a draft that screening blocks.
func onDisk(t *testing.T, s *site) {
	t.Helper()
	known := identityNumbers([]byte(mustItem(t, s, s.result.Samples.Blocked).Version.Body))
	if len(known) == 0 {
		t.Error("the blocked draft has no identity number")
	}
	read := 0
	err := filepath.WalkDir(s.cfg.Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		read++
		for _, n := range identityNumbers(b) {
			if !slices.Contains(known, n) {
				t.Errorf("%s holds an identity number in the open", filepath.Base(name))
				break
			}
		}
		return nil
	})
	if err != nil || read < 10 {
		t.Errorf("%d files read, %v", read, err)
	}
}
