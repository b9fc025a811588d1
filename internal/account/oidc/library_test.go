package oidc_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"gongkai/internal/account/oidc"
	"gongkai/internal/account/oidc/oidctest"
)

// TestClientAgreesWithAProviderLibrary goes the whole way with a provider that others wrote: discovery, authorization, its own
// sign-in page, PKCE, the token signed with RSA, and the name asked at userinfo, since its tokens leave it out.
func TestClientAgreesWithAProviderLibrary(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(nil)
	issuer := "http://" + srv.Listener.Addr().String() + "/"
	store := storage.NewStorageWithClients(storage.NewUserStore(issuer), map[string]*storage.Client{oidctest.ClientID: storage.WebClient(oidctest.ClientID, oidctest.Secret, home)})
	srv.Config.Handler = exampleop.SetupServer(issuer, store, nil, false, op.WithAllowInsecure())
	srv.Start()
	t.Cleanup(srv.Close)

	c := client(&oidctest.Provider{URL: issuer}, func(*oidc.Config) {})
	address, trip, err := c.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), home) {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = page.Body.Close() // its address says all
	form := url.Values{"id": {page.Request.URL.Query().Get("authRequestID")}, "username": {"test-user@127.0.0.1"}, "password": {"verysecure"}}
	resp, err := browser.PostForm(page.Request.URL.String(), form)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close() // likewise
	if back == nil {
		t.Fatalf("not sent back: %s at %s", resp.Status, resp.Request.URL)
	}
	got, err := c.Finish(t.Context(), trip, oidc.Answer{State: back.Query().Get("state"), Code: back.Query().Get("code")})
	if err != nil || got.Login != "test-user@127.0.0.1" {
		t.Errorf("who came back: %+v, %v", got, err)
	}
}
