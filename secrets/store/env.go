package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Env is a [Store] of variables: env://NAME. The zero value knows none; a
// program that wants those of its process gives [os.LookupEnv].
type Env struct {
	// Lookup returns a variable and whether there is one.
	Lookup func(name string) (string, bool)
	// Public reports whether a variable is no secret, such as the name of a
	// branch, so that it is not hidden from logs. nil takes every one for a
	// secret.
	Public func(name string) bool
}

// Get implements [Store]. References with parameters are refused.
func (e Env) Get(_ context.Context, ref Reference) (Value, error) {
	name, err := plainName(ref)
	if err != nil {
		return Value{}, fmt.Errorf("environment: %w", err)
	}
	text, ok := e.lookup(name)
	if !ok {
		return Value{}, fmt.Errorf("environment: variable %s: %w", name, ErrNotFound)
	}
	value := NewValue([]byte(text))
	value.Public = e.public(name)
	return value, nil
}

func (e Env) lookup(name string) (string, bool) {
	if e.Lookup == nil || name == "" {
		return "", false
	}
	return e.Lookup(name)
}

func (e Env) public(name string) bool { return e.Public != nil && e.Public(name) }

// plainName returns the decoded name of a reference without parameters.
func plainName(ref Reference) (string, error) {
	if len(ref.Query) > 0 {
		return "", errors.New("parameters mean nothing here")
	}
	return ref.decodedName()
}

// EnvSubst is a [Store] of texts with variables in them, as the scheme envsubst
// of vals: envsubst://${HOST}:${PORT:-5432}. It knows $NAME, ${NAME},
// ${NAME:-text} for variables that are missing or empty and ${NAME-text} for
// missing ones; such a text has no variables in turn. Other missing variables
// are errors. The zero value knows no variables.
type EnvSubst struct {
	// Env has the variables.
	Env Env
}

// Get implements [Store]. References with parameters are refused.
func (e EnvSubst) Get(_ context.Context, ref Reference) (Value, error) {
	template, err := plainName(ref)
	if err != nil {
		return Value{}, fmt.Errorf("substituting variables: %w", err)
	}
	var b strings.Builder
	public := true
	last := strings.LastIndexByte(template, '}')
	for rest := template; ; {
		text, after, found := strings.Cut(rest, "$")
		b.WriteString(text)
		if !found {
			break
		}
		v, after := variable(after, len(template)-len(after) <= last)
		content, err := e.value(v)
		if err != nil {
			return Value{}, fmt.Errorf("substituting variables: %w", err)
		}
		b.WriteString(content)
		public = public && (v.name == "" || e.Env.public(v.name))
		rest = after
	}
	value := NewValue([]byte(b.String()))
	value.Public = public
	return value, nil
}

// substitution is one place of a template.
type substitution struct {
	name     string // empty for a dollar sign that begins none
	fallback string
	missing  bool // the fallback is for missing variables
	empty    bool // and for empty ones
}

// variable reads what follows a dollar sign; closable says that there is a
// closing brace in it, which keeps time linear.
func variable(text string, closable bool) (v substitution, rest string) {
	if !strings.HasPrefix(text, "{") {
		n := nameLength(text)
		return substitution{name: text[:n]}, text[n:]
	}
	n := nameLength(text[1:])
	v.name = text[1 : 1+n]
	after := text[1+n:]
	v.fallback, v.empty = strings.CutPrefix(after, ":-")
	v.missing = v.empty
	if !v.empty {
		v.fallback, v.missing = strings.CutPrefix(after, "-")
	}
	if n == 0 || !closable || !v.missing && !strings.HasPrefix(after, "}") {
		return substitution{}, text // no variable: it stays as it is
	}
	v.fallback, rest, _ = strings.Cut(v.fallback, "}")
	return v, rest
}

// nameLength returns the length of the name of a variable in front of a text.
func nameLength(text string) int {
	n := 0
	for n < len(text) && (text[n] == '_' || text[n] != '-' && text[n] != '.' && schemeByte(text[n], n == 0)) {
		n++
	}
	return n
}

// value returns what stands for a substitution.
func (e EnvSubst) value(v substitution) (string, error) {
	if v.name == "" {
		return "$", nil
	}
	text, ok := e.Env.lookup(v.name)
	switch {
	case !ok && v.missing, text == "" && v.empty:
		return v.fallback, nil
	case !ok:
		return "", fmt.Errorf("variable %s: %w", v.name, ErrNotFound)
	}
	return text, nil
}

// Echo is a [Store] that gives the name of a reference itself, decoded:
// echo://a/b is "a/b". It is there to try things out and to put nested
// references together, and never secret by itself.
type Echo struct{}

// Get implements [Store]. References with parameters are refused.
func (Echo) Get(_ context.Context, ref Reference) (Value, error) {
	name, err := plainName(ref)
	if err != nil {
		return Value{}, fmt.Errorf("echo: %w", err)
	}
	value := NewValue([]byte(name))
	value.Public = true
	return value, nil
}
