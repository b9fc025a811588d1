// Package static serves the style sheets, scripts and icons of both sides. Each file has an address with the hash of its
// content, so that browsers may keep it for ever; bodies are compressed once. Nothing here is fetched from elsewhere:
// see VENDOR.md.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where the files are served.
const Prefix = "/static/"

//go:embed portal.css request.css track.js ask.js find.js sight.css desk.css desk.js icon.svg vendor/bootstrap.css vendor/htmx.js vendor/icons.svg editor.js vendor/jodit.js vendor/jodit.css
var files embed.FS

// names maps the names pages use to files.
var names = map[string]string{
	"portal.css":    "portal.css",
	"request.css":   "request.css",
	"track.js":      "track.js",
	"ask.js":        "ask.js",
	"find.js":       "find.js",
	"desk.css":      "desk.css",
	"desk.js":       "desk.js",
	"icon.svg":      "icon.svg",
	"bootstrap.css": "vendor/bootstrap.css",
	"htmx.js":       "vendor/htmx.js",
	"icons.svg":     "vendor/icons.svg",
	"editor.js":     "editor.js",
	"jodit.js":      "vendor/jodit.js",
	"jodit.css":     "vendor/jodit.css",
}

var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// A File is a file as it is sent.
type File struct {
	URL  string // /static/portal.0123456789ab.css
	Sum  string // for the attribute integrity: sha256-…
	Type string
	Body []byte
	Gzip []byte
}

type table struct{ byName, byURL map[string]*File }

var load = sync.OnceValue(func() table {
	t := table{byName: map[string]*File{}, byURL: map[string]*File{}}
	for name, from := range names {
		body, err := files.ReadFile(from)
		if err != nil {
			panic("static: " + err.Error())
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		f := &File{
			URL:  Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
			Sum:  "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
			Type: types[ext],
			Body: body,
			Gzip: compress(body),
		}
		t.byName[name], t.byURL[f.URL] = f, f
	}
	return t
})

func compress(body []byte) []byte {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		panic("static: " + err.Error())
	}
	if _, err := w.Write(body); err != nil {
		panic("static: " + err.Error())
	}
	if err := w.Close(); err != nil {
		panic("static: " + err.Error())
	}
	return buf.Bytes()
}

// URL returns the address of the file called name: portal.css, request.css, track.js, ask.js, find.js, desk.css, desk.js, editor.js, bootstrap.css, htmx.js, jodit.js,
// jodit.css, icons.svg or icon.svg. It panics for any other name, which is our own mistake.
func URL(name string) string { return named(name).URL }

// Integrity returns the digest of a file for the attribute integrity of its script: a browser runs it only as it was shipped. It panics as URL does.
func Integrity(name string) string { return named(name).Sum }

func named(name string) *File {
	f, ok := load().byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return f
}

// Lookup returns the file at an address, for those who serve or export it themselves.
func Lookup(url string) (*File, bool) {
	f, ok := load().byURL[url]
	return f, ok
}

// All returns every file.
func All() []*File {
	all := make([]*File, 0, len(names))
	for _, f := range load().byName {
		all = append(all, f)
	}
	return all
}

// Handler serves the files. Mount it at Prefix; it takes the full path.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		f, ok := Lookup(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.serve(w, r)
	})
}

func (f *File) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", f.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	body := f.Body
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.Gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the client has gone; nobody is left to tell
}

func acceptsGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, q, _ := strings.Cut(part, ";")
		if c := strings.TrimSpace(coding); c == "gzip" || c == "*" {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}
