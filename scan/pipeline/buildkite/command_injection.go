package buildkite

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Text of a commit or name of a branch read as code",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable is left to the shell, which expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result, what somebody wrote into a commit or named a branch, as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$$1\"' _ \"$$BUILDKITE_MESSAGE\"`, or let the inner program read the environment itself.",
			Example:     "- command: ssh host \"git checkout $$BUILDKITE_BRANCH\"",
			Fixed:       "- command: ssh host \"git checkout $$BUILDKITE_COMMIT\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return running(r, job, name).Source }
			r.EachReread(job, step, source, func(c audit.Reread) {
				severity := scan.SeverityHigh
				if isRef(c.Source) {
					severity = scan.SeverityMedium
				}
				r.FindReread(job, step, "", c, func(w *ci.Weakness) { w.Severity = severity }, running(r, job, c.Variable).Tells(), r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}
