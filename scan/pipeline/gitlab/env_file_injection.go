package gitlab

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func envFileInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Text of a commit or merge request written to the variables of later jobs",
			Class:       "env-file-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The file is the job's dotenv report: each of its lines is a variable of later jobs. A text of several lines sets whatever its author likes, PATH and LD_PRELOAD among them.",
			Remediation: "Leave the text out: later jobs have the predefined variable themselves. Otherwise write the first line only, without what is no letter or digit.",
			Example:     "script:\n  - echo \"TITLE=$CI_COMMIT_MESSAGE\" >> build.env\nartifacts:\n  reports:\n    dotenv: build.env",
			Fixed:       "script:\n  - echo \"VERSION=$CI_COMMIT_SHA\" >> build.env\nartifacts:\n  reports:\n    dotenv: build.env",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			report := setting(r.File, job, "artifacts").At("reports", "dotenv")
			if report == nil {
				return
			}
			source := func(name string) string {
				if s := valueOf(r, job, name).source; !isRef(s) { // names of branches are one line
					return s
				}
				return ""
			}
			r.EachPrinted(step, source, func(cmd *shell.Command, from, rest string) {
				if writesTo(report, rest) {
					r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), "", fmt.Sprintf("%s becomes variables of later jobs", from),
						r.Ends(job, step, audit.Attack{Source: from, Effect: "sets variables of later jobs"}))
				}
			})
		},
	}
}

// writesTo reports whether what follows a command on its line names one of the
// job's reports.
func writesTo(report *document.Node, rest string) bool {
	for file := range report.List() {
		if strings.Contains(rest, path.Base(file.Value())) {
			return true
		}
	}
	return false
}
