package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// call is what one call of a method of a [Resolver] has done so far.
type call struct {
	r          *Resolver
	place      func() string // of the text that is being expanded
	documents  map[string]outcome
	references int
	size       int // bytes put into texts
	errs       []error
	stopped    bool
}

// outcome is what asking for a document came to.
type outcome struct {
	value Value
	err   error
	parse func() (document, error) // reads it once, when a fragment asks
}

// target is a reference to resolve and what errors say of it.
type target struct {
	ref    Reference
	source string // as written
	offset int
	nested []string // secrets in it
}

func (r *Resolver) begin() *call {
	return &call{r: r, place: func() string { return "" }, documents: map[string]outcome{}}
}

// problem returns an error for a reference.
func (c *call) problem(t target, err error) *Error {
	cause := causeText(err, t.nested, t.ref)
	if c.r.redactor != nil {
		cause = c.r.redactor.String(cause)
	}
	return &Error{Reference: shown(t.source), Place: c.place(), Offset: t.offset, Err: err, cause: cause}
}

// fail keeps an error.
func (c *call) fail(problem *Error) { c.errs = append(c.errs, problem) }

// stop ends the call with an error.
func (c *call) stop(err error) { c.errs, c.stopped = append(c.errs, err), true }

// result returns the errors of the call.
func (c *call) result() error { return errors.Join(c.errs...) }

// resolve gets what a reference names, and hides it.
func (c *call) resolve(ctx context.Context, t target) (Value, *Error) {
	o := c.document(ctx, t.ref)
	if o.err != nil {
		return Value{}, c.problem(t, o.err)
	}
	value := o.value
	if t.ref.Fragment != "" {
		data, err := selectPart(o.parse, t.ref.Fragment, c.r.limits.Document)
		if err != nil {
			return Value{}, c.problem(t, fmt.Errorf("selecting from the document: %w", err))
		}
		value.reveal, value.Syntax = func() []byte { return data }, Detect
	}
	value.Public = value.Public && len(t.nested) == 0
	c.hide(t, &value)
	return value, nil
}

// hide registers a value, or says that it cannot be hidden.
func (c *call) hide(t target, value *Value) {
	value.Hidden = false
	if c.r.redactor == nil || value.Public {
		return
	}
	if err := c.r.redactor.Add(string(value.Reveal())); err != nil {
		c.r.exposed(c.problem(t, err))
		return
	}
	value.Hidden = true
}

// document returns the document of a reference, and asks its store once a call.
func (c *call) document(ctx context.Context, ref Reference) outcome {
	ref, key := ref.document()
	o, known := c.documents[key]
	if !known {
		o.value, o.err = c.r.document(ctx, ref, key)
		o.parse = sync.OnceValues(func() (document, error) { return parseDocument(o.value.Reveal(), o.value.Syntax) })
		c.documents[key] = o
	}
	return o
}

func (r *Resolver) document(ctx context.Context, ref Reference, key string) (Value, error) {
	store := r.stores[ref.Scheme]
	if store == nil {
		return Value{}, r.unknownScheme(ref.Scheme)
	}
	return r.cache.get(ctx, key, func() (Value, error) {
		value, err := store.Get(ctx, ref)
		if err != nil {
			return Value{}, err
		}
		if n := len(value.Reveal()); n > r.limits.Document {
			return Value{}, fmt.Errorf("a document of %d bytes, more than %d: %w", n, r.limits.Document, ErrLimit)
		}
		if r.redactor != nil && !value.Public {
			// Whoever gets the document, or a part of it, hears whether that
			// is hidden.
			_ = r.redactor.Add(string(value.Reveal()))
		}
		return value, nil
	})
}

func (r *Resolver) unknownScheme(scheme string) error {
	known := strings.Join(slices.Sorted(maps.Keys(r.stores)), ", ")
	if known == "" {
		return fmt.Errorf("%w %s: no store is given", ErrUnknownScheme, scheme)
	}
	return fmt.Errorf("%w %s: known are %s", ErrUnknownScheme, scheme, known)
}

// expression resolves an expression of a text, after those within it. Without
// ok, an error was kept.
func (c *call) expression(ctx context.Context, e *expression) (value Value, ok bool) {
	t := target{source: e.source, offset: e.start}
	if ctx.Err() != nil {
		c.stop(c.problem(t, context.Cause(ctx)))
		return Value{}, false
	}
	var a assembly
	ok = true
	for _, p := range e.parts {
		if p.nested == nil {
			a.literal(p.text)
			continue
		}
		inner, resolved := c.expression(ctx, p.nested)
		if c.stopped {
			return Value{}, false
		}
		ok = ok && resolved
		text := string(inner.Reveal())
		a.value(text)
		if resolved && !inner.Public {
			t.nested = append(t.nested, text)
		}
	}
	if !ok {
		return Value{}, false
	}
	ref, err := a.reference(e.scheme)
	if err != nil {
		c.fail(c.problem(t, err))
		return Value{}, false
	}
	t.ref = ref
	value, problem := c.resolve(ctx, t)
	if problem != nil {
		c.fail(problem)
		return Value{}, false
	}
	return value, true
}
