package gitlab

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
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
			source := func(name string) string { return valueOf(r, job, name).source }
			r.EachReread(job, step, source, func(c audit.Reread) {
				rereads(r, job, step, c, valueOf(r, job, c.Variable).path)
			})
			rereadInputs(r, job, step)
		},
	}
}

// rereads reports a word that is read as code once more, with somebody's text in
// it.
func rereads(r *audit.Run, job *ci.Job, step *ci.Step, c audit.Reread, path []scan.Location) {
	severity := scan.SeverityHigh
	if isRef(c.Source) {
		if severity = scan.SeverityMedium; onFixedRef(r.File, job) {
			return
		}
	}
	r.FindReread(job, step, "", c, func(w *ci.Weakness) { w.Severity = severity }, value{c.Source, path}.tells(), r.Ends(job, step, audit.RunsCode(c.Source)))
}

// rereadInputs reports inputs in words that are read as code, where a file that
// includes this one hands over a variable with somebody's text.
func rereadInputs(r *audit.Run, job *ci.Job, step *ci.Step) {
	if r.Flows == nil || len(step.Run.Templates) == 0 {
		return
	}
	text := step.Run.Text.Value()
	r.EachCode(step, func(cmd *shell.Command, w shell.Word) {
		for _, t := range step.Run.Templates {
			name, ok := inputOf(text[t.Start+3 : t.End-2])
			if !ok || t.Start < w.Start || t.End > w.End {
				continue
			}
			if o := r.Flows.Origin(inputSlot(r.File, name)); o.Source != "" {
				rereads(r, job, step, audit.Reread{Command: cmd, Word: w, Variable: "the input " + name, Source: o.Source}, o.Path)
				return
			}
		}
	})
}

const (
	branchName  = "the name of a branch"
	tagName     = "the name of a tag"
	webhookBody = "the body of a webhook"
	userName    = "the name that a user chose"
	requestCode = "the code of a merge request"
)

func isRef(source string) bool { return source == branchName || source == tagName }

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
		return userName
	case "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION":
		return "a merge request's text"
	case "CI_MERGE_REQUEST_LABELS", "CI_MERGE_REQUEST_MILESTONE":
		return "a merge request's labels"
	case "CI_COMMIT_REF_NAME", "CI_COMMIT_BRANCH", "CI_BUILD_REF_NAME", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME":
		return branchName
	case "CI_COMMIT_TAG", "CI_BUILD_TAG":
		return tagName
	case "TRIGGER_PAYLOAD":
		return webhookBody
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
