package account

import (
	"context"

	"gongkai/internal/act"
	"gongkai/internal/agency"
)

// RecoveryCount is how many recovery codes a person gets. Each works once, in place of a code of the authenticator.
const RecoveryCount = 10

// CodesSet is the effect that replaces the recovery codes of an account; the store keeps their keyed hashes.
type CodesSet struct {
	Login  string
	Hashes []string
}

// Effect marks CodesSet as one.
func (CodesSet) Effect() {}

func (s *Service) newCodes(login string) (codes []string, set CodesSet) {
	set.Login = login
	for range RecoveryCount {
		code := random(3)
		codes = append(codes, code)
		set.Hashes = append(set.Hashes, s.recoveryHash(login, code))
	}
	return codes, set
}

// recoveryHash needs no salt and no work: the codes are random, and the hash is keyed.
func (s *Service) recoveryHash(login, typed string) string {
	return s.keys.Fingerprint(typedCode(typed), "recovery "+login)
}

// RenewCodes replaces the person's recovery codes and returns the new ones, which are never shown again.
func (s *Service) RenewCodes(ctx context.Context, by act.Actor, person agency.PersonID, password string) ([]string, error) {
	a, err := s.store.AccountOf(ctx, person)
	if err != nil {
		return nil, err
	}
	if err := s.reassure(ctx, a, password); err != nil {
		return nil, err
	}
	codes, set := s.newCodes(a.Login)
	return codes, s.change(ctx, by, person, "account.renew-codes", func(*Account) error { return nil }, set)
}
