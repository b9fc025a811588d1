//go:build !race

package document

// slowness is how much longer this build takes than the product; thinning, how many times fewer mutations it makes.
const (
	slowness = 1
	thinning = 1
)
