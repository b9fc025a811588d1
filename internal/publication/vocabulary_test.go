package publication_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/publication"
)

func TestVocabularyReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	v := publication.UsualVocabulary()
	again, err := publication.ParseVocabulary(v.String())
	if err != nil || again.String() != v.String() {
		t.Errorf("%v\n%s", err, again)
	}
}

func TestEveryMistakeInAVocabularyIsTold(t *testing.T) {
	t.Parallel()
	_, err := publication.ParseVocabulary("学区\n划片 招生范围\n甲 乙丙\n招生范围 学区划分\n" + strings.Repeat("词", 21) + " 丁戊")
	var fs fault.Fields
	if !errors.As(err, &fs) || len(fs) != 4 {
		t.Fatalf("%v", err)
	}
	for i, want := range []string{"第 1 行只有“学区”", "第 3 行的“甲”", "“招生范围”在第 2 行和第 4 行都有", "超过 20 个字"} {
		if !strings.Contains(fs[i].Text, want) {
			t.Errorf("%s, want %s", fs[i].Text, want)
		}
	}
}

func TestNumbersOfPersonsAreNotNoted(t *testing.T) {
	t.Parallel()
	var l publication.MissLog
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	for _, text := range []string{"火箭", "火箭", " 火箭  发射 ", "410901200001011234", "张三 13812345678", strings.Repeat("长", 31), ""} {
		l.Note(text, at)
	}
	got := map[string]int{}
	for _, m := range l.Take() {
		got[m.Text] = m.N
	}
	if len(got) != 2 || got["火箭"] != 2 || got["火箭 发射"] != 1 {
		t.Errorf("%v", got)
	}
	if rest := l.Take(); len(rest) != 0 {
		t.Errorf("taken twice: %v", rest)
	}
}
