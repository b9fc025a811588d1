//go:build !race

package reading

// slowness is how much longer this build takes than the product; thinning, how many times fewer huge inputs it reads.
const (
	slowness = 1
	thinning = 1
)
