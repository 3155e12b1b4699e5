// Package audit holds a bill of materials against what it claims to describe:
// the packages that a run found in a tree or an image. It tells what the
// document leaves out, lists without need, or states otherwise, and what could
// not be compared.
//
// [Compare] does so with two lists; an [Analyzer] takes the packages of the run
// that it is part of.
package audit
