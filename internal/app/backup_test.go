package app

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/internal/backup"
	"gongkai/internal/blob"
	"gongkai/internal/secret"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

func quiet(string, int64, int64) {}

// keptBy is what a site keeps, as the commands open it.
func keptBy(t *testing.T, c Config) *data {
	t.Helper()
	d, err := openData(t.Context(), c, storeConfig(c), false)
	if err != nil {
		t.Fatal(err)
	}
	if d.keys, err = secret.Load(keyFile(c.Dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *data) save(t *testing.T, name string) *backup.Manifest {
	t.Helper()
	m, err := backup.Write(t.Context(), name, d.source(), time.Now(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// restored is a store made from a backup; postgres is "" for SQLite.
func restored(t *testing.T, name, postgres string) *data {
	t.Helper()
	a, err := backup.Open(t.Context(), name, quiet)
	if err != nil {
		t.Fatal(err)
	}
	c := Default()
	c.Dir, c.Store.Postgres = filepath.Join(t.TempDir(), "restored"), postgres
	if err := os.Mkdir(c.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(restoreInto(t.Context(), c, a, quiet), a.Close()); err != nil {
		t.Fatal(err)
	}
	return keptBy(t, c)
}

func (d *data) contents(t *testing.T) (m *backup.Manifest) {
	t.Helper()
	if err := d.db.Snapshot(t.Context(), func(s *store.Snapshot) (err error) {
		m, err = backup.Describe(t.Context(), s, d.files, quiet)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return m
}

func (d *data) sound(t *testing.T) {
	t.Helper()
	got, err := d.verify(t.Context(), quiet)
	if err != nil || !got.OK {
		t.Errorf("verify: %+v, %v", got, err)
	}
}

// TestBackupUnderLoadRestoresEqual saves a store while people write, and brings it back on the same engine, on the other, and from that
// one again: every table and every file is the same each time.
func TestBackupUnderLoadRestoresEqual(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "科室信息员")
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			u.post("/desk/items", url.Values{"key": {fmt.Sprint("load", i)}, "title": {fmt.Sprint("备份期间写的第", i, "篇")}, "column": {"3"}})
		}
	})
	d := keptBy(t, s.cfg)
	first := filepath.Join(t.TempDir(), "first.tar")
	want := d.save(t, first)
	later := d.save(t, filepath.Join(t.TempDir(), "later.tar"))
	stop()
	writing.Wait()
	if now := d.contents(t); now.Hash == want.Hash || later.Rows() < want.Rows() {
		t.Error("nobody wrote meanwhile")
	}
	lite := restored(t, first, "")
	if got := lite.contents(t); got.Hash != want.Hash {
		t.Errorf("SQLite holds %s, saved was %s", got.Hash, want.Hash)
	}
	lite.sound(t)
	t.Run("postgres", func(t *testing.T) {
		pg := restored(t, first, storetest.PostgresURL(t))
		pg.sound(t)
		second := filepath.Join(t.TempDir(), "second.tar")
		if m := pg.save(t, second); m.Hash != want.Hash {
			t.Errorf("PostgreSQL holds %s, saved was %s", m.Hash, want.Hash)
		}
		if got := restored(t, second, "").contents(t); got.Hash != want.Hash {
			t.Errorf("SQLite from PostgreSQL holds %s, saved was %s", got.Hash, want.Hash)
		}
	})
}

// TestOneWrongBitIsRefused: a backup with any bit changed, anything cut off or added, is refused, and the target is not touched.
func TestOneWrongBitIsRefused(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	name := filepath.Join(t.TempDir(), "good.tar")
	keptBy(t, s.cfg).save(t, name)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	type change struct {
		what string
		b    []byte
	}
	flip := func(at int, bit byte) change {
		b := bytes.Clone(good)
		b[at] ^= 1 << bit
		return change{fmt.Sprintf("bit %d of byte %d of %d", bit, at, len(good)), b}
	}
	changes := []change{
		{"nothing", nil},
		{"its half", good[:len(good)/2]},
		{"without its last byte", good[:len(good)-1]},
		{"a byte more", append(bytes.Clone(good), 0)},
		{"a block more", append(bytes.Clone(good), make([]byte, 512)...)},
		{"some text", []byte("gongkai")},
		flip(0, 0), flip(len(good)-1, 7), flip(len(good)-1024-512, 0),
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		changes = append(changes, flip(rnd.IntN(len(good)), byte(rnd.IntN(8))))
	}
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.tar")
	for _, c := range changes {
		write(t, bad, c.b)
		var out, problems bytes.Buffer
		if code := Run([]string{"restore", bad, "--dir", filepath.Join(dir, "target")}, &out, &problems); code != 2 || !strings.Contains(problems.String(), backup.ErrDamaged.Text) {
			t.Errorf("%s: exit %d, %s", c.what, code, problems.String())
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Fatalf("%s: left %v, %v", c.what, left, err)
		}
	}
}

// TestRestoreTouchesNothingThatIsThere: what is not empty is left as it is, and what fails on the way leaves nothing.
func TestRestoreTouchesNothingThatIsThere(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	d := keptBy(t, s.cfg)
	dir := t.TempDir()
	name := filepath.Join(dir, "good.tar")
	before := d.save(t, name)
	var out, problems bytes.Buffer
	if code := Run([]string{"restore", name, "--dir", s.cfg.Dir}, &out, &problems); code != 1 || !strings.Contains(problems.String(), "已有内容") {
		t.Errorf("over what is there: exit %d, %s", code, problems.String())
	}
	if now := d.contents(t); now.Hash != before.Hash {
		t.Error("what was there has changed")
	}
	a, err := backup.Open(t.Context(), name, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.Restore(t.Context(), d.db, d.files, quiet); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("into a store with records: %v", err)
	}
	empty := Default()
	empty.Dir = filepath.Join(dir, "empty")
	other, err := blob.Open(blobDir(empty.Dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Put(t.Context(), []byte("somebody else's")); err != nil {
		t.Fatal(err)
	}
	if err := a.Restore(t.Context(), keptBy(t, empty).db, other, quiet); !errors.Is(err, backup.ErrOtherFiles) {
		t.Errorf("among other files: %v", err)
	}
	a.Hash = strings.Repeat("0", 64) // whatever is read will not be that
	target := Default()
	target.Dir = filepath.Join(dir, "target")
	if err := restoreBeside(t.Context(), target, a, quiet); !errors.Is(err, backup.ErrDiffers) {
		t.Errorf("what is not as listed: %v", err)
	}
	a.Schema = 999
	if err := restoreBeside(t.Context(), target, a, quiet); !errors.Is(err, store.ErrNewer) {
		t.Errorf("of a later release: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*target*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestVerifyNamesWhatIsWrong changes what is kept behind the product's back: each change is found and named.
func TestVerifyNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	article := int64(s.result.Samples.Article)
	for _, c := range []struct{ name, change, want string }{
		{"the time of a release", `UPDATE item SET released = released - 86400000 WHERE id = ?`, "发布时间与登记的不一致"},
		{"its day", `UPDATE item SET released_on = '2019-01-01' WHERE id = ?`, "发布日期与登记的不一致"},
		{"the time of a version", `UPDATE item_version SET released = released - 1 WHERE item = ? AND released > 0`, "发布时间与登记的不一致"},
		{"a word", `UPDATE item_version SET version = replace(version, '教育', '教学') WHERE item = ? AND released > 0`, "摘要不符"},
		{"a word and its digest", `UPDATE item_version SET digest = 'x' || substr(digest, 2) WHERE item = ? AND released > 0`, "摘要不符"},
		{"another version is shown", `UPDATE item SET public_no = 0, state = 'draft' WHERE id = ?`, "已经看不到"},
		{"a version is gone", `DELETE FROM item_version WHERE item = ?`, "已不存在"},
		{"the item is gone", `DELETE FROM item WHERE id = ?`, "记录已不存在"},
		{"a withdrawn item comes back", `UPDATE item SET state = 'released', public_no = version_no, withdrawal = '' WHERE id = (SELECT MIN(id) FROM item WHERE state = 'withdrawn' AND ? > 0)`, "仍在公开"},
		{"never released", `UPDATE item SET state = 'released', public_no = version_no, released = 1, index_no = 'x', entry = 3 WHERE id = (SELECT MIN(id) FROM item WHERE state = 'draft' AND released = 0 AND ? > 0)`, "没有它的记录"},
		{"an entry's place in the index", `UPDATE ledger_entry SET at = at - 1000 WHERE log = 'release' AND idx = (SELECT entry FROM item WHERE id = ?)`, "公开登记簿：第"},
		{"an act is cut off", `DELETE FROM ledger_entry WHERE log = 'act' AND idx = (SELECT MAX(idx) FROM ledger_entry WHERE log = 'act') AND ? > 0`, "办理登记簿：第"},
		{"a day of a request is forged", `DROP TRIGGER request_step_stays; UPDATE request_step SET on_date = '2026-10-01' WHERE request = 9 AND no = 2 AND ? > 0`, "经过与办理登记簿的摘要不符"},
		{"a step of a request is gone", `DROP TRIGGER request_step_is_kept; DELETE FROM request_step WHERE request = 9 AND no = 9 AND ? > 0`, "经过与办理登记簿的摘要不符"},
		{"an outcome is changed", `UPDATE request SET outcome = 'granted' WHERE id = 2 AND ? > 0`, "与经过推算的不一致"},
		{"a request is gone", `DELETE FROM request_file WHERE request = 21; DROP TRIGGER request_step_is_kept; DELETE FROM request_step WHERE request = 21; DELETE FROM request WHERE id = 21 AND ? > 0`, "申请已不存在"},
		{"a step without its item", `INSERT INTO item_link (item, target) VALUES (?, 987654321)`, "不存在的记录"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			d := copied(t, s.cfg)
			db, err := sql.Open("sqlite", filepath.Join(d.cfg.Dir, "gongkai.db"))
			if err != nil {
				t.Fatal(err)
			}
			res, err := db.ExecContext(t.Context(), c.change, article)
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				t.Fatalf("%d rows changed, %v", n, err)
			}
			d.finds(t, c.want)
		})
	}
	d := copied(t, s.cfg)
	digests, err := d.files.All(t.Context())
	if err != nil || len(digests) < 2 {
		t.Fatal(digests, err)
	}
	file := func(d blob.Digest) string { return filepath.Join(string(d[:2]), string(d)) }
	at := filepath.Join(blobDir(d.cfg.Dir), file(digests[0]))
	b, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	write(t, at, b)
	d.finds(t, "文件 "+string(digests[0])+" 已损坏")
	if err := os.Remove(at); err != nil {
		t.Fatal(err)
	}
	d.finds(t, "文件 "+string(digests[0])+" 不见了")
}

// copied is a copy of a site's data, as a backup brings it.
func copied(t *testing.T, c Config) *data {
	t.Helper()
	name := filepath.Join(t.TempDir(), "copy.tar")
	keptBy(t, c).save(t, name)
	return restored(t, name, "")
}

func (d *data) finds(t *testing.T, want string) {
	t.Helper()
	got, err := d.verify(t.Context(), quiet)
	if err != nil || got.OK || !strings.Contains(strings.Join(got.Findings, "\n"), want) {
		t.Errorf("found %q, %v; want %q", got.Findings, err, want)
	}
}
