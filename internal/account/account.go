// Package account is 账号: how a person proves to be who they are, and the session that follows. What a person may do is
// the roles' matter (package agency).
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/secret"
)

// Account is what a person signs in with.
type Account struct {
	Login    string
	Person   agency.PersonID
	Password string // argon2id, in the usual encoding
	TOTP     []byte // sealed secret of the second factor
	UsedOTP  int64  // the time step whose code was used last; a code works once
	Fails    int
	Locked   time.Time // until when
}

// Session is one browser signed in. The token itself is only in the cookie; the store has its hash.
type Session struct {
	Token   string // SHA-256 of the cookie's value, hex
	Person  agency.PersonID
	Created time.Time
	Idle    time.Time // ends when not used until then
	Until   time.Time // ends then in any case
}

// What sign-in answers. A wrong name, password and code are told apart only by what helps nobody else.
var (
	ErrSignIn   = fault.New(fault.Unauthenticated, "sign-in", "账号、口令或验证码不对，请核对后重新填写。")
	ErrLocked   = fault.New(fault.Unauthenticated, "locked", "连续多次登录失败，账号已暂停登录 30 分钟。如非本人操作，请联系安全管理员。")
	ErrNoOne    = fault.New(fault.Unauthenticated, "not-signed-in", "请先登录。")
	ErrPassword = fault.New(fault.Forbidden, "password-again", "口令不对，没有签发。请重新输入本人的登录口令。")
)

// Store keeps accounts and sessions.
type Store interface {
	AddAccount(ctx context.Context, a *Account, deed act.Act) error
	AccountByLogin(ctx context.Context, login string) (*Account, error)
	AccountOf(ctx context.Context, person agency.PersonID) (*Account, error)
	// UpdateAccount lets fn change the account; what fn returns is returned after the change is saved.
	UpdateAccount(ctx context.Context, login string, fn func(*Account) error) error
	AddSession(ctx context.Context, s Session) error
	Session(ctx context.Context, token string) (*Session, error)
	TouchSession(ctx context.Context, token string, idle time.Time) error
	EndSession(ctx context.Context, token string) error
	EndExpired(ctx context.Context, now time.Time) error
}

// ErrNoAccount reports a login that nobody has; sign-in turns it into ErrSignIn.
var ErrNoAccount = fault.New(fault.NotFound, "no-account", "没有这个账号。")

// Cost is what a password costs to check. The zero Cost is the safe one.
type Cost struct {
	MiB    uint32 // memory; 0 means 19
	Passes uint32 // 0 means 2
}

const (
	idleTime  = 20 * time.Minute
	wholeTime = 10 * time.Hour
	maxFails  = 5
	lockTime  = 30 * time.Minute
)

// Service signs people in and out. Sessions use real time, also where the domain's clock is another.
type Service struct {
	store Store
	keys  *secret.Keys
	cost  Cost
	now   func() time.Time
	gate  chan struct{} // at most so many password checks at once: each takes memory
}

// New returns the service.
func New(store Store, keys *secret.Keys, cost Cost, now func() time.Time) *Service {
	if cost.MiB == 0 {
		cost.MiB = 19
	}
	if cost.Passes == 0 {
		cost.Passes = 2
	}
	return &Service{store, keys, cost, now, make(chan struct{}, 4)}
}

// Create makes an account and returns the secret of its second factor, in base32, for the person's authenticator.
func (s *Service) Create(ctx context.Context, by act.Actor, login, password string, person agency.PersonID, at time.Time) (string, error) {
	key := make([]byte, 20)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	a := &Account{Login: login, Person: person, Password: s.hash(password), TOTP: s.keys.Seal(key, "totp "+login)}
	deed := act.New(by, at, "account.create", ref.To(agency.PersonRef, person), "", "")
	if err := s.store.AddAccount(ctx, a, deed); err != nil {
		return "", fmt.Errorf("create account: %w", err)
	}
	return EncodeSecret(key), nil
}

// SignIn checks name, password and code and returns the value for the cookie.
func (s *Service) SignIn(ctx context.Context, login, password, code string) (string, error) {
	a, err := s.store.AccountByLogin(ctx, strings.TrimSpace(login))
	if errors.Is(err, ErrNoAccount) {
		s.check(nobody, password) // takes as long as for somebody
		return "", ErrSignIn
	}
	if err != nil {
		return "", err
	}
	now := s.now()
	if now.Before(a.Locked) {
		return "", ErrLocked
	}
	right := s.check(a.Password, password)
	key, err := s.keys.Open(a.TOTP, "totp "+a.Login)
	if err != nil {
		return "", err
	}
	step, ok := verifyTOTP(key, code, now)
	var refused error
	err = s.store.UpdateAccount(ctx, a.Login, func(a *Account) error {
		refused = nil
		if right && ok && step > a.UsedOTP {
			a.UsedOTP, a.Fails = step, 0
			return nil
		}
		refused = ErrSignIn
		if a.Fails++; a.Fails >= maxFails {
			a.Fails, a.Locked, refused = 0, now.Add(lockTime), ErrLocked
		}
		return nil
	})
	if err := errors.Join(err, refused); err != nil {
		return "", err
	}
	return s.Begin(ctx, a.Person)
}

// Begin starts a session without asking for anything: after SignIn, and for the demo's one-click buttons.
func (s *Service) Begin(ctx context.Context, person agency.PersonID) (string, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	value := base64.RawURLEncoding.EncodeToString(raw)
	now := s.now()
	err := s.store.AddSession(ctx, Session{hashToken(value), person, now, now.Add(idleTime), now.Add(wholeTime)})
	return value, err
}

func hashToken(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}

// Who returns the person of a session, or ErrNoOne.
func (s *Service) Who(ctx context.Context, value string) (agency.PersonID, error) {
	if value == "" {
		return 0, ErrNoOne
	}
	token := hashToken(value)
	sess, err := s.store.Session(ctx, token)
	if err != nil {
		return 0, err
	}
	now := s.now()
	if !now.Before(sess.Idle) || !now.Before(sess.Until) {
		return 0, ErrNoOne
	}
	if sess.Idle.Sub(now) < idleTime-time.Minute { // one write a minute is enough
		if err := s.store.TouchSession(ctx, token, now.Add(idleTime)); err != nil {
			return 0, err
		}
	}
	return sess.Person, nil
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, value string) error {
	return s.store.EndSession(ctx, hashToken(value))
}

// Reassure checks the password of somebody signed in once more, before what cannot be taken back.
func (s *Service) Reassure(ctx context.Context, person agency.PersonID, password string) error {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return err
	}
	if s.now().Before(a.Locked) {
		return ErrLocked
	}
	right := s.check(a.Password, password)
	err = s.store.UpdateAccount(ctx, a.Login, func(a *Account) error {
		if right {
			a.Fails = 0
			return nil
		}
		if a.Fails++; a.Fails >= maxFails {
			a.Fails, a.Locked = 0, s.now().Add(lockTime)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !right {
		return ErrPassword
	}
	return nil
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
