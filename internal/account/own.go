package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
)

// ChangePassword sets a new password, after the old one, and ends all other sessions; keep is the value of this one's cookie.
// Somebody who still had the first password, or has no recovery codes yet, gets them now.
func (s *Service) ChangePassword(ctx context.Context, by act.Actor, person agency.PersonID, c Change, keep string) (codes []string, err error) {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return nil, err
	}
	if err := s.checkChange(a.Login, c).Err(); err != nil {
		return nil, err
	}
	if err := s.reassure(ctx, a, c.Old); err != nil {
		if errors.Is(err, ErrPassword) {
			err = fault.Fields{{Name: "old", Text: "现在的口令不对。"}}
		}
		return nil, err
	}
	effects := []act.Effect{SessionsEnded{Person: person, Except: hashToken(keep)}}
	if a.First || a.Codes == 0 {
		var set CodesSet
		codes, set = s.newCodes(a.Login)
		effects = append(effects, set)
	}
	hash := s.hash(c.New)
	err = s.change(ctx, by, person, "account.change-password", func(a *Account) error {
		a.Password, a.First, a.Changed = hash, false, s.now()
		return nil
	}, effects...)
	return codes, err
}

// factorTime is how long somebody may take to bind an authenticator.
const factorTime = 20 * time.Minute

// ErrFactorCode, ErrFactorOld report why a new second factor was not taken.
var (
	ErrFactorCode = fault.New(fault.Invalid, "factor-code", "验证码与新绑定的认证器不符。请用刚扫的那一项，并核对手机时间。")
	ErrFactorOld  = fault.New(fault.Conflict, "factor-old", "绑定超时，请重新扫码。")
)

// NewFactor proposes a second factor: its secret to show, and a ticket that RenewFactor takes back. Nothing is saved.
func (s *Service) NewFactor(ctx context.Context, person agency.PersonID) (secret, ticket string, err error) {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return "", "", err
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(s.now().Unix()))
	key := make([]byte, 20)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	return EncodeSecret(key), base64.RawURLEncoding.EncodeToString(s.keys.Seal(append(b, key...), "new totp "+a.Login)), nil
}

// OpenFactor returns the secret of a ticket, to show it again, or ErrFactorOld.
func (s *Service) OpenFactor(ctx context.Context, person agency.PersonID, ticket string) (string, error) {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return "", err
	}
	key, err := s.factorOf(a.Login, ticket)
	return EncodeSecret(key), err
}

func (s *Service) factorOf(login, ticket string) ([]byte, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil {
		return nil, ErrFactorOld
	}
	b, err := s.keys.Open(sealed, "new totp "+login)
	if err != nil || len(b) < 9 {
		return nil, ErrFactorOld
	}
	if began := time.Unix(int64(binary.BigEndian.Uint64(b)), 0); s.now().Sub(began) > factorTime {
		return nil, ErrFactorOld
	}
	return b[8:], nil
}

// RenewFactor binds the authenticator of a ticket, after the password and a code that it shows, and ends all other sessions.
func (s *Service) RenewFactor(ctx context.Context, by act.Actor, person agency.PersonID, ticket, code, password, keep string) error {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return err
	}
	key, err := s.factorOf(a.Login, ticket)
	if err != nil {
		return err
	}
	step, ok := verifyTOTP(key, code, s.now())
	if !ok {
		return ErrFactorCode
	}
	if err := s.reassure(ctx, a, password); err != nil {
		return err
	}
	sealed := s.keys.Seal(key, totpPurpose(a.Login))
	return s.change(ctx, by, person, "account.renew-factor", func(a *Account) error {
		a.TOTP, a.UsedOTP = sealed, step
		return nil
	}, SessionsEnded{Person: person, Except: hashToken(keep)})
}

func totpPurpose(login string) string { return "totp " + login }
