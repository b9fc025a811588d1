package publication

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// Vocabulary is the 同义词表: each line holds words that mean the same. Whoever looks for one finds the others too.
type Vocabulary [][]string

// Limits of a vocabulary.
const (
	maxGroups    = 1000
	maxGroup     = 12
	maxWordRunes = 20
)

// ParseVocabulary reads a vocabulary, one group a line, words between blanks. It returns every mistake with its line.
func ParseVocabulary(text string) (Vocabulary, error) {
	var fs fault.Fields
	var out Vocabulary
	seen := map[string]int{}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\u3000,，、;；", r) })
		if len(words) == 0 {
			continue
		}
		words = slices.Compact(words)
		switch {
		case len(words) == 1:
			fs.Add("words", "第 %d 行只有“%s”一个词，请写出与它同义的词，或者删去这一行。", i+1, words[0])
		case len(words) > maxGroup:
			fs.Add("words", "第 %d 行有 %d 个词，一行最多 %d 个。", i+1, len(words), maxGroup)
		}
		for _, w := range words {
			switch n := utf8.RuneCountInString(w); {
			case n < 2:
				fs.Add("words", "第 %d 行的“%s”只有一个字，会找出无关的内容，请写两个字以上的词。", i+1, w)
			case n > maxWordRunes:
				fs.Add("words", "第 %d 行的“%s……”超过 %d 个字，请写词，不要写句子。", i+1, string([]rune(w)[:10]), maxWordRunes)
			}
			if at, ok := seen[w]; ok && at != i {
				fs.Add("words", "“%s”在第 %d 行和第 %d 行都有，请并成一行。", w, at+1, i+1)
			}
			seen[w] = i
		}
		out = append(out, words)
	}
	if len(out) > maxGroups {
		fs.Add("words", "共 %d 行，最多 %d 行。", len(out), maxGroups)
	}
	if err := fs.Err(); err != nil {
		return nil, fmt.Errorf("parse vocabulary: %w", err)
	}
	return out, nil
}

// String writes the vocabulary as ParseVocabulary reads it.
func (v Vocabulary) String() string {
	lines := make([]string, len(v))
	for i, g := range v {
		lines[i] = strings.Join(g, " ")
	}
	return strings.Join(lines, "\n")
}

// UsualVocabulary is what an education bureau begins with.
func UsualVocabulary() Vocabulary {
	return Vocabulary{
		{"小升初", "初中招生", "初中入学"},
		{"幼升小", "小学招生", "小学入学"},
		{"中招", "中考", "高中阶段招生", "普通高中招生"},
		{"高招", "高考", "普通高校招生"},
		{"学区", "划片", "招生范围", "服务范围"},
		{"随迁子女", "外来务工子女", "进城务工人员子女"},
		{"教资", "教师资格"},
		{"助学金", "学生资助", "困难补助", "困难生补助"},
		{"民办学校", "私立学校"},
		{"辅导班", "补习班", "校外培训"},
		{"双减", "减轻学生负担", "减负"},
		{"课后服务", "延时服务", "课后延时"},
		{"教师招聘", "教师招考", "招教"},
		{"食堂", "校园餐", "学校供餐"},
		{"局长", "局领导", "领导信息"},
	}
}

// Miss is a question that found nothing, for somebody to look at: a word is missing among the synonyms, or a document is.
type Miss struct {
	Text        string
	N           int
	First, Last time.Time
}

// VocabularyRef is the register of the vocabulary; there is one.
const VocabularyRef ref.Kind = "vocabulary"

// WordStore keeps the vocabulary and what found nothing.
type WordStore interface {
	// Vocabulary returns what is in force; the usual one where none was ever saved.
	Vocabulary(ctx context.Context) (Vocabulary, error)
	SetVocabulary(ctx context.Context, v Vocabulary, a act.Act) error
	// AddMisses counts questions that found nothing.
	AddMisses(ctx context.Context, asked []Miss) error
	// Misses returns what found nothing and nobody has settled, the most frequent first.
	Misses(ctx context.Context, n int) ([]Miss, error)
	// SettleMiss takes a question from the list. It comes back when it is asked again after that.
	SettleMiss(ctx context.Context, text string, a act.Act) error
}

// ErrNotKeeper reports that somebody else keeps the vocabulary.
var ErrNotKeeper = fault.New(fault.Forbidden, "not-keeper", "同义词由局办公室或者信息中心维护。")

// KeepsWords reports whether a person keeps the vocabulary.
func KeepsWords(by *agency.Person) bool { return by.Has(agency.GeneralOffice, agency.InfoCentre) }

// Words keeps the vocabulary of the search.
type Words struct {
	store WordStore
	now   func() time.Time
}

// NewWords returns the service.
func NewWords(store WordStore, now func() time.Time) *Words { return &Words{store, now} }

// Set puts another vocabulary into force. It returns ParseVocabulary's mistakes.
func (w *Words) Set(ctx context.Context, by *agency.Person, text string) error {
	if !KeepsWords(by) {
		return fmt.Errorf("set vocabulary: %w", ErrNotKeeper)
	}
	v, err := ParseVocabulary(text)
	if err != nil {
		return err
	}
	return w.store.SetVocabulary(ctx, v, act.New(by.Actor(), w.now(), "vocabulary.set", ref.Ref{Kind: VocabularyRef, ID: 1}, "", fmt.Sprintf("同义词 %d 组", len(v))))
}

// Settle takes a question that found nothing from the list.
func (w *Words) Settle(ctx context.Context, by *agency.Person, text string) error {
	if !KeepsWords(by) {
		return fmt.Errorf("settle a question: %w", ErrNotKeeper)
	}
	return w.store.SettleMiss(ctx, text, act.New(by.Actor(), w.now(), "vocabulary.settle", ref.Ref{Kind: VocabularyRef, ID: 1}, "", "检索无结果已处理："+text))
}

// Vocabulary returns the synonyms in force.
func (w *Words) Vocabulary(ctx context.Context) (Vocabulary, error) { return w.store.Vocabulary(ctx) }

// Misses returns what found nothing, the most frequent first.
func (w *Words) Misses(ctx context.Context, n int) ([]Miss, error) { return w.store.Misses(ctx, n) }

// MissLog gathers questions that found nothing until they are written down. It is safe for concurrent use.
type MissLog struct {
	mu    sync.Mutex
	asked map[string]*Miss
}

// Limits of what is gathered between two times of writing down, and of how long a question is worth keeping.
const (
	maxGathered  = 500
	maxMissRunes = 30
)

// Note notes a question. What may be somebody's number, or is longer than words are, is not kept.
func (l *MissLog) Note(text string, at time.Time) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || utf8.RuneCountInString(text) > maxMissRunes || strings.ContainsFunc(text, unicode.IsControl) {
		return
	}
	if found := (screening.Rules{Today: workday.DateOf(at)}).Screen("", []screening.Part{{Name: "检索词", Text: text}}); len(found.Findings) > 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	m := l.asked[text]
	switch {
	case m == nil && len(l.asked) >= maxGathered:
		return
	case l.asked == nil:
		l.asked = map[string]*Miss{}
	}
	if m == nil {
		m = &Miss{Text: text, First: at}
		l.asked[text] = m
	}
	m.N, m.Last = m.N+1, at
}

// Take returns what was gathered and begins anew.
func (l *MissLog) Take() []Miss {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Miss, 0, len(l.asked))
	for _, m := range l.asked {
		out = append(out, *m)
	}
	l.asked = nil
	return out
}
