package container

import (
	"slices"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// Written is a text that a script writes somewhere, as far as it is known what it
// is made of.
type Written struct {
	// Text is the part of the script, with what the system replaces in it.
	Text string
	// Vars are the variables in it that the script does not set itself.
	Vars []string
	// Computed says that another program makes it, so that it is not known what
	// it holds.
	Computed bool
}

// EachWritten visits what a script writes to the files that a function knows, by
// the words that name them as written; to nil writes what is printed and kept
// nowhere.
func EachWritten(script *ci.Script, to func(target string) bool, visit func(Written)) {
	if script == nil {
		return
	}
	text := script.Text.Value()
	s := shell.Parse(text, shell.DialectOf(script.Interpreter()), script.Templates...)
	named := func(w shell.Word) bool { return to != nil && to(text[w.Start:w.End]) }
	for i := range s.Commands {
		cmd := &s.Commands[i]
		switch {
		case to == nil && cmd.Captured:
		case to == nil, slices.ContainsFunc(cmd.Outputs, named), cmd.Name() == "tee" && slices.ContainsFunc(cmd.Args(), named):
			printed(s, cmd, visit)
		}
	}
}

// printed visits what a command prints, with those before it in its pipeline.
func printed(s *shell.Script, cmd *shell.Command, visit func(Written)) {
	list := []*shell.Command{cmd}
	for before := range s.Before(cmd) {
		list = append(list, before)
	}
	var words []shell.Word
	for _, c := range list {
		switch c.Name() {
		case "echo", "printf":
			words = append(words, c.Args()...)
		case "tr", "cut", "head", "tail", "sed", "tee", "cat", "xargs", "sort", "uniq", "grep":
			words = append(words, c.Inputs...)
		default:
			visit(Written{Computed: true})
			return
		}
	}
	for _, w := range words {
		visit(Written{Text: s.Text[w.Start:w.End]})
		visitVars(s, w.Vars, visit, 0)
	}
}

// maxAssigned bounds through how many variables of a script a value is followed.
const maxAssigned = 4

// visitVars visits what variables hold: what the script sets them to, or else
// themselves.
func visitVars(s *shell.Script, vars []string, visit func(Written), depth int) {
	for _, v := range vars {
		set := false
		for _, a := range s.Assigns {
			if a.Name != v || depth > maxAssigned {
				continue
			}
			set = true
			if a.Computed {
				visit(Written{Computed: true})
				continue
			}
			visit(Written{Text: s.Text[a.Start:a.End]})
			visitVars(s, a.Vars, visit, depth+1)
		}
		if !set {
			visit(Written{Vars: []string{v}})
		}
	}
}
