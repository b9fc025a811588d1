package portal

import (
	"maps"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/internal/web/layout"
)

// drawing holds the strokes of the portal's icons, on a field of 24 × 24.
var drawing = map[string]string{
	"score":    "M5 4h11l3 3v13H5zM8.5 12h7M8.5 15.5h7M8.5 8.5h4",
	"enrol":    "M3 20h18M5 20v-9l7-5 7 5v9M10 20v-5h4v5M12 6V3h4",
	"district": "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
	"teacher":  "M4 5h16v11H4zM9 20l3-4 3 4M8 9h8M8 12h5",
	"aid":      "M12 20s-7.5-4.3-7.5-9.8A4.2 4.2 0 0 1 12 7.6a4.2 4.2 0 0 1 7.5 2.6C19.5 15.7 12 20 12 20zM9.5 12h5M12 9.5v5",
	"school":   "M4 20V8l8-4 8 4v12M4 20h16M8.5 11.5h2M13.5 11.5h2M8.5 15.5h2M13.5 15.5h2",
	"mail":     "M3 6h18v12H3zM3 7l9 6.5L21 7",
	"file":     "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
	"report":   "M4 20h16M6 20v-7h3v7M11 20V5h3v15M16 20v-10h3v10",
	"unit":     "M4 20V8l8-4 8 4v12M4 20h16M8.5 11.5h2M13.5 11.5h2M8.5 15.5h2M13.5 15.5h2",
	"licence":  "M5 4h14v11H5zM8 8h8M8 11h5M12 15v6l2.5-1.5L17 21v-6",
	"print":    "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
	"download": "M12 3v12M7 10.5l5 5 5-5M4 20h16",
	"link":     "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.6 1.6M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.6-1.6",
	"flag":     "M5 21V4h12l-2 4 2 4H5",
	"shield":   "M12 3l8 4v5c0 5-3.4 8-8 9.5C7.4 20 4 17 4 12V7zM8.5 12.2l2.5 2.4 4.6-5",
	"fault":    "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21M10.5 7.5v3.6M10.5 13.6v.1",
}

// shape is the class that draws a state's mark; the portal draws a shape where the desk writes a symbol.
func shape(s layout.State) string {
	switch s.Tone {
	case layout.Done:
		return "ok"
	case layout.Late, layout.Soon:
		return "warn"
	case layout.Open:
		return "info"
	}
	return "off"
}

func tagClass(s layout.State) string {
	switch s.Tone {
	case layout.Late, layout.Soon:
		return "red"
	case layout.Open:
		return "blue"
	}
	return ""
}

// wide reports whether names of a group need a quarter of the width instead of an eighth.
func wide(links []layout.Link) bool {
	for _, l := range links {
		if len([]rune(l.Text)) > 9 {
			return true
		}
	}
	return false
}

func current(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// inputMore is what only some text fields have.
func inputMore(f layout.Field) templ.Attributes {
	more := templ.Attributes{}
	if f.Placeholder != "" {
		more["placeholder"] = f.Placeholder
	}
	if f.Kind == layout.Date {
		more["inputmode"] = "numeric"
	}
	if f.Max > 0 {
		more["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.Error != "" {
		more["aria-invalid"] = "true"
	}
	maps.Copy(more, describedBy(f))
	return more
}

// describedBy names the hint and the error of a field.
func describedBy(f layout.Field) templ.Attributes {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Ref()+"-h")
	}
	if f.Error != "" {
		ids = append(ids, f.Ref()+"-e")
	}
	if len(ids) == 0 {
		return nil
	}
	return templ.Attributes{"aria-describedby": strings.Join(ids, " ")}
}

// head is the heading of column i, or nothing for a row that is longer than the heads.
func head(r layout.Records, i int) string {
	if i < len(r.Heads) {
		return r.Heads[i]
	}
	return ""
}

// groupTitle is 局属事业单位（8 家）.
func groupTitle(g layout.Group) string {
	if g.Note == "" {
		return g.Title
	}
	return g.Title + "（" + g.Note + "）"
}

// brief reports whether a cell is too short to be broken: a date, a number.
func brief(c layout.Cell) bool { return len([]rune(c.Text)) <= 10 }

// fileText is 下载 DOCX（92 KB）.
func fileText(d layout.Download) string {
	if d.Size == "" {
		return d.Text
	}
	return d.Text + "（" + d.Size + "）"
}
