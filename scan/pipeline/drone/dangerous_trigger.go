package drone

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func dangerousTrigger() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secret in a step that pull requests start",
			Class:       "dangerous-trigger",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaPedantic,
			Description: "The step is for pull requests and asks for a secret. It works only where the secret is let out to pull requests, those of forks among them, whose code can then read it.",
			Remediation: "Give the step `when: event: push`, and keep secrets closed to pull requests.",
			Example:     "steps:\n  - name: publish\n    image: plugins/npm:1\n    when:\n      event: [push, pull_request]\n    settings:\n      token:\n        from_secret: npm_token",
			Fixed:       "steps:\n  - name: publish\n    image: plugins/npm:1\n    when:\n      event: push\n    settings:\n      token:\n        from_secret: npm_token",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if onRequests(job) != requestsNamed {
				return
			}
			for _, env := range []*ci.Env{job.With, job.Env} {
				if env == nil {
					continue
				}
				for _, v := range env.Vars {
					if s := v.Value.Get("from_secret"); s != nil {
						r.Find(job, nil, ci.SpanOf(s), env.Key.Value()+"."+v.Key.Value(), fmt.Sprintf("pull requests start a step with the secret %s", s.Value()), audit.Piece)
					}
				}
			}
			if secrets := job.Node.Get("secrets"); secrets.Kind() == document.Sequence && secrets.Len() > 0 {
				r.Find(job, nil, ci.SpanOf(secrets), "secrets", "pull requests start a step with secrets", audit.Piece)
			}
		},
	}
}
