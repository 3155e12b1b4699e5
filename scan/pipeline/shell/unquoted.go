package shell

import (
	"slices"
	"sort"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Expansion is the expansion of a variable outside of quotes in an argument, where
// the shell splits what the variable holds into words and takes them for patterns
// of file names (POSIX.1-2024, XCU 2.6.5 and 2.6.6).
type Expansion struct {
	// Command is the name of the command whose argument it stands in, "[" for a
	// condition of any spelling.
	Command string
	// Variable is the one expanded, At its place in the script, as written there.
	Variable string
	At       Range
	// Sole says that the argument is nothing else, so that it is none at all where
	// the variable is empty.
	Sole bool
	// Before is the argument before it, empty where that is none or computed.
	Before string
}

// Unquoted returns the simple expansions ($X, ${X}) outside of quotes in the
// arguments of commands, in the order of the text; none of a script that was not
// parsed as a whole. Those in the arguments of commands that read them as code are
// left out, as are those where the shell splits nothing or is meant to: in
// assignments, [[ … ]], lists of for, and set.
func (s *Script) Unquoted() []Expansion {
	if !s.Parsed {
		return nil
	}
	file, err := new(Parser).parse(s.mask())
	if err != nil {
		return nil
	}
	var list []Expansion
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			return !n.Backquotes // quotes mean something else inside
		case *syntax.CallExpr:
			list = append(list, s.unquoted(n)...)
		}
		return true
	})
	return list
}

// unquoted returns the expansions in the arguments of a command.
func (s *Script) unquoted(call *syntax.CallExpr) (list []Expansion) {
	if len(call.Args) == 0 {
		return nil
	}
	start := int(call.Args[0].Pos().Offset())
	i := sort.Search(len(s.Commands), func(i int) bool { return s.Commands[i].Start >= start })
	if i == len(s.Commands) || s.Commands[i].Start != start || readsArguments(&s.Commands[i]) {
		return nil
	}
	bare := s.Bare(i)
	if !bare.Words[0].Static || readsArguments(bare) {
		return nil
	}
	x := Expansion{Command: bare.Name()}
	if x.Command == "test" {
		x.Command = "["
	}
	for _, arg := range call.Args {
		if int(arg.Pos().Offset()) <= bare.Words[0].Start {
			continue
		}
		for _, part := range arg.Parts {
			if p, ok := part.(*syntax.ParamExp); ok && simple(p) {
				x.Variable, x.At, x.Sole = p.Param.Value, Range{int(p.Pos().Offset()), int(p.End().Offset())}, len(arg.Parts) == 1
				list = append(list, x)
			}
		}
		x.Before = arg.Lit()
	}
	return list
}

// readsArguments reports whether the arguments of a command are code, or words that
// are meant to be split.
func readsArguments(c *Command) bool {
	return slices.Contains(strings.Fields("eval bash sh zsh dash ksh ash ssh su xargs trap watch parallel set source . expr let"), c.Name())
}

// simple reports whether an expansion is $X or ${X} of a variable with a name.
func simple(p *syntax.ParamExp) bool {
	if p.Excl || p.Length || p.Width || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 || p.Exp != nil || p.Param == nil {
		return false
	}
	c := p.Param.Value[0]
	return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
