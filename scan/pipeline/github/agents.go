package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// inputs yields the inputs of a step that a list of names names.
func inputs(step *ci.Step, names string, visit func(name string, value *document.Node)) {
	for _, name := range strings.Fields(names) {
		if n := step.Input(name); n != nil {
			visit(name, n)
		}
	}
}

// agentCommands calls visit for the commands of a step that start an agent.
func (c *check) agentCommands(step *ci.Step, visit func(cmd *shell.Command, unfenced []string)) {
	c.EachCommand(step, func(cmd *shell.Command) {
		if unfenced, ok := agentPrograms[cmd.Name()]; ok {
			visit(cmd, unfenced)
		}
	})
}

// outsidersReach reports whether outsiders can start or feed the run where the
// step stands.
func (c *check) outsidersReach(job *ci.Job, step *ci.Step) bool {
	if c.checkedBefore(job, step) {
		return false
	}
	p := c.privilege(job, step)
	return p == ci.PrivilegeExposed || p == ci.PrivilegeRestricted
}

func promptInjection() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-prompt-injection",
			Name:        "Outsider's text in the prompt of an AI agent",
			Class:       "ai-prompt-injection",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "A model cannot tell instructions from data. Who writes text that goes into the prompt tells the agent what to do, with the tools, the token and the secrets that it has.",
			Remediation: "Let the agent have nothing that an outsider must not have: a read-only token, no secrets, no tools that run commands. Start it only for people with write access.",
			Example:     "on: issues\njobs:\n  triage:\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          prompt: Triage ${{ github.event.issue.body }}",
			Fixed:       "on: issues\njobs:\n  triage:\n    if: github.event.issue.author_association == 'MEMBER'\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          prompt: Triage issue ${{ github.event.issue.number }}",
			Tags:        []string{"codeql:PromptInjectionCritical", "sisakulint:ai-action-prompt-injection"},
		},
		Step: onStep(checkPrompt),
	}
}

func checkPrompt(c *check, job *ci.Job, step *ci.Step) {
	report := func(span ci.Span, part string, v verdict) {
		if v.who == outsider {
			c.find(job, step, span, part, fmt.Sprintf("%s, which outsiders write, goes into the prompt of an agent", v.source), c.ends(job, step, attack{source: v.source, effect: "instructs an agent", trace: v.trace, key: c.stepKey(job, step), most: scan.SeverityHigh}))
		}
	}
	if a, ok := agents[step.Uses.Name()]; ok {
		inputs(step, a.prompt, func(name string, n *document.Node) {
			report(ci.SpanOf(n), "with."+name, c.place(job, step).scalar(n, 0))
		})
	}
	script := c.script(step)
	c.agentCommands(step, func(cmd *shell.Command, _ []string) {
		var v verdict
		for _, w := range cmd.Args() {
			v = v.worse(c.place(job, step).data(script, shell.Data{Range: w.Range, Vars: w.Vars}, 0, nil))
		}
		report(c.Within(step.Run.Text, cmd.Start, cmd.End), "run", v)
	})
}

// promptSeverity rates an agent that outsiders can talk to by what the run is
// worth.
func promptSeverity(w *ci.Weakness) {
	if w.Privilege != ci.PrivilegeExposed && w.Privilege != ci.PrivilegeUnknown {
		w.Severity = scan.SeverityMedium
	}
}

func agentTools() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-agent-excessive-tools",
			Name:        "AI agent with powerful tools that outsiders can talk to",
			Class:       "ai-agent-excessive-tools",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Outsiders can start this run or feed it text, and the agent may run any command, write files or fetch pages. It will do so when the text asks for it in the right words.",
			Remediation: "Allow the few commands that the task needs, such as `Bash(gh issue view:*)`, and nothing that writes or reaches the network.",
			Example:     "claude_args: --allowedTools \"Bash,Write\"",
			Fixed:       "claude_args: --allowedTools \"Bash(gh issue view:*)\"",
			Tags:        []string{"sisakulint:ai-action-excessive-tools"},
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			a, ok := agents[step.Uses.Name()]
			if !ok || !c.outsidersReach(job, step) {
				return
			}
			inputs(step, a.tools, func(name string, n *document.Node) {
				if tools := grantedTools(n.Value()); len(tools) > 0 {
					c.find(job, step, ci.SpanOf(n), "with."+name, "outsiders reach this agent, which may use "+strings.Join(tools, ", "), promptSeverity, c.piece(job, step))
				}
			})
		}),
	}
}

// grantedTools returns the powerful tools that a setting grants without limit.
func grantedTools(text string) []string {
	var list []string
	denied := false
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,\"'[]{}=:", r) }) {
		switch lower := strings.ToLower(word); {
		case strings.Contains(lower, "disallow") || strings.Contains(lower, "deny") || strings.Contains(lower, "exclude"):
			denied = true
		case strings.Contains(lower, "allow") || strings.Contains(lower, "tools"):
			denied = false
		case powerfulTools[lower] && !denied:
			list = append(list, word)
		}
	}
	return list
}

func agentTrigger() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-agent-unrestricted-trigger",
			Name:        "AI agent that anybody may start",
			Class:       "ai-agent-unrestricted-trigger",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "The action asks whether the one who starts it has write access, and this setting takes the question away for everybody.",
			Remediation: "Leave the setting out, or name the accounts that are meant.",
			Example:     "allowed_non_write_users: \"*\"",
			Fixed:       "allowed_non_write_users: \"octocat\"",
			Tags:        []string{"sisakulint:ai-action-unrestricted-trigger"},
		},
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			a, ok := agents[step.Uses.Name()]
			if !ok {
				return
			}
			inputs(step, a.users, func(name string, n *document.Node) {
				if strings.TrimSpace(n.Value()) == "*" {
					c.find(job, step, ci.SpanOf(n), "with."+name, name+" lets everybody start the agent", promptSeverity, c.piece(job, step))
				}
			})
		}),
	}
}

func agentSandbox() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-agent-unsafe-sandbox",
			Name:        "AI agent whose fences are taken away",
			Class:       "ai-agent-unsafe-sandbox",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "The agent may do whatever the runner's user may do, root's work included, without a sandbox or a question. Whatever it reads can tell it to.",
			Remediation: "Keep the sandbox on (`safety-strategy: drop-sudo`, `sandbox: workspace-write`) and allow the tools that are needed by name.",
			Example:     "safety-strategy: unsafe",
			Fixed:       "safety-strategy: drop-sudo",
			Tags:        []string{"sisakulint:ai-action-unsafe-sandbox"},
		},
		Step: onStep(checkSandbox),
	}
}

func checkSandbox(c *check, job *ci.Job, step *ci.Step) {
	rate := func(w *ci.Weakness) {
		if w.Privilege == ci.PrivilegeInternal {
			w.Severity = scan.SeverityMedium
		}
	}
	if a, ok := agents[step.Uses.Name()]; ok {
		inputs(step, a.sandbox, func(name string, n *document.Node) {
			text := n.Value()
			if what, off := unfenced(name, text); off {
				c.find(job, step, ci.SpanOf(n), "with."+name, what+" takes the agent's fences away", rate, c.piece(job, step))
			}
		})
	}
	c.agentCommands(step, func(cmd *shell.Command, unfenced []string) {
		for _, w := range cmd.Args() {
			for _, word := range unfenced {
				if w.Text == word {
					c.find(job, step, c.Within(step.Run.Text, w.Start, w.End), "run", word+" takes the agent's fences away", rate, c.piece(job, step))
				}
			}
		}
	})
}

// unfenced returns the text in a setting that switches an agent's fences off.
func unfenced(name, text string) (string, bool) {
	if name == "safety-strategy" && strings.TrimSpace(text) == "unsafe" {
		return "safety-strategy: unsafe", true
	}
	for _, word := range agentFences {
		if strings.Contains(text, word) {
			return word, true
		}
	}
	squeezed := strings.Join(strings.Fields(text), "")
	if strings.Contains(squeezed, `"autoAccept":true`) {
		return "autoAccept", true
	}
	return "", false
}

func agentOrder() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "ai-agent-execution-order",
			Name:        "Steps that run after an AI agent in the same job",
			Class:       "ai-agent-execution-order",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "The agent can change files of the work tree and of the runner before the next step runs, and that step has secrets of its own or publishes what it finds.",
			Remediation: "Let the agent be the last step of its job, and hand its result to another job as data.",
			Example:     "- uses: openai/codex-action@v1\n- run: npm publish",
			Fixed:       "- run: npm publish\n- uses: openai/codex-action@v1",
			Tags:        []string{"sisakulint:ai-action-execution-order"},
		},
		Job: onJob(func(c *check, job *ci.Job) {
			for i, step := range job.Steps {
				if a, ok := agents[step.Uses.Name()]; !ok || !a.acts {
					continue
				}
				for _, later := range job.Steps[i+1:] {
					persona := scan.PersonaPedantic
					if c.publishes(later) || strings.Contains(string(c.textOf(later.Node)), "secrets.") {
						persona = scan.PersonaRegular
					}
					if later.Run == nil && persona == scan.PersonaPedantic {
						continue
					}
					c.find(job, step, ci.SpanOf(step.Uses.Ref), "uses", "a later step runs in what the agent leaves behind", func(w *ci.Weakness) {
						w.Persona = persona
						loc := c.file.Location(ci.SpanOf(later.Node), c.Logical(job, later, ""))
						loc.Role = "sink"
						w.Related = append(w.Related, loc)
					})
					if persona == scan.PersonaRegular {
						break
					}
				}
			}
		}),
	}
}

// textOf returns the bytes of a node.
func (c *check) textOf(n *document.Node) []byte {
	start, end := n.Span()
	return c.file.Source.Bytes()[start:end]
}
