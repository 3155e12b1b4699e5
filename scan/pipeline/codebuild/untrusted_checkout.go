package codebuild

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secrets in a build of a pull request's code",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The build checks out what somebody proposes in a pull request, and is given secrets. Tools that run on that code take commands from it, and so can take the secrets and the role of the build.",
			Remediation: "Build pull requests in a project of its own with a role and secrets for that, and limit who starts it (webhook filters on the actor).",
			Example:     "env:\n  secrets-manager:\n    TOKEN: app:token\nphases:\n  build:\n    commands:\n      - git checkout $CODEBUILD_WEBHOOK_HEAD_REF",
			Fixed:       "phases:\n  build:\n    commands:\n      - git checkout $CODEBUILD_WEBHOOK_HEAD_REF",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			rate := audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
			if len(secrets(r.File)) > 0 {
				rate = audit.Level(scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular)
			}
			r.EachCommand(step, func(cmd *shell.Command) {
				if cmd.Name() == "gh" && cmd.Has("checkout") {
					r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), "", "the code of a pull request is checked out", rate, r.Ends(job, step, audit.RunsCode(requestCode)))
				}
				if cmd.Name() != "git" || !cmd.Has("checkout", "fetch", "pull", "clone", "switch", "merge") {
					return
				}
				for _, w := range cmd.Args() {
					if what := proposed(w); what != "" {
						r.Find(job, step, r.Within(step.Run.Text, w.Start, w.End), "", fmt.Sprintf("%s is checked out, which outsiders propose", what), rate, r.Ends(job, step, audit.RunsCode(requestCode)))
						return
					}
				}
			})
		},
	}
}

// proposed tells which part of a word names a pull request's code.
func proposed(w shell.Word) string {
	for _, v := range w.Vars {
		if v == "CODEBUILD_WEBHOOK_HEAD_REF" || v == "CODEBUILD_WEBHOOK_TRIGGER" {
			return v
		}
	}
	for _, part := range []string{"refs/pull/", "refs/merge-requests/", "pull/"} {
		if strings.Contains(w.Text, part) && !strings.Contains(w.Text, "://") {
			return part
		}
	}
	return ""
}
