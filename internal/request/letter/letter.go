// Package letter writes the 文书 of a request: it fills a template with facts, sets the letter as an office sends it, and looks whether it says
// all that the law prescribes.
//
// It is pure: facts and templates come in, a letter comes out. Which letter is due, what number it gets and where it is kept is for its callers.
package letter

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// Letter is a letter in parts, as a reader sees it.
type Letter struct {
	Kind     request.LetterKind
	Head     string // 发文机关标志, on letters that answer; "" on the others
	DocNo    string
	Title    string
	To       string // 抬头, without its colon
	Body     []Paragraph
	Attached []string
	Signer   string
	Signed   workday.Date
}

// Paragraph is text, or a heading.
type Paragraph struct {
	Level int // 1 for 一、, 2 for （一）; 0 is text
	Runs  []Run
}

// Run is a piece of text with where it comes from. A line break is "\n".
type Run struct {
	Text   string
	Source Source
}

// Source says whose words a piece of text is.
type Source int

// The sources.
const (
	Words  Source = iota // of the template
	Fact                 // of ours
	Quoted               // of the applicant, of a document, of a register
)

// Text joins the runs.
func (p *Paragraph) Text() string { return p.join(Quoted) }

// join joins the runs up to a source: Fact leaves out what is quoted.
func (p *Paragraph) join(last Source) string {
	var b strings.Builder
	for _, r := range p.Runs {
		if r.Source <= last {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// What is refused about a letter as a whole.
var ErrHole = fault.New(fault.Invalid, "letter-hole", "文书有一处没有内容，请填写。")

// Render writes a letter: by the unit's own template where it has one, else by ours. It returns ErrKind, ErrTemplate with the line of the
// mistake, or what is missing among the facts as fault.Fields. A letter that it returns still has to pass Lint: a template may have left
// something out.
func Render(kind request.LetterKind, facts *Facts, templates Templates) (*Letter, error) {
	info, ok := kind.Info()
	if !ok {
		return nil, fmt.Errorf("render letter %q: %w", kind, ErrKind)
	}
	f := facts.in(info)
	if err := missing(f).Err(); err != nil {
		return nil, fmt.Errorf("render letter %s: %w", kind, err)
	}
	src, ok := templates[kind]
	if !ok {
		src = Default(kind)
	}
	t, err := parseTemplate(src)
	if err != nil {
		return nil, fmt.Errorf("render letter %s: %w", kind, err)
	}
	filled, err := t.run(f)
	if err != nil {
		return nil, fmt.Errorf("render letter %s: %w", kind, err)
	}
	l := &Letter{Kind: kind, Signer: clean(f.Agency), Signed: f.Signed}
	if info.Mark != "" {
		l.DocNo = clean(f.DocNo)
	}
	if info.Answers {
		l.Head = l.Signer
	}
	for _, a := range f.Attached {
		l.Attached = append(l.Attached, clean(a))
	}
	if err := l.take(filled); err != nil {
		return nil, fmt.Errorf("render letter %s: %w", kind, err)
	}
	return l, nil
}

// A value is marked while it goes through the template, so that nothing in it is taken for a part of the template or the start of a line. The
// marks are of no alphabet; those that a value itself contains are replaced.
const (
	ownMark   = '\uE000'
	quoteMark = '\uE001'
	endMark   = '\uE002'
	lineMark  = '\uE003' // a line break within a value
)

// String marks the value; text/template prints with it.
func (s own) String() string { return marked(ownMark, string(s)) }

// String marks the value as another's words.
func (s quote) String() string { return marked(quoteMark, string(s)) }

func marked(mark rune, s string) string {
	return string(mark) + strings.ReplaceAll(clean(s), "\n", string(lineMark)) + string(endMark)
}

// clean makes every character one that can be printed: what cannot becomes the replacement character, for the reader to see.
func clean(s string) string { return printable(strings.TrimSpace(s)) }

func printable(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(char rune) rune {
		switch {
		case char == '\n':
			return char
		case char == '\t' || char == '\r' || char == '\u2028' || char == '\u2029':
			return ' '
		case char >= ownMark && char <= lineMark, unicode.IsControl(char), unicode.Is(unicode.Bidi_Control, char), char == '\uFFFE', char == '\uFFFF':
			return utf8.RuneError
		}
		return char
	}, s)
}

// take reads a filled template: its heads, then the text line by line.
func (l *Letter) take(filled string) error {
	heads := map[string]*string{"标题": &l.Title, "抬头": &l.To, "落款": &l.Signer}
	for line := range strings.SplitSeq(filled, "\n") {
		p, err := runs(strings.TrimSpace(line))
		if err != nil {
			return err
		}
		if len(p.Runs) == 0 {
			continue
		}
		if name, rest, ok := strings.Cut(p.Runs[0].Text, "："); ok && p.Runs[0].Source == Words && len(l.Body) == 0 && heads[name] != nil {
			p.Runs[0].Text = rest
			*heads[name] = strings.TrimRight(strings.TrimSpace(p.Text()), "：:")
			continue
		}
		p.Level = level(&p)
		l.Body = append(l.Body, p)
	}
	return nil
}

// runs divides a line into the template's words and what was filled in.
func runs(line string) (Paragraph, error) {
	var p Paragraph
	for line != "" {
		at := strings.IndexFunc(line, func(r rune) bool { return r == ownMark || r == quoteMark })
		if at < 0 {
			at = len(line)
		}
		if at > 0 {
			p.Runs = append(p.Runs, Run{printable(line[:at]), Words})
			line = line[at:]
			continue
		}
		mark, size := utf8.DecodeRuneInString(line)
		text, rest, ok := strings.Cut(line[size:], string(endMark))
		if !ok {
			return p, errors.New("a value has no end") // our own fault: marks are taken out of values
		}
		if text == "" {
			return p, ErrHole.Say("文书有一处没有内容：“%s〔空〕%s”，请填写。", last(p.Text(), 12), plainStart(rest, 12))
		}
		source := Fact
		if mark == quoteMark {
			source = Quoted
		}
		p.Runs = append(p.Runs, Run{strings.ReplaceAll(text, string(lineMark), "\n"), source})
		line = rest
	}
	return p, nil
}

func last(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}

// plainStart is the beginning of what follows, without marks.
func plainStart(s string, n int) string {
	r := []rune(strings.Map(func(char rune) rune {
		if char >= ownMark && char <= lineMark {
			return -1
		}
		return char
	}, s))
	return string(r[:min(n, len(r))])
}

const maxHeadingText = 30

// level tells a heading by its number, in the template's own words: 一、 or （一）, with no sentence behind it.
func level(p *Paragraph) int {
	text := p.Text()
	if p.Runs[0].Source != Words || utf8.RuneCountInString(text) > maxHeadingText || strings.ContainsAny(text, "。；：，\n") {
		return 0
	}
	first := strings.TrimLeft(p.Runs[0].Text, "一二三四五六七八九十")
	switch {
	case len(first) < len(p.Runs[0].Text) && strings.HasPrefix(first, "、"):
		return 1
	case strings.HasPrefix(p.Runs[0].Text, "（") && strings.HasPrefix(strings.TrimLeft(p.Runs[0].Text[len("（"):], "一二三四五六七八九十"), "）"):
		return 2
	}
	return 0
}
