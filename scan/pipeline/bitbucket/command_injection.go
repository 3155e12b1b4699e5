package bitbucket

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func commandInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Name of a branch or tag read as code",
			Class:       "command-injection",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The variable of the environment holds what somebody named a branch or a tag, or filled in to start a custom pipeline. The shell expands it safely, but then a second interpreter (eval, `sh -c`, `ssh`, `python -c`) reads the result as code, with the repository's variables at hand.",
			Remediation: "Hand the value on as data: `sh -c 'printf %s \"$1\"' _ \"$BITBUCKET_BRANCH\"`, or let the inner program read the environment itself.",
			Example:     "script:\n  - ssh host \"git checkout $BITBUCKET_BRANCH\"",
			Fixed:       "script:\n  - ssh host \"git checkout $BITBUCKET_COMMIT\"",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			source := func(name string) string { return outsiders(r.File, job, name) }
			r.EachReread(job, step, source, func(c audit.Reread) {
				r.FindReread(job, step, "", c, r.Ends(job, step, audit.RunsCode(c.Source)))
			})
		},
	}
}

// outsiders tells where the text of a variable comes from. The branch of a
// pipeline that the file gives to one branch is known.
func outsiders(f *ci.File, job *ci.Job, name string) string {
	switch name {
	case "BITBUCKET_BRANCH":
		if branch, ok := strings.CutPrefix(job.ID, "branches."); ok && !strings.ContainsAny(branch, "*{?") {
			return ""
		}
		return "the name of a branch"
	case "BITBUCKET_TAG", "BITBUCKET_BOOKMARK":
		return "the name of a tag"
	}
	return asked(f, job, name)
}

// asked tells whether whoever starts a custom pipeline fills in a variable of
// any form.
func asked(f *ci.File, job *ci.Job, name string) string {
	id, ok := strings.CutPrefix(job.ID, "custom.")
	if !ok {
		return ""
	}
	id = id[:strings.LastIndexByte(id, '[')]
	for _, item := range f.Root.At("pipelines", "custom", id).Items() {
		for v := range item.Get("variables").List() {
			if v.Get("name").Value() == name && v.Get("allowed-values") == nil {
				return filledIn
			}
		}
	}
	return ""
}
