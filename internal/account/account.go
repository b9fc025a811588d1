// Package account is 账号: how a person proves to be who they are, and the session that follows. What a person may do is
// the roles' matter (package agency).
package account

import (
	"context"
	"regexp"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/secret"
	"gongkai/internal/workday"
)

// Account is what a person signs in with.
type Account struct {
	Login    string
	Person   agency.PersonID
	Password string    // argon2id, in the usual encoding
	TOTP     []byte    // sealed secret of the second factor
	UsedOTP  int64     // the time step whose code was used last; a code works once
	First    bool      // the password was given by somebody else and must be changed
	Changed  time.Time // when the password was set
	Disabled time.Time // since when nobody signs in with it; zero while it is in use

	Left  workday.Date // the person's last day, zero while they are here; only read
	Codes int          // recovery codes left; only read
}

// What signing in and the account's own pages answer. A wrong name, password and code are told apart by nobody.
var (
	ErrSignIn    = fault.New(fault.Unauthenticated, "sign-in", "账号、口令或验证码不对，请核对后重新填写。")
	ErrLocked    = fault.New(fault.Unauthenticated, "locked", "连续多次登录失败，这个账号暂停登录，请稍后再试或联系安全管理员。")
	ErrCrowded   = fault.New(fault.Unauthenticated, "locked-address", "此网络地址登录失败次数过多，请 15 分钟后再试。")
	ErrDisabled  = fault.New(fault.Unauthenticated, "disabled", "账号已停用，请联系安全管理员。")
	ErrNoOne     = fault.New(fault.Unauthenticated, "not-signed-in", "请先登录。")
	ErrPassword  = fault.New(fault.Forbidden, "password-again", "口令不对，没有签发。请重新输入本人的登录口令。")
	ErrNoAccount = fault.New(fault.NotFound, "no-account", "没有这个账号。") // sign-in turns it into ErrSignIn
	ErrHasOne    = fault.New(fault.Conflict, "has-account", "此人已有账号。")
	ErrRescue    = fault.New(fault.Conflict, "no-rescue", "只有安全管理员的账号在服务器上救援；其他人的口令和认证器请安全管理员在工作台重设。")
	ErrOwn       = fault.New(fault.Forbidden, "own-account", "不能重设或停用自己的账号，请由另一名安全管理员办理。")
)

// Store keeps accounts and sessions.
type Store interface {
	// Person returns a person with the roles held on a day, or agency.ErrNoPerson.
	Person(ctx context.Context, id agency.PersonID, on workday.Date) (*agency.Person, error)
	HasAccounts(ctx context.Context) (bool, error)
	// SetUp saves the bureau, the first people with their roles, and their accounts, in one act. It returns ErrSetUp when
	// there is an account already.
	SetUp(ctx context.Context, u *agency.Unit, founders []Founder, deed func() (act.Act, error)) error
	AddAccount(ctx context.Context, a *Account, deed act.Act) error
	AccountByLogin(ctx context.Context, login string) (*Account, error)
	AccountOf(ctx context.Context, person agency.PersonID) (*Account, error)
	// AccountsOf returns the accounts of those people who have one.
	AccountsOf(ctx context.Context, people []agency.PersonID) ([]Account, error)
	// UpdateAccount lets fn change the account and saves it with its act. fn may run again.
	UpdateAccount(ctx context.Context, login string, fn func(*Account) (act.Act, error)) error
	// UseCode notes the time step of a code; it reports false when that step or a later one has been used.
	UseCode(ctx context.Context, login string, step int64) (bool, error)
	// UseRecovery takes away a recovery code; it reports false when there is no such code.
	UseRecovery(ctx context.Context, login, code string, deed act.Act) (bool, error)

	// Attempts returns how often a key has failed; the zero value when it has not.
	Attempts(ctx context.Context, key string) (Attempts, error)
	// UpdateAttempts lets fn count, one after another even on several nodes. The zero act is not saved.
	UpdateAttempts(ctx context.Context, key string, fn func(*Attempts) act.Act) error

	AddSession(ctx context.Context, s Session) error
	Session(ctx context.Context, token string) (*Session, error)
	Sessions(ctx context.Context, person agency.PersonID) ([]Session, error)
	TouchSession(ctx context.Context, token string, idle time.Time) error
	EndSession(ctx context.Context, token string) error
	// EndExpired takes away sessions that have ended, and failures that no longer count.
	EndExpired(ctx context.Context, now time.Time) error

	AddSignIn(ctx context.Context, a SignInRecord) error
	// SignIns lists attempts to sign in, newest first, and says how many there are.
	SignIns(ctx context.Context, f SignInFilter) ([]SignInRecord, int, error)
}

// Cost is what a password costs to check. The zero Cost is the safe one.
type Cost struct {
	MiB    uint32 // memory; 0 means 19
	Passes uint32 // 0 means 2
}

// Options are how the service is set up.
type Options struct {
	Cost   Cost
	Policy Policy
	Now    func() time.Time // real time: sessions, codes and locks live in it
	Clock  func() time.Time // the domain's time, of acts; nil: Now
}

// Service signs people in and out and keeps their accounts. It is safe for concurrent use.
type Service struct {
	store  Store
	keys   *secret.Keys
	cost   Cost
	policy Policy
	now    func() time.Time
	clock  func() time.Time
	gate   chan struct{} // at most so many password checks at once: each takes memory
}

// New returns the service.
func New(store Store, keys *secret.Keys, o Options) *Service {
	if o.Cost.MiB == 0 {
		o.Cost.MiB = 19
	}
	if o.Cost.Passes == 0 {
		o.Cost.Passes = 2
	}
	if o.Clock == nil {
		o.Clock = o.Now
	}
	return &Service{store, keys, o.Cost, o.Policy.orDefault(), o.Now, o.Clock, make(chan struct{}, 4)}
}

// Policy returns what a password must be.
func (s *Service) Policy() Policy { return s.policy }

// Of returns the account of a person, or ErrNoAccount.
func (s *Service) Of(ctx context.Context, person agency.PersonID) (*Account, error) {
	return s.store.AccountOf(ctx, person)
}

// OfAll returns the accounts of those people who have one, by person.
func (s *Service) OfAll(ctx context.Context, people []agency.Person) (map[agency.PersonID]Account, error) {
	ids := make([]agency.PersonID, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	list, err := s.store.AccountsOf(ctx, ids)
	out := map[agency.PersonID]Account{}
	for _, a := range list {
		out[a.Person] = a
	}
	return out, err
}

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

// checkLogin returns what is wrong with a name to sign in with.
func checkLogin(login string) string {
	if !loginForm.MatchString(login) {
		return "账号用 3 至 32 位小写字母、数字、点、短横线，以字母开头。"
	}
	return ""
}

// typedLogin is the name as somebody typed it, cut to what can be one; a telephone begins it with a capital.
func typedLogin(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64])
	}
	return s
}
