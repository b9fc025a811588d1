// Package secret is the one place where data is encrypted, and where the keys live: sealed values for personal data at
// rest, keyed fingerprints for looking sealed values up, and the key that signs the ledger's checkpoints.
//
// Keys are read from a file beside the data folder, never inside it, so that a copy of the data is useless alone.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai/internal/fault"
)

// ErrSealed reports a value that cannot be opened: a wrong key, or bytes changed since it was sealed.
var ErrSealed = fault.New(fault.Unavailable, "sealed", "数据无法解密：密钥不对，或数据已被改动。请联系系统管理员。")

// version is the first byte of every sealed value; another profile or key will have another.
const version = 1

// Keys derive everything from one 32-byte root. They are safe for concurrent use.
type Keys struct {
	root []byte
	aead cipher.AEAD
	mac  []byte
}

// New returns the keys of a root of 32 bytes.
func New(root []byte) (*Keys, error) {
	if len(root) != 32 {
		return nil, fmt.Errorf("root key has %d bytes, want 32", len(root))
	}
	k := &Keys{root: root}
	block, err := aes.NewCipher(k.derive("seal"))
	if err != nil {
		return nil, err
	}
	if k.aead, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	k.mac = k.derive("fingerprint")
	return k, nil
}

// LoadOrCreate reads the root key from a file, or makes one there, readable by its owner alone.
func LoadOrCreate(name string) (*Keys, error) {
	k, err := Load(name)
	if errors.Is(err, fs.ErrNotExist) {
		return create(name)
	}
	return k, err
}

// Load reads the root key from a file. It returns fs.ErrNotExist if there is none.
func Load(name string) (*Keys, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	root, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, fmt.Errorf("read key file %s: not hex", filepath.Base(name))
	}
	return New(root)
}

func create(name string) (*Keys, error) {
	root := make([]byte, 32)
	_, _ = rand.Read(root)                                        // never fails: crypto/rand ends the process instead
	f, err := os.CreateTemp(filepath.Dir(name), ".gongkai-key-*") // nobody but its owner reads it
	if err != nil {
		return nil, fmt.Errorf("create key file: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // it has its name by then, or is not wanted
	_, err = f.WriteString(hex.EncodeToString(root) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write key file: %w", err)
	}
	if err := os.Link(f.Name(), name); err != nil { // whole or not at all, and never over another
		return nil, fmt.Errorf("write key file: %w", err)
	}
	return New(root)
}

// Seal encrypts plain. The purpose is bound to the result: Open needs the same.
func (k *Keys) Seal(plain []byte, purpose string) []byte {
	out := make([]byte, 1+k.aead.NonceSize(), 1+k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	out[0] = version
	_, _ = rand.Read(out[1:]) // never fails, see create
	return k.aead.Seal(out, out[1:], plain, []byte(purpose))
}

// Open decrypts what Seal returned, or returns ErrSealed.
func (k *Keys) Open(sealed []byte, purpose string) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(sealed) < 1+n || sealed[0] != version {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrSealed)
	}
	plain, err := k.aead.Open(nil, sealed[1:1+n], sealed[1+n:], []byte(purpose))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrSealed)
	}
	return plain, nil
}

// Fingerprint is a keyed digest: equal for equal text, and useless to whoever lacks the key.
func (k *Keys) Fingerprint(text, purpose string) string {
	h := hmac.New(sha256.New, k.mac)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// Seed returns 32 bytes for a key of another kind, such as the one that signs checkpoints.
func (k *Keys) Seed(purpose string) []byte { return k.derive("seed " + purpose) }

func (k *Keys) derive(purpose string) []byte {
	b, err := hkdf.Key(sha256.New, k.root, nil, "gongkai "+purpose, 32)
	if err != nil {
		panic(err) // only for lengths that SHA-256 cannot give; 32 is none
	}
	return b
}
