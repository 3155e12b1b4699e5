// Package merge makes one bill of materials of several: flat, where a component
// that several documents list becomes one, or hierarchical, where each document
// stays whole under a common root.
//
// The order of the documents decides nothing: they are put in an order that
// follows from their content, so the same documents give the same result. What
// was joined, and what the documents say differently about it, is told beside the
// result.
package merge
