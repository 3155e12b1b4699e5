package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func misfeature() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
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
		File: onFile(func(c *check) {
			c.oddShell(nil, nil, c.file.Root.At("defaults", "run", "shell"), "defaults.run.shell")
		}),
		Job: onJob(func(c *check, job *ci.Job) {
			c.oddShell(job, nil, job.Node.At("defaults", "run", "shell"), "defaults.run.shell")
		}),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			c.oddShell(job, step, step.Node.Get("shell"), "shell")
			if n := step.Input("pip-install"); step.Uses.Is("actions/setup-python") && !n.Null() {
				c.find(job, step, ci.SpanOf(n), "with.pip-install", "the packages go into the runner's own Python")
			}
		}),
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
		c.find(job, step, ci.SpanOf(n), part, fmt.Sprintf("the script runs under %s and is not analysed", fields[0]), audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor))
	}
}
