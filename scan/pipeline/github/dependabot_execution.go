package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func dependabotExecution() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "dependabot-execution",
			Name:        "Dependency updates may run code of the dependency",
			Class:       "dependabot-execution",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "`insecure-external-code-execution: allow` lets the manifest's code run while Dependabot updates it, with the credentials of private registries at hand.",
			Remediation: "Drop the setting or set it to `deny`.",
			Example:     "insecure-external-code-execution: allow",
			Fixed:       "insecure-external-code-execution: deny",
			Fix:         "Unsafe: sets `deny`.",
			Tags:        []string{"zizmor:dependabot-execution"},
		},
		File: onFile(func(c *check) {
			c.eachUpdate(func(u *document.Node) {
				if key, v := u.Pair("insecure-external-code-execution"); v.Value() == "allow" {
					c.find(nil, nil, ci.Between(key, v), "updates.insecure-external-code-execution", "updates may run the dependency's code",
						audit.Mend("Deny it", "updates that need it fail", c.Edit(ci.SpanOf(v).Start, ci.SpanOf(v).End, "deny")))
				}
			})
		}),
	}
}
