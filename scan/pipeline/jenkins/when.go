package jenkins

import (
	"slices"
	"strings"
)

// allowed returns the variables that hold nothing but what the file allows where
// the conditions in when { } are met, or are not ("Pipeline Syntax", when).
func (c *check) allowed(block *call, met bool, depth int) names {
	var sets []names
	if depth > maxHops {
		return nil
	}
	for _, cl := range c.guards.parts[block] {
		sets = append(sets, c.met(cl, met, depth))
	}
	if all := (block.name != "anyOf") == met; !all {
		return common(sets)
	}
	found := names{}
	for _, set := range sets {
		found.join(set)
	}
	return found
}

func (c *check) met(cl *call, met bool, depth int) names {
	switch cl.name {
	case "anyOf", "allOf":
		return c.allowed(cl, met, depth+1)
	case "not":
		return c.allowed(cl, !met, depth+1)
	case "expression":
		return c.allows(c.returned(cl), met, 0)
	}
	if !met {
		return nil
	}
	at := cl.start
	switch cl.name {
	case "branch":
		if c.matchesFew(cl) {
			return names{"BRANCH_NAME": at, "GIT_BRANCH": at, "GIT_LOCAL_BRANCH": at}
		}
	case "tag":
		if c.matchesFew(cl) {
			return names{"TAG_NAME": at, "BRANCH_NAME": at}
		}
	case "environment":
		if _, ok := c.literal(cl.argument("value")); ok {
			return names{c.constant(cl.argument("name")): at}
		}
	case "equals":
		return c.equal(cl.argument("actual"), cl.argument("expected"), true, 0)
	}
	return nil
}

// matchesFew reports whether a condition on a branch or a tag holds for names
// only that cannot be code: one that is spelt out, or those of an expression.
func (c *check) matchesFew(cl *call) bool {
	pattern := cl.first("pattern")
	name, ok := c.literal(pattern)
	if comparator := cl.argument("comparator"); comparator != nil {
		return ok && (c.constant(comparator) == "EQUALS" || c.constant(comparator) == "REGEXP" && c.narrow(pattern, true))
	}
	return ok && !strings.ContainsAny(name, "*?")
}

// returned returns the value of a closure: its last statement, nil where another
// one may return too.
func (c *check) returned(cl *call) []token {
	list, _ := lex(c.text, cl.start, cl.end)
	open := slices.IndexFunc(list, func(t token) bool { return t.kind == mark && c.text[t.start] == '{' })
	if open < 0 || !c.mark(list, len(list)-1, '}') {
		return nil
	}
	list = trim(list[open+1 : len(list)-1])
	depth, from := 0, 0
	for i, t := range list {
		depth += c.nesting(t)
		if depth == 0 && (t.kind == lineEnd && !c.goesOver(list, i) || c.mark(list, i, ';')) {
			from = i + 1
		}
	}
	if slices.ContainsFunc(list[:from], func(t token) bool { return t.kind == word && c.source(t) == "return" }) {
		return nil // it may be something else
	}
	list = trim(list[from:])
	if len(list) > 0 && list[0].kind == word && c.source(list[0]) == "return" {
		list = list[1:]
	}
	return list
}

// goesOver reports whether a statement goes on behind the line break at an
// index.
func (c *check) goesOver(list []token, i int) bool {
	operator := func(i int) bool {
		return c.mark(list, i, '&') || c.mark(list, i, '|') || c.mark(list, i, '=') || c.mark(list, i, '.')
	}
	return operator(i-1) || operator(i+1)
}
