package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func superfluousActions() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "superfluous-actions",
			Name:        "Action for what the runner has built in",
			Class:       "superfluous-actions",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "The platform's own runners come with a program that does the same. Every action is code of somebody else that runs with the job's token, has to be followed, and can be taken over.",
			Remediation: "Call the program in a script.",
			Example:     "- uses: softprops/action-gh-release@v2",
			Fixed:       "- run: gh release create \"$GITHUB_REF_NAME\" dist/*\n  env:\n    GH_TOKEN: ${{ github.token }}",
			Tags:        []string{"zizmor:superfluous-actions"},
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			program, ok := builtIn[step.Uses.Name()]
			if !ok {
				return
			}
			c.find(job, step, ci.SpanOf(step.Uses.Ref), "uses", fmt.Sprintf("the runner has `%s` for it", program), func(w *ci.Weakness) { w.Component = step.Uses.Ref.Value() })
		}),
	}
}

// builtIn names what the platform's runners have in place of an action, after
// the lists of their software.
var builtIn = map[string]string{
	"actions-ecosystem/action-add-labels": "gh issue edit --add-label", "actions-ecosystem/action-create-comment": "gh issue comment",
	"actions-ecosystem/action-remove-labels": "gh issue edit --remove-label", "actions-rs/cargo": "cargo", "actions-rs/toolchain": "rustup",
	"actions/create-release": "gh release create", "actions/upload-release-asset": "gh release upload", "dacbd/create-issue-action": "gh issue create",
	"dtolnay/rust-toolchain": "rustup", "hmarr/auto-approve-action": "gh pr review --approve", "jasonetco/create-an-issue": "gh issue create",
	"juliangruber/approve-pull-request-action": "gh pr review --approve", "mikefarah/yq": "yq", "ncipollo/release-action": "gh release create",
	"peter-evans/close-issue": "gh issue close", "peter-evans/create-issue-from-file": "gh issue create", "peter-evans/create-or-update-comment": "gh issue comment",
	"peter-evans/create-pull-request": "gh pr create", "peter-evans/enable-pull-request-automerge": "gh pr merge --auto", "repo-sync/pull-request": "gh pr create",
	"sergeysova/jq-action": "jq", "softprops/action-gh-release": "gh release create", "svenstaro/upload-release-action": "gh release upload", "wei/curl": "curl",
}
