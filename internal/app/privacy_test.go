package app

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/screening"
)

// eighteen is what could be an identity number, alone or within markup.
var eighteen = regexp.MustCompile(`\d{17}[\dXx]`)

// identityNumbers returns what of a text is an identity number by its check digit and its date.
func identityNumbers(text []byte) []string {
	var out []string
	for _, m := range eighteen.FindAll(text, -1) {
		for _, f := range (screening.Rules{}).Check([]screening.Part{{Text: " " + string(m) + " "}}) {
			if f.Kind == screening.IDNumber {
				out = append(out, string(m))
			}
		}
	}
	return out
}

// TestNoIdentityNumberLeavesTheHouse reads every public page there is, the downloads, and what lies on the disk: numbers of
// natural persons are nowhere to be read.
func TestNoIdentityNumberLeavesTheHouse(t *testing.T) {
	t.Parallel()
	if len(identityNumbers([]byte("<td>11010519491231002X</td>"))) != 1 {
		t.Fatal("the test does not know an identity number")
	}
	s := visitDemo(t)
	u := s.visitor(t)
	paths := []string{"/credit.csv", "/reports/2020/report.json", "/reports/2020/records/table2.licensing.2", "/reports/2020/records/field.on-time", "/log/checkpoint", "/credit?q=%E7%A4%BA%E4%BE%8B"}
	for _, m := range regexp.MustCompile(`<loc>([^<]+)</loc>`).FindAllStringSubmatch(u.get("/sitemap.xml").body, -1) {
		paths = append(paths, strings.TrimPrefix(m[1], s.url))
	}
	if len(paths) < 150 {
		t.Fatalf("%d pages on the map", len(paths))
	}
	for page := 1; page <= 23; page++ {
		paths = append(paths, fmt.Sprintf("/credit?page=%d", page))
	}
	for id := 1; id <= 1100; id += 9 {
		paths = append(paths, fmt.Sprintf("/licences/%d", id))
	}
	for _, path := range paths {
		if u.get(path); u.status != http.StatusOK {
			t.Errorf("%s: %d", path, u.status)
		}
		if got := identityNumbers([]byte(u.body)); len(got) > 0 {
			t.Errorf("%s shows %d identity numbers", path, len(got))
		}
		u.hidesInside()
	}
	if n := strings.Count(u.get("/credit.csv").body, "\n"); n < 1000 {
		t.Errorf("the download has %d lines", n)
	}
	u.get("/credit?q=110105194912310021&from=2020-01-01") // what somebody is looking for is nobody's business
	s.current.Load().access.Flush()
	log, err := os.ReadFile(filepath.Join(s.cfg.Dir, "access.log"))
	if err != nil || len(log) == 0 || bytes.Contains(log, []byte("1101051949")) || bytes.ContainsRune(log, '?') {
		t.Errorf("access log of %d bytes, %v: it holds queries, or nothing", len(log), err)
	}
	onDisk(t, s)
}

// onDisk looks through the data folder. The one number in it is in the text of a draft that screening blocks.
func onDisk(t *testing.T, s *site) {
	t.Helper()
	known := identityNumbers([]byte(mustItem(t, s, s.result.Samples.Blocked).Version.Body))
	if len(known) == 0 {
		t.Error("the blocked draft has no identity number")
	}
	read := 0
	err := filepath.WalkDir(s.cfg.Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		read++
		for _, n := range identityNumbers(b) {
			if !slices.Contains(known, n) {
				t.Errorf("%s holds an identity number in the open", filepath.Base(name))
				break
			}
		}
		return nil
	})
	if err != nil || read < 10 {
		t.Errorf("%d files read, %v", read, err)
	}
}
