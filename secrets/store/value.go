package store

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// Value is a secret document, or the part of one that a fragment selects. It
// prints, and is encoded, without its content; the zero Value is empty.
type Value struct {
	// reveal is a function so that printing by reflection shows an address.
	reveal func() []byte
	// Version is what the store calls this version; empty if it has none.
	Version string
	// Expires is when the store ends it; zero where it does not.
	Expires time.Time
	// Syntax is how the document is written. [Detect], the zero value, leaves
	// it to the [Resolver] to find out when a fragment asks.
	Syntax Syntax
	// Public says that the store does not take the content for a secret: it is
	// not hidden from logs, and prints as little as others.
	Public bool
	// Hidden says that the Redactor of the [Resolver] hides the content. It is
	// false for what is public, or could not be hidden: see [Config.Exposed].
	// Stores leave it false.
	Hidden bool
}

// hidden stands for a value wherever one is printed.
const hidden = "[redacted]"

// NewValue returns a value that keeps data. A store with named fields gives
// them as a JSON object.
func NewValue(data []byte) Value { return Value{reveal: func() []byte { return data }} }

// Reveal returns the content. It must not be changed.
func (v Value) Reveal() []byte {
	if v.reveal == nil {
		return nil
	}
	return v.reveal()
}

// String implements [fmt.Stringer] without the content.
func (v Value) String() string { return hidden }

// Format implements [fmt.Formatter] without the content.
func (v Value) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, hidden) // a fmt.State keeps its own errors
}

// LogValue implements [slog.LogValuer] without the content.
func (v Value) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText implements [encoding.TextMarshaler] without the content.
func (v Value) MarshalText() ([]byte, error) { return []byte(hidden), nil }
