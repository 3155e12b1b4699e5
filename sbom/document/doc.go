// Package document reads a bill of materials of any known format and makes it a
// target: the packages that it lists go through the same checks as those of a
// source tree.
package document
