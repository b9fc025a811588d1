package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// crowd is how many slow connections there are at once: half never finish their question, half never finish reading the answer.
const crowd = 1000

// slow compares how long a visitor waits while a crowd of slow connections stands before the server, with the same without it. The crowd asks for
// a page that is kept, or for a table that goes out as it is read.
func (b *bench) slow() error {
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
	addr, path := strings.TrimPrefix(portal, "http://"), strings.TrimPrefix(article, portal)
	if _, err := fetch(article); err != nil {
		return err
	}
	for _, what := range []struct{ name, path string }{{"a page", "/credit"}, {"a table", "/credit.csv"}} {
		if _, err := fetch(portal + what.path); err != nil {
			return err
		}
		var tail [2][]float64
		least := int64(crowd)
		for range b.rounds {
			_, p99, err := load(addr, []string{path}, b.span)
			if err != nil {
				return err
			}
			tail[0] = append(tail[0], p99)
			held, stop := besiege(b.ctx, addr, what.path)
			settle(ours.pid())
			_, p99, err = load(addr, []string{path}, b.span)
			least = min(least, held())
			stop()
			if err != nil {
				return err
			}
			tail[1] = append(tail[1], p99)
			time.Sleep(time.Second) // until the last is gone
		}
		alone, crowded := median(tail[0]), median(tail[1])
		b.line(fmt.Sprintf("article, p99 among %d slow for %s", least, what.name), fmt.Sprintf("%.0f µs", crowded), fmt.Sprintf("%.0f µs", alone), crowded/alone, "≤ 2")
	}
	return nil
}

// settle waits until a crowd is there and has been answered as far as it lets itself be: what is measured is what it costs to have it, not what its
// questions cost.
func settle(pid int) {
	for range 60 {
		before := processorTime(pid)
		time.Sleep(time.Second)
		if processorTime(pid)-before < 150*time.Millisecond {
			return
		}
	}
}

// besiege opens the slow connections, and opens each again that the server has ended. held says how many there are.
func besiege(ctx context.Context, addr, path string) (held func() int64, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	var open atomic.Int64
	for i := range crowd {
		wg.Go(func() {
			for ctx.Err() == nil {
				dawdle(ctx, addr, path, i%2 == 0, &open)
			}
		})
	}
	return open.Load, func() {
		cancel()
		wg.Wait()
	}
}

// dawdle keeps one connection until it is ended: it writes a head of which every byte takes a second, or reads an answer as slowly.
func dawdle(ctx context.Context, addr, path string, writing bool, open *atomic.Int64) {
	pause := func() bool {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(time.Second):
			return true
		}
	}
	c, err := net.Dial("tcp", addr)
	if err != nil {
		pause()
		return
	}
	defer func() { _ = c.Close() }() // nothing was said that could be lost
	open.Add(1)
	defer open.Add(-1)
	head := "GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\nX-Slow: " + strings.Repeat("x", 4000)
	if writing {
		for i := range len(head) {
			if _, err := io.WriteString(c, head[i:i+1]); err != nil || !pause() {
				return
			}
		}
		return
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4 << 10) // a hint: the answer waits at the server
	}
	if _, err := io.WriteString(c, head+"\r\n\r\n"); err != nil {
		return
	}
	for one := make([]byte, 1); pause(); {
		if _, err := c.Read(one); err != nil {
			return
		}
	}
}
