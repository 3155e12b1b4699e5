package argo

import (
	"fmt"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Parameter read as code by a script",
			Class:       "command-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable holds a parameter of the workflow. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`) reads the result as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$MESSAGE\"`.",
			Example:     "env:\n  - name: MESSAGE\n    value: \"{{inputs.parameters.message}}\"\nsource: |\n  eval \"notify $MESSAGE\"",
			Fixed:       "env:\n  - name: MESSAGE\n    value: \"{{inputs.parameters.message}}\"\nsource: |\n  notify \"$MESSAGE\"",
		},
		File: func(r *audit.Run) {
			known := scopes(r)
			for _, job := range r.File.Jobs {
				for _, step := range job.Steps {
					if s := known[job.Node]; step.Run != nil && s != nil {
						reread(r, job, step, s)
					}
				}
			}
		},
	}
}

func reread(r *audit.Run, job *ci.Job, step *ci.Step, s *scope) {
	worst := map[string]origin{}
	source := func(name string) string {
		o := s.of(step.Env.Get(name).Value(), 0)
		worst[name] = o
		if o.rank >= caller {
			return o.what
		}
		return ""
	}
	r.EachReread(job, step, source, func(c audit.Reread) {
		r.Find(job, step, r.Within(step.Run.Text, c.Word.Start, c.Word.End), "",
			fmt.Sprintf("%s reads %s as code, which holds %s", c.Command.Name(), c.Variable, c.Source), func(w *ci.Weakness) {
				w.Expression = c.Variable
				if worst[c.Variable].rank == outsider {
					w.Severity = scan.SeverityHigh
				}
			}, worst[c.Variable].tells(), ends(r, job, step, worst[c.Variable]))
	})
}

// outsiders returns what says who writes the variables of containers.
func outsiders(run *audit.Run) func(*ci.Job, *ci.Step, string) string {
	known := sync.OnceValue(func() map[*document.Node]*scope { return scopes(run) })
	return func(job *ci.Job, step *ci.Step, name string) string {
		s := known()[job.Node]
		if s == nil {
			return ""
		}
		if o := s.of(step.Env.Get(name).Value(), 0); o.rank >= caller {
			return o.what
		}
		return ""
	}
}
