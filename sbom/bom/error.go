package bom

import (
	"errors"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

// ErrFormat is wrapped by errors about content that is no document of a format
// that the reader knows.
var ErrFormat = errors.New("not a known bill of materials")

// ErrLimit is wrapped by errors about documents that hold more than [MaxItems] of
// one kind.
var ErrLimit = errors.New("too many items")

// MaxItems is the number of components, and of each other kind of thing, that a
// reader takes out of one document, so that small text cannot fill the memory.
const MaxItems = 500_000

// SyntaxError says where a text stops to be a document.
type SyntaxError struct {
	// Region has line, column and offset of the break.
	Region scan.Region
	// Err says what is wrong there.
	Err error
}

// NewSyntaxError returns the error for a byte offset in a text.
func NewSyntaxError(text []byte, offset int, err error) *SyntaxError {
	return &SyntaxError{place.New(text).Region(offset, offset), err}
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", e.Region.StartLine, e.Region.StartColumn, e.Err)
}

// Unwrap returns the cause.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Hash returns a digest in its normal form: the algorithm in lower case with
// no dash behind the family ("sha256", "sha3-256", "blake2b-256"), the value in
// lower case.
func Hash(algorithm, value string) scan.Hash {
	a := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(algorithm)), "_", "-")
	if rest, ok := strings.CutPrefix(a, "sha-"); ok {
		a = "sha" + rest
	}
	if rest, ok := strings.CutPrefix(a, "blake2b"); ok && !strings.HasPrefix(rest, "-") && rest != "" {
		a = "blake2b-" + rest // SPDX 3 writes it so
	}
	return scan.Hash{Algorithm: a, Value: strings.ToLower(strings.TrimSpace(value))}
}
