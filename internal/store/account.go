package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
)

const accountCols = `a.login, a.person, a.password, a.totp, a.used_otp, a.first, a.changed, a.disabled,
	(SELECT p.left_on FROM person p WHERE p.id = a.person), (SELECT COUNT(*) FROM recovery_code c WHERE c.login = a.login)`

func accountFields(a *account.Account) []any {
	return []any{&a.Login, &a.Person, &a.Password, &a.TOTP, &a.UsedOTP, yes{&a.First}, millis{&a.Changed}, millis{&a.Disabled}, &a.Left, &a.Codes}
}

// yes is a bool as flag stores it.
type yes struct{ *bool }

func (y yes) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("flag is %T, want int64", v)
	}
	*y.bool = n != 0
	return nil
}

func (c conn) addAccount(ctx context.Context, a *account.Account) error {
	return c.exec(ctx, `INSERT INTO account (login, person, password, totp, first, changed) VALUES (?, ?, ?, ?, ?, ?)`,
		a.Login, a.Person, a.Password, a.TOTP, flag(a.First), ms(a.Changed))
}

// HasAccounts implements account.Store.
func (db *DB) HasAccounts(ctx context.Context) (bool, error) { return db.reader().hasAccounts(ctx) }

func (c conn) hasAccounts(ctx context.Context) (bool, error) {
	var n int
	err := c.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM account LIMIT 1) AS first`).Scan(&n)
	return n > 0, err
}

// SetUp implements account.Store. The row of the setting is what two first starts at the same time meet at.
func (db *DB) SetUp(ctx context.Context, u *agency.Unit, founders []account.Founder, deed func() (act.Act, error)) error {
	err := db.create(ctx, "unit", (*int64)(&u.ID), deed, func(ctx context.Context, c conn) error {
		if has, err := c.hasAccounts(ctx); err != nil || has {
			return errors.Join(err, account.ErrSetUp)
		}
		if err := c.exec(ctx, `INSERT INTO setting (name, value) VALUES ('set-up', 'done')`); err != nil {
			return err
		}
		if err := c.addUnit(ctx, u); err != nil {
			return err
		}
		for i := range founders {
			f := &founders[i]
			n, err := c.next(ctx, "person", 1)
			if err != nil {
				return err
			}
			f.Person.ID, f.Person.Unit, f.Account.Person = agency.PersonID(n), u.ID, agency.PersonID(n)
			if err := c.addPerson(ctx, &f.Person, []agency.Appointment{{Role: f.Role, From: f.From}}); err != nil {
				return err
			}
			if err := c.addAccount(ctx, &f.Account); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, ErrConflict) {
		return errors.Join(account.ErrSetUp, err)
	}
	return err
}

// AddAccount implements account.Store.
func (db *DB) AddAccount(ctx context.Context, a *account.Account, deed act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.addAccount(ctx, a); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// AccountByLogin implements account.Store.
func (db *DB) AccountByLogin(ctx context.Context, login string) (*account.Account, error) {
	return one(ctx, db.reader(), accountFields, account.ErrNoAccount, `SELECT `+accountCols+` FROM account a WHERE a.login = ?`, login)
}

// AccountOf implements account.Store.
func (db *DB) AccountOf(ctx context.Context, person agency.PersonID) (*account.Account, error) {
	return one(ctx, db.reader(), accountFields, account.ErrNoAccount, `SELECT `+accountCols+` FROM account a WHERE a.person = ?`, person)
}

// AccountsOf implements account.Store.
func (db *DB) AccountsOf(ctx context.Context, people []agency.PersonID) ([]account.Account, error) {
	if len(people) == 0 {
		return nil, nil
	}
	args := make([]any, len(people))
	for i, p := range people {
		args[i] = p
	}
	return all(ctx, db.reader(), accountFields, `SELECT `+accountCols+` FROM account a WHERE a.person IN (`+marks(len(args))+`)`, args...)
}

// UpdateAccount implements account.Store. The password and the time step of the last code say whether somebody was faster.
func (db *DB) UpdateAccount(ctx context.Context, login string, fn func(*account.Account) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		a, err := one(ctx, c, accountFields, account.ErrNoAccount, `SELECT `+accountCols+` FROM account a WHERE a.login = ?`, login)
		if err != nil {
			return err
		}
		password, used, disabled := a.Password, a.UsedOTP, a.Disabled
		deed, err := fn(a)
		if err != nil {
			return err
		}
		err = c.execOne(ctx, `UPDATE account SET password = ?, totp = ?, used_otp = ?, first = ?, changed = ?, disabled = ?
			WHERE login = ? AND password = ? AND used_otp = ? AND disabled = ?`,
			a.Password, a.TOTP, a.UsedOTP, flag(a.First), ms(a.Changed), ms(a.Disabled), login, password, used, ms(disabled))
		if err != nil {
			return fmt.Errorf("update account: %w", err)
		}
		return c.save(ctx, deed)
	})
}

// UseCode implements account.Store.
func (db *DB) UseCode(ctx context.Context, login string, step int64) (bool, error) {
	return db.changed(ctx, `UPDATE account SET used_otp = ? WHERE login = ? AND used_otp < ?`, step, login, step)
}

// changed runs one statement and reports whether it changed a row.
func (db *DB) changed(ctx context.Context, text string, args ...any) (bool, error) {
	err := db.tx(ctx, func(ctx context.Context, c conn) error { return c.execOne(ctx, text, args...) })
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// UseRecovery implements account.Store.
func (db *DB) UseRecovery(ctx context.Context, login, code string, deed act.Act) (bool, error) {
	used := false
	err := db.tx(ctx, func(ctx context.Context, c conn) error {
		used = false
		err := c.execOne(ctx, `DELETE FROM recovery_code WHERE login = ? AND code = ?`, login, code)
		if errors.Is(err, ErrConflict) {
			return nil
		}
		if err != nil {
			return err
		}
		used = true
		return c.save(ctx, deed)
	})
	return used && err == nil, err
}

// setCodes writes the effect account.CodesSet.
func (c conn) setCodes(ctx context.Context, e account.CodesSet) error {
	if err := c.exec(ctx, `DELETE FROM recovery_code WHERE login = ?`, e.Login); err != nil {
		return err
	}
	for _, h := range e.Hashes {
		if err := c.exec(ctx, `INSERT INTO recovery_code (login, code) VALUES (?, ?)`, e.Login, h); err != nil {
			return err
		}
	}
	return nil
}

func attemptFields(a *account.Attempts) []any {
	return []any{&a.Fails, &a.Locks, millis{&a.Began}, millis{&a.Locked}}
}

const attemptCols = `fails, locks, began, locked`

// Attempts implements account.Store.
func (db *DB) Attempts(ctx context.Context, key string) (account.Attempts, error) {
	return db.reader().attempts(ctx, key)
}

func (c conn) attempts(ctx context.Context, key string) (account.Attempts, error) {
	a, err := one(ctx, c, attemptFields, sql.ErrNoRows, `SELECT `+attemptCols+` FROM attempt WHERE key = ?`, key)
	if errors.Is(err, sql.ErrNoRows) {
		return account.Attempts{}, nil
	}
	if err != nil {
		return account.Attempts{}, fmt.Errorf("attempts: %w", err)
	}
	return *a, nil
}

// UpdateAttempts implements account.Store. Writing the row first makes others wait, so that no failure is lost.
func (db *DB) UpdateAttempts(ctx context.Context, key string, fn func(*account.Attempts) act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `INSERT INTO attempt (key, fails, locks, began, locked) VALUES (?, 0, 0, 0, 0)
			ON CONFLICT (key) DO UPDATE SET fails = attempt.fails`, key); err != nil {
			return err
		}
		a, err := c.attempts(ctx, key)
		if err != nil {
			return err
		}
		deed := fn(&a)
		if err := c.exec(ctx, `UPDATE attempt SET fails = ?, locks = ?, began = ?, locked = ? WHERE key = ?`,
			a.Fails, a.Locks, ms(a.Began), ms(a.Locked), key); err != nil {
			return err
		}
		if len(deed.Entries) == 0 {
			return nil
		}
		return c.save(ctx, deed)
	})
}

const sessionCols = `s.token, s.person, s.created, s.idle, s.until, s.address, s.agent`

func sessionFields(s *account.Session) []any {
	return []any{&s.Token, &s.Person, millis{&s.Created}, millis{&s.Idle}, millis{&s.Until}, &s.Address, &s.Agent}
}

// AddSession implements account.Store.
func (db *DB) AddSession(ctx context.Context, s account.Session) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, `INSERT INTO session (token, person, created, idle, until, address, agent) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			s.Token, s.Person, ms(s.Created), ms(s.Idle), ms(s.Until), s.Address, s.Agent)
	})
}

// Session implements account.Store. The account comes with it, so that a disabled one ends at once, whichever node is asked.
func (db *DB) Session(ctx context.Context, token string) (*account.Session, error) {
	return one(ctx, db.reader(), func(s *account.Session) []any {
		a := &s.Account
		return append(sessionFields(s), &a.Login, yes{&a.First}, millis{&a.Changed}, millis{&a.Disabled}, &a.Left)
	}, account.ErrNoOne, `SELECT `+sessionCols+`, a.login, a.first, a.changed, a.disabled, p.left_on
		FROM session s JOIN account a ON a.person = s.person JOIN person p ON p.id = s.person WHERE s.token = ?`, token)
}

// Sessions implements account.Store.
func (db *DB) Sessions(ctx context.Context, person agency.PersonID) ([]account.Session, error) {
	return all(ctx, db.reader(), sessionFields, `SELECT `+sessionCols+` FROM session s WHERE s.person = ? ORDER BY s.idle DESC, s.token`, person)
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

// endSessions writes the effect account.SessionsEnded.
func (c conn) endSessions(ctx context.Context, e account.SessionsEnded) error {
	if e.Only != "" {
		return c.exec(ctx, `DELETE FROM session WHERE person = ? AND SUBSTR(token, 1, 16) = ?`, e.Person, e.Only)
	}
	return c.exec(ctx, `DELETE FROM session WHERE person = ? AND token <> ?`, e.Person, e.Except)
}

// EndExpired implements account.Store.
func (db *DB) EndExpired(ctx context.Context, now time.Time) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `DELETE FROM session WHERE idle < ? OR until < ?`, ms(now), ms(now)); err != nil {
			return err
		}
		return c.exec(ctx, `DELETE FROM attempt WHERE began < ? AND locked < ?`, ms(now.Add(-account.ForgetAfter)), ms(now))
	})
}

// AddSignIn implements account.Store.
func (db *DB) AddSignIn(ctx context.Context, a account.SignInRecord) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		id, err := c.next(ctx, "sign-in", 1)
		if err != nil {
			return err
		}
		return c.exec(ctx, `INSERT INTO sign_in (id, at, person, outcome, address, agent) VALUES (?, ?, ?, ?, ?, ?)`, id, ms(a.At), a.Person, a.Outcome, a.Address, a.Agent)
	})
}

// SignIns implements account.Store.
func (db *DB) SignIns(ctx context.Context, f account.SignInFilter) ([]account.SignInRecord, int, error) {
	var w where
	w.when(f.Person != 0, `s.person = ?`, f.Person)
	w.when(f.Name != "", `p.name LIKE ? ESCAPE '\'`, containing(f.Name))
	w.when(f.Outcome != "", `s.outcome = ?`, f.Outcome)
	w.when(!f.Since.IsZero(), `s.at >= ?`, ms(f.Since))
	w.when(!f.Until.IsZero(), `s.at < ?`, ms(f.Until))
	c := db.reader()
	const from = ` FROM sign_in s LEFT JOIN person p ON p.id = s.person`
	var n int
	if err := c.row(ctx, `SELECT COUNT(*)`+from+w.text, w.args...).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("count attempts: %w", err)
	}
	list, err := all(ctx, c, func(a *account.SignInRecord) []any {
		return []any{millis{&a.At}, &a.Person, &a.Name, &a.Outcome, &a.Address, &a.Agent}
	}, `SELECT s.at, s.person, COALESCE(p.name, ''), s.outcome, s.address, s.agent`+from+w.text+` ORDER BY s.at DESC, s.id DESC LIMIT ? OFFSET ?`, append(w.args, f.Limit, f.Offset)...)
	return list, n, err
}
