//go:build unix

package app

import "syscall"

// free is how many bytes more the disk of a folder takes; -1: not known.
func free(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
