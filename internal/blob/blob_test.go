package blob

import (
	"errors"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"
)

func open(t *testing.T) *Dir {
	t.Helper()
	d, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPutNamesFileByContent(t *testing.T) {
	t.Parallel()
	d := open(t)
	digest, err := d.Put(t.Context(), []byte("濮阳"))
	if err != nil {
		t.Fatal(err)
	}
	if digest != Of([]byte("濮阳")) {
		t.Errorf("digest %s", digest)
	}
	got, err := d.Get(t.Context(), digest)
	if err != nil || string(got) != "濮阳" {
		t.Errorf("Get = %q, %v", got, err)
	}
	part, err := d.Range(t.Context(), digest, 3, 3)
	if err != nil || string(part) != "阳" {
		t.Errorf("Range = %q, %v", part, err)
	}
}

// TestPutWaitsForTheDiskEachTime: a name that is there already may not be on the disk yet; nor may the folder it is in.
func TestPutWaitsForTheDiskEachTime(t *testing.T) {
	t.Parallel()
	d := open(t)
	var synced []string
	var broken error
	d.sync = func(dir string) error {
		synced = append(synced, dir)
		return broken
	}
	b := []byte("濮阳")
	dir := d.path(Of(b))[:len(d.root)+3]
	for _, step := range []struct {
		what   string
		broken error
		want   []string
	}{
		{"the folder fails", syscall.EIO, []string{dir}},
		{"again", nil, []string{dir, d.root}},
		{"once more", nil, []string{dir}},
	} {
		synced, broken = nil, step.broken
		if _, err := d.Put(t.Context(), b); !errors.Is(err, step.broken) || err == nil != (step.broken == nil) {
			t.Errorf("%s: %v", step.what, err)
		}
		if !slices.Equal(synced, step.want) {
			t.Errorf("%s: waited for %q, want %q", step.what, synced, step.want)
		}
	}
}

// TestRefusalsHaveASentence: what a disk says is told to people in their words, and stays what it is.
func TestRefusalsHaveASentence(t *testing.T) {
	t.Parallel()
	for errno, want := range map[error]error{syscall.ENOSPC: ErrFull, syscall.EDQUOT: ErrFull, syscall.EIO: ErrDisk, syscall.EROFS: ErrDisk} {
		if err := Refusal(&os.PathError{Op: "write", Path: "x", Err: errno}); !errors.Is(err, want) || !errors.Is(err, errno) {
			t.Errorf("%v: %v", errno, err)
		}
	}
	if err := Refusal(os.ErrPermission); err != os.ErrPermission { //nolint:errorlint // the very same
		t.Errorf("another error: %v", err)
	}
}

func TestGetNoticesDamage(t *testing.T) {
	t.Parallel()
	d := open(t)
	digest, err := d.Put(t.Context(), []byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path(digest), []byte("after!"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Get(t.Context(), digest); !errors.Is(err, ErrDamaged) {
		t.Errorf("Get after damage: %v", err)
	}
}

func TestNamesAreNotPaths(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, name := range []Digest{"", "../../etc/passwd", "ab/../../x", "no"} {
		if _, err := d.Get(t.Context(), name); !errors.Is(err, ErrNotFound) {
			t.Errorf("Get(%q) = %v", name, err)
		}
	}
}

// TestRemoveLeavesWhatIsStoredAgain: a file goes only if nobody has stored it since, and once.
func TestRemoveLeavesWhatIsStoredAgain(t *testing.T) {
	t.Parallel()
	ctx, d := t.Context(), open(t)
	before := time.Now().Add(-time.Hour)
	put := func(text string, old bool) Digest {
		t.Helper()
		digest, err := d.Put(ctx, []byte(text))
		if err == nil && old {
			err = os.Chtimes(d.path(digest), before, before.Add(-time.Minute))
		}
		if err != nil {
			t.Fatal(err)
		}
		return digest
	}
	gone, again, fresh := put("gone", true), put("again", true), put("fresh", false)
	if old, err := d.Old(ctx, before); err != nil || len(old) != 2 || slices.Contains(old, fresh) {
		t.Errorf("old: %v, %v", old, err)
	}
	put("again", false)
	for _, x := range []struct {
		digest Digest
		want   bool
	}{{gone, true}, {gone, false}, {again, false}, {fresh, false}} {
		if got, err := d.Remove(ctx, x.digest, before); got != x.want || err != nil {
			t.Errorf("remove %.8s: %v, %v", x.digest, got, err)
		}
	}
	if _, err := d.Get(ctx, gone); !errors.Is(err, ErrNotFound) {
		t.Errorf("what was removed: %v", err)
	}
	if b, err := d.Get(ctx, again); err != nil || string(b) != "again" {
		t.Errorf("what was stored again: %q, %v", b, err)
	}
}
