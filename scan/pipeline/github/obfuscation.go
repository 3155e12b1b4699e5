package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func obfuscation() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "obfuscation",
			Name:        "Computed or redundant text that hides what runs",
			Class:       "obfuscation",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "An expression that only yields a constant, an index that is computed, or a path with detours does nothing but keep people and tools from seeing what runs.",
			Remediation: "Write the text itself.",
			Example:     "- uses: actions/checkout/.@v6",
			Fixed:       "- uses: actions/checkout@v6",
			Tags:        []string{"zizmor:obfuscation"},
		},
		job: func(c *check, job *ci.Job) { c.detour(job, nil, job.Calls) },
		step: func(c *check, job *ci.Job, step *ci.Step) {
			c.detour(job, step, step.Uses)
		},
		file: func(c *check) {
			c.eachExpression(func(s *spot) {
				if _, ok := expr.Fold(s.expr); ok {
					c.find(s.job, s.step, c.within(s.node, s.fence.Start, s.fence.End), "", "the expression is a constant in disguise")
					return
				}
				for part := range s.expr.All() {
					if part.Kind == expr.Index && part.Args[1].Unwrap().Kind == expr.Call && part.Path() != "" {
						c.findIn(s, part, "which value is read is computed", level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
					}
				}
			})
		},
	}
}

// detour reports a reference whose path has empty or dotted parts.
func (c *check) detour(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses == nil || uses.Repo == "" || uses.Path == "" && !strings.Contains(uses.Ref.Value(), "/@") {
		return
	}
	for _, part := range strings.Split(uses.Path, "/") {
		if part == "" || part == "." || part == ".." {
			c.find(job, step, ci.SpanOf(uses.Ref), "uses", "the path has parts that lead nowhere", func(w *ci.Weakness) { w.Component = uses.Ref.Value() })
			return
		}
	}
}
