package jenkins

import (
	"strings"
)

// rank says who decides a text, in rising order of danger.
type rank uint8

const (
	clean     rank = iota
	worktree       // whoever changes files of the repository
	parameter      // whoever may start the build
	branch         // whoever may push a branch or a tag
	outsider       // whoever opens a change request or comments on one
)

// origin is what a value is made of at worst.
type origin struct {
	rank rank
	// what names it, as in "env.CHANGE_TITLE".
	what string
}

func (o *origin) join(other origin) {
	if other.rank > o.rank {
		*o = other
	}
}

// maxHops bounds how far a value is followed through variables and strings.
const maxHops = 12

// origin returns where the text of a value comes from.
func (c *check) origin(value []token, hops int) origin {
	var worst origin
	if hops > maxHops {
		return worst
	}
	for i := 0; i < len(value); {
		switch tok := value[i]; {
		case tok.kind == text:
			worst.join(c.interpolated(tok, hops))
			i++
		case tok.kind == word && !c.mark(value, i-1, '.') && !c.named(value, i):
			o, next := c.term(value, i, hops)
			worst.join(o)
			i = max(next, i+1)
		default:
			i++
		}
	}
	return worst
}

func (c *check) interpolated(tok token, hops int) origin {
	var worst origin
	for _, h := range tok.holes {
		worst.join(c.origin(c.inside(h), hops+1))
	}
	return worst
}

// inside returns the tokens of an interpolation.
func (c *check) inside(h hole) []token {
	list, _ := lex(c.text, h.inner, h.innerEnd)
	return list
}

func (c *check) mark(value []token, i int, m byte) bool {
	return i >= 0 && i < len(value) && value[i].kind == mark && c.text[value[i].start] == m
}

// named reports whether a word is the name of an argument or a key.
func (c *check) named(value []token, i int) bool {
	return c.mark(value, i+1, ':') && (i == 0 || c.mark(value, i-1, '(') || c.mark(value, i-1, ',') || c.mark(value, i-1, '['))
}

// term judges a name with what is called on it, and returns the index behind.
func (c *check) term(value []token, i, hops int) (origin, int) {
	parts := []string{c.source(value[i])}
	next := i + 1
	for {
		at := next
		if c.mark(value, at, '?') && c.mark(value, at+1, '.') {
			at++
		}
		if !c.mark(value, at, '.') || at+1 >= len(value) || value[at+1].kind != word {
			break
		}
		parts = append(parts, c.source(value[at+1]))
		next = at + 2
	}
	if len(parts) == 1 && c.mark(value, next, '[') && c.mark(value, next+2, ']') && value[next+1].kind == text && (parts[0] == "env" || parts[0] == "params") {
		parts = append(parts, c.raw(value[next+1]))
		next += 3
	}
	args, behind := c.arguments(value, next)
	called := behind > next
	if !called && isStep(parts[len(parts)-1]) {
		args, behind, called = value[next:], len(value), true // a call without parentheses
	}
	o := c.base(parts, called, args, hops)
	return c.chain(o, value, behind)
}

// arguments returns the tokens between parentheses that open at an index, and
// the index behind.
func (c *check) arguments(value []token, i int) ([]token, int) {
	if !c.mark(value, i, '(') {
		return nil, i
	}
	depth := 0
	for j := i; j < len(value); j++ {
		switch {
		case c.mark(value, j, '('):
			depth++
		case c.mark(value, j, ')'):
			if depth--; depth == 0 {
				return value[i+1 : j], j + 1
			}
		}
	}
	return value[i+1:], len(value)
}

// chain follows the methods that are called on a value.
func (c *check) chain(o origin, value []token, i int) (origin, int) {
	for {
		at := i
		for at < len(value) && value[at].kind == lineEnd {
			at++
		}
		if c.mark(value, at, '?') && c.mark(value, at+1, '.') {
			at++
		}
		if c.mark(value, i, '[') {
			for i < len(value) && !c.mark(value, i, ']') {
				i++
			}
			i++
			continue
		}
		if !c.mark(value, at, '.') || at+1 >= len(value) || value[at+1].kind != word {
			break
		}
		args, next := c.arguments(value, at+2)
		if cleans(c.source(value[at+1]), c.written(args)) {
			o = origin{}
		}
		i = next
	}
	// A value that is only compared or tested does not flow on.
	compared := c.mark(value, i, '=') && (c.mark(value, i+1, '=') || c.mark(value, i+1, '~')) || c.mark(value, i, '!') && c.mark(value, i+1, '=')
	tested := c.mark(value, i, '?') && !c.mark(value, i+1, ':') && !c.mark(value, i+1, '.')
	if compared || tested || i < len(value) && value[i].kind == word && c.source(value[i]) == "in" {
		o = origin{}
	}
	return o, i
}

// written returns tokens as they stand in the file.
func (c *check) written(value []token) string {
	if len(value) == 0 {
		return ""
	}
	return string(c.text[value[0].start:value[len(value)-1].end])
}

func isStep(name string) bool {
	return name == "sh" || name == "bat" || name == "powershell" || name == "pwsh" || readsFile(name)
}

// base judges a name with dots, or what it returns when called.
func (c *check) base(parts []string, called bool, args []token, hops int) origin {
	method := ""
	if called {
		method = parts[len(parts)-1]
	}
	switch {
	case called && readsFile(method):
		if strings.Contains(c.written(args), "text:") {
			return c.origin(args, hops+1)
		}
		return origin{worktree, "a file of the work tree"}
	case called && isStep(method):
		for _, tok := range stringsOf(args) {
			if r, what := printedBy(c.raw(tok)); r > clean {
				return origin{r, what}
			}
		}
		return origin{}
	case called && len(parts) == 1:
		return origin{}
	}
	if len(parts) > 1 {
		for i, p := range parts[1:] {
			arg := ""
			if called && i == len(parts)-2 {
				arg = c.written(args)
			}
			if (i > 0 || called || parts[0] != "params" && parts[0] != "env") && cleans(p, arg) {
				return origin{}
			}
		}
	}
	switch parts[0] {
	case "env":
		if len(parts) > 1 {
			return c.variable(parts[1], "env.", hops)
		}
		return origin{}
	case "params":
		if len(parts) > 1 {
			return c.input(parts[1])
		}
		return origin{}
	case "pullRequest":
		if len(parts) > 1 && strings.Contains(" title body headRef comments ", " "+parts[1]+" ") {
			return origin{outsider, strings.Join(parts[:2], ".")}
		}
		return origin{}
	case "currentBuild":
		if len(parts) > 1 && strings.HasPrefix(parts[1], "changeSet") {
			return origin{outsider, "a commit's message"}
		}
		return origin{}
	}
	return c.variable(parts[0], "", hops)
}

// variable judges a variable: what the file sets it to, or else what the
// platform does.
func (c *check) variable(name, prefix string, hops int) origin {
	key := prefix + name
	if _, ok := c.pinned[name]; ok {
		return origin{}
	}
	if def, i := c.parameterOf(name); def != nil && prefix == "" {
		return c.handed(def, i, hops)
	}
	set, place := c.visible(name)
	key += place
	if o, ok := c.origins[key]; ok {
		return o
	}
	if len(set) == 0 {
		return c.global(name, prefix+name)
	}
	c.origins[key] = c.global(name, prefix+name) // for a variable that is set from itself
	var worst origin
	for _, a := range set {
		worst.join(c.originIn(a.parent, a.start(), a.value, hops+1))
	}
	c.origins[key] = worst
	return worst
}

// global judges a variable that the file does not set.
func (c *check) global(name, written string) origin {
	if r := predefined(name); r > clean {
		return origin{r, written}
	}
	if c.payload[name] {
		return origin{outsider, written + " of a webhook"}
	}
	if _, ok := c.inputs[name]; ok {
		return c.input(name)
	}
	return origin{}
}

// input judges a parameter of the build. The values of some are limited.
func (c *check) input(name string) origin {
	if _, ok := c.pinned[c.parameterName(name)]; ok {
		return origin{}
	}
	switch c.inputs[name].Type {
	case "choice", "booleanParam", "password", "run", "file":
		return origin{}
	}
	return origin{parameter, "params." + name}
}

// originAt judges a value at the call that it is given to: variables that hold there
// what the file allows are nobody's.
func (c *check) originAt(cl *call, value []token) origin {
	o := c.originIn(cl, cl.start, value, 0)
	if o.rank == clean {
		return o
	}
	pinned := c.guarded(cl)
	if len(pinned) == 0 {
		return o
	}
	known := c.origins
	c.pinned, c.origins = pinned, map[string]origin{}
	o = c.originIn(cl, cl.start, value, 0)
	c.pinned, c.origins = nil, known
	if o.rank == branch && pinned.branch() {
		return origin{}
	}
	return o
}

// branch reports whether it is known on which branch the build runs.
func (n names) branch() bool {
	for name := range n {
		if predefined(name) == branch {
			return true
		}
	}
	return false
}
