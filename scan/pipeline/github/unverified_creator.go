package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unverifiedCreator() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "unverified-creator",
			Name:        "Action whose creator the platform has not verified",
			Class:       "unverified-creator",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaAuditor,
			Description: "The platform has not confirmed who is behind the owner's name. That says nothing bad about the action, but an inventory wants to know.",
			Remediation: "Look at who maintains the action, and keep the owners that you trust in a list.",
			Example:     "- uses: somebody/action@0123456789abcdef0123456789abcdef01234567",
			Fixed:       "- uses: actions/checkout@0123456789abcdef0123456789abcdef01234567",
			Tags:        []string{"poutine:github_action_from_unverified_creator_used"},
		},
		job:  func(c *check, job *ci.Job) { c.unverified(job, nil, job.Calls) },
		step: func(c *check, job *ci.Job, step *ci.Step) { c.unverified(job, step, step.Uses) },
	}
}

func (c *check) unverified(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses == nil || uses.Repo == "" || c.system.verified[strings.ToLower(uses.Owner)] {
		return
	}
	c.find(job, step, ci.SpanOf(uses.Ref), "uses", fmt.Sprintf("the platform has not verified who %s is", uses.Owner), func(w *ci.Weakness) {
		w.Component = uses.Ref.Value()
		w.Anchor, w.Group = w.Component, w.Component
	})
}
