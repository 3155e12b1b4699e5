// Package quality judges whether a bill of materials says what it must say: the
// minimum elements that profiles of public bodies name.
//
// [Assess] holds a document against a [Profile]: which of its elements are
// stated by everything, by what not, with a score and a grade. An [Analyzer]
// does so with the documents of a target.
//
// It looks at what a document states, not at whether that is true, and not at
// its syntax.
package quality
