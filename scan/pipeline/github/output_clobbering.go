package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func outputClobbering() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "output-clobbering",
			Name:        "Outsider's text can overwrite other outputs",
			Class:       "output-clobbering",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Every line in `$GITHUB_OUTPUT` is an output. Text with a line feed in it can set, or set anew, outputs that the step meant to be its own.",
			Remediation: "Write the text with a random delimiter, or take the line feeds out of it.",
			Example:     "- run: |\n    echo \"ok=false\" >> $GITHUB_OUTPUT\n    echo \"body=$BODY\" >> $GITHUB_OUTPUT\n  env:\n    BODY: ${{ github.event.comment.body }}",
			Fixed:       "- run: |\n    echo \"ok=false\" >> $GITHUB_OUTPUT\n    echo \"body=${BODY//$'\\n'/ }\" >> $GITHUB_OUTPUT\n  env:\n    BODY: ${{ github.event.comment.body }}",
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			script := c.script(step)
			if script == nil || len(script.Writes) < 2 {
				return
			}
			fixedOutput := false
			for _, w := range script.Writes {
				v := c.place(job, step).dataBeyondFences(script, w.Data)
				if w.File != "GITHUB_OUTPUT" {
					continue
				}
				if v.who == fixed {
					fixedOutput = true
					continue
				}
				if v.who == outsider && fixedOutput && !singleLine(script, w.Range) && !fenced(script, w) {
					c.find(job, step, c.Within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s goes into $GITHUB_OUTPUT beside other outputs", v.source), c.ends(job, step, by(v, "sets outputs of the step")))
				}
			}
		}),
	}
}
