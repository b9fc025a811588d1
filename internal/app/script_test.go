package app

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gongkai/internal/ledger"
)

// isScriptCommand reports whether this process was started by a script as the gongkai command.
func isScriptCommand() bool {
	return strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "gongkai"
}

func TestCommands(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(exe, filepath.Join(bin, "gongkai")); err != nil {
		t.Fatal(err)
	}
	files := scriptFiles(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("FILES", files)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "until": until},
	})
}

// exits runs a command that must end with a code: exits 2 gongkai due.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// until waits for a text in a file that a command in the background writes: until FILE TEXT.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until FILE TEXT")
	}
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
		if b, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && bytes.Contains(b, []byte(args[1])) {
			return
		}
	}
	ts.Fatalf("%s never says %s", args[0], args[1])
}

// scriptFiles is a folder of what scripts read and cannot make: a demo's data (demo), the same data with one entry of
// the public log changed behind its back (tampered), checkpoints of the log, and the sample tables.
func scriptFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s := visitDemo(t)
	for _, x := range s.samples {
		write(t, filepath.Join(dir, x.Name), x.Body)
	}
	h, err := s.app.DB.Head(t.Context(), ledger.Release)
	if err != nil {
		t.Fatal(err)
	}
	rewritten, longer := h, h
	rewritten.Root[0] ^= 1
	longer.Size++
	for name, h := range map[string]ledger.Head{"checkpoint.txt": h, "rewritten.txt": rewritten, "longer.txt": longer} {
		b, err := s.app.Signer.Checkpoint(ledger.Release, h, s.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), b)
		if name == "checkpoint.txt" {
			write(t, filepath.Join(dir, "unsigned.txt"), bytes.Replace(b, []byte("\n"), []byte("x\n"), 1))
		}
	}
	if err := s.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"demo", "tampered"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(s.cfg.Dir)); err != nil {
			t.Fatal(err)
		}
		key, err := os.ReadFile(keyFile(s.cfg.Dir))
		if err != nil {
			t.Fatal(err)
		}
		write(t, keyFile(filepath.Join(dir, name)), key)
	}
	backdate(t, filepath.Join(dir, "tampered", "gongkai.db"))
	return dir
}

// backdate gives the tenth publication another day, as an intruder with the database would.
func backdate(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	res, err := db.ExecContext(t.Context(), `UPDATE ledger_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '"at":"2020-', '"at":"2019-') AS BLOB)
		WHERE log = 'release' AND idx = 9 AND CAST(leaf AS TEXT) LIKE '%"at":"2020-%'`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d entries changed, %v", n, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSampleIsDocumented keeps the sample in docs true.
func TestSampleIsDocumented(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/config.sample.toml")
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != Sample() {
		t.Error("docs/config.sample.toml is stale: write it with gongkai config sample")
	}
}
