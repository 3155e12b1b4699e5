package gitlab

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Configuration included over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the two servers can put another pipeline in place of the included one.",
			Remediation: "Include it by `https://`, with `integrity:`, or from a project.",
			Example:     "include:\n  - remote: http://example.com/ci.yml",
			Fixed:       "include:\n  - remote: https://example.com/ci.yml\n    integrity: sha256-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f=",
		},
		File: func(r *audit.Run) {
			eachInclude(r.File, func(i *include) {
				if n, ok := i.remote(); ok && strings.HasPrefix(strings.ToLower(n.Value()), "http://") {
					r.Find(i.job, nil, ci.SpanOf(n), i.part, "the file is fetched over an unencrypted connection", named(n.Value()))
				}
			})
		},
	}
}
