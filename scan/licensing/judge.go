package licensing

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/license"
)

// opinion is what rules say about an expression.
type opinion struct {
	verdict Verdict
	unknown bool     // the class of what decided is not known, and no list names it
	parts   []string // that decided, without repeats
}

func rank(v Verdict) int { return slices.Index([]Verdict{Allow, Review, Deny}, v) }

// worse reports whether o is less than what other says; a license that is not
// known is worse than one of the same verdict that is.
func (o opinion) worse(other opinion) bool {
	if o.verdict != other.verdict {
		return rank(o.verdict) > rank(other.verdict)
	}
	return o.unknown && !other.unknown
}

// judge returns what the rules say about an expression. Its depth is bounded by
// the parser.
func (r *rules) judge(e *license.Expression) opinion {
	if e.Operator == "" {
		return r.single(e)
	}
	key := sortedText(e)
	for _, entry := range r.entries {
		if entry.expression != nil && entry.expression.Operator != "" && sortedText(entry.expression) == key {
			return opinion{verdict: entry.verdict, parts: []string{e.String()}}
		}
	}
	opinions := make([]opinion, 0, len(e.Operands))
	for _, operand := range e.Operands {
		opinions = append(opinions, r.judge(operand))
	}
	out := opinions[0]
	for _, o := range opinions[1:] {
		if e.Operator == license.Or && out.worse(o) || e.Operator == license.And && o.worse(out) {
			out = o
		}
	}
	var parts []string
	for _, o := range opinions {
		if !o.worse(out) && !out.worse(o) {
			parts = append(parts, o.parts...)
		}
	}
	out.parts = unique(parts)
	return out
}

// unique returns a list without repeats, in its order.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again
	})
}

// sortedText is the same for expressions that differ in the order of operands.
func sortedText(e *license.Expression) string {
	if e.Operator == "" {
		return e.String()
	}
	parts := make([]string, 0, len(e.Operands))
	for _, o := range e.Operands {
		parts = append(parts, sortedText(o))
	}
	slices.Sort(parts)
	return "(" + strings.Join(parts, " "+string(e.Operator)+" ") + ")"
}

// single judges a single license by the most special entry; entries are in the
// order from strict to mild.
func (r *rules) single(e *license.Expression) opinion {
	out := opinion{parts: []string{e.String()}}
	best := 0
	for _, entry := range r.entries {
		if s := entry.special(e); s > best {
			best, out.verdict = s, entry.verdict
		}
	}
	switch {
	case best > 0:
	case e.Class() == license.Unknown:
		out.verdict, out.unknown = r.Unknown, true
	default:
		out.verdict = r.Otherwise
	}
	return out
}

// special returns how special an entry is for a single license; 0 is not at
// all.
func (n entry) special(e *license.Expression) int {
	switch {
	case n.expression == nil && e.Class() == n.class:
		return 1
	case n.expression == nil || n.verdict == Allow && !e.Meets(n.expression) || n.verdict != Allow && !e.Within(n.expression):
		return 0
	case n.expression.Exception != "":
		return 3
	default:
		return 2
	}
}
