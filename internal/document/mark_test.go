package document

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMarksStandWhereTheTextIs(t *testing.T) {
	t.Parallel()
	d, _, err := CleanHTML(`<p>第一段<b>加粗的</b>文字</p><ol start="3"><li>列表<br>换行</li></ol>
		<table><tr><th>姓名<br>单位</th><td><p>甲</p><p>乙某</p></td></tr></table><p>末段</p>`)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) Mark {
		i := strings.Index(d.Text(), s)
		if i < 0 {
			t.Fatalf("%q is not in %q", s, d.Text())
		}
		return Mark{Start: i, End: i + len(s), Class: "late", ID: "m", Label: "1", Link: "#find-1"}
	}
	for text, want := range map[string]string{
		"一段加": `第<mark class="late" id="m">一段</mark><strong><mark class="late">加<sup><a href="#find-1">1</a></sup></mark>粗的</strong>`,
		"换行":  `列表<br><mark class="late" id="m">换行<sup><a href="#find-1">1</a></sup></mark></li>`,
		"单位":  `姓名<br><mark class="late" id="m">单位<sup>`,
		"乙某":  `<p><mark class="late" id="m">乙某<sup>`,
		"甲 乙": `<p><mark class="late" id="m">甲</mark></p>`,
		"末段":  `<p><mark class="late" id="m">末段<sup>`,
	} {
		if got := d.MarkedHTML([]Mark{at(text)}); !strings.Contains(got, want) {
			t.Errorf("%s: %s\nhas no %s", text, got, want)
		}
	}
	// What ends between two runs has its label behind the last text it reaches.
	if got := d.MarkedHTML([]Mark{at("乙某\n")}); !strings.Contains(got, `乙某<sup>`) {
		t.Errorf("no label: %s", got)
	}
}

// Whatever is marked, the document reads the same.
func TestMarksChangeNoText(t *testing.T) {
	t.Parallel()
	marked := regexp.MustCompile(`</?mark[^>]*>|<sup>(<a [^>]*>)?#\d(</a>)?</sup>`)
	rapid.Check(t, func(t *rapid.T) {
		html := rapid.StringOf(rapid.SampledFrom([]rune("甲乙 <>&12"))).Draw(t, "a")
		d, _, err := CleanHTML("<p>一<b>" + html + "二</b>三</p><ul><li>" + html + "</li></ul><table><tr><td>" + html + "<td>四</table>")
		if err != nil {
			t.Fatal(err)
		}
		size := len(d.Text())
		marks := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Mark {
			return Mark{Start: rapid.IntRange(-3, size+3).Draw(t, "start"), End: rapid.IntRange(-3, size+3).Draw(t, "end"), Class: "x", Label: "#1"}
		}), 0, 6).Draw(t, "marks")
		if got := marked.ReplaceAllString(d.MarkedHTML(marks), ""); got != d.HTML() {
			t.Errorf("marked:   %s\nunmarked: %s", got, d.HTML())
		}
	})
}
