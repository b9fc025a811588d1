package app

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongkai/internal/blob"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

// TestAFullDiskStopsWritingOnly fills the disk under a running server: what is there can be read, what is written is refused in plain words
// and nothing of it stays, and as soon as there is room again the same server takes it.
func TestAFullDiskStopsWritingOnly(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=48m"); err != nil {
		storetest.Missing(t, "tmpfs", err.Error())
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s := visitDemo(t)
	saved := filepath.Join(t.TempDir(), "base.tar")
	keptBy(t, s.cfg).save(t, saved)
	c := newCrashIn(t, disk, s, saved, "")
	c.broken = true
	server := c.start(t)
	c.writeOnce(t)
	if len(c.drafts) != 1 {
		t.Fatal("nothing is taken on an empty disk")
	}
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	_, form := c.draft()
	for range 3 {
		status, body := c.refused(t, form.Encode())
		if status != http.StatusServiceUnavailable || !strings.Contains(body, store.ErrFull.Text) && !strings.Contains(body, blob.ErrFull.Text) {
			t.Errorf("on a full disk: %d, %.300s", status, body)
		}
	}
	for _, page := range []string{"/", "/open", "/columns/news", "/search?q=教育", "/healthz", "/readyz", "/desk/", "/desk/items"} {
		if status, _, err := c.get("学校", page); err != nil || status != http.StatusOK {
			t.Errorf("%s on a full disk: %d, %v", page, status, err)
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	status, to, err := 0, "", error(nil)
	for limit := time.Now().Add(5 * time.Second); status != http.StatusSeeOther && time.Now().Before(limit); time.Sleep(100 * time.Millisecond) {
		status, to, err = c.post("学校", "/desk/items", form)
	}
	if err != nil || status != http.StatusSeeOther || to == "" {
		t.Errorf("five seconds after there is room: %d, %v", status, err)
	}
	c.holds(t)
	c.kill(t, server)
	keptBy(t, c.cfg).sound(t)
}

// refused posts a draft and reads what is answered.
func (c *crash) refused(t *testing.T, form string) (status int, body string) {
	t.Helper()
	resp, err := c.people["学校"].Post(c.base+"/desk/items", "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// fill takes all that a disk has left.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1 << 20, 1 << 12, 1} {
		for err == nil {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		err = nil
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
