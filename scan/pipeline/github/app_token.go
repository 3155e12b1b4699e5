package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func appToken() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "github-app-token",
			Name:        "GitHub App token that is not narrowed",
			Class:       "github-app-token",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Without inputs that narrow it, the token has every permission of the app on every repository that the app is installed in.",
			Remediation: "Name what is needed: `permission-…` inputs, and `repositories` beside `owner`. Leave `skip-token-revoke` alone.",
			Example:     "- uses: actions/create-github-app-token@v3\n  with:\n    app-id: 1\n    private-key: ${{ secrets.KEY }}",
			Fixed:       "- uses: actions/create-github-app-token@v3\n  with:\n    app-id: 1\n    private-key: ${{ secrets.KEY }}\n    permission-contents: read",
			Tags:        []string{"zizmor:github-app"},
		},
		Step: onStep(checkAppToken),
	}
}

func checkAppToken(c *check, job *ci.Job, step *ci.Step) {
	switch {
	case step.Uses.Is("actions/create-github-app-token"):
	case step.Uses.Is("tibdex/github-app-token"):
		if step.Input("permissions") == nil {
			c.find(job, step, ci.SpanOf(step.Uses.Ref), "uses", "the token has every permission of the app")
		}
		return
	default:
		return
	}
	permissions, repositoryScope := 0, false
	if step.With != nil {
		for _, v := range step.With.Vars {
			if name, ok := strings.CutPrefix(strings.ToLower(v.Key.Value()), "permission-"); ok {
				permissions++
				repositoryScope = repositoryScope || name != "members" && !strings.HasPrefix(name, "organization-")
			}
		}
	}
	if permissions == 0 {
		c.find(job, step, ci.SpanOf(step.Uses.Ref), "uses", "the token has every permission of the app")
	}
	if owner := step.Input("owner"); owner != nil && step.Input("repositories").Null() && (permissions == 0 || repositoryScope) {
		c.find(job, step, ci.SpanOf(owner), "with.owner", "the token is good for every repository of the owner that the app is installed in")
	}
	if skip := step.Input("skip-token-revoke"); skip != nil {
		if v, ok := skip.Bool(); !ok || v {
			c.find(job, step, ci.SpanOf(skip), "with.skip-token-revoke", "the token stays good after the job")
		}
	}
}
