package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// call is a call of a step, a method or a block, such as `sh "x"`,
// `docker.image('x')` and `stage('x') { … }`. Statements of the language that
// look alike (if, for, try) are taken for calls too.
type call struct {
	// name is the path as written, without white space: "docker.image". That
	// of an annotation begins with an @.
	name       string
	start, end int // bytes, with the closure
	// receiver is the call in front of the dot, parent the one whose arguments
	// or closure it stands in.
	receiver, parent *call
	// otherwise is the if whose else this is: a call named else, or another if.
	otherwise *call
	// leaves says how the statements of the call's own block end.
	leaves exit
	// defines says that it is the definition of a method, whose parameters are the
	// arguments.
	defines bool
	// labels are those of a switch.
	labels []label
	// args are the arguments in their order, entries the named ones of lists
	// and maps in them.
	args, entries []argument
	closure       bool
}

// argument is a value that a call is given.
type argument struct {
	name  string // "" for a positional one
	value []token
}

// assignment is `name = value`, with or without a type.
type assignment struct {
	name   string
	target token // its last word
	value  []token
	parent *call
	adds   bool // += keeps what the variable held
	local  bool // a new variable, of the block that it stands in
}

// start returns where the assignment begins.
func (a assignment) start() int { return a.target.start }

// tree is what is known of a file: every call and assignment in the order of
// their starts. It is read-only.
type tree struct {
	text    []byte
	calls   []*call
	assigns []assignment
}

// maxDepth bounds the nesting of brackets.
const maxDepth = 100

// parse reads Groovy source. What could be read comes with the error.
func parse(source []byte) (*tree, error) {
	tokens, err := lex(source, 0, len(source))
	p := &parser{tree: &tree{text: source}, list: tokens, err: nil}
	p.block(nil)
	if err == nil {
		err = p.err
	}
	return p.tree, err
}

// parser finds calls and assignments in a list of tokens. It is no parser of
// the whole grammar: what it does not know it steps over.
type parser struct {
	*tree
	list  []token
	at    int
	depth int
	err   error
	stuck bool // the limit on depth was reached
	// ended is the if that was read last.
	ended *call
}

// stop says what ends an expression besides a closing bracket.
type stop uint8

const (
	atComma stop = 1 << iota
	atLine
)

func (p *parser) more() bool { return p.at < len(p.list) && !p.stuck }

// is reports whether the token at an index is that punctuation.
func (p *parser) is(i int, c byte) bool {
	return i >= 0 && i < len(p.list) && p.list[i].kind == mark && p.text[p.list[i].start] == c
}

func (p *parser) isWord(i int) bool { return i < len(p.list) && p.list[i].kind == word }

func (p *parser) wordAt(i int) string {
	if !p.isWord(i) {
		return ""
	}
	return string(p.text[p.list[i].start:p.list[i].end])
}

// enter counts a level of nesting, and reports whether it is too deep.
func (p *parser) enter() bool {
	if p.depth++; p.depth > maxDepth {
		p.stuck = true
		if p.err == nil {
			p.err = fmt.Errorf("brackets in brackets: %w", document.ErrLimit)
		}
	}
	return !p.stuck
}

// block reads statements up to the brace that closes the block, or the end.
func (p *parser) block(owner *call) {
	for p.more() {
		switch {
		case p.list[p.at].kind == lineEnd || p.is(p.at, ';'):
			p.at++
		case p.is(p.at, '}') && owner != nil:
			return
		case p.is(p.at, '}') || p.is(p.at, ')') || p.is(p.at, ']'):
			p.fail(p.list[p.at].start, "bracket closes nothing")
			p.at++
		default:
			p.statement(owner)
		}
	}
}

func (p *parser) fail(at int, what string) {
	if p.err == nil {
		p.err = failure(p.text, at, what)
	}
}

func (p *parser) statement(owner *call) {
	if p.label(owner) {
		return
	}
	first := p.at
	if name, target, ok := p.assigned(); ok {
		i := len(p.assigns)
		p.assigns = append(p.assigns, assignment{name: name, target: p.list[target], parent: owner, adds: p.is(p.at-2, '+'), local: target > first && !strings.Contains(name, ".")})
		from := p.at
		p.expression(owner, atLine, true)
		p.assigns[i].value = p.list[from:p.at]
		return
	}
	p.expression(owner, atLine, true)
}

// assigned reads `def name =` and the like up to the sign, if that is what the
// statement begins with.
func (p *parser) assigned() (name string, target int, ok bool) {
	i := p.at
	for i < len(p.list) && p.isWord(i) {
		path, next := p.path(i)
		switch {
		case path == "else":
			return "", 0, false
		case p.is(next, '=') && !p.is(next+1, '=') && !p.is(next+1, '~'):
			p.at = next + 1
			return path, next - 1, true
		case p.is(next, '+') && p.is(next+1, '='):
			p.at = next + 2
			return path, next - 1, true
		case p.isWord(next):
			i = next // a type or a modifier
		case p.is(next, '[') && p.is(next+2, ']') && (p.is(next+3, '=') || p.isWord(next+3)):
			// env['X'] = … and String[] x.
			if p.is(next+3, '=') && p.list[next+1].kind == text {
				t := p.list[next+1]
				p.at = next + 4
				return path + "." + string(p.text[t.inner:t.innerEnd]), next + 1, true
			}
			return "", 0, false
		default:
			return "", 0, false
		}
	}
	return "", 0, false
}

// path reads a name with dots from an index on, and returns the index behind.
func (p *parser) path(i int) (string, int) {
	parts := []string{p.wordAt(i)}
	for i++; ; i += 2 {
		dot := i
		if p.is(dot, '?') && p.is(dot+1, '.') {
			dot++
		}
		if !p.is(dot, '.') || !p.isWord(dot+1) {
			return strings.Join(parts, "."), i
		}
		parts = append(parts, p.wordAt(dot+1))
		i = dot
	}
}

// expression reads up to what ends it. With command the first name may be a
// call without parentheses.
func (p *parser) expression(owner *call, until stop, command bool) {
	if !p.enter() {
		return
	}
	defer func() { p.depth-- }()
	var last *call
	for from := p.at; p.more(); {
		t := p.list[p.at]
		switch {
		case until&atLine != 0 && p.at > from && p.wordAt(p.at) == "else":
			return
		case t.kind == lineEnd:
			if until&atLine != 0 && !p.continued() {
				return
			}
			p.at++
		case p.is(p.at, ')') || p.is(p.at, ']') || p.is(p.at, '}'):
			return
		case p.is(p.at, ';') && until&atLine != 0, p.is(p.at, ',') && until&atComma != 0:
			return
		case p.is(p.at, '(') || p.is(p.at, '['):
			p.group(owner, true)
			last = nil
		case p.is(p.at, '{'):
			p.closure(owner)
		case p.is(p.at, '@') && p.isWord(p.at+1):
			p.at++
			last, command = p.name(owner, nil, "@", until, false)
		case t.kind == word:
			last, command = p.name(owner, last, "", until, command)
		case p.is(p.at, '.') || p.is(p.at, '?'):
			p.at++
		default:
			p.at++
			last, command = nil, false
		}
	}
}

// continued reports whether the statement goes on behind the line break: an
// operator is before it, or a dot after it.
func (p *parser) continued() bool {
	if p.at > 0 && p.list[p.at-1].kind == mark {
		switch p.text[p.list[p.at-1].start] {
		case '+', ',', '=', '?', ':', '&', '|', '.':
			return true
		}
	}
	i := p.at
	for i < len(p.list) && p.list[i].kind == lineEnd {
		i++
	}
	return p.is(i, '.') || p.is(i, '?') && p.is(i+1, '.')
}

// name reads a name and, if it is one, the call that it begins. Behind a
// keyword another call without parentheses may follow.
func (p *parser) name(owner, receiver *call, prefix string, until stop, command bool) (*call, bool) {
	first := p.at
	path, next := p.path(p.at)
	if !p.is(first-1, '.') {
		receiver = nil
	}
	p.at = next
	c := &call{name: prefix + path, start: p.list[first].start, receiver: receiver, parent: owner}
	if prefix != "" {
		c.start--
	}
	switch {
	case p.is(next, '('):
		p.add(c)
		p.group(c, false)
		p.controlled(c)
	case path == "else" && !p.is(next, ':'):
		return p.otherwise(c, owner), false
	case p.is(next, '{') || command && p.brace(next) >= 0:
		p.add(c)
		p.at = p.brace(next)
		p.body(c)
	case isKeyword(path):
		owner.leave(path)
		return nil, true
	case command && p.argument(next):
		p.add(c)
		p.arguments(c, until|atLine)
	default:
		return nil, false
	}
	c.end = p.list[p.at-1].end
	return c, false
}

func (p *parser) add(c *call) {
	p.calls = append(p.calls, c)
	c.parent.leave(c.name)
}

func isKeyword(name string) bool {
	switch name {
	case "return", "def", "new", "throw", "assert", "case", "else", "final", "in", "instanceof", "as", "import", "package", "static", "private", "public", "do":
		return true
	}
	return false
}

// argument reports whether the token at an index begins the arguments of a call
// without parentheses.
func (p *parser) argument(i int) bool {
	if i >= len(p.list) {
		return false
	}
	switch t := p.list[i]; t.kind {
	case text:
		return true
	case word:
		return !isKeyword(p.wordAt(i)) || p.wordAt(i) == "new"
	case mark:
		return p.is(i, '[') && i > 0 && p.list[i-1].end < t.start
	}
	return false
}

// brace returns the index of the brace that follows at an index or on the lines
// behind, -1 where there is none.
func (p *parser) brace(i int) int {
	for i < len(p.list) && p.list[i].kind == lineEnd {
		i++
	}
	if p.is(i, '{') {
		return i
	}
	return -1
}

// body reads the closure of a call.
func (p *parser) body(c *call) {
	c.closure = true
	p.braces(c)
}

// closure reads one that is a value. It is a block of its own, a call without a
// name: it may run at another time than what it stands in, or not at all.
func (p *parser) closure(owner *call) {
	c := &call{parent: owner, start: p.list[p.at].start, closure: true}
	p.braces(c)
	c.end = p.list[p.at-1].end
}

// braces reads { … }.
func (p *parser) braces(owner *call) {
	open := p.list[p.at].start
	p.at++
	if !p.enter() {
		return
	}
	defer func() { p.depth-- }()
	p.block(owner)
	p.close('}', open)
}

// close steps over the bracket that is due.
func (p *parser) close(c byte, open int) {
	switch {
	case p.is(p.at, c):
		p.at++
	case !p.stuck:
		p.fail(open, "bracket is not closed")
		if p.at < len(p.list) {
			p.at++ // another one
		}
	}
}

// group reads ( … ) or [ … ]: the arguments of a call, or, nested, the elements
// of a list in them.
func (p *parser) group(owner *call, nested bool) {
	open := p.list[p.at].start
	closer := byte(')')
	if p.is(p.at, '[') {
		closer = ']'
	}
	p.at++
	if !p.enter() {
		return
	}
	defer func() { p.depth-- }()
	for p.more() && !p.is(p.at, ')') && !p.is(p.at, ']') && !p.is(p.at, '}') {
		if p.list[p.at].kind == lineEnd || p.is(p.at, ',') || p.is(p.at, ';') {
			p.at++
			continue
		}
		p.one(owner, atComma, nested)
	}
	p.close(closer, open)
}

// arguments reads those of a call without parentheses.
func (p *parser) arguments(c *call, until stop) {
	for p.more() {
		p.one(c, until|atComma, false)
		if !p.is(p.at, ',') || !p.more() {
			return
		}
		for p.at++; p.at < len(p.list) && p.list[p.at].kind == lineEnd; p.at++ {
		}
	}
}

// one reads one argument. It always steps forward, but at a closing bracket.
func (p *parser) one(owner *call, until stop, nested bool) {
	name := ""
	if p.is(p.at+1, ':') {
		switch t := p.list[p.at]; t.kind {
		case word:
			name = p.wordAt(p.at)
			p.at += 2
		case text:
			name = string(p.text[t.inner:t.innerEnd])
			p.at += 2
		}
	}
	from := p.at
	p.expression(owner, until, false)
	if owner == nil || p.at == from {
		return
	}
	arg := argument{name: name, value: trim(p.list[from:p.at])}
	switch {
	case !nested:
		owner.args = append(owner.args, arg)
	case name != "":
		owner.entries = append(owner.entries, arg)
	}
}

// trim drops line breaks around a value.
func trim(list []token) []token {
	for len(list) > 0 && list[0].kind == lineEnd {
		list = list[1:]
	}
	for len(list) > 0 && list[len(list)-1].kind == lineEnd {
		list = list[:len(list)-1]
	}
	return list
}
