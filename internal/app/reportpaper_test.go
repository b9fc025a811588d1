package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gongkai/internal/report/paper"
	"gongkai/internal/report/reading"
)

// reread reads a file of a report as a stranger does.
func reread(t *testing.T, s *site, path string) *reading.Report {
	t.Helper()
	status, body := s.get(t, path)
	if status != http.StatusOK {
		t.Fatalf("%s: %d", path, status)
	}
	r, err := reading.Read(t.Context(), path, []byte(body))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return r
}

// TestWhatIsPublishedReadsAsTheReport: the page of a report and its files, read as anybody reads them, hold the figures that were signed, or
// imported; the page offers the files.
func TestWhatIsPublishedReadsAsTheReport(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	for _, year := range []int{2020, 2021, 2024} {
		at := fmt.Sprintf("/reports/%d", year)
		_, body := s.get(t, at+"/report.json")
		var want struct{ Table2, Table3, Table4 map[string]any }
		if err := json.Unmarshal([]byte(body), &want); err != nil {
			t.Fatal(err)
		}
		_, page := s.get(t, at)
		for _, file := range []string{"", "/report.docx", "/report.xlsx", "/report.json"} {
			if file != "" && !strings.Contains(page, `href="`+at+file+`"`) {
				t.Errorf("%d: the page does not offer %s", year, file)
			}
			r := reread(t, s, at+file)
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var got struct{ Table2, Table3, Table4 map[string]any }
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%d, %q (-figures +read):\n%s", year, file, diff)
			}
			if r.Year != year || r.Agency != "濮阳市教育局" {
				t.Errorf("%d, %q: %s %d", year, file, r.Agency, r.Year)
			}
		}
	}
	if status, _ := s.get(t, "/reports/2026/report.docx"); status != http.StatusNotFound {
		t.Errorf("a report that is not out, as docx: %d", status)
	}
}

// TestDeskShowsWhatReadingBackHasShown: a line for each format, and the files.
func TestDeskShowsWhatReadingBackHasShown(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "检查员")
	for _, year := range []int{2020, 2026} {
		at := fmt.Sprintf("/desk/reports/%d", year)
		u.get(at).shows("回读核对", "逐格比对")
		if n := len(regexp.MustCompile(`>\s*(html|docx|xlsx|json)\s*(?:</span>\s*)+<span[^>]*>√ \d+ 格同`).FindAllString(u.body, -1)); n != len(paper.Formats) {
			t.Errorf("%d: %d lines of formats that read back", year, n)
		}
		for _, f := range paper.Formats {
			u.get(at).shows(`href="` + at + "/report." + f.Name + `"`)
			u.get(at + "/report." + f.Name)
			r, err := reading.Read(t.Context(), "report."+f.Name, []byte(u.body))
			if err != nil || r.Year != year {
				t.Errorf("%d %s: %v", year, f.Name, err)
			}
		}
	}
}
