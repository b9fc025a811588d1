package app

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/account"
	"gongkai/internal/law"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

func TestMain(m *testing.M) {
	if isScriptCommand() {
		os.Exit(Run(os.Args[1:], os.Stdout, os.Stderr))
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
	url string
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
	built.Do(func() { built.dir, built.err = buildOnce() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(built.dir)); err != nil {
		t.Fatal(err)
	}
	return start(t, dir+"/demo", "", func(d *demoHost) error {
		configure(&d.cfg)
		return d.resume(context.Background())
	})
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
	d, err := newDemo(ctx, demoCmd{Dir: dir}, slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn})))
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
	return &site{d, srv.URL}
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

// TestDemoReportEqualsTheSource is the purpose of it all: the figures of a real bureau's year, counted from records.
func TestDemoReportEqualsTheSource(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := ""
			if engine == "postgres" {
				url = storetest.PostgresURL(t)
			}
			s := startDemo(t, url)
			reportEqualsSource(t, s)
			everyLicenceIsDelivered(t, s)
			everyLicenceSaysSo(t, s)
			figureOpens(t, s)
			for _, log := range ledger.Logs {
				if _, err := s.app.DB.VerifyLedger(t.Context(), log); err != nil {
					t.Errorf("verify %s: %v", log, err)
				}
			}
		})
	}
}

func reportEqualsSource(t *testing.T, s *site) {
	t.Helper()
	type tables struct {
		Table2 map[string]any
		Table3 map[string]any
		Table4 map[string]any
	}
	var want, got tables
	b, err := os.ReadFile("testdata/report-2020.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	status, body := s.get(t, "/reports/2020/report.json")
	if status != http.StatusOK {
		t.Fatalf("report.json: %d", status)
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report of 2020 (-source +ours):\n%s", diff)
	}
}

// TestOurFiguresAreTheSources holds our own expected values against the published report, where that is at hand.
func TestOurFiguresAreTheSources(t *testing.T) {
	t.Parallel()
	if !storetest.Required("corpus") {
		t.Skip("the corpus is not asked for")
	}
	type tables struct{ Table2, Table3, Table4 map[string]any }
	read := func(name string) (v tables) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	source, ours := read("../../../shared/corpus/annual-reports/puyang-jyj-2020.json"), read("testdata/report-2020.json")
	source.Table4["review"] = []any{0.0, 0.0, 0.0, 0.0, 0.0} // blank in the source, which is its fault
	if diff := cmp.Diff(source, ours); diff != "" {
		t.Errorf("expected values (-source +ours):\n%s", diff)
	}
}

func everyLicenceIsDelivered(t *testing.T, s *site) {
	t.Helper()
	tally, err := s.app.DB.Tally(t.Context(), law.LicencePublicity, 0, workday.NewDate(2020, 1, 1), workday.NewDate(2020, 12, 31), workday.NewDate(2021, 1, 31))
	if err != nil {
		t.Fatal(err)
	}
	if tally.All != 900 || tally.OnTime != 900 || tally.Open != 0 {
		t.Errorf("licences of 2020: %+v, want 900 on time", tally)
	}
	accepted, _ := s.platform.Count()
	counts, err := s.app.DB.CountDeliveries(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	delivered := 0
	for _, c := range counts {
		if c.State == "delivered" {
			delivered += c.N
		}
	}
	if accepted != delivered || delivered < 900 {
		t.Errorf("platform accepted %d, we hold %d receipts", accepted, delivered)
	}
	_, page := s.get(t, "/credit?from=2020-01-01&to=2020-12-31")
	if !strings.Contains(page, "符合条件 900 件") {
		t.Error("the public table of 2020 does not show 900 decisions")
	}
	if m := regexp.MustCompile(`\d{17}[\dX]`).FindAllString(strings.ReplaceAll(page, "00000000000000000X", ""), -1); len(m) > 0 && !strings.Contains(page, m[0]+"<") {
		t.Errorf("something like an identity number is public: %d", len(m))
	}
}

// everyLicenceSaysSo reads the same as the public and the inspector do: 900 rows, each reported in time by its own page, as
// many receipts at the desk as the platform gave.
func everyLicenceSaysSo(t *testing.T, s *site) {
	t.Helper()
	const year = "from=2020-01-01&to=2020-12-31"
	_, file := s.get(t, "/credit.csv?"+year)
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil || len(rows) != 1+900 {
		t.Errorf("credit.csv of 2020: %d lines, %v", len(rows), err)
	}
	link := regexp.MustCompile(`href="(/licences/\d+)"`)
	seen := map[string]bool{}
	for page, more := 1, true; more; page++ {
		_, body := s.get(t, fmt.Sprintf("/credit?%s&page=%d", year, page))
		more = false
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				continue
			}
			seen[m[1]], more = true, true
			if _, licence := s.get(t, m[1]); !strings.Contains(licence, "已报送") || strings.Contains(licence, "迟于期限") {
				t.Errorf("%s is not reported in time", m[1])
			}
		}
	}
	if len(seen) != 900 {
		t.Errorf("%d licences of 2020 open", len(seen))
	}
	if _, body := s.get(t, "/reports/2020/records/field.on-time"); !strings.Contains(body, "900 件") && !strings.Contains(body, "900 条") {
		t.Error("the records behind “on time” are not 900")
	}
	accepted, _ := s.platform.Count()
	s.as(t, "检查员").get("/desk/deliveries").shows(fmt.Sprintf(">%d<", accepted))
}

func figureOpens(t *testing.T, s *site) {
	t.Helper()
	_, page := s.get(t, "/reports/2020")
	if !strings.Contains(page, `href="/reports/2020/records/table2.licensing.2"`) {
		t.Error("the figure 900 has no link")
	}
	status, records := s.get(t, "/reports/2020/records/table2.licensing.2")
	if status != http.StatusOK || !strings.Contains(records, "900") || !strings.Contains(records, `href="/licences/`) {
		t.Errorf("records behind 900: status %d", status)
	}
	status, empty := s.get(t, "/reports/2020/records/table3.granted.natural")
	if status != http.StatusOK || !strings.Contains(empty, "没有记录") {
		t.Errorf("records behind 0: status %d", status)
	}
	if status, _ := s.get(t, "/reports/2020/records/table2.nothing.9"); status != http.StatusNotFound {
		t.Errorf("records of no cell: status %d", status)
	}
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
}

func (s *site) visitor(t *testing.T) *user {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &user{t: t, s: s, client: &http.Client{Jar: jar, Timeout: time.Minute}}
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
	u.status, u.body, u.at = resp.StatusCode, string(b), resp.Request.URL.Path
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

func TestDemoIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	before := s.result.Samples
	if err := s.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if s.result.Samples != before {
		t.Error("the demo was built anew")
	}
	if now := s.clock.Now(); now.Before(time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC)) {
		t.Errorf("the clock went back to %s", now)
	}
	if status, _ := s.get(t, fmt.Sprintf("/items/%d", before.Article)); status != http.StatusOK {
		t.Errorf("article: %d", status)
	}
	s.as(t, "检查员").get("/desk/ledger").shows("公开登记簿")
}

func TestResetBringsTheBeginningBack(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	count := func() int {
		_, n, err := s.app.DB.Items(t.Context(), publication.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	u := s.as(t, "科室信息员").get("/desk/items/new")
	column := regexp.MustCompile(`<option value="(\d+)"`).FindStringSubmatch(u.body)
	u.post("/desk/items", url.Values{"key": {"reset"}, "title": {"将被清除的稿件"}, "column": {column[1]}})
	if count() != before+1 {
		t.Fatal("no draft was made")
	}
	u.post("/desk/demo/reset", url.Values{}).shows("恢复初始数据？")
	if u.post("/desk/demo/reset", url.Values{"sure": {"1"}}); u.status != http.StatusOK || u.at != "/desk/sign-in" {
		t.Errorf("reset: %d at %s", u.status, u.at)
	}
	if after := count(); after != before {
		t.Errorf("%d items before, %d after the reset", before, after)
	}
	if u.get("/desk/"); u.at != "/desk/sign-in" {
		t.Error("a session outlived the reset")
	}
}
