package secret

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func keys(t *testing.T) *Keys {
	t.Helper()
	k, err := New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealOpensOnlyUnchangedAndForItsPurpose(t *testing.T) {
	t.Parallel()
	k := keys(t)
	sealed := k.Seal([]byte("证件号码"), "licence")
	if got, err := k.Open(sealed, "licence"); err != nil || string(got) != "证件号码" {
		t.Fatalf("Open = %q, %v", got, err)
	}
	if _, err := k.Open(sealed, "score"); !errors.Is(err, ErrSealed) {
		t.Errorf("other purpose: %v", err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.Open(bad, "licence"); !errors.Is(err, ErrSealed) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	if _, err := k.Open(nil, "licence"); !errors.Is(err, ErrSealed) {
		t.Errorf("nothing: %v", err)
	}
}

func TestFingerprintSeparatesPurposes(t *testing.T) {
	t.Parallel()
	k := keys(t)
	if keys(t).Fingerprint("a", "x") != k.Fingerprint("a", "x") || k.Fingerprint("a", "x") == k.Fingerprint("a", "y") {
		t.Error("fingerprint must depend on text and purpose alone")
	}
}

func TestKeyFileIsMadeOnceAndPrivate(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "data.key")
	first, err := LoadOrCreate(name)
	if err != nil {
		t.Fatal(err)
	}
	second, err := LoadOrCreate(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Open(first.Seal([]byte("x"), "p"), "p"); err != nil {
		t.Errorf("second load has another key: %v", err)
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
