//go:build race

package secrets_test

// The race detector makes everything ten times as slow, and has nothing to see
// where one goroutine reads a long text.
const (
	hostileSize = 64 << 10
	repeat      = 60
)
