package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func archivedComponent() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "archived-component",
			Name:        "Action whose repository is archived",
			Class:       "archived-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Nobody mends what is found in an archived repository.",
			Remediation: "Use what its maintainers name as successor, or what the runner has built in.",
			Example:     "- uses: actions/create-release@v1",
			Fixed:       "- run: gh release create \"$TAG\"",
			Tags:        []string{"zizmor:archived-uses"},
		},
		job:  func(c *check, job *ci.Job) { c.archived(job, nil, job.Calls) },
		step: func(c *check, job *ci.Job, step *ci.Step) { c.archived(job, step, step.Uses) },
	}
}

func (c *check) archived(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses == nil || uses.Repo == "" {
		return
	}
	repo := strings.ToLower(uses.Owner + "/" + uses.Repo)
	if archivedRepositories[repo] {
		c.find(job, step, ci.SpanOf(uses.Ref), "uses", fmt.Sprintf("the repository %s is archived", repo), func(w *ci.Weakness) { w.Component = uses.Ref.Value() })
	}
}

// archivedRepositories lists repositories of actions that their owners have
// archived.
var archivedRepositories = map[string]bool{
	"actions-rs/audit-check": true, "actions-rs/cargo": true, "actions-rs/clippy-check": true, "actions-rs/components-nightly": true,
	"actions-rs/grcov": true, "actions-rs/install": true, "actions-rs/tarpaulin": true, "actions-rs/toolchain": true,
	"actions/create-release": true, "actions/setup-elixir": true, "actions/setup-haskell": true, "actions/setup-ruby": true,
	"actions/upload-release-asset": true, "andymckay/cancel-action": true, "andymckay/labeler": true, "artichoke/setup-rust": true,
	"azure/container-scan": true, "gradle/gradle-build-action": true, "gradle/wrapper-validation-action": true,
	"repo-sync/pull-request": true, "sonarsource/sonarcloud-github-action": true, "tibdex/github-app-token": true,
	"whelk-io/maven-settings-xml-action": true,
}

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
