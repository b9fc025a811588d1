package web

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/width"

	"gongkai/internal/fault"
	"gongkai/internal/secret"
)

// Challenges are the sums that a visitor answers before a public form is taken: words that a reader reads aloud, no picture. Each is bound to
// its form by a one-time key. A wrong answer burns it.
type Challenges struct {
	keys *secret.Keys

	mu    sync.Mutex
	burnt map[string]time.Time
}

// NewChallenges returns challenges that only these keys recognise.
func NewChallenges(keys *secret.Keys) *Challenges {
	return &Challenges{keys: keys, burnt: map[string]time.Time{}}
}

// Challenge is one of them.
type Challenge struct {
	Token    string // sealed; goes into the form
	Question string // 七加五等于几？
}

// challengeLife is how long a form may take to be filled in.
const challengeLife = 3 * time.Hour

// Why a challenge was not met.
var (
	ErrChallengeOld   = fault.New(fault.Invalid, "challenge-old", "验证题已经过期，请回答新的验证题后再提交，已填的内容都在。")
	ErrChallengeWrong = fault.New(fault.Invalid, "challenge-wrong", "验证题回答得不对，请回答新的验证题后再提交，已填的内容都在。")
)

var digitWords = []rune("零一二三四五六七八九")

// New returns a challenge.
func (c *Challenges) New(now time.Time) Challenge {
	a, b := 1+draw(9), 1+draw(9)
	plain := fmt.Appendf(nil, "%s %d %d", rand.Text(), a+b, now.Add(challengeLife).Unix())
	return Challenge{
		Token:    base64.RawURLEncoding.EncodeToString(c.keys.Seal(plain, "challenge")),
		Question: fmt.Sprintf("%c加%c等于几？", digitWords[a], digitWords[b]),
	}
}

func draw(n int64) int {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		panic(err) // never: crypto/rand ends the process instead
	}
	return int(v.Int64())
}

// Check returns the one-time key of a challenge that was answered rightly. It returns ErrChallengeOld or ErrChallengeWrong.
func (c *Challenges) Check(token, answer string, now time.Time) (key string, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", ErrChallengeOld
	}
	plain, err := c.keys.Open(sealed, "challenge")
	if err != nil {
		return "", ErrChallengeOld
	}
	var sum int
	var until int64
	if _, err := fmt.Sscanf(string(plain), "%s %d %d", &key, &sum, &until); err != nil || now.Unix() > until || c.isBurnt(key) {
		return "", ErrChallengeOld
	}
	if !isSum(answer, sum) {
		c.burn(key, now)
		return "", ErrChallengeWrong
	}
	return key, nil
}

// isSum reports whether an answer says a number up to 18: 12, １２, 十二.
func isSum(answer string, sum int) bool {
	answer = width.Narrow.String(strings.TrimSpace(answer))
	words := fmt.Sprint(sum)
	if answer == words {
		return true
	}
	switch {
	case sum < 10:
		words = string(digitWords[sum])
	case sum == 10:
		words = "十"
	default:
		words = "十" + string(digitWords[sum-10])
	}
	return answer == words
}

func (c *Challenges) isBurnt(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.burnt[key]
	return ok
}

func (c *Challenges) burn(key string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, at := range c.burnt {
		if now.Sub(at) > challengeLife {
			delete(c.burnt, k)
		}
	}
	c.burnt[key] = now
}
