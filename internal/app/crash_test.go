package app

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/backup"
	"gongkai/internal/channel/creditplatform"
	"gongkai/internal/store/storetest"
)

// kills is how often a server is killed on each engine: GONGKAI_KILLS says how often on both together, and CI says 50. The night's deleting
// is killed half as often.
func kills(t *testing.T) int {
	t.Helper()
	if s := os.Getenv("GONGKAI_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return (n + 1) / 2
	}
	return 4
}

// TestNothingAcknowledgedIsLost kills a real server at random moments while a school and the bureau write, review, release, withdraw and
// import, and deliveries go out to a platform that fails at times. After each restart whatever was acknowledged is there, nothing is half
// done, and verify finds nothing; at the end every record has taken effect at the platform exactly once.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	s := visitDemo(t)
	saved := filepath.Join(t.TempDir(), "base.tar")
	keptBy(t, s.cfg).save(t, saved)
	t.Run("sqlite", func(t *testing.T) { newCrash(t, s, saved, "").run(t) })
	t.Run("postgres", func(t *testing.T) { newCrash(t, s, saved, storetest.PostgresURL(t)).run(t) })
}

// crash is a server that is killed again and again, and what it has acknowledged.
type crash struct {
	cfg      Config
	config   string // the file
	bin      string // the program; empty: this one
	base     string // the server's address
	good     []byte // a table to import
	platform *creditplatform.Simulator
	people   map[string]*http.Client
	password map[string]string
	began    int64 // tells the keys of this run from those of others

	mu      sync.Mutex
	drafts  map[string]string // address of an item at the desk, by its title
	public  map[string]bool   // address of an item, whether it is seen
	batches map[string]bool   // address of a batch at the desk, whether it is released
	unsure  map[string]bool   // what was asked for and not answered
	filed   map[string]string // secret of a request, by its number
	before  tally
	acks    atomic.Int64
	serial  atomic.Int64
	starts  []time.Duration
	broken  bool // errors are expected
}

func newCrash(t *testing.T, s *site, saved, postgres string) *crash {
	t.Helper()
	return newCrashIn(t, t.TempDir(), s, saved, postgres)
}

// newCrashIn keeps its data in a folder of its own below parent.
func newCrashIn(t *testing.T, parent string, s *site, saved, postgres string) *crash {
	t.Helper()
	c := &crash{
		cfg: Default(), good: s.sample(t, "xk-zrr-good.xlsx"), people: map[string]*http.Client{}, password: map[string]string{}, began: time.Now().UnixNano(),
		drafts: map[string]string{}, public: map[string]bool{}, batches: map[string]bool{}, unsure: map[string]bool{}, filed: map[string]string{},
	}
	c.cfg.Dir, c.cfg.Store.Postgres = filepath.Join(parent, "data"), postgres
	a, err := backup.Open(t.Context(), saved, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(c.cfg.Dir, 0o700), restoreInto(t.Context(), c.cfg, a, quiet), os.Remove(filepath.Join(c.cfg.Dir, demoMark)), a.Close()); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(keyFile(s.cfg.Dir))
	if err != nil {
		t.Fatal(err)
	}
	write(t, keyFile(c.cfg.Dir), key)
	c.before = c.tally(t, keptBy(t, c.cfg))
	c.platform = creditplatform.NewSimulator("crash")
	far := httptest.NewServer(c.platform)
	t.Cleanup(far.Close)
	beside := t.TempDir()
	token := filepath.Join(beside, "token")
	write(t, token, []byte("crash"))
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free, and stays so but for bad luck
	if err != nil {
		t.Fatal(err)
	}
	c.base = "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	c.config = filepath.Join(beside, "gongkai.toml")
	write(t, c.config, fmt.Appendf(nil, "dir = %q\n[server]\naddr = %q\nurl = %q\n[site]\ndomain = %q\n[store]\npostgres = %q\n[credit]\nurl = %q\ntoken_file = %q\ntimeout = \"1s\"\n[backup]\nat = \"\"\n",
		c.cfg.Dir, strings.TrimPrefix(c.base, "http://"), c.base, s.cfg.Site.Domain, postgres, far.URL, token))
	server := c.start(t)
	for _, x := range s.result.Accounts {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c.people[x.Role] = &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		c.password[x.Role] = x.Password
		code, err := account.Code(x.TOTP, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if status, to, _ := c.post(x.Role, "/desk/sign-in", url.Values{"login": {x.User}, "password": {x.Password}, "code": {code}}); status != http.StatusSeeOther {
			t.Fatalf("sign in as %s: %d %s", x.Role, status, to)
		}
	}
	c.kill(t, server)
	return c
}

// start starts the server as a process of its own, and waits until it is ready.
func (c *crash) start(t *testing.T) *exec.Cmd {
	t.Helper()
	began := time.Now()
	cmd := exec.Command(cmp.Or(c.bin, gongkai(t)), "serve", "--config", c.config)
	cmd.Env = append(os.Environ(), "GORACE=halt_on_error=1")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		ended := false
		for lines := bufio.NewScanner(said); lines.Scan(); {
			// Go's own runtime ends the process where waking its poller fails, as a call that a fault was put into may be.
			ended = ended || c.broken && strings.Contains(lines.Text(), "netpollBreak write failed")
			if !c.broken && strings.Contains(lines.Text(), "level=ERROR") || strings.Contains(lines.Text(), "panic") && !ended {
				t.Errorf("the server says: %s", lines.Text())
			}
		}
	}()
	for limit := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if resp, err := http.Get(c.base + "/readyz"); err == nil {
			_ = resp.Body.Close() // only the status counts
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Now().After(limit) {
			_ = cmd.Process.Kill()
			t.Fatal("the server does not get ready")
		}
	}
	c.starts = append(c.starts, time.Since(began))
	return cmd
}

func (c *crash) kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	for _, p := range c.people {
		p.CloseIdleConnections()
	}
}

var (
	gongkaiOnce sync.Once
	gongkaiPath string
)

// gongkai is a name under which this test binary is the command.
func gongkai(t *testing.T) string {
	t.Helper()
	gongkaiOnce.Do(func() {
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		dir, err := os.MkdirTemp(built.dir, "bin-") // goes with the demo that all tests share
		if err != nil {
			t.Fatal(err)
		}
		gongkaiPath = filepath.Join(dir, "gongkai")
		if err := os.Symlink(exe, gongkaiPath); err != nil {
			t.Fatal(err)
		}
	})
	return gongkaiPath
}

// errGone reports an answer that did not come: nobody knows whether what was asked for was done.
var errGone = errors.New("no answer")

func (c *crash) send(who, path, kind string, body io.Reader) (status int, to string, err error) {
	resp, err := c.people[who].Post(c.base+path, kind, body)
	if err != nil {
		return 0, "", errGone
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, "", errGone
	}
	c.acks.Add(1)
	return resp.StatusCode, resp.Header.Get("Location"), nil
}

func (c *crash) post(who, path string, form url.Values) (status int, to string, err error) {
	return c.send(who, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (c *crash) get(who, path string) (status int, body string, err error) {
	resp, err := c.people[who].Get(c.base + path)
	if err != nil {
		return 0, "", errGone
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, "", errGone
	}
	return resp.StatusCode, string(b), nil
}

func (c *crash) note(fn func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fn()
}

var (
	digestField = regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`)
	decideAt    = regexp.MustCompile(`action="(/desk/items/\d+/decision)"`)
)

// decide lets somebody pass what is on a page.
func (c *crash) decide(who, page string) (status int, err error) {
	_, body, err := c.get(who, page)
	if err != nil {
		return 0, err
	}
	digest, at := digestField.FindStringSubmatch(body), decideAt.FindStringSubmatch(body)
	if digest == nil || at == nil {
		return http.StatusNotFound, nil
	}
	status, _, err = c.post(who, at[1], url.Values{"decision": {"pass"}, "basis": {"不涉密"}, "opinion": {"同意"}, "digest": {digest[1]}, "password": {c.password[who]}})
	return status, err
}

func (c *crash) run(t *testing.T) {
	rnd := rand.New(rand.NewPCG(uint64(c.began), 3))
	n := kills(t)
	for range n {
		server := c.start(t)
		if c.holds(t); t.Failed() {
			c.kill(t, server)
			return
		}
		if rnd.IntN(3) == 0 {
			c.platform.LoseAnswers(1)
		}
		if rnd.IntN(3) == 0 {
			c.platform.BeDown(1)
		}
		var writing sync.WaitGroup
		writing.Go(func() { c.school(t) })
		writing.Go(func() { c.school(t) })
		writing.Go(func() { c.bureau(t) })
		writing.Go(func() { c.applicant(t) })
		time.Sleep(time.Duration(100+rnd.IntN(1200)) * time.Millisecond)
		c.kill(t, server)
		writing.Wait()
		var out bytes.Buffer
		if code := Run([]string{"verify", "--config", c.config}, &out, &out); code != 0 {
			t.Fatalf("verify: %d, %s", code, out.String())
		}
	}
	server := c.start(t)
	c.holds(t)
	c.delivered(t)
	c.kill(t, server)
	slices.Sort(c.starts)
	t.Logf("%d kills, %d answers: nothing lost; ready again in %v, at most %v", n, c.acks.Load(), c.starts[len(c.starts)/2].Round(time.Millisecond), c.starts[len(c.starts)-1].Round(time.Millisecond))
}

// holds looks for everything that was acknowledged, and asks again for what was not answered: the same key gives one draft.
func (c *crash) holds(t *testing.T) {
	t.Helper()
	for title, at := range c.drafts {
		if status, body, err := c.get("学校", at); err != nil || status != http.StatusOK || !strings.Contains(body, title) {
			t.Errorf("%s at %s: %d, %v", title, at, status, err)
		}
	}
	for at, seen := range c.public {
		want := http.StatusGone
		if seen {
			want = http.StatusOK
		}
		if status, _, err := c.get("学校", at); err != nil || status != want {
			t.Errorf("%s: %d, %v; want %d", at, status, err, want)
		}
	}
	for at := range c.batches {
		if status, body, err := c.get("行政审批信息员", at); err != nil || status != http.StatusOK || !strings.Contains(body, fmt.Sprint(rowsOfBatch)) {
			t.Errorf("%s: %d, %v", at, status, err)
		}
	}
	for no, secret := range c.filed { // each is looked at once: the door lets so many through in an hour
		resp, err := http.PostForm(c.base+"/requests/track", url.Values{"no": {no}, "code": {secret}, "name": {"示例申请人甲"}})
		if err != nil || resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNotFound {
			t.Errorf("request %s: %v", no, err)
			continue
		}
		if err := resp.Body.Close(); err != nil || resp.Request.URL.Path != "/requests/track" || resp.StatusCode != http.StatusOK {
			t.Errorf("request %s was acknowledged and is not there: %d at %s, %v", no, resp.StatusCode, resp.Request.URL.Path, err)
		}
		delete(c.filed, no)
	}
	for text := range c.unsure {
		form, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		status, first, err1 := c.post("学校", "/desk/items", form)
		again, second, err2 := c.post("学校", "/desk/items", form)
		if err1 != nil || err2 != nil || status != http.StatusSeeOther || again != status || first != second {
			t.Errorf("%s asked for again: %d %s, %d %s", form.Get("title"), status, first, again, second)
		}
		c.drafts[form.Get("title")] = first
	}
	clear(c.unsure)
	// What was looked at often enough is let go, so that a thousand kills do not look at everything a thousand times.
	for _, m := range []map[string]bool{c.public, c.batches} {
		for at := range m {
			if len(m) < 60 {
				break
			}
			delete(m, at)
		}
	}
	for title := range c.drafts {
		if len(c.drafts) < 60 {
			break
		}
		delete(c.drafts, title)
	}
}

// tally is how many licences are public, how many deliveries there are, and how many of them are under way or have arrived.
type tally struct{ public, deliveries, left, arrived int }

func (c *crash) tally(t *testing.T, d *data) (n tally) {
	t.Helper()
	if err := d.db.Writer().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM licence WHERE live = 2), COUNT(*),
		COUNT(CASE WHEN state IN ('waiting', 'sending') THEN 1 END), COUNT(CASE WHEN state = 'delivered' THEN 1 END) FROM delivery`).Scan(&n.public, &n.deliveries, &n.left, &n.arrived); err != nil {
		t.Fatal(err)
	}
	return n
}

// delivered waits until nothing is under way any more, and compares what is here with what took effect at the platform.
func (c *crash) delivered(t *testing.T) {
	t.Helper()
	d := keptBy(t, c.cfg)
	n := c.tally(t, d)
	for limit := time.Now().Add(2 * time.Minute); n.left > 0 && time.Now().Before(limit); time.Sleep(200 * time.Millisecond) {
		// Their time has come.
		if _, err := d.db.Writer().ExecContext(t.Context(), `UPDATE delivery SET next_at = 0 WHERE state IN ('waiting', 'sending') AND next_at > 0`); err != nil {
			t.Fatal(err)
		}
		n = c.tally(t, d)
	}
	accepted, repeats := c.platform.Count()
	if more, sent := n.public-c.before.public, n.deliveries-c.before.deliveries; n.left > 0 || more != sent || sent != accepted || n.arrived-c.before.arrived != accepted {
		t.Errorf("%d licences became public, %d were to be delivered, %d arrived, %d are under way; %d took effect at the platform", more, sent, n.arrived-c.before.arrived, n.left, accepted)
	}
	t.Logf("%d licences took effect at the platform once each; %d came again and took none", accepted, repeats)
}
