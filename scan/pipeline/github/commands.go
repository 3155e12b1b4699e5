package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func insecureCommands() *rule {
	return &rule{
		meta: scan.Rule{
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
			Tags:        []string{"zizmor:insecure-commands"},
		},
		file: func(c *check) { c.unsecureEnv(nil, nil, c.file.Env) },
		job:  func(c *check, job *ci.Job) { c.unsecureEnv(job, nil, job.Env) },
		step: func(c *check, job *ci.Job, step *ci.Step) {
			c.unsecureEnv(job, step, step.Env)
			c.oldCommands(job, step)
		},
	}
}

func (c *check) unsecureEnv(job *ci.Job, step *ci.Step, e *ci.Env) {
	if e == nil {
		return
	}
	if e.Value.Kind() == document.Scalar && !e.Value.Null() {
		c.find(job, step, ci.Between(e.Key, e.Value), "env", "the variables are computed and may switch on commands that any output can forge", level(scan.SeverityHigh, scan.ConfidenceLow, scan.PersonaAuditor))
		return
	}
	for _, v := range e.Vars {
		on, known := v.Value.Bool()
		if strings.EqualFold(v.Key.Value(), "ACTIONS_ALLOW_UNSECURE_COMMANDS") && (on || !known && !v.Value.Null()) {
			c.find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), "commands that any output can forge are switched on")
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
			c.find(job, step, c.within(step.Run.Text, start, at), "run", fmt.Sprintf("the command %s takes effect from any line of output", name), level(severity, scan.ConfidenceHigh, scan.PersonaRegular))
		}
	}
}

func debugEnabled() *rule {
	return &rule{
		meta: scan.Rule{
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
		file: func(c *check) { c.debugVars(nil, nil, c.file.Env) },
		job:  func(c *check, job *ci.Job) { c.debugVars(job, nil, job.Env) },
		step: func(c *check, job *ci.Job, step *ci.Step) { c.debugVars(job, step, step.Env) },
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

func misfeature() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "misfeature",
			Name:        "Platform feature that is better left alone",
			Class:       "misfeature",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "Some settings do less, or more, than they seem to: `shell: cmd` goes on after errors and quotes badly; `pip-install` of setup-python installs into the runner's own Python; a shell of one's own cannot be analysed.",
			Remediation: "Use `bash` or `pwsh`, and install packages in a step with a virtual environment.",
			Example:     "- run: dir\n  shell: cmd",
			Fixed:       "- run: Get-ChildItem\n  shell: pwsh",
			Tags:        []string{"zizmor:misfeature"},
		},
		file: func(c *check) {
			c.oddShell(nil, nil, c.file.Root.At("defaults", "run", "shell"), "defaults.run.shell")
		},
		job: func(c *check, job *ci.Job) {
			c.oddShell(job, nil, job.Node.At("defaults", "run", "shell"), "defaults.run.shell")
		},
		step: func(c *check, job *ci.Job, step *ci.Step) {
			c.oddShell(job, step, step.Node.Get("shell"), "shell")
			if n := step.Input("pip-install"); step.Uses.Is("actions/setup-python") && !n.Null() {
				c.find(job, step, ci.SpanOf(n), "with.pip-install", "the packages go into the runner's own Python")
			}
		},
	}
}

func (c *check) oddShell(job *ci.Job, step *ci.Step, n *document.Node, part string) {
	fields := strings.Fields(strings.ToLower(n.Value()))
	if len(fields) == 0 || strings.Contains(n.Value(), "${{") {
		return
	}
	name := fields[0][strings.LastIndexAny(fields[0], `/\`)+1:]
	switch strings.TrimSuffix(name, ".exe") {
	case "cmd":
		c.find(job, step, ci.SpanOf(n), part, "cmd goes on after errors and quotes badly")
	case "bash", "sh", "pwsh", "powershell", "python", "zsh", "dash", "msys2", "node", "nix", "wsl-bash", "alpine.sh", "perl", "ruby":
	default:
		c.find(job, step, ci.SpanOf(n), part, fmt.Sprintf("the script runs under %s and is not analysed", fields[0]), level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor))
	}
}
