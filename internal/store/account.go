package store

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
)

const accountCols = `login, person, password, totp, used_otp, fails, locked`

func accountFields(a *account.Account) []any {
	return []any{&a.Login, &a.Person, &a.Password, &a.TOTP, &a.UsedOTP, &a.Fails, millis{&a.Locked}}
}

// AddAccount implements account.Store.
func (db *DB) AddAccount(ctx context.Context, a *account.Account, deed act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `INSERT INTO account (login, person, password, totp) VALUES (?, ?, ?, ?)`, a.Login, a.Person, a.Password, a.TOTP); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// AccountByLogin implements account.Store.
func (db *DB) AccountByLogin(ctx context.Context, login string) (*account.Account, error) {
	return one(ctx, db.reader(), accountFields, account.ErrNoAccount, `SELECT `+accountCols+` FROM account WHERE login = ?`, login)
}

// AccountOf implements account.Store.
func (db *DB) AccountOf(ctx context.Context, person agency.PersonID) (*account.Account, error) {
	return one(ctx, db.reader(), accountFields, account.ErrNoAccount, `SELECT `+accountCols+` FROM account WHERE person = ?`, person)
}

// UpdateAccount implements account.Store.
func (db *DB) UpdateAccount(ctx context.Context, login string, fn func(*account.Account) error) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		a, err := one(ctx, c, accountFields, account.ErrNoAccount, `SELECT `+accountCols+` FROM account WHERE login = ?`, login)
		if err != nil {
			return err
		}
		fails, used := a.Fails, a.UsedOTP
		if err := fn(a); err != nil {
			return err
		}
		if err := c.execOne(ctx, `UPDATE account SET used_otp = ?, fails = ?, locked = ? WHERE login = ? AND fails = ? AND used_otp = ?`,
			a.UsedOTP, a.Fails, ms(a.Locked), login, fails, used); err != nil {
			return fmt.Errorf("update account: %w", err)
		}
		return nil
	})
}

// AddSession implements account.Store.
func (db *DB) AddSession(ctx context.Context, s account.Session) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO session (token, person, created, idle, until) VALUES (?, ?, ?, ?, ?)`, s.Token, s.Person, ms(s.Created), ms(s.Idle), ms(s.Until))
	})
}

// Session implements account.Store.
func (db *DB) Session(ctx context.Context, token string) (*account.Session, error) {
	return one(ctx, db.reader(), func(s *account.Session) []any {
		return []any{&s.Token, &s.Person, millis{&s.Created}, millis{&s.Idle}, millis{&s.Until}}
	}, account.ErrNoOne, `SELECT token, person, created, idle, until FROM session WHERE token = ?`, token)
}

// TouchSession implements account.Store.
func (db *DB) TouchSession(ctx context.Context, token string, idle time.Time) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `UPDATE session SET idle = ? WHERE token = ? AND idle < ?`, ms(idle), token, ms(idle))
	})
}

// EndSession implements account.Store.
func (db *DB) EndSession(ctx context.Context, token string) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `DELETE FROM session WHERE token = ?`, token)
	})
}

// EndExpired implements account.Store.
func (db *DB) EndExpired(ctx context.Context, now time.Time) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `DELETE FROM session WHERE idle < ? OR until < ?`, ms(now), ms(now))
	})
}
