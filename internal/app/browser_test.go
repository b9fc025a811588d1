package app

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"gongkai/internal/account"
	"gongkai/internal/store/storetest"
)

// browser is one real Chromium window on a demo.
type browser struct {
	t     *testing.T
	s     *site
	ctx   context.Context
	shots string // folder for pictures; "" for none
	tour  string // first part of their names
	n     int
}

// chromium starts a browser, or says that there is none.
func (s *site) chromium(t *testing.T) *browser {
	t.Helper()
	exe := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			exe = p
			break
		}
	}
	if exe == "" {
		storetest.Missing(t, "browser", "no chromium on the path")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(1280, 1400), chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 12*time.Minute)
	t.Cleanup(cancel)
	b := &browser{t: t, s: s, ctx: ctx, shots: os.Getenv("GONGKAI_SHOTS"), tour: "journey"}
	if b.shots != "" {
		if err := os.MkdirAll(b.shots, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *browser) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.fail(what, err)
	}
}

// read runs an action that gives something.
func read[T any](b *browser, what string, a chromedp.Action[T]) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, a)
	if err != nil {
		b.fail(what, err)
	}
	return v
}

// fail ends the test and says where the browser was.
func (b *browser) fail(what string, err error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), 5*time.Second)
	defer cancel()
	where, _ := chromedp.Run(ctx, chromedp.Location())                // only to say where it went wrong
	text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body"))) // likewise
	b.t.Fatalf("%s at %s: %v\n%.2000s", what, where, err, text)
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do("open "+path, chromedp.Navigate(b.s.url+path), chromedp.WaitReady(chromedp.CSS("main")))
}

// enter signs in by the demo's button for a role.
func (b *browser) enter(role string) {
	b.t.Helper()
	b.open("/desk/sign-in")
	b.click("enter as "+role, fmt.Sprintf(`//button[normalize-space()="以%s身份进入"]`, role))
	b.shows("今日")
}

// as opens the desk as the person of a role that has no button, in a session of its own.
func (b *browser) as(role string) {
	b.t.Helper()
	for _, a := range b.s.result.Accounts {
		if a.Role != role {
			continue
		}
		value, err := b.s.app.Accounts.Begin(b.t.Context(), a.Person, account.Origin{})
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "gongkai", Value: value, URL: b.s.url + "/", Path: "/"}); err != nil {
			b.fail("set cookie", err)
		}
		b.open("/desk/")
		b.shows("今日")
		return
	}
	b.t.Fatalf("no account for %s", role)
}

// click presses something and waits for the page that follows.
func (b *browser) click(what, sel string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	resp, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.Search(sel)))
	if err != nil {
		b.fail(what, err)
	}
	if resp != nil && resp.Status >= 500 {
		b.t.Fatalf("%s: status %d", what, resp.Status)
	}
	b.do(what, chromedp.WaitReady(chromedp.CSS("main")))
}

func (b *browser) text() string {
	b.t.Helper()
	return read(b, "read page", chromedp.Text(chromedp.CSS("body")))
}

func (b *browser) where() string {
	b.t.Helper()
	return strings.TrimPrefix(read(b, "locate", chromedp.Location()), b.s.url)
}

// shows fails unless the page holds every text.
func (b *browser) shows(texts ...string) {
	b.t.Helper()
	page := b.text()
	for _, s := range texts {
		if !strings.Contains(page, s) {
			b.t.Fatalf("%s does not show %q:\n%.3000s", b.where(), s, page)
		}
	}
}

func (b *browser) fill(name, value string) {
	b.t.Helper()
	b.do("fill "+name, chromedp.SetValue(chromedp.CSS(fmt.Sprintf(`main [name=%q]`, name)), value))
}

// paste puts something into the editor as the clipboard would, over all that is there, and waits until it stands there.
func (b *browser) paste(kind, content, until string) {
	b.t.Helper()
	b.do("wait for the editor", chromedp.WaitVisible(chromedp.CSS("#f-body[contenteditable]")))
	read(b, "paste into the editor", chromedp.Evaluate[bool](fmt.Sprintf(`(() => {
		const at = document.querySelector('#f-body'), data = new DataTransfer();
		at.focus(); document.execCommand('selectAll'); document.execCommand('delete');
		data.setData(%q, %q);
		at.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
		return true })()`, kind, content)))
	b.waits("pasted text", `document.querySelector('#f-body').innerText.includes(%q)`, until)
}

// write puts plain text into the editor.
func (b *browser) write(text string) {
	b.t.Helper()
	lines := strings.Split(text, "\n")
	b.paste("text/plain", text, lines[len(lines)-1])
}

// waits fails unless a condition of the page comes true.
func (b *browser) waits(what, condition string, args ...any) {
	b.t.Helper()
	read(b, what, chromedp.Poll[bool](fmt.Sprintf(condition, args...), chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(10*time.Second)))
}

// choose selects the option of a select whose text ends so.
func (b *browser) choose(name, text string) {
	b.t.Helper()
	ok := read(b, "choose "+text, chromedp.Evaluate[bool](fmt.Sprintf(`(() => { const s = document.querySelector('select[name=%q]');
		for (const o of s.options) if (o.text.endsWith(%q)) { s.value = o.value; return true } return false })()`, name, text)))
	if !ok {
		b.t.Fatalf("no option %q in %s", text, name)
	}
}

// picture keeps what is seen, whole page, wide and on a phone.
func (b *browser) picture(name string) {
	b.t.Helper()
	if b.shots == "" {
		return
	}
	b.n++
	for _, width := range []int64{1280, 390} {
		b.do("resize", chromedp.EmulateViewport(width, 900))
		png := read(b, "picture "+name, chromedp.FullScreenshot(100))
		file := filepath.Join(b.shots, fmt.Sprintf("%s-%02d-%s-%d.png", b.tour, b.n, name, width))
		if err := os.WriteFile(file, png, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.do("wide again", chromedp.EmulateViewport(1280, 1400))
}

// sampleFile writes one of the demo's sample files to disk.
func (s *site) sampleFile(t *testing.T, name string) string {
	t.Helper()
	for _, x := range s.samples {
		if x.Name == name {
			file := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(file, x.Body, 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}
	}
	t.Fatalf("no sample %s", name)
	return ""
}

func (b *browser) pass() {
	b.t.Helper()
	b.click("pass", `//input[@name="decision" and @value="pass"]/ancestor::form//button[@type="submit"]`)
}
