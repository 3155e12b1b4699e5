//go:build !race

package secrets_test

const (
	hostileSize = 1 << 20 // of a text, in bytes
	repeat      = 300     // of what chance decides
)
