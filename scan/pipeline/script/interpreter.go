package script

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// interprets reports whether a program runs source text.
func interprets(name string) bool {
	name = strings.TrimPrefix(name, "@")
	return containsWord("sh bash dash ash ksh zsh fish perl ruby node nodejs deno bun php rscript pwsh powershell iex invoke-expression source . lua osascript tclsh", name) || isPython(name)
}

func isPython(name string) bool {
	rest, ok := strings.CutPrefix(name, "python")
	return ok && strings.Trim(rest, "0123456789.") == ""
}

// runsInput reports whether an interpreter takes its program from its input.
func runsInput(cmd *shell.Command) bool {
	name := cmd.Name()
	if name == "iex" || name == "invoke-expression" {
		return true
	}
	if name == "source" || name == "." {
		return cmd.Has("/dev/stdin")
	}
	for _, a := range cmd.Args() {
		switch {
		case a.Text == "-" || a.Text == "-s" || a.Text == "--" || a.Text == "/dev/stdin":
			return true
		case !strings.HasPrefix(a.Text, "-"):
			return false
		case inlineOption(name, a.Text):
			return false
		}
	}
	return true
}

// inlineOption reports whether an option says that the program is a word, or a
// module, and not the input.
func inlineOption(name, option string) bool {
	if len(option) < 2 || option[1] == '-' {
		return option == "--eval" || option == "--print" || option == "--version" || option == "--help"
	}
	if option[0] == '-' && (name == "pwsh" || name == "powershell") {
		return hasPrefix(strings.ToLower(option), "-c", "-e", "-f") && !strings.HasPrefix(strings.ToLower(option), "-executionpolicy")
	}
	letters := "c"
	switch name {
	case "perl", "ruby":
		letters = "enp"
	case "node", "nodejs", "deno", "bun", "lua", "osascript":
		letters = "ep"
	case "php":
		letters = "rf"
	case "rscript":
		letters = "e"
	}
	if isPython(name) {
		letters = "cm"
	}
	return strings.ContainsAny(option[1:], letters)
}

// program returns the file that an interpreter is told to run.
func program(cmd *shell.Command) (shell.Word, bool) {
	if !interprets(cmd.Name()) {
		return shell.Word{}, false
	}
	for _, a := range cmd.Args() {
		switch {
		case inlineOption(cmd.Name(), a.Text) && strings.HasPrefix(a.Text, "-"):
			return shell.Word{}, false
		case !strings.HasPrefix(a.Text, "-"):
			return a, true
		}
	}
	if len(cmd.Inputs) > 0 {
		return cmd.Inputs[len(cmd.Inputs)-1], true
	}
	return shell.Word{}, false
}

// code returns the words of a command whose text is run as a program: those of
// eval, and the one behind -c.
func code(cmd *shell.Command) []shell.Word {
	switch name := cmd.Name(); {
	case name == "eval":
		return cmd.Args()
	case interprets(name):
		list := cmd.Inputs
		for i, a := range cmd.Args() {
			if strings.HasPrefix(a.Text, "<(") || name == "iex" || name == "invoke-expression" {
				list = append(list[:len(list):len(list)], a)
			}
			if strings.HasPrefix(a.Text, "-") && inlineOption(name, a.Text) && i+2 < len(cmd.Words) {
				list = append(list[:len(list):len(list)], cmd.Words[i+2])
			}
		}
		return list
	}
	return nil
}

// isSubstitution reports whether a word starts with the output of a command, so
// that the output is the program and not data of one.
func isSubstitution(w shell.Word) bool {
	return hasPrefix(strings.TrimSpace(w.Text), "$(", "`", "<(")
}
