package account

import (
	"crypto/hmac"
	"crypto/sha1" // RFC 6238 as every authenticator has it
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

const totpStep = 30 // seconds

// EncodeSecret writes a second factor's secret as authenticators take it.
func EncodeSecret(key []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
}

// Code returns the six digits that an authenticator with that secret shows at that time (RFC 6238).
func Code(secret string, at time.Time) (string, error) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(secret))
	if err != nil {
		return "", fmt.Errorf("decode second factor: %w", err)
	}
	return code(key, at.Unix()/totpStep), nil
}

func code(key []byte, step int64) string {
	h := hmac.New(sha1.New, key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

// verifyTOTP returns the time step a code belongs to: the present one or a neighbour, since clocks differ.
func verifyTOTP(key []byte, typed string, at time.Time) (int64, bool) {
	typed = strings.ReplaceAll(typed, " ", "")
	now := at.Unix() / totpStep
	for _, step := range []int64{now, now - 1, now + 1} {
		if subtle.ConstantTimeCompare([]byte(code(key, step)), []byte(typed)) == 1 {
			return step, true
		}
	}
	return 0, false
}
