package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// stretch is text drawn at once.
type stretch struct {
	text     string
	along    [2]float64 // direction in which it runs
	from, to [2]float64
	size     float64
}

// line is text on one line, as far as it was drawn in order. Places are along its direction and across it.
type line struct {
	text               strings.Builder
	along              [2]float64
	begin, end, across float64
	size               float64
	last               stretch
}

// lines puts together what is drawn.
type lines []*line

// How far apart letters are, in sizes of the letters.
const (
	apart   = 0.25 // a space
	cell    = 2.0  // another cell of a table
	back    = 0.5  // drawn over what is there, or another column
	onLine  = 0.4  // above or below
	nextRow = 2.6  // the next line of a paragraph is no lower
	full    = 1.5  // what ends so near to the margin goes on in the next line
	again   = 0.3  // the same text so near is drawn twice, to look bold
)

// add takes up the next text that is drawn.
func (ls *lines) add(s stretch) {
	length := math.Hypot(s.along[0], s.along[1])
	if s.text == "" || length == 0 || math.IsNaN(length) || s.size == 0 {
		s.along, length = [2]float64{1, 0}, 1
	}
	s.along = [2]float64{s.along[0] / length, s.along[1] / length}
	begin, across := s.place(s.from)
	end, _ := s.place(s.to)
	var l *line
	if n := len(*ls); n > 0 {
		l = (*ls)[n-1]
		if l.last.text == s.text && math.Hypot(l.last.from[0]-s.from[0], l.last.from[1]-s.from[1]) < again*s.size {
			return
		}
	}
	if l == nil || !l.holds(s.along, begin, across, s.size) {
		l = &line{along: s.along, begin: begin, end: begin, across: across, size: s.size}
		*ls = append(*ls, l)
	}
	switch gap := begin - l.end; {
	case l.text.Len() == 0:
	case gap > cell*s.size:
		l.text.WriteByte('\t')
	case gap > apart*s.size:
		l.text.WriteByte(' ')
	}
	l.text.WriteString(s.text)
	l.end, l.last, l.size = end, s, max(l.size, s.size)
}

// place is where a point is along the direction of a text, and across it.
func (s stretch) place(at [2]float64) (along, across float64) {
	return at[0]*s.along[0] + at[1]*s.along[1], at[1]*s.along[0] - at[0]*s.along[1]
}

// holds reports whether a text goes on with the line.
func (l *line) holds(along [2]float64, begin, across, size float64) bool {
	size = max(size, l.size)
	return l.along[0]*along[0]+l.along[1]*along[1] > 0.99 && math.Abs(across-l.across) <= onLine*size && begin >= l.end-back*size
}

// text writes the lines. A line that is full and ends with a Han character goes on in the next without a break.
func (ls lines) text() string {
	margin := math.Inf(-1)
	for _, l := range ls {
		margin = max(margin, l.end)
	}
	var out strings.Builder
	for i, l := range ls {
		text := strings.TrimRight(l.text.String(), " \t")
		out.WriteString(text)
		if i+1 == len(ls) {
			break
		}
		next := ls[i+1]
		lower := l.across - next.across
		goesOn := l.along == next.along && l.end >= margin-full*l.size && 0 < lower && lower <= nextRow*l.size
		if goesOn && endsInHan(text) && beginsWithHan(next.text.String()) {
			continue
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func endsInHan(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isHan(r)
}

func beginsWithHan(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isHan(r)
}

// isHan takes marks of Chinese texts for Han too.
func isHan(r rune) bool {
	return unicode.Is(unicode.Han, r) || 0x3000 < r && r <= 0x303f || 0xff00 < r && r < 0xff0c && r != '０'
}
