package license

import (
	"iter"
	"slices"
	"strings"
)

// Operator joins expressions.
type Operator string

// The operators. A single license has none.
const (
	And Operator = "AND" // all operands apply
	Or  Operator = "OR"  // whoever uses the software chooses one
)

// Expression is a node in the tree of a license expression: either an operator
// with operands or a single license. It is read-only and safe for concurrent
// use.
type Expression struct {
	// Operator is empty for a single license.
	Operator Operator
	// Operands are at least two, in the order of the text.
	Operands []*Expression

	// License is an identifier of the SPDX list in the spelling of the list, or a
	// reference: "LicenseRef-…", "DocumentRef-…:LicenseRef-…".
	License string
	// OrLater says that later versions may be chosen too, as "+" does. The
	// identifiers of GNU licenses say so themselves.
	OrLater bool
	// Exception is the identifier behind WITH, or "AdditionRef-…".
	Exception string
}

// String returns the expression in the grammar of SPDX, with brackets only
// where they are needed.
func (e *Expression) String() string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (e *Expression) write(b *strings.Builder) {
	if e.Operator == "" {
		b.WriteString(e.License)
		if e.OrLater {
			b.WriteByte('+')
		}
		if e.Exception != "" {
			b.WriteString(" WITH " + e.Exception)
		}
		return
	}
	for i, o := range e.Operands {
		if i > 0 {
			b.WriteString(" " + string(e.Operator) + " ")
		}
		if bracket := e.Operator == And && o.Operator == Or; bracket {
			b.WriteByte('(')
			o.write(b)
			b.WriteByte(')')
		} else {
			o.write(b)
		}
	}
}

// Licenses yields the single licenses of an expression in the order of the
// text, with repeats.
func (e *Expression) Licenses() iter.Seq[*Expression] {
	return func(yield func(*Expression) bool) { e.each(yield) }
}

func (e *Expression) each(yield func(*Expression) bool) bool {
	if e.Operator == "" {
		return yield(e)
	}
	for _, o := range e.Operands {
		if !o.each(yield) {
			return false
		}
	}
	return true
}

// IsRef reports whether e is a single license that the SPDX list does not have.
func (e *Expression) IsRef() bool {
	return e.Operator == "" && strings.Contains(e.License, "LicenseRef-")
}

// Canonical returns the expression in the form in which equal ones mostly have
// equal text: deprecated identifiers are replaced by what the list names instead,
// "+" of GNU licenses by "-or-later", operands of the same operator are in one
// list, and repeated ones are left out. The order stays.
func (e *Expression) Canonical() *Expression {
	if e.Operator == "" {
		return canonicalLicense(e)
	}
	var operands []*Expression
	seen := map[string]bool{}
	add := func(o *Expression) {
		if text := o.String(); !seen[text] {
			seen[text] = true
			operands = append(operands, o)
		}
	}
	for _, o := range e.Operands {
		o = o.Canonical()
		if o.Operator != e.Operator {
			add(o)
			continue
		}
		for _, inner := range o.Operands {
			add(inner)
		}
	}
	if len(operands) == 1 {
		return operands[0]
	}
	return &Expression{Operator: e.Operator, Operands: operands}
}

// canonicalLicense replaces a deprecated identifier, keeping an exception of
// its own.
func canonicalLicense(e *Expression) *Expression {
	own := *e
	if entry, ok := Lookup(own.License + "+"); ok && own.OrLater {
		own.License, own.OrLater = entry.ID, false // GPL-2.0+
	}
	if next, ok := successors()[own.License]; ok {
		id, exception, _ := strings.Cut(next, " WITH ")
		if exception == "" || own.Exception == "" || own.Exception == exception {
			own.License = id
			if exception != "" {
				own.Exception = exception
			}
		}
	}
	if base, ok := strings.CutSuffix(own.License, "-only"); ok && own.OrLater {
		if entry, ok := Lookup(base + "-or-later"); ok {
			own.License = entry.ID
		}
	}
	if strings.HasSuffix(own.License, "-or-later") {
		own.OrLater = false
	}
	if next, ok := successors()[own.Exception]; ok {
		own.Exception = next
	}
	return &own
}

// Join returns the expression of several with one operator, nil of none.
func Join(operator Operator, list ...*Expression) *Expression {
	list = slices.DeleteFunc(slices.Clone(list), func(e *Expression) bool { return e == nil })
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return &Expression{Operator: operator, Operands: list}
}
