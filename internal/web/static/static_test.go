package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

// portalLimit keeps the public sheet what it is: one small file. Some 2,000 bytes are for paper; they were a file of their own before.
const portalLimit = 33_000

func sheet(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPortalSheetIsSmall(t *testing.T) {
	t.Parallel()
	if n := len(sheet(t, "portal.css")); n > portalLimit {
		t.Errorf("portal.css has %d bytes, more than %d", n, portalLimit)
	}
}

// TestSheetsAreForOldBrowsers keeps our css at what Chrome 64 reads.
func TestSheetsAreForOldBrowsers(t *testing.T) {
	t.Parallel()
	comment := regexp.MustCompile(`(?s)/\*.*?\*/`)
	tooNew := map[string]*regexp.Regexp{
		"!important":    regexp.MustCompile(`!important`),
		":has :is":      regexp.MustCompile(`:(has|is|where)\(`),
		"nesting":       regexp.MustCompile(`(?m)^\s*&|[;{]\s*&`),
		"layers":        regexp.MustCompile(`@layer|@container|@supports`),
		"math":          regexp.MustCompile(`[^-\w](clamp|min|max)\(`),
		"color-mix":     regexp.MustCompile(`color-mix|oklch`),
		"gap":           regexp.MustCompile(`[;{\s](gap|row-gap|column-gap)\s*:`),
		"inset":         regexp.MustCompile(`[;{\s]inset\s*:`),
		"logical":       regexp.MustCompile(`(margin|padding|border)-(inline|block)`),
		"aspect-ratio":  regexp.MustCompile(`aspect-ratio`),
		"outside files": regexp.MustCompile(`@import|url\(`),
	}
	for _, name := range []string{"portal.css", "request.css", "sight.css", "desk.css"} {
		css := comment.ReplaceAllString(sheet(t, name), "")
		for what, pattern := range tooNew {
			if m := pattern.FindString(css); m != "" {
				t.Errorf("%s: %s: %q", name, what, m)
			}
		}
	}
}

func TestScriptIsForOldBrowsers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"desk.js", "editor.js", "track.js", "ask.js", "find.js"} {
		js := sheet(t, name)
		for _, word := range []string{"?.", "??", "=>  ", "async ", "`", "eval(", "innerHTML =", ".replaceAll("} {
			if strings.Contains(js, word) {
				t.Errorf("%s has %q", name, word)
			}
		}
	}
}

// TestVendoredFilesAreAsLocked compares what we ship of others with the list.
func TestVendoredFilesAreAsLocked(t *testing.T) {
	t.Parallel()
	locked := map[string]bool{}
	for line := range strings.Lines(sheet(t, "vendor/LOCK")) {
		part := strings.Fields(line)
		if len(part) != 4 || part[0] == "#" {
			continue
		}
		sum := sha256.Sum256([]byte(sheet(t, "vendor/"+part[0])))
		if got := hex.EncodeToString(sum[:]); got != part[1] {
			t.Errorf("%s has sha256 %s, LOCK says %s", part[0], got, part[1])
		}
		name, _, _ := strings.Cut(part[2], "@")
		if _, err := os.Stat("vendor/licences/" + strings.TrimSuffix(name, ".org") + ".txt"); err != nil {
			t.Errorf("%s: no licence text: %v", part[2], err)
		}
		locked[part[0]] = true
	}
	entries, err := os.ReadDir("vendor")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() && e.Name() != "LOCK" && !locked[e.Name()] {
			t.Errorf("vendor/%s is not in LOCK", e.Name())
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	get := func(method, url, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, url, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		return w
	}
	url := URL("portal.css")
	plain := get(http.MethodGet, url, "")
	if plain.Code != http.StatusOK || plain.Body.String() != sheet(t, "portal.css") {
		t.Errorf("%s: %d, %d bytes", url, plain.Code, plain.Body.Len())
	}
	if cc := plain.Header().Get("Cache-Control"); !strings.Contains(cc, "immutable") {
		t.Errorf("Cache-Control %q", cc)
	}
	packed := get(http.MethodGet, url, "br, gzip;q=0.8")
	if packed.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	r, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, plain.Body.Bytes()) {
		t.Errorf("compressed body differs: %v", err)
	}
	if w := get(http.MethodGet, url, "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed for one who refuses it")
	}
	if w := get(http.MethodHead, url, ""); w.Body.Len() != 0 || w.Code != http.StatusOK {
		t.Errorf("HEAD: %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := get(http.MethodGet, Prefix+"portal.000000000000.css", ""); w.Code != http.StatusNotFound {
		t.Errorf("unknown hash: %d", w.Code)
	}
	if w := get(http.MethodPost, url, ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}
