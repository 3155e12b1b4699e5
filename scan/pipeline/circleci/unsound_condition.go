package circleci

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unsoundCondition() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Condition that is always true",
			Class:       "unsound-condition",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A text that stands alone in `or` is true, whatever it says, and `equal` with the same text twice is true for every branch.",
			Remediation: "Compare with the pipeline value in each term: `equal: [main, << pipeline.git.branch >>]`.",
			Example:     "when:\n  or:\n    - equal: [main, << pipeline.git.branch >>]\n    - release",
			Fixed:       "when:\n  or:\n    - equal: [main, << pipeline.git.branch >>]\n    - equal: [release, << pipeline.git.branch >>]",
		},
		File: func(r *audit.Run) {
			eachWorkflow(r.File, func(name string, w *document.Node) {
				alwaysTrue(r, nil, w.Get("when"), "workflows."+name+".when")
			})
			for _, job := range r.File.Jobs {
				stepConditions(r, job, job.Node.Get("steps"), 0)
			}
		},
	}
}

func stepConditions(r *audit.Run, job *ci.Job, list *document.Node, depth int) {
	for _, item := range list.Items() {
		if when := item.Get("when"); when.Get("steps") != nil && depth < maxNest {
			alwaysTrue(r, job, when.Get("condition"), "steps.when")
			stepConditions(r, job, when.Get("steps"), depth+1)
		}
	}
}

// alwaysTrue reports a condition that is written as one and holds for every
// run. A mere "true" says what is meant.
func alwaysTrue(r *audit.Run, job *ci.Job, cond *document.Node, part string) {
	if cond.Kind() == document.Mapping && holds(cond, 0) {
		r.Find(job, nil, ci.SpanOf(cond), part, "the condition is true whatever the pipeline is for")
	}
}

// holds reports whether a condition is certainly true.
func holds(n *document.Node, depth int) bool {
	if depth > maxNest {
		return false
	}
	if n.Kind() == document.Scalar {
		switch v := strings.ToLower(n.Value()); {
		case strings.Contains(v, "<<"), v == "", v == "false", v == "no", v == "0", n.Null():
			return false
		}
		return true
	}
	if equal := n.Get("equal"); equal.Len() > 1 {
		return allEqual(equal)
	}
	if or := n.Get("or"); or != nil {
		for _, term := range or.Items() {
			if holds(term, depth+1) {
				return true
			}
		}
		return false
	}
	and := n.Get("and")
	for _, term := range and.Items() {
		if !holds(term, depth+1) {
			return false
		}
	}
	return and.Len() > 0
}

// allEqual reports whether a list repeats one text.
func allEqual(list *document.Node) bool {
	first, count := "", 0
	for v := range list.List() {
		if count++; count == 1 {
			first = v.Value()
		}
		if v.Value() != first {
			return false
		}
	}
	return count > 1
}
