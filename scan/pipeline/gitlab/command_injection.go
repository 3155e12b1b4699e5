package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Text of a commit or merge request read as code",
			Class:       "command-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable holds what somebody wrote into a commit, a merge request or the name of a branch. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result as code, with the job's variables and token at hand.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$CI_COMMIT_TITLE\"`, or let the inner program read the environment itself.",
			Example:     "script:\n  - bash -c \"notify $CI_MERGE_REQUEST_TITLE\"",
			Fixed:       "script:\n  - notify \"$CI_MERGE_REQUEST_TITLE\"",
			Tags:        []string{"poutine:injection"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return outsiders(r.File, job, name) }
			r.EachReread(job, step, source, func(c audit.Reread) {
				severity := scan.SeverityHigh
				if isRef(c.Source) {
					if severity = scan.SeverityMedium; onFixedRef(r.File, job) {
						return
					}
				}
				r.Find(job, step, r.Within(step.Run.Text, c.Word.Start, c.Word.End), "",
					fmt.Sprintf("%s reads %s as code, which holds %s", c.Command.Name(), c.Variable, c.Source),
					func(w *ci.Weakness) { w.Severity, w.Expression = severity, c.Variable })
			})
		},
	}
}

const (
	branchName = "the name of a branch"
	tagName    = "the name of a tag"
)

func isRef(source string) bool { return source == branchName || source == tagName }

// outsiders says where the text of a variable comes from, "" where it is the
// platform's own. A variable of the file that is set to such a one counts alike.
func outsiders(f *ci.File, job *ci.Job, name string) string {
	if s := predefined(name); s != "" {
		return s
	}
	for _, env := range []*ci.Env{job.Env, f.Env} {
		if v := env.Get(name); v != nil {
			for _, inner := range references(v.Value()) {
				if s := predefined(inner); s != "" {
					return s
				}
			}
			return ""
		}
	}
	return ""
}

// predefined tells what outsiders write into a predefined variable.
func predefined(name string) string {
	switch name {
	case "CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE", "CI_COMMIT_DESCRIPTION":
		return "a commit's message"
	case "CI_COMMIT_TAG_MESSAGE":
		return "a tag's message"
	case "CI_COMMIT_AUTHOR":
		return "a commit's author"
	case "GITLAB_USER_NAME":
		return "the name that a user chose"
	case "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION":
		return "a merge request's text"
	case "CI_MERGE_REQUEST_LABELS", "CI_MERGE_REQUEST_MILESTONE":
		return "a merge request's labels"
	case "CI_COMMIT_REF_NAME", "CI_COMMIT_BRANCH", "CI_BUILD_REF_NAME", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME":
		return branchName
	case "CI_COMMIT_TAG", "CI_BUILD_TAG":
		return tagName
	case "TRIGGER_PAYLOAD":
		return "the body of a webhook"
	}
	return ""
}

// references returns the variables that a value names.
func references(text string) []string {
	var names []string
	for i := strings.IndexByte(text, '$'); i >= 0; i = strings.IndexByte(text, '$') {
		text = strings.TrimPrefix(text[i+1:], "{")
		end := strings.IndexFunc(text, func(c rune) bool {
			return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
		})
		if end < 0 {
			end = len(text)
		}
		names = append(names, text[:end])
		text = text[end:]
	}
	return names
}
