// Package license tells SPDX license identifiers and expressions from other
// text.
package license

import (
	"strings"
	"sync"
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

// ID returns an identifier of the SPDX license list in its own spelling, "" for
// text that is none. Case is ignored, as SPDX 2.3, annex D.2 wants.
func ID(text string) string { return known()[strings.ToLower(text)] }

// maxDepth is the number of brackets that may be open in an expression.
const maxDepth = 64

// IsExpression reports whether a text is a license expression (SPDX 2.3, annex
// D) of listed identifiers and references, NONE and NOASSERTION not among them.
func IsExpression(text string) bool {
	p := &parser{words: strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))}
	return len(text) < 64<<10 && p.expression(0) && len(p.words) == 0
}

type parser struct{ words []string }

func (p *parser) next() string {
	if len(p.words) == 0 {
		return ""
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

func (p *parser) expression(depth int) bool {
	for {
		if !p.term(depth) {
			return false
		}
		if len(p.words) == 0 || p.words[0] != "AND" && p.words[0] != "OR" {
			return true
		}
		p.next()
	}
}

func (p *parser) term(depth int) bool {
	word := p.next()
	if word == "(" {
		return depth < maxDepth && p.expression(depth+1) && p.next() == ")"
	}
	if !isLicense(word) {
		return false
	}
	if len(p.words) > 0 && p.words[0] == "WITH" {
		p.next()
		exception := p.next()
		return ID(exception) != "" || strings.HasPrefix(exception, "AdditionRef-")
	}
	return true
}

func isLicense(word string) bool {
	if ID(word) != "" || ID(strings.TrimSuffix(word, "+")) != "" {
		return true
	}
	ref := word
	if rest, ok := strings.CutPrefix(word, "DocumentRef-"); ok {
		_, ref, _ = strings.Cut(rest, ":")
	}
	rest, ok := strings.CutPrefix(ref, "LicenseRef-")
	return ok && IsIdentifier(rest)
}

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
