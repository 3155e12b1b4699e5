package drone

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Variable put into a command as text",
			Class:       "expression-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "`${DRONE_COMMIT_MESSAGE}` and its like are replaced before the shell sees the command. Whoever writes the commit's message, opens the pull request or names the branch writes code into it.",
			Remediation: "Leave the variable to the shell: `\"$DRONE_COMMIT_MESSAGE\"`, or `\"$${DRONE_COMMIT_MESSAGE}\"`.",
			Example:     "commands:\n  - echo \"${DRONE_COMMIT_MESSAGE}\"",
			Fixed:       "commands:\n  - echo \"$DRONE_COMMIT_MESSAGE\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			text := step.Run.Text.Value()
			for _, t := range step.Run.Templates {
				name := nameOf(text[t.Start+2 : t.End-1])
				source := predefined(name)
				if source == "" {
					continue
				}
				severity := scan.SeverityHigh
				if isRef(source) {
					severity = scan.SeverityMedium
				}
				r.Find(job, step, r.Within(step.Run.Text, t.Start, t.End), "", fmt.Sprintf("${%s} puts %s into the command as text", name, source),
					func(w *ci.Weakness) { w.Severity, w.Expression = severity, name }, r.Ends(job, step, audit.RunsCode(source)))
			}
		},
	}
}
