package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unsoundTernary() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unsound-ternary",
			Name:        "Ternary whose middle value counts as false",
			Class:       "unsound-ternary",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "In `test && a || b` the result is b even if the test holds when a is false, empty, zero or null.",
			Remediation: "Turn the test round: `!test && b || a`.",
			Example:     "value: ${{ github.ref == 'refs/heads/main' && '' || 'debug' }}",
			Fixed:       "value: ${{ github.ref != 'refs/heads/main' && 'debug' || '' }}",
			Tags:        []string{"zizmor:unsound-ternary"},
		},
		File: onFile(func(c *check) {
			c.eachExpression(func(s *spot) {
				for part := range s.expr.All() {
					if part.Kind != expr.Binary || part.Text != "||" {
						continue
					}
					left := part.Args[0].Unwrap()
					if left.Kind != expr.Binary || left.Text != "&&" {
						continue
					}
					if v, ok := expr.Fold(left.Args[1]); ok && !v.Truthy() {
						c.findIn(s, part, "the middle value counts as false, so the last one is always the result")
					}
				}
			})
		}),
	}
}
