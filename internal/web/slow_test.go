package web

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestSlowSendersAreCutOff: whoever sends byte by byte is ended by the clock, however much goes on arriving; others are answered meanwhile.
func TestSlowSendersAreCutOff(t *testing.T) {
	t.Parallel()
	form := "POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 100000\r\n\r\n"
	for name, x := range map[string]struct {
		at   string        // said at once
		drip string        // and then this, a byte at a time, without an end
		by   time.Duration // ended by then
	}{
		"a head":                  {"", "GET /a HTTP/1.1\r\nHost: a.gov.cn\r\nX: " + strings.Repeat("x", 1000), time.Second},
		"a head after its method": {"GET ", "/" + strings.Repeat("a", 1000), time.Second},
		"headers without an end":  {"GET /a HTTP/1.1\r\nHost: a.gov.cn\r\n", strings.Repeat("X: y\r\n", 300), time.Second},
		"a form":                  {form, strings.Repeat("x", 1000), 2 * time.Second},
		"a form in chunks":        {"POST /echo HTTP/1.1\r\nHost: a.gov.cn\r\nTransfer-Encoding: chunked\r\n\r\n", strings.Repeat("1\r\nx\r\n", 200), 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPipes()
				h := openHouse(t, p, false)
				defer h.stop()
				c := p.dial()
				began, silent := time.Now(), make(chan struct{})
				go func() {
					defer close(silent)
					if _, err := io.WriteString(c, x.at); err != nil {
						return // ended
					}
					for i := range len(x.drip) {
						if _, err := io.WriteString(c, x.drip[i:i+1]); err != nil {
							return // ended
						}
						time.Sleep(50 * time.Millisecond)
					}
				}()
				time.Sleep(500 * time.Millisecond)
				other := p.dial()
				if _, err := io.WriteString(other, get("/a")); err != nil {
					t.Fatal(err)
				}
				if got := firstOf(other); got != "200 OK" {
					t.Errorf("another visitor gets %s", got)
				}
				_, _ = io.Copy(io.Discard, c) // until it is ended
				if took := time.Since(began); took > x.by+100*time.Millisecond {
					t.Errorf("ended after %v, want %v", took, x.by)
				}
				_ = c.Close() // the server has closed it
				<-silent
				if err := other.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestSlowReadersAreCutOff: whoever asks and does not read is ended by the clock, and what is asked on one connection waits for no other.
func TestSlowReadersAreCutOff(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/a", "/fresh"} {
		synctest.Test(t, func(t *testing.T) {
			p := newPipes()
			h := openHouse(t, p, false)
			defer h.stop()
			c := p.dial()
			if _, err := io.WriteString(c, get(path)); err != nil {
				t.Fatal(err)
			}
			one, n := make([]byte, 1), 0
			began := time.Now()
			for {
				if _, err := c.Read(one); err != nil {
					break
				}
				n++
				time.Sleep(time.Second)
			}
			if took := time.Since(began); took > 7*time.Second {
				t.Errorf("%s: still answered after %v, at byte %d", path, took, n)
			}
			other := p.dial()
			if _, err := io.WriteString(other, get(path)); err != nil {
				t.Fatal(err)
			}
			resp, err := http.ReadResponse(bufio.NewReader(other), nil)
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("%s: another visitor gets %v", path, err)
			}
			if err := other.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
