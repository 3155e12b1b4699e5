package argo

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Event source that takes events from anybody",
			Class:       "improper-access-control",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Nothing checks that an event is the platform's own. Whoever reaches the endpoint starts the workflows behind it with values of their choice.",
			Remediation: "Name the secret of the webhook: `webhookSecret` (GitHub), `secretToken` (GitLab), `authSecret` (webhook).",
			Example:     "kind: EventSource\nspec:\n  github:\n    app:\n      events: [push]",
			Fixed:       "kind: EventSource\nspec:\n  github:\n    app:\n      events: [push]\n      webhookSecret:\n        name: webhook\n        key: secret",
		},
		File: func(r *audit.Run) {
			for _, root := range events(r.File.Source.Roots) {
				if root.Get("kind").Value() == "EventSource" {
					openSources(r, root.Get("spec"))
				}
			}
		},
	}
}

// openSources reports the sources of events that ask nobody for a secret.
func openSources(r *audit.Run, spec *document.Node) {
	for _, source := range []struct{ kind, secret string }{
		{"github", "webhookSecret"}, {"gitlab", "secretToken"}, {"slack", "signingSecret"}, {"webhook", "authSecret"},
	} {
		for key, event := range spec.Get(source.kind).Pairs() {
			if event.Get(source.secret) != nil {
				continue
			}
			change := func(*ci.Weakness) {}
			if source.kind == "webhook" { // inside of the cluster, or behind a gateway, as a rule
				change = audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
			}
			r.Find(nil, nil, ci.SpanOf(key), source.kind, fmt.Sprintf("%s has no %s: it takes events from anybody", key.Value(), source.secret), change)
		}
	}
}
