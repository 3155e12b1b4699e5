package bitbucket

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Branch that nobody has approved can reach production",
			Class:       "improper-access-control",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The step deploys to the production environment in pipelines of pull requests, or in the default one, which runs for every branch. Code that nobody has approved decides what is deployed, and sees the deployment's variables.",
			Remediation: "Deploy from `branches: main:` only, and let the environment be restricted to that branch.",
			Example:     "pull-requests:\n  '**':\n    - step:\n        deployment: production\n        script:\n          - ./deploy",
			Fixed:       "branches:\n  main:\n    - step:\n        deployment: production\n        script:\n          - ./deploy",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			name := strings.ToLower(job.Environment.Value())
			if !strings.HasPrefix(name, "prod") || strings.HasPrefix(name, "product-") {
				return
			}
			switch {
			case onRequests(job):
				r.Find(job, nil, ci.SpanOf(job.Environment), "deployment", "pull requests deploy to "+name, audit.Piece)
			case strings.HasPrefix(job.ID, "default[") && !manual(r.File.Root, job):
				r.Find(job, nil, ci.SpanOf(job.Environment), "deployment", "every branch without a pipeline of its own deploys to "+name,
					audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular))
			}
		},
	}
}

// manual reports whether somebody has to start a step of the default pipeline,
// or one before it.
func manual(root *document.Node, job *ci.Job) bool {
	found := job.Node.Get("trigger").Value() == "manual"
	for _, item := range root.At("pipelines", "default").Items() {
		step := item.Get("step")
		if step.Start() > job.Node.Start() {
			break
		}
		found = found || step.Get("trigger").Value() == "manual" || item.At("stage", "trigger").Value() == "manual"
	}
	return found
}
