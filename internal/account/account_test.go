package account

import (
	"testing"
	"time"
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

func TestPasswordHashTellsRightFromWrong(t *testing.T) {
	t.Parallel()
	s := New(nil, nil, Cost{MiB: 1, Passes: 1}, time.Now)
	hash := s.hash("口令 一二三")
	if !s.check(hash, "口令 一二三") || s.check(hash, "口令 一二四") || s.check(nobody, "") || s.check("", "") {
		t.Error("check is wrong")
	}
	if first, second := s.hash("x"), s.hash("x"); first == second {
		t.Error("no salt")
	}
}
