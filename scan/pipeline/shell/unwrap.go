package shell

import "strings"

// Unwrap returns the command without words such as sudo and npx in front of
// another one.
func (c Command) Unwrap() Command {
	cmd := c
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
