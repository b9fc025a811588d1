//go:build race

package reading

// slowness is how much slower and larger the race detector makes everything: the promise is of the program without it.
const slowness = 12
