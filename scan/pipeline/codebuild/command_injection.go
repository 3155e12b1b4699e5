package codebuild

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Name of a branch read as code by a command",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable holds the name of a branch, which whoever opens a pull request chooses. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`) reads the result as code, with the role of the build at hand.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$CODEBUILD_WEBHOOK_HEAD_REF\"`.",
			Example:     "commands:\n  - eval \"build $CODEBUILD_WEBHOOK_HEAD_REF\"",
			Fixed:       "commands:\n  - build \"$CODEBUILD_WEBHOOK_HEAD_REF\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachReread(job, step, predefined, func(c audit.Reread) {
				rate := func(w *ci.Weakness) {
					if c.Variable == "CODEBUILD_SOURCE_VERSION" {
						w.Severity = scan.SeverityMedium
					}
				}
				r.FindReread(job, step, "", c, rate, r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}

// predefined tells what outsiders decide in a variable of the platform.
func predefined(name string) string {
	switch name {
	case "CODEBUILD_WEBHOOK_HEAD_REF", "CODEBUILD_WEBHOOK_TRIGGER":
		return branchName
	case "CODEBUILD_SOURCE_VERSION":
		return filledIn
	}
	return ""
}
