package github

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func excessivePermissions() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "excessive-permissions",
			Name:       "Token with more permissions than the jobs need",
			Class:      "excessive-permissions",
			Severity:   scan.SeverityMedium,
			Confidence: scan.ConfidenceMedium,
			Description: "The job's token has what `permissions` says. Without it the token has the repository's default, which in many repositories may write everything; " +
				"what is granted to the whole workflow is granted to every job. Code that gets into one job can use all of it.",
			Remediation: "Start with `permissions: {}` for the workflow and grant each job what it needs.",
			Example:     "permissions: write-all",
			Fixed:       "permissions: {}\njobs:\n  release:\n    permissions:\n      contents: write",
			Fix:         "Unsafe: grants each job what its steps are known to use, to actions that are not known the reading of contents, and the workflow nothing. None where something unknown is handed the token.",
			Tags:        []string{"zizmor:excessive-permissions"},
		},
		File: onFile(checkWorkflowPermissions),
		Job:  onJob(checkJobPermissions),
	}
}

// checkWorkflowPermissions judges the setting for the whole workflow. With a
// single job it matters little where the setting stands, so that is pedantry.
func checkWorkflowPermissions(c *check) {
	f := c.file
	if f.Kind != ci.KindPipeline || onlyCalled(f) {
		return
	}
	persona := scan.PersonaRegular
	if len(f.Jobs) < 2 {
		persona = scan.PersonaPedantic
	}
	if f.Permissions == nil {
		if jobsWithout(f) > 0 {
			c.find(nil, nil, ci.SpanOf(f.Root), "", "the workflow does not say what its token may do, so it has the repository's default permissions",
				audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, persona), func(w *ci.Weakness) { w.Group = "jobs"; w.Anchor = "permissions of " + w.Group }, c.workflowPermissionsFix())
		}
		return
	}
	if c.broad(nil, f.Permissions) {
		return
	}
	for _, s := range f.Permissions.Scopes {
		if !strings.EqualFold(s.Value.Value(), "write") {
			continue
		}
		severity, ok := writeScopes[s.Key.Value()]
		if !ok {
			severity = scan.SeverityMedium
		}
		if persona == scan.PersonaPedantic && !slices.ContainsFunc(f.Jobs, func(j *ci.Job) bool { return j.Permissions == nil && c.usesToken(j) }) && c.unused(nil, s) {
			continue
		}
		c.find(nil, nil, ci.Between(s.Key, s.Value), "permissions."+s.Key.Value(),
			fmt.Sprintf("every job of the workflow gets %s: write", s.Key.Value()), audit.Level(severity, scan.ConfidenceHigh, persona))
	}
}

// unused reports a right to write that no step has a use for: the token is not
// at hand in scripts that nothing gives it to. The right to ask for identity
// tokens is in the environment of every step.
func (c *check) unused(job *ci.Job, s ci.Setting) bool {
	if s.Key.Value() == "id-token" || len(c.file.Jobs) == 0 {
		return false
	}
	c.find(job, nil, ci.Between(s.Key, s.Value), "permissions."+s.Key.Value(),
		fmt.Sprintf("%s: write is granted, and no step is given the token", s.Key.Value()), audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaRegular))
	return true
}

// usesToken reports whether a step of a job may get the token: actions can take
// it themselves, scripts where it is named.
func (c *check) usesToken(job *ci.Job) bool {
	if job.Calls != nil || c.file.Env != nil && c.namesToken(c.file.Env.Value) || c.namesToken(job.Node) {
		return true
	}
	return slices.ContainsFunc(job.Steps, func(s *ci.Step) bool { return s.Uses != nil })
}

// namesToken reports whether a part of the file names a token or a secret, or
// everything at once.
func (c *check) namesToken(n *document.Node) bool {
	if n == nil {
		return false
	}
	start, end := n.Span()
	text := bytes.ToLower(c.file.Source.Bytes()[start:end])
	return bytes.Contains(text, []byte("token")) || bytes.Contains(text, []byte("secret")) || bytes.Contains(text, []byte("tojson"))
}

// wholeFile ties the identity of a finding about a missing setting to the
// setting's name, not to the file's text.
func wholeFile(anchor string) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Anchor = anchor }
}

func checkJobPermissions(c *check, job *ci.Job) {
	switch {
	case job.Permissions != nil:
		if c.broad(job, job.Permissions) || c.file.Kind != ci.KindPipeline || onlyCalled(c.file) || c.usesToken(job) {
			return
		}
		for _, s := range job.Permissions.Scopes {
			if strings.EqualFold(s.Value.Value(), "write") {
				c.unused(job, s)
			}
		}
	case c.file.Permissions == nil && (!onlyCalled(c.file) || job.Calls != nil):
		c.find(job, nil, ci.Between(job.Key, job.Node), "", fmt.Sprintf("job %s has the repository's default permissions", job.ID),
			func(w *ci.Weakness) { w.Group = "jobs"; w.Anchor = "permissions of " + w.Group }, c.jobPermissionsFix(job))
	}
}

// broad reports permissions that name no scope; false when there is nothing to
// report.
func (c *check) broad(job *ci.Job, p *ci.Permissions) bool {
	span := ci.Between(p.Key, p.Value)
	fix := func(w *ci.Weakness) {
		if job != nil {
			c.jobPermissionsFix(job)(w)
			return
		}
		c.workflowPermissionsFix()(w)
	}
	switch p.All {
	case "write-all":
		c.find(job, nil, span, "permissions", "the token may write everything", audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular), fix)
	case "read-all":
		c.find(job, nil, span, "permissions", "the token may read everything", audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaPedantic), fix)
	default:
		return false
	}
	return true
}

// jobsWithout counts the jobs without permissions of their own.
func jobsWithout(f *ci.File) int {
	n := 0
	for _, j := range f.Jobs {
		if j.Permissions == nil {
			n++
		}
	}
	return n
}

// onlyCalled reports whether a workflow only runs when another calls it; its
// token is then the caller's business.
func onlyCalled(f *ci.File) bool {
	return len(f.Triggers) == 1 && f.Triggers[0].Name == "workflow_call"
}
