package app

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/internal/backup"
	"gongkai/internal/store/storetest"
)

// writing are the kinds of calls by which a process changes what is on a disk.
var writing = []string{"write", "pwrite64", "fsync,fdatasync", "rename,renameat,renameat2", "ftruncate", "unlink,unlinkat", "mkdir,mkdirat", "openat"}

// failures are the ways in which such a call fails: the disk is broken, the disk is full, the process ends there.
var failures = []string{"error=EIO", "error=ENOSPC", "signal=SIGKILL"}

// failingCall is one call that fails.
type failingCall struct {
	calls, failure string
	when           int // the how-manieth call of a thread
}

func (f failingCall) String() string {
	return fmt.Sprintf("%s-%d-%s", strings.SplitN(f.calls, ",", 2)[0], f.when, f.failure[strings.Index(f.failure, "=")+1:])
}

// args are how strace makes it happen, and notes whether it did.
func (f failingCall) args(log string) []string {
	return []string{"-f", "-qq", "-o", log, "-e", "trace=" + f.calls, "-e", fmt.Sprintf("inject=%s:%s:when=%d", f.calls, f.failure, f.when)}
}

// faults calls fn with faults, later and later ones of each kind until one does not happen any more. A run in CI takes a part of them, which
// GONGKAI_FAULTS=all takes whole.
func faults(t *testing.T, every int, fn func(t *testing.T, f failingCall) (happened bool)) {
	t.Helper()
	if !storetest.Required("ptrace") {
		t.Skip("this takes minutes: GONGKAI_REQUIRE=ptrace asks for it")
	}
	if _, err := exec.LookPath("strace"); err != nil {
		storetest.Missing(t, "ptrace", err.Error())
	}
	if out, err := exec.CommandContext(t.Context(), "strace", "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		storetest.Missing(t, "ptrace", string(out))
	}
	n, done := 0, 0
	for _, calls := range writing {
		for _, failure := range failures {
			for a, b := 1, 2; a < 5000; a, b = b, a+b {
				if n++; n%every != 0 && os.Getenv("GONGKAI_FAULTS") != "all" {
					if a > 50 {
						break // whether it would still happen is not known
					}
					continue
				}
				if done++; !fn(t, failingCall{calls, failure, a}) || t.Failed() {
					break
				}
			}
		}
	}
	t.Logf("%d faults: every end is fully old or fully new", done)
}

// traced runs a command under a fault and reports its exit code, -1 for a signal, and whether the fault happened.
func traced(t *testing.T, f failingCall, args ...string) (code int, happened bool) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "strace")
	cmd := exec.CommandContext(t.Context(), "strace", append(append(f.args(log), gongkai(t)), args...)...)
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("strace: %v, %s", err, out)
	}
	trace, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), bytes.Contains(trace, []byte("INJECTED")) || bytes.Contains(trace, []byte("killed by SIGKILL"))
}

// sampled is how many faults a run in CI leaves out between two.
const sampled = 17

// TestFaultsWhileSavingAndRestoring: wherever a call of backup or restore fails, the file or the folder is there whole or not at all, and
// the source is as it was.
func TestFaultsWhileSavingAndRestoring(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	if err := s.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := keptBy(t, s.cfg)
	good := filepath.Join(t.TempDir(), "good.tar")
	want := d.save(t, good)
	t.Run("backup", func(t *testing.T) {
		dir := t.TempDir()
		faults(t, sampled, func(t *testing.T, f failingCall) bool {
			name := filepath.Join(dir, "new.tar")
			code, happened := traced(t, f, "backup", name, "--dir", s.cfg.Dir)
			a, err := backup.Open(t.Context(), name, quiet)
			switch {
			case err == nil && a.Hash != want.Hash, code == 0 && err != nil, err != nil && !errors.Is(err, os.ErrNotExist):
				t.Errorf("%s: exit %d, %v", f, code, err)
			case err == nil:
				if err := errors.Join(a.Close(), os.Remove(name)); err != nil {
					t.Error(err)
				}
			}
			if now := d.contents(t); now.Hash != want.Hash {
				t.Errorf("%s: the source has changed", f)
			}
			return happened
		})
	})
	t.Run("restore", func(t *testing.T) {
		faults(t, sampled, func(t *testing.T, f failingCall) bool {
			c := Default()
			c.Dir = filepath.Join(t.TempDir(), "target")
			code, happened := traced(t, f, "restore", good, "--dir", c.Dir)
			if _, err := os.Stat(c.Dir); err != nil {
				if code == 0 {
					t.Errorf("%s: exit 0 and nothing there", f)
				}
				return happened
			}
			if now := keptBy(t, c); now.contents(t).Hash != want.Hash {
				t.Errorf("%s: exit %d, and what is there is not what was saved", f, code)
			}
			return happened
		})
	})
	t.Run("restore into PostgreSQL", func(t *testing.T) {
		c := Default()
		c.Store.Postgres = storetest.PostgresURL(t)
		faults(t, 2*sampled, func(t *testing.T, f failingCall) bool {
			emptied(t, c.Store.Postgres)
			c.Dir = filepath.Join(t.TempDir(), "target")
			config := filepath.Join(t.TempDir(), "gongkai.toml")
			write(t, config, fmt.Appendf(nil, "dir = %q\n[store]\npostgres = %q\n", c.Dir, c.Store.Postgres))
			code, happened := traced(t, f, "restore", good, "--config", config)
			var out bytes.Buffer
			if code != 0 { // once more: refused if all of it is there, else there was nothing of it
				Run([]string{"restore", good, "--config", config}, &out, &out)
			}
			if now := keptBy(t, c); now.contents(t).Hash != want.Hash {
				t.Errorf("%s: exit %d, and what is there is not what was saved; %s", f, code, out.String())
			}
			return happened
		})
	})
}

// emptied makes a database as it was before anything came into it.
func emptied(t *testing.T, url string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestFaultsWhileMigrating: wherever a call of migrate fails, migrating once more leads to the same store as without.
func TestFaultsWhileMigrating(t *testing.T) {
	t.Parallel()
	old := filepath.Join(t.TempDir(), "old.tar")
	write(t, old, savedBy(t, "v0.1.0"))
	var want string
	faults(t, 2*sampled, func(t *testing.T, f failingCall) bool {
		d := restored(t, old, "")
		before, err := d.verify(t.Context(), quiet)
		if err != nil || !before.OK {
			t.Fatal(before, err)
		}
		_, happened := traced(t, f, "migrate", "--dir", d.cfg.Dir)
		if after, err := d.verify(t.Context(), quiet); err != nil || !after.OK {
			t.Errorf("%s: %+v, %v", f, after, err)
		}
		var out bytes.Buffer
		if code := Run([]string{"migrate", "--dir", d.cfg.Dir}, &out, &out); code != 0 {
			t.Errorf("%s: once more: %s", f, out.String())
		}
		after := d.contents(t)
		if want == "" {
			want = after.Hash
		}
		if after.Hash != want || after.Rows() < before.Rows {
			t.Errorf("%s: migrated to something else", f)
		}
		return happened
	})
}

// TestFaultsWhileServing: wherever a call of a server fails while it releases or imports, what it acknowledged is there, what it did not is
// there whole or not at all, and it goes on or starts again.
func TestFaultsWhileServing(t *testing.T) {
	s := visitDemo(t)
	saved := filepath.Join(t.TempDir(), "base.tar")
	keptBy(t, s.cfg).save(t, saved)
	c := newCrash(t, s, saved, "")
	c.broken = true
	n := 0
	faults(t, sampled, func(t *testing.T, f failingCall) bool {
		n++
		server := c.start(t)
		c.holds(t)
		log := filepath.Join(t.TempDir(), "strace")
		tracer := exec.CommandContext(t.Context(), "strace", append(f.args(log), "-p", fmt.Sprint(server.Process.Pid))...)
		if err := tracer.Start(); err != nil {
			t.Fatal(err)
		}
		awaitTracer(t, server.Process.Pid)
		if n%2 == 0 {
			c.writeOnce(t)
		} else {
			c.importOnce(t, n)
		}
		c.kill(t, server)
		_ = tracer.Wait() // its tracee is gone
		var out bytes.Buffer
		if code := Run([]string{"verify", "--config", c.config}, &out, &out); code != 0 {
			t.Errorf("%s: verify: %d, %s", f, code, out.String())
		}
		trace, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(trace, []byte("INJECTED")) || strings.Contains(f.failure, "KILL")
	})
	server := c.start(t)
	c.holds(t)
	c.kill(t, server)
}

// awaitTracer waits until a process is traced.
func awaitTracer(t *testing.T, pid int) {
	t.Helper()
	for limit := time.Now().Add(10 * time.Second); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte("TracerPid:\t0\n")) {
			return
		}
	}
	t.Fatal("strace does not take hold")
}

// writeOnce writes and releases one item. Whatever is answered is an answer.
func (c *crash) writeOnce(t *testing.T) {
	t.Helper()
	title, form := c.draft()
	status, to, err := c.post("学校", "/desk/items", form)
	if err != nil {
		c.unsure[form.Encode()] = true
		return
	}
	if status != http.StatusSeeOther {
		return // it says that it could not
	}
	c.drafts[title] = to
	if status, err = c.decide("学校负责人", to); err == nil && status == http.StatusSeeOther {
		c.public[strings.TrimPrefix(to, "/desk")] = true
	}
}

// importOnce imports a table.
func (c *crash) importOnce(t *testing.T, n int) {
	t.Helper()
	kind, body := c.table(t, 500_000+n)
	status, to, err := c.send("行政审批信息员", fmt.Sprintf("/desk/batches?key=fault-%d-%d", c.began, n), kind, body)
	if err == nil && status == http.StatusSeeOther {
		to, _, _ = strings.Cut(to, "?")
		c.batches[to] = false
	}
}

// savedBy is the backup of a store as a release made it.
func savedBy(t *testing.T, release string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "release", release+".tar"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
