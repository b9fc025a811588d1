// Package offline copies a site into plain files: every page that can be reached, with links that work from a folder as from a web
// server, and a list of checksums. It asks the site's own handler, so that a copy shows what a visitor sees. What only a server
// can answer, such as a filter, leads to the site itself.
package offline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gongkai/internal/fault"
)

// Sums is the file that lists the checksum of every other one, for sha256sum -c.
const Sums = "SHA256SUMS"

// ErrNotEmpty reports a folder that holds something already.
var ErrNotEmpty = fault.New(fault.Conflict, "export-not-empty", "目录里已有内容，没有导出。请换一个空目录或者新目录。")

// Copy is a site to be copied.
type Copy struct {
	Site     http.Handler
	URL      string             // of the site, without a slash at its end; where what stays behind leads to
	Start    []string           // addresses from which all others are found
	Left     []string           // prefixes of addresses that stay behind
	Progress func(done, to int) // nil: nobody looks
}

// Summary is what was copied.
type Summary struct {
	Pages  int      `json:"pages"`
	Files  int      `json:"files"`
	Bytes  int64    `json:"bytes"`
	Broken []string `json:"broken"` // addresses that pages lead to and the site does not answer
}

// run is a copy under way.
type run struct {
	Copy
	dir   string            // where it is written
	queue []string          // addresses found
	place map[string]string // address -> its file below dir; "" until it is known
	alias map[string]string // address -> the one it leads to
	pages []string          // addresses of html pages
	out   Summary
}

// Write copies the site into a folder that does not exist yet or is empty. It appears there whole or not at all.
func (c Copy) Write(ctx context.Context, dir string) (out Summary, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return out, fmt.Errorf("look into %s: %w", dir, err)
	}
	if len(entries) > 0 {
		return out, fmt.Errorf("copy into %s: %w", dir, ErrNotEmpty)
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return out, fmt.Errorf("make folder: %w", err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-*")
	if err != nil {
		return out, fmt.Errorf("make folder: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temp))
		}
	}()
	r := &run{Copy: c, dir: temp, place: map[string]string{}, alias: map[string]string{}, out: Summary{Broken: []string{}}}
	if err := r.fetchAll(ctx); err != nil {
		return out, err
	}
	if err := r.linkAll(ctx); err != nil {
		return out, err
	}
	if err := r.sum(); err != nil {
		return out, err
	}
	slices.Sort(r.out.Broken)
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return out, fmt.Errorf("copy into %s: %w", dir, err)
	}
	if err := errors.Join(os.Chmod(temp, 0o755), os.Rename(temp, dir)); err != nil {
		return out, fmt.Errorf("copy into %s: %w", dir, err)
	}
	return r.out, nil
}

// fetchAll asks for everything that can be reached and writes it down as it comes.
func (r *run) fetchAll(ctx context.Context) error {
	for _, at := range r.Start {
		r.add(at)
	}
	for i := 0; i < len(r.queue); i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.fetch(ctx, r.queue[i]); err != nil {
			return err
		}
		if r.Progress != nil {
			r.Progress(i+1, len(r.queue))
		}
	}
	return nil
}

// add takes an address into the copy, unless it stays behind.
func (r *run) add(at string) {
	if _, seen := r.place[at]; !seen && r.taken(at) {
		r.place[at] = ""
		r.queue = append(r.queue, at)
	}
}

// kept are the queries that make a page of their own here; all others are filters.
var kept = regexp.MustCompile(`^(page|part|entry)=[0-9]{1,9}$`)

func (r *run) taken(at string) bool {
	p, query, has := strings.Cut(at, "?")
	if has && !kept.MatchString(query) {
		return false
	}
	for _, left := range r.Left {
		if p == left || strings.HasPrefix(p, left+"/") {
			return false
		}
	}
	return true
}

// answer is what the site answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answer) Header() http.Header { return w.header }

func (w *answer) WriteHeader(status int) { w.status = status }

func (w *answer) Write(b []byte) (int, error) { return w.body.Write(b) }

func (r *run) ask(ctx context.Context, at string) (w *answer, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("copy %s: the answer broke off: %v", at, v)
		}
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, fmt.Errorf("copy %s: %w", at, err)
	}
	if u, err := url.Parse(r.URL); err == nil {
		req.Host = u.Host
	}
	req.RequestURI, req.RemoteAddr = at, "127.0.0.1:0"
	w = &answer{header: http.Header{}, status: http.StatusOK}
	r.Site.ServeHTTP(w, req)
	return w, nil
}

func (r *run) fetch(ctx context.Context, at string) error {
	w, err := r.ask(ctx, at)
	if err != nil {
		return err
	}
	kind, _, err := mime.ParseMediaType(w.header.Get("Content-Type"))
	switch {
	case w.status >= 300 && w.status < 400:
		to := own(at, w.header.Get("Location"))
		r.alias[at] = to
		r.add(to)
		return nil
	case w.status == http.StatusGone && kind == "text/html": // the stub says what was there, and why it is gone
	case w.status != http.StatusOK || err != nil:
		if w.status >= http.StatusInternalServerError {
			return fmt.Errorf("copy %s: the site answers %d", at, w.status)
		}
		r.out.Broken = append(r.out.Broken, at)
		return nil
	}
	name := fileOf(at, kind, w.header.Get("Content-Disposition"))
	r.place[at] = name
	switch kind {
	case "text/html":
		r.pages = append(r.pages, at)
		r.out.Pages++
		relink(w.body.Bytes(), func(tag, link string) string {
			if tag != "form" {
				r.add(own(at, link))
			}
			return link
		})
	case "application/xml": // the map of the site names what no page may lead to
		for _, m := range mapped.FindAllSubmatch(w.body.Bytes(), -1) {
			if at := strings.TrimPrefix(string(m[1]), r.URL); at != string(m[1]) {
				r.add(own(at, at))
			}
		}
	}
	return r.write(name, w.body.Bytes())
}

var mapped = regexp.MustCompile(`<loc>([^<]+)</loc>`)

// own is where a link of a page leads, as the copy knows it: with the path of the page before a query, and without a fragment. The first
// page of a list is the list.
func own(page, link string) string {
	link, _, _ = strings.Cut(link, "#")
	if strings.HasPrefix(link, "?") {
		page, _, _ = strings.Cut(page, "?")
		link = page + link
	}
	return strings.TrimSuffix(link, "?page=1")
}

// fileOf is the file of an address: a page is the index of a folder, so that the addresses of the site work on a server of files.
func fileOf(at, kind, disposition string) string {
	p, query, has := strings.Cut(at, "?")
	p = strings.Trim(p, "/")
	variant := strings.ReplaceAll(query, "=", "-") // page-2
	if kind == "text/html" {
		if has {
			return path.Join(p, variant+".html")
		}
		return path.Join(p, "index.html")
	}
	ext := path.Ext(p)
	if _, params, err := mime.ParseMediaType(disposition); err == nil && ext == "" {
		ext = path.Ext(params["filename"])
		p += ext
	}
	if has {
		p = strings.TrimSuffix(p, ext) + "." + variant + ext
	}
	return p
}

// write puts a file below the folder; nothing the site names can lead out of it.
func (r *run) write(name string, body []byte) error {
	to := filepath.FromSlash(name)
	if !filepath.IsLocal(to) || strings.ContainsAny(name, "\\\n\r:") {
		return fmt.Errorf("copy %q: no name for a file", name)
	}
	to = filepath.Join(r.dir, to)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("copy %s: %w", name, err)
	}
	if err := os.WriteFile(to, body, 0o644); err != nil {
		return fmt.Errorf("copy %s: %w", name, err)
	}
	return nil
}

// linkAll makes the links of every page lead to files.
func (r *run) linkAll(ctx context.Context) error {
	for _, at := range r.pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := r.place[at]
		b, err := os.ReadFile(filepath.Join(r.dir, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("link %s: %w", name, err)
		}
		if err := r.write(name, relink(b, func(tag, link string) string { return r.lead(at, tag, link) })); err != nil {
			return err
		}
	}
	return nil
}

// lead is where a link of a page leads: to a file, or to the site where there is none. A form asks the site.
func (r *run) lead(page, tag, link string) string {
	to := own(page, link)
	away := r.URL + link
	if strings.HasPrefix(link, "?") {
		away = r.URL + to
	}
	if tag == "form" {
		return away
	}
	_, fragment, has := strings.Cut(link, "#")
	for range 5 { // a chain of redirects is short
		if next, ok := r.alias[to]; ok {
			to = next
		}
	}
	if has {
		fragment = "#" + fragment
	}
	name := r.place[to]
	if name == "" {
		return away
	}
	rel, err := filepath.Rel(filepath.FromSlash(path.Dir(r.place[page])), filepath.FromSlash(name))
	if err != nil {
		return away
	}
	return (&url.URL{Path: filepath.ToSlash(rel)}).String() + fragment
}

// sum lists the checksums of all files.
func (r *run) sum() error {
	var b bytes.Buffer
	err := filepath.WalkDir(r.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(r.dir, name)
		if err != nil {
			return err
		}
		r.out.Files++
		r.out.Bytes += int64(len(body))
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(body), filepath.ToSlash(rel))
		return nil
	})
	if err != nil {
		return fmt.Errorf("sum up: %w", err)
	}
	return r.write(Sums, b.Bytes())
}
