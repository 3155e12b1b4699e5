package tekton

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
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Tekton and Pipelines-as-Code replace the reference before the shell sees the script. Whoever decides the value, such as the title of a pull request or the name of its branch, writes commands that run with the task's service account and workspaces.",
			Remediation: "Hand the value to the script in a variable of the step's `env`, and use that in quotes.",
			Example:     "script: |\n  notify {{ body.pull_request.title }}",
			Fixed:       "env:\n  - name: TITLE\n    value: \"{{ body.pull_request.title }}\"\nscript: |\n  notify \"$TITLE\"",
			Tags:        []string{"poutine:injection"},
		},
		File: func(r *audit.Run) {
			known := scopes(r)
			for _, job := range r.File.Jobs {
				for _, step := range job.Steps {
					if step.Run != nil {
						injections(r, job, step, known[job.Node])
					}
				}
			}
		},
	}
}

func injections(r *audit.Run, job *ci.Job, step *ci.Step, s *scope) {
	text := step.Run.Text.Value()
	for _, t := range step.Run.Templates {
		reference := text[t.Start:t.End]
		o := s.reference(reference)
		who, rate := "outsiders write", audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
		switch o.rank {
		case clean:
			continue
		case pusher:
			who, rate = "whoever pushes chooses", audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
		case caller:
			who, rate = "whoever starts the task sets", audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
		}
		r.Find(job, step, r.Within(step.Run.Text, t.Start, t.End), "script", fmt.Sprintf("%s, which %s, is put into the script as code", o.what, who),
			rate, func(w *ci.Weakness) { w.Expression = reference }, o.tells(), ends(r, job, step, o))
	}
}
