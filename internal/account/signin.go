package account

import (
	"context"
	"errors"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Credentials are what somebody types to sign in. A recovery code stands for the code where the authenticator is not at hand.
type Credentials struct{ Login, Password, Code, Recovery string }

// Origin is where somebody signs in from.
type Origin struct {
	Address string // network address, "" where it is not known
	Agent   string // what the browser says it is
}

// SignIn checks name, password and code and returns the value for the cookie.
func (s *Service) SignIn(ctx context.Context, in Credentials, from Origin) (string, error) {
	login := typedLogin(in.Login)
	if err := s.admitted(ctx, login, from); err != nil {
		return "", err
	}
	a, err := s.store.AccountByLogin(ctx, login)
	if errors.Is(err, ErrNoAccount) {
		s.check(nobody, in.Password) // takes as long as for somebody
		return "", s.failed(ctx, login, 0, from, ErrSignIn)
	}
	if err != nil {
		return "", err
	}
	right := s.check(a.Password, in.Password)
	if right {
		if right, err = s.second(ctx, a, in); err != nil {
			return "", err
		}
	}
	if !right {
		return "", s.failed(ctx, login, a.Person, from, ErrSignIn)
	}
	return s.enter(ctx, a, from)
}

// second checks the second factor and uses it up.
func (s *Service) second(ctx context.Context, a *Account, in Credentials) (bool, error) {
	if in.Recovery != "" {
		deed := act.New(act.Actor{Person: int64(a.Person), Name: a.Login}, s.clock(), "account.recover", ref.To(agency.PersonRef, a.Person), "", "")
		return s.store.UseRecovery(ctx, a.Login, s.recoveryHash(a.Login, in.Recovery), deed)
	}
	key, err := s.keys.Open(a.TOTP, totpPurpose(a.Login))
	if err != nil {
		return false, err
	}
	step, ok := verifyTOTP(key, in.Code, s.now())
	if !ok || step <= a.UsedOTP {
		return false, nil
	}
	return s.store.UseCode(ctx, a.Login, step)
}

// enter begins the session of somebody who has proved who they are, unless the account is no longer in use.
func (s *Service) enter(ctx context.Context, a *Account, from Origin) (string, error) {
	if !s.usable(a) {
		if err := s.noted(ctx, a.Person, from, Unusable); err != nil {
			return "", err
		}
		return "", ErrDisabled
	}
	if err := s.forgive(ctx, a.Login); err != nil {
		return "", err
	}
	return s.Begin(ctx, a.Person, from)
}

func (s *Service) usable(a *Account) bool {
	return a.Disabled.IsZero() && (a.Left.IsZero() || !a.Left.Before(workday.DateOf(s.clock())))
}

// Vouched is for somebody for whom another house has vouched (single sign-on): the account of that name, or ErrSignIn,
// or ErrDisabled.
func (s *Service) Vouched(ctx context.Context, login string) (*Account, error) {
	a, err := s.store.AccountByLogin(ctx, typedLogin(login))
	if errors.Is(err, ErrNoAccount) {
		return nil, ErrSignIn
	}
	if err != nil {
		return nil, err
	}
	if !s.usable(a) {
		return nil, ErrDisabled
	}
	return a, nil
}

// EnterVouched begins the session of somebody vouched for. Where the house that vouches did not ask for a second factor,
// the code is asked here.
func (s *Service) EnterVouched(ctx context.Context, login string, factor bool, in Credentials, from Origin) (string, error) {
	a, err := s.Vouched(ctx, login)
	if err != nil {
		return "", err
	}
	if factor {
		if err := s.admitted(ctx, a.Login, from); err != nil {
			return "", err
		}
		ok, err := s.second(ctx, a, in)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", s.failed(ctx, a.Login, a.Person, from, ErrSignIn.Say("验证码不对，请核对后重新填写。"))
		}
	}
	return s.enter(ctx, a, from)
}

// Reassure checks the password of somebody signed in once more, before what cannot be taken back.
func (s *Service) Reassure(ctx context.Context, person agency.PersonID, password string) error {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return err
	}
	return s.reassure(ctx, a, password)
}

func (s *Service) reassure(ctx context.Context, a *Account, password string) error {
	if err := s.admitted(ctx, a.Login, Origin{}); err != nil {
		return err
	}
	if !s.check(a.Password, password) {
		return s.failed(ctx, a.Login, a.Person, Origin{}, ErrPassword)
	}
	return s.forgive(ctx, a.Login)
}
