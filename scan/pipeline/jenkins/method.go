package jenkins

import (
	"slices"
	"strconv"
	"strings"
)

// originIn judges a value with the names that a call or block knows at a place in
// it; nil knows all.
func (c *check) originIn(at *call, offset int, value []token, hops int) origin {
	before, place := c.at, c.offset
	c.at, c.offset = at, offset
	defer func() { c.at, c.offset = before, place }()
	return c.origin(value, hops)
}

// visible returns the assignments of a variable that count at the place of
// interest: of those that make a new variable, the ones in the blocks around it,
// and of all of these none that a later one there takes the place of. Where there
// are others, the place tells the variable from them.
func (c *check) visible(name string) (set []assignment, place string) {
	all := c.settings(name)
	if len(all) > maxSettings {
		return all, ""
	}
	last := -1
	for _, a := range all {
		if c.at == nil || !a.local || a.parent == nil || a.parent.surrounds(c.at) {
			set = append(set, a)
			if c.replaces(a) {
				last = max(last, a.start())
			}
		}
	}
	if last >= 0 {
		set = slices.DeleteFunc(set, func(a assignment) bool { return a.start() < last || a.start() >= c.offset })
	}
	if len(set) < len(all) {
		for _, a := range set {
			place += "@" + strconv.Itoa(a.start())
		}
	}
	return set, place
}

// replaces reports whether an assignment stands before the place of interest, in
// a block around it that is not left in between, so that what the variable held
// before it is gone. A loop may come back to it.
func (c *check) replaces(a assignment) bool {
	if c.at == nil || a.adds || a.parent == nil || a.start() >= c.offset || !a.parent.surrounds(c.at) {
		return false
	}
	for block := c.at; block != a.parent; block = block.parent {
		if block.defines || loops(block.method()) || block.late() {
			return false
		}
	}
	return true
}

// late reports whether a call is a closure that may run later than where it stands,
// which those of parallel do not.
func (c *call) late() bool {
	return c.name == "" && (c.parent == nil || c.parent.name != "parallel")
}

// loops reports whether the block of a call can run several times.
func loops(name string) bool {
	switch name {
	case "for", "while", "do", "each", "eachWithIndex", "times", "collect", "collectEntries", "any", "every", "find", "findAll", "upto", "retry", "waitUntil":
		return true
	}
	return false
}

// surrounds reports whether a call is another one or around it.
func (c *call) surrounds(inner *call) bool {
	for ; inner != nil; inner = inner.parent {
		if inner == c {
			return true
		}
	}
	return false
}

// parameterOf returns the method around the place of interest that has a
// parameter of a name, with its index; nil for none.
func (c *check) parameterOf(name string) (*call, int) {
	for def := c.at; def != nil; def = def.parent {
		if !def.defines {
			continue
		}
		for i, p := range def.args {
			if c.parameterIn(p.value) == name {
				return def, i
			}
		}
	}
	return nil, 0
}

// parameterIn returns the name in a parameter: `name`, `Type name` or either with
// a default.
func (c *check) parameterIn(value []token) string {
	name := ""
	for _, t := range value {
		if t.kind != word {
			if t.kind == mark && c.text[t.start] == '=' {
				break
			}
			continue
		}
		name = c.source(t)
	}
	return name
}

// maxUses bounds how many uses of a method are looked at.
const maxUses = 100

// handed judges a parameter of a method by what the file's own calls give it, and
// by what the method sets it to itself. Of those of a library's steps nothing is
// known.
func (c *check) handed(def *call, index, hops int) origin {
	name := c.parameterIn(def.args[index].value)
	key := def.name + "(" + name
	if o, ok := c.origins[key]; ok || hops > maxHops {
		return o
	}
	c.origins[key] = origin{}
	var worst origin
	uses := c.methods[def.name]
	for _, use := range uses[:min(len(uses), maxUses)] {
		if index < len(use.args) && use.args[index].name == "" {
			worst.join(c.originIn(use, use.start, use.args[index].value, hops+1))
		}
	}
	for _, a := range c.values[name] {
		if def.surrounds(a.parent) && !strings.HasPrefix(a.name, "env.") {
			worst.join(c.originIn(a.parent, a.start(), a.value, hops+1))
		}
	}
	c.origins[key] = worst
	return worst
}
