package account

import (
	"context"
	"time"
	"unicode/utf8"

	"gongkai/internal/agency"
)

// Outcome is how an attempt to sign in ended.
type Outcome string

const (
	Entered  Outcome = "in"       // 登录
	Refused  Outcome = "refused"  // 口令或验证码不对
	Shut     Outcome = "locked"   // 连续失败，暂停登录
	Unusable Outcome = "disabled" // 账号已停用
)

// Outcomes lists them with their names.
var Outcomes = []struct {
	Outcome Outcome
	Name    string
}{{Entered, "登录"}, {Refused, "口令或验证码不对"}, {Shut, "暂停登录"}, {Unusable, "账号已停用"}}

// Name is the outcome's Chinese name.
func (o Outcome) Name() string {
	for _, x := range Outcomes {
		if x.Outcome == o {
			return x.Name
		}
	}
	return string(o)
}

// SignInRecord is a 登录记录: who tried to sign in, when, from where, and how it ended. Somebody without an account is nobody: what was
// typed as a name is not kept, since people type passwords there by mistake.
//
// law: 网络安全法 21（三）
type SignInRecord struct {
	At      time.Time
	Person  agency.PersonID // 0: nobody
	Name    string          // the person's; only read
	Outcome Outcome
	Origin
}

// SignInFilter narrows a list of attempts. Zero fields do not narrow.
type SignInFilter struct {
	Person       agency.PersonID
	Name         string // part of it
	Outcome      Outcome
	Since, Until time.Time
	Limit        int
	Offset       int
}

// noted keeps an attempt.
func (s *Service) noted(ctx context.Context, person agency.PersonID, from Origin, o Outcome) error {
	return s.store.AddSignIn(ctx, SignInRecord{At: s.now(), Person: person, Outcome: o, Origin: from.cut()})
}

// cut makes what a browser says of itself fit to be kept.
func (o Origin) cut() Origin {
	o.Agent = printable(o.Agent)
	for len(o.Agent) > maxAgent {
		_, n := utf8.DecodeLastRuneInString(o.Agent)
		o.Agent = o.Agent[:len(o.Agent)-n]
	}
	return o
}

// Attempted lists attempts to sign in, newest first, and says how many there are.
func (s *Service) SignIns(ctx context.Context, f SignInFilter) ([]SignInRecord, int, error) {
	return s.store.SignIns(ctx, f)
}

// Sweep takes away sessions that have ended and failures that no longer count. Records that were kept long enough go by package retention.
func (s *Service) Sweep(ctx context.Context) error { return s.store.EndExpired(ctx, s.now()) }
