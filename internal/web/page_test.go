package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/agency"
)

var text = strings.Repeat("<p>主动公开</p>\n", 100)

// ask asks for a page: from the store, or else made by fn. It reports whether the store had it.
func ask(t *testing.T, ps *Pages, method, uri string, header http.Header, fn func(*http.Request) (Page, error)) (*httptest.ResponseRecorder, bool) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, uri, nil)
	for name, v := range header {
		r.Header[name] = v
	}
	w := httptest.NewRecorder()
	if _, _, ok := ps.Serve(w, r); ok {
		return w, true
	}
	if fn == nil {
		return w, false
	}
	if _, _, err := ps.Fill(w, r, fn); err != nil {
		t.Fatal(err)
	}
	return w, false
}

func making(p Page) func(*http.Request) (Page, error) {
	return func(*http.Request) (Page, error) { return p, nil }
}

func TestPageIsMadeOnceAndServedByAddress(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	w, kept := ask(t, ps, http.MethodGet, "/a?p=1", nil, making(Page{Body: []byte(text)}))
	if kept || w.Body.String() != text {
		t.Fatalf("first: kept %v", kept)
	}
	again, kept := ask(t, ps, http.MethodGet, "/a?p=1", nil, nil)
	if !kept || again.Body.String() != text {
		t.Errorf("second: kept %v", kept)
	}
	if diff := cmp.Diff(w.Header(), again.Header()); diff != "" {
		t.Errorf("the same page with other headers: %s", diff)
	}
	if _, kept := ask(t, ps, http.MethodGet, "/a?p=2", nil, nil); kept {
		t.Error("another query got the same page")
	}
	if got := ps.Views(); got["/a"] != 2 || len(got) != 1 {
		t.Errorf("views %v", got)
	}
	if got := ps.Views(); len(got) != 0 {
		t.Errorf("views counted twice: %v", got)
	}
}

func TestPageIsCompressedForThoseWhoAsk(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	fill := making(Page{Body: []byte(text)})
	for _, accept := range []string{"", "gzip", "br, gzip;q=0.8", "br"} {
		w, _ := ask(t, ps, http.MethodGet, "/a", http.Header{"Accept-Encoding": {accept}}, fill)
		if n := w.Header().Get("Content-Length"); n != strconv.Itoa(w.Body.Len()) {
			t.Errorf("%q: Content-Length %s of %d", accept, n, w.Body.Len())
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", accept, w.Header().Get("Vary"))
		}
		got := w.Body.Bytes()
		if want := strings.Contains(accept, "gzip"); (w.Header().Get("Content-Encoding") == "gzip") != want {
			t.Errorf("%q: Content-Encoding %q", accept, w.Header().Get("Content-Encoding"))
		} else if want {
			zr, err := gzip.NewReader(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if got, err = io.ReadAll(zr); err != nil {
				t.Fatal(err)
			}
		}
		if string(got) != text {
			t.Errorf("%q: another body", accept)
		}
	}
	w, _ := ask(t, ps, http.MethodGet, "/short", http.Header{"Accept-Encoding": {"gzip"}}, making(Page{Body: []byte("短")}))
	if w.Header().Get("Content-Encoding") != "" || w.Body.String() != "短" {
		t.Error("compressed what compression makes longer")
	}
}

func TestPageIsNotSentAgainToWhoHasIt(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	w, _ := ask(t, ps, http.MethodGet, "/a", nil, making(Page{Body: []byte(text)}))
	etag := w.Header().Get("Etag")
	for header, want := range map[string]int{
		etag: 304, "W/" + etag: 304, `"x", ` + etag: 304, "*": 304, `"x"`: 200, strings.Trim(etag, `"`): 200, "": 200,
	} {
		w, _ := ask(t, ps, http.MethodGet, "/a", http.Header{"If-None-Match": {header}}, nil)
		if w.Code != want || want == 304 && (w.Body.Len() > 0 || w.Header().Get("Etag") != etag) {
			t.Errorf("If-None-Match %s: %d with %d bytes, want %d", header, w.Code, w.Body.Len(), want)
		}
	}
	ps.Drop([]string{"all"})
	other, _ := ask(t, ps, http.MethodGet, "/a", http.Header{"If-None-Match": {etag}}, making(Page{Body: []byte("新")}))
	if other.Code != http.StatusOK || other.Body.String() != "新" {
		t.Errorf("a changed page: %d %s", other.Code, other.Body)
	}
}

func TestHeadHasTheHeadersAndNoBody(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	fill := making(Page{Body: []byte(text)})
	for _, when := range []string{"made", "kept"} {
		w, _ := ask(t, ps, http.MethodHead, "/a", nil, fill)
		if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") != strconv.Itoa(len(text)) {
			t.Errorf("%s: %d, %d bytes, %v", when, w.Code, w.Body.Len(), w.Header())
		}
	}
	if got := ps.Views(); len(got) != 0 {
		t.Errorf("HEAD counted as a view: %v", got)
	}
}

func TestPageHasItsTypeNameAndSecurityHeaders(t *testing.T) {
	t.Parallel()
	w, _ := ask(t, NewPages(), http.MethodGet, "/a.csv", nil, making(Page{Body: []byte("a"), Type: "text/csv", File: "list.csv"}))
	for name, want := range map[string]string{
		"Content-Type": "text/csv", "Content-Disposition": `attachment; filename="list.csv"`,
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", "Referrer-Policy": "same-origin",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
}

func TestDropForgetsWhatDependsOnATopic(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		drop []string
		left []string
	}{
		"one":     {[]string{"item:1"}, []string{"/c"}},
		"shared":  {[]string{"column:1"}, []string{"/b", "/c"}},
		"several": {[]string{"column:1", "column:2"}, nil},
		"unknown": {[]string{"item:9"}, []string{"/a", "/b", "/c"}},
		"none":    {nil, []string{"/a", "/b", "/c"}},
		"all":     {[]string{"all"}, nil},
	} {
		ps := NewPages()
		for uri, topics := range map[string][]string{"/a": {"item:1", "column:1"}, "/b": {"item:1", "column:2"}, "/c": {"column:2"}} {
			ask(t, ps, http.MethodGet, uri, nil, making(Page{Body: []byte(uri), Topics: topics}))
		}
		ps.Drop(c.drop)
		var left []string
		for _, uri := range []string{"/a", "/b", "/c"} {
			if _, kept := ask(t, ps, http.MethodGet, uri, nil, nil); kept {
				left = append(left, uri)
			}
		}
		if diff := cmp.Diff(c.left, left); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What the store counts must come back to nothing, or it empties itself ever more often.
func TestDropGivesBackTheRoom(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	for range 3 {
		for _, uri := range []string{"/a", "/b"} {
			ask(t, ps, http.MethodGet, uri, nil, making(Page{Body: []byte(text), Topics: []string{"t", "u"}}))
		}
		ps.Drop([]string{"u", "t"})
	}
	if ps.all != (room{}) || len(ps.byTopic) != 0 {
		t.Errorf("%d pages of %d bytes, %d topics", ps.all.pages, ps.all.bytes, len(ps.byTopic))
	}
}

// A page that was being made while its topic changed may show what was before: it answers, and is not kept.
func TestPageMadeDuringAChangeIsNotKept(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	w, _ := ask(t, ps, http.MethodGet, "/a", nil, func(*http.Request) (Page, error) {
		ps.Drop([]string{"item:1"})
		return Page{Body: []byte("old"), Topics: []string{"item:1"}}, nil
	})
	if w.Body.String() != "old" {
		t.Errorf("body %s", w.Body)
	}
	if _, kept := ask(t, ps, http.MethodGet, "/a", nil, nil); kept {
		t.Error("kept")
	}
}

func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]Page{
		"fresh": {Body: []byte(text), Fresh: true}, "gone": {Body: []byte(text), Status: http.StatusGone}, "missing": {Body: []byte(text), Status: http.StatusNotFound},
	} {
		ps := NewPages()
		w, _ := ask(t, ps, http.MethodGet, "/a", nil, making(p))
		if p.Status != 0 && (w.Code != p.Status || w.Header().Get("Etag") != "") {
			t.Errorf("%s: %d with tag %q", name, w.Code, w.Header().Get("Etag"))
		}
		if _, kept := ask(t, ps, http.MethodGet, "/a", nil, nil); kept {
			t.Errorf("%s: kept", name)
		}
	}
	ps := NewPages()
	boom := errors.New("boom")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/a", nil)
	if _, _, err := ps.Fill(httptest.NewRecorder(), r, func(*http.Request) (Page, error) { return Page{}, boom }); !errors.Is(err, boom) {
		t.Errorf("error lost: %v", err)
	}
}

func TestAccessLogHoldsNoQueryAndNoNumber(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	l := NewAccessLog(&b)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/search?q=%E5%BC%A0%E4%B8%89&id=secret", nil)
	r.RemoteAddr = "192.0.2.7:5000"
	l.add(visitOf(r), time.Now(), http.StatusOK, 42)
	r.URL.Path, r.RemoteAddr = "/a\n\"b", "[2001:db8::1]:443"
	l.add(visitOf(r), time.Now(), http.StatusNotFound, 0)
	r.URL.Path = "/licences/410901201501010014X/13800000000"
	l.add(visitOf(r), time.Now(), http.StatusNotFound, 0)
	if b.Len() != 0 {
		t.Error("written before its time")
	}
	l.Flush()
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for i, want := range []string{` 192.0.2.7 GET "/search" 200 42 `, ` 2001:db8::1 GET "/a\n\"b" 404 0 `, ` GET "/licences/#X/#" 404 0 `} {
		at, _, _ := strings.Cut(lines[i], " ")
		if _, err := time.Parse(time.RFC3339, at); err != nil || !strings.Contains(lines[i], want) {
			t.Errorf("line %q, want %q in it", lines[i], want)
		}
	}
	if strings.Contains(b.String(), "secret") || strings.Contains(b.String(), "%E5") || strings.Contains(b.String(), "?") {
		t.Errorf("the log tells what somebody was looking for: %s", &b)
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	reads := &agency.Person{ID: 1, Roles: []agency.Role{agency.Inspector}}
	writes := &agency.Person{ID: 2, Roles: []agency.Role{agency.Writer}}
	for name, c := range map[string]struct {
		need                   Need
		nobody, reader, writer bool
	}{
		"declared nothing": {Need{}, false, false, false},
		"anyone":           {Anyone(), true, true, true},
		"signed in":        {SignedIn(), false, true, true},
		"working":          {Working(), false, false, true},
		"writers":          {Holding(agency.Writer), false, false, true},
		"either":           {Holding(agency.Writer, agency.Inspector), false, true, true},
		"no role at all":   {Holding(), false, false, false},
	} {
		for who, p := range map[string]struct {
			person *agency.Person
			want   bool
		}{"nobody": {nil, c.nobody}, "reader": {reads, c.reader}, "writer": {writes, c.writer}} {
			if got := c.need.Allows(p.person); got != p.want {
				t.Errorf("%s: %s allowed %v, want %v", name, who, got, p.want)
			}
		}
	}
}

// TestBriefPagesMakeRoomAmongThemselves: however many words somebody thinks of, no other page is lost for them.
func TestBriefPagesMakeRoomAmongThemselves(t *testing.T) {
	t.Parallel()
	ps := NewPages()
	ask := func(uri string, p Page) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, uri, nil)
		if _, _, err := ps.Fill(httptest.NewRecorder(), r, func(*http.Request) (Page, error) { return p, nil }); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(uri string) bool { return ps.find([]byte(uri)) != nil }
	ask("/items/1", Page{Body: []byte("an item"), Topics: []string{"item:1"}})
	for i := range mostBrief.pages + 10 {
		ask(fmt.Sprintf("/search?q=%d", i), Page{Body: []byte("found"), Topics: []string{"search"}, Brief: true})
	}
	if !kept("/items/1") {
		t.Error("an item's page made room for questions")
	}
	if last := fmt.Sprintf("/search?q=%d", mostBrief.pages+9); !kept(last) || kept("/search?q=0") {
		t.Errorf("the last question is kept: %v, the first too: %v", kept(last), kept("/search?q=0"))
	}
	ps.Drop([]string{"search"})
	if ps.brief != (room{}) || ps.all.pages != 1 {
		t.Errorf("after the index changed: %+v brief of %+v", ps.brief, ps.all)
	}
}
