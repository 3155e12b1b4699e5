package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func confusedDeputy() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "confused-deputy-auto-merge",
			Name:       "Automatic merge that a bot can be made to allow",
			Class:      "confused-deputy-auto-merge",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceMedium,
			Description: "The pull request is approved or merged when a bot acted last (`github.actor`). An outsider opens one with own code, gets the bot to touch it, " +
				"by a comment or by a fork of its branch, and has it merged.",
			Remediation: "Ask who opened the pull request (`github.event.pull_request.user.login`), and that it comes from the own repository.",
			Example:     "on: pull_request_target\njobs:\n  merge:\n    if: github.actor == 'dependabot[bot]'\n    steps:\n      - run: gh pr merge --auto \"$URL\"",
			Fixed:       "on: pull_request\njobs:\n  merge:\n    if: github.event.pull_request.user.login == 'dependabot[bot]' && github.event.pull_request.head.repo.full_name == github.repository\n    steps:\n      - run: gh pr merge --auto \"$URL\"",
			Tags:        []string{"poutine:confused_deputy_auto_merge"},
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			if c.privilege(job, step) != ci.PrivilegeExposed || !c.trustsActor(step.If) && !c.trustsActor(job.If) {
				return
			}
			if span, part, ok := c.merges(step); ok {
				c.find(job, step, span, part, "the pull request is merged or approved because a bot acted last")
			}
		}),
	}
}

// trustsActor reports whether a condition lets a bot through that acted last.
func (c *check) trustsActor(cond *document.Node) bool {
	e, _ := c.condition(cond)
	if e == nil {
		return false
	}
	for n := range e.All() {
		if n.Kind != expr.Binary || n.Text != "==" {
			continue
		}
		who, value := n.Args[0].Unwrap(), n.Args[1].Unwrap()
		if who.Path() == "" {
			who, value = value, who
		}
		if v, ok := expr.Fold(value); ok && spoofable(who.Path(), v.String()) {
			return true
		}
	}
	return false
}

// merges reports whether a step merges or approves a pull request.
func (c *check) merges(step *ci.Step) (span ci.Span, part string, ok bool) {
	if step.Uses.Is(mergers...) {
		return ci.SpanOf(step.Uses.Ref), "uses", true
	}
	if text := step.Input("script").Value(); strings.Contains(text, "pulls.merge") || strings.Contains(text, "enablePullRequestAutoMerge") || strings.Contains(text, "APPROVE") {
		return ci.SpanOf(step.Input("script")), "with.script", true
	}
	c.EachCommand(step, func(cmd *shell.Command) {
		approves := cmd.Has("review") && cmd.Has("--approve", "-a")
		if !ok && cmd.Name() == "gh" && cmd.Has("pr") && (cmd.Has("merge") || approves) {
			span, part, ok = c.Within(step.Run.Text, cmd.Start, cmd.End), "run", true
		}
	})
	return span, part, ok
}

// mergers are actions that merge or approve pull requests.
var mergers = []string{
	"ahmadnassri/action-dependabot-auto-merge", "alexwilson/enable-github-automerge-action", "cirrus-actions/rebase",
	"fastify/github-action-merge-dependabot", "hmarr/auto-approve-action", "juliangruber/approve-pull-request-action",
	"juliangruber/merge-pull-request-action", "pascalgn/automerge-action", "peter-evans/enable-pull-request-automerge",
	"reitermarkus/automerge", "ridedott/merge-me-action",
}
