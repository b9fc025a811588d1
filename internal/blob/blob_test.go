package blob

import (
	"errors"
	"os"
	"testing"
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
