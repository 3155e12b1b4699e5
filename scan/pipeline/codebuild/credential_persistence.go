package codebuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func credentialPersistence() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Git credentials at hand for every command of a build",
			Class:       "credential-persistence",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "The helper answers every call of Git in the build, also one that a dependency's script makes, with the credentials of the source.",
			Remediation: "Leave `git-credential-helper` off, and hand a credential to the one command that needs it.",
			Example:     "env:\n  git-credential-helper: yes",
			Fixed:       "env:\n  git-credential-helper: no",
		},
		File: func(r *audit.Run) {
			key, value := r.File.Root.Get("env").Pair("git-credential-helper")
			on, _ := value.Bool()
			if on || strings.EqualFold(value.Value(), "yes") || strings.EqualFold(value.Value(), "on") {
				r.Find(nil, nil, ci.Between(key, value), "env.git-credential-helper", "every command of the build has the credentials of the source")
			}
		},
	}
}
