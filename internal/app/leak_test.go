package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

// TestServerLeavesNothingRunning: a server that has started, answered and stopped leaves no goroutine behind, of its own or of a library's; nor do
// visitors who are in the middle of something. Not parallel: others' goroutines are none of its own.
func TestServerLeavesNothingRunning(t *testing.T) {
	before := goleak.IgnoreCurrent()
	for range 2 {
		serveOnce(t)
	}
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}

// serveOnce starts a server as serve does, has it answer, and ends it while two visitors are still there.
func serveOnce(t *testing.T) {
	t.Helper()
	cfg := Default()
	cfg.Dir, cfg.Server.Addr = t.TempDir()+"/data", "127.0.0.1:0"
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	defer stop()
	a, err := Open(ctx, cfg, Options{Cost: demoCost, Log: slog.New(slog.DiscardHandler)})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	must(a.Migrate(ctx))
	must(a.Load(ctx))
	s, err := a.NewServer(ctx, nil)
	must(err)
	at, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() {
		ended <- a.serve(ctx, s, &streams{out: io.Discard, err: io.Discard}, func(l net.Addr) error {
			at <- l
			return nil
		})
	}()
	addr := (<-at).String()
	for _, path := range []string{"/", "/search?q=x", "/desk/sign-in", "/api/v1/items", "/readyz", "/"} {
		resp, err := http.Get("http://" + addr + path)
		must(err)
		_, err = io.Copy(io.Discard, resp.Body)
		must(err)
		must(resp.Body.Close())
	}
	half, err := net.Dial("tcp", addr)
	must(err)
	_, err = io.WriteString(half, "GET / HTTP/1.1\r\nHost: ")
	must(err)
	idle, err := net.Dial("tcp", addr)
	must(err)
	_, err = fmt.Fprintf(idle, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", addr)
	must(err)
	_, err = bufio.NewReader(idle).ReadString('\n')
	must(err)
	stop()
	must(idle.Close())
	must(half.Close())
	must(<-ended)
	must(a.Close())
}
