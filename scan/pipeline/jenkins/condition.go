package jenkins

import (
	"slices"
	"strings"
)

// plain returns the name of a variable without the "env." before it.
func plain(name string) string { return strings.TrimPrefix(name, "env.") }

// maxConditions bounds how many conditions of a file are looked at, those that
// variables lead to counted each time.
const maxConditions = 20000

// allows returns the variables that hold nothing but what the file allows where
// a condition comes out true, or false. It knows comparisons with what the file
// says, lists and expressions that hold no more than names, and variables that
// such a condition was kept in.
func (c *check) allows(cond []token, holds bool, hops int) names {
	cond = c.bare(cond)
	if c.guards.spent++; len(cond) == 0 || hops > maxHops || c.guards.spent > maxConditions {
		return nil
	}
	if parts := c.split(cond, '|'); len(parts) > 1 {
		return c.together(parts, holds, !holds, hops)
	}
	if parts := c.split(cond, '&'); len(parts) > 1 {
		return c.together(parts, holds, holds, hops)
	}
	if left, op, right := c.comparison(cond); op != "" {
		return c.compared(left, op, right, holds, hops)
	}
	if c.mark(cond, 0, '!') {
		return c.allows(cond[1:], !holds, hops+1)
	}
	if receiver, method, args := c.asked(cond); method != "" {
		return c.answered(receiver, method, args, holds, hops)
	}
	return c.kept(c.variableIn(cond), func(value string) bool { return truth(value) == holds }, holds, hops)
}

// together returns what several conditions allow: all of them at once, or one of
// them.
func (c *check) together(parts [][]token, holds, all bool, hops int) names {
	var sets []names
	for _, p := range parts {
		sets = append(sets, c.allows(p, holds, hops+1))
	}
	if !all {
		return common(sets)
	}
	found := names{}
	for _, set := range sets {
		found.join(set)
	}
	return found
}

// bare returns a value without line breaks and the parentheses around it.
func (c *check) bare(value []token) []token {
	value = slices.DeleteFunc(slices.Clone(value), func(t token) bool { return t.kind == lineEnd })
	for len(value) > 1 && c.mark(value, 0, '(') {
		args, next := c.arguments(value, 0)
		if next != len(value) || !c.mark(value, next-1, ')') {
			break
		}
		value = args
	}
	return value
}

// split splits a condition at an operator of two equal characters outside of
// brackets.
func (c *check) split(cond []token, op byte) [][]token {
	var list [][]token
	depth, from := 0, 0
	for i := range cond {
		depth += c.nesting(cond[i])
		if depth == 0 && i > from && c.mark(cond, i-1, op) && c.mark(cond, i, op) && cond[i-1].end == cond[i].start {
			list = append(list, cond[from:i-1])
			from = i + 1
		}
	}
	return append(list, cond[from:])
}

// nesting returns by how much a token changes the depth of brackets.
func (c *check) nesting(t token) int {
	if t.kind != mark {
		return 0
	}
	switch c.text[t.start] {
	case '(', '[', '{':
		return 1
	case ')', ']', '}':
		return -1
	}
	return 0
}

// comparison splits a condition at its comparison; the operator is empty where it
// has none.
func (c *check) comparison(cond []token) (left []token, op string, right []token) {
	depth := 0
	for i, t := range cond {
		depth += c.nesting(t)
		if depth > 0 || i == 0 {
			continue
		}
		if t.kind == word && c.source(t) == "in" {
			if c.mark(cond, i-1, '!') {
				return cond[:i-1], "!in", cond[i+1:]
			}
			return cond[:i], "in", cond[i+1:]
		}
		for _, known := range []string{"==~", "===", "!==", "=~", "==", "!="} {
			if end := t.start + len(known); t.kind == mark && end <= len(c.text) && string(c.text[t.start:end]) == known {
				return cond[:i], known, cond[i+len(known):]
			}
		}
	}
	return nil, "", nil
}

// compared returns what a comparison allows.
func (c *check) compared(left []token, op string, right []token, holds bool, hops int) names {
	switch op {
	case "!=", "!==":
		return c.compared(left, "==", right, !holds, hops)
	case "!in":
		return c.compared(left, "in", right, !holds, hops)
	case "==", "===":
		return c.equal(left, right, holds, hops)
	}
	if !holds {
		return nil
	}
	switch {
	case op == "in" && c.lists(right), op == "==~" && c.narrow(right, true), op == "=~" && c.narrow(right, false):
		return c.held(left)
	}
	return nil
}

// equal returns what it allows that two values are equal, or are not.
func (c *check) equal(left, right []token, holds bool, hops int) names {
	if c.variableIn(left) == "" && c.variableIn(right) != "" {
		left, right = right, left
	}
	found := names{}
	if holds && len(right) > 0 && c.origin(right, 0).rank == clean {
		found.join(c.held(left))
	}
	switch value := c.bare(right); {
	case len(value) != 1:
	case value[0].kind == word && (c.source(value[0]) == "true" || c.source(value[0]) == "false"):
		found.join(c.allows(left, (c.source(value[0]) == "true") == holds, hops+1))
	case len(value[0].holes) == 0:
		same := c.plainText(value[0])
		found.join(c.kept(c.variableIn(left), func(v string) bool { return (v == same) == holds }, false, hops))
	}
	return found
}

// plainText returns a string or a word as a condition compares it; null is
// nothing.
func (c *check) plainText(t token) string {
	if t.kind == text {
		return c.string(t).Value()
	}
	if s := c.source(t); s != "null" {
		return s
	}
	return ""
}

// truth reports whether a value counts as true in a condition.
func truth(value string) bool { return value != "" && value != "false" && value != "0" }

// held returns the variable that a value is, with the one that it is a copy of.
func (c *check) held(value []token) names {
	name := c.variableIn(value)
	if name == "" {
		return nil
	}
	at := value[0].start
	found := names{name: at}
	if set := c.settings(name); len(set) == 1 && !set[0].adds {
		if other := c.variableIn(set[0].value); other != "" {
			found[other] = at
		}
	}
	return found
}

// kept returns what it allows that a variable has one of some values, by what
// the file sets it to: all of the values that it can have then were set under
// conditions, or are conditions themselves that hold or not.
func (c *check) kept(name string, has func(string) bool, holds bool, hops int) names {
	set := c.settings(name)
	if _, given := c.inputs[name]; given || name == "" || hops > maxHops || len(set) > maxSettings {
		return nil
	}
	var sets []names
	for _, a := range set {
		found := names{}
		switch value := c.bare(a.value); {
		case len(value) != 1 || len(value[0].holes) > 0:
			found.join(c.allows(value, holds, hops+1))
		case !has(c.plainText(value[0])):
			continue
		}
		if hops < 2 {
			found.join(c.around(a.parent, a.start()))
		}
		for other := range found {
			found[other] = a.start()
		}
		sets = append(sets, found)
	}
	return common(sets)
}

// asked splits a condition that is a question to a value, such as
// list.contains(x).
func (c *check) asked(cond []token) (receiver []token, method string, args []token) {
	depth := 0
	for i := len(cond) - 1; i > 1; i-- {
		depth -= c.nesting(cond[i])
		if depth > 0 {
			continue
		}
		if i == len(cond)-1 || !c.mark(cond, i, '(') || cond[i-1].kind != word || !c.mark(cond, i-2, '.') {
			return nil, "", nil
		}
		receiver = cond[:i-2]
		if c.mark(cond, i-3, '?') {
			receiver = cond[:i-3]
		}
		return receiver, c.source(cond[i-1]), cond[i+1 : len(cond)-1]
	}
	return nil, "", nil
}

// answered returns what the answer to a question allows.
func (c *check) answered(receiver []token, method string, args []token, holds bool, hops int) names {
	switch method {
	case "equals", "equalsIgnoreCase":
		return c.equal(receiver, args, holds, hops)
	case "contains", "containsKey":
		if holds && c.lists(receiver) {
			return c.held(args)
		}
	case "matches":
		if holds && c.narrow(args, true) {
			return c.held(receiver)
		}
	}
	return nil
}

// lists reports whether a value is a list, map or text that the file spells out.
func (c *check) lists(value []token) bool {
	value = c.bare(value)
	if len(value) == 0 || c.origin(value, 0).rank != clean {
		return false
	}
	return value[0].kind == text || c.mark(value, 0, '[') || len(c.settings(c.variableIn(value))) > 0
}

// variableIn returns the variable whose text a value is, letters and white space
// at its ends aside; empty for any other value.
func (c *check) variableIn(value []token) string {
	value = c.bare(value)
	if len(value) == 0 {
		return ""
	}
	name, i := "", 1
	switch t := value[0]; {
	case t.kind == text && len(t.holes) == 1 && t.holes[0].start == t.inner && t.holes[0].end == t.innerEnd:
		name = c.variableIn(c.inside(t.holes[0]))
	case t.kind == word && !isLiteral(c.source(t)):
		name, i = c.member(value)
	}
	for i < len(value) {
		if c.mark(value, i, '?') {
			i++
		}
		if !c.mark(value, i, '.') || i+1 >= len(value) || !keeps(c.source(value[i+1])) {
			return ""
		}
		args, next := c.arguments(value, i+2)
		if next == i+2 || len(args) > 0 {
			return ""
		}
		i = next
	}
	return name
}

// isLiteral reports whether a word is a number or a value of the language.
func isLiteral(word string) bool {
	return word == "true" || word == "false" || word == "null" || word[0] >= '0' && word[0] <= '9'
}

// member reads a name with what it is a part of, and returns the index behind.
func (c *check) member(value []token) (string, int) {
	name := c.source(value[0])
	if name != "env" && name != "params" {
		return name, 1
	}
	part, next := "", 1
	switch {
	case c.mark(value, 1, '.') && len(value) > 2 && value[2].kind == word:
		part, next = c.source(value[2]), 3
	case c.mark(value, 1, '[') && c.mark(value, 3, ']') && value[2].kind == text:
		part, next = c.raw(value[2]), 4
	default:
		return "", 1
	}
	if name == "params" {
		part = c.parameterName(part)
	}
	return part, next
}

// parameterName returns the name of a parameter among variables: as it is, but
// where the file has a variable of that name besides.
func (c *check) parameterName(name string) string {
	if len(c.settings(name)) > 0 {
		return "params." + name
	}
	return name
}

// keeps reports whether what a method returns is its receiver, but for letters'
// case and white space at the ends.
func keeps(method string) bool {
	switch method {
	case "trim", "strip", "toLowerCase", "toUpperCase", "toString":
		return true
	}
	return false
}
