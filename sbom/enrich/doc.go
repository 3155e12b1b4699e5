// Package enrich puts into a bill of materials what it lacks: suppliers,
// licenses, digests, identifiers, authors, the time.
//
// It edits the text of a document in place of writing it anew: of CycloneDX in JSON
// and XML, of SPDX 2 in JSON and tag-value, of SPDX 3. Every byte that a patch does not speak of
// stays as it is: unknown fields, their order, the indentation, numbers as they were
// written, comments, the encoding. In XML, elements come where the schema wants
// them. What is there already is kept
// unless the caller wants it overwritten, and a patch that was applied changes
// nothing when it is applied again.
package enrich
