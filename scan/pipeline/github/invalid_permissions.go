package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func invalidPermissions() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
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
		File: onFile(func(c *check) { c.invalid(nil, c.file.Permissions) }),
		Job:  onJob(func(c *check, job *ci.Job) { c.invalid(job, job.Permissions) }),
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
