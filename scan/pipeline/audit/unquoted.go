package audit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// Unquoted is the expansion of a variable outside of quotes into which outsiders
// write.
type Unquoted struct {
	shell.Expansion
	// Source says what outsiders write into the variable.
	Source string
}

// EachUnquoted visits the expansions outside of quotes in a step's script
// ([shell.Script.Unquoted]) of variables into which outsiders write
// ([Run.Outsiders]).
func (r *Run) EachUnquoted(job *ci.Job, step *ci.Step, visit func(Unquoted)) {
	script := r.Script(step.Run)
	if r.Outsiders == nil || script == nil || !script.Parsed {
		return
	}
	sources := r.written(job, step, script)
	if len(sources) == 0 {
		return
	}
	for _, x := range script.Unquoted() {
		if source := sources[x.Variable]; source != "" {
			visit(Unquoted{x, source})
		}
	}
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
