package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many browsers ask at once; each waits for its answer before it asks again.
const connections = 16

// http compares the portal with the least that net/http can do: the same compressed bytes, from memory.
func (b *bench) http() error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	ours, line, err := b.demo(1, dir)
	if err != nil {
		return err
	}
	defer ours.stop()
	portal, _ := line["portal"].(string)
	samples, _ := line["samples"].(map[string]any)
	article, _ := samples["article"].(string)
	addr := strings.TrimPrefix(portal, "http://")
	runtime.GOMAXPROCS(1)
	for _, page := range []struct{ name, path string }{
		{"article page", strings.TrimPrefix(article, portal)}, {"list of 50 rows", "/credit"},
	} {
		body, err := fetch(portal + page.path)
		if err != nil {
			return err
		}
		file := dir + "/body"
		if err := os.WriteFile(file, body, 0o600); err != nil {
			return err
		}
		yard, err := b.start(1, "-minimal", file)
		if err != nil {
			return err
		}
		yardAddr, err := yard.line()
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s, %.1f KB gzip", page.name, float64(len(body))/1000)
		us := side{addr, ours.pid(), []string{page.path}}
		err = b.compareAll(name, us, side{strings.TrimSpace(yardAddr), yard.pid(), us.paths}, "≥ 0.8 of minimal net/http", "≤ 2")
		yard.stop()
		if err != nil {
			return err
		}
		if err := b.nginx(name, us, filepath.Dir(dir), body); err != nil {
			return err
		}
	}
	return nil
}

// side is a server with the pages it is asked for in turn.
type side struct {
	addr  string
	pid   int
	paths []string
}

// compareAll asks both sides in turn. Promises that are empty are not lines of the table. What other work on the machine does to the
// rates it does to processor time far less.
func (b *bench) compareAll(what string, ours, yard side, ratePromise, tailPromise string) error {
	var rate, tail, spent [2][]float64
	for range b.rounds {
		for i, s := range []side{ours, yard} {
			before := processorTime(s.pid)
			n, p99, err := load(s.addr, s.paths, b.span)
			if err != nil {
				return err
			}
			rate[i], tail[i] = append(rate[i], n), append(tail[i], p99)
			spent[i] = append(spent[i], (processorTime(s.pid)-before).Seconds()*1e6/(n*b.span.Seconds()))
		}
	}
	if r, y := median(rate[0]), median(rate[1]); ratePromise != "" {
		b.line(what+", requests/s", fmt.Sprintf("%.0f", r), fmt.Sprintf("%.0f", y), r/y, ratePromise)
		t, u := median(spent[0]), median(spent[1])
		b.line(what+", processor time", fmt.Sprintf("%.1f µs", t), fmt.Sprintf("%.1f µs", u), t/u, "—")
	}
	if t, u := median(tail[0]), median(tail[1]); tailPromise != "" {
		b.line(what+", p99", fmt.Sprintf("%.0f µs", t), fmt.Sprintf("%.0f µs", u), t/u, tailPromise)
	}
	return nil
}

// processorTime is what a process and its children have used of a processor.
func processorTime(pid int) time.Duration {
	const tick = 10 * time.Millisecond // of Linux on all machines of today
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name before it may hold anything
	f := strings.Fields(after)
	user, _ := strconv.Atoi(f[11])   // proc(5): utime
	system, _ := strconv.Atoi(f[12]) // stime
	sum := time.Duration(user+system) * tick
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // none where it is not told
	for _, child := range strings.Fields(string(children)) {
		if n, err := strconv.Atoi(child); err == nil {
			sum += processorTime(n)
		}
	}
	return sum
}

// fetch returns the compressed body of a page.
func fetch(url string) ([]byte, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(resp.Body)
	return b, errors.Join(err, resp.Body.Close())
}

// minimalChild answers every request with the same bytes.
func minimalChild(args []string) error {
	body, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	length := strconv.Itoa(len(body))
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", length)
		_, _ = w.Write(body) // the measuring side counts what arrives
	}))
}

// load asks for pages in turn on several connections for a while and returns answers per second and the 99th percentile in µs.
func load(addr string, paths []string, span time.Duration) (rate, p99 float64, err error) {
	requests := make([][]byte, len(paths))
	for i, path := range paths {
		requests[i] = []byte("GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\nAccept-Encoding: gzip\r\nUser-Agent: bench\r\n\r\n")
	}
	var next atomic.Int64
	var mu sync.Mutex
	var all []float64
	var errs []error
	var wg sync.WaitGroup
	end := time.Now().Add(span)
	for range connections {
		wg.Go(func() {
			times, err := ask(addr, requests, &next, end)
			mu.Lock()
			defer mu.Unlock()
			all, errs = append(all, times...), append(errs, err)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return 0, 0, err
	}
	slices.Sort(all)
	return float64(len(all)) / span.Seconds(), all[len(all)*99/100], nil
}

func ask(addr string, requests [][]byte, next *atomic.Int64, end time.Time) ([]float64, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }() // nothing was written that could be lost
	r := bufio.NewReaderSize(c, 64<<10)
	var times []float64
	for time.Now().Before(end) {
		start := time.Now()
		if _, err := c.Write(requests[int(next.Add(1))%len(requests)]); err != nil {
			return nil, err
		}
		if err := skipAnswer(r); err != nil {
			return nil, err
		}
		times = append(times, float64(time.Since(start).Nanoseconds())/1000)
	}
	return times, nil
}

// skipAnswer reads one answer as cheaply as can be.
func skipAnswer(r *bufio.Reader) error {
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if length == -1 && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			return fmt.Errorf("answered %q", line)
		}
		if length == -1 {
			length = 0
		}
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(v))); err != nil {
				return err
			}
		}
		if len(line) <= 2 {
			_, err := r.Discard(length)
			return err
		}
	}
}
