package app

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/account/oidc/oidctest"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

// demoWithProvider is a demo whose staff sign in through a provider.
func demoWithProvider(t *testing.T, change func(*Config)) (*site, *oidctest.Provider) {
	t.Helper()
	p := oidctest.Start(t)
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(oidctest.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := visitDemoWith(t, func(c *Config) {
		c.OIDC.Issuer, c.OIDC.ClientID, c.OIDC.SecretFile = p.URL, oidctest.ClientID, file
		change(c)
	})
	return s, p
}

func TestStaffSignInThroughAProvider(t *testing.T) {
	t.Parallel()
	s, p := demoWithProvider(t, func(*Config) {})
	v := s.visitor(t)
	v.get("/desk/sign-in?next=/desk/items").shows("用统一身份认证登录", "/desk/sign-in/oidc?next=%2Fdesk%2Fitems")

	// Two factors there: none here, and on to where one wanted to go.
	p.Say(map[string]any{"preferred_username": "jijiaoke", "amr": []string{"pwd", "otp"}})
	if v.get("/desk/sign-in/oidc?next=/desk/items"); v.at != "/desk/items" {
		t.Fatalf("%d at %s: %s", v.status, v.at, v.body)
	}
	// Only a password there: the code is asked here.
	p.Say(map[string]any{"preferred_username": "jijiaoke", "amr": []string{"pwd"}})
	u := s.visitor(t)
	u.get("/desk/sign-in/oidc").shows("验证码", "jijiaoke", "统一身份认证已通过")
	if strings.Contains(u.body, `type="password"`) {
		t.Error("the password is asked")
	}
	ticket := regexp.MustCompile(`name="ticket" value="([^"]+)"`).FindStringSubmatch(u.body)[1]
	u.post("/desk/sign-in/oidc", url.Values{"ticket": {ticket}, "code": {"000000"}}).shows("验证码不对", "jijiaoke")
	var secret string
	for _, a := range s.result.Accounts {
		if a.User == "jijiaoke" {
			secret = a.TOTP
		}
	}
	code, err := account.Code(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if u.post("/desk/sign-in/oidc", url.Values{"ticket": {ticket}, "code": {code}}); u.at != "/desk/" {
		t.Errorf("with the code: %d at %s", u.status, u.at)
	}
	for _, wrong := range []string{"", "AAAA", ticket[:len(ticket)-4] + "AAAA"} {
		if u.post("/desk/sign-in/oidc", url.Values{"ticket": {wrong}, "code": {code}}); u.status != http.StatusUnauthorized {
			t.Errorf("ticket %.10q: %d", wrong, u.status)
		}
	}
}

func TestProviderOpensNoAccountByItself(t *testing.T) {
	t.Parallel()
	s, p := demoWithProvider(t, func(c *Config) { c.OIDC.SecondFactor = "never" })
	ctx := t.Context()
	var writer *agency.Person
	for _, a := range s.result.Accounts {
		if a.User == "jijiaoke" {
			var err error
			if writer, err = s.app.DB.Person(ctx, a.Person, workday.DateOf(s.clock.Now())); err != nil {
				t.Fatal(err)
			}
		}
	}
	refused := func(what, path, sentence string, u *user) {
		t.Helper()
		if u.get(path).hidesInside(); u.status != http.StatusUnauthorized {
			t.Errorf("%s: %d at %s", what, u.status, u.at)
		}
		u.shows("未能登录", sentence)
		if u.get("/desk/"); u.at != "/desk/sign-in" {
			t.Errorf("%s: signed in all the same", what)
		}
	}
	p.Say(map[string]any{"preferred_username": "nobody-here"})
	refused("a name that nobody has", "/desk/sign-in/oidc", "本系统没有对应的账号", s.visitor(t))
	p.Say(map[string]any{"preferred_username": "jijiaoke"})
	if err := s.app.Accounts.Disable(ctx, act.System, writer); err != nil {
		t.Fatal(err)
	}
	refused("a disabled account", "/desk/sign-in/oidc", "账号已停用", s.visitor(t))
	if err := s.app.Accounts.Enable(ctx, act.System, writer); err != nil {
		t.Fatal(err)
	}
	p.Say(map[string]any{"preferred_username": "jijiaoke", "exp": time.Now().Add(-time.Hour).Unix()})
	refused("an expired token", "/desk/sign-in/oidc", "未通过核验", s.visitor(t))
	p.Say(map[string]any{"preferred_username": "jijiaoke", "nonce": "other"})
	refused("a wrong nonce", "/desk/sign-in/oidc", "未通过核验", s.visitor(t))
	p.Say(map[string]any{"preferred_username": "jijiaoke"})
	refused("an answer that nobody asked for", "/desk/sign-in/oidc/callback?state=x&code=y", "登录已超时或不是从本页开始的", s.visitor(t))

	// Somebody else's answer, pushed into a browser that has begun a trip of its own.
	u := s.visitor(t)
	u.once(http.MethodGet, "/desk/sign-in/oidc", nil)
	refused("another's answer", "/desk/sign-in/oidc/callback?state=x&code=y", "登录已超时或不是从本页开始的", u)
	refused("the trip once more", "/desk/sign-in/oidc/callback?state=x&code=y", "登录已超时或不是从本页开始的", u)
	if u.get("/desk/sign-in/oidc"); u.at != "/desk/" {
		t.Errorf("a whole trip: %d at %s", u.status, u.at)
	}
}

// Without a provider there is no button and no way.
func TestNoProviderNoButton(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	if v.get("/desk/sign-in"); strings.Contains(v.body, "oidc") {
		t.Error("a button to nowhere")
	}
	if v.get("/desk/sign-in/oidc"); v.status != http.StatusNotFound {
		t.Errorf("%d", v.status)
	}
}
