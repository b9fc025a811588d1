package document

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

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

// slow is far more than any input takes, and far less than one would whose cost grows with the square of its size.
const slow = 40 * time.Second

// Inputs that make a browser's algorithm build far more than it was given.
func TestCleanHTMLStaysFast(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"unclosed bold":      strings.Repeat("<b>", 150) + strings.Repeat("<p>x", 100_000),
		"deep and wide":      strings.Repeat("<span style='font-family:x'>", 150) + strings.Repeat("<i></i>", 100_000),
		"long style":         strings.Repeat("<i style='"+strings.Repeat("a:b;", 1000)+"'>x</i>", 1500),
		"losses":             strings.Repeat("<p>x<del>"+strings.Repeat("删", 100)+"</del>", 10_000),
		"drawings":           strings.Repeat("<!--[if gte vml 1]>"+strings.Repeat("<v:shape>", 100)+"<![endif]-->", 5_000),
		"marker":             strings.Repeat("<p style='mso-list:l0 level1'>"+strings.Repeat("<span style='mso-list:Ignore'>", 100)+"1."+strings.Repeat("</span>", 100)+"x</p>", 2_000),
		"nested tables":      strings.Repeat("<table><tr><td>", 60) + strings.Repeat("x<table><tr><td>y</table>", 20_000),
		"attributes":         "<p " + strings.Repeat("a=b ", 500_000) + ">x",
		"comments":           strings.Repeat("<!--", 1_000_000),
		"open angle":         strings.Repeat("<", 1_000_000),
		"deleted in deleted": strings.Repeat("<ins>", 150) + strings.Repeat("<del>x</del>", 50_000),
	} {
		start := time.Now()
		_, _, err := CleanHTML(in)
		if _, ok := fault.Of(err); err != nil && !ok {
			t.Errorf("%s: an error without a sentence: %v", name, err)
		}
		took := time.Since(start)
		t.Logf("%s took %s", name, took)
		if took > slow {
			t.Errorf("%s is too slow", name)
		}
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
