package license

import (
	"errors"
	"fmt"
	"strings"
)

// Bounds on what is parsed.
const (
	maxText  = 64 << 10 // bytes
	maxDepth = 64       // open brackets
)

// ErrUnknown is wrapped by the error about a word that is neither an
// identifier of the SPDX license list nor a reference.
var ErrUnknown = errors.New("not on the SPDX license list")

// ErrLimit is wrapped by errors about expressions that are too long, too deep
// or have too many alternatives.
var ErrLimit = errors.New("license expression above the limit")

// SyntaxError says where a text stops to be a license expression.
type SyntaxError struct {
	// Offset is the byte at which the offending word starts.
	Offset int
	Err    error
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("license expression, byte %d: %v", e.Offset, e.Err)
}

// Unwrap returns the cause.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Parse reads an expression by the grammar of SPDX 2.3, annex D, and of SPDX
// 3.0.1, annex B, which adds AdditionRef. Operators are in upper case; identifiers
// in any case, of which the tree has the spelling of the list. NONE and
// NOASSERTION are no expressions. The error is a [*SyntaxError].
func Parse(text string) (*Expression, error) {
	if len(text) > maxText {
		return nil, &SyntaxError{0, ErrLimit}
	}
	p := &parser{words: split(text), end: len(text)}
	e, err := p.expression(0)
	if err == nil && p.next < len(p.words) {
		err = p.fail(fmt.Errorf("%q is more than the expression", p.peek()))
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// Valid reports whether [Parse] takes a text.
func Valid(text string) bool {
	_, err := Parse(text)
	return err == nil
}

// word is a bracket or what stands between spaces and brackets.
type word struct {
	text   string
	offset int
}

func split(text string) []word {
	var words []word
	start := -1
	end := func(i int) {
		if start >= 0 {
			words = append(words, word{text[start:i], start})
			start = -1
		}
	}
	for i := range len(text) {
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r':
			end(i)
		case '(', ')':
			end(i)
			words = append(words, word{text[i : i+1], i})
		default:
			if start < 0 {
				start = i
			}
		}
	}
	end(len(text))
	return words
}

type parser struct {
	words []word
	next  int
	end   int // of the text
}

func (p *parser) peek() string {
	if p.next >= len(p.words) {
		return ""
	}
	return p.words[p.next].text
}

func (p *parser) fail(err error) error {
	offset := p.end
	if p.next < len(p.words) {
		offset = p.words[p.next].offset
	}
	return &SyntaxError{offset, err}
}

// expression reads operands that OR joins.
func (p *parser) expression(depth int) (*Expression, error) {
	return p.list(depth, Or, func(depth int) (*Expression, error) { return p.list(depth, And, p.operand) })
}

func (p *parser) list(depth int, operator Operator, operand func(int) (*Expression, error)) (*Expression, error) {
	var operands []*Expression
	for {
		o, err := operand(depth)
		if err != nil {
			return nil, err
		}
		operands = append(operands, o)
		if p.peek() != string(operator) {
			return Join(operator, operands...), nil
		}
		p.next++
	}
}

func (p *parser) operand(depth int) (*Expression, error) {
	if p.peek() != "(" {
		return p.license()
	}
	if depth >= maxDepth {
		return nil, p.fail(ErrLimit)
	}
	p.next++
	e, err := p.expression(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.peek() != ")" {
		return nil, p.fail(errors.New("a bracket is not closed"))
	}
	p.next++
	return e, nil
}

func (p *parser) license() (*Expression, error) {
	e, ok := single(p.peek())
	if !ok {
		return nil, p.fail(p.unknown("a license"))
	}
	p.next++
	if p.peek() != "WITH" {
		return e, nil
	}
	p.next++
	id := p.peek()
	if entry, ok := Lookup(id); ok && entry.Exception {
		e.Exception = entry.ID
	} else if rest, ok := strings.CutPrefix(id, "AdditionRef-"); ok && isIdentifier(rest) {
		e.Exception = id
	} else {
		return nil, p.fail(p.unknown("an exception"))
	}
	p.next++
	return e, nil
}

func (p *parser) unknown(what string) error {
	switch text := p.peek(); text {
	case "", "(", ")", "AND", "OR", "WITH":
		return errors.New(what + " is missing")
	default:
		return fmt.Errorf("%q: %w", text, ErrUnknown)
	}
}

// single returns the license of one word.
func single(text string) (*Expression, bool) {
	if entry, ok := Lookup(text); ok && !entry.Exception {
		return &Expression{License: entry.ID}, true
	}
	if base, ok := strings.CutSuffix(text, "+"); ok {
		if entry, ok := Lookup(base); ok && !entry.Exception {
			return &Expression{License: entry.ID, OrLater: true}, true
		}
	}
	ref := text
	if rest, ok := strings.CutPrefix(text, "DocumentRef-"); ok {
		var document string
		if document, ref, ok = strings.Cut(rest, ":"); !ok || !isIdentifier(document) {
			return nil, false
		}
	}
	rest, ok := strings.CutPrefix(ref, "LicenseRef-")
	return &Expression{License: text}, ok && isIdentifier(rest)
}

// isIdentifier reports whether a text is of letters, digits, dots and dashes.
func isIdentifier(text string) bool { return text != "" && strings.IndexFunc(text, notIdentifier) < 0 }

func notIdentifier(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
}
