package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// setInput returns the edit that gives an input of an action a value, and keeps
// the text around it. Flow mappings and aliases are left to people.
func (c *check) setInput(step *ci.Step, name, value string) []scan.Edit {
	if setting := step.Input(name); setting != nil {
		start, end := setting.Span()
		return []scan.Edit{c.Edit(start, end, value)}
	}
	switch {
	case step.Node.Style() == document.Flow || step.Node.Aliased():
		return nil
	case step.With == nil:
		indent := c.Indent(step.Uses.Key)
		return []scan.Edit{c.AddLine(ci.SpanOf(step.Uses.Ref).End, indent+"with:\n"+indent+"  "+name+": "+value)}
	case len(step.With.Vars) == 0 || step.With.Value.Style() == document.Flow:
		return nil
	}
	return c.AddKey(step.With.Value, name+": "+value)
}

// persistCaveat says why a later step might need the token that the checkout
// leaves behind; "" where all that comes after it is known not to talk to the
// repository through git.
func (c *check) persistCaveat(job *ci.Job, checkout *ci.Step) string {
	switch {
	case job.ID == "":
		return "steps behind the action may use git with the token"
	case checkout.Input("persist-credentials") != nil:
		return "somebody has set it on purpose"
	case checkout.Input("token") != nil || checkout.Input("ssh-key") != nil:
		return "the checkout is handed credentials of its own, perhaps for a later step"
	case checkout.Input("filter") != nil || checkout.Input("sparse-checkout") != nil:
		return "what the checkout leaves out is fetched when git needs it later"
	}
	for _, step := range job.Steps {
		if step.Index <= checkout.Index {
			continue
		}
		if name := c.mayUseGit(step); name != "" {
			return "a later step may use git with the token: " + name
		}
	}
	return ""
}

// mayUseGit names what of a step may talk to the repository's server through
// git, "" for nothing.
func (c *check) mayUseGit(step *ci.Step) string {
	if step.Uses != nil {
		name := step.Uses.Name()
		need, known := actionNeeds[name]
		if name == "actions/github-script" {
			if text := step.Input("script").Value(); strings.Contains(text, "git ") || strings.Contains(text, "exec") {
				return step.Uses.Ref.Value()
			}
			return ""
		}
		if !known || strings.Contains(need, "contents:write") || containsWord(gitActions, name) {
			return step.Uses.Ref.Value()
		}
		return ""
	}
	script := c.script(step)
	if script == nil {
		return ""
	}
	if !script.Parsed && script.Dialect != shell.PowerShell {
		return "a script that is not understood"
	}
	for i := range script.Commands {
		cmd := script.Commands[i].Unwrap()
		if !local(&cmd) {
			return strings.Join(strings.Fields(script.Text[cmd.Start:min(cmd.End, cmd.Start+60)]), " ")
		}
	}
	return ""
}

// gitActions are actions of [actionNeeds] that use git, or run a project's own
// build, and do not write.
const gitActions = "tj-actions/changed-files dorny/paths-filter pre-commit/action github/codeql-action/autobuild pypa/cibuildwheel actions/dependency-review-action"

// localCommands are programs that do not use git with a repository's server.
const localCommands = ": [ [[ test true false echo printf cat ls cd pwd mkdir rmdir cp mv rm ln touch chmod chown head tail sort uniq wc cut tr grep egrep sed awk tee date sleep exit set unset export local readonly declare return shift read wait kill id whoami uname which type hash env basename dirname realpath find xxd base64 sha256sum sha512sum md5sum shasum tar gzip gunzip zip unzip zstd xz jq yq curl wget diff cmp df du free lscpu ps nproc sysctl apt apt-get apk yum dnf brew choco pacman dpkg rustup rustc rustfmt gofmt staticcheck golangci-lint pytest ruff flake8 mypy black isort pylint pyright pip pip3 eslint prettier tsc jest vitest shellcheck shfmt actionlint zizmor hadolint javac java javadoc clang gcc cmake ctest ninja codecov systemctl service aws az gcloud kubectl psql write-host write-output get-childitem copy-item remove-item new-item get-content set-content"

// localVerbs are subcommands that do not, of programs of which others do.
var localVerbs = map[string]string{
	"git":     "status diff log describe rev-parse rev-list show config add commit ls-files name-rev branch checkout switch reset merge-base cat-file hash-object archive version --version",
	"go":      "build test vet fmt mod install env version tool list clean",
	"cargo":   "build test check clippy fmt doc bench nextest tree metadata deny audit --version",
	"npm":     "ci install test i audit ls --version -v",
	"yarn":    "install test --version",
	"pnpm":    "install test i --version",
	"npx":     "tsc eslint prettier jest vitest",
	"dotnet":  "build test restore pack format --info --version",
	"mvn":     "test verify package compile",
	"bundle":  "install",
	"uv":      "sync lock pip venv",
	"poetry":  "install check lock",
	"docker":  "login logout build buildx push pull tag images image save load manifest inspect version info rmi",
	"podman":  "login logout build push pull tag images save load inspect version rmi",
	"python":  "",
	"python3": "",
}

// local reports whether a command is known not to use git with a server.
func local(cmd *shell.Command) bool {
	name := cmd.Name()
	verbs, has := localVerbs[name]
	if !has {
		return containsWord(localCommands, name) && !strings.Contains(cmd.Words[0].Text, "/")
	}
	args := cmd.Args()
	if name == "python" || name == "python3" {
		return len(args) > 1 && args[0].Text == "-m" && containsWord("pip pytest unittest venv build ruff mypy flake8 black compileall", args[1].Text)
	}
	for _, w := range args {
		if !strings.HasPrefix(w.Text, "-") || containsWord(verbs, w.Text) {
			return containsWord(verbs, w.Text)
		}
	}
	return false
}
