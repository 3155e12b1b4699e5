package azure

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
			Description: "The variable of the environment holds what somebody wrote into a commit or named a branch. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$BUILD_SOURCEVERSIONMESSAGE\"`, or let the inner program read the environment itself.",
			Example:     "- bash: eval \"notify $BUILD_SOURCEVERSIONMESSAGE\"",
			Fixed:       "- bash: notify \"$BUILD_SOURCEVERSIONMESSAGE\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return environmentOf(r, job, step, name).source }
			r.EachReread(job, step, source, func(c audit.Reread) {
				v := environmentOf(r, job, step, c.Variable)
				if v.name == "" {
					v.name = c.Variable
				}
				level := audit.Level(scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular)
				if c.Source == branchName {
					level = value{source: c.Source, name: v.name, rate: v.rate}.level(r.File)
				}
				r.FindReread(job, step, step.Run.Key.Value(), c, level, v.tells(), r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}
