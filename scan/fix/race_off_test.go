//go:build !race

package fix_test

const (
	eachArchive = 1  // how many archives there are for one that is looked at
	fixedRules  = 25 // the least number of rules with fixes
)
