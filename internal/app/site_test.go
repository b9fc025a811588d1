package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if isScriptCommand() {
		os.Exit(Run(os.Args[1:], os.Stdout, os.Stderr))
	}
	if told := os.Getenv(nightEnv); told != "" {
		os.Exit(spendNight(told))
	}
	code := m.Run()
	storetest.Stop()
	if err := os.RemoveAll(built.dir); err != nil {
		fmt.Fprintf(os.Stderr, "remove demo: %v\n", err)
	}
	os.Exit(code)
}

// site is a demo that answers, for tests to visit.
type site struct {
	*demoHost
	url     string
	log     *logged           // all that was logged, at every level
	through http.RoundTripper // how visitors get here; nil: directly
	signed  map[string]*user  // in already, by role: a code opens once
}

// startDemo builds a demo in a folder of its own; postgres is "" for SQLite. Most tests do with visitDemo.
func startDemo(t *testing.T, postgres string) *site {
	t.Helper()
	return start(t, t.TempDir()+"/demo", postgres, func(d *demoHost) error { return d.open(context.Background(), true) })
}

// visitDemo is a demo that was built once for all tests, in a copy that is the test's alone. Its platform knows nothing of
// what was delivered before.
func visitDemo(t *testing.T) *site {
	t.Helper()
	return visitDemoWith(t, func(*Config) {})
}

// visitDemoWith is visitDemo under a configuration of the test's own.
func visitDemoWith(t *testing.T, configure func(*Config)) *site {
	t.Helper()
	return start(t, demoCopy(t), "", func(d *demoHost) error {
		configure(&d.cfg)
		return d.resume(context.Background())
	})
}

// demoCopy is a copy of the demo that was built once for all tests: the folder of its data, with its key beside it.
func demoCopy(t *testing.T) string {
	t.Helper()
	built.Do(func() { built.dir, built.err = buildOnce() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(built.dir)); err != nil {
		t.Fatal(err)
	}
	return dir + "/demo"
}

// built is the demo that visitDemo copies: the folder that holds its data and its key.
var built struct {
	sync.Once
	dir string
	err error
}

func buildOnce() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "gongkai-demo-"); err != nil {
		return "", err
	}
	ctx := context.Background()
	d, err := newDemo(ctx, demoCmd{Dir: dir + "/demo"}, slog.New(slog.DiscardHandler))
	if err != nil {
		return dir, err
	}
	return dir, errors.Join(d.open(ctx, true), d.close(ctx), d.platformServer.Close())
}

func start(t *testing.T, dir, postgres string, open func(*demoHost) error) *site {
	t.Helper()
	ctx := context.Background() // outlives the test's own, which ends before cleanup
	all := new(logged)
	d, err := newDemo(ctx, demoCmd{Dir: dir}, slog.New(slog.NewMultiHandler(
		slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn}), slog.NewTextHandler(all, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(d)
	d.cfg.Server.URL, d.cfg.Store.Postgres = srv.URL, postgres
	t.Cleanup(func() {
		srv.Close()
		if err := d.close(ctx); err != nil {
			t.Error(err)
		}
		if err := d.platformServer.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := open(d); err != nil {
		t.Fatal(err)
	}
	return &site{demoHost: d, url: srv.URL, log: all, signed: map[string]*user{}}
}

// logged keeps what is written.
type logged struct {
	sync.Mutex
	b bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.b.Write(b)
}

func (l *logged) String() string {
	l.Lock()
	defer l.Unlock()
	return l.b.String()
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Helper()
	w.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

func (s *site) get(t *testing.T, path string) (int, string) {
	t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// user is a browser without scripts, signed in by name, password and code.
type user struct {
	t      *testing.T
	s      *site
	client *http.Client
	// last page seen
	status int
	body   string
	at     string
	to     string // where it leads on to
}

func (s *site) visitor(t *testing.T) *user {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &user{t: t, s: s, client: &http.Client{Jar: jar, Timeout: time.Minute, Transport: s.through}}
}

// as signs in the demo account of a role.
func (s *site) as(t *testing.T, role string) *user {
	t.Helper()
	u := s.visitor(t)
	for _, a := range s.result.Accounts {
		if a.Role != role {
			continue
		}
		code, err := account.Code(a.TOTP, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		u.post("/desk/sign-in", url.Values{"login": {a.User}, "password": {a.Password}, "code": {code}})
		if u.status != http.StatusOK || u.at != "/desk/" {
			t.Fatalf("sign in as %s: %d at %s", role, u.status, u.at)
		}
		return u
	}
	t.Fatalf("no account for %s", role)
	return nil
}

// again is who was signed in before in that role, or signs in now.
func (s *site) again(t *testing.T, role string) *user {
	t.Helper()
	if s.signed[role] == nil {
		s.signed[role] = s.as(t, role)
	}
	return s.signed[role]
}

func (s *site) password(role string) string {
	for _, a := range s.result.Accounts {
		if a.Role == role {
			return a.Password
		}
	}
	return ""
}

func (u *user) get(path string) *user {
	u.t.Helper()
	resp, err := u.client.Get(u.s.url + path)
	return u.read(resp, err)
}

func (u *user) post(path string, form url.Values) *user {
	u.t.Helper()
	resp, err := u.client.PostForm(u.s.url+path, form)
	return u.read(resp, err)
}

func (u *user) read(resp *http.Response, err error) *user {
	u.t.Helper()
	if err != nil {
		u.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		u.t.Fatal(err)
	}
	u.status, u.body, u.at, u.to = resp.StatusCode, string(b), resp.Request.URL.Path, resp.Header.Get("Location")
	return u
}

// shows fails unless the page holds every text.
func (u *user) shows(texts ...string) *user {
	u.t.Helper()
	for _, s := range texts {
		if !strings.Contains(u.body, s) {
			u.t.Errorf("%s (%d) does not show %q", u.at, u.status, s)
		}
	}
	return u
}
