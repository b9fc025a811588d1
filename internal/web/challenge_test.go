package web

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/internal/secret"
)

// TestAChallengeIsMetOnceAndByItsSum: digits of either width and words are right, a wrong answer burns it, and neither an old one nor one of
// other keys is taken.
func TestAChallengeIsMetOnceAndByItsSum(t *testing.T) {
	t.Parallel()
	keys := func(b byte) *secret.Keys {
		k, err := secret.New([]byte(strings.Repeat(string(b), 32)))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	now := time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
	c := NewChallenges(keys('a'))
	words := strings.Split("零 一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八", " ")
	sum := func(x Challenge) int {
		r := []rune(x.Question)
		return strings.Index("零一二三四五六七八九", string(r[0]))/3 + strings.Index("零一二三四五六七八九", string(r[2]))/3
	}
	for range 200 {
		x := c.New(now)
		n := sum(x)
		if key, err := c.Check(x.Token, words[n], now); err != nil || len(key) < 26 {
			t.Fatalf("%s %s: %q, %v", x.Question, words[n], key, err)
		}
	}
	x := c.New(now)
	first, err := c.Check(x.Token, " "+words[sum(x)]+" ", now)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Check(x.Token, words[sum(x)], now.Add(time.Hour)); err != nil || again != first {
		t.Errorf("the same form again: %q, %v", again, err)
	}
	for name, try := range map[string]func() error{
		"old":           func() error { _, err := c.Check(x.Token, words[sum(x)], now.Add(4*time.Hour)); return err },
		"of other keys": func() error { _, err := NewChallenges(keys('b')).Check(x.Token, words[sum(x)], now); return err },
		"none":          func() error { _, err := c.Check("", "", now); return err },
	} {
		if err := try(); !errors.Is(err, ErrChallengeOld) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.Check(x.Token, "19", now); !errors.Is(err, ErrChallengeWrong) {
		t.Errorf("wrong: %v", err)
	}
	if _, err := c.Check(x.Token, words[sum(x)], now); !errors.Is(err, ErrChallengeOld) {
		t.Errorf("right after wrong: %v", err)
	}
}
