package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/internal/blob"
	"gongkai/internal/upkeep"
)

// TestTheServerPractisesRestoring: a drill makes a backup, restores it and notes that it is equal; the page shows it, and what was
// missed at night is made up for.
func TestTheServerPractisesRestoring(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	runs := func() []upkeep.Run {
		t.Helper()
		list, err := s.app.DB.Runs(t.Context(), upkeep.Drill, 100)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	before := len(runs())
	left := filepath.Join(s.app.backupDir(), drillPrefix+"stopped")
	if err := os.MkdirAll(filepath.Join(left, "blobs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.app.drill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a stopped server left is still there")
	}
	list := runs()
	if len(list) != before+1 || list[0].State(s.clock.Now()) != upkeep.Well {
		t.Fatalf("%+v", list[0])
	}
	s.as(t, "系统管理员").get("/desk/system").shows("备份与恢复演练", "正常", "内容校验值", "现在演练一次")
	if u := s.as(t, "检查员").get("/desk/system").shows("备份与恢复演练"); strings.Contains(u.body, "现在演练一次") {
		t.Error("an inspector may start a drill")
	}
	if err := s.app.upkeep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(runs()) != before+1 {
		t.Error("practised again on the same day")
	}
	s.app.started = s.app.started.Add(-48 * time.Hour)
	s.app.now = func() time.Time { return s.clock.Now().Add(24 * time.Hour) }
	if err := s.app.upkeep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(runs()) != before+2 {
		t.Error("the next night was left out")
	}
}

// TestADrillThatFailsSaysWhy: a damaged file is found by the drill, told in a sentence, and no good backup is thrown away for it.
func TestADrillThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	digests, err := s.app.files.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d := digests[len(digests)/2]
	write(t, filepath.Join(blobDir(s.cfg.Dir), string(d[:2]), string(d)), []byte("damaged"))
	if err := s.app.drill(t.Context()); err == nil {
		t.Fatal("nothing was found")
	}
	list, err := s.app.DB.Runs(t.Context(), upkeep.Drill, 1)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if r := list[0]; r.State(s.clock.Now()) != upkeep.Failed || !strings.Contains(r.Problem, blob.ErrDamaged.Text) {
		t.Errorf("%+v", r)
	}
	s.as(t, "系统管理员").get("/desk/system").shows("未通过", blob.ErrDamaged.Text)
	if saved, err := filepath.Glob(filepath.Join(s.app.backupDir(), "*")); err != nil || len(saved) != 1 {
		t.Errorf("left %v, %v", saved, err)
	}
}

func TestOnlyTheNewestBackupsAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	names := []string{"gongkai-20261117T183000Z.tar", "gongkai-20261118T183000Z.tar", "gongkai-20261119T183000Z.tar", "mine.tar", "gongkai-old.tar"}
	for _, n := range names {
		write(t, filepath.Join(dir, n), nil)
	}
	if err := prune(dir, 2); err != nil {
		t.Fatal(err)
	}
	for i, n := range names {
		if _, err := os.Stat(filepath.Join(dir, n)); (err == nil) != (i > 0) {
			t.Errorf("%s: %v", n, err)
		}
	}
}
