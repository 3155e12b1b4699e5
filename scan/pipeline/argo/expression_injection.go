package argo

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Parameter put into a script as text",
			Class:       "expression-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Argo replaces the reference before the shell sees the script. Whoever submits the workflow, or sends the event that a sensor takes the value from, writes commands that run with the workflow's service account.",
			Remediation: "Hand the value to the script in a variable of the container's `env`, and use that in quotes.",
			Example:     "script:\n  image: alpine:3.22\n  command: [sh]\n  source: |\n    echo {{inputs.parameters.message}}",
			Fixed:       "script:\n  image: alpine:3.22\n  command: [sh]\n  env:\n    - name: MESSAGE\n      value: \"{{inputs.parameters.message}}\"\n  source: |\n    echo \"$MESSAGE\"",
			Tags:        []string{"semgrep:argo-workflow-parameter-command-injection"},
		},
		File: func(r *audit.Run) {
			known := scopes(r)
			for _, job := range r.File.Jobs {
				for _, step := range job.Steps {
					if s := known[job.Node]; step.Run != nil && s != nil {
						injections(r, job, step, s)
					}
				}
			}
		},
	}
}

// injections reports the references in a script: those to what outsiders
// write each, of the others the first.
func injections(r *audit.Run, job *ci.Job, step *ci.Step, s *scope) {
	text := step.Run.Text.Value()
	told := map[rank]bool{}
	for _, t := range step.Run.Templates {
		reference := text[t.Start:t.End]
		o := s.reference(reference, 0)
		if o.rank == clean || told[o.rank] && o.rank != outsider {
			continue
		}
		told[o.rank] = true
		who, rate := "whoever submits the workflow sets", audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
		switch o.rank {
		case outsider:
			who, rate = "outsiders write", audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
		case output:
			who, rate = "another step computes", audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
		}
		r.Find(job, step, r.Within(step.Run.Text, t.Start, t.End), "", fmt.Sprintf("%s, which %s, is put into the script as code", o.what, who),
			rate, func(w *ci.Weakness) { w.Expression = reference }, o.tells(), ends(r, job, step, o))
	}
}
