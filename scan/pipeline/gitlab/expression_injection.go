package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Input put into a script as text",
			Class:       "expression-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "`$[[ inputs.x ]]` is replaced before the shell sees the script. Whoever sets the input, by including the component or by starting a pipeline, writes code into it, with the job's variables and token at hand.",
			Remediation: "Put the input into a variable of the job and use that, in quotes; or give it `options:`, a `regex:` or the type number or boolean.",
			Example:     "script:\n  - deploy $[[ inputs.target ]]",
			Fixed:       "variables:\n  TARGET: $[[ inputs.target ]]\nscript:\n  - deploy \"$TARGET\"",
			Tags:        []string{"poutine:injection"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			text := step.Run.Text.Value()
			for _, t := range step.Run.Templates {
				inner := strings.TrimSpace(text[t.Start+3 : t.End-2])
				name, ok := inputOf(inner)
				if !ok || bounded(r.File, name) {
					continue
				}
				// What is handed over as a variable stays one for the shell.
				o := r.Flows.Origin(inputSlot(r.File, name))
				if o.Known && !o.Open && !published(r.File) {
					continue
				}
				r.Find(job, step, r.Within(step.Run.Text, t.Start, t.End), "", fmt.Sprintf("the input %s is put into the script as text%s", name, o.Way()),
					func(w *ci.Weakness) { w.Expression = inner }, o.Tells(), r.Ends(job, step, audit.RunsCode(o.Source)))
				return // one a line tells enough
			}
		},
	}
}

// inputOf returns the name in "inputs.name | function".
func inputOf(inner string) (string, bool) {
	inner, _, _ = strings.Cut(inner, "|")
	name, ok := strings.CutPrefix(strings.TrimSpace(inner), "inputs.")
	return name, ok
}

// published reports whether a file is a component for other projects.
func published(f *ci.File) bool {
	return f.Kind == ci.KindComponent && strings.Contains("/"+f.Source.Path, "/templates/")
}

// bounded reports whether the header lets an input be certain texts only.
func bounded(f *ci.File, name string) bool {
	for _, in := range f.Inputs {
		if in.Name == name {
			return in.Type == "number" || in.Type == "boolean" || in.Config.Get("options") != nil || in.Config.Get("regex") != nil
		}
	}
	return false
}
