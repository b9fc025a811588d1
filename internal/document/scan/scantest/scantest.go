// Package scantest is a clamd for tests. It knows one virus.
package scantest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Virus is what the scanner calls EICAR.
const Virus = "Win.Test.EICAR_HDB-1"

// Answers of clamd.
const (
	OK       = "stream: OK\x00"
	Found    = "stream: " + Virus + " FOUND\x00"
	TooLarge = "INSTREAM size limit exceeded. ERROR\x00"
)

// EICAR is the file by which scanners are tried. It is put together here, so that no scanner finds it in the sources.
func EICAR() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!` + `$H+H*`)
}

// Clamd is a scanner that listens.
type Clamd struct {
	At string // its address, as it is configured

	listener net.Listener
	hung     chan struct{} // closed at the end
	wait     sync.WaitGroup

	mu     sync.Mutex
	answer func(file []byte) string
	early  bool // it hangs up before a file is read
	silent bool // it never answers
	seen   map[[32]byte]bool
	scans  int
}

// Start starts a scanner on a socket, "unix" or "tcp". It ends with the test.
func Start(t testing.TB, network string) *Clamd {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		dir, err := os.MkdirTemp("", "clamd-") // a socket's path must be short
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) }) // a folder for temporary files
		address = filepath.Join(dir, "clamd.ctl")
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	c := &Clamd{At: network + ":" + l.Addr().String(), listener: l, hung: make(chan struct{}), seen: map[[32]byte]bool{}}
	c.Looks()
	c.wait.Go(c.serve)
	t.Cleanup(func() {
		c.Stop()
		close(c.hung)
		c.wait.Wait()
	})
	return c
}

// Looks makes it look for EICAR, as at the start.
func (c *Clamd) Looks() {
	c.set(func(file []byte) string {
		if bytes.Contains(file, EICAR()) {
			return Found
		}
		return OK
	}, false, false)
}

// Says makes it answer the same to every file.
func (c *Clamd) Says(answer string) { c.set(func([]byte) string { return answer }, false, false) }

// HangsUp makes it say something before it has read a file, and hang up.
func (c *Clamd) HangsUp(answer string) { c.set(func([]byte) string { return answer }, true, false) }

// Hangs makes it read and never answer.
func (c *Clamd) Hangs() { c.set(nil, false, true) }

func (c *Clamd) set(answer func([]byte) string, early, silent bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer, c.early, c.silent = answer, early, silent
}

// Stop makes it listen no more.
func (c *Clamd) Stop() { _ = c.listener.Close() } // a second time, it is closed

// Scans is how many files it was sent.
func (c *Clamd) Scans() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.scans
}

// Saw reports whether it was sent a file, whole.
func (c *Clamd) Saw(file []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[sha256.Sum256(file)]
}

func (c *Clamd) serve() {
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.wait.Go(func() {
			defer func() { _ = conn.Close() }()
			c.talk(conn)
		})
	}
}

func (c *Clamd) talk(conn net.Conn) {
	c.mu.Lock()
	answer, early, silent := c.answer, c.early, c.silent
	c.mu.Unlock()
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	if err != nil {
		return
	}
	file := []byte{}
	switch {
	case command == "zPING\x00":
		answer = func([]byte) string { return "PONG\x00" }
	case command != "zINSTREAM\x00":
		answer = func([]byte) string { return "UNKNOWN COMMAND\x00" }
	case !early:
		if file, err = readFile(in); err != nil {
			return
		}
		c.mu.Lock()
		c.seen[sha256.Sum256(file)] = true
		c.scans++
		c.mu.Unlock()
	}
	if silent {
		<-c.hung
		return
	}
	_, _ = io.WriteString(conn, answer(file)) // who asked may have gone
}

// readFile reads chunks up to the empty one.
func readFile(in io.Reader) ([]byte, error) {
	var file bytes.Buffer
	for {
		var n uint32
		if err := binary.Read(in, binary.BigEndian, &n); err != nil || n == 0 {
			return file.Bytes(), err
		}
		if _, err := io.CopyN(&file, in, int64(n)); err != nil {
			return nil, err
		}
	}
}
