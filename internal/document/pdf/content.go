package pdf

import (
	"bytes"
	"math"
	"strings"
)

// matrix is [a b c d e f], as a file writes it: (x, y) becomes (ax+cy+e, bx+dy+f).
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// then is what m does, and n after it.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

func (m matrix) area() float64 { return math.Abs(m[0]*m[3] - m[1]*m[2]) }

// pen is what operators set and q keeps.
type pen struct {
	ctm                         matrix
	font                        *font
	size, chars, words, leading float64
	stretch, rise               float64
}

// painter follows the operators of a page and notes the text they draw.
type painter struct {
	f     *file
	fonts map[any]*font // by reference
	pen
	kept     []pen
	tm, line matrix

	lines    lines
	pictures float64 // area they cover, as often as they do
	painted  bool    // something that is no text
	unknown  int     // codes that may mean anything
	missed   bool    // something could not be read
}

const (
	maxKept  = 256
	maxForms = 8 // drawings within drawings
)

func newPainter(f *file, fonts map[any]*font) *painter {
	return &painter{f: f, fonts: fonts, pen: pen{ctm: identity, stretch: 1}, tm: identity, line: identity}
}

// paint follows the operators of a content.
func (p *painter) paint(content []byte, resources dict, depth int) {
	l := lexer{b: content, budget: p.f.budget}
	var args []any
	for {
		v := l.value()
		op, ok := v.(keyword)
		if !ok {
			if len(args) < 64 {
				args = append(args, v)
			}
			continue
		}
		switch op {
		case "":
			p.missed = p.missed || p.f.budget.isEmpty()
			return
		case "BI":
			p.inline(&l)
		case "Do":
			p.draw(resources, args, depth)
		case "Tf":
			if len(args) == 2 {
				p.size, _ = args[1].(float64)
				fontName, _ := args[0].(name)
				p.font = p.fontOf(p.f.dict(resources["Font"])[fontName])
			}
		default:
			p.do(op, args)
		}
		args = args[:0]
	}
}

func (p *painter) fontOf(v any) *font {
	r, ok := v.(ref)
	if !ok {
		return p.f.font(p.f.dict(v))
	}
	if p.fonts[r] == nil {
		p.fonts[r] = p.f.font(p.f.dict(r))
	}
	return p.fonts[r]
}

// do is one operator.
func (p *painter) do(op keyword, args []any) {
	n := func(i int) float64 {
		if i >= len(args) {
			return 0
		}
		v, _ := args[i].(float64)
		return v
	}
	switch op {
	case "q":
		if len(p.kept) < maxKept {
			p.kept = append(p.kept, p.pen)
		}
	case "Q":
		if last := len(p.kept) - 1; last >= 0 {
			p.pen, p.kept = p.kept[last], p.kept[:last]
		}
	case "cm":
		p.ctm = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}.then(p.ctm)
	case "BT":
		p.tm, p.line = identity, identity
	case "Tc":
		p.chars = n(0)
	case "Tw":
		p.words = n(0)
	case "Tz":
		p.stretch = n(0) / 100
	case "TL":
		p.leading = n(0)
	case "Ts":
		p.rise = n(0)
	case "Tm":
		p.line = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}
		p.tm = p.line
	case "Td":
		p.move(n(0), n(1))
	case "TD":
		p.leading = -n(1)
		p.move(n(0), n(1))
	case "T*":
		p.move(0, -p.leading)
	case "Tj":
		p.show(args)
	case "TJ":
		if len(args) == 1 {
			list, _ := args[0].(array)
			p.show(list)
		}
	case "'":
		p.move(0, -p.leading)
		p.show(args)
	case `"`:
		p.words, p.chars = n(0), n(1)
		p.move(0, -p.leading)
		p.show(args[min(2, len(args)):])
	case "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh":
		p.painted = true
	}
}

func (p *painter) move(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.then(p.line)
	p.tm = p.line
}

// show draws strings; numbers among them move the pen back.
func (p *painter) show(list []any) {
	if p.font == nil {
		p.missed = p.missed || len(list) > 0
		return
	}
	for _, v := range list {
		switch v := v.(type) {
		case float64:
			p.advance(-v / 1000 * p.size)
		case string:
			p.write(v)
		}
	}
}

func (p *painter) advance(by float64) {
	step := matrix{1, 0, 0, 1, by * p.stretch, 0}
	if p.font.vertical {
		step = matrix{1, 0, 0, 1, 0, by}
	}
	p.tm = step.then(p.tm)
}

func (p *painter) write(s string) {
	var text strings.Builder
	var by float64
	for s != "" {
		code := p.font.next(s)
		s = s[len(code):]
		meaning, ok := p.font.text(code)
		if !ok {
			p.unknown++
		}
		text.WriteString(meaning)
		w := p.font.width(code)
		if p.font.vertical {
			w = -1000
		}
		by += w/1000*p.size + p.chars
		if code == " " {
			by += p.words
		}
	}
	m := p.tm.then(p.ctm)
	x0, y0 := m.at(0, p.rise)
	p.advance(by)
	x1, y1 := p.tm.then(p.ctm).at(0, p.rise)
	along := [2]float64{m[0], m[1]}
	if p.font.vertical {
		along = [2]float64{-m[2], -m[3]}
	}
	p.f.budget.spend(text.Len() * 4) // what is written is looked at again
	p.lines.add(stretch{text.String(), along, [2]float64{x0, y0}, [2]float64{x1, y1}, math.Abs(p.size) * math.Hypot(m[2], m[3])})
}

// draw is a picture or a drawing that the resources name.
func (p *painter) draw(resources dict, args []any, depth int) {
	if len(args) != 1 {
		return
	}
	which, _ := args[0].(name)
	s, ok := p.f.get(p.f.dict(resources["XObject"])[which]).(stream)
	if !ok {
		return
	}
	if p.f.name(s.dict["Subtype"]) != "Form" {
		p.pictures += p.ctm.area()
		p.painted = true
		return
	}
	content, whole := p.f.unpack(s)
	if depth >= maxForms || !whole {
		p.missed = true
	}
	if depth >= maxForms {
		return
	}
	before, kept := p.pen, p.kept
	tm, line := p.tm, p.line
	if m, ok := p.f.numbers(s.dict["Matrix"], 6); ok {
		p.ctm = matrix(m).then(p.ctm)
	}
	if own := p.f.dict(s.dict["Resources"]); own != nil {
		resources = own
	}
	p.kept = nil
	p.paint(content, resources, depth+1)
	p.pen, p.kept, p.tm, p.line = before, kept, tm, line
}

// inline skips a picture that stands among the operators.
func (p *painter) inline(l *lexer) {
	p.pictures += p.ctm.area()
	p.painted = true
	for k := l.value(); k != keyword("ID"); k = l.value() {
		if k == keyword("") {
			return
		}
	}
	for l.at < len(l.b) {
		i := bytes.Index(l.b[l.at:], []byte("EI"))
		if i < 0 {
			l.at = len(l.b)
			return
		}
		i += l.at
		l.at = i + 2
		if isSpace(l.b[i-1]) && (l.at == len(l.b) || isSpace(l.b[l.at])) {
			return
		}
	}
}
