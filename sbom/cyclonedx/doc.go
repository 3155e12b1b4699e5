// Package cyclonedx reads CycloneDX documents 1.0 to 1.7 (ECMA-424), JSON and
// XML, and writes 1.6 and 1.7.
//
// Model and codec are those of cyclonedx-go, with three corrections. What that
// codec cannot decode in valid documents (declarations, definitions, citations,
// signatures) is kept away from it; a value of the wrong type is a problem of
// the document and does not lose the rest; depth is bounded and every component
// has its place in the text, but for those of a formulation.
package cyclonedx
