package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/agency"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
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
	for _, role := range []string{"科室信息员", "学校", "检查员", "签发领导", "系统管理员", "安全管理员", "审计管理员"} {
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
	year := "2026"
	if strings.HasSuffix(pattern, "/correction") {
		year = "2020" // a report that is out
	}
	var out []string
	for _, id := range ids {
		out = append(out, strings.NewReplacer("{$}", "", "{id}", fmt.Sprint(id), "{kind}", "natural", "{year}", year, "{cell}", "table2.licensing.0", "{field}", "released", "{log}", "release").Replace(pattern))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestForgedCookiesAreNobody: what a browser claims to be is nobody.
func TestForgedCookiesAreNobody(t *testing.T) {
	t.Parallel()
	badCookies(t, visitDemo(t))
}

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
