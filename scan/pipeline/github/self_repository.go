package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func selfRepository() *audit.Rule {
	return overUses(scan.Rule{
		ID:          "self-repository",
		Name:        "Own workflow or action by its place in the work tree",
		Class:       "self-repository",
		Severity:    scan.SeverityLow,
		Confidence:  scan.ConfidenceHigh,
		Persona:     scan.PersonaPedantic,
		Description: "In a step, `./` means the work tree of the job, whatever was checked out there; in a job that calls a workflow, the repository and the commit of the caller. `$/` means the repository and the commit of the workflow itself in both, and needs no checkout.",
		Remediation: "Write `$/` in place of `./`.",
		Example:     "uses: ./.github/workflows/build.yml",
		Fixed:       "uses: $/.github/workflows/build.yml",
		Fix:         "Unsafe: writes `$/`.",
		Tags:        []string{"zizmor:self-repository"},
	}, (*check).selfReference)
}

func (c *check) selfReference(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if !strings.HasPrefix(uses.Ref.Value(), "./") {
		return
	}
	start, end := uses.Ref.Span()
	var edits []scan.Edit
	if at := strings.Index(string(c.file.Source.Bytes()[start:end]), "./"); at >= 0 {
		edits = []scan.Edit{c.Edit(start+at, start+at+2, "$/")}
	}
	message, caveat := "this is whatever the job checked out at that place", "a job that checks out another commit, or makes the file, means that one"
	if step == nil { // the job calls a workflow, before anything is checked out
		message, caveat = "the called workflow is named by a path; `$/` names the repository and the commit of this one", "a server or a tool from before `$/` came does not know it"
	}
	c.find(job, step, ci.Span{Start: start, End: end}, "uses", message, audit.Mend("Name the workflow's own repository", caveat, edits...))
}
