package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"gongkai/internal/blob"
	"gongkai/internal/fault"
)

// failingFiles is a store of files in which one Put fails.
type failingFiles struct {
	fileStore
	left   int // how many Puts succeed before; below zero: all
	how    putFailure
	failed bool
}

// putFailure is how it fails.
type putFailure struct {
	errno syscall.Errno
	late  bool // the file is there, and whether it stays is not known
	want  error
}

var putFailures = []putFailure{{syscall.ENOSPC, false, blob.ErrFull}, {syscall.EIO, false, blob.ErrDisk}, {syscall.EIO, true, blob.ErrDisk}}

func (f *failingFiles) Put(ctx context.Context, b []byte) (blob.Digest, error) {
	f.left--
	if f.left != -1 {
		return f.fileStore.Put(ctx, b)
	}
	f.failed = true
	if f.how.late {
		if _, err := f.fileStore.Put(ctx, b); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("store blob: %w", blob.Refusal(&os.PathError{Op: "write", Path: "blob", Err: f.how.errno}))
}

// TestAFailingFileStoreLeavesNothingHalfDone: wherever the store of files fails, the act is refused in plain words and nothing of it is in
// the records; done again, it leads to the same records as without faults.
func TestAFailingFileStoreLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	var f *failingFiles
	d := newDoer(t, func(s fileStore) fileStore {
		f = &failingFiles{fileStore: s, left: -1}
		return f
	})
	undisturbed := newDoer(t, nil)
	faults := 0
	for _, deed := range deeds {
		before, _ := d.tables(t)
		for n, done := 0, false; !done && !t.Failed(); n++ {
			for _, how := range putFailures {
				f.left, f.how, f.failed = n, how, false
				err := deed.do(t.Context(), d)
				if done = !f.failed; done {
					if err != nil {
						t.Errorf("%s, in the end: %v", deed.what, err)
					}
					break
				}
				faults++
				if _, ok := fault.Of(err); !ok || !errors.Is(err, how.want) {
					t.Errorf("%s, file %d: %v; want %v", deed.what, n, err, how.want)
				}
				now, _ := d.tables(t)
				if changed := before.differs(now); changed != nil {
					t.Errorf("%s, file %d, %v: left something in %q", deed.what, n, how.errno, changed)
				}
			}
		}
		if err := deed.do(t.Context(), undisturbed); err != nil {
			t.Fatalf("%s, undisturbed: %v", deed.what, err)
		}
		_, now := d.tables(t)
		_, want := undisturbed.tables(t)
		if other := want.differs(now); other != nil {
			t.Errorf("%s: not as without faults in %q", deed.what, other)
		}
	}
	if want := 4 * len(putFailures); faults != want { // two pictures, an attachment, a file for the platform
		t.Errorf("%d faults, want %d", faults, want)
	}
	d.kept.sound(t)
	t.Logf("%d faults in %d acts: every end is fully old or fully new", faults, len(deeds))
}
