package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func insecureCommands() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "insecure-commands",
			Name:       "Workflow commands that any output can forge",
			Class:      "insecure-commands",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceHigh,
			Description: "`::set-env` and its like take effect wherever they appear in a step's output. Whoever gets a line into the log, by a file name or a test's message, sets variables of the job. " +
				"The platform has switched them off unless `ACTIONS_ALLOW_UNSECURE_COMMANDS` is true.",
			Remediation: "Write to `$GITHUB_OUTPUT`, `$GITHUB_ENV`, `$GITHUB_PATH` and `$GITHUB_STATE`, and drop the variable.",
			Example:     "env:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true",
			Fixed:       "- run: echo \"version=1\" >> \"$GITHUB_OUTPUT\"",
			Fix:         "Unsafe: drops the variable.",
			Tags:        []string{"zizmor:insecure-commands", "checkov:CKV_GHA_1"},
		},
		File: onFile(func(c *check) { c.unsecureEnv(nil, nil, c.file.Env) }),
		Job:  onJob(func(c *check, job *ci.Job) { c.unsecureEnv(job, nil, job.Env) }),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			c.unsecureEnv(job, step, step.Env)
			c.oldCommands(job, step)
		}),
	}
}

func (c *check) unsecureEnv(job *ci.Job, step *ci.Step, e *ci.Env) {
	if e == nil {
		return
	}
	if e.Value.Kind() == document.Scalar && !e.Value.Null() {
		c.find(job, step, ci.Between(e.Key, e.Value), "env", "the variables are computed and may switch on commands that any output can forge", audit.Level(scan.SeverityHigh, scan.ConfidenceLow, scan.PersonaAuditor))
		return
	}
	for _, v := range e.Vars {
		on, known := v.Value.Bool()
		if strings.EqualFold(v.Key.Value(), "ACTIONS_ALLOW_UNSECURE_COMMANDS") && (on || !known && !v.Value.Null()) {
			c.find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), "commands that any output can forge are switched on",
				audit.Mend("Drop the variable", "a step that still prints such commands fails", c.DropPair(v, e.Value)...))
		}
	}
}

// oldCommands reports the commands that are switched off, or will be.
func (c *check) oldCommands(job *ci.Job, step *ci.Step) {
	if step.Run == nil || !strings.Contains(step.Run.Text.Value(), "::") {
		return
	}
	text := step.Run.Text.Value()
	for _, name := range []string{"set-env", "add-path", "set-output", "save-state"} {
		for at := 0; ; {
			i := strings.Index(text[at:], "::"+name)
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(name) + 2
			if at < len(text) && text[at] != ' ' && text[at] != ':' {
				continue
			}
			severity := scan.SeverityLow
			if name == "set-env" || name == "add-path" {
				severity = scan.SeverityMedium
			}
			c.find(job, step, c.Within(step.Run.Text, start, at), "run", fmt.Sprintf("the command %s takes effect from any line of output", name), audit.Level(severity, scan.ConfidenceHigh, scan.PersonaRegular))
		}
	}
}
