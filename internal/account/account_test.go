package account

import (
	"strings"
	"testing"
	"time"

	"gongkai/internal/secret"
)

// The vectors of RFC 6238, appendix B, cut to six digits.
func TestCodeMeetsTheStandard(t *testing.T) {
	t.Parallel()
	secret := EncodeSecret([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		if got, err := Code(secret, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("Code at %d = %s, %v, want %s", at, got, err, want)
		}
	}
}

func service(t *testing.T) *Service {
	t.Helper()
	keys, err := secret.New([]byte("test key of exactly 32 bytes ..."))
	if err != nil {
		t.Fatal(err)
	}
	return New(nil, keys, Options{Cost: Cost{MiB: 1, Passes: 1}, Now: time.Now})
}

func TestPasswordHashTellsRightFromWrong(t *testing.T) {
	t.Parallel()
	s := service(t)
	hash := s.hash("口令 一二三")
	if !s.check(hash, "口令 一二三") || s.check(hash, "口令 一二四") || s.check(nobody, "") || s.check("", "") {
		t.Error("check is wrong")
	}
	if first, second := s.hash("x"), s.hash("x"); first == second {
		t.Error("no salt")
	}
}

func TestPolicySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	plain, graded := Policy{}.orDefault(), Policy{MinLength: 8, Composition: true}.orDefault()
	for _, c := range []struct {
		policy          Policy
		login, password string
		want            string // part of the sentence; empty: taken
	}{
		{plain, "jijiaoke", "我家门前有两棵树一棵是枣树", ""},
		{plain, "jijiaoke", "correct horse battery", ""},
		{plain, "jijiaoke", "十一个字的口令不够长哦", "至少 12 个字"},
		{plain, "jijiaoke", strings.Repeat("长口令一二三四", 20), "不超过 128"},
		{plain, "jijiaoke", "my-JiJiaoKe-2026", "不能含有账号名"},
		{plain, "jijiaoke", "ababababababab", "过于简单"},
		{plain, "jijiaoke", "", "至少 12 个字"},
		{graded, "jijiaoke", "abcdefgh", "至少三种"},
		{graded, "jijiaoke", "Abcdefg1", ""},
		{graded, "jijiaoke", "口令abc12345", ""},
	} {
		got := c.policy.Check(c.login, c.password)
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%q: %q, want %q", c.password, got, c.want)
		}
	}
}

func TestPasswordGrowsOldOnlyWhereSet(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	if (Policy{}).stale(now.AddDate(-9, 0, 0), now) {
		t.Error("grew old by itself")
	}
	p := Policy{MaxAgeDays: 90}
	if p.stale(now.AddDate(0, 0, -90), now) || !p.stale(now.AddDate(0, 0, -91), now) || p.stale(time.Time{}, now) {
		t.Error("ninety days are wrong")
	}
}

func TestLockGrowsUpToADay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	var a Attempts
	for i, want := range []time.Duration{lockTime, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour} {
		for n := range maxFails {
			if locked := a.fail(now); locked != (n == maxFails-1) {
				t.Fatalf("lock %d, failure %d: %v", i+1, n+1, locked)
			}
		}
		if got := a.Locked.Sub(now); got != want {
			t.Errorf("lock %d lasts %v, want %v", i+1, got, want)
		}
		now = a.Locked
	}
	if a.fail(now.Add(ForgetAfter + time.Hour)); a.Locks != 0 || a.Fails != 1 {
		t.Errorf("failures are not forgotten: %+v", a)
	}
}

func TestAddressIsANetworkOfIPv6(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "net:192.0.2.7", "::ffff:192.0.2.7": "net:192.0.2.7", "2001:db8::1": "net:2001:db8::/64", "2001:db8::ffff:1": "net:2001:db8::/64",
		"fe80::1%eth0": "net:fe80::/64", "": "", "unix": "",
	} {
		if got := addressKey(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestFirstPasswordsAreTakenByEveryPolicy(t *testing.T) {
	t.Parallel()
	for range 100 {
		if why := (Policy{MinLength: 12}).Check("xitong", random(4)); why != "" {
			t.Fatal(why)
		}
	}
	if got := typedCode(" ABcd-efGH　"); got != "abcdefgh" {
		t.Errorf("typed: %q", got)
	}
	if a, b := service(t).SetupCode(), service(t).SetupCode(); a != b || len(a) != 19 {
		t.Errorf("setup codes %q, %q", a, b)
	}
}
