package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func misfeature() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Security check that may fail",
			Class:       "misfeature",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "With `allow_failure: true` the pipeline goes on whatever the scanner finds, and also when it did not run at all.",
			Remediation: "Let the job fail, and accept known findings in the scanner's own configuration; `allow_failure: exit_codes:` tells findings from breakdowns.",
			Example:     "trivy:\n  script: trivy fs .\n  allow_failure: true",
			Fixed:       "trivy:\n  script: trivy fs .",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			key, v := job.Node.Pair("allow_failure")
			if on, _ := v.Bool(); !on {
				return
			}
			if tool := scanner(r, job); tool != "" {
				r.Find(job, nil, ci.Between(key, v), "allow_failure", fmt.Sprintf("what %s finds holds nothing up", tool))
			}
		},
	}
}

// scanner returns the security scanner that a job runs.
func scanner(r *audit.Run, job *ci.Job) string {
	for _, step := range job.Steps {
		script := r.Script(step.Run)
		for i := range script.Commands {
			cmd := script.Commands[i].Unwrap()
			switch name := cmd.Name(); name {
			case "trivy", "grype", "gitleaks", "trufflehog", "semgrep", "snyk", "bandit", "gosec", "govulncheck", "checkov", "tfsec", "kics", "osv-scanner", "safety", "pip-audit", "brakeman", "bundler-audit", "cosign":
				return name
			case "npm", "yarn", "pnpm", "cargo":
				if cmd.Has("audit") {
					return name + " audit"
				}
			}
		}
	}
	for name := range job.Node.Get("extends").List() {
		if n := strings.ToLower(name.Value()); strings.Contains(n, "sast") || strings.Contains(n, "secret-detection") || strings.Contains(n, "dependency_scanning") {
			return name.Value()
		}
	}
	return ""
}
