//go:build race

package reading

// The race detector makes everything slower and larger: what is promised is promised of the program without it.
const (
	slowness = 12
	thinning = 11
)
