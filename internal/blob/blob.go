// Package blob keeps files by their content: what is stored is named by the SHA-256 of its bytes, never changes, and is removed when nothing
// names it any more.
//
// It does not know what the bytes mean and does not encrypt them; callers seal personal data with package secret first.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"gongkai/internal/fault"
)

// Digest is the SHA-256 of a stored file in lower-case hex, 64 characters.
type Digest string

// ErrNotFound reports a file that is not in the store.
var ErrNotFound = fault.New(fault.NotFound, "blob-not-found", "文件不存在或已撤下。")

// ErrDamaged reports a file whose bytes no longer give its name.
var ErrDamaged = fault.New(fault.Unavailable, "blob-damaged", "文件已损坏，请联系系统管理员从备份恢复。")

// ErrFull reports a disk that takes no more.
var ErrFull = fault.New(fault.Unavailable, "blob-full", "服务器磁盘空间不足，文件没有保存。请稍后再试，或联系系统管理员。")

// ErrDisk reports a disk that does not take what it should.
var ErrDisk = fault.New(fault.Unavailable, "blob-disk-error", "服务器磁盘读写出错，文件没有保存。请联系系统管理员。")

// Of returns the digest of b.
func Of(b []byte) Digest {
	sum := sha256.Sum256(b)
	return Digest(hex.EncodeToString(sum[:]))
}

// Dir is a store in one folder. It is safe for concurrent use.
type Dir struct {
	root  string
	sync  func(dir string) error // SyncDir
	known sync.Map               // folders below root whose own names are on the disk
	going sync.RWMutex           // held alone while a file is removed
}

// Open returns the store in root, creating the folder if needed.
func Open(root string) (*Dir, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	return &Dir{root: root, sync: SyncDir}, nil
}

// Put stores b and returns its digest. The file is under its name and on the disk when Put returns, so the database row
// that mentions it may be committed. Storing the same bytes again writes nothing. It returns ErrFull or ErrDisk for what the disk refuses.
func (d *Dir) Put(ctx context.Context, b []byte) (Digest, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	digest := Of(b)
	if err := d.put(d.path(digest), b); err != nil {
		return "", fmt.Errorf("store blob %s: %w", digest, Refusal(err))
	}
	return digest, nil
}

// put waits for the disk even where the name is there already: whoever put it there may not have waited yet, or in vain.
// The time of a file is that of the last Put, so that Remove leaves it alone.
func (d *Dir) put(name string, b []byte) error {
	d.going.RLock()
	defer d.going.RUnlock()
	now := time.Now()                                  //nolint:forbidigo // as the disk dates its files
	if err := os.Chtimes(name, now, now); err != nil { // it is not there
		if err := place(name, b, 0o600); err != nil {
			return err
		}
	}
	dir := filepath.Dir(name)
	if err := d.sync(dir); err != nil {
		return err
	}
	if _, ok := d.known.Load(dir); ok {
		return nil
	}
	if err := d.sync(d.root); err != nil {
		return err
	}
	d.known.Store(dir, true)
	return nil
}

// Refusal says in a sentence for people why a disk did not take something, where that is known.
func Refusal(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return errors.Join(ErrFull, err)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.EROFS):
		return errors.Join(ErrDisk, err)
	}
	return err
}

// WriteWhole writes a file by way of a temporary name, so that its name always stands for whole, synced bytes; folders are made as needed.
func WriteWhole(name string, b []byte, mode fs.FileMode) error {
	if err := place(name, b, mode); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(name))
}

// place is WriteWhole but for the last step: a power cut may take the name away again.
func place(name string, b []byte, mode fs.FileMode) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, mode|mode>>2&0o111); err != nil { // whoever may read may look in
		return err
	}
	tmp, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// SyncDir waits until the names in a folder are on the disk.
func SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get returns the whole file, checked against its name. It returns ErrNotFound or ErrDamaged.
func (d *Dir) Get(ctx context.Context, digest Digest) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(d.path(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read blob %s: %w", digest, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read blob %s: %w", digest, err)
	}
	if Of(b) != digest {
		return nil, fmt.Errorf("read blob %s: %w", digest, ErrDamaged)
	}
	return b, nil
}

// Range returns n bytes of the file from offset on, unchecked: the caller's seal covers them.
func (d *Dir) Range(ctx context.Context, digest Digest, offset int64, n int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(d.path(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read blob %s: %w", digest, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read blob %s: %w", digest, err)
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	b := make([]byte, n)
	if _, err := f.ReadAt(b, offset); err != nil && !(errors.Is(err, io.EOF) && n == 0) {
		return nil, fmt.Errorf("read blob %s at %d: %w", digest, offset, err)
	}
	return b, nil
}

// All returns the digests of every file, in order. What is being stored has no name yet and is left out.
func (d *Dir) All(ctx context.Context) ([]Digest, error) {
	var out []Digest
	err := filepath.WalkDir(d.root, func(name string, e fs.DirEntry, err error) error {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, Digest(e.Name()))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	slices.Sort(out)
	return out, nil
}

// Old returns the digests of the files that nobody has stored since an instant, in order.
func (d *Dir) Old(ctx context.Context, before time.Time) ([]Digest, error) {
	list, err := d.All(ctx)
	if err != nil {
		return nil, err
	}
	var out []Digest
	for _, digest := range list {
		info, err := os.Stat(d.path(digest))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("list blobs: %w", err)
		}
		if err == nil && info.ModTime().Before(before) {
			out = append(out, digest)
		}
	}
	return out, nil
}

// Remove removes a file that no record names, and reports whether it did: not if somebody has stored it again since the instant, or removed it.
func (d *Dir) Remove(ctx context.Context, digest Digest, before time.Time) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	d.going.Lock()
	defer d.going.Unlock()
	name := d.path(digest)
	info, err := os.Stat(name)
	if err == nil && !info.ModTime().Before(before) {
		return false, nil
	}
	if err == nil {
		err = os.Remove(name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = SyncDir(filepath.Dir(name))
	}
	if err != nil {
		return false, fmt.Errorf("remove blob %s: %w", digest, err)
	}
	return true, nil
}

func (d *Dir) path(digest Digest) string {
	if len(digest) < 4 {
		return filepath.Join(d.root, "invalid")
	}
	return filepath.Join(d.root, string(digest[:2]), filepath.Base(string(digest)))
}
