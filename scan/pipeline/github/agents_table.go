package github

// agent is what matters about an action that lets a language model work in the
// job.
type agent struct {
	// prompt names inputs that go to the model.
	prompt string
	// tools names inputs that say what the model may do; users those that say
	// who may start it; sandbox those that confine it.
	tools, users, sandbox string
	// acts says that the model can run commands or change files by itself.
	acts bool
}

// agents lists such actions, after their own documentation.
var agents = map[string]agent{
	"anthropics/claude-code-action":        {prompt: "prompt direct_prompt custom_instructions override_prompt claude_args", tools: "claude_args allowed_tools settings", users: "allowed_non_write_users allowed_bots", sandbox: "claude_args settings", acts: true},
	"anthropics/claude-code-base-action":   {prompt: "prompt system_prompt append_system_prompt claude_args", tools: "claude_args allowed_tools settings", sandbox: "claude_args settings", acts: true},
	"openai/codex-action":                  {prompt: "prompt", users: "allow-users allow-bot-users", sandbox: "safety-strategy sandbox codex-args", tools: "codex-args sandbox", acts: true},
	"google-github-actions/run-gemini-cli": {prompt: "prompt", tools: "settings", sandbox: "settings", acts: true},
	"google-gemini/gemini-cli-action":      {prompt: "prompt", tools: "settings_json", sandbox: "settings_json", acts: true},
	"actions/ai-inference":                 {prompt: "prompt system-prompt"},
	"sst/opencode/github":                  {prompt: "prompt", acts: true},
	"anomalyco/opencode/github":            {prompt: "prompt", acts: true},
	"qodo-ai/pr-agent":                     {prompt: "pr_reviewer.extra_instructions"},
	"coderabbitai/ai-pr-reviewer":          {prompt: "system_message summarize review_simple_changes"},
	"warpdotdev/oz-agent-action":           {prompt: "prompt", acts: true},
	"augmentcode/augment-agent":            {prompt: "instruction", acts: true},
}

// agentPrograms are command line agents, with the words of their arguments that
// take the model's fences away.
var agentPrograms = map[string][]string{
	"claude":       {"--dangerously-skip-permissions", "bypassPermissions", "--permission-mode=bypassPermissions"},
	"codex":        {"--dangerously-bypass-approvals-and-sandbox", "--yolo", "danger-full-access", "--sandbox=danger-full-access"},
	"gemini":       {"--yolo", "-y", "--approval-mode=yolo"},
	"cursor-agent": {"--force", "-f"},
	"aider":        {"--yes-always"},
	"copilot":      {"--allow-all-tools"},
	"opencode":     {},
}

// agentFences are texts in an agent's settings that take its fences away.
var agentFences = []string{
	"--dangerously-skip-permissions", "bypassPermissions", "danger-full-access", "--dangerously-bypass-approvals-and-sandbox", "--yolo",
}

// powerfulTools are tools of agents that run commands, change files or reach the
// network.
var powerfulTools = map[string]bool{
	"bash": true, "bash(*)": true, "bash(*:*)": true, "write": true, "edit": true, "multiedit": true, "webfetch": true,
	"run_shell_command": true, "shelltool": true, "write_file": true, "replace": true, "web_fetch": true, "shell": true,
}
