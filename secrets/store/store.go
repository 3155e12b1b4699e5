package store

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// Store gives the documents that references name. A store is safe for
// concurrent use.
type Store interface {
	// Get returns the document that ref names by everything but its Fragment,
	// which the [Resolver] applies and leaves out here. Its errors wrap one of
	// [ErrNotFound], [ErrDenied], [ErrExpired] and [ErrUnavailable] where one
	// of them says what happened, and never hold a secret: they name a
	// reference by [Reference.Redacted].
	Get(ctx context.Context, ref Reference) (Value, error)
}

// Func is a function that is a [Store], for tests and for stores around
// another that count, permit or refuse.
type Func func(ctx context.Context, ref Reference) (Value, error)

// Get implements [Store].
func (f Func) Get(ctx context.Context, ref Reference) (Value, error) { return f(ctx, ref) }

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
	// What a nested reference gave has escapes where it needs them, so that it
	// is part of the path whatever it holds; ".." is nothing special here.
	Path string
	// Query holds the parameters, decoded; nil where there are none.
	Query url.Values
	// Fragment selects a part of the document, without the "#" in front, such
	// as "/database/password"; empty for all of it. Steps are separated by
	// slashes and may hold the escapes of URLs and of RFC 6901 ("~1" for "/").
	Fragment string
}

// Name returns host and path without the slash between them where the host is
// empty: what stores without hosts take for their name.
func (r Reference) Name() string {
	if r.Host == "" {
		return strings.TrimPrefix(r.Path, "/")
	}
	return r.Host + r.Path
}
