package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func envFileInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Outsider's text printed where the agent reads commands",
			Class:       "env-file-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The agent reads `##vso[…]` commands in whatever a step prints. A commit's message that is printed, or set as a variable, can hold a line with one, and so sets variables (PATH among them) of later steps.",
			Remediation: "Do not print such text; where it must be, take out line ends and `##vso`, and give the step `target: settableVariables: none`.",
			Example:     "- bash: echo \"##vso[task.setvariable variable=note]$BUILD_SOURCEVERSIONMESSAGE\"",
			Fixed:       "- bash: ./note\n  env:\n    NOTE: $(Build.SourceVersionMessage)",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachCommand(step, func(cmd *shell.Command) {
				switch cmd.Name() {
				case "echo", "printf", "write-host", "write-output":
				default:
					return
				}
				text := step.Run.Text.Value()[cmd.Start:cmd.End]
				source := printed(cmd, text)
				if source == "" || cmd.Piped {
					return
				}
				ends := func(*ci.Weakness) {}
				level := audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
				message := fmt.Sprintf("%s is printed, and the agent reads commands in it", source)
				if strings.Contains(strings.ToLower(text), "##vso[task.") {
					level = audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
					message = fmt.Sprintf("%s becomes part of a command to the agent", source)
					ends = r.Ends(job, step, audit.Attack{Source: source, Effect: "sets variables of later steps"})
				}
				r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), step.Run.Key.Value(), message, level, ends)
			})
		},
	}
}

// printed tells what outsider's text a command prints. Names of branches have
// neither line ends nor brackets that would make a command, but can stand in
// one.
func printed(cmd *shell.Command, text string) string {
	command := strings.Contains(text, "##vso[")
	for _, w := range cmd.Args() {
		for _, v := range w.Vars {
			if s := predefined(strings.TrimPrefix(v, "env:")); s == commitText || s != "" && command {
				return s
			}
		}
	}
	return ""
}
