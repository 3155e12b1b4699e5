package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func unpinnedPackageInstall() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "unpinned-package-install",
			Name:        "Package installed without a lock",
			Class:       "unpinned-package-install",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "What a script installs by name is not in a lock file: even with a version, the packages that it depends on are whatever is newest, and nothing checks what is downloaded.",
			Remediation: "Add the package to the project's manifest and lock file, and install from these (`npm ci`, `bundle install`).",
			Example:     "- run: npm install eslint",
			Fixed:       "- run: npm ci",
			Tags:        []string{"zizmor:adhoc-packages"},
		},
		step: func(c *check, job *ci.Job, step *ci.Step) {
			c.eachCommand(step, func(cmd *shell.Command) {
				if name, ok := installsByName(cmd); ok {
					c.find(job, step, c.within(step.Run.Text, cmd.Start, cmd.End), "run", fmt.Sprintf("%s is installed without a lock", name))
				}
			})
		},
	}
}

// eachCommand calls visit for the commands of a step's script, without the
// programs that only run another one.
func (c *check) eachCommand(step *ci.Step, visit func(*shell.Command)) {
	script := c.script(step)
	if script == nil {
		return
	}
	for _, cmd := range script.Commands {
		cmd := unwrap(cmd)
		visit(&cmd)
	}
}

// unwrap drops words such as sudo and npx in front of a command.
func unwrap(cmd shell.Command) shell.Command {
	for len(cmd.Words) > 1 {
		n := 1
		second := cmd.Words[1].Text
		switch cmd.Name() {
		case "sudo", "bunx", "npx", "uvx", "pipx", "command", "exec", "time", "env":
		case "uv", "poetry", "pipenv", "hatch", "pdm", "rye":
			if second != "run" {
				return cmd
			}
			n = 2
		case "pnpm", "yarn", "npm":
			if second != "exec" && second != "dlx" {
				return cmd
			}
			n = 2
		case "python", "python3":
			if second != "-m" {
				return cmd
			}
			n = 2
		default:
			return cmd
		}
		for n < len(cmd.Words)-1 && strings.HasPrefix(cmd.Words[n].Text, "-") {
			n++
		}
		if n >= len(cmd.Words) {
			return cmd
		}
		cmd.Words = cmd.Words[n:]
	}
	return cmd
}

// installsByName returns the first package that a command installs by name.
func installsByName(cmd *shell.Command) (string, bool) {
	name := cmd.Name()
	var verbs string
	switch name {
	case "gem":
		verbs = "install i"
	case "npm", "pnpm":
		verbs = "install i add"
	default:
		return "", false
	}
	args := cmd.Args()
	verb := -1
	for i, a := range args {
		if strings.HasPrefix(a.Text, "-") {
			continue
		}
		if verb < 0 {
			if !containsWord(verbs, a.Text) {
				return "", false
			}
			verb = i
			continue
		}
		if i > 0 && takesValue(name, args[i-1].Text) {
			continue
		}
		if local := strings.HasPrefix(a.Text, ".") || strings.HasPrefix(a.Text, "/") || strings.HasSuffix(a.Text, ".tgz") || strings.HasSuffix(a.Text, ".gem"); local || !a.Static || a.Text == "" {
			continue
		}
		return a.Text, true
	}
	return "", false
}

// takesValue reports whether an option's value is the next word.
func takesValue(tool, option string) bool {
	switch option {
	case "--prefix", "--registry", "-C", "--dir", "--filter", "-F", "--workspace", "-w", "--tag", "--loglevel":
		return tool != "gem"
	case "-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-P", "--platform":
		return tool == "gem"
	}
	return false
}

func trustedPublishing() *rule {
	return &rule{
		meta: scan.Rule{
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
		step: checkPublishing,
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
	c.eachCommand(step, func(cmd *shell.Command) {
		if publishesPackage(cmd) {
			c.find(job, step, c.within(step.Run.Text, cmd.Start, cmd.End), "run", "the package is published with a stored token")
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

func dependabotCooldown() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "dependabot-cooldown",
			Name:        "Updates are taken the moment they are released",
			Class:       "dependabot-cooldown",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Malicious releases are mostly found and withdrawn within days. Whoever updates at once takes them.",
			Remediation: "Wait at least seven days: `cooldown: {default-days: 7}`.",
			Example:     "updates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: daily",
			Fixed:       "updates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: daily\n    cooldown:\n      default-days: 7",
			Tags:        []string{"zizmor:dependabot-cooldown"},
		},
		file: func(c *check) {
			c.eachUpdate(func(u *document.Node) {
				key, cooldown := u.Pair("cooldown")
				days := cooldown.Get("default-days")
				switch {
				case key == nil:
					c.find(nil, nil, ci.SpanOf(u), "updates", "updates are taken the moment they are released")
				case days == nil:
					c.find(nil, nil, ci.Between(key, cooldown), "updates.cooldown", "the cooldown does not say how many days updates wait by default")
				case tooFewDays(days.Value()):
					c.find(nil, nil, ci.SpanOf(days), "updates.cooldown.default-days", fmt.Sprintf("updates wait %s days only", days.Value()))
				}
			})
		},
	}
}

func tooFewDays(s string) bool { return len(s) == 1 && s[0] >= '0' && s[0] < '7' }

// eachUpdate calls visit for every ecosystem that Dependabot updates.
func (c *check) eachUpdate(visit func(*document.Node)) {
	if c.file.Kind != ci.KindUpdates {
		return
	}
	for _, u := range c.file.Root.Get("updates").Items() {
		visit(u)
	}
}

func dependabotExecution() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "dependabot-execution",
			Name:        "Dependency updates may run code of the dependency",
			Class:       "dependabot-execution",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "`insecure-external-code-execution: allow` lets the manifest's code run while Dependabot updates it, with the credentials of private registries at hand.",
			Remediation: "Drop the setting or set it to `deny`.",
			Example:     "insecure-external-code-execution: allow",
			Fixed:       "insecure-external-code-execution: deny",
			Tags:        []string{"zizmor:dependabot-execution"},
		},
		file: func(c *check) {
			c.eachUpdate(func(u *document.Node) {
				if key, v := u.Pair("insecure-external-code-execution"); v.Value() == "allow" {
					c.find(nil, nil, ci.Between(key, v), "updates.insecure-external-code-execution", "updates may run the dependency's code")
				}
			})
		},
	}
}
