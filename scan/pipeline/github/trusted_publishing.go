package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func trustedPublishing() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "use-trusted-publishing",
			Name:        "Long-lived token for publishing",
			Class:       "use-trusted-publishing",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceHigh,
			Description: "The registry accepts short-lived identities of the CI system (trusted publishing). A stored token is good for anybody who gets hold of it, until somebody notices.",
			Remediation: "Register the workflow with the registry as a trusted publisher and grant the job `id-token: write`.",
			Example:     "- run: npm publish\n  env:\n    NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}",
			Fixed:       "permissions:\n  id-token: write\nsteps:\n  - run: npm publish",
			Tags:        []string{"zizmor:use-trusted-publishing"},
		},
		Step: onStep(checkPublishing),
	}
}

func checkPublishing(c *check, job *ci.Job, step *ci.Step) {
	switch {
	case step.Uses.Is("pypa/gh-action-pypi-publish"):
		url := step.Input("repository-url")
		if url == nil {
			url = step.Input("repository_url")
		}
		if p := step.Input("password"); p != nil && (url.Null() || strings.Contains(url.Value(), "pypi"+".org")) {
			c.find(job, step, ci.Between(step.Uses.Key, p), "uses", "a stored token publishes to the registry", inStep(c, step))
		}
	case step.Uses.Is("rubygems/release-gem"):
		if on, known := step.Input("setup-trusted-publisher").Bool(); known && !on {
			c.find(job, step, ci.SpanOf(step.Node), "uses", "trusted publishing is switched off")
		}
	case step.Uses.Is("rubygems/configure-rubygems-credentials"):
		if n := step.Input("api-token"); n != nil {
			c.find(job, step, ci.SpanOf(step.Node), "with.api-token", "a stored token publishes to the registry")
		}
	}
	if c.hasIdentity(job) || ownRegistry(job, step) {
		return
	}
	c.EachCommand(step, func(cmd *shell.Command) {
		if publishesPackage(cmd) {
			c.find(job, step, c.Within(step.Run.Text, cmd.Start, cmd.End), "run", "the package is published with a stored token")
		}
	})
}

// ownRegistry reports whether a step before chose a registry other than the
// public one for npm and its kin.
func ownRegistry(job *ci.Job, step *ci.Step) bool {
	for _, s := range job.Steps {
		if s == step {
			return false
		}
		if url := s.Input("registry-url").Value(); s.Uses.Is("actions/setup-node") && url != "" && !strings.Contains(url, "npmjs") {
			return true
		}
	}
	return false
}

// inStep widens a finding's place to its whole step.
func inStep(c *check, step *ci.Step) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Location = c.file.Location(ci.SpanOf(step.Node), w.Location.Logical) }
}

// hasIdentity reports whether the job can get a token of the CI system's own
// identity service.
func (c *check) hasIdentity(job *ci.Job) bool {
	p := job.Permissions
	if p == nil {
		p = c.file.Permissions
	}
	if p == nil {
		return false
	}
	for _, s := range p.Scopes {
		if s.Key.Value() == "id-token" && s.Value.Value() == "write" {
			return true
		}
	}
	return p.All == "write-all"
}

// publishesPackage reports whether a command publishes to a public registry
// that knows trusted publishing.
func publishesPackage(cmd *shell.Command) bool {
	var words []string
	for _, w := range cmd.Args() {
		switch {
		case strings.HasPrefix(w.Text, "--dry-run"), w.Text == "-n" && cmd.Name() == "cargo", w.Text == "--help":
			return false
		case (cmd.Name() == "dotnet" || cmd.Name() == "nuget") && strings.Contains(w.Text, "://") && !strings.Contains(w.Text, "nuget"+".org"):
			return false
		case strings.HasPrefix(w.Text, "--registry"), strings.HasPrefix(w.Text, "--repository"), strings.HasPrefix(w.Text, "--index"),
			strings.HasPrefix(w.Text, "--publish-url"), strings.HasPrefix(w.Text, "--host"), w.Text == "-r":
			return false
		case !strings.HasPrefix(w.Text, "-"):
			words = append(words, w.Text)
		}
	}
	is := func(want ...string) bool {
		if len(words) < len(want) {
			return false
		}
		for i, w := range want {
			if words[i] != w {
				return false
			}
		}
		return true
	}
	switch cmd.Name() {
	case "npm", "pnpm", "bun", "cargo", "uv", "poetry", "pdm", "hatch", "flit":
		return is("publish")
	case "yarn":
		return is("publish") || is("npm", "publish")
	case "twine":
		return is("upload")
	case "gem":
		return is("push")
	case "dotnet":
		return is("nuget", "push")
	case "nuget":
		return is("push")
	}
	return false
}
