package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/internal/report"
	"gongkai/internal/report/paper"
)

// writeReports writes n sound reports of units in a format, into folders of a hundred.
func writeReports(t *testing.T, n int, format string) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		b, _, err := paper.Write(format, unitReport(i))
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(dir, fmt.Sprintf("%03d", i/100))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%05d.%s", i, format)), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// unitReport is a sound report of 2026 with small figures.
func unitReport(i int) *report.Annual {
	r := rand.New(rand.NewPCG(uint64(i), 0))
	a := &report.Annual{Agency: fmt.Sprintf("示例市第%d局", i), Year: 2026, Format: report.Format2021, Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}}
	for _, row := range report.Table2(a.Format, a.Settings) {
		for range row.Queries {
			a.Table2[row.Key] = append(a.Table2[row.Key], r.Int64N(50))
		}
		a.Table2[row.Key][len(row.Queries)-1] += 100
	}
	put := func(key string, column int, n int64) {
		row := a.Table3[key]
		row[column] += n
		row[6] += n
		a.Table3[key] = row
	}
	for _, row := range report.Table3(a.Format) {
		put(row.Key, 0, 0)
		if strings.HasPrefix(row.Second+row.Name, "（") && row.Key != "total" {
			n, column := r.Int64N(9), r.IntN(6)
			put(row.Key, column, n)
			put("total", column, n)
			put("new_received", column, n)
		}
	}
	for _, b := range report.Table4() {
		n := r.Int64N(3)
		a.Table4[b.Key] = [5]int64{n, 0, 0, 0, n}
	}
	return a
}

// TestCompileManyReports: however many reports there are, little of each is remembered. GONGKAI_COMPILE=10000 runs it with as many and prints what
// it took.
func TestCompileManyReports(t *testing.T) {
	few, many := 200, 2000
	if n, err := strconv.Atoi(os.Getenv("GONGKAI_COMPILE")); err == nil {
		few, many = n/10, n
	}
	for _, format := range []string{"json", "html"} {
		peak := map[int]uint64{}
		for _, n := range []int{few, many} {
			dir := writeReports(t, n, format)
			runtime.GC()
			var out, errs bytes.Buffer
			began := time.Now()
			stop := watchHeap()
			code := Run([]string{"report", "compile", "--json", dir}, &out, &errs)
			peak[n] = stop()
			t.Logf("%d %s: %.1f s, heap at most %.0f MB", n, format, time.Since(began).Seconds(), float64(peak[n])/1e6)
			var got struct {
				Taken   int
				Doubles []any `json:"counted_twice"`
			}
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if code != 0 || got.Taken != n {
				t.Errorf("exit %d, %d of %d taken, %d doubles: %.300s%s", code, got.Taken, n, len(got.Doubles), out.String(), errs.String())
			}
		}
		if peak[many] > peak[few]+64<<20 {
			t.Errorf("%s: the heap is %d MB for %d reports, %d MB for %d", format, peak[many]>>20, many, peak[few]>>20, few)
		}
	}
}

// watchHeap notes how large the heap is at most until stop is called, what lay in it at first apart.
func watchHeap() (stop func() uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	first, most := m.HeapAlloc, m.HeapAlloc
	done, left := make(chan bool), make(chan bool)
	go func() {
		defer close(left)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	return func() uint64 { close(done); <-left; return most - first }
}

// TestCompileAnyOrder: the command says the same whatever the order of its files.
func TestCompileAnyOrder(t *testing.T) {
	t.Parallel()
	dir := writeReports(t, 12, "json")
	copied, err := os.ReadFile(filepath.Join(dir, "000", "00003.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "again.json"), copied, 0o644); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, pattern := range []string{"*.json", "000/*.json"} {
		names, _ := filepath.Glob(filepath.Join(dir, pattern)) // the pattern is ours
		files = append(files, names...)
	}
	var said string
	for i := range 5 {
		rand.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
		var out, errs bytes.Buffer
		if code := Run(append([]string{"report", "compile", "--json"}, files...), &out, &errs); code != 1 {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		if i > 0 && out.String() != said {
			t.Errorf("another order: %s, want %s", out.String(), said)
		}
		said = out.String()
	}
	if !strings.Contains(said, `"outcome":"duplicate"`) {
		t.Errorf("nothing is a duplicate: %s", said)
	}
}
