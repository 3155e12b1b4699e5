// Package python reads what Python projects require.
//
// Sources: PEP 503 (names), PEP 508 (requirements), PEP 440 (versions), PEP 427
// (wheel file names) and pip's documentation of the requirements file format.
package python

import "github.com/penstock-dev/penstock/scan"

const ecosystem = "PyPI"

// diagUnpinned is the kind of diagnostic for a requirement that leaves the
// version open.
const diagUnpinned scan.DiagnosticKind = "unpinned"
