package expr

import (
	"fmt"
	"strings"
)

// Kind is the sort of a [Node].
type Kind uint8

// The kinds of nodes.
const (
	Null    Kind = iota
	Bool         // Flag
	Number       // Num
	String       // Text
	Context      // Text: a name on its own, such as github
	Member       // Args[0] . Text
	Index        // Args[0] [ Args[1] ]
	Star         // Args[0] . * or Args[0] [*]
	Call         // Text ( Args… )
	Not          // ! Args[0]
	Binary       // Args[0] Text Args[1]
	Group        // ( Args[0] )
)

// Node is a part of an expression. It is read-only.
type Node struct {
	// Kind says which of the other fields count.
	Kind Kind
	// Text is a name as written, an operator, or a string's value.
	Text string
	// Num is a number's value.
	Num float64
	// Flag is a truth value.
	Flag bool
	// Args are the operands.
	Args []*Node
	// Start and End are byte offsets in the text given to [Parse].
	Start, End int
}

// maxDepth bounds the nesting of an expression.
const maxDepth = 128

// Parse reads an expression, without its fence. The error is a *[SyntaxError].
func Parse(text string) (*Node, error) {
	p := parser{lex: lexer{text: text}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokenEnd {
		return nil, p.unexpected("the end")
	}
	return n, nil
}

type parser struct {
	lex  lexer
	tok  token
	last int // end of the token before
}

func (p *parser) advance() (err error) {
	p.last = p.tok.end
	p.tok, err = p.lex.next()
	return err
}

func (p *parser) unexpected(want string) error {
	if p.tok.kind == tokenEnd {
		return &SyntaxError{p.tok.start, "ends where " + want + " should come"}
	}
	return &SyntaxError{p.tok.start, fmt.Sprintf("%q where %s should come", p.tok.text, want)}
}

func (p *parser) isOp(ops ...string) bool {
	if p.tok.kind == tokenOp {
		for _, op := range ops {
			if p.tok.text == op {
				return true
			}
		}
	}
	return false
}

func (p *parser) expect(op string) error {
	if !p.isOp(op) {
		return p.unexpected(fmt.Sprintf("%q", op))
	}
	return p.advance()
}

func (p *parser) or(depth int) (*Node, error) {
	return p.binary(depth, p.and, "||")
}

func (p *parser) and(depth int) (*Node, error) {
	return p.binary(depth, p.equality, "&&")
}

func (p *parser) equality(depth int) (*Node, error) {
	return p.binary(depth, p.relation, "==", "!=")
}

func (p *parser) relation(depth int) (*Node, error) {
	return p.binary(depth, p.unary, "<", "<=", ">", ">=")
}

// binary reads a left-associative chain of operators over operands of the next
// higher precedence. The chain's length counts as depth, since its tree is that
// deep.
func (p *parser) binary(depth int, operand func(int) (*Node, error), ops ...string) (*Node, error) {
	if depth > maxDepth {
		return nil, &SyntaxError{p.tok.start, "nested too deep"}
	}
	left, err := operand(depth)
	for err == nil && p.isOp(ops...) {
		if depth++; depth > maxDepth {
			return nil, &SyntaxError{p.tok.start, "nested too deep"}
		}
		n := &Node{Kind: Binary, Text: p.tok.text, Start: left.Start}
		if err = p.advance(); err != nil {
			return nil, err
		}
		var right *Node
		if right, err = operand(depth); err != nil {
			return nil, err
		}
		n.Args, n.End = []*Node{left, right}, right.End
		left = n
	}
	return left, err
}

func (p *parser) unary(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, &SyntaxError{p.tok.start, "nested too deep"}
	}
	if !p.isOp("!") {
		return p.postfix(depth)
	}
	n := &Node{Kind: Not, Start: p.tok.start}
	if err := p.advance(); err != nil {
		return nil, err
	}
	arg, err := p.unary(depth + 1)
	if err != nil {
		return nil, err
	}
	n.Args, n.End = []*Node{arg}, arg.End
	return n, nil
}

// postfix reads a primary with its members and indices.
func (p *parser) postfix(depth int) (*Node, error) {
	n, err := p.primary(depth)
	for err == nil && p.isOp(".", "[") {
		if depth++; depth > maxDepth {
			return nil, &SyntaxError{p.tok.start, "nested too deep"}
		}
		if p.isOp(".") {
			n, err = p.member(n)
		} else {
			n, err = p.index(n, depth)
		}
	}
	return n, err
}

func (p *parser) member(object *Node) (*Node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	n := &Node{Kind: Member, Text: p.tok.text, Args: []*Node{object}, Start: object.Start, End: p.tok.end}
	switch {
	case p.isOp("*"):
		n.Kind = Star
	case p.tok.kind != tokenIdent:
		return nil, p.unexpected("a name")
	}
	return n, p.advance()
}

func (p *parser) index(object *Node, depth int) (*Node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	n := &Node{Kind: Index, Args: []*Node{object}, Start: object.Start}
	if p.isOp("*") {
		n.Kind, n.Text = Star, "*"
		if err := p.advance(); err != nil {
			return nil, err
		}
	} else {
		by, err := p.or(depth)
		if err != nil {
			return nil, err
		}
		n.Args = append(n.Args, by)
	}
	err := p.expect("]")
	n.End = p.last
	return n, err
}

func (p *parser) primary(depth int) (*Node, error) {
	t := p.tok
	n := &Node{Text: t.text, Num: t.num, Start: t.start, End: t.end}
	switch {
	case t.kind == tokenNumber:
		n.Kind = Number
	case t.kind == tokenString:
		n.Kind = String
	case t.kind == tokenIdent:
		return p.name(n, depth)
	case p.isOp("("):
		if err := p.advance(); err != nil {
			return nil, err
		}
		inner, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Kind, n.Args = Group, []*Node{inner}
		err = p.expect(")")
		n.End = p.last
		return n, err
	default:
		return nil, p.unexpected("a value")
	}
	return n, p.advance()
}

// name reads a keyword, a call or the name of a context.
func (p *parser) name(n *Node, depth int) (*Node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.isOp("(") {
		return p.call(n, depth)
	}
	switch strings.ToLower(n.Text) {
	case "true", "false":
		n.Kind, n.Flag = Bool, strings.EqualFold(n.Text, "true")
	case "null":
		n.Kind = Null
	case "nan", "infinity":
		n.Kind = Number
	default:
		n.Kind = Context
	}
	return n, nil
}

func (p *parser) call(n *Node, depth int) (*Node, error) {
	n.Kind = Call
	if err := p.advance(); err != nil {
		return nil, err
	}
	for !p.isOp(")") {
		if len(n.Args) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		arg, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Args = append(n.Args, arg)
	}
	n.End = p.tok.end
	return n, p.advance()
}
