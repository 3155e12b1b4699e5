package buildkite

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func expressionInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Variable put into a command when the pipeline is uploaded",
			Class:       "expression-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "`$BUILDKITE_MESSAGE` and its like are replaced when the pipeline is uploaded, before a shell sees the command. Whoever writes the commit's message, names the branch or starts the build writes code into it, with the agent's secrets at hand.",
			Remediation: "Leave the variable to the shell of the job: `\"$$BUILDKITE_MESSAGE\"`, or put the command into a script of the repository.",
			Example:     "- command: echo \"$BUILDKITE_MESSAGE\"",
			Fixed:       "- command: echo \"$$BUILDKITE_MESSAGE\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Run == nil {
				return
			}
			text := step.Run.Text.Value()
			for _, t := range step.Run.Templates {
				name := nameOf(text[t.Start:t.End])
				o := uploaded(r, name)
				source := o.Source
				if source == "" {
					continue
				}
				severity := scan.SeverityHigh
				if isRef(source) {
					severity = scan.SeverityMedium
				}
				r.Find(job, step, r.Within(step.Run.Text, t.Start, t.End), "", fmt.Sprintf("%s is put into the command as text and holds %s", name, source),
					func(w *ci.Weakness) { w.Severity, w.Expression = severity, name }, o.Tells(), r.Ends(job, step, audit.RunsCode(source)))
			}
		},
	}
}

const (
	branchName  = "the name of a branch"
	tagName     = "the name of a tag"
	requestCode = "the code of a pull request"
	labels      = "a pull request's labels"
)

func isRef(source string) bool { return source == branchName || source == tagName }

// predefined tells what outsiders write into a predefined variable.
func predefined(name string) string {
	switch name {
	case "BUILDKITE_MESSAGE":
		return "a commit's message"
	case "BUILDKITE_BRANCH":
		return branchName
	case "BUILDKITE_TAG":
		return tagName
	case "BUILDKITE_BUILD_AUTHOR", "BUILDKITE_BUILD_AUTHOR_EMAIL":
		return "a commit's author"
	case "BUILDKITE_BUILD_CREATOR", "BUILDKITE_BUILD_CREATOR_EMAIL", "BUILDKITE_UNBLOCKER":
		return "the name that a user chose"
	case "BUILDKITE_PULL_REQUEST_LABELS":
		return labels
	}
	return ""
}
