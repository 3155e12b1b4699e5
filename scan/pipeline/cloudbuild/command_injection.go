package cloudbuild

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Name of a branch read as code by a script",
			Class:       "command-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable holds the name of a branch or tag, or another text of an event. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`) reads the result as code.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$BRANCH\"`.",
			Example:     "- name: bash\n  env: ['BRANCH=$BRANCH_NAME']\n  script: eval \"build $BRANCH\"",
			Fixed:       "- name: bash\n  env: ['BRANCH=$BRANCH_NAME']\n  script: build \"$BRANCH\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return written(r.File, job, step, name) }
			r.EachReread(job, step, source, func(c audit.Reread) {
				by := pusher
				if c.Source == "what "+outsider.String() {
					by = outsider
				}
				r.FindReread(job, step, "", c, r.Ends(job, step, attackBy(by, c.Variable)))
			})
		},
	}
}

// written says who writes the text of a variable, empty for the file itself.
func written(f *ci.File, job *ci.Job, step *ci.Step, name string) string {
	automatic, _ := f.Root.At("options", "automapSubstitutions").Bool()
	own, _ := step.Node.Get("automapSubstitutions").Bool()
	value := step.Env.Get(name)
	if value == nil {
		value = job.Env.Get(name)
	}
	worst := clean
	for _, u := range substitutions(value.Value()) {
		worst = max(worst, origin(f, u.name, 0))
	}
	if value == nil && (automatic || own) {
		worst = origin(f, name, 0)
	}
	if worst < pusher {
		return ""
	}
	return "what " + worst.String()
}
