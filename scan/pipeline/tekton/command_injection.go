package tekton

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
			Name:        "Text of an event read as code by a script",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable holds what somebody wrote into a pull request. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`) reads the result as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$TITLE\"`.",
			Example:     "env:\n  - name: TITLE\n    value: \"{{ body.pull_request.title }}\"\nscript: |\n  eval \"notify $TITLE\"",
			Fixed:       "env:\n  - name: TITLE\n    value: \"{{ body.pull_request.title }}\"\nscript: |\n  notify \"$TITLE\"",
		},
		File: func(r *audit.Run) {
			known := scopes(r)
			for _, job := range r.File.Jobs {
				for _, step := range job.Steps {
					if step.Run != nil {
						reread(r, job, step, known[job.Node])
					}
				}
			}
		},
	}
}

func reread(r *audit.Run, job *ci.Job, step *ci.Step, s *scope) {
	of := func(name string) origin { return environmentOf(job, step, s, name) }
	source := func(name string) string {
		if o := of(name); o.rank >= pusher {
			return o.what
		}
		return ""
	}
	r.EachReread(job, step, source, func(c audit.Reread) {
		r.Find(job, step, r.Within(step.Run.Text, c.Word.Start, c.Word.End), "script",
			fmt.Sprintf("%s reads %s as code, which holds %s", c.Command.Name(), c.Variable, c.Source), func(w *ci.Weakness) { w.Expression = c.Variable }, of(c.Variable).tells(), ends(r, job, step, of(c.Variable)))
	})
}

// environmentOf judges a variable of a step's environment.
func environmentOf(job *ci.Job, step *ci.Step, s *scope, name string) origin {
	v := step.Env.Get(name)
	if v == nil {
		v = job.Env.Get(name)
	}
	return s.of(v.Value())
}

// outsiders returns what says who writes the variables of steps.
func outsiders(run *audit.Run) func(*ci.Job, *ci.Step, string) string {
	known := sync.OnceValue(func() map[*document.Node]*scope { return scopes(run) })
	return func(job *ci.Job, step *ci.Step, name string) string {
		s := known()[job.Node]
		if s == nil {
			return ""
		}
		if o := environmentOf(job, step, s, name); o.rank >= pusher {
			return o.what
		}
		return ""
	}
}
