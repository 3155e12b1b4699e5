package gitlab

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unsoundCondition() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Condition of a rule that is always true",
			Class:       "unsound-condition",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A text that stands alone is true, whatever it says: `$CI_COMMIT_BRANCH == \"main\" || \"release\"` lets every branch pass.",
			Remediation: "Write the comparison out: `$CI_COMMIT_BRANCH == \"main\" || $CI_COMMIT_BRANCH == \"release\"`.",
			Example:     "rules:\n  - if: $CI_COMMIT_BRANCH == \"main\" || \"release\"",
			Fixed:       "rules:\n  - if: $CI_COMMIT_BRANCH == \"main\" || $CI_COMMIT_BRANCH == \"release\"",
		},
		File: func(r *audit.Run) {
			eachCondition(r.File, func(job *ci.Job, cond *document.Node, part string) {
				list := operands(cond.Value(), "||")
				if i := slices.IndexFunc(list, func(o operand) bool { return alwaysTrue(o.text) }); i >= 0 {
					r.Find(job, nil, list[i].span(r, cond), part, "the condition is true whatever the pipeline is for",
						func(w *ci.Weakness) { w.Expression = cond.Value() })
				}
			})
		},
	}
}

// alwaysTrue reports whether every part of a conjunction is a text with
// something in it, or a pattern that matches everything.
func alwaysTrue(cond string) bool {
	for _, o := range operands(cond, "&&") {
		text := strings.TrimSpace(o.text)
		for strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && len(operands(text[1:len(text)-1], "||")) == 1 {
			text = strings.TrimSpace(text[1 : len(text)-1])
		}
		if !literal(text) && !sameSides(text) {
			return false
		}
	}
	return true
}

// literal reports whether a text is one quoted word that is not empty.
func literal(text string) bool {
	if len(text) < 3 || text[0] != '"' && text[0] != '\'' || text[len(text)-1] != text[0] {
		return false
	}
	inner := text[1 : len(text)-1]
	return !strings.ContainsAny(inner, `"'$`)
}

// sameSides reports whether a comparison compares a value with itself.
func sameSides(text string) bool {
	left, right, ok := strings.Cut(text, "==")
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	return ok && left != "" && left == right
}
