package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai/internal/store/storetest"
)

// TestOddBytesBreakNothing: PostgreSQL refuses text that is no UTF-8 or holds a zero; people's typing and other people's
// scanners must not find that out as an error of ours.
func TestOddBytesBreakNothing(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(*testing.T) *site{
		"sqlite": visitDemo, "postgres": func(t *testing.T) *site { return startDemo(t, storetest.PostgresURL(t)) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			v, w := s.visitor(t), s.as(t, "科室信息员")
			for _, odd := range []string{"\x00", "\xff\xfe", "%", "_", "\\", "'\"--", "\u202e", strings.Repeat("长", 300)} {
				q := url.QueryEscape(odd)
				for _, path := range []string{
					"/credit?q=" + q, "/credit?kind=" + q, "/credit?party=" + q, "/credit.csv?q=" + q, "/columns/" + url.PathEscape(odd), "/units/" + url.PathEscape(odd),
					"/columns/news?unit=" + q, "/reports/2020/records/" + url.PathEscape(odd), "/credit?batch=" + q, "/credit?from=" + q,
				} {
					if v.get(path).hidesInside(); v.status >= http.StatusInternalServerError {
						t.Errorf("GET %s: %d", path, v.status)
					}
				}
				for _, path := range []string{"/desk/items?q=" + q, "/desk/items?view=" + q, "/desk/deliveries?receipt=" + q, "/desk/deliveries?q=" + q, "/desk/reports/2026?cell=" + q} {
					if w.get(path).hidesInside(); w.status >= http.StatusInternalServerError {
						t.Errorf("GET %s: %d", path, w.status)
					}
				}
				if v.post("/desk/sign-in", url.Values{"login": {odd}, "password": {odd}, "code": {odd}}).hidesInside(); v.status >= http.StatusInternalServerError {
					t.Errorf("sign in as %q: %d", odd, v.status)
				}
				form := url.Values{"key": {"k" + odd}, "column": {"3"}, "title": {"标题" + odd}, "body": {"正文" + odd}, "keywords": {odd}, "doc_no": {odd}, "norm": {odd}, "submit": {"1"}}
				if w.post("/desk/items", form).hidesInside(); w.status >= http.StatusInternalServerError {
					t.Errorf("item with %q: %d", odd, w.status)
				}
			}
			u := s.as(t, "初审")
			form := url.Values{"decision": {"return"}, "opinion": {"请改\x00\xff"}, "digest": {mustItem(t, s, s.result.Samples.FirstReview).Version.Digest()}}
			if u.post("/desk/items/"+fmt.Sprint(s.result.Samples.FirstReview)+"/decision", form).hidesInside(); u.status >= http.StatusInternalServerError {
				t.Errorf("opinion with odd bytes: %d", u.status)
			}
			w.upload("odd", "表\xff.xlsx", s.sample(t, "xk-zrr-good.xlsx")).shows("12 件")
		})
	}
}

// TestFormsAreSmallAndWhole: only the import takes a file; whoever sends much elsewhere, or half a form, is told so. Signing in
// is open to anybody.
func TestFormsAreSmallAndWhole(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	nobody, writer := s.visitor(t), s.as(t, "科室信息员")
	multipart := func(field string, n int) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + strings.Repeat("x", n) + "\r\n--b--\r\n"
	}
	const urlencoded, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	for _, c := range []struct {
		name       string
		u          *user
		path, kind string
		body       string
		want       int
	}{
		{"large sign-in", nobody, "/desk/sign-in", urlencoded, "login=" + strings.Repeat("x", 2<<20), http.StatusRequestEntityTooLarge},
		{"large sign-in in parts", nobody, "/desk/sign-in", parts, multipart("login", 2<<20), http.StatusRequestEntityTooLarge},
		{"large file at sign-in", nobody, "/desk/sign-in", parts, strings.Replace(multipart("f", 2<<20), `"f"`, `"f"; filename="a"`, 1), http.StatusRequestEntityTooLarge},
		{"sign-in in parts", nobody, "/desk/sign-in", parts, multipart("login", 3), http.StatusUnauthorized},
		{"bad escape", writer, "/desk/items", urlencoded, "title=%zz", http.StatusUnprocessableEntity},
		{"half a form", writer, "/desk/items", parts, "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nxx", http.StatusUnprocessableEntity},
		{"no boundary", writer, "/desk/items", "multipart/form-data", "x", http.StatusUnprocessableEntity},
		{"large field of an item", writer, "/desk/items", urlencoded, "title=" + strings.Repeat("x", 2<<20), http.StatusRequestEntityTooLarge},
		{"text with pictures", writer, "/desk/items", urlencoded, "body=" + strings.Repeat("x", 2<<20), http.StatusUnprocessableEntity},
		{"large text", writer, "/desk/items", urlencoded, "body=" + strings.Repeat("x", 11<<20), http.StatusRequestEntityTooLarge},
		{"item in parts", writer, "/desk/items", parts, multipart("title", 9), http.StatusUnprocessableEntity},
		{"decision in parts", writer, "/desk/items/1/decision", parts, multipart("opinion", 2<<20), http.StatusRequestEntityTooLarge},
		{"import without parts", writer, "/desk/batches?key=k", urlencoded, "name=x", http.StatusUnprocessableEntity},
		{"half an import", writer, "/desk/batches?key=k", parts, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\nPK", http.StatusUnprocessableEntity},
	} {
		resp, err := c.u.client.Post(s.url+c.path, c.kind, strings.NewReader(c.body))
		if c.u.read(resp, err).hidesInside(); c.u.status != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.u.status, c.want)
		}
	}
}
