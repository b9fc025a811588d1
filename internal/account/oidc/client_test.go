package oidc_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai/internal/account/oidc"
	"gongkai/internal/account/oidc/oidctest"
)

const home = "http://127.0.0.1:1/desk/sign-in/oidc/callback"

func client(p *oidctest.Provider, change func(*oidc.Config)) *oidc.Client {
	c := oidc.Config{Issuer: p.URL, ClientID: oidctest.ClientID, SecretFile: "x", Name: "统一身份认证", Claim: "preferred_username", SecondFactor: oidc.AskUnlessDone}
	change(&c)
	return oidc.New(c, oidctest.Secret, home, time.Now)
}

// goThere goes to the provider and returns what it sends back, without going there.
func goThere(t *testing.T, address string) oidc.Answer {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close() // nothing is read of it
	back, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(back.String(), home) {
		t.Fatalf("sent back to %q, %v", back, err)
	}
	return oidc.Answer{State: back.Query().Get("state"), Code: back.Query().Get("code")}
}

func TestFinishTakesOnlyItsOwnTrip(t *testing.T) {
	t.Parallel()
	hourAgo := time.Now().Add(-time.Hour).Unix()
	for name, c := range map[string]struct {
		claims map[string]any
		trip   func(*oidc.Trip)
		answer func(*oidc.Answer)
		forge  bool
		info   map[string]any
		config func(*oidc.Config)
		want   error
		factor bool
	}{
		"a password there":            {claims: map[string]any{"amr": []string{"pwd"}}, factor: true},
		"nothing said of how":         {factor: true},
		"two factors there":           {claims: map[string]any{"amr": []string{"pwd", "otp"}}},
		"two factors, always asked":   {claims: map[string]any{"amr": []string{"mfa"}}, config: func(c *oidc.Config) { c.SecondFactor = oidc.AskAlways }, factor: true},
		"never asked":                 {config: func(c *oidc.Config) { c.SecondFactor = oidc.AskNever }},
		"another claim":               {claims: map[string]any{"work_no": "jijiaoke"}, config: func(c *oidc.Config) { c.Claim = "work_no" }, factor: true},
		"amr of another shape":        {claims: map[string]any{"amr": "otp"}, factor: true},
		"wrong state":                 {answer: func(a *oidc.Answer) { a.State = "other" }, want: oidc.ErrState},
		"no state":                    {trip: func(t *oidc.Trip) { t.State = "" }, answer: func(a *oidc.Answer) { a.State = "" }, want: oidc.ErrState},
		"wrong nonce":                 {claims: map[string]any{"nonce": "other"}, want: oidc.ErrToken},
		"another trip's nonce":        {trip: func(t *oidc.Trip) { t.Nonce = "other" }, want: oidc.ErrToken},
		"another trip's verifier":     {trip: func(t *oidc.Trip) { t.Verifier = strings.Repeat("x", 43) }, want: oidc.ErrToken},
		"expired token":               {claims: map[string]any{"exp": hourAgo}, want: oidc.ErrToken},
		"token for another":           {claims: map[string]any{"aud": "other"}, want: oidc.ErrToken},
		"token of another issuer":     {claims: map[string]any{"iss": "https://other.example"}, want: oidc.ErrToken},
		"forged token":                {forge: true, want: oidc.ErrToken},
		"a code that is none":         {answer: func(a *oidc.Answer) { a.Code = "x" }, want: oidc.ErrToken},
		"the person said no":          {answer: func(a *oidc.Answer) { a.Error = "access_denied" }, want: oidc.ErrDenied},
		"no name in the token":        {claims: map[string]any{"preferred_username": ""}, want: oidc.ErrNoLogin},
		"a name of another shape":     {claims: map[string]any{"preferred_username": []int{1}}, want: oidc.ErrNoLogin},
		"a name at userinfo":          {claims: map[string]any{"preferred_username": nil}, info: map[string]any{"sub": "1", "preferred_username": "jijiaoke"}, factor: true},
		"userinfo about another":      {claims: map[string]any{"preferred_username": nil}, info: map[string]any{"sub": "2", "preferred_username": "jijiaoke"}, want: oidc.ErrNoLogin},
		"the claim that is not there": {config: func(c *oidc.Config) { c.Claim = "work_no" }, want: oidc.ErrNoLogin},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := oidctest.Start(t)
			claims := map[string]any{"preferred_username": "jijiaoke"}
			for k, v := range c.claims {
				claims[k] = v
			}
			p.Say(claims)
			p.Tell(c.info)
			if c.forge {
				p.Forge(t)
			}
			if c.config == nil {
				c.config = func(*oidc.Config) {}
			}
			cl := client(p, c.config)
			address, trip, err := cl.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			answer := goThere(t, address)
			if c.trip != nil {
				c.trip(&trip)
			}
			if c.answer != nil {
				c.answer(&answer)
			}
			got, err := cl.Finish(t.Context(), trip, answer)
			if !errors.Is(err, c.want) || (err != nil) != (c.want != nil) {
				t.Fatalf("Finish = %+v, %v, want %v", got, err, c.want)
			}
			if err == nil && (got.Login != "jijiaoke" || got.Factor != c.factor) {
				t.Errorf("who came back: %+v", got)
			}
			if err == nil {
				if _, err := cl.Finish(t.Context(), trip, answer); !errors.Is(err, oidc.ErrToken) {
					t.Errorf("the same code again: %v", err)
				}
			}
		})
	}
}

func TestProviderThatIsAwayIsSaidSo(t *testing.T) {
	t.Parallel()
	c := oidc.New(oidc.Config{Issuer: "http://127.0.0.1:1", ClientID: "x"}, "x", home, time.Now)
	if _, _, err := c.Begin(t.Context()); !errors.Is(err, oidc.ErrProvider) {
		t.Errorf("Begin = %v", err)
	}
}

func TestConfigSaysEveryMistake(t *testing.T) {
	t.Parallel()
	good := oidc.Config{Issuer: "https://id.example.gov.cn", ClientID: "gongkai", SecretFile: "f", Claim: "preferred_username", SecondFactor: oidc.AskUnlessDone}
	for name, c := range map[string]struct {
		change func(*oidc.Config)
		n      int
	}{
		"good":      {func(*oidc.Config) {}, 0},
		"off":       {func(c *oidc.Config) { *c = oidc.Config{} }, 0},
		"plain":     {func(c *oidc.Config) { c.Issuer = "http://id.example.gov.cn" }, 1},
		"lookalike": {func(c *oidc.Config) { c.Issuer = "http://localhost.example.com" }, 1},
		"all wrong": {func(c *oidc.Config) { *c = oidc.Config{Issuer: "x"} }, 4},
	} {
		x := good
		c.change(&x)
		if got := x.Check(); len(got) != c.n {
			t.Errorf("%s: %q", name, got)
		}
	}
}
