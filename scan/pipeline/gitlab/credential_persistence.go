package gitlab

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func credentialPersistence() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Artifact that takes credentials along",
			Class:       "credential-persistence",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Artifacts can be downloaded by everybody who can see the pipeline, in a public project by the world. `.git` holds the address with the job's token, `.env`, keys and configuration of tools hold credentials, `untracked: true` takes whatever the job has written.",
			Remediation: "Name the files that later jobs need, and set `artifacts:access` where not everybody may have them.",
			Example:     "artifacts:\n  paths:\n    - .env",
			Fixed:       "artifacts:\n  paths:\n    - dist/",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			a := job.Node.Get("artifacts")
			if access := a.Get("access").Value(); access == "none" {
				return
			}
			for p := range a.Get("paths").List() {
				if audit.HoldsCredentials(p.Value()) {
					r.Find(job, nil, ci.SpanOf(p), "artifacts.paths", fmt.Sprintf("the artifact takes %s along, which holds credentials", p.Value()))
				} else if audit.WholeTree(p.Value()) {
					r.Find(job, nil, ci.SpanOf(p), "artifacts.paths", "the artifact takes the whole work tree along",
						audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic))
				}
			}
			if key, u := a.Pair("untracked"); u != nil {
				if on, _ := u.Bool(); on {
					r.Find(job, nil, ci.Between(key, u), "artifacts.untracked", "the artifact takes every file along that the job has written",
						audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic))
				}
			}
		},
	}
}
