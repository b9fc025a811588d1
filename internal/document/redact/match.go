package redact

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// needle is a removal as it is looked for.
type needle struct {
	folded  string
	joined  string // without separators between digits; "" where it has few digits
	long    bool   // found across cells and paragraphs too; short ones would be found where they are not
	generic bool   // short and plain letters or digits: may be a measure or a word of the markup
}

const (
	longFrom    = 8 // characters
	joinedFrom  = 4 // digits
	genericUpTo = 5 // ASCII characters
	measureUpTo = 9 // digits
)

func newNeedle(text string) needle {
	n := needle{folded: foldString(text)}
	n.long = utf8.RuneCountInString(n.folded) >= longFrom || strings.ContainsAny(strings.TrimSpace(text), "\t\n")
	digits, ascii := 0, true
	for i := range len(n.folded) {
		if isDigit(n.folded[i]) {
			digits++
		}
		ascii = ascii && n.folded[i] < utf8.RuneSelf
	}
	if digits >= joinedFrom {
		n.joined = joinDigits(n.folded)
	}
	n.generic = ascii && (len(n.folded) <= genericUpTo || digits == len(n.folded) && digits <= measureUpTo)
	return n
}

// matcher finds the removals and remembers where.
type matcher struct {
	needles []needle
	hits    []Hit
	at      map[Hit]int // index into hits, by Hit with no Count
	found   []bool
	count   int
	dropped []string
}

func newMatcher(remove []Removal) (*matcher, error) {
	if err := checkRemovals(remove); err != nil {
		return nil, err
	}
	m := &matcher{at: make(map[Hit]int), found: make([]bool, len(remove))}
	for _, r := range remove {
		m.needles = append(m.needles, newNeedle(r.Text))
	}
	return m, nil
}

// missing names the first removal that is nowhere.
func (m *matcher) missing() error {
	if i := slices.Index(m.found, false); i >= 0 {
		return ErrNotFound.Say("第%d项要删去的文字在文件里没有找到，请核对是否写错；文件没有处理。", i+1)
	}
	return nil
}

func (m *matcher) note(removal int, place string) {
	m.found[removal] = true
	m.count++
	key := Hit{Removal: removal, Place: place}
	i, ok := m.at[key]
	if !ok {
		i = len(m.hits)
		m.at[key] = i
		m.hits = append(m.hits, key)
	}
	m.hits[i].Count++
}

// piece is a stretch of text that a file keeps in one place.
type piece struct {
	text  string
	gap   bool // a paragraph or a cell begins with it
	place string
	set   func(string) // writes another text there
}

// letter is a folded character, and where it comes from.
type letter struct{ piece, start, end int32 }

// touches reports whether nothing stands between a letter and the next.
func (l letter) touches(next letter) bool { return l.piece == next.piece && l.end == next.start }

// stretch is a range of letters, the last included.
type stretch struct{ removal, from, to int }

// folding is the text of pieces as it is compared.
type folding struct {
	text    []byte  // "\n" where a gap is
	of      []int32 // letter of each byte; that of a gap is the one before
	letters []letter
}

func fold(pieces []piece) *folding {
	f := &folding{}
	for i, p := range pieces {
		if p.gap && len(f.letters) > 0 {
			f.text, f.of = append(f.text, '\n'), append(f.of, int32(len(f.letters)-1))
		}
		for start, r := range p.text {
			from := len(f.text)
			if f.text = foldRune(f.text, r); len(f.text) == from {
				continue
			}
			_, size := utf8.DecodeRuneInString(p.text[start:])
			for range len(f.text) - from {
				f.of = append(f.of, int32(len(f.letters)))
			}
			f.letters = append(f.letters, letter{int32(i), int32(start), int32(start + size)})
		}
	}
	return f
}

// without returns the folding less gaps or separators of digits.
func (f *folding) without(gaps, separators bool) *folding {
	out := &folding{letters: f.letters}
	for i, c := range f.text {
		if gaps && c == '\n' || separators && i > 0 && i+1 < len(f.text) && strings.IndexByte(",-'", c) >= 0 && isDigit(f.text[i-1]) && isDigit(f.text[i+1]) {
			continue
		}
		out.text, out.of = append(out.text, c), append(out.of, f.of[i])
	}
	return out
}

// find returns where the removals stand, in order. generic says whether short plain ones are looked for.
func (m *matcher) find(pieces []piece, generic bool) []stretch {
	base := fold(pieces)
	seen := make(map[stretch]bool)
	var out []stretch
	for _, way := range []struct{ gaps, separators bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		var text string
		var f *folding
		for i, n := range m.needles {
			want := n.folded
			if way.separators {
				want = n.joined
			}
			if want == "" || way.gaps && !n.long || n.generic && !generic {
				continue
			}
			if f == nil {
				f = base.without(way.gaps, way.separators)
				text = string(f.text)
			}
			for at := 0; len(out) <= maxHits; {
				j := strings.Index(text[at:], want)
				if j < 0 {
					break
				}
				j += at
				at = j + len(want)
				s := stretch{i, int(f.of[j]), int(f.of[at-1])}
				if !seen[s] {
					seen[s] = true
					out = append(out, s)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.removal, b.removal))
	})
	return out
}

// holds reports whether a text has a removal in it, and takes note of none.
func (m *matcher) holds(text string, generic bool) bool {
	return len(m.find([]piece{{text: text}}, generic)) > 0
}

// see takes note of the removals in a text that is not given out, and reports whether there are any.
func (m *matcher) see(place, text string) (bool, error) { return m.look(place, text, true) }

// seeOnce is see for a text that says the same thing in several ways.
func (m *matcher) seeOnce(place, text string) bool {
	seen := make(map[int]bool)
	for _, s := range m.find([]piece{{text: text}}, true) {
		if !seen[s.removal] {
			seen[s.removal] = true
			m.note(s.removal, place)
		}
	}
	return len(seen) > 0
}

// glance is see for what programs wrote rather than people: short plain letters and digits in it mean nothing.
func (m *matcher) glance(place, text string) error {
	_, err := m.look(place, text, false)
	return err
}

func (m *matcher) look(place, text string, generic bool) (bool, error) {
	stretches := m.find([]piece{{text: text}}, generic)
	for _, s := range stretches {
		m.note(s.removal, place)
	}
	return len(stretches) > 0, m.bounded(len(text))
}

// drop is see for what is left behind; it is named in Dropped.
func (m *matcher) drop(what, text string) error {
	if !slices.Contains(m.dropped, what) {
		m.dropped = append(m.dropped, what)
	}
	_, err := m.see(what, text)
	return err
}

func (m *matcher) bounded(size int) error {
	if size > maxText || m.count > maxHits {
		return ErrTooMuch
	}
	return nil
}

// redact writes Mark over the removals in pieces that are read one after another.
func (m *matcher) redact(pieces []piece) error {
	size := 0
	for _, p := range pieces {
		size += len(p.text)
	}
	if err := m.bounded(size); err != nil {
		return err
	}
	stretches := m.find(pieces, true)
	if len(stretches) == 0 {
		return nil
	}
	letters := fold(pieces).letters
	edits := make(map[int32][]edit)
	for i := 0; i < len(stretches); {
		from, to := stretches[i].from, stretches[i].to
		for ; i < len(stretches) && (stretches[i].from <= to || stretches[i].from == to+1 && letters[to].touches(letters[to+1])); i++ {
			to = max(to, stretches[i].to)
			m.note(stretches[i].removal, pieces[letters[stretches[i].from].piece].place)
		}
		first, last := letters[from], letters[to]
		for p := first.piece; p <= last.piece; p++ {
			e := edit{0, int32(len(pieces[p].text)), ""}
			if p == first.piece {
				e.start, e.mark = first.start, Mark
			}
			if p == last.piece {
				e.end = last.end
			}
			edits[p] = append(edits[p], e)
		}
	}
	for p, list := range edits {
		var out strings.Builder
		done := int32(0)
		for _, e := range list {
			out.WriteString(pieces[p].text[done:e.start] + e.mark)
			done = e.end
		}
		out.WriteString(pieces[p].text[done:])
		pieces[p].set(out.String())
	}
	return m.bounded(0)
}

// edit puts a mark, or nothing, in the place of the bytes [start, end) of a piece.
type edit struct {
	start, end int32
	mark       string
}
