package bitbucket

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func selfHostedRunner() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pull request's code on a runner of one's own",
			Class:       "self-hosted-runner",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "The step of a pull request's pipeline runs on a runner of one's own. One that is not thrown away after each step keeps what the code leaves behind for the next one, and often stands inside a network.",
			Remediation: "Run pull requests on the platform's runners, and keep one's own for branches that are protected.",
			Example:     "pull-requests:\n  '**':\n    - step:\n        runs-on: [self.hosted, linux]\n        script: [make]",
			Fixed:       "pull-requests:\n  '**':\n    - step:\n        script: [make]",
			Tags:        []string{"poutine:pr_runs_on_self_hosted"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if !onRequests(job) {
				return
			}
			for label := range job.Runner.List() {
				if strings.HasPrefix(label.Value(), "self.hosted") {
					r.Find(job, nil, ci.SpanOf(job.Runner), "runs-on", fmt.Sprintf("pull requests run on %s", label.Value()), audit.Piece)
					return
				}
			}
		},
	}
}
