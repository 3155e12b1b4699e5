package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Outsiders' text read as code by a script",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable of the environment holds what somebody wrote into a change request or chose as the name of a branch. The script has a second interpreter read it as code (eval, `sh -c`, `ssh`); the Windows shell does so with every `%VARIABLE%`, which it replaces before it reads the line.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$CHANGE_TITLE\"`; on Windows use PowerShell and `$env:CHANGE_TITLE`.",
			Example:     `sh 'eval "notify $CHANGE_TITLE"'`,
			Fixed:       `sh 'notify "$CHANGE_TITLE"'`,
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Run.Default == "cmd" {
				replaced(r, job, step)
				return
			}
			r.EachReread(job, step, sourceOf, func(c audit.Reread) {
				r.Find(job, step, r.Within(step.Run.Text, c.Word.Start, c.Word.End), "",
					fmt.Sprintf("%s reads %s as code, which holds %s", c.Command.Name(), c.Variable, c.Source), rated(c.Variable), r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}

// replaced reports %NAME% in a script of the Windows shell.
func replaced(r *audit.Run, job *ci.Job, step *ci.Step) {
	script := step.Run.Text.Value()
	for at := 0; ; {
		i := strings.IndexByte(script[at:], '%')
		if i < 0 {
			return
		}
		start := at + i
		n := strings.IndexByte(script[start+1:], '%')
		if n < 0 {
			return
		}
		name := script[start+1 : start+1+n]
		if source := sourceOf(name); source != "" {
			r.Find(job, step, r.Within(step.Run.Text, start, start+n+2), "", fmt.Sprintf("the shell replaces %%%s%%, which holds %s, before it reads the line", name, source), rated(name), r.Ends(job, step, audit.RunsCode(source)))
			at = start + n + 2
			continue
		}
		at = start + 1
	}
}

// rated returns how grave it is that a variable becomes code.
func rated(variable string) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		w.Expression = variable
		if predefined(variable) == branch {
			w.Severity = scan.SeverityMedium
		}
	}
}

// sourceOf says where the text of an environment variable comes from.
func sourceOf(variable string) string {
	switch predefined(variable) {
	case outsider:
		return outsiderText
	case branch:
		return branchName
	}
	return ""
}
