package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// house is a site with one kept page at /a, one that is made each time at /fresh, one that takes its time at /slow, and what echoes a
// form at /echo. A front stands before it, unless plain.
type house struct {
	site    *Site
	l       net.Listener
	reached atomic.Int64 // requests that net/http got
	gone    atomic.Int64 // clients that went while they were answered
	stop    func()
}

func openHouse(t *testing.T, l net.Listener, plain bool) *house {
	t.Helper()
	fail := func(w http.ResponseWriter, _ *http.Request, err error) (int, int) {
		http.Error(w, err.Error(), http.StatusNotFound)
		return http.StatusNotFound, 0
	}
	h := &house{l: l, site: NewSite(NewPages(), NewAccessLog(io.Discard), []string{"a.gov.cn"}, slog.New(slog.DiscardHandler), fail)}
	h.site.KeepToHTTPS()
	h.site.Public([]PublicRoute{
		{Pattern: "/a", Make: making(Page{Body: []byte(text)})},
		{Pattern: "/fresh", Make: making(Page{Body: []byte("fresh"), Fresh: true})},
	})
	h.site.Mount("/echo", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %q %v", r.Method, b, err)
	}))
	h.site.Mount("/slow", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
			h.gone.Add(1)
		case <-time.After(200 * time.Millisecond):
			_, _ = io.WriteString(w, "slow")
		}
	}))
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.reached.Add(1)
		h.site.ServeHTTP(w, r)
	})
	srv := &http.Server{Handler: counted, ReadHeaderTimeout: time.Second, ReadTimeout: 2 * time.Second, WriteTimeout: 5 * time.Second, IdleTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	ended := make(chan error, 1)
	go func() {
		if plain {
			ended <- srv.Serve(l)
			return
		}
		ended <- Serve(srv, l, func() *Site { return h.site })
	}()
	h.stop = func() {
		t.Helper()
		if err := srv.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}
	ask(t, h.site.pages, http.MethodGet, "/a", nil, making(Page{Body: []byte(text)})) // now it is kept
	h.site.pages.Views()
	return h
}

// pipes is a network in memory: with it time is the test's own, and pieces arrive one by one.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "pipe"} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- end{theirs}
	return ours
}

// end is the server's end of a pipe, of which closing one half closes both.
type end struct{ net.Conn }

func (e end) CloseWrite() error { return e.Close() }

// talk sends pieces one after the other on a new connection until the server has had enough, and returns what comes back, with the day
// left out.
func talk(p *pipes, pieces ...string) string {
	c := p.dial()
	var got bytes.Buffer
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(&got, c) // ends when either side closes
	}()
	go func() {
		for _, piece := range pieces {
			if _, err := io.WriteString(c, piece); err != nil {
				return // the other end has had enough
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	time.Sleep(time.Minute)
	_ = c.Close() // the server has closed it
	<-ended
	return date.ReplaceAllString(got.String(), "")
}

var date = regexp.MustCompile(`Date: [^\r]*\r\n`)

func get(uri string, headers ...string) string {
	return "GET " + uri + " HTTP/1.1\r\nHost: a.gov.cn\r\n" + strings.Join(append(headers, ""), "\r\n") + "\r\n"
}

func post(uri, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: %d\r\n\r\n%s", uri, len(body), body)
}

// sorted brings the headers of every answer into one order: net/http has its own.
func sorted(t *testing.T, raw string) string {
	t.Helper()
	var b strings.Builder
	r := bufio.NewReader(strings.NewReader(raw))
	for {
		if _, err := r.Peek(1); err != nil {
			return b.String()
		}
		resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodGet})
		if err != nil {
			fmt.Fprintf(&b, "unreadable: %v\n", err)
			return b.String()
		}
		body, err := io.ReadAll(resp.Body)
		fmt.Fprintf(&b, "%s %v\n%s %v\n", resp.Status, resp.Header, body, err)
	}
}

// TestFrontAnswersAsNetHTTP: whatever is sent, in whatever pieces, the answers are those of net/http alone.
func TestFrontAnswersAsNetHTTP(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256([]byte(text))
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	for name, x := range map[string]struct {
		pieces  []string
		reached int64 // requests that net/http must get
	}{
		"kept":                       {[]string{get("/a")}, 0},
		"kept, compressed":           {[]string{get("/a", "Accept-Encoding: br, gzip;q=0.5")}, 0},
		"kept, not compressed":       {[]string{get("/a", "Accept-Encoding: gzip;q=0, br")}, 0},
		"kept, known":                {[]string{get("/a", "If-None-Match: "+etag)}, 0},
		"kept, another known":        {[]string{get("/a", `If-None-Match: "x"`)}, 0},
		"kept, a part of it":         {[]string{get("/a", "Range: bytes=0-9")}, 0},
		"kept, twice":                {[]string{get("/a"), get("/a")}, 0},
		"kept, at once":              {[]string{get("/a") + get("/a") + get("/a", "Accept-Encoding: gzip")}, 0},
		"kept, with a cookie":        {[]string{get("/a", "Cookie: __Host-sight=large", "user-agent: x")}, 0},
		"made":                       {[]string{get("/fresh")}, 1},
		"made between":               {[]string{get("/a"), get("/fresh"), get("/a"), get("/a"), get("/fresh"), get("/a")}, 2},
		"made between, at once":      {[]string{get("/a") + get("/fresh") + get("/a")}, 2},
		"asked while answered":       {[]string{get("/slow"), get("/a"), get("/a")}, 1},
		"asked at once while":        {[]string{get("/slow") + get("/a"), get("/a")}, 3},
		"a form while answered":      {[]string{get("/slow"), post("/echo", "x=1"), get("/a")}, 3},
		"unknown":                    {[]string{get("/b"), get("/a")}, 1},
		"a form":                     {[]string{post("/echo", "x=1"), get("/a")}, 2},
		"a form after a page":        {[]string{get("/a"), post("/echo", "x=1")}, 1},
		"a form in two":              {[]string{"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 3\r\n\r\n", "x=1", get("/a")}, 2},
		"a form that is a request":   {[]string{"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: " + fmt.Sprint(len(get("/a"))) + "\r\n\r\n", get("/a"), get("/a")}, 2},
		"in chunks":                  {[]string{"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nx=1\r\n0\r\n\r\n", get("/a")}, 2},
		"in chunks that are one":     {[]string{"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nTransfer-Encoding: chunked\r\n\r\n", fmt.Sprintf("%x\r\n", len(get("/a"))), get("/a"), "\r\n0\r\n\r\n", get("/a")}, 2},
		"a head in pieces":           {[]string{"GET /a HT", "TP/1.1\r\nHost: a.gov", ".cn\r\n\r\n", get("/a")}, 2},
		"a head that ends in one":    {[]string{"POST /echo HTTP/1.1\r\nX: ", get("/a"), get("/a")}, 2},
		"the end of a head is one":   {[]string{get("/a") + "POST /echo HTTP/1.1\r\nX: ", get("/a"), get("/a")}, 2},
		"the end of a made one is":   {[]string{get("/fresh") + "POST /echo HTTP/1.1\r\nX: ", get("/a"), get("/a")}, 3},
		"a body on GET":              {[]string{"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 5\r\n\r\nGET /", get("/a")}, 2},
		"expected first":             {[]string{"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\nExpect: 100-continue\r\n\r\n"}, 1},
		"to be closed":               {[]string{get("/a", "Connection: close") + get("/a")}, 1},
		"to be kept":                 {[]string{get("/a", "Connection: Keep-Alive")}, 0},
		"HTTP/1.0":                   {[]string{"GET /a HTTP/1.0\r\nHost: a.gov.cn\r\n\r\n"}, 1},
		"no host":                    {[]string{"GET /a HTTP/1.1\r\n\r\n"}, 0},
		"two hosts":                  {[]string{"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\nHost: a.gov.cn\r\n\r\n"}, 0},
		"another host":               {[]string{"GET /a HTTP/1.1\r\nHost: b.gov.cn\r\n\r\n"}, 1},
		"an absolute address":        {[]string{"GET http://a.gov.cn/a HTTP/1.1\r\nHost: a.gov.cn\r\n\r\n"}, 1},
		"line ends without returns":  {[]string{"GET /a HTTP/1.1\nHost: a.gov.cn\n\n"}, 1},
		"a folded line":              {[]string{"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\nX: a\r\n b\r\n\r\n"}, 1},
		"a blank before the colon":   {[]string{"GET /a HTTP/1.1\r\nHost : a.gov.cn\r\n\r\n"}, 0},
		"no name":                    {[]string{"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\n: x\r\n\r\n"}, 0},
		"a control character":        {[]string{"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\nX: a\x00b\r\n\r\n"}, 0},
		"two lengths":                {[]string{"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nx=1"}, 0},
		"a length and chunks":        {[]string{"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/a")}, 2},
		"a blank line before":        {[]string{"\r\n" + get("/a")}, 0},
		"another method":             {[]string{"DELETE /a HTTP/1.1\r\nHost: a.gov.cn\r\n\r\n", get("/a")}, 1},
		"a word in lower case":       {[]string{"get /a HTTP/1.1\r\nHost: a.gov.cn\r\n\r\n"}, 1},
		"no request at all":          {[]string{"hello\r\n\r\n"}, 0},
		"nothing":                    {[]string{""}, 0},
		"a head longer than a piece": {[]string{get("/a", "X: "+strings.Repeat("x", 6000)), get("/a")}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				converse := func(plain bool) (answers string, reached int64) {
					p := newPipes()
					h := openHouse(t, p, plain)
					defer h.stop()
					return sorted(t, talk(p, x.pieces...)), h.reached.Load()
				}
				want, _ := converse(true)
				got, n := converse(false)
				if got != want {
					t.Errorf("answered\n%s\nnet/http\n%s", got, want)
				}
				if n != x.reached {
					t.Errorf("net/http got %d requests, want %d", n, x.reached)
				}
			})
		})
	}
}

// TestFrontBehindAProxy: browsers that speak HTTP/2 to a proxy get what the front has, over connections that the proxy keeps.
func TestFrontBehindAProxy(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t, l, false)
	defer h.stop()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	to := &url.URL{Scheme: "http", Host: l.Addr().String()}
	proxy := httptest.NewUnstartedServer(&httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = "a.gov.cn"
		r.SetXForwarded()
	}})
	proxy.EnableHTTP2 = true
	proxy.StartTLS()
	defer proxy.Close()
	for _, path := range []string{"/a", "/fresh", "/a", "/a"} {
		resp, err := proxy.Client().Get(proxy.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		if err = errors.Join(err, resp.Body.Close()); err != nil || resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK || path == "/a" && string(b) != text {
			t.Errorf("%s: %s %s, %d bytes, %v", path, resp.Proto, resp.Status, len(b), err)
		}
	}
	if n := h.reached.Load(); n != 1 {
		t.Errorf("net/http got %d requests, want the one for /fresh", n)
	}
}

func TestFrontAnswersHead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		h := openHouse(t, p, false)
		defer h.stop()
		raw := talk(p, strings.Replace(get("/a", "Accept-Encoding: gzip"), "GET", "HEAD", 1))
		resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(raw)), &http.Request{Method: http.MethodHead})
		if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Encoding") != "gzip" || resp.ContentLength <= 0 || !strings.HasSuffix(raw, "\r\n\r\n") {
			t.Errorf("%v, %q", err, raw)
		}
		if n := h.reached.Load(); n != 0 {
			t.Errorf("net/http got %d", n)
		}
		if got := h.site.pages.Views(); len(got) != 0 {
			t.Errorf("views %v", got)
		}
	})
}

// TestFrontKeepsTheClocks: whoever is silent, or sends half a head, is cut off when net/http would; a form may follow long after the first
// page.
func TestFrontKeepsTheClocks(t *testing.T) {
	t.Parallel()
	form := "POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 3\r\n\r\n"
	for name, x := range map[string]struct {
		before []string // each answered
		pause  time.Duration
		last   []string      // pieces
		want   string        // how the last answer begins
		ends   string        // and ends
		closed time.Duration // after the last word
	}{
		"silent after a page":         {nil, 0, []string{get("/a")}, "HTTP/1.1 200", "", 5 * time.Second},
		"silent after a made page":    {nil, 0, []string{get("/fresh")}, "HTTP/1.1 200", "", 5 * time.Second},
		"half a head":                 {nil, 0, []string{"GET /a HTTP/1.1\r\nHo"}, "HTTP/1.1 400", "", time.Second},
		"half a head after a page":    {[]string{get("/a")}, 0, []string{"GET /a HTTP/1.1\r\nHo"}, "HTTP/1.1 400", "", time.Second},
		"half a form":                 {nil, 0, []string{form, "x"}, "HTTP/1.1 200", "timeout", 2 * time.Second},
		"half a form after a page":    {[]string{get("/a")}, 0, []string{form, "x"}, "HTTP/1.1 200", "timeout", 2 * time.Second},
		"a form past the time to ask": {[]string{get("/a"), get("/a"), get("/a")}, 4 * time.Second, []string{form, "x=1"}, "HTTP/1.1 200", `"x=1" <nil>`, 5 * time.Second},
		"pages past the time to ask":  {[]string{get("/a"), get("/a")}, 4 * time.Second, []string{get("/a")}, "HTTP/1.1 200", "", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPipes()
				h := openHouse(t, p, false)
				defer h.stop()
				c := p.dial()
				say := func(words string) {
					if _, err := io.WriteString(c, words); err != nil {
						t.Fatal(err)
					}
				}
				for i, words := range x.before {
					say(words)
					if got := firstOf(c); got != "200 OK" {
						t.Errorf("answer %d: %s", i, got)
					}
					time.Sleep(x.pause)
				}
				for _, words := range x.last {
					say(words)
				}
				said := time.Now()
				rest, err := io.ReadAll(c)
				if took := time.Since(said); err != nil || !strings.HasPrefix(string(rest), x.want) || !strings.HasSuffix(string(rest), x.ends) || took != x.closed {
					t.Errorf("%q after %v, %v; want %s … %s after %v", rest, took, err, x.want, x.ends, x.closed)
				}
			})
		})
	}
}

// firstOf reads one answer.
func firstOf(c net.Conn) string {
	resp, err := http.ReadResponse(bufio.NewReaderSize(c, 1), nil)
	if err != nil {
		return err.Error()
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err.Error()
	}
	return resp.Status
}

// TestFrontNoticesWhoGoes: work for somebody who is gone is given up.
func TestFrontNoticesWhoGoes(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", get("/a"), get("/fresh")} {
		synctest.Test(t, func(t *testing.T) {
			p := newPipes()
			h := openHouse(t, p, false)
			defer h.stop()
			c := p.dial()
			if before != "" {
				if _, err := io.WriteString(c, before); err != nil {
					t.Fatal(err)
				}
				firstOf(c)
			}
			if _, err := io.WriteString(c, get("/slow")); err != nil {
				t.Fatal(err)
			}
			synctest.Wait() // it is being answered
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if n := h.gone.Load(); n != 1 {
				t.Errorf("after %q: not noticed", before)
			}
		})
	}
}

// FuzzReadHead: what is answered before net/http sees it is a request of one meaning, and net/http reads the same in it.
func FuzzReadHead(f *testing.F) {
	for _, s := range []string{get("/a"), get("/a", "Accept-Encoding: gzip", `If-None-Match: "x"`), post("/echo", "x"), "GET /a HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", get("/a", "Accept-Encoding:", "Accept-Encoding: gzip"), "HEAD /?a=%e4 HTTP/1.1\r\nhOST:a\r\nConnection: close\r\n\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, ok := readHead(b)
		if !ok || !h.plain {
			return
		}
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(b[:h.size])))
		if err != nil {
			if strings.Contains(err.Error(), "parse") {
				return // an address that is none: no page is kept for it
			}
			t.Fatalf("%q: %v", b[:h.size], err)
		}
		method := http.MethodGet
		if h.bodiless {
			method = http.MethodHead
		}
		if r.Method != method || r.RequestURI != string(h.target) || r.Host != string(h.host) || r.ContentLength != 0 || r.Close || len(r.TransferEncoding) > 0 {
			t.Errorf("%q: read as %s %s of %s, %d bytes follow", b[:h.size], r.Method, r.RequestURI, r.Host, r.ContentLength)
		}
		if r.Header.Get("Accept-Encoding") != string(h.accept) || r.Header.Get("If-None-Match") != string(h.match) {
			t.Errorf("%q: other headers: %v", b[:h.size], r.Header)
		}
	})
}
