package account

import (
	"context"
	"net/netip"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Attempts is how often somebody failed to sign in, under one name or from one address.
type Attempts struct {
	Fails  int
	Locks  int       // how many times in a row it came to a lock; each is longer than the one before
	Began  time.Time // the first of the failures
	Locked time.Time // until when nobody is let in
}

const (
	maxFails   = 5
	lockTime   = 30 * time.Minute
	longestFor = 24 * time.Hour
	addressFor = 15 * time.Minute
)

// ForgetAfter is how long failures count.
const ForgetAfter = 48 * time.Hour

// fail counts a failure under a name and reports whether it came to a lock: five lock for half an hour, five more for an
// hour, and so on up to a day.
func (a *Attempts) fail(now time.Time) bool {
	if now.Sub(a.Began) > ForgetAfter && now.After(a.Locked) {
		*a = Attempts{}
	}
	if a.Fails == 0 {
		a.Began = now
	}
	if a.Fails++; a.Fails < maxFails {
		return false
	}
	a.Fails, a.Locked = 0, now.Add(min(lockTime<<min(a.Locks, 10), longestFor))
	a.Locks++
	return true
}

// failFrom counts a failure from an address: so many within a quarter of an hour lock it for as long.
func (a *Attempts) failFrom(now time.Time, most int) {
	if a.Fails == 0 || now.Sub(a.Began) > addressFor {
		*a = Attempts{Began: now}
	}
	if a.Fails++; a.Fails >= most {
		a.Fails, a.Locked = 0, now.Add(addressFor)
	}
}

// loginKey is the key of a name. The name itself is not kept: people type passwords there by mistake.
func (s *Service) loginKey(login string) string {
	return "login:" + s.keys.Fingerprint(login, "attempt")[:32]
}

// addressKey is the key of a network address, "" where it is not known. Of IPv6 it is the network that one site has.
func addressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	if ip = ip.Unmap(); ip.Is6() {
		p, err := ip.WithZone("").Prefix(64)
		if err != nil {
			return ""
		}
		return "net:" + p.String()
	}
	return "net:" + ip.String()
}

// admitted returns nil unless the address or the name is locked.
func (s *Service) admitted(ctx context.Context, login string, from Origin) error {
	now := s.now()
	if key := addressKey(from.Address); key != "" {
		a, err := s.store.Attempts(ctx, key)
		if err != nil {
			return err
		}
		if now.Before(a.Locked) {
			return ErrCrowded
		}
	}
	if login == "" {
		return nil
	}
	a, err := s.store.Attempts(ctx, s.loginKey(login))
	if err == nil && now.Before(a.Locked) {
		return lockedUntil(a.Locked)
	}
	return err
}

func lockedUntil(t time.Time) *fault.Fault {
	return ErrLocked.Say("连续多次登录失败，这个账号暂停登录，%s 后可以再试。如非本人操作，请联系安全管理员。", t.In(workday.Beijing).Format("1 月 2 日 15:04"))
}

// failed counts a failure and returns why: refused, or the lock it came to. Nobody learns whether the name is anybody's: one
// that nobody has is locked in the same way. person is 0 for such a name.
func (s *Service) failed(ctx context.Context, login string, person agency.PersonID, from Origin, refused error) error {
	now := s.now()
	if key := addressKey(from.Address); key != "" {
		err := s.store.UpdateAttempts(ctx, key, func(a *Attempts) act.Act {
			a.failFrom(now, s.policy.AddressMax)
			return act.Act{}
		})
		if err != nil {
			return err
		}
	}
	if login == "" {
		return refused
	}
	outcome := Refused
	err := s.store.UpdateAttempts(ctx, s.loginKey(login), func(a *Attempts) act.Act {
		if !a.fail(now) {
			return act.Act{}
		}
		refused, outcome = lockedUntil(a.Locked), Shut
		if person == 0 {
			return act.Act{}
		}
		return act.New(act.System, s.clock(), "account.lock", ref.To(agency.PersonRef, person), "", "")
	})
	if err != nil {
		return err
	}
	if from != (Origin{}) { // a password that is asked for once more is no sign-in
		if err := s.noted(ctx, person, from, outcome); err != nil {
			return err
		}
	}
	return refused
}

// forgive forgets the failures under a name.
func (s *Service) forgive(ctx context.Context, login string) error {
	a, err := s.store.Attempts(ctx, s.loginKey(login))
	if err != nil || a == (Attempts{}) {
		return err
	}
	return s.store.UpdateAttempts(ctx, s.loginKey(login), func(a *Attempts) act.Act {
		*a = Attempts{}
		return act.Act{}
	})
}

// LockedUntil says until when an account is locked, zero when it is not.
func (s *Service) LockedUntil(ctx context.Context, login string) (time.Time, error) {
	a, err := s.store.Attempts(ctx, s.loginKey(login))
	if err != nil || !s.now().Before(a.Locked) {
		return time.Time{}, err
	}
	return a.Locked, nil
}
