package cloudbuild

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Substitution put into a script as text",
			Class:       "expression-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Cloud Build replaces the substitution before the shell sees the script. Whoever names a branch or tag, or opens a pull request from one, writes commands that run with the build's service account.",
			Remediation: "Hand the value to the step in `env`, and use it as `\"$$NAME\"` in args or `\"$NAME\"` in script.",
			Example:     "- name: bash\n  entrypoint: bash\n  args: ['-c', 'echo ${BRANCH_NAME}']",
			Fixed:       "- name: bash\n  env: ['BRANCH=${BRANCH_NAME}']\n  script: echo \"$BRANCH\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Run == nil || len(step.Run.Templates) == 0 {
				return
			}
			text := step.Run.Text.Value()
			for _, u := range substitutions(text) {
				o := origin(r.File, u.name, 0)
				rate := audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
				switch o {
				case clean:
					continue
				case pusher:
					rate = audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
				case caller:
					rate = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
				}
				r.Find(job, step, r.Within(step.Run.Text, u.Start, u.End), "args", fmt.Sprintf("%s, which %s, is put into the script as code", u.name, o),
					rate, func(w *ci.Weakness) { w.Expression = text[u.Start:u.End] }, r.Ends(job, step, attackBy(o, u.name)))
			}
		},
	}
}
