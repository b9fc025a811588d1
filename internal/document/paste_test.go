package document

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/fault"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func lossLines(lost []Loss) string {
	var out strings.Builder
	for _, l := range lost {
		out.WriteString(string(l.Kind) + ": " + l.Text + "\n")
	}
	return out.String()
}

func pasted(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/paste/*.html")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	return names
}

func TestPastedPages(t *testing.T) {
	t.Parallel()
	for _, name := range pasted(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			in, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d, lost, err := CleanHTML(string(in))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(name, "html")+"golden", d.HTML()+"-- text --\n"+d.Text()+"\n-- lost --\n"+lossLines(lost))
			checkSame(t, d)
		})
	}
}

// diffBlocks says how documents differ, "" if they don't. It compares their HTML, since cmp takes for ever over nested tables.
func diffBlocks(had, got []Block) string {
	if reflect.DeepEqual(had, got) {
		return ""
	}
	if diff := cmp.Diff((&Doc{had}).HTML(), (&Doc{got}).HTML()); diff != "" {
		return diff
	}
	return "what HTML does not show"
}

// checkSame fails unless a document comes back from its own HTML, losing nothing.
func checkSame(t interface {
	Helper()
	Fatalf(string, ...any)
}, d *Doc,
) {
	t.Helper()
	again, lost, err := CleanHTML(d.HTML())
	if err != nil {
		t.Fatalf("own HTML is refused: %v\n%s", err, d.HTML())
	}
	if diff := diffBlocks(d.Blocks, again.Blocks); diff != "" {
		t.Fatalf("own HTML means another document (-had +got):\n%s\n%s", diff, d.HTML())
	}
	if len(lost) > 0 {
		t.Fatalf("own HTML loses %v\n%s", lost, d.HTML())
	}
}

func TestCleanHTMLRefusesWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, in string
		want     error
	}{
		{"bytes", strings.Repeat("字", 3<<20), ErrPasteTooLarge},
		{"nodes", strings.Repeat("<br>", 500_000), ErrPasteTooLarge},
		{"depth", strings.Repeat("<font>", 500) + "x", ErrPasteTooDeep},
		{"columns", "<table><tr>" + strings.Repeat("<td>x", 70) + "</table>", ErrTableTooWide},
		{"grid", "<table><tr>" + strings.Repeat("<td>x", 60) + strings.Repeat("<tr><td>x", 20_000) + "</table>", ErrTableTooLarge},
	} {
		d, _, err := CleanHTML(tc.in)
		if !errors.Is(err, tc.want) || d != nil {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
		if _, ok := fault.Of(err); !ok {
			t.Errorf("%s has no sentence for the person: %v", tc.name, err)
		}
	}
}

// allocated is how many bytes a function allocates: a measure of its work that no busy machine changes. Other tests must not run
// meanwhile.
func allocated(fn func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// growsEvenly fails where twice the input takes far more than twice the work, as it would of an algorithm whose cost grows with
// the square. Where the larger input is refused, less is right too.
func growsEvenly(t *testing.T, name string, n int, read func(n int) error) {
	t.Helper()
	work := func(n int) uint64 {
		return allocated(func() {
			if err := read(n); err != nil {
				if _, ok := fault.Of(err); !ok {
					t.Errorf("%s: an error without a sentence: %v", name, err)
				}
			}
		})
	}
	half, whole := work(n/2), work(n)
	t.Logf("%s: %d KiB for half of it, %d KiB for all", name, half>>10, whole>>10)
	if whole > half*5/2+1<<20 {
		t.Errorf("%s: %d bytes are allocated for half of it, %d for all", name, half, whole)
	}
}

// Inputs that make a browser's algorithm build far more than it was given. Not parallel: see allocated.
func TestCleanHTMLGrowsEvenly(t *testing.T) {
	many := strings.Repeat
	for name, x := range map[string]struct {
		n    int
		text func(n int) string
	}{
		"unclosed bold": {100_000, func(n int) string { return many("<b>", 150) + many("<p>x", n) }},
		"deep and wide": {100_000, func(n int) string { return many("<span style='font-family:x'>", 150) + many("<i></i>", n) }},
		"long style":    {1500, func(n int) string { return many("<i style='"+many("a:b;", 1000)+"'>x</i>", n) }},
		"losses":        {10_000, func(n int) string { return many("<p>x<del>"+many("删", 100)+"</del>", n) }},
		"drawings":      {5_000, func(n int) string { return many("<!--[if gte vml 1]>"+many("<v:shape>", 100)+"<![endif]-->", n) }},
		"marker": {2_000, func(n int) string {
			return many("<p style='mso-list:l0 level1'>"+many("<span style='mso-list:Ignore'>", 100)+"1."+many("</span>", 100)+"x</p>", n)
		}},
		"nested tables":      {20_000, func(n int) string { return many("<table><tr><td>", 60) + many("x<table><tr><td>y</table>", n) }},
		"attributes":         {500_000, func(n int) string { return "<p " + many("a=b ", n) + ">x" }},
		"comments":           {1_000_000, func(n int) string { return many("<!--", n) }},
		"open angle":         {1_000_000, func(n int) string { return many("<", n) }},
		"deleted in deleted": {50_000, func(n int) string { return many("<ins>", 150) + many("<del>x</del>", n) }},
	} {
		growsEvenly(t, name, x.n, func(n int) error {
			_, _, err := CleanHTML(x.text(n))
			return err
		})
	}
}

// What is put together at random from the pieces of pasted pages comes back the same.
func TestOwnHTMLMeansTheSameDocument(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"<p>", "</p>", "<p class=c>", "<div align=right>", "</div>", "<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<sup>", "</sup>", "<sub>",
		"<ul>", "</ul>", "<ol>", "<ol start=4>", "</ol>", "<li>", "</li>", "<li value=9>", "<table>", "</table>", "<tr>", "<td>", "<td rowspan=2>",
		"<td colspan=3>", "<th>", "<thead>", "<tbody>", "</td>", "<h1>", "<h2>", "</h2>", "<h4>", "<br>", "<br>\u3000\u3000", " ", "\n", "&nbsp;", "\u3000",
		"字", "文，", "x", "1.", "&lt;", "&amp;amp;", "<a href=http://a.cn/?b=1>", "<a href='mailto:a@b.cn'>", "</a>", "<img src=/a.png alt='a  b'>", "<pre>", "</pre>",
		"<p style='mso-list:l0 level3 lfo1'>", "<span style='mso-list:Ignore'>2.</span>", "<span style='mso-list:Ignore'>一、</span>", "<![if !supportLists]>", "<![endif]>", "<center>", "\u00ad", "<del>", "</del>",
	}
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "in"), "")
		d, _, err := CleanHTML(in)
		if err != nil {
			t.Fatalf("%v", err)
		}
		checkSame(t, d)
	})
}

func FuzzCleanHTML(f *testing.F) {
	for _, name := range pasted(f) {
		in, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(in))
	}
	f.Fuzz(func(t *testing.T, in string) {
		d, _, err := CleanHTML(in)
		if err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("an error without a sentence: %v", err)
			}
			return
		}
		out := d.HTML()
		if lower := strings.ToLower(out); strings.Contains(lower, "<script") || strings.Contains(lower, `="javascript`) {
			t.Fatalf("active content: %s", out)
		}
		checkSame(t, d)
	})
}
