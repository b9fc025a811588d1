package search

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"gongkai/internal/publication"
)

// lexicon is what the index knows of words beside what the items say: which mean the same, and which are probably meant.
type lexicon struct {
	groups publication.Vocabulary
	known  map[string]bool
	bySay  map[string][]string // words by how they are said, 招生 under "zhao sheng"
	byLen  map[int][]string    // words of three runes and more by length
	latin  map[string]string   // zhaosheng -> 招生
}

func newLexicon(groups publication.Vocabulary, words []string) *lexicon {
	l := &lexicon{groups: groups, known: map[string]bool{}, bySay: map[string][]string{}, byLen: map[int][]string{}, latin: map[string]string{}}
	for _, g := range groups {
		for _, w := range g {
			l.add(w)
		}
	}
	for _, w := range words {
		l.add(w)
	}
	return l
}

// add takes up a word that may be proposed. Single characters and long names are not.
func (l *lexicon) add(word string) {
	n := utf8.RuneCountInString(word)
	if n < 2 || n > 20 || l.known[word] {
		return
	}
	l.known[word] = true
	if n > 2 {
		l.byLen[n] = append(l.byLen[n], word)
	}
	said := say(word)
	if said == "" {
		return
	}
	l.bySay[said] = append(l.bySay[said], word)
	if key := strings.ReplaceAll(said, " ", ""); l.latin[key] == "" {
		l.latin[key] = word
	}
}

// say writes how a word of Han runes is said, without tones; "" where it holds anything else.
func say(word string) string {
	var parts []string
	for _, r := range word {
		p := pinyin.SinglePinyin(r, pinyin.Args{Style: pinyin.Normal})
		if len(p) == 0 {
			return ""
		}
		parts = append(parts, p[0])
	}
	return strings.Join(parts, " ")
}

// maxAlike is how many other ways of saying a part of a question are looked for.
const maxAlike = 8

// alike returns a part of a question with each word of the vocabulary in it exchanged for those that mean the same.
func (l *lexicon) alike(part string) []string {
	var out []string
	for _, group := range l.groups {
		word := ""
		for _, w := range group { // the longest that stands there
			if len(w) > len(word) && strings.Contains(part, w) {
				word = w
			}
		}
		if word == "" {
			continue
		}
		for _, other := range group {
			said := strings.Replace(part, word, other, 1)
			if other == word || strings.Contains(said, part) || slices.Contains(out, said) {
				continue
			}
			if out = append(out, said); len(out) == maxAlike {
				return out
			}
		}
	}
	return out
}

// guesses returns what a text that finds nothing was probably meant to be, the likeliest first.
func (l *lexicon) guesses(text string) []string {
	text = strings.TrimSpace(text)
	var out []string
	add := func(s string) {
		if s != text && s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if key := strings.ToLower(strings.ReplaceAll(text, " ", "")); isLatin(key) {
		add(l.latin[key])
		return out
	}
	for _, w := range l.bySay[say(text)] {
		add(w)
	}
	runes := []rune(text)
	for n := min(len(runes)-1, 12); n >= 2; n-- { // a part that is said like a word, the longest first
		for i := 0; i+n <= len(runes); i++ {
			part := string(runes[i : i+n])
			if l.known[part] {
				continue
			}
			for _, w := range l.bySay[say(part)] {
				add(string(runes[:i]) + w + string(runes[i+n:]))
			}
		}
	}
	for _, w := range l.byLen[len(runes)] {
		if differ([]rune(w), runes) == 1 {
			add(w)
		}
	}
	if len(out) > maxAlike {
		out = out[:maxAlike]
	}
	return out
}

func isLatin(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) < 0
}

// differ counts the places at which two words of one length differ.
func differ(a, b []rune) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// hint returns the likeliest guess that finds something.
func (ix *Index) hint(ctx context.Context, l *lexicon, q publication.Question) (string, error) {
	for _, guess := range l.guesses(q.Text) {
		asked, err := l.parse(guess)
		if err != nil {
			continue
		}
		q.Relevance = false
		ids, _, err := ix.list(ctx, asked, q)
		if err != nil {
			return "", err
		}
		if len(ids) > 0 {
			return guess, nil
		}
	}
	return "", nil
}

// learn reads the vocabulary and the names that hints are made of.
func (ix *Index) learn(ctx context.Context) error {
	groups, err := ix.source.Vocabulary(ctx)
	if err != nil {
		return err
	}
	names, err := ix.source.Names(ctx)
	if err != nil {
		return err
	}
	keywords, err := column[string](ctx, ix.file.Load().r, `SELECT word FROM keyword ORDER BY n DESC, word LIMIT 5000`)
	if err != nil {
		return err
	}
	ix.words.Store(newLexicon(groups, append(names, keywords...)))
	ix.changed()
	return nil
}
