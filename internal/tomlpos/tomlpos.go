// Package tomlpos decodes TOML and finds where its tables stand, which the
// decoder does not tell.
package tomlpos

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/BurntSushi/toml"
)

// Span is a table with its header, as offsets of its first byte and of the byte
// behind its last one; trailing white space and comments do not count.
type Span struct{ Start, End int }

// SyntaxError says where a document is broken.
type SyntaxError struct {
	// Offset is the byte at which reading stopped.
	Offset int
	// Err says what is wrong there.
	Err error
}

// Error implements error.
func (e *SyntaxError) Error() string { return e.Err.Error() }

// Unwrap returns the decoder's error.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Parse reads a document. Of a broken one it returns the tables in front of the
// break with a *[SyntaxError].
func Parse(text []byte) (Table, error) {
	if doc, ok := parsePlain(text); ok {
		return doc, nil
	}
	doc := Table{}
	_, err := toml.Decode(string(text), (*map[string]any)(&doc))
	if err == nil {
		return doc, nil
	}
	first := syntaxError(text, err)
	for range 3 { // the place of an error may lie behind its cause
		cut := lastHeader(text, min(first.Offset, len(text)))
		if cut <= 0 {
			break
		}
		text = text[:cut]
		part := Table{}
		if _, err := toml.Decode(string(text), (*map[string]any)(&part)); err == nil {
			return part, first
		}
	}
	return Table{}, first
}

func syntaxError(text []byte, err error) *SyntaxError {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return &SyntaxError{0, fmt.Errorf("invalid TOML: %w", err)}
	}
	message := parse.Message
	if message == "" {
		message = parse.Error()
	}
	return &SyntaxError{min(max(parse.Position.Start, 0), len(text)), fmt.Errorf("invalid TOML: %s", message)}
}

// lastHeader returns the offset of the last table header in front of a place,
// -1 without one.
func lastHeader(text []byte, before int) int {
	last := -1
	for _, h := range headers(text) {
		if h.start >= before {
			break
		}
		last = h.start
	}
	return last
}

// Tables returns the places of the tables "[[name]]" or "[name]", in the order
// of the text, each up to the next table that does not lie below it.
func Tables(text []byte, name string) []Span {
	var spans []Span
	open := false
	for _, h := range headers(text) {
		if open && !h.below(name) {
			spans[len(spans)-1].End = h.start
			open = false
		}
		if h.name == name {
			spans = append(spans, Span{h.start, len(text)})
			open = true
		}
	}
	for i, s := range spans {
		spans[i].End = s.Start + trim(text[s.Start:s.End])
	}
	return spans
}

// trim returns the length of a table without the blank lines and comment lines
// at its end.
func trim(table []byte) int {
	for {
		table = bytes.TrimRight(table, " \t\r\n")
		i := bytes.LastIndexByte(table, '\n') + 1
		if i == 0 || !bytes.HasPrefix(bytes.TrimLeft(table[i:], " \t"), []byte("#")) {
			return len(table)
		}
		table = table[:i]
	}
}
