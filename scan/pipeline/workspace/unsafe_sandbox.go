package workspace

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func unsafeSandbox() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-agent-unsafe-sandbox",
			Name:        "Agent whose questions are switched off",
			Class:       "ai-agent-unsafe-sandbox",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "The repository decides for everybody who starts an agent in it that nothing is asked any more: not before commands, not before the servers that it brings along are started. Text that the agent reads, or a change to the repository, then is enough to run code.",
			Remediation: "Leave the decision to each user: remove the setting, and list single servers (`enabledMcpjsonServers`) and commands instead.",
			Example:     "{\"permissions\": {\"defaultMode\": \"bypassPermissions\"}}",
			Fixed:       "{\"permissions\": {\"defaultMode\": \"acceptEdits\"}}",
		},
		File: func(r *audit.Run) {
			switch root := r.File.Root; formOf(r.File.Source.Path) {
			case agent:
				agentSwitches(r, root)
			case codex:
				codexSwitches(r, root, "")
				for name, profile := range root.Get("profiles").Pairs() {
					codexSwitches(r, profile, "profiles."+name.Value()+".")
				}
			case settings:
				editorSwitches(r, root, "")
			case devcontainer:
				editorSwitches(r, root.At("customizations", "vscode", "settings"), "customizations.vscode.settings.")
			}
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if !isServer(job) {
				return
			}
			if k, v := job.Node.Pair("trust"); on(v) {
				r.Find(job, nil, ci.Between(k, v), "trust", "the tools of the server run without asking", audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular))
			}
			for _, name := range []string{"alwaysAllow", "autoApprove"} {
				for _, n := range job.Node.Get(name).Items() {
					if n.Value() == "*" {
						r.Find(job, nil, ci.SpanOf(n), name, "all tools of the server run without asking", audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular))
					}
				}
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachCommand(step, func(cmd *shell.Command) {
				for _, w := range cmd.Args() {
					if skips(cmd.Name(), w.Text) {
						r.Find(job, step, r.Within(step.Run.Text, w.Start, w.End), "run", cmd.Name()+" is started with "+w.Text+": it asks for nothing",
							audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular))
					}
				}
			})
		},
	}
}

// skips reports whether an option of an agent's program switches its questions
// off.
func skips(program, option string) bool {
	switch program {
	case "claude", "claude-code":
		return option == "--dangerously-skip-permissions"
	case "codex":
		return option == "--dangerously-bypass-approvals-and-sandbox" || option == "--yolo"
	case "gemini", "qwen":
		return option == "--yolo" || option == "--approval-mode=yolo"
	}
	return false
}

func on(n *document.Node) bool {
	v, _ := n.Bool()
	return v
}

func agentSwitches(r *audit.Run, root *document.Node) {
	mode := func(at *document.Node, name string, part string) {
		if k, v := at.Pair(name); v.Value() == "bypassPermissions" || v.Value() == "yolo" {
			r.Find(nil, nil, ci.Between(k, v), part, "the agent asks for nothing ("+v.Value()+")")
		}
	}
	mode(root.Get("permissions"), "defaultMode", "permissions.defaultMode")
	mode(root.Get("general"), "defaultApprovalMode", "general.defaultApprovalMode")
	if k, v := root.Pair("enableAllProjectMcpServers"); on(v) {
		r.Find(nil, nil, ci.Between(k, v), k.Value(), "every server that the repository names is started without asking",
			audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular))
	}
	if k, v := root.Pair("skipDangerousModePermissionPrompt"); on(v) {
		r.Find(nil, nil, ci.Between(k, v), k.Value(), "the warning before an agent that asks for nothing is switched off")
	}
}

// codexSwitches reports what takes the sandbox and the questions away.
func codexSwitches(r *audit.Run, at *document.Node, prefix string) {
	free := false
	if k, v := at.Pair("sandbox_mode"); v.Value() == "danger-full-access" {
		free = true
		r.Find(nil, nil, ci.Between(k, v), prefix+"sandbox_mode", "the agent's commands run without a sandbox")
	}
	if k, v := at.Pair("approval_policy"); v.Value() == "never" {
		rate := audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
		if free {
			rate = audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
		}
		r.Find(nil, nil, ci.Between(k, v), prefix+"approval_policy", "the agent asks for nothing", rate)
	}
	if k, v := at.At("sandbox_workspace_write").Pair("network_access"); on(v) {
		r.Find(nil, nil, ci.Between(k, v), prefix+"sandbox_workspace_write.network_access", "the agent's commands reach the network from their sandbox",
			audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic))
	}
}

// editorSwitches reports settings of Visual Studio Code that let its agent run
// everything.
func editorSwitches(r *audit.Run, at *document.Node, prefix string) {
	for _, name := range []string{"chat.tools.autoApprove", "chat.tools.global.autoApprove"} {
		if k, v := at.Pair(name); on(v) {
			r.Find(nil, nil, ci.Between(k, v), prefix+name, "the agent of the editor asks for nothing")
		}
	}
	for k, v := range at.Get("chat.tools.terminal.autoApprove").Pairs() {
		pattern := strings.Trim(k.Value(), "/^$")
		if (on(v) || on(v.Get("approve"))) && (pattern == ".*" || pattern == "*" || pattern == ".+") {
			r.Find(nil, nil, ci.Between(k, v), prefix+"chat.tools.terminal.autoApprove", "the agent of the editor runs any command without asking")
		}
	}
}
