package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func excessivePermissions() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Job's token handed to pull requests",
			Class:       "excessive-permissions",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "Pull requests start the pipeline, and a step that runs their code has the token of the build service in its environment, which by default may read every repository of the project and often write to them.",
			Remediation: "Give the token to steps only that do not run the pull request's code, and limit its scope in the settings (\"Limit job authorization scope\").",
			Example:     "pr: [main]\nsteps:\n- script: npm test\n  env:\n    TOKEN: $(System.AccessToken)",
			Fixed:       "pr: [main]\nsteps:\n- script: npm test",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Env == nil || pullRequests(r.File) != requestsNamed || onlyTrusted(job, step) {
				return
			}
			for _, v := range step.Env.Vars {
				if strings.Contains(strings.ToLower(v.Value.Value()), "$(system.accesstoken)") {
					r.Find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), "a step of a pull request's build has the job's token", audit.Piece)
				}
			}
		},
	}
}

// onlyTrusted reports whether a condition keeps the builds of pull requests
// away.
func onlyTrusted(job *ci.Job, step *ci.Step) bool {
	cond := strings.ToLower(strings.ReplaceAll(job.If.Value()+" "+step.If.Value(), " ", ""))
	return strings.Contains(cond, "'pullrequest'") && strings.Contains(cond, "ne(") || strings.Contains(cond, "'refs/heads/") || strings.Contains(cond, "'refs/tags/")
}
