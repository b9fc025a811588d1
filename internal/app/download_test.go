package app

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// download reads a table in whatever format it comes.
func (s *site) download(t *testing.T, path string) [][]string {
	t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%s: %d, %q, %v", path, resp.StatusCode, resp.Header.Get("Content-Disposition"), err)
	}
	var rows [][]string
	switch {
	case strings.Contains(path, ".csv"):
		rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	case strings.Contains(path, ".xlsx"):
		var f *excelize.File
		if f, err = excelize.OpenReader(bytes.NewReader(b)); err == nil {
			rows, err = f.GetRows(f.GetSheetName(0))
		}
	default:
		var list []map[string]any
		err = json.Unmarshal(b, &list)
		rows = make([][]string, len(list)+1)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

// TestTablesComeInEveryFormat: each format of a table has the same rows.
func TestTablesComeInEveryFormat(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	for table, formats := range map[string]string{
		"/credit": "csv xlsx json", "/units": "csv xlsx json", "/open/standard": "csv xlsx json", "/units/jyj/powers": "csv xlsx",
		"/reports/2020/report": "csv", "/reports/2024/report": "csv", "/columns/policy/directory": "csv xlsx", "/columns/all/directory": "csv xlsx",
	} {
		n := 0
		for _, ext := range strings.Fields(formats) {
			rows := s.download(t, table+"."+ext)
			if n == 0 {
				n = len(rows)
			}
			if len(rows) != n || n < 2 {
				t.Errorf("%s.%s has %d rows, another format %d", table, ext, len(rows), n)
			}
		}
	}
}

// TestDirectoryHoldsWhatTheListHolds: as many rows as the column counts, each with the address of its page.
func TestDirectoryHoldsWhatTheListHolds(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	for _, column := range []string{"policy", "news", "all"} {
		_, page := s.get(t, "/columns/"+column)
		m := regexp.MustCompile(`符合条件 ([\d,]+) 条`).FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("%s counts nothing", column)
		}
		want, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		rows := s.download(t, "/columns/"+column+"/directory.csv")
		if len(rows) != want+1 || strings.Join(rows[0][:4], "、") != "索引号、名称、文号、发布机构" {
			t.Errorf("%s: %d rows under %v, the page counts %d", column, len(rows)-1, rows[0], want)
		}
		for _, row := range rows[1:3] {
			if !strings.Contains(row[0], "/") || row[1] == "" || !strings.HasPrefix(row[10], s.url+"/items/") {
				t.Errorf("%s: %q", column, row)
			}
		}
		if !strings.Contains(page, fmt.Sprintf(`href="/columns/%s/directory.xlsx">下载目录`, column)) {
			t.Errorf("%s does not offer its directory", column)
		}
	}
	if status, _ := s.get(t, "/columns/nowhere/directory.csv"); status != http.StatusNotFound {
		t.Errorf("no such column: %d", status)
	}
}

// TestReportTableHasTheFiguresOfTheReport: the 900 of 2020, with the address where it opens.
func TestReportTableHasTheFiguresOfTheReport(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	for _, row := range s.download(t, "/reports/2020/report.csv") {
		if row[4] == "table2.licensing.2" {
			if row[3] != "900" || row[5] != s.url+"/reports/2020/records/table2.licensing.2" {
				t.Errorf("%q", row)
			}
			return
		}
	}
	t.Error("the table has no row of licences")
}
