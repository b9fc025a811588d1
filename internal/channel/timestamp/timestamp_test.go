package timestamp

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority is a time stamping authority made of openssl: a root, a certificate for stamping under it, and a service.
type authority struct {
	dir  string
	spin func(reply []byte) []byte // changes an answer on its way
}

const config = `[tsa]
default_tsa = t
[t]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
ess_cert_id_alg = sha256
`

func newAuthority(t *testing.T) *authority {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if strings.Contains(os.Getenv("GONGKAI_REQUIRE"), "openssl") {
			t.Fatal(err)
		}
		t.Skip("openssl is not here")
	}
	a := &authority{dir: t.TempDir()}
	for name, text := range map[string]string{"tsa.cnf": config, "ext.cnf": "extendedKeyUsage=critical,timeStamping\n", "serial": "01\n"} {
		if err := os.WriteFile(filepath.Join(a.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a.openssl(t, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=示例时间戳根", "-utf8")
	a.openssl(t, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=示例时间戳服务", "-utf8")
	a.openssl(t, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "30", "-extfile", "ext.cnf")
	return a
}

func (a *authority) openssl(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "openssl", args...)
	cmd.Dir = a.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("openssl %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

func (a *authority) serve(t *testing.T) *Service {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if err := os.WriteFile(filepath.Join(a.dir, "q"), q, 0o600); err != nil {
			t.Error(err)
		}
		a.openssl(t, "ts", "-reply", "-config", "tsa.cnf", "-section", "t", "-queryfile", "q", "-inkey", "tsa.key", "-signer", "tsa.pem", "-out", "r")
		b, err := os.ReadFile(filepath.Join(a.dir, "r"))
		if err != nil {
			t.Error(err)
		}
		if a.spin != nil {
			b = a.spin(b)
		}
		_, _ = w.Write(b) // the client checks what comes
	}))
	t.Cleanup(srv.Close)
	return New(srv.URL)
}

// TestStampIsWhatOpensslVerifies: what the service answers is taken, and openssl finds it right with the root alone.
func TestStampIsWhatOpensslVerifies(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := a.serve(t)
	what := []byte("jyj.example.gov.cn/ledger/release\n177\n…\n")
	answer, at, err := s.Stamp(t.Context(), what)
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(at); d < -5*time.Minute || d > 5*time.Minute {
		t.Errorf("stamped at %s", at)
	}
	for name, b := range map[string][]byte{"what": what, "stamp.tsr": answer} {
		if err := os.WriteFile(filepath.Join(a.dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out := a.openssl(t, "ts", "-verify", "-data", "what", "-in", "stamp.tsr", "-CAfile", "ca.pem", "-untrusted", "tsa.pem"); !strings.Contains(out, "Verification: OK") {
		t.Error(out)
	}
}

// TestWrongStampsAreRefused: an answer to another question, a damaged one, one that is none.
func TestWrongStampsAreRefused(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := a.serve(t)
	first, _, err := s.Stamp(t.Context(), []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	for what, spin := range map[string]func([]byte) []byte{
		"an answer from before": func([]byte) []byte { return first },
		"a damaged signature":   func(b []byte) []byte { b = bytes.Clone(b); b[len(b)-9] ^= 1; return b },
		"half an answer":        func(b []byte) []byte { return b[:len(b)/2] },
		"nothing":               func([]byte) []byte { return nil },
		"a page":                func([]byte) []byte { return []byte("<html>请登录</html>") },
	} {
		a.spin = spin
		if _, _, err := s.Stamp(t.Context(), []byte("one")); !errors.Is(err, ErrNoStamp) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, answer := range map[string]http.HandlerFunc{
		"an error": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a way to elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		},
	} {
		srv := httptest.NewServer(answer)
		if _, _, err := New(srv.URL).Stamp(t.Context(), []byte("one")); !errors.Is(err, ErrNoStamp) {
			t.Errorf("%s: %v", what, err)
		}
		srv.Close()
	}
	if _, _, err := New("http://127.0.0.1:1/").Stamp(t.Context(), []byte("one")); !errors.Is(err, ErrNoStamp) {
		t.Errorf("nobody there: %v", err)
	}
}
