package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// eachCondition calls visit for the condition of every job and step that has
// one.
func (c *check) eachCondition(visit func(job *ci.Job, step *ci.Step, cond *document.Node)) {
	for _, job := range c.file.Jobs {
		if job.If != nil {
			visit(job, nil, job.If)
		}
		for _, step := range job.Steps {
			if step.If != nil {
				visit(job, step, step.If)
			}
		}
	}
}

func unsoundCondition() *rule {
	return &rule{
		meta: scan.Rule{
			ID:         "unsound-condition",
			Name:       "Condition that is always the same",
			Class:      "unsound-condition",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceHigh,
			Description: "When text, even a line feed at the end of a block, stands around `${{ … }}`, the whole is a text that is not empty, and so always true. " +
				"What the condition was to keep away gets through.",
			Remediation: "Drop the braces, which `if` does not need, or write `|-` or `>-` so that no line feed is left at the end.",
			Example:     "if: |\n  ${{ github.actor == 'octocat' }}",
			Fixed:       "if: github.actor == 'octocat'",
			Tags:        []string{"zizmor:unsound-condition"},
		},
		file: func(c *check) { c.eachCondition(c.unsound) },
	}
}

func (c *check) unsound(job *ci.Job, step *ci.Step, cond *document.Node) {
	text := cond.Value()
	fences := expr.Fences(text)
	change := func(w *ci.Weakness) { w.Expression = strings.TrimSpace(text) }
	if len(fences) > 0 && (fences[0].Start > 0 || fences[0].End < len(text)) {
		c.find(job, step, ci.SpanOf(cond), "if", "text around the expression makes the condition true whatever the expression yields", change)
		return
	}
	e, _ := c.condition(cond)
	if e == nil {
		return
	}
	v, ok := expr.Fold(e)
	if !ok {
		return
	}
	persona := scan.PersonaRegular
	if lit := e.Unwrap(); lit.Kind == expr.Bool && !lit.Flag {
		persona = scan.PersonaPedantic // how people switch a step off
	}
	c.find(job, step, ci.SpanOf(cond), "if", fmt.Sprintf("the condition is always %t", v.Truthy()), change, level(scan.SeverityLow, scan.ConfidenceHigh, persona))
}

func unsoundContains() *rule {
	return &rule{
		meta: scan.Rule{
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
		file: func(c *check) {
			c.eachCondition(func(job *ci.Job, step *ci.Step, cond *document.Node) {
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
					c.find(job, step, c.within(cond, offset+n.Start, offset+n.End), "if", fmt.Sprintf("any piece of the text passes for %s", path), func(w *ci.Weakness) {
						if settable(path) {
							w.Severity = scan.SeverityHigh
						}
					})
				}
			})
		},
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

func unsoundTernary() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "unsound-ternary",
			Name:        "Ternary whose middle value counts as false",
			Class:       "unsound-ternary",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "In `test && a || b` the result is b even if the test holds when a is false, empty, zero or null.",
			Remediation: "Turn the test round: `!test && b || a`.",
			Example:     "value: ${{ github.ref == 'refs/heads/main' && '' || 'debug' }}",
			Fixed:       "value: ${{ github.ref != 'refs/heads/main' && 'debug' || '' }}",
			Tags:        []string{"zizmor:unsound-ternary"},
		},
		file: func(c *check) {
			c.eachExpression(func(s *spot) {
				for part := range s.expr.All() {
					if part.Kind != expr.Binary || part.Text != "||" {
						continue
					}
					left := part.Args[0].Unwrap()
					if left.Kind != expr.Binary || left.Text != "&&" {
						continue
					}
					if v, ok := expr.Fold(left.Args[1]); ok && !v.Truthy() {
						c.findIn(s, part, "the middle value counts as false, so the last one is always the result")
					}
				}
			})
		},
	}
}

func spoofableActorCheck() *rule {
	return &rule{
		meta: scan.Rule{
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
			Tags:        []string{"zizmor:bot-conditions"},
		},
		file: func(c *check) {
			c.eachCondition(func(job *ci.Job, step *ci.Step, cond *document.Node) {
				e, offset := c.condition(cond)
				if e == nil {
					return
				}
				c.spoofable(job, step, cond, e, offset)
			})
		},
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
		c.find(job, step, c.within(cond, offset+n.Start, offset+n.End), "if", fmt.Sprintf("%s is who acted last, not who wrote the code", who.Path()), func(w *ci.Weakness) {
			w.Confidence = confidence
		})
	}
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
