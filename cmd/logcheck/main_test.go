package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/ledger"
	"gongkai/internal/ledger/ledgertest"
)

func signer(t *testing.T, seed byte) *ledger.Signer {
	t.Helper()
	s, err := ledger.NewSigner("jyj.example.gov.cn/ledger", bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hand writes a log as it is handed out, signed.
func hand(t *testing.T, dir string, s *ledger.Signer, leaves [][]byte, entries bool) {
	t.Helper()
	hashes := ledgertest.HashesOf(leaves)
	h := ledger.Head{Size: int64(len(leaves))}
	var err error
	if h.Root, err = tlog.TreeHash(h.Size, hashes); err != nil {
		t.Fatal(err)
	}
	note, err := s.Checkpoint(ledger.Release, h, time.Unix(1_800_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	c := ledger.Copied{Hashes: hashes}
	if entries {
		c.Leaves = func(from int64, n int) ([][]byte, error) { return leaves[from : from+int64(n)], nil }
	}
	if err := ledger.WriteCopy(dir, 0, h, c, note); err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out, problems bytes.Buffer
	code = run(args, &out, &problems)
	return code, out.String() + problems.String()
}

// TestEveryForgeryIsFoundFromOutside: whoever has a copy from before learns the first entry that is not what it was, though the forger has
// the key and has made everything anew; whoever has a checkpoint alone learns that it is not the same log. What only grew is no forgery.
func TestEveryForgeryIsFoundFromOutside(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(5, 2026))
	s := signer(t, 1)
	trials := ledgertest.Trials(250)
	for trial := range trials {
		dir := t.TempDir()
		size := 1 + rnd.IntN(600)
		known := 1 + rnd.IntN(size)
		leaves := ledgertest.Leaves(ledger.Release, 0, size)
		before, now, forged := filepath.Join(dir, "before"), filepath.Join(dir, "now"), filepath.Join(dir, "forged")
		hand(t, before, s, leaves[:known], false)
		hand(t, now, s, leaves, true)
		f := ledgertest.Forge(rnd, ledger.Release, leaves, known)
		hand(t, forged, s, f.Leaves, true)
		checkpoint := filepath.Join(before, "checkpoint")
		for _, old := range []string{before, checkpoint} {
			if code, said := check(t, "-key", s.PublicKey(), "-old", old, now); code != 0 {
				t.Fatalf("trial %d: %d entries, %d known: false alarm: %s", trial, size, known, said)
			}
		}
		want := fmt.Sprintf("第 %d 条起", f.First+1)
		if code, said := check(t, "-key", s.PublicKey(), "-old", before, forged); code != 1 || !strings.Contains(said, want) {
			t.Fatalf("trial %d: %d entries, %d known, %s: exit %d, %s; want %s", trial, size, known, f.What, code, said, want)
		}
		if code, said := check(t, "-key", s.PublicKey(), "-old", checkpoint, forged); code != 1 {
			t.Fatalf("trial %d: %d entries, %d known, %s, with the checkpoint alone: exit %d, %s", trial, size, known, f.What, code, said)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d forgeries found, each by its first entry; no false alarm", trials)
}

// TestWhatIsHandedOutMustFit: entries that are not the checkpoint's, another key, a checkpoint of another log, and what is missing.
func TestWhatIsHandedOutMustFit(t *testing.T) {
	t.Parallel()
	s := signer(t, 1)
	dir := t.TempDir()
	leaves := ledgertest.Leaves(ledger.Release, 0, 300)
	hand(t, dir, s, leaves, true)
	bundle := filepath.Join(dir, "tile", "entries", "001.p", "44")
	good, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	put := func(b []byte) {
		t.Helper()
		if err := os.WriteFile(bundle, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(what string, code int, text string, args ...string) {
		t.Helper()
		if got, said := check(t, args...); got != code || !strings.Contains(said, text) {
			t.Errorf("%s: exit %d, %s; want %d, %s", what, got, said, code, text)
		}
	}
	key := s.PublicKey()
	expect("as it is", 0, "共 300 条", "-key", key, dir)
	expect("without a key", 2, "没有公钥", dir)
	if err := os.WriteFile(filepath.Join(dir, "key"), []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect("with the key that comes with it", 0, "共 300 条", dir)
	expect("with another key", 1, "签名不对", "-key", signer(t, 2).PublicKey(), dir)
	expect("with nonsense for a key", 2, "公钥", "-key", "x", dir)
	put(append(bytes.Clone(good[:len(good)-1]), 'x'))
	expect("a changed entry", 1, "条目与签署的检查点不一致", dir)
	put(good[:len(good)-9])
	expect("half an entry", 1, "第 300 条不完整", dir)
	put(good)
	note, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "checkpoint"), bytes.Replace(note, []byte("\n300\n"), []byte("\n299\n"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	expect("another size", 1, "签名不对", dir)
	expect("nothing there", 2, "没有核对", filepath.Join(dir, "nowhere"))
	expect("nothing said", 2, "用法")
}

// TestLogIsCheckedOverHTTP reads tiles as a web server gives them.
func TestLogIsCheckedOverHTTP(t *testing.T) {
	t.Parallel()
	s := signer(t, 1)
	dir := t.TempDir()
	hand(t, dir, s, ledgertest.Leaves(ledger.Release, 0, 513), true)
	srv := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer srv.Close()
	if code, said := check(t, "-key", s.PublicKey(), srv.URL); code != 0 || !strings.Contains(said, "共 513 条") {
		t.Errorf("exit %d, %s", code, said)
	}
	if code, said := check(t, "-key", s.PublicKey(), srv.URL+"/nowhere"); code != 2 || !strings.Contains(said, "404") {
		t.Errorf("exit %d, %s", code, said)
	}
}

// TestVerifierSharesNoCode: it imports nothing but the standard library, and stays short enough to be read.
func TestVerifierSharesNoCode(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte("\n")); n > 300 {
		t.Errorf("the verifier has %d lines", n)
	}
	imports, _, _ := strings.Cut(string(b), "\n)")
	for line := range strings.SplitSeq(imports, "\n") {
		if strings.Contains(line, `"`) && strings.Contains(line, ".") || strings.Contains(line, `"gongkai`) {
			t.Errorf("the verifier imports %s", strings.TrimSpace(line))
		}
	}
}
