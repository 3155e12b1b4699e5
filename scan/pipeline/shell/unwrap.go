package shell

import (
	"slices"
	"strings"
)

// Unwrap returns the command without words such as sudo and npx in front of
// another one.
func (c Command) Unwrap() Command {
	cmd := c
	for {
		n := 0
		cmd = cmd.Bare()
		if len(cmd.Words) < 2 {
			return cmd
		}
		second := cmd.Words[1].Text
		switch cmd.Name() {
		case "bunx", "npx", "uvx", "pipx":
			n = 1
		case "uv", "poetry", "pipenv", "hatch", "pdm", "rye":
			if second == "run" {
				n = 2
			}
		case "pnpm", "yarn", "npm":
			if second == "exec" || second == "dlx" {
				n = 2
			}
		default:
			if strings.HasPrefix(cmd.Name(), "python") && second == "-m" {
				n = 2
			}
		}
		if n == 0 || !cmd.drop(n, "") {
			return cmd
		}
	}
}

// Bare returns the command without words such as sudo, env and timeout in front
// of another one, which change how that one runs and not what. Programs that
// fetch what they run, such as npx, stay.
func (c Command) Bare() Command {
	cmd := c
	for len(cmd.Words) > 1 {
		values, ok := prefixes(cmd.Name())
		if !ok || !cmd.drop(1, values) {
			return cmd
		}
	}
	return cmd
}

// prefixes returns the options with a value of a program that runs another one
// without change; ok is false for other programs.
func prefixes(name string) (values string, ok bool) {
	switch name {
	case "sudo", "doas":
		return "-u -g -h -p -C -D -R -T -U --user --group", true
	case "env":
		return "-u -C -S --unset --chdir", true
	case "command", "builtin", "exec", "time", "nohup", "busybox", "xvfb-run", "travis_retry", "setsid", "then", "do", "!", "call":
		return "", true
	case "nice", "ionice":
		return "-n -c -p", true
	case "timeout", "stdbuf":
		return "-k -s -i -o -e", true
	case "xargs":
		return "-n -I -P -L -d -a -s", true
	case "&", ".\\":
		return "", true
	}
	return "", false
}

// From returns the command that begins with the word of that index.
func (c Command) From(word int) Command {
	c.Words, c.name = c.Words[word:], ""
	return c
}

// drop takes n words off the front, and the options, assignments and durations
// behind them. It does nothing and reports false when no word would be left.
func (c *Command) drop(n int, values string) bool {
	name := c.Name()
	for n < len(c.Words)-1 {
		text := c.Words[n].Text
		switch {
		case strings.HasPrefix(text, "-") && len(text) > 1:
			if slices.Contains(strings.Fields(values), text) {
				n++
			}
		case (name == "env" || name == "sudo") && isAssignment(text):
		case name == "timeout" && text != "" && text[0] >= '0' && text[0] <= '9':
		default:
			*c = c.From(n)
			return true
		}
		n++
	}
	if n >= len(c.Words) || strings.HasPrefix(c.Words[n].Text, "-") {
		return false
	}
	*c = c.From(n)
	return true
}

func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.IndexFunc(name, func(r rune) bool { return !isNameRune(r) || r == '-' }) < 0
}
