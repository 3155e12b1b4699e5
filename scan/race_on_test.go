//go:build race

package scan_test

// repeat is how often what does not depend on chance alone is done again; the
// race detector, under which everything takes ten times as long, sees enough.
const repeat = 4

// manyFindings is the number of findings of one file.
const manyFindings = 200_000
