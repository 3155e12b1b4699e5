package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func selfHostedRunner() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Build on the controller or on any agent",
			Class:       "self-hosted-runner",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A build on the controller's own node can read and change all of Jenkins: its configuration, the store of credentials, other jobs. One that takes any agent ends up there too, where the controller has executors.",
			Remediation: "Give the controller no executors, and name a label of agents that are made for one build.",
			Example:     "agent { label 'built-in' }",
			Fixed:       "agent { label 'linux-ephemeral' }",
			References: []scan.Reference{
				{Title: "Jenkins: Controller Isolation", URL: "https://www.jenkins.io/doc/book/security/controller-isolation/"},
			},
		},
		File: with(func(c *check) {
			for _, cl := range c.calls {
				c.agent(cl)
			}
		}),
	}
}

// agent judges where a node or a stage runs.
func (c *check) agent(cl *call) {
	var value []token
	switch {
	case cl.name == "node":
		value = cl.first("label")
		if len(cl.args) == 0 && cl.closure && cl.within("agent") == nil {
			c.find(cl, ci.Span{Start: cl.start, End: cl.start + len(cl.name)}, "the build takes any agent", level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaAuditor))
		}
	case cl.name == "agent":
		value = cl.first("label")
		if v := value; len(v) == 1 && v[0].kind == word && c.source(v[0]) == "any" {
			c.find(cl, v[0].span(), "the build takes any agent", level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaAuditor))
		}
	case cl.name == "label" && cl.within("agent", "node") != nil:
		value = cl.first("label")
	}
	for _, tok := range stringsOf(value) {
		for _, name := range strings.FieldsFunc(c.raw(tok), func(r rune) bool { return strings.ContainsRune(" |&()", r) }) {
			if isController(name) {
				c.find(cl, tok.span(), fmt.Sprintf("the build runs on the controller (%s)", name), audit.Piece)
				break
			}
		}
	}
}

// isController reports whether a label is that of the controller's own node.
func isController(label string) bool {
	return label == "built-in" || label == "master" || label == "controller"
}
