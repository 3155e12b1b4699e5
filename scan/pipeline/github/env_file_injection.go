package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func envFileInjection() *rule {
	return &rule{
		meta: scan.Rule{
			ID:         "env-file-injection",
			Name:       "Outsider's text written to the environment of later steps",
			Class:      "env-file-injection",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceMedium,
			Description: "Every line written to `$GITHUB_ENV` sets a variable of all later steps, and every line in `$GITHUB_PATH` a folder in which they look for programs first. " +
				"Text with a line feed in it can set variables such as `LD_PRELOAD` or `BASH_ENV` and so take over the job.",
			Remediation: "Hand values on as step outputs and read them through `env`. Where a variable is needed, write it with a random delimiter and check the value first.",
			Example:     "- run: echo \"BODY=$BODY\" >> $GITHUB_ENV\n  env:\n    BODY: ${{ github.event.pull_request.body }}",
			Fixed:       "- run: make release\n  env:\n    BODY: ${{ github.event.pull_request.body }}",
			Tags:        []string{"zizmor:github-env"},
		},
		step: checkEnvFile,
	}
}

func checkEnvFile(c *check, job *ci.Job, step *ci.Step) {
	script := c.script(step)
	if script == nil {
		return
	}
	for _, w := range script.Writes {
		if w.File != "GITHUB_ENV" && w.File != "GITHUB_PATH" || singleLine(script, w.Range) && w.File == "GITHUB_ENV" {
			continue
		}
		v := place{c, job, step}.dataBeyondFences(script, w.Data)
		if v.who != outsider {
			continue
		}
		c.find(job, step, c.within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s goes into $%s", v.source, w.File), outsiderSeverity)
	}
}

// dataBeyondFences judges a piece of a script's data without the expressions in
// it, which are injections already.
func (p place) dataBeyondFences(script *shell.Script, d shell.Data) verdict {
	var v verdict
	for _, name := range d.Vars {
		v = v.worse(p.variable(script, name, 1, nil))
	}
	for i := range script.Commands {
		if cmd := &script.Commands[i]; cmd.Within(d.Range) {
			v = v.worse(p.commandOutput(cmd))
		}
	}
	return v
}

// outsiderSeverity rates a finding about outsiders' text by what the run is
// worth.
func outsiderSeverity(w *ci.Weakness) {
	switch w.Privilege {
	case ci.PrivilegeExposed:
		w.Severity = scan.SeverityCritical
	case ci.PrivilegeRestricted, ci.PrivilegeInternal:
		w.Severity = scan.SeverityMedium
	}
}

func outputClobbering() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "output-clobbering",
			Name:        "Outsider's text can overwrite other outputs",
			Class:       "output-clobbering",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Every line in `$GITHUB_OUTPUT` is an output. Text with a line feed in it can set, or set anew, outputs that the step meant to be its own.",
			Remediation: "Write the text with a random delimiter, or take the line feeds out of it.",
			Example:     "- run: |\n    echo \"ok=false\" >> $GITHUB_OUTPUT\n    echo \"body=$BODY\" >> $GITHUB_OUTPUT\n  env:\n    BODY: ${{ github.event.comment.body }}",
			Fixed:       "- run: |\n    echo \"ok=false\" >> $GITHUB_OUTPUT\n    echo \"body=${BODY//$'\\n'/ }\" >> $GITHUB_OUTPUT\n  env:\n    BODY: ${{ github.event.comment.body }}",
		},
		step: func(c *check, job *ci.Job, step *ci.Step) {
			script := c.script(step)
			if script == nil || len(script.Writes) < 2 {
				return
			}
			fixedOutput := false
			for _, w := range script.Writes {
				v := place{c, job, step}.dataBeyondFences(script, w.Data)
				if w.File != "GITHUB_OUTPUT" {
					continue
				}
				if v.who == fixed {
					fixedOutput = true
					continue
				}
				if v.who == outsider && fixedOutput && !singleLine(script, w.Range) {
					c.find(job, step, c.within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s goes into $GITHUB_OUTPUT beside other outputs", v.source), outsiderSeverity)
				}
			}
		},
	}
}

func argumentInjection() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "argument-injection",
			Name:        "Outsider's text in the program of sed or awk",
			Class:       "argument-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "sed and awk programs can run commands and write files. Text that is put into a program, even quoted for the shell, can end the expression that it stands in and add such a command.",
			Remediation: "Hand the text over as data: `awk -v title=\"$TITLE\" …`, an environment variable, or standard input.",
			Example:     "- run: sed \"s/TITLE/$TITLE/\" notes.md\n  env:\n    TITLE: ${{ github.event.pull_request.title }}",
			Fixed:       "- run: awk '{ gsub(\"TITLE\", ENVIRON[\"TITLE\"]); print }' notes.md\n  env:\n    TITLE: ${{ github.event.pull_request.title }}",
		},
		step: func(c *check, job *ci.Job, step *ci.Step) {
			script := c.script(step)
			if script == nil {
				return
			}
			for i := range script.Commands {
				cmd := &script.Commands[i]
				if name := cmd.Name(); name != "sed" && name != "awk" && name != "gawk" {
					continue
				}
				for _, w := range programWords(cmd) {
					v := place{c, job, step}.dataBeyondFences(script, shell.Data{Range: w.Range, Vars: w.Vars})
					if v.who == outsider {
						c.find(job, step, c.within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s becomes part of a program of %s", v.source, cmd.Name()), outsiderSeverity)
					}
				}
			}
		},
	}
}

// programWords returns the words of a sed or awk command that are its program:
// those after -e, or the first that is no option.
func programWords(cmd *shell.Command) []shell.Word {
	var list []shell.Word
	args := cmd.Args()
	for i, w := range args {
		if i > 0 && (args[i-1].Text == "-e" || args[i-1].Text == "--expression") {
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
