// Command gallery writes every page in every case to a folder, as html and as pictures at 1280, 390 and 320 pixels, and
// reports pages that are wider than the window.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/internal/web/gallery"
	"gongkai/internal/web/static"
)

func main() {
	out := flag.String("o", "pages", "folder to write to")
	only := flag.String("only", "", "only cases whose name contains this")
	shots := flag.Bool("shots", true, "take pictures with chromium")
	widths := flag.String("w", "1280,390", "widths of the pictures")
	serve := flag.String("serve", "", "serve the pages at this address instead")
	flag.Parse()
	if err := run(*out, *only, *widths, *serve, *shots); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(out, only, widths, serve string, shots bool) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	var names []string
	for _, c := range gallery.Cases() {
		if !strings.Contains(c.Name, only) {
			continue
		}
		html, err := c.HTML()
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		if err := os.WriteFile(filepath.Join(out, c.Name+".html"), relative(html), 0o644); err != nil {
			return err
		}
		mux.HandleFunc("/"+c.Name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; connect-src 'self'")
			_, _ = w.Write(html) // the browser has gone
		})
		names = append(names, c.Name)
	}
	if err := writeStatic(out); err != nil {
		return err
	}
	if serve != "" {
		mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
			for _, n := range names {
				fmt.Fprintf(w, "<p><a href=%q>%s</a>", n, n)
			}
		})
		return http.ListenAndServe(serve, mux)
	}
	if !shots {
		return nil
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(ln) }() // ends with the program
	return pictures(out, "http://"+ln.Addr().String()+"/", names, widths)
}

// relative makes the addresses of static files work from a file.
func relative(html []byte) []byte {
	return []byte(strings.ReplaceAll(string(html), `"`+static.Prefix, `"static/`))
}

func writeStatic(out string) error {
	for _, f := range static.All() {
		name := filepath.Join(out, filepath.FromSlash(strings.TrimPrefix(f.URL, "/")))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Body, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// measure finds what sticks out of the window and text that is cut.
const measure = `(() => {
	const wide = [], w = document.documentElement.clientWidth;
	const inScroll = (el) => { for (let p = el.parentElement; p; p = p.parentElement) { const o = getComputedStyle(p).overflowX; if (p !== document.body && (o === 'auto' || o === 'scroll' || o === 'hidden')) return true; } return false; };
	for (const el of document.querySelectorAll('body *')) {
		const r = el.getBoundingClientRect(), s = getComputedStyle(el);
		if (!r.width || s.position === 'absolute' || el.closest('svg') && el.tagName !== 'svg') continue;
		if (r.right > w + 1 && !inScroll(el)) wide.push(el.tagName + '.' + el.className + ' ' + Math.round(r.right));
		if (el.scrollWidth > el.clientWidth + 1 && s.overflowX === 'visible' && el.clientWidth && s.display !== 'inline' && !inScroll(el) && getComputedStyle(el).overflowX !== 'auto') {
			if (el.children.length === 0) wide.push('cut ' + el.tagName + '.' + el.className + ' ' + el.textContent.slice(0, 20));
		}
	}
	return JSON.stringify({h: document.documentElement.scrollHeight, sw: document.documentElement.scrollWidth, wide: wide.slice(0, 6)});
})()`

func pictures(out, base string, names []string, widths string) error {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("hide-scrollbars", true), chromedp.ExecPath(chromium()))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	defer cancel()
	first, cancelFirst := chromedp.NewContext(alloc)
	defer cancelFirst()
	if err := chromedp.Do(first, chromedp.Navigate("about:blank")); err != nil {
		return err
	}
	work := make(chan string)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range 2 {
		wg.Go(func() {
			ctx, cancel := chromedp.NewContext(first)
			defer cancel()
			for name := range work {
				for width := range strings.SplitSeq(widths, ",") {
					if err := picture(ctx, out, base, name, width); err != nil {
						mu.Lock()
						failed = fmt.Errorf("%s at %s: %w", name, width, err)
						mu.Unlock()
					}
				}
			}
		})
	}
	for _, name := range names {
		work <- name
	}
	close(work)
	wg.Wait()
	return failed
}

func picture(ctx context.Context, out, base, name, width string) error {
	var w int64
	if _, err := fmt.Sscan(width, &w); err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(w, 900), chromedp.Navigate(base+name)); err != nil {
		return err
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](measure))
	if err != nil {
		return err
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	var m struct {
		H, SW int64
		Wide  []string
	}
	if err := json.Unmarshal([]byte(found), &m); err != nil {
		return err
	}
	if m.SW > w || len(m.Wide) > 0 {
		fmt.Printf("%s at %d: %d wide, %q\n", name, w, m.SW, m.Wide)
	}
	return os.WriteFile(filepath.Join(out, fmt.Sprintf("%s-%d.png", name, w)), png, 0o644)
}

func chromium() string {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	return "/usr/bin/chromium"
}
