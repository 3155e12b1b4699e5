package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unpinnedTool() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unpinned-tool",
			Name:        "Tool installed in whatever version is newest",
			Class:       "unpinned-tool",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The action itself may be pinned, but the tool that it downloads is not: a bad release of it runs in the next job.",
			Remediation: "Name the tool's version in the action's input.",
			Example:     "- uses: aquasecurity/setup-trivy@0123456789abcdef0123456789abcdef01234567\n  with:\n    version: latest",
			Fixed:       "- uses: aquasecurity/setup-trivy@0123456789abcdef0123456789abcdef01234567\n  with:\n    version: v0.66.0",
			Tags:        []string{"zizmor:unpinned-tools"},
		},
		Step: onStep(checkTool),
	}
}

func checkTool(c *check, job *ci.Job, step *ci.Step) {
	if step.Uses == nil || c.neverRuns(step) {
		return
	}
	input, ok := toolVersions[step.Uses.Name()]
	if !ok {
		return
	}
	version := step.Input(input)
	component := func(w *ci.Weakness) { w.Component = step.Uses.Ref.Value() }
	switch text := strings.ToLower(strings.TrimSpace(version.Value())); {
	case text == "latest":
		c.find(job, step, ci.SpanOf(version), "with."+input, fmt.Sprintf("%s installs whatever is newest", step.Uses.Name()), component)
	case version.Null():
		c.find(job, step, ci.SpanOf(step.Uses.Ref), "uses", fmt.Sprintf("%s is not told which version to install", step.Uses.Name()), component,
			audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic))
	}
}

// neverRuns reports whether a step's condition is constant and false.
func (c *check) neverRuns(step *ci.Step) bool {
	e, _ := c.condition(step.If)
	if e == nil {
		return false
	}
	v, ok := expr.Fold(e)
	return ok && !v.Truthy()
}

// toolVersions names actions that install a tool, with the input for its
// version, without which they take the newest.
var toolVersions = map[string]string{
	"1password/load-secrets-action":  "version",
	"aquasecurity/setup-trivy":       "version",
	"astral-sh/ruff-action":          "version",
	"astral-sh/setup-uv":             "version",
	"azure/setup-helm":               "version",
	"azure/setup-kubectl":            "version",
	"docker/setup-buildx-action":     "version",
	"golangci/golangci-lint-action":  "version",
	"goreleaser/goreleaser-action":   "version",
	"hashicorp/setup-terraform":      "terraform_version",
	"opentofu/setup-opentofu":        "tofu_version",
	"oven-sh/setup-bun":              "bun-version",
	"pulumi/actions":                 "pulumi-version",
	"supabase/setup-cli":             "version",
	"terraform-linters/setup-tflint": "tflint_version",
}
