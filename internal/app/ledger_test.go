package app

import (
	"bytes"
	"database/sql"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/ledger"
	"gongkai/internal/ledger/ledgertest"
	"gongkai/internal/upkeep"
)

// logcheck builds the verifier that shares no code with the product.
func logcheck(t *testing.T) (run func(args ...string) (code int, said string)) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "logcheck")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "gongkai/cmd/logcheck").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return func(args ...string) (int, string) {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), bin, args...).CombinedOutput()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return exit.ExitCode(), string(out)
		}
		if err != nil {
			t.Fatal(err)
		}
		return 0, string(out)
	}
}

// TestThePublicLogIsCheckedFromOutside: a stranger reads the log over HTTP, and later compares it with what was kept of it.
func TestThePublicLogIsCheckedFromOutside(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	check := logcheck(t)
	outside := filepath.Join(t.TempDir(), "外存")
	for _, log := range ledger.Logs {
		if _, err := s.app.copyLog(t.Context(), outside, log, s.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	key := s.app.Signer.PublicKey()
	kept := filepath.Join(outside, "release")
	if code, said := check("-key", key, "-old", kept, s.url+"/log"); code != 0 || !strings.Contains(said, "与留存的检查点") {
		t.Errorf("over HTTP: exit %d, %s", code, said)
	}
	if code, said := check("-key", key, kept); code != 0 {
		t.Errorf("the copy itself: exit %d, %s", code, said)
	}
	if _, err := os.Stat(filepath.Join(outside, "act", "tile", "entries")); err == nil {
		t.Error("entries of the log of acts left the house")
	}
	for path, want := range map[string]int{
		"/log/tile/0/000.p/178": http.StatusOK, "/log/tile/entries/000.p/1": http.StatusOK, "/log/tile/0/000": http.StatusNotFound, "/log/tile/0/000.p/179": http.StatusNotFound,
		"/log/tile/entries/001": http.StatusNotFound, "/log/tile/0/0": http.StatusNotFound, "/log/tile/8/0/000": http.StatusNotFound, "/log/tile/": http.StatusNotFound, "/log/tile/0/000.p/0": http.StatusNotFound,
	} {
		if status, _ := s.get(t, path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}

	// Somebody with the database and the key back-dates a release and makes every hash anew.
	rewrite(t, filepath.Join(s.cfg.Dir, "gongkai.db"), 9)
	if code, said := check("-key", key, "-old", kept, s.url+"/log"); code != 1 || !strings.Contains(said, "第 10 条起与登记时不一致") {
		t.Errorf("rewritten: exit %d, %s", code, said)
	}
	if code, said := check("-key", key, s.url+"/log"); code != 0 {
		t.Errorf("rewritten, without anything from before: exit %d, %s", code, said) // that is why something must leave the house
	}
	var out bytes.Buffer
	for name, want := range map[string]string{outside: "第 10 条起", kept: "第 10 条起", filepath.Join(kept, "checkpoint"): "不是同一本"} {
		out.Reset()
		if code := Run([]string{"ledger", "verify", "--dir", s.cfg.Dir, "--checkpoint", name}, &out, &out); code != 1 || !strings.Contains(out.String(), want) {
			t.Errorf("ledger verify --checkpoint %s: exit %d, %s", name, code, out.String())
		}
	}
	// The server finds it by itself the next night, and adds nothing to what is outside.
	s.app.Config.Ledger.Outside = outside
	if err := s.app.sendCheckpoints(t.Context()); !errors.Is(err, ledger.ErrTampered) {
		t.Errorf("the next night: %v", err)
	}
	runs, err := s.app.DB.Runs(t.Context(), upkeep.Checkpoint, 1)
	if err != nil || !strings.Contains(runs[0].Problem, "公开登记簿第 10 条起与外存的检查点不符") {
		t.Errorf("noted %+v, %v", runs, err)
	}
}

// rewrite gives an entry of the public log another time, and makes every hash anew, as a careful intruder would.
func rewrite(t *testing.T, file string, index int) {
	t.Helper()
	ctx := t.Context()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(ctx, `SELECT leaf FROM ledger_entry WHERE log = 'release' ORDER BY idx`)
	if err != nil {
		t.Fatal(err)
	}
	var leaves [][]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, b)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	e, err := ledger.ParseLeaf(ledger.Release, leaves[index])
	if err != nil {
		t.Fatal(err)
	}
	e.At = e.At.AddDate(0, -1, 0)
	leaves[index] = e.Leaf()
	if _, err := db.ExecContext(ctx, `UPDATE ledger_entry SET leaf = ?, at = ? WHERE log = 'release' AND idx = ?`, leaves[index], e.At.UnixMilli(), index); err != nil {
		t.Fatal(err)
	}
	for i, h := range ledgertest.HashesOf(leaves) {
		if _, err := db.ExecContext(ctx, `UPDATE ledger_hash SET hash = ? WHERE log = 'release' AND idx = ?`, h[:], i); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCheckpointsLeaveTheHouse: each night what is new is added outside; a time stamping service that fails is told of.
func TestCheckpointsLeaveTheHouse(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	a := s.app
	a.Config.Ledger.Outside = filepath.Join(t.TempDir(), "outside")
	if err := a.sendCheckpoints(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, first, err := a.Signer.ReadCopy(filepath.Join(a.Config.Ledger.Outside, "act"))
	if err != nil {
		t.Fatal(err)
	}
	s.as(t, "科室信息员").post("/desk/items", map[string][]string{"key": {"outside"}, "title": {"检查点之后的稿件"}, "column": {"3"}})
	if err := a.sendCheckpoints(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, second, err := a.Signer.ReadCopy(filepath.Join(a.Config.Ledger.Outside, "act"))
	if err != nil || second.Size <= first.Size || second.Leaves[first.Size-1] != first.Leaves[first.Size-1] {
		t.Errorf("%d entries, then %d, %v", first.Size, second.Size, err)
	}
	admin := s.as(t, "系统管理员")
	admin.get("/desk/system").shows("检查点外存", "公开登记簿 178 条")
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	a.Config.Ledger.TSA = down.URL
	if err := a.sendCheckpoints(t.Context()); err == nil {
		t.Error("nobody answers, and all is well")
	}
	admin.get("/desk/system").shows("时间戳服务没有给出有效的时间戳。")
	// A copy that was damaged outside is not gone on with.
	tile := filepath.Join(a.Config.Ledger.Outside, "release", "tile", "0", "000.p", "178")
	b, err := os.ReadFile(tile)
	if err != nil {
		t.Fatal(err)
	}
	b[40] ^= 1
	write(t, tile, b)
	if err := a.sendCheckpoints(t.Context()); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("a damaged copy: %v", err)
	}
}
