package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func argumentInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "argument-injection",
			Name:        "Outsider's text as a program or an option of a command",
			Class:       "argument-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "sed and awk programs can run commands and write files. Text that is put into a program, even quoted for the shell, can end the expression that it stands in and add such a command. Text that begins an argument can be an option, and those of git, curl, tar and others run commands or write files as well.",
			Remediation: "Hand the text over as data: `awk -v title=\"$TITLE\" …`, an environment variable, or standard input. Put `--` before arguments that can begin with a dash.",
			Example:     "- run: sed \"s/TITLE/$TITLE/\" notes.md\n  env:\n    TITLE: ${{ github.event.pull_request.title }}",
			Fixed:       "- run: awk '{ gsub(\"TITLE\", ENVIRON[\"TITLE\"]); print }' notes.md\n  env:\n    TITLE: ${{ github.event.pull_request.title }}",
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			script := c.script(step)
			if script == nil {
				return
			}
			for i := range script.Commands {
				cmd := &script.Commands[i]
				if name := cmd.Name(); name != "sed" && name != "awk" && name != "gawk" {
					unwrapped := cmd.Unwrap()
					c.options(job, step, script, &unwrapped)
					continue
				}
				for _, w := range programWords(cmd) {
					v := c.place(job, step).dataBeyondFences(script, shell.Data{Range: w.Range, Vars: w.Vars})
					if v.who == outsider {
						c.find(job, step, c.Within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s becomes part of a program of %s", v.source, cmd.Name()), c.ends(job, step, by(v, "adds commands to a program")))
					}
				}
			}
		}),
	}
}

// programWords returns the words of a sed or awk command that are its program:
// those after -e, or the first that is no option.
func programWords(cmd *shell.Command) []shell.Word {
	var list []shell.Word
	args := cmd.Args()
	for i, w := range args {
		if i > 0 && (args[i-1].Text == "-e" || args[i-1].Text == "--expression") || strings.HasPrefix(w.Text, "--expression=") {
			list = append(list, w)
		}
	}
	if list != nil {
		return list
	}
	for i, w := range args {
		if len(w.Text) > 0 && w.Text[0] != '-' && (i == 0 || args[i-1].Text != "-v") {
			return []shell.Word{w}
		}
	}
	return nil
}
