//go:build race

package document

// The race detector makes everything about ten times slower: the promise is of the program without it, and under it fewer files look for
// races and panics.
const (
	slowness = 10
	thinning = 10
)
