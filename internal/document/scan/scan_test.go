package scan

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"gongkai/internal/document/scan/scantest"
)

var networks = []string{"unix", "tcp"}

func scanner(t *testing.T, at string, timeout time.Duration) *Scanner {
	t.Helper()
	s, err := New(at, timeout)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNewReadsAddresses(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", "tcp:scanner.example:3310"} {
		if _, err := New(at, time.Second); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	for _, at := range []string{"", "unix:", "unix:clamd.ctl", "/run/clamav/clamd.ctl", "tcp:", "tcp:3310", "tcp::3310", "tcp:localhost:", "tcp:localhost:0", "tcp:localhost:99999", "http://localhost:3310", "udp:127.0.0.1:3310"} {
		if s, err := New(at, time.Second); err == nil {
			t.Errorf("%q is taken as %+v", at, s)
		}
	}
}

// TestScanTellsWhatClamdFound, on a file that ends with a chunk, one that does not, and an empty one.
func TestScanTellsWhatClamdFound(t *testing.T) {
	t.Parallel()
	for _, network := range networks {
		clamd := scantest.Start(t, network)
		s := scanner(t, clamd.At, 10*time.Second)
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("%s: ping: %v", network, err)
		}
		for _, size := range []int{0, 1, chunk - 1, chunk, chunk + 1, 3*chunk + 17} {
			file := make([]byte, size)
			for i := range file {
				file[i] = byte(rand.Uint32())
			}
			if virus, err := s.Scan(t.Context(), iotest.HalfReader(bytes.NewReader(file))); virus != "" || err != nil {
				t.Errorf("%s: %d bytes: %q, %v", network, size, virus, err)
			}
			if !clamd.Saw(file) {
				t.Errorf("%s: %d bytes did not arrive as they are", network, size)
			}
			if virus, err := s.Scan(t.Context(), bytes.NewReader(append(file, scantest.EICAR()...))); virus != scantest.Virus || err != nil {
				t.Errorf("%s: EICAR after %d bytes: %q, %v", network, size, virus, err)
			}
		}
	}
}

// TestScanFailsClosed: whatever is not the one good answer to the whole file is an error, or a virus.
func TestScanFailsClosed(t *testing.T) {
	t.Parallel()
	answers := map[string]func(*scantest.Clamd){
		"an error":                func(c *scantest.Clamd) { c.Says("stream: Can't allocate memory ERROR\x00") },
		"too large":               func(c *scantest.Clamd) { c.Says(scantest.TooLarge) },
		"too large, hanging up":   func(c *scantest.Clamd) { c.HangsUp(scantest.TooLarge) },
		"good, without reading":   func(c *scantest.Clamd) { c.HangsUp(scantest.OK) },
		"nothing, hanging up":     func(c *scantest.Clamd) { c.HangsUp("") },
		"nothing":                 func(c *scantest.Clamd) { c.Says("") },
		"a good answer cut off":   func(c *scantest.Clamd) { c.Says("stream: OK") },
		"the beginning of it":     func(c *scantest.Clamd) { c.Says("stream: \x00") },
		"a line of another kind":  func(c *scantest.Clamd) { c.Says("stream: OK\n") },
		"more after it":           func(c *scantest.Clamd) { c.Says(scantest.OK + "stream: x FOUND\x00") },
		"another word":            func(c *scantest.Clamd) { c.Says("OK\x00") },
		"good in small letters":   func(c *scantest.Clamd) { c.Says("stream: ok\x00") },
		"found, without a name":   func(c *scantest.Clamd) { c.Says("stream:  FOUND\x00") },
		"an answer without end":   func(c *scantest.Clamd) { c.Says("stream: OK" + strings.Repeat(" ", 1<<20) + "\x00") },
		"a page":                  func(c *scantest.Clamd) { c.Says("HTTP/1.1 400 Bad Request\r\n\r\n") },
		"bytes":                   func(c *scantest.Clamd) { c.Says("\x00\x00\xff\xfe\x00") },
		"the answer to a ping":    func(c *scantest.Clamd) { c.Says("PONG\x00") },
		"it does not listen":      func(c *scantest.Clamd) { c.Stop() },
		"it does not answer":      func(c *scantest.Clamd) { c.Hangs() },
		"found, and then cut off": func(c *scantest.Clamd) { c.Says("stream: " + scantest.Virus + " FOUND") },
	}
	for _, network := range networks {
		for name, behave := range answers {
			t.Run(network+"/"+name, func(t *testing.T) {
				t.Parallel()
				clamd := scantest.Start(t, network)
				behave(clamd)
				began := time.Now()
				virus, err := scanner(t, clamd.At, 500*time.Millisecond).Scan(t.Context(), bytes.NewReader(make([]byte, 8<<20)))
				if err == nil && virus == "" {
					t.Error("the file is taken as good")
				}
				if virus != "" {
					t.Errorf("a virus is made up: %q", virus)
				}
				if took := time.Since(began); took > 20*time.Second {
					t.Errorf("took %s", took)
				}
			})
		}
	}
}

// TestScanKeepsItsTime, however the scanner hangs, and ends when who asked has gone.
func TestScanKeepsItsTime(t *testing.T) {
	t.Parallel()
	clamd := scantest.Start(t, "unix")
	clamd.Hangs()
	if _, err := scanner(t, clamd.At, 50*time.Millisecond).Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it never answers: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := scanner(t, clamd.At, time.Hour).Scan(ctx, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("who asked has gone: %v", err)
	}
	deaf := listen(t, func(net.Conn) { <-t.Context().Done() }) // never reads: what is sent piles up
	if _, err := scanner(t, deaf, 100*time.Millisecond).Scan(t.Context(), io.LimitReader(zeroes{}, 64<<20)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it never reads: %v", err)
	}
}

// TestScanTellsAVirusThatIsFoundEarly: a scanner need not read a file to its end.
func TestScanTellsAVirusThatIsFoundEarly(t *testing.T) {
	t.Parallel()
	early := listen(t, func(c net.Conn) {
		_, _ = io.WriteString(c, scantest.Found)
		_, _ = io.Copy(io.Discard, c)
	})
	if virus, err := scanner(t, early, 10*time.Second).Scan(t.Context(), io.LimitReader(zeroes{}, 8<<20)); virus != scantest.Virus || err != nil {
		t.Errorf("%q, %v", virus, err)
	}
}

// TestNameOfAVirusIsText: the name goes onto a page and into the log, and comes from outside.
func TestNameOfAVirusIsText(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"stream: Eicar-Signature(44d88612fea8a8f36de82e1278abb02f:68) FOUND": "Eicar-Signature(44d88612fea8a8f36de82e1278abb02f:68)",
		"stream: a\nlevel=INFO\x1b[2J\xff FOUND":                             "a?level=INFO?[2J?",
		"stream: " + strings.Repeat("长", 500) + " FOUND":                     strings.Repeat("长", maxName),
		"stream: FOUND FOUND":                                                "FOUND",
	} {
		if got, found := foundIn(answer); got != want || !found {
			t.Errorf("%q: %q, %v", answer, got, found)
		}
	}
}

func TestAFileThatCannotBeReadIsNotScanned(t *testing.T) {
	t.Parallel()
	clamd := scantest.Start(t, "unix")
	broken := errors.New("broken disk")
	if _, err := scanner(t, clamd.At, 10*time.Second).Scan(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestPingWantsPong(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"", "PONG", "pong\x00", "PONG\x00PONG\x00", "UNKNOWN COMMAND\x00"} {
		at := listen(t, func(c net.Conn) {
			_, _ = io.ReadFull(c, make([]byte, len("zPING\x00")))
			_, _ = io.WriteString(c, answer)
		})
		if err := scanner(t, at, 10*time.Second).Ping(t.Context()); err == nil {
			t.Errorf("%q is taken as an answer", answer)
		}
	}
	if err := scanner(t, "unix:"+filepath.Join(t.TempDir(), "none"), time.Second).Ping(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no socket: %v", err)
	}
}

// TestScansDoNotMix: many at once, each gets its own answer.
func TestScansDoNotMix(t *testing.T) {
	t.Parallel()
	for _, network := range networks {
		clamd := scantest.Start(t, network)
		s := scanner(t, clamd.At, 30*time.Second)
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				file, want := bytes.Repeat([]byte(fmt.Sprint(i, " ")), 40_000), ""
				if i%3 == 0 {
					file, want = append(file, scantest.EICAR()...), scantest.Virus
				}
				if got, err := s.Scan(t.Context(), bytes.NewReader(file)); got != want || err != nil {
					t.Errorf("%s, file %d: %q, %v", network, i, got, err)
				}
			})
		}
		all.Wait()
	}
}

// TestLargeFilesAreNotHeldInMemory counts what is allocated, so nothing else may run beside it.
func TestLargeFilesAreNotHeldInMemory(t *testing.T) {
	const size = 512 << 20
	got := make(chan int64, 1)
	at := listen(t, func(c net.Conn) {
		_, _ = io.ReadFull(c, make([]byte, len("zINSTREAM\x00")))
		var length [4]byte
		buf, total := make([]byte, chunk), int64(0)
		for {
			_, _ = io.ReadFull(c, length[:])
			n := binary.BigEndian.Uint32(length[:])
			if n == 0 || n > chunk {
				break
			}
			read, err := io.ReadFull(c, buf[:n])
			if total += int64(read); err != nil {
				break
			}
		}
		got <- total
		_, _ = io.WriteString(c, scantest.OK)
	})
	s := scanner(t, at, time.Minute)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	virus, err := s.Scan(t.Context(), io.LimitReader(zeroes{}, size))
	runtime.ReadMemStats(&after)
	if n := <-got; virus != "" || err != nil || n != size {
		t.Errorf("%q, %v, %d bytes arrived", virus, err, n)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

// listen serves one connection after another on a socket until the test ends.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				serve(c)
			}()
		}
	}()
	return "tcp:" + l.Addr().String()
}

type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
