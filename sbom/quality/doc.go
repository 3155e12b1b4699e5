// Package quality judges whether a bill of materials says what it must say: the
// minimum elements that profiles of public bodies name.
//
// It looks at what a document states, not at whether that is true, and not at
// its syntax.
package quality
