package github

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// script returns the analysis of a step's script, nil where there is none.
func (c *check) script(step *ci.Step) *shell.Script { return c.Script(step.Run) }

// scriptText returns the text of a step's script, in a shell or in JavaScript.
func scriptText(step *ci.Step) string {
	if step.Run != nil {
		return step.Run.Text.Value()
	}
	return step.Input("script").Value()
}

// quotings returns how the expressions of a step's script are quoted.
func (c *check) quotings(step *ci.Step) []shell.Quoting {
	list, ok := c.quoted[step]
	if !ok {
		list = c.script(step).Quotings()
		c.quoted[step] = list
	}
	return list
}
