package audit

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// Unquoted is the expansion of a variable outside of quotes in an argument, where
// the shell splits what the variable holds into words and takes them for patterns
// of file names (POSIX.1-2024, XCU 2.6.5 and 2.6.6).
type Unquoted struct {
	// Command is the name of the command whose argument it stands in, "[" for a
	// condition of any spelling.
	Command string
	// Variable is the one expanded, At its place in the script, as written there.
	Variable string
	At       shell.Range
	// Sole says that the argument is nothing else, so that it is none at all where
	// the variable is empty.
	Sole bool
	// Before is the argument before it, empty where that is none or computed.
	Before string
	// Source says what outsiders write into the variable.
	Source string
}

// EachUnquoted visits the simple expansions ($X, ${X}) outside of quotes in the
// arguments of a step's script, of variables into which outsiders write
// ([Run.Outsiders]). Those in the arguments of commands that read them as code are
// left out, as are those where the shell splits nothing or is meant to: in
// assignments, [[ … ]], lists of for, and set.
func (r *Run) EachUnquoted(job *ci.Job, step *ci.Step, visit func(Unquoted)) {
	script := r.Script(step.Run)
	if r.Outsiders == nil || script == nil || !script.Parsed {
		return
	}
	sources := r.written(job, step, script)
	if len(sources) == 0 {
		return
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(masked(script, step.Run.Templates)), "")
	if err != nil {
		return
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			return !n.Backquotes // quotes mean something else inside
		case *syntax.CallExpr:
			eachUnquoted(n, func(u Unquoted) {
				if u.Source = sources[u.Variable]; u.Source != "" {
					visit(u)
				}
			})
		}
		return true
	})
}

// written returns what outsiders write into the variables that the arguments of a
// script expand.
func (r *Run) written(job *ci.Job, step *ci.Step, script *shell.Script) map[string]string {
	found, asked := map[string]string{}, map[string]bool{}
	for i := range script.Commands {
		for _, w := range script.Commands[i].Args() {
			for _, v := range w.Vars {
				if asked[v] || enclosed(script.Text[w.Start:w.End]) {
					continue
				}
				asked[v] = true
				if source := r.Outsiders(job, step, v); source != "" {
					found[v] = source
				}
			}
		}
	}
	return found
}

// enclosed reports whether a word is one in double quotes as a whole.
func enclosed(word string) bool {
	return len(word) > 1 && word[0] == '"' && strings.IndexByte(word[1:], '"') == len(word)-2
}

// masked returns a script with letters in place of what the system replaces.
func masked(script *shell.Script, templates []ci.Span) string {
	b := []byte(script.Text)
	blank := func(from, to int) {
		for i := max(from, 0); i < min(to, len(b)); i++ {
			b[i] = 'E'
		}
	}
	for _, t := range templates {
		blank(t.Start, t.End)
	}
	for _, f := range script.Fences {
		blank(f.Start, f.End)
	}
	return string(b)
}

// eachUnquoted visits the expansions in the arguments of a command.
func eachUnquoted(call *syntax.CallExpr, visit func(Unquoted)) {
	name, args := called(call)
	if name == "" || readsCode(name) {
		return
	}
	if name == "test" {
		name = "["
	}
	before := ""
	for _, arg := range args {
		for _, part := range arg.Parts {
			if p, ok := part.(*syntax.ParamExp); ok && simple(p) {
				visit(Unquoted{Command: name, Variable: p.Param.Value, At: shell.Range{Start: int(p.Pos().Offset()), End: int(p.End().Offset())}, Sole: len(arg.Parts) == 1, Before: before})
			}
		}
		before = arg.Lit()
	}
}

// called returns the name of the command that a call comes down to, with its
// arguments; empty where it is computed.
func called(call *syntax.CallExpr) (string, []*syntax.Word) {
	for i, arg := range call.Args {
		switch name := path.Base(arg.Lit()); name {
		case ".": // computed, or the command of that name
			return "", nil
		case "sudo", "env", "exec", "command", "time", "nohup", "builtin":
		default:
			if i > 0 && (strings.HasPrefix(name, "-") || strings.Contains(name, "=")) {
				continue // options of the program that runs the other
			}
			return name, call.Args[i+1:]
		}
	}
	return "", nil
}

// readsCode reports whether the arguments of a command are code, or words that
// are meant to be split.
func readsCode(name string) bool {
	return slices.Contains([]string{"eval", "bash", "sh", "zsh", "dash", "ksh", "ash", "ssh", "su", "xargs", "trap", "watch", "parallel", "set", "source", "expr", "let"}, name)
}

// simple reports whether an expansion is $X or ${X} of a variable with a name.
func simple(p *syntax.ParamExp) bool {
	if p.Excl || p.Length || p.Width || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 || p.Exp != nil || p.Param == nil {
		return false
	}
	c := p.Param.Value[0]
	return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
