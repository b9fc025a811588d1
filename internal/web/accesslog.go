package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// AccessLog writes a line for each request: time, address, method, path, status, bytes, microseconds. Query strings are
// left out: they may hold what a person was looking for, and so are long numbers in a path. Lines are collected in memory and written every second, so that
// a slow disk never slows an answer.
type AccessLog struct {
	w    io.Writer
	mu   sync.Mutex
	buf  []byte
	last [32]byte // the second of the last line, already formatted
	sec  int64
	n    int
}

// maxPending is how much may wait for the disk; beyond it the writer writes by itself.
const maxPending = 1 << 20

// NewAccessLog returns a log that writes to w. Run must be running.
func NewAccessLog(w io.Writer) *AccessLog { return &AccessLog{w: w, buf: make([]byte, 0, 64<<10)} }

// visit is who asked how for what, as the log has it.
type visit struct{ host, method, path string }

func visitOf(r *http.Request) visit { return visit{hostOf(r.RemoteAddr), r.Method, loggedPath(r)} }

func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

// add notes an answered request.
func (l *AccessLog) add(v visit, start time.Time, status, n int) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := now.Unix(); s != l.sec {
		l.sec, l.n = s, copy(l.last[:], now.UTC().AppendFormat(nil, "2006-01-02T15:04:05Z"))
	}
	b := append(l.buf, l.last[:l.n]...)
	b = append(append(b, ' '), v.host...)
	b = append(append(b, ' '), v.method...)
	b = strconv.AppendQuoteToASCII(append(b, ' '), v.path)
	b = strconv.AppendInt(append(b, ' '), int64(status), 10)
	b = strconv.AppendInt(append(b, ' '), int64(n), 10)
	b = strconv.AppendInt(append(b, ' '), now.Sub(start).Microseconds(), 10)
	l.buf = append(b, '\n')
	if len(l.buf) > maxPending {
		l.flush()
	}
}

// Run writes what has been collected, every second until ctx ends.
func (l *AccessLog) Run(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			l.Flush()
			return
		case <-t.C:
			l.Flush()
		}
	}
}

// Flush writes now.
func (l *AccessLog) Flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flush()
}

func (l *AccessLog) flush() {
	if len(l.buf) == 0 {
		return
	}
	_, _ = l.w.Write(l.buf) // a log that cannot be written must not stop the answers
	l.buf = l.buf[:0]
}

// longNumbers are runs of digits that could be a person's: a mobile phone number has 11.
var longNumbers = regexp.MustCompile(`[0-9]{11,}`)

// loggedPath is the path of a request without long numbers, which somebody may have typed there.
func loggedPath(r *http.Request) string { return longNumbers.ReplaceAllString(r.URL.Path, "#") }
