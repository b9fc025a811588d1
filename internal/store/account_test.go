package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// members is an account service over a house, with a clock of its own.
type members struct {
	*house
	*account.Service
	now time.Time
}

func (h *house) members(t *testing.T) *members {
	m := &members{house: h, now: noon}
	m.Service = account.New(h.db, storetest.Keys(t), account.Options{Cost: account.Cost{MiB: 1, Passes: 1}, Now: func() time.Time { return m.now }})
	return m
}

func (m *members) signIn(t *testing.T, slip *account.Slip) string {
	t.Helper()
	m.now = m.now.Add(time.Minute) // a code works once
	code, err := account.Code(slip.Secret, m.now)
	must(t, err)
	value, err := m.SignIn(t.Context(), account.Credentials{Login: slip.Login, Password: slip.Password, Code: code}, account.Origin{Address: "192.0.2.1", Agent: "test"})
	must(t, err)
	return value
}

func TestAccountFromFirstPasswordToRecovery(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		m := build(t, db).members(t)
		ctx := t.Context()
		p := m.people[agency.Writer]
		by := act.Actor{Person: 99, Name: "示例安全管理员"}
		slip, err := m.Open(ctx, by, p, "xinxiyuan")
		must(t, err)
		if _, err := m.Open(ctx, by, p, "another"); !errors.Is(err, account.ErrHasOne) {
			t.Errorf("a second account: %v", err)
		}
		if _, err := m.Open(ctx, by, m.people[agency.Signer], "xinxiyuan"); err == nil {
			t.Error("one login for two")
		}
		value := m.signIn(t, slip)
		if v, err := m.Who(ctx, value); err != nil || !v.MustChange || v.Person != p.ID {
			t.Fatalf("first visit: %+v, %v", v, err)
		}
		const second = "我家门前有两棵树一棵是枣树"
		codes, err := m.ChangePassword(ctx, p.Actor(), p.ID, account.Change{Old: slip.Password, New: second, Again: second}, value)
		must(t, err)
		if len(codes) != account.RecoveryCount {
			t.Fatalf("%d recovery codes", len(codes))
		}
		if v, err := m.Who(ctx, value); err != nil || v.MustChange {
			t.Errorf("after the change: %+v, %v", v, err)
		}
		in := account.Credentials{Login: " Xinxiyuan ", Password: second, Recovery: strings.ToUpper(codes[3])}
		for i, want := range []error{nil, account.ErrSignIn} {
			if _, err := m.SignIn(ctx, in, account.Origin{}); !errors.Is(err, want) || (err != nil) != (want != nil) {
				t.Errorf("recovery code, time %d: %v", i+1, err)
			}
		}
		a, err := m.Of(ctx, p.ID)
		if err != nil || a.Codes != account.RecoveryCount-1 {
			t.Errorf("%d codes left, %v", a.Codes, err)
		}
		// A new second factor is bound only by a code that it shows.
		secret, ticket, err := m.NewFactor(ctx, p.ID)
		must(t, err)
		if err := m.RenewFactor(ctx, p.Actor(), p.ID, ticket, "000000", second, value); !errors.Is(err, account.ErrFactorCode) {
			t.Errorf("a wrong code: %v", err)
		}
		code, err := account.Code(secret, m.now)
		must(t, err)
		must(t, m.RenewFactor(ctx, p.Actor(), p.ID, ticket, code, second, value))
		slip.Password, slip.Secret = second, secret
		m.signIn(t, slip)
		list, own, err := m.Sessions(ctx, p.ID, value)
		if err != nil || len(list) != 2 {
			t.Fatalf("sessions: %+v, %v", list, err)
		}
		if own != list[0].Name() && own != list[1].Name() {
			t.Error("one's own session is not among them")
		}
		must(t, m.EndSessions(ctx, p.Actor(), p.ID, "", value))
		if list, _, _ = m.Sessions(ctx, p.ID, value); len(list) != 1 || list[0].Name() != own {
			t.Errorf("after ending the others: %+v", list)
		}
		if err := m.EndSessions(ctx, p.Actor(), p.ID, "0123456789abcdef", value); !errors.Is(err, account.ErrNoSession) {
			t.Errorf("a session that is not there: %v", err)
		}
	})
}

func TestDisablingAndResettingEndSessions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		m := build(t, db).members(t)
		ctx := t.Context()
		p := m.people[agency.Writer]
		by := act.Actor{Person: 99, Name: "示例安全管理员"}
		slip, err := m.Open(ctx, by, p, "xinxiyuan")
		must(t, err)
		if err := m.Disable(ctx, p.Actor(), p); !errors.Is(err, account.ErrOwn) {
			t.Errorf("one's own account: %v", err)
		}
		for name, end := range map[string]func() error{
			"disable": func() error { return m.Disable(ctx, by, p) },
			"password": func() error {
				s, err := m.ResetPassword(ctx, by, p)
				slip.Password = s.Password
				return err
			},
			"factor": func() error {
				s, err := m.ResetFactor(ctx, by, p)
				slip.Secret = s.Secret
				return err
			},
		} {
			value := m.signIn(t, slip)
			must(t, end())
			if v, err := m.Who(ctx, value); !errors.Is(err, account.ErrNoOne) {
				t.Errorf("%s: still %+v, %v", name, v, err)
			}
			if name == "disable" {
				code, err := account.Code(slip.Secret, m.now.Add(time.Minute))
				must(t, err)
				m.now = m.now.Add(time.Minute)
				if _, err := m.SignIn(ctx, account.Credentials{Login: slip.Login, Password: slip.Password, Code: code}, account.Origin{}); !errors.Is(err, account.ErrDisabled) {
					t.Errorf("disabled: %v", err)
				}
				must(t, m.Enable(ctx, by, p))
			}
		}
		// Who has left is nobody from the next day on.
		value := m.signIn(t, slip)
		must(t, agency.New(db, func() time.Time { return m.now }).Leave(ctx, by, p.ID, workday.DateOf(m.now)))
		if _, err := m.Who(ctx, value); err != nil {
			t.Errorf("on the last day: %v", err)
		}
		m.now = m.now.Add(15*time.Minute).AddDate(0, 0, 1)
		if _, err := m.Who(ctx, value); !errors.Is(err, account.ErrNoOne) {
			t.Errorf("the day after: %v", err)
		}
	})
}

// Where passwords must be changed from time to time, an old one is good for nothing else.
func TestOldPasswordMustBeChangedWhereSet(t *testing.T) {
	t.Parallel()
	m := build(t, storetest.SQLite(t)).members(t)
	m.Service = account.New(m.db, storetest.Keys(t), account.Options{
		Cost: account.Cost{MiB: 1, Passes: 1}, Policy: account.Policy{MaxAgeDays: 90}, Now: func() time.Time { return m.now },
	})
	ctx, p := t.Context(), m.people[agency.Writer]
	slip := &account.Slip{Login: "xinxiyuan", Password: "我家门前有两棵树一棵是枣树"}
	var err error
	slip.Secret, err = m.Create(ctx, act.System, slip.Login, slip.Password, p.ID, m.now)
	must(t, err)
	if v, err := m.Who(ctx, m.signIn(t, slip)); err != nil || v.MustChange {
		t.Errorf("at once: %+v, %v", v, err)
	}
	m.now = m.now.AddDate(0, 0, 91)
	value := m.signIn(t, slip)
	if v, err := m.Who(ctx, value); err != nil || !v.MustChange {
		t.Errorf("after 91 days: %+v, %v", v, err)
	}
	_, err = m.ChangePassword(ctx, p.Actor(), p.ID, account.Change{Old: slip.Password, New: slip.Password, Again: slip.Password}, value)
	if err == nil {
		t.Error("the same password again")
	}
	_, err = m.ChangePassword(ctx, p.Actor(), p.ID, account.Change{Old: slip.Password, New: slip.Password + "二", Again: slip.Password + "二"}, value)
	must(t, err)
	if v, err := m.Who(ctx, value); err != nil || v.MustChange {
		t.Errorf("after the change: %+v, %v", v, err)
	}
}

func TestLocksGrowAndTellNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		m := build(t, db).members(t)
		ctx := t.Context()
		slip, err := m.Open(ctx, act.System, m.people[agency.Writer], "xinxiyuan")
		must(t, err)
		answer := func(login, address string) string {
			t.Helper()
			_, err := m.SignIn(ctx, account.Credentials{Login: login, Password: "wrong", Code: "000000"}, account.Origin{Address: address})
			if err == nil {
				t.Fatal("signed in")
			}
			return fault.Text(err)
		}
		for i := range 12 {
			if known, nobody := answer("xinxiyuan", ""), answer("nobody-here", ""); known != nobody {
				t.Errorf("attempt %d tells the name: %q, %q", i+1, known, nobody)
			}
		}
		code, err := account.Code(slip.Secret, m.now)
		must(t, err)
		if _, err := m.SignIn(ctx, account.Credentials{Login: slip.Login, Password: slip.Password, Code: code}, account.Origin{}); !errors.Is(err, account.ErrLocked) {
			t.Errorf("locked, and the right password: %v", err)
		}
		if err := m.Reassure(ctx, m.people[agency.Writer].ID, slip.Password); !errors.Is(err, account.ErrLocked) {
			t.Errorf("locked, and the password again: %v", err)
		}
		m.now = m.now.Add(31 * time.Minute)
		for range 5 {
			answer("xinxiyuan", "")
		}
		until, err := m.LockedUntil(ctx, "xinxiyuan")
		if err != nil || until.Sub(m.now) != time.Hour {
			t.Errorf("the second lock lasts %v, %v", until.Sub(m.now), err)
		}
		must(t, m.Unlock(ctx, act.System, m.people[agency.Writer]))
		m.signIn(t, slip)
		// Many names from one address.
		for i := range 30 {
			answer("name"+string(rune('a'+i)), "2001:db8::1")
		}
		if got := answer("xinxiyuan", "2001:db8::ffff"); !strings.Contains(got, "网络地址") {
			t.Errorf("the network is not locked: %s", got)
		}
		if got := answer("xinxiyuan", "2001:db8:1::1"); strings.Contains(got, "网络地址") {
			t.Errorf("another network is locked: %s", got)
		}
		must(t, db.EndExpired(ctx, m.now.Add(72*time.Hour)))
		if a, err := db.Attempts(ctx, "net:2001:db8::/64"); err != nil || a != (account.Attempts{}) {
			t.Errorf("old attempts are kept: %+v, %v", a, err)
		}
	})
}

// Failures at the same moment are all counted.
func TestFailuresAtOnceAreAllCounted(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				err := db.UpdateAttempts(t.Context(), "k", func(a *account.Attempts) act.Act {
					a.Fails++
					return act.Act{}
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if a, err := db.Attempts(t.Context(), "k"); err != nil || a.Fails != 20 {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

func TestSetUpHappensOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		m := (&house{db: db}).members(t)
		start := account.Start{
			Code: strings.ToUpper(m.SetupCode()), Unit: agency.Unit{Code: "jyj", USCC: "114109000000000009", Name: "示例市教育局", Short: "市教育局"},
			Names: [3]string{"示例甲", "示例乙", "示例丙"}, Logins: [3]string{"xitong", "anquan", "shenji"},
		}
		wrong := start
		wrong.Code = "abcd"
		if _, err := m.SetUp(ctx, &wrong, account.Origin{}); !errors.Is(err, account.ErrSetupCode) {
			t.Errorf("a wrong code: %v", err)
		}
		// Two at the same moment: one of them.
		results := make(chan error, 2)
		var slips []account.Slip
		var mu sync.Mutex
		for i := range 2 {
			st := start
			if i == 1 {
				st.Unit.Code, st.Unit.USCC = "wjj", "12410900MB0000000B"
			}
			go func() {
				got, err := m.SetUp(ctx, &st, account.Origin{})
				if err == nil {
					mu.Lock()
					slips = got
					mu.Unlock()
				}
				results <- err
			}()
		}
		first, second := <-results, <-results
		if (first == nil) == (second == nil) || !errors.Is(errors.Join(first, second), account.ErrSetUp) {
			t.Fatalf("two at once: %v, %v", first, second)
		}
		if len(slips) != 3 {
			t.Fatalf("%d slips", len(slips))
		}
		value := m.signIn(t, &slips[1])
		v, err := m.Who(ctx, value)
		must(t, err)
		p, err := db.Person(ctx, v.Person, workday.DateOf(noon))
		must(t, err)
		if !p.Has(agency.SecurityAdmin) || len(p.Roles) != 1 || !v.MustChange {
			t.Errorf("the security administrator: %+v, %+v", p, v)
		}
		units, err := db.Units(ctx)
		if err != nil || len(units) != 1 {
			t.Errorf("units %+v, %v", units, err)
		}
		h, err := db.Head(ctx, ledger.Acts)
		if err != nil || h.Size != 1 {
			t.Errorf("%d acts, %v", h.Size, err)
		}
	})
}

// TestSignInsAreRecorded: what succeeded and what failed, by whom and from where; of a name nobody has only that it was tried.
// law: 网络安全法 21（三）
func TestSignInsAreRecorded(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		m := build(t, db).members(t)
		ctx := t.Context()
		person := m.people[agency.Writer]
		slip, err := m.Open(ctx, act.System, person, "xinxiyuan")
		must(t, err)
		from := account.Origin{Address: "192.0.2.7", Agent: "Firefox\x00\xff" + strings.Repeat("长", 200)}
		try := func(login string) {
			t.Helper()
			if _, err := m.SignIn(ctx, account.Credentials{Login: login, Password: "wrong", Code: "000000"}, from); err == nil {
				t.Fatal("signed in")
			}
		}
		m.signIn(t, slip)
		m.now = m.now.Add(time.Hour)
		try("mypassword")
		for range 5 {
			try("xinxiyuan")
		}
		try("xinxiyuan") // shut out: no more is kept
		list := func(f account.SignInFilter, want ...account.Outcome) []account.SignInRecord {
			t.Helper()
			f.Limit = 20
			records, n, err := m.SignIns(ctx, f)
			must(t, err)
			var got []account.Outcome
			for _, x := range records {
				got = append(got, x.Outcome)
			}
			if n != len(want) || !slices.Equal(got, want) {
				t.Errorf("%+v: %d records, %v, want %v", f, n, got, want)
			}
			return records
		}
		all := list(account.SignInFilter{}, account.Shut, account.Refused, account.Refused, account.Refused, account.Refused, account.Refused, account.Entered)
		if x := all[0]; x.Person != person.ID || x.Name != person.Name || x.Address != from.Address || !utf8.ValidString(x.Agent) || len(x.Agent) > 300 {
			t.Errorf("a failure: %+v", x)
		}
		if x := all[5]; x.Person != 0 || x.Name != "" {
			t.Errorf("a name nobody has: %+v", x)
		}
		list(account.SignInFilter{Person: person.ID, Outcome: account.Refused}, account.Refused, account.Refused, account.Refused, account.Refused)
		list(account.SignInFilter{Name: person.Name[:6], Until: m.now}, account.Entered)
		list(account.SignInFilter{Name: "%"})
		list(account.SignInFilter{Since: m.now, Outcome: account.Shut}, account.Shut)
		must(t, db.EndExpired(ctx, m.now.AddDate(1, 0, 0))) // what ends a session keeps its record
		list(account.SignInFilter{Outcome: account.Entered}, account.Entered)
	})
}
