package report

import (
	"strings"
	"unicode"
)

// shingle is how many characters in a row make a piece of text: a phrase, longer than the terms that every report has in common.
const shingle = 6

// leastText is how many pieces a text must have to be compared.
const leastText = 60

// numerals are figures too, as 百分之 and years are written with them.
const numerals = "〇零一二三四五六七八九十百千万亿两"

// Overlap is how much of the texts of a report stood in that of the year before already, in per cent. Of both texts only the Han characters
// count, without numerals: a text in which nothing but figures and marks is new is the same text. Every run of six characters is a
// piece; the answer is the share of this year's different pieces that are among last year's, rounded down. ok is false where one of the reports is not
// known, or has too little text.
func (s *Sheet) Overlap(before *Sheet) (percent int, ok bool) {
	if before == nil || !s.Written || !before.Written {
		return 0, false
	}
	now, old := s.Sections.pieces(), before.Sections.pieces()
	if len(now) < leastText || len(old) < leastText {
		return 0, false
	}
	same := 0
	for p := range now {
		if old[p] {
			same++
		}
	}
	return 100 * same / len(now), true
}

func (t Sections) pieces() map[[shingle]rune]bool {
	out := map[[shingle]rune]bool{}
	for _, text := range []string{t.Overview, t.Problems, t.Others} {
		var last [shingle]rune
		n := 0
		for _, r := range text {
			if !unicode.Is(unicode.Han, r) || strings.ContainsRune(numerals, r) {
				continue
			}
			copy(last[:], last[1:])
			last[shingle-1] = r
			if n++; n >= shingle {
				out[last] = true
			}
		}
	}
	return out
}
