package codebuild

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Build in privileged mode",
			Class:       "privileged-container",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "In privileged mode every command of the build has all powers over the machine that it runs on, not only the one that builds an image.",
			Remediation: "Give the mode to those builds of a batch alone that build images.",
			Example:     "batch:\n  build-list:\n    - identifier: test\n      env:\n        privileged-mode: true",
			Fixed:       "batch:\n  build-list:\n    - identifier: test\n      env:\n        privileged-mode: false",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			key, value := job.Node.Get("env").Pair("privileged-mode")
			if on, _ := value.Bool(); on {
				r.Find(job, nil, ci.Between(key, value), "env.privileged-mode", "the build has all powers over its machine")
			}
		},
	}
}
