package publication

import (
	"html"
	"regexp"
	"strings"
)

// Paragraph is one paragraph of a body.
type Paragraph struct {
	Level int  // 1 for “一、”, 2 for “（一）”, 0 for text
	To    bool // 主送机关: the first line, when it addresses somebody
	Text  string
}

var (
	firstLevel  = regexp.MustCompile(`^[一二三四五六七八九十]{1,3}、`)
	addressee   = regexp.MustCompile(`^[^。；]{2,80}[：:]$`)
	secondLevel = regexp.MustCompile(`^[（(][一二三四五六七八九十]{1,3}[）)]`)
)

// Paragraphs splits a body at line ends. The numbering that official documents use makes the headings (GB/T 9704).
func Paragraphs(body string) []Paragraph {
	var out []Paragraph
	for line := range strings.Lines(body) {
		text := strings.Trim(line, " \t\r\n\u3000")
		switch {
		case text == "":
		case firstLevel.MatchString(text) && heading(text):
			out = append(out, Paragraph{Level: 1, Text: text})
		case secondLevel.MatchString(text) && heading(text):
			out = append(out, Paragraph{Level: 2, Text: text})
		default:
			out = append(out, Paragraph{To: len(out) == 0 && addressee.MatchString(text), Text: text})
		}
	}
	return out
}

// heading tells “一、基本原则” from a paragraph that merely begins like one.
func heading(text string) bool {
	return len([]rune(text)) <= 40 && !strings.HasSuffix(text, "。") && !strings.HasSuffix(text, "；")
}

// HTML renders a body for the portal. Everything is escaped; nothing a writer types becomes markup.
func HTML(body string) string {
	var b strings.Builder
	for _, p := range Paragraphs(body) {
		tag := [...]string{"p", "h2", "h3"}[p.Level]
		class := ""
		if p.To {
			class = ` class="to"`
		}
		b.WriteString("<" + tag + class + ">" + html.EscapeString(p.Text) + "</" + tag + ">\n")
	}
	return b.String()
}
