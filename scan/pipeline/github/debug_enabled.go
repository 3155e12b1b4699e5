package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func debugEnabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "debug-enabled",
			Name:        "Debug logging switched on in the file",
			Class:       "debug-enabled",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "Debug logs show the environment and what steps exchange, in parts that are not masked, to everybody who can read the log.",
			Remediation: "Switch debugging on for a single run, when it is started again, and not in the file.",
			Example:     "env:\n  ACTIONS_STEP_DEBUG: true",
			Fixed:       "env: {}",
		},
		File: onFile(func(c *check) { c.debugVars(nil, nil, c.file.Env) }),
		Job:  onJob(func(c *check, job *ci.Job) { c.debugVars(job, nil, job.Env) }),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) { c.debugVars(job, step, step.Env) }),
	}
}

func (c *check) debugVars(job *ci.Job, step *ci.Step, e *ci.Env) {
	if e == nil {
		return
	}
	for _, v := range e.Vars {
		switch v.Key.Value() {
		case "ACTIONS_RUNNER_DEBUG", "ACTIONS_STEP_DEBUG":
			if on, _ := v.Value.Bool(); on {
				c.find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), v.Key.Value()+" is set in the file")
			}
		}
	}
}
