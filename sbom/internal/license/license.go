// Package license tells what the formats of documents take for license
// identifiers and expressions from other text.
package license

import (
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/sbom/license"
)

// known maps identifiers in lower case to their spelling.
var known = sync.OnceValue(func() map[string]string {
	ids := strings.Fields(list)
	m := make(map[string]string, len(ids))
	for _, id := range ids {
		m[strings.ToLower(id)] = id
	}
	return m
})

// ID returns an identifier that CycloneDX 1.7 takes in its own spelling, "" for
// text that is none. Case is ignored, as SPDX 2.3, annex D.2 wants.
func ID(text string) string { return known()[strings.ToLower(text)] }

// IsExpression reports whether a text is a license expression (SPDX 2.3, annex
// D) of listed identifiers and references, NONE and NOASSERTION not among them.
func IsExpression(text string) bool { return license.Valid(text) }

// IsIdentifier reports whether a text is of letters, digits, dots and dashes,
// which is what SPDX identifiers are made of.
func IsIdentifier(text string) bool {
	return text != "" && strings.IndexFunc(text, notIdentifier) < 0
}

func notIdentifier(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
}

// Identifier returns a text with a dash in place of every run of other
// characters, so that it is an identifier.
func Identifier(text string) string {
	return strings.Join(strings.FieldsFunc(text, notIdentifier), "-")
}
