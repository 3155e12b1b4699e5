package circleci

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func envFileInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Name of a branch or tag written to the file that every step runs",
			Class:       "env-file-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Bash runs the file that BASH_ENV names before each later step. The shell expands the variable while the line is written, so that a branch named with `$(…)` in it becomes code there.",
			Remediation: "Write the name of the variable, not its text: `echo 'export REF=\"$CIRCLE_BRANCH\"' >> \"$BASH_ENV\"`, or quote it with `printf 'export REF=%q\\n'`.",
			Example:     "- run: echo \"export REF=$CIRCLE_BRANCH\" >> \"$BASH_ENV\"",
			Fixed:       "- run: echo 'export REF=\"$CIRCLE_BRANCH\"' >> \"$BASH_ENV\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return r.Outsiders(job, step, name) }
			r.EachPrinted(step, source, func(cmd *shell.Command, from, rest string) {
				if strings.Contains(rest, "BASH_ENV") && !strings.Contains(cmd.Args()[0].Text, "%q") {
					r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), step.Run.Key.Value(), fmt.Sprintf("%s becomes code that every later step runs", from),
						r.Ends(job, step, audit.RunsCode(from)))
				}
			})
		},
	}
}
