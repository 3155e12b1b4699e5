package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func undocumentedPermissions() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
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
		File: onFile(func(c *check) { c.undocumented(nil, c.file.Permissions) }),
		Job:  onJob(func(c *check, job *ci.Job) { c.undocumented(job, job.Permissions) }),
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
