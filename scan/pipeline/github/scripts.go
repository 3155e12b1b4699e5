package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

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

// script returns the analysis of a step's script, nil where there is none or
// its shell is of another family.
func (c *check) script(step *ci.Step) *shell.Script {
	if step.Run == nil {
		return nil
	}
	s, ok := c.scripts[step.Run.Text]
	if !ok {
		s = shell.Parse(step.Run.Text.Value(), shell.DialectOf(step.Run.Interpreter()))
		c.scripts[step.Run.Text] = s
	}
	return s
}
