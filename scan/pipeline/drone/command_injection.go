package drone

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Text of a commit or pull request read as code",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable of the environment holds what somebody wrote into a commit or a pull request, or named a branch. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$DRONE_COMMIT_MESSAGE\"`, or let the inner program read the environment itself.",
			Example:     "commands:\n  - eval \"notify $DRONE_COMMIT_MESSAGE\"",
			Fixed:       "commands:\n  - notify \"$DRONE_COMMIT_MESSAGE\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachReread(job, step, predefined, func(c audit.Reread) {
				severity := scan.SeverityHigh
				if isRef(c.Source) {
					severity = scan.SeverityMedium
				}
				r.FindReread(job, step, "", c, func(w *ci.Weakness) { w.Severity = severity }, r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}
