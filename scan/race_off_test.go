//go:build !race

package scan_test

const (
	repeat       = 20
	manyFindings = 1_000_000
)
