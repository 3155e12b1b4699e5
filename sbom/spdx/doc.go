// Package spdx reads SPDX documents: 2.0 to 2.3 as JSON, YAML, XML, RDF/XML and
// tag-value text, and 3.0 as JSON-LD; and writes SPDX 2.3 and 3.0.1 as JSON.
//
// Reading is lenient, because many real documents break the specification: a
// null in place of a package, a missing identifier or an unknown field are no
// errors. What is left out is told of in [bom.Document.Problems].
//
// Relationships come as they are listed. Those about dependencies also make the
// document's graph, those that say what the document describes its roots; the
// licenses that SPDX 3 ties to packages by relationships are on the packages.
package spdx
