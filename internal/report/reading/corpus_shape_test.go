package reading

import (
	"encoding/json"
	"html"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/report"
)

// TestTheCorpusInOtherShapes: what a real report says does not depend on how its text was saved, set or put on a page.
func TestTheCorpusInOtherShapes(t *testing.T) {
	dir, files := corpus(t)
	replaced := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	for _, shape := range []struct {
		name string
		set  func(string) string
	}{
		{"GB 18030", func(s string) string {
			b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}},
		{"a page", func(s string) string { return onPage(s, "") }},
		{"a page with menus", func(s string) string {
			return onPage(s, "<ul>"+strings.Repeat("<li><a>政府信息公开年报</a></li><li>3</li>", 60)+"</ul>")
		}},
		{"a page laid out by a table", func(s string) string {
			return "<table><tr><td>导航</td><td>" + onPage(s, "") + "</td></tr></table>"
		}},
		{"lines that end as on Windows", replaced("\n", "\r\n")},
		{"indented", replaced("\n", "\n\u3000\u3000")},
		{"hard spaces", replaced(" ", "\u00a0")},
		{"brackets of half width", replaced("（", "(", "）", ")")},
		{"digits of full width", replaced("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９")},
		{"without empty lines", func(s string) string {
			return strings.Join(slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" }), "\n")
		}},
	} {
		t.Run(shape.name, func(t *testing.T) {
			cells, unknown := 0, 0
			for _, file := range files {
				var want answers
				if err := json.Unmarshal(readFile(t, file), &want); err != nil {
					t.Fatal(err)
				}
				if len(want.Raw) == 0 || strings.HasSuffix(want.Raw[0], ".html") {
					continue
				}
				text := readFile(t, filepath.Join(dir, want.Raw[0]))
				as, err := Read(t.Context(), "x", text)
				if err != nil {
					t.Fatal(err)
				}
				r, err := Read(t.Context(), "x", []byte(shape.set(string(text))))
				if err != nil {
					t.Errorf("%s: %v", want.ID, err)
					continue
				}
				if r.Agency != as.Agency || r.Year != as.Year || r.Format != as.Format {
					t.Errorf("%s: %q %d %s, want %q %d %s", want.ID, r.Agency, r.Year, r.Format, as.Agency, as.Year, as.Format)
				}
				if got := report.Names(r.Relations(), report.Violated); !slices.Equal(got, want.Expected.Violations) {
					t.Errorf("%s: violated %v, want %v", want.ID, got, want.Expected.Violations)
				}
				for path, value := range want.cells() {
					cells++
					switch got := r.at(path); got {
					case value:
					case "?":
						unknown++
					default:
						t.Errorf("%s %s: %s, want %s", want.ID, path, got, value)
					}
				}
			}
			t.Logf("%d cells, %d of them not to be told", cells, unknown)
		})
	}
}

// onPage puts a text on a page, its Markdown tables and lines with tabs as tables.
func onPage(text, before string) string {
	var b strings.Builder
	b.WriteString("<html><body>" + before)
	open := false
	for l := range strings.SplitSeq(text, "\n") {
		cells := []string{l}
		if t := strings.TrimSpace(l); strings.HasPrefix(t, "|") {
			cells = strings.Split(strings.Trim(t, "|"), "|")
		} else if strings.Contains(l, "\t") {
			cells = strings.Split(l, "\t")
		}
		if row := len(cells) > 1; row != open {
			b.WriteString(map[bool]string{true: "<table>", false: "</table>"}[row])
			open = row
		}
		if !open {
			b.WriteString("<p>" + html.EscapeString(l) + "</p>")
			continue
		}
		b.WriteString("<tr>")
		for _, c := range cells {
			b.WriteString("<td><p>" + html.EscapeString(c) + "</p></td>")
		}
		b.WriteString("</tr>")
	}
	return b.String() + "</body></html>"
}
