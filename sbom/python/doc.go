// Package python reads what Python projects require.
//
// Sources: PEP 503 (names), PEP 508 (requirements), PEP 440 (versions), PEP 427
// (wheel file names) and pip's documentation of the requirements file format.
package python

const ecosystem = "PyPI"
