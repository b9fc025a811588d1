package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestHTTPSIsKeptTo: where a site is reached by https, every answer says so and cookies travel by it alone; where it is not, none does.
func TestHTTPSIsKeptTo(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		v := realSite(t, func(c *Config) { c.Server.BehindProxy = secure })
		for _, path := range []string{"/", "/", "/nowhere", "/desk/sign-in", "/a11y.css", "/healthz", "/api/v1/items", "/search?q=x"} {
			resp, err := http.Get(v.s.url + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close() // nothing was read
			want := ""
			if secure {
				want = "max-age=63072000"
			}
			if got := resp.Header.Get("Strict-Transport-Security"); got != want {
				t.Errorf("%s, https %v: %q", path, secure, got)
			}
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.s.url+"/settings", strings.NewReader(url.Values{"preset": {"elder"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close() // nothing was read
		if c := resp.Header.Get("Set-Cookie"); strings.HasPrefix(c, "__Host-") != secure || strings.Contains(c, "; Secure") != secure {
			t.Errorf("https %v: %q", secure, c)
		}
	}
}

// TestPlainHTTPLeadsToTheSite: to its own address, whatever host was asked for.
func TestPlainHTTPLeadsToTheSite(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"http://evil.example/search?q=a%20b": "https://jyj.example.gov.cn/search?q=a%20b",
		"http://evil.example//evil.example/": "https://jyj.example.gov.cn//evil.example/",
	} {
		w := httptest.NewRecorder()
		leading("https://jyj.example.gov.cn").ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
		if w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q", target, w.Code, w.Header().Get("Location"))
		}
	}
}
