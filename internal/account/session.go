package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

const (
	idleTime  = 20 * time.Minute
	wholeTime = 10 * time.Hour
	maxAgent  = 300
)

// Session is one browser signed in. The token itself is only in the cookie; the store has its hash.
type Session struct {
	Token   string // SHA-256 of the cookie's value, hex
	Person  agency.PersonID
	Created time.Time
	Idle    time.Time // ends when not used until then
	Until   time.Time // ends then in any case
	Origin

	Account Account // of the person: First, Changed, Disabled and Left; only read
}

// Name names the session on pages: enough to choose it among a person's, and no way back to the cookie.
func (s *Session) Name() string { return s.Token[:16] }

// Used is when the session was used last, to the minute.
func (s *Session) Used() time.Time { return s.Idle.Add(-idleTime) }

// SessionsEnded is the effect that ends sessions of a person: all, or the one called Only, or all but the one with the token
// Except. It acts on every node at once, since a session is looked up at each request.
type SessionsEnded struct {
	Person agency.PersonID
	Only   string
	Except string
}

// Effect marks SessionsEnded as one.
func (SessionsEnded) Effect() {}

// ErrNoSession reports a session that has ended meanwhile.
var ErrNoSession = fault.New(fault.Conflict, "no-session", "这个会话已经结束。")

// Begin starts a session without asking for anything: after SignIn, and for the demo's one-click buttons.
func (s *Service) Begin(ctx context.Context, person agency.PersonID, from Origin) (string, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	value := base64.RawURLEncoding.EncodeToString(raw)
	now := s.now()
	if err := s.noted(ctx, person, from, Entered); err != nil {
		return "", err
	}
	err := s.store.AddSession(ctx, Session{Token: hashToken(value), Person: person, Created: now, Idle: now.Add(idleTime), Until: now.Add(wholeTime), Origin: from.cut()})
	return value, err
}

// printable is text without what a database cannot keep.
func printable(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "") }

func hashToken(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}

// Visit is who a session belongs to.
type Visit struct {
	Person     agency.PersonID
	MustChange bool // the password must be changed before anything else
}

// Who returns whose session it is, or ErrNoOne.
func (s *Service) Who(ctx context.Context, value string) (Visit, error) {
	if value == "" {
		return Visit{}, ErrNoOne
	}
	token := hashToken(value)
	sess, err := s.store.Session(ctx, token)
	if err != nil {
		return Visit{}, err
	}
	now := s.now()
	if !now.Before(sess.Idle) || !now.Before(sess.Until) || !s.usable(&sess.Account) {
		return Visit{}, ErrNoOne
	}
	if sess.Idle.Sub(now) < idleTime-time.Minute { // one write a minute is enough
		if err := s.store.TouchSession(ctx, token, now.Add(idleTime)); err != nil {
			return Visit{}, err
		}
	}
	return Visit{sess.Person, sess.Account.First || s.policy.stale(sess.Account.Changed, now)}, nil
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, value string) error {
	return s.store.EndSession(ctx, hashToken(value))
}

// Sessions returns a person's sessions that have not ended, the one used last first; own is the name of the one whose cookie
// has that value.
func (s *Service) Sessions(ctx context.Context, person agency.PersonID, value string) (list []Session, own string, err error) {
	all, err := s.store.Sessions(ctx, person)
	if err != nil {
		return nil, "", err
	}
	now := s.now()
	for _, x := range all {
		if now.Before(x.Idle) && now.Before(x.Until) {
			list = append(list, x)
		}
	}
	if value != "" {
		own = hashToken(value)[:16]
	}
	return list, own, nil
}

// EndSessions ends sessions of a person: the one of that name, or for "" all of them but the one whose cookie has the value
// keep.
func (s *Service) EndSessions(ctx context.Context, by act.Actor, person agency.PersonID, name, keep string) error {
	ended := SessionsEnded{Person: person, Only: name}
	list, own, err := s.Sessions(ctx, person, keep)
	if err != nil {
		return err
	}
	found := 0
	for i := range list {
		if list[i].Name() == name || name == "" && list[i].Name() != own {
			found++
		}
	}
	if found == 0 {
		return ErrNoSession
	}
	if name == "" && keep != "" {
		ended.Except = hashToken(keep)
	}
	return s.change(ctx, by, person, "account.end-sessions", func(*Account) error { return nil }, ended)
}

// change changes the account of a person under a verb.
func (s *Service) change(ctx context.Context, by act.Actor, person agency.PersonID, verb string, fn func(*Account) error, effects ...act.Effect) error {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return err
	}
	at := s.clock()
	return s.store.UpdateAccount(ctx, a.Login, func(a *Account) (act.Act, error) {
		if err := fn(a); err != nil {
			return act.Act{}, err
		}
		return act.New(by, at, verb, ref.To(agency.PersonRef, person), "", "").Causes(effects...), nil
	})
}

// today is the domain's day.
func (s *Service) today() workday.Date { return workday.DateOf(s.clock()) }
