package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Expand returns a text with every reference in it replaced by what it names.
// With an error, which joins one [*Error] for each reference that failed, there
// is no text.
func (r *Resolver) Expand(ctx context.Context, text string) (string, error) {
	c := r.begin()
	expanded := c.text(ctx, text)
	if err := c.result(); err != nil {
		return "", err
	}
	return expanded, nil
}

// ExpandMap returns a copy of a map with the references in its values replaced;
// keys are not looked at. Errors are those of all values, and with an error
// there is no map.
func (r *Resolver) ExpandMap(ctx context.Context, texts map[string]string) (map[string]string, error) {
	c := r.begin()
	expanded := make(map[string]string, len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		c.place = func() string { return key }
		expanded[key] = c.text(ctx, texts[key])
	}
	if err := c.result(); err != nil {
		return nil, err
	}
	return expanded, nil
}

// errNUL is what no variable of an environment can hold.
var errNUL = errors.New("the value holds a NUL byte, which no environment can")

// ExpandEnv returns a copy of an environment, a list of "NAME=value" as
// [os/exec.Cmd] takes it, with the references in its values replaced. Offsets
// in errors are those in the value. Errors are those of all variables, and with
// an error there is no list.
func (r *Resolver) ExpandEnv(ctx context.Context, environ []string) ([]string, error) {
	c := r.begin()
	expanded := make([]string, 0, len(environ))
	for _, variable := range environ {
		// On Windows names may begin with an equals sign.
		at := strings.IndexByte(variable[min(1, len(variable)):], '=') + 2
		if at < 2 {
			expanded = append(expanded, variable)
			continue
		}
		name := variable[:at-1]
		c.place = func() string { return name }
		value := c.text(ctx, variable[at:])
		if strings.IndexByte(value, 0) >= 0 {
			c.errs = append(c.errs, fmt.Errorf("expanding %s: %w", name, errNUL))
		}
		expanded = append(expanded, variable[:at]+value)
	}
	if err := c.result(); err != nil {
		return nil, err
	}
	return expanded, nil
}

// text expands one text of a call.
func (c *call) text(ctx context.Context, text string) string {
	if c.stopped || !strings.Contains(text, prefixRef) {
		return text
	}
	s := c.r.scanner
	s.text = text
	var b strings.Builder
	pos := 0
	for e := s.next(0); e != nil && !c.stopped; e = s.next(e.end) {
		b.WriteString(text[pos:e.start])
		pos = e.end
		if !c.admit(e) {
			continue
		}
		if c.r.keepUnknown && !c.r.knows(e) {
			b.WriteString(text[e.start:e.end])
			continue
		}
		value, ok := c.expression(ctx, e)
		if content := value.Reveal(); ok && c.fits(e, len(content)) {
			b.Write(content)
		}
	}
	b.WriteString(text[pos:])
	return b.String()
}

// admit counts an expression and refuses it beyond the limits.
func (c *call) admit(e *expression) bool {
	limits := c.r.limits
	t := target{source: e.source, offset: e.start}
	if e.tooDeep {
		c.fail(c.problem(t, fmt.Errorf("more than %d references in each other: %w", limits.Depth, ErrLimit)))
		return false
	}
	e.all(func(*expression) bool { c.references++; return true })
	if c.references > limits.References {
		c.stop(c.problem(t, fmt.Errorf("more than %d references: %w", limits.References, ErrLimit)))
		return false
	}
	return true
}

// fits counts what goes into a text.
func (c *call) fits(e *expression, n int) bool {
	if c.size += n; c.size <= c.r.limits.Result {
		return true
	}
	t := target{source: e.source, offset: e.start}
	c.stop(c.problem(t, fmt.Errorf("references put more than %d bytes into the text: %w", c.r.limits.Result, ErrLimit)))
	return false
}

// knows reports whether there are stores for an expression and those in it.
func (r *Resolver) knows(e *expression) bool {
	return e.all(func(e *expression) bool { return r.stores[e.scheme] != nil })
}
