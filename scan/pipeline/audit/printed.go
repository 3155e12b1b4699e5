package audit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// EachPrinted visits the commands of a step's script that print a variable whose
// text comes from outside (see [Run.EachReread] for source). What follows the
// command on its line, a redirection to a file for example, is given as rest.
func (r *Run) EachPrinted(step *ci.Step, source func(variable string) string, visit func(cmd *shell.Command, from, rest string)) {
	if step.Run == nil {
		return
	}
	text := step.Run.Text.Value()
	r.EachCommand(step, func(cmd *shell.Command) {
		if name := cmd.Name(); name != "echo" && name != "printf" {
			return
		}
		rest, _, _ := strings.Cut(text[cmd.End:], "\n")
		for _, w := range cmd.Args() {
			for _, v := range w.Vars {
				if from := source(v); from != "" {
					visit(cmd, from, rest)
					return
				}
			}
		}
	})
}
