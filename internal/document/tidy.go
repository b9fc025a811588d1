package document

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sourceBreak stands in a run's text for a line end of the HTML source, which means a space, but none between Chinese characters.
const sourceBreak = '\v'

const (
	noBreakSpace = '\u00a0'
	emSpace      = '\u2003'
	wideSpace    = '\u3000'
)

// NewDoc returns a document of blocks that need not be in normal form, and takes them over. Its errors are ErrTableTooWide and
// ErrTableTooLarge.
func NewDoc(blocks ...Block) (*Doc, error) {
	blocks, err := tidy(blocks)
	if err != nil {
		return nil, err
	}
	return &Doc{blocks}, nil
}

// tidy returns blocks in normal form: no empty paragraphs, runs merged, spaces collapsed, list levels without jumps,
// tables that fill their grid. What it returns it would return again. It may change what it is given.
func tidy(blocks []Block) ([]Block, error) {
	t := tidier{slots: maxSlots}
	return t.blocks(blocks)
}

// maxSlots bounds the places in all grids of a document, since a few spans make many.
const maxSlots = 300_000

type tidier struct{ slots int }

func (t *tidier) blocks(in []Block) ([]Block, error) {
	var out []Block
	for _, block := range in {
		switch b := block.(type) {
		case *Paragraph:
			for _, p := range tidyParagraph(b) {
				p.fitAfter(out)
				out = append(out, p)
			}
		case *Picture:
			if b.Src != "" || b.Name != "" {
				b.Alt = oneLine(b.Alt, maxAlt)
				out = append(out, b)
			}
		case *Table:
			if err := t.table(b); err != nil {
				return nil, err
			}
			if !isBlank(b) {
				out = append(out, b)
			}
		}
	}
	return out, nil
}

const maxAlt = 300

// tidyParagraph returns the paragraphs that one comes to: none if it is empty, several if its author made paragraphs by line breaks.
func tidyParagraph(p *Paragraph) []*Paragraph {
	p.Heading = max(0, min(p.Heading, maxHeading))
	if p.Heading > 0 {
		p.List = NoList
	}
	switch p.List {
	case NoList:
		p.Level, p.Number = 0, 0
	case Bullet:
		p.Level, p.Number = max(0, min(p.Level, maxLevel)), 0
	case Numbered:
		p.Level, p.Number = max(0, min(p.Level, maxLevel)), max(1, min(p.Number, maxNumber))
	}
	for i := range p.Runs {
		r := &p.Runs[i]
		r.Bold = r.Bold && p.Heading == 0
		r.Underline = r.Underline && r.Link == ""
		r.Sub = r.Sub && !r.Sup
	}
	var out []*Paragraph
	for _, runs := range tidyRuns(p.Runs, p.Heading == 0 && p.List == NoList) {
		next := *p
		next.Runs = runs
		out = append(out, &next)
	}
	return out
}

// fitAfter keeps the level of an item within one of the item before.
func (p *Paragraph) fitAfter(before []Block) {
	if p.List == NoList {
		return
	}
	deepest := 0
	if len(before) > 0 {
		if last, ok := before[len(before)-1].(*Paragraph); ok && last.List != NoList {
			deepest = last.Level + 1
		}
	}
	p.Level = min(p.Level, deepest)
}

// glyph is a character and the run it came in.
type glyph struct {
	char rune
	run  int
}

// tidyRuns cleans the characters of runs and merges those of one form. With split, an empty line or an indented one
// begins a new paragraph.
func tidyRuns(runs []Run, split bool) [][]Run {
	var out [][]Run
	var text []glyph
	emit := func() {
		if len(text) > 0 {
			out = append(out, merge(text, runs))
		}
		text = nil
	}
	gap := false
	for _, line := range lines(runs) {
		line, indented := trim(line)
		if len(line) == 0 {
			gap = true
			continue
		}
		if len(text) > 0 {
			if split && (gap || indented) {
				emit()
			} else {
				text = append(text, glyph{'\n', line[0].run})
			}
		}
		text = append(text, line...)
		gap = false
	}
	emit()
	return out
}

// lines returns the visible characters of runs, line by line.
func lines(runs []Run) [][]glyph {
	var out [][]glyph
	size := 0
	for _, r := range runs {
		size += utf8.RuneCountInString(r.Text)
	}
	line := make([]glyph, 0, size)
	for i, r := range runs {
		for _, char := range r.Text {
			char = visible(char, r.Underline)
			switch char {
			case 0:
			case '\n':
				out = append(out, line)
				line = line[len(line):] // what is left of the space goes to the next
			default:
				line = append(line, glyph{char, i})
			}
		}
	}
	return append(out, line)
}

// visible returns what a character counts as, 0 for nothing. Blanks to be filled in are underlined: there, spaces that do not
// break stay.
func visible(char rune, underlined bool) rune {
	switch {
	case char == '\n', char == '\u2028', char == '\u2029':
		return '\n'
	case underlined && char == wideSpace:
		return emSpace
	case underlined && (char == noBreakSpace || char == emSpace):
		return char
	case char == sourceBreak, char == wideSpace:
		return char
	case char == '\u180e', char == unicode.ReplacementChar, char == '\u00ad', unicode.Is(unicode.Cf, char):
		return 0 // soft hyphens, zero-width characters, marks of direction
	case char == '\t' || unicode.IsSpace(char):
		return ' '
	case unicode.Is(unicode.Cc, char), char == '\ufffe', char == '\uffff':
		return 0
	}
	return char
}

// trim collapses the spaces of a line and drops those at its ends. It reports whether the line began with the indent of a paragraph.
func trim(line []glyph) ([]glyph, bool) {
	out := make([]glyph, 0, len(line))
	indented := false
	for i := 0; i < len(line); {
		if !isSpace(line[i].char) {
			out = append(out, line[i])
			i++
			continue
		}
		end, wide, broken := i, false, false
		for end < len(line) && isSpace(line[end].char) {
			wide = wide || line[end].char == wideSpace
			broken = broken || line[end].char == sourceBreak
			end++
		}
		switch {
		case len(out) == 0:
			indented = wide
		case end == len(line):
		case wide:
			for _, g := range line[i:end] { // width in the middle of a line is meant: 姓　　名
				if g.char == wideSpace {
					out = append(out, g)
				}
			}
		case broken && isWide(line[i-1].char) && isWide(line[end].char):
		default:
			out = append(out, glyph{' ', line[i].run})
		}
		i = end
	}
	return out, indented
}

func isSpace(char rune) bool { return char == ' ' || char == wideSpace || char == sourceBreak }

// isWide reports whether a character is as wide as a Chinese one, so that no space stands beside it.
func isWide(char rune) bool {
	return unicode.Is(unicode.Han, char) || char >= '\u3001' && char <= '\u303f' || char >= '\uff01' && char <= '\uff60' || char >= '\u2014' && char <= '\u2026'
}

// merge makes runs of characters again.
func merge(text []glyph, runs []Run) []Run {
	var out []Run
	for start := 0; start < len(text); {
		form := runs[text[start].run].form()
		var piece strings.Builder
		end := start
		for end < len(text) && (text[end].run == text[start].run || runs[text[end].run].form() == form) {
			piece.WriteRune(text[end].char)
			end++
		}
		form.Text = piece.String()
		if strings.TrimSpace(form.Text) == "" {
			form.Link = ""
		}
		out = append(out, form)
		start = end
	}
	return joinAlike(out)
}

// joinAlike joins neighbours of one form.
func joinAlike(runs []Run) []Run {
	var out []Run
	for _, r := range runs {
		if n := len(out); n > 0 && out[n-1].form() == r.form() {
			out[n-1].Text += r.Text
			continue
		}
		out = append(out, r)
	}
	return out
}

// oneLine returns text as one line of at most limit characters, with one space where there were several.
func oneLine(text string, limit int) string {
	var out strings.Builder
	gap := rune(0)
	count := 0
	for _, char := range text {
		char = visible(char, false)
		switch {
		case char == 0:
			continue
		case char == wideSpace, gap == 0 && (char == '\n' || isSpace(char)):
			gap = char
			continue
		case char == '\n' || isSpace(char):
			continue
		}
		if gap != 0 && count > 0 {
			if gap != wideSpace {
				gap = ' '
			}
			out.WriteRune(gap)
			count++
		}
		gap = 0
		if count >= limit {
			break
		}
		out.WriteRune(char)
		count++
	}
	return strings.TrimRight(out.String(), " \u3000")
}

// hasText reports whether there is anything to see in text.
func hasText(text string) bool {
	for _, char := range text {
		if char = visible(char, false); char != 0 && char != '\n' && !isSpace(char) {
			return true
		}
	}
	return false
}

func isBlank(t *Table) bool {
	return !slices.ContainsFunc(t.Rows, func(row TableRow) bool {
		return slices.ContainsFunc(row.Cells, func(cell Cell) bool { return len(cell.Blocks) > 0 })
	})
}
