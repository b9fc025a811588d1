package offline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answers is a site of a few pages.
type answers map[string]string

func (s answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, ok := s[r.URL.RequestURI()]
	switch {
	case !ok:
		http.NotFound(w, r)
	case strings.HasPrefix(text, "to "):
		http.Redirect(w, r, text[3:], http.StatusMovedPermanently)
	case strings.HasPrefix(text, "file "):
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("Content-Disposition", `attachment; filename=file.pdf; filename*=UTF-8''%E9%99%84%E4%BB%B6.pdf`)
		_, _ = w.Write([]byte(text))
	case text == "broken":
		w.WriteHeader(http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(text))
	}
}

func example() answers {
	return answers{
		"/":                  `<a href="/list">甲</a><a href="/old#part">乙</a><a href="/desk/x">丙</a><a href="//other/">丁</a><a href="https://www.gov.cn/">戊</a><form action="/list"></form>`,
		"/list":              `<a href="?page=2">下一页</a><a href="?sort=x">排序</a><a href="/list?unit=a">筛选</a>`,
		"/list?page=2":       `<a href="?page=1">上一页</a><a href="/items/1/files/abc">附件</a><a href='/nothing'>无</a><p title="a &amp; b">&nbsp;不变</p>`,
		"/old":               "to /new",
		"/new":               `<a href="/">首页</a>`,
		"/items/1/files/abc": "file 1",
	}
}

func write(t *testing.T, s answers, dir string) (Summary, error) {
	t.Helper()
	return Copy{Site: s, URL: "https://example.gov.cn", Start: []string{"/"}, Left: []string{"/desk"}}.Write(t.Context(), dir)
}

func TestLinksLeadToFilesOrToTheSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	out, err := write(t, example(), dir)
	if err != nil || out.Pages != 4 || out.Files != 5 || fmt.Sprint(out.Broken) != "[/nothing]" {
		t.Fatalf("%+v, %v", out, err)
	}
	for name, texts := range map[string][]string{
		"index.html":       {`"list/index.html"`, `"new/index.html#part"`, `"https://example.gov.cn/desk/x"`, `"//other/"`, `"https://www.gov.cn/"`, `action="https://example.gov.cn/list"`},
		"list/index.html":  {`"page-2.html"`, `"https://example.gov.cn/list?sort=x"`, `"https://example.gov.cn/list?unit=a"`},
		"list/page-2.html": {`"index.html"`, `"../items/1/files/abc.pdf"`, `"https://example.gov.cn/nothing"`, `<p title="a &amp; b">&nbsp;不变</p>`},
		"new/index.html":   {`"../index.html"`},
		Sums:               {"  list/page-2.html\n", "  items/1/files/abc.pdf\n"},
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		}
		for _, text := range texts {
			if !strings.Contains(string(b), text) {
				t.Errorf("%s has no %s: %s", name, text, b)
			}
		}
	}
}

// TestCopyIsWholeOrAbsent: a page that fails, an end before the end and a folder in use leave everything as it was.
func TestCopyIsWholeOrAbsent(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "out")
	failing := example()
	failing["/new"] = "broken"
	if _, err := write(t, failing, dir); err == nil {
		t.Error("a page that fails is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Copy{Site: example(), Start: []string{"/"}}).Write(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	odd := example()
	odd["/new"] = `<a href="/a:b">x</a>`
	odd["/a:b"] = "x"
	if _, err := write(t, odd, dir); err == nil {
		t.Error("a name that is none is no error")
	}
	if left, err := os.ReadDir(top); err != nil || len(left) != 0 {
		t.Errorf("%d left behind, %v", len(left), err)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := write(t, example(), dir); err != nil {
		t.Errorf("into an empty folder: %v", err)
	}
	if _, err := write(t, example(), dir); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("into a full folder: %v", err)
	}
}
