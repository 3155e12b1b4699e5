package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// Store gives the documents that references name. A store is safe for
// concurrent use.
type Store interface {
	// Get returns the document that ref names by everything but its Fragment,
	// which the [Resolver] applies. Its errors wrap one of [ErrNotFound],
	// [ErrDenied], [ErrExpired] and [ErrUnavailable] where one of them says
	// what happened, and never hold a secret.
	Get(ctx context.Context, ref Reference) (Value, error)
}

// What a store's errors wrap.
var (
	// ErrNotFound says that the store has no such document, field or version.
	ErrNotFound = errors.New("not found")
	// ErrDenied says that the store does not let this caller have it.
	ErrDenied = errors.New("access denied")
	// ErrExpired says that it was there, or that the caller's access was good,
	// for a time that is over.
	ErrExpired = errors.New("expired")
	// ErrUnavailable says that the store could not be asked now: a later try
	// may succeed.
	ErrUnavailable = errors.New("store unavailable")
)

// Reference names a secret: scheme://host/path?query#fragment.
type Reference struct {
	// Scheme says which store: "env", "file", "vault".
	Scheme string
	// Host is what stands between "//" and the next slash, as written.
	Host string
	// Path is what follows, with its slash in front, without escapes decoded.
	Path string
	// Query holds the parameters, decoded; nil where there are none.
	Query url.Values
	// Fragment selects a part of the document, without the "#" in front, such
	// as "/database/password"; empty for all of it.
	Fragment string
}

// String returns the reference as it is written behind "ref+". A reference is
// no secret, but for parameters that somebody put one into.
func (r Reference) String() string {
	var b strings.Builder
	b.WriteString(r.Scheme + "://" + r.Host + r.Path)
	if len(r.Query) > 0 {
		b.WriteString("?" + r.Query.Encode())
	}
	if r.Fragment != "" {
		b.WriteString("#" + r.Fragment)
	}
	return b.String()
}

// Name returns host and path without the slash between them where the host is
// empty: what stores without hosts take for their name.
func (r Reference) Name() string {
	if r.Host == "" {
		return strings.TrimPrefix(r.Path, "/")
	}
	return r.Host + r.Path
}

// Value is a secret document. It prints, and is encoded, without its content.
type Value struct {
	data []byte
	// Version is what the store calls this version; empty if it has none.
	Version string
	// Expires is when the store ends it; zero where it does not.
	Expires time.Time
}

// hidden stands for a value wherever one is printed.
const hidden = "[redacted]"

// NewValue returns a value that keeps data. A store with named fields gives
// them as a JSON object.
func NewValue(data []byte) Value { return Value{data: data} }

// Reveal returns the content. It must not be changed.
func (v Value) Reveal() []byte { return v.data }

// String implements [fmt.Stringer] without the content.
func (v Value) String() string { return hidden }

// Format implements [fmt.Formatter] without the content.
func (v Value) Format(f fmt.State, _ rune) { fmt.Fprint(f, hidden) }

// LogValue implements [slog.LogValuer] without the content.
func (v Value) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText implements [encoding.TextMarshaler] without the content.
func (v Value) MarshalText() ([]byte, error) { return []byte(hidden), nil }
