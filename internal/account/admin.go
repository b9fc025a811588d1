package account

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Slip is what is handed to a person once and shown never again. What has not been made anew is empty.
type Slip struct {
	Role     agency.Role // of an administrator of the first start
	Name     string
	Login    string
	Password string // the first password
	Secret   string // of the second factor, base32
}

// Create makes an account with a password that need not be changed, and returns the secret of its second factor, in base32.
func (s *Service) Create(ctx context.Context, by act.Actor, login, password string, person agency.PersonID, at time.Time) (string, error) {
	a, secret := s.newAccount(login, password, person)
	if err := s.store.AddAccount(ctx, a, created(by, at, person)); err != nil {
		return "", fmt.Errorf("create account: %w", err)
	}
	return secret, nil
}

func created(by act.Actor, at time.Time, person agency.PersonID) act.Act {
	return act.New(by, at, "account.create", ref.To(agency.PersonRef, person), "", "")
}

func (s *Service) newAccount(login, password string, person agency.PersonID) (a *Account, secret string) {
	key := make([]byte, 20)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	a = &Account{Login: login, Person: person, Password: s.hash(password), TOTP: s.keys.Seal(key, totpPurpose(login)), Changed: s.now()}
	return a, EncodeSecret(key)
}

// Open makes an account for somebody, with a first password to be changed at the first sign-in.
func (s *Service) Open(ctx context.Context, by act.Actor, p *agency.Person, login string) (*Slip, error) {
	login = strings.TrimSpace(login)
	if why := checkLogin(login); why != "" {
		return nil, fault.Fields{{Name: "login", Text: why}}
	}
	if p.Gone(s.today()) {
		return nil, agency.ErrGone
	}
	if _, err := s.store.AccountOf(ctx, p.ID); !errors.Is(err, ErrNoAccount) {
		return nil, errors.Join(err, ErrHasOne)
	}
	if _, err := s.store.AccountByLogin(ctx, login); !errors.Is(err, ErrNoAccount) {
		if err != nil {
			return nil, err
		}
		return nil, fault.Fields{{Name: "login", Text: "这个账号名已有人使用，请换一个。"}}
	}
	password := random(4)
	a, secret := s.newAccount(login, password, p.ID)
	a.First = true
	if err := s.store.AddAccount(ctx, a, created(by, s.clock(), p.ID)); err != nil {
		return nil, fmt.Errorf("open account: %w", err)
	}
	return &Slip{Name: p.Name, Login: login, Password: password, Secret: secret}, nil
}

// other refuses what nobody does to their own account.
func other(by act.Actor, p *agency.Person) error {
	if by.Person == int64(p.ID) {
		return ErrOwn
	}
	return nil
}

// ResetPassword gives somebody a new first password and ends their sessions and the lock.
func (s *Service) ResetPassword(ctx context.Context, by act.Actor, p *agency.Person) (*Slip, error) {
	if err := other(by, p); err != nil {
		return nil, err
	}
	password := random(4)
	hash, slip := s.hash(password), &Slip{Name: p.Name, Password: password}
	err := s.change(ctx, by, p.ID, "account.reset-password", func(a *Account) error {
		a.Password, a.First, a.Changed, slip.Login = hash, true, s.now(), a.Login
		return nil
	}, SessionsEnded{Person: p.ID})
	if err != nil {
		return nil, err
	}
	return slip, s.forgive(ctx, slip.Login)
}

// ResetFactor gives somebody a new second factor, ends their sessions and takes away their recovery codes.
func (s *Service) ResetFactor(ctx context.Context, by act.Actor, p *agency.Person) (*Slip, error) {
	if err := other(by, p); err != nil {
		return nil, err
	}
	a, err := s.store.AccountOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	key := make([]byte, 20)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	sealed := s.keys.Seal(key, totpPurpose(a.Login))
	err = s.change(ctx, by, p.ID, "account.reset-factor", func(a *Account) error {
		a.TOTP, a.UsedOTP = sealed, 0
		return nil
	}, SessionsEnded{Person: p.ID}, CodesSet{Login: a.Login})
	if err != nil {
		return nil, err
	}
	return &Slip{Name: p.Name, Login: a.Login, Secret: EncodeSecret(key)}, nil
}

// Rescue gives a security administrator a new first password and a new second factor, from the server's own console: for the one
// whom no other can help. Everybody else is helped at the desk.
func (s *Service) Rescue(ctx context.Context, login string, on workday.Date) (*Slip, error) {
	a, err := s.store.AccountByLogin(ctx, typedLogin(login))
	if err != nil {
		return nil, fmt.Errorf("rescue: %w", err)
	}
	p, err := s.store.Person(ctx, a.Person, on)
	if err != nil {
		return nil, err
	}
	if !p.Has(agency.SecurityAdmin) {
		return nil, ErrRescue
	}
	first, err := s.ResetPassword(ctx, act.System, p)
	if err != nil {
		return nil, err
	}
	factor, err := s.ResetFactor(ctx, act.System, p)
	if err != nil {
		return nil, err
	}
	first.Secret = factor.Secret
	return first, s.Enable(ctx, act.System, p)
}

// Unlock lifts the lock that failed attempts brought.
func (s *Service) Unlock(ctx context.Context, by act.Actor, p *agency.Person) error {
	a, err := s.store.AccountOf(ctx, p.ID)
	if err != nil {
		return err
	}
	at := s.clock()
	return s.store.UpdateAttempts(ctx, s.loginKey(a.Login), func(x *Attempts) act.Act {
		*x = Attempts{}
		return act.New(by, at, "account.unlock", ref.To(agency.PersonRef, p.ID), "", "")
	})
}

// Disable takes an account out of use and ends its sessions; Enable takes it into use again.
func (s *Service) Disable(ctx context.Context, by act.Actor, p *agency.Person) error {
	if err := other(by, p); err != nil {
		return err
	}
	return s.change(ctx, by, p.ID, "account.disable", func(a *Account) error {
		a.Disabled = s.now()
		return nil
	}, SessionsEnded{Person: p.ID})
}

// Enable takes a disabled account into use again.
func (s *Service) Enable(ctx context.Context, by act.Actor, p *agency.Person) error {
	if err := other(by, p); err != nil {
		return err
	}
	return s.change(ctx, by, p.ID, "account.enable", func(a *Account) error {
		a.Disabled = time.Time{}
		return nil
	})
}
