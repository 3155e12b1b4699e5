// Package document reads a bill of materials of any known format and makes it a
// target: the packages that it lists go through the same checks as those of a
// source tree. An [Analyzer] does so with the documents among the files of a run.
package document
