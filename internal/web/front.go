package web

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Serve lets srv answer on a listener. What is asked for pages that are kept is answered before srv sees it, from within the Read by
// which srv waits for the next request: one read and one write for an answer. Everything else (limits, other methods, what is written
// oddly, closing) stays net/http's. site is the site of the moment, or nil for none. See docs/adr/0012-front.md.
func Serve(srv *http.Server, l net.Listener, site func() *Site) error {
	srv.ConnState = func(c net.Conn, state http.ConnState) {
		f, ok := c.(*front)
		switch {
		case ok && state == http.StateIdle: // a request has been answered
			f.between, f.late = f.whole, 0
		case ok && state == http.StateHijacked:
			f.whole = false
		}
	}
	return srv.Serve(frontListener{l, srv, site})
}

type frontListener struct {
	net.Listener
	srv  *http.Server
	site func() *Site
}

func (l frontListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	s, ok := c.(stream)
	if err != nil || !ok {
		return c, err
	}
	return &front{stream: s, srv: l.srv, site: l.site, host: hostOf(c.RemoteAddr().String()), between: true, stopped: make(chan struct{}, 1)}, nil
}

// stream is what net/http uses of a TCP connection.
type stream interface {
	net.Conn
	CloseWrite() error
}

// front is a connection that net/http reads. While net/http is between two requests and holds no byte of the next, front reads the
// next one itself.
type front struct {
	stream
	srv  *http.Server
	site func() *Site
	host string

	begun   bool          // net/http has got its first request
	between bool          // nothing of the next request has been read
	whole   bool          // what net/http has read ends where a request ends
	late    time.Duration // how long net/http has waited for its first request while others were answered
	renewed time.Time     // when the deadlines were last moved
	ahead   []byte        // a byte of the next request that was read while net/http answered
	stopped chan struct{} // net/http no longer watches the connection

	sending sync.Mutex // held while an answer is written: closing waits for it
	out     net.Buffers
	parts   [2][]byte
}

// Read reads for net/http, which gets nothing before there is something that it has to answer.
func (c *front) Read(p []byte) (int, error) {
	if c.whole && !c.between {
		return 0, c.watch()
	}
	n := copy(p, c.ahead)
	c.ahead = c.ahead[:0]
	m, err := c.stream.Read(p[n:])
	n += m
	if !c.between { // a body, or the rest of a head: where the next request begins is known to net/http alone from here on
		return n, err
	}
	began := time.Now()
	answered := false
	for err == nil {
		var used int
		if used, err = c.answer(p[:n]); err != nil {
			return 0, io.EOF // who does not take an answer is not told so: net/http would wait for that too
		}
		answered = answered || used > 0
		if n = copy(p, p[used:n]); n > 0 || err != nil {
			break
		}
		n, err = c.stream.Read(p)
	}
	if answered && err == nil { // net/http sets the deadline for writing when it has read the request
		err = errors.Join(c.stream.SetWriteDeadline(time.Time{}), c.stream.SetReadDeadline(after(c.srv.ReadHeaderTimeout)))
	}
	if !c.begun {
		c.begun, c.late = true, time.Since(began)
	}
	h, ok := readHead(p[:n])
	c.between, c.whole = false, ok && !h.more && h.size == n
	return n, err
}

// watch waits for the client to go while net/http answers it, which reads a byte ahead for that. A byte of the next request is kept
// until that request is read.
func (c *front) watch() error {
	select {
	case <-c.stopped: // of the last time
	default:
	}
	var b [1]byte
	n, err := c.stream.Read(b[:])
	if n == 0 {
		return err
	}
	c.ahead = append(c.ahead, b[0])
	<-c.stopped
	return os.ErrDeadlineExceeded
}

// after is the time that far from now, or none for 0.
func after(d time.Duration) (t time.Time) {
	if d > 0 {
		t = time.Now().Add(d)
	}
	return t
}

// SetReadDeadline moves the deadlines of the first request, which net/http counts from when it began to wait for it.
func (c *front) SetReadDeadline(t time.Time) error {
	if !t.IsZero() {
		t = t.Add(c.late)
	}
	err := c.stream.SetReadDeadline(t)
	if !t.IsZero() && !t.After(time.Now()) {
		c.unwatch()
	}
	return err
}

func (c *front) unwatch() {
	select {
	case c.stopped <- struct{}{}:
	default:
	}
}

// Close lets an answer be written to its end, as long as the deadline lets it.
func (c *front) Close() error {
	c.sending.Lock()
	defer c.sending.Unlock()
	defer c.unwatch()
	return c.stream.Close()
}

// answer answers the requests at the beginning of b one after the other, as far as they are whole and their pages are kept. It returns
// how many bytes they are.
func (c *front) answer(b []byte) (used int, err error) {
	site := c.site()
	if site == nil {
		return 0, nil
	}
	for used < len(b) {
		h, ok := readHead(b[used:])
		if !ok || !h.plain || len(site.hosts) > 0 && !site.hosts[string(h.host)] {
			break
		}
		k := site.pages.find(h.target)
		if k == nil || k.plain.wire == nil {
			break
		}
		if err := c.send(site, k, h); err != nil {
			return used, err
		}
		used += h.size
	}
	return used, nil
}

// send writes a page in one go.
func (c *front) send(site *Site, k *kept, h head) error {
	start := time.Now()
	if start.Sub(c.renewed) > time.Second {
		c.renewed = start
		if err := c.stream.SetDeadline(after(c.srv.IdleTimeout)); err != nil {
			return err
		}
	}
	v := visit{c.host, http.MethodGet, k.visited}
	status, n := http.StatusOK, 0
	date := dateAt(start)
	first := date.ok
	var rest []byte
	switch f := k.as(h.accept); {
	case len(h.match) > 0 && Matches(string(h.match), k.etag):
		status, first, rest = http.StatusNotModified, date.unchanged, k.unchanged
	case h.bodiless:
		rest = f.head()
	default:
		rest, n = f.wire, len(f.body)
	}
	if h.bodiless {
		v.method = http.MethodHead
	} else {
		k.views.Add(1)
	}
	c.sending.Lock()
	c.parts = [2][]byte{first, rest}
	c.out = c.parts[:]
	_, err := c.out.WriteTo(c.stream)
	c.sending.Unlock()
	site.access.add(v, start, status, n)
	return err
}

// dated is how answers begin in a second.
type dated struct {
	second        int64
	ok, unchanged []byte
}

var lastDate atomic.Pointer[dated]

func dateAt(t time.Time) *dated {
	d := lastDate.Load()
	if s := t.Unix(); d == nil || d.second != s {
		line := "Date: " + t.UTC().Format(http.TimeFormat) + "\r\n"
		begin := func(status int) []byte {
			return []byte("HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) + "\r\n" + line)
		}
		d = &dated{s, begin(http.StatusOK), begin(http.StatusNotModified)}
		lastDate.Store(d)
	}
	return d
}

// head is the head of a request as far as a page from the store depends on it.
type head struct {
	size                        int // in bytes, with the empty line
	target, host, accept, match []byte
	bodiless                    bool // HEAD
	more                        bool // something follows it: a body, another protocol
	plain                       bool // nothing in it asks for more than the page
}

// readHead reads the head of an HTTP/1.1 request; ok is false where it is not whole or not written as RFC 9112 has it. It reads less
// than net/http would accept, never more.
func readHead(b []byte) (h head, ok bool) {
	end := bytes.Index(b, endOfHead)
	if end < 0 {
		return head{}, false
	}
	h.size = end + len(endOfHead)
	line, rest, _ := bytes.Cut(b[:end+2], endOfLine)
	method, line, _ := bytes.Cut(line, blank)
	target, version, _ := bytes.Cut(line, blank)
	if len(method) == 0 || len(target) == 0 || string(version) != "HTTP/1.1" {
		return head{}, false
	}
	h.target, h.bodiless = target, string(method) == http.MethodHead
	h.plain = (h.bodiless || string(method) == http.MethodGet) && target[0] == '/'
	var hosts, accepts, matches int
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, endOfLine)
		colon := bytes.IndexByte(line, ':')
		if colon <= 0 || !isToken(line[:colon]) {
			return head{}, false
		}
		name, value := line[:colon], bytes.Trim(line[colon+1:], " \t")
		if !isValue(value) {
			return head{}, false
		}
		switch {
		case named(name, "host"):
			hosts++
			h.host = value
		case named(name, "accept-encoding"):
			accepts++
			h.accept = value
		case named(name, "if-none-match"):
			matches++
			h.match = value
		case named(name, "connection"):
			h.plain = h.plain && named(value, "keep-alive")
		case named(name, "content-length"), named(name, "transfer-encoding"), named(name, "upgrade"):
			h.plain, h.more = false, true
		case named(name, "expect"):
			h.plain = false
		}
	}
	h.plain = h.plain && hosts == 1 && accepts <= 1 && matches <= 1
	return h, true
}

var (
	endOfLine = []byte("\r\n")
	endOfHead = []byte("\r\n\r\n")
	blank     = []byte(" ")
)

// named reports whether a name is one in lower case, however it is written.
func named(name []byte, lower string) bool {
	if len(name) != len(lower) {
		return false
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// isToken reports whether b is a token (RFC 9110, 5.6.2).
func isToken(b []byte) bool {
	for _, c := range b {
		if !tokens[c] {
			return false
		}
	}
	return true
}

var tokens = func() (t [256]bool) {
	for c := '0'; c <= 'z'; c++ {
		t[c] = '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
	}
	for _, c := range "!#$%&'*+-.^_`|~" {
		t[c] = true
	}
	return t
}()

// isValue reports whether b can be the value of a header: no control characters (RFC 9110, 5.5).
func isValue(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
