package workspace

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// form is the sort of a file.
type form uint8

const (
	none         form = iota
	agent             // settings of a coding agent
	servers           // servers of the Model Context Protocol
	tasks             // tasks of Visual Studio Code
	settings          // settings of Visual Studio Code for the folder
	devcontainer      // Development Container Specification
	gitpod            // tasks of Gitpod
	lefthook          // Git hooks by lefthook
	codex             // settings of a coding agent in TOML
	script            // a script of its own
)

// yaml reports whether files of the form are YAML and not JSON.
func (f form) yaml() bool { return f == gitpod || f == lefthook }

// gitHooks are the names that Git calls hooks by, of those that run on the
// machine of a developer (githooks(5)).
const gitHooks = "applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge pre-push post-rewrite pre-auto-gc reference-transaction"

// formOf tells the form of a file by its name and the folder that it lies in.
func formOf(name string) form {
	form := named(name)
	if form != none && audit.Foreign(name) {
		return none
	}
	return form
}

func named(name string) form {
	dir, base := path.Split(name)
	parent := path.Base(dir)
	switch base {
	case ".mcp.json":
		return servers
	case ".devcontainer.json", "devcontainer.json":
		// The latter also lies one folder deeper, for one of several containers.
		if base[0] == '.' || parent == ".devcontainer" || path.Base(path.Dir(path.Clean(dir))) == ".devcontainer" {
			return devcontainer
		}
		return none
	case ".gitpod.yml":
		return gitpod
	case "lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml":
		return lefthook
	case ".envrc":
		return script
	}
	return inFolder(parent, base)
}

// inFolder tells the form of the files that only their folder makes special.
func inFolder(parent, base string) form {
	switch parent + "/" + base {
	case ".claude/settings.json", ".claude/settings.local.json", ".gemini/settings.json", ".cursor/hooks.json", ".cursor/cli.json":
		return agent
	case ".cursor/mcp.json", ".vscode/mcp.json", ".roo/mcp.json", ".amazonq/mcp.json", ".windsurf/mcp.json":
		return servers
	case ".codex/config.toml":
		return codex
	case ".vscode/tasks.json":
		return tasks
	case ".vscode/settings.json":
		return settings
	}
	if (parent == ".husky" || parent == ".githooks") && hasWord(gitHooks, base) {
		return script
	}
	return none
}

// hasWord reports whether a list of words separated by spaces holds one.
func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}
