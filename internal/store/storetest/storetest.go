// Package storetest is the contract that the store keeps on both engines: the same suite runs on an SQLite file and on a
// real PostgreSQL.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver, to make databases

	"gongkai/internal/secret"
	"gongkai/internal/store"
)

// Required reports whether a part of the environment must be there: a test that misses it then fails instead of skipping.
func Required(name string) bool {
	for part := range strings.SplitSeq(os.Getenv("GONGKAI_REQUIRE"), ",") {
		if strings.TrimSpace(part) == name {
			return true
		}
	}
	return false
}

// Missing fails a test that misses something required, and skips it otherwise.
func Missing(t testing.TB, name, why string) {
	t.Helper()
	if Required(name) {
		t.Fatalf("%s is required and missing: %s", name, why)
	}
	t.Skipf("%s is not here: %s", name, why)
}

// Keys returns keys for tests.
func Keys(t testing.TB) *secret.Keys {
	t.Helper()
	k, err := secret.New([]byte("test key of exactly 32 bytes ..."))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// SQLite opens a fresh store in a file.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, store.Config{File: filepath.Join(t.TempDir(), "test.db")})
}

func open(t testing.TB, c store.Config) *store.DB {
	t.Helper()
	ctx := context.Background() // outlives the test's own, which ends before cleanup
	db, err := store.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return db
}

// Postgres opens a fresh store in a database of its own; the server is started once for the test binary.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	return open(t, store.Config{Postgres: PostgresURL(t)})
}

var server struct {
	sync.Mutex
	dir, socket string
	err         error
	started     bool
	databases   int
}

// PostgresURL returns the URL of a fresh, empty database.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server.Lock()
	defer server.Unlock()
	if !server.started {
		server.started = true
		server.err = start()
	}
	if server.err != nil {
		Missing(t, "postgres", server.err.Error())
	}
	server.databases++
	name := fmt.Sprintf("test%d", server.databases)
	db, err := sql.Open("pgx", urlOf("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("CREATE DATABASE " + name)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return urlOf(name)
}

func urlOf(name string) string {
	return "host=" + server.socket + " user=postgres dbname=" + name + " sslmode=disable"
}

// Stop ends the server; TestMain calls it.
func Stop() {
	server.Lock()
	defer server.Unlock()
	if server.dir == "" {
		return
	}
	cmd := asPostgres(binary("pg_ctl"), "-D", filepath.Join(server.dir, "data"), "-m", "immediate", "stop")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "stop postgres: %v\n%s", err, out)
	}
	if err := os.RemoveAll(server.dir); err != nil {
		fmt.Fprintf(os.Stderr, "remove postgres: %v\n", err)
	}
}

// binary finds a program of Debian's postgresql, newest version first.
func binary(name string) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // the pattern is right
	if len(found) > 0 {
		return found[len(found)-1]
	}
	return name
}

// start makes a cluster under a folder of its own, reached by a socket in it alone.
func start() error {
	if _, err := exec.LookPath(binary("initdb")); err != nil {
		return fmt.Errorf("find initdb: %w", err)
	}
	dir, err := os.MkdirTemp("", "gongkai-pg-")
	if err != nil {
		return err
	}
	server.dir, server.socket = dir, dir
	if os.Geteuid() == 0 { // PostgreSQL does not run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			return fmt.Errorf("find user postgres: %w", err)
		}
		uid, _ := strconv.Atoi(u.Uid) // a number on every system this runs on
		if err := os.Chown(dir, uid, -1); err != nil {
			return err
		}
	}
	data := filepath.Join(dir, "data")
	if out, err := asPostgres(binary("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	options := "-c listen_addresses='' -c unix_socket_directories=" + dir + " -c fsync=off -c max_connections=200"
	if out, err := asPostgres(binary("pg_ctl"), "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start").CombinedOutput(); err != nil {
		return fmt.Errorf("pg_ctl start: %w\n%s", err, out)
	}
	return nil
}

func asPostgres(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = server.dir
	cmd.WaitDelay = 5 * time.Second
	if os.Geteuid() == 0 {
		if u, err := user.Lookup("postgres"); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
	}
	return cmd
}
