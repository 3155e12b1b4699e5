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

func spoofableActorCheck() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "spoofable-actor-check",
			Name:       "Decision on a bot's name that an attacker can arrange",
			Class:      "spoofable-actor-check",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceHigh,
			Description: "`github.actor` is whoever caused the last event, not whoever wrote the code. An attacker opens a pull request with own code and gets the bot to touch it, " +
				"by a comment or by a rebase, and then passes for the bot.",
			Remediation: "Ask who opened the pull request (`github.event.pull_request.user.login`), and that it comes from the own repository.",
			Example:     "if: github.actor == 'dependabot[bot]'",
			Fixed:       "if: github.event.pull_request.user.login == 'dependabot[bot]' && github.event.pull_request.head.repo.full_name == github.repository",
			Fix:         "Unsafe: asks for the author of what the event is about.",
			Tags:        []string{"zizmor:bot-conditions"},
		},
		File: onFile(func(c *check) {
			c.eachCondition(func(job *ci.Job, step *ci.Step, cond *document.Node) {
				e, offset := c.condition(cond)
				if e == nil {
					return
				}
				c.spoofable(job, step, cond, e, offset)
			})
		}),
	}
}

// spoofable reports comparisons that let a bot pass. One that keeps a bot away
// is harmless.
func (c *check) spoofable(job *ci.Job, step *ci.Step, cond *document.Node, e *expr.Node, offset int) {
	for n := range e.All() {
		if n.Kind != expr.Binary || n.Text != "==" {
			continue
		}
		who, value := n.Args[0].Unwrap(), n.Args[1].Unwrap()
		if who.Path() == "" {
			who, value = value, who
		}
		v, ok := expr.Fold(value)
		if !ok || !spoofable(who.Path(), v.String()) {
			continue
		}
		confidence := scan.ConfidenceHigh
		if n != e.Unwrap() && !joinedBy(e.Unwrap(), n, "||") {
			confidence = scan.ConfidenceMedium // something else has to hold too
		}
		c.find(job, step, c.Within(cond, offset+n.Start, offset+n.End), "if", fmt.Sprintf("%s is who acted last, not who wrote the code", who.Path()), func(w *ci.Weakness) {
			w.Confidence = confidence
		}, audit.Mend("Ask who wrote what the run is about", "runs that somebody else starts on it are let in too", c.authorFix(cond, who, offset)...))
	}
}

// authorFix returns the edit that asks for the author in place of the actor.
func (c *check) authorFix(cond *document.Node, who *expr.Node, offset int) []scan.Edit {
	subject := ""
	for _, t := range c.file.Triggers {
		name, ok := eventSubjects[t.Name]
		if !ok || subject != "" && subject != name {
			return nil // no one value is right for all events
		}
		subject = name
	}
	field := "login"
	if strings.HasSuffix(who.Path(), "id") {
		field = "id"
	}
	span := c.Within(cond, offset+who.Start, offset+who.End)
	return []scan.Edit{c.Edit(span.Start, span.End, "github.event."+subject+".user."+field)}
}

// eventSubjects names the part of an event's payload that has an author.
var eventSubjects = map[string]string{
	"discussion": "discussion", "discussion_comment": "comment", "issue_comment": "comment", "issues": "issue",
	"pull_request": "pull_request", "pull_request_review": "review", "pull_request_review_comment": "comment",
	"pull_request_target": "pull_request",
}

func spoofable(path, value string) bool {
	switch path {
	case "github.actor", "github.triggering_actor", "github.event.sender.login", "github.event.pull_request.sender.login":
		return isBot(value)
	case "github.actor_id", "github.event.sender.id", "github.event.pull_request.sender.id":
		return botIDs[value]
	}
	return false
}

// joinedBy reports whether the way from root to n leads through one operator
// only.
func joinedBy(root, n *expr.Node, op string) bool {
	if root == n {
		return true
	}
	if root.Kind != expr.Binary || root.Text != op {
		return false
	}
	return joinedBy(root.Args[0].Unwrap(), n, op) || joinedBy(root.Args[1].Unwrap(), n, op)
}

// botIDs are the numeric ids of bots that act in many repositories: Dependabot,
// Renovate, GitHub Actions and its like.
var botIDs = map[string]bool{"29110": true, "29139614": true, "41898282": true, "49699333": true, "23040076": true, "27856297": true, "10137": true, "86431720": true}
