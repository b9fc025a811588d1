package app

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/publication"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// nodes are two processes of the server, as two machines run it: one PostgreSQL, one key, one store of files, and a folder of
// each one's own for its index and its access log. The records are the demo's; the time is the real one.
type nodes struct {
	a, b *node
}

// node is one process. Tests visit it as they visit a site; whoever is signed in on one is so on the other, in the same browser.
type node struct {
	*site
	bin, config, said string // said is a file with what the process has told
	process           *exec.Cmd
}

// startNodes builds a demo on PostgreSQL, leaves it, and starts two processes on what it left.
func startNodes(t *testing.T) *nodes {
	t.Helper()
	postgres, dir := storetest.PostgresURL(t), t.TempDir()
	s := startDemo(t, postgres)
	if err := s.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), store.Config{Postgres: postgres}) // outlives the test's own context, which ends before cleanup
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.app.DB = db // where tests look a record up
	key, err := os.ReadFile(keyFile(s.cfg.Dir))
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "gongkai") // by this name the test binary is the command: see TestMain
	if err := os.Symlink(exe, bin); err != nil {
		t.Fatal(err)
	}
	start := func(name string) *node {
		own := filepath.Join(dir, name)
		if err := os.Mkdir(own, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(s.cfg.Dir, "blobs"), filepath.Join(own, "blobs")); err != nil {
			t.Fatal(err)
		}
		write(t, keyFile(own), key)
		n := &node{site: &site{demoHost: s.demoHost}, bin: bin, config: own + ".toml", said: own + ".log"}
		write(t, n.config, []byte(fmt.Sprintf("dir = %q\n[server]\naddr = \"127.0.0.1:0\"\n[store]\npostgres = %q\n", own, postgres)))
		n.start(t)
		return n
	}
	return &nodes{start("a"), start("b")}
}

var startedAt = regexp.MustCompile(`门户 (http://[^/]+)/`)

// start runs the process until it answers. At the end of the test it is asked to stop, and must have nothing to complain of.
func (n *node) start(t *testing.T) {
	t.Helper()
	said, err := os.Create(n.said)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(n.bin, "serve", "--config", n.config)
	cmd.Stderr, cmd.WaitDelay = said, 10*time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	n.process = cmd
	t.Cleanup(func() {
		if n.process != cmd {
			return // killed before
		}
		err := cmd.Process.Signal(os.Interrupt)
		if err == nil {
			err = cmd.Wait()
		}
		if b, _ := os.ReadFile(n.said); err != nil || t.Failed() || bytes.Contains(b, []byte("level=ERROR")) {
			t.Errorf("a node ends with %v and has said:\n%s", err, b)
		}
	})
	within(t, time.Minute, func() string {
		b, err := os.ReadFile(n.said)
		m := startedAt.FindSubmatch(b)
		if err != nil || m == nil {
			return fmt.Sprintf("the node does not listen: %v\n%s", err, b)
		}
		n.url = string(m[1])
		return ""
	})
}

// kill ends the process as the loss of its machine does.
func (n *node) kill(t *testing.T) {
	t.Helper()
	cmd := n.process
	n.process = nil
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // says that it was killed
}

// within asks again until there is nothing wrong, as long as a promise allows.
func within(t *testing.T, limit time.Duration, wrong func() string) {
	t.Helper()
	for deadline := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		what := wrong()
		if what == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still after %v: %s", limit, what)
		}
	}
}

// on is the same browser at another node.
func (u *user) on(n *node) *user { return &user{t: u.t, s: n.site, client: u.client} }

// copied is another browser with the same cookies, as a thief has it.
func (u *user) copied() *user {
	u.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		u.t.Fatal(err)
	}
	at, err := url.Parse(u.s.url)
	if err != nil {
		u.t.Fatal(err)
	}
	jar.SetCookies(at, u.client.Jar.Cookies(at))
	return &user{t: u.t, s: u.s, client: &http.Client{Jar: jar, Timeout: time.Minute}}
}

// answers says what is wrong with the status of addresses, or "".
func (n *node) answers(t *testing.T, want map[string]int) func() string {
	return func() string {
		for path, status := range want {
			if got, _ := n.get(t, path); got != status {
				return fmt.Sprintf("%s answers %d, want %d", path, got, status)
			}
		}
		return ""
	}
}

// finds says that a search does not, or does, lead to an item.
func (n *node) finds(t *testing.T, words string, id publication.ID, want bool) func() string {
	return func() string {
		status, body := n.get(t, "/search?q="+url.QueryEscape(words))
		if found := strings.Contains(body, fmt.Sprintf(`href="/items/%d"`, id)); status != http.StatusOK || found != want {
			return fmt.Sprintf("the search for %s answers %d, found %v, want %v", words, status, found, want)
		}
		return ""
	}
}

// What the promises allow: what the public sees changes on every node within a minute, sessions end within five seconds.
const (
	publicLimit  = time.Minute
	sessionLimit = 5 * time.Second
)

// TestTwoNodesAreOneSite: what one of two processes releases, the other shows and finds; what it withdraws, page and file, is gone
// from the other; who signs out or is disabled on one is nobody on the other. One is killed while it writes: the other goes on, reads
// and writes, and has everything that was acknowledged; started again, the first has what was done without it.
func TestTwoNodesAreOneSite(t *testing.T) {
	t.Parallel()
	n := startNodes(t)
	a, b := n.a, n.b
	x := school{a.site, a.as(t, "学校"), a.as(t, "学校负责人")}
	id := a.result.Samples.SchoolDraft
	item, page := fmt.Sprintf("/desk/items/%d", id), fmt.Sprintf("/items/%d", id)
	v := mustItem(t, a.site, id).Version
	v.Title, v.Summary, v.FormedOn = "木樨花开放日安排", "校园开放日安排。", workday.DateOf(time.Now())

	within(t, publicLimit, b.answers(t, map[string]int{page: 404})) // and keeps that page
	x.clerk.send(item, itemForm(v, "1"), map[string][]byte{"安排.txt": []byte("开放日安排")}).shows("已送审")
	x.pass(t, id)
	file := page + "/files/" + mustItem(t, a.site, id).Version.Files[0].Code()
	within(t, publicLimit, b.answers(t, map[string]int{page: 200, file: 200, page + "/proof": 200}))
	within(t, publicLimit, b.finds(t, "木樨花", id, true))

	x.head.post(item+"/withdrawal", url.Values{"reason": {"活动取消"}, "password": {a.password("学校负责人")}}).shows("已撤下")
	within(t, publicLimit, b.answers(t, map[string]int{page: 410, file: 410, page + "/proof": 200}))
	within(t, publicLimit, b.finds(t, "木樨花", id, false))

	sessionsEnd(t, n)
	survivorGoesOn(t, n, x, v)
}

// sessionsEnd: on the other node, too, and also for whoever has copied the cookie.
func sessionsEnd(t *testing.T, n *nodes) {
	t.Helper()
	inside := func(u *user) func() string {
		return func() string {
			if u.once(http.MethodGet, "/desk/", nil); u.status != http.StatusSeeOther {
				return fmt.Sprintf("/desk/ answers %d to whom the session was ended", u.status)
			}
			return ""
		}
	}
	out := n.a.as(t, "检查员")
	thief := out.copied().on(n.b)
	if thief.get("/desk/"); thief.at != "/desk/" {
		t.Fatalf("a session of one node is %d at %s on the other", thief.status, thief.at)
	}
	out.post("/desk/sign-out", nil)
	within(t, sessionLimit, inside(thief))

	disabled := n.b.as(t, "值班员")
	admin := n.a.as(t, "安全管理员")
	for _, acc := range n.a.result.Accounts {
		if acc.Role == "值班员" {
			admin.post(fmt.Sprintf("/desk/people/%d/disabling", acc.Person), url.Values{"password": {n.a.password("安全管理员")}}).shows("已停用")
		}
	}
	within(t, sessionLimit, inside(disabled))
}

// survivorGoesOn kills one node while a clerk saves drafts there, one after another.
func survivorGoesOn(t *testing.T, n *nodes, x school, v publication.Version) {
	t.Helper()
	a, b := n.a, n.b
	client, at := *x.clerk.client, a.url
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	many, acknowledged := make(chan struct{}), make(chan map[string]string)
	go func() { // until the node is no more
		saved := map[string]string{}
		for i := 0; ; i++ {
			title := fmt.Sprintf("第%d份草稿", i)
			form := itemForm(publication.Version{Title: title, Summary: v.Summary, Column: v.Column, FormedOn: v.FormedOn, Body: "正文"}, "")
			form.Set("key", fmt.Sprintf("draft-%d", i))
			resp, err := client.PostForm(at+"/desk/items", form)
			if err != nil {
				acknowledged <- saved
				return
			}
			if _ = resp.Body.Close(); resp.StatusCode == http.StatusSeeOther {
				saved[resp.Header.Get("Location")] = title
			}
			if len(saved) == 10 || i == 1000 {
				select {
				case <-many:
				default:
					close(many)
				}
			}
		}
	}()
	<-many
	a.kill(t)
	saved := <-acknowledged
	if len(saved) < 10 {
		t.Fatalf("only %d drafts were acknowledged", len(saved))
	}
	clerk := x.clerk.on(b)
	for at, title := range saved {
		clerk.get(at).shows(title)
	}

	// The other serves, takes what is written, publishes and finds it; both logs are whole.
	id := b.result.Samples.SchoolHead
	school{b.site, clerk, x.head.on(b)}.pass(t, id)
	page, title := fmt.Sprintf("/items/%d", id), mustItem(t, b.site, id).Version.Title
	within(t, publicLimit, b.answers(t, map[string]int{"/": 200, "/readyz": 200, page: 200}))
	within(t, publicLimit, b.finds(t, title, id, true))
	if out, err := exec.Command(b.bin, "ledger", "verify", "--config", b.config).CombinedOutput(); err != nil || bytes.Count(out, []byte("全部相符")) != 2 {
		t.Errorf("the logs after the loss of a node: %v\n%s", err, out)
	}

	a.start(t)
	within(t, publicLimit, a.answers(t, map[string]int{page: 200}))
	within(t, publicLimit, a.finds(t, title, id, true))
}
