// Package timestamp asks a time stamping authority (时间戳服务) to confirm that something was there at a time, by RFC 3161.
package timestamp

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"

	"github.com/digitorus/timestamp"

	"gongkai/internal/fault"
)

// ErrNoStamp reports a service that gave no stamp, or one that is not of what was sent.
var ErrNoStamp = fault.New(fault.Unavailable, "no-timestamp", "时间戳服务没有给出有效的时间戳。")

// Service is a time stamping authority.
type Service struct {
	url    string
	client *http.Client
}

// New returns the service at a URL.
func New(url string) *Service {
	return &Service{url, &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// maxAnswer is more than any stamp with its certificates has.
const maxAnswer = 1 << 20

// Stamp returns the service's answer about some bytes, as it came, and the time it confirms. It was checked that the answer is of these
// bytes and of this request, and signed by the certificate in it; whose certificate that is has to be checked by whoever relies on it
// (openssl ts -verify).
func (s *Service) Stamp(ctx context.Context, b []byte) (answer []byte, at time.Time, err error) {
	answer, at, err = s.stamp(ctx, b)
	if err != nil {
		err = fmt.Errorf("time stamp: %w: %w", ErrNoStamp, err)
	}
	return answer, at, err
}

func (s *Service) stamp(ctx context.Context, b []byte) ([]byte, time.Time, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		return nil, time.Time{}, err
	}
	sum := sha256.Sum256(b)
	question, err := (&timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Certificates: true, Nonce: nonce}).Marshal()
	if err != nil {
		return nil, time.Time{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(question))
	if err != nil {
		return nil, time.Time{}, err
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end or given up
	if resp.StatusCode != http.StatusOK {
		return nil, time.Time{}, fmt.Errorf("the service answers %s", resp.Status)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, time.Time{}, err
	}
	t, err := timestamp.ParseResponse(answer)
	if err != nil {
		return nil, time.Time{}, err
	}
	switch {
	case t.HashAlgorithm != crypto.SHA256 || !bytes.Equal(t.HashedMessage, sum[:]):
		err = errors.New("the stamp is of something else")
	case t.Nonce == nil || t.Nonce.Cmp(nonce) != 0:
		err = errors.New("the stamp answers another question")
	case len(t.Certificates) == 0:
		err = errors.New("the stamp has no certificate")
	}
	return answer, t.Time, err
}
