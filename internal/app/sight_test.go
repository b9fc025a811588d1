package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"gongkai/internal/demo"
)

// pageTypes is a page of every kind that the public sees.
func pageTypes(s *site) []string {
	r := s.result.Samples
	year := fmt.Sprintf("/reports/%d", r.ReportYear)
	return []string{
		"/", "/open", "/open/expired", "/open/standard", "/columns/" + r.List, "/columns/news", "/columns/all?on=2026-06-30&validity=valid", fmt.Sprintf("/items/%d", r.Article),
		fmt.Sprintf("/items/%d/proof", r.Article), "/units", "/units/yizhong", "/powers", "/units/jyj/powers/0100001000", "/credit", fmt.Sprintf("/licences/%d", r.Licence),
		"/reports", "/reports/check", "/reports/check?sample=1", year, year + "/records/table2.licensing.2", "/search", searchFor(demo.SearchWords), searchFor("教室资格"), "/settings", "/sitemap", "/about", "/contact", "/privacy", "/accessibility", "/go?u=https%3A%2F%2Fwww.example.com%2Fpath", "/api", "/corrections/new", fmt.Sprintf("/corrections/new?item=%d", r.Article), "/corrections/" + r.Correction, "/requests", "/requests/new", "/requests/track", "/website-reports/2025", "/website-reports/2025/records/released", "/website-reports/2025/editions/1", "/nowhere",
	}
}

// see sets how the visitor wants to see the page that is open, as the settings page and another loading would.
func (b *browser) see(sight string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "sight", Value: sight, URL: b.s.url + "/", Path: "/"}); err != nil {
		b.fail("set cookie", err)
	}
	read(b, "load the visitor's sheet", chromedp.Evaluate[bool](`new Promise((done, failed) => {
		const old = document.querySelector('link[href^="/a11y.css"]'), next = old.cloneNode();
		next.href = '/a11y.css?' + performance.now(); next.onload = () => { old.remove(); done(true) }; next.onerror = failed; old.after(next) })`, chromedp.EvalAwaitPromise))
}

func (b *browser) width(px, height int64) {
	b.t.Helper()
	b.do("set width", chromedp.EmulateViewport(px, height))
}

// violations runs axe, which is loaded, on the page and returns what it finds, a line each.
func (b *browser) violations() []string {
	b.t.Helper()
	text := read(b, "run axe", chromedp.Evaluate[string](`axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r =>
		JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 120) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {message: ''}).message).join(' | '))))`,
		chromedp.EvalAwaitPromise))
	var out []string
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		b.t.Fatal(err)
	}
	return out
}

// TestEverybodyCanReadEveryPage: axe finds nothing on a page of any kind, as drawn, for the elderly, in both contrasts, wide and on
// a phone; and nothing is wider than a narrow window, even in the largest letters.
func TestEverybodyCanReadEveryPage(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "sight"
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s.publishesWebsite(t, 2025)
	s.correctsWebsite(t, 2025)
	for _, path := range pageTypes(s) {
		b.width(1280, 900)
		b.open(path)
		read(b, "load axe", chromedp.Evaluate[bool](string(axe)+";true"))
		for _, look := range []struct {
			sight string
			px    int64
		}{{"", 1280}, {"", 390}, {"150-wide", 1280}, {"dark", 1280}, {"light", 1280}, {"150-dark-wide", 390}} {
			b.see(look.sight)
			b.width(look.px, 900)
			for _, v := range b.violations() {
				t.Errorf("%s, %q, %d px: %s", path, look.sight, look.px, v)
			}
		}
		for _, look := range []struct{ name, sight string }{{"usual", ""}, {"elder", "150-wide"}, {"contrast", "dark"}} { // for people to look at
			b.see(look.sight)
			b.picture(look.name)
		}
		b.width(320, 900)
		for _, sight := range []string{"", "125", "150-wide", "200-wide"} {
			b.see(sight)
			if wide := read(b, "measure", chromedp.Evaluate[string](tooWide)); wide != "" {
				t.Errorf("%s, %q, 320 px: wider than the window: %s", path, sight, wide)
			}
		}
	}
}

// tooWide names the first texts that reach beyond the window, and the labels that reach over what they name. What scrolls within itself may.
const tooWide = `(() => { const out = [];
	for (const e of document.body.querySelectorAll('*')) {
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('.tw, .vh, svg, .skip') || e.getBoundingClientRect().right <= innerWidth + 1) continue;
		out.push(e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right) + ' ' + e.textContent.trim().slice(0, 30)) }
	for (const e of document.querySelectorAll('main dt')) {
		const text = document.createRange(); text.selectNodeContents(e);
		if (text.getBoundingClientRect().right > e.getBoundingClientRect().right + 1) out.push('label ' + e.textContent.trim()) }
	return out.slice(0, 3).join(' | ') })()`

// TestVisitorsSettingsAreTheirOwn: one press or a form sets how pages look; the pages stay the same bytes for everybody.
func TestVisitorsSettingsAreTheirOwn(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v, other := s.visitor(t), s.visitor(t)
	before := v.get("/open").body
	if v.get("/a11y.css"); v.body != "" {
		t.Errorf("as drawn: %q", v.body)
	}
	v.post("/settings", url.Values{"preset": {"elder"}, "back": {"/open?x=1"}})
	if v.at != "/open" {
		t.Errorf("led to %s", v.at)
	}
	v.get("/a11y.css").shows("html{font-size:150%}", "line-height:2.2")
	if v.get("/open"); v.body != before {
		t.Error("the page is not the same bytes for everybody")
	}
	if other.get("/a11y.css"); other.body != "" {
		t.Error("another visitor sees it too")
	}
	v.post("/settings", url.Values{"size": {"200"}, "contrast": {"dark"}, "spacing": {""}})
	v.get("/a11y.css").shows("html{font-size:200%}", "--paper:#000")
	v.get("/settings").shows(`value="200" checked`, `value="dark" checked`)
	v.post("/settings", url.Values{"preset": {"elder"}})
	v.get("/a11y.css").shows("html{font-size:150%}", "--paper:#000") // the contrast one has chosen stays
	v.post("/settings", url.Values{"size": {"9999"}, "contrast": {"}body{display:none"}, "spacing": {"x"}})
	if v.get("/a11y.css"); v.body != "" {
		t.Errorf("what nobody can choose: %q", v.body)
	}
	for _, back := range []string{"//evil.example/", "https://evil.example/", `/\evil.example`, "javascript:x", "/\t/evil.example/", "/\n/evil.example/"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/settings", strings.NewReader(url.Values{"preset": {"usual"}, "back": {back}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close() // nothing was read
		if to := resp.Header.Get("Location"); to != "/settings" {
			t.Errorf("back to %s leads to %q", back, to)
		}
	}
}

// TestPagesAreLight: what a page of any kind loads, compressed, in bytes and in requests. Print sheets count too.
func TestPagesAreLight(t *testing.T) {
	t.Parallel()
	const mostBytes, mostRequests = 150_000, 6
	s := visitDemo(t)
	loaded := regexp.MustCompile(`<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]* (?:href|src)="([^"]+)"`)
	size := func(path string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		return int(resp.ContentLength)
	}
	s.publishesWebsite(t, 2025)
	s.correctsWebsite(t, 2025)
	for _, path := range pageTypes(s) {
		_, body := s.get(t, path)
		total, requests := size(path), 1
		for _, m := range loaded.FindAllStringSubmatch(body, -1) {
			if strings.HasPrefix(m[1], "/") {
				total += size(m[1])
				requests++
			}
		}
		if total > mostBytes || requests > mostRequests {
			t.Errorf("%s: %d bytes in %d requests", path, total, requests)
		}
	}
}

// TestKeyboardReachesEverything: the first Tab reaches the way to the text, each stop shows where it is, and the last leads
// out of the page.
func TestKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	b := s.chromium(t)
	for _, path := range []string{"/columns/policy", fmt.Sprintf("/items/%d", s.result.Samples.Article), "/settings"} {
		b.open(path)
		b.do("tab", chromedp.KeyEvent("\t"))
		if at := read(b, "first stop", chromedp.Evaluate[string](`document.activeElement.className + ' ' + (document.activeElement.getBoundingClientRect().left >= 0)`)); at != "skip true" {
			t.Fatalf("%s: the first Tab reaches %q", path, at)
		}
		// How many stops there are, a group of radio buttons being one.
		want := read(b, "count stops", chromedp.Evaluate[int](`(() => { let n = 0; const groups = {};
			for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')) {
				if (!e.checkVisibility()) continue;
				if (e.type === 'radio') { if (groups[e.name]) continue; groups[e.name] = true; }
				n++ }
			return n })()`))
		seen := 0
		for range want + 5 {
			stop := read(b, "look", chromedp.Evaluate[string](`(() => { const e = document.activeElement;
				if (!e || e === document.body || e === document.documentElement) return '';
				const again = e.dataset.seen; e.dataset.seen = '1';
				const c = getComputedStyle(e);
				return (again ? 'again ' : '') + (c.outlineStyle === 'none' || parseFloat(c.outlineWidth) < 2 ? 'hidden ' : '') + e.tagName + ' ' + e.textContent.trim().slice(0, 30) })()`))
			if stop == "" {
				break
			}
			if strings.HasPrefix(stop, "again ") || strings.HasPrefix(stop, "hidden ") {
				t.Fatalf("%s: stop %d: %s", path, seen, stop)
			}
			seen++
			b.do("tab", chromedp.KeyEvent("\t"))
		}
		if seen != want {
			t.Errorf("%s: %d stops by keyboard, %d things to reach", path, seen, want)
		}
		b.open(path)
		b.do("skip to the text", chromedp.KeyEvent("\t\r"))
		b.waits("focus in the text", `document.activeElement.id === 'main'`)
	}
}
