package dockerfile

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// SyntaxError says where and why a builder would not take a file.
type SyntaxError struct {
	// Line counts from 1.
	Line int
	// Cause in a few words.
	Cause string
}

// Error returns line and cause.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("no valid Dockerfile: line %d: %s", e.Line, e.Cause)
}

// Unwrap returns the error in the form that the analyzer takes the line of a
// diagnostic from.
func (e *SyntaxError) Unwrap() error { return &document.SyntaxError{Line: e.Line, Cause: e.Cause} }
