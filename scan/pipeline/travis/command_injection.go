package travis

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Text of a commit or name of a branch read as code",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable holds what somebody wrote into a commit or named the branch of a pull request. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result as code, with the encrypted variables at hand.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$TRAVIS_COMMIT_MESSAGE\"`, or let the inner program read the environment itself.",
			Example:     "script: eval \"notify $TRAVIS_COMMIT_MESSAGE\"",
			Fixed:       "script: notify \"$TRAVIS_COMMIT_MESSAGE\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachReread(job, step, predefined, func(c audit.Reread) {
				severity := scan.SeverityHigh
				if c.Source != commitText && c.Variable != "TRAVIS_PULL_REQUEST_BRANCH" {
					severity = scan.SeverityMedium
				}
				r.FindReread(job, step, "", c, func(w *ci.Weakness) { w.Severity = severity }, r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}

const (
	commitText  = "a commit's message"
	branchName  = "the name of a branch"
	requestCode = "the code of a pull request"
)

// predefined tells what outsiders write into a predefined variable.
func predefined(name string) string {
	switch name {
	case "TRAVIS_COMMIT_MESSAGE":
		return commitText
	case "TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST_BRANCH":
		return branchName
	case "TRAVIS_TAG":
		return "the name of a tag"
	}
	return ""
}
