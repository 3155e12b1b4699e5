package travis

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Deployment from every branch",
			Class:       "improper-access-control",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "`all_branches: true` lets each branch that somebody pushes deploy. Without a tag or another condition, nobody has to approve what is released.",
			Remediation: "Name the branch (`on: branch: main`), or deploy tags only (`on: tags: true`).",
			Example:     "deploy:\n  provider: npm\n  on:\n    all_branches: true",
			Fixed:       "deploy:\n  provider: npm\n  on:\n    tags: true",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, d := range deployments(job.Node) {
				on := d.Get("on")
				if on == nil {
					on = d.Get("true") // how some tools write the key back
				}
				key, all := on.Pair("all_branches")
				if open, _ := all.Bool(); !open || on.Get("condition") != nil || on.Get("tags").Value() == "true" {
					continue
				}
				r.Find(job, nil, ci.Between(key, all), "deploy.on", "every branch deploys")
			}
		},
	}
}
