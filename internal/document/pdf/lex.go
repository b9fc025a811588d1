package pdf

import (
	"bytes"
	"strconv"
)

// The kinds of values a file is made of: nil, bool, float64 for every number, string for the bytes of a text, and these.
type (
	name    string
	keyword string // an operator or a delimiter; "" at the end
	ref     int    // of an object, by its number: no file that is read has two generations of one
	array   []any
	dict    map[name]any
	stream  struct {
		dict dict
		raw  []byte
	}
)

const (
	maxDepth   = 100     // arrays and dictionaries within each other
	maxList    = 1 << 17 // values in one of them
	tokenCosts = 16      // what a token costs beside its bytes
)

// budget is how much work may still be done for a file. Whoever finds it empty stops as if the file ended there.
type budget struct {
	left int
	stop func() bool // asked now and then
	next int         // what is left when it is asked again
}

// spend takes n from the budget, and reports whether there was so much.
func (b *budget) spend(n int) bool {
	b.left -= n
	if b.left < b.next {
		b.next = b.left - 1<<20
		if b.stop() {
			b.left = -1
		}
	}
	return b.left >= 0
}

func (b *budget) isEmpty() bool { return b.left < 0 }

// lexer reads values from bytes. At the end it gives the keyword "", and goes on giving it.
type lexer struct {
	b      []byte
	at     int
	budget *budget
}

// value reads the next value. A keyword that begins none comes as it is.
func (l *lexer) value() any { return l.valueAt(0) }

func (l *lexer) valueAt(depth int) any {
	t := l.token()
	k, ok := t.(keyword)
	if !ok {
		return t
	}
	switch k {
	case "null":
		return nil
	case "true", "false":
		return k == "true"
	case "[":
		return array(l.list("]", depth))
	case "<<":
		d := dict{}
		list := l.list(">>", depth)
		for i := 0; i+1 < len(list); i += 2 {
			if key, ok := list[i].(name); ok {
				d[key] = list[i+1]
			}
		}
		return d
	}
	return k
}

// list reads values up to a delimiter, or to where the object ends without it. What is nested too deeply ends there.
func (l *lexer) list(end keyword, depth int) []any {
	if depth >= maxDepth {
		l.at = len(l.b)
		return nil
	}
	var out []any
	for len(out) < maxList {
		v := l.valueAt(depth + 1)
		switch k, _ := v.(keyword); {
		case v == end, v == keyword(""), k == "endobj", k == "stream":
			return out
		case k == "R" && len(out) >= 2:
			number, _ := out[len(out)-2].(float64)
			out = append(out[:len(out)-2], ref(number))
		case k != "":
		default:
			out = append(out, v)
		}
	}
	return out
}

// token reads a number, a string, a name or a keyword.
func (l *lexer) token() any {
	from := l.at
	l.skipSpace()
	var t any = keyword("")
	if l.at < len(l.b) {
		t = l.tokenHere()
	}
	if !l.budget.spend(l.at - from + tokenCosts) {
		l.at = len(l.b)
		return keyword("")
	}
	return t
}

func (l *lexer) tokenHere() any {
	c := l.b[l.at]
	two := l.at+1 < len(l.b) && l.b[l.at+1] == c
	switch {
	case c == '<' && two, c == '>' && two:
		l.at += 2
		return keyword([]byte{c, c})
	case c == '<':
		return l.hexString()
	case c == '(':
		return l.literalString()
	case c == '/':
		l.at++
		return l.name()
	case isDelimiter(c):
		l.at++
		return keyword([]byte{c})
	}
	return number(l.word())
}

// number takes a word for a number if it is one.
func number(word []byte) any {
	if c := word[0]; c > '9' || c < '+' || len(word) > 40 {
		return keyword(word)
	}
	if f, err := strconv.ParseFloat(string(word), 64); err == nil {
		return f
	}
	return keyword(word)
}

func (l *lexer) skipSpace() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			n := bytes.IndexAny(l.b[l.at:], "\r\n")
			if n < 0 {
				n = len(l.b) - l.at
			}
			l.at += n
		default:
			return
		}
	}
}

// word reads up to a space or a delimiter.
func (l *lexer) word() []byte {
	from := l.at
	for l.at < len(l.b) && !isSpace(l.b[l.at]) && !isDelimiter(l.b[l.at]) {
		l.at++
	}
	return l.b[from:l.at]
}

func (l *lexer) name() name {
	word := l.word()
	if !bytes.ContainsRune(word, '#') {
		return name(word)
	}
	var out []byte
	for i := 0; i < len(word); i++ {
		if word[i] == '#' && i+2 < len(word) {
			if c, err := strconv.ParseUint(string(word[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, word[i])
	}
	return name(out)
}

func (l *lexer) hexString() string {
	l.at++
	end := bytes.IndexByte(l.b[l.at:], '>')
	if end < 0 {
		end = len(l.b) - l.at
	}
	out := unhex(l.b[l.at : l.at+end])
	l.at = min(l.at+end+1, len(l.b))
	return string(out)
}

// unhex reads pairs of hexadecimal digits; whatever else stands between them is skipped. A last odd one is followed by 0.
func unhex(b []byte) []byte {
	out := make([]byte, 0, (len(b)+1)/2)
	half, n := byte(0), 0
	for _, c := range b {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			continue
		}
		if n++; n%2 == 1 {
			half = c
			continue
		}
		out = append(out, half<<4|c)
	}
	if n%2 == 1 {
		out = append(out, half<<4)
	}
	return out
}

func (l *lexer) literalString() string {
	l.at++
	var out []byte
	for depth := 1; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.at++
				return string(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, c)
	}
	l.at = len(l.b)
	return string(out)
}

// escape reads what follows a backslash, and leaves the lexer on its last byte.
func (l *lexer) escape(out []byte) []byte {
	if l.at++; l.at >= len(l.b) {
		return out
	}
	switch c := l.b[l.at]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '\n' {
			l.at++
		}
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		octal := c - '0'
		for n := 1; n < 3 && l.at+1 < len(l.b) && '0' <= l.b[l.at+1] && l.b[l.at+1] <= '7'; n++ {
			l.at++
			octal = octal<<3 | (l.b[l.at] - '0')
		}
		return append(out, octal)
	default:
		return append(out, c)
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}
