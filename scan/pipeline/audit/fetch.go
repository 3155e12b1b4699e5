package audit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// Fetches reports, as findings of the current rule, git commands of a step that
// take the code of a pull or merge request by its ref. Where that is the request
// that the pipeline runs for anyhow, the finding is for auditors, and otherwise
// the end of a path of which code is the source.
func (r *Run) Fetches(job *ci.Job, step *ci.Step, code string) {
	if step.Run == nil {
		return
	}
	r.EachCommand(step, func(cmd *shell.Command) {
		if cmd.Name() != "git" || !cmd.Has("fetch", "pull", "clone", "checkout") {
			return
		}
		for _, w := range cmd.Args() {
			if !isRequestRef(w.Text) {
				continue
			}
			change := []func(*ci.Weakness){r.Ends(job, step, fetched(code))}
			message := "git takes the code of a pull or merge request into this pipeline"
			if isOwnRequest(w.Text) {
				message = "git takes the code of the request that the pipeline is for, past the platform's own checkout"
				change = []func(*ci.Weakness){Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaAuditor)}
			}
			r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), part(step), message, change...)
			return
		}
	})
}

// fetched returns the attack by the code of a request that a script fetches by
// itself, whatever the platform does with such requests.
func fetched(code string) Attack {
	a := RunsCode(code)
	a.Entries = []ci.Entry{{Event: "request that is fetched", Who: "whoever opens " + strings.TrimPrefix(code, "the code of ")}}
	a.Depends = []string{"which requests the script is given"}
	return a
}

// isRequestRef reports whether a word of a git command names the head of a
// request (GitHub, Azure Repos: pull/N/head and /merge; Bitbucket:
// pull-requests/N/from; GitLab: merge-requests/N/head), or the project that one
// comes from.
func isRequestRef(word string) bool {
	for _, form := range []struct{ before, after string }{
		{"pull/", "/head"}, {"pull/", "/merge"}, {"pull-requests/", "/from"}, {"merge-requests/", "/head"},
	} {
		if _, number, ok := strings.Cut(word, form.before); ok && strings.Contains(number, form.after) {
			return true
		}
	}
	return strings.Contains(word, "CI_MERGE_REQUEST_SOURCE_PROJECT_URL") || strings.Contains(word, "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH")
}

// part names the script in its step; a step that is a line of a script has the
// name already.
func part(step *ci.Step) string {
	if step.Group == step.Run.Key.Value() {
		return ""
	}
	return step.Run.Key.Value()
}

// isOwnRequest reports whether a ref is made of the number of the request that
// the pipeline runs for.
func isOwnRequest(word string) bool {
	for _, name := range []string{
		"CI_MERGE_REQUEST_IID", "SYSTEM_PULLREQUEST_", "System.PullRequest.", "CIRCLE_PR_NUMBER", "BITBUCKET_PR_ID",
		"DRONE_PULL_REQUEST", "CI_COMMIT_PULL_REQUEST", "BUILDKITE_PULL_REQUEST", "TRAVIS_PULL_REQUEST",
	} {
		if strings.Contains(word, name) {
			return true
		}
	}
	return false
}
