package app

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/catalog"
	"gongkai/internal/publication"
)

// keeps reports whether a public page is in the store, without making it.
func (s *site) keeps(path string) bool {
	_, _, ok := s.current.Load().pages.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodHead, path, nil))
	return ok
}

// TestReleaseRenewsThePagesThatShowIt releases a school's notice: at once it has a page, the lists have it, and pages that do not
// show it stay as they are.
func TestReleaseRenewsThePagesThatShowIt(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	ctx := t.Context()
	id := s.result.Samples.SchoolHead
	it, err := s.app.DB.Item(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := s.app.DB.Columns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	code := func(column int64) string {
		i := slices.IndexFunc(columns, func(c catalog.Column) bool { return int64(c.ID) == column })
		return columns[i].Code
	}
	released, _, err := s.app.DB.Items(ctx, publication.Filter{States: []publication.State{publication.Released}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	page := fmt.Sprintf("/items/%d", id)
	column, unit := "/columns/"+code(it.Version.Column), "/units/yizhong"
	shows := []string{column, unit, "/columns/all", "/sitemap.xml"}
	stay := []string{"/log/key", "/robots.txt", fmt.Sprintf("/items/%d", s.result.Samples.Article)}
	renewed := append([]string{"/", "/open", "/units", "/reports/2020"}, shows...)
	for _, other := range released {
		if other.Version.Column == it.Version.Column {
			renewed = append(renewed, fmt.Sprintf("/items/%d", other.ID)) // its neighbour may be the new one
			break
		}
	}
	if int64(mustItem(t, s, s.result.Samples.Article).Version.Column) == it.Version.Column {
		t.Fatal("the sample article is in the same column; choose another")
	}

	v := s.visitor(t)
	for _, path := range append(slices.Clone(renewed), stay...) {
		if v.get(path); v.status != http.StatusOK {
			t.Fatalf("%s: %d", path, v.status)
		}
		if !s.keeps(path) {
			t.Errorf("%s is not kept", path)
		}
		conditional(t, s, path)
	}
	if v.get(page); v.status != http.StatusNotFound {
		t.Fatalf("before the release %s: %d", page, v.status)
	}
	if s.keeps(page) {
		t.Error("a page that does not exist is kept")
	}

	form := url.Values{"decision": {"pass"}, "basis": {"不涉密"}, "digest": {it.Version.Digest()}, "password": {s.password("学校负责人")}}
	s.as(t, "学校负责人").post(fmt.Sprintf("/desk/items/%d/decision", id), form).shows("已发布")
	for _, path := range renewed {
		if s.keeps(path) {
			t.Errorf("%s is still as before the release", path)
		}
	}
	for _, path := range stay {
		if !s.keeps(path) {
			t.Errorf("%s was dropped, and shows nothing of the release", path)
		}
	}
	v.get(page).shows(it.Version.Title, "发布留痕")
	for _, path := range shows {
		if v.get(path); !strings.Contains(v.body, page) {
			t.Errorf("%s does not lead to the new page", path)
		}
	}
}

func mustItem(t *testing.T, s *site, id publication.ID) *publication.Item {
	t.Helper()
	it, err := s.app.DB.Item(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return it
}

// conditional asks for one page in every way a browser or a cache does.
func conditional(t *testing.T, s *site, path string) {
	t.Helper()
	ask := func(method string, header ...string) (*http.Response, []byte) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "identity")
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }() // read to its end
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, b
	}
	whole, body := ask(http.MethodGet)
	etag := whole.Header.Get("Etag")
	if etag == "" || whole.ContentLength != int64(len(body)) || whole.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%s: tag %q, length %d of %d", path, etag, whole.ContentLength, len(body))
	}
	if resp, b := ask(http.MethodHead); resp.StatusCode != http.StatusOK || len(b) != 0 || resp.ContentLength != int64(len(body)) || resp.Header.Get("Etag") != etag {
		t.Errorf("HEAD %s: %d, length %d", path, resp.StatusCode, resp.ContentLength)
	}
	if resp, b := ask(http.MethodGet, "If-None-Match", etag); resp.StatusCode != http.StatusNotModified || len(b) != 0 {
		t.Errorf("GET %s again: %d with %d bytes", path, resp.StatusCode, len(b))
	}
	if resp, b := ask(http.MethodGet, "If-None-Match", `"another"`); resp.StatusCode != http.StatusOK || !bytes.Equal(b, body) {
		t.Errorf("GET %s with another tag: %d", path, resp.StatusCode)
	}
	resp, packed := ask(http.MethodGet, "Accept-Encoding", "gzip")
	if resp.Header.Get("Content-Encoding") != "gzip" {
		if len(body) > 1000 {
			t.Errorf("GET %s: %d bytes and not compressed", path, len(body))
		}
		return
	}
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(zr); err != nil || !bytes.Equal(b, body) {
		t.Errorf("GET %s compressed: another body, %v", path, err)
	}
}
