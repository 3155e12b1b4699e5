// Package bom is the bill of materials as one model, whatever format it was
// written in: a [Document] has components, what they depend on, files,
// services, vulnerabilities, and what it says about its own completeness.
//
// The packages cyclonedx and spdx read documents into this model and write
// them from it; package document does both by looking at the content. [New]
// makes a document of an inventory, and [Document.Packages] makes packages of
// a document, so that everything that checks packages checks documents too.
//
// # What a reader promises
//
// A reader never panics. It keeps what it understood, and lists in
// [Document.Problems] what it had to leave out. Only text that is no document
// at all, or one that breaks off, is an error: a [*SyntaxError] with its place.
// Values are kept as the document writes them, but for what has one normal
// form: hash algorithms and digests are in lower case, and "NOASSERTION" is no
// value.
package bom
