package license

import "fmt"

// Bounds on what [Expression.Alternatives] returns.
const (
	maxAlternatives = 1024
	maxObligations  = 4096 // in all of them
)

// Satisfied reports whether an expression can be complied with, given which
// single licenses can: of AND all, of OR at least one.
func (e *Expression) Satisfied(can func(*Expression) bool) bool {
	switch e.Operator {
	case And:
		for _, o := range e.Operands {
			if !o.Satisfied(can) {
				return false
			}
		}
		return true
	case Or:
		for _, o := range e.Operands {
			if o.Satisfied(can) {
				return true
			}
		}
		return false
	}
	return can(e)
}

// Satisfies reports whether an expression can be complied with by somebody
// who accepts the terms of the allowed licenses and no others; see
// [Expression.Meets].
func (e *Expression) Satisfies(allowed ...*Expression) bool {
	return e.Satisfied(func(l *Expression) bool {
		for _, a := range allowed {
			if l.Meets(a) {
				return true
			}
		}
		return false
	})
}

// Alternatives returns the choices that an expression leaves: lists of single
// licenses that apply together, in the order of the text, without repeats in one
// list. An expression that leaves more than 1024, or more than 4096 licenses in
// all of them, gives an error that wraps [ErrLimit].
func (e *Expression) Alternatives() ([][]*Expression, error) {
	switch e.Operator {
	case "":
		return [][]*Expression{{e}}, nil
	case Or:
		var all [][]*Expression
		for _, o := range e.Operands {
			more, err := o.Alternatives()
			if err != nil {
				return nil, err
			}
			if all = append(all, more...); len(all) > maxAlternatives {
				return nil, fmt.Errorf("alternatives: %w", ErrLimit)
			}
		}
		return all, nil
	}
	all := [][]*Expression{nil}
	for _, o := range e.Operands {
		more, err := o.Alternatives()
		if err != nil {
			return nil, err
		}
		if len(all)*len(more) > maxAlternatives || count(all)*len(more)+count(more)*len(all) > maxObligations {
			return nil, fmt.Errorf("alternatives: %w", ErrLimit)
		}
		all = cross(all, more)
	}
	return all, nil
}

func count(lists [][]*Expression) int {
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	return n
}

func cross(a, b [][]*Expression) [][]*Expression {
	out := make([][]*Expression, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			list := append([]*Expression{}, x...)
			for _, e := range y {
				list = addNew(list, e)
			}
			out = append(out, list)
		}
	}
	return out
}

func addNew(list []*Expression, e *Expression) []*Expression {
	for _, have := range list {
		if have.License == e.License && have.OrLater == e.OrLater && have.Exception == e.Exception {
			return list
		}
	}
	return append(list, e)
}
