package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
)

// Page is a rendered public page: the same bytes for everybody.
type Page struct {
	Body   []byte
	Topics []string // what it shows: it is dropped when one of them changes
	Type   string   // "" for html
	Status int      // 0 for 200
	To     string   // where a Status of 3xx leads; a path of this site
	File   string   // not empty: offered for saving under this name
	Fresh  bool     // not kept: made anew for each request
	Brief  bool     // kept in a small room of its own: there are as many such pages as visitors can think of
	Open   bool     // scripts of other sites may read it
}

// Component is what templ renders.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render renders a component into a page that depends on topics.
func Render(ctx context.Context, c Component, topics ...string) (Page, error) {
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		return Page{}, fmt.Errorf("render page: %w", err)
	}
	return Page{Body: b.Bytes(), Topics: topics}, nil
}

// kept is a page as it lies in the store, ready to be sent. Header values are slices made once, so that sending allocates
// nothing.
type kept struct {
	status           int
	body, gzip       []byte
	etag             string
	etagV, typeV     []string
	lenV, gzipLenV   []string
	dispositionV     []string
	views            *atomic.Int64
	topics           []string
	brief            bool
	uncompressedOnly bool
	open             bool
	location         string
}

var (
	gzipV  = []string{"gzip"}
	varyV  = []string{"Accept-Encoding"}
	cacheV = []string{"no-cache"} // browsers keep it, and ask each time whether it still holds
	htmlV  = []string{"text/html; charset=utf-8"}
	openV  = []string{"*"}
)

// security are the headers every answer has. Styles, scripts and pictures come from here alone.
var security = map[string][]string{
	"Content-Security-Policy":    {"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"same-origin"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
}

func pack(p Page, views *atomic.Int64) *kept {
	k := &kept{status: p.Status, location: p.To, body: p.Body, views: views, topics: p.Topics, brief: p.Brief, typeV: htmlV, open: p.Open}
	if k.status == 0 {
		k.status = http.StatusOK
	}
	if p.Type != "" {
		k.typeV = []string{p.Type}
	}
	if p.File != "" {
		k.dispositionV = []string{`attachment; filename="` + p.File + `"`}
	}
	sum := sha256.Sum256(p.Body)
	k.etag = `"` + hex.EncodeToString(sum[:12]) + `"`
	k.etagV = []string{k.etag}
	k.gzip = compress(p.Body, p.Fresh || p.Brief)
	k.uncompressedOnly = len(k.gzip) >= len(k.body)
	k.lenV, k.gzipLenV = []string{strconv.Itoa(len(k.body))}, []string{strconv.Itoa(len(k.gzip))}
	return k
}

// Compressors, since making one takes longer than using it. What is sent once is not worth the best.
var (
	best = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestCompression); return w }} // the level is valid
	fast = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return w }}       // likewise
)

func compress(body []byte, once bool) []byte {
	pool := &best
	if once {
		pool = &fast
	}
	w := pool.Get().(*gzip.Writer)
	defer pool.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func (k *kept) send(w http.ResponseWriter, r *http.Request) (status, n int) {
	h := w.Header()
	for name, v := range security {
		h[name] = v
	}
	h["Cache-Control"], h["Vary"] = cacheV, varyV
	if k.open {
		h["Access-Control-Allow-Origin"] = openV
	}
	if k.status == http.StatusOK {
		h["Etag"] = k.etagV
		if Matches(r.Header.Get("If-None-Match"), k.etag) {
			w.WriteHeader(http.StatusNotModified)
			return http.StatusNotModified, 0
		}
	}
	if k.location != "" {
		h.Set("Location", k.location)
	}
	h["Content-Type"] = k.typeV
	if k.dispositionV != nil {
		h["Content-Disposition"] = k.dispositionV
	}
	body := k.body
	if !k.uncompressedOnly && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h["Content-Encoding"], h["Content-Length"] = gzipV, k.gzipLenV
		body = k.gzip
	} else {
		h["Content-Length"] = k.lenV
	}
	if k.status != http.StatusOK {
		w.WriteHeader(k.status)
	}
	if r.Method == http.MethodHead {
		return k.status, 0
	}
	n, _ = w.Write(body) // the client has gone; nobody is left to tell
	return k.status, n
}

// Matches reports whether an If-None-Match header names the tag (RFC 9110, 13.1.2).
func Matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}

// Pages keeps rendered pages by address, each until one of its topics changes. It is safe for concurrent use.
type Pages struct {
	byURI sync.Map // request URI -> *kept

	mu      sync.Mutex
	byTopic map[string]map[string]bool // topic -> URIs
	all     room
	brief   room // of Page.Brief
	changes uint64
	views   map[string]*atomic.Int64 // by path, since the last Flush
}

// room is how much a part of the store holds.
type room struct{ pages, bytes int }

// The limits of the page store: when one is reached it starts empty again, which costs one rendering per page. Brief pages make
// room among themselves.
var (
	most      = room{20_000, 96 << 20}
	mostBrief = room{500, 16 << 20}
)

func (r *room) add(k *kept, n int) {
	r.pages += n
	r.bytes += n * (len(k.body) + len(k.gzip))
}

func (r *room) full(limit room) bool { return r.pages >= limit.pages || r.bytes >= limit.bytes }

// NewPages returns an empty store.
func NewPages() *Pages {
	return &Pages{byTopic: map[string]map[string]bool{}, views: map[string]*atomic.Int64{}}
}

// Serve answers from the store and reports whether it could.
func (ps *Pages) Serve(w http.ResponseWriter, r *http.Request) (status, n int, ok bool) {
	v, ok := ps.byURI.Load(r.RequestURI)
	if !ok {
		return 0, 0, false
	}
	k := v.(*kept)
	if r.Method == http.MethodGet {
		k.views.Add(1)
	}
	status, n = k.send(w, r)
	return status, n, true
}

// Fill makes a page with fn, keeps it if it may be kept, and answers with it.
func (ps *Pages) Fill(w http.ResponseWriter, r *http.Request, fn func(*http.Request) (Page, error)) (status, n int, err error) {
	before := ps.seen()
	p, err := fn(r)
	if err != nil {
		return 0, 0, err
	}
	k := pack(p, ps.viewsOf(r.URL.Path))
	if !p.Fresh && (p.Status == 0 || p.Status == http.StatusOK) {
		ps.keep(r.RequestURI, k, before)
	}
	if r.Method == http.MethodGet {
		k.views.Add(1)
	}
	status, n = k.send(w, r)
	return status, n, nil
}

func (ps *Pages) seen() uint64 {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.changes
}

func (ps *Pages) viewsOf(path string) *atomic.Int64 {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	v := ps.views[path]
	if v == nil {
		v = new(atomic.Int64)
		ps.views[path] = v
	}
	return v
}

// keep puts a page into the store, unless something changed while it was made: it might show what was before.
func (ps *Pages) keep(uri string, k *kept, before uint64) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.changes != before {
		return
	}
	if ps.all.full(most) {
		ps.clear()
	}
	if k.brief && ps.brief.full(mostBrief) {
		ps.forgetBrief()
	}
	if _, had := ps.byURI.Swap(uri, k); had {
		return
	}
	ps.count(k, 1)
	for _, t := range k.topics {
		if ps.byTopic[t] == nil {
			ps.byTopic[t] = map[string]bool{}
		}
		ps.byTopic[t][uri] = true
	}
}

func (ps *Pages) count(k *kept, n int) {
	ps.all.add(k, n)
	if k.brief {
		ps.brief.add(k, n)
	}
}

func (ps *Pages) clear() {
	ps.byURI.Clear()
	ps.byTopic, ps.all, ps.brief = map[string]map[string]bool{}, room{}, room{}
}

func (ps *Pages) forget(uri string) {
	v, ok := ps.byURI.LoadAndDelete(uri)
	if !ok {
		return
	}
	k := v.(*kept)
	ps.count(k, -1)
	for _, t := range k.topics {
		if delete(ps.byTopic[t], uri); len(ps.byTopic[t]) == 0 {
			delete(ps.byTopic, t)
		}
	}
}

func (ps *Pages) forgetBrief() {
	for uri, v := range ps.byURI.Range {
		if v.(*kept).brief {
			ps.forget(uri.(string))
		}
	}
}

// Drop forgets every page that depends on one of the topics; "all" forgets everything.
func (ps *Pages) Drop(topics []string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.changes++
	for _, t := range topics {
		if t == "all" {
			ps.clear()
			return
		}
		for uri := range ps.byTopic[t] {
			ps.forget(uri)
		}
		delete(ps.byTopic, t)
	}
}

// Views returns how often each path was asked for since the last call.
func (ps *Pages) Views() map[string]int64 {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	out := map[string]int64{}
	for path, v := range ps.views {
		if n := v.Swap(0); n > 0 {
			out[path] = n
		}
	}
	return out
}
