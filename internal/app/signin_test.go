package app

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai/internal/account"
)

// signInForm sends the form of the sign-in page as the browser of a network address does, with headers of its own.
func (s *site) signInForm(t *testing.T, form url.Values, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/desk/sign-in", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, v := range header {
		r.Header[name] = v
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// credentials are what an account of the demo signs in with now.
func (s *site) credentials(t *testing.T, i int) url.Values {
	t.Helper()
	a := s.result.Accounts[i]
	code, err := account.Code(a.TOTP, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"login": {a.User}, "password": {a.Password}, "code": {code}}
}

// TestSignInLeadsToOwnPagesOnly: wherever the address of the sign-in page says that one wanted to go.
func TestSignInLeadsToOwnPagesOnly(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	for i, c := range []struct{ next, to string }{
		{"/desk/items?view=draft", "/desk/items?view=draft"},
		{"", "/desk/"},
		{"//evil.example/desk/", "/desk/"},
		{"https://evil.example/desk/", "/desk/"},
		{`/desk/\evil.example`, "/desk/"},
		{`\\evil.example/desk/`, "/desk/"},
		{"/desk/sign-out", "/desk/"},
		{"/desk/../..//evil.example/", "/evil.example/"}, // a page of this site that is not there
		{"/desk/\r\nSet-Cookie: gongkai=x", "/desk/"},
		{"/desk/\t//evil.example/", "/desk/"},
		{"javascript:alert(1)//desk/", "/desk/"},
		{" /desk/items", "/desk/"},
	} {
		page := httptest.NewRecorder()
		s.ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/desk/sign-in?next="+url.QueryEscape(c.next), nil))
		offered := strings.Contains(page.Body.String(), `name="next" value="`+html.EscapeString(c.next)+`"`)
		form := s.credentials(t, i)
		form.Set("next", c.next)
		w := s.signInForm(t, form, nil)
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != c.to {
			t.Errorf("next %q: %d to %q, want %q", c.next, w.Code, to, c.to)
		}
		if c.to == "/desk/" && offered {
			t.Errorf("next %q: the page takes it on", c.next)
		}
	}
}

// TestSignInGivesANewSession: a value that was put into the browser before is worth nothing then, nor is the session that was left.
func TestSignInGivesANewSession(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	cookie := func(value string) http.Header { return http.Header{"Cookie": {"gongkai=" + value}} }
	inside := func(value string) bool {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/desk/", nil)
		r.Header = cookie(value)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code == http.StatusOK
	}
	before := strings.Repeat("A", 43)
	for i := range 2 { // chosen by somebody else; then the one of an earlier session
		w := s.signInForm(t, s.credentials(t, i), cookie(before))
		set := w.Result().Cookies()
		if w.Code != http.StatusSeeOther || len(set) != 1 || set[0].Value == before || !set[0].HttpOnly || set[0].SameSite == http.SameSiteNoneMode {
			t.Fatalf("sign-in %d: %d with %v", i+1, w.Code, set)
		}
		if inside(before) || !inside(set[0].Value) {
			t.Errorf("sign-in %d: the value before lets in: %v, the new one: %v", i+1, inside(before), inside(set[0].Value))
		}
		before = set[0].Value
	}
}

// TestForwardedAddressesOfStrangersCountAsOne: without a declared proxy, what a client says of where it comes from is nothing. All
// failures are of one address, and the limit sets in.
func TestForwardedAddressesOfStrangersCountAsOne(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	locked := 0
	for i := 1; i <= 200 && locked == 0; i++ {
		w := s.signInForm(t, url.Values{"login": {fmt.Sprintf("nobody%d", i)}, "password": {"x"}, "code": {"000000"}}, http.Header{
			"X-Forwarded-For": {fmt.Sprintf("1.2.3.%d", i)}, "Forwarded": {fmt.Sprintf("for=1.2.3.%d", i)}, "X-Real-Ip": {fmt.Sprintf("1.2.3.%d", i)},
		})
		if w.Code != http.StatusUnauthorized {
			t.Fatalf("attempt %d: %d", i, w.Code)
		}
		if strings.Contains(w.Body.String(), "此网络地址登录失败次数过多") {
			locked = i
		}
	}
	if locked == 0 {
		t.Fatal("two hundred failures, and nothing sets in")
	}
	if w := s.signInForm(t, s.credentials(t, 0), http.Header{"X-Forwarded-For": {"9.9.9.9"}}); w.Code != http.StatusUnauthorized {
		t.Errorf("a right password from the same address after %d attempts, with another one forwarded: %d", locked, w.Code)
	}
}
