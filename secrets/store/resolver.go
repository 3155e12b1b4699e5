package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/secrets"
)

// Config of a [Resolver]. The zero value knows no stores, so that every
// reference is an error.
type Config struct {
	// Stores are the stores by scheme, in lower case.
	Stores map[string]Store
	// KeepUnknown leaves references of other schemes, and those that hold one,
	// in texts as they are. By default they are errors.
	KeepUnknown bool
	// Only limits what is expanded in texts to references with one of these
	// words in front: "ref", "secretref". Others stay as they are. nil means
	// both.
	Only []string
	// Redactor hides what stores give from before the caller sees it. nil hides
	// nothing.
	Redactor *secrets.Redactor
	// Exposed is called for every reference whose content the Redactor cannot
	// hide, because it is too short (the error wraps [secrets.ErrShortValue]) or
	// too long, or does not hide in every form ([secrets.ErrPartlyHidden]),
	// before the content is returned. It must be set where Redactor is and may
	// be called concurrently.
	Exposed func(*Error)
	// TTL is how long a document is kept, if the store does not say that it
	// expires earlier. 0 keeps it for the call that asked for it: a text with
	// ten references to one document asks once. Errors are never kept longer.
	TTL time.Duration
	// Now is the clock of TTL, and must be set with it.
	Now func() time.Time
	// Limits bound what one call may do.
	Limits Limits
}

// Limits of a [Resolver]. 0 means the default, which is named at each;
// negative ones are refused.
type Limits struct {
	// Depth is the number of references that may stand in each other: 10.
	Depth int
	// References is the number of references in one call, nested ones
	// included: 1,000.
	References int
	// Document is the size of a document in bytes: 128 KiB. A Redactor keeps
	// all the forms of what it hides, for each short line or text in it some
	// 10 KiB, and up to 100 KiB where there are many signs: it may take
	// hundreds of megabytes for such a document. It hides nothing of more than
	// 1 MiB.
	Document int
	// Result is the number of bytes that references may put into the texts of
	// one call: 16 MiB.
	Result int
	// Cache is the number of bytes of documents that are kept for TTL, with
	// half a KiB for each: 8 MiB. The oldest are dropped.
	Cache int
}

func (l Limits) withDefaults() (Limits, error) {
	for _, field := range []struct {
		name      string
		value     *int
		byDefault int
	}{
		{"depth", &l.Depth, 10},
		{"references", &l.References, 1000},
		{"document", &l.Document, 128 << 10},
		{"result", &l.Result, 16 << 20},
		{"cache", &l.Cache, 8 << 20},
	} {
		if *field.value < 0 {
			return l, fmt.Errorf("limit %s is negative", field.name)
		}
		if *field.value == 0 {
			*field.value = field.byDefault
		}
	}
	return l, nil
}

// Resolver gets what references name from stores. It is safe for concurrent
// use. What a store gives is never looked at for further references.
type Resolver struct {
	stores      map[string]Store
	keepUnknown bool
	scanner     scanner // without a text
	redactor    *secrets.Redactor
	exposed     func(*Error)
	limits      Limits
	cache       *cache
}

// New returns a resolver.
func New(c Config) (*Resolver, error) {
	limits, err := c.Limits.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("secrets/store: %w", err)
	}
	for _, scheme := range slices.Sorted(maps.Keys(c.Stores)) {
		if !validScheme(scheme) || c.Stores[scheme] == nil {
			return nil, fmt.Errorf("secrets/store: scheme %q is no scheme in lower case, or has no store", scheme)
		}
	}
	for _, word := range c.Only {
		if word != "ref" && word != "secretref" {
			return nil, fmt.Errorf("secrets/store: only %q: neither ref nor secretref", word)
		}
	}
	if c.TTL < 0 || c.TTL > 0 && c.Now == nil {
		return nil, fmt.Errorf("secrets/store: keeping documents for %s: negative, or without a clock", c.TTL)
	}
	if c.Redactor != nil && c.Exposed == nil {
		return nil, errors.New("secrets/store: a Redactor needs Exposed, which hears of values that cannot be hidden")
	}
	return &Resolver{
		stores:      maps.Clone(c.Stores),
		keepUnknown: c.KeepUnknown,
		scanner: scanner{
			ref:       c.Only == nil || slices.Contains(c.Only, "ref"),
			secretref: c.Only == nil || slices.Contains(c.Only, "secretref"),
			depth:     limits.Depth,
		},
		redactor: c.Redactor,
		exposed:  c.Exposed,
		limits:   limits,
		cache:    newCache(c.TTL, c.Now, limits.Cache),
	}, nil
}

// validScheme reports whether references can have the scheme.
func validScheme(scheme string) bool {
	for i := range len(scheme) {
		if !schemeByte(scheme[i], i == 0) || 'A' <= scheme[i] && scheme[i] <= 'Z' {
			return false
		}
	}
	return scheme != ""
}

// Resolve returns what one reference names. Its errors are of type [*Error].
func (r *Resolver) Resolve(ctx context.Context, ref Reference) (Value, error) {
	c := r.begin()
	value, problem := c.resolve(ctx, target{ref: ref, source: ref.String(), offset: -1})
	if problem != nil {
		return Value{}, problem
	}
	return value, nil
}
