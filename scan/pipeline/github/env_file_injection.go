package github

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func envFileInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
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
		Step: onStep(checkEnvFile),
	}
}

func checkEnvFile(c *check, job *ci.Job, step *ci.Step) {
	script := c.script(step)
	if script == nil {
		return
	}
	for _, w := range script.Writes {
		if w.File != "GITHUB_ENV" && w.File != "GITHUB_PATH" || singleLine(script, w.Range) && w.File == "GITHUB_ENV" || fenced(script, w) {
			continue
		}
		v := c.place(job, step).dataBeyondFences(script, w.Data)
		if v.who != outsider {
			continue
		}
		c.find(job, step, c.Within(step.Run.Text, w.Start, w.End), "run", fmt.Sprintf("%s goes into $%s", v.source, w.File), c.ends(job, step, setsVariables(c, job, step, v)))
	}
}

// setsVariables returns the attack by a value that is written into the environment
// of what runs after the step: of the last one, what actions do at the end of the
// job.
func setsVariables(c *check, job *ci.Job, step *ci.Step, v verdict) attack {
	a := by(v, "sets variables of later steps")
	if c.file.Kind == ci.KindComponent || job.Steps[len(job.Steps)-1] != step {
		return a
	}
	if slices.ContainsFunc(job.Steps, func(s *ci.Step) bool { return s.Uses != nil }) {
		a.effect = "sets variables of what actions do after the last step"
		return a
	}
	a.effect, a.most = "sets variables that nothing reads later", scan.SeverityMedium
	return a
}

// fenced reports whether a write is a line of a value that ends at a mark which
// nobody can guess, so that no line of it can set anything else.
func fenced(script *shell.Script, w shell.Write) bool {
	if w.Mark == "" {
		return false
	}
	random := func(text string) bool {
		text = strings.ToLower(text)
		for _, word := range []string{"rand", "uuid", "mktemp", "shasum", "sha256sum", "sha1sum", "md5sum"} {
			if strings.Contains(text, word) {
				return true
			}
		}
		return false
	}
	return random(w.Mark) && strings.Contains(w.Mark, "$") || slices.ContainsFunc(script.Assigns, func(a shell.Assign) bool {
		return (strings.Contains(w.Mark, "$"+a.Name) || strings.Contains(w.Mark, "${"+a.Name)) && random(script.Text[a.Start:a.End])
	})
}
