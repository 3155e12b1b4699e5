package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func secretInLog() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/secret-in-log",
			Name:        "Script that prints a secret",
			Class:       "secret-in-log",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Logs are read by more people than secrets are, and kept longer. CI systems mask what equals a secret, but not an encoded, cut or changed one.",
			Remediation: "Do not print it; hand it to the program that needs it through its standard input or a file of its own.",
			Example:     "- run: echo \"$TOKEN\" | base64\n  env:\n    TOKEN: ${{ secrets.TOKEN }}",
			Fixed:       "- run: printf '%s' \"$TOKEN\" | tool login --password-stdin\n  env:\n    TOKEN: ${{ secrets.TOKEN }}",
			Tags:        []string{"sisakulint:secret-in-log"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			eachSecrets(r, job, func(step *ci.Step, known *secrets) {
				if known.none() {
					return
				}
				eachBare(r, step, func(cmd *shell.Command) {
					if what, change := known.printed(cmd); what != "" {
						r.Find(job, step, within(r, step, cmd.Range), "run", what, change, known.flow())
					}
				})
			})
		},
	}
}

// printed says how a command shows a secret in the log.
func (s *secrets) printed(cmd *shell.Command) (string, func(*ci.Weakness)) {
	name := cmd.Name()
	if cmd.Captured || strings.Contains(s.script.Text[cmd.Start:cmd.End], "::add-mask::") || strings.Contains(s.script.Text[cmd.Start:cmd.End], "issecret=true") {
		return "", nil
	}
	given := upstream(s.script, cmd, func(c *shell.Command) bool { return (shows(c) || encodes(c)) && s.any(c) })
	switch {
	case shows(cmd) && s.any(cmd), containsWord("tee cat", name) && given:
		return fmt.Sprintf("%s prints a secret", name), rated(scan.SeverityMedium, scan.ConfidenceMedium)
	case encodes(cmd) && (given || s.reads(cmd)):
		return fmt.Sprintf("%s prints a secret in a form that is not masked", name), rated(scan.SeverityHigh, scan.ConfidenceHigh)
	case dumpsEnvironment(cmd) && s.inEnvironment():
		return "the whole environment is printed, with secrets in it", pedantic(scan.SeverityLow, scan.ConfidenceMedium)
	case name == "set" && traces(cmd) && s.used():
		return "commands are traced, with the secrets in their arguments", pedantic(scan.SeverityLow, scan.ConfidenceLow)
	}
	return "", nil
}

// used reports whether a secret is an argument of some command.
func (s *secrets) used() bool {
	for i := range s.script.Commands {
		if s.any(&s.script.Commands[i]) {
			return true
		}
	}
	return false
}

// inEnvironment reports whether a variable of the environment holds a secret.
func (s *secrets) inEnvironment() bool {
	for _, held := range s.vars {
		if held {
			return true
		}
	}
	return false
}

// reads reports whether a here string with a secret is the input of a command.
func (s *secrets) reads(cmd *shell.Command) bool {
	for _, w := range cmd.Inputs {
		if s.word(w) {
			return true
		}
	}
	return false
}

// shows reports whether a command gives its arguments out.
func shows(cmd *shell.Command) bool {
	return containsWord("echo printf print write-host write-output", cmd.Name())
}

// encodes reports whether a command gives its input out in another form.
func encodes(cmd *shell.Command) bool {
	switch cmd.Name() {
	case "base64", "base32", "basenc", "rev", "xxd", "od", "hexdump", "tr", "sed", "cut", "fold", "uuencode", "awk":
		return true
	case "openssl":
		return cmd.Has("base64", "enc")
	}
	return false
}

// dumpsEnvironment reports whether a command shows every variable.
func dumpsEnvironment(cmd *shell.Command) bool {
	args := cmd.Args()
	switch cmd.Name() {
	case "env", "printenv", "set":
		return len(args) == 0
	case "export", "declare", "typeset":
		return len(args) == 1 && hasPrefix(args[0].Text, "-p", "-x")
	case "cat", "strings":
		return len(args) == 1 && hasPrefix(args[0].Text, "/proc/") && strings.HasSuffix(args[0].Text, "/environ")
	case "gci", "dir", "ls", "get-childitem":
		return len(args) == 1 && strings.EqualFold(strings.TrimRight(args[0].Text, `:\*`), "env")
	}
	return false
}

func traces(cmd *shell.Command) bool {
	_, ok := hasOption(cmd, 'x', "o", "xtrace")
	return ok
}
