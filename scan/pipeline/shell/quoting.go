package shell

import (
	"path"
	"sort"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Quoting says how the shell would read a variable in the place of a template
// expression.
type Quoting uint8

// The ways.
const (
	QuotingUnknown Quoting = iota // as code, as a number, or not at all
	Unquoted                      // as words, which may be several
	Listed                        // as words, which are meant to be several
	Assigned                      // as one word that is assigned
	InDouble                      // as text in double quotes
	InHereDoc                     // as text in a here document that expands
	InSingle                      // not: single quotes end here
	WholeSingle                   // the same, and nothing else stands in the quotes
)

// Quotings returns how each of [Script.Fences] is quoted, by its index. Of a
// script that is no POSIX shell or bash, or that does not parse, none is known.
func (s *Script) Quotings() []Quoting {
	if s.quotings == nil {
		return make([]Quoting, len(s.Fences))
	}
	return s.quotings
}

// quote works out the quotings of a parsed script.
func (s *Script) quote(file *syntax.File) {
	if len(s.Fences) == 0 {
		return
	}
	s.quotings = make([]Quoting, len(s.Fences))
	q := quoter{script: s, list: s.quotings}
	syntax.Walk(file, q.visit)
}

// quoter walks a script with the nodes around.
type quoter struct {
	script *Script
	list   []Quoting
	stack  []syntax.Node
}

func (q *quoter) visit(n syntax.Node) bool {
	if n == nil {
		q.stack = q.stack[:len(q.stack)-1]
		return true
	}
	switch n := n.(type) {
	case *syntax.Lit:
		q.note(Range{int(n.Pos().Offset()), int(n.End().Offset())}, q.plain)
	case *syntax.SglQuoted:
		if !n.Dollar && !q.code() {
			at := Range{int(n.Pos().Offset()), int(n.End().Offset())}
			q.note(at, func(inner Range) Quoting {
				if inner.Start == at.Start+1 && inner.End == at.End-1 {
					return WholeSingle
				}
				return InSingle
			})
		}
	}
	q.stack = append(q.stack, n)
	return true
}

// note sets the quoting of the expressions within a range.
func (q *quoter) note(at Range, kind func(Range) Quoting) {
	first := sort.Search(len(q.list), func(i int) bool { return q.script.Fences[i].Start >= at.Start })
	for i, f := range q.script.Fences[first:] {
		if f.End > at.End {
			break
		}
		q.list[first+i] = kind(Range{f.Start, f.End})
	}
}

// plain tells the quoting of literal text from what is around it.
func (q *quoter) plain(at Range) Quoting {
	var inner syntax.Node // the node below on the way up
	for i := len(q.stack) - 1; i >= 0; i-- {
		switch n := q.stack[i].(type) {
		case *syntax.DblQuoted:
			if n.Dollar || q.evaluated() {
				return QuotingUnknown
			}
			return InDouble
		case *syntax.Redirect:
			if n.Hdoc != nil && inner == syntax.Node(n.Hdoc) {
				return hereDoc(n)
			}
			return Unquoted
		case *syntax.Assign:
			return Assigned
		case *syntax.WordIter:
			return Listed
		case *syntax.CallExpr:
			if len(n.Args) == 0 || inner == syntax.Node(n.Args[0]) || q.evaluated() {
				return QuotingUnknown
			}
			return Unquoted
		case *syntax.TestClause:
			return Unquoted
		case *syntax.Word, *syntax.BinaryTest, *syntax.UnaryTest, *syntax.ParenTest:
		default:
			return QuotingUnknown
		}
		inner = q.stack[i]
	}
	return QuotingUnknown
}

// hereDoc tells whether a here document expands variables: where its mark has
// no quotes.
func hereDoc(r *syntax.Redirect) Quoting {
	for _, p := range r.Word.Parts {
		if lit, ok := p.(*syntax.Lit); !ok || strings.Contains(lit.Value, `\`) {
			return QuotingUnknown
		}
	}
	return InHereDoc
}

// call returns the name of the nearest command around.
func (q *quoter) call() string {
	for i := len(q.stack) - 1; i >= 0; i-- {
		if c, ok := q.stack[i].(*syntax.CallExpr); ok && len(c.Args) > 0 {
			words := make([]string, 0, 2)
			for _, arg := range c.Args {
				if w := arg.Lit(); w != "sudo" && w != "exec" && w != "env" && w != "command" {
					words = append(words, w)
				}
			}
			if len(words) > 0 {
				return path.Base(words[0])
			}
		}
	}
	return ""
}

// evaluated reports whether the arguments of the command around are shell code.
func (q *quoter) evaluated() bool {
	switch q.call() {
	case "eval", "bash", "sh", "zsh", "dash", "ksh", "ash", "ssh", "su", "xargs", "trap", "watch", "parallel", "nix-shell", "script":
		return true
	}
	return false
}

// code reports whether the arguments of the command around can be a program
// that single quotes keep together.
func (q *quoter) code() bool {
	switch q.call() {
	case "jq", "yq", "awk", "gawk", "sed", "perl", "python", "python3", "python2", "node", "ruby", "php", "psql", "mysql", "sqlite3", "pwsh", "powershell", "osascript", "docker", "kubectl", "find", "git":
		return true
	}
	return q.evaluated()
}
