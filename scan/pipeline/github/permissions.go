package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func excessivePermissions() *rule {
	return &rule{
		meta: scan.Rule{
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
			Tags:        []string{"zizmor:excessive-permissions"},
		},
		file: checkWorkflowPermissions,
		job:  checkJobPermissions,
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
				level(scan.SeverityMedium, scan.ConfidenceMedium, persona), wholeFile("permissions"))
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
		c.find(nil, nil, ci.Between(s.Key, s.Value), "permissions."+s.Key.Value(),
			fmt.Sprintf("every job of the workflow gets %s: write", s.Key.Value()), level(severity, scan.ConfidenceHigh, persona))
	}
}

// wholeFile ties the identity of a finding about a missing setting to the
// setting's name, not to the file's text.
func wholeFile(anchor string) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Anchor = anchor }
}

func checkJobPermissions(c *check, job *ci.Job) {
	switch {
	case job.Permissions != nil:
		c.broad(job, job.Permissions)
	case c.file.Permissions == nil && (!onlyCalled(c.file) || job.Calls != nil):
		c.find(job, nil, ci.Between(job.Key, job.Node), "", fmt.Sprintf("job %s has the repository's default permissions", job.ID),
			func(w *ci.Weakness) { w.Anchor = "permissions of " + job.ID })
	}
}

// broad reports permissions that name no scope; false when there is nothing to
// report.
func (c *check) broad(job *ci.Job, p *ci.Permissions) bool {
	span := ci.Between(p.Key, p.Value)
	switch p.All {
	case "write-all":
		c.find(job, nil, span, "permissions", "the token may write everything", level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular))
	case "read-all":
		c.find(job, nil, span, "permissions", "the token may read everything", level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaPedantic))
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

func invalidPermissions() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "invalid-permissions",
			Name:        "Permission that does not exist",
			Class:       "invalid-permissions",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "The platform refuses the workflow, or ignores the setting, so that the token is not what its author thinks.",
			Remediation: "Use the scopes and values of the platform's reference: `read`, `write` or `none` for each scope.",
			Example:     "permissions:\n  content: read",
			Fixed:       "permissions:\n  contents: read",
		},
		file: func(c *check) { c.invalid(nil, c.file.Permissions) },
		job:  func(c *check, job *ci.Job) { c.invalid(job, job.Permissions) },
	}
}

func (c *check) invalid(job *ci.Job, p *ci.Permissions) {
	if p == nil {
		return
	}
	if p.Value.Kind() == document.Scalar {
		if p.All != "read-all" && p.All != "write-all" && !strings.Contains(p.All, "${{") {
			c.find(job, nil, ci.Between(p.Key, p.Value), "permissions", fmt.Sprintf("%q is not a set of permissions", p.Value.Value()))
		}
		return
	}
	for _, s := range p.Scopes {
		name, value := s.Key.Value(), s.Value.Value()
		allowed, ok := scopeValues[name]
		switch {
		case !ok:
			c.find(job, nil, ci.Between(s.Key, s.Value), "permissions", fmt.Sprintf("there is no permission %q", name))
		case !containsWord(allowed, value) && !strings.Contains(value, "${{"):
			c.find(job, nil, ci.Between(s.Key, s.Value), "permissions."+name, fmt.Sprintf("permission %s cannot be %q", name, value))
		}
	}
}

func undocumentedPermissions() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "undocumented-permissions",
			Name:        "Permission without a comment",
			Class:       "undocumented-permissions",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "Nobody can tell later whether a permission is still needed when its reason was not written down.",
			Remediation: "Say behind each permission what needs it.",
			Example:     "permissions:\n  issues: write",
			Fixed:       "permissions:\n  issues: write # to close stale issues",
			Tags:        []string{"zizmor:undocumented-permissions"},
		},
		file: func(c *check) { c.undocumented(nil, c.file.Permissions) },
		job:  func(c *check, job *ci.Job) { c.undocumented(job, job.Permissions) },
	}
}

func (c *check) undocumented(job *ci.Job, p *ci.Permissions) {
	if p == nil {
		return
	}
	for _, s := range p.Scopes {
		if s.Key.Value() == "contents" && s.Value.Value() == "read" || c.commented(s.Value) {
			continue
		}
		c.find(job, nil, ci.Between(s.Key, s.Value), "permissions."+s.Key.Value(), fmt.Sprintf("no comment says what %s: %s is for", s.Key.Value(), s.Value.Value()))
	}
}

// commented reports whether a comment with words stands behind a value.
func (c *check) commented(n *document.Node) bool {
	_, end := n.Span()
	loc := c.file.Source.Region(end, end)
	line := string(c.file.Source.Line(loc.EndLine))
	_, comment, ok := strings.Cut(line[min(loc.EndColumn-1, len(line)):], "#")
	return ok && strings.TrimSpace(comment) != ""
}
