package workspace

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func excessiveTools() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-agent-excessive-tools",
			Name:        "Agent that may run any command without asking",
			Class:       "ai-agent-excessive-tools",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "An agent follows what it reads: a web page, an issue or a dependency can tell it what to run. With this entry everybody who uses the repository lets it run any command, unasked.",
			Remediation: "Name the commands that the work needs: `Bash(make test:*)`, `Bash(git diff:*)`.",
			Example:     "{\"permissions\": {\"allow\": [\"Bash(*)\"]}}",
			Fixed:       "{\"permissions\": {\"allow\": [\"Bash(make test)\", \"Bash(git diff:*)\"]}}",
		},
		File: func(r *audit.Run) {
			if formOf(r.File.Source.Path) != agent {
				return
			}
			for _, list := range [][]string{{"permissions", "allow"}, {"tools", "allowed"}, {"allowedTools"}} {
				for i, n := range r.File.Root.At(list...).Items() {
					what, change := grant(n.Value())
					if what != "" {
						r.Find(nil, nil, ci.SpanOf(n), name(strings.Join(list, "."), i), fmt.Sprintf("%s lets the agent run %s", n.Value(), what), change)
					}
				}
			}
		},
	}
}

// interpreters run whatever their arguments say; a permission for one of them
// with any arguments is one for any command.
const interpreters = "bash sh zsh fish dash eval exec env sudo xargs python python3 node deno bun perl ruby php pwsh powershell cmd ssh docker npx uvx bunx"

// grant says what a permission allows, empty for one command or a few.
func grant(rule string) (what string, change func(*ci.Weakness)) {
	tool, args, narrowed := strings.Cut(strings.TrimSuffix(strings.TrimSpace(rule), ")"), "(")
	if !hasWord("Bash Shell PowerShell run_shell_command ShellTool *", tool) {
		return "", nil
	}
	args = strings.TrimSpace(args)
	if !narrowed || args == "" || strings.Trim(args, "*: ") == "" {
		return "any command", audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	program, open := strings.CutSuffix(args, ":*")
	if !open {
		program, open = strings.CutSuffix(args, " *")
	}
	if open && hasWord(interpreters, program) {
		return "any command by way of " + program, audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
	}
	return "", nil
}
