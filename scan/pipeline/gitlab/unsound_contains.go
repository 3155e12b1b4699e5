package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unsoundContains() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pattern for a branch or tag that matches inside other names",
			Class:       "unsound-contains",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "A pattern without `^` and `$` matches anywhere in the name: `/release/` also lets `not-a-release-at-all` deploy. Protected branches are matched by whole names, so such a branch may be pushed by anybody.",
			Remediation: "Anchor the pattern: `/^release\\/\\d+\\.\\d+$/`, and check `$CI_COMMIT_REF_PROTECTED == \"true\"`.",
			Example:     "deploy:\n  environment: production\n  rules:\n    - if: $CI_COMMIT_BRANCH =~ /release/",
			Fixed:       "deploy:\n  environment: production\n  rules:\n    - if: $CI_COMMIT_BRANCH =~ /^release-\\d+$/",
		},
		File: func(r *audit.Run) {
			eachCondition(r.File, func(job *ci.Job, cond *document.Node, part string) {
				if job != nil && !strings.Contains(cond.Value(), "CI_COMMIT_REF_PROTECTED") {
					looseMatches(r, job, cond, part)
				}
			})
		},
	}
}

func looseMatches(r *audit.Run, job *ci.Job, cond *document.Node, part string) {
	// Only what deploys is worth more than a word to the careful.
	level := audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	if env := setting(r.File, job, "environment"); env != nil && isProduction(env.Value()+env.Get("name").Value()) {
		level = audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
	}
	for term := range terms(cond.Value()) {
		left, pattern, ok := strings.Cut(term.text, "=~")
		name := strings.TrimSpace(left)
		if pattern = strings.TrimSpace(pattern); ok && namesRef(name) && loose(pattern) {
			r.Find(job, nil, term.span(r, cond), part,
				fmt.Sprintf("the pattern %s matches inside other names", pattern), level, func(w *ci.Weakness) { w.Expression = term.text })
		}
	}
}

func namesRef(variable string) bool {
	return isRef(predefined(strings.Trim(variable, "${}")))
}

// loose reports whether a pattern has a fixed text and is anchored at neither
// end.
func loose(pattern string) bool {
	body, ok := strings.CutPrefix(pattern, "/")
	end := strings.LastIndexByte(body, '/')
	if !ok || end <= 0 {
		return false
	}
	body = body[:end]
	return !strings.HasPrefix(body, "^") && !strings.HasSuffix(body, "$") && !strings.HasPrefix(body, "(^") && !strings.Contains(body, `\A`)
}
