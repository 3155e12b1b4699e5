// Package workspace reads what a repository brings along for editors and coding
// agents into the model of pipeline configuration: commands that run on the
// machine of whoever opens the repository, works in it or starts an agent in
// it, and what such an agent may do without asking.
//
// It reads
//   - .claude/settings.json and .claude/settings.local.json, .gemini/settings.json,
//     .cursor/hooks.json and .cursor/cli.json: hooks, helpers, permissions;
//   - .codex/config.toml: sandbox and approvals, servers, notifiers;
//   - .mcp.json, .cursor/mcp.json, .vscode/mcp.json and their like: servers of the
//     Model Context Protocol;
//   - .vscode/tasks.json and .vscode/settings.json;
//   - devcontainer.json (Development Container Specification), .gitpod.yml;
//   - Git hooks that a repository keeps (.husky, .githooks, lefthook.yml) and .envrc.
//
// Prompts and rules for agents are no configuration, and are left alone.
//
// In JSON a finding is suppressed by a comment of the form
//
//	// # penstock: ignore[workspace/unpinned-tool] reviewed
package workspace

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Name is the name of the [System].
const Name = "workspace"

// System is the front end. It is immutable and safe for concurrent use.
type System struct{ audit.Rulebook }

var _ audit.TextSystem = (*System)(nil)

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook(Name,
		autoRun(), excessiveTools(), hardcodedCredentials(), insecureURL(), privilegedContainer(),
		redirectedAPI(), unpinnedComponent(), unpinnedImage(), unpinnedTool(), unsafeSandbox(),
	)}
}

// Recognize implements [audit.System]: all files are known by their names.
func (*System) Recognize(*scan.File) bool { return false }

// Read implements [audit.System].
func (*System) Read(*ci.Source) *ci.File { return nil }

// WantsText implements [audit.TextSystem].
func (*System) WantsText(e *scan.Entry) bool { return formOf(e.Path) != none }

// ReadText implements [audit.TextSystem]. JSON is read with comments and
// trailing commas, as the programs that these files are for read it.
func (*System) ReadText(src *ci.Source) (*ci.File, error) {
	form := formOf(src.Path)
	f := &ci.File{Source: src, System: Name, Kind: ci.KindPipeline}
	if form == script {
		readScript(f)
		return f, nil
	}
	var err error
	switch {
	case form == codex:
		var root *document.Node
		root, err = parseTOML(src.Bytes())
		src.Roots = []*document.Node{root}
	case form.yaml():
		src.Roots, err = document.Parse(src.Bytes())
	default:
		src.Roots, err = document.Parse(plainJSON(src.Bytes()))
	}
	if len(src.Roots) == 0 {
		return nil, err
	}
	f.Root = src.Root()
	switch form {
	case agent:
		readAgent(f)
	case codex:
		readCodex(f)
	case servers:
		readServers(f, f.Root, "")
	case tasks:
		readTasks(f)
	case settings:
		readSettings(f, f.Root, "")
	case devcontainer:
		readDevcontainer(f)
	case gitpod:
		readGitpod(f)
	case lefthook:
		readLefthook(f)
	}
	return f, err
}
