package app

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongkai/internal/web/offline"
)

// TestExportedLinksLeadToFiles: of every page in the folder every link to another is a file that is there, and no page says a number of
// a natural person.
func TestExportedLinksLeadToFiles(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	handler, err := s.app.exported(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "out")
	sum, err := offline.Copy{Site: handler, URL: s.url, Start: []string{"/", "/sitemap.xml"}, Left: []string{"/desk", "/api/v1", "/mcp"}}.Write(t.Context(), dir)
	if err != nil || len(sum.Broken) > 0 {
		t.Fatalf("%v, %v", sum.Broken, err)
	}
	links, pages := 0, 0
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		pages++
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if n := len(identityNumbers(b)); n > 0 {
			t.Errorf("%s has %d identity numbers", name, n)
		}
		for z := html.NewTokenizer(strings.NewReader(string(b))); z.Next() != html.ErrorToken; {
			for _, a := range z.Token().Attr {
				if a.Key != "href" && a.Key != "src" || strings.HasPrefix(a.Val, "http") || strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "data:") {
					continue
				}
				links++
				u, err := url.Parse(a.Val)
				if err != nil {
					t.Errorf("%s leads to %q: %v", name, a.Val, err)
					continue
				}
				if info, err := os.Stat(filepath.Join(filepath.Dir(name), filepath.FromSlash(u.Path))); err != nil || info.IsDir() {
					t.Errorf("%s leads to %q, which is no file", name, a.Val)
				}
			}
		}
		return nil
	})
	if err != nil || pages != sum.Pages || links < 1000 {
		t.Errorf("%d pages of %d with %d links, %v", pages, sum.Pages, links, err)
	}
}
