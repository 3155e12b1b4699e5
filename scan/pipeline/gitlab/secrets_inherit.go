package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretsInherit() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "All variables of the pipeline handed to another one",
			Class:       "secrets-inherit",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "`forward: pipeline_variables: true` hands on every variable that the pipeline was started with, also those that were meant for this project only.",
			Remediation: "Set what the other pipeline needs under `variables:` of the job that triggers it, or hand it over as `inputs:`.",
			Example:     "trigger:\n  project: group/deploy\n  forward:\n    pipeline_variables: true",
			Fixed:       "variables:\n  VERSION: $CI_COMMIT_SHA\ntrigger:\n  project: group/deploy",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			trigger := job.Node.Get("trigger")
			key, v := trigger.Get("forward").Pair("pipeline_variables")
			if on, _ := v.Bool(); !on {
				return
			}
			level := audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
			message := "every variable of the pipeline goes to another project's"
			if trigger.Get("project") == nil {
				message = "every variable of the pipeline goes to its child"
				level = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor)
			}
			r.Find(job, nil, ci.Between(key, v), "trigger.forward", message, level)
		},
	}
}
