// Package version orders the version strings of package ecosystems.
//
// Every ecosystem has its own order: "1.0a1" comes before "1.0" on PyPI and
// after it in Debian. A [Scheme] knows one such order. It turns a version into
// a [Key]: a string of bytes whose plain byte order is the order of the
// versions. All the work is done once, by Parse; comparing keys is comparing
// bytes, so it needs no allocation, is a total order by construction, and
// works on keys that were written to a file.
//
// Where an ecosystem's own tool and its documentation differ, the tool is
// followed; the file of each scheme names its source.
package version

import (
	"errors"
	"fmt"
	"strings"
)

// ErrInvalid is wrapped by the errors of [Scheme.Parse]: the text is no version
// that the scheme can order.
var ErrInvalid = errors.New("invalid version")

// maxLength bounds the text of a version, in bytes. The longest ones in use
// have about 150.
const maxLength = 1024

// Key is a parsed version. Keys of one scheme compare as their bytes do; keys
// of different schemes must not be compared.
type Key string

// Compare returns -1, 0 or 1 as k is lower than, equal to or higher than other.
func (k Key) Compare(other Key) int { return strings.Compare(string(k), string(other)) }

// Scheme is the version order of one or several ecosystems. It is immutable and
// safe for concurrent use.
type Scheme struct {
	name   string
	encode func(dst []byte, text string) ([]byte, error)
	blank  bool               // the empty string is a version
	astray func(key Key) bool // what is sorted for want of an order; may be nil
}

// Name returns the scheme's name: that of the ecosystem it was made for.
func (s *Scheme) Name() string { return s.name }

// Parse returns the key of a version. White space around it is ignored. The
// error wraps [ErrInvalid].
func (s *Scheme) Parse(text string) (Key, error) {
	var buf [64]byte
	key, err := s.AppendKey(buf[:0], text)
	if err != nil {
		return "", err
	}
	return Key(key), nil
}

// Place is Parse for a version that is to be held against ranges. Some schemes sort
// every text, so that a list of versions has an order at all: what is no PEP 440
// version before all that are, a branch of Packagist before every release, and words
// such as "latest" by their letters. That order says nothing about what such a version
// holds, so the error is that of a text that is none.
func (s *Scheme) Place(text string) (Key, error) {
	key, err := s.Parse(text)
	switch {
	case err != nil:
		return "", err
	case !strings.ContainsAny(text, "0123456789"), strings.Contains(text, "${"), s.astray != nil && s.astray(key):
		return "", fmt.Errorf("%w %q: it has no place among the versions of %s", ErrInvalid, text, s.name)
	}
	return key, nil
}

// AppendKey appends the key of a version to dst, for callers that bring their
// own memory. After an error, what is behind dst's length is undefined.
func (s *Scheme) AppendKey(dst []byte, text string) ([]byte, error) {
	trimmed := strings.Trim(text, " \t\r\n")
	switch {
	case trimmed == "" && !s.blank:
		return dst, fmt.Errorf("%w: it is empty", ErrInvalid)
	case len(trimmed) > maxLength:
		return dst, fmt.Errorf("%w: %d bytes are too long", ErrInvalid, len(trimmed))
	}
	for i := range len(trimmed) {
		if c := trimmed[i]; c < ' ' || c == 0x7f {
			return dst, fmt.Errorf("%w: %q holds a control character", ErrInvalid, trimmed)
		}
	}
	key, err := s.encode(dst, trimmed)
	if err != nil {
		return dst, fmt.Errorf("%w %q: as a version of %s, %w", ErrInvalid, trimmed, s.name, err)
	}
	return key, nil
}

// Compare parses and compares two versions.
func (s *Scheme) Compare(a, b string) (int, error) {
	ka, err := s.Parse(a)
	if err != nil {
		return 0, err
	}
	kb, err := s.Parse(b)
	if err != nil {
		return 0, err
	}
	return ka.Compare(kb), nil
}
