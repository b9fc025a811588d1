package app

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// byProxy stands for the proxy that speaks https to visitors and http to us.
type byProxy struct{}

func (byProxy) RoundTrip(r *http.Request) (*http.Response, error) {
	plain := r.Clone(r.Context())
	plain.URL.Scheme = "http"
	resp, err := http.DefaultTransport.RoundTrip(plain)
	if err == nil {
		resp.Request = r
	}
	return resp, err
}

// visitDemoByHTTPS is visitDemo behind a proxy: cookies are Secure, and browsers are told to stay with https.
func visitDemoByHTTPS(t *testing.T) *site {
	t.Helper()
	s := visitDemoWith(t, func(c *Config) {
		c.Server.BehindProxy = true
		c.Server.URL = strings.Replace(c.Server.URL, "http:", "https:", 1)
	})
	s.url, s.through = strings.Replace(s.url, "http:", "https:", 1), byProxy{}
	return s
}

// directives are those of a policy; one that is given twice makes it none.
func directives(policy string) map[string][]string {
	out := map[string][]string{}
	for part := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(strings.ToLower(part))
		if len(words) == 0 {
			continue
		}
		if out[words[0]] != nil {
			return nil
		}
		out[words[0]] = append([]string{}, words[1:]...)
	}
	return out
}

func hasAny(list []string, of ...string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return slices.Contains(of, s) })
}

// policyPoints are what the Mozilla Observatory gives for a Content-Security-Policy.
func policyPoints(policy string) int {
	csp := directives(policy)
	sources := func(name string) []string {
		if list, ok := csp[name]; ok {
			return list
		}
		if list, ok := csp["default-src"]; ok {
			return list
		}
		return []string{"*"}
	}
	broad := []string{"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
	unsafely := append([]string{"'unsafe-inline'", "data:"}, broad...)
	plain := func(s string) bool { return strings.HasPrefix(s, "http:") || strings.HasPrefix(s, "ftp:") }
	for name, list := range csp {
		if slices.ContainsFunc(list, plain) {
			return -20 + 10*strings.Count(" img-src media-src ", " "+name+" ")
		}
	}
	switch {
	case len(csp) == 0:
		return -25
	case hasAny(sources("script-src"), unsafely...), hasAny(sources("object-src"), broad...):
		return -20
	case hasAny(append(slices.Clone(sources("script-src")), sources("style-src")...), "'unsafe-eval'"):
		return -10
	case hasAny(sources("style-src"), unsafely...):
		return 0
	case slices.Equal(csp["default-src"], []string{"'none'"}):
		return 10
	}
	return 5
}

func cookiePoints(cookies []*http.Cookie) int {
	if len(cookies) == 0 {
		return 0
	}
	for _, c := range cookies {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode {
			return -40
		}
	}
	return 5
}

var (
	maxAge    = regexp.MustCompile(`max-age=(\d+)`)
	scriptTag = regexp.MustCompile(`<script[^>]*>`)
	ownScript = regexp.MustCompile(`src="/[^/]`)
)

// observed is the score of an answer as version 1.4 of the Mozilla Observatory counts it, by its rules: 100, less what is missing, and with what is
// more than asked where little is missing. What plain http leads to is tested beside this.
func observed(resp *http.Response, body string) (score int, points map[string]int) {
	h := resp.Header
	points = map[string]int{"content-security-policy": policyPoints(h.Get("Content-Security-Policy")), "cookies": cookiePoints(resp.Cookies())}
	if h.Get("Access-Control-Allow-Credentials") != "" && h.Get("Access-Control-Allow-Origin") != "" {
		points["cross-origin-resource-sharing"] = -50
	}
	switch h.Get("Referrer-Policy") {
	case "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin":
		points["referrer-policy"] = 5
	case "":
	default:
		points["referrer-policy"] = -5
	}
	points["strict-transport-security"] = -20
	if m := maxAge.FindStringSubmatch(h.Get("Strict-Transport-Security")); m != nil {
		points["strict-transport-security"] = -10
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 15768000 {
			points["strict-transport-security"] = 0
		}
	}
	for _, tag := range scriptTag.FindAllString(body, -1) {
		if strings.Contains(tag, "src=") && !ownScript.MatchString(tag) && !strings.Contains(tag, "integrity=") {
			points["subresource-integrity"] = -50
		} else if strings.Contains(tag, "integrity=") && points["subresource-integrity"] == 0 {
			points["subresource-integrity"] = 5
		}
	}
	if !strings.EqualFold(h.Get("X-Content-Type-Options"), "nosniff") {
		points["x-content-type-options"] = -5
	}
	points["x-frame-options"] = -20
	if hasAny([]string{h.Get("X-Frame-Options")}, "DENY", "SAMEORIGIN") {
		points["x-frame-options"] = 0
	}
	if directives(h.Get("Content-Security-Policy"))["frame-ancestors"] != nil {
		points["x-frame-options"] = 5
	}
	switch h.Get("Cross-Origin-Resource-Policy") {
	case "same-site", "same-origin":
		points["cross-origin-resource-policy"] = 10
	case "", "cross-origin":
	default:
		points["cross-origin-resource-policy"] = -5
	}
	lost, all := 100, 100
	for _, n := range points {
		lost, all = lost+min(n, 0), all+n
	}
	if lost >= 90 {
		return all, points
	}
	return lost, points
}

// TestObserverCountsAsTheScanner: the rules that ours are held to are the scanner's.
func TestObserverCountsAsTheScanner(t *testing.T) {
	t.Parallel()
	for policy, want := range map[string]int{
		"": -25, "default-src 'none'; script-src 'self'; frame-ancestors 'none'": 10, "default-src 'self'": 5, "script-src 'self'": -20, "default-src 'self'; script-src 'self' 'unsafe-inline'": -20, "default-src 'none'; script-src data:": -20,
		"default-src 'none'; style-src 'unsafe-inline'": 0, "default-src 'none'; script-src 'unsafe-eval'": -10, "default-src 'none'; img-src http://a.cn": -10, "default-src 'none'; form-action http://a.cn": -20, "default-src 'none'; default-src 'self'": -25, "default-src *": -20,
	} {
		if got := policyPoints(policy); got != want {
			t.Errorf("%q: %d, want %d", policy, got, want)
		}
	}
	for header, want := range map[string]int{
		"": 30, "Strict-Transport-Security: max-age=100": 40, "Strict-Transport-Security: max-age=63072000": 50, "X-Frame-Options: DENY": 50, "X-Content-Type-Options: nosniff": 35, "Set-Cookie: a=b": -10,
	} {
		name, value, _ := strings.Cut(header, ": ")
		if got, points := observed(&http.Response{Header: http.Header{name: {value}}}, ""); got != want {
			t.Errorf("%q: %d, want %d: %v", header, got, want, points)
		}
	}
}

// TestEveryAnswerScoresAPlus: by the rules of the Mozilla Observatory, of every kind of page of both sides and whatever else is answered, over
// https. The scanner itself looks at the first page when we make prove.
func TestEveryAnswerScoresAPlus(t *testing.T) {
	t.Parallel()
	s := visitDemoByHTTPS(t)
	looked := 0
	for path, u := range s.everyAddress(t) {
		resp := u.answered(http.MethodGet, path, http.Header{"Origin": {"https://http-observatory.security.mozilla.org"}})
		least := 130
		if strings.Contains(u.body, "<script src=") { // the five points for integrity need a script
			least = 135
		}
		if score, points := observed(resp, u.body); score < least {
			t.Errorf("%s (%d): %d, %v", path, u.status, score, points)
		}
		looked++
	}
	if looked < 100 {
		t.Errorf("only %d answers were looked at", looked)
	}
	for path, u := range map[string]*user{"/": s.visitor(t), "/desk/sign-in": s.visitor(t)} { // where the scanner looks
		resp := u.answered(http.MethodGet, path, http.Header{})
		if score, points := observed(resp, u.body); score != 135 {
			t.Errorf("%s: %d, want 135: %v", path, score, points)
		}
	}
}
