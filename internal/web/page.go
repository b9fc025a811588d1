package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
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

// kept is a page as it lies in the store, ready to be sent.
type kept struct {
	status        int
	etag          string
	common        http.Header // of every answer, a 304 too
	plain, packed form        // packed is empty where compressing makes it longer
	unchanged     []byte      // the headers of a 304
	views         *atomic.Int64
	visited       string // its path, as the access log has it
	topics        []string
	brief         bool
}

// form is a page in one encoding.
type form struct {
	header http.Header
	body   []byte
	wire   []byte // what follows the date in HTTP/1.1: headers and body; nil where it was not laid out
}

// head is the wire without the body.
func (f *form) head() []byte { return f.wire[:len(f.wire)-len(f.body)] }

// security are the headers every answer has. Styles, scripts and pictures come from here alone.
var security = map[string][]string{
	"Content-Security-Policy":    {"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	"X-Content-Type-Options":     {"nosniff"},
	"X-Frame-Options":            {"DENY"}, // for browsers that do not know frame-ancestors
	"Referrer-Policy":            {"same-origin"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	// Sites under the same registered name, such as the government's own, may show our pictures.
	"Cross-Origin-Resource-Policy": {"same-site"},
}

func (ps *Pages) pack(p Page, views *atomic.Int64, visited string) *kept {
	sum := sha256.Sum256(p.Body)
	k := &kept{
		status: cmp.Or(p.Status, http.StatusOK), etag: `"` + hex.EncodeToString(sum[:12]) + `"`, views: views, visited: visited, topics: p.Topics, brief: p.Brief,
		common: http.Header{"Cache-Control": {"no-cache"}, "Vary": {"Accept-Encoding"}}, // browsers keep it, and ask each time whether it still holds
	}
	maps.Copy(k.common, security)
	if ps.secure {
		k.common["Strict-Transport-Security"] = keepV
	}
	if p.Open {
		k.common.Set("Access-Control-Allow-Origin", "*")
	}
	if k.status == http.StatusOK {
		k.common.Set("Etag", k.etag)
	}
	content := k.common.Clone()
	content.Set("Content-Type", cmp.Or(p.Type, "text/html; charset=utf-8"))
	if p.File != "" {
		content.Set("Content-Disposition", `attachment; filename="`+p.File+`"`)
	}
	if p.To != "" {
		content.Set("Location", p.To)
	}
	encoded := func(body []byte, encoding string) form {
		h := content.Clone()
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if encoding != "" {
			h.Set("Content-Encoding", encoding)
		}
		return form{header: h, body: body}
	}
	k.plain = encoded(p.Body, "")
	if packed := compress(p.Body, p.Fresh || p.Brief); len(packed) < len(p.Body) {
		k.packed = encoded(packed, "gzip")
	}
	return k
}

// lay lays a page out as it is sent, before it is kept.
func (k *kept) lay() {
	k.unchanged = headerBytes(k.common)
	for _, f := range []*form{&k.plain, &k.packed} {
		if f.header != nil {
			n := len(f.body)
			f.wire = append(headerBytes(f.header), f.body...)
			f.body = f.wire[len(f.wire)-n:]
		}
	}
}

func headerBytes(h http.Header) []byte {
	var b bytes.Buffer
	_ = h.Write(&b) // a buffer takes everything
	b.WriteString("\r\n")
	return b.Bytes()
}

// as returns the page in the encoding that an Accept-Encoding header asks for.
func (k *kept) as(accept []byte) *form {
	if k.packed.header != nil && acceptsGzip(accept) {
		return &k.packed
	}
	return &k.plain
}

// acceptsGzip reports whether an Accept-Encoding header names gzip with a weight other than 0 (RFC 9110, 12.5.3).
func acceptsGzip(header []byte) bool {
	for part := range bytes.SplitSeq(header, []byte(",")) {
		coding, weight, _ := bytes.Cut(part, []byte(";"))
		if bytes.EqualFold(bytes.TrimSpace(coding), []byte("gzip")) {
			q, ok := bytes.CutPrefix(bytes.ToLower(bytes.TrimSpace(weight)), []byte("q="))
			return !ok || len(bytes.Trim(q, "0.")) > 0
		}
	}
	return false
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
	if k.status == http.StatusOK && Matches(r.Header.Get("If-None-Match"), k.etag) {
		maps.Copy(w.Header(), k.common)
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified, 0
	}
	f := k.as([]byte(r.Header.Get("Accept-Encoding")))
	maps.Copy(w.Header(), f.header)
	if k.status != http.StatusOK {
		w.WriteHeader(k.status)
	}
	if r.Method == http.MethodHead {
		return k.status, 0
	}
	n, _ = w.Write(f.body) // the client has gone; nobody is left to tell
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
	secure bool // of a site that is reached by https only

	mu      sync.RWMutex
	byURI   map[string]*kept
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
	r.bytes += n * (len(k.plain.body) + len(k.packed.body))
}

func (r *room) full(limit room) bool { return r.pages >= limit.pages || r.bytes >= limit.bytes }

// NewPages returns an empty store.
func NewPages() *Pages {
	return &Pages{byURI: map[string]*kept{}, byTopic: map[string]map[string]bool{}, views: map[string]*atomic.Int64{}}
}

// Serve answers from the store and reports whether it could.
func (ps *Pages) Serve(w http.ResponseWriter, r *http.Request) (status, n int, ok bool) {
	k := ps.find([]byte(r.RequestURI))
	if k == nil {
		return 0, 0, false
	}
	if r.Method == http.MethodGet {
		k.views.Add(1)
	}
	status, n = k.send(w, r)
	return status, n, true
}

// find returns the page that is kept for a request URI, or nil.
func (ps *Pages) find(uri []byte) *kept {
	ps.mu.RLock()
	defer ps.mu.RUnlock()
	return ps.byURI[string(uri)]
}

// Fill makes a page with fn, keeps it if it may be kept, and answers with it.
func (ps *Pages) Fill(w http.ResponseWriter, r *http.Request, fn func(*http.Request) (Page, error)) (status, n int, err error) {
	before := ps.seen()
	p, err := fn(r)
	if err != nil {
		return 0, 0, err
	}
	k := ps.pack(p, ps.viewsOf(r.URL.Path), loggedPath(r))
	if !p.Fresh && k.status == http.StatusOK && strings.HasPrefix(r.RequestURI, "/") {
		if !p.Brief { // few of those are asked for again
			k.lay()
		}
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
	ps.forget(uri) // another visitor's, made at the same time
	ps.byURI[uri] = k
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
	ps.byURI, ps.byTopic, ps.all, ps.brief = map[string]*kept{}, map[string]map[string]bool{}, room{}, room{}
}

func (ps *Pages) forget(uri string) {
	k := ps.byURI[uri]
	if k == nil {
		return
	}
	delete(ps.byURI, uri)
	ps.count(k, -1)
	for _, t := range k.topics {
		if delete(ps.byTopic[t], uri); len(ps.byTopic[t]) == 0 {
			delete(ps.byTopic, t)
		}
	}
}

func (ps *Pages) forgetBrief() {
	for uri, k := range ps.byURI {
		if k.brief {
			ps.forget(uri)
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
