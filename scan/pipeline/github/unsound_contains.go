package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unsoundContains() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unsound-contains",
			Name:        "Substring test in place of a list",
			Class:       "unsound-contains",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceHigh,
			Description: "`contains('a b', x)` asks whether x is any piece of the text: a branch named `a` passes, and so does one named ` `, or an empty one.",
			Remediation: "Search a list: `contains(fromJSON('[\"a\", \"b\"]'), x)`.",
			Example:     "if: contains('refs/heads/main refs/heads/develop', github.ref)",
			Fixed:       "if: contains(fromJSON('[\"refs/heads/main\", \"refs/heads/develop\"]'), github.ref)",
			Tags:        []string{"zizmor:unsound-contains"},
		},
		File: onFile(func(c *check) { c.eachCondition(c.substrings) }),
	}
}

// substrings reports the tests of a condition for a value within a fixed text.
func (c *check) substrings(job *ci.Job, step *ci.Step, cond *document.Node) {
	e, offset := c.condition(cond)
	if e == nil {
		return
	}
	for n := range e.All() {
		if !n.IsCall("contains") || len(n.Args) != 2 || n.Args[0].Unwrap().Kind != expr.String {
			continue
		}
		path := n.Args[1].Unwrap().Path()
		if path == "" {
			continue
		}
		c.find(job, step, c.Within(cond, offset+n.Start, offset+n.End), "if", fmt.Sprintf("any piece of the text passes for %s", path), func(w *ci.Weakness) {
			if settable(path) {
				w.Severity = scan.SeverityHigh
			}
		})
	}
}

// settable reports whether somebody can choose a value with a purpose, even if
// its alphabet is narrow.
func settable(path string) bool {
	switch path {
	case "github.actor", "github.triggering_actor", "github.sha", "github.ref", "github.ref_name", "github.head_ref", "github.base_ref":
		return true
	}
	return strings.HasPrefix(path, "env.") || strings.HasPrefix(path, "inputs.") || strings.HasPrefix(path, "github.event.inputs.") || controlOf(path) >= writer
}
