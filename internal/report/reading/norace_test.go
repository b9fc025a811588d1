//go:build !race

package reading

const slowness = 1
