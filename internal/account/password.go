package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"gongkai/internal/fault"
)

// Policy is what a password must be. The zero Policy asks for twelve characters and nothing else.
type Policy struct {
	MinLength   int  `toml:"min_password" doc:"登录口令最少字数。不得少于 8。" default:"12"`
	Composition bool `toml:"composition" doc:"口令须含大写字母、小写字母、数字、其他字符中的至少三种（等级保护测评常见要求，缺省不要求）。"`
	MaxAgeDays  int  `toml:"max_age_days" doc:"口令用满多少天须更换；0 表示不要求定期更换。" default:"0"`
	AddressMax  int  `toml:"address_max" doc:"同一网络地址 15 分钟内最多登录失败次数，超过则暂停 15 分钟。" default:"30"`
	KeepDays    int  `toml:"keep_days" doc:"登录记录保存天数，不得少于 180（网络安全法第二十一条：不少于六个月）。" default:"400"`
}

func (p Policy) orDefault() Policy {
	if p.MinLength == 0 {
		p.MinLength = 12
	}
	if p.AddressMax == 0 {
		p.AddressMax = 30
	}
	if p.KeepDays == 0 {
		p.KeepDays = 400
	}
	return p
}

const maxPassword = 128

// Check returns what is wrong with a new password, as a sentence, or "".
func (p Policy) Check(login, password string) string {
	n, distinct := utf8.RuneCountInString(password), map[rune]bool{}
	var upper, lower, digit, other int
	for _, r := range password {
		distinct[r] = true
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	switch {
	case n < p.MinLength:
		return fmt.Sprintf("口令至少 %d 个字，现有 %d 个。可用一句话，便于记住。", p.MinLength, n)
	case n > maxPassword:
		return fmt.Sprintf("口令不超过 %d 个字。", maxPassword)
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return "口令里不能含有账号名。"
	case len(distinct) < 5:
		return "口令过于简单，至少用 5 个不同的字。"
	case p.Composition && upper+lower+digit+other < 3:
		return "口令须含大写字母、小写字母、数字、其他字符中的至少三种。"
	}
	return ""
}

// Words says what a password must be, below the field in which one is chosen.
func (p Policy) Words() string {
	text := fmt.Sprintf("至少 %d 个字，不含账号名；可用一句话。", p.MinLength)
	if p.Composition {
		text += "须含大写字母、小写字母、数字、其他字符中的至少三种。"
	}
	if p.MaxAgeDays > 0 {
		text += fmt.Sprintf("每 %d 天更换一次。", p.MaxAgeDays)
	}
	return text
}

// stale reports whether a password set then must be changed now.
func (p Policy) stale(set, now time.Time) bool {
	return p.MaxAgeDays > 0 && !set.IsZero() && now.Sub(set) > time.Duration(p.MaxAgeDays)*24*time.Hour
}

// Change is a new password, typed twice.
type Change struct{ Old, New, Again string }

func (s *Service) checkChange(login string, c Change) fault.Fields {
	var fs fault.Fields
	if c.Old == "" {
		fs.Add("old", "请输入现在的口令。")
	}
	switch why := s.policy.Check(login, c.New); {
	case why != "":
		fs.Add("new", "%s", why)
	case c.New == c.Old:
		fs.Add("new", "新口令不能与现在的相同。")
	case c.New != c.Again:
		fs.Add("again", "两次输入的新口令不一样。")
	}
	return fs
}

// readable are letters and digits that nobody takes for another.
const readable = "abcdefghjkmnpqrstuvwxyz23456789"

// random returns groups of four readable characters.
func random(groups int) string {
	b := make([]byte, 4*groups)
	for i := range b {
		for {
			var one [1]byte
			_, _ = rand.Read(one[:])           // never fails: crypto/rand ends the process instead
			if int(one[0]) < 8*len(readable) { // so that each is as likely
				b[i] = readable[int(one[0])%len(readable)]
				break
			}
		}
	}
	return grouped(string(b))
}

// grouped writes text in groups of four.
func grouped(text string) string {
	var out strings.Builder
	for i, r := range text {
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// typedCode is a code of ours as somebody typed it: without case, spaces and hyphens.
func typedCode(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "　", "", "－", "", "—", "").Replace(s))
}

// hash returns password's argon2id hash in the encoding that names its parameters.
func (s *Service) hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	sum := s.argon(password, salt, s.cost.MiB*1024, s.cost.Passes)
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", s.cost.MiB*1024, s.cost.Passes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// nobody is the hash of no password, checked where there is no account.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func (s *Service) check(encoded, password string) bool {
	part := strings.Split(encoded, "$")
	if len(part) != 6 || part[1] != "argon2id" {
		return false
	}
	var kib, passes uint32
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=1", &kib, &passes); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(part[4])
	want, err2 := base64.RawStdEncoding.DecodeString(part[5])
	if err1 != nil || err2 != nil {
		return false
	}
	return subtle.ConstantTimeCompare(s.argon(password, salt, kib, passes), want) == 1
}

func (s *Service) argon(password string, salt []byte, kib, passes uint32) []byte {
	s.gate <- struct{}{}
	defer func() { <-s.gate }()
	return argon2.IDKey([]byte(password), salt, passes, kib, 1, 32)
}
