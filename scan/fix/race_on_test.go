//go:build race

package fix_test

// The race detector makes everything ten times as slow, and sees as much in
// every sixth archive.
const (
	eachArchive = 6
	fixedRules  = 5
)
