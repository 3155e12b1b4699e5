package jenkins

import (
	"sort"
	"strings"
)

// exit is how the statements of a block end.
type exit uint8

const (
	goesOn  exit = iota
	returns      // from the block that it stands in
	fails        // the build, unless somebody catches it
)

// leave notes what a statement of the call's own block does to what follows.
func (c *call) leave(statement string) {
	if c == nil {
		return
	}
	switch statement {
	case "return":
		c.leaves = max(c.leaves, returns)
	case "throw", "error":
		c.leaves = fails
	}
}

// label is a case of a switch; the default has no value.
type label struct {
	start int
	value []token
}

// label reads `case value:` or `default:` of a switch, if a statement begins with
// it.
func (p *parser) label(owner *call) bool {
	word := p.wordAt(p.at)
	if owner == nil || owner.name != "switch" || word != "case" && word != "default" {
		return false
	}
	from := p.at + 1
	for i := from; i < len(p.list) && p.list[i].kind != lineEnd; i++ {
		if p.is(i, ':') {
			owner.labels = append(owner.labels, label{p.list[p.at].start, p.list[from:i]})
			p.at = i + 1
			return true
		}
	}
	return false
}

// controlled reads what belongs to a call behind its parentheses: a closure, or
// the one statement of an if or a for.
func (p *parser) controlled(c *call) {
	switch i := p.brace(p.at); {
	case i >= 0:
		p.at = i
		c.defines = p.defined(c)
		p.body(c)
	case c.name == "if" || c.name == "for":
		p.single(c)
	}
	if c.name == "if" {
		p.ended = c
	}
}

// defined reports whether a name with parentheses and a block is that of a method
// that is defined: a type stands before it.
func (p *parser) defined(c *call) bool {
	i := sort.Search(len(p.list), func(i int) bool { return p.list[i].start >= c.start }) - 1
	switch name := p.wordAt(max(i, 0)); {
	case i < 0 || !p.isWord(i):
		return false
	case name == "def" || name == "static" || name == "private" || name == "public" || name == "final":
		return true
	default:
		return !isKeyword(name) && !strings.Contains(c.name, ".")
	}
}

// otherwise reads an else: a block of its own, one statement, or the next if,
// which the caller goes on with.
func (p *parser) otherwise(c, owner *call) *call {
	if p.ended != nil && p.ended.parent == owner {
		c.otherwise = p.ended
	}
	next := p.at
	for next < len(p.list) && p.list[next].kind == lineEnd {
		next++
	}
	if p.wordAt(next) == "if" && p.is(next+1, '(') {
		p.at = next
		from := len(p.calls)
		last, _ := p.name(owner, nil, "", atLine, true)
		if from < len(p.calls) {
			p.calls[from].otherwise = c.otherwise
		}
		return last
	}
	p.add(c)
	if p.is(next, '{') {
		p.at = next
		p.body(c)
	} else {
		p.single(c)
	}
	c.end = p.list[p.at-1].end
	return c
}

// single reads the one statement that belongs to an if, an else or a for.
func (p *parser) single(c *call) {
	for p.at < len(p.list) && p.list[p.at].kind == lineEnd {
		p.at++
	}
	if p.more() && !p.is(p.at, '}') && !p.is(p.at, ')') && !p.is(p.at, ']') && !p.is(p.at, ';') {
		p.statement(c)
	}
}
