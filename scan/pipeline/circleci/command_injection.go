package circleci

import (
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Name of a branch or tag read as code",
			Class:       "command-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable of the environment holds what somebody named a branch or a tag. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$CIRCLE_BRANCH\"`, or let the inner program read the environment itself.",
			Example:     "- run: ssh host \"git checkout $CIRCLE_BRANCH\"",
			Fixed:       "- run: ssh host \"git checkout $CIRCLE_SHA1\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return r.Outsiders(job, step, name) }
			r.EachReread(job, step, source, func(c audit.Reread) {
				r.FindReread(job, step, step.Run.Key.Value(), c, r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}

// outsiders returns what tells what others write into a variable: a predefined
// one, or one that the file sets by a pipeline value or a parameter.
func outsiders(run *audit.Run) func(job *ci.Job, step *ci.Step, name string) string {
	trace := sync.OnceValue(func() *tracer { return newTracer(run) })
	return func(job *ci.Job, step *ci.Step, name string) string {
		switch name {
		case "CIRCLE_BRANCH":
			return branchName
		case "CIRCLE_TAG":
			return tagName
		}
		for _, env := range []*ci.Env{step.Env, job.Env} {
			value := env.Get(name).Value()
			for _, t := range templates(value) {
				inner := strings.TrimSpace(value[t.Start+2 : t.End-2])
				if s := pipelineValue(inner); s != "" {
					return s
				}
				if p, ok := strings.CutPrefix(inner, "parameters."); ok && textual(job, p) {
					if d := trace().given(run.File, parameter{job, p}, 0); d.source != "" {
						return known(d.source)
					}
				}
			}
		}
		return ""
	}
}
