package reading

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/report"
	"gongkai/internal/store/storetest"
)

// undecided are cells that people who saw the original wrote down, and that its text does not tell: digits of three cells run together, and no
// sum to part them.
var undecided = []string{
	"pingtan-2020 table2.other_services", "pingtan-2020 table2.punishment", "pingtan-2020 table2.coercion", // the year before would tell
}

// corpus is the folder of real reports and the files with their answers. It is not committed: only a test run that asks for it has it.
func corpus(t *testing.T) (dir string, files []string) {
	t.Helper()
	if !storetest.Required("corpus") {
		t.Skip("the corpus is not asked for")
	}
	dir = filepath.Join("..", "..", "..", "..", "shared", "corpus", "annual-reports")
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	return dir, files
}

// TestTheCorpus: real reports, with their answers.
func TestTheCorpus(t *testing.T) {
	dir, files := corpus(t)
	reports := map[string]*Report{}
	cells, unknown := 0, 0
	for _, file := range files {
		var want answers
		if err := json.Unmarshal(readFile(t, file), &want); err != nil {
			t.Fatal(err)
		}
		raw := file
		if len(want.Raw) > 0 {
			raw = filepath.Join(dir, want.Raw[0])
		}
		r, err := Read(t.Context(), raw, readFile(t, raw))
		if err != nil {
			t.Fatal(err)
		}
		reports[want.ID] = r
		if string(r.Format) != want.Format && r.Format != report.FormatNone {
			t.Errorf("%s: form %s, want %s", want.ID, r.Format, want.Format)
		}
		rel := r.Relations()
		if got := report.Names(rel, report.Violated); !slices.Equal(got, want.Expected.Violations) {
			t.Errorf("%s: violated %v, want %v", want.ID, got, want.Expected.Violations)
		}
		if got := report.Names(rel, report.CannotTell); !slices.Equal(got, want.Expected.NotAssessable) {
			t.Errorf("%s: cannot tell %v, want %v", want.ID, got, want.Expected.NotAssessable)
		}
		if old := reports[fmt.Sprintf("%s%d", strings.TrimSuffix(want.ID, fmt.Sprint(want.Year)), want.Year-1)]; old != nil {
			if got := report.Names(r.Against(&old.Sheet), report.Violated); !slices.Equal(got, want.Expected.Against) {
				t.Errorf("%s: against the year before %v, want %v", want.ID, got, want.Expected.Against)
			}
		}
		for path, text := range want.cells() {
			cells++
			row := path[:strings.LastIndex(path, ".")]
			switch got := r.at(path); {
			case got == text:
			case got == "?" && slices.Contains(undecided, want.ID+" "+row):
				unknown++
			default:
				t.Errorf("%s %s: %s, want %s", want.ID, path, got, text)
			}
		}
	}
	t.Logf("%d reports, %d cells, %d of them not to be told", len(files), cells, unknown)
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// answers are what a report of the corpus holds.
type answers struct {
	ID, Format string
	Year       int
	Table2     map[string]any
	Table3     struct{ Rows map[string][]*int64 }
	Table4     map[string][]*int64
	Raw        []string
	Expected   struct {
		Violations    []string
		NotAssessable []string `json:"not_assessable"`
		Against       []string `json:"against_previous_year"`
	}
}

// cells are those that are not null, as text by their path.
func (a *answers) cells() map[string]string {
	out := map[string]string{}
	numbers := func(path string, v []*int64) {
		for i, n := range v {
			if n != nil {
				out[fmt.Sprintf("%s.%d", path, i)] = fmt.Sprint(*n)
			}
		}
	}
	for k, v := range a.Table3.Rows {
		numbers("table3."+k, v)
	}
	for k, v := range a.Table4 {
		numbers("table4."+k, v)
	}
	for k, v := range a.Table2 {
		maps.Copy(out, row2(k, v))
	}
	return out
}

// row2 are the cells of a row of table 二 in the machine-readable shape, a row of one or of several.
func row2(key string, row any) map[string]string {
	list, ok := row.([]any)
	if !ok {
		list = []any{row}
	}
	out := map[string]string{}
	for i, x := range list {
		path := fmt.Sprintf("table2.%s.%d", key, i)
		switch x := x.(type) {
		case float64:
			out[path] = fmt.Sprint(int64(x))
		case string:
			out[path] = x
		}
	}
	return out
}

// at is a cell as text, as the machine-readable shape has it: ? where it cannot be told, "" where it is empty or not there.
func (r *Report) at(path string) string {
	part := strings.Split(path, ".")
	cells := map[string]map[string][]report.Cell{"table2": r.Table2, "table3": r.Table3, "table4": r.Table4}[part[0]][strings.TrimSuffix(part[1], counted2019)]
	for i, c := range cells {
		switch {
		case fmt.Sprint(i) != part[2]:
		case c.State == report.Unsure:
			return "?"
		case part[0] == "table2":
			return r.written()[path]
		case c.State == report.Known:
			return fmt.Sprint(c.N)
		}
	}
	return ""
}

// written are the cells of table 二 as they are written.
func (r *Report) written() map[string]string {
	b, err := r.MarshalJSON()
	if err != nil {
		return nil
	}
	var said struct{ Table2 map[string]any }
	if err := json.Unmarshal(b, &said); err != nil {
		return nil
	}
	out := map[string]string{}
	for k, v := range said.Table2 {
		maps.Copy(out, row2(k, v))
	}
	return out
}
