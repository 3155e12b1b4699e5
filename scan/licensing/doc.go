// Package licensing holds the licenses of packages against what somebody allows:
// a policy of single licenses, expressions and classes.
//
//	analyzer, err := licensing.New(licensing.Config{Rules: licensing.Rules{
//		Allow: []string{"public-domain", "permissive", "MPL-2.0"},
//		Deny:  []string{"network-copyleft", "BUSL-1.1"},
//	}})
//
// As a [scan.Analyzer] it looks at no file: it takes the packages that other
// analyzers and targets bring, whatever their source, and says for each that is
// not allowed which part of its license is why, and which dependency brought it.
//
// # How a license is judged
//
// What packages state is read by [license.ReadAll]. Of licenses joined by OR the
// best counts, of those joined by AND the worst. For a single license the entries of
// the policy are asked from the most to the least special: one that names it
// with its exception, one that names it, one that names its class. Of equally
// special ones Deny wins over Review, and Review over Allow. An allowed version
// is enough for a license that lets the user choose among versions; it is
// denied only if all of its versions are. An entry with AND or OR decides about
// exactly this expression, wherever it stands in another.
//
// # What the zero configuration does
//
// It allows what asks for no more than the source of the licensed files, and asks for a
// review of everything else. Reviews have low severity: they inform and, under the
// defaults of a policy gate, do not fail.
//
// # What is not checked
//
// The project itself is not judged. Most lockfiles name no licenses: what states
// none is counted in a diagnostic, so that it does not pass for checked, unless
// [Rules.Missing] decides about it.
package licensing
