package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func missingProvenance() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "missing-provenance",
			Name:        "Published without a statement of where it comes from",
			Class:       "missing-provenance",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "What is published says nothing that can be checked about the commit and the workflow that it was made from.",
			Remediation: "Publish with provenance: `npm publish --provenance`, attestations of the registry, or `actions/attest-build-provenance`.",
			Example:     "- run: npm publish",
			Fixed:       "- run: npm publish --provenance",
			Tags:        []string{"checkov:CKV_GHA_5", "checkov:CKV_GHA_6", "codeql:MissingProvenanceFlag"},
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			for action, input := range map[string]string{"pypa/gh-action-pypi-publish": "attestations", "docker/build-push-action": "provenance"} {
				if on, known := step.Input(input).Bool(); step.Uses.Is(action) && known && !on {
					c.find(job, step, ci.SpanOf(step.Input(input)), "with."+input, "provenance is switched off")
				}
			}
			c.EachCommand(step, func(cmd *shell.Command) {
				if cmd.Name() != "npm" && cmd.Name() != "pnpm" || !publishesPackage(cmd) || cmd.Has("--provenance") || c.npmProvenance(job, step) || attests(job) {
					return
				}
				c.find(job, step, c.Within(step.Run.Text, cmd.Start, cmd.End), "run", "the package is published without provenance")
			})
		}),
	}
}

// attests reports whether a step of the job makes a statement of provenance.
func attests(job *ci.Job) bool {
	for _, s := range job.Steps {
		if s.Uses.Is("actions/attest-build-provenance", "actions/attest", "sigstore/gh-action-sigstore-python") || strings.Contains(scriptText(s), "cosign ") {
			return true
		}
	}
	return false
}

// npmProvenance reports whether npm makes a statement of provenance by its
// configuration, or because it publishes with the job's identity.
func (c *check) npmProvenance(job *ci.Job, step *ci.Step) bool {
	for _, e := range []*ci.Env{step.Env, job.Env, c.file.Env} {
		if on, _ := e.Get("NPM_CONFIG_PROVENANCE").Bool(); on {
			return true
		}
	}
	return c.hasIdentity(job)
}

// publishes reports whether a step publishes a package, an image or a release.
func (c *check) publishes(step *ci.Step) bool {
	if input, ok := publishers[step.Uses.Name()]; ok {
		return input == "" || step.Input(input) != nil
	}
	found := false
	c.EachCommand(step, func(cmd *shell.Command) {
		found = found || publishesPackage(cmd) || cmd.Name() == "docker" && cmd.Has("push") || cmd.Name() == "git" && cmd.Has("push") ||
			cmd.Name() == "gh" && cmd.Has("release") && cmd.Has("create", "upload")
	})
	return found
}
