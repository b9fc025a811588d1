package publication

import (
	"html"
	"regexp"
	"strings"

	"gongkai/internal/document"
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

// Format says how a body is written.
type Format string

const (
	PlainText Format = ""     // one line is one paragraph; the numbering makes the headings
	RichText  Format = "html" // what document.Doc.HTML writes: tables, lists, pictures
)

// inlineFiles is where a body of RichText says its pictures are; where they really are depends on who looks.
const inlineFiles = "/files/"

// HTML renders the body. files is where the version's attachments are handed out, such as "/items/5/files/". Of plain text
// everything is escaped; rich text was cleaned when it came in.
func (v Version) HTML(files string) string {
	if v.Format == RichText {
		return toAddressee(strings.ReplaceAll(v.Body, ` src="`+inlineFiles, ` src="`+files))
	}
	return HTML(v.Body)
}

// MarkedHTML renders rich text with marks at places of its Text.
func (v Version) MarkedHTML(files string, marks []document.Mark) string {
	d, _, err := document.CleanHTML(v.Body)
	if err != nil {
		return v.HTML(files) // cannot be: it was cleaned when it came in
	}
	v.Body = d.MarkedHTML(marks)
	return v.HTML(files)
}

// toAddressee sets the first line of rich text as 主送机关, when it addresses somebody, as in plain text.
func toAddressee(body string) string {
	first, rest, ok := strings.Cut(body, "</p>")
	text, isText := strings.CutPrefix(first, "<p>")
	if !ok || !isText || !addressee.MatchString(text) {
		return body
	}
	return `<p class="to">` + text + "</p>" + rest
}

// Text is the body as it is screened and compared: what can be read in it, one line for a paragraph.
func (v Version) Text() string {
	if v.Format != RichText {
		return v.Body
	}
	d, _, err := document.CleanHTML(v.Body)
	if err != nil {
		return v.Body // cannot be: it was cleaned when it came in. Then all of it is screened
	}
	return d.Text()
}

// Signed reports whether the text itself ends in the date of the document, as an imported one does: then the page adds none.
func (v Version) Signed() bool {
	lines := strings.Split(strings.TrimSpace(v.Text()), "\n")
	for _, line := range lines[max(0, len(lines)-signatureLines):] {
		if !v.FormedOn.IsZero() && strings.Trim(line, " \t\u3000") == v.FormedOn.Chinese() {
			return true
		}
	}
	return false
}

// signatureLines is how near the end of a text its date stands: tables and notes may follow it.
const signatureLines = 12

// HTML renders plain text for the portal. Everything is escaped; nothing a writer types becomes markup.
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
