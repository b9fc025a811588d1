package app

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/account"
)

// otherSitesChangeNothing: a form on another site, with the cookie of somebody who may.
func otherSitesChangeNothing(t *testing.T, s *site) {
	head := s.as(t, "学校负责人")
	id := s.result.Samples.SchoolHead
	before := mustItem(t, s, id)
	at := fmt.Sprintf("/desk/items/%d/decision", id)
	form := url.Values{"decision": {"pass"}, "basis": {"不涉密"}, "opinion": {"附件已打开核对"}, "digest": {before.Version.Digest()}, "password": {s.password("学校负责人")}}
	ask := func(method, path, kind string, header http.Header) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = header.Clone()
		r.Header.Set("Content-Type", kind)
		resp, err := head.client.Do(r)
		head.read(resp, err).hidesInside()
		return resp
	}
	const urlencoded = "application/x-www-form-urlencoded"
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}},
		{"Sec-Fetch-Site": {"same-site"}},
		{"Origin": {"https://example.org"}},
		{"Origin": {"null"}},
		{"Origin": {strings.Replace(s.url, "127.0.0.1", "127.0.0.2", 1)}},
		{"Origin": {s.url + ".example.org"}},
		{"Sec-Fetch-Site": {"cross-site"}, "Origin": {s.url}},
		{"Origin": {"https://example.org"}, "X-Forwarded-Host": {"example.org"}},
		{"Origin": {"file://"}},
	} {
		for _, path := range []string{at, "/desk/sign-out", "/desk/account/sessions", "/desk/items", "/desk/demo/session", "/desk/sign-in", "/corrections"} {
			if path == "/corrections" && head.get("/corrections/new").status != http.StatusOK {
				continue
			}
			for _, kind := range []string{urlencoded, "text/plain", "multipart/form-data; boundary=x"} {
				if ask(http.MethodPost, path, kind, header); head.status != http.StatusForbidden {
					t.Errorf("%s with %v as %s: %d", path, header, kind, head.status)
				}
			}
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		if ask(method, at+"?"+form.Encode(), urlencoded, http.Header{"Sec-Fetch-Site": {"cross-site"}}); head.status < 400 {
			t.Errorf("%s: %d", method, head.status)
		}
	}
	resp := ask(http.MethodPost, at, urlencoded, http.Header{"Origin": {"https://example.org"}, "X-Http-Method-Override": {"GET"}})
	if resp.StatusCode != http.StatusForbidden || resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("answered %d with %v", resp.StatusCode, resp.Header)
	}
	if it := mustItem(t, s, id); it.State != before.State || it.Stage != before.Stage || !it.Changed.Equal(before.Changed) {
		t.Errorf("the item became %s", it.State)
	}
	if head.get("/desk/"); head.at != "/desk/" {
		t.Error("signed out by another site")
	}
	school{s, nil, head}.pass(t, id) // the same form from here is taken
}

// chosenSessionsAreWorthless: a cookie that somebody else chose, or had before, is nobody's after the sign-in.
func chosenSessionsAreWorthless(t *testing.T, s *site) {
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	other := s.as(t, "检查员")
	theirs := other.client.Jar.Cookies(at)[0].Value
	for _, chosen := range []string{"chosen", strings.Repeat("A", 43), theirs, "", "%00"} {
		u := s.visitor(t)
		u.client.Jar.SetCookies(at, []*http.Cookie{{Name: "gongkai", Value: chosen, Path: "/"}})
		var cookie string
		for _, a := range s.result.Accounts {
			if a.Role != "安全管理员" {
				continue
			}
			code, err := account.Code(a.TOTP, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			client := *u.client
			client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			resp, err := client.PostForm(s.url+"/desk/sign-in", url.Values{"login": {a.User}, "password": {a.Password}, "code": {code}})
			u.read(resp, err)
			for _, c := range resp.Cookies() {
				if c.Name == "gongkai" {
					cookie = c.Value
					if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
						t.Errorf("the cookie is %v", c)
					}
				}
			}
		}
		if u.status == http.StatusUnauthorized {
			continue // the code of this half minute has been used: what was chosen opens nothing anyway, see below
		}
		if cookie == "" || cookie == chosen || len(cookie) < 40 {
			t.Errorf("chosen %q, given %q", chosen, cookie)
		}
		for value, want := range map[string]string{chosen: "/desk/sign-in", cookie: "/desk/account"} {
			if v := s.holding(t, value); v.get("/desk/account").at != want {
				t.Errorf("with %q at %s, want %s", value, v.at, want)
			}
		}
		last := s.holding(t, cookie)
		last.post("/desk/sign-out", nil)
		if v := s.holding(t, cookie); v.get("/desk/account").at != "/desk/sign-in" {
			t.Error("what was signed out still opens")
		}
	}
	if v := s.holding(t, "chosen"); v.get("/desk/account").at != "/desk/sign-in" {
		t.Error("a chosen value opens the desk")
	}
}

// holding is a browser with one cookie.
func (s *site) holding(t *testing.T, value string) *user {
	t.Helper()
	u := s.visitor(t)
	u.client.CheckRedirect = nil
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	u.client.Jar = jar
	jar.SetCookies(at, []*http.Cookie{{Name: "gongkai", Value: value, Path: "/"}})
	return u
}

// everyAddress is a page of every kind, of both sides, and what is no page: files, sheets, tables, refusals.
func (s *site) everyAddress(t *testing.T) map[string]*user {
	t.Helper()
	r := s.result.Samples
	nobody, out := s.visitor(t), map[string]*user{}
	for _, path := range append(pageTypes(s), "/sitemap.xml", "/robots.txt", "/credit.csv", "/credit.xlsx", "/credit.json", "/columns/all/feed.xml", "/log/checkpoint", "/log/key", "/a11y.css", "/api/v1/items", "/api/v1/nothing", "/api/openapi.json", "/mcp",
		"/desk/sign-in", "/desk/sign-in?with=recovery", "/desk", "/desk/nothing", "/desk/setup", "/desk/tour", "/desk/samples/"+s.samples[0].Name, "/healthz", "/readyz", "/static/nothing.css", "/licences/99999999", "/credit?from=x", "/%ff", "/items/1/files/x", fmt.Sprintf("/items/%d/proof.json", r.Article)) {
		out[path] = nobody
	}
	nobody.get("/")
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(nobody.body, -1) {
		out[m[1]] = nobody
	}
	walk := s.walkDesk()
	var inspector *user
	for _, role := range []string{"局办公室", "学校", "系统管理员", "安全管理员", "审计管理员", "检查员"} {
		u := s.as(t, role)
		inspector = u
		for _, path := range walk.pages(u) {
			out[path] = u
		}
	}
	for _, path := range []string{"/desk/ledger/release/checkpoint", "/desk/templates/natural", "/desk/standard/template", "/desk/powers/template", "/desk/items/987654321", fmt.Sprintf("/desk/batches/%d", r.Batch)} {
		out[path] = inspector
	}
	return out
}

// answered asks without following, and returns the headers.
func (u *user) answered(method, path string, header http.Header) *http.Response {
	u.t.Helper()
	r, err := http.NewRequestWithContext(u.t.Context(), method, u.s.url+path, nil)
	if err != nil {
		u.t.Fatal(err)
	}
	if header != nil {
		r.Header = header
	}
	client := *u.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(r)
	u.read(resp, err)
	return resp
}

// nothingIsFramed: no answer of any kind may be shown within a page of another site.
func nothingIsFramed(t *testing.T, s *site) {
	looked := 0
	for path, u := range s.everyAddress(t) {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			h := u.answered(method, path, nil).Header
			if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Frame-Options") != "DENY" {
				t.Errorf("%s %s (%d): %q, %q", method, path, u.status, h.Get("Content-Security-Policy"), h.Get("X-Frame-Options"))
			}
			looked++
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodOptions, http.MethodTrace} {
		if h := s.visitor(t).answered(method, "/units", nil).Header; h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s /units: %v", method, h)
		}
	}
	if looked < 200 {
		t.Errorf("only %d answers were looked at", looked)
	}
}

// redirectsStayHere: wherever an address may say where to go afterwards.
func redirectsStayHere(t *testing.T, s *site) {
	home, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	stays := func(what string, resp *http.Response) {
		t.Helper()
		to := resp.Header.Get("Location")
		if to == "" {
			return
		}
		at, err := home.Parse(strings.ReplaceAll(to, `\`, "/")) // as browsers read it
		if err != nil || at.Host != home.Host || at.Scheme != home.Scheme || strings.ContainsAny(to, "\r\n\t") {
			t.Errorf("%s leads to %q", what, to)
		}
	}
	u := s.as(t, "检查员")
	for _, to := range []string{
		"https://example.org", "//example.org", `/\example.org`, `\\example.org`, "/desk/..//example.org", "/desk/%2e%2e//example.org", `/desk/..\..\\example.org`, "https:/desk/", "https://example.org/desk/", "javascript:alert(1)", "/desk/\r\nSet-Cookie: x=1", "/desk/\t//example.org",
		"///example.org", "/%2f/example.org", "https:example.org", "@example.org", ".example.org", "/desk@example.org/", "http://[::1]/", "/desk/sign-out", "data:text/html,x", " https://example.org", "\u3000//example.org", "/／example.org",
	} {
		q := url.QueryEscape(to)
		for _, path := range []string{"/desk/sign-in?next=" + q, "/desk/?next=" + q, "/desk/sign-in/oidc?next=" + q, "/settings?back=" + q, "/go?u=" + q, "/search?q=" + q, "/?next=" + q, "/corrections/new?item=" + q} {
			stays("GET "+path, u.answered(http.MethodGet, path, nil))
			if strings.HasPrefix(path, "/settings") || strings.HasPrefix(path, "/desk/sign-in?") {
				if strings.Contains(u.body, `href="`+to+`"`) && !strings.HasPrefix(to, "/desk/") {
					t.Errorf("%s offers %q", path, to)
				}
			}
		}
		for _, form := range []url.Values{{"preset": {"elder"}, "back": {to}}, {"preset": {"usual"}}} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/settings", strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Referer", strings.Map(func(r rune) rune {
				if r < ' ' {
					return -1
				}
				return r
			}, to))
			resp, err := http.DefaultTransport.RoundTrip(r)
			s.visitor(t).read(resp, err)
			stays("settings back to "+to, resp)
		}
		resp, err := noRedirect(u.client).PostForm(s.url+"/desk/demo/session", url.Values{"role": {"检查员"}, "next": {to}})
		u.read(resp, err)
		stays("signing in with "+to, resp)
	}
	for _, path := range []string{"//example.org/%2e%2e", "/%5cexample.org", "/desk//example.org/..", "//example.org"} {
		stays(path, s.visitor(t).answered(http.MethodGet, path, nil))
	}
	for _, host := range []string{"example.org", "example.org:80", home.Host + "@example.org"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/desk", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		resp, err := http.DefaultTransport.RoundTrip(r)
		v := s.visitor(t).read(resp, err)
		stays("host "+host, resp)
		if strings.Contains(v.body, "//example.org") {
			t.Errorf("host %s is repeated on the page", host)
		}
	}
}

func noRedirect(c *http.Client) *http.Client {
	out := *c
	out.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &out
}

// forwardedAddressesAreNotBelieved: 200 guesses that each claim to come from elsewhere come from one address, and are stopped at the default.
func forwardedAddressesAreNotBelieved(t *testing.T, s *site) {
	u := s.visitor(t)
	let := 0
	for n := 1; n <= 200; n++ {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/desk/sign-in", strings.NewReader(url.Values{"login": {fmt.Sprint("name", n)}, "password": {"x"}, "code": {"000000"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		from := fmt.Sprint("1.2.3.", n)
		r.Header = http.Header{
			"Content-Type": {"application/x-www-form-urlencoded"}, "X-Forwarded-For": {from, "127.0.0.1, " + from}, "Forwarded": {"for=" + from}, "X-Real-Ip": {from}, "True-Client-Ip": {from},
			"Cf-Connecting-Ip": {from}, "Client-Ip": {from}, "X-Client-Ip": {from}, "X-Forwarded-Host": {"example.org"}, "X-Forwarded-Proto": {"https"},
		}
		resp, err := u.client.Do(r)
		if u.read(resp, err); strings.Contains(u.body, "账号、口令或验证码不对") {
			let++
		}
	}
	u.shows("此网络地址登录失败次数过多")
	if let != 30 {
		t.Errorf("%d guesses were looked at, the limit is 30", let)
	}
}
